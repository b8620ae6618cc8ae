"""Many keys as one parameter of a query: neither database then parses, or limits, a list of thousands."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

AS_ROWS = {"sqlite": "SELECT value FROM json_each(%s)", "postgresql": "SELECT unnest(%s::bigint[])"}
WORDS_AS_ROWS = {"sqlite": "SELECT value FROM json_each(%s)", "postgresql": "SELECT unnest(%s::text[])"}


def as_rows(keys: Iterable[int]) -> tuple[str, list[Any]]:
    """Return a query that gives the keys as rows of one column, and its parameters."""
    numbers = [int(key) for key in keys]
    return AS_ROWS[connection.vendor], [json.dumps(numbers) if connection.vendor == "sqlite" else numbers]


def rows_of(keys: Iterable[int]) -> RawSQL:
    """Return the same as an expression, for `pk__in`."""
    return RawSQL(*as_rows(keys))  # noqa: S611


def words_as_rows(words: Iterable[str]) -> tuple[str, list[Any]]:
    """Return a query that gives words as rows of one column, and its parameters."""
    texts = list(words)
    return WORDS_AS_ROWS[connection.vendor], [json.dumps(texts) if connection.vendor == "sqlite" else texts]
