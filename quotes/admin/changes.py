"""What a change did, for people: each row that changed, and how, word by word, with records by their names."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import models

from quotes.editing.history import DELETED, Part, Revision, State, name_of, parts_of
from quotes.models import Affiliation, Alias, ClaimTopic, Passage, QuotationTopic, Source
from quotes.text.differences import LONGEST, Kind, Run, differences, shortened
from quotes.text.excerpts import excerpt

SUMMARY = 160  # characters
BRIEF = 300  # characters of one change, in a list of changes
CALLED = {QuotationTopic: "topic", ClaimTopic: "topic", Alias: "other name", Affiliation: "role"}


class Change(NamedTuple):
    """One row before and after: of a part, or (`part` is None) of the record itself. None: not there."""

    part: Part | None
    before: Revision | None
    after: Revision | None

    @property
    def model(self) -> Any:
        return (self.after or self.before).instance_type


class Field(NamedTuple):
    """How one field differs."""

    label: str
    runs: list[Run]


class Line(NamedTuple):
    """What happened to one row, in words: "Stance changed: …"."""

    what: str
    summary: str
    fields: list[Field]


class Names:
    """The names of records that revisions refer to. Read at once, for all of some changes."""

    def __init__(self, revisions: Iterable[Revision]) -> None:
        wanted: dict[Any, set[int]] = {}
        for revision in revisions:
            for column in shown_columns(revision.instance_type):
                if column.is_relation and (key := getattr(revision, column.attname)) is not None:
                    wanted.setdefault(column.related_model, set()).add(key)
        self.names: dict[tuple[Any, int], str] = {}
        for model, keys in wanted.items():
            self.read(model, keys)

    def read(self, model: Any, keys: set[int]) -> None:
        rows = model._base_manager.filter(pk__in=keys)
        if model is Affiliation:
            rows = rows.select_related("organization")
        elif model is Source:
            rows = rows.defer("text")
        found = {row.pk: str(row) for row in rows}
        if gone := keys - found.keys():
            latest = model.history.filter(id__in=gone).order_by("history_id")
            found |= {row.id: f"{name_of(row)} (deleted)" for row in latest}
        self.names |= {(model, key): found.get(key, f"deleted ({key})") for key in keys}

    def value(self, revision: Revision, column: Any) -> str:
        """Return a column of a revision as a person reads it."""
        value = getattr(revision, column.attname)
        if value is None or value == "":
            return ""
        if column.is_relation:
            return self.names[column.related_model, value]
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        return str(value)

    def summary(self, revision: Revision, part: Part | None = None) -> str:
        """Return what a row says, on one line."""
        left_out = {"slug", part.parent if part else ""}
        columns = [column for column in shown_columns(revision.instance_type) if column.name not in left_out]
        if revision.instance_type is Passage:
            return f"characters {revision.start:,}–{revision.end:,}"
        values = (" ".join(self.value(revision, column)[: 2 * SUMMARY].split()) for column in columns)
        return excerpt(" · ".join(dict.fromkeys(filter(None, values))), SUMMARY)


def shown_columns(model: Any) -> list[Any]:
    """Return the columns that people decide, and the words of a quotation, which follow from its passages."""
    hidden = {"id", "version", *model.derived} - {"text"}
    return [column for column in model._meta.concrete_fields if column.name not in hidden]


def compared(before: State, after: State) -> list[Change]:
    """Return the rows of a record and of its parts in which two states differ."""
    found = [Change(None, before.own, after.own)]
    for part in parts_of(after.model):
        then = {row.id: row for row in before.parts.get(part, [])}
        now = {row.id: row for row in after.parts.get(part, [])}
        found += [Change(part, then.get(key), now.get(key)) for key in sorted({*then, *now})]
    return [change for change in found if (change.before or change.after) and differs(change)]


def differs(change: Change) -> bool:
    if change.before is None or change.after is None:
        return True
    names = [column.attname for column in shown_columns(change.model)]
    return [getattr(change.before, name) for name in names] != [getattr(change.after, name) for name in names]


def revisions_in(changes: Iterable[Change]) -> list[Revision]:
    return [row for change in changes for row in (change.before, change.after) if row is not None]


def lines(changes: Iterable[Change], names: Names, *, longest: int = LONGEST) -> list[Line]:
    """Return changes in words. Passages say nothing where the words that they make are told."""
    found = list(changes)
    told = any(change.part is None and words_differ(change) for change in found)
    return [line(change, names, longest) for change in found if not (told and change.model is Passage)]


def words_differ(change: Change) -> bool:
    before, after = (getattr(row, "text", None) for row in (change.before, change.after))
    return before != after


def line(change: Change, names: Names, longest: int) -> Line:
    what = called(change.model) if change.part else ""
    if change.before is None or change.after is None:
        row = change.after or change.before
        return Line(said(what, "added" if change.after else "removed"), names.summary(row, change.part), [])
    fields = []
    for column in shown_columns(change.model):
        if getattr(change.before, column.attname) != getattr(change.after, column.attname):
            old, new = (names.value(row, column) for row in (change.before, change.after))
            runs = runs_between(old, new, longest, whole=is_name(column))
            fields.append(Field(label_of(change.model, column), runs))
    summary = names.summary(change.after, change.part) if change.part and change.model is not Passage else ""
    return Line(said(what, "changed"), summary, fields)


def called(model: Any) -> str:
    """Return what a part is called on the form of its record."""
    return CALLED.get(model) or str(model._meta.verbose_name)


def said(what: str, verb: str) -> str:
    return f"{what} {verb}".strip().capitalize()


def label_of(model: Any, column: Any) -> str:
    is_words = column.name == "text" and "text" in model.derived
    return "Words" if is_words else str(column.verbose_name).capitalize()


def is_name(column: Any) -> bool:
    """Return whether values of a column are replaced as wholes: choices, dates, numbers and other records."""
    return bool(column.is_relation or column.choices) or not isinstance(column, models.CharField | models.TextField)


def runs_between(old: str, new: str, longest: int, *, whole: bool = False) -> list[Run]:
    """Return how two values differ, as it is shown."""
    if whole:
        runs = [run for run in (Run(Kind.REMOVED, old), Run(Kind.ADDED, new)) if run.text]
    else:
        runs = shortened(differences(old, new), longest=longest)
    return [visible(run) for run in runs]


def visible(run: Run) -> Run:
    """Return a run whose line ends can be seen, when it changes nothing else."""
    is_space = run.kind in (Kind.REMOVED, Kind.ADDED) and not run.text.strip()
    return Run(run.kind, run.text.replace("\n", "¶\n")) if is_space else run


def is_there(revision: Revision | None) -> bool:
    return revision is not None and revision.history_type != DELETED
