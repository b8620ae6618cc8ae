"""Two reviewers at the same moment, each on a connection of their own."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from quotes.editing import Decision, accept, add_missed, merge_with_next, publish_accepted, split
from quotes.models import Affiliation, Conflict, Quotation, Speaker, Status
from quotes.text.anchors import find_one
from tests.factories import make_quotation, make_source
from tests.members import make_member
from tests.models.test_concurrency import assert_true_to_the_sources, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def decision(quotation: Quotation, **changes: str) -> Decision:
    facts = {"kind": "direct", "speaker": "Ana Ruiz", "role": "city engineer"}
    return Decision(spans=tuple(quotation.spans), **facts | changes)


def seen(quotation: Quotation) -> Quotation:
    """The quotation as one reviewer has opened it, on objects of their own."""
    return Quotation.objects.select_related("source").get(pk=quotation.pk)


@pytest.mark.slow
def test_of_two_decisions_about_one_quotation_one_is_saved_and_the_other_told_each_time() -> None:
    editor = make_member("Editors")
    lost = []
    for _ in range(100):
        quotation = make_quotation(speaker=None, status=Status.DRAFT)
        mine, theirs = seen(quotation), seen(quotation)
        outcomes = at_once(
            lambda mine=mine: accept(mine, decision(mine, attribution="mine"), by=editor),
            lambda theirs=theirs: accept(theirs, decision(theirs, attribution="theirs"), by=editor),
        )
        won = [name for name, outcome in zip(["mine", "theirs"], outcomes, strict=True) if outcome is None]
        told = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
        if len(won) != 1 or len(told) != 1 or seen(quotation).attribution != won[0]:
            lost.append(outcomes)
    assert lost == []
    assert Speaker.objects.filter(name="Ana Ruiz").count() == 1
    assert_true_to_the_sources()


def test_two_reviewers_who_meet_a_new_speaker_in_two_articles_make_one() -> None:
    editor = make_member("Editors")
    for number in range(10):
        pair = [seen(make_quotation(speaker=None, status=Status.DRAFT)) for _ in range(2)]
        name = f"Ana Ruiz {number}"
        outcomes = at_once(
            *(lambda each=each, name=name: accept(each, decision(each, speaker=name), by=editor) for each in pair)
        )
        assert all(outcome is None or isinstance(outcome, ValidationError) for outcome in outcomes), outcomes
        assert outcomes.count(None) >= 1
        assert Speaker.objects.filter(name=name).count() == 1
        assert Affiliation.objects.filter(speaker__name=name).count() == 1


def test_a_split_a_merge_and_an_addition_at_once_leave_the_words_where_they_stand() -> None:
    editor = make_member("Editors")
    for _ in range(10):
        source = make_source(published_on=date(2024, 5, 6))
        words = ["The bridge is safe", "But it is old, and it will not stay safe."]
        first = make_quotation(source=source, words=words, speaker=None, status=Status.DRAFT)
        second = make_quotation(source=source, words="We were not asked", speaker=None, status=Status.DRAFT)
        one, two, third = seen(first), seen(first), seen(second)
        added = seen(first).source
        outcomes = at_once(
            lambda one=one: split(one, one.spans[1].start, by=editor),
            lambda two=two, third=third: merge_with_next(two, third, by=editor),
            lambda added=added: add_missed(added, [find_one(added.text, "the work")], by=editor),
        )
        assert all(outcome is None or isinstance(outcome, Conflict | ValidationError) for outcome in outcomes), outcomes
        assert outcomes[:2].count(None) <= 1
        assert outcomes[2] is None
    assert_true_to_the_sources()


def test_what_is_changed_while_everything_is_published_is_published_as_seen_or_not_at_all() -> None:
    editor = make_member("Editors")
    for _ in range(10):
        quotation = make_quotation(status=Status.SUBMITTED)
        mine, source = seen(quotation), seen(quotation).source
        versions = {quotation.ref: mine.version}
        change, _ = at_once(
            lambda mine=mine: accept(mine, decision(mine, attribution="changed"), by=editor),
            lambda source=source, versions=versions: publish_accepted(source, by=editor, seen=versions),
        )
        now = seen(quotation)
        if now.is_published:
            assert now.attribution == ""
            assert isinstance(change, Conflict | ValidationError)
        else:
            assert (change, now.attribution) == (None, "changed")
