"""Queries for records by their keys that Django writes once: to write one takes longer than to answer it."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.expressions import RawSQL

from quotes.search.keys import filled, one_of
from quotes.search.planned import planned_once

PLACE = [-1]  # where the keys go: no record has this one

Row = Sequence[Any]


class Prepared:
    """What a queryset gives, of the rows with some keys, with the related records that it selects.

    A row becomes records as in `django.db.models.query.ModelIterable` (Django 5.2), but for `Model.__init__()` and the
    signals around it: they take most of the time of a list, and do nothing for what is only shown.
    """

    def __init__(self, write: Callable[[], QuerySet]) -> None:
        self._write = write

    def read(self, keys: Sequence[int]) -> list[Any]:
        """Return the records with these keys, in their order, in one query, but for what the queryset leaves out."""
        if not keys:
            return []
        found = {record.pk: record for record in map(self._record, self._execute(keys))}
        return [found[key] for key in keys if key in found]

    @cached_property
    def _compiled(self) -> tuple[Any, str, tuple[Any, ...]]:
        rows = self._write()
        condition, values = one_of(f"{rows.model._meta.db_table}.{rows.model._meta.pk.column}", PLACE)
        found = rows.filter(RawSQL(condition, values, output_field=BooleanField())).order_by()  # noqa: S611
        compiler = found.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        return compiler, sql, tuple(parameters)

    @cached_property
    def _converters(self) -> Any:
        compiler = self._compiled[0]
        return compiler.get_converters([column[0] for column in compiler.select])

    @cached_property
    def _record(self) -> Callable[[Row], Any]:
        compiler = self._compiled[0]
        return reader(compiler.klass_info, compiler.select)

    def _execute(self, keys: Sequence[int]) -> Iterable[Row]:
        compiler, sql, parameters = self._compiled
        with planned_once() as cursor:
            cursor.execute(sql, filled(parameters, PLACE, keys))
            rows = cursor.fetchall()
        return compiler.apply_converters(rows, self._converters) if self._converters else rows


def reader(info: Any, select: Any) -> Callable[[Row], Any]:
    """Return a function that makes a record of a row, and those related to it; None where its own columns are null."""
    model: type[Model] = info["model"]
    start, stop = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in select[start:stop]]
    key = start + names.index(model._meta.pk.attname)
    related = [(one["local_setter"], reader(one, select)) for one in info.get("related_klass_infos", ())]

    def read(row: Row) -> Any:
        if row[key] is None:
            return None
        record = model.__new__(model)
        record.__dict__ = dict(zip(names, row[start:stop], strict=True))
        record._state = ModelState()
        record._state.adding, record._state.db = False, DEFAULT_DB_ALIAS
        for set_related, read_related in related:
            set_related(record, read_related(row))
        return record

    return read
