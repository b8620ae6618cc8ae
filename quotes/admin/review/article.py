"""An article's text in pieces: which quotations, cue or set-aside words each run of characters belongs to.

The pieces joined are the text, whatever the spans; each says where it begins, in code points.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from quotes.text.anchors import Span, paragraphs

TAGS = {"headline": "h2", "heading": "h3"}
PROSE = {"headline", "heading", "standfirst", "paragraph"}


class Marked(NamedTuple):
    """A quotation as it is marked in the text."""

    number: int
    ref: str
    state: str
    state_in_words: str
    spans: tuple[Span, ...]
    is_current: bool


class Label(NamedTuple):
    """The number of a quotation where its words, or a further passage of them, begin."""

    marked: Marked
    is_first: bool
    is_own: bool  # whether the piece it stands before is shown as that quotation's


@dataclass(frozen=True)
class Piece:
    """A run of characters between two places where something begins or ends."""

    start: int
    text: str
    marked: Marked | None = None
    labels: tuple[Label, ...] = ()
    is_cue: bool = False
    set_aside: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph, heading or caption; `gap` is the space between it and the next one."""

    kind: str
    pieces: list[Piece] = field(default_factory=list)
    gap: Piece | None = None

    @property
    def tag(self) -> str:
        return TAGS.get(self.kind, "p")

    @property
    def is_aside(self) -> bool:
        return self.kind not in PROSE


def lay_out(
    text: str,
    blocks: Iterable[Sequence],
    marked: Sequence[Marked],
    cue: Span | None = None,
    set_aside: Iterable[Sequence] = (),
) -> list[Block]:
    """Return `text` as blocks of pieces.

    `blocks` are [kind, start, end] and `set_aside` [kind, start, end, because], as an Extraction keeps them; what does
    not fit the text is left out, and without fitting blocks its paragraphs are taken. Where quotations overlap, a
    piece is shown as the current one's, else as the one's that began last.
    """
    asides = [(Span(start, end), because) for _, start, end, because in set_aside if 0 <= start < end <= len(text)]
    spans = sorted((span, each) for each in marked for span in each.spans)
    bounds = [span for span, _ in [*spans, *asides]] + ([cue] if cue else [])
    edges = sorted({edge for span in bounds for edge in span})
    over = _Over(spans)
    result = []
    for kind, span, gap in _blocks(text, blocks):
        block = Block(kind, gap=Piece(gap.start, text[gap.start : gap.end]) if gap.start < gap.end else None)
        inner = edges[bisect_right(edges, span.start) : bisect_left(edges, span.end)]
        for start, end in pairwise([span.start, *inner, span.end]):
            block.pieces.append(_piece(text, Span(start, end), over.at(start), cue, asides))
        result.append(block)
    return result


class _Over:
    """The quotations over a place, for places that are asked for in order."""

    def __init__(self, spans: Sequence[tuple[Span, Marked]]) -> None:
        self.spans, self.next = spans, 0
        self.open: list[tuple[Span, Marked]] = []

    def at(self, place: int) -> list[tuple[Span, Marked]]:
        """Return the passages over `place`, each with its quotation."""
        while self.next < len(self.spans) and self.spans[self.next][0].start <= place:
            self.open.append(self.spans[self.next])
            self.next += 1
        self.open = [(span, each) for span, each in self.open if span.end > place]
        return self.open


def _blocks(text: str, blocks: Iterable[Sequence]) -> Iterator[tuple[str, Span, Span]]:
    """Yield each block with its kind, where it stands, and the white space behind it; all of the text, in order."""
    wanted = [(str(kind), Span(start, end)) for kind, start, end in blocks]
    ends = [0, *(span.end for _, span in wanted)]
    fits = all(before <= span.start < span.end <= len(text) for before, (_, span) in zip(ends, wanted, strict=False))
    if not wanted or not fits:
        wanted = [("paragraph", span) for span in paragraphs(text)]
    at = 0
    for index, (kind, span) in enumerate(wanted):
        if text[at : span.start].strip():
            yield "paragraph", Span(at, span.start), Span(span.start, span.start)
            at = span.start
        following = wanted[index + 1][1].start if index + 1 < len(wanted) else len(text)
        if text[span.end : following].strip():
            following = span.end
        yield kind, Span(at, span.end), Span(span.end, following)
        at = following
    if at < len(text):
        yield "paragraph", Span(at, len(text)), Span(len(text), len(text))


def _piece(
    text: str,
    span: Span,
    over: Sequence[tuple[Span, Marked]],
    cue: Span | None,
    asides: Sequence[tuple[Span, str]],
) -> Piece:
    own = next((each for _, each in over if each.is_current), None)
    if own is None and over:
        own = max((each for _, each in over), key=lambda each: (each.spans[0].start, each.number))
    labels = [Label(each, part == each.spans[0], each is own) for part, each in over if part.start == span.start]
    return Piece(
        span.start,
        text[span.start : span.end],
        own,
        tuple(sorted(labels, key=lambda label: label.is_own)),
        cue is not None and cue.start <= span.start < cue.end,
        next((because for part, because in asides if part.start <= span.start < part.end), ""),
    )
