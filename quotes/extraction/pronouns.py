"""Whom “he”, “she” and “they” mean.

The mentions are read in order; each name puts its entity in front of the reader's mind, and each pronoun picks one of
those lately there. The candidates are described by named features (gender, distance, place in the sentence, who spoke
last) with weights learned like those of the speakers (data/weights.json, features that start with “pronoun”).
"""

from dataclasses import dataclass
from math import exp

from .cues import Cues
from .lexicon import AUXILIARIES, FEMALE_NOUNS, HE, MALE_NOUNS, PREPOSITIONS, SHE
from .mentions import NAME, NOMINAL, PRONOUN, Mention
from .names import BODY, PLACE, UNKNOWN, Entity
from .reading import QUOTED, Reading

_REMEMBERED = 14  # entities
_SOON = 12  # mentions
_NEAR = 2  # sentences
_UNNAMED = 0.7  # the probability that a new person without a name is meant
_POSSESSIVE_ENDS = frozenset(("'s", "’s", "’", "'"))


@dataclass(slots=True, eq=False)
class Trace:
    """When and how an entity was last in front of the reader's mind."""

    entity: Entity
    item: int
    sentence: int
    paragraph: int
    role: str
    by: str
    """name or pronoun."""
    times: int = 1
    """How often lately."""


@dataclass(slots=True, eq=False)
class Antecedent:
    """A candidate for a pronoun."""

    entity: Entity
    features: list[str]
    score: float = 0.0


class Pronouns:
    """Resolves the pronouns of a reading in order. `spoke` tells it who said the words just read."""

    def __init__(self, reading: Reading, cues: Cues, weights: dict[str, float]) -> None:
        self.reading = reading
        self.cues = cues
        self.weights = weights
        self.entity_of: dict[int, Entity] = {}
        """The entity of each resolved pronoun, by its item."""
        self._unnamed: Mention | None = None
        self._resolved: dict[int, tuple[Entity | None, float]] = {}
        self._recent: dict[Entity, Trace] = {}
        self._next = 0
        self._speaker: Entity | None = None
        self._speaker_item = -1
        self._subjects = {link.mention.start for links in cues.links.values() for link in links}
        self._speakers = {link.mention.entity for links in cues.links.values() for link in links if link.mention.name}
        ranked = sorted(reading.entities, key=lambda entity: -entity.count)
        self._rank = {
            entity: rank for rank, entity in enumerate([e for e in ranked if e.kind not in (BODY, PLACE)][:8])
        }

    def read_to(self, item: int) -> None:
        """Read the mentions that start before `item`."""
        mentions = self.cues.mentions
        while self._next < len(mentions) and mentions[self._next].start < item:
            self._read(mentions[self._next])
            self._next += 1

    def spoke(self, entity: Entity | None, item: int) -> None:
        """Take note that `entity` said the quoted words at `item`."""
        self._speaker, self._speaker_item = entity, item

    def resolved(self, mention: Mention, said: frozenset[str] = frozenset()) -> tuple[Entity | None, float]:
        """Return whom the pronoun `mention` means, and how likely; `said` are the words that its speaker said."""
        if mention.start in self._resolved:
            return self._resolved[mention.start]
        self._resolved[mention.start] = found = self._resolve(mention, said)
        if found[0] is not None:
            self.entity_of[mention.start] = found[0]
        return found

    def _resolve(self, mention: Mention, said: frozenset[str]) -> tuple[Entity | None, float]:
        self.read_to(mention.start)
        if mention.kind not in HE and mention.kind not in SHE:
            return None, 1.0
        candidates = self.candidates(mention, said)
        if self._means_unnamed(mention, candidates[:1]):
            return None, _UNNAMED
        if not candidates:
            return self._named_next(mention), 0.5
        top = candidates[0].score
        return candidates[0].entity, 1 / sum(exp(candidate.score - top) for candidate in candidates)

    def _means_unnamed(self, mention: Mention, likeliest: list[Antecedent]) -> bool:
        """Whether the last subject before a pronoun is somebody new without a name: “A nurse stood up. … she said.”"""
        unnamed = self._unnamed
        if unnamed is None or unnamed.start >= mention.start:
            return False
        sentence = self.reading.sentence
        if sentence[mention.start] - sentence[unnamed.start] > _NEAR:
            return False
        noun = self.reading.lower[unnamed.head]
        if noun in (FEMALE_NOUNS if mention.kind in HE else MALE_NOUNS):
            return False
        return not likeliest or self._recent[likeliest[0].entity].item < unnamed.start

    def _is_unnamed_subject(self, mention: Mention) -> bool:
        """Whether a phrase brings in somebody new: “a nurse”, “one voter”; no predicate, and no name beside it."""
        lower, start = self.reading.lower, mention.start
        if mention.kind != "person" or lower[start] not in ("a", "an", "one", "another"):
            return False
        if self._role(mention) not in ("opens", "speaks"):
            return False
        before = lower[start - 1] if start else "."
        if before in AUXILIARIES or before == ",":
            return False
        beside = self.cues.by_start.get(mention.long_end + 1)
        return beside is None or beside.name is None or lower[mention.long_end] != ","

    def _named_next(self, mention: Mention) -> Entity | None:
        """Return who is named soon after a pronoun that nobody was named before."""
        gender = "m" if mention.kind in HE else "f"
        for other in self.cues.mentions[self._next : self._next + _SOON]:
            entity = other.entity
            if (
                other.form == NAME
                and entity is not None
                and entity.kind not in (BODY, PLACE)
                and entity.gender in ("", gender)
                and len(entity.parts) > 1
            ):
                return entity
        return None

    def candidates(self, mention: Mention, said: frozenset[str] = frozenset()) -> list[Antecedent]:
        """Return the entities that a pronoun may mean, the likeliest first."""
        pronoun = mention.kind
        gender = "m" if pronoun in HE else "f" if pronoun in SHE else ""
        item = mention.start
        traces = sorted(self._recent.values(), key=lambda trace: -trace.item)
        traces = [trace for trace in traces if trace.item < item][:_REMEMBERED]
        found: list[Antecedent] = []
        rank = 0
        for trace in traces:
            entity = trace.entity
            if gender and entity.gender and entity.gender != gender:
                continue
            if gender and (entity.kind in (BODY, PLACE) or self._is_hardly_a_person(entity)):
                continue
            rank += 1
            features = self._features(trace, gender, item, rank)
            if said and entity.last in said:
                features.append("pronoun named in the words")
            found.append(Antecedent(entity, features))
        weights = self.weights
        for candidate in found:
            candidate.score = sum([weights.get(feature, 0.0) for feature in candidate.features])
        found.sort(key=lambda candidate: -candidate.score)
        return found

    def _is_hardly_a_person(self, entity: Entity) -> bool:
        """Whether an entity is one capitalised word that is no given name and never says anything: “a Bengals cap”."""
        return entity.kind == UNKNOWN and len(entity.parts) == 1 and entity not in self._speakers and entity.count == 1

    def _features(self, trace: Trace, gender: str, item: int, rank: int) -> list[str]:
        sentence, paragraph = self.reading.sentence[item], self.reading.paragraph[item]
        entity = trace.entity
        group = "he" if gender == "m" else "she" if gender == "f" else "they"
        away = sentence - trace.sentence
        above = paragraph - trace.paragraph
        start = self.reading.sentence_start[sentence]
        opens = start == 0 or self.reading.paragraph[start - 1] != paragraph
        known = "known" if entity.gender else entity.kind
        distance = f"{min(away, 4)}" if above == 0 else f"above {min(above, 4)}"
        features = [
            f"pronoun rank {min(rank, 5)}",
            f"pronoun distance {distance}",
            f"pronoun {group} gender {known}",
            f"pronoun role {trace.role} {'same' if away == 0 else 'next' if away == 1 else 'far'}",
            f"pronoun last by {trace.by} {distance}",
            f"pronoun times {min(trace.times, 4)}",
            f"pronoun importance {min(self._rank.get(entity, 9), 4)}",
            f"pronoun rank {min(rank, 3)} role {trace.role}",
            f"pronoun kind {entity.kind} {group}",
            f"pronoun named {'once' if entity.count == 1 else 'often'}",
            f"pronoun kind {entity.kind} {'speaks' if entity in self._speakers else 'silent'} {len(entity.parts) > 1}",
            f"pronoun {'opens' if opens else 'inside'} paragraph distance {distance} {trace.role}",
        ]
        if entity is self._speaker:
            words = "same" if self.reading.paragraph[self._speaker_item] == paragraph else "above"
            features.append(f"pronoun spoke last {words}")
            features.append(f"pronoun spoke last {words} rank {min(rank, 3)}")
        if away == 0 and trace.item > self.reading.sentence_start[sentence]:
            before = self.reading.lower[max(0, trace.item - 1)]
            if before == "," or before == "and":
                features.append("pronoun in a list")
        return features

    def _read(self, mention: Mention) -> None:
        if mention.form == PRONOUN:
            if mention.kind in HE or mention.kind in SHE:
                candidates = self.candidates(mention)
                if candidates:
                    entity = candidates[0].entity
                    self.entity_of[mention.start] = entity
                    self._note(entity, mention, PRONOUN)
        elif mention.form == NOMINAL and self._is_unnamed_subject(mention):
            self._unnamed = mention
        elif mention.form == NAME and mention.entity is not None and mention.kind != PLACE:
            self._note(mention.entity, mention, NAME)

    def _note(self, entity: Entity, mention: Mention, by: str) -> None:
        reading = self.reading
        trace = self._recent.pop(entity, None)
        times = trace.times + 1 if trace is not None and reading.paragraph[mention.start] - trace.paragraph <= 1 else 1
        role = self._role(mention)
        self._recent[entity] = Trace(
            entity, mention.start, reading.sentence[mention.start], reading.paragraph[mention.start], role, by, times
        )
        if len(self._recent) > 3 * _REMEMBERED:
            for old in list(self._recent)[:_REMEMBERED]:
                del self._recent[old]

    def _role(self, mention: Mention) -> str:
        lower, sentence = self.reading.lower, self.reading.sentence
        if mention.start in self._subjects:
            return "speaks"
        if mention.end < len(lower) and lower[mention.end] in _POSSESSIVE_ENDS:
            return "possessive"
        if mention.start == 0 or sentence[mention.start - 1] != sentence[mention.start]:
            return "opens"
        before = lower[mention.start - 1]
        if before in PREPOSITIONS:
            return "prep"
        if (
            before in ",;:—–("
            or before == QUOTED
            or before in ("and", "but", "that", "while", "when", "as", "if", "because")
        ):
            return "clause"
        return "object"
