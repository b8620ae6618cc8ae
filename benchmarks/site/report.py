"""The page benchmarks/results.md: its tables, and the runs that it keeps so that other sizes can join them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .figures import BESIDE, FIGURES, FLOOR, GROWTH, LARGER, VENDORS, Figure, Run, growth, milliseconds

Runs = Mapping[int, Run]

_RUNS = re.compile(r"<!-- runs: (?P<json>.*) -->\s*\Z", re.DOTALL)

CONTENDERS = {
    FLOOR: "trivial view",
    "site-sqlite": "**site, SQLite**",
    "site-postgresql": "**site, PostgreSQL**",
    "warm-sqlite": "**site, SQLite, caches warm**",
    "warm-postgresql": "**site, PostgreSQL, caches warm**",
    "rows-sqlite": "SQL for the rows, SQLite",
    "rows-postgresql": "SQL for the rows, PostgreSQL",
    "sql-sqlite": "SQL for rows, count and facets, SQLite",
    "sql-postgresql": "SQL for rows, count and facets, PostgreSQL",
    "datasette": "Datasette",
    "datasette-tuned": "Datasette, tuned",
    "naive-sqlite": "naive list, SQLite",
    "naive-postgresql": "naive list, PostgreSQL",
    "raw-sqlite": "executemany, then indexing",
    "raw-postgresql": "COPY, then indexing",
    "empty": "empty Django",
}
COMPARED = {"page": "the first page", "desk": "the index page"}
FOUND = {"common-word": "a common word", "rare-word": "a rare word", "three-words": "three words", "phrase": "a phrase"}


def page(runs: Runs) -> str:
    """Return the whole page."""
    sizes = sorted(runs)
    parts = [
        "# The site, measured",
        "Written by `python3 dev.py benchmark`, not by hand. [README.md](README.md#the-site) says who is compared, "
        "and how to read it.",
        "\n".join(f"- **{size:,} quotations**: {runs[size]['about']}. {_found(runs[size])}" for size in sizes),
        "## What it must show",
        figures_table(runs),
        *(verdict(size, runs[size]) for size in sizes),
        "## One client",
        "Medians in milliseconds, 95th percentiles in brackets, and how many times the trivial view's.",
        *_cases(runs, "page"),
        "## Facets alone",
        *_cases(runs, "facets"),
        "## The editors' desk",
        *_cases(runs, "desk"),
        "## Several clients",
        "Answers a second; then medians in milliseconds, 95th percentiles in brackets.",
        *_crowds(runs),
        "## Loading, rebuilding, starting",
        "Seconds.",
        *_cases(runs, "once"),
        "## Memory",
        "Megabytes of a worker process (PSS), after all that was asked above.",
        _memory(runs),
        "## Remarks",
        "\n".join(_remarks(runs)) or "None.",
    ]
    return "\n\n".join(parts) + f"\n\n{written_runs(runs)}\n"


def _found(run: Run) -> str:
    """Return how much each search finds."""
    numbers = (f"{FOUND[name]} {number:,}" for name, number in run["found"].items())
    return f"Quotations found: {', '.join(numbers)}."


# The runs kept for the next one


def written_runs(runs: Runs) -> str:
    """Return runs as a comment at the end of the page."""
    return f"<!-- runs: {json.dumps(runs).replace('>', chr(92) + 'u003e')} -->"


def read_runs(text: str) -> dict[int, Run]:
    """Return the runs that a page keeps, by size; none where it keeps none that can be read."""
    match = _RUNS.search(text)
    if match is None:
        return {}
    try:
        return {int(size): run for size, run in json.loads(match["json"]).items()}
    except (ValueError, AttributeError):
        return {}


# Tables


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose columns after the first are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def figures_table(runs: Runs) -> str:
    """Return what must be reached, what is aimed at, and what was measured at each size on each database."""
    sizes = sorted(runs)
    head = ["figure", "must reach", "aim", *(f"{size:,}, {name}" for size in sizes for name in VENDORS.values())]
    rows = []
    for figure in FIGURES:
        measured = (mark(figure, vendor, figure.value(runs[size], vendor)) for size in sizes for vendor in VENDORS)
        rows.append([figure.words, figure.limits, figure.write(figure.aim), *measured])
    grown = (mark(GROWTH, v, growth(runs, v)) if size == LARGER else "" for size in sizes for v in VENDORS)
    rows.append([GROWTH.words, GROWTH.limits, GROWTH.write(GROWTH.aim), *grown])
    return table(head, rows)


def mark(figure: Figure, vendor: str, value: float | None) -> str:
    """Return a value as the table shows it: bold where it misses what must be reached."""
    if value is None:
        return ""
    written = figure.write(value)
    return f"**{written}**" if value > figure.must[vendor] else written


def verdict(size: int, run: Run) -> str:
    """Return which figures fall short at a size, and which were not measured."""
    values = [(figure, vendor, figure.value(run, vendor)) for figure in FIGURES for vendor in VENDORS]

    def names(wanted: Iterable[tuple[Figure, str]]) -> str:
        return "; ".join(f"{figure.words} ({VENDORS[vendor]})" for figure, vendor in wanted) or "none"

    missed = [(one, vendor) for one, vendor, value in values if value is not None and value > one.must[vendor]]
    short = [(one, vendor) for one, vendor, value in values if value and one.aim < value <= one.must[vendor]]
    unknown = [(one, vendor) for one, vendor, value in values if value is None]
    told = f"At {size:,}, missing what must be reached: {names(missed)}. Short of the aim: {names(short)}."
    return f"{told} Not measured: {names(unknown)}." if unknown else told


def _cases(runs: Runs, part: str) -> Iterator[str]:
    """Yield a heading and a table for each case of a part of the page."""
    sizes = sorted(runs)
    titles = {name: title for run in runs.values() for name, title in run.get("titles", {}).get(part, {}).items()}
    for name, title in titles.items():
        yield f"### {title}"
        rows = []
        for who, label in _who(runs, name, part):
            rows.append([label, *(_cell(runs[size], name, who, part) for size in sizes)])
        yield table(["", *(f"{size:,}" for size in sizes)], rows)


def _who(runs: Runs, case: str, part: str) -> Iterator[tuple[str, str]]:
    """Yield those who took part in a case, in the order of CONTENDERS, each followed by what it is compared with."""
    there = {who for run in runs.values() for who in run["cases"].get(case, {})}
    for who, label in CONTENDERS.items():
        if who in there:
            yield who, label
        if (beside := f"{who} {BESIDE}") in there:
            yield beside, f"{label}: {COMPARED[part]}"


def _cell(run: Run, case: str, who: str, part: str) -> str:
    found = run["cases"].get(case, {}).get(who)
    if found is None:
        return ""
    if "median" not in found:
        return str(found["note"])
    if part == "once":
        return f"{found['median'] / 1000:.2f}"
    floor = milliseconds(run, case, FLOOR)
    times = f" · {found['median'] / floor:.1f} x" if floor and who != FLOOR else ""
    return f"{number(found['median'])} ({number(found['p95'])}){times}"


def number(value: float) -> str:
    """Return 0.412, 4.12, 41.2, 412 or 4,120."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _crowds(runs: Runs) -> Iterator[str]:
    sizes = sorted(runs)
    clients = sorted({number for run in runs.values() for crowd in run["crowds"].values() for number in crowd}, key=int)
    titles = {name: title for run in runs.values() for name, title in run.get("titles", {}).get("page", {}).items()}
    for name, title in titles.items():
        crowds = {size: runs[size]["crowds"].get(name, {}) for size in sizes}
        there = {who for crowd in crowds.values() for found in crowd.values() for who in found}
        if not there:
            continue
        yield f"### {title}"
        rows = [
            [label, *(_crowd_cell(crowds[size].get(number, {}).get(who)) for size in sizes for number in clients)]
            for who, label in CONTENDERS.items()
            if who in there
        ]
        yield table(["", *(f"{size:,}, {number} clients" for size in sizes for number in clients)], rows)


def _crowd_cell(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return ""
    if "median" not in found:
        return str(found["note"])
    return f"{number(found['per_second'])}; {number(found['median'])} ({number(found['p95'])})"


def _memory(runs: Runs) -> str:
    sizes = sorted(runs)
    there = {who for run in runs.values() for who in run["memory"]}
    rows = [
        [label, *(f"{held[who]:.0f}" if who in (held := runs[size]["memory"]) else "" for size in sizes)]
        for who, label in CONTENDERS.items()
        if who in there
    ]
    return table(["", *(f"{size:,}" for size in sizes)], rows)


def _remarks(runs: Runs) -> Iterator[str]:
    """Yield what is special about an answer, once for all the sizes and cases that it is said of."""
    said: dict[tuple[str, str], dict[int, list[str]]] = {}
    for size, run in sorted(runs.items()):
        for case, found in run["cases"].items():
            for who, times in found.items():
                if times.get("note"):
                    said.setdefault((who, times["note"]), {}).setdefault(size, []).append(case)
        for remark in run.get("remarks", []):
            said.setdefault(("", remark), {}).setdefault(size, [])
    for (who, note), where in said.items():
        places = "; ".join(f"{size:,}: {', '.join(cases)}" if cases else f"{size:,}" for size, cases in where.items())
        yield f"- {CONTENDERS.get(who, who)}{': ' if who else ''}{note} ({places})."
