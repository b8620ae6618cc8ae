"""Who said each run of quoted words, whether anybody did, and which runs are one utterance."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quotes.text.anchors import Span

from . import quotedness
from .attribution import ALTERNATING, LABEL, LABELLED, Attribution, Attributor
from .cues import Cues
from .mentions import PRONOUN
from .pronouns import Pronouns
from .reading import Reading
from .records import Block, BlockKind, Kind, SetAside
from .weights import Weights

UNREAD = frozenset((BlockKind.DATELINE, BlockKind.BYLINE, BlockKind.CREDIT, BlockKind.LINK))
"""Blocks whose words nobody said."""
_FEWEST_WORDS = 6  # of a fragment that is a sentence of its own though the reporter's goes on
_ENDS = frozenset(",.?!…—–-")


@dataclass(slots=True, eq=False)
class Utterance:
    """Runs of quoted words (`indexes` of Reading.quoted) of one speaker that belong together."""

    indexes: list[int]
    attribution: Attribution
    kind: Kind
    score: float


class Utterances:
    """Reads the quoted words in order."""

    def __init__(self, reading: Reading, cues: Cues, weights: Weights) -> None:
        self.reading = reading
        self.cues = cues
        self.weights = weights
        self.attributor = Attributor(reading, cues, weights.speaker)
        self.pronouns = Pronouns(reading, cues, weights.pronoun)
        self.found: list[Utterance] = []
        self.set_aside: list[SetAside] = []

    def read(self, blocks: Sequence[Block]) -> None:
        """Decide about every run of quoted words."""
        reading = self.reading
        before: Attribution | None = None
        before_index = -1
        is_quotation = False
        for index in range(len(reading.quoted)):
            item = reading.quoted_item[index]
            block = blocks[reading.paragraph[item]].kind
            if block in UNREAD:
                continue
            found = self.attributor.candidates(index, before, before_index)
            best = found[0] if found else None
            features = quotedness.features(
                reading,
                index,
                best,
                before_quoted=is_quotation,
                in_headline=block is BlockKind.HEADLINE,
            )
            probability = quotedness.probability(features, self.weights.quotation)
            is_quotation = probability >= self.weights.thresholds["quotation"]
            if is_quotation and not (best and best.relation.endswith(".touch")):
                is_quotation = not (quotedness.is_term(reading, index) or quotedness.is_nickname(reading, index))
            if not is_quotation:
                kind, because = quotedness.set_aside_kind(reading, index)
                self.set_aside.append(SetAside(kind, self._words(index, None), because))
                continue
            is_labelled = best is not None and best.label is not None
            attribution = (None if is_labelled else self._alternating(index)) or best or Attribution(None)
            sure = self._resolve(attribution, index)
            self._add(index, attribution, probability * attribution.probability * sure if best else 0.0)
            before, before_index = attribution, index
            self.pronouns.spoke(attribution.entity, item)
            self.pronouns.read_to(item + 1)

    def _alternating(self, index: int) -> Attribution | None:
        """Return the other speaker of a dialogue whose answers stand without a cue, each in a paragraph of its own."""
        if len(self.found) < 2 or not self._stands_alone(index):
            return None
        answered, asked = self.found[-1], self.found[-2]
        reading = self.reading
        answer = answered.indexes[-1]
        places = [reading.paragraph[reading.quoted_item[one]] for one in (index, answer, asked.indexes[-1])]
        if places[0] - places[1] != 1 or places[1] - places[2] != 1 or reading.quoted[answer].carries:
            return None
        if _same_speaker(asked.attribution, answered.attribution) or not asked.attribution.entity:
            return None
        last = reading.text[reading.quoted[answer].span.end - 1]
        if last != "?" and answered.attribution.relation != ALTERNATING:
            return None
        return replace(asked.attribution, carried=True, relation=ALTERNATING, features=[])

    def _stands_alone(self, index: int) -> bool:
        """Whether quoted words fill their paragraph."""
        item = self.reading.quoted_item[index]
        paragraph = self.reading.paragraph
        return (item == 0 or paragraph[item - 1] != paragraph[item]) and (
            item + 1 == len(paragraph) or paragraph[item + 1] != paragraph[item]
        )

    def _resolve(self, attribution: Attribution, index: int) -> float:
        """Give the attribution its entity; return how sure that is, 0 to 1."""
        mention = attribution.mention
        if attribution.carried or mention is None:
            return attribution.sure
        if mention.form == PRONOUN:
            attribution.entity, attribution.sure = self.pronouns.resolved(mention, self.attributor.said(index))
        else:
            attribution.entity = mention.entity
        return attribution.sure

    def _add(self, index: int, attribution: Attribution, score: float) -> None:
        kind = self._kind(index, attribution)
        last = self.found[-1] if self.found else None
        if last is not None and last.indexes[-1] == index - 1 and self._goes_on(last, index, attribution, kind):
            last.indexes.append(index)
            last.score = max(last.score, score) if last.kind is kind else last.score
            return
        self.found.append(Utterance([index], attribution, kind, score))

    def _goes_on(self, last: Utterance, index: int, attribution: Attribution, kind: Kind) -> bool:
        """Whether quoted words go on with an utterance: the same speaker, and only “he said” or a break between."""
        reading = self.reading
        before = last.indexes[-1]
        if kind is not last.kind or not _same_speaker(last.attribution, attribution):
            return False
        if reading.quoted[before].carries:
            return reading.paragraph[reading.quoted_item[index]] - reading.paragraph[reading.quoted_item[before]] == 1
        here, there = reading.quoted_item[index], reading.quoted_item[before]
        if reading.paragraph[here] != reading.paragraph[there]:
            return False
        apart = reading.sentence[here] - reading.sentence[there]
        return apart == 0 or (apart == 1 and kind is Kind.DIRECT)

    def _kind(self, index: int, attribution: Attribution) -> Kind:
        """Return direct for a sentence of the speaker's own, partial for a fragment in the reporter's sentence."""
        reading = self.reading
        span = reading.quoted[index].span
        first, last = reading.text[span.start], reading.text[span.end - 1]
        if not first.islower():
            item = reading.quoted_item[index]
            start, stop = reading.sentence_range(reading.sentence[item])
            opens = item == start
            before = reading.lower[item - 1] if not opens else ""
            if (opens and (last in _ENDS or stop - start == 1)) or (
                before in (",", ":", "—", "–", "-") and last in _ENDS
            ):
                return Kind.DIRECT
            words = len(reading.text[span.start : span.end].split())
            return Kind.DIRECT if words >= (_FEWEST_WORDS if not opens else _FEWEST_WORDS - 2) else Kind.PARTIAL
        last_utterance = self.found[-1] if self.found else None
        if (
            last_utterance is not None
            and last_utterance.indexes[-1] == index - 1
            and last_utterance.kind is Kind.DIRECT
            and _same_speaker(last_utterance.attribution, attribution)
            and reading.sentence[reading.quoted_item[index]] == reading.sentence[reading.quoted_item[index - 1]]
        ):
            return Kind.DIRECT
        return Kind.PARTIAL

    def passages(self, utterance: Utterance) -> tuple[Span, ...]:
        """Return where the words of an utterance stand, without marks."""
        return tuple(self._words(index, utterance.attribution) for index in utterance.indexes)

    def _words(self, index: int, attribution: Attribution | None) -> Span:
        """Return the span of quoted words without the label that names the speaker, and without a closing comma."""
        text = self.reading.text
        start, end = self.reading.quoted[index].span
        label = LABEL.match(text, start) if attribution is not None and attribution.relation == LABELLED else None
        if label is not None and text[label.end() : end].strip(" ,"):
            start = label.end()
        if text[end - 1] == "," and text[start : end - 1].strip():
            end -= 1
            while text[end - 1].isspace():
                end -= 1
        return Span(start, end)


def _same_speaker(one: Attribution, other: Attribution) -> bool:
    if other.mention is not None and other.mention is one.mention:
        return True
    if one.entity is not None or other.entity is not None:
        return one.entity is other.entity
    return False
