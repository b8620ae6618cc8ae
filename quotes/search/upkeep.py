"""Making the entries and the index anew, and checking them. Both take the record a part at a time."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.color import no_style
from django.db import connections, transaction

from quotes.models import Quotation, SearchEntry
from quotes.models.search import COLUMNS, lock_entries

from . import changes
from .base import TABLE, Index

AT_ONCE = 2_000


def rebuild(index: Index, progress: Callable[[int], Any]) -> None:
    """Make all entries and the index anew in one transaction; tell `progress` of each part how many it has.

    The notes of changes begin anew as well, and have every process look at everything again.
    """
    using = index.connection.alias
    with transaction.atomic(using=using):
        lock_entries(using)  # before the table itself, as whoever saves a quotation does
        index.remove()
        connection = connections[using]
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), [TABLE]))
        for quotations in parts(Quotation.objects.using(using).published()):
            SearchEntry.objects.using(using).follow(quotations)
            progress(quotations.count())
        index.install()
        changes.clear(using)


def check(index: Index, progress: Callable[[int], Any]) -> Iterator[str]:
    """Yield, as sentences, each difference between the published record, its entries and the index."""
    yield from index.problems()
    using = index.connection.alias
    entries = SearchEntry.objects.using(using)
    for quotations in parts(Quotation.objects.using(using)):
        rows = list(quotations.order_by("pk").values_list("ref", *COLUMNS, named=True))
        refs = {row.pk: row.ref for row in rows}
        due = {entry.pk: entry for entry in entries.derived(rows)}
        there = entries.filter(quotation__in=quotations).in_bulk()
        for key, ref in refs.items():
            if key in due and key not in there:
                yield f"Quotation {ref} has no entry."
            elif key in there and key not in due:
                yield f"Quotation {ref} has an entry, but is not published."
            elif key in due:
                for field in ("words", "names"):
                    if getattr(due[key], field) != getattr(there[key], field):
                        yield f"The entry of quotation {ref} has other {field} than the record."
        progress(len(rows))


def parts(quotations: Any) -> Iterator[Any]:
    """Yield `quotations` in parts of neighboring keys, each of AT_ONCE at most."""
    last = 0
    while keys := list(quotations.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        last = keys[-1]
        yield quotations.filter(pk__range=(keys[0], last))
