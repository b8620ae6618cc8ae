"""Every list, form and history of the desk: who may see it, and what it costs."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quotes.editing import merge
from quotes.models import (
    Affiliation,
    Alias,
    Assessment,
    Claim,
    ClaimTopic,
    Distinction,
    FormerSlug,
    Merge,
    Organization,
    Passage,
    Quotation,
    QuotationTopic,
    RefusedSave,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
)
from tests.admin.desk import add_url, change_url, list_url
from tests.factories import (
    make_affiliation,
    make_one_of_each,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)
from tests.members import GROUPS, STRANGER, make_member

pytestmark = pytest.mark.django_db

MAIN = [Organization, Speaker, Affiliation, Source, Topic, Quotation, Claim]
PARTS = [Alias, Passage, QuotationTopic, ClaimTopic, Stance, Assessment]
DECISIONS = [Merge, Distinction]
MODELS = [*MAIN, *PARTS, FormerSlug, *DECISIONS]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
each_group = pytest.mark.parametrize("group", [*GROUPS, STRANGER])
SignedIn = Callable[[str], Client]


def make_each() -> dict[Any, Any]:
    slug = FormerSlug.objects.create(kind="speaker", slug=f"old-{FormerSlug.objects.count()}", current_slug="new")
    names = {"first_name": "Ana", "second_name": "Anna"}
    apart = Distinction.objects.create(kind="speaker", first_key=1, second_key=2 + Distinction.objects.count(), **names)
    names = {"kept_name": "Ana", "merged_name": "Anna", "kept_slug": "ana", "merged_slug": "anna"}
    number = 2 + Merge.objects.count()
    merged = Merge.objects.create(
        kind="speaker", kept_key=1, merged_key=10**6 + number, moved={"record": {}, "rows": {}, "joined": []}, **names
    )
    return make_one_of_each() | {FormerSlug: slug, Distinction: apart, Merge: merged}


def test_every_model_of_the_record_is_registered() -> None:
    assert {model for model in admin.site._registry if model._meta.app_label == "quotes"} == {*MODELS, RefusedSave}


@each_group
def test_a_list_opens_for_the_groups_alone(group: str, signed_in: SignedIn) -> None:
    make_each()
    client = signed_in(group)
    for model in MODELS:
        assert client.get(list_url(model)).status_code == (403 if group == STRANGER else 200), model


@each_model
@each_group
def test_an_add_form_opens_for_those_who_may_add(group: str, model: Any, signed_in: SignedIn) -> None:
    may = group != STRANGER and model in MAIN
    assert signed_in(group).get(add_url(model)).status_code == (200 if may else 403)


@each_group
def test_a_public_record_opens_to_read_and_to_change_for_those_who_publish(group: str, signed_in: SignedIn) -> None:
    client, records = signed_in(group), make_each()
    for model in MODELS:
        response = client.get(change_url(records[model]))
        if group == STRANGER:
            assert response.status_code == 403, model
        else:
            assert response.status_code == 200, model
            may_change = model in MAIN and group != "Contributors"
            assert (b'name="_save"' in response.content) == may_change, model
            assert (b'name="seen_version"' in response.content) == may_change, model


@pytest.mark.parametrize("model", MAIN, ids=lambda model: model.__name__)
def test_a_contributor_does_not_change_what_readers_see(model: Any, contributor: Client) -> None:
    record = make_each()[model]
    assert contributor.post(change_url(record), {"_save": "Save"}).status_code == 403


@pytest.mark.parametrize("model", [*MAIN, *PARTS], ids=lambda model: model.__name__)
def test_a_history_and_a_revision_open_to_read(model: Any, contributor: Client) -> None:
    record = make_each()[model]
    history = contributor.get(reverse(f"admin:quotes_{model._meta.model_name}_history", args=[record.pk]))
    assert history.status_code == 200
    address = reverse(
        f"admin:quotes_{model._meta.model_name}_simple_history", args=[record.pk, record.history.first().pk]
    )
    assert address.encode() in history.content
    revision = contributor.get(address)
    assert revision.status_code == 200
    assert "Revision of" in revision.content.decode()


def test_a_revision_is_not_saved_over_the_record(editor: Client) -> None:
    quotation = make_quotation(attribution="an engineer")
    old = quotation.history.last()
    address = reverse("admin:quotes_quotation_simple_history", args=[quotation.pk, old.pk])
    assert editor.post(address, {"attribution": "a liar"}).status_code == 405


@pytest.mark.parametrize("key", ["0", "999999999", "99999999999999999999999", "x"])
def test_a_revision_that_does_not_exist_is_not_found(key: str, editor: Client) -> None:
    address = reverse("admin:quotes_quotation_simple_history", args=[make_quotation().pk, key])
    assert editor.get(address).status_code == 404


def cost(client: Client, address: str) -> int:
    client.get(address)  # what is kept between requests is in place
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


WHO = 5  # queries: the session, the user, their one-time codes, and the permissions of the user and of the groups


def test_a_list_costs_two_queries_for_2_20_and_25_rows(signed_in: SignedIn) -> None:
    client = signed_in("Administrators")
    costs: dict[Any, list[int]] = {model: [] for model in MODELS}
    for more in (2, 18, 5):
        for _ in range(more):
            make_each()
        for model, found in costs.items():
            found.append(cost(client, list_url(model)) - WHO)
    assert min(model.objects.count() for model in MODELS) >= 25
    assert all(found == [2, 2, 2] for found in costs.values()), costs


@pytest.mark.parametrize(
    ("model", "queries"), [(Quotation, 9), (Claim, 5), (Speaker, 5)], ids=["Quotation", "Claim", "Speaker"]
)
def test_a_form_costs_the_same_queries_for_2_20_and_25_rows_of_parts(model: Any, queries: int, editor: Client) -> None:
    assert [cost(editor, change_url(make_with_parts(model, count))) - WHO for count in (2, 20, 25)] == [queries] * 3


def make_with_parts(model: Any, count: int) -> Any:
    record = make_each()[model]
    for _ in range(count):
        if model is Quotation:
            QuotationTopic(quotation=record, topic=make_topic()).save()
        elif model is Claim:
            ClaimTopic(claim=record, topic=make_topic()).save()
            Stance(claim=record, quotation=make_quotation(), position="asserts", reason="It says so.").save()
        else:
            make_affiliation(speaker=record, organization=make_organization(), role="spokesman")
    return type(record).objects.get(pk=record.pk)


@pytest.mark.parametrize("model", [*MAIN, *PARTS], ids=lambda model: model.__name__)
def test_a_search_finds_or_finds_nothing(model: Any, editor: Client) -> None:
    make_each()
    assert editor.get(list_url(model), {"q": "bridge"}).status_code == 200


@pytest.mark.parametrize(
    ("words", "status"), [("\0", 400), ("\ud800".encode("utf-8", "surrogatepass"), 200), ("%", 200), ("'", 200)]
)
def test_a_search_for_no_words_is_no_error_of_ours(words: Any, status: int, editor: Client) -> None:
    assert editor.get(list_url(Quotation), {"q": words}).status_code == status


@pytest.mark.parametrize(
    "query",
    ["status__exact=%00", "speaker__id__exact=99999999999999999999", "speaker__id__exact=x", "kind=%ff", "p=-1"],
)
def test_a_filter_that_makes_no_sense_is_no_error_of_ours(query: str, editor: Client) -> None:
    assert editor.get(f"{list_url(Quotation)}?{query}").status_code in (200, 302, 400)


@pytest.mark.parametrize(
    ("model", "field", "term"),
    [
        ("quotation", "source", "Source"),
        ("quotation", "speaker", "\0"),
        ("affiliation", "organization", "Org"),
        ("stance", "claim", "Claim"),
        ("stance", "quotation", "bridge"),
        ("quotationtopic", "topic", "Topic"),
    ],
)
def test_choices_complete_themselves(model: str, field: str, term: str, contributor: Client) -> None:
    make_each()
    query = {"app_label": "quotes", "model_name": model, "field_name": field, "term": term}
    response = contributor.get(reverse("admin:autocomplete"), query)
    assert response.status_code == 200
    assert response.json()["results"] or term == "\0"


def roles(client: Client, **query: Any) -> HttpResponse:
    return client.get(reverse("admin:quotes_quotation_roles"), query)


def test_the_roles_of_a_speaker_come_with_those_of_the_day_first(contributor: Client) -> None:
    earlier = make_affiliation(role="minister", since="2001", until="2004")
    on_the_day = make_affiliation(speaker=earlier.speaker, role="engineer", since="1999")
    source = make_source()
    answer = roles(contributor, speaker=earlier.speaker_id, source=source.pk).json()["roles"]
    assert [key for key, _ in answer] == [on_the_day.pk, earlier.pk]
    assert answer[0][1] == "engineer (since 1999; on 2024-05-06)"


@pytest.mark.parametrize("speaker", ["", "0", "x", "9" * 30, "\0", "١"])
def test_the_roles_of_nobody_are_none(speaker: str, contributor: Client) -> None:
    response = roles(contributor, speaker=speaker)
    assert response.status_code == 200
    assert response.json() == {"roles": []}


def test_a_stranger_asks_for_no_roles(signed_in: SignedIn) -> None:
    assert roles(signed_in(STRANGER), speaker=make_affiliation().speaker_id).status_code == 403


def test_only_what_readers_see_links_to_the_site(editor: Client) -> None:
    public, draft = make_quotation(), make_quotation(status=Status.DRAFT)
    assert public.get_absolute_url().encode() in editor.get(change_url(public)).content
    assert draft.get_absolute_url().encode() not in editor.get(change_url(draft)).content


def test_the_front_page_shows_what_was_done(editor: Client) -> None:
    make_each()
    response = editor.get(reverse("admin:index"))
    assert response.status_code == 200
    assert "The editors’ desk" in response.content.decode()
    assert not LogEntry.objects.exists()


def test_a_form_reads_the_text_of_its_source_once(editor: Client) -> None:
    quotation = make_quotation(words=["The bridge is safe", "But it is old"])
    make_stance(quotation=quotation)
    with CaptureQueriesContext(connection) as queries:
        editor.get(change_url(quotation))
    assert sum('"quotes_source"."text"' in query["sql"] for query in queries) == 1


def test_the_pages_about_a_model_look_like_the_rest_of_the_desk(editor: Client) -> None:
    speaker, quotation, topics = make_speaker(), make_quotation(), [make_topic(), make_topic()]
    done = merge(*topics, by=make_member("Editors"))
    named = [
        ("quotes_speaker_merge", [speaker.pk]),
        ("quotes_merge_undo", [done.pk]),
        ("quotes_quotation_withdraw", [quotation.pk]),
        ("quotes_speaker_import", []),
        ("quotes_source_add_article", []),
    ]
    for name, args in named:
        page = editor.get(reverse(f"admin:{name}", args=args)).text
        styles = re.findall(r'href="[^"]*admin/css/(\w+)[^"]*\.css"', page)
        own = "changelists" if name == "quotes_speaker_merge" else "forms"
        assert {"base", own, "nav_sidebar"} <= set(styles), name
        assert page.count('<div class="breadcrumbs">') == 1
