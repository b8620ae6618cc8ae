"""What a native index does, whichever database keeps it: the contract of `sqlite` and `postgresql`.

A query reaches a database as words that `quotes.text.words` prepared, each in quotation marks; nothing of what a reader
typed can be taken for its syntax.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator

import numpy as np
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from numpy.typing import NDArray

from quotes.models import SearchEntry
from quotes.text.words import Query

from .keys import one_of
from .ranking import scores

Keys = NDArray[np.int64]
NONE: Keys = np.array([], dtype=np.int64)
TABLE = SearchEntry._meta.db_table
SPARE = 8  # one in so many more is read than is compared, in case that it has the words in names alone


class Index(ABC):
    """The native index over the search entries, whose names in the database begin with `quotes_search`."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    @abstractmethod
    def install(self) -> None:
        """Make whatever of the index is not there, and fill it. Where there are no entries' table, remove the index."""

    @abstractmethod
    def remove(self) -> None:
        """Remove the index and whatever keeps it in step, as before a load of many entries. Nothing is found then."""

    @abstractmethod
    def problems(self) -> Iterator[str]:
        """Yield, as sentences, what is missing of the index and where it differs from the entries."""

    @abstractmethod
    def match(self, query: Query) -> Keys:
        """Return the keys of all published quotations that `query` finds, in no order. An empty query finds none."""

    @abstractmethod
    def match_words(self, query: Query) -> Keys:
        """Return the keys of all whose own words, without names, have everything that `query` wants."""

    def in_words(self, query: Query, keys: Keys) -> Keys:
        """Return those of `keys`, each there once, in their order, that `query` finds without the help of names."""
        if not query.wanted:
            return keys
        return keys[np.isin(keys, self.match_words(query), assume_unique=True)]

    def ranked(self, query: Query, keys: Keys, most: int) -> Keys:
        """Return the best of `keys`, all found by `query` and newest first: words that were said before names.

        Of more than `most`, the newest are compared: of what has the words said, then of what has them in names.
        Those that match as well stay in their order.
        """
        if not query.wanted or not len(keys):
            return keys[:most]
        compared = keys[: most + most // SPARE]
        ranks = self.ranks(query, compared)
        if len(keys) > most:
            said = [place for place, (is_said, _) in enumerate(ranks) if is_said][:most]
            if len(said) == most:
                compared, ranks = compared[said], [ranks[place] for place in said]
            else:
                compared = self.newest_said(query, keys, most)
                ranks = self.ranks(query, compared)
        return compared[sorted(range(len(compared)), key=ranks.__getitem__, reverse=True)]

    def newest_said(self, query: Query, keys: Keys, most: int) -> Keys:
        """Return the first `most` of `keys` that have the words said, then, if these are fewer, of the others."""
        said = self.in_words(query, keys)[:most]
        others = keys[~np.isin(keys, said, assume_unique=True)] if len(said) < most else NONE
        return np.concatenate([said, others])[:most]

    def ranks(self, query: Query, keys: Keys) -> list[tuple[bool, float]]:
        """Return of each of `keys` whether what `query` wants was said there, and how well it matches."""
        condition, values = one_of("quotation_id", keys.tolist())
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT quotation_id, words FROM {TABLE} WHERE {condition}", values)  # noqa: S608
            words = dict(cursor.fetchall())
        return scores(query.wanted, [words.get(key, "") for key in keys.tolist()])

    def has_table(self) -> bool:
        with self.connection.cursor() as cursor:
            return TABLE in self.connection.introspection.table_names(cursor)

    def run(self, *statements: str) -> None:
        """Execute statements that take no values, in one transaction."""
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
