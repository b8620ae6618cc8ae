"""Rows that are not loaded, with the reasons, in sentences."""

import gc
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model

from quotes.ingest.fixtures import form_problems, key_fields, models_by_label
from quotes.ingest.rules import sentences

QUOTATION_REFUSED = ValidationError("Its quotation was refused.")


class Refusal(NamedTuple):
    """A row that is not loaded: its line, the row as given, what people call it, and why, in sentences."""

    line: int
    row: Any
    label: str
    reasons: list[str]


def malformed(line: int, row: Any) -> Refusal:
    """Refuse a row that is none of the record's, or an error for people that stands in place of a row."""
    problems = [str(row)] if isinstance(row, ValueError) else list(form_problems(row, models_by_label()))
    return Refusal(line, row, "", problems)


def refusal(line: int, row: Any, model: type[Model], error: Exception) -> Refusal:
    """Refuse a row of a model, which `error` is about."""
    parts: list[Any] = []
    for name in key_fields(model):
        part = row["fields"].get(name)
        parts += part if isinstance(part, list) else [part]
    called = "/".join(str(part) for part in parts if part not in (None, ""))
    return Refusal(line, row, f"{model._meta.verbose_name} {called}", reasons(row, model, error))


def reasons(row: Any, model: type[Model], error: Exception) -> list[str]:
    """Return every reason that can be told to refuse a row: what its form lacks, or else what `error` says."""
    if problems := list(form_problems(row, models_by_label())):
        return problems
    if not isinstance(error, ValidationError):
        return [str(error) or type(error).__name__]
    plain = {field.name for field in model._meta.concrete_fields if not field.is_relation and not field.primary_key}
    return sentences(model(**{name: value for name, value in row["fields"].items() if name in plain}), error)


def forget_errors() -> None:
    """Free the errors for which rows were refused, while no garbage is collected otherwise (`loading.uncollected`).

    An error that is kept where it was raised holds itself by its traceback, and everything that was at hand there: all
    of a run. Django keeps those of validators so. Only what is new is looked at.
    """
    gc.collect(0)
