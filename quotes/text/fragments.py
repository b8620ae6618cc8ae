"""Addresses that lead a browser to words in a page (URL Fragment Text Directives, WICG:
https://wicg.github.io/scroll-to-text-fragment/).

A directive is `text=[prefix-,]start[,end][,-suffix]`: the browser looks for the first place where `start` stands, or a
stretch from `start` to `end`, right after `prefix` and right before `suffix`. It compares whole words, whatever their
case and accents and the white space between them; each part must stand inside one paragraph.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple
from urllib.parse import quote

from .anchors import Span, find_all, paragraphs

_LONGEST_WHOLE = 300  # characters of words that are given whole
_WORDS_AT_AN_END = 4  # of longer ones
_MOST_CONTEXT = 40  # words before, and words after

_LETTERS_JOINED = frozenset("'’.:·")  # word breaks are those of Unicode Annex 29, rules WB5 to WB13b
_DIGITS_JOINED = frozenset("'’.,;")
_SCRIPT_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def link_to_words(address: str, text: str, spans: Sequence[Span]) -> str:
    """Return the address of a page with the directive for the words at `spans` of its text."""
    page, _, fragment = address.partition("#")
    place = fragment.partition(":~:")[0]
    directive = text_fragment(text, spans).removeprefix("#")
    return page + (f"#{place}{directive}" if place or directive else "")


def text_fragment(text: str, spans: Sequence[Span]) -> str:
    """Return the fragment that leads to the words at `spans` of a page with this text; "" where they have no words.

    Words of up to 300 characters inside one paragraph are given whole, others by their first and last words. Where the
    same words stand in the text again, as many words around them as tell them apart are added, from their paragraph;
    where nothing there does, none. A span that begins or ends inside a word is taken to mean the whole word.
    """
    page = _Page(text)
    directives = [f"text={directive}" for span in spans if (directive := _directive(page, span))]
    return f"#:~:{'&'.join(directives)}" if directives else ""


class _Stretch(NamedTuple):
    """Words inside one paragraph, those before and after them there, and where they stand in the folded page."""

    words: list[str]
    before: list[str]
    after: list[str]
    place: Span


class _Page:
    """A text as a browser compares it: folded, one paragraph a line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.paragraphs = paragraphs(text)
        lines = [_fold(text[start:end]) for start, end in self.paragraphs]
        self.folded = "\n".join(lines)
        self.line_starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))

    def stretches(self, span: Span) -> list[_Stretch]:
        """Return the whole words at `span`, those of each paragraph apart."""
        found = []
        for paragraph, line_start in zip(self.paragraphs, self.line_starts, strict=False):
            start, end = max(span.start, paragraph.start), min(span.end, paragraph.end)
            words = self.text[start:end]
            if start < end and _fold(words):
                start += len(words) - len(words.lstrip())
                end -= len(words) - len(words.rstrip())
                while _inside_word(self.text, start):
                    start -= 1
                while _inside_word(self.text, end):
                    end += 1
                found.append(self._stretch(paragraph, line_start, start, end))
        return found

    def _stretch(self, paragraph: Span, line_start: int, start: int, end: int) -> _Stretch:
        before, after = self.text[paragraph.start : start], self.text[end : paragraph.end]
        words = _fold(self.text[start:end])
        at = self.folded.find(words, line_start + len(_fold(f"{before}|")) - 1)
        return _Stretch(self.text[start:end].split(), before.split(), after.split(), Span(at, at + len(words)))

    def places(self, words: Span) -> list[Span]:
        """Return every other place where the words at this one stand, as whole words or as parts of words."""
        return [place for place in find_all(self.folded, self.folded[words.start : words.end]) if place != words]

    def matches(self, place: Span, prefix: str, suffix: str) -> bool:
        """Return whether a browser takes the words at `place`, when it looks for them between these."""
        start, end = place
        prefix, suffix = _fold(prefix), _fold(suffix)
        if prefix:
            start -= len(prefix) + (start > 0 and self.folded[start - 1] in " \n")
        if suffix:
            end += len(suffix) + self.folded.startswith((" ", "\n"), end)
        return (
            start >= 0
            and self.folded.startswith(prefix, start)
            and self.folded.endswith(suffix, place.end, end)
            and not _inside_word(self.folded, start)
            and not _inside_word(self.folded, end)
        )

    def context(self, stretch: _Stretch, others: Sequence[Span]) -> tuple[str, str]:
        """Return the words before and after the stretch that tell it from all the others; none where none do."""
        for size in range(min(_MOST_CONTEXT, max(len(stretch.before), len(stretch.after))) + 1):
            prefix = " ".join(stretch.before[max(0, len(stretch.before) - size) :])
            suffix = " ".join(stretch.after[:size])
            for pair in ((prefix, ""), ("", suffix), (prefix, suffix)):
                if not any(self.matches(place, *pair) for place in others):
                    return pair
        return "", ""


def _directive(page: _Page, span: Span) -> str:
    """Return what stands after `text=` for the words at `span`; "" where there are none."""
    stretches = page.stretches(span)
    if not stretches:
        return ""
    first, last = stretches[0], stretches[-1]
    whole = " ".join(first.words)
    if first is last and (len(whole) <= _LONGEST_WHOLE or len(first.words) <= 2 * _WORDS_AT_AN_END):
        prefix, suffix = page.context(first, page.places(first.place))
        return _joined(prefix, [whole], suffix)
    start, end = _beginning(first), _ending(last)
    prefix, _ = page.context(start, page.places(start.place))
    sooner = [place for place in page.places(end.place) if start.place.end <= place.start < end.place.start]
    _, suffix = page.context(end, sooner)
    return _joined(prefix, [" ".join(start.words), " ".join(end.words)], suffix)


def _beginning(stretch: _Stretch) -> _Stretch:
    words = stretch.words[:_WORDS_AT_AN_END]
    start = stretch.place.start
    return _Stretch(words, stretch.before, [], Span(start, start + len(_fold(" ".join(words)))))


def _ending(stretch: _Stretch) -> _Stretch:
    words = stretch.words[-_WORDS_AT_AN_END:]
    end = stretch.place.end
    return _Stretch(words, [], stretch.after, Span(end - len(_fold(" ".join(words))), end))


def _joined(prefix: str, words: Sequence[str], suffix: str) -> str:
    before, after = [f"{_encode(prefix)}-"] * bool(prefix), [f"-{_encode(suffix)}"] * bool(suffix)
    return ",".join([*before, *map(_encode, words), *after])


def _encode(words: str) -> str:
    """Percent-encode all but letters, digits, ".", "_" and "~": a hyphen too, which marks prefix and suffix."""
    return quote(words, safe="").replace("-", "%2D")


def _fold(text: str) -> str:
    """Return `text` without differences of case, accents and white space (Unicode Technical Standard 10, level 1)."""
    letters = (one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return " ".join("".join(letters).casefold().split())


def _inside_word(text: str, at: int) -> bool:
    """Return whether no word begins or ends at `at` (Unicode Annex 29, in short; without its dictionaries)."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if _in_word(before) and _in_word(after):
        return not (_SCRIPT_WITHOUT_SPACES.match(before) or _SCRIPT_WITHOUT_SPACES.match(after))
    around = text[at - 2 : at - 1] if _in_word(after) else text[at + 1 : at + 2]
    mark, letter = (before, after) if _in_word(after) else (after, before)
    return (mark in _LETTERS_JOINED and letter.isalpha() and around.isalpha()) or (
        mark in _DIGITS_JOINED and letter.isdecimal() and around.isdecimal()
    )


def _in_word(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LMN" or category == "Pc"
