"""The order by relevance: a list of some length, in which a page begins after a place, or ends before one."""

import numpy as np
from django.db.models import QuerySet

from quotes import search
from quotes.search.columns import Selection
from quotes.text.words import Query

from .paging import Cursor, Page

RANKED = 2_000  # more than anybody pages through; the newest of what has the words, then of what has them in names


def best_of(selection: Selection, query: Query) -> list[int]:
    """Return the ids of a selection that `query` found, best first. Of many, only the newest `RANKED` are compared."""
    newest = selection.columns.ids[selection.rows][::-1].astype(np.int64)
    if len(newest) > RANKED:
        said = search.in_words(query, newest)[:RANKED]
        others = newest[~np.isin(newest, said)] if len(said) < RANKED else newest[:0]
        newest = np.concatenate([said, others])[:RANKED]
    ids: list[int] = search.ranked(query, newest).tolist()
    return ids


def best_page(ids: list[int], rows: QuerySet, cursor: Cursor | None, size: int) -> Page:
    """Return the `size` rows that come after `cursor` (or before it; the first ones without), in one query.

    A quotation that is no longer among `rows` is left out.
    """
    place = int(cursor.key[0]) if cursor else 0
    end = place - 1 if cursor and cursor.backwards else min(place + size, len(ids))
    start = max(end - size, 0) if cursor and cursor.backwards else place
    shown = ids[start:end]
    found = {row.pk: row for row in rows.filter(pk__in=shown)} if shown else {}
    return Page(
        [found[key] for key in shown if key in found],
        Cursor((str(start + 1),), backwards=True) if shown and start else None,
        Cursor((str(end),)) if shown and end < len(ids) else None,
    )
