"""Rows changed, removed and put back many at a time, each as a save of its own would leave it.

Every row gets a version more and a revision, and its parents a version more. Statements, not saves: their number
follows from how many times AT_ONCE the rows are, and not from the rows. Derived columns are the caller's to know.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.db import connections
from django.db.models import F, QuerySet, Value
from django.utils import timezone

from quotes.models import Record
from quotes.models.search import AT_ONCE

from ..permissions import User

Model = type[Record]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Note:
    """Who does it and why: what each revision says."""

    by: User
    reason: str

    def sign(self, record: Record) -> Record:
        """Let the record's next revision say so."""
        record._history_user, record._change_reason = self.by, self.reason
        return record


def lock(rows: QuerySet[Any], *, whole: bool = False) -> list[int]:
    """Lock rows until the transaction ends, in the order of their keys, and return these.

    `whole`: against new rows that refer to them, too.
    """
    return list(rows.select_for_update(no_key=not whole).order_by("pk").values_list("pk", flat=True))


def parts(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield the items in lists of AT_ONCE."""
    upcoming = iter(items)
    while part := list(islice(upcoming, AT_ONCE)):
        yield part


def change(model: Model, keys: Sequence[int], values: dict[str, Any], note: Note) -> None:
    """Give locked rows new values of some columns."""
    for part in parts(keys):
        rows = model._base_manager.filter(pk__in=part)
        rows.update(**values, version=F("version") + 1)
        touch_parents(rows)
        write_revisions(rows, "~", note)


def remove(model: Model, keys: Sequence[int], note: Note) -> None:
    """Delete locked rows that nothing refers to."""
    for part in parts(keys):
        rows = model._base_manager.filter(pk__in=part)
        touch_parents(rows)
        write_revisions(rows, "-", note)
        rows._raw_delete(rows.db)


def put_back(model: Model, kept: Iterable[dict[str, Any]], note: Note) -> None:
    """Make rows again as `columns_of` described them, each with the key that it had and a version more."""
    for part in parts(kept):
        records = [model(**columns | {"version": columns["version"] + 1}) for columns in part]
        model._base_manager.bulk_create(records)
        rows = model._base_manager.filter(pk__in=[record.pk for record in records])
        touch_parents(rows)
        write_revisions(rows, "+", note)


def columns_of(record: Record) -> dict[str, Any]:
    """Return every column of a row, from which it can be made again."""
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def touch_parents(rows: QuerySet[Any]) -> None:
    """Count up the version of every parent of rows."""
    for name in rows.model.parents:
        parents = rows.model._meta.get_field(name).related_model._base_manager
        parents.filter(pk__in=rows.values(name)).update(version=F("version") + 1)


def write_revisions(rows: QuerySet[Any], kind: str, note: Note) -> None:
    """Keep a revision of each row as it is stored now: "+" made, "~" changed, "-" about to be deleted.

    One statement copies them inside the database, where `bulk_history_create` would read and send back every text.
    """
    history = rows.model.history.model
    said = {
        "history_date": Value(timezone.now()),
        "history_user_id": Value(note.by.pk),
        "history_change_reason": Value(note.reason),
        "history_type": Value(kind),
    }
    columns = [field.attname for field in history.tracked_fields]
    chosen = rows.order_by("pk").annotate(**said).values_list(*columns, *said)
    connection = connections[rows.db]
    names = (history._meta.get_field(name).column for name in [*columns, *said])
    select, values = chosen.query.sql_with_params()
    quoted = ", ".join(map(connection.ops.quote_name, names))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {connection.ops.quote_name(history._meta.db_table)} ({quoted}) {select}", values)
