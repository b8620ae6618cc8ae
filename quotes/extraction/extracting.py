"""From an article's text to candidate quotations: the order of the steps."""

from collections.abc import Iterator

from quotes.text.anchors import Span

from .blocks import find_blocks, split_paragraphs
from .candidates import Describer
from .cues import Cues
from .indirect import Statement, Statements
from .marks import quoted_spans
from .mentions import PRONOUN, find_mentions
from .names import BODY, PLACE, Entity
from .reading import Reading
from .records import Block, BlockKind, Candidate, Extraction, Kind
from .saying import article_date
from .transcripts import Turn, find_turns, names_of_labels
from .utterances import UNREAD, Utterances
from .weights import Weights, calibrated, load_weights


def extract(text: str) -> Extraction:
    """Return the blocks of an article's `text`, its candidate quotations, and the words in marks that are none.

    Raises TypeError for anything but a str.
    """
    return extract_with(text, load_weights())


def extract_with(text: str, weights: Weights) -> Extraction:
    """Do what `extract` does, with given weights."""
    if not isinstance(text, str):
        raise TypeError(f"A text is needed, not {type(text).__name__}.")
    blocks, reading, cues = read(text)
    utterances = Utterances(reading, cues, weights)
    utterances.read(blocks)
    people = _people(reading)
    turns = find_turns(text, reading.paragraphs, lambda label: label.lower() in people)
    describer = Describer(reading, cues, article_date(text, blocks))
    candidates = [
        *_quoted(utterances, describer, weights),
        *_turns(text, turns, people, describer),
        *_indirect(reading, cues, utterances, blocks, turns, describer, weights),
    ]
    candidates.sort(key=lambda candidate: (candidate.passages[0].start, -candidate.passages[-1].end))
    return Extraction(tuple(blocks), tuple(candidates), tuple(utterances.set_aside))


def read(text: str) -> tuple[list[Block], Reading, Cues]:
    """Return a text's blocks, its stream of words, and the cues in it with their subjects."""
    paragraphs = split_paragraphs(text)
    blocks = find_blocks(text, paragraphs)
    bylines = frozenset(index for index, block in enumerate(blocks) if block.kind is BlockKind.BYLINE)
    reading = Reading(text, paragraphs, quoted_spans(text, paragraphs), bylines)
    return blocks, reading, Cues(reading, find_mentions(reading))


def _quoted(utterances: Utterances, describer: Describer, weights: Weights) -> Iterator[Candidate]:
    """Yield the utterances in quotation marks."""
    for utterance in utterances.found:
        attribution = utterance.attribution
        yield describer.candidate(
            utterance.kind,
            utterances.passages(utterance),
            mention=attribution.mention,
            entity=attribution.entity,
            link=None if attribution.carried else attribution.link,
            relation=attribution.relation,
            label=attribution.label,
            confidence=calibrated(weights.calibration.get("quoted", []), utterance.score),
        )


def _people(reading: Reading) -> dict[str, Entity]:
    """Return the people whom the text names otherwise than in capitals, by the ends of their names in lower case."""
    return {
        " ".join(entity.parts[-count:]): entity
        for entity in reversed(reading.entities)
        if entity.kind not in (BODY, PLACE) and not entity.name.isupper()
        for count in range(1, len(entity.parts) + 1)
    }


def _turns(text: str, turns: list[Turn], people: dict[str, Entity], describer: Describer) -> Iterator[Candidate]:
    """Yield the turns of a transcript that stands without quotation marks."""
    labels = [text[turn.label.start : turn.label.end] for turn in turns]
    names = names_of_labels(labels)
    for turn, label in zip(turns, labels, strict=True):
        entity = people.get(label.lower()) or people.get(label.lower().split()[-1])
        yield describer.turn(turn, label, entity.name if entity else names[label], entity)


def _indirect(
    reading: Reading,
    cues: Cues,
    utterances: Utterances,
    blocks: list[Block],
    turns: list[Turn],
    describer: Describer,
    weights: Weights,
) -> Iterator[Candidate]:
    """Yield the statements in the reporter's words."""
    statements = Statements(reading, cues, weights.indirect)
    in_turns = {paragraph for turn in turns for paragraph in turn.paragraphs}
    used = {utterance.attribution.link for utterance in utterances.found}
    for sentence, start in enumerate(reading.sentence_start):
        paragraph = reading.paragraph[start]
        if paragraph in in_turns or blocks[paragraph].kind in UNREAD:
            continue
        for statement in statements.find(sentence, weights.thresholds["indirect"]):
            words = _statement_words(reading, statement)
            if words is None or (statement.link in used and statement.link is not None and statement.is_short):
                continue
            mention = statement.mention
            entity = mention.entity if mention is not None else None
            if mention is not None and mention.form == PRONOUN:
                entity = utterances.pronouns.entity_of.get(mention.start)
            yield describer.candidate(
                Kind.INDIRECT,
                (words,),
                mention=mention,
                entity=entity,
                link=statement.link,
                relation="indirect",
                confidence=calibrated(weights.calibration.get("indirect", []), statement.probability),
                until=words.start,
            )


def _statement_words(reading: Reading, statement: Statement) -> Span | None:
    """Return where a statement's words stand, without the “that” that opens it; None where nothing is left."""
    start = statement.start + (reading.lower[statement.start] == "that")
    if start >= statement.end:
        return None
    span = reading.span(start, statement.end)
    return span if any(character.isalnum() for character in reading.text[span.start : span.start + 2]) else None
