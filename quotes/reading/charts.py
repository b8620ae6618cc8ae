"""The numbers behind the drawings: heights of year bars, places on a timeline. Pure; templates draw them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from quotes.text.dates import KnownDate

MOST_YEARS = 12
TALLEST = 68  # per cent of the chart's height; the count stands above the bar


@dataclass(frozen=True, slots=True)
class Bar:
    """One year's bar. Without `href` there is nothing to go to. `earlier`: all years before the first of its own."""

    year: int
    count: int
    height: float
    chosen: bool
    href: str
    earlier: bool = False


def year_bars(
    counts: Mapping[int, int],
    chosen: Iterable[int],
    address: Callable[[int], str],
    address_before: Callable[[date], str],
) -> list[Bar]:
    """Return bars for the latest 12 calendar years of `counts`, and one for all years before them.

    `address` gives where a year leads, `address_before` where everything up to a day does.
    """
    if not counts:
        return []
    last, first = max(counts), min(counts)
    shown = range(max(first, last - MOST_YEARS + 1), last + 1)
    earlier = sum(count for year, count in counts.items() if year < shown[0])
    highest = max(earlier, *(counts.get(year, 0) for year in shown), 1)

    def height(count: int) -> float:
        return max(2.0, round(count / highest * TALLEST, 1)) if count else 0

    bars = [
        Bar(year, count, height(count), year in set(chosen), address(year) if count or year in set(chosen) else "")
        for year in shown
        for count in [counts.get(year, 0)]
    ]
    if earlier:
        bars.insert(
            0, Bar(shown[0], earlier, height(earlier), False, address_before(date(shown[0] - 1, 12, 31)), earlier=True)
        )
    return bars


@dataclass(frozen=True, slots=True)
class Stay:
    """One affiliation on a timeline, in per cent of its width.

    `possible` is when it may have held, `certain` when it surely did, both as (start, width); `stated` is the day of a
    source that says so.
    """

    possible: tuple[float, float]
    certain: tuple[float, float] | None
    stated: float | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A scale of years, evenly spaced, and a stay for each affiliation."""

    ticks: list[int]
    stays: list[Stay]


@dataclass(frozen=True, slots=True)
class Held:
    """When an affiliation held, as known; the day of a source that states it; days of quotations that have it."""

    since: KnownDate | None
    until: KnownDate | None
    stated: date | None = None
    quoted: tuple[date, ...] = ()


def timeline(held: Iterable[Held], today: date) -> Timeline:
    """Place affiliations on one scale that ends with this year."""
    held = list(held)
    days = [day for one in held for day in (*_bounds(one.since), *_bounds(one.until), one.stated, *one.quoted) if day]
    first, last = min([*days, today]).year, max([*days, today]).year + 1
    if first > 1 and any(one.since is None or one.since.earliest is None for one in held):
        first -= 1  # room for what began at an unknown time before
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if (last - first) / step <= 6)
    start = first // step * step
    end = -(-last // step) * step

    def place(day: date) -> float:
        year_long = (date(day.year, 12, 31) - date(day.year, 1, 1)).days + 1
        years = day.year + (day - date(day.year, 1, 1)).days / year_long
        return round(min(max((years - start) / (end - start) * 100, 0), 100), 2)

    def stay(one: Held) -> Stay:
        begins = place(one.since.earliest) if one.since and one.since.earliest else 0.0
        if one.until and one.until.latest:
            ends = place(one.until.latest + timedelta(days=1)) if one.until.latest < date.max else 100.0
        else:
            ends = place(today)
        seen = [day for day in (one.stated, *one.quoted) if day]
        sure_start = min([*seen, *_known(one.since.latest if one.since else None)], default=None)
        sure_end = max([*seen, *_known(one.until.earliest if one.until else None)], default=None)
        certain = None
        if sure_start and sure_end and sure_start <= sure_end:
            certain = (place(sure_start), round(place(sure_end) - place(sure_start), 2))
        return Stay((begins, round(max(ends - begins, 0), 2)), certain, place(one.stated) if one.stated else None)

    return Timeline(list(range(start, end + 1, step)), [stay(one) for one in held])


def _known(day: date | None) -> list[date]:
    return [day] if day else []


def _bounds(known: KnownDate | None) -> tuple[date | None, date | None]:
    return (known.earliest, known.latest) if known else (None, None)
