"""Fixtures as files: JSON rows with natural keys, and what each row must be before it may come near the database."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db.models import Model, UniqueConstraint

from quotes.ingest.files import Refused, read_text
from quotes.models import FormerSlug, Record
from quotes.text.characters import check_characters


@dataclass(frozen=True)
class Row:
    """A row of a fixture, and where it stands."""

    number: int
    path: Path
    model: type[Model]
    fields: dict[str, Any]

    @property
    def place(self) -> str:
        return f"{self.path.name}, row {self.number:,} ({self.model._meta.verbose_name})"


def record_models() -> list[type[Record]]:
    """Return every model of the record, in the order of their definition."""
    return [model for model in apps.get_app_config("quotes").get_models() if issubclass(model, Record)]


def models_by_label() -> dict[str, type[Model]]:
    """Return the models whose rows stand in files, by what a row calls its model."""
    every: list[type[Model]] = [*record_models(), FormerSlug]
    return {model._meta.label_lower: model for model in every}


def serialize(records: Iterable[Record]) -> str:
    """Return records as the text of a fixture."""
    text: str = serializers.serialize(
        "json",
        records,
        indent=1,
        ensure_ascii=False,
        use_natural_foreign_keys=True,
        use_natural_primary_keys=True,
    )
    return text


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a fixture. Raises Refused unless all of them have the form that rows of the record have."""
    try:
        rows = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise Refused([f"{path} is not JSON: {error}."]) from None
    if not isinstance(rows, list):
        raise Refused([f"{path} is not a fixture: it must be a list of rows."])
    models = models_by_label()
    problems = [
        f"{path.name}, row {number:,}: {problem}"
        for number, row in enumerate(rows, start=1)
        for problem in form_problems(row, models)
    ]
    if problems:
        raise Refused(problems)
    return [Row(number, path, models[row["model"]], row["fields"]) for number, row in enumerate(rows, start=1)]


def form_problems(row: Any, models: dict[str, type[Model]]) -> Iterator[str]:
    """Yield what keeps a row, as read, from being one of the record's, whose `models` are given by label."""
    if not isinstance(row, dict) or row.keys() != {"model", "fields"} or not isinstance(row["fields"], dict):
        yield "a row has a “model” and “fields”, and no “pk”: rows are known by their natural keys."
        return
    model = models.get(row["model"]) if isinstance(row["model"], str) else None
    if model is None:
        yield f"“{row['model']}” is not a model of the record."
        return
    fields = {field.name: field for field in model._meta.concrete_fields if not field.primary_key}
    for name in sorted(row["fields"].keys() - fields.keys()):
        yield f"{row['model']} has no field “{name}”."
    for name in key_fields(model):
        if name not in row["fields"]:
            yield f"“{name}” is missing, and the row is known by it."
    for name, value in row["fields"].items():
        is_relation = name in fields and fields[name].is_relation
        if is_relation and not (value is None or (isinstance(value, list) and value)):
            yield f"{name} must be a natural key in a list, not {value!r}."
        for part in value if is_relation and isinstance(value, list) else [value]:
            if isinstance(part, str):
                try:
                    check_characters(part)
                except ValueError as error:
                    yield f"{name}: {error}"
            elif not (part is None or isinstance(part, int)):
                yield f"{name} must be a text, a whole number or null, not {part!r}."


def key_fields(model: type[Model]) -> list[str]:
    """Return the fields that a row of `model` is known by."""
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            return [field.name]
    return list(next(rule.fields for rule in model._meta.constraints if isinstance(rule, UniqueConstraint)))


def key_paths(model: type[Model]) -> list[str]:
    """Return the lookups that lead to the parts of a model's natural key."""
    paths = []
    for name in key_fields(model):
        field = model._meta.get_field(name)
        related = field.related_model
        paths += [f"{name}__{path}" for path in key_paths(related)] if related else [name]
    return paths
