"""What to show a person whose form somebody else has overtaken."""

import re
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError
from django.db.models import Model, ProtectedError

from quotes.models import Conflict

from .forms import RecordForm

CONTRADICTION = "This contradicts something that somebody else just saved. Nothing was saved; try again."
REFUSALS = (Conflict, ValidationError, ProtectedError, IntegrityError, OperationalError)


class Disagreement(NamedTuple):
    """One line of a conflict: where, what is stored now, and what was posted."""

    where: str
    stored: str
    yours: str


def disagreements(form: RecordForm, formsets: list[Any]) -> list[Disagreement] | None:
    """Return every difference between what is stored and what was posted, or None when nothing is stale."""
    rows = [row for formset in formsets for row in formset.initial_forms if isinstance(row, RecordForm)]
    if not any(each.stale for each in [form, *rows]):
        return None
    found = [Disagreement(*difference) for difference in form.differences]
    for formset in (each for each in formsets if not each.told_by_parent):
        kind = str(formset.model._meta.verbose_name).capitalize()
        for row in formset.initial_forms:
            if row.gone:
                found.append(Disagreement(kind, "(deleted)", written_row(row)))
            elif row.stale:
                found += [Disagreement(f"{kind}: {label}", *values) for label, *values in row.differences]
        found += [Disagreement(kind, str(row), "(not there)") for row in formset.added_elsewhere]
    return found


def written_row(row: RecordForm) -> str:
    values = (row.cleaned_data.get(name) for name in row.fields if name not in ("id", "seen_version", row_key(row)))
    return ", ".join(str(value) for value in values if value)


def row_key(row: RecordForm) -> str:
    return next((name for name, field in row.fields.items() if getattr(field, "parent_instance", None)), "")


def refusal(error: Exception, model: type[Model]) -> ValidationError:
    """Return why the database or the record refused a save, in words for people."""
    if isinstance(error, ValidationError):
        return error
    if isinstance(error, Conflict):
        return ValidationError(str(error))
    if isinstance(error, ProtectedError):
        needed_by = ", ".join(f"“{record}”" for record in list(error.protected_objects)[:5])
        return ValidationError(f"It cannot be deleted, because it is needed by {needed_by}.")
    if isinstance(error, OperationalError):
        return ValidationError("Somebody else was saving the same records just now. Nothing was saved; try again.")
    return ValidationError(broken_rule(str(error), model) or CONTRADICTION)


def broken_rule(error: str, model: type[Model]) -> str:
    """Return what the named constraint says to people, or "". SQLite names a unique constraint by its columns."""
    for each in (model, *(relation.related_model for relation in model._meta.related_objects)):
        for constraint in each._meta.constraints:
            fields: list[Any] = [each._meta.get_field(name) for name in getattr(constraint, "fields", ())]
            columns = ", ".join(f"{each._meta.db_table}.{field.column}" for field in fields)
            if re.search(rf"\b{constraint.name}\b", error) or (columns and error.endswith(f": {columns}")):
                return str(constraint.get_violation_error_message())
    return ""
