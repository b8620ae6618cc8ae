"""Which quotation marks open and which close: the pairing of least cost, paragraph by paragraph.

Writers and converters leave marks out, double them, turn them the wrong way and mix them. So no single mark decides:
every mark may open, close, stand astray, or open anew where a closing mark was forgotten; each reading has a cost
from the mark's shape and from the characters beside it, and the cheapest reading of the whole paragraph wins
(Viterbi, 1967, over the two states “outside” and “inside”).
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from quotes.text.anchors import Span

DOUBLE = '"“”„‟«»＂'
_DOUBLE_MARK = re.compile(r"''|``|’’|‘‘|,,(?=\w)|“{1,2}|”{1,2}|\"{1,2}|[„‟«»＂]")
_SINGLE_MARK = re.compile(r"['‘’‚‛`‹›]")
_SINGLE_OPENING = re.compile(r"(?<!\w)['‘‚‛`‹](?=[\w“\"«(\[])")
_SINGLE_CLOSING = re.compile(r"[,.?!…]['’›](?!\w)")

_OPENERS = frozenset({"“", "„", "‟", "«", "``", "‘‘", ",,", "‘", "‚", "‛", "‹", "`"})
_CLOSERS = frozenset({"”", "»", "’’", "’", "›"})
_BEFORE_OPENING = frozenset("([{—–-‒―/:;>")
_AFTER_CLOSING = frozenset(")]}.,;:?!—–-‒―/…<")
_UNCLOSED = 3.0  # an opening mark without its closing one
_UNCLOSED_CARRIED = 0.5  # the same, where the next paragraph opens with a mark
_APOSTROPHE = 0.8  # a single mark astray behind a letter: “the neighbours' dog”
_UNOPENED = 2.5  # a closing mark whose opening one is missing at the paragraph's start
_YEAR_OR_ELISION = re.compile(
    r"['’](?:\d0s|\d\ds?\b|n\b|em\b|til\b|tis\b|twas\b|cause\b|bout\b|round\b)", re.IGNORECASE
)


class Quoted(NamedTuple):
    """Words in quotation marks. `span` is without the marks, `outer` with them; an open side has no mark."""

    span: Span
    outer: Span
    closed: bool
    carries: bool
    """Whether the words go on in the next paragraph, which opens with a mark of its own."""


class _Mark(NamedTuple):
    start: int
    end: int
    opening: float
    closing: float
    astray: float = 3.5


def quoted_spans(text: str, paragraphs: Iterable[Span]) -> list[Quoted]:
    """Return the outermost runs of words in quotation marks in the `paragraphs` of `text`, in order.

    Double marks count; in a text whose quotations stand in single marks (British style), those do.
    """
    spans = list(paragraphs)
    found = _with(text, spans, _DOUBLE_MARK)
    if _SINGLE_OPENING.search(text) and _SINGLE_CLOSING.search(text):
        # British style: single marks outside, double ones within
        single = _with(text, spans, _SINGLE_MARK)
        if _length(text, single) > _length(text, found):
            outside = (quoted for quoted in found if not any(_overlap(quoted, other) for other in single))
            return sorted([*single, *outside])
    return found


def _overlap(one: Quoted, other: Quoted) -> bool:
    return one.outer.start < other.outer.end and other.outer.start < one.outer.end


def _length(text: str, found: Iterable[Quoted]) -> int:
    """Return how many characters stand in pairs of marks that end like quotations do."""
    return sum(
        quoted.span.end - quoted.span.start
        for quoted in found
        if quoted.closed and text[quoted.span.end - 1] in ",.?!…"
    )


def _with(text: str, spans: list[Span], pattern: re.Pattern[str]) -> list[Quoted]:
    """Return the runs of words between marks of one style."""
    starts_with_mark = [bool(pattern.match(text, span.start)) for span in spans]
    found: list[Quoted] = []
    for index, paragraph in enumerate(spans):
        carried = index + 1 < len(spans) and starts_with_mark[index + 1]
        found += _in_paragraph(text, paragraph, pattern, carried=carried)
    return found


def _in_paragraph(text: str, paragraph: Span, pattern: re.Pattern[str], *, carried: bool) -> Iterator[Quoted]:
    marks = list(_marks(text, paragraph, pattern))
    if not marks:
        return
    opened: _Mark | None = None
    unopened = _UNOPENED if _may_only_close(text, paragraph, marks[0]) else float("inf")
    opens_inside, roles = _roles(marks, _UNCLOSED_CARRIED if carried else _UNCLOSED, unopened)
    if opens_inside:
        opened = _Mark(paragraph.start, paragraph.start, 0.0, 0.0)
    for mark, role in zip(marks, roles, strict=True):
        if role == "open":
            if opened:
                yield from _quoted(text, opened, mark.start, mark.start, closed=False, carries=False)
            opened = mark
        elif role == "close" and opened:
            yield from _quoted(text, opened, mark.start, mark.end, closed=True, carries=False)
            opened = None
    if opened:
        yield from _quoted(text, opened, paragraph.end, paragraph.end, closed=False, carries=carried)


def _may_only_close(text: str, paragraph: Span, mark: _Mark) -> bool:
    """Whether a paragraph's first mark looks like the end of words whose opening mark is missing: “…,” said X."""
    return paragraph.start < mark.start and mark.end < paragraph.end and text[mark.start - 1] in ",.?!"


def _quoted(text: str, opened: _Mark, end: int, outer_end: int, *, closed: bool, carries: bool) -> Iterator[Quoted]:
    start = opened.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Quoted(Span(start, end), Span(opened.start, outer_end), closed, carries)


def _marks(text: str, paragraph: Span, pattern: re.Pattern[str]) -> Iterator[_Mark]:
    single = pattern is _SINGLE_MARK
    for match in pattern.finditer(text, paragraph.start, paragraph.end):
        start, end = match.span()
        before = text[start - 1] if start > paragraph.start else " "
        after = text[end] if end < paragraph.end else " "
        if single and ((before.isalnum() and after.isalnum()) or _YEAR_OR_ELISION.match(text, start)):
            continue
        if (
            match.group() in {'"', "''", "”", "’’", "＂", '""'}
            and before.isdigit()
            and _is_inches(text, start, end, after)
        ):
            continue
        if match.group() == "''" and before.isalnum() and after.isalnum():
            continue
        opening, closing = _shape(match.group())
        opening += _opening_context(before, after)
        closing += _closing_context(before, after)
        if single and before in "sS" and match.group() in "'’":
            closing += 0.7  # rather the plural's apostrophe
        if single and before.isalnum() and after.isspace() and match.group() in "'’":
            yield _Mark(start, end, opening, closing, _APOSTROPHE)
        else:
            yield _Mark(start, end, opening, closing)


def _is_inches(text: str, start: int, end: int, after: str) -> bool:
    """Whether a mark after a digit measures inches: 6'2", a 9" pipe."""
    return bool(re.search(r"\d['’]\s?\d{1,2}$", text[max(0, start - 6) : start])) or (
        (after in " -") and bool(re.match(r"[ -](?:pipe|screen|tall|wide|long|thick|vinyl|x\b)", text[end : end + 8]))
    )


def _shape(mark: str) -> tuple[float, float]:
    """Return the cost of reading a mark as opening and as closing, by its shape alone."""
    if mark in _OPENERS or mark == "““":
        return 0.0, 2.0
    if mark in _CLOSERS or mark == "””":
        return 2.0, 0.0
    return 0.0, 0.0


def _opening_context(before: str, after: str) -> float:
    cost = 0.0
    if not (before.isspace() or before in _BEFORE_OPENING or before in DOUBLE or before in "'‘’"):
        cost += 2.0 if before.isalnum() else 1.2
    if after.isspace():
        cost += 2.0
    elif after in ".,;:?!)":
        cost += 1.5
    return cost


def _closing_context(before: str, after: str) -> float:
    cost = 0.0
    if before.isspace():
        cost += 1.6
    if not (after.isspace() or after in _AFTER_CLOSING or after in DOUBLE or after in "'’"):
        cost += 1.5 if after.isalnum() else 0.6
    return cost


def _roles(marks: list[_Mark], unclosed: float, unopened: float) -> tuple[bool, list[str]]:
    """Return the cheapest reading: whether it starts inside, and each mark's role (“open”, “close” or “astray”)."""
    outside, inside = 0.0, unopened
    steps: list[tuple[tuple[str, bool], tuple[str, bool]]] = []  # per mark and state after: role, was inside before
    for mark in marks:
        to_outside = min((inside + mark.closing, "close", True), (outside + mark.astray, "astray", False))
        to_inside = min(
            (outside + mark.opening, "open", False),
            (inside + mark.opening + _UNCLOSED, "open", True),
            (inside + mark.astray, "astray", True),
        )
        steps.append(((to_outside[1], to_outside[2]), (to_inside[1], to_inside[2])))
        outside, inside = to_outside[0], to_inside[0]
    now_inside = inside + unclosed < outside
    roles = []
    for step in reversed(steps):
        role, now_inside = step[now_inside]
        roles.append(role)
    return now_inside, roles[::-1]
