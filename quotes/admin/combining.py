"""A form that somebody else overtook, combined with what is stored now.

Each field is compared three ways: as the person saw it (the revision of that version), as it is stored, and as they
entered it. What only one side changed is taken; where both did, the form holds what the person entered, since what is
stored stays in the history. Every difference becomes a line, with a choice between the two.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.forms.models import model_to_dict
from django.forms.utils import pretty_name
from django.http import QueryDict
from django.utils.functional import cached_property

from quotes.models import Record
from quotes.text.characters import unify_line_ends
from quotes.text.excerpts import excerpt
from quotes.text.side_by_side import Piece, shortened, side_by_side

from .choices import is_key
from .forms import RecordForm, RecordFormSet, number, shown
from .since import last_hand, revision_seen

THEIRS, MINE = "theirs", "mine"
CHOICE = "choice-"  # begins the names of the choices in a form
GONE = "-gone"  # ends the name of a row that is in the form no more
NAMED = 60
UNCHANGED = {"id", "seen_version", "DELETE"}  # fields of a row that say nothing of it


@dataclass
class Line:
    """One difference: where, what is stored, what was entered, and which of them the form holds.

    `name` is the field's in the combined form; for a whole row (`row`), that of the rows with its number. It is empty
    where there is nothing to choose.
    """

    name: str
    where: str
    stored: str
    yours: str
    chosen: str = MINE
    both: bool = False  # both sides changed it
    only_mine: bool = False
    theirs: str = ""  # the two values as a form sends them
    mine: str = ""
    row: dict[str, str] = dataclasses.field(default_factory=dict)  # what was entered in a row that is gone
    by: str = ""  # who wrote what is stored, and when

    @cached_property
    def pieces(self) -> tuple[list[Piece], list[Piece]]:
        stored, yours = side_by_side(self.stored, self.yours)
        return shortened(stored), shortened(yours)

    @property
    def who(self) -> str:
        """Return who changed it since the person opened the form."""
        if self.both:
            return "You both changed this."
        return "Only you changed this." if self.only_mine else "Only somebody else changed this."

    def as_dict(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in dataclasses.fields(self)}


@dataclass
class Combination:
    """What a combined form would send, and how it differs from what is stored or was entered."""

    data: QueryDict
    lines: list[Line]


def combine(form: RecordForm, formsets: list[Any], posted: QueryDict) -> Combination:
    """Return the form, posted and overtaken, combined with what is stored now."""
    data = QueryDict(mutable=True)
    for name in posted:
        if not any(name.startswith(f"{formset.prefix}-") for formset in formsets):
            data.setlist(name, posted.getlist(name))
    record = revision_seen(type(form.instance), form.instance.pk, number(form["seen_version"].data))
    seen = form.values_seen(record) if record else None
    lines = list(combined_fields(form, "", "", form.initial, form.values_entered(formsets), seen, data))
    lines += [Line("", *words, only_mine=True) for words in form.also_entered(formsets)]
    if lines:
        by = last_hand(type(form.instance), form.instance.pk)
        lines = [replace(line, by=by) for line in lines]
    data["seen_version"] = str(form.instance.version)
    for formset in formsets:
        lines += CombinedRows(formset, posted, data).lines()
    return Combination(data, lines)


def combined_fields(
    form: RecordForm,
    prefix: str,
    where: str,
    stored: dict[str, Any],
    entered: dict[str, Any],
    seen: dict[str, Any] | None,
    data: QueryDict,
) -> Iterator[Line]:
    """Give a line for each field that is not stored as it was entered, and write what follows into `data`."""
    for name, field in form.fields.items():
        yours = "" if entered.get(name) is None else unify_line_ends(str(entered[name]))
        if name in UNCHANGED:
            continue
        if name not in stored:
            data[prefix + name] = yours
            continue
        data[prefix + name] = theirs = as_posted(field, stored[name])
        if not field.has_changed(stored[name], yours):
            continue
        by_them = seen is None or seen.get(name) != stored[name]
        by_me = seen is None or field.has_changed(seen.get(name), yours)
        data[prefix + name] = yours if by_me else theirs
        yield Line(
            prefix + name,
            where + str(field.label or pretty_name(name)),
            shown(field, stored[name]),
            shown(field, yours),
            chosen=MINE if by_me else THEIRS,
            both=by_them and by_me,
            only_mine=by_me and not by_them,
            theirs=theirs,
            mine=yours,
        )


def as_posted(field: Any, value: Any) -> str:
    """Return a stored value as the form sends it."""
    value = field.prepare_value(value)
    return "" if value is None else str(value)


class CombinedRows:
    """The rows of a record, posted and perhaps overtaken, written into the data of the combined form."""

    def __init__(self, formset: RecordFormSet, posted: QueryDict, data: QueryDict) -> None:
        self.formset, self.posted, self.data = formset, posted, data
        self.total = 0
        self.kind = str(getattr(formset, "called", formset.model._meta.verbose_name)).capitalize()
        self.new = [row for row in formset.extra_forms if row.has_changed()]
        self.known = {row.instance.pk: row for row in formset.initial_forms if row.instance.pk}

    def lines(self) -> list[Line]:
        if "seen_version" not in self.formset.form.base_fields:  # the person may only look at these rows
            for name in self.posted:
                if name.startswith(f"{self.formset.prefix}-"):
                    self.data.setlist(name, self.posted.getlist(name))
            return []
        stored = list(self.formset.get_queryset())
        lines = [line for record in stored for line in self.stored_row(record)]
        if not self.formset.told_by_parent:
            gone = [row for row in self.formset.initial_forms if row.instance.pk is None]
            lines += [line for row in gone for line in self.gone_row(row)]
            for row in self.new:
                self.write({name: row[name].data for name in row.fields if name not in UNCHANGED})
        self.data[f"{self.formset.prefix}-INITIAL_FORMS"] = str(len(stored))
        self.data[f"{self.formset.prefix}-TOTAL_FORMS"] = str(self.total)
        return lines

    def stored_row(self, record: Record) -> Iterator[Line]:
        """Write a row that is stored, and give its differences from what was entered."""
        row, number_of_row = self.known.get(record.pk), self.total
        values = self.stored_values(record)
        form = row or self.formset.empty_form
        self.write({name: as_posted(form.fields[name], value) for name, value in values.items()})
        prefix = self.row_name(number_of_row) + "-"
        self.data[prefix + "id"], self.data[prefix + "seen_version"] = str(record.pk), str(record.version)
        if self.formset.told_by_parent:
            return
        name = self.name_of(values)
        if row is None and (row := self.same_as(values)) is None:
            by = last_hand(type(record), record.pk)
            yield Line("", f"{self.kind}{name}", self.summary(form, values), "(not there)", by=by)
            return
        seen: dict[str, Any] | None = values
        if record.pk not in self.known:
            self.new.remove(row)
            seen = None
        elif row.stale:
            revision = revision_seen(type(record), record.pk, number(row["seen_version"].data))
            seen = row.values_seen(revision) if revision else None
        entered = {each: row[each].data for each in row.fields}
        for line in combined_fields(row, prefix, f"{self.kind}{name}: ", values, entered, seen, self.data):
            yield replace(line, by=last_hand(type(record), record.pk))
        if record.pk in self.known and self.is_deleted(row):
            if not row.stale:
                self.data[prefix + "DELETE"] = "on"
            yield Line(
                *(prefix + "DELETE", f"{self.kind}{name}", self.summary(form, values), "(deleted)"),
                chosen=THEIRS if row.stale else MINE,
                both=row.stale,
                only_mine=not row.stale,
                mine="on",
            )

    def stored_values(self, record: Record) -> dict[str, Any]:
        """Return what is stored of a row. A posted form has written what it holds into its row in memory."""
        names = list(self.formset.form.base_fields)
        if row := self.known.get(record.pk):
            return {name: value for name, value in row.initial.items() if name in names and name != "seen_version"}
        return model_to_dict(record, fields=names)

    def gone_row(self, row: RecordForm) -> Iterator[Line]:
        """Give a line for a row that somebody else deleted; write it as a new one when the person had changed it."""
        if self.is_deleted(row):
            return
        entered = {name: row[name].data for name in row.fields if name not in (*UNCHANGED, self.formset.fk.name)}
        key = self.posted.get(f"{row.prefix}-id", "")
        seen_version = number(row["seen_version"].data)
        revision = revision_seen(self.formset.model, key, seen_version) if is_key(key) else None
        seen = row.values_seen(revision) if revision else {}
        changed = any(row.fields[name].has_changed(seen.get(name), value) for name, value in entered.items())
        line = Line(
            *(self.row_name(self.total) if changed else f"{row.prefix}{GONE}", f"{self.kind}{self.name_of(entered)}"),
            *("(deleted)", self.summary(row, entered)),
            chosen=MINE if changed else THEIRS,
            both=changed,
            row={name: unify_line_ends(str(value or "")) for name, value in entered.items()},
            by=last_hand(self.formset.model, key) if is_key(key) else "",
        )
        if changed:
            self.write(entered)
        yield line

    def write(self, values: dict[str, Any]) -> None:
        """Write one more row."""
        prefix = self.row_name(self.total)
        for name, value in values.items():
            self.data[f"{prefix}-{name}"] = "" if value is None else str(value)
        self.data[f"{prefix}-{self.formset.fk.name}"] = str(self.formset.instance.pk)
        self.total += 1

    def row_name(self, index: int) -> str:
        return f"{self.formset.prefix}-{index}"

    def is_deleted(self, row: RecordForm) -> bool:
        return self.posted.get(f"{row.prefix}-DELETE") is not None

    def same_as(self, values: dict[str, Any]) -> Any:
        """Return the row that the person added and means this one, which somebody else added, or None."""
        for row in self.new:
            if self.formset.named_by and not any(
                row.fields[name].has_changed(values[name], row[name].data) for name in self.formset.named_by
            ):
                return row
        return None

    def name_of(self, values: dict[str, Any]) -> str:
        """Return what tells a row from the others, in quotation marks."""
        names = [name for name in self.formset.form.base_fields if name not in (*UNCHANGED, self.formset.fk.name)]
        form = self.formset.empty_form
        words = shown(form.fields[names[0]], values.get(names[0])) if names else ""
        return f" “{excerpt(words, NAMED)}”" if words else ""

    def summary(self, form: RecordForm, values: dict[str, Any]) -> str:
        """Return a row in words, one line for each field that says something."""
        fields = {name: form.fields[name] for name in values if name not in (*UNCHANGED, self.formset.fk.name)}
        told = {name: shown(field, values[name]) for name, field in fields.items()}
        return "\n".join(f"{fields[name].label or pretty_name(name)}: {words}" for name, words in told.items() if words)


# Choices that come back


def apply_choices(data: QueryDict, lines: list[Line]) -> None:
    """Write into a form that comes back what was chosen, where a script has not done so. What was typed counts.

    The lines then say what the form holds.
    """
    other = {THEIRS: MINE, MINE: THEIRS}
    for line in [one for one in lines if one.name and data.get(CHOICE + one.name) == other[one.chosen]]:
        if line.row:
            choose_row(data, line, lines)
        else:
            choose_value(data, line)
        line.chosen = other[line.chosen]


def choose_value(data: QueryDict, line: Line) -> None:
    before, after = (line.mine, line.theirs) if line.chosen == MINE else (line.theirs, line.mine)
    if unify_line_ends(data.get(line.name, "")) != before:
        return
    if line.name.endswith("-DELETE") and not after:
        del data[line.name]
    else:
        data[line.name] = after


def choose_row(data: QueryDict, line: Line, lines: list[Line]) -> None:
    """Put a row that is gone into the form again; or take it out, unless it was typed in since."""
    rows, _, index = line.name.removesuffix(GONE).rpartition("-")
    if line.chosen == THEIRS:
        line.name = append_row(data, rows, line.row)
    elif all(unify_line_ends(data.get(f"{line.name}-{name}", "")) == value for name, value in line.row.items()):
        drop_row(data, rows, int(index))
        after = {f"{rows}-{at}": f"{rows}-{at - 1}" for at in range(int(index) + 1, 1000)}
        line.name += GONE
        for each in lines:
            each.name = after.get(each.name, each.name)


def append_row(data: QueryDict, prefix: str, row: dict[str, str]) -> str:
    """Add a row to a form, and return its name."""
    total = number(data.get(f"{prefix}-TOTAL_FORMS"))
    for name, value in row.items():
        data[f"{prefix}-{total}-{name}"] = value
    data[f"{prefix}-TOTAL_FORMS"] = str(total + 1)
    return f"{prefix}-{total}"


def drop_row(data: QueryDict, prefix: str, index: int) -> None:
    """Take a new row out of a form, and count those after it down."""
    total = number(data.get(f"{prefix}-TOTAL_FORMS"))
    rows: list[dict[str, list[str]]] = []
    for at in range(index, total):
        row = f"{prefix}-{at}-"
        rows.append({name.removeprefix(row): data.pop(name) for name in list(data) if name.startswith(row)})
    for at, values_of_row in enumerate(rows[1:], start=index):
        for name, values in values_of_row.items():
            data.setlist(f"{prefix}-{at}-{name}", values)
    data[f"{prefix}-TOTAL_FORMS"] = str(max(total - 1, index))
