"""Records as a file of rows, a few in memory at a time."""

import csv
import io
import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from quotes.ingest.transfer.cells import Value, as_text
from quotes.ingest.transfer.columns import Item
from quotes.ingest.transfer.formulas import neutralized
from quotes.ingest.transfer.kind import Kind

AT_ONCE = 200  # records, of which each may have a source with a long text
BOM = "\ufeff"  # by which spreadsheets know that a file is UTF-8


def csv_line(cells: Iterable[Value]) -> str:
    """Return a row of CSV (RFC 4180), in which no cell is a formula."""
    line = io.StringIO()
    csv.writer(line).writerow([neutralized(as_text(value)) for value in cells])
    return line.getvalue()


def exported(kind: Kind, records: QuerySet[Any], form: str) -> Iterator[str]:
    """Yield the lines of a file, "csv" or "jsonl", of records in their order, read a few at a time."""
    names = [column.name for column in kind.columns if column.name != "refused"]
    if form == "csv":
        yield BOM + csv_line(names)
    for row in written(kind, records):
        yield csv_line(row[name] for name in names) if form == "csv" else json_line({name: row[name] for name in names})


def json_line(row: Mapping[str, Value]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def written(kind: Kind, records: QuerySet[Any]) -> Iterator[dict[str, Value]]:
    """Yield what records say, by column. Those that are deleted meanwhile are left out."""
    keys = array("q", records.values_list("pk", flat=True).iterator(chunk_size=5_000))
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE].tolist()
        read = kind.rows().defer(*kind.defers).in_bulk(some)
        yield from (kind.written(Item(read[key])) for key in some if key in read)
