"""Who might be speaking: every name, pronoun and noun phrase outside quotation marks."""

from dataclasses import dataclass

from .lexicon import (
    ADJECTIVE_ENDINGS,
    ADJECTIVES,
    ADVERBS,
    AUXILIARIES,
    BODY_NOUNS,
    CONJUNCTIONS,
    DAYS,
    DETERMINERS,
    DOCUMENT_NOUNS,
    GROUP_NOUNS,
    PERSON_NOUNS,
    PREPOSITIONS,
    RELATIVES,
    SAY,
    SPEECH_VERBS,
    SUBJECT_PRONOUNS,
    TITLE_MODIFIERS,
    word_set,
)
from .names import BODY, PERSON, PLACE, UNKNOWN, Entity, Name
from .reading import QUOTED, Reading

NAME, PRONOUN, NOMINAL = "name", "pronoun", "nominal"
_FUNCTION = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | RELATIVES | SUBJECT_PRONOUNS
_NOUNS = {
    **dict.fromkeys(DOCUMENT_NOUNS, "document"),
    **dict.fromkeys(BODY_NOUNS, "body"),
    **dict.fromkeys(GROUP_NOUNS, "group"),
    **dict.fromkeys(PERSON_NOUNS, "person"),
}
_COMPLEMENTS = frozenset(
    (
        "of",
        "for",
        "with",
        "from",
        "at",
        "in",
        "to",
        "on",
        "by",
        "close",
        "familiar",
        "who",
        "near",
        "behind",
        "and",
        "that",
        "involved",
        "owned",
        "released",
        "obtained",
        "drafted",
        "hanging",
        "published",
    )
)
_LONGEST = 9
_LONGEST_COMPLEMENT = 14
_LONGEST_ROLE = 6
_BEFORE_ROLE = frozenset(("the", "a", "an", "'s", "’s", "to", ",", ".", ":", QUOTED, "—", "–"))
_ORDINALS = frozenset(("first", "last", "next"))


@dataclass(slots=True, eq=False)
class Mention:
    """Items `start` to `end` name somebody; `long_end` takes in what follows of the phrase (“… for the ministry”)."""

    start: int
    end: int
    long_end: int
    form: str
    """name, pronoun or nominal."""
    kind: str
    """person, group, body, document, place, unknown or thing; of a pronoun, its lower-case word."""
    name: Name | None = None
    head: int = -1
    """The item of a nominal's noun."""

    @property
    def entity(self) -> Entity | None:
        return self.name.entity if self.name else None


def find_mentions(reading: Reading) -> list[Mention]:
    """Return the mentions in the stream, in order of their ends."""
    lower = reading.lower
    count = len(lower)
    covered = [-1] * count  # item -> index of the name on it
    names: list[tuple[int, int, int, Name]] = []
    item_of = reading.item_of
    for name in reading.names:
        start, end = item_of[name.start], item_of[name.end - 1]
        if start < 0 or end < 0 or end - start != name.end - 1 - name.start:
            continue
        if name.parts[0] in DAYS:
            continue  # days speak for nobody
        title = item_of[name.title_start]
        for item in range(title if 0 <= title <= start else start, end + 1):
            covered[item] = len(names)
        names.append((title if 0 <= title <= start else start, start, end + 1, name))
    found: list[Mention] = []
    index = 0
    nouns_until = 0
    while index < count:
        word = lower[index]
        at = covered[index]
        if at >= 0:
            title, start, end, name = names[at]
            if _is_plural_noun(reading, name, start, end):
                long_end = _long_end(reading, end)
                found.append(Mention(start, end, long_end, NOMINAL, "group", None, end - 1))
                nouns_until = index = end
                continue
            phrase = _name_phrase(reading, covered, title, start, end)
            if phrase is None:
                found.append(_name_mention(reading, title, end, name))
                index = end
                continue
            if phrase.start >= nouns_until:
                # the name inside the phrase can still be meant: “Bello's campaign manager”
                found.append(_name_mention(reading, title, end, name))
                found.append(phrase)
                nouns_until = phrase.end
            index = end
            continue
        if index < nouns_until:
            index += 1
            continue
        if word in SUBJECT_PRONOUNS:
            found.append(Mention(index, index + 1, index + 1, PRONOUN, word))
        elif word in DETERMINERS and word != "that":
            phrase = _noun_phrase(reading, covered, index)
            if phrase is not None:
                found.append(phrase)
                nouns_until = phrase.end
        elif word in _NOUNS and word not in SPEECH_VERBS:
            phrase = _bare_phrase(reading, covered, index)
            if phrase is not None:
                found.append(phrase)
                nouns_until = phrase.end
        index += 1
    return found


def _is_plural_noun(reading: Reading, name: Name, start: int, end: int) -> bool:
    """Whether what looks like a name is a noun that opens a sentence: “Shopkeepers on the western bank say …”."""
    return (
        end - start == 1
        and name.kind == UNKNOWN
        and name.entity is not None
        and name.entity.count == 1
        and (start == 0 or reading.sentence[start - 1] != reading.sentence[start])
        and _kind_by_ending(reading.lower[start]) == "group"
    )


def _name_mention(reading: Reading, title: int, end: int, name: Name) -> Mention:
    entity = name.entity
    kind = entity.kind if entity else name.kind
    if name.kind in (BODY, PLACE):
        kind = name.kind
    start = title
    # “former Lund governor Ana Bello”: the lower-case title is part of the mention
    lower, sentence = reading.lower, reading.sentence
    words = reading.words
    while (
        start > 0
        and sentence[start - 1] == sentence[start]
        and title - start < 7
        and kind in (PERSON, UNKNOWN)
        and (
            _is_person_noun(lower[start - 1])
            or (
                start < title
                and (
                    _is_modifier(reading, start - 1)
                    or lower[start - 1] in TITLE_MODIFIERS
                    or words[start - 1][0].isupper()
                    or lower[start - 1] in BODY_NOUNS
                )
            )
        )
    ):
        start -= 1
    if start < title and kind in (PERSON, UNKNOWN):
        start = _role_start(reading, start)
    return Mention(start, end, end, NAME, kind, name)


def _role_start(reading: Reading, start: int) -> int:
    """Return where the lower-case words of a role begin: “said talk radio host …”. They follow a cue or a mark."""
    lower, sentence = reading.lower, reading.sentence
    item = start
    while item > 0 and start - item < _LONGEST_ROLE and sentence[item - 1] == sentence[start]:
        word = lower[item - 1]
        if word in _BEFORE_ROLE or word in SAY:
            return item
        if not word.isalpha() or not word.islower() or word in _FUNCTION or word in ADVERBS:
            return start
        item -= 1
    return item if item == 0 or sentence[item - 1] != sentence[start] else start


def _is_phrase_word(reading: Reading, index: int) -> bool:
    word = reading.lower[index]
    if (
        word in _ORDINALS
        and index
        and (reading.lower[index - 1] in DETERMINERS or reading.lower[index - 1] == "former")
    ):
        return True
    if word in _FUNCTION or word == QUOTED or word in ADVERBS:
        return False
    return word[0].isalnum() or word in ("'s", "’s", "’", "'", "-", "$", "%", "&")


def _noun_phrase(reading: Reading, covered: list[int], start: int) -> Mention | None:
    """Return the phrase that a determiner opens, if its noun can speak: “a longtime adviser to both sisters”."""
    lower, count, sentence = reading.lower, len(reading.lower), reading.sentence
    end = start + 1
    while end < count and end - start < _LONGEST and sentence[end] == sentence[start]:
        if (
            lower[end] in ("'s", "’s")
            or _is_phrase_word(reading, end)
            or (end == start + 1 and lower[end] in DETERMINERS)
        ):
            if lower[end] in SPEECH_VERBS and not (lower[end] in _NOUNS and _is_noun_here(reading, end)):
                break
            if end > start + 1 and lower[end].endswith("ed") and lower[end - 1] in _NOUNS:
                break
            end += 1
        else:
            break
    if end == start + 1:
        if lower[start] in (
            "another",
            "one",
            "many",
            "some",
            "others",
            "several",
            "most",
            "few",
            "all",
            "both",
            "this",
            "that",
            "these",
            "those",
        ):
            follows = lower[end] if end < count else ""
            if follows in SPEECH_VERBS or follows in AUXILIARIES or follows in ("of", "who", "in", ":", ","):
                return Mention(
                    start,
                    end,
                    _long_end(reading, end),
                    NOMINAL,
                    "group" if lower[start] != "another" else "person",
                    None,
                    start,
                )
        return None
    while end > start + 1 and lower[end - 1] in ("'s", "’s", "’", "'", "-", "&"):
        end -= 1
    head = end - 1
    while head > start + 1 and lower[head] not in _NOUNS:
        head -= 1
    if lower[head] in _NOUNS and covered[end - 1] < 0:
        end = head + 1  # “memo put it”: what follows the noun is its verb
    head = end - 1
    if covered[head] >= 0:
        return None  # it ends in a name, which is a mention itself
    noun = lower[head]
    kind = _NOUNS.get(noun) or _kind_by_ending(noun)
    return Mention(start, end, _long_end(reading, end), NOMINAL, kind, None, head)


def _is_noun_here(reading: Reading, index: int) -> bool:
    """Whether a word that may be a verb (“report”) is a noun inside a phrase: no clause or object follows it."""
    lower, words = reading.lower, reading.words
    if index + 1 >= len(lower):
        return True
    following = lower[index + 1]
    return not (
        following in DETERMINERS
        or following in SUBJECT_PRONOUNS
        or following == QUOTED
        or words[index + 1][0].isupper()
    )


def _is_modifier(reading: Reading, index: int) -> bool:
    word = reading.lower[index]
    if not _is_phrase_word(reading, index) or (word in SPEECH_VERBS and word not in ADJECTIVES):
        return False
    return (
        word in ADJECTIVES
        or word.endswith(ADJECTIVE_ENDINGS)
        or "-" in word
        or reading.words[index][0].isupper()
        or word.isdigit()
    )


def _bare_phrase(reading: Reading, covered: list[int], noun: int) -> Mention | None:
    """Return the phrase around a noun that no determiner opens: “Democratic strategists”, “sources”."""
    lower, sentence = reading.lower, reading.sentence
    start = noun
    while (
        start > 0
        and noun - start < 4
        and sentence[start - 1] == sentence[noun]
        and _is_modifier(reading, start - 1)
        and covered[start - 1] < 0
        and lower[start - 1] not in ("'s", "’s")
    ):
        start -= 1
    end = noun + 1
    while (
        end < len(lower)
        and end - start < _LONGEST
        and lower[end] in _NOUNS
        and sentence[end] == sentence[noun]
        and lower[end] not in SPEECH_VERBS
    ):
        end += 1
    if end < len(lower) and covered[end] >= 0:
        return None  # a title before a name
    kind = _NOUNS[lower[end - 1]]
    return Mention(start, end, _long_end(reading, end), NOMINAL, kind, None, end - 1)


def _name_phrase(reading: Reading, covered: list[int], title: int, start: int, end: int) -> Mention | None:
    """Return the phrase that a name opens, if it ends in another noun: “Bello's campaign”, “Bello aides”."""
    lower, count, sentence = reading.lower, len(reading.lower), reading.sentence
    stop = end
    if stop < count and lower[stop] in ("'s", "’s", "’", "'") and sentence[stop] == sentence[start]:
        stop += 1
    first = stop
    while stop < count and stop - first < 5 and sentence[stop] == sentence[start] and _is_phrase_word(reading, stop):
        if lower[stop] in SPEECH_VERBS and lower[stop] not in _NOUNS:
            break
        if lower[stop] in SPEECH_VERBS and (stop == first and first == end):
            break
        stop += 1
    while stop > first and lower[stop - 1] not in _NOUNS:
        stop -= 1
    if stop == first or (stop < count and covered[stop] >= 0 and sentence[stop] == sentence[start]):
        return None
    begin = title
    if begin > 0 and lower[begin - 1] in DETERMINERS and sentence[begin - 1] == sentence[begin]:
        begin -= 1
    return Mention(begin, stop, _long_end(reading, stop), NOMINAL, _NOUNS[lower[stop - 1]], None, stop - 1)


def _is_person_noun(word: str) -> bool:
    if word in _NOUNS:
        return _NOUNS[word] == "person"
    return word.islower() and word not in _FUNCTION and word not in ADVERBS and _kind_by_ending(word) == "person"


def _kind_by_ending(noun: str) -> str:
    if noun.endswith(("er", "or", "ist", "ian", "man", "woman", "ee", "ant")) and len(noun) > 4:
        return "person"
    if noun.endswith(("ers", "ors", "ists", "ians", "men", "women", "ees", "ants")) and len(noun) > 5:
        return "group"
    return "thing"


def _long_end(reading: Reading, end: int) -> int:
    """Return where the phrase's complements end: “… for the ministry, …” before the comma."""
    lower, count, sentence = reading.lower, len(reading.lower), reading.sentence
    if end >= count or lower[end] not in _COMPLEMENTS or sentence[end] != sentence[end - 1]:
        return end
    stop = end
    while stop < count and stop - end < _LONGEST_COMPLEMENT and sentence[stop] == sentence[end - 1]:
        word = lower[stop]
        if word == QUOTED or word in ",;:()—–" or word in _ENDS_PHRASE:
            break
        is_noun = lower[stop - 1] in _BEFORE_NOUN or (word in _NOUNS and _is_noun_here(reading, stop))
        if word in SPEECH_VERBS and not is_noun and reading.words[stop].islower():
            break
        if (
            word == "that"
            and lower[stop - 1] in _NOUNS
            and stop + 1 < count
            and lower[stop + 1] not in DETERMINERS
            and lower[stop + 1] not in SUBJECT_PRONOUNS
        ):
            stop += 2
            continue
        if word in _SUBORDINATES or (word in SUBJECT_PRONOUNS and word != "who"):
            break
        stop += 1
    stop = min(stop, count)
    while stop > end and (
        lower[stop - 1] in PREPOSITIONS or lower[stop - 1] in CONJUNCTIONS or not lower[stop - 1][-1].isalnum()
    ):
        stop -= 1
    return stop


_BEFORE_NOUN = RELATIVES | DETERMINERS | PREPOSITIONS
_SUBORDINATES = word_set("if because while when although though since that as")
_ENDS_PHRASE = frozenset((".", "!", "?", "…", "but"))
