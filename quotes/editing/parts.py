"""The parts of a record as they were: other ones go, changed ones change back, deleted ones come back."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError

from quotes.models import Passage, Quotation, Record

from .history import Part, Revision, State, revisions_of
from .keys import give_out_after
from .permissions import User, may_change


def restored_columns(model: type[Record]) -> list[Any]:
    """Return the columns that an editor decides: not the key, the version, the status, or what is derived."""
    left_out = {"id", "version", "status", "status_reason", *model.derived}
    return [each for each in model._meta.concrete_fields if each.name not in left_out]


def set_columns(record: Record, then: Revision) -> None:
    """Let the record say what a revision says, but for what `restored_columns` leaves out."""
    for column in restored_columns(type(record)):
        setattr(record, column.attname, getattr(then, column.attname))


def differs(record: Record, then: Revision) -> bool:
    """Return whether restoring a revision would change the row."""
    names = [column.attname for column in restored_columns(type(record))]
    return [getattr(record, name) for name in names] != [getattr(then, name) for name in names]


def returning(revision: Revision) -> Record:
    """Return a deleted row as it was, ready to be saved with its key and a version that it never had."""
    record: Record = revision.instance
    latest = revisions_of(type(record), record.pk).first()
    record.version = latest.version + 1 if latest else 1
    record._state.adding = True
    return record


def remove_other_parts(record: Record, state: State, by: User) -> None:
    """Delete the parts, but for passages, that the record has now and did not have then. Raises PermissionDenied."""
    for part, revisions in state.parts.items():
        if part.model is not Passage:
            then = [revision.id for revision in revisions]
            for row in part.model._base_manager.filter(**{part.column: record.pk}).exclude(pk__in=then):
                setattr(row, part.parent, record)
                if not (may(by, "delete", row) and may_change(by, row)):
                    refuse(row)
                row.delete()


def passages_that_return(quotation: Quotation, state: State) -> list[Passage]:
    """Delete the passages that the quotation has now and did not have then; return those that come back."""
    then = {revision.id: revision for revision in passages_then(state)}
    there = set()
    for passage in Passage._base_manager.filter(quotation=quotation):
        if passage.pk in then and then[passage.pk].position == passage.position:
            there.add(passage.pk)
        else:
            passage.quotation = quotation
            passage.delete()
    found: list[Any] = [returning(revision) for key, revision in then.items() if key not in there]
    for passage in found:
        passage.quotation = quotation
    return found


def passages_then(state: State) -> list[Revision]:
    """Return the revisions of the passages that a quotation had, in reading order."""
    found = [revision for part, revision in state.rows() if part.model is Passage]
    return sorted(found, key=lambda revision: int(revision.position))


def bring_back_parts(record: Record, state: State, by: User) -> None:
    """Let the parts, but for passages, be as they were, with their keys. Raises PermissionDenied, ValidationError.

    One whose place another still has (two names that were exchanged) waits for that one, or is deleted and added again.
    """
    found = (part_as_it_was(record, part, row, by) for part, row in state.rows() if part.model is not Passage)
    waiting = [row for row in found if row is not None]
    while waiting:
        refused = [(row, error) for row in waiting if (error := saved(row)) is not None]
        if len(refused) == len(waiting):
            make_room(*refused[0], [row for row, _ in refused])
        waiting = [row for row, _ in refused]


def part_as_it_was(record: Record, part: Part, revision: Revision, by: User) -> Record | None:
    """Return a part, not saved, as it was, or None when it is still so."""
    row: Record | None = part.model._base_manager.filter(pk=revision.id).first()
    if row is None:
        row = returning(revision)
        if not may(by, "add", row):
            refuse(row)
    elif differs(row, revision):
        elsewhere = row.held_parents() if getattr(row, part.column) != record.pk else []
        if not all(may_change(by, each) for each in [row, *elsewhere]):
            refuse(row)
        set_columns(row, revision)
    else:
        return None
    setattr(row, part.parent, record)
    return row


def saved(row: Record) -> ValidationError | None:
    """Validate and save a part; return why it cannot be yet, if it cannot."""
    try:
        row.full_clean()
    except ValidationError as error:
        return error
    is_back = row._state.adding
    row.save()
    if is_back:
        give_out_after(type(row), row.pk, row._state.db or "default")
    return None


def make_room(refused: Record, error: ValidationError, waiting: list[Record]) -> None:
    """Delete the stored row of a part that waits, to be added again. Raises `error` when none can be."""
    for row in waiting:
        if not row._state.adding:
            stored = type(row)._base_manager.get(pk=row.pk)
            for name in row.parents:
                if getattr(row, f"{name}_id") == getattr(stored, f"{name}_id"):
                    setattr(stored, name, getattr(row, name))
            try:
                stored.delete()
            except ProtectedError:
                continue
            row.version, row._state.adding = row.version + 1, True
            return
    raise error


def may(user: User, what: str, row: Record) -> bool:
    return user.has_perm(f"quotes.{what}_{row._meta.model_name}")


def refuse(row: Record) -> None:
    raise PermissionDenied(f"You may not change the {row._meta.verbose_name} “{row}”, which this would change.")
