"""Turns of a transcript without quotation marks: “PENCE: …”, or a name on a line of its own above the words."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from quotes.text.anchors import Span

from .lexicon import TITLES

_LABEL = re.compile(r"(?P<label>[A-ZÀ-Þ][\w.'’-]*(?:[ ][A-ZÀ-Þ][\w.'’-]*){0,3})(?:\s\([^)\n]{1,40}\))?:\s+(?=\S)")
_NAME_LINE = re.compile(r"(?P<label>[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]*){0,3}):?")
_MARKS = frozenset('"“”„«»')
_FEWEST = 2  # turns
_FEWEST_TURNS = 2
_MANY = 6  # turns that show a transcript though its names are not known from elsewhere


class Turn(NamedTuple):
    """The words of one turn, in one or more paragraphs, and the label that names the speaker."""

    label: Span
    passages: tuple[Span, ...]
    paragraphs: tuple[int, ...]


def find_turns(text: str, paragraphs: Sequence[Span], is_person: Callable[[str], bool]) -> list[Turn]:
    """Return the turns of a transcript in `paragraphs`, in order.

    A label is a name before a colon or, in capitals, on its own line. Headings look alike, so there must be at least
    two different labels, and `is_person` must know one of two of them from elsewhere in the text, or many turns.
    """
    inline: dict[int, re.Match[str]] = {}
    alone: dict[int, re.Match[str]] = {}
    for index, span in enumerate(paragraphs):
        if text[span.start] in _MARKS or not text[span.start].isupper():
            continue
        if match := _LABEL.match(text, span.start, span.end):
            if text[match.end()].isalpha() or text[match.end()] in "[(…":
                inline[index] = match
        elif (match := _NAME_LINE.fullmatch(text, span.start, span.end)) and index + 1 < len(paragraphs):
            alone[index] = match
    return _turns(text, paragraphs, _labels(inline, is_person), _labels(alone, is_person))


def _labels(found: dict[int, re.Match[str]], is_person: Callable[[str], bool]) -> dict[int, re.Match[str]]:
    """Return what was found if it labels a transcript, else nothing."""
    times = Counter(match.group("label") for match in found.values())
    # A name before a colon may head a list; a name that returns speaks.
    # “Q:” and “A:” name nobody.
    labels = {label for label, count in times.items() if len(label) > 1 and (label.isupper() or count > 1)}
    known = {label for label in labels if is_person(label)}
    turns = sum(times[label] for label in labels)
    is_known = 2 * len(known) >= len(labels) or (turns >= _MANY and all(label.isupper() for label in labels))
    if len(labels) < _FEWEST or not is_known or turns < _FEWEST_TURNS:
        return {}
    return {index: match for index, match in found.items() if match.group("label") in labels}


def names_of_labels(labels: Sequence[str]) -> dict[str, str]:
    """Return the name that each of the `labels` gives: of those that end alike the fullest, without titles.

    A name in capitals alone is written as names are.
    """
    fullest: dict[str, str] = {}
    for label in labels:
        last = label.split()[-1]
        fullest[last] = max(fullest.get(last, ""), label, key=len)
    return {label: _without_titles(fullest[label.split()[-1]]) for label in labels}


def _without_titles(label: str) -> str:
    words = label.split()
    while len(words) > 1 and words[0].lower().rstrip(".") in TITLES:
        del words[0]
    name = " ".join(words)
    return name.title() if name.isupper() else name


def _turns(
    text: str, paragraphs: Sequence[Span], inline: dict[int, re.Match[str]], alone: dict[int, re.Match[str]]
) -> list[Turn]:
    """Return the turns that the labels open; unlabelled paragraphs between two labels go on with the first."""
    found = []
    opened = sorted(inline.keys() | alone.keys())
    for place, index in enumerate(opened):
        following = opened[place + 1] if place + 1 < len(opened) else -1
        match = inline.get(index) or alone[index]
        passages = [Span(match.end(), paragraphs[index].end)] if index in inline else []
        numbers = [index] if index in inline else []
        last = following if following >= 0 else index + 1 + (index in alone)
        for other in range(index + 1, last):
            if any(character in _MARKS for character in text[paragraphs[other].start : paragraphs[other].end]):
                break
            passages.append(paragraphs[other])
            numbers.append(other)
        if passages:
            found.append(Turn(Span(*match.span("label")), tuple(passages), tuple(numbers)))
    return found
