"""Rows of a table become records, each by its own rules: all of them in one transaction, or none.

A dry run is the same work in a transaction that is rolled back, so that it tells exactly what an import would do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from quotes.editing import is_public, may_change, may_publish
from quotes.ingest.rules import messages_by_field
from quotes.ingest.transfer.columns import Item, Parts, Use, WrongCell
from quotes.ingest.transfer.kind import Kind, Known, shortened
from quotes.ingest.transfer.outcomes import Change, Outcome, Reason, Result
from quotes.ingest.transfer.reading import Row, Table
from quotes.models import Conflict, Record, act

AT_ONCE = 200  # rows whose records are read together
CONTRADICTION = "This contradicts another record."
SAYING = ("words", "name", "text", "title", "quotation", "claim", "speaker", "role")  # columns that say what a row is


class NotImported(Exception):
    """An import that must not be kept; `results` says what it would have done."""

    def __init__(self, results: list[Result]) -> None:
        self.results = results
        super().__init__("Nothing was imported.")


def dry_run(table: Table, by: Any, why: str, done: Callable[[int], None] = lambda rows: None) -> list[Result]:
    """Return what an import would do with each row. Nothing is kept of it."""
    with transaction.atomic():
        results = list(Import(table.kind, by, why, is_dry=True).take_all(table, done))
        transaction.set_rollback(True)
    return results


def import_rows(
    table: Table,
    by: Any,
    why: str,
    *,
    keep: Callable[[list[Result]], bool],
    done: Callable[[int], None] = lambda rows: None,
) -> list[Result]:
    """Import all rows but those that are refused, and return what became of each.

    All of it is one transaction, inside of which `keep` is asked at the end whether to keep it.
    Raises NotImported, and changes nothing, when the answer is no.
    """
    with transaction.atomic():
        results = list(Import(table.kind, by, why).take_all(table, done))
        if not keep(results):
            raise NotImported(results)
    return results


class _Undone(Exception):
    """Takes a refused row back."""


@dataclass
class Import:
    """Rows of one file on their way into the record, inside a transaction; `by` whom, and `why`.

    One that `is_dry` is not kept.
    """

    kind: Kind
    by: Any
    why: str
    is_dry: bool = False
    known: Known = field(default_factory=Known)
    rows: dict[int, int] = field(default_factory=dict)  # which row each record comes from

    def take_all(self, table: Table, done: Callable[[int], None]) -> Iterator[Result]:
        """Take the rows of a table, and yield what became of each; `done` is told how many were taken at once."""
        rows = table.rows()
        while some := list(islice(rows, AT_ONCE)):
            keys = {key for row in some if (key := self.kind.key_of(row.cells)) and not row.problems}
            self.known.read = self.kind.read_many(keys) if keys else {}
            for row in some:
                yield self.take(row)
                done(1)

    def take(self, row: Row) -> Result:
        """Create or change the record that a row is about; whatever a refused row did is taken back."""
        reasons = [Reason(*problem) for problem in row.problems]
        if not reasons:
            try:
                with transaction.atomic(), act(by=self.by):
                    result = self.taken(row)
                    if isinstance(result, Result):
                        return result
                    reasons = result
                    raise _Undone
            except _Undone:
                self.known.read |= self.kind.read_many({key}) if (key := self.kind.key_of(row.cells)) else {}
        return Result(row.number, Outcome.REFUSED, title_of(row), reasons=tuple(dict.fromkeys(reasons)))

    def taken(self, row: Row) -> Result | list[Reason]:
        """Do what a row says, or return why not."""
        item, wrong = self.named(row)
        if item is None:
            return wrong
        record = item.record
        is_new, version = record._state.adding, 0 if record._state.adding else record.version
        if record.pk in self.rows and not is_new:
            return [Reason("", f"Row {self.rows[record.pk]:,} is about the same record.")]
        wrong += self.put(item, row)
        if wrong:
            return wrong
        if is_new and not self.kind.key_of(row.cells) and (others := self.kind.alike(item, self.known)):
            return self.there_already(row, item, others)
        changes = self.changes(item, row)
        if not is_new and not changes:
            self.rows[record.pk] = row.number
            return Result(row.number, Outcome.UNCHANGED, self.kind.title(item), version)
        title = self.kind.title(item) if is_new and self.is_dry else ""  # the ref that it gets will be another one
        if wrong := self.not_allowed(item, row, changes, is_new) or self.saved(item):
            return wrong
        self.rows[record.pk] = row.number
        self.kind.note(item, self.known)
        outcome = Outcome.CREATED if is_new else Outcome.CHANGED
        return Result(row.number, outcome, title or self.kind.title(item), version, () if is_new else tuple(changes))

    def named(self, row: Row) -> tuple[Item | None, list[Reason]]:
        """Return the record that a row names, or a new one, with what its key says."""
        item = Item(self.kind.model())
        keys = [column for column in self.kind.imported if column.use is Use.KEY and column.name in row.cells]
        try:
            for column in keys:
                column.put(item, row.cells[column.name], self.known.lookups)
            stored = self.kind.stored(item, row.cells, self.known)
            if stored is not None:
                item = Item(stored)
                item.before = self.kind.written(item, self.kind.imported)
                for column in keys:
                    column.put(item, row.cells[column.name], self.known.lookups)
            elif isinstance(item.record, Record):
                self.check_new_key(item)
        except WrongCell as error:
            return None, [Reason(error.column, error.message)]
        return item, []

    def check_new_key(self, item: Item) -> None:
        slug = getattr(item.record, "slug", "")
        if slug:
            try:
                item.record.check_slug(None)
            except ValidationError as error:
                raise WrongCell("slug", " ".join(error.messages)) from None

    def put(self, item: Item, row: Row) -> list[Reason]:
        """Let the record say what the row does, and return what is wrong with its cells."""
        wrong = []
        for column in self.kind.imported:
            if column.use is Use.GIVEN and column.name in row.cells:
                try:
                    column.put(item, row.cells[column.name], self.known.lookups)
                except WrongCell as error:
                    wrong.append(Reason(error.column, error.message))
        if not wrong:
            wrong = [Reason(error.column, error.message) for error in self.kind.complete(item, row.cells, self.known)]
        return wrong

    def changes(self, item: Item, row: Row) -> list[Change]:
        """Return what the record says otherwise than it did."""
        after = self.kind.written(item, self.kind.imported)
        return [
            Change(name, item.before.get(name, ""), new) for name, new in after.items() if new != item.before.get(name)
        ]

    def there_already(self, row: Row, item: Item, others: list[Any]) -> Result | list[Reason]:
        """Take a new row for a record that is there, when it says the same; refuse it when it does not."""
        said = self.kind.written(item, [column for column in self.kind.imported if column.name in row.cells])
        key = next(column.name for column in self.kind.columns if column.use is Use.KEY)
        differences = []
        for other in others:
            stored = Item(other)
            called = getattr(other, key)
            if other.pk in self.rows:
                return [Reason("", f"Row {self.rows[other.pk]:,} is the same.")]
            if getattr(other, "status", "") in ("rejected", "withdrawn"):
                return [Reason("", f"It is there already, {other.status}: {called}. {other.status_reason}")]
            there = self.kind.written(stored, self.kind.imported)
            differ = [name for name, value in said.items() if name != key and value != there[name]]
            if not differ:
                self.rows[other.pk] = row.number
                title = self.kind.title(stored)
                return Result(
                    row.number, Outcome.UNCHANGED, title, other.version, note=f"It is there already: {called}."
                )
            differences.append(f"{called}, which differs in {', '.join(differ)}")
        own = "" if key == "ref" else f" If this is another one, give it a {key} of its own."
        return [Reason("", f"It is there already: {'; '.join(differences)}. To change it, write its {key}.{own}")]

    def not_allowed(self, item: Item, row: Row, changes: list[Change], is_new: bool) -> list[Reason]:
        """Return what keeps this person, or this version of the file, from this change."""
        record, name = item.record, self.kind.model._meta.model_name
        seen = row.cells.get("version", "")
        if not is_new and seen and seen != str(record.version):
            why = f"It was changed since version {seen} was exported; it is at version {record.version} now."
            return [Reason("version", f"{why} Export it again.")]
        if is_new and not self.by.has_perm(f"quotes.add_{name}"):
            return [Reason("", f"You may not add {self.kind.name}.")]
        for one in [*([] if is_new else [record]), *record.held_parents()]:
            if not may_change(self.by, one):
                return [Reason("", f"You may not change this {one._meta.verbose_name}, which readers see.")]
        changed = {change.column for change in changes}
        for column in self.kind.columns:
            if isinstance(column, Parts) and column.name in changed and not self.may_change_parts(column):
                return [Reason(column.name, "You may not change these.")]
        return []

    def may_change_parts(self, column: Parts) -> bool:
        part = self.kind.model._meta.get_field(column.rows).related_model._meta.model_name
        return all(self.by.has_perm(f"quotes.{action}_{part}") for action in ("add", "delete"))

    def saved(self, item: Item) -> list[Reason]:
        """Save the record and its parts by the rules of their models, or return what these refuse."""
        record = item.record
        others = {each.name for each in record._meta.concrete_fields if each.is_relation or not each.editable}
        self.sign(record)
        try:
            record.clean_fields(exclude={*others, *record.derived})
            record.clean()
            self.kind.save(item)
            for column in self.kind.columns:
                column.save(item, self.sign)
        except ValidationError as error:
            return self.reasons(record, error)
        except IntegrityError as error:
            return [Reason("", broken_constraint(record, error))]
        except Conflict as error:
            return [Reason("", str(error))]
        if not may_publish(self.by, type(record)) and is_public(record):
            return [Reason("", "Readers would see this at once, so an editor has to do it.")]
        return []

    def sign(self, record: Any) -> None:
        """Say in a row's next revision who changed it, and why."""
        record._history_user, record._change_reason = self.by, self.why

    def reasons(self, record: Any, error: ValidationError) -> list[Reason]:
        columns = {column.of: column.name for column in reversed(self.kind.imported)}
        return [
            Reason(
                columns.get(name, ""), message if name in columns or name == NON_FIELD_ERRORS else f"{name}: {message}"
            )
            for name, messages in messages_by_field(record, error).items()
            for message in messages
        ]


def broken_constraint(record: Model, error: IntegrityError) -> str:
    """Return what the constraint says that the database names, SQLite a unique one by its columns."""
    text, meta = str(error), record._meta
    columns_of = {field.name: f"{meta.db_table}.{field.column}" for field in meta.concrete_fields}
    for rule in meta.constraints:
        columns = ", ".join(columns_of[name] for name in getattr(rule, "fields", ()))
        if rule.name in text or (columns and text.endswith(f": {columns}")):
            return str(rule.get_violation_error_message())
    return CONTRADICTION


def title_of(row: Row) -> str:
    """Return by what an editor finds a refused row: its key, and what it says first of all."""
    texts = [str(row.cells.get(name, "")) for name in ("ref", "slug", *SAYING)]
    return shortened(" ".join(text for text in texts if text))
