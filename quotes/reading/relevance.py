"""The order by relevance: a list of some length, in which a page begins after a place, or ends before one."""

import numpy as np

from quotes import search
from quotes.search.columns import Selection
from quotes.text.words import Query

from .paging import Cursor, Page, Read

RANKED = 2_000  # more than anybody pages through; the newest of what has the words, then of what has them in names


def best_of(selection: Selection, query: Query) -> list[int]:
    """Return the ids of a selection that `query` found, best first. Of many, only the newest `RANKED` are compared."""
    newest = selection.columns.ids[selection.rows][::-1].astype(np.int64)
    ids: list[int] = search.ranked(query, newest, RANKED).tolist()
    return ids


def best_page(ids: list[int], read: Read, cursor: Cursor | None, size: int) -> Page:
    """Return the `size` records that come after `cursor` (or before it; the first ones without): what `read` gives.

    A quotation that is gone since it was ranked is left out.
    """
    place = int(cursor.key[0]) if cursor else 0
    end = place - 1 if cursor and cursor.backwards else min(place + size, len(ids))
    start = max(end - size, 0) if cursor and cursor.backwards else place
    shown = ids[start:end]
    return Page(
        read(shown),
        Cursor((str(start + 1),), backwards=True) if shown and start else None,
        Cursor((str(end),)) if shown and end < len(ids) else None,
    )
