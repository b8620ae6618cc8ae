"""The next columns, from the last ones and what changed: only arrays in which something changed are made anew."""

from collections.abc import Collection
from typing import Any

import numpy as np

from ..changes import News
from . import reading, refs
from .arrays import Array, Column, spliced
from .loading import COLUMNS, load_and_give_back, narrow, ranked
from .snapshot import Columns

MOST = 5_000  # changes; of more, to load everything costs less


def applied(columns: Columns, news: News) -> Columns:
    """Return the columns as the record is now, `news` being what may have changed since `columns` were made."""
    if len(news) > MOST:
        return load_and_give_back()
    after = with_quotations(columns, news.keys["quotation"]) if "quotation" in news.keys else columns
    renamed = [
        name
        for name in reading.NAMES
        if name in news.keys or getattr(after, name).values is not getattr(columns, name).values
    ]
    return ranked(after, renamed) if renamed else after


def with_quotations(columns: Columns, keys: Collection[int]) -> Columns:
    """Return the columns with these quotations as they are now.

    One whose day and ref are what they were stays in its row. Any other leaves its row, if it had one, and comes to a
    new one, if it is published.
    """
    now = {row[0]: row[1:] for batch in reading.quotations(keys) for row in batch}
    numbers = refs.encode([row[1] for row in now.values()]).tolist() if now else []
    sorted_by = {key: (row[0], number) for (key, row), number in zip(now.items(), numbers, strict=True)}
    rows = zip(keys, columns.row_by_id(np.array(list(keys), dtype=np.int64)).tolist(), strict=True)
    before = {key: row for key, row in rows if row >= 0}

    def has_its_place(key: int) -> bool:
        return sorted_by.get(key) == (columns.days.of_row(before[key]), int(columns.refs[before[key]]))

    staying = list(filter(has_its_place, before))
    coming = sorted(now.keys() - set(staying), key=sorted_by.__getitem__)
    going = np.array(sorted(before[key] for key in before.keys() - set(staying)), dtype=np.int64)
    at = np.array([columns.row_at(*sorted_by[key]) for key in coming], dtype=np.int64)
    at -= np.searchsorted(going, at)  # as many rows before it are gone
    changed: dict[str, Any] = {}
    for name, values in _values(now).items():
        column: Column = getattr(columns, name).knowing(values.values())
        codes = dict(zip(values, column.encoded(list(values.values())), strict=True))
        if staying:
            column = column.with_codes(np.array([before[key] for key in staying]), _array(codes, staying, column))
        if len(coming) or len(going):
            column = column.with_rows(going, at, _array(codes, coming, column))
        changed[name] = column
    if len(coming) or len(going):
        days, coming_refs = zip(*map(sorted_by.__getitem__, coming), strict=True) if coming else ((), ())
        changed |= {
            "ids": spliced(columns.ids, going, at, narrow(np.array(coming, dtype=np.int64))),
            "refs": spliced(columns.refs, going, at, np.array(coming_refs, dtype=np.uint64)),
            "days": columns.days.with_rows(going, np.array(days, dtype=np.int32)),
        }
    return columns.with_(**changed)


def _values(rows: dict[int, tuple[Any, ...]]) -> dict[str, dict[int, Any]]:
    """Return by column what each quotation has there, given what was read of it; its topics are read now."""
    topics = {key: reading.members(text) for batch in reading.topics(rows) for key, text in batch}
    values: dict[str, dict[int, Any]] = {
        name: {key: row[place] for key, row in rows.items()} for place, name in enumerate(COLUMNS, start=2)
    }
    return values | {"topic": {key: topics.get(key, ()) for key in rows}}


def _array(codes: dict[int, Any], keys: list[int], column: Column) -> Array:
    return np.array([codes[key] for key in keys], dtype=column.codes.dtype)
