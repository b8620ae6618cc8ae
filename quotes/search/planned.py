"""Queries that PostgreSQL plans once: to plan one of seven tables takes it five times as long as to answer it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


class _Cursor(psycopg.Cursor):
    """Keeps what Django shows where queries are captured, as psycopg's other cursors do."""

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        self._query = super()._convert_query(query, params)
        return self._query


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
            cursor.cursor = _Cursor(connection.connection)
        yield cursor
