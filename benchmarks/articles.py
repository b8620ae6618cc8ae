"""Annotated articles for training and measuring extraction. They stay where they are: nothing here copies their text.

The folder of the evaluation holds JSON lines (`id`, `text`, `quotes`) and the scorer, score_quotations.py, whose
matching of predictions with annotations is used here too. benchmarks/pronoun_speakers.tsv adds whom the pronouns of
attributions mean, by a hash of the article's id and the attribution's.
"""

import gzip
import hashlib
import importlib.util
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from quotes.extraction.cues import Cues
from quotes.extraction.extracting import read
from quotes.extraction.names import PLACE, Entity
from quotes.extraction.reading import Reading
from quotes.extraction.records import Block, Candidate

PRONOUN_SPEAKERS = Path(__file__).with_name("pronoun_speakers.tsv")
OVERLAP = 0.8  # of the longer of two spans, for a match (the scorer's default)


@cache
def scorer(folder: Path) -> ModuleType:
    """Return the evaluation's scorer as a module. Raises FileNotFoundError where the folder has none."""
    path = folder / "score_quotations.py"
    if not path.exists():
        raise FileNotFoundError(f"{path} is not there. Name the folder of the evaluation with --evaluation.")
    spec = importlib.util.spec_from_file_location("score_quotations", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python module.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON lines, compressed or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def article_key(article_id: str) -> str:
    """Return what stands for an article's id in pronoun_speakers.tsv."""
    return hashlib.sha256(article_id.encode()).hexdigest()[:12]


@cache
def pronoun_speakers() -> dict[tuple[str, str], str]:
    """Return whom pronouns mean, by article key and attribution id."""
    rows = (line.split("\t") for line in PRONOUN_SPEAKERS.read_text("utf-8").splitlines() if line and line[0] != "#")
    return {(article, attribution): name for article, attribution, name in rows}


@dataclass(eq=False)
class Article:
    """An annotated article, read as extraction reads it."""

    id: str
    text: str
    quotes: list[dict[str, Any]]
    blocks: list[Block]
    reading: Reading
    cues: Cues
    score: ModuleType
    gold: dict[int, dict[str, Any]] = field(default_factory=dict)
    """The annotation of each run of quoted words (by index) that is annotated as a quotation."""
    doubtful: set[int] = field(default_factory=set)
    """The runs of quoted words that the annotators did not decide about."""
    indirect: list[tuple[int, int]] = field(default_factory=list)
    """The items of the annotated indirect statements."""

    @property
    def key(self) -> str:
        return article_key(self.id)

    def speaker_name(self, quote: dict[str, Any]) -> str | None:
        """Return the name of a quotation's speaker, through the labels where a pronoun names it."""
        if quote["speaker_type"] == "pronoun":
            return pronoun_speakers().get((self.key, quote["attribution"]))
        return quote["speaker_full"]

    def entity(self, name: str) -> Entity | None:
        """Return the entity of that name."""
        for entity in self.reading.entities:
            if entity.kind != PLACE and self.score.same_person(name, entity.name):
                return entity
        return None


def read_articles(path: Path, folder: Path) -> list[Article]:
    """Return the articles of a file, each matched with its annotations."""
    return [_article(data, scorer(folder)) for data in read_lines(path)]


def _article(data: dict[str, Any], score: ModuleType) -> Article:
    text = data["text"]
    blocks, reading, cues = read(text)
    article = Article(data["id"], text, data["quotes"], blocks, reading, cues, score)
    found = score.flat(
        [
            {"start": quoted.span.start, "end": quoted.span.end, "index": index}
            for index, quoted in enumerate(reading.quoted)
        ],
        text,
        False,
    )
    annotated = score.flat(data["quotes"], text, False)
    quotations = [quote for quote in annotated if quote["kind"] in ("direct", "partial")]
    for at, place, _ in score.pair_up(quotations, found, OVERLAP):
        article.gold.setdefault(found[place]["q"]["index"], quotations[at]["q"])
    doubtful = [quote for quote in annotated if quote["kind"] == "doubtful"]
    article.doubtful = {
        found[place]["q"]["index"] for _, place, _ in score.pair_up(doubtful, found, 0.3)
    } - article.gold.keys()
    article.indirect = list(_items(reading, [quote for quote in annotated if quote["kind"] == "indirect"]))
    return article


def _items(reading: Reading, statements: list[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    """Yield the items of annotated spans that begin where an item does."""
    starts = [reading.span(item, item + 1).start for item in range(len(reading.words))]
    item = 0
    for statement in sorted(statements, key=lambda quote: quote["s"]):
        while item < len(starts) and starts[item] < statement["s"]:
            item += 1
        if item < len(starts) and starts[item] - statement["s"] <= 3:
            end = item
            while end < len(starts) and starts[end] < statement["e"]:
                end += 1
            yield item, end


def speaker_agrees(article: Article, quote: dict[str, Any] | None, candidate: Candidate) -> bool:
    """Whether a candidate's words are annotated and its speaker is the annotated one, where the annotation tells."""
    if quote is None:
        return False
    name = article.speaker_name(quote)
    if name:
        return bool(article.score.same_person(name, candidate.speaker or candidate.mention))
    if quote["speaker"] and quote["speaker_type"] == "nominal":
        said = f"{candidate.mention}, {candidate.attribution} {candidate.speaker or ''}"
        return bool(article.score.same_unnamed(quote["speaker"], said))
    return True
