"""Words in their source: the check of them, character for character, and the paragraphs around them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from quotes.text.anchors import Span, join, paragraphs


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


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that holds some of a quotation's words. `after_gap`: others stand between it and the one before."""

    start: int
    pieces: list[Piece]
    after_gap: bool


def paragraphs_around(source_text: str, spans: Sequence[Span]) -> list[Paragraph]:
    """Return the paragraphs of the source in which the words at `spans` stand, and no others."""
    found, last = [], None
    for index, paragraph in enumerate(paragraphs(source_text)):
        inside = [
            Span(max(span.start, paragraph.start), min(span.end, paragraph.end))
            for span in spans
            if span.start < paragraph.end and span.end > paragraph.start
        ]
        if inside:
            pieces = _pieces(source_text, paragraph, inside)
            found.append(Paragraph(paragraph.start, pieces, last is not None and index > last + 1))
            last = index
    return found


def _pieces(text: str, paragraph: Span, marked: list[Span]) -> list[Piece]:
    pieces, at = [], paragraph.start
    for start, end in sorted(marked):
        pieces += [Piece(text[at:start], False), Piece(text[max(at, start) : end], True)]
        at = max(at, end)
    pieces.append(Piece(text[at : paragraph.end], False))
    return [piece for piece in pieces if piece.text]
