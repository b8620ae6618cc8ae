"""Kinds of records that stand in editors' tables, and how a row is told to be one that is there already."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from quotes.ingest.transfer.cells import Value
from quotes.ingest.transfer.columns import Choice, Column, Item, Use, WrongCell
from quotes.ingest.transfer.lookups import Lookups
from quotes.text.names import slugify

Cells = Mapping[str, Value]
LONGEST_TITLE = 80


@dataclass
class Known:
    """What is known of the record while rows of one file are looked at."""

    lookups: Lookups = field(default_factory=Lookups)
    read: dict[str, Any] = field(default_factory=dict)  # stored records of the rows at hand, by their keys
    alike: dict[Any, Any] = field(default_factory=dict)  # what tells that a new row is there already


@dataclass(frozen=True)
class Kind:
    """Records of one model as rows of a table. `reads` is what their columns need of other rows."""

    name: str
    model: type[Any]
    columns: tuple[Column, ...]
    reads: tuple[str, ...] = ()
    named_by: str = "name"
    defers: tuple[str, ...] = ()  # fields that no column shows

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def imported(self) -> list[Column]:
        return [column for column in self.columns if column.use is not Use.SHOWN]

    def form_of(self, column: Column) -> str:
        """Return, for people, how a column is written; of a choice, all values."""
        if not isinstance(column, Choice):
            return column.form
        values = [str(value) for value, _ in self.model._meta.get_field(column.of).flatchoices if value]
        return ", ".join(values if column.form == Column.form else [*values, column.form])

    def rows(self) -> QuerySet[Any]:
        """Return all records, with what the columns read of them."""
        rows: QuerySet[Any] = self.model._default_manager.prefetch_related(*self.reads)
        return rows

    def written(self, item: Item, columns: Collection[Column] | None = None) -> dict[str, Value]:
        """Return what a record says, by column."""
        return {column.name: column.read(item) for column in (self.columns if columns is None else columns)}

    def key_of(self, cells: Cells) -> str:
        """Return what a row calls its record, when that is one word; "" when it is new, or known by several columns."""
        return ""

    def read_many(self, keys: Collection[str]) -> dict[str, Any]:
        """Return the stored records that these words name."""
        return {}

    def stored(self, item: Item, cells: Cells, known: Known) -> Any:
        """Return the stored record that a row names, None for a new one. `item` has the row's key columns.

        Raises WrongCell when the row must name one and does not.
        """
        raise NotImplementedError

    def complete(self, item: Item, cells: Cells, known: Known) -> Iterator[WrongCell]:
        """Let the record say what several columns say together, and yield what is wrong with it."""
        yield from ()

    def alike(self, item: Item, known: Known) -> list[Any]:
        """Return the stored records that a new row without a key may mean."""
        return []

    def note(self, item: Item, known: Known) -> None:
        """Keep in mind a record that was saved."""

    def save(self, item: Item) -> None:
        item.record.save()

    def title(self, item: Item) -> str:
        """Return what people call a record."""
        return shortened(str(item.record))


@dataclass(frozen=True)
class Named(Kind):
    """Records with a slug, which a new one without a slug shares with nobody of its name."""

    def key_of(self, cells: Cells) -> str:
        return str(cells.get("slug", ""))

    def read_many(self, keys: Collection[str]) -> dict[str, Any]:
        return {record.slug: record for record in self.rows().filter(slug__in=keys)}

    def stored(self, item: Item, cells: Cells, known: Known) -> Any:
        return known.read.get(item.record.slug) if item.record.slug else None

    def alike(self, item: Item, known: Known) -> list[Any]:
        if not known.alike:
            for pk, name in self.model._default_manager.values_list("pk", self.named_by).iterator():
                known.alike.setdefault(same_name(name), []).append(pk)
        keys = known.alike.get(same_name(getattr(item.record, self.named_by)), [])
        return list(self.rows().filter(pk__in=keys)) if keys else []

    def note(self, item: Item, known: Known) -> None:
        known.lookups.forget(self.model)
        if known.alike:
            keys = known.alike.setdefault(same_name(getattr(item.record, self.named_by)), [])
            if item.record.pk not in keys:
                keys.append(item.record.pk)


@dataclass(frozen=True)
class Sources(Named):
    """Sources, whose texts stay at the desk: none can be added by a table."""

    def stored(self, item: Item, cells: Cells, known: Known) -> Any:
        stored = super().stored(item, cells, known)
        if stored is None:
            raise WrongCell("slug", "A table adds no sources, which need their text. Add the article at the desk.")
        return stored


@dataclass(frozen=True)
class ByColumns(Kind):
    """Records that are known by several columns together."""

    def stored(self, item: Item, cells: Cells, known: Known) -> Any:
        for column in self.columns:
            if column.use is Use.KEY and column.name not in cells:
                raise WrongCell(column.name, f"The column “{column.name}” is missing, and a row is known by it.")
        return self.rows().filter(**self.key(item.record)).first()

    def key(self, record: Any) -> dict[str, Any]:
        """Return the conditions for the record with the same key."""
        raise NotImplementedError


@dataclass(frozen=True)
class Roles(ByColumns):
    """Roles of speakers."""

    def key(self, record: Any) -> dict[str, Any]:
        return {
            "speaker": record.speaker,
            "organization": record.organization,
            "role_slug": slugify(record.role),
            "since": record.since,
        }

    def title(self, item: Item) -> str:
        return shortened(f"{item.record.speaker}: {item.record}")


@dataclass(frozen=True)
class Stances(ByColumns):
    """What quotations do to claims."""

    def key(self, record: Any) -> dict[str, Any]:
        return {"quotation": record.quotation, "claim": record.claim}


def same_name(name: str) -> str:
    """Return what two names share that a reader would take for one."""
    return " ".join(name.casefold().split())


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"
