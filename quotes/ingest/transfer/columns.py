"""Columns: how one thing that a record says is written in a file, and how it is read from there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from django.db.models import Model

from quotes.ingest.transfer.cells import Value
from quotes.ingest.transfer.lookups import Lookups
from quotes.models import Record
from quotes.text.characters import unify_line_ends


class Use(Enum):
    """What an import does with a column."""

    KEY = "says which record it is"
    GIVEN = "can be changed"
    SHOWN = "not imported"


@dataclass
class Item:
    """A record on its way out, or in: with what it said before, and what was asked for but is not saved yet."""

    record: Any
    before: dict[str, Value] = field(default_factory=dict)
    wanted: dict[str, Any] = field(default_factory=dict)


class WrongCell(ValueError):
    """What is wrong with a cell, as a sentence for people, and its column ("": with the row)."""

    def __init__(self, column: str, message: str) -> None:
        self.column, self.message = column, message
        super().__init__(message)


@dataclass(frozen=True)
class Column:
    """A column that is a text field of the record, unless a subclass says otherwise.

    `meaning` and `form` are for the documentation. `field` is the name of the record's field, where it is another.
    """

    name: str
    meaning: str
    form: str = "text"
    use: Use = Use.GIVEN
    field: str = ""

    many = False  # whether its values are lists of texts

    @property
    def of(self) -> str:
        """The record's field."""
        return self.field or self.name

    def read(self, item: Item) -> Value:
        """Return what the record says, as it is written."""
        return str(getattr(item.record, self.of))

    def put(self, item: Item, value: Any, lookups: Lookups) -> None:
        """Let the record say `value`, saving nothing. Raises WrongCell."""
        model_field = item.record._meta.get_field(self.of)
        if value == "" and not model_field.blank and model_field.has_default() and item.record._state.adding:
            return
        setattr(item.record, self.of, unify_line_ends(value))

    def save(self, item: Item, sign: Callable[[Record], None]) -> None:
        """Save what stands in other rows than the record's, which was saved; `sign` says in each who and why."""


@dataclass(frozen=True)
class Choice(Column):
    """One of the values that the field knows."""


@dataclass(frozen=True)
class Day(Column):
    """A day, as in ISO 8601."""

    form: str = "a day: 2018-04-17"

    def read(self, item: Item) -> Value:
        day = getattr(item.record, self.of)
        return day.isoformat() if day else ""

    def put(self, item: Item, value: Any, lookups: Lookups) -> None:
        try:
            day = date.fromisoformat(value) if len(value) == 10 else None
        except ValueError:
            day = None
        if day is None:
            raise WrongCell(self.name, f"“{value}” is not a day. Write it like 2018-04-17.")
        setattr(item.record, self.of, day)


@dataclass(frozen=True)
class Reference(Column):
    """Another record, by what it is known by: its slug, or a quotation's ref."""

    key: str = "slug"

    def read(self, item: Item) -> Value:
        other = getattr(item.record, self.of)
        return getattr(other, self.key) if other else ""

    def put(self, item: Item, value: Any, lookups: Lookups) -> None:
        model_field = item.record._meta.get_field(self.of)
        if not value and not model_field.null:
            raise WrongCell(self.name, f"Give the {self.key} of the {model_field.related_model._meta.verbose_name}.")
        setattr(item.record, self.of, found(self.name, model_field.related_model, value, lookups) if value else None)


@dataclass(frozen=True)
class Parts(Column):
    """Several rows that belong to the record, as a list: each adds one thing to it, and their order means nothing.

    `rows` is the record's name for them. Each is told by its `part`: a field, whose `key` it is when it is a record.
    """

    rows: str = ""
    part: str = ""
    key: str = ""

    many = True

    def read(self, item: Item) -> Value:
        return sorted(item.wanted[self.name] if self.name in item.wanted else self.stored(item))

    def stored(self, item: Item) -> dict[str, Any]:
        """Return the rows that are stored, by what tells them."""
        if item.record._state.adding:
            return {}
        return {self.told_by(row): row for row in getattr(item.record, self.rows).all()}

    def told_by(self, row: Any) -> str:
        value = getattr(row, self.part)
        return str(getattr(value, self.key) if self.key else value)

    def put(self, item: Item, value: Any, lookups: Lookups) -> None:
        model: Any = item.record._meta.get_field(self.rows).related_model
        wanted: dict[str, Any] = {}
        for text in value:
            other = text
            if self.key:
                other = found(self.name, model._meta.get_field(self.part).related_model, text, lookups)
            wanted[text] = other
        item.wanted[self.name] = wanted

    def save(self, item: Item, sign: Callable[[Record], None]) -> None:
        if self.name not in item.wanted:
            return
        related: Any = item.record._meta.get_field(self.rows)
        wanted, stored = item.wanted[self.name], self.stored(item)
        for told, row in stored.items():
            if told not in wanted:
                sign(row)
                row.delete()
        for told, other in wanted.items():
            if told not in stored:
                row = related.related_model(**{related.field.name: item.record, self.part: other})
                sign(row)
                row.clean_fields(exclude=[field.name for field in row._meta.concrete_fields if field.name != self.part])
                row.clean()
                row.save()


@dataclass(frozen=True)
class Shown(Column):
    """What an export shows for people, and an import does not look at."""

    use: Use = Use.SHOWN
    shown: Callable[[Any], object] = str

    def read(self, item: Item) -> Value:
        return str(self.shown(item.record))


def found(column: str, model: type[Model], key: str, lookups: Lookups) -> Any:
    """Return the record that `key` names. Raises WrongCell when there is none."""
    record = lookups.get(model, key)
    if record is None:
        raise WrongCell(column, lookups.why_not(model, key))
    return record
