"""What the site must show: each figure of the table, read from a run."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Run = Mapping[str, Any]

VENDORS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
FLOOR, TUNED, BESIDE = "trivial", "datasette-tuned", "beside"
PAGES = ("newest", "busiest-speaker", "typical-speaker", "organization-year", "topic", "three-filters", "deep")
SEARCHES = tuple(
    f"{words}-{order}"
    for words in ("common-word", "rare-word", "three-words", "phrase")
    for order in ("newest", "relevance")
)
DESK = ("admin-list", "admin-form")
LARGE, LARGER = 1_000_000, 10_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table: what is reached, what must be and what is aimed at, in one unit; less is better.

    `value` reads it for a vendor from the run, or returns None where it was not measured.
    """

    words: str
    must: Mapping[str, float]
    aim: float
    unit: str
    value: Callable[[Run, str], float | None]

    def write(self, number: float) -> str:
        """Return a number with its unit."""
        if self.unit == "of":
            return f"1/{1 / number:.1f}".removesuffix(".0") if number < 1 else f"{number:.1f} x"
        if self.unit == "x":
            return f"{number:.2f}".removesuffix("0").removesuffix(".0") + " x"
        return f"{number:.3g} {self.unit}"

    @property
    def limits(self) -> str:
        """What must be reached, by vendor where that differs."""
        if len(set(self.must.values())) == 1:
            return self.write(next(iter(self.must.values())))
        return ", ".join(f"{self.write(number)} {VENDORS[vendor]}" for vendor, number in self.must.items())


def milliseconds(run: Run, case: str, who: str) -> float | None:
    """Return the median; a contender that gave no answer in time counts with that time."""
    found = run.get("cases", {}).get(case, {}).get(who, {})
    if "median" in found:
        return float(found["median"])
    note = str(found.get("note", ""))
    return float(note.split()[1]) * 1000 if note.startswith("> ") else None


def ratio(run: Run, case: str, who: str, to: str) -> float | None:
    """Return the ratio of two medians of one case."""
    one, other = milliseconds(run, case, who), milliseconds(run, case, to)
    return one / other if one is not None and other else None


def worst(numbers: Iterable[float | None]) -> float | None:
    """Return the greatest, or None where one is missing."""
    known = list(numbers)
    return max((number for number in known if number is not None), default=None) if None not in known else None


def _pages(kind: str) -> Callable[[Run, str], float | None]:
    return lambda run, vendor: worst(ratio(run, case, f"{kind}-{vendor}", FLOOR) for case in PAGES)


def _searches(run: Run, vendor: str) -> float | None:
    return worst(ratio(run, case, f"site-{vendor}", TUNED) for case in SEARCHES)


def _deep(run: Run, vendor: str) -> float | None:
    return ratio(run, "deep", f"site-{vendor}", f"site-{vendor} {BESIDE}")


def _desk(run: Run, vendor: str) -> float | None:
    return worst(ratio(run, case, f"site-{vendor}", f"site-{vendor} {BESIDE}") for case in DESK)


def _counting(case: str) -> Callable[[Run, str], float | None]:
    return lambda run, vendor: milliseconds(run, case, f"site-{vendor}")


def _load(run: Run, vendor: str) -> float | None:
    return ratio(run, "load", f"site-{vendor}", f"raw-{vendor}")


def _memory(run: Run, vendor: str) -> float | None:
    """Return what the heavier worker holds: the one that made every page, or the one that kept them."""
    held = run.get("memory", {})
    worker, empty = worst(held.get(f"{kind}-{vendor}") for kind in ("site", "warm")), held.get("empty")
    return worker - empty if worker is not None and empty is not None else None


def _both(number: float) -> dict[str, float]:
    return dict.fromkeys(VENDORS, number)


FIGURES = (
    Figure(
        "newest, speaker, filtered and deep pages, with counts and facets, caches off, against the trivial view",
        _both(12),
        6,
        "x",
        _pages("site"),
    ),
    Figure("the same, caches warm", _both(2), 1.2, "x", _pages("warm")),
    Figure("page half of all deep against page 1", _both(1.3), 1.05, "x", _deep),
    Figure(
        "search pages with counts and facets, caches off, against tuned Datasette's search with the same facets",
        _both(1 / 10),
        1 / 30,
        "of",
        _searches,
    ),
    Figure("facet counting itself: everything", _both(5), 1, "ms", _counting("facets-everything")),
    Figure(
        "facet counting itself: a common word",
        {"sqlite": 60, "postgresql": 150},
        15,
        "ms",
        _counting("facets-common-word"),
    ),
    Figure("admin list and form of quotations against the empty admin index page", _both(4), 2, "x", _desk),
    Figure("bulk load against raw COPY or executemany into the same tables, then indexing", _both(2), 1.3, "x", _load),
    Figure("memory per worker above an empty Django", _both(100), 50, "MB", _memory),
)
GROWTH = Figure(
    "the pages above at 10,000,000 against 1,000,000, caches off", _both(1.5), 1.1, "x", lambda run, vendor: None
)


def growth(runs: Mapping[int, Run], vendor: str) -> float | None:
    """Return how much more the pages cost at ten times the size: each by the trivial view of its own run."""
    small, large = runs.get(LARGE), runs.get(LARGER)
    if not small or not large:
        return None
    numbers = []
    for case in PAGES:
        before, after = (ratio(run, case, f"site-{vendor}", FLOOR) for run in (small, large))
        numbers.append(after / before if before and after else None)
    return worst(numbers)
