"""The list of all that was done to a record and its parts, newest first: each act once, with who, when and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value

from quotes.editing.history import Part, Revision, parts_of

from .changes import BRIEF, Change, Line, Names, differs, is_there, lines, revisions_in

PER_PAGE = 50  # revisions


class Place(NamedTuple):
    """Where a revision is kept, what it followed, and what it was made with."""

    kind: int  # 0: the record's own; n: of its n-th kind of part
    key: int
    previous: int | None
    when: Any
    act: int | None


@dataclass
class Entry:
    """What somebody did to a record at once."""

    revision: Revision
    version: str  # what stands in the address of its page
    reasons: list[str]
    lines: list[Line] = field(default_factory=list)


def timeline(model: Any, key: int) -> Paginator:
    """Return pages of the places of all revisions of a record and of its parts, newest first."""
    own = with_previous(model.history.filter(id=key), model, 0)
    places = [own]
    for kind, part in enumerate(parts_of(model), start=1):
        ever = part.model.history.filter(**{part.column: key}).order_by().values("id")
        rows = with_previous(part.model.history.filter(id__in=ever), part.model, kind, part.column)
        places.append(rows.filter(Q(**{part.column: key}) | Q(belonged_to=key)))
    columns = ["of_kind", "history_id", "preceding", "history_date", "history_act"]
    first, *rest = (rows.order_by().values_list(*columns) for rows in places)
    rows = first.union(*rest, all=True) if rest else first
    return Paginator(rows.order_by("-history_date", "-history_id", "of_kind"), PER_PAGE)


def with_previous(revisions: QuerySet, model: Any, kind: int, column: str = "id") -> QuerySet:
    earlier = model.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    return revisions.annotate(
        of_kind=Value(kind),
        preceding=Subquery(earlier.values("history_id")[:1]),
        belonged_to=Subquery(earlier.values(column)[:1]),
    )


def entries(model: Any, key: int, places: Iterable[Any]) -> list[Entry]:
    """Return what a page of places holds, act by act."""
    found = [Place(*place) for place in places]
    rows = read(model, found)
    groups = [list(group) for _, group in groupby(found, key=lambda place: place.act or place.when)]
    changes = [changes_in(group, rows, model, key) for group in groups]
    names = Names(revisions_in(change for some in changes for change in some))
    return [entry(group, rows, lines(some, names, longest=BRIEF)) for group, some in zip(groups, changes, strict=True)]


Rows = dict[tuple[int, int], Revision]


def read(model: Any, places: list[Place]) -> Rows:
    """Return the revisions at some places and those before them: one query for each kind."""
    kinds = [model, *(part.model for part in parts_of(model))]
    found: Rows = {}
    for kind, its_model in enumerate(kinds):
        wanted = {key for place in places if place.kind == kind for key in (place.key, place.previous) if key}
        if wanted:
            for row in its_model.history.filter(pk__in=wanted).select_related("history_user").order_by():
                found[kind, row.pk] = row
    return found


def changes_in(group: list[Place], rows: Rows, model: Any, key: int) -> list[Change]:
    """Return what an act did, one change for each row: from before its first revision to its last."""
    by_row: dict[tuple[int, int], list[Place]] = {}
    for place in group:
        by_row.setdefault((place.kind, rows[place.kind, place.key].id), []).append(place)
    parts: list[Part | None] = [None, *parts_of(model)]
    found = []
    for (kind, _), places in sorted(by_row.items()):
        newest = max(places, key=lambda place: place.key)
        oldest = min(places, key=lambda place: place.key)
        before = rows[kind, oldest.previous] if oldest.previous else None
        part = parts[kind]
        change = Change(part, held(before, part, key), held(rows[kind, newest.key], part, key))
        if (change.before or change.after) and differs(change):
            found.append(change)
    return found


def held(revision: Revision | None, part: Part | None, key: int) -> Revision | None:
    """Return a revision if the row was there and belonged to the record."""
    if not is_there(revision) or (part and getattr(revision, part.column) != key):
        return None
    return revision


def entry(group: list[Place], rows: Rows, told: list[Line]) -> Entry:
    """Return an act, known by the newest revision of the record itself, or of a part when it has none."""
    place = next((place for place in group if place.kind == 0), group[0])
    revision = rows[place.kind, place.key]
    name = revision.instance_type._meta.model_name
    version = str(place.key) if place.kind == 0 else f"{name}-{place.key}"
    reasons = dict.fromkeys(rows[each.kind, each.key].history_change_reason for each in group)
    return Entry(revision, version, [reason for reason in reasons if reason], told)
