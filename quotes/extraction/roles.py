"""A speaker's role or affiliation as printed beside the name: “Foreign Minister …”, “…, an independent expert”."""

from quotes.text.anchors import Span

from .cues import Cues
from .lexicon import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    ORGANIZATION_WORDS,
    PLACES,
    PREPOSITIONS,
    RELATIVES,
    SPEECH_VERBS,
    SUBJECT_PRONOUNS,
    TITLES,
    word_set,
)
from .mentions import NAME, NOMINAL, Mention
from .reading import QUOTED, Reading

_HONORIFICS = word_set(
    "mr mrs ms miss mx dr prof sir dame lord lady hon rev fr sister brother gen lt col capt captain maj major sgt "
    "sergeant cpl corporal pvt adm admiral cmdr commander brig brigadier general lieutenant colonel rear vice "
    "messrs mme mlle señor señora st sen sens rep reps gov del supt insp det atty"
)
_STOPS = frozenset((QUOTED, ".", ";", ":", "—", "–", "―", "-", "!", "?", "…", ")"))
_NEVER_FIRST = (
    CONJUNCTIONS
    | RELATIVES
    | SUBJECT_PRONOUNS
    | AUXILIARIES
    | ADVERBS
    | SPEECH_VERBS
    | frozenset(("as", "not", "whose"))
)
_PLACE_WORDS = frozenset(("of", "from", "with", "at"))
_LONGEST = 30  # items


def printed_role(reading: Reading, cues: Cues, mention: Mention) -> Span | None:
    """Return where the text prints the role or affiliation of a mention, beside it; None where it does not."""
    if mention.form == NAME:
        return _apposed(reading, cues, mention) or _after(reading, cues, mention) or _before(reading, mention)
    return _after(reading, cues, mention) or _clause(reading, mention)


def _clause(reading: Reading, mention: Mention) -> Span | None:
    """What an unnamed speaker is described by: “one adviser, who spoke on condition of anonymity, said”."""
    lower = reading.lower
    _, stop = reading.sentence_range(reading.sentence[mention.start])
    start = mention.long_end + 1
    if start + 1 >= stop or lower[start - 1] != "," or lower[start] not in ("who", "speaking", "whose"):
        return None
    end = start
    while end < stop and lower[end] not in _STOPS and lower[end] != "," and end - start < _LONGEST:
        end += 1
    return reading.span(start, end) if end - start > 1 else None


def _apposed(reading: Reading, cues: Cues, mention: Mention) -> Span | None:
    """The phrase that a name between commas explains: “A bishop, Óscar Peña, offered to mediate”."""
    if mention.start < 2 or reading.lower[mention.start - 1] != ",":
        return None
    phrase = cues.by_end.get(mention.start - 1)
    if phrase is None or phrase.form != NOMINAL or phrase.kind != "person":
        return None
    return reading.span(phrase.start, phrase.end)


def _before(reading: Reading, mention: Mention) -> Span | None:
    """The words of the mention before the name: “Transport Minister Goran Ilic”. Honorifics and ranks are no roles."""
    if mention.name is None:
        return None
    name_start = reading.item_of[mention.name.start]
    start, end = mention.start, name_start
    lower = reading.lower
    while start < end and (lower[start] in DETERMINERS):
        start += 1
    while end > start and lower[end - 1].rstrip(".") in _HONORIFICS:
        end -= 1
    if start >= end or all(lower[item].rstrip(".") in _HONORIFICS for item in range(start, end)):
        return None
    if not any(lower[item].rstrip(".") in TITLES or reading.words[item].islower() for item in range(start, end)):
        return None
    return reading.span(start, end)


def _after(reading: Reading, cues: Cues, mention: Mention) -> Span | None:
    """The apposition after the mention, or the body after “of”."""
    lower = reading.lower
    end = mention.end if mention.form == NAME else mention.long_end
    _, stop = reading.sentence_range(reading.sentence[mention.start])
    if end < stop and lower[end] == "(":
        close = end + 1
        while close < stop and lower[close] != ")" and close - end < 8:
            close += 1
        if close < stop and lower[close] == ")":
            end = close + 1
    if end >= stop:
        return None
    if mention.form == NAME and lower[end] in _PLACE_WORDS and end + 1 < stop:
        finish = _end_of_phrase(reading, end + 1, stop)
        words = reading.words[end + 1 : finish]
        is_place = all(word.lower() in PLACES or not word[0].isalpha() for word in words)
        names_body = lower[end + 1] == "the" or any(
            word.lower() in ORGANIZATION_WORDS or (word.isupper() and len(word) > 1) for word in words
        )
        return reading.span(end + 1, finish) if words and names_body and not is_place else None
    if lower[end] != ",":
        return None
    start = end + 1
    if start + 1 < stop and lower[start].isdigit() and lower[start + 1] == ",":
        start += 2  # an age
    if start >= stop or not _opens_role(reading, start):
        return None
    finish = _end_of_phrase(reading, start, stop)
    while finish + 1 < stop and lower[finish] == "," and _describes(reading, finish, stop):
        finish = _end_of_phrase(reading, finish + 1, stop)
    if lower[finish - 1] == "and" or finish - start > _LONGEST or finish == start:
        return None
    closes = (finish < stop and lower[finish] in (",", ".", QUOTED, "—", "–", ")", ";", ":")) or finish == stop
    if not closes and not _cue_at(reading, cues, finish):
        return None
    return reading.span(start, finish)


def _opens_role(reading: Reading, item: int) -> bool:
    """Whether an apposition that names a role opens at an item: “an expert”, “deputy director of”, “Bello's lawyer”."""
    word, printed = reading.lower[item], reading.words[item]
    if word in _NEVER_FIRST or word == QUOTED or not word[0].isalpha():
        return False
    if word.endswith("ing") and word not in DETERMINERS:
        return False
    if word in PREPOSITIONS:
        return False
    if printed[0].isupper():
        # “Ana Bello, of Lund” and “Paris, France” are places; “Bello's lawyer” is a role
        following = reading.lower[item + 1 : item + 7]
        return any(other in ("'s", "’s") or other in TITLES or other == "of" for other in following)
    return True


def _end_of_phrase(reading: Reading, start: int, stop: int) -> int:
    lower = reading.lower
    item = start
    while item < stop and item - start < _LONGEST:
        word = lower[item]
        if word in _STOPS or word == ",":
            break
        if word == "(":
            while item + 1 < stop and lower[item] != ")" and item - start < _LONGEST:
                item += 1
            item += 1
            continue
        if item > start and (
            word in ("who", "which", "whose", "told")
            or (
                word in SPEECH_VERBS
                and lower[item - 1] not in DETERMINERS
                and word.endswith(("d", "said", "says", "s"))
                and _is_finite(reading, item)
            )
        ):
            break
        item += 1
    return min(item, stop)


def _is_finite(reading: Reading, item: int) -> bool:
    """Whether a word that may be a noun is the verb of the sentence: quoted words, a name or a clause follow."""
    lower = reading.lower
    if lower[item] in ("said", "says", "told", "wrote", "added", "tweeted"):
        return True
    following = lower[item + 1] if item + 1 < len(lower) else ""
    return following in DETERMINERS or following in SUBJECT_PRONOUNS or following in ("that", ",", QUOTED, ":")


def _describes(reading: Reading, comma: int, stop: int) -> bool:
    """Whether a further apposition describes the body just named: “…, a leading foreign policy journal.”"""
    lower = reading.lower
    if lower[comma + 1] not in ("a", "an", "the"):
        return False
    finish = _end_of_phrase(reading, comma + 1, stop)
    return reading.words[comma - 1][0].isupper() and (finish >= stop or lower[finish] in _STOPS)


def _cue_at(reading: Reading, cues: Cues, item: int) -> bool:
    return item < len(reading.sentence) and any(
        link.start == item for link in cues.links.get(reading.sentence[item], ())
    )
