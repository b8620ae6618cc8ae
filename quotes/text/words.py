"""The words by which texts are found: the same for a text, for a query, and for the marks on what was found.

Words are folded (case, accents, and other scripts by anyascii), stemmed as English (Snowball:
https://snowballstem.org/algorithms/english/stemmer.html) and written in a-z and 0-9, so that SQLite's FTS5 and
PostgreSQL's `simple` configuration have nothing left to disagree about.
"""

import re
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii
from snowballstemmer.english_stemmer import EnglishStemmer

from .anchors import Span

MOST_TERMS = 10
BETWEEN_NAMES = "qxq"  # stands between two names, so that no phrase crosses from one to the next; no word becomes this

_LONGEST = 100  # characters of a word that count; PostgreSQL takes no more than 2,046
_REMEMBERED = 1 << 15

_APOSTROPHES = "'’ʼ＇"
_MARKS = "".join(chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code)).startswith("M"))
_JOINED = rf"{_MARKS}\U000e0100-\U000e01ef\u00ad\u200c\u200d\u2060\ufeff"  # what belongs to the character before it
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # written without spaces: each is a word

_DOTTED = rf"(?<!\w)[^\W\d_](?:\.[^\W\d_])+(?![\w{_JOINED}])\.?(?:[{_APOSTROPHES}][sS]\b)?"
_WORD = rf"\w[\w{_JOINED}]*(?:[{_APOSTROPHES}]\w[\w{_JOINED}]*)*"
_RUN = re.compile(rf"{_DOTTED}|{_WORD}")
_CHUNK = re.compile(r"\S+")  # as str.split() has it
_PIECE = re.compile(rf"[{_HAN}][{_JOINED}]*|[^{_HAN}]+")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}]s\Z", re.IGNORECASE)
_INITIALS = re.compile(_DOTTED)
_NOT_HEARD = re.compile(r"['`\"]")  # what anyascii writes for apostrophes and for letters without a sound
# PostgreSQL's parser takes 1e5km for a number and a word (src/backend/tsearch/wparser_def.c), so it is two here too.
_TOKEN = re.compile(r"[0-9]+e[0-9]+(?=[a-z])|[a-z0-9]+")

_MARK = '"“”„‟'
_TERM = re.compile(rf"(?:(?<!\S)(?P<minus>-))?(?:[{_MARK}](?P<phrase>[^{_MARK}]*)[{_MARK}]|(?P<run>[^\s{_MARK}]+)|.)")


class Term(NamedTuple):
    """Prepared words that follow each other, or one word. Excluded: what is found does not have them."""

    words: tuple[str, ...]
    excluded: bool = False


@dataclass(frozen=True)
class Query:
    """What a reader looks for. False when it has no words: then it finds nothing."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def wanted(self) -> tuple[tuple[str, ...], ...]:
        """The words and phrases that a text must have, all of them."""
        return tuple(term.words for term in self.terms if not term.excluded)

    @property
    def unwanted(self) -> tuple[tuple[str, ...], ...]:
        """The words and phrases of which a text must have none."""
        return tuple(term.words for term in self.terms if term.excluded)


def prepare(text: str) -> str:
    """Return the words of `text`, prepared, with one space between them."""
    return " ".join(filter(None, map(_prepared, text.split())))


def parse(text: str) -> Query:
    """Return what `text` asks for: words, "phrases" in straight or curly marks, -word and -"phrase".

    Nothing else has a meaning. Raises ValueError, for people, for more than MOST_TERMS terms.
    """
    terms: dict[Term, None] = {}
    for match in _TERM.finditer(text):
        words = tuple(prepare(match["phrase"] or match["run"] or "").split())
        if not words:
            continue
        if match["phrase"] or match["minus"]:
            terms[Term(words, excluded=bool(match["minus"]))] = None
        else:
            terms.update(dict.fromkeys(Term((word,)) for word in words))
    if len(terms) > MOST_TERMS:
        raise ValueError(f"Search for {MOST_TERMS} words and phrases at most. These are {len(terms)}.")
    return Query(tuple(terms))


def occurrences(text: str, query: Query) -> list[Span]:
    """Return where words and phrases that `query` wants stand in `text`, in order: whole words as written, but for ’s.

    A phrase is one span, from its first word to its last; spans that overlap are one.
    """
    words = prepare(text).split()
    runs = [(at, at + len(wanted) - 1) for wanted in query.wanted for at in _starts(words, wanted)]
    if not runs:
        return []
    places = _places_of({number for run in runs for number in run}, text)
    spans: list[Span] = []
    for span in sorted(Span(places[first].start, places[last].end) for first, last in runs):
        if spans and span.start < spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, span.end))
        else:
            spans.append(span)
    return spans


def _starts(words: list[str], wanted: tuple[str, ...]) -> Iterator[int]:
    """Yield where `wanted` begins among `words`."""
    at = -1
    for _ in range(words.count(wanted[0])):
        at = words.index(wanted[0], at + 1)
        if tuple(words[at : at + len(wanted)]) == wanted:
            yield at


def _places_of(numbers: Container[int], text: str) -> dict[int, Span]:
    """Return where some of the prepared words of `text` stand in it, by their numbers from 0 on."""
    found, first = {}, 0
    for chunk in _CHUNK.finditer(text):
        after = first + len(_prepared(chunk.group()).split())
        if any(number in numbers for number in range(first, after)):
            for number, (_, span) in enumerate(_places(chunk.group()), start=first):
                found[number] = Span(chunk.start() + span.start, chunk.start() + span.end)
        first = after
    return found


@lru_cache(_REMEMBERED)
def _prepared(chunk: str) -> str:
    """Return what is prepared of characters without space: remembering these is faster than looking for words."""
    return " ".join(word for word, _ in _places(chunk))


def _places(text: str) -> Iterator[tuple[str, Span]]:
    """Yield each prepared word of `text`, and where the word stands that it was made of, without a possessive ’s."""
    for run in _RUN.finditer(text.replace("_", " ")):  # an underscore is a letter to regular expressions alone
        for piece in _PIECE.finditer(run.group()):
            start = run.start() + piece.start()
            span = Span(start, start + len(_POSSESSIVE.sub("", piece.group())))
            for word in _words(piece.group()):
                yield word, span


@lru_cache(_REMEMBERED)
def _words(piece: str) -> tuple[str, ...]:
    """Return what becomes of a word as written: most often one word, two of “½”, none of a sign without a sound."""
    folded = _POSSESSIVE.sub("", unicodedata.normalize("NFC", piece.casefold()))
    if _INITIALS.fullmatch(folded):
        folded = folded.replace(".", "")
    stemmer = EnglishStemmer()  # a new one, since threads cannot share it
    tokens = _TOKEN.findall(_NOT_HEARD.sub("", anyascii(folded)).lower())
    stems = (stemmer.stemWord(token[:_LONGEST]) for token in tokens)
    return tuple(stem for stem in stems if stem != BETWEEN_NAMES)
