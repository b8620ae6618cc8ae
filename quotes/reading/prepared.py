"""Queries for records by their keys that Django writes once: to write one takes longer than to answer it."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

from quotes.search.keys import as_rows, rows_of

PLACE = [-1]  # where the keys go: no record has this one


class Prepared:
    """What a queryset gives, of the rows with some keys.

    It reads a row into records as `django.db.models.query.ModelIterable` does (Django 5.2), with their related ones.
    """

    def __init__(self, write: Callable[[], QuerySet]) -> None:
        self._write = write

    def read(self, keys: Sequence[int]) -> list[Any]:
        """Return the records with these keys, in their order, in one query, but for what the queryset leaves out."""
        if not keys:
            return []
        found = {record.pk: record for record in self._records(self._execute(keys))}
        return [found[key] for key in keys if key in found]

    @cached_property
    def _compiled(self) -> tuple[Any, str, tuple[Any, ...]]:
        compiler = self._write().filter(pk__in=rows_of(PLACE)).order_by().query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        return compiler, sql, tuple(parameters)

    @cached_property
    def _converters(self) -> Any:
        compiler = self._compiled[0]
        return compiler.get_converters([column[0] for column in compiler.select])

    def _execute(self, keys: Sequence[int]) -> Iterable[Sequence[Any]]:
        compiler, sql, parameters = self._compiled
        place, given = as_rows(PLACE)[1][0], as_rows(keys)[1][0]
        with connection.cursor() as cursor:
            cursor.execute(sql, [given if one == place else one for one in parameters])
            rows = cursor.fetchall()
        return compiler.apply_converters(rows, self._converters) if self._converters else rows

    def _records(self, rows: Iterable[Sequence[Any]]) -> Iterable[Model]:
        info, select = self._compiled[0].klass_info, self._compiled[0].select
        model, own = info["model"], slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        names = [column[0].target.attname for column in select[own]]
        related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]  # the stubs are of Django 6
        for row in rows:
            record = model.from_db(connection.alias, names, row[own])
            for one in related:
                one.populate(row, record)
            yield record
