"""Lists by keyset: a page begins after, or ends before, a row named by what it is sorted by.

Never OFFSET, whose cost grows with the page number, and never a numeric key in an address.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value

from quotes.search.columns import Selection

Read = Callable[[list[int]], list[Any]]  # from keys to the records that have them, in their order

COUNTED = 10_000
NOT_A_PLACE = "This page link is not valid. Start from the first page."


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: after the row that has `key`, or before it. `str()` gives its form in addresses."""

    key: tuple[str, ...]
    backwards: bool = False

    def __str__(self) -> str:
        place = f"{'<' if self.backwards else '>'}{'~'.join(self.key)}"
        return urlsafe_b64encode(place.encode()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted: by one or two columns that name a row, descending where they begin with "-".

    `readers` read their values from a cursor, or raise ValueError.
    """

    columns: tuple[str, ...]
    readers: tuple[Callable[[str], str], ...]

    def reversed(self) -> "Order":
        columns = (column.removeprefix("-") if column.startswith("-") else f"-{column}" for column in self.columns)
        return replace(self, columns=tuple(columns))

    def sort(self, rows: QuerySet) -> QuerySet:
        return rows.order_by(*self.columns)

    def after(self, rows: QuerySet, key: tuple[str, ...]) -> QuerySet:
        """Return the rows that come after the one with `key`. The first condition lets an index do the skipping."""
        beyond = [
            (f"{column.removeprefix('-')}__{'lt' if column.startswith('-') else 'gt'}", value)
            for column, value in zip(self.columns, key, strict=True)
        ]
        not_before = Q((f"{beyond[0][0]}e", key[0]))
        return rows.filter(not_before & Q(*beyond, _connector=Q.OR))

    def key(self, row: Any) -> tuple[str, ...]:
        return tuple(str(getattr(row, column.removeprefix("-"))) for column in self.columns)

    def cursor(self, text: str) -> Cursor:
        """Read a cursor of this list. Raises ValueError for anything that `str(cursor)` does not give."""
        try:
            place = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
            values = zip(self.readers, place[1:].split("~"), strict=True)
            cursor = Cursor(tuple(read(value) for read, value in values), place[0] == "<")
        except ValueError:
            cursor = None
        if cursor is None or str(cursor) != text:
            raise ValueError(NOT_A_PLACE)
        return cursor


def a_place_in(orders: Iterable["Order"]) -> Callable[[str], Cursor]:
    """Return a reader of the cursors of several orders, which differ in form or are read alike."""

    def read(text: str) -> Cursor:
        for order in orders:
            with suppress(ValueError):
                return order.cursor(text)
        raise ValueError(NOT_A_PLACE)

    return read


def matching(pattern: str) -> Callable[[str], str]:
    """Return a reader of texts that match `pattern`. It raises ValueError for others."""

    def read(text: str) -> str:
        if re.fullmatch(pattern, text):
            return text
        raise ValueError(text)

    return read


def _day(text: str) -> str:
    return str(date.fromisoformat(text))


_slug = matching(r"[-a-zA-Z0-9_]{1,80}")

OLDEST = Order(("said_latest", "ref"), (_day, matching(r"[0-9A-HJKMNP-TV-Z]{10}")))
NEWEST = OLDEST.reversed()
BEST = Order(("place",), (matching(r"[1-9][0-9]{0,3}"),))  # a number of the list: the first row is 1
A_TO_Z = Order(("sort_key", "slug"), (matching(r"[a-z0-9]{0,100}"), _slug))
BY_SLUG = Order(("slug",), (_slug,))
LATEST_PUBLISHED = Order(("-published_on", "slug"), (_day, _slug))
LATEST_NOTED = Order(("-day", "-key"), (_day, matching(r"[a-z]+/[-a-zA-Z0-9_]{1,80}")))


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, in its order, and the cursors of the pages on either side, where there are any."""

    rows: list[Any]
    previous: Cursor | None
    next: Cursor | None


def page_of(rows: QuerySet, order: Order, cursor: Cursor | None, size: int, *others: QuerySet) -> Page:
    """Return the `size` rows that come after `cursor` (or before it; the first ones without), in one query.

    The rows of `others`, which have the same columns, stand in the same list.
    """
    backwards = cursor is not None and cursor.backwards
    direction = order.reversed() if backwards else order
    wanted, *rest = (direction.after(some, cursor.key) if cursor else some for some in (rows, *others))
    found = list(direction.sort(wanted.union(*rest, all=True) if rest else wanted)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([], None, None)
    return Page(found, *_neighbors(cursor, order.key(found[0]), order.key(found[-1]), more))


def page_in(selection: Selection, read: Read, order: Order, cursor: Cursor | None, size: int) -> Page:
    """Return the same page of quotations, of `NEWEST` or `OLDEST`, from a selection in memory: what `read` gives of it.

    A quotation that is gone since the selection was made is left out.
    """
    side = {} if cursor is None else {"before" if cursor.backwards else "after": cursor.key}
    stretch = selection.page(size, newest=order == NEWEST, **side)
    if stretch.first is None or stretch.last is None:
        return Page([], None, None)
    return Page(read(stretch.ids), *_neighbors(cursor, stretch.first, stretch.last, stretch.has_more))


def _neighbors(
    cursor: Cursor | None, first: tuple[str, ...], last: tuple[str, ...], has_more: bool
) -> tuple[Cursor | None, Cursor | None]:
    """Return the cursors of the pages before and after one, where there are any."""
    backwards = cursor is not None and cursor.backwards
    has_previous, has_next = (has_more, True) if backwards else (cursor is not None, has_more)
    return Cursor(first, backwards=True) if has_previous else None, Cursor(last) if has_next else None


@dataclass(frozen=True, slots=True)
class Total:
    """How many there are: exact up to 10,000, and "10,000+" beyond."""

    number: int

    @property
    def is_exact(self) -> bool:
        return self.number <= COUNTED

    @property
    def counted(self) -> int:
        return min(self.number, COUNTED)

    def __str__(self) -> str:
        return f"{self.number:,}" if self.is_exact else f"{COUNTED:,}+"

    def __bool__(self) -> bool:
        return self.number > 0


class Exactly(Total):
    """How many there are, where counting costs nothing."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{self.number:,}"


def total(rows: QuerySet) -> Total:
    """Count `rows`, but no further than it takes to know that there are more than 10,000."""
    return Total(rows.order_by()[: COUNTED + 1].count())


def totals(sets: Mapping[str, QuerySet]) -> dict[str, Total]:
    """Count several sets of rows as `total()` does each, in one query."""
    counted = [
        rows.model._base_manager.filter(pk__in=rows.order_by().values("pk")[: COUNTED + 1])
        .order_by()
        .values(counted_as=Value(name, CharField()))
        .annotate(number=Count("pk"))
        .values_list("counted_as", "number")
        for name, rows in sets.items()
    ]
    found = dict(counted[0].union(*counted[1:], all=True)) if counted else {}
    return {name: Total(found.get(name, 0)) for name in sets}
