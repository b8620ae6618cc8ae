"""Learn the weights of quotes/extraction/data/weights.json from annotated articles.

    python -m benchmarks.train_extraction --evaluation FOLDER

FOLDER holds news_train.jsonl.gz and score_quotations.py. The same articles give the same weights, in some minutes.
Each judgement is a log-linear model over named features, fitted by stochastic gradient steps (AdaGrad: Duchi et al.,
2011) and averaged over the later epochs. Confidence and thresholds come from articles that the weights being judged
did not see (cross-validation by article).
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import exp, sqrt
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.articles import OVERLAP, Article, read_articles, speaker_agrees
from quotes.extraction import quotedness
from quotes.extraction.attribution import Attribution, Attributor
from quotes.extraction.extracting import extract_with
from quotes.extraction.indirect import Statements
from quotes.extraction.mentions import PRONOUN
from quotes.extraction.pronouns import Pronouns
from quotes.extraction.records import BlockKind, Kind
from quotes.extraction.weights import WEIGHTS, Weights

Features = list[str]
Choice = tuple[list[Features], list[bool]]  # the features of each candidate, and which of them are right
Judgement = tuple[Features, bool]
Model = dict[str, float]

RATE = 0.05
EPOCHS = 12
FOLDS = 4
FEWEST = 3  # times that a feature must occur
FEWEST_INDIRECT = 20  # the same for indirect statements, which have the most features
LEAST = 0.05  # weight that is kept
MOST_SURE = 0.99  # confidence that is given; nothing is certain
FLAT = 0.001  # of F1
OPENER_SHARE = 0.01  # of a word's occurrences that must open an indirect statement


# Fitting


def fit_choices(data: Sequence[Choice], fewest: int = FEWEST) -> Model:
    """Return weights under which the right candidates of each choice get the most probability (softmax)."""
    useful = [(features, right) for features, right in data if any(right) and not all(right)]
    kept = _frequent((features for candidates, _ in useful for features in candidates), fewest)
    useful = [([[f for f in features if f in kept] for features in candidates], right) for candidates, right in useful]

    def gradient(example: Choice, weights: Model) -> dict[str, float]:
        candidates, right = example
        scores = [sum([weights[f] for f in features]) for features in candidates]
        top = max(scores)
        shares = [exp(score - top) for score in scores]
        total, total_right = sum(shares), sum(share for share, is_right in zip(shares, right, strict=True) if is_right)
        found: dict[str, float] = defaultdict(float)
        for features, share, is_right in zip(candidates, shares, right, strict=True):
            step = (share / total_right if is_right else 0.0) - share / total
            if abs(step) > 1e-4:
                for f in features:
                    found[f] += step
        return found

    return _fit(useful, gradient)


def fit_judgements(data: Sequence[Judgement], bias: str, fewest: int = FEWEST) -> Model:
    """Return weights of a yes or no (logistic regression); `bias` names the feature that every example has."""
    kept = _frequent((features for features, _ in data), fewest) | {bias}
    examples = [([bias, *(f for f in features if f in kept)], is_right) for features, is_right in data]

    def gradient(example: Judgement, weights: Model) -> dict[str, float]:
        features, is_right = example
        total = max(-30.0, min(30.0, sum([weights[f] for f in features])))
        step = is_right - 1 / (1 + exp(-total))
        return dict.fromkeys(features, step) if abs(step) > 2e-3 else {}

    return _fit(examples, gradient)


def _fit(data: list[Any], gradient: Callable[[Any, Model], dict[str, float]]) -> Model:
    shuffled, order = list(data), random.Random(0)
    weights: Model = defaultdict(float)
    squares: Model = defaultdict(lambda: 1e-2)
    averaged: Model = defaultdict(float)
    late = EPOCHS // 2
    for epoch in range(EPOCHS):
        order.shuffle(shuffled)
        for example in shuffled:
            for name, step in gradient(example, weights).items():
                squares[name] += step * step
                weights[name] += RATE * step / sqrt(squares[name])
        if epoch >= late:
            for name, weight in weights.items():
                averaged[name] += weight / (EPOCHS - late)
    return dict(averaged)


def _frequent(lists: Iterable[Features], fewest: int) -> set[str]:
    counts: Counter[str] = Counter()
    for features in lists:
        counts.update(set(features))
    return {name for name, count in counts.items() if count >= fewest}


# Who said it


def is_right(article: Article, quote: dict[str, Any], candidate: Attribution) -> bool:
    """Whether a candidate that is not carried over names the annotated speaker."""
    name, mention = article.speaker_name(quote), candidate.mention
    entity = candidate.entity or (mention.entity if mention else None)
    if mention is None:
        return entity is not None and article.score.same_person(name or quote["speaker"] or "", entity.name)
    if mention.form == PRONOUN:
        return (
            quote["speaker_type"] == "pronoun"
            and article.reading.lower[mention.start] == (quote["speaker"] or "").lower().strip()
        )
    if name:
        return entity is not None and entity.kind != "place" and bool(article.score.same_person(name, entity.name))
    if not quote["speaker"]:
        return False
    span = article.reading.span(mention.start, mention.long_end)
    return bool(article.score.same_unnamed(quote["speaker"], article.text[span.start : span.end]))


def speaker_choices(article: Article, weights: Model, *, follow_gold: bool) -> list[Choice]:
    """Return the choice of a speaker for each annotated quotation, after the right or the chosen one before."""
    attributor = Attributor(article.reading, article.cues, weights)
    before: Attribution | None = None
    before_index, before_quote, before_right = -1, None, False
    choices = []
    for index in sorted(article.gold):
        quote = article.gold[index]
        candidates = attributor.candidates(index, before, before_index)
        goes_on = before_right and before_quote is not None and _same_speaker(article, before_quote, quote)
        right = [goes_on if one.carried else is_right(article, quote, one) for one in candidates]
        cue = (quote["cue"] or "").lower().split()
        by_cue = [
            ok and one.link is not None and one.link.verb.split()[0] in cue
            for one, ok in zip(candidates, right, strict=True)
        ]
        if any(by_cue) and quote["speaker_type"] != "name":
            right = [ok and (linked or one.carried) for one, ok, linked in zip(candidates, right, by_cue, strict=True)]
        choices.append(([one.features for one in candidates], right))
        taken = next((one for one, ok in zip(candidates, right, strict=True) if ok), None) if follow_gold else None
        taken = taken or (candidates[0] if candidates and not follow_gold else Attribution(None))
        before_right = follow_gold or (bool(candidates) and right[0])
        before, before_index, before_quote = _as_before(article, quote, taken, known=before_right), index, quote
    return choices


def _as_before(article: Article, quote: dict[str, Any], taken: Attribution, *, known: bool) -> Attribution:
    """Return an attribution as the next quotation sees it, with the annotated person where `known`."""
    name = article.speaker_name(quote) if known else None
    entity = article.entity(name) if name else taken.entity or (taken.mention.entity if taken.mention else None)
    return Attribution(taken.mention, taken.link, taken.carried, taken.relation, entity=entity)


def _same_speaker(article: Article, one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["attribution"] == other["attribution"]:
        return True
    names = article.speaker_name(one), article.speaker_name(other)
    return bool(names[0] and names[1] and article.score.same_person(*names))


def train_speaker(articles: Sequence[Article]) -> Model:
    """Learn with the right speaker before, then with the one that would have been chosen."""
    weights = fit_choices([choice for one in articles for choice in speaker_choices(one, {}, follow_gold=True)])
    return fit_choices([choice for one in articles for choice in speaker_choices(one, weights, follow_gold=False)])


# Whom a pronoun means


def pronoun_choices(article: Article, speaker: Model, weights: Model) -> list[Choice]:
    """Return the choice of a person for each labelled “he” and “she” that a quotation is attributed to."""
    pronouns = Pronouns(article.reading, article.cues, weights)
    attributor = Attributor(article.reading, article.cues, speaker)
    before: Attribution | None = None
    before_index = -1
    choices = []
    for index in sorted(article.gold):
        quote, item = article.gold[index], article.reading.quoted_item[index]
        candidates = attributor.candidates(index, before, before_index)
        right = [one for one in candidates if not one.carried and is_right(article, quote, one)]
        name = article.speaker_name(quote)
        if name and right and not candidates[0].carried and right[0].mention and right[0].mention.form == PRONOUN:
            pronouns.read_to(right[0].mention.start)
            people = pronouns.candidates(right[0].mention, attributor.said(index))
            choices.append(
                (
                    [one.features for one in people],
                    [bool(article.score.same_person(name, one.entity.name)) for one in people],
                )
            )
        before, before_index = _as_before(article, quote, right[0] if right else Attribution(None), known=True), index
        pronouns.spoke(before.entity, item)
        pronouns.read_to(item + 1)
    return choices


def train_pronoun(articles: Sequence[Article], speaker: Model) -> Model:
    """Learn in three rounds, since the pronouns between are resolved by the weights of the round before."""
    weights: Model = {}
    for _ in range(3):
        weights = fit_choices([choice for one in articles for choice in pronoun_choices(one, speaker, weights)])
    return weights


# Whether words in marks are a quotation


def quotation_judgements(article: Article, speaker: Model) -> list[Judgement]:
    """Return the features of each run of quoted words, and whether it is annotated."""
    attributor = Attributor(article.reading, article.cues, speaker)
    before: Attribution | None = None
    before_index, is_quotation = -1, False
    found = []
    for index in range(len(article.reading.quoted)):
        candidates = attributor.candidates(index, before, before_index)
        best = candidates[0] if candidates else None
        block = article.blocks[article.reading.paragraph[article.reading.quoted_item[index]]]
        features = quotedness.features(
            article.reading, index, best, before_quoted=is_quotation, in_headline=block.kind is BlockKind.HEADLINE
        )
        is_quotation = index in article.gold
        if index not in article.doubtful:
            found.append((features, is_quotation))
        if is_quotation and best is not None:
            before, before_index = _as_before(article, article.gold[index], best, known=False), index
    return found


def train_quotation(articles: Sequence[Article], speaker: Model) -> Model:
    """Learn which words in marks are a quotation."""
    return fit_judgements([one for article in articles for one in quotation_judgements(article, speaker)], "quotation")


# Indirect statements


def train_indirect(articles: Sequence[Article]) -> Model:
    """Learn where indirect statements start and end."""
    openers: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for article in articles:
        sentence = article.reading.sentence
        words.update(article.reading.plain(item) for item in range(len(sentence)))
        openers.update(
            article.reading.plain(start - 1)
            for start, _ in article.indirect
            if start and sentence[start] == sentence[start - 1]
        )
    kept = {
        f"indirect opener {word}": 0.0
        for word, count in openers.items()
        if count >= FEWEST and count > OPENER_SHARE * words[word]
    }
    starts: list[Judgement] = []
    ends: list[Choice] = []
    for article in articles:
        statements = Statements(article.reading, article.cues, kept)
        annotated: dict[int, set[int]] = defaultdict(set)
        for start, end in article.indirect:
            annotated[start].add(end)
        for number in range(len(article.reading.sentence_start)):
            first, stop = article.reading.sentence_range(number)
            for start in statements.starts(first, stop):
                starts.append((statements.start_features(start, first, stop), start in annotated))
                if start in annotated:
                    places = statements.end_candidates(start, stop)
                    features = [statements.end_features(start, end, first, stop) for end in places]
                    ends.append((features, [end in annotated[start] for end in places]))
    return kept | fit_judgements(starts, "indirect", FEWEST_INDIRECT) | fit_choices(ends, FEWEST_INDIRECT)


# All together


def train(articles: Sequence[Article]) -> dict[str, Model]:
    """Return the weights of every judgement."""
    speaker = train_speaker(articles)
    return {
        "speaker": speaker,
        "pronoun": train_pronoun(articles, speaker),
        "quotation": train_quotation(articles, speaker),
        "indirect": train_indirect(articles),
    }


def pruned(models: dict[str, Model]) -> dict[str, Model]:
    """Return the weights that matter, rounded, in alphabetical order; the openers of statements all stay."""
    return {
        part: {
            name: round(weight, 2)
            for name, weight in sorted(model.items())
            if abs(weight) >= LEAST or name.startswith("indirect opener ")
        }
        for part, model in models.items()
    }


Scored = list[tuple[float, bool]]


@dataclass
class HeldOut:
    """Scores by weights that did not see the article, and whether they were right to be high."""

    quoted: Scored = field(default_factory=list)
    """Of quoted candidates: words and speaker right."""
    runs: Scored = field(default_factory=list)
    """Of runs of quoted words: a quotation or not."""
    indirect: Scored = field(default_factory=list)
    """Of indirect statements: words and speaker right."""
    statements: Scored = field(default_factory=list)
    """Of indirect statements: words right."""


def held_out_scores(articles: Sequence[Article]) -> HeldOut:
    """Return the scores of every article."""
    scores = HeldOut()
    for fold in range(FOLDS):
        print(f"fold {fold + 1} of {FOLDS}", flush=True)
        models = pruned(train([one for place, one in enumerate(articles) if place % FOLDS != fold]))
        weights = Weights(**models, calibration={}, thresholds={"quotation": 0.5, "indirect": 0.05})
        for article in articles[fold::FOLDS]:
            for features, is_quotation in quotation_judgements(article, models["speaker"]):
                scores.runs.append((quotedness.probability(features, models["quotation"]), is_quotation))
            _score_article(article, weights, scores)
    return scores


def _score_article(article: Article, weights: Weights, scores: HeldOut) -> None:
    score = article.score
    found = [
        {"start": part.start, "end": part.end, "candidate": candidate}
        for candidate in extract_with(article.text, weights).candidates
        for part in candidate.passages
    ]
    annotated = score.flat(article.quotes, article.text, False)
    for kinds in (("direct", "partial"), ("indirect",)):
        is_indirect = kinds == ("indirect",)
        mine = [
            one
            for one in score.flat(found, article.text, False)
            if (one["q"]["candidate"].kind is Kind.INDIRECT) == is_indirect
        ]
        wanted = [one for one in annotated if one["kind"] in kinds]
        matched = {place: wanted[at]["q"] for at, place, _ in score.pair_up(wanted, mine, OVERLAP)}
        left = [place for place in range(len(mine)) if place not in matched]
        others = [one for one in annotated if one["kind"] not in kinds]
        ignored = {left[place] for _, place, _ in score.pair_up(others, [mine[place] for place in left], OVERLAP)}
        for place, one in enumerate(mine):
            if place in ignored:
                continue
            candidate = one["q"]["candidate"]
            agrees = speaker_agrees(article, matched.get(place), candidate)
            (scores.indirect if is_indirect else scores.quoted).append((candidate.confidence, agrees))
            if is_indirect:
                scores.statements.append((candidate.confidence, place in matched))


def isotonic(scores: Scored, fewest: int = 150) -> list[tuple[float, float]]:
    """Return points (score, share right) that never fall: pool adjacent violators, in groups of at least `fewest`."""
    ordered = sorted(scores)
    groups: list[list[float]] = []  # [sum of scores, number right, number]
    for start in range(0, len(ordered), fewest):
        part = ordered[start : start + fewest]
        groups.append([sum(score for score, _ in part), float(sum(right for _, right in part)), float(len(part))])
        while len(groups) > 1 and groups[-2][1] / groups[-2][2] >= groups[-1][1] / groups[-1][2]:
            last = groups.pop()
            groups[-1] = [a + b for a, b in zip(groups[-1], last, strict=True)]
    return [(round(total / number, 3), round(min(MOST_SURE, right / number), 3)) for total, right, number in groups]


def best_threshold(scores: Scored, missed: int) -> float:
    """Return the least score to accept for the best F1, when `missed` right ones were never scored.

    F1 is flat around its best, so the middle of all thresholds that come within FLAT of it is taken.
    """
    wanted = sum(right for _, right in scores) + missed
    hits = 0
    curve = []
    for accepted, (score, right) in enumerate(sorted(scores, reverse=True), 1):
        hits += right
        curve.append((2 * hits / (wanted + accepted), score))
    best = max(curve)[0]
    threshold = median(score for f1, score in curve if f1 >= best - FLAT)
    print(f"best F1 {best:.4f}, threshold {threshold:.3f}")
    return round(threshold, 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--evaluation", type=Path, required=True, help="the folder of news_train.jsonl.gz")
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    articles = read_articles(options.evaluation / "news_train.jsonl.gz", options.evaluation)
    print(f"{len(articles)} articles", flush=True)
    scores = held_out_scores(articles)
    wanted = sum(len(article.indirect) for article in articles)
    least_indirect = best_threshold(scores.statements, wanted - sum(right for _, right in scores.statements))
    result: dict[str, Any] = {
        "thresholds": {"quotation": best_threshold(scores.runs, 0), "indirect": least_indirect},
        "calibration": {
            "quoted": isotonic(scores.quoted),
            "indirect": isotonic([one for one in scores.indirect if one[0] >= least_indirect]),
        },
        **pruned(train(articles)),
    }
    options.output.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{options.output}: {sum(len(model) for model in result.values())} entries")


if __name__ == "__main__":
    main()
