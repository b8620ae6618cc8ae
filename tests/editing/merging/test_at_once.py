"""A merge while somebody else is at work: one waits for the other, and nothing is lost."""

from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, OperationalError

from quotes.editing import merge, publish, undo
from quotes.models import Affiliation, Conflict, Merge, Quotation, QuotationTopic, SearchEntry, Speaker
from tests.factories import make_affiliation, make_organization, make_quotation, make_speaker, make_topic
from tests.members import make_member
from tests.models.test_concurrency import assert_true_to_the_sources, at_once, set_and_save, while_waiting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two() -> tuple[Speaker, Speaker]:
    return make_speaker(name="Ana Ruiz"), make_speaker(name="Anna Ruiz")


def test_an_edit_of_a_moved_quotation_that_was_opened_before_is_a_conflict(two) -> None:
    kept, merged = two
    make_quotation(speaker=merged)
    held = Quotation.objects.get()
    editor = make_member("Editors")
    outcome = while_waiting(lambda: merge(kept, merged, by=editor), set_and_save(held, attribution="the mayor"))
    assert isinstance(outcome, Conflict)
    stored = Quotation.objects.get()
    assert (stored.speaker, stored.attribution) == (kept, "")


def test_an_edit_that_came_first_is_moved_along(two) -> None:
    kept, merged = two
    quotation = make_quotation(speaker=merged)
    editor = make_member("Editors")
    outcome = while_waiting(set_and_save(quotation, attribution="the mayor"), lambda: merge(kept, merged, by=editor))
    assert outcome is None
    stored = Quotation.objects.get()
    assert (stored.speaker, stored.attribution) == (kept, "the mayor")
    assert [revision.attribution for revision in stored.history.all()[:2]] == ["the mayor", "the mayor"]


def test_a_quotation_added_while_its_speaker_is_merged_is_moved_too(two) -> None:
    kept, merged = two
    editor = make_member("Editors")
    outcome = while_waiting(lambda: make_quotation(speaker=merged), lambda: merge(kept, merged, by=editor))
    assert outcome is None
    assert Quotation.objects.get().speaker == kept


def test_a_quotation_added_after_its_speaker_was_merged_is_refused(two) -> None:
    kept, merged = two
    other = make_quotation(status="draft")
    editor = make_member("Editors")
    outcome = while_waiting(
        lambda: merge(kept, Speaker.objects.get(pk=merged.pk), by=editor), set_and_save(other, speaker=merged)
    )
    assert isinstance(outcome, (Conflict, IntegrityError, OperationalError))
    assert Quotation.objects.get().speaker == other.history.first().speaker != merged


def test_a_publication_just_before_a_merge_is_found_by_the_kept_name(two) -> None:
    kept, merged = two
    quotation = make_quotation(speaker=merged, status="submitted")
    editor = make_member("Editors")
    outcome = while_waiting(lambda: publish(quotation, by=editor), lambda: merge(kept, merged, by=editor))
    assert outcome is None
    assert SearchEntry.objects.get().names.startswith("ana ruiz")


def test_of_two_merges_of_one_record_one_wins() -> None:
    one, merged, other = make_speaker(), make_speaker(), make_speaker()
    make_quotation(speaker=merged)
    editor = make_member("Editors")
    outcomes = at_once(
        *(
            lambda kept=kept: merge(Speaker.objects.get(pk=kept.pk), Speaker.objects.get(pk=merged.pk), by=editor)
            for kept in (one, other)
        )
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes)[0] in ("Conflict", "DoesNotExist", "OperationalError")
    assert outcomes.count(None) == 1
    assert Merge.objects.count() == 1


def test_of_two_who_undo_one_wins(two) -> None:
    kept, merged = two
    make_quotation(speaker=merged)
    editor = make_member("Editors")
    done = merge(kept, merged, by=editor)
    outcomes = at_once(*(lambda: undo(Merge.objects.get(pk=done.pk), by=editor) for _ in range(2)))
    assert outcomes.count(None) == 1
    assert Quotation.objects.get().speaker_id == done.merged_key


@pytest.mark.parametrize("attempt", range(3))
def test_many_hands_and_a_merge_leave_the_record_true(attempt: int) -> None:
    kept, merged, body = make_speaker(), make_speaker(), make_organization()
    roles = [make_affiliation(speaker=speaker, organization=body) for speaker in (kept, merged)]
    topics = make_topic(), make_topic()
    quotation = make_quotation(affiliation=roles[1], topics=[topics[1]])
    editor = make_member("Editors")

    def fresh(record: Any) -> Any:
        return type(record)._base_manager.get(pk=record.pk)

    outcomes = at_once(
        lambda: merge(fresh(kept), fresh(merged), by=editor),
        lambda: merge(*map(fresh, topics), by=editor),
        set_and_save(fresh(quotation), attribution="the mayor"),
        set_and_save(fresh(roles[1]), role="mayor"),
        lambda: QuotationTopic(quotation=fresh(quotation), topic=topics[0]).save(),
        set_and_save(fresh(merged), note="A mayor."),
    )
    allowed = (Conflict, IntegrityError, OperationalError, ObjectDoesNotExist)
    assert any(outcome is None for outcome in outcomes)
    assert all(outcome is None or isinstance(outcome, allowed) for outcome in outcomes), outcomes
    assert_true_to_the_sources()
    for role in Affiliation.objects.all():
        role.check_speaker()
    for each in Quotation.objects.all():
        assert each.problems() == {}
