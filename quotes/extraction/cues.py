"""Verbs of speaking and their subjects, sentence by sentence."""

from bisect import bisect_left
from dataclasses import dataclass

from .lexicon import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    CUE_NOUNS,
    DAYS,
    DETERMINERS,
    PHRASAL,
    POSSESSIVES,
    PREPOSITIONS,
    RELATIVES,
    SAY,
    SPEECH_VERBS,
    word_set,
)
from .mentions import NOMINAL, PRONOUN, Mention
from .reading import QUOTED, Reading

_BREAKS = frozenset(",()—–-;:") | {"--"}
_NOT_BEFORE_VERB = DETERMINERS | POSSESSIVES | PREPOSITIONS | {"'s", "’s"}
_ASPECT = word_set("kept keeps began begins started starts continued continues")
_PARTICLES = frozenset(particle for _, particle in PHRASAL)
_BELONGING = frozenset(("of", "from", "at", "with", "for"))
_STRONG = CONJUNCTIONS | {QUOTED, "that", ".", "as", ":", ";", "—", "–"}
_LONGEST_PARENTHESIS = 45


@dataclass(slots=True, eq=False)
class Link:
    """A cue and who its subject is. `how` names the construction that joins them."""

    start: int
    end: int
    mention: Mention
    how: str
    """inverted, adjacent, parenthesis, relative, conjoined, participle, infinitive, far, according, noun, by."""
    verb: str


class Cues:
    """The links of a reading, by sentence, and its mentions, by sentence."""

    def __init__(self, reading: Reading, mentions: list[Mention]) -> None:
        self.reading = reading
        self.mentions = sorted(mentions, key=lambda mention: (mention.start, mention.end))
        self.starts = [mention.start for mention in self.mentions]
        self.by_end: dict[int, Mention] = {}
        self.by_start: dict[int, Mention] = {}
        inside: set[int] = set()
        for mention in self.mentions:
            self.by_end[mention.end] = mention
        for mention in reversed(self.mentions):
            if mention.long_end != mention.end:
                self.by_end[mention.long_end] = mention
        for mention in self.mentions:
            known = self.by_start.get(mention.start)
            if known is None or known.end < mention.end:
                self.by_start[mention.start] = mention
            if mention.form == NOMINAL:
                inside.update(range(mention.start, mention.end))
        self._nominal = inside
        self.links: dict[int, list[Link]] = {}
        self._find()

    def in_sentence(self, sentence: int) -> list[Mention]:
        """Return the mentions of a sentence, in order."""
        start, end = self.reading.sentence_range(sentence)
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _find(self) -> None:
        reading = self.reading
        lower, sentence = reading.lower, reading.sentence
        for index, word in enumerate(lower):
            link = None
            if word in SPEECH_VERBS and index not in self._nominal and self._is_verb(index):
                link = self._verb_link(index)
            elif word == "according" and index + 2 < len(lower) and lower[index + 1] == "to":
                mention = self._starting_at(index + 2)
                if mention is not None:
                    link = Link(index, index + 2, mention, "according", "according to")
            elif word in CUE_NOUNS and index > 1:
                link = self._noun_link(index)
            elif word in _PARTICLES and index and (lower[index - 1], word) in PHRASAL:
                link = self._verb_link(index - 1, index + 1)
            if link is not None:
                self.links.setdefault(sentence[link.start], []).append(link)

    def _is_verb(self, index: int) -> bool:
        """Whether a word that may be a noun (“report”, “claims”) is a verb where it stands."""
        lower, words = self.reading.lower, self.reading.words
        before = lower[index - 1] if index else ""
        if before in _NOT_BEFORE_VERB and before != "to":
            return before in ("'s", "’s") and lower[index].endswith("ing")
        return not (
            words[index][0].isupper()
            and index
            and self.reading.sentence[index - 1] == self.reading.sentence[index]
            and before != QUOTED
            and words[index - 1][0].islower()
        )

    def _starting_at(self, index: int) -> Mention | None:
        lower = self.reading.lower
        mention = self.by_start.get(index)
        if mention is None and index < len(lower) and (lower[index] in ADVERBS or lower[index] in ("the", "a", "an")):
            mention = self.by_start.get(index + 1)
        if (
            mention is not None
            and mention.form == NOMINAL
            and mention.long_end + 1 < len(lower)
            and lower[mention.long_end] == ","
        ):
            # “said Ms. Brandvold's mother, Ellen Sand”
            apposed = self.by_start.get(mention.long_end + 1)
            if (
                apposed is not None
                and apposed.name is not None
                and apposed.kind not in ("body", "place")
                and self._ends_clause(apposed)
            ):
                return apposed
        if mention is not None and mention.end + 1 < len(lower) and lower[mention.end] in ("'s", "’s"):
            # “said Spain's Carlos Bello”
            owned = self.by_start.get(mention.end + 1)
            if owned is not None and owned.name is not None and owned.kind not in ("body", "place"):
                return owned
        if mention is not None and mention.form != PRONOUN:
            # “said Bello spokeswoman Ruth Castellan”: the last name of the run
            following = self.by_start.get(mention.end)
            if following is not None and mention.form == NOMINAL and following.name is not None:
                return following
        return mention

    def _verb_link(self, verb: int, end: int | None = None) -> Link | None:
        reading = self.reading
        lower, sentence = reading.lower, reading.sentence
        stop = verb + 1 if end is None else end
        word = lower[verb]
        first, _ = reading.sentence_range(sentence[verb])
        before = verb - 1
        if before >= first and lower[before] in ",—–-":
            before -= 1
        touches_quoted = (
            before >= 0 and lower[before] == QUOTED and reading.paragraph[before] == reading.paragraph[verb]
        )
        opens = verb == first and word in SAY and ":" in lower[verb : verb + 8]
        if touches_quoted or opens or (verb > first and lower[verb - 1] == "," and word in SAY and word != "saying"):
            mention = self._starting_at(stop)
            if (
                mention is not None
                and not touches_quoted
                and not opens
                and (not self._ends_clause(mention) or self._before_parenthesis(verb - 1, first) is not None)
            ):
                mention = None  # “The mayor, Ana Bello, said the bridge …”
            if (
                mention is not None
                and not (mention.form == PRONOUN and mention.kind == "who")
                and (touches_quoted or mention.form != PRONOUN)
            ):
                return Link(verb, stop, mention, "inverted", word)
        helper = lower[verb - 1] if verb > first else ""
        if word.endswith("ing") and helper not in AUXILIARIES and helper not in _ASPECT:
            mention = self.by_end.get(verb)
            if mention is not None and mention.start >= first and mention.kind != "document":
                return Link(verb, stop, mention, "adjacent", word)
            mention = self._earlier_subject(sentence[verb], verb)
            return Link(verb, stop, mention, "participle", word) if mention else None
        return self._subject_left(verb, stop, first)

    def _ends_clause(self, mention: Mention) -> bool:
        lower = self.reading.lower
        return mention.long_end >= len(lower) or lower[mention.long_end] in (",", ".", "(", QUOTED, ";", "of", "who")

    def _subject_left(self, verb: int, stop: int, first: int) -> Link | None:
        lower = self.reading.lower
        word = lower[verb]
        how = "adjacent"
        at = verb - 1
        while at >= first:
            item = lower[at]
            if item == "to":
                how = "infinitive"
            elif item in DAYS and at > first and lower[at - 1] in ("on", "last"):
                at -= 1  # “Ana Bello on Friday declared”
            elif not (
                item in ADVERBS
                or item in AUXILIARIES
                or item in _ASPECT
                or (item.endswith("ly") and at + 1 not in self.by_end)
            ):
                break
            at -= 1
        if at < first:
            return None
        mention = self.by_end.get(at + 1)
        if (
            mention is not None
            and mention.start > first
            and mention.form == NOMINAL
            and lower[mention.start - 1] in AUXILIARIES
        ):
            # “Ana Bello, who is chair of the group, said”: the predicate of a clause about the subject
            at, mention = mention.start - 1, None
            while at > first and lower[at] != "who" and lower[at] != ",":
                at -= 1
        if mention is not None and mention.start >= first and not (mention.form == PRONOUN and mention.kind == "who"):
            return Link(verb, stop, self._member(mention), how, word)
        item = lower[at]
        back = at
        while (
            back > first
            and at - back < 4
            and lower[back] != "who"
            and lower[back] != ","
            and back + 1 not in self.by_end
        ):
            back -= 1
        if lower[back] == "who":
            at, item = back, "who"
        if item in RELATIVES:
            mention = self.by_end.get(at) or (self.by_end.get(at - 1) if at > first and lower[at - 1] == "," else None)
            if mention is not None and mention.start >= first:
                return Link(verb, stop, mention, "relative", word)
        if item in _BREAKS or item == QUOTED:
            mention = self._before_parenthesis(at, first)
            if mention is not None:
                return Link(verb, stop, mention, "parenthesis", word)
        if item in CONJUNCTIONS or item == ",":
            mention = self._earlier_subject(self.reading.sentence[verb], at)
            return Link(verb, stop, mention, "conjoined", word) if mention else None
        mention = self._earlier_subject(self.reading.sentence[verb], at + 1, nearest=True)
        return Link(verb, stop, mention, "far" if how == "adjacent" else how, word) if mention else None

    def _before_parenthesis(self, close: int, first: int) -> Mention | None:
        """Return who stands before the phrase that ends at the item `close`: “Ana Bello, who gave money, said”."""
        lower = self.reading.lower
        name = self.by_end.get(close)
        if name is not None and (name.name is None or name.kind in ("body", "place") or not self._is_apposed(name)):
            name = None
        nearest = None
        for at in range(close - 1, max(first, close - _LONGEST_PARENTHESIS), -1):
            if lower[at] not in _BREAKS and lower[at] != "who":
                continue
            mention = self.by_end.get(at)
            if mention is None or mention.start < first or mention.kind == "who":
                continue
            before = lower[mention.start - 1] if mention.start > first else "."
            if before in _STRONG:
                # “the market's oldest trader, Agnes Foley, said”: the name tells more
                return name if name is not None and mention.form == NOMINAL else mention
            if nearest is None and before == ",":
                nearest = mention
        return nearest

    def _is_apposed(self, name: Mention) -> bool:
        """Whether a name stands behind a comma, by itself or with “the”: “Her husband, the cellist Ivo Thorne, …”."""
        lower = self.reading.lower
        at = name.start - 1
        if at > 0 and lower[at] in DETERMINERS:
            at -= 1
        return at > 0 and lower[at] == ","

    def _member(self, mention: Mention) -> Mention:
        """Return the person whom “of” joins to a body: “Ana Bello of The Lantern wrote”."""
        lower = self.reading.lower
        if mention.name is None or mention.kind not in ("body", "place"):
            return mention
        at = mention.start - 1
        if at > 0 and lower[at] == "the":
            at -= 1
        if at > 0 and lower[at] in _BELONGING:
            person = self.by_end.get(at)
            if person is not None and person.name is not None and person.kind not in ("body", "place"):
                return person
        return mention

    def _earlier_subject(self, sentence: int, before: int, *, nearest: bool = False) -> Mention | None:
        """Return the subject of the cue before the item `before`, else the sentence's first mention, or the nearest."""
        links = self.links.get(sentence)
        if links and not nearest and links[-1].start < before:
            return links[-1].mention
        candidates = [
            mention for mention in self.in_sentence(sentence) if mention.end <= before and mention.kind != "who"
        ]
        if not candidates:
            return None
        lower = self.reading.lower
        if nearest:
            for mention in reversed(candidates):
                if mention.start == 0 or lower[mention.start - 1] not in PREPOSITIONS:
                    return mention
            return candidates[-1]
        for mention in candidates:
            if mention.start == 0 or lower[mention.start - 1] not in PREPOSITIONS:
                return mention
        return candidates[0]

    def _noun_link(self, noun: int) -> Link | None:
        """“Bello's claim”, “his statement”: whose words a noun names."""
        lower = self.reading.lower
        at = noun - 1
        if at > 0 and lower[at] not in POSSESSIVES and lower[at] not in ("'s", "’s", "’", "'"):
            at -= 1
        if lower[at] in ("'s", "’s", "’", "'"):
            mention = self.by_end.get(at)
            if mention is not None and mention.name is not None:
                return Link(noun, noun + 1, mention, "noun", lower[noun])
        if lower[at] in POSSESSIVES and lower[at] in ("his", "her", "their"):
            return Link(noun, noun + 1, Mention(at, at + 1, at + 1, PRONOUN, lower[at]), "noun", lower[noun])
        return None
