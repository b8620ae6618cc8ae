"""One draft made two, and two made one: nothing of what was decided is lost on the way."""

import pytest
from django.core.exceptions import ValidationError

from quotes.editing import (
    merge_with_next,
    reject,
    split,
)
from quotes.models import (
    Candidate,
    Conflict,
    Quotation,
    QuotationTopic,
    Source,
    Stance,
    Status,
)
from tests.editing.stored import draft_of, stored, two_reported
from tests.factories import (
    make_claim,
    make_speaker,
    make_stance,
    make_topic,
)
from tests.members import make_member

pytestmark = pytest.mark.django_db

BRIDGE = ("The bridge is safe", "But it is old, and it will not stay safe.")


def test_a_draft_is_split_between_its_passages(draft: Quotation) -> None:
    editor = make_member("Editors")
    ana = make_speaker(name="Ana Ruiz")
    teller = draft_of(draft.source, "the work")
    draft.speaker, draft.reported_in = ana, teller
    draft.save()
    QuotationTopic(quotation=draft, topic=make_topic(name="Bridges")).save()
    rest = split(draft, draft.spans[1].start, by=editor)
    assert (stored(draft).text, stored(rest).text) == BRIDGE
    assert (rest.speaker, rest.reported_in, rest.kind, rest.status) == (ana, teller, "direct", Status.DRAFT)
    assert [topic.name for topic in rest.topics.all()] == ["Bridges"]
    assert stored(rest).candidate.because == stored(draft).candidate.because
    assert rest.history.first().history_change_reason == f"Split from {draft.ref}"
    assert draft.history.first().history_user == editor


def test_a_draft_is_split_at_words_without_the_space_between(draft: Quotation) -> None:
    at = draft.source.text.index("and it will")
    rest = split(draft, at, by=make_member("Editors"))
    assert stored(draft).text == "The bridge is safe But it is old,"
    assert stored(rest).text == "and it will not stay safe."


@pytest.mark.parametrize("words", ["The bridge", "ridge is", "Harbour", "The council"])
def test_a_place_that_is_not_between_two_of_its_words_is_refused(words: str, draft: Quotation) -> None:
    before = Quotation.objects.count()
    with pytest.raises(ValidationError):
        split(draft, draft.source.text.index(words), by=make_member("Editors"))
    assert Quotation.objects.count() == before
    assert stored(draft).text == " ".join(BRIDGE)


def test_what_was_split_is_merged_again(draft: Quotation) -> None:
    editor = make_member("Editors")
    rest = split(draft, draft.spans[1].start, by=editor)
    claim = make_claim()
    make_stance(quotation=rest, claim=claim)
    make_stance(quotation=stored(draft))
    QuotationTopic(quotation=rest, topic=make_topic(name="Age")).save()
    merge_with_next(stored(draft), stored(rest), by=editor)
    assert stored(draft).text == " ".join(BRIDGE)
    assert claim in {stance.claim for stance in draft.stances.all()}
    assert draft.stances.count() == 2
    assert [topic.name for topic in stored(draft).topics.all()] == ["Age"]
    assert not Quotation.objects.filter(pk=rest.pk).exists()
    last = Quotation.history.filter(ref=rest.ref).first()
    assert (last.history_type, last.history_user) == ("-", editor)
    assert last.history_change_reason == f"Merged in review into {draft.ref}"
    assert Candidate.objects.filter(quotation=draft).exists()


def test_a_rejected_quotation_between_two_drafts_does_not_keep_them_apart(source: Source) -> None:
    reject(draft_of(source, "the work"), by=make_member("Editors"), reason="Not worth it.")
    merge_with_next(draft_of(source, "The bridge"), draft_of(source, "We were"), by=make_member("Editors"))
    assert stored(draft_of(source, "The bridge")).text == f"{' '.join(BRIDGE)}\n\nWe were not asked"


def test_words_of_the_reporter_are_not_merged_with_quoted_ones(source: Source) -> None:
    reported, quoted = draft_of(source, "the work"), draft_of(source, "We were")
    assert (reported.kind, quoted.kind) == ("indirect", "direct")
    with pytest.raises(ValidationError, match="one kind first"):
        merge_with_next(reported, quoted, by=make_member("Editors"))
    assert Quotation.objects.filter(pk=quoted.pk).exists()


def test_drafts_apart_or_of_two_speakers_or_with_two_stances_are_not_merged(source: Source) -> None:
    editor = make_member("Editors")
    two_reported(source)
    first, second, third = (draft_of(source, words) for words in ("The bridge", "the work", "We were"))
    with pytest.raises(ValidationError, match="do not follow each other"):
        merge_with_next(first, third, by=editor)
    claim = make_claim()
    make_stance(quotation=second, claim=claim, reason="One.")
    make_stance(quotation=third, claim=claim, reason="Another.")
    with pytest.raises(ValidationError, match="different stances"):
        merge_with_next(stored(second), stored(third), by=editor)
    for quotation in (stored(second), stored(third)):
        quotation.speaker = make_speaker()
        quotation.save()
    with pytest.raises(ValidationError, match="one speaker first"):
        merge_with_next(stored(second), stored(third), by=editor)
    assert Stance.objects.filter(quotation=third).count() == 1


def test_a_merge_with_what_somebody_changed_since_is_a_conflict(source: Source) -> None:
    first, second = draft_of(source, "the work"), draft_of(source, "We were")
    stored(second).save()
    with pytest.raises(Conflict):
        merge_with_next(first, second, by=make_member("Editors"))
    assert Quotation.objects.filter(pk=second.pk).exists()
