"""Lists of any length: counted so far, read by their keys, sorted and acted on only while they are no longer."""

import re
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quotes.admin.base import RecordAdmin
from quotes.models import Passage, Quotation, QuotationTopic, Source, Speaker, Stance, Status, Topic
from tests.admin.desk import change_url, list_url, messages_of
from tests.factories import (
    make_affiliation,
    make_alias,
    make_one_of_each,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_topic,
    set_status,
)

pytestmark = pytest.mark.django_db

PUBLISHED = {"status__exact": "published"}


@pytest.fixture
def counting_to_three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotes.reading.paging.COUNTED", 3)


@pytest.fixture
def two_on_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RecordAdmin, "list_per_page", 2)


def rows(response: HttpResponse) -> list[Any]:
    return list(response.context["cl"].result_list)


def text_of(response: HttpResponse) -> str:
    return " ".join(re.sub("<[^>]*>", "", response.content.decode()).split())


def queries(client: Client, address: str, **query: str) -> list[str]:
    client.get(address, query)  # what is kept between requests is in place
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, query).status_code == 200
    return [query["sql"] for query in captured]


# Counts


def test_a_list_counts_no_further_than_ten_thousand_and_says_so(editor: Client, counting_to_three: None) -> None:
    for _ in range(5):
        make_topic()
    response = editor.get(list_url(Topic))
    assert response.context["cl"].result_count == 3
    assert "3+ topics. Narrow the list to sort it or to see more." in text_of(response)
    counted = [sql for sql in queries(editor, list_url(Topic)) if "COUNT(" in sql]
    assert len(counted) == 1
    assert "LIMIT 4" in counted[0]


def test_a_list_that_was_counted_says_how_many_and_no_more(editor: Client, counting_to_three: None) -> None:
    for _ in range(3):
        make_topic()
    assert "3 topics" in text_of(editor.get(list_url(Topic)))
    assert "Narrow" not in text_of(editor.get(list_url(Topic)))


def test_a_search_says_how_many_it_found_so_far(editor: Client, counting_to_three: None) -> None:
    for number in range(5):
        make_topic(name=f"Rail {number}")
    assert "3+ results (Show all)" in text_of(editor.get(list_url(Topic), {"q": "rail"}))
    assert "1 result (Show all)" in text_of(editor.get(list_url(Topic), {"q": "rail 2"}))
    assert "Show all" not in text_of(editor.get(list_url(Topic)))


@pytest.mark.usefixtures("counting_to_three", "two_on_a_page")
def test_pages_end_where_counting_does(editor: Client) -> None:
    made = [make_topic(name=f"T{number}") for number in range(6)]
    assert rows(editor.get(list_url(Topic), {"p": 2})) == made[2:4]
    assert editor.get(list_url(Topic), {"p": 3}).status_code == 302


def test_a_search_for_very_many_words_takes_the_first_of_them(editor: Client) -> None:
    topic = make_topic(name="Bridge")
    assert rows(editor.get(list_url(Topic), {"q": "bridge " * 2000})) == [topic]


@pytest.mark.parametrize("query", ["name__range=", "name__range=a", "name__range=a,b,c"])
def test_a_filter_that_the_database_cannot_do_leads_back_to_the_list(query: str, editor: Client) -> None:
    response = editor.get(f"{list_url(Topic)}?{query}")
    assert response.status_code == 302
    assert response["Location"] == f"{list_url(Topic)}?e=1"


@pytest.mark.parametrize("name", ["auth_user", "auth_group", "axes_accessattempt", "axes_accesslog"])
def test_lists_of_other_apps_answer_for_very_many_words(name: str, admin_client: Client) -> None:
    address = reverse(f"admin:{name}_changelist")
    assert admin_client.get(address, {"q": "bridge " * 2000}).status_code == 200


def test_a_row_is_not_named_by_a_hidden_relation(admin_client: Client) -> None:
    address = reverse("admin:auth_user_changelist")
    assert admin_client.get(address, {"_to_field": "+"}).status_code == 400


# Order


def test_a_list_that_was_counted_can_be_sorted(editor: Client, counting_to_three: None) -> None:
    made = [make_quotation(said=f"2024-0{month}") for month in (2, 3, 1)]
    early, middle, late = made[2], made[0], made[1]
    response = editor.get(list_url(Quotation))
    assert rows(response) == [made[2], made[1], made[0]]
    assert 'href="?o=4"' in response.content.decode()
    assert rows(editor.get(list_url(Quotation), {"o": "4"})) == [early, middle, late]
    assert rows(editor.get(list_url(Quotation), {"o": "-4"})) == [late, middle, early]


def test_a_longer_list_keeps_its_own_order(editor: Client, counting_to_three: None) -> None:
    made = [make_quotation(said=f"2024-0{month}") for month in (2, 3, 1, 4)]
    response = editor.get(list_url(Quotation), {"o": "4"})
    assert rows(response) == made[::-1]
    assert "o=" not in response.content.decode().split('id="result_list"')[1]


def test_what_is_published_comes_as_readers_see_it_and_all_else_as_it_was_added(editor: Client) -> None:
    made = [make_quotation(said=f"2024-0{month}") for month in (2, 3, 1)]
    drafts = [make_quotation(said=f"2024-0{month}", status=Status.DRAFT) for month in (2, 3, 1)]
    assert rows(editor.get(list_url(Quotation), PUBLISHED)) == [made[1], made[0], made[2]]
    assert rows(editor.get(list_url(Quotation), {"status__exact": "draft"})) == drafts[::-1]
    everything = editor.get(list_url(Quotation))
    assert rows(everything) == [*drafts[::-1], *made[::-1]]
    assert "sorted descending" not in everything.content.decode()


@pytest.mark.usefixtures("two_on_a_page")
def test_every_page_has_its_rows(editor: Client) -> None:
    made = [make_quotation() for _ in range(5)][::-1]
    pages = [rows(editor.get(list_url(Quotation), {"p": page})) for page in (1, 2, 3)]
    assert pages == [made[:2], made[2:4], made[4:]]


def test_a_row_found_twice_is_one_row(editor: Client) -> None:
    speaker = make_speaker(name="Ana Ruiz")
    for name in ("A. Ruiz", "Anna Ruiz"):
        make_alias(speaker=speaker, name=name)
    assert rows(editor.get(list_url(Speaker), {"q": "ruiz"})) == [speaker]


# Narrowing


def narrowed(client: Client, **query: Any) -> list[Any]:
    return rows(client.get(list_url(Quotation), query))


@pytest.mark.parametrize("status", Status)
def test_a_list_of_one_status_has_that_status_alone(status: Status, editor: Client) -> None:
    made = {each: make_quotation(status=Status.PUBLISHED) for each in Status}
    for each, quotation in made.items():
        set_status(quotation, each, "why")
    assert narrowed(editor, status__exact=status) == [made[status]]


def test_kind_and_medium_are_offered_once_a_status_is_chosen(editor: Client) -> None:
    direct = make_quotation(medium="speech")
    indirect = make_quotation(kind="indirect", medium="post")
    assert "By kind" not in text_of(editor.get(list_url(Quotation)))
    for query in (PUBLISHED, {"kind__exact": "direct"}, {"medium__exact": "speech"}):
        response = editor.get(list_url(Quotation), query)
        assert "By kind" in text_of(response)
        assert "By medium" in text_of(response)
    assert narrowed(editor, **PUBLISHED, kind__exact="indirect") == [indirect]
    assert narrowed(editor, **PUBLISHED, medium__exact="speech") == [direct]
    assert narrowed(editor, **PUBLISHED, kind__exact="indirect", medium__exact="speech") == []


def test_the_quotations_of_one_record_are_listed_under_its_name(editor: Client) -> None:
    organization, topic = make_organization(name="Port Office"), make_topic(name="Harbours")
    role = make_affiliation(organization=organization, speaker=make_speaker(name="Ana Ruiz"))
    source = make_source(title="Harbour bridge to close")
    wanted = make_quotation(affiliation=role, source=source, topics=[topic, make_topic()])
    make_quotation(topics=[make_topic()])
    for field, record in [
        ("speaker", role.speaker),
        ("organization", organization),
        ("source", source),
        ("topics", topic),
    ]:
        response = editor.get(list_url(Quotation), {f"{field}__id__exact": record.pk})
        assert rows(response) == [wanted]
        assert f"By {record._meta.verbose_name} All {record}" in text_of(response)
    assert "Harbours" not in text_of(editor.get(list_url(Quotation)))


def test_the_quotations_of_no_record_are_none(editor: Client) -> None:
    make_quotation()
    response = editor.get(list_url(Quotation), {"speaker__id__exact": "999999999"})
    assert rows(response) == []
    assert "By speaker All not found" in text_of(response)


def test_a_row_leads_to_its_form_and_back_to_the_list_as_it_was(editor: Client) -> None:
    quotation = make_quotation()
    plain, narrow = (editor.get(list_url(Quotation), query).content.decode() for query in ({}, PUBLISHED))
    assert f'<a href="{change_url(quotation)}">' in plain
    assert f'<a href="{change_url(quotation)}?_changelist_filters=status__exact%3Dpublished">' in narrow


# Actions


def send(client: Client, quotations: list[Quotation], **more: str) -> HttpResponse:
    chosen = {"action": "publish_selected", "_selected_action": [one.pk for one in quotations], "index": "0"}
    return client.post(list_url(Quotation), chosen | more, follow=True)


@pytest.mark.usefixtures("counting_to_three", "two_on_a_page")
def test_all_of_a_list_that_was_counted_can_be_acted_on(editor: Client) -> None:
    drafts = [make_quotation(status=Status.DRAFT) for _ in range(3)]
    assert "Select all 3 quotations" in text_of(editor.get(list_url(Quotation)))
    send(editor, drafts[:1], select_across="1")
    assert Quotation.objects.published().count() == 3


@pytest.mark.usefixtures("counting_to_three", "two_on_a_page")
def test_all_of_a_longer_list_is_not_acted_on(editor: Client) -> None:
    drafts = [make_quotation(status=Status.DRAFT) for _ in range(4)]
    assert "Select all" not in text_of(editor.get(list_url(Quotation)))
    response = send(editor, drafts[:1], select_across="1")
    assert messages_of(response) == ["All 3+ quotations are too many at once. Narrow the list first."]
    assert not Quotation.objects.published().exists()
    send(editor, drafts[:1], select_across="0")
    assert Quotation.objects.published().count() == 1


# What a list reads


@pytest.mark.parametrize(
    "model", [Quotation, Source, Passage, QuotationTopic, Stance], ids=lambda model: model.__name__
)
@pytest.mark.parametrize("query", [{}, {"q": "bridge"}])
def test_a_list_reads_no_text_that_it_does_not_show(model: Any, query: dict[str, str], editor: Client) -> None:
    make_one_of_each()
    read = [re.sub(" FROM .*", "", sql) for sql in queries(editor, list_url(model), **query)]
    assert any(f'"{model._meta.db_table}"."id"' in columns for columns in read)
    for text in ('"quotes_source"."text"', '"quotes_quotation"."text"'):
        assert not any(text in columns for columns in read)


def test_the_quotations_of_a_source_are_listed_without_its_text(editor: Client) -> None:
    quotation = make_quotation()
    read = queries(editor, list_url(Quotation), source__id__exact=str(quotation.source_id))
    assert not any('"quotes_source"."text"' in sql for sql in read)
