"""The page benchmarks/extraction.md: its tables, and the run that it keeps for the next one to compare with."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from benchmarks.growth import LINEAR, SIZES, Growth, Step
from benchmarks.judging import Bin

Classes = Counter[tuple[str, ...]]

_RUN = re.compile(r"<!-- run: (?P<json>.*) -->\s*\Z", re.DOTALL)
_TYPES = ("name", "pronoun", "nominal")
_PARTS = {"quoted": "Quoted words", "indirect": "Indirect statements"}
_MISSED = ("other bounds", "set aside", "taken as indirect", "taken as quoted", "not found")
_INVENTED = ("other bounds", "not in a paragraph", "few words", "more words")


@dataclass(frozen=True)
class Figure:
    """A line of the table: its name in the run, what it must reach and what is aimed at."""

    name: str
    words: str
    must: float | None = None
    aim: float | None = None
    less_is_better: bool = False

    def reaches(self, value: float, wanted: float | None) -> bool:
        """Whether a value is as good as what is wanted, if anything is."""
        return wanted is None or (value <= wanted if self.less_is_better else value >= wanted)


FIGURES = (
    Figure("overlap_f1", "quoted span, overlap F1", 0.97, 0.98),
    Figure("attributed_f1", "quotation and speaker both right, F1", 0.85, 0.92),
    Figure("named_acc", "named speakers right", 0.88, 0.95),
    Figure("unnamed_acc", "unnamed speakers right", 0.65, 0.80),
    Figure("pronouns_named_acc_pronoun", "pronoun speakers right", 0.75),
    Figure("recall_direct", "recall of direct quotations", 0.99, 0.995),
    Figure("verbatim", "offsets verbatim", 1.0, 1.0),
    Figure("indirect_overlap_f1", "indirect statements, F1", 0.36, 0.50),
    Figure("calibration_error", "expected calibration error of confidence", 0.08, 0.04, less_is_better=True),
    Figure("speed", "characters a second on one core", 300_000, 500_000),
)
FURTHER = (
    Figure("exact_f1", "quoted span, exact F1"),
    Figure("overlap_p", "quoted span, precision"),
    Figure("overlap_r", "quoted span, recall"),
    Figure("recall_partial", "recall of partial quotations"),
    Figure("pronouns_attributed_f1", "quotation and speaker both right, F1, pronouns counted"),
    Figure("pronouns_named_acc", "named speakers right, pronouns counted"),
    Figure("indirect_exact_f1", "indirect statements, exact F1"),
    Figure("indirect_named_acc", "indirect statements: named speakers right"),
    Figure("indirect_unnamed_acc", "indirect statements: unnamed speakers right"),
    Figure("indirect_calibration_error", "indirect statements: calibration error", less_is_better=True),
)


class Counted(Protocol):
    """What the page shows of the articles (extraction.Measured)."""

    @property
    def figures(self) -> Mapping[str, float]: ...
    @property
    def intervals(self) -> Mapping[str, tuple[float, float]]: ...
    @property
    def quoted_bins(self) -> Sequence[Bin]: ...
    @property
    def indirect_bins(self) -> Sequence[Bin]: ...
    @property
    def mistakes(self) -> Classes: ...
    @property
    def judgeable(self) -> Classes: ...


def page(measured: Counted, run: dict[str, Any], last: dict[str, Any] | None) -> str:
    """Return the whole page; `run` is what the next run reads back, `last` the run before this one."""
    before = comparable(run, last)
    parts = [
        "# Extraction, measured",
        "Written by `python -m benchmarks.extraction`, not by hand. [README.md](README.md) says how to read it.",
        f"{run['date']}, commit {run['commit']}, {_machine(run)}. {_articles(run)}.",
        "## Figures",
        figures_table(measured.figures, measured.intervals, before),
        verdict(measured.figures),
        figures_table(measured.figures, measured.intervals, before, FURTHER),
        "## Confidence",
        "Quoted words, by confidence:",
        bins_table(measured.quoted_bins),
        "Indirect statements, by confidence:",
        bins_table(measured.indirect_bins),
        "## Errors by class",
    ]
    for part, title in _PARTS.items():
        classes, numbers = _of(part, measured.mistakes), _of(part, measured.judgeable)
        parts += [f"### {title}", *errors(classes, numbers)]
    parts += ["## Growth", *growth_part(run.get("growth"), run)]
    parts += ["## Since the last run", *changes(run, last)]
    return "\n\n".join(parts) + f"\n\n{written_run(run)}\n"


# The run kept for the next one


def written_run(run: dict[str, Any]) -> str:
    """Return a run as a comment at the end of the page."""
    return f"<!-- run: {json.dumps(run).replace('>', chr(92) + 'u003e')} -->"


def read_run(text: str) -> dict[str, Any] | None:
    """Return the run that a page keeps, or None where it keeps none that can be read."""
    match = _RUN.search(text)
    if match is None:
        return None
    try:
        run = json.loads(match["json"])
    except ValueError:
        return None
    return run if isinstance(run, dict) and isinstance(run.get("figures"), dict) else None


def comparable(run: dict[str, Any], last: dict[str, Any] | None) -> dict[str, float] | None:
    """Return the figures of the last run, or None where it measured other articles."""
    if last is None or last.get("articles", {}).get("sha256") != run["articles"]["sha256"]:
        return None
    figures: dict[str, float] = last["figures"]
    return figures


# Tables


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table whose columns after the first are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def figures_table(
    figures: Mapping[str, float],
    intervals: Mapping[str, tuple[float, float]],
    last: Mapping[str, float] | None,
    wanted: Sequence[Figure] = FIGURES,
) -> str:
    """Return the figures beside what they must reach, what is aimed at, and what they were."""
    rows = []
    for one in wanted:
        value, before = figures.get(one.name), (last or {}).get(one.name)
        interval = intervals.get(one.name)
        now = "" if value is None else number(value)
        if value is not None and interval is not None and interval[0] != interval[1]:
            now += f" [{number(interval[0])} to {number(interval[1])}]"
        then = "" if before is None else number(before)
        change = "" if value is None or before is None else changed(value, before)
        rows.append([one.words, limit(one.must), limit(one.aim), now, then, change])
    if not any(one.must for one in wanted):
        rows = [[row[0], *row[3:]] for row in rows]
        return table(["further figure", "measured now", "at the last run", "change"], rows)
    return table(["figure", "must reach", "aim", "measured now", "at the last run", "change"], rows)


def verdict(figures: Mapping[str, float]) -> str:
    """Return which figures fall short."""
    known = [(one, figures[one.name]) for one in FIGURES if one.name in figures]
    below = [one.words for one, value in known if not one.reaches(value, one.must)]
    short = [one.words for one, value in known if one.reaches(value, one.must) and not one.reaches(value, one.aim)]
    return (
        f"Below what must be reached: {'; '.join(below) or 'none'}. Short of the aim: {'; '.join(short) or 'none'}. "
        "In brackets: 95 % of what other draws of as many articles give."
    )


def number(value: float) -> str:
    """Return 0.973, or 721,000 for what is counted in thousands."""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3f}"


def limit(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.2f}" if round(value, 2) == value else f"{value:.3f}"


def changed(value: float, before: float) -> str:
    """Return the difference as the table shows it: +0.004, or = where it shows none."""
    difference = number(abs(value - before)) if value < 1000 else f"{abs(value - before):,.0f}"
    if not difference.strip("0.,"):
        return "="
    return f"{'+' if value > before else '−'}{difference}"


def bins_table(bins: Sequence[Bin]) -> str:
    """Return how right candidates are, by their confidence."""
    rows = [
        [f"{one.low:.1f} to {one.high:.1f}", f"{one.number:,}", f"{one.confidence:.3f}", f"{one.right:.3f}"]
        for one in bins
    ]
    return table(["confidence", "n", "mean confidence", "share right"], rows)


def share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""


def mistakes_data(classes: Classes) -> dict[str, int]:
    """Return the mistakes as the next run reads them: speakers by cause, not by rule."""
    found: Counter[str] = Counter()
    for key, count in classes.items():
        found[" / ".join([*key[:3], *key[4:]] if key[1] == "speaker" else key)] += count
    return dict(sorted(found.items()))


def _of(part: str, classes: Classes) -> Classes:
    return Counter({key[1:]: number for key, number in classes.items() if key[0] == part})


def errors(classes: Classes, numbers: Classes) -> list[str]:
    """Return the tables of mistakes: words missed, words invented, and wrong speakers by rule and by cause."""
    return [
        _words_table("missed", "annotated", classes, numbers, _MISSED),
        _words_table("invented", "predicted", classes, numbers, _INVENTED),
        *_speakers_tables(classes, numbers),
    ]


def _words_table(what: str, of: str, classes: Classes, numbers: Classes, causes: Sequence[str]) -> str:
    used = [cause for cause in causes if any(key[0] == what and key[2] == cause for key in classes)]
    rows = []
    for kind in sorted(key[1] for key in numbers if key[0] == what):
        whole = numbers[what, kind]
        wrong = sum(count for key, count in classes.items() if key[:2] == (what, kind))
        rows.append([kind, f"{whole:,}", wrong, share(wrong, whole), *(classes[what, kind, cause] for cause in used)])
    title = "words missed" if what == "missed" else "words taken that are not annotated"
    return table([title, of, what, "share", *used], rows)


def _speakers_tables(classes: Classes, numbers: Classes) -> list[str]:
    wrong = {key[1:]: count for key, count in classes.items() if key[0] == "speaker"}
    whole = {key[1:]: count for key, count in numbers.items() if key[0] == "speaker"}
    types = [kind for kind in _TYPES if any(key[0] == kind for key in whole)]
    types += sorted({key[0] for key in whole} - {*types})

    def cells(rule: str | None) -> list[str]:
        found = []
        for kind in (*types, None):
            bad = sum(n for key, n in wrong.items() if kind in (None, key[0]) and rule in (None, key[1]))
            all_ = sum(n for key, n in whole.items() if kind in (None, key[0]) and rule in (None, key[1]))
            found.append(f"{bad} of {all_} ({share(bad, all_)})" if all_ else "")
        return found

    rules = Counter[str]()
    for (_, rule), count in whole.items():
        rules[rule] += count
    by_rule = [[rule, *cells(rule)] for rule, _ in sorted(rules.items(), key=lambda item: (-item[1], item[0]))]
    causes = Counter[str]()
    for (_, _, cause), count in wrong.items():
        causes[cause] += count
    total = sum(causes.values())
    by_type = Counter({(kind, cause): 0 for kind in types for cause in causes})
    for (kind, _, cause), count in wrong.items():
        by_type[kind, cause] += count
    by_cause = [
        [cause, *(by_type[kind, cause] for kind in types), count, share(count, total)]
        for cause, count in sorted(causes.items(), key=lambda item: (-item[1], item[0]))
    ]
    return [
        table(["speakers wrong, by the rule that decided", *types, "all"], [*by_rule, ["all", *cells(None)]]),
        table(["speakers wrong, by cause", *types, "all", "share"], by_cause),
    ]


# Growth


def growth_data(grown: Growth) -> dict[str, Any]:
    """Return a text's growth as JSON can hold it."""
    steps = [[step.size, None if step.seconds is None else round(step.seconds, 5), step.memory] for step in grown.steps]
    return {"name": grown.name, "steps": steps, "stopped": grown.stopped}


def growth_of(data: dict[str, Any]) -> Growth:
    return Growth(data["name"], [Step(*step) for step in data["steps"]], data["stopped"])


def growth_part(data: dict[str, Any] | None, run: dict[str, Any]) -> list[str]:
    """Return the growth of each text, and which of them take longer for a character the longer they are."""
    if not data:
        return ["Not measured (`--quick`)."]
    texts = [growth_of(one) for one in data["texts"]]
    when = f" Measured {data['date']}, commit {data['commit']}." if data["date"] != run["date"] else ""
    faster = [one.name for one in texts if not one.is_linear]
    stopped = [f"- {one.name}: stopped, since {one.stopped}." for one in texts if one.stopped]
    return [
        f"Generated texts; microseconds of processor time a character, and how many times the step before.{when}",
        growth_table(texts),
        f"Where a character of the longest took {LINEAR} times as long as at a tenth of the length, or more: "
        f"{'; '.join(faster) or 'in none'}.",
        *(["\n".join(stopped)] if stopped else []),
    ]


def growth_table(texts: Sequence[Growth]) -> str:
    """Return a line for each text, a column for each size, and the most memory held at the largest size counted."""
    rows = []
    for one in texts:
        cells = {}
        for step, ratio in zip(one.steps, one.ratios(), strict=True):
            if step.microseconds is not None:
                cells[step.size] = f"{step.microseconds:.2f}" + ("" if ratio is None else f" (×{ratio:.2f})")
        held = [step for step in one.steps if step.memory is not None]
        memory = f"{held[-1].memory or 0:,} bytes at {size_name(held[-1].size)}" if held else ""
        rows.append([one.name, *(cells.get(size, "") for size in SIZES), memory])
    return table(["text", *map(size_name, SIZES), "most memory"], rows)


def size_name(size: int) -> str:
    """Return 10 kB or 1 MB (the texts are counted in characters; nearly all of them are one byte)."""
    return f"{size / 1_000_000:g} MB" if size >= 1_000_000 else f"{size / 1000:g} kB"


# What changed


def changes(run: dict[str, Any], last: dict[str, Any] | None) -> list[str]:
    """Return what this run and the last were made with, and the classes of mistakes whose number changed."""
    if last is None:
        return ["There was no run before."]
    facts = [
        (name, made(run), made(last))
        for name, made in (
            ("date", lambda one: one.get("date", "")),
            ("commit", lambda one: one.get("commit", "")),
            ("Python and machine", lambda one: _machine(one)),
            ("articles", lambda one: _articles(one)),
        )
    ]
    rows = [[name, now, "the same" if then == now else then] for name, now, then in facts]
    parts = [table(["", "this run", "last run"], rows)]
    if comparable(run, last) is None:
        return [*parts, "The articles are not those of the last run: figures and errors are not compared."]
    now, then = run["mistakes"], last.get("mistakes", {})
    different = [name for name in sorted({*now, *then}) if now.get(name, 0) != then.get(name, 0)]
    different.sort(key=lambda name: (-abs(now.get(name, 0) - then.get(name, 0)), name))
    if not different:
        return [*parts, "No class of errors changed in number."]
    rows = [
        [name, now.get(name, 0), then.get(name, 0), f"{now.get(name, 0) - then.get(name, 0):+}"] for name in different
    ]
    return [*parts, table(["class of errors", "now", "at the last run", "change"], rows)]


def _machine(run: dict[str, Any]) -> str:
    machine = run.get("machine", {})
    return f"Python {run.get('python', '?')}, {machine.get('cores', '?')} cores ({machine.get('model', '?')})"


def _articles(run: dict[str, Any]) -> str:
    about = run.get("articles", {})
    return (
        f"{about.get('file', '?')} ({about.get('sha256', '?')}): {about.get('number', 0):,} articles, "
        f"{about.get('characters', 0):,} characters, {about.get('quoted', 0):,} quoted and "
        f"{about.get('indirect', 0):,} indirect segments annotated"
    )
