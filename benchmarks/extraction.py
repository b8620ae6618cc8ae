"""Measure quotes.extraction.extract on annotated articles and write benchmarks/extraction.md.

    python -m benchmarks.extraction --evaluation FOLDER

FOLDER holds news_dev.jsonl and score_quotations.py. The file holds figures and counts, nothing of the articles. What it
says about the run before comes from the file that it replaces.
"""

import argparse
import gc
import hashlib
import os
import platform
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

from benchmarks import growth, rendering
from benchmarks.articles import Article, read_articles, read_lines, scorer, speaker_agrees
from benchmarks.judging import (
    INDIRECT,
    QUOTED,
    Bin,
    Judged,
    bins,
    calibration_error,
    figures,
    judgeable,
    judged,
    labelled,
    mistakes,
)
from quotes.extraction import extract
from quotes.extraction.report import prediction

OUTPUT = Path(__file__).with_name("extraction.md")
PASSES = 5  # over all articles, for the speed
MEMORY_TO = 100_000  # characters of a text made to be slow for which memory is counted
UNUSABLE = 2

_AROUND = 120  # characters of context for a developer
_KEYS = ("start", "end", "kind")
_SPEAKER_KEYS = ("speaker", "speaker_full", "speaker_type", "attribution")

_EPILOG = """\
It takes some minutes, most of it for the growth; --quick leaves that out and keeps the growth of the run before.

exit codes:
  0  done
  2  wrong usage, or files that cannot be used
"""


class Unusable(Exception):
    """The evaluation cannot be used. The message is a sentence for people."""


@dataclass(frozen=True)
class Measured:
    """All that is counted on the articles."""

    figures: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    quoted_bins: list[Bin]
    indirect_bins: list[Bin]
    mistakes: Counter[tuple[str, ...]]
    """By class (see judging.mistakes), after "quoted" or "indirect"."""
    judgeable: Counter[tuple[str, ...]]
    samples: list[tuple[dict[str, Any], Judged, tuple[str, ...]]]
    """The mistakes themselves, for the terminal only."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say and return the exit code."""
    options = parse(argv)
    articles = options.articles or options.evaluation / "news_dev.jsonl"
    try:
        score, data = usable(options.evaluation, articles)
    except Unusable as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    last = rendering.read_run(options.output.read_text("utf-8")) if options.output.exists() else None
    characters = sum(len(one["text"]) for one in data)
    say(f"{len(data):,} articles of {characters:,} characters")
    pace = speed([one["text"] for one in data])
    measured = measure(data, score, articles, options.evaluation)
    measured.figures["speed"] = pace
    run: dict[str, Any] = {
        **circumstances(options.output),
        "articles": {
            "file": articles.name,
            "sha256": hashlib.sha256(articles.read_bytes()).hexdigest()[:12],
            "number": len(data),
            "characters": characters,
            **{part: annotated(measured, part) for part in ("quoted", "indirect")},
        },
        "figures": {name: round(value, 4) for name, value in measured.figures.items()},
        "mistakes": rendering.mistakes_data(measured.mistakes),
    }
    show(measured.samples, options.errors)
    grown = last.get("growth") if last and options.quick else None
    if not options.quick:
        when = {key: run[key] for key in ("date", "commit")}
        grown = {**when, "texts": [rendering.growth_data(one) for one in grow()]}
    run["growth"] = grown
    options.output.write_text(rendering.page(measured, run, last), encoding="utf-8")
    print(rendering.figures_table(measured.figures, measured.intervals, rendering.comparable(run, last)))
    print(f"\n{options.output} is written.")
    return 0


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options, or raise SystemExit with a message."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.extraction",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--evaluation",
        metavar="FOLDER",
        type=Path,
        required=True,
        help="where news_dev.jsonl and score_quotations.py are",
    )
    parser.add_argument(
        "--articles", metavar="FILE", type=Path, help="measure on other articles of the same form, .jsonl or .jsonl.gz"
    )
    parser.add_argument(
        "--output", metavar="FILE", type=Path, default=OUTPUT, help="what to write (benchmarks/extraction.md)"
    )
    parser.add_argument("--quick", action="store_true", help="leave out the growth of time and memory")
    parser.add_argument(
        "--errors",
        metavar="N",
        type=int,
        default=0,
        help="show N of the mistakes in their context, here and not in the file",
    )
    options = parser.parse_args(argv)
    if options.errors < 0:
        parser.error("--errors takes a number from 0 up")
    if not options.output.absolute().parent.is_dir():
        parser.error(f"--output: there is no folder {options.output.parent}")
    return options


def usable(folder: Path, articles: Path) -> tuple[ModuleType, list[dict[str, Any]]]:
    """Return the scorer and the annotated articles. Raises Unusable."""
    if not folder.is_dir():
        raise Unusable(f"There is no folder {folder}. Name the folder of the evaluation with --evaluation.")
    try:
        score = scorer(folder)
        data = list(read_lines(articles))
        missing = [key for one in data for quote in one["quotes"] for key in needed(quote) if key not in quote]
        missing += [key for one in data for key in ("id", "text") if key not in one]
    except FileNotFoundError as error:
        raise Unusable(str(error) if error.filename is None else f"{error.filename} is not there.") from None
    except (OSError, ValueError) as error:
        raise Unusable(f"{articles} cannot be read as JSON lines: {error}") from None
    except (KeyError, TypeError) as error:
        raise Unusable(f"{articles} is not in the form of the annotated articles ({error!r}).") from None
    if missing:
        raise Unusable(f"{articles} is not in the form of the annotated articles: {missing[0]!r} is missing.")
    if not data:
        raise Unusable(f"{articles} holds no articles.")
    return score, data


def needed(quote: dict[str, Any]) -> tuple[str, ...]:
    """Return the keys that an annotation must have."""
    return (*_KEYS, *_SPEAKER_KEYS) if quote.get("kind") in QUOTED else _KEYS


# Measuring


def speed(texts: Sequence[str]) -> float:
    """Return the characters that one core reads in a second: the median of some passes over all the texts."""
    extract(texts[0])  # loads the weights
    times = []
    for _ in range(PASSES + 1):
        gc.collect()
        started = time.process_time()
        for text in texts:
            extract(text)
        times.append(time.process_time() - started)
    return sum(map(len, texts)) / median(times[1:])  # the first pass is the warm-up


def measure(data: Sequence[dict[str, Any]], score: ModuleType, articles: Path, folder: Path) -> Measured:
    """Extract from every article and compare with its annotations."""
    extractions = [extract(one["text"]) for one in data]
    predicted = [prediction(one["id"], one["text"], found) for one, found in zip(data, extractions, strict=True)]
    with_pronouns = [labelled(one) for one in data]
    quoted, quoted_range, _ = figures(data, predicted, score, QUOTED)
    pronouns, pronouns_range, _ = figures(with_pronouns, predicted, score, QUOTED)
    indirect, indirect_range, _ = figures(data, predicted, score, INDIRECT)
    scores: dict[str, float] = {}
    intervals: dict[str, tuple[float, float]] = {}
    for scored, ranges, prefix, names in (
        (quoted, quoted_range, "", quoted),
        (pronouns, pronouns_range, "pronouns_", ("named_acc_pronoun", "attributed_f1", "named_acc")),
        (indirect, indirect_range, "indirect_", indirect),
    ):
        scores |= {prefix + name: scored[name] for name in names if name in scored}
        intervals |= {prefix + name: ranges[name] for name in names if name in ranges}
    found: dict[str, list[tuple[float, bool]]] = {"quoted": [], "indirect": []}
    classes: Counter[tuple[str, ...]] = Counter()
    numbers: Counter[tuple[str, ...]] = Counter()
    samples = []
    read = read_articles(articles, folder)
    for article, one, extraction in zip(read, with_pronouns, extractions, strict=True):
        for name, kinds in (("quoted", QUOTED), ("indirect", INDIRECT)):
            segments = judged(one, extraction, score, kinds)
            found[name] += confidences(article, segments, kinds)
            numbers.update({(name, *key): number for key, number in judgeable(segments, kinds).items()})
            for segment, why in mistakes(one, extraction, segments, score, kinds):
                classes[name, *why] += 1
                samples.append((one, segment, (name, *why)))
    scores["calibration_error"] = calibration_error(found["quoted"])
    scores["indirect_calibration_error"] = calibration_error(found["indirect"])
    return Measured(scores, intervals, bins(found["quoted"]), bins(found["indirect"]), classes, numbers, samples)


def annotated(measured: Measured, part: str) -> int:
    """Return how many annotated segments the scorer counts."""
    return sum(number for key, number in measured.judgeable.items() if key[:2] == (part, "missed"))


def confidences(article: Article, segments: Sequence[Judged], kinds: Sequence[str]) -> Iterator[tuple[float, bool]]:
    """Yield the confidence of each predicted segment of some kinds, and whether its words and its speaker are right."""
    for one in segments:
        if one.candidate is not None and one.candidate.kind in kinds:
            yield one.candidate.confidence, speaker_agrees(article, one.quote, one.candidate)


def grow() -> Iterator[growth.Growth]:
    """Yield the growth of each generated text; memory is counted to 10 MB for the ordinary one."""
    gc.collect()
    extract(growth.ordinary(10_000))
    for place, (name, make) in enumerate(growth.TEXTS.items()):
        yield (grown := growth.measured(name, make, extract, memory_to=MEMORY_TO if place else growth.SIZES[-1]))
        times = ", ".join(f"{step.microseconds:.2f}" for step in grown.steps if step.microseconds is not None)
        say(f"{name}: {times} µs a character{f'; {grown.stopped}' if grown.stopped else ''}")


def circumstances(output: Path) -> dict[str, Any]:
    """Return when, on what code and on what machine this is measured."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit(output),
        "python": platform.python_version(),
        "machine": {"cores": os.cpu_count(), "model": processor()},
    }


def commit(output: Path) -> str:
    """Return the short hash of the commit, and whether files other than the output have changed since."""
    git = shutil.which("git")
    if git is None:
        return "unknown"

    def said(*words: str) -> str:
        ran = subprocess.run([git, *words], cwd=OUTPUT.parent.parent, capture_output=True, text=True, check=True)  # noqa: S603
        return ran.stdout.strip()

    try:
        changed = [line[3:] for line in said("status", "--porcelain").splitlines()]
        others = [path for path in changed if (OUTPUT.parent.parent / path).absolute() != output.absolute()]
        return said("rev-parse", "--short", "HEAD") + (" with uncommitted changes" if others else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def processor() -> str:
    """Return the name of the processor's model."""
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


# For the terminal


def show(samples: Sequence[tuple[dict[str, Any], Judged, tuple[str, ...]]], number: int) -> None:
    """Print some mistakes in their context, always the same ones of the same mistakes."""
    chosen = random.Random(0).sample(range(len(samples)), min(number, len(samples)))
    for data, one, why in (samples[place] for place in sorted(chosen)):
        text = data["text"]
        before, words, after = (
            text[max(0, one.start - _AROUND) : one.start],
            text[one.start : one.end],
            text[one.end : one.end + _AROUND],
        )
        print(f"\n{' / '.join(why)}  ({data['id']}, {one.start:,})")
        print(plain(f"  …{before}⟦{words}⟧{after}…"))
        if one.quote is not None:
            print(plain(f"  annotated: {one.quote['kind']}, {one.quote['speaker']} = {one.quote['speaker_full']}"))
        if one.candidate is not None:
            found = one.candidate
            who = f"{found.mention or None} = {found.speaker}"
            print(plain(f"  found: {found.kind}, {who} [{found.confidence}] {found.because}"))


def plain(words: str) -> str:
    """Return words on one line, without what a terminal would obey."""
    return "".join(char if char.isprintable() else " " for char in words)


def say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
