"""Which rows meet some conditions, in order; pages of them, and what they have."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from .arrays import Array, Column, Rows, Tally, as_python
from .snapshot import Columns, Found, Place


class Condition(ABC):
    """What rows have to meet."""

    @property
    def key(self) -> Hashable:
        """What tells it from others; None where what it finds is not worth keeping."""
        return None

    def span(self, columns: Columns) -> tuple[int, int]:
        """Return where the rows that meet it begin and end, as closely as costs nothing."""
        return 0, len(columns)

    def candidates(self, columns: Columns) -> Array | None:
        """Return the rows that meet it, in order, where they are few by nature."""
        return None

    @abstractmethod
    def meets(self, columns: Columns, rows: Rows) -> Array | None:
        """Return for each of `rows`, which are within `span` and `candidates`, whether it meets it. None: each does."""


@dataclass
class Having(Condition):
    """Has one of some values of a column: keys of records, or words.

    Selections that differ in another condition share it, so it remembers which of all rows meet it.
    """

    name: str
    values: Collection[Any]
    _met: tuple[Columns, Array] | None = field(default=None, init=False, repr=False)

    @property
    def key(self) -> Hashable:
        return self.name, frozenset(self.values)

    def meets(self, columns: Columns, rows: Rows) -> Array:
        column: Column = getattr(columns, self.name)
        if not isinstance(rows, slice):
            return column.meets(self.values, rows)
        if self._met is None or self._met[0] is not columns:
            self._met = columns, column.meets(self.values, slice(None))
        return self._met[1][rows]


@dataclass
class Among(Condition):
    """Is one of some quotations, given by their ids: what a search or a query found."""

    ids: Array

    def candidates(self, columns: Columns) -> Array:
        return columns.rows_of(self.ids)

    def meets(self, columns: Columns, rows: Rows) -> None:
        return None


@dataclass
class Without(Condition):
    """Is none of some quotations, given by their ids."""

    ids: Array

    def meets(self, columns: Columns, rows: Rows) -> Array:
        met = np.ones(len(columns), dtype=bool)
        met[columns.rows_of(self.ids)] = False
        return met[rows]


@dataclass
class Between(Condition):
    """Was said on one of the days from `first` to `last`, both included."""

    first: date = date.min
    last: date = date.max

    @property
    def key(self) -> Hashable:
        return self.first, self.last

    def span(self, columns: Columns) -> tuple[int, int]:
        first, last = columns.days.before([self.first.toordinal(), self.last.toordinal() + 1])
        return int(first), int(last)

    def meets(self, columns: Columns, rows: Rows) -> None:
        return None


@dataclass
class InYears(Condition):
    """Was said in one of some years."""

    years: Collection[int]

    @property
    def key(self) -> Hashable:
        return frozenset(self.years)

    def spans(self, columns: Columns) -> list[tuple[int, int]]:
        return [year_span(columns, year) for year in sorted(set(self.years))]

    def span(self, columns: Columns) -> tuple[int, int]:
        spans = self.spans(columns)
        return spans[0][0], spans[-1][1]

    def meets(self, columns: Columns, rows: Rows) -> Array | None:
        spans = self.spans(columns)
        if len(spans) == 1:
            return None
        places = np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows
        found = np.zeros(len(places), dtype=bool)
        for start, stop in spans:
            found[np.searchsorted(places, start) : np.searchsorted(places, stop)] = True
        return found


@dataclass(frozen=True)
class Stretch:
    """A page of a selection: the ids of its quotations in the order asked for, and whether there are more beyond it.

    `first` and `last` are the places of the two at its ends, None where it is empty.
    """

    ids: list[int]
    first: Place | None
    last: Place | None
    has_more: bool


class Selection:
    """The rows of a snapshot that meet conditions, each of which has a name."""

    def __init__(self, columns: Columns, conditions: Mapping[str, Condition]) -> None:
        self.columns, self.conditions = columns, conditions

    def apart_from(self, *names: str) -> "Selection":
        """Return the selection without some of its conditions: itself where it has none of them."""
        others = {name: one for name, one in self.conditions.items() if name not in names}
        return self if len(others) == len(self.conditions) else Selection(self.columns, others)

    @cached_property
    def _found(self) -> Found:
        keys = {name: one.key for name, one in self.conditions.items()}
        if not keys:
            return self.columns.whole
        return Found() if None in keys.values() else self.columns.kept(frozenset(keys.items()))

    @cached_property
    def rows(self) -> Rows:
        """The places of the rows, in order."""
        if self._found.rows is None:
            self._found.rows = self._find()
        return self._found.rows

    def _find(self) -> Rows:
        columns, conditions = self.columns, self.conditions.values()
        spans = [one.span(columns) for one in conditions]
        start = max((span[0] for span in spans), default=0)
        stop = max(start, min((span[1] for span in spans), default=len(columns)))
        rows: Rows = slice(start, stop)
        for candidates in (one.candidates(columns) for one in conditions):
            if candidates is not None:
                inside = candidates[np.searchsorted(candidates, start) : np.searchsorted(candidates, stop)]
                rows = inside if isinstance(rows, slice) else np.intersect1d(rows, inside, assume_unique=True)
        met: Array | None = None
        for one in conditions:
            found = one.meets(columns, rows)
            if found is not None:
                met = found if met is None else met & found
        if met is None:
            return rows
        if not isinstance(rows, slice):
            return rows[met]
        found = np.flatnonzero(met).astype(np.uint32)
        found += start
        return found

    def __len__(self) -> int:
        return self.rows.stop - self.rows.start if isinstance(self.rows, slice) else len(self.rows)

    def tally(self, name: str) -> Tally:
        """Return how many rows have each value of a column."""
        tallies = self._found.tallies
        if name not in tallies:
            column: Column = getattr(self.columns, name)
            tallies[name] = Tally(column, column.counts(self.rows))
        return tallies[name]

    def days(self) -> tuple[date, date] | None:
        """Return the days of the first row and of the last; None where there is none."""
        return (self._day_of(0), self._day_of(-1)) if len(self) else None

    def days_by(self, name: str, values: Iterable[Any]) -> dict[Any, tuple[date, date]]:
        """Return the days of the first and the last row that has each of some values of a column, where any has it."""
        column: Column = getattr(self.columns, name)
        codes = column.codes[self.rows]
        numbers = np.arange(len(codes), dtype=np.int32)
        first, last = np.full((2, len(column.values)), -1, dtype=np.int32)
        first[codes[::-1]], last[codes] = numbers[::-1], numbers  # of several rows with a code, the last one stays
        return {
            as_python(column.values[place]): (self._day_of(int(first[place])), self._day_of(int(last[place])))
            for place in column.places(values)
            if last[place] >= 0
        }

    def latest(self, name: str, by: str, values: Iterable[Any]) -> dict[Any, Any]:
        """Return what the last row with each of some values of the column `by`, and something in `name`, has there."""
        told: Column = getattr(self.columns, name)
        column: Column = getattr(self.columns, by)
        codes = told.codes[self.rows]
        tells = told.is_something[codes]
        last = np.full(len(column.values), -1)
        last[column.codes[self.rows][tells]] = codes[tells]  # of several rows with a code, the last one stays
        return {
            as_python(column.values[place]): as_python(told.values[last[place]])
            for place in column.places(values)
            if last[place] >= 0
        }

    def years(self) -> dict[int, int]:
        """Return the number of rows by year, in order."""
        if not len(self):
            return {}
        years = range(self._day_of(0).year, self._day_of(-1).year + 1)
        days = self.columns.days.before(np.array([date(year, 1, 1).toordinal() for year in years]))
        starts = [*self._before(days).tolist(), len(self)]
        counts = zip(years, np.diff(starts).tolist(), strict=True)
        return {year: number for year, number in counts if number}

    def page(self, size: int, *, newest: bool, after: Place | None = None, before: Place | None = None) -> Stretch:
        """Return the `size` rows, newest or oldest first, that come after a place, or before one; else the first."""
        at = after or before
        falling = newest == (before is None)  # whether what is wanted lies towards the oldest from there
        if falling:
            end = len(self) if at is None else int(self._before(self.columns.before(at)))
            start = max(0, end - size)
            has_more = start > 0
        else:
            start = 0 if at is None else int(self._before(self.columns.before(at, or_at=True)))
            end = min(len(self), start + size)
            has_more = end < len(self)
        if end <= start:
            return Stretch([], None, None, False)
        rows = [self._row(number) for number in range(start, end)]
        if newest:
            rows.reverse()
        ids = self.columns.ids[rows].tolist()
        return Stretch(ids, self.columns.place(rows[0]), self.columns.place(rows[-1]), has_more)

    def _row(self, number: int) -> int:
        """Return the place of the row that has a number in the selection; -1 is the last."""
        if isinstance(self.rows, slice):
            return int(number + (self.rows.start if number >= 0 else self.rows.stop))
        return int(self.rows[number])

    def _before(self, row: Any) -> Any:
        """Return how many rows of the selection stand before a place, or before each of several."""
        if isinstance(self.rows, slice):
            return np.clip(np.asarray(row, dtype=np.int64) - self.rows.start, 0, len(self))
        return np.searchsorted(self.rows, np.asarray(row, dtype=np.uint32))

    def _day_of(self, number: int) -> date:
        return self.columns.day(self._row(number))


def year_span(columns: Columns, year: int) -> tuple[int, int]:
    """Return where the rows of a year begin and end."""
    first, last = columns.days.before([date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1])
    return int(first), int(last)
