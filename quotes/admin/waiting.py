"""What the first page shows that waits: queues, each with how many there are and the first few of them.

A queue costs the same few queries at any size of the record. `quotes.admin.queues` lists them all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

COUNTED = 1_000
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Count:
    """How many wait, counted no further than it takes to know that there are more than 1,000."""

    number: int

    def __bool__(self) -> bool:
        return self.number > 0

    def __str__(self) -> str:
        return f"{COUNTED:,}+" if self.number > COUNTED else f"{self.number:,}"


@dataclass(frozen=True, slots=True)
class Row:
    """One that waits: its words, what else to know of it, and where to go for it."""

    words: str
    note: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    count: Count
    rows: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for one kind of decision, shown to those who have `permission`.

    `sentence` says what to do about it. `look` finds it for a person, and `list_of` names the list of all of it: an
    address of the desk and its query. What is only news, and waits for nobody, is not `to_do`.
    """

    title: str
    sentence: str
    permission: str
    look: Callable[[Any], Found]
    list_of: tuple[str, Mapping[str, str]] | None = None
    to_do: bool = True

    @property
    def link(self) -> str:
        if self.list_of is None:
            return ""
        name, query = self.list_of
        return reverse(f"admin:{name}", query=dict(query))


@dataclass(frozen=True, slots=True)
class Waits:
    """A queue that has something in it."""

    queue: Queue
    found: Found


@dataclass(frozen=True, slots=True)
class Desk:
    """What the first page says: what waits, or that nothing does, and what to begin with."""

    waits: list[Waits] = field(default_factory=list)
    news: list[Waits] = field(default_factory=list)
    may_see: bool = False
    add_article: str = ""


def capped(rows: QuerySet) -> Count:
    """Count rows up to the cap. Their order costs nothing: it is left out."""
    return Count(rows.order_by()[: COUNTED + 1].count())


def first_of(rows: QuerySet, show: Callable[[Any], Row], *, reads: Sequence[str], related: Sequence[str] = ()) -> Found:
    """Return how many there are of `rows`, and the first few as `show` shows them, of which `reads` are read."""
    count = capped(rows)
    if not count:
        return Found(count)
    return Found(count, [show(record) for record in rows.select_related(*related).only(*reads)[:SHOWN]])


def desk_of(request: HttpRequest, queues: Iterable[Queue]) -> Desk:
    """Return what waits for this person. Nothing is looked for that they may not see."""
    allowed = [queue for queue in queues if request.user.has_perm(queue.permission)]
    found = [Waits(queue, queue.look(request.user)) for queue in allowed]
    there = [waits for waits in found if waits.found.count]
    return Desk(
        [waits for waits in there if waits.queue.to_do],
        [waits for waits in there if not waits.queue.to_do],
        may_see=bool(allowed),
        add_article=address("quotes_source_add_article", "quotes_source_add")
        if request.user.has_perm("quotes.add_source")
        else "",
    )


def address(*names: str, args: Sequence[Any] = ()) -> str:
    """Return the address of the first of these pages of the desk that there is."""
    for name in names:
        try:
            return reverse(f"admin:{name}", args=args)
        except NoReverseMatch:
            continue
    return ""


class WaitsFilter(SimpleListFilter):
    """Narrows a list to what waits in a queue: `sets` gives, by the value in the address, its name and its rows."""

    title = "what waits"
    parameter_name = "waits"
    sets: Mapping[str, tuple[str, Callable[[], QuerySet]]] = {}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, name) for value, (name, _) in self.sets.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value is None:
            return queryset
        if value not in self.sets:
            raise IncorrectLookupParameters(f"{value} is nothing that waits.")
        return queryset & self.sets[value][1]().order_by()
