"""Finding quotations by words: one contract (`base`), which SQLite and PostgreSQL keep each in its own way.

Gives functions on the index of the database in use, described in `base.Index`. Every key they return is that of a
published quotation. May import `quotes.models` and `quotes.text`.
"""

from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, connections

from quotes.text.words import Query

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


def in_words(query: Query, keys: "Keys") -> "Keys":
    """Return those of `keys`, in their order, that `query` finds without the help of names."""
    return index().in_words(query, keys)


def ranked(query: Query, keys: "Keys") -> "Keys":
    """Return `keys`, a few thousand found by `query`, best first; ties stay in their order."""
    return index().ranked(query, keys)
