"""The verbs of a review: what a reviewer does with what extraction found in a source, and with what it missed.

Each checks permission and the versions that the person saw, and does all or nothing in one transaction. A quotation is
passed at the version that the person saw, its source too (`quotation.source`): Conflict otherwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, OperationalError, transaction

from quotes.models import Conflict, Quotation, Source, Status
from quotes.text.anchors import Span, check_order
from quotes.text.dates import parse_date

from .decisions import (
    Decision,
    affiliation_meant,
    by_field,
    keep_stances,
    keep_topics,
    signed,
    speaker_meant,
    statement_meant,
)
from .order import in_reading_order
from .permissions import OPEN, User, may_change
from .publication import publish, submit
from .words import MARKS

JUST_MADE = "Somebody else made a speaker, role, topic or claim of that name just now. Nothing was saved. Try again."


@dataclass(frozen=True)
class Publication:
    """What came of publishing everything accepted: what is published, and what is not, each with why."""

    published: tuple[Quotation, ...]
    refused: tuple[tuple[Quotation, str], ...]


def accept(quotation: Quotation, decision: Decision, *, by: User) -> None:
    """Save what was decided about a draft, and submit it; of one that is submitted already, save what was changed.

    Raises PermissionDenied when `by` may not; Conflict when the quotation or its source is not the version that the
    person saw; ValidationError, by the decision's fields, for what cannot be kept. Nothing is made of what is refused.
    """
    if not submit.allowed(by, quotation):
        raise PermissionDenied("You may not accept this quotation.")
    with all_or_nothing(quotation):
        source = quotation.source
        must_be_open(quotation, "accepted")
        spans = checked_spans(source, decision.spans)
        change = Quotation(source=source, said=checked_said(decision.said))
        change.derive()
        speaker = speaker_meant(decision, by)
        role = affiliation_meant(decision, speaker, source, change.said_latest, quotation.affiliation_id, by)
        stored = quotation.lock()
        reason = "Accepted in review" if stored.status == Status.DRAFT else "Changed in review"
        stored.source, stored.speaker, stored.affiliation = source, speaker, role
        for name in ("kind", "medium", "attribution", "said", "language", "translated_from"):
            setattr(stored, name, getattr(decision, name))
        stored.reported_in = statement_meant(decision, source)
        stored.status, stored.status_reason = Status.SUBMITTED, ""
        anchor(stored, spans, by, reason)
        keep_topics(stored, decision.topics, by)
        keep_stances(stored, decision.stances, by)
    quotation.refresh_from_db()


def adjust(quotation: Quotation, spans: Sequence[Span], *, by: User) -> None:
    """Let the words of a draft, or of what was submitted, stand at `spans` of its source. Raises as `accept` does."""
    if not may_change(by, quotation):
        raise PermissionDenied("You may not change this quotation.")
    with all_or_nothing(quotation):
        must_be_open(quotation, "changed")
        stored = quotation.lock()
        stored.source = quotation.source
        anchor(stored, checked_spans(quotation.source, spans), by, "Other words chosen in review")
    quotation.refresh_from_db()


def add_missed(source: Source, spans: Sequence[Span], *, by: User) -> Quotation:
    """Return a new draft of words that extraction missed: direct when they stand in quotation marks, else indirect.

    Raises PermissionDenied when `by` may not add quotations; Conflict when the source is not the version that the
    person saw; ValidationError, by field ("words"), when they are no passages, or a quotation of the source already.
    """
    if not by.has_perm("quotes.add_quotation"):
        raise PermissionDenied("You may not add quotations.")
    with transaction.atomic():
        source.lock()
        wanted = checked_spans(source, spans)
        for other in source.quotations.prefetch_related("passages"):
            if other.spans == wanted:
                raise ValidationError({"words": f"These words are a quotation already, {other.ref}."})
        marked = is_in_marks(source.text, wanted[0])
        quotation = Quotation(
            source=source,
            kind=Quotation.Kind.DIRECT if marked else Quotation.Kind.INDIRECT,
            language=source.language,
        )
        anchor(quotation, wanted, by, "Added in review: extraction missed it")
    return quotation


def publish_accepted(source: Source, *, by: User, seen: Mapping[str, int] | None = None) -> Publication:
    """Publish each quotation of `source` that is submitted, one by one, and say what was refused and why.

    `seen` gives the version that the person saw of each, by ref: one that is missing there, or changed since, is
    refused. Raises PermissionDenied when `by` may not publish.
    """
    if not by.has_perm(publish.permission_for(Quotation)):
        raise PermissionDenied("You may not publish.")
    published, refused = [], []
    waiting = source.quotations.filter(status=Status.SUBMITTED).select_related("speaker", "affiliation")
    for quotation in in_reading_order(waiting.prefetch_related("passages")):
        if seen is not None:
            quotation.version = seen.get(quotation.ref, 0)
        try:
            publish(quotation, by=by, reason="")
        except OperationalError:
            refused.append((quotation, "Somebody else was saving the same records just now. Try again."))
        except Conflict:
            refused.append((quotation, "Somebody changed it after you opened this page. Look at it again."))
        except (ValidationError, PermissionDenied) as error:
            refused.append((quotation, " ".join(getattr(error, "messages", [str(error)]))))
        else:
            published.append(quotation)
    return Publication(tuple(published), tuple(refused))


@contextmanager
def all_or_nothing(quotation: Quotation) -> Iterator[None]:
    """A transaction that holds the source and begins with a look whether both are the versions that the person saw.

    The quotation itself is locked later, after the rows that come before it in the one order of locks.
    """
    try:
        with transaction.atomic():
            quotation.source.lock()
            version = Quotation._base_manager.filter(pk=quotation.pk).values_list("version", flat=True).first()
            if version != quotation.version:
                raise Conflict(quotation)
            yield
    except IntegrityError:
        raise ValidationError(JUST_MADE) from None


def must_be_open(quotation: Quotation, done: str) -> None:
    """Raise ValidationError unless the quotation is a draft or submitted."""
    if quotation.status not in OPEN:
        raise ValidationError(f"It is {quotation.get_status_display().lower()}, so it cannot be {done} here.")


def checked_spans(source: Source, spans: Sequence[Span]) -> list[Span]:
    """Return `spans`, which must be passages of the source. Raises ValidationError by field ("words")."""
    wanted = [Span(*span) for span in spans]
    if not wanted:
        raise ValidationError({"words": "Give the words, as they stand in the article."})
    try:
        check_order(wanted)
    except ValueError as error:
        raise ValidationError({"words": str(error)}) from None
    if wanted[-1].end > len(source.text):
        raise ValidationError({"words": "The article ends before these words do. Choose them again."})
    return wanted


def checked_said(said: str) -> str:
    """Return a date as known, or "". Raises ValidationError by field ("said")."""
    try:
        return said if not said or parse_date(said) else ""
    except ValueError as error:
        raise ValidationError({"said": str(error)}) from None


def anchor(quotation: Quotation, spans: Sequence[Span], by: User, why: str) -> None:
    """Check the quotation and save it at `spans`. Raises ValidationError by the decision's fields."""
    signed(quotation, by, why)
    quotation._spans = list(spans)
    own = ("kind", "medium", "attribution", "said", "language", "translated_from", "speaker", "reported_in")
    try:
        quotation.full_clean()
        quotation.anchor(spans)
    except ValidationError as error:
        raise by_field(error, "words", affiliation="role", **{name: name for name in own}) from None
    finally:
        quotation._spans = None


def is_in_marks(text: str, span: Span) -> bool:
    """Return whether the words at `span` stand right behind an opening quotation mark, as a quotation's do."""
    return span.start > 0 and text[span.start - 1] in MARKS
