"""The published quotations in memory: one row each, in order of (said_latest, ref), as columns."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Self

import numpy as np

from . import refs
from .arrays import Array, Column, Days, SetColumn, Tally

SPARSE = 8  # ids so many times further apart than they are many get no table of their own

Place = tuple[str, ...]  # what names a row in a list: its day and its ref


@dataclass(frozen=True)
class Columns:
    """The published quotations, as they were committed at one moment. Never changed: what changes makes another.

    Rows are named by their places: 0 is the quotation said first.
    """

    ids: Array
    refs: Array
    days: Days
    speaker: Column
    organization: Column
    source: Column
    kind: Column
    medium: Column
    role: Column
    topic: SetColumn

    def __len__(self) -> int:
        return len(self.ids)

    def with_(self, **changes: Any) -> Self:
        """Return other columns, which share with these all but what `changes`."""
        return replace(self, **changes)

    def place(self, row: int) -> Place:
        """Return the day and the ref of a row."""
        return date.fromordinal(self.days.of_row(row)).isoformat(), refs.decode(int(self.refs[row]))

    def before(self, place: Place, *, or_at: bool = False) -> int:
        """Return how many rows stand before a place, or at it as well. No row needs to be there."""
        ordinal = date.fromisoformat(place[0]).toordinal()
        start, stop = self.days.before(ordinal), self.days.before(ordinal + 1)
        (number,) = refs.encode([place[1]])
        return start + int(np.searchsorted(self.refs[start:stop], number, side="right" if or_at else "left"))

    def rows_of(self, ids: Array) -> Array:
        """Return the rows of quotations, given by their ids, in order. Those that are not published have none."""
        rows = self.row_by_id(ids)
        return np.sort(rows[rows >= 0]).astype(np.intp)

    def row_by_id(self, ids: Array) -> Array:
        """Return the row of each quotation, -1 where it has none."""
        if not (len(self) and len(ids)):
            return np.full(len(ids), -1, dtype=np.int32)
        first, table = self._table
        if table is None:
            sorted_ids, order = self._sorted_ids
            at = np.searchsorted(sorted_ids, ids)
            at[at == len(sorted_ids)] = 0
            return np.where(sorted_ids[at] == ids, order[at], -1)
        at = np.asarray(ids, dtype=np.int64) - first
        inside = (at >= 0) & (at < len(table))
        if inside.all():
            return table[at]
        return np.where(inside, table[np.where(inside, at, 0)], -1)

    @cached_property
    def _table(self) -> tuple[int, Array | None]:
        """The least id, and the row of each id from there on; no table where it would be mostly empty."""
        first, last = int(self.ids.min()), int(self.ids.max())
        if last - first > SPARSE * (len(self) + 1000):
            return first, None
        table = np.full(last - first + 1, -1, dtype=np.int32)
        table[self.ids - first] = np.arange(len(self), dtype=np.int32)
        return first, table

    @cached_property
    def _sorted_ids(self) -> tuple[Array, Array]:
        order = np.argsort(self.ids)
        return self.ids[order], order

    def tally(self, name: str) -> Tally:
        """Return how many of all rows have each value of a column. It is counted once."""
        if name not in self._tallies:
            column = getattr(self, name)
            self._tallies[name] = Tally(column, column.counts(slice(None)))
        return self._tallies[name]

    @cached_property
    def _tallies(self) -> dict[str, Tally]:
        return {}
