"""Rows as they stand in files of JSON Lines, from what the database holds, and how tests load them."""

import json
from collections.abc import Iterable
from typing import Any

from quotes.ingest.building import ORDER
from quotes.ingest.bulk.lines import Line
from quotes.ingest.bulk.loading import RowsRefused, load_lines
from quotes.ingest.bulk.refusals import Refusal
from quotes.ingest.fixtures import key_fields, serialize
from quotes.models import FormerSlug, Passage, Quotation, SearchEntry

Row = dict[str, Any]


def lines_of(rows: Iterable[Row]) -> list[Line]:
    return [Line(number, row) for number, row in enumerate(rows, start=1)]


def facts(model: Any, row: Row) -> Row:
    """A row without its version and the columns that follow from others, but for what it is known by."""
    left_out = {"version", *model.derived} - set(key_fields(model))
    fields = {name: value for name, value in row["fields"].items() if name not in left_out}
    return {"model": row["model"], "fields": fields}


def stored_rows() -> list[Row]:
    """The facts of every row, each after those it refers to, and passages right after their quotation."""
    rows: list[Row] = []
    for model in ORDER:
        for record in model._base_manager.order_by("pk"):
            if model is Passage:
                continue
            rows.append(facts(model, json.loads(serialize([record]))[0]))
            if model is Quotation:
                passages = record.passages.order_by("position")
                rows += [facts(Passage, row) for row in json.loads(serialize(passages))]
    return rows


def load_rows(rows: Iterable[Row], **options: Any) -> list[Refusal]:
    """Load rows and return what was refused."""
    refused: list[Refusal] = []
    try:
        load_lines(lines_of(rows), "rows.jsonl", refused=refused.append, **options)
    except RowsRefused:
        assert refused
    return refused


def clear() -> None:
    """Delete every row of the record and every revision, past all rules."""
    SearchEntry.objects.all().delete()
    for model in reversed(ORDER):
        model._base_manager.all()._raw_delete("default")
        model.history.all()._raw_delete("default")
    FormerSlug.objects.all().delete()
