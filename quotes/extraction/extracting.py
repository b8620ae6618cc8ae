"""From an article's text to candidate quotations: the order of the steps."""

from collections.abc import Sequence
from dataclasses import dataclass

from quotes.text.anchors import Span

from . import quotedness
from .attribution import ALTERNATING, LABEL, Attribution, Attributor
from .blocks import find_blocks, split_paragraphs
from .candidates import Describer
from .cues import Cues
from .indirect import Statements
from .marks import quoted_spans
from .mentions import PRONOUN, Mention, find_mentions
from .names import BODY, PLACE, Entity
from .pronouns import Pronouns
from .reading import Reading
from .records import Block, BlockKind, Candidate, Extraction, Kind, SetAside
from .saying import article_date
from .transcripts import find_turns
from .weights import Weights, calibrated, load_weights

_READ = frozenset(
    (
        BlockKind.PARAGRAPH,
        BlockKind.HEADLINE,
        BlockKind.STANDFIRST,
        BlockKind.HEADING,
        BlockKind.CAPTION,
        BlockKind.LINK,
    )
)


@dataclass(slots=True, eq=False)
class Utterance:
    """Runs of quoted words (`indexes` of Reading.quoted) of one speaker that belong together."""

    indexes: list[int]
    attribution: Attribution
    kind: Kind
    score: float


def extract(text: str) -> Extraction:
    """Return the blocks of an article's `text`, its candidate quotations, and the words in marks that are none.

    Raises TypeError for anything but a str.
    """
    return extract_with(text, load_weights())


def extract_with(text: str, weights: Weights) -> Extraction:
    """Do what `extract` does, with given weights."""
    if not isinstance(text, str):
        raise TypeError(f"A text is needed, not {type(text).__name__}.")
    paragraphs = split_paragraphs(text)
    blocks = find_blocks(text, paragraphs)
    reading = Reading(text, paragraphs, quoted_spans(text, paragraphs))
    cues = Cues(reading, find_mentions(reading))
    quoted = Quotations(reading, cues, weights)
    quoted.read(blocks)
    describer = Describer(reading, cues, article_date(text, blocks))
    candidates = [
        *quoted.candidates(describer),
        *transcript_candidates(reading, describer),
        *indirect_candidates(reading, cues, quoted, describer, weights),
    ]
    candidates.sort(key=lambda candidate: (candidate.passages[0].start, -candidate.passages[-1].end))
    return Extraction(tuple(blocks), tuple(candidates), tuple(quoted.set_aside))


class Quotations:
    """Reads the quoted words in order: who said them, whether anybody did, and what belongs together."""

    def __init__(self, reading: Reading, cues: Cues, weights: Weights) -> None:
        self.reading = reading
        self.cues = cues
        self.weights = weights
        self.attributor = Attributor(reading, cues, weights.speaker)
        self.pronouns = Pronouns(reading, cues, weights.pronoun)
        self.utterances: list[Utterance] = []
        self.set_aside: list[SetAside] = []

    def read(self, blocks: Sequence[Block]) -> None:
        """Decide about every run of quoted words."""
        reading = self.reading
        before: Attribution | None = None
        before_index = -1
        is_quotation = False
        for index in range(len(reading.quoted)):
            item = reading.quoted_item[index]
            found = self.attributor.candidates(index, before, before_index)
            best = found[0] if found else None
            features = quotedness.features(
                reading,
                index,
                best,
                before_quoted=is_quotation,
                in_headline=blocks[reading.paragraph[item]].kind is BlockKind.HEADLINE,
            )
            probability = quotedness.probability(features, self.weights.quotation)
            is_quotation = probability >= self.weights.thresholds["quotation"]
            if is_quotation and not (best and best.relation.endswith(".touch")):
                is_quotation = not (quotedness.is_term(reading, index) or quotedness.is_nickname(reading, index))
            if not is_quotation:
                kind, because = quotedness.set_aside_kind(reading, index)
                self.set_aside.append(SetAside(kind, _words(reading, index), because))
                continue
            attribution = self._alternating(index) or best or Attribution(None)
            sure = self._resolve(attribution, index)
            self._add(index, attribution, probability * attribution.probability * sure if best else 0.0)
            before, before_index = attribution, index
            self.pronouns.spoke(attribution.entity, item)
            self.pronouns.read_to(item + 1)

    def _alternating(self, index: int) -> Attribution | None:
        """Return the other speaker of a dialogue whose answers stand without a cue, each in a paragraph of its own."""
        if len(self.utterances) < 2 or not self._stands_alone(index):
            return None
        answered, asked = self.utterances[-1], self.utterances[-2]
        reading = self.reading
        places = [
            reading.paragraph[reading.quoted_item[one]] for one in (index, answered.indexes[-1], asked.indexes[-1])
        ]
        if places[0] - places[1] != 1 or places[1] - places[2] != 1 or reading.quoted[index - 1].carries:
            return None
        if _same_speaker(asked.attribution, answered.attribution) or not asked.attribution.entity:
            return None
        last = reading.text[reading.quoted[index - 1].span.end - 1]
        if last != "?" and answered.attribution.relation != ALTERNATING:
            return None
        other = asked.attribution
        return Attribution(
            other.mention, other.link, True, ALTERNATING, [], other.score, other.probability, other.entity, other.sure
        )

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
        last = self.utterances[-1] if self.utterances else None
        if last is not None and last.indexes[-1] == index - 1 and self._goes_on(last, index, attribution, kind):
            last.indexes.append(index)
            last.score = max(last.score, score) if last.kind is kind else last.score
            return
        self.utterances.append(Utterance([index], attribution, kind, score))

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
        return reading.sentence[here] - reading.sentence[there] <= 1

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
            if (opens and (last in ",.?!…—–-" or stop - start == 1)) or (
                before in (",", ":", "—", "–", "-") and last in ",.?!…—–-"
            ):
                return Kind.DIRECT
            if opens and len(reading.text[span.start : span.end].split()) > 3:
                return Kind.DIRECT
            return Kind.PARTIAL if len(reading.text[span.start : span.end].split()) < 6 else Kind.DIRECT
        last_utterance = self.utterances[-1] if self.utterances else None
        if (
            last_utterance is not None
            and last_utterance.indexes[-1] == index - 1
            and last_utterance.kind is Kind.DIRECT
            and _same_speaker(last_utterance.attribution, attribution)
            and reading.sentence[reading.quoted_item[index]] == reading.sentence[reading.quoted_item[index - 1]]
        ):
            return Kind.DIRECT
        return Kind.PARTIAL

    def candidates(self, describer: Describer) -> list[Candidate]:
        """Return the utterances as candidates."""
        points = self.weights.calibration.get("quoted", [])
        found = []
        for utterance in self.utterances:
            attribution = utterance.attribution
            passages = tuple(_words(self.reading, index) for index in utterance.indexes)
            carried = attribution.carried
            found.append(
                describer.candidate(
                    utterance.kind,
                    passages,
                    mention=attribution.mention,
                    entity=attribution.entity,
                    link=None if carried else attribution.link,
                    relation=attribution.relation,
                    confidence=calibrated(points, utterance.score),
                )
            )
        return found


def _same_speaker(one: Attribution, other: Attribution) -> bool:
    if other.carried and other.mention is one.mention:
        return True
    if one.entity is not None or other.entity is not None:
        return one.entity is other.entity
    return one.mention is other.mention


def _words(reading: Reading, index: int) -> Span:
    """Return the span of quoted words without a speaker's label, and without a comma that only closes them."""
    text = reading.text
    start, end = reading.quoted[index].span
    label = LABEL.match(text, start)
    if label is not None and text[label.end() : end].strip(" ,"):
        start = label.end()
    if text[end - 1] == "," and text[start : end - 1].strip():
        end -= 1
        while text[end - 1].isspace():
            end -= 1
    return Span(start, end)


def transcript_candidates(reading: Reading, describer: Describer) -> list[Candidate]:
    """Return the turns of a transcript that stands without quotation marks."""
    people = {
        " ".join(entity.parts[-count:]): entity
        for entity in reversed(reading.entities)
        if entity.kind not in (BODY, PLACE) and not entity.name.isupper()
        for count in range(1, len(entity.parts) + 1)
    }
    found = []
    for turn in find_turns(reading.text, reading.paragraphs, lambda label: label.lower() in people):
        label = reading.text[turn.label.start : turn.label.end]
        found.append(describer.turn(turn, label, people.get(label.lower())))
    return found


def indirect_candidates(
    reading: Reading, cues: Cues, quoted: Quotations, describer: Describer, weights: Weights
) -> list[Candidate]:
    """Return the statements in the reporter's words."""
    statements = Statements(reading, cues, weights.indirect)
    points = weights.calibration.get("indirect", [])
    found = []
    for sentence in range(len(reading.sentence_start)):
        for statement in statements.find(sentence, weights.thresholds["indirect"]):
            span = reading.span(statement.start, statement.end)
            if reading.text.startswith("that ", span.start):
                span = Span(span.start + 5, span.end)
            if span.start >= span.end or not reading.text[span.start].isalnum():
                continue
            mention = statement.mention
            found.append(
                describer.candidate(
                    Kind.INDIRECT,
                    (span,),
                    mention=mention,
                    entity=_entity(mention, quoted.pronouns),
                    link=statement.link,
                    relation="indirect",
                    confidence=calibrated(points, statement.probability),
                )
            )
    return found


def _entity(mention: Mention | None, pronouns: Pronouns) -> Entity | None:
    if mention is None:
        return None
    if mention.form == PRONOUN:
        return pronouns.entity_of.get(mention.start)
    return mention.entity
