"""Names of people, bodies and places in a text.

A name is a run of capitalised words (with particles, initials and suffixes); what stands before it (“Mr.”, “Foreign
Minister”) is its title. People are told from bodies by titles, given names, suffixes and the words of the run.
"""

import re
from collections import Counter
from dataclasses import dataclass

from .lexicon import (
    ADVERBS,
    AUXILIARIES,
    BODY_NOUNS,
    CONJUNCTIONS,
    DOCUMENT_NOUNS,
    GROUP_NOUNS,
    MONTH_WORDS,
    NOT_NAMES,
    ORGANIZATION_WORDS,
    PARTICLES,
    PERSON_NOUNS,
    PLACE_HEADS,
    PLACES,
    PREPOSITIONS,
    SPEECH_VERBS,
    SUFFIXES,
    TITLE_MODIFIERS,
    TITLES,
    given_names,
    word_set,
)
from .tokens import Tokens

PERSON, BODY, PLACE, UNKNOWN = "person", "body", "place", "unknown"
TITLE_OR_SURNAME = "title or surname"
GIVEN, DOUBTFUL = given_names()
_NEVER_NAMES = NOT_NAMES | CONJUNCTIONS | AUXILIARIES | ADVERBS
_SENTENCE_STARTERS = _NEVER_NAMES | PREPOSITIONS | SPEECH_VERBS
_SURNAMES_TOO = word_set(
    "king pope judge prince duke bishop major marshal constable master dean baron count chair brother"
)
_COMMON_NOUNS = (GROUP_NOUNS | PERSON_NOUNS | BODY_NOUNS | DOCUMENT_NOUNS) - TITLES - ORGANIZATION_WORDS - PLACES
LEADING_PARTICLES = word_set("de la van von der bin ibn al du della di abu le")
_PARTY_AND_STATE = re.compile(r"[RDIrd]-[A-Z]")
_HEADLINE_VERBS = word_set(
    "says said calls called tells told slams slammed blasts blasted rips accuses accused claims claimed warns "
    "warned admits admitted denies denied vows vowed urges urged asks asked reveals revealed defends defended "
    "mocks mocked praises praised attacks attacked responds responded explains explained predicts predicted "
    "promises promised pledges pledged announces announced wants hits criticizes condemns endorses rejects "
    "dismisses thinks believes"
)
_POST_NOMINALS = word_set("qc kc mp msp md phd esq obe mbe cbe")
_PARTY_MEMBERS = word_set("republican republicans democrat democrats conservative conservatives liberal liberals")
_SENTENCE_END = frozenset(".!?:\"“”»«'‘’…—–-•*|")
LONGEST_NAME = 12  # tokens
_LONGEST_COMPLEMENT = 4  # tokens behind “of”


@dataclass(slots=True, eq=False)
class Entity:
    """Somebody or something that the text names: `name` is the fullest form, `parts` its words in lower case."""

    name: str
    parts: tuple[str, ...]
    kind: str
    female: float = 0.0
    male: float = 0.0
    count: int = 0
    full_count: int = 0
    first: int = 0
    """The token of its first mention."""

    @property
    def last(self) -> str:
        return self.parts[-1]

    @property
    def gender(self) -> str:
        """“f”, “m”, or "" while the text does not tell."""
        if self.female == self.male:
            return ""
        return "f" if self.female > self.male else "m"


@dataclass(slots=True, eq=False)
class Name:
    """One naming: tokens `start` to `end` (end exclusive) with its title from `title_start`."""

    title_start: int
    start: int
    end: int
    kind: str
    parts: tuple[str, ...]
    entity: Entity | None = None
    titles: tuple[str, ...] = ()


def find_names(tokens: Tokens) -> list[Name]:
    """Return the names in `tokens`, in order; identity.identify then says who they are."""
    runs = _runs(tokens)
    found: list[Name] = []
    lowered = Counter(word for word in tokens.words if word.islower()) if runs else Counter()
    for start, end in runs:
        # a body's name may have taken in what follows its “of”
        start = max(start, found[-1].end) if found else start
        if start < end:
            _split_run(tokens, start, end, lowered, found)
    return found


def _runs(tokens: Tokens) -> list[tuple[int, int]]:
    """Return the runs of capitalised words, joined by particles and initials, as token ranges."""
    words, lower = tokens.words, tokens.lower
    starts, ends, text = tokens.starts, tokens.ends, tokens.text
    runs, index, count = [], 0, len(words)
    while index < count:
        if not _is_capital(words[index]) and not (
            lower[index] in LEADING_PARTICLES
            and index + 1 < count
            and (
                _is_capital(words[index + 1])
                or (lower[index + 1] in LEADING_PARTICLES and index + 2 < count and _is_capital(words[index + 2]))
            )
            and not (lower[index] in ("de", "la", "du", "al") and index and _is_capital(words[index - 1]))
        ):
            index += 1
            continue
        end = index + 1
        while end < count and end - index < LONGEST_NAME:
            gap = text[ends[end - 1] : starts[end]]
            if gap and ("\n" in gap or len(gap) > 2):
                break
            if _is_capital(words[end]):
                end += 1
            elif (
                (lower[end] in PARTICLES or lower[end] == "&")
                and end + 1 < count
                and (
                    _is_capital(words[end + 1])
                    or (lower[end + 1] in PARTICLES and end + 2 < count and _is_capital(words[end + 2]))
                )
                and lower[end] != "y"
            ):
                end += 1 + (lower[end + 1] in PARTICLES)
            else:
                break
        runs.append((index, min(end, count)))
        index = end
    return runs


def _is_capital(word: str) -> bool:
    first = word[0]
    if first.isupper():
        return True
    return first.isalpha() and len(word) > 3 and word[:3] in ("al-", "el-", "ibn") and word[3:4].isupper()


def _split_run(tokens: Tokens, start: int, end: int, lowered: Counter[str], out: list[Name]) -> None:
    """Turn one run into the names in it: without a sentence's first word, its titles apart, bodies with their “of”."""
    lower, words = tokens.lower, tokens.words
    at_start = opens_sentence(tokens, start)
    while start < end and (
        lower[start] in _NEVER_NAMES
        or (
            at_start
            and lower[start] not in LEADING_PARTICLES
            and (
                lower[start] in _SENTENCE_STARTERS
                or (
                    end - start > 1
                    and lowered[lower[start]] > 1
                    and lower[start] not in TITLES
                    and lower[start] not in TITLE_MODIFIERS
                    and words[start] not in GIVEN
                )
            )
        )
    ):
        start += 1
    if start >= end or (
        end - start == 1
        and words[start] not in GIVEN
        and (lower[start] in _COMMON_NOUNS or (at_start and lowered[lower[start]]))
    ):
        return
    # words like “Says” in a headline end a name
    for index in range(start, end):
        if _PARTY_AND_STATE.match(words[index]) or (
            index > start
            and (lower[index] in _NEVER_NAMES or (lower[index] in _HEADLINE_VERBS and not words[index].isupper()))
        ):
            if index > start:
                _name(tokens, start, index, out)
            if index + 1 < end:
                _split_run(tokens, index + 1, end, lowered, out)
            return
    _name(tokens, start, end, out)


def _name(tokens: Tokens, start: int, end: int, out: list[Name]) -> None:
    lower, words = tokens.lower, tokens.words
    last_title = -1
    for index in range(start, end):
        if (
            lower[index].rstrip(".") in TITLES
            and lower[index] != "del"
            and not (
                index == end - 1
                and index > start
                and lower[index] in _SURNAMES_TOO
                and (lower[index - 1].rstrip(".") in TITLES or words[index - 1] in GIVEN)
            )
        ):
            last_title = index
    title_start = start
    while end - start > 1 and lower[end - 1] in _POST_NOMINALS:
        end -= 1
    while end > start and lower[end - 1] in _PARTY_MEMBERS:
        end -= 1  # “a Lund Republican” is no name
    if end <= start:
        return
    if last_title >= end:
        last_title = -1
    if (
        last_title == start == end - 1
        and lower[start] in _SURNAMES_TOO
        and (start == 0 or lower[start - 1] not in ("the", "a", "an", "every"))
    ):
        out.append(Name(start, start, end, TITLE_OR_SURNAME, (lower[start],)))
        return
    if last_title >= 0 and last_title + 1 < end and not _is_body_word(tokens, last_title + 1):
        start = last_title + 1
    elif last_title == end - 1:
        # a title alone is no name, but what stands before it may be: “Bello Spokeswoman”, “River Watch President”
        end = last_title
        while end > start and (lower[end - 1] in TITLE_MODIFIERS or lower[end - 1].rstrip(".") in TITLES):
            end -= 1
        if end <= start:
            return
    else:
        while (
            start + 1 < end
            and not any(_is_body_word(tokens, i) for i in range(start, end))
            and lower[start] in TITLE_MODIFIERS
            and lower[start] not in PLACES
            and words[start] not in GIVEN
        ):
            start += 1
    if (
        end - start > 2
        and words[start] not in GIVEN
        and words[start + 1] in GIVEN
        and not words[start].endswith(".")
        and opens_sentence(tokens, start)
    ):
        start = title_start = start + 1  # “Elect Ana Bello”
    # “Delta News Ana Bello”, “Secretary of State Ana Bello”: a given name behind starts the person's name
    of_office = title_start > 1 and lower[title_start - 1] == "of" and lower[title_start - 2] in TITLES
    if of_office and words[start] in GIVEN:
        title_start -= 2
    for index in range(start + 1, end - 1):
        if of_office and words[index] in GIVEN:
            title_start, start = title_start - 2, index
            break
        if (
            words[index] in GIVEN
            and lower[index - 1] in ORGANIZATION_WORDS
            and lower[end - 1] not in ORGANIZATION_WORDS
        ):
            title_start, start = start, index
            break
    while start < end and lower[start] in SUFFIXES:
        start += 1
    if start >= end:
        return
    parts = tuple(word.rstrip(".") if len(word) > 2 else word for word in lower[start:end])
    titles = tuple(word.rstrip(".") for word in lower[title_start:start])
    kind = _kind(tokens, start, end, titles)
    if kind == BODY:
        end, parts = _with_complement(tokens, start, end, parts)
    out.append(Name(title_start, start, end, kind, parts, None, titles))


def _is_body_word(tokens: Tokens, index: int) -> bool:
    return tokens.lower[index] in ORGANIZATION_WORDS and tokens.words[index] not in GIVEN


def _with_complement(tokens: Tokens, start: int, end: int, parts: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """Return the end and words of a body's name with what follows “of” or “for”: “Department of Justice”."""
    lower, words = tokens.lower, tokens.words
    while end + 1 < len(words) and lower[end] in ("of", "for"):
        first = end + 1 + (lower[end + 1] == "the")
        stop = first
        while (
            stop < len(words)
            and stop - first < _LONGEST_COMPLEMENT
            and _is_capital(words[stop])
            and words[stop][0].isalpha()
            and "\n" not in tokens.text[tokens.ends[stop - 1] : tokens.starts[stop]]
        ):
            stop += 1
        if stop == first or stop - start > LONGEST_NAME:
            break
        end, parts = stop, tuple(lower[start:stop])
    return end, parts


def _is_initial(word: str) -> bool:
    return len(word) == 2 and word.endswith(".") and word[0].isupper()


def _kind(tokens: Tokens, start: int, end: int, titles: tuple[str, ...]) -> str:
    lower, words = tokens.lower, tokens.words
    titled = bool(titles) and titles[-1] in TITLES
    if any(_is_body_word(tokens, index) for index in range(start, end)) and not (
        titled and not _is_body_word(tokens, start)
    ):
        return BODY
    if titled:
        return PERSON
    length = end - start
    if length == 1:
        word = words[start]
        if lower[start] in PLACES:
            return PLACE
        if word.isupper() and 2 <= len(word) <= 6:
            return BODY
        return PERSON if word in GIVEN and word not in DOUBTFUL else UNKNOWN
    if (
        (lower[start] in MONTH_WORDS and lower[start] != "may")
        or lower[end - 1] in PLACE_HEADS
        or all(word in PLACES for word in lower[start:end])
    ):
        return PLACE
    if words[start] in GIVEN or any(_is_initial(words[index]) for index in range(start, end)):
        return PERSON
    if lower[start] in PLACES or (
        words[start].isupper() and 2 <= len(words[start]) <= 6 and not words[end - 1].isupper()
    ):
        return BODY
    return PERSON if lower[end - 1] in SUFFIXES else UNKNOWN


def opens_sentence(tokens: Tokens, start: int) -> bool:
    return (
        start == 0
        or tokens.words[start - 1] in _SENTENCE_END
        or "\n" in tokens.text[tokens.ends[start - 1] : tokens.starts[start]]
    )
