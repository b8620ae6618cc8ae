"""Many keys as one parameter of a query: neither database then parses, or limits, a list of thousands."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

AS_ROWS = {"sqlite": "SELECT value FROM json_each(%s)", "postgresql": "SELECT unnest(%s::bigint[])"}


def as_rows(keys: Iterable[int]) -> tuple[str, list[Any]]:
    """Return a query that gives the keys as rows of one column, and its parameters."""
    numbers = [int(key) for key in keys]
    return AS_ROWS[connection.vendor], [json.dumps(numbers) if connection.vendor == "sqlite" else numbers]


def rows_of(keys: Iterable[int]) -> RawSQL:
    """Return the same as an expression, for `pk__in`."""
    return RawSQL(*as_rows(keys))  # noqa: S611


def one_of(column: str, values: Sequence[int] | Sequence[str]) -> tuple[str, list[Any]]:
    """Return the condition that a column has one of some keys, or words, and its parameters: of few, in its index.

    PostgreSQL joins rows of keys last where a query has more than eight tables (`join_collapse_limit`), and so reads
    all of the first. What an array holds is looked up.
    """
    if connection.vendor == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(values))]  # noqa: S608
    if values and isinstance(values[0], str):
        return f"{column} = ANY(%s::text[])", [list(values)]
    # Written as a text: psycopg gives a list of numbers the type of its largest, and a plan is for certain types.
    return f"{column} = ANY(%s::bigint[])", [f"{{{','.join(map(str, values))}}}"]


def filled(parameters: Sequence[Any], stand_in: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    """Return the parameters of a query that was written with `one_of(column, stand_in)`, for other values.

    Raises ValueError unless the stand-in is there exactly once.
    """
    (place,), (given,) = one_of("", stand_in)[1], one_of("", values)[1]
    if list(parameters).count(place) != 1:
        raise ValueError(f"{stand_in} should stand once among {parameters}.")
    return [given if one == place else one for one in parameters]
