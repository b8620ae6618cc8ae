"""Which rows are there already, by the keys they are known by in files, and what others take from them.

What was read or made lately is remembered; the rest is looked up in the database, many keys at a time, so that memory
does not grow with the record. The caller holds a lock: what was not there stays so until its transaction ends.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model

from quotes.ingest.fixtures import key_paths
from quotes.models import Affiliation, Claim, Organization, Quotation, Record, Source, Speaker, Topic

Key = tuple[Any, ...]
"""A natural key: of parts as they stand in a file."""

MOST = 100_000
MOST_SOURCES = 2_000  # each with its whole text
AT_ONCE = 500

TAKEN: dict[type[Model], tuple[str, ...]] = {
    Organization: ("id",),
    Source: ("id", "text", "published_on"),
    Speaker: ("id",),
    Affiliation: ("id", "speaker", "organization", "role_slug"),
    Topic: ("id",),
    Claim: ("id",),
    Quotation: ("id", "source", "said_latest", "status"),
}
"""What is taken from a row by rows of other models that refer to it. To the rest none refers."""


def plain(value: Any) -> Any:
    """Return a stored value as rows have it in memory: dates as text in ISO 8601."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def slices(items: Iterable[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
    """Yield the items in lists of at most `size`."""
    iterator = iter(items)
    while part := list(islice(iterator, size)):
        yield part


class Known:
    """The rows of one model that are there."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.paths = key_paths(model)
        self.names = [field.name for field in model._meta.concrete_fields]
        self.columns = [field.attname for field in model._meta.concrete_fields]
        self.taken = TAKEN.get(model, ())
        self.most = MOST_SOURCES if model is Source else MOST
        self.recent: dict[Key, tuple[Any, ...]] = {}

    def get(self, key: Key) -> tuple[Any, ...] | None:
        """Return what others take from the row of this key, if it was looked up or added before."""
        return self.recent.get(key)

    def add(self, key: Key, row: dict[str, Any]) -> None:
        """Remember a row that is about to be stored."""
        if self.taken:
            self.recent[key] = tuple([row[name] for name in self.taken])

    def get_to_know(self, keys: Collection[Key]) -> None:
        """Look up those rows that are not remembered."""
        if unknown := [key for key in keys if key not in self.recent]:
            self.look_up(unknown)

    def forget_oldest(self) -> None:
        """Keep no more than is needed to know most rows without looking."""
        if len(self.recent) > self.most:
            for key in list(islice(self.recent, len(self.recent) - self.most // 2)):
                del self.recent[key]

    def look_up(self, keys: Collection[Key]) -> dict[Key, dict[str, Any]]:
        """Return the stored rows with these keys, and remember what others take from them."""
        found: dict[Key, dict[str, Any]] = {}
        wanted = set(keys)
        for part in slices(self.stored_firsts({key[0] for key in wanted})):
            rows = self.model._base_manager.filter(**{f"{self.paths[0]}__in": part})
            for values in rows.values_list(*self.paths, *self.columns):
                key = tuple(plain(value) for value in values[: len(self.paths)])
                if key in wanted:
                    row = dict(zip(self.names, map(plain, values[len(self.paths) :]), strict=True))
                    found[key] = row
                    self.add(key, row)
        return found

    def stored_firsts(self, firsts: set[Any]) -> list[Any]:
        """Return those first parts of keys that the database has, in the row itself or in the one it belongs to.

        One statement asks for thousands: nearly always, nothing is there.
        """
        owner, path = self.model, self.paths[0]
        while "__" in path:
            name, _, path = path.partition("__")
            owner = owner._meta.get_field(name).related_model  # type: ignore[assignment]
        texts = [first for first in firsts if isinstance(first, str) and first.isascii() and first.isprintable()]
        quote = connection.ops.quote_name
        given: list[Any]
        if connection.vendor == "postgresql":
            those, given = "= ANY(%s)", [texts]
        else:
            those, given = "IN (SELECT value FROM json_each(%s))", [json.dumps(texts)]
        statement = f"SELECT {quote(path)} FROM {quote(owner._meta.db_table)} WHERE {quote(path)} {those}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            return sorted({first for (first,) in cursor.fetchall()})


def gone(model: type[Record], keys: Collection[Key], reason: str) -> set[Key]:
    """Return those keys that a row had when a file gave it, and has no longer: an editor renamed or deleted it.

    `reason` is what the reasons of the revisions begin with that loading gives.
    """
    paths = key_paths(model)
    found: set[Key] = set()
    for part in slices({key[0] for key in keys}):
        revisions = model.history.filter(**{f"{paths[0]}__in": part, "history_change_reason__startswith": reason})
        found |= {tuple(plain(value) for value in values) for values in revisions.values_list(*paths)}
    return found.intersection(keys)
