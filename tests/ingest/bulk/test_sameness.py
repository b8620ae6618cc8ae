"""What is loaded in bulk is what the models would have saved, field by field, revisions included."""

import json
from datetime import date

import pytest
from django.db import models

from quotes.ingest.building import ORDER
from quotes.ingest.fixtures import models_by_label, serialize
from quotes.ingest.generation import generate
from quotes.ingest.loading import load
from quotes.models import Candidate, Passage, Publishable, Quotation, Record
from quotes.text.anchors import Span
from tests.ingest.bulk.rows import clear, load_rows, stored_rows
from tests.ingest.examples import build_seed

pytestmark = pytest.mark.django_db

IN_SEEDS = [model for model in ORDER if model is not Candidate]  # the editors' decisions, not what led to them


def save_one_by_one(rows) -> None:
    """Save rows through the models, in their order; what is published goes there by a draft."""
    labels, passages = models_by_label(), {}
    for row in rows:
        if row["model"] == "quotes.passage":
            fields = row["fields"]
            passages.setdefault(fields["quotation"][0], []).append(Span(fields["start"], fields["end"]))
    for row in rows:
        model = labels[row["model"]]
        if model is Passage:
            continue
        values = {}
        for name, value in row["fields"].items():
            field = model._meta.get_field(name)
            if field.is_relation and value is not None:
                value = field.related_model._default_manager.get_by_natural_key(*value)
            values[name] = date.fromisoformat(value) if isinstance(field, models.DateField) else value
        status = {name: values.pop(name) for name in ("status", "status_reason") if name in values}
        record = model(**values)
        if isinstance(record, Quotation):
            record.anchor(passages.get(record.ref, []))
        else:
            record.save()
        if isinstance(record, Publishable):
            record.status, record.status_reason = status["status"], status["status_reason"]
            record.save()


def said(record_or_revision: Record, model: type[Record]) -> dict:
    """All that a row or a revision says, but for its version: saving one by one counts each child that was added."""
    fields = [field.attname for field in model._meta.concrete_fields if field.name not in ("id", "version")]
    return {name: getattr(record_or_revision, name) for name in fields}


def dump() -> dict[str, list[dict]]:
    """The rows of each model, with natural keys, and what the newest revision of each says."""
    found = {}
    for model in ORDER:
        rows = json.loads(serialize(model._base_manager.order_by("pk")))
        for row in rows:
            row["fields"].pop("version")
        found[model.__name__] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
        for record in model._base_manager.all():
            assert said(record.history.latest(), model) == said(record, model)
    return found


def candidate_of(quotation: dict) -> dict:
    """What extraction would have found of the quotation in a row."""
    found = {"words": "as found", "kind": "direct", "speaker_kind": "person", "because": "Label.", "confidence": 0.875}
    return {"model": "quotes.candidate", "fields": {"quotation": [quotation["fields"]["ref"]], "cue_start": 7} | found}


def test_rows_loaded_in_bulk_are_those_saved_one_by_one():
    rows = list(generate(100, seed=22))
    rows.append(candidate_of(next(row for row in rows if row["model"] == "quotes.quotation")))
    assert {row["model"] for row in rows} == {model._meta.label_lower for model in ORDER}, "a model is not tried"
    statuses = {row["fields"]["status"] for row in rows if row["model"] == "quotes.quotation"}
    assert len(statuses) == len(Quotation.Status), "a status is not tried"
    assert load_rows(rows) == []
    in_bulk = dump()
    clear()
    save_one_by_one(rows)
    assert in_bulk == dump()


def test_rows_loaded_in_bulk_are_those_of_a_fixture_versions_and_revisions_too(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text(build_seed())

    def everything() -> dict:
        found = {}
        for model in IN_SEEDS:
            first = model._base_manager.order_by("pk").values_list("pk", flat=True)[0] - 1
            left_out = {"history_date", "history_id", "id"}
            revisions = list(model.history.order_by("history_id").values())
            found[model.__name__] = (
                json.loads(serialize(model._base_manager.order_by("pk"))),
                [{name: row[name] for name in row.keys() - left_out if not name.endswith("_id")} for row in revisions],
                [row["id"] - first for row in revisions],
            )
        return found

    load([path])
    as_fixture, rows = everything(), stored_rows()
    clear()
    assert load_rows(rows) == []
    assert everything() == as_fixture


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_it_makes_no_difference_where_one_run_of_lines_ends_and_the_next_begins(size, monkeypatch):
    rows = list(generate(25, seed=2))
    assert load_rows(rows) == []
    at_once = dump()
    clear()
    monkeypatch.setattr("quotes.ingest.bulk.loading.RUN", size)
    assert load_rows(rows) == []
    assert dump() == at_once
