"""Finding quotations by words: one contract (`base`), which SQLite and PostgreSQL keep each in its own way.

Gives functions on the index of the database in use, described in `base.Index`. Every key they return is that of a
published quotation. May import `quotes.models` and `quotes.text`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from django.db import DEFAULT_DB_ALIAS, connections

from quotes.text.words import Query, Term

if TYPE_CHECKING:
    from .base import Index, Keys


def index(using: str = DEFAULT_DB_ALIAS) -> "Index":
    """Return the index of a database. The module of the other database is never loaded."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        from .postgresql import PostgreSQLIndex

        return PostgreSQLIndex(connection)
    from .sqlite import SQLiteIndex

    return SQLiteIndex(connection)


def match(query: Query) -> "Keys":
    """Return the keys of all published quotations that `query` finds, in no order."""
    return index().match(query)


def match_any(terms: Sequence[tuple[str, ...]]) -> "Keys":
    """Return the keys of all that have one of some words and phrases, at least one, in one query for each of these."""
    return np.unique(np.concatenate([match(Query((Term(words),))) for words in terms]))


def ranked(query: Query, keys: "Keys", most: int) -> "Keys":
    """Return the best of `keys`, which `query` found, newest first; of more than `most`, the newest are compared."""
    return index().ranked(query, keys, most)
