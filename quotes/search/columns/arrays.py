"""Columns of small codes: what each row has, as its place in a sorted list of values.

Nothing here is changed once it is made. What changes a column returns another, which shares what stays the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import iadd
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Rows = slice | Array  # places of rows, in ascending order

FEW = 6  # values: so many comparisons cost less than one look into a table for each row
BLOCK = 1 << 16  # rows that are counted at a time: of their codes, NumPy makes numbers of 8 bytes first
LEADING = 64  # values kept sorted with a tally, more than a list shows at once


def small(numbers: Array, top: int) -> Array:
    """Return `numbers`, none above `top`, in the smallest unsigned type that holds `top`."""
    return numbers.astype(np.min_scalar_type(top), copy=False)


def blocks(rows: Rows) -> Iterator[Rows]:
    """Return `rows` some at a time: at least once, of no rows as well."""
    if isinstance(rows, slice):
        starts = range(rows.start, max(rows.stop, rows.start + 1), BLOCK)
        return (slice(start, min(start + BLOCK, rows.stop)) for start in starts)
    return (rows[start : start + BLOCK] for start in range(0, max(len(rows), 1), BLOCK))


def narrowest(counts: Array) -> Array:
    """Return `counts` in the smallest unsigned type that holds them."""
    return small(counts, int(counts.max(initial=0)))


def spliced(array: Array, removed: Array, at: Array, added: Array) -> Array:
    """Return `array` without the places `removed`, and then with `added` before the places `at` of what is left."""
    left = np.delete(array, removed) if removed.size else array
    if not added.size:
        return left
    return np.insert(left.astype(np.result_type(left, added), copy=False), at, added)


@dataclass(frozen=True)
class Column:
    """One value for each row.

    `values` are sorted: numeric keys of records (0: none) or words as bytes (empty: none). `codes` has for each row the
    place of its value among them. `ranks` has for each value its place in the order that settles ties.
    """

    values: Array
    codes: Array
    ranks: Array

    @classmethod
    def of(cls, codes: Array, values: Sequence[Any]) -> Self:
        """Make a column from codes into `values`, which are in any order and each once."""
        keys = as_values(values)
        order = np.argsort(keys, kind="stable")
        place = np.empty(len(order), dtype=np.min_scalar_type(max(len(order) - 1, 0)))
        place[order] = np.arange(len(order))
        return cls(keys[order], place[codes], np.arange(len(order), dtype=np.uint32))

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def is_something(self) -> Array:
        """Whether each value is one: a row that has none counts for no facet."""
        something: Array = self.values != self.values.dtype.type()
        return something

    def places(self, values: Iterable[Any]) -> Array:
        """Return the codes of those of `values` that the column knows."""
        wanted = values if isinstance(values, np.ndarray) else as_values(list(values))
        if not (wanted.size and self.values.size):
            return np.empty(0, dtype=np.intp)
        at = np.searchsorted(self.values, wanted)
        at[at == len(self.values)] = 0
        found: Array = at[self.values[at] == wanted]
        return found

    def meets(self, values: Iterable[Any], rows: Rows) -> Array:
        """Return for each of `rows` whether it has one of `values`."""
        return self._has_code(self.places(values), len(self.values), rows)

    def _has_code(self, wanted: Array, known: int, rows: Rows) -> Array:
        codes = self.codes[rows]
        if wanted.size > FEW:
            table = np.zeros(known, dtype=bool)
            table[wanted] = True
            return np.take(table, codes, mode="clip")  # no code is out of range: "clip" saves the check
        found = np.zeros(len(codes), dtype=bool)
        for code in wanted:
            found |= codes == code
        return found

    def counts(self, rows: Rows) -> Array:
        """Return how many of `rows` have each value."""
        return narrowest(self._counts_of_codes(rows, len(self.values)))

    def _counts_of_codes(self, rows: Rows, known: int) -> Array:
        counts: Array = reduce(iadd, (np.bincount(self.codes[some], minlength=known) for some in blocks(rows)))
        return counts

    def of_row(self, row: int) -> Any:
        """Return what a row has: a key or a word."""
        return as_python(self.values[self.codes[row]])

    def knowing(self, values: Iterable[Any]) -> Self:
        """Return the same column with these among its values."""
        wanted = np.unique(as_values(list(values)))
        if len(self.places(wanted)) == len(wanted):
            return self
        merged = np.union1d(self.values, wanted)
        moved = small(np.searchsorted(merged, self.values), len(merged) - 1)
        return self._with_values(merged, moved)

    def _with_values(self, merged: Array, moved: Array) -> Self:
        """Return the column over more values, `moved` being the new codes of the old ones."""
        stay = not moved.size or int(moved[-1]) == len(moved) - 1  # what is new comes after all that was there
        codes = self.codes.astype(moved.dtype, copy=False) if stay else moved[self.codes]
        return replace(self, values=merged, codes=codes, ranks=np.arange(len(merged), dtype=np.uint32))

    def encoded(self, values: Sequence[Any]) -> Array:
        """Return the codes of values that the column knows, one for each."""
        return np.searchsorted(self.values, as_values(values)).astype(self.codes.dtype)

    def with_codes(self, rows: Array, codes: Array) -> Self:
        """Return the column with other codes in `rows`."""
        if np.array_equal(self.codes[rows], codes):
            return self
        changed = self.codes.copy()
        changed[rows] = codes
        return replace(self, codes=changed)

    def with_rows(self, removed: Array, at: Array, codes: Array) -> Self:
        """Return the column without some rows and with others (`spliced`)."""
        return replace(self, codes=spliced(self.codes, removed, at, codes))

    def ranked(self, order: Iterable[int]) -> Self:
        """Return the column with ties settled by `order`, keys from first to last. What is not in it comes after."""
        keys = np.fromiter(order, dtype=np.int64)
        keys = keys[np.isin(keys, self.values)]
        ranks = np.full(len(self.values), len(keys), dtype=np.uint32)
        ranks[np.searchsorted(self.values, keys)] = np.arange(len(keys))
        return replace(self, ranks=ranks)


@dataclass(frozen=True)
class SetColumn(Column):
    """Several values for each row, or none.

    `codes` has for each row the place of its set. The members of set i, as places among `values`, are those of
    `members` from `starts[i]` to `starts[i + 1]`, in ascending order.
    """

    starts: Array
    members: Array

    @classmethod
    def of_sets(cls, codes: Array, sets: Sequence[tuple[int, ...]]) -> Self:
        """Make a column from codes into `sets` of keys, each sorted; one may stand there several times."""
        distinct = sorted(set(sets))
        place = {members: number for number, members in enumerate(distinct)}
        moved = small(np.array([place[members] for members in sets], dtype=np.int64), max(len(distinct) - 1, 0))
        values = as_values(sorted({key for members in distinct for key in members}))  # np.unique() loads numpy.ma
        return cls(
            values,
            moved[codes],
            np.arange(len(values), dtype=np.uint32),
            np.cumsum([0, *map(len, distinct)], dtype=np.uint32),
            small(np.searchsorted(values, as_values([key for one in distinct for key in one])), len(values)),
        )

    @cached_property
    def sizes(self) -> Array:
        return np.diff(self.starts)

    @cached_property
    def set_of_member(self) -> Array:
        return np.repeat(np.arange(len(self.sizes), dtype=np.uint32), self.sizes)

    def meets(self, values: Iterable[Any], rows: Rows) -> Array:
        sets = self.set_of_member[np.isin(self.members, self.places(values))]
        return self._has_code(sets, len(self.sizes), rows)

    def counts(self, rows: Rows) -> Array:
        of_sets = self._counts_of_codes(rows, len(self.sizes))
        weights = np.repeat(of_sets, self.sizes)
        return narrowest(np.bincount(self.members, weights, minlength=len(self.values)))

    def of_row(self, row: int) -> tuple[int, ...]:
        start, stop = self.starts[self.codes[row] : self.codes[row] + 2]
        return tuple(int(key) for key in self.values[self.members[start:stop]])

    def knowing(self, values: Iterable[tuple[int, ...]]) -> Self:
        """Return the same column with these sets, each sorted, among its own."""
        sets = list(dict.fromkeys(values))
        column = super().knowing(key for members in sets for key in members)
        new = [members for members in (column._coded(one) for one in sets) if column._place(members) is None]
        if not new:
            return column
        top = len(column.sizes) + len(new) - 1
        return replace(
            column,
            codes=column.codes.astype(np.promote_types(column.codes.dtype, np.min_scalar_type(top)), copy=False),
            starts=np.append(column.starts, column.starts[-1] + np.cumsum([len(one) for one in new], dtype=np.uint32)),
            members=np.concatenate([column.members, *new]).astype(column.members.dtype),
        )

    def _with_values(self, merged: Array, moved: Array) -> Self:
        ranks = np.arange(len(merged), dtype=np.uint32)
        return replace(self, values=merged, members=moved[self.members], ranks=ranks)

    def _coded(self, members: tuple[int, ...]) -> Array:
        return np.searchsorted(self.values, as_values(members)).astype(self.members.dtype)

    def _place(self, members: Array) -> int | None:
        """Return the place of a set, given by the places of its members, if it is there."""
        sets = np.flatnonzero(self.sizes == len(members))
        for number, member in enumerate(members):
            sets = sets[self.members[self.starts[sets] + number] == member]
        return int(sets[0]) if sets.size else None

    def encoded(self, values: Sequence[tuple[int, ...]]) -> Array:
        return np.array([self._place(self._coded(members)) for members in values], dtype=self.codes.dtype)


@dataclass(frozen=True)
class Days:
    """The day of each row, where the rows are in order of their days: which days there are, and where each starts.

    `ordinals` are numbers of days as `date.toordinal()` gives them; `starts` has one more than these, the number of all
    rows.
    """

    ordinals: Array
    starts: Array

    @classmethod
    def of(cls, ordinals: Array, counts: Array) -> Self:
        """Make them from sorted days and how many rows have each. A day without rows is left out."""
        some = counts > 0
        return cls(ordinals[some].astype(np.int32), np.concatenate([[0], np.cumsum(counts[some])]).astype(np.uint32))

    def of_row(self, row: int) -> int:
        return int(self.ordinals[np.searchsorted(self.starts, row, side="right") - 1])

    def before(self, ordinal: Any) -> Any:
        """Return how many rows have an earlier day, or than each of several: the place of the first one not earlier."""
        return self.starts[np.searchsorted(self.ordinals, ordinal)]

    def with_rows(self, removed: Array, added: Array) -> Self:
        """Return the days without the rows at places `removed`, and with one row for each of the days `added`."""
        ordinals = np.union1d(self.ordinals, added)
        counts = np.zeros(len(ordinals), dtype=np.int64)
        counts[np.searchsorted(ordinals, self.ordinals)] = np.diff(self.starts)
        days = self.ordinals[np.searchsorted(self.starts, removed, side="right") - 1]
        np.subtract.at(counts, np.searchsorted(ordinals, days), 1)
        np.add.at(counts, np.searchsorted(ordinals, added), 1)
        return self.of(ordinals, counts)


@dataclass(frozen=True)
class Tally:
    """How many rows of a selection have each value of a column."""

    column: Column
    counts: Array

    @property
    def codes(self) -> Array:
        """The places of the values that some row has."""
        return np.flatnonzero(self.counts * self.column.is_something)

    def __len__(self) -> int:
        return int(np.count_nonzero(self.counts * self.column.is_something))

    def count(self, value: Any) -> int:
        """Return how many rows have a value."""
        return int(self.counts[self.column.places([value])].sum())

    def values(self) -> Array:
        """Return the values that some row has, sorted."""
        return self.column.values[self.codes]

    def most(self, number: int, apart_from: Iterable[Any] = ()) -> list[tuple[Any, int]]:
        """Return the values that most rows have, each with how many do; ties are settled by the column's order."""
        left_out = set(self.column.places(apart_from).tolist())
        leading = self._leading if number + len(left_out) <= LEADING else self._sorted(number + len(left_out))
        shown = [code for code in leading if code not in left_out][:number]
        return [(as_python(self.column.values[code]), int(self.counts[code])) for code in shown]

    def without(self, others: "Tally") -> Self:
        """Return the tally without some of its rows, which `others` counts."""
        return replace(self, counts=self.counts - others.counts)

    def most_then(self, others: "Tally", number: int) -> list[Any]:
        """Return the values that most rows have here, of as many the ones that most have among `others`.

        Both count the same column, whose order settles what ties are left. A value that only others have comes too.
        """
        codes = np.flatnonzero(((self.counts > 0) | (others.counts > 0)) & self.column.is_something)
        by = self.column.ranks[codes], -others.counts[codes].astype(np.int64), -self.counts[codes].astype(np.int64)
        return [as_python(self.column.values[code]) for code in codes[np.lexsort(by)[:number]]]

    @cached_property
    def _leading(self) -> list[int]:
        return self._sorted(LEADING)

    def _sorted(self, number: int) -> list[int]:
        codes = self.codes
        ranks = self.column.ranks[codes].astype(np.int64)
        keys = self.counts[codes].astype(np.int64) * (len(self.column.values) + 1) - ranks
        if number < len(keys):
            most = np.argpartition(keys, len(keys) - number)[len(keys) - number :]
        else:
            most = np.arange(len(keys))
        found: list[int] = codes[most[np.argsort(-keys[most], kind="stable")]].tolist()
        return found


def as_values(values: Sequence[Any]) -> Array:
    """Return keys, or words as bytes, as an array."""
    if values and isinstance(values[0], str):
        return np.array([value.encode() for value in values], dtype=np.bytes_)
    return np.array(values, dtype=np.int64)


def as_python(value: Any) -> Any:
    """Return a value of a column as Python has it: a key, or a word."""
    return value.decode() if isinstance(value, bytes) else int(value)
