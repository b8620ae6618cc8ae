"""Words in their source: the check of them, character for character, and the paragraphs around them. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quotes.text.anchors import Span, join, paragraphs

AROUND = 600  # characters of a paragraph shown before the words, after them, and between two parts of them
LONGEST_WORD = 60  # a cut within more characters without a space falls where it must

_WORD_START = re.compile(r"(?<!\S)\S")
_WORD_END = re.compile(r"\S(?!\S)")


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of comparing a quotation's words with what stands in its source."""

    verbatim: bool
    spans: list[Span]
    source_length: int

    @property
    def length(self) -> int:
        return sum(end - start for start, end in self.spans)


def check_words(words: str, source_text: str, spans: Sequence[Span]) -> Check:
    """Compare `words` with the characters of the source at `spans`, joined."""
    inside = bool(spans) and all(0 <= start < end <= len(source_text) for start, end in spans)
    return Check(inside and join(source_text, spans) == words, list(spans), len(source_text))


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a paragraph's characters, marked where they are the quotation's."""

    text: str
    marked: bool


LEFT_OUT = Piece(" … ", False)  # stands for characters of the paragraph that are not shown


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is shown of a paragraph that holds some of a quotation's words, from the character `start` of the source on.

    `after_gap`: other paragraphs stand between it and the one before.
    """

    start: int
    pieces: list[Piece]
    after_gap: bool


def paragraphs_around(source_text: str, spans: Sequence[Span]) -> list[Paragraph]:
    """Return the paragraphs of the source in which the words at `spans` stand, and no others.

    A long one is cut: at most 600 characters before its first words, after its last, and between two parts of them.
    """
    found, last = [], None
    for index, paragraph in enumerate(paragraphs(source_text)):
        inside = [
            Span(max(span.start, paragraph.start), min(span.end, paragraph.end))
            for span in spans
            if span.start < paragraph.end and span.end > paragraph.start
        ]
        if inside:
            runs = list(_shown(source_text, paragraph, inside))
            pieces = _pieces(source_text, paragraph, runs)
            found.append(Paragraph(runs[0][0].start, pieces, last is not None and index > last + 1))
            last = index
    return found


def _shown(text: str, paragraph: Span, words: list[Span]) -> Iterator[tuple[Span, bool]]:
    """Yield the runs of a paragraph to be shown, in order, each with whether it is marked."""
    at = paragraph.start
    for start, end in sorted(words):
        if at < start:
            for run in _around(text, Span(at, start), after=at > paragraph.start, before=True):
                yield run, False
        if max(at, start) < end:
            yield Span(max(at, start), end), True
        at = max(at, end)
    if at < paragraph.end:
        for run in _around(text, Span(at, paragraph.end), after=True, before=False):
            yield run, False


def _around(text: str, run: Span, *, after: bool, before: bool) -> list[Span]:
    """Return what is shown of a run of characters that stands after words, before words, or both."""
    if run.end - run.start <= AROUND:
        return [run]
    most = AROUND // 2 if after and before else AROUND
    head = Span(run.start, _word_end(text, run.start + most))
    tail = Span(_word_start(text, run.end - most), run.end)
    return [part for part, is_shown in ((head, after), (tail, before)) if is_shown]


def _word_end(text: str, at: int) -> int:
    """Return the last place up to `at` where a word ends."""
    ends = (match.end() for match in _WORD_END.finditer(text, at - LONGEST_WORD, at + 1))
    return max((end for end in ends if end <= at), default=at)


def _word_start(text: str, at: int) -> int:
    """Return the first place from `at` on where a word starts."""
    start = _WORD_START.search(text, at, at + LONGEST_WORD)
    return start.start() if start else at


def _pieces(text: str, paragraph: Span, runs: list[tuple[Span, bool]]) -> list[Piece]:
    pieces, at = [], paragraph.start
    for run, marked in runs:
        if run.start > at:
            pieces.append(LEFT_OUT)
        pieces.append(Piece(text[run.start : run.end], marked))
        at = run.end
    return [*pieces, LEFT_OUT] if at < paragraph.end else pieces
