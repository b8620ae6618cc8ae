"""What the screen of a review shows: the quotations of an article by state, the current one, and the text."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator

from quotes.editing import in_reading_order, may_change, reject, reopen
from quotes.editing.proposals import speakers_like
from quotes.models import Candidate, Claim, Extraction, Quotation, Source, Speaker, Stance, Status
from quotes.text.anchors import Span
from quotes.text.excerpts import excerpt

from .article import Block, Marked, lay_out
from .forms import DecisionForm, topics_to_offer

STATES = {
    "todo": "not reviewed",
    "ok": "accepted",
    "edit": "accepted with edits",
    "live": "published",
    "no": "rejected",
    "gone": "withdrawn",
}
UNLIKELY = 0.35  # a lower probability is called a guess
SURE = [(0.95, "Almost certain"), (0.85, "Quite sure"), (0.6, "Fairly sure"), (UNLIKELY, "Not sure"), (0.0, "A guess")]
AROUND = 100  # characters


@dataclass(frozen=True)
class Item:
    """A quotation of the article, by its number in reading order."""

    number: int
    quotation: Quotation

    @property
    def ref(self) -> str:
        return self.quotation.ref

    @cached_property
    def found(self) -> Candidate | None:
        return getattr(self.quotation, "candidate", None)

    @cached_property
    def state(self) -> str:
        status = self.quotation.status
        if status == Status.SUBMITTED:
            return "edit" if self.found and self.found.is_edited else "ok"
        return {Status.DRAFT: "todo", Status.PUBLISHED: "live", Status.REJECTED: "no"}.get(Status(status), "gone")

    @property
    def state_in_words(self) -> str:
        return STATES[self.state]

    @property
    def is_todo(self) -> bool:
        return self.state == "todo"

    @property
    def cue(self) -> Span | None:
        """Where the words stand that attribute the quotation to its speaker: the cue, or else the mention."""
        if self.found is None:
            return None
        ends = [
            (start, start + len(words))
            for start, words in [(self.found.cue_start, self.found.cue), (self.found.mention_start, self.found.mention)]
            if start is not None and words
        ]
        if not ends:
            return None
        whole = Span(min(start for start, _ in ends), max(end for _, end in ends))
        return whole if whole.end - whole.start <= 120 else Span(*ends[0])

    @property
    def context(self) -> tuple[str, str, str]:
        """Return the words, shortened, with what stands before and behind them in the article."""
        text, spans = self.quotation.source.text, self.quotation.spans
        if not spans:
            return "", "", ""
        start, end = spans[0].start, spans[-1].end
        before = text[max(0, start - AROUND) : start].rpartition("\n\n")[2]
        return before, Truncator(self.quotation.text).chars(2 * AROUND), text[end : end + AROUND].partition("\n\n")[0]

    @property
    def sure(self) -> str:
        """How sure extraction is, in words: “Quite sure, 92%”."""
        if self.found is None:
            return ""
        words = next(words for least, words in SURE if self.found.confidence >= least)
        return f"{words}, {self.found.confidence:.0%}"

    @property
    def is_doubtful(self) -> bool:
        return self.found is not None and self.found.confidence < 0.85


class Review:
    """The quotations of an article as they are stored now, in reading order."""

    def __init__(self, source: Source) -> None:
        self.source = source
        rows = source.quotations.select_related("speaker", "affiliation__organization", "candidate")
        ordered = in_reading_order(rows.prefetch_related("passages"))
        self.items = [Item(number, quotation) for number, quotation in enumerate(ordered, start=1)]

    def item(self, ref: str) -> Item | None:
        return next((item for item in self.items if item.ref == ref), None)

    def first_to_do(self, after: int = 0) -> Item | None:
        """Return the first that is not reviewed behind number `after`, else the first of all that are not."""
        waiting = [item for item in self.items if item.is_todo]
        return next((item for item in waiting if item.number > after), waiting[0] if waiting else None)

    def beside(self, item: Item | None, step: int) -> Item | None:
        at = (item.number - 1 if item else -1) + step
        return self.items[at] if 0 <= at < len(self.items) else None

    def next_to_merge(self, item: Item) -> Item | None:
        """Return the draft that comes next, those left aside that were rejected or withdrawn."""
        later = (each for each in self.items[item.number :] if each.state not in ("no", "gone"))
        following = next(later, None)
        return following if following and following.is_todo else None

    @cached_property
    def counts(self) -> dict[str, int]:
        states = [item.state for item in self.items]
        return {state: states.count(state) for state in STATES}

    @property
    def accepted(self) -> list[Item]:
        return [item for item in self.items if item.state in ("ok", "edit")]

    @property
    def unlikely(self) -> list[Item]:
        """The drafts that extraction itself calls a guess."""
        return [item for item in self.items if item.is_todo and item.found and item.found.confidence < UNLIKELY]

    @property
    def progress(self) -> str:
        """Say how far the review is: “5 accepted, 1 with edits, 2 rejected, 6 to go”."""
        labels = [("ok", "accepted"), ("edit", "accepted with edits"), ("live", "published"), ("no", "rejected")]
        counts = self.counts
        said = [f"{counts[state]} {label}" for state, label in [*labels, ("gone", "withdrawn")] if counts[state]]
        said.append(f"{counts['todo']} to go" if counts["todo"] else "none to go")
        return ", ".join(said) + "."

    @property
    def hidden_claims(self) -> QuerySet[Claim]:
        """The claims that these quotations speak to and that readers do not see yet."""
        hidden = Claim.objects.filter(status__in=[Status.DRAFT, Status.SUBMITTED])
        return hidden.filter(pk__in=Stance.objects.filter(quotation__source=self.source).values("claim"))

    def article(self, current: Item | None) -> list[Block]:
        extraction = extraction_of(self.source)
        is_current = extraction is not None and extraction.is_current
        marked = [
            Marked(item.number, item.ref, item.state, item.state_in_words, tuple(item.quotation.spans), item is current)
            for item in self.items
            if item.quotation.spans and (item.state not in ("no", "gone") or item is current)
        ]
        return lay_out(
            self.source.text,
            extraction.blocks if is_current else (),
            marked,
            cue=current.cue if current and is_current else None,
            set_aside=extraction.set_aside if is_current else (),
        )


def extraction_of(source: Source) -> Extraction | None:
    return getattr(source, "extraction", None)


def review_address(source: Source | int, ref: str = "") -> str:
    """Return where a source is reviewed, at one of its quotations."""
    key = source.pk if isinstance(source, Source) else source
    return reverse("admin:quotes_source_review", args=[key], query={"quotation": ref} if ref else None)


def current_context(review: Review, item: Item, user: Any, form: DecisionForm | None = None) -> dict[str, Any]:
    """Return what the form's side shows of the current quotation."""
    quotation = item.quotation
    form = form or DecisionForm(quotation, topics=topics_to_offer(review.source))
    return {
        "form": form,
        "positions": Stance.Position.choices,
        "spans": quotation.spans,
        "may_decide": quotation.status in (Status.DRAFT, Status.SUBMITTED) and may_change(user, quotation),
        "may_reject": quotation.status in reject.starts and reject.allowed(user, quotation),
        "may_reopen": quotation.status in reopen.starts and reopen.allowed(user, quotation),
        "to_merge": review.next_to_merge(item) if item.is_todo else None,
        "boundaries": [
            (span.start, excerpt(quotation.source.text[span.start : span.end], 60)) for span in quotation.spans[1:]
        ],
        "like": likely_speakers(form.shown("speaker"), review),
    }


def likely_speakers(name: str, review: Review) -> list[Speaker]:
    """Return speakers to propose: those like the name, and those of the article, each with its other names."""
    own = {item.quotation.speaker_id for item in review.items if item.quotation.speaker_id}
    like = speakers_like(name) if name else []
    keys = [speaker.pk for speaker in like] + sorted(own)
    rows = Speaker.objects.filter(pk__in=keys[:40]).prefetch_related("aliases", "affiliations__organization")
    return sorted(rows, key=lambda speaker: keys.index(speaker.pk))
