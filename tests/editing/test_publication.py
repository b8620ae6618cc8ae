"""Each verb, by each group and a stranger, from each status."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied, ValidationError

from quotes.editing import VERBS, Verb, may_change, publish, reject, reopen, submit, withdraw
from quotes.models import Claim, Conflict, Publishable, Quotation, Status
from quotes.text.anchors import Span
from tests.factories import make_claim, make_quotation, make_source, make_speaker, make_topic
from tests.members import GROUPS, STRANGER, make_member

pytestmark = pytest.mark.django_db

MAKERS = {Quotation: make_quotation, Claim: make_claim}
ALLOWED = {
    "submit": {"Contributors", "Editors", "Administrators"},
    "publish": {"Editors", "Administrators"},
    "reopen": {"Editors", "Administrators"},
    "withdraw": {"Editors", "Administrators"},
    "reject": {"Editors", "Administrators"},
}
MOVES = {
    ("submit", Status.DRAFT),
    ("publish", Status.DRAFT),
    ("publish", Status.SUBMITTED),
    ("publish", Status.WITHDRAWN),
    ("reopen", Status.SUBMITTED),
    ("reopen", Status.REJECTED),
    ("withdraw", Status.PUBLISHED),
    ("reject", Status.DRAFT),
    ("reject", Status.SUBMITTED),
}
each_model = pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
each_verb = pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)


def stored(record: Publishable) -> Any:
    return type(record)._base_manager.get(pk=record.pk)


@each_model
@each_verb
@pytest.mark.parametrize("group", [*GROUPS, STRANGER])
def test_a_verb_is_open_to_the_groups_it_is_for(group: str, verb: Verb, model: type[Publishable]) -> None:
    record = MAKERS[model](status=verb.starts[0])
    if group in ALLOWED[verb.name]:
        verb(record, by=make_member(group), reason="The source was corrected.")
        assert stored(record).status == record.status == verb.target
    else:
        with pytest.raises(PermissionDenied):
            verb(record, by=make_member(group), reason="The source was corrected.")
        assert stored(record).status == verb.starts[0]


@each_verb
def test_nobody_moves_anything_without_an_account_or_with_a_closed_one(verb: Verb) -> None:
    closed = make_member("Editors")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    for user in (AnonymousUser(), User.objects.get(pk=closed.pk)):
        with pytest.raises(PermissionDenied):
            verb(make_quotation(status=verb.starts[0]), by=user, reason="No.")


@each_model
@each_verb
@pytest.mark.parametrize("status", Status)
def test_only_the_moves_of_the_design_are_possible(status: Status, verb: Verb, model: type[Publishable]) -> None:
    record = MAKERS[model](status=status)
    if (verb.name, status) in MOVES:
        verb(record, by=make_member("Editors"), reason="It was misread.")
        assert stored(record).status == verb.target
    else:
        with pytest.raises(ValidationError, match=f"It is {status}, so it cannot be"):
            verb(record, by=make_member("Editors"), reason="It was misread.")
        assert stored(record).status == status


@pytest.mark.parametrize(("name", "status"), sorted(MOVES))
def test_the_topics_of_a_quotation_move_with_it(name: str, status: Status) -> None:
    verb = next(verb for verb in VERBS if verb.name == name)
    quotation, other = (make_quotation(status=status, topics=[make_topic(), make_topic()]) for _ in range(2))
    verb(quotation, by=make_member("Editors"), reason="It was misread.")
    assert {topic.status for topic in quotation.quotation_topics.all()} == {verb.target}
    assert {topic.status for topic in other.quotation_topics.all()} == {status}


def test_the_topics_of_a_quotation_stay_where_they_are_when_a_move_fails() -> None:
    quotation = make_quotation(topics=[make_topic()])
    with pytest.raises(ValidationError):
        withdraw(quotation, by=make_member("Editors"), reason="Retracted\u202e.")
    assert quotation.quotation_topics.get().status == Status.PUBLISHED


def test_a_move_of_a_quotation_that_somebody_changed_leaves_its_topics_alone() -> None:
    quotation = make_quotation(topics=[make_topic()])
    stored(quotation).save()
    with pytest.raises(Conflict):
        withdraw(quotation, by=make_member("Editors"), reason="It was misread.")
    assert quotation.quotation_topics.get().status == Status.PUBLISHED


@each_model
@pytest.mark.parametrize("verb", [withdraw, reject], ids=lambda verb: verb.name)
@pytest.mark.parametrize("reason", ["", " \r\n "])
def test_withdrawing_and_rejecting_need_a_reason(reason: str, verb: Verb, model: type[Publishable]) -> None:
    record = MAKERS[model](status=verb.starts[0])
    with pytest.raises(ValidationError, match="Give the reason"):
        verb(record, by=make_member("Editors"), reason=reason)
    assert stored(record).status == verb.starts[0]


def test_a_reason_with_a_forbidden_character_is_refused() -> None:
    quotation = make_quotation()
    with pytest.raises(ValidationError, match="which cannot be kept"):
        withdraw(quotation, by=make_member("Editors"), reason="Retracted\u202e.")
    assert stored(quotation).is_published


def test_a_withdrawal_keeps_its_reason_until_it_is_published_again() -> None:
    quotation, editor = make_quotation(), make_member("Editors")
    withdraw(quotation, by=editor, reason="The source was\r\nretracted. ")
    assert stored(quotation).status_reason == quotation.status_reason == "The source was\nretracted."
    publish(quotation, by=editor)
    assert stored(quotation).status_reason == ""


def test_every_move_is_a_revision_with_who_and_why() -> None:
    quotation, editor = make_quotation(status=Status.DRAFT), make_member("Editors")
    submit(quotation, by=make_member("Contributors"))
    reject(quotation, by=editor, reason="Not a quotation.")
    reopen(quotation, by=editor)
    publish(quotation, by=editor)
    revisions = [(move.history_user.username, move.history_change_reason) for move in quotation.history.all()[:4]]
    assert revisions == [
        ("editors", "Published"),
        ("editors", "Returned to draft"),
        ("editors", "Rejected: Not a quotation."),
        ("contributors", "Submitted"),
    ]


def test_a_long_reason_is_kept_whole() -> None:
    quotation, reason = make_quotation(), "It was retracted. " * 100
    withdraw(quotation, by=make_member("Editors"), reason=reason)
    assert quotation.history.first().history_change_reason == f"Withdrawn: {reason.strip()}"


def test_a_quotation_without_speaker_is_not_published() -> None:
    quotation = make_quotation(speaker=None, status=Status.DRAFT)
    with pytest.raises(ValidationError, match="It has no speaker"):
        publish(quotation, by=make_member("Editors"))
    assert stored(quotation).status == Status.DRAFT


def test_a_quotation_without_words_is_not_published() -> None:
    quotation = Quotation(source=make_source(), speaker=make_speaker())
    quotation.save()
    with pytest.raises(ValidationError, match="Its words are not anchored"):
        publish(quotation, by=make_member("Editors"))


def test_a_quotation_whose_words_left_its_source_is_not_published() -> None:
    quotation = make_quotation(status=Status.DRAFT)
    quotation.passages.update(start=0, end=5)
    with pytest.raises(ValidationError, match="Its text is not what stands in the source"):
        publish(stored(quotation), by=make_member("Editors"))


@each_model
def test_a_record_that_somebody_changed_since_is_not_moved(model: type[Publishable]) -> None:
    record = MAKERS[model](status=Status.DRAFT)
    mine = stored(record)
    submit(record, by=make_member("Contributors"))
    with pytest.raises(Conflict):
        publish(mine, by=make_member("Editors"))
    assert stored(record).status == Status.SUBMITTED


def test_words_that_changed_since_they_were_read_are_not_published() -> None:
    quotation = make_quotation(status=Status.DRAFT)
    read = stored(quotation)
    quotation.anchor([Span(0, 7)])
    with pytest.raises(Conflict):
        publish(read, by=make_member("Editors"))


def test_a_record_that_somebody_deleted_is_not_moved() -> None:
    quotation = make_quotation(status=Status.DRAFT)
    mine = stored(quotation)
    quotation.delete()
    with pytest.raises(Conflict):
        publish(mine, by=make_member("Editors"))


def test_a_move_saves_nothing_else_of_the_record_in_hand() -> None:
    quotation = make_quotation(status=Status.DRAFT, attribution="an engineer")
    quotation.attribution = "never saved"
    publish(quotation, by=make_member("Editors"))
    assert stored(quotation).attribution == quotation.attribution == "an engineer"


@pytest.mark.parametrize("status", Status)
def test_contributors_change_drafts_and_what_is_submitted_and_nothing_else(status: Status) -> None:
    quotation = make_quotation(status=status)
    assert may_change(make_member("Contributors"), quotation) == (status in (Status.DRAFT, Status.SUBMITTED))
    assert may_change(make_member("Editors"), quotation)
    assert not may_change(make_member(STRANGER), quotation)


def test_contributors_change_a_speaker_until_readers_see_them() -> None:
    quotation = make_quotation(status=Status.DRAFT)
    assert may_change(make_member("Contributors"), quotation.speaker)
    publish(quotation, by=make_member("Editors"))
    assert not may_change(make_member("Contributors"), quotation.speaker)
    assert not may_change(make_member("Contributors"), quotation.source)
    assert may_change(make_member("Editors"), quotation.speaker)
