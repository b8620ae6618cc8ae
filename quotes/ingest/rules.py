"""What the models' rules say about a record, in sentences."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model


def broken(record: Model, *rules: Callable[[], object]) -> list[str]:
    """Return what the rules, each of which may raise ValidationError, say is wrong with `record`; each thing once."""
    problems: dict[str, None] = {}
    for rule in rules:
        try:
            rule()
        except ValidationError as error:
            problems |= dict.fromkeys(sentences(record, error))
    return list(problems)


def sentences(record: Model, error: ValidationError) -> list[str]:
    """Return what an error says is wrong with `record`, each thing once."""
    said = [
        message if name == NON_FIELD_ERRORS else f"{name}: {message}"
        for name, messages in messages_by_field(record, error).items()
        for message in messages
    ]
    return list(dict.fromkeys(said))


def messages_by_field(record: Model, error: ValidationError) -> dict[str, list[str]]:
    """Return what an error says is wrong with `record`, by the name of the field, or NON_FIELD_ERRORS."""
    return {name: _messages(record, name, errors) for name, errors in error.update_error_dict({}).items()}


def _messages(record: Model, name: str, errors: list[ValidationError]) -> list[str]:
    choices: list[str] = []
    if name != NON_FIELD_ERRORS:
        choices = [str(value) for value, _ in getattr(record._meta.get_field(name), "flatchoices", [])]
    if choices and str(getattr(record, name)) not in choices:
        return [f"“{getattr(record, name)}” is not one of {', '.join(filter(None, choices))}."]
    return [message for error in errors for message in error.messages]


def label(record: Any) -> str:
    """Return what people call a stored row: quotation 2Z5M7XKQ0A, stance 2Z5M7XKQ0A/some-claim."""
    name = "/".join(str(part) for part in record.natural_key() if part not in (None, ""))
    return f"{record._meta.verbose_name} {name}"
