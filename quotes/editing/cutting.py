"""One draft made two, and two made one, where extraction drew the line between quotations in the wrong place."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from quotes.models import Candidate, Quotation, QuotationTopic, Status
from quotes.text.anchors import Span, check_order

from .decisions import signed
from .order import in_reading_order
from .permissions import User, may_change
from .review import anchor

COPIED = (
    *("speaker", "affiliation", "attribution", "reported_in"),
    *("kind", "medium", "language", "translated_from", "said"),
)
FOUND = (
    *("words", "kind", "speaker_name", "speaker_kind", "role", "organization_name"),
    *("mention", "mention_start", "cue", "cue_start", "because", "confidence"),
)


def split(quotation: Quotation, at: int, *, by: User) -> Quotation:
    """Make two drafts of one, the second from code point `at` of the source on, and return the second.

    The second has the first's speaker, role, topics and what extraction found; stances stay with the first. Raises
    PermissionDenied when `by` may not change it and add quotations; Conflict when it, or its source, is not the
    version that the person saw; ValidationError when it is no draft or `at` is no place between two of its words.
    """
    if not (may_change(by, quotation) and by.has_perm("quotes.add_quotation")):
        raise PermissionDenied("You may not split this quotation.")
    with transaction.atomic():
        source = quotation.source
        source.lock()
        stored = quotation.lock()
        stored.source = source
        must_be_draft(stored, "split")
        before, after = divide(source.text, stored.spans, at)
        rest = Quotation(source=source, **{name: getattr(stored, name) for name in COPIED})
        anchor(rest, after, by, f"Split from {stored.ref}")
        anchor(stored, before, by, f"Split in review: the rest is {rest.ref}")
        for row in stored.quotation_topics.all():
            signed(QuotationTopic(quotation=rest, topic=row.topic), by, f"Split from {stored.ref}").save()
        if found := candidate_of(stored):
            copy = Candidate(quotation=rest, **{name: getattr(found, name) for name in FOUND})
            signed(copy, by, f"Split from {stored.ref}").save()
    quotation.refresh_from_db()
    return rest


def divide(text: str, spans: Sequence[Span], at: int) -> tuple[list[Span], list[Span]]:
    """Return the spans before code point `at` and those from it on, without the space around the cut.

    Raises ValidationError when one side would be empty, or the cut falls inside of a word.
    """
    before, after = [], []
    for span in spans:
        if span.end <= at:
            before.append(span)
        elif span.start >= at:
            after.append(span)
        else:
            if text[at - 1].isalnum() and text[at].isalnum():
                raise ValidationError({"split": f"Character {at:,} is inside of a word. Split between two words."})
            left, right = text[span.start : at].rstrip(), text[at : span.end].lstrip()
            before += [Span(span.start, span.start + len(left))] if left else []
            after += [Span(span.end - len(right), span.end)] if right else []
    if not before or not after:
        raise ValidationError({"split": "Both parts need words. Say with which words the second one begins."})
    return before, after


def merge_with_next(quotation: Quotation, following: Quotation, *, by: User) -> None:
    """Let a draft have the words, topics and stances of the draft that comes next in its source, which is deleted.

    What has no speaker or role takes that of the other. Raises PermissionDenied when `by` may not change both; Conflict
    when one of them, or the source, is not the version that the person saw; ValidationError when they are not two
    drafts next to each other, have different speakers, share words, or take different stances on a claim, or when
    one is quoted and the other in the reporter's words.
    """
    if not (may_change(by, quotation) and may_change(by, following)):
        raise PermissionDenied("You may not merge these quotations.")
    with transaction.atomic():
        source = quotation.source
        source.lock()
        first, second = sorted((quotation, following), key=lambda each: each.pk)
        locked = {each.pk: each.lock() for each in (first, second)}
        stored, other = locked[quotation.pk], locked[following.pk]
        stored.source = other.source = source
        check_mergeable(stored, other)
        why = f"Merged in review with {other.ref}"
        spans = [*stored.spans, *other.spans]
        move_parts(stored, other, by, why)
        other.refresh_from_db(fields=["version"])
        signed(other, by, f"Merged in review into {stored.ref}").delete()
        stored.speaker = stored.speaker or other.speaker
        if stored.affiliation is None and other.affiliation and other.speaker == stored.speaker:
            stored.affiliation = other.affiliation
        stored.attribution = stored.attribution or other.attribution
        anchor(stored, spans, by, why)
    quotation.refresh_from_db()


def check_mergeable(quotation: Quotation, following: Quotation) -> None:
    for each in (quotation, following):
        must_be_draft(each, "merged")
    if next_to(quotation) != following:
        raise ValidationError({"merge": "These two do not follow each other in one article."})
    if quotation.speaker and following.speaker and quotation.speaker != following.speaker:
        said = f"{quotation.speaker} says the first, {following.speaker} the second."
        raise ValidationError({"merge": f"{said} Give both one speaker first, on their own pages."})
    if (quotation.kind == Quotation.Kind.INDIRECT) != (following.kind == Quotation.Kind.INDIRECT):
        kinds = "One has the speaker’s words, the other the reporter’s."
        raise ValidationError({"merge": f"{kinds} Give both one kind first, on their own pages."})
    try:
        check_order([*quotation.spans, *following.spans])
    except ValueError:
        raise ValidationError({"merge": "These two share words. Reject one, or choose other words for it."}) from None


def next_to(quotation: Quotation) -> Quotation | None:
    """Return the quotation that comes next in the source, those left aside that were rejected or withdrawn."""
    beside = quotation.source.quotations.exclude(status__in=[Status.REJECTED, Status.WITHDRAWN])
    order = in_reading_order(beside.prefetch_related("passages"))
    later = order[order.index(quotation) + 1 :] if quotation in order else []
    return later[0] if later else None


def move_parts(quotation: Quotation, other: Quotation, by: User, why: str) -> None:
    """Give the quotation the other's topics and stances, and what the other reports."""
    topics = {row.topic_id for row in quotation.quotation_topics.all()}
    for row in other.quotation_topics.select_related("topic"):
        if row.topic_id not in topics:
            signed(QuotationTopic(quotation=quotation, topic=row.topic), by, why).save()
    stances = {stance.claim_id: stance for stance in quotation.stances.all()}
    for stance in other.stances.select_related("claim"):
        own = stances.get(stance.claim_id)
        if own is None:
            stance.quotation = quotation
            signed(stance, by, why).save()
        elif (own.position, own.reason) != (stance.position, stance.reason):
            raise ValidationError({"merge": f"They take different stances on “{stance.claim}”. Make them one first."})
    for reported in other.reports.all():
        reported.reported_in = quotation
        signed(reported, by, why).save()


def must_be_draft(quotation: Quotation, done: str) -> None:
    if quotation.status != Status.DRAFT:
        status = quotation.get_status_display().lower()
        raise ValidationError(f"{quotation.ref} is {status}. Only a draft can be {done}: return it to draft first.")


def candidate_of(quotation: Quotation) -> Candidate | None:
    found: Candidate | None = Candidate.objects.filter(quotation=quotation).first()
    return found
