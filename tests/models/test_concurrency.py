"""Two hands at once, each on its own connection: one wins, the other hears of it, and the record stays true."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from quotes.editing import publish, reject, withdraw
from quotes.models import (
    Affiliation,
    Alias,
    Conflict,
    Passage,
    Quotation,
    QuotationTopic,
    SearchEntry,
    Source,
    Speaker,
    Status,
)
from quotes.text.anchors import find_one, join
from tests.factories import SOURCE_TEXT, make_affiliation, make_quotation, make_source, make_speaker, make_topic
from tests.members import make_member

pytestmark = pytest.mark.django_db(transaction=True)


class Hand(threading.Thread):
    """Does something on a connection of its own. `outcome` is what it raised, or None."""

    def __init__(self, do: Callable[[], Any], before: threading.Barrier | None = None) -> None:
        super().__init__(daemon=True)
        self.do, self.before, self.outcome = do, before, None

    def run(self) -> None:
        try:
            if self.before:
                self.before.wait(10)
            self.do()
        except Exception as error:
            self.outcome = error
        finally:
            connection.close()


def at_once(*actions: Callable[[], Any]) -> list[Exception | None]:
    """Do all at the same time, and return their outcomes."""
    barrier = threading.Barrier(len(actions))
    hands = [Hand(do, barrier) for do in actions]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(30)
    return [hand.outcome for hand in hands]


def while_waiting(first: Callable[[], Any], second: Callable[[], Any]) -> Exception | None:
    """Do `first` in a transaction, start `second` meanwhile, commit, and return the outcome of `second`."""
    hand = Hand(second)
    with transaction.atomic():
        first()
        hand.start()
        time.sleep(0.3)
        assert hand.is_alive(), "it should wait for the transaction to end"
    hand.join(30)
    assert not hand.is_alive()
    return hand.outcome


def assert_true_to_the_sources() -> None:
    for quotation in Quotation.objects.select_related("source", "affiliation"):
        assert quotation.text == join(quotation.source.text, quotation.spans)
        assert not quotation.derived_differ()
    for topic in QuotationTopic.objects.select_related("quotation"):
        assert (topic.said_latest, topic.status) == (topic.quotation.said_latest, topic.quotation.status)


def set_and_save(record: Any, **fields: Any) -> Callable[[], None]:
    def do() -> None:
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()

    return do


def add_topic(quotation: Quotation) -> Callable[[], None]:
    topic = make_topic()
    return lambda: QuotationTopic(quotation=quotation, topic=topic).save()


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_saves_of_one_version_one_wins(attempt):
    speaker = make_speaker()
    copies = [Speaker.objects.get(pk=speaker.pk) for _ in range(4)]
    outcomes = at_once(*(set_and_save(copy, name=f"Hand {number}") for number, copy in enumerate(copies)))
    winners = [number for number, outcome in enumerate(outcomes) if outcome is None]
    assert len(winners) == 1
    assert all(isinstance(outcome, Conflict) for outcome in outcomes if outcome is not None)
    speaker.refresh_from_db()
    assert (speaker.name, speaker.version) == (f"Hand {winners[0]}", 2)
    assert speaker.history.count() == 2


def test_a_save_waits_for_another_and_then_is_a_conflict():
    speaker = make_speaker()
    stale = Speaker.objects.get(pk=speaker.pk)
    outcome = while_waiting(set_and_save(speaker, name="First"), set_and_save(stale, name="Second"))
    assert isinstance(outcome, Conflict)
    speaker.refresh_from_db()
    assert speaker.name == "First"


def test_children_added_at_once_all_count():
    speaker = make_speaker()
    copies = [Speaker.objects.get(pk=speaker.pk) for _ in range(3)]
    outcomes = at_once(*(Alias(speaker=copy, name=f"Alias {n}").save for n, copy in enumerate(copies)))
    assert outcomes == [None, None, None]
    speaker.refresh_from_db()
    assert speaker.version == 4


def test_words_are_not_anchored_in_a_text_that_is_being_edited():
    source = make_source()
    quotation = Quotation(source=Source.objects.get(pk=source.pk), speaker=make_speaker(), status="published")
    span = find_one(SOURCE_TEXT, "The bridge is safe")
    outcome = while_waiting(set_and_save(source, text="Corrected. " + SOURCE_TEXT), lambda: quotation.anchor([span]))
    assert isinstance(outcome, Conflict)
    assert not Quotation.objects.exists()


def test_a_text_edited_while_words_are_anchored_takes_them_along():
    source = make_source()
    copy = Source.objects.get(pk=source.pk)
    quotation = Quotation(source=source, speaker=make_speaker(), status="published")
    span = find_one(SOURCE_TEXT, "The bridge is safe")
    outcome = while_waiting(lambda: quotation.anchor([span]), set_and_save(copy, text="Corrected. " + SOURCE_TEXT))
    assert outcome is None
    quotation.refresh_from_db()
    assert quotation.text == "The bridge is safe"
    assert quotation.spans[0].start == span.start + 11
    assert_true_to_the_sources()


def test_a_passage_added_while_the_text_is_edited_is_a_conflict():
    quotation = make_quotation()
    held = Quotation.objects.select_related("source").get()
    source = Source.objects.get()
    start, end = find_one(SOURCE_TEXT, "But it is old")
    outcome = while_waiting(
        set_and_save(source, text="Corrected. " + SOURCE_TEXT),
        Passage(quotation=held, position=2, start=start, end=end).save,
    )
    assert isinstance(outcome, Conflict)
    assert quotation.passages.count() == 1
    assert_true_to_the_sources()


def test_a_topic_added_while_the_date_changes_gets_the_new_date():
    quotation = make_quotation()
    held = Quotation.objects.get()
    outcome = while_waiting(set_and_save(quotation, said="2024-05-01"), add_topic(held))
    assert outcome is None
    assert_true_to_the_sources()


def test_a_topic_added_while_its_quotation_is_published_is_published_too():
    quotation = make_quotation(status="draft")
    held = Quotation.objects.get()
    outcome = while_waiting(set_and_save(quotation, status="published"), add_topic(held))
    assert outcome is None
    assert QuotationTopic.objects.published().count() == 1
    assert_true_to_the_sources()


@pytest.mark.parametrize("verb", [publish, reject], ids=lambda verb: verb.name)
def test_a_move_while_a_topic_is_added_is_a_conflict_and_leaves_the_topic_a_draft(verb):
    quotation, editor = make_quotation(status="draft"), make_member("Editors")
    held = Quotation.objects.get()
    outcome = while_waiting(add_topic(quotation), lambda: verb(held, by=editor, reason="Nobody said it."))
    assert isinstance(outcome, Conflict)
    assert QuotationTopic.objects.get().status == "draft"
    assert_true_to_the_sources()


def test_a_date_changed_while_a_topic_is_added_is_a_conflict():
    quotation = make_quotation()
    held = Quotation.objects.select_related("source").get()
    outcome = while_waiting(add_topic(quotation), set_and_save(held, said="2024-05-01"))
    assert isinstance(outcome, Conflict)
    assert_true_to_the_sources()


def test_a_quotation_saved_while_its_role_changes_gets_the_new_role():
    affiliation = make_affiliation()
    make_quotation(affiliation=affiliation)
    other = make_quotation(speaker=affiliation.speaker)
    held = Affiliation.objects.get()
    outcome = while_waiting(set_and_save(affiliation, role="mayor"), set_and_save(other, affiliation=held))
    assert outcome is None
    assert set(Quotation.objects.values_list("role_slug", flat=True)) == {"mayor"}


def test_a_role_changed_while_a_quotation_takes_it_on_reaches_the_quotation():
    affiliation = make_affiliation()
    quotation = make_quotation(speaker=affiliation.speaker)
    held = Affiliation.objects.get()
    outcome = while_waiting(set_and_save(quotation, affiliation=affiliation), set_and_save(held, role="mayor"))
    assert outcome is None
    assert Quotation.objects.get().role_slug == "mayor"


def test_what_is_published_while_somebody_deletes_it_stays():
    quotation = make_quotation(status="draft")
    held = Quotation.objects.select_related("source").get()
    outcome = while_waiting(set_and_save(quotation, status="published"), held.delete)
    assert isinstance(outcome, Conflict)
    assert Quotation.objects.published().count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_many_hands_leave_the_record_true(attempt):
    source = make_source()
    speaker = make_speaker()
    affiliation = make_affiliation(speaker=speaker)
    quotation = make_quotation(source=source, affiliation=affiliation)
    end = quotation.spans[-1].end
    make_quotation(source=source, words="We were not asked", affiliation=affiliation)

    def fresh(model: type, record: Any) -> Any:
        return model.objects.get(pk=record.pk)

    outcomes = at_once(
        set_and_save(fresh(Source, source), text="Corrected. " + SOURCE_TEXT),
        set_and_save(fresh(Source, source), published_on=source.published_on.replace(day=4)),
        lambda: fresh(Quotation, quotation).anchor([find_one(SOURCE_TEXT, "But it is old")]),
        set_and_save(fresh(Affiliation, affiliation), role="mayor"),
        add_topic(fresh(Quotation, quotation)),
        Passage(quotation=fresh(Quotation, quotation), position=2, start=end + 1, end=end + 9).save,
    )
    assert any(outcome is None for outcome in outcomes)
    assert all(outcome is None or isinstance(outcome, Conflict) for outcome in outcomes), outcomes
    assert_true_to_the_sources()


def test_a_publication_during_a_rename_is_found_by_the_new_name():
    speaker = make_speaker(name="Ana Ruiz")
    quotation = make_quotation(speaker=speaker, status=Status.SUBMITTED)
    make_quotation(speaker=speaker)
    speaker.name = "Ana Gómez"
    editor = make_member("Editors")
    assert while_waiting(speaker.save, lambda: publish(quotation, by=editor)) is None
    assert set(SearchEntry.objects.values_list("names", flat=True)) == {"ana gomez"}
    assert SearchEntry.objects.count() == 2


def test_a_rename_during_a_withdrawal_does_not_bring_it_back():
    speaker = make_speaker(name="Ana Ruiz")
    quotation = make_quotation(speaker=speaker)
    speaker.name = "Ana Gómez"
    editor = make_member("Editors")
    assert while_waiting(lambda: withdraw(quotation, by=editor, reason="Retracted."), speaker.save) is None
    assert not SearchEntry.objects.exists()
