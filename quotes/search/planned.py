"""Queries that PostgreSQL plans once: to plan one of seven tables takes it five times as long as to answer it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection


@cache
def _cursor_of(psycopg: Any) -> Any:
    """Return the cursor of a driver, which a process on SQLite does not load: it takes 8 MB.

    It keeps what Django shows where queries are captured, as psycopg's other cursors do.
    """

    class Cursor(psycopg.Cursor):
        def _convert_query(self, query: Any, params: Any = None) -> Any:
            self._query = super()._convert_query(query, params)
            return self._query

    return Cursor


@contextmanager
def planned_once() -> Iterator[Any]:
    """Give a cursor whose queries PostgreSQL keeps, with their plans, from the second time on (`prepare_threshold`).

    For a query whose text is the same each time, and which one plan suits, whatever its values are: for one that looks
    up keys, but not for a search, whose plan depends on the word. Django's own cursors write the values into the text.
    They can be told not to, but then migrations fail, which send several statements at once.
    https://docs.djangoproject.com/en/5.2/ref/databases/#server-side-parameters-binding
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            used: Any = connection
            cursor.cursor = _cursor_of(used.Database)(used.connection)
        yield cursor
