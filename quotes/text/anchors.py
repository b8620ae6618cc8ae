"""Where words stand in a source: finding, joining and moving spans.

Offsets are Unicode code points into the source's text, end exclusive (W3C Web Annotation, TextPositionSelector).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_END = re.compile(r"\n\s*")
_LONGEST_COMPARED = 200  # words that `nearest` looks for
_COMPARED_WORDS = 20_000  # words that `nearest` compares in order, over all windows


class Span(NamedTuple):
    """A run of characters: `text[start:end]`."""

    start: int
    end: int


class WordsNotFound(ValueError):
    """The words do not stand in the text, from `after` on. `nearest` is the passage there most like them, or ""."""

    def __init__(self, words: str, nearest: str, after: int = 0) -> None:
        self.words, self.nearest = words, nearest
        place = f"in the source after character {after:,}" if after else "in the source"
        hint = f" The nearest words there are “{nearest}”.{_hidden_difference(words, nearest)}" if nearest else ""
        super().__init__(f"“{words}” is not {place}, character for character.{hint}")


class WordsAmbiguous(ValueError):
    """The words stand in the text more than once, at `spans`."""

    def __init__(self, words: str, spans: Sequence[Span], text: str) -> None:
        self.words, self.spans = words, list(spans)
        places = "; ".join(f"character {span.start:,} (“…{surroundings(text, span)}…”)" for span in self.spans[:5])
        super().__init__(
            f"“{words}” stands in the source {len(self.spans)} times: {places}. "
            "Add words before or after, or give the position."
        )


def find_all(text: str, words: str) -> list[Span]:
    """Return every place where `words` stand in `text`, overlapping ones too, in order. No words: no places."""
    spans, at = [], text.find(words) if words else -1
    while at >= 0:
        spans.append(Span(at, at + len(words)))
        at = text.find(words, at + 1)
    return spans


def find_one(text: str, words: str, after: int = 0) -> Span:
    """Return the one place at or after code point `after` where `words` stand in `text`.

    Raises WordsNotFound or WordsAmbiguous, both ValueErrors written for people.
    """
    spans = [span for span in find_all(text, words) if span.start >= after]
    if not spans:
        raise WordsNotFound(words, nearest(text[after:], words), after)
    if len(spans) > 1:
        raise WordsAmbiguous(words, spans, text)
    return spans[0]


def nearest(text: str, words: str) -> str:
    """Return the run of whole words in `text` most like `words`, or "" when nothing there is like them.

    Alike means a difflib ratio above 0.6 over words. The text is scanned by windows of the same number of words, those
    first that share the most words with `words`; of long `words`, the beginning alone is compared.
    """
    wanted = [_letters(word) for word in words.split()[:_LONGEST_COMPARED]]
    have = list(re.finditer(r"\S+", text))
    if not wanted or not have:
        return ""
    size = min(len(wanted), len(have))
    tokens = [_letters(token.group()) for token in have]
    matcher: SequenceMatcher[str] = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    best, best_at = 0.6, -1
    windows = sorted(enumerate(_shared_words(tokens, wanted, size)), key=lambda item: -item[1])
    for at, shared in windows[: max(1, _COMPARED_WORDS // size)]:
        if 2 * shared / (len(wanted) + size) <= best:
            break
        matcher.set_seq1(tokens[at : at + size])
        if (ratio := matcher.ratio()) > best:
            best, best_at = ratio, at
    return text[have[best_at].start() : have[best_at + size - 1].end()] if best_at >= 0 else ""


def _shared_words(tokens: Sequence[str], wanted: Sequence[str], size: int) -> list[int]:
    """Return how many of the words `wanted` each window of `size` tokens shares, counted with repetition."""
    missing = Counter(wanted)
    shared, counts = 0, []
    for at, token in enumerate(tokens):
        shared += missing[token] > 0
        missing[token] -= 1
        if at >= size:
            gone = tokens[at - size]
            missing[gone] += 1
            shared -= missing[gone] > 0
        if at >= size - 1:
            counts.append(shared)
    return counts


def surroundings(text: str, span: Span, width: int = 30) -> str:
    """Return the words of `span` with up to `width` characters on each side, on one line."""
    return " ".join(text[max(0, span.start - width) : span.end + width].split())


def paragraphs(text: str) -> list[Span]:
    """Return the paragraphs of `text`, in order, without the space around them.

    Blank lines separate paragraphs; in a text without any blank line, line ends do.
    """
    separator = _BLANK_LINE if _BLANK_LINE.search(text) else _LINE_END
    spans, start = [], 0
    for match in [*separator.finditer(text), None]:
        end = match.start() if match else len(text)
        inner = text[start:end]
        if inner.strip():
            begin = start + len(inner) - len(inner.lstrip())
            spans.append(Span(begin, begin + len(inner.strip())))
        start = match.end() if match else end
    return spans


def paragraph_ends_between(text: str, end: int, start: int) -> bool:
    """Return whether a paragraph of `text` ends between the code points `end` and `start`."""
    between = text[end:start]
    if "\n" not in between:
        return False
    return bool(_BLANK_LINE.search(between)) or not _BLANK_LINE.search(text)


def join(text: str, spans: Sequence[Span]) -> str:
    """Return the words at `spans` joined by one space, or by a blank line where a paragraph ends between them."""
    parts: list[str] = []
    for index, span in enumerate(spans):
        if index:
            parts.append("\n\n" if paragraph_ends_between(text, spans[index - 1].end, span.start) else " ")
        parts.append(text[span.start : span.end])
    return "".join(parts)


def check_order(spans: Sequence[Span]) -> None:
    """Raise ValueError unless every span holds something and they follow each other without overlapping."""
    end = 0
    for span in spans:
        if not 0 <= span.start < span.end:
            raise ValueError(f"Characters {span.start:,} to {span.end:,} are not a passage: it has no words.")
        if span.start < end:
            raise ValueError("The passages overlap or are not in reading order.")
        end = span.end


def move(old: str, new: str, span: Span) -> Span:
    """Return where the words at `span` of `old` stand in `new`, when that is certain.

    It is certain where the text around them is unchanged from the beginning or to the end, or where the words stand
    in `new` exactly once. Raises WordsNotFound or WordsAmbiguous otherwise: never a guess.
    """
    if old[: span.end] == new[: span.end]:
        return span
    tail = len(old) - span.start
    if tail <= len(new) and old[span.start :] == new[len(new) - tail :]:
        return Span(len(new) - tail, len(new) - tail + span.end - span.start)
    return find_one(new, old[span.start : span.end])


def _hidden_difference(words: str, nearest: str) -> str:
    """Return a sentence that names the first character that differs, when all letters are the same; else ""."""
    if [_letters(word) for word in words.split()] != [_letters(word) for word in nearest.split()]:
        return ""
    for ours, theirs in zip(words, nearest, strict=False):
        if ours != theirs:
            return f" They have {_named(theirs)} where yours have {_named(ours)}."
    return ""


def _named(character: str) -> str:
    return f"U+{ord(character):04X} ({unicodedata.name(character, 'no name').lower()})"


def _letters(word: str) -> str:
    return re.sub(r"\W", "", word).casefold() or word
