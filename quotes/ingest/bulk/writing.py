"""Rows as stored go into their tables by the fastest way of each database, each with its first revision."""

import time
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from typing import Any

import psycopg
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection, transaction
from django.db.models import Max, Model

from quotes.ingest.bulk.making import Row
from quotes.ingest.bulk.rules import ALL
from quotes.models import FormerSlug, Record, SearchEntry

PATIENCE = 800  # milliseconds for all tables to be locked
PAUSE = 0.5  # seconds for those who wait, before it is tried again


def lock() -> None:
    """Keep all others from writing to the record until the transaction ends. Readers go on.

    On SQLite the transaction has that lock since it began (its mode is IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in ALL)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


def lock_alone() -> None:
    """Keep all others from reading the record, too, until the transaction ends. On SQLite they go on.

    PostgreSQL locks one table after the other. Others may have one that is missing, and wait for one that is taken: a
    deadlock. So all are given back if they cannot be had within the second after which those who wait look for one
    (https://www.postgresql.org/docs/15/runtime-config-locks.html). Call it before anything else in the transaction,
    which gives back nothing that it took earlier.
    """
    if connection.vendor == "postgresql":
        while not _locked_alone():
            time.sleep(PAUSE)


def _locked_alone() -> bool:
    """Lock all tables or none; return whether it was all."""
    beside: list[type[Model]] = [FormerSlug, get_user_model()]  # the one has triggers, and revisions refer to the other
    locked = [*tables(), *(model._meta.db_table for model in beside)]
    names = ", ".join(map(connection.ops.quote_name, locked))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE}")
            cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if isinstance(error.__cause__, psycopg.errors.QueryCanceled):
            return False
        raise
    return True


def next_ids() -> dict[type[Model], int]:
    """Return the first free key of each table."""
    return {model: _next_id(model) for model in ALL}


def _next_id(model: type[Model]) -> int:
    highest: int = model._base_manager.aggregate(highest=Max("pk"))["highest"] or 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # keys are given out once, also those of rows that are no longer there
            cursor.execute(f"SELECT last_value FROM {_sequence(model)}")  # noqa: S608
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        found = cursor.fetchone()
    return max(highest, found[0] if found else 0) + 1


def give_out(model: type[Model], highest: int) -> None:
    """Let the database give out keys after `highest`. SQLite does so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(%s, %s)", [_sequence(model), highest])


def _sequence(model: type[Model]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        (name,) = cursor.fetchone()
    return str(name)


def write(model: type[Model], rows: Collection[Row]) -> None:
    """Write rows into the table of their model: COPY on PostgreSQL, one prepared statement on SQLite."""
    columns = [connection.ops.quote_name(str(field.column)) for field in model._meta.concrete_fields]
    insert_rows(model._meta.db_table, columns, [tuple(row.values()) for row in rows])


def insert_rows(table: str, columns: list[str], rows: Collection[tuple[Any, ...]]) -> None:
    """Write tuples of texts, whole numbers and None into quoted columns of a table."""
    into = f"{connection.ops.quote_name(table)} ({', '.join(columns)})"
    connection.ensure_connection()
    raw: Any = connection.connection
    if connection.vendor == "postgresql":
        with raw.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(columns))
        raw.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608


class FirstRevisions:
    """Keeps a first revision of each new row: what is stored, copied inside the database.

    PostgreSQL does so while this process does something else, but for using the connection: `wait` comes before that.
    So write inside of `waited_for`, and let that be inside of the transaction.
    """

    def __init__(self, when: datetime, reason: str) -> None:
        self.date, self.reason = connection.ops.adapt_datetimefield_value(when), reason
        self.other = ThreadPoolExecutor(max_workers=1)
        self.written: Future[Any] | None = None

    def write(self, new: Mapping[type[Record], tuple[int, int]]) -> None:
        """Write those of rows of some models, with the first and the last of their keys."""
        parts = [_copy_into_history(model) for model in new]
        values: list[list[Any]] = [[self.date, self.reason, first, last] for first, last in new.values()]
        cursor = connection.cursor()
        if connection.vendor != "postgresql":
            for part, its_values in zip(parts, values, strict=True):
                cursor.execute(part, its_values)
        elif parts:  # as one statement: after each, the other thread waits for its turn
            together = ", ".join(f"part_{number} AS ({part})" for number, part in enumerate(parts))
            self.written = self.other.submit(cursor.execute, f"WITH {together} SELECT 1", list(chain(*values)))

    def wait(self) -> None:
        """Wait until all are written. Raises what went wrong."""
        if self.written:
            self.written.result()
            self.written = None

    @contextmanager
    def waited_for(self) -> Iterator[None]:
        """Wait at the end, too, when it is an error's: what rolls back uses the connection."""
        try:
            yield
        finally:
            if self.written:
                self.written.exception()  # which waits, and raises nothing


def _copy_into_history(model: type[Record]) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in model._meta.concrete_fields)
    return (
        f"INSERT INTO {quote(model.history.model._meta.db_table)} "  # noqa: S608
        f"({columns}, history_date, history_change_reason, history_type) "
        f"SELECT {columns}, %s, %s, '+' FROM {quote(model._meta.db_table)} WHERE id BETWEEN %s AND %s ORDER BY id"
    )


def settle(*, large: bool) -> None:
    """Let the database learn what its tables hold now; after a large load, clean them too, outside of a transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ", ".join(connection.ops.quote_name(table) for table in tables())
            how = "VACUUM (ANALYZE)" if large and not connection.in_atomic_block else "ANALYZE"
            cursor.execute(f"{how} {names}")
        else:
            cursor.execute("ANALYZE" if large else "PRAGMA optimize")


def tables() -> list[str]:
    """Return the tables of the record, of its revisions, and of the search entries."""
    revisions = [model.history.model for model in ALL if issubclass(model, Record)]
    return [model._meta.db_table for model in (*ALL, *revisions, SearchEntry)]
