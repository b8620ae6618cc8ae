"""The next columns, from the last ones and what changed: only arrays in which something changed are made anew."""

from collections.abc import Collection

import numpy as np

from ..changes import News
from . import reading, refs
from .arrays import Column, spliced
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
    """Return the columns with these quotations as they are now."""
    found = {row[0]: row[1:] for batch in reading.quotations(keys) for row in batch}
    topics = {key: reading.members(text) for batch in reading.topics(keys) for key, text in batch}
    rows = {
        key: int(row)
        for key, row in zip(keys, columns.row_by_id(np.array(list(keys), dtype=np.int64)), strict=True)
        if row >= 0
    }
    numbers = dict(zip(found, refs.encode([row[1] for row in found.values()]).tolist(), strict=True)) if found else {}
    places = {key: (row[0], numbers[key]) for key, row in found.items()}
    staying = [
        key
        for key, row in rows.items()
        if key in places and places[key] == (columns.days.of_row(row), int(columns.refs[row]))
    ]
    coming = sorted(found.keys() - set(staying), key=places.__getitem__)
    going = np.array(sorted(row for key, row in rows.items() if key not in set(staying)), dtype=np.int64)

    days = [places[key][0] for key in coming]
    starts = [columns.days.before(day) for day in days]
    stops = [columns.days.before(day + 1) for day in days]
    at = np.array(
        [
            start + int(np.searchsorted(columns.refs[start:stop], np.uint64(numbers[key])))
            for key, start, stop in zip(coming, starts, stops, strict=True)
        ],
        dtype=np.int64,
    )
    at -= np.searchsorted(going, at)  # of what is left once others are gone
    changed = {}
    for place, name in enumerate([*COLUMNS, "topic"], start=2):
        values = {key: topics.get(key, ()) if name == "topic" else row[place] for key, row in found.items()}
        column: Column = getattr(columns, name).knowing(values.values())
        codes = dict(zip(values, column.encoded(list(values.values())), strict=True)) if values else {}
        if staying:
            column = column.with_codes(np.array([rows[key] for key in staying]), np.array([codes[k] for k in staying]))
        if coming or going.size:
            column = column.with_rows(going, at, np.array([codes[key] for key in coming], dtype=column.codes.dtype))
        changed[name] = column
    if not (coming or going.size):
        return columns.with_(**changed)
    return columns.with_(
        ids=spliced(columns.ids, going, at, narrow(np.array(coming, dtype=np.int64))),
        refs=spliced(columns.refs, going, at, np.array([numbers[key] for key in coming], dtype=np.uint64)),
        days=columns.days.with_rows(going, np.array(days, dtype=np.int32)),
        **changed,
    )
