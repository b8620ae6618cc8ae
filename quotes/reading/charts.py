"""The numbers behind the drawings: year bars, timelines, maps of who speaks where. Pure; templates draw them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from quotes.text.anchors import Span
from quotes.text.dates import KnownDate

MOST_YEARS = 12
TALLEST = 68  # per cent of the chart's height; the count stands above the bar

# Of a reading map, in CSS pixels. A target measures 24 at least (WCAG 2.2, 2.5.8).
BOX = 24
GAP = 2
LANE = 32
EDGE = 4  # above the first lane
NARROW, WIDE = 270, 640  # the least widths at which site.css shows a map laid out for them
PLACES = 3  # decimals of a percentage


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


@dataclass(frozen=True, slots=True)
class Marker:
    """One quotation on a reading map: places in per cent of its width, the rest in pixels.

    `bars` are its passages and `extent` reaches from the first to the last, both as (start, width); `place` is its
    middle. Its number stands in a box of 24 pixels whose left edge is at `place`, moved by `shift`: half a box, but
    near the two ends less or more, so that the box stays inside the narrowest map. It then does so on every other.
    """

    bars: list[tuple[float, float]]
    extent: tuple[float, float]
    place: float
    shift: float
    lane: int = 0

    @property
    def top(self) -> int:
        return EDGE + self.lane * LANE

    def left(self, width: float) -> float:
        """Return where the marker begins, in pixels, on a map of some width."""
        return min(self.extent[0] * width / 100, self._box(width))

    def right(self, width: float) -> float:
        """Return where it ends."""
        return max(sum(self.extent) * width / 100, self._box(width) + BOX)

    def _box(self, width: float) -> float:
        return self.place * width / 100 + self.shift

    def follows(self, other: "Marker", narrowest: float) -> bool:
        """Return whether this one can stand after the other in one lane, on every map that is not narrower.

        Where they stand apart on one map, their extents do not overlap, so on a wider one they stand further apart.
        """
        return self.left(narrowest) >= other.right(narrowest) + GAP


@dataclass(frozen=True, slots=True)
class Track:
    """One speaker's row of a reading map: a marker for each quotation, in lanes that keep them apart."""

    markers: list[Marker]

    @property
    def lanes(self) -> int:
        return max((marker.lane for marker in self.markers), default=0) + 1

    @property
    def height(self) -> int:
        return EDGE + self.lanes * LANE


def track(quotations: Iterable[Sequence[Span]], length: int, narrowest: float) -> Track:
    """Place quotations, each given by its spans, on a row for a source of `length` characters.

    Markers of one lane stay apart on every map of `narrowest` pixels and more. What stands outside the source is shown
    at its end.
    """
    markers: list[Marker] = []
    last_of_lanes: list[Marker] = []
    for spans in quotations:
        bars = [_place(span, length) for span in spans]
        start = min(bar[0] for bar in bars)
        width = round(max(round(sum(bar), PLACES) for bar in bars) - start, PLACES)
        place = round(start + width / 2, PLACES + 1)
        before, after = place / 100 * narrowest, (100 - place) / 100 * narrowest
        shift = -max(min(BOX / 2, before), BOX - after)
        marker = Marker(bars, (start, width), place, round(shift, PLACES))
        free = (lane for lane, last in enumerate(last_of_lanes) if marker.follows(last, narrowest))
        lane = next(free, len(last_of_lanes))
        last_of_lanes[lane : lane + 1] = [marker]
        markers.append(replace(marker, lane=lane))
    return Track(markers)


def _place(span: Span, length: int) -> tuple[float, float]:
    start, end = (round(min(max(at, 0), length) / length * 100, PLACES) for at in span)
    return start, round(max(end - start, 0), PLACES)
