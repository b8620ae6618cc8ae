"""The published quotations in memory: one row each, in order of (said_latest, ref), as columns."""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any, Literal, Self

import numpy as np

from . import refs
from .arrays import Array, Column, Days, Rows, SetColumn, Tally

SPARSE = 8  # ids so many times further apart than they are many get no table of their own

MOST_KEPT = 32  # findings
ROW = np.dtype(np.uint32).itemsize  # bytes that its place takes

Place = tuple[str, ...]  # what names a row in a list: its day and its ref


@dataclass
class Found:
    """What was found of a selection so far: its rows, and how many of them have each value of some columns."""

    rows: Rows | None = None
    tallies: dict[str, Tally] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many bytes of memory it takes, nearly."""
        rows = self.rows.nbytes if isinstance(self.rows, np.ndarray) else 0
        return rows + sum(tally.counts.nbytes for tally in list(self.tallies.values()))


_keeping = Lock()


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
    affiliation: Column
    topic: SetColumn

    def __len__(self) -> int:
        return len(self.ids)

    def with_(self, **changes: Any) -> Self:
        """Return other columns, which share with these all but what `changes`."""
        return replace(self, **changes)

    def day(self, row: int) -> date:
        return date.fromordinal(self.days.of_row(row))

    def place(self, row: int) -> Place:
        """Return the day and the ref of a row."""
        return self.day(row).isoformat(), refs.decode(int(self.refs[row]))

    def before(self, place: Place, *, or_at: bool = False) -> int:
        """Return how many rows stand before a place, or at it as well. No row needs to be there."""
        (number,) = refs.encode([place[1]])
        return self.row_at(date.fromisoformat(place[0]).toordinal(), number, "right" if or_at else "left")

    def row_at(self, ordinal: int, number: Any, side: Literal["left", "right"] = "left") -> int:
        """Return before which row one of a day, with the number of a ref, would stand: the first such, or the last."""
        start, stop = (int(place) for place in self.days.before([ordinal, ordinal + 1]))
        return start + int(np.searchsorted(self.refs[start:stop], np.uint64(number), side))

    def rows_of(self, ids: Array) -> Array:
        """Return the rows of quotations, given by their ids, in order. Those that are not published have none."""
        rows = self.row_by_id(ids)
        found = rows[rows >= 0].view(np.uint32)
        found.sort()
        return found

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
        order = np.argsort(self.ids).astype(np.int32)
        return self.ids[order], order

    @cached_property
    def whole(self) -> Found:
        """What was found of all rows."""
        return Found(slice(0, len(self)))

    def kept(self, key: Hashable) -> Found:
        """Return what was found of a selection, which `key` names, when it was asked for lately; else nothing yet.

        What was asked for last stays: some selections, together no larger than a list of all rows.
        """
        with _keeping:
            found = self._lately.pop(key, Found())
            size = sum(kept.size for kept in self._lately.values())
            for old in list(self._lately):
                if len(self._lately) < MOST_KEPT and size <= len(self) * ROW:
                    break
                size -= self._lately.pop(old).size
            self._lately[key] = found
        return found

    @cached_property
    def _lately(self) -> dict[Hashable, Found]:
        return {}
