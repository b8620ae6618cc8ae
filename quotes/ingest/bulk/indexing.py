"""Indexes and foreign keys taken off the tables of the record while many rows are written, and put back after."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from quotes.ingest.bulk.writing import tables


@contextmanager
def indexes_later(progress: Callable[[str], None]) -> Iterator[None]:
    """Take off what slows down many rows, and build it after them, inside the transaction that writes them.

    Keys and unique indexes stay: rows are looked up by them. What is taken off is read from the database itself, and
    so put back as it was. On PostgreSQL this keeps readers away from the tables until the transaction ends.
    """
    taken = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table can be altered before it was checked
        for take_off, _ in taken:
            cursor.execute(take_off)
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            cursor.execute("SET LOCAL max_parallel_workers_per_gather = 2")  # a large join checks each foreign key
        for _, put_back in reversed(taken):
            progress("indexes")
            cursor.execute(put_back)


def _postgresql() -> list[tuple[str, str]]:
    """Return the statements that take off, and that put back, in the order of taking off."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname), "
            "format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid)) "
            "FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s) ORDER BY conname",
            [tables()],
        )
        keys = cursor.fetchall()
        cursor.execute(
            "SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid) "
            "FROM pg_index WHERE NOT indisunique AND indrelid::regclass::text = ANY(%s) "
            "ORDER BY indrelid::regclass::text, indexrelid::regclass::text",
            [tables()],
        )
        return [*keys, *cursor.fetchall()]


def _sqlite() -> list[tuple[str, str]]:
    """Return the same for SQLite, which checks foreign keys by the keys that stay."""
    marks = ", ".join(["%s"] * len(tables()))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT LIKE 'CREATE UNIQUE %%' "  # noqa: S608
            f"AND tbl_name IN ({marks}) ORDER BY tbl_name, name",
            tables(),
        )
        return [(f"DROP INDEX {connection.ops.quote_name(name)}", sql) for name, sql in cursor.fetchall()]
