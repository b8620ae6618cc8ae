"""Candidates beside annotations: which agree, how right confidence is, and what kind of mistake each of the others is.

Matching and agreement are the scorer's, so that the mistakes counted here are those that its figures count.
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from benchmarks.articles import OVERLAP, article_key, pronoun_speakers
from quotes.extraction.records import BlockKind, Candidate, Extraction, Kind, SpeakerKind
from quotes.extraction.report import prediction
from quotes.text.anchors import Span

QUOTED, INDIRECT = ("direct", "partial"), ("indirect",)
RESAMPLED = 1000  # times, for the intervals (the scorer's default)
BINS = 10
FEW_WORDS = 3

_WORD = re.compile(r"\w+")

Scores = dict[str, float]
Intervals = dict[str, tuple[float, float]]
Scored = Sequence[tuple[float, bool]]


@dataclass(frozen=True)
class Judged:
    """One segment: annotated (`quote`), predicted (`predicted` and its `candidate`), or both where they match."""

    start: int
    end: int
    quote: dict[str, Any] | None
    predicted: dict[str, Any] | None = None
    candidate: Candidate | None = None


# The scorer's figures


def labelled(data: dict[str, Any]) -> dict[str, Any]:
    """Return an annotated article whose pronouns have the speakers of pronoun_speakers.tsv."""
    key = article_key(str(data["id"]))

    def with_name(quote: dict[str, Any]) -> dict[str, Any]:
        if quote["kind"] not in QUOTED or quote["speaker_type"] != "pronoun":
            return quote
        name = pronoun_speakers().get((key, quote["attribution"]))
        return {**quote, "speaker_full": name} if name else quote

    return {**data, "quotes": [with_name(quote) for quote in data["quotes"]]}


def figures(
    gold: Sequence[dict[str, Any]],
    predicted: Sequence[dict[str, Any]],
    score: ModuleType,
    kinds: Sequence[str],
) -> tuple[Scores, Intervals, Counter[str]]:
    """Return what the scorer's command line reports: its figures, their 95 % intervals by article, and its counts."""
    options = argparse.Namespace(kinds=set(kinds), thr=OVERLAP, raw=False, lastname_only=False, errors=0)
    counts = [score.score_doc(article, found, options)[0] for article, found in zip(gold, predicted, strict=True)]
    total: Counter[str] = sum(counts, Counter())
    scores: Scores = score.metrics(total)
    chosen = random.Random(0)
    samples = [score.metrics(summed([chosen.choice(counts) for _ in counts])) for _ in range(RESAMPLED)]
    intervals = {}
    for name in scores if len(counts) > 1 else ():
        values = sorted(sample.get(name, 0) for sample in samples)
        intervals[name] = (values[int(0.025 * RESAMPLED)], values[int(0.975 * RESAMPLED) - 1])
    return scores, intervals, total


def summed(counts: Sequence[Counter[str]]) -> Counter[str]:
    """Return the sum of counters that hold nothing below zero, as `sum` does, only faster."""
    total: Counter[str] = Counter()
    for one in counts:
        for name, number in one.items():
            total[name] += number
    return total


# Matching


def judged(data: dict[str, Any], extraction: Extraction, score: ModuleType, kinds: Sequence[str]) -> list[Judged]:
    """Return the segments of an article that count for some kinds, in order: matched, missed and invented.

    Predictions that match annotations of another kind do not count, as in the scorer.
    """
    text = data["text"]
    found = prediction(data["id"], text, extraction)["quotes"]
    quotes = [{**one, "candidate": candidate} for one, candidate in zip(found, extraction.candidates, strict=True)]
    mine = [one for one in score.flat(quotes, text, False) if one["kind"] != "indirect" or "indirect" in kinds]
    annotated = score.flat(data["quotes"], text, False)
    wanted = [one for one in annotated if one["kind"] in kinds]
    others = [one for one in annotated if one["kind"] not in kinds]
    pairs = {place: wanted[at] for at, place, _ in score.pair_up(wanted, mine, OVERLAP)}
    left = [one for place, one in enumerate(mine) if place not in pairs]
    ignored = [left[place] for _, place, _ in score.pair_up(others, left, OVERLAP)]
    matched = [id(one) for one in pairs.values()]
    segments = [Judged(one["s"], one["e"], one["q"]) for one in wanted if id(one) not in matched]
    for place, one in enumerate(mine):
        if not any(one is other for other in ignored):
            quote = pairs[place]["q"] if place in pairs else None
            segments.append(Judged(one["s"], one["e"], quote, one["q"], one["q"]["candidate"]))
    return sorted(segments, key=lambda segment: (segment.start, segment.end))


# Confidence


@dataclass(frozen=True)
class Bin:
    """The candidates of one tenth of confidence."""

    low: float
    high: float
    number: int
    confidence: float
    """Their mean."""
    right: float
    """The share of them that is right."""


def bins(scored: Scored, number: int = BINS) -> list[Bin]:
    """Return the bins of equal width that hold something, from the least confidence to the most."""
    groups: list[list[tuple[float, bool]]] = [[] for _ in range(number)]
    for confidence, is_right in scored:
        groups[min(int(confidence * number), number - 1)].append((confidence, is_right))
    return [
        Bin(
            place / number,
            (place + 1) / number,
            len(group),
            sum(confidence for confidence, _ in group) / len(group),
            sum(is_right for _, is_right in group) / len(group),
        )
        for place, group in enumerate(groups)
        if group
    ]


def calibration_error(scored: Scored, number: int = BINS) -> float:
    """Return how far confidence is from the share right, over the bins by their size (expected calibration error)."""
    return sum(one.number * abs(one.confidence - one.right) for one in bins(scored, number)) / max(1, len(scored))


# Kinds of mistakes


def missed_because(segment: Judged, extraction: Extraction) -> str:
    """Return what became of annotated words that no candidate matches."""
    here = segment.start, segment.end
    quoted = [one for one in extraction.candidates if one.kind is not Kind.INDIRECT]
    indirect = [one for one in extraction.candidates if one.kind is Kind.INDIRECT]
    is_indirect = segment.quote is not None and segment.quote.get("kind") == "indirect"
    same, other = (indirect, quoted) if is_indirect else (quoted, indirect)
    if any(overlaps(here, span) for one in same for span in one.passages):
        return "other bounds"
    if not is_indirect and any(overlaps(here, item.span) for item in extraction.set_aside):
        return "set aside"
    if any(overlaps(here, span) for one in other for span in one.passages):
        return "taken as quoted" if is_indirect else "taken as indirect"
    return "not found"


def invented_because(segment: Judged, data: dict[str, Any], extraction: Extraction, kinds: Sequence[str]) -> str:
    """Return what candidate words are that are not annotated."""
    here = segment.start, segment.end
    for quote in data["quotes"]:
        if quote["kind"] in kinds and any(overlaps(here, part) for part in quote.get("parts") or [spanned(quote)]):
            return "other bounds"
    for block in extraction.blocks:
        if block.kind is not BlockKind.PARAGRAPH and overlaps(here, block.span):
            return "not in a paragraph"
    words = len(_WORD.findall(data["text"], segment.start, segment.end))
    return "few words" if words <= FEW_WORDS else "more words"


def spanned(quote: dict[str, Any]) -> tuple[int, int]:
    return quote["start"], quote["end"]


def overlaps(one: Sequence[int] | Span, other: Sequence[int] | Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def speaker_type(quote: dict[str, Any]) -> str | None:
    """Return how an annotated speaker is named: name, pronoun or nominal; None where speakers cannot be compared."""
    if quote.get("speaker_full"):
        return str(quote.get("speaker_type") or "name")
    if quote.get("speaker") and quote.get("speaker_type") not in ("pronoun", "none"):
        return "nominal"
    return None


def speaker_right(quote: dict[str, Any], predicted: dict[str, Any], score: Any) -> bool:
    """Whether a predicted speaker is the annotated one, for the scorer."""
    if quote["speaker_full"]:
        names = [quote["speaker_full"], *(quote.get("speaker_aliases") or [])]
        said = predicted["speaker_full"] or predicted["speaker"] or ""
        return any(score.same_person(name, said) for name in names)
    return bool(score.same_unnamed(quote["speaker"], printed_and_full(predicted)))


def printed_and_full(predicted: dict[str, Any]) -> str:
    return " ".join(filter(None, [predicted["speaker"], predicted["speaker_full"]]))


def rule(candidate: Candidate) -> str:
    """Return the name of the rule that decided: the first words of `because`."""
    return candidate.because.partition(":")[0].partition(".")[0]


def wrong_because(quote: dict[str, Any], candidate: Candidate, predicted: dict[str, Any], score: Any) -> str:
    """Return why a speaker is wrong, as far as that can be told without reading. The first that applies."""
    is_pronoun = candidate.mention.lower() in PRONOUNS
    if not candidate.mention and not candidate.speaker:
        return "nobody found"
    if quote["speaker_full"]:
        wanted, got = (score.name_parts(name or "") for name in (quote["speaker_full"], predicted["speaker_full"]))
        if wanted and got and wanted[-1] == got[-1]:
            return "a namesake"
        if rule(candidate) == "Carried over":
            return "carried over wrongly"
        if (
            quote.get("speaker_type") == "pronoun"
            and candidate.mention.lower() == str(quote["speaker"]).lower().strip()
        ):
            return "a pronoun's antecedent" if candidate.speaker else "a pronoun without antecedent"
        if is_pronoun:
            return "another pronoun"
        if candidate.speaker_kind is SpeakerKind.ORGANIZATION:
            return "an organization for a person"
        return "another person" if candidate.speaker else "somebody unnamed for a person"
    wanted, got = ({*score.words(said)} - score.STOP for said in (quote["speaker"], printed_and_full(predicted)))
    if wanted & got:
        return (
            "the mention too short"
            if {*score.words(candidate.mention)} - score.STOP <= wanted
            else "a mention beside it"
        )
    if rule(candidate) == "Carried over":
        return "carried over wrongly"
    if is_pronoun:
        return "a pronoun for somebody unnamed"
    if candidate.speaker and candidate.speaker_kind is SpeakerKind.PERSON:
        return "a person for somebody unnamed"
    return "an organization, another" if candidate.speaker else "somebody unnamed, another"


PRONOUNS = frozenset(
    ["he", "she", "they", "it", "we", "i", "you", "who", "which", "his", "her", "their", "him", "them"]
)


def mistakes(
    data: dict[str, Any], extraction: Extraction, segments: Sequence[Judged], score: Any, kinds: Sequence[str]
) -> list[tuple[Judged, tuple[str, ...]]]:
    """Return the segments that are wrong, each with its class: ("missed", kind, why), ("invented", kind, why) or
    ("speaker", type, rule, cause). Speakers are judged where the words match. Invented words of other kinds, which the
    scorer counts here too, are left to the mistakes of those kinds."""
    right = {
        id(one.candidate)
        for one in segments
        if one.quote and one.predicted and speaker_type(one.quote) and speaker_right(one.quote, one.predicted, score)
    }
    found: list[tuple[Judged, tuple[str, ...]]] = []
    for one in segments:
        if one.quote is None and one.candidate is not None:
            if one.candidate.kind in kinds:
                found.append(
                    (one, ("invented", one.candidate.kind.value, invented_because(one, data, extraction, kinds)))
                )
        elif one.quote is not None and one.candidate is None:
            found.append((one, ("missed", one.quote["kind"], missed_because(one, extraction))))
        elif one.quote is not None and one.candidate is not None and one.predicted is not None:
            kind = speaker_type(one.quote)
            if kind is None or speaker_right(one.quote, one.predicted, score):
                continue
            cause = wrong_because(one.quote, one.candidate, one.predicted, score)
            if id(one.candidate) in right:
                cause = "joined to another's words"
            found.append((one, ("speaker", kind, rule(one.candidate), cause)))
    return found


def judgeable(segments: Sequence[Judged], kinds: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Return how many segments there are of what mistakes are counted in."""
    numbers: Counter[tuple[str, ...]] = Counter()
    for one in segments:
        if one.quote is not None:
            numbers["missed", one.quote["kind"]] += 1
        if one.candidate is not None and one.candidate.kind in kinds:
            numbers["invented", one.candidate.kind.value] += 1
        if one.quote is not None and one.candidate is not None and (kind := speaker_type(one.quote)):
            numbers["speaker", kind, rule(one.candidate)] += 1
    return numbers
