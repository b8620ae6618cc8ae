"""Indirect statements: what somebody is said to say, think or want, in the reporter's words.

A statement starts right after words that open one (“said”, “that”, “criticism of”), or opens the sentence that ends
in a cue (“…, analysts say”). Learned weights (data/weights.json, “indirect”) judge every place where one may start, and
choose where it ends: the full stop, a comma, a conjunction.
"""

from bisect import bisect_left
from dataclasses import dataclass
from math import exp

from .cues import Cues, Link
from .lexicon import (
    AUXILIARIES,
    CONJUNCTIONS,
    CUE_NOUNS,
    DETERMINERS,
    PREPOSITIONS,
    RELATIVES,
    SAY,
    SPEECH_VERBS,
    SUBJECT_PRONOUNS,
    word_set,
)
from .mentions import NAME, Mention
from .reading import QUOTED, Reading

_LONGEST = 70  # items
_ISSUED = 0.7
_SHORT = 4  # items
_INSIDE = 0.9  # share of a statement that stands in another one
_OWN_RIGHT = 0.45  # probability from which a statement inside another one is one of its own
_ISSUING = word_set("issued issues issuing released made gave published sent offered")
_ATTRIBUTING = frozenset(("adjacent", "inverted", "parenthesis", "according"))
_LONGEST_TRAIL = 12  # items behind the cue that ends a sentence: “…, she said in a speech on Friday.”
_FINITE = (AUXILIARIES | SUBJECT_PRONOUNS | {"that"}) - {"'s", "’s"}
_OPENING = word_set("that to how why whether")
_ENDS = frozenset(".,;:—–-―()!?") | {"--", "…"}


@dataclass(slots=True, eq=False)
class Statement:
    """Items `start` to `end` state something indirectly; `link` says whose words they are, where a cue is joined."""

    start: int
    end: int
    probability: float
    link: Link | None
    mention: Mention | None

    @property
    def is_short(self) -> bool:
        """Whether it is a word or a few, such as the day behind a cue."""
        return self.end - self.start < _SHORT


class Statements:
    """Finds the indirect statements of a reading."""

    def __init__(self, reading: Reading, cues: Cues, weights: dict[str, float]) -> None:
        self.reading = reading
        self.cues = cues
        self.weights = weights
        self._kinds = [_kind(reading, item) for item in range(len(reading.lower))]

    def find(self, sentence: int, least: float) -> list[Statement]:
        """Return the statements of a sentence whose probability is at least `least`."""
        first, stop = self.reading.sentence_range(sentence)
        found = []
        for start in self.starts(first, stop):
            probability = self.start_probability(start, first, stop)
            if self._is_issued(start, first):
                probability = max(probability, _ISSUED)
            if probability < least:
                continue
            ends = self.ends(start, first, stop)
            if not ends:
                continue
            end, share = ends[0]
            if probability * share >= least:
                link, mention = self._whose(start, first, sentence)
                found.append(Statement(start, end, probability * share, link, mention))
        return _without_doubles(found)

    def _is_issued(self, start: int, first: int) -> bool:
        """Whether words follow “issued a statement of”, which makes the rest of the phrase what was stated."""
        lower = self.reading.lower
        return (
            start - first >= 4
            and lower[start - 1] in ("of", "in")
            and lower[start - 2] in CUE_NOUNS
            and any(word in _ISSUING for word in lower[max(first, start - 5) : start - 2])
        )

    def starts(self, first: int, stop: int) -> list[int]:
        """Return the items where a statement may start: those after an opener, and the sentence's first."""
        lower, weights = self.reading.lower, self.weights
        found = []
        if self._trailing(first, stop) is not None:
            found.append(first)
        for item in range(first + 1, stop):
            before = self.reading.plain(item - 1)
            if (
                lower[item] not in _ENDS
                and lower[item] != QUOTED
                and (
                    f"indirect opener {before}" in weights or before.endswith(("ed", "ing")) or lower[item] in _OPENING
                )
            ):
                found.append(item)
        return found

    def _trailing(self, first: int, stop: int) -> Link | None:
        """Return the cue that ends the sentence: “…, analysts say.”"""
        reading = self.reading
        if first >= len(reading.sentence):
            return None
        for link in self.cues.links.get(reading.sentence[first], ()):
            begin = min(link.start, link.mention.start)
            end = max(link.end, link.mention.end)
            if (
                begin > first + 2
                and reading.lower[begin - 1] in ",—–-"
                and link.how in _ATTRIBUTING
                and stop - end <= _LONGEST_TRAIL
                and not any(word in _FINITE for word in reading.lower[end:stop])
                and not self._is_apposed(first, begin - 1)
                and QUOTED not in reading.lower[first:stop]
            ):
                return link
        return None

    def _is_apposed(self, first: int, comma: int) -> bool:
        """Whether a phrase is all that stands before a comma: “The mayor, Ana Bello, said”."""
        mention = self.cues.by_start.get(first)
        return mention is not None and comma in (mention.end, mention.long_end)

    def start_features(self, start: int, first: int, stop: int) -> list[str]:
        """Return the named features of a start."""
        reading, kinds = self.reading, self._kinds
        lower = reading.lower
        kind = kinds[start]
        if start == first:
            link = self._trailing(first, stop)
            verb = link.verb if link else ""
            return [
                "indirect opens sentence",
                f"indirect opens sentence before {verb}",
                f"indirect opens sentence before {link.how if link else ''}",
                f"indirect opens sentence with {kind}",
                f"indirect opens sentence {'with' if QUOTED in lower[first:stop] else 'without'} quoted words",
            ]
        before = reading.plain(start - 1)
        before2 = reading.plain(start - 2) if start - 1 > first else "^"
        word = reading.plain(start)
        joined = any(link.end == start for link in self.cues.links.get(reading.sentence[first], ()))
        reaches = lower[start : min(stop, start + 12)]
        return [
            f"indirect after {before}",
            f"indirect after {before2} {before}",
            f"indirect after {before} with {kind}",
            f"indirect with {word}",
            f"indirect kind {kind} {kinds[start - 1]}",
            f"indirect kind {kind} {kinds[start + 1] if start + 1 < stop else '$'}",
            f"indirect {'joined' if joined else 'apart'} {kind}",
            f"indirect {'joined' if joined else 'apart'} after {before}",
            f"indirect {'quoted' if QUOTED in reaches else 'plain'} after",
            f"indirect second before {before2}",
            f"indirect {'headline' if reading.paragraph[start] == 0 else 'body'}",
            f"indirect after stem {before[:5]}",
            f"indirect after stem {before[:5]} {kind}",
            f"indirect after {kinds[start - 1]} {before2} {kind}",
            f"indirect subject {self._subject(start, first)} {kind}",
        ]

    def _subject(self, start: int, first: int) -> str:
        """Return what the nearest mention before a start is."""
        mentions = self.cues.in_sentence(self.reading.sentence[first])
        for mention in reversed(mentions):
            if mention.end < start:
                kind = mention.kind if mention.form != NAME else ""
                return f"{mention.form} {kind} {min(3, (start - mention.end) // 2)}"
        return "none"

    def start_probability(self, start: int, first: int, stop: int) -> float:
        """Return the probability that a statement starts at an item."""
        weights = self.weights
        total = weights.get("indirect", 0.0) + sum(
            [weights.get(name, 0.0) for name in self.start_features(start, first, stop)]
        )
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))

    def end_candidates(self, start: int, stop: int) -> list[int]:
        """Return the items (exclusive) where a statement may end."""
        reading = self.reading
        lower = reading.lower
        found = []
        limit = min(stop, start + _LONGEST)
        for item in range(start + 1, limit):
            word = lower[item]
            if word == QUOTED:
                found.append(item)
                break
            if (
                word in _ENDS
                or word in CONJUNCTIONS
                or word in PREPOSITIONS
                or word in RELATIVES
                or word in AUXILIARIES
                or word in SPEECH_VERBS
                or word.endswith("ed")
            ):
                found.append(item)
        else:
            if limit == stop:
                found.append(stop)
        return found

    def end_features(self, start: int, end: int, first: int, stop: int) -> list[str]:
        """Return the named features of an end."""
        reading, kinds = self.reading, self._kinds
        lower = reading.lower
        kind = "trailing" if start == first else kinds[start]
        word = reading.plain(end) if end < stop else "$"
        following = kinds[end + 1] if end + 1 < stop else "$"
        rest = stop - end
        length = end - start
        size = (
            str(length) if length < 5 else "5" if length < 8 else "8" if length < 13 else "13" if length < 25 else "25"
        )
        inside = lower[start:end]
        commas = inside.count(",")
        before = reading.plain(start - 1) if start > first else "^"
        is_last = rest <= 1 or (rest == 2 and lower[stop - 1] == ".")
        begins_cue = self._cue_begins(end + 1 if word in _ENDS else end, stop)
        final = "end" if is_last else word if word in _ENDS or word in CONJUNCTIONS else kinds[end]
        has_verb = (
            "verb"
            if any(item in AUXILIARIES or item in SPEECH_VERBS or item.endswith("ed") for item in inside)
            else "no verb"
        )
        return [
            f"indirect end {final} {kind}",
            f"indirect end {final} size {size}",
            f"indirect end {final} after {before}",
            f"indirect end {word}",
            f"indirect end {final} then {following}",
            f"indirect end {final} then {reading.plain(end + 1) if end + 1 < stop else '$'}",
            f"indirect end {'at cue' if begins_cue else 'plain'} {kind}",
            f"indirect end {final} commas {min(commas, 3)}",
            f"indirect end size {size} {kind}",
            f"indirect end {final} {has_verb} {kind}",
            f"indirect end {final} {kinds[start - 1] if start > first else '^'} {following} {kind}",
            f"indirect end {final} {following} {has_verb} commas {min(commas, 2)}",
            f"indirect end {final} {kind} subject {self._clause(end, stop)}",
            f"indirect end {kinds[end - 1]} {final} {following}",
        ]

    def _clause(self, end: int, stop: int) -> str:
        """Return whether a clause of its own follows an end: a subject with a verb near behind."""
        if end + 1 >= stop:
            return "none"
        mention = self.cues.by_start.get(end + 1)
        if mention is None:
            return "word"
        after = mention.long_end
        return f"{mention.form} {self._kinds[after] if after < stop else '$'}"

    def _cue_begins(self, item: int, stop: int) -> bool:
        """Whether a cue with its subject begins at an item: “X said”, “said X”, “according to”."""
        if item >= stop:
            return False
        for link in self.cues.links.get(self.reading.sentence[item], ()):
            if item in (link.start, link.mention.start) and (link.start - item < 8 or link.how == "parenthesis"):
                return True
        return False

    def ends(self, start: int, first: int, stop: int) -> list[tuple[int, float]]:
        """Return the ends of a statement with their probabilities, the likeliest first."""
        weights = self.weights
        scored = [
            (sum([weights.get(name, 0.0) for name in self.end_features(start, end, first, stop)]), end)
            for end in self.end_candidates(start, stop)
        ]
        if not scored:
            return []
        top = max(scored)[0]
        total = sum(exp(score - top) for score, _ in scored)
        return [(end, exp(score - top) / total) for score, end in sorted(scored, reverse=True)]

    def _whose(self, start: int, first: int, sentence: int) -> tuple[Link | None, Mention | None]:
        """Return the cue and the mention that a statement belongs to."""
        links = self.cues.links.get(sentence, ())
        if start == first:
            link = self._trailing(first, self.reading.sentence_range(sentence)[1])
            return link, link.mention if link else None
        if self._is_issued(start, first):
            verb = next(item for item in range(start - 3, first - 1, -1) if self.reading.lower[item] in _ISSUING)
            return None, self.cues.by_end.get(verb)
        before = [link for link in links if link.end <= start]
        if before and start - before[-1].end <= 6:
            return before[-1], before[-1].mention
        mentions = self.cues.in_sentence(sentence)
        index = bisect_left([mention.start for mention in mentions], start)
        left = [mention for mention in mentions[:index] if mention.end <= start]
        return None, left[-1] if left else None


def _without_doubles(found: list[Statement]) -> list[Statement]:
    """Return the statements in order, without the unlikely ones inside others: “to” and what follows it, say."""
    kept: list[Statement] = []
    for one in sorted(found, key=lambda statement: -statement.probability):
        for other in kept:
            shared = min(one.end, other.end) - max(one.start, other.start)
            shorter = min(one.end - one.start, other.end - other.start)
            if shared >= _INSIDE * shorter and one.probability < _OWN_RIGHT:
                break
        else:
            kept.append(one)
    return sorted(kept, key=lambda statement: statement.start)


def _kind(reading: Reading, item: int) -> str:
    """Return the coarse class of an item: that, to, a determiner, a name, a verb …"""
    if item >= len(reading.lower):
        return "$"
    word = reading.lower[item]
    if word in ("that", "to", "whether", "if", "how", "why", "what"):
        return word
    if word == QUOTED:
        return "quoted"
    if word in _ENDS:
        return word
    if word in SUBJECT_PRONOUNS:
        return "pronoun"
    if word in DETERMINERS or word in ("him", "them", "me", "us"):
        return "determiner"
    if word in PREPOSITIONS:
        return "preposition"
    if word in CONJUNCTIONS:
        return "conjunction"
    if word in AUXILIARIES:
        return "auxiliary"
    if word in SPEECH_VERBS:
        return "say" if word in SAY else "cue"
    if reading.words[item][0].isupper():
        return "name"
    if word.endswith("ing"):
        return "ing"
    if word.endswith("ed"):
        return "ed"
    if word.endswith("ly"):
        return "ly"
    if word[0].isdigit():
        return "number"
    return "word"
