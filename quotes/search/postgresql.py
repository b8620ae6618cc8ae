"""The index in PostgreSQL: GIN over the words of each search entry (https://www.postgresql.org/docs/15/gin.html).

The server keeps it in step. It says which entries have certain words; whether words follow each other, or stand among
the words said rather than in names, is looked up in the entries found. A `tsvector` kept in a column would answer both,
but makes the table three times as large, and to read the table is what a search costs. It would also forget where words
stand after the 16,383rd.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from quotes.text.words import BETWEEN_NAMES, Query

from .base import NONE, TABLE, Index, Keys

NAME = "quotes_search"
SAID = "(' ' || words || ' ')"
ALL = f"(' ' || words || ' {BETWEEN_NAMES} ' || names || ' ')"
WORDS = f"to_tsvector('simple', words || ' {BETWEEN_NAMES} ' || names)"
DEFINITION = f"CREATE INDEX {NAME} ON {TABLE} USING gin ({WORDS}) WITH (fastupdate=off)"
# Rows written in this transaction have foreign keys yet to be checked, with which a table cannot be altered.
SETTLE = ("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED")


class PostgreSQLIndex(Index):
    def install(self) -> None:
        if self.has_table() and any(self.problems()):
            self.remove()
            quoted = DEFINITION.replace("'", "''")  # kept as a comment, since the server words the definition anew
            memory = "SET LOCAL maintenance_work_mem = '256MB'"
            self.run(*SETTLE, memory, DEFINITION, f"COMMENT ON INDEX {NAME} IS '{quoted}'")

    def remove(self) -> None:
        self.run(*SETTLE, f"DROP INDEX IF EXISTS {NAME}")

    def problems(self) -> Iterator[str]:
        sql = "SELECT obj_description(indexrelid), indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"
        with self.connection.cursor() as cursor:
            cursor.execute(sql, [NAME])
            there = cursor.fetchone()
        if there is None:
            yield f"The index {NAME} is missing."
        elif there[0] != DEFINITION:
            yield f"The index {NAME} is not as it should be."
        elif not there[1]:
            yield f"The index {NAME} is not valid."

    def match(self, query: Query) -> Keys:
        return self.keys(query.wanted, query.unwanted, ALL) if query else NONE

    def match_words(self, query: Query) -> Keys:
        return self.keys(query.wanted, (), SAID)

    def keys(self, wanted: tuple[tuple[str, ...], ...], unwanted: tuple[tuple[str, ...], ...], where: str) -> Keys:
        """Return the keys of entries that have all that is wanted, and nothing unwanted, in a text of theirs.

        They come as one value, eight bytes each, since reading a row for each would cost more than to find them.
        """
        conditions: list[str] = []
        values: list[Any] = []
        if wanted:
            conditions.append(f"{WORDS} @@ %s::tsquery")
            values.append(" & ".join(f"'{word}'" for words in wanted for word in words))
        for words in wanted:
            if len(words) > 1 or where == SAID:
                conditions.append(f"{where} LIKE %s")
                values.append(f"% {' '.join(words)} %")
        for words in unwanted:
            conditions.append(f"{where} NOT LIKE %s")
            values.append(f"% {' '.join(words)} %")
        sql = f"SELECT string_agg(int8send(quotation_id), ''::bytea) FROM {TABLE} WHERE {' AND '.join(conditions)}"  # noqa: S608
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            (found,) = cursor.fetchone()
        return np.frombuffer(found, dtype=">i8").astype(np.int64) if found else NONE
