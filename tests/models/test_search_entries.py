"""A published quotation, and no other, has a search entry, which says what the record says in every moment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quotes.editing import withdraw
from quotes.models import Quotation, SearchEntry, Status
from quotes.text.anchors import find_one
from tests.factories import (
    SOURCE_TEXT,
    make_affiliation,
    make_alias,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    set_status,
)
from tests.members import make_member

pytestmark = pytest.mark.django_db


def entries() -> dict[str, tuple[str, str]]:
    return {
        ref: (words, names) for ref, words, names in SearchEntry.objects.values_list("quotation__ref", "words", "names")
    }


def names() -> str:
    return SearchEntry.objects.get().names


def test_an_entry_has_the_words_said_and_the_names_of_who_said_them():
    role = make_affiliation(speaker=make_speaker(name="Ana Ruiz"), organization=make_organization(name="The City"))
    make_alias(speaker=role.speaker, name="A. Ruiz-Gómez")
    quotation = make_quotation(words="The bridge is safe", affiliation=role)
    assert entries() == {quotation.ref: ("the bridg is safe", "ana ruiz qxq a ruiz gomez qxq the citi")}


@pytest.mark.parametrize("status", list(Status))
def test_only_what_is_published_has_an_entry(status):
    quotation = make_quotation(status=status)
    make_alias(speaker=quotation.speaker)
    assert SearchEntry.objects.exists() == (status == Status.PUBLISHED)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_an_entry_follows_a_status_both_ways(status):
    quotation = make_quotation()
    set_status(quotation, status, "Retracted.")
    assert not SearchEntry.objects.exists()
    set_status(quotation, Status.PUBLISHED)
    assert SearchEntry.objects.exists()


def test_a_withdrawn_quotation_loses_its_entry_at_once():
    withdraw(make_quotation(), by=make_member("Editors"), reason="The source was retracted.")
    assert not SearchEntry.objects.exists()


def test_an_entry_follows_the_words_and_the_speaker():
    quotation = make_quotation(words="The bridge is safe")
    quotation.anchor([find_one(SOURCE_TEXT, "it is old")])
    assert entries()[quotation.ref][0] == "it is old"
    quotation.speaker = make_speaker(name="Tom Byrne")
    quotation.save()
    assert names() == "tom byrn"


def test_an_entry_follows_an_edit_of_the_source():
    quotation = make_quotation(source=make_source(text="One. Two three."), words="Two three")
    quotation.source.text = "Nothing before. One. Two three."
    quotation.source.save()
    assert entries()[quotation.ref][0] == "two three"


def test_an_entry_follows_a_rename_of_the_speaker_and_the_organization():
    role = make_affiliation(organization=make_organization())
    quotation = make_quotation(affiliation=role)
    for record, name in ((quotation.speaker, "Tom Byrne"), (role.organization, "The Port")):
        record.refresh_from_db()
        record.name = name
        record.save()
    assert names() == "tom byrn qxq the port"


def test_an_entry_follows_an_alias_that_is_added_changed_moved_and_deleted():
    quotation, other = (
        make_quotation(speaker=make_speaker(name="Ana")),
        make_quotation(speaker=make_speaker(name="Tom")),
    )
    alias = make_alias(speaker=quotation.speaker, name="Annie")
    assert entries()[quotation.ref][1] == "ana qxq anni"
    alias.name = "Nan"
    alias.save()
    assert entries()[quotation.ref][1] == "ana qxq nan"
    alias.speaker = other.speaker
    alias.save()
    assert entries()[quotation.ref][1] == "ana"
    assert entries()[other.ref][1] == "tom qxq nan"
    alias.delete()
    assert entries()[other.ref][1] == "tom"


def test_an_entry_follows_the_organization_of_its_role():
    role = make_affiliation(speaker=make_speaker(name="Ana"), organization=make_organization(name="The City"))
    make_quotation(affiliation=role)
    role.organization = make_organization(name="The Port")
    role.save()
    assert names() == "ana qxq the port"


def test_a_rename_costs_the_same_for_two_and_for_twenty_quotations():
    costs = set()
    for number in (2, 20):
        speaker = make_speaker()
        for _ in range(number):
            make_quotation(speaker=speaker)
        speaker.name = f"Renamed {number}"
        with CaptureQueriesContext(connection) as captured:
            speaker.save()
        costs.add(sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries))
        assert SearchEntry.objects.filter(names=f"renam {number}").count() == number
    assert len(costs) == 1


def test_a_draft_costs_no_search():
    quotation = make_quotation(status=Status.DRAFT)
    with CaptureQueriesContext(connection) as captured:
        quotation.save()
    assert not any("search" in query["sql"] for query in captured.captured_queries)


def test_following_makes_what_is_missing_and_removes_what_is_hidden():
    published, hidden = make_quotation(), make_quotation()
    before = entries()
    SearchEntry.objects.filter(quotation=published).delete()
    Quotation.objects.filter(pk=hidden.pk).update(status=Status.DRAFT)
    SearchEntry.objects.follow(Quotation.objects.all())
    assert entries() == {published.ref: before[published.ref]}
