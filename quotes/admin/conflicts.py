"""Why the database or the record refused a save, in words for people."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError
from django.db.models import Model, ProtectedError

from quotes.models import Conflict

CONTRADICTION = "This contradicts something that somebody else just saved. Nothing was saved. Try again."
BUSY = "The database was busy with somebody else’s change. Nothing was saved. Try again."
REFUSALS = (Conflict, ValidationError, ProtectedError, IntegrityError, OperationalError)


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
        return ValidationError(BUSY)
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
