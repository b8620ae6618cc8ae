"""How two texts differ, word by word."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

_TOKEN = re.compile(r"(\w+|[^\w\s])(\s*)")
_LINE = re.compile(r"[^\n]*\n*")
_COMPARED = 1_000_000  # pairs of words that are compared at most
_LINES = 2_500  # lines on each side that are compared at most, and
_SAME = 100_000  # pairs of them that may be the same
CONTEXT = 8  # words kept on each side of a change
LONGEST = 2_000  # characters of one change that are shown


class Kind(StrEnum):
    """What became of a run of words. What is left out was kept, or is too much to show."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"
    LEFT_OUT = "left-out"


class Run(NamedTuple):
    """Words that met the same fate."""

    kind: Kind
    text: str


def differences(old: str, new: str) -> list[Run]:
    """Return the runs that lead from `old` to `new`.

    Kept and removed runs joined are `old`, kept and added ones `new`, white space included. Whole words and marks are
    compared, by difflib; where there are too many for that, lines are first, and then the words of those that differ.
    """
    return _merged(_compare(old, new))


def shortened(runs: Sequence[Run], *, context: int = CONTEXT, longest: int = LONGEST) -> list[Run]:
    """Return `runs` with what was kept cut to `context` words beside each change, and changes to `longest` characters.

    What is left out becomes a run of that kind with its length as its text.
    """
    found: list[Run] = []
    for index, run in enumerate(runs):
        if run.kind is Kind.KEPT:
            found += _kept_beside(run.text, context, before=index > 0, after=index < len(runs) - 1)
        elif len(run.text) > longest:
            found += [Run(run.kind, run.text[:longest]), _left_out(len(run.text) - longest)]
        else:
            found.append(run)
    return found


def _compare(old: str, new: str) -> Iterator[Run]:
    before, after = _tokens(old), _tokens(new)
    start = _shared_start(before, after)
    tail = _shared_start(before[start:][::-1], after[start:][::-1])
    middle = before[start : len(before) - tail], after[start : len(after) - tail]
    yield from _kept(before[:start], after[:start])
    if len(middle[0]) * len(middle[1]) <= _COMPARED:
        yield from _compare_words(*middle)
    else:
        yield from _compare_lines(*("".join(map("".join, tokens)) for tokens in middle))
    yield from _kept(before[len(before) - tail :], after[len(after) - tail :])


Token = tuple[str, str]  # a word or a mark, and the white space after it


def _tokens(text: str) -> list[Token]:
    lead = text[: len(text) - len(text.lstrip())]
    found = [(match[1], match[2]) for match in _TOKEN.finditer(text)]
    return [("", lead), *found] if lead else found


def _shared_start(before: Sequence[Token], after: Sequence[Token]) -> int:
    pairs = enumerate(zip(before, after, strict=False))
    return next((at for at, (ours, theirs) in pairs if ours[0] != theirs[0]), min(len(before), len(after)))


def _kept(before: Sequence[Token], after: Sequence[Token]) -> Iterator[Run]:
    """Yield words that are the same; the white space after them may not be."""
    for (word, old_space), (_, new_space) in zip(before, after, strict=True):
        yield Run(Kind.KEPT, word)
        if old_space == new_space:
            yield Run(Kind.KEPT, old_space)
        else:
            yield Run(Kind.REMOVED, old_space)
            yield Run(Kind.ADDED, new_space)


def _compare_words(before: Sequence[Token], after: Sequence[Token]) -> Iterator[Run]:
    words = [word for word, _ in before], [word for word, _ in after]
    for what, i, j, k, m in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        if what == "equal":
            yield from _kept(before[i:j], after[k:m])
        else:
            yield Run(Kind.REMOVED, "".join(map("".join, before[i:j])))
            yield Run(Kind.ADDED, "".join(map("".join, after[k:m])))


def _compare_lines(old: str, new: str) -> Iterator[Run]:
    before, after = (list(filter(None, _LINE.findall(text))) for text in (old, new))
    if max(len(before), len(after)) > _LINES or _same_pairs(before, after) > _SAME:
        yield from (Run(Kind.REMOVED, old), Run(Kind.ADDED, new))
        return
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield Run(Kind.KEPT, "".join(before[i:j]))
            continue
        left, right = _tokens("".join(before[i:j])), _tokens("".join(after[k:m]))
        if len(left) * len(right) <= _COMPARED // 10:
            yield from _compare_words(left, right)
        else:
            yield from (Run(Kind.REMOVED, "".join(before[i:j])), Run(Kind.ADDED, "".join(after[k:m])))


def _same_pairs(before: Sequence[str], after: Sequence[str]) -> int:
    there = Counter(after)
    return sum(there[line] for line in before)


def _merged(runs: Iterable[Run]) -> list[Run]:
    """Return `runs` without empty ones, neighbours of one kind joined; between two kept ones, removed comes first."""
    found: list[Run] = []
    for kept, group in groupby((run for run in runs if run.text), key=lambda run: run.kind is Kind.KEPT):
        some = list(group)
        for kind in (Kind.KEPT,) if kept else (Kind.REMOVED, Kind.ADDED):
            if text := "".join(run.text for run in some if run.kind is kind):
                found.append(Run(kind, text))
    return found


def _kept_beside(text: str, context: int, *, before: bool, after: bool) -> list[Run]:
    """Return the ends of a kept run that stand beside a change `before` it and `after` it."""
    words = [match.start() for match in re.finditer(r"\S+", text)]
    if len(words) <= context * (before + after) + context:
        return [Run(Kind.KEPT, text)]
    head = text[: words[context]].rstrip() if before else ""
    tail = text[words[-context] :] if after else ""
    parts = [Run(Kind.KEPT, head), _left_out(len(text) - len(head) - len(tail)), Run(Kind.KEPT, tail)]
    return [part for part in parts if part.text]


def _left_out(length: int) -> Run:
    return Run(Kind.LEFT_OUT, f"{length:,}")
