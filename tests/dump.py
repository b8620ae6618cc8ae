"""The record as text that says the same of two databases when they hold the same, history and versions aside."""

from typing import Any

from quotes.models import FormerSlug, Record, SearchEntry

WITHOUT_KEYS = (FormerSlug,)  # rows that nothing refers to: their numbers mean nothing


def dump() -> dict[str, list[dict[str, Any]]]:
    """Return every row of the record and what follows from it, by table: all columns but versions, in a fixed order."""
    models = sorted(all_records(), key=lambda model: model.__name__)
    return {model.__name__: rows_of(model) for model in [*models, FormerSlug, SearchEntry]}


def all_records() -> list[type[Record]]:
    """Return every model that is a record, those of which others are made left out."""
    found, todo = [], [Record]
    while todo:
        model = todo.pop()
        todo += model.__subclasses__()
        if not model._meta.abstract:
            found.append(model)
    return found


def rows_of(model: Any) -> list[dict[str, Any]]:
    left_out = {"version"} | ({model._meta.pk.attname} if model in WITHOUT_KEYS else set())
    columns = [field.attname for field in model._meta.concrete_fields if field.attname not in left_out]
    return sorted(model._base_manager.values(*columns), key=str)
