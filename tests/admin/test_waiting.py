"""The first page: what waits, for whom, and at what cost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from quotes.admin import waiting
from quotes.admin.queues import QUEUES
from quotes.editing import withdraw
from quotes.editing.duplicates import tell_apart
from quotes.editing.waiting import of_one_view, text_changed, without_role
from quotes.models import Claim, Extraction, Quotation, RefusedSave, Source, Speaker, Status
from tests.admin.desk import add_url, change_url, list_url
from tests.factories import (
    SOURCE_TEXT,
    make_affiliation,
    make_claim,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
    set_status,
)
from tests.members import GROUPS, STRANGER, make_member

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]


def first_page(client: Client) -> HttpResponse:
    response = client.get(reverse("admin:index"))
    assert response.status_code == 200
    return response


def waits(client: Client) -> dict[str, waiting.Found]:
    """Return what the first page shows, by title."""
    desk = first_page(client).context["desk"]
    return {each.queue.title: each.found for each in [*desk.waits, *desk.news]}


def words(found: waiting.Found) -> list[str]:
    return [row.words for row in found.rows]


def text_of(response: HttpResponse) -> str:
    return " ".join(re.sub("<[^>]*>", " ", response.content.decode()).split())


def with_role(**fields: Any) -> Quotation:
    return make_quotation(affiliation=make_affiliation(), **fields)


def make_extraction(source: Source) -> Extraction:
    return Extraction.objects.create(source=source, text_sha256=source.text_sha256, extracted_at=now())


def make_one_of_each_queue() -> None:
    """Let one more wait in every queue, in an article of its own."""
    make_quotation(status=Status.DRAFT)
    make_quotation(status=Status.SUBMITTED)
    make_claim(status=Status.SUBMITTED)
    make_claim(status=Status.DRAFT)
    source = make_source()
    make_extraction(source)
    source.text += " More."
    source.save()
    make_stance(quotation=make_quotation())
    set_status(with_role(), Status.PUBLISHED)
    withdraw(with_role(), by=make_member("Editors"), reason="The source was retracted.")
    name = f"Ana Ruiz {Speaker.objects.count()}"
    for _ in range(2):
        make_speaker(name=name)
    for group in GROUPS:
        make_refused_save(make_member(group), make_topic())


def make_refused_save(user: User, record: Any) -> RefusedSave:
    kind = record._meta.model_name
    return RefusedSave.objects.create(user=user, kind=kind, key=record.pk, label=str(record), entered="{}")


# What waits


def test_drafts_are_shown_by_article_the_latest_first_with_how_many_and_since_when(editor: Client) -> None:
    bridge, ferry = make_source(title="Bridge to close"), make_source(title="Ferry to run")
    for source in (bridge, bridge, ferry):
        make_quotation(source=source, status=Status.DRAFT)
    make_quotation(source=bridge, speaker=None, status=Status.DRAFT)
    with_role(source=ferry)
    found = waits(editor)["Drafts, by article"]
    assert str(found.count) == "4"
    today = f"{now():%Y-%m-%d}"
    assert [(row.words, row.note) for row in found.rows] == [
        ("Bridge to close", f"3 drafts, the oldest of {today}"),
        ("Ferry to run", f"1 draft, the oldest of {today}"),
    ]
    listed = editor.get(found.rows[0].address)
    assert listed.status_code == 200
    if "cl" in listed.context:  # no review screen of one's own yet: the list of its drafts
        assert {row.source for row in listed.context["cl"].result_list} == {bridge}


def test_what_a_person_could_not_save_is_shown_to_them_alone(editor: Client, signed_in: SignedIn) -> None:
    kept = make_refused_save(make_member("Editors"), make_topic(name="Bridges"))
    found = waits(editor)["Conflicts: what you could not save"]
    assert words(found) == ["Bridges"]
    assert found.rows[0].address == reverse("admin:quotes_refusedsave_change", args=[kept.pk])
    assert editor.get(found.rows[0].address).status_code == 200
    assert "Conflicts: what you could not save" not in waits(signed_in("Contributors"))


def test_a_claim_that_was_made_in_review_waits_for_readers_to_see_it(editor: Client) -> None:
    claim = make_claim(text="The bridge is safe.", status=Status.DRAFT)
    found = waits(editor)["Draft claims"]
    assert words(found) == ["The bridge is safe."]
    assert [row.address for row in found.rows] == [change_url(claim)]


def test_suspected_duplicates_are_counted_by_kind_until_they_are_decided(editor: Client) -> None:
    make_topic(name="Bridges")
    first, second = make_speaker(name="Ana Ruiz"), make_speaker(name="Ana Ruíz")
    found = waits(editor)["Suspected duplicates"]
    assert [(row.words, row.note) for row in found.rows] == [("Speakers", "1 pair")]
    assert editor.get(found.rows[0].address).status_code == 200
    tell_apart(first, second, by=make_member("Editors"))
    assert "Suspected duplicates" not in waits(editor)


def test_what_was_submitted_first_comes_first(editor: Client) -> None:
    made = [with_role() for _ in range(3)]
    for quotation in made:
        set_status(quotation, Status.SUBMITTED)
    claim = make_claim(text="The bridge is safe.", status=Status.SUBMITTED)
    found = waits(editor)
    assert [row.address for row in found["Submitted quotations"].rows] == [change_url(each) for each in made]
    assert words(found["Submitted claims"]) == ["The bridge is safe."]
    assert [row.address for row in found["Submitted claims"].rows] == [change_url(claim)]


@pytest.mark.parametrize(
    ("status", "kind", "has_role", "waiting"),
    [
        (Status.PUBLISHED, Speaker.Kind.PERSON, False, True),
        (Status.SUBMITTED, Speaker.Kind.PERSON, False, True),
        (Status.DRAFT, Speaker.Kind.PERSON, False, False),
        (Status.WITHDRAWN, Speaker.Kind.PERSON, False, False),
        (Status.PUBLISHED, Speaker.Kind.ORGANIZATION, False, False),
        (Status.PUBLISHED, Speaker.Kind.GROUP, False, False),
        (Status.PUBLISHED, Speaker.Kind.PERSON, True, False),
    ],
)
def test_words_of_a_person_wait_for_a_role(status: Status, kind: str, has_role: bool, waiting: bool) -> None:
    speaker = make_speaker(kind=kind)
    quotation = make_quotation(speaker=speaker, affiliation=make_affiliation(speaker=speaker) if has_role else None)
    set_status(quotation, status, "why")
    assert without_role().filter(pk=quotation.pk).exists() == waiting


@pytest.mark.parametrize(
    ("positions", "waiting"),
    [
        ([], False),
        (["asserts"], True),
        (["asserts", "asserts"], True),
        (["questions"], True),
        (["asserts", "denies"], False),
        (["qualifies", "questions"], False),
        (["asserts", "asserts", "denies"], False),
    ],
)
def test_a_claim_waits_for_a_second_view(positions: list[str], waiting: bool) -> None:
    claim = make_claim()
    for position in positions:
        make_stance(claim=claim, position=position)
    assert of_one_view().filter(pk=claim.pk).exists() == waiting


def test_only_what_readers_see_is_a_view() -> None:
    claim, draft = make_claim(), make_claim(status=Status.DRAFT)
    make_stance(claim=draft)
    make_stance(claim=claim, position="asserts")
    make_stance(claim=claim, position="denies", quotation=make_quotation(status=Status.DRAFT))
    assert list(of_one_view()) == [claim]


def test_a_source_waits_once_its_text_is_not_the_one_that_was_read() -> None:
    source, other, never = make_source(), make_source(), make_source()
    for each in (source, other):
        make_extraction(each)
    assert not text_changed().exists()
    other.title = "Another title"
    other.save()
    never.text += " More."
    never.save()
    assert not text_changed().exists()
    source.text += " More."
    source.save()
    assert list(text_changed()) == [source]
    source.text = SOURCE_TEXT
    source.save()
    assert not text_changed().exists()


def test_what_was_withdrawn_lately_is_news_and_waits_for_nobody(editor: Client) -> None:
    quotation, back = with_role(), with_role()
    user = make_member("Editors")
    for each in (back, quotation):
        withdraw(each, by=user, reason="The paper retracted it.")
    set_status(back, Status.PUBLISHED)
    back.refresh_from_db()
    back.save()
    page = first_page(editor)
    assert "Nothing waits" in text_of(page)
    assert words(waits(editor)["Withdrawn lately"]) == [f"{quotation.ref}: The paper retracted it."]


def test_a_queue_is_counted_so_far_and_no_further(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "COUNTED", 6)
    for _ in range(6):
        set_status(with_role(), Status.SUBMITTED)
    found = waits(editor)["Submitted quotations"]
    assert (str(found.count), len(found.rows)) == ("6", waiting.SHOWN)
    set_status(with_role(), Status.SUBMITTED)
    assert str(waits(editor)["Submitted quotations"].count) == "6+"


def test_long_and_hostile_words_are_cut_and_escaped(editor: Client) -> None:
    title = "<script>alert(1)</script> " + "long " * 50
    make_quotation(source=make_source(title=title.strip()), status=Status.DRAFT, speaker=None)
    page = first_page(editor).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    shown = words(waits(editor)["Drafts, by article"])[0]
    assert shown.endswith(" long…")
    assert 90 < len(shown) <= 100


# For whom


def test_an_empty_desk_says_so_kindly_and_what_to_begin_with(editor: Client) -> None:
    page = first_page(editor)
    assert "Nothing waits" in text_of(page)
    begin = re.search(r'<a class="button" href="([^"]*)">Add article</a>', page.content.decode())
    assert begin
    assert editor.get(begin[1]).status_code == 200


@pytest.mark.parametrize("group", [*GROUPS, STRANGER])
def test_each_sees_what_they_may_and_every_link_opens(group: str, signed_in: SignedIn) -> None:
    make_one_of_each_queue()
    client = signed_in(group)
    page = first_page(client)
    shown = page.content.decode().split('class="desk-waits"')
    if group == STRANGER:
        assert len(shown) == 1
        assert "Nothing waits" not in text_of(page)
        return
    decided_by_editors = {"Suspected duplicates"} if group == "Contributors" else set()
    assert waits(client).keys() == {queue.title for queue in QUEUES} - decided_by_editors
    links = set(re.findall(r'href="([^"]*)"', shown[1].split("</section>")[0]))
    assert len(links) > 10
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_who_may_not_add_a_source_is_offered_none(client: Client) -> None:
    user = make_member(STRANGER)
    user.user_permissions.add(*make_member("Contributors").groups.get().permissions.filter(codename="view_quotation"))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = first_page(client)
    assert "Add article" not in text_of(page)
    assert add_url(Source) not in page.content.decode()
    assert "What waits" in text_of(page)


# The lists


@pytest.mark.parametrize(
    ("model", "value", "all_of"),
    [(Quotation, "no-role", without_role), (Claim, "one-view", of_one_view), (Source, "text-changed", text_changed)],
    ids=["Quotation", "Claim", "Source"],
)
def test_a_list_is_narrowed_to_what_waits(model: Any, value: str, all_of: Any, editor: Client) -> None:
    make_one_of_each_queue()
    rows = editor.get(list_url(model), {"waits": value}).context["cl"].result_list
    assert {row.pk for row in rows} == {row.pk for row in all_of()}
    assert 0 < len(rows) < model.objects.count()


def test_what_waits_goes_together_with_other_filters(editor: Client) -> None:
    make_one_of_each_queue()
    query = {"waits": "no-role", "status__exact": "published"}
    rows = editor.get(list_url(Quotation), query).context["cl"].result_list
    assert {row.status for row in rows} == {Status.PUBLISHED}
    assert all(row.affiliation is None for row in rows)


@pytest.mark.parametrize("value", ["x", "%00", "", "one-view", "no-role'", "\ud800"])
def test_a_value_that_names_no_queue_is_no_error_of_ours(value: str, editor: Client) -> None:
    address = f"{list_url(Quotation)}?waits={value.encode('utf-8', 'surrogatepass').decode('latin-1')}"
    assert editor.get(address).status_code in (200, 302, 400)


# The cost


def queries(client: Client) -> int:
    first_page(client)
    with CaptureQueriesContext(connection) as captured:
        first_page(client)
    return len(captured)


def test_the_first_page_costs_the_same_queries_for_any_number(editor: Client) -> None:
    counts = []
    for more in (6, 12):
        for _ in range(more):
            make_one_of_each_queue()
        counts.append(queries(editor))
    assert counts[0] == counts[1]
    assert counts[0] <= 40


PLANS = {
    "Drafts, by article": "quotation_not_published",
    "Submitted quotations": "quotation_not_published",
    "Quotations without a role": "quotation_without_role",
    "Claims without a second view": "stance_by_position",
    "Sources whose text changed": "source_edited",
}


@pytest.mark.parametrize(("title", "index"), PLANS.items())
def test_a_queue_is_counted_by_its_index(title: str, index: str) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL chooses by how many rows there are, and here are few")
    (queue,) = [queue for queue in QUEUES if queue.title == title]
    make_one_of_each_queue()
    with CaptureQueriesContext(connection) as captured:
        queue.look(make_member("Editors"))
    counting = next(query["sql"] for query in captured if "COUNT(" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {counting.replace('%', '%%')}")
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    assert index in plan, plan
