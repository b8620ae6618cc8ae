"""A record as it was: its own revision at a moment, and those of its parts.

A part (passage, topic, stance, other name, role, assessment) is a row with a history of its own, and its change makes
no revision of the record it belongs to. So the record as it was after a change is found by the moment at which that
change was complete. Whoever changes a record or a part of it holds the record's row until the end of the transaction,
so that the changes of one record with its parts never overlap, and moments tell them apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Max, Min, Q, QuerySet

from quotes.models import FormerSlug, Record

Revision = Any  # a row of the history of a model of the record
DELETED = "-"
AT_ONCE = timedelta(seconds=1)  # between revisions made together, where no act is kept
A_MOMENT = timedelta(microseconds=1)


class Part(NamedTuple):
    """A kind of row that belongs to a record: its model, and the name of its column for the record."""

    model: type[Record]
    parent: str

    @property
    def column(self) -> str:
        return f"{self.parent}_id"


@cache
def parts_of(model: type[Record]) -> tuple[Part, ...]:
    """Return the kinds of rows that belong to records of `model`, in the order in which they are written."""
    relations: list[Any] = list(model._meta.related_objects)
    return tuple(
        Part(relation.related_model, relation.field.name)
        for relation in relations
        if relation.field.name in getattr(relation.related_model, "parents", ())
    )


def revisions_of(model: type[Record], key: int) -> QuerySet[Any]:
    """Return the own revisions of one row, newest first."""
    revisions: QuerySet[Any] = model.history.filter(id=key)
    return revisions.order_by("-history_id")


def made_with(revision: Revision) -> Q:
    """Return the condition for what was made at once with `revision`.

    That is the same act. Of revisions that have none (loaded, or older than acts), it is the same person and reason
    within a second.
    """
    if revision.history_act is not None:
        return Q(history_act=revision.history_act)
    when = revision.history_date
    return Q(
        history_act=None,
        history_user=revision.history_user_id,
        history_change_reason=revision.history_change_reason,
        history_date__range=(when - AT_ONCE, when + AT_ONCE),
    )


@dataclass(frozen=True)
class State:
    """A record as it was once a change was complete. `own` is None when it was not there."""

    model: type[Record]
    key: int
    moment: datetime
    own: Revision | None
    parts: dict[Part, list[Revision]] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[Part, Revision]]:
        """Yield each part it had, with its kind."""
        for part, revisions in self.parts.items():
            for revision in revisions:
                yield part, revision


def state_after(revision: Revision, of: Record | None = None) -> State:
    """Return how the record of `revision` was once the change was complete that `revision` was made by.

    With `of`, how that record was, which the row of `revision` belongs to or belonged to.
    """
    model, key = record_of(revision, of)
    return state_at(model, key, moments_of(revision, model, key)[-1])


def state_before(revision: Revision, of: Record | None = None) -> State:
    """Return how that record was before the change that `revision` was made by began."""
    model, key = record_of(revision, of)
    return state_at(model, key, moments_of(revision, model, key)[0] - A_MOMENT)


def record_of(revision: Revision, of: Record | None) -> tuple[type[Record], int]:
    return (revision.instance_type, int(revision.id)) if of is None else (type(of), int(of.pk))


def moments_of(revision: Revision, model: type[Record], key: int) -> list[datetime]:
    """Return, in order, the moments at which a record and its parts were written by the change of `revision`."""
    found = {revision.history_date}
    for its_model, column in [(model, "id"), *((part.model, part.column) for part in parts_of(model))]:
        written = its_model.history.filter(made_with(revision), **{column: key}).order_by()
        found.update(value for value in written.aggregate(Min("history_date"), Max("history_date")).values() if value)
    return sorted(found)


def state_at(model: type[Record], key: int, moment: datetime) -> State:
    """Return how a record was at `moment`, all that was done until then included."""
    own = revisions_of(model, key).filter(history_date__lte=moment).first()
    if own is None or own.history_type == DELETED:
        return State(model, key, moment, None)
    return State(model, key, moment, own, {part: parts_at(part, key, moment) for part in parts_of(model)})


def parts_at(part: Part, key: int, moment: datetime) -> list[Revision]:
    """Return the revisions of the parts of one kind that belonged to a record at `moment`, by their keys."""
    ever = part.model.history.filter(**{part.column: key}).order_by().values("id")
    until = part.model.history.filter(id__in=ever, history_date__lte=moment).order_by()
    newest = until.values("id").annotate(newest=Max("history_id")).values("newest")
    revisions = part.model.history.filter(history_id__in=newest, **{part.column: key}).exclude(history_type=DELETED)
    return list(revisions.order_by("id"))


def last_seen(model: type[Record], key: int) -> str:
    """Return what a record that is gone was called, and what became of it, as a sentence."""
    what = str(model._meta.verbose_name)
    revision = revisions_of(model, key).first()
    if revision is None:
        return f"The {what} {key} that it refers to is gone."
    name = name_of(revision)
    kept = {"kind": model._meta.model_name, "slug": getattr(revision, "slug", None)}
    moved = FormerSlug.objects.filter(**kept).first() if kept["slug"] else None
    if moved:
        return f"The {what} “{name}” is gone: its address leads to “{moved.current_slug}” now."
    return f"The {what} “{name}” was deleted on {revision.history_date:%Y-%m-%d}. Bring it back first."


def name_of(revision: Revision) -> str:
    """Return what a revision's row was called, by its own columns where these say it."""
    for column in ("name", "title", "ref", "text", "role"):
        if value := getattr(revision, column, ""):
            return str(value)
    return f"{revision.instance_type._meta.verbose_name} {revision.id}"
