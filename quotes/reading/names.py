"""What records are called, several models in one query, which is SQL as such.

Django takes a millisecond or two to write such a query, ten times as long as a database to answer it.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from quotes.models import Slugged
from quotes.search.keys import filled, one_of
from quotes.search.planned import planned_once

PLACE = ["-"]  # where slugs go: no record has this one


class Called(NamedTuple):
    """A record: in which set it was asked for, its key, its slug and what it is called."""

    name: str
    key: int
    slug: str
    label: str


def by_key(sets: Mapping[str, tuple[type[Slugged], Sequence[int]]]) -> list[Called]:
    """Return what the records of some sets are called, each a model with keys: of a tally, so that they are public."""
    parts, values = [], []
    for name, (model, keys) in sets.items():
        condition, parameters = one_of("id", keys)
        table, label = model._meta.db_table, model.slug_from
        parts.append(f"SELECT '{name}', id, slug, {label} FROM {table} WHERE {condition}")  # noqa: S608
        values += parameters
    return _ask(parts, values)


def by_slug(sets: Mapping[str, tuple[type[Slugged], Sequence[str]]]) -> list[Called]:
    """Return what the public records of some sets are called, each a model with slugs."""
    parts, values = [], []
    for name, (model, slugs) in sets.items():
        sql, parameters = _public(model)
        parts.append(f"SELECT '{name}', public.* FROM ({sql}) AS public")  # noqa: S608
        values += filled(parameters, PLACE, slugs)
    return _ask(parts, values)


@cache
def _public(model: type[Slugged]) -> tuple[str, tuple[Any, ...]]:
    """Return the query for the public records of a model that have certain slugs, and its parameters."""
    condition, values = one_of(f"{model._meta.db_table}.slug", PLACE)
    some = model.objects.published().filter(RawSQL(condition, values, output_field=BooleanField()))  # noqa: S611
    sql, parameters = some.order_by().values_list("pk", "slug", model.slug_from).query.sql_with_params()
    return sql, tuple(parameters)


def _ask(parts: Sequence[str], values: Sequence[Any]) -> list[Called]:
    if not parts:
        return []
    with planned_once() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return [Called(*row) for row in cursor.fetchall()]
