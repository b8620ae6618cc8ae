"""The rows that the site's loader writes, by COPY or executemany alone; then the indexes that the database has."""

import re
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg import sql

from .databases import Database

AT_ONCE = 10_000


def raw_load(filled: Database, empty: Database) -> float:
    """Write the rows of one database into the tables of another; return the seconds of writing and indexing alone.

    Indexes, foreign keys and triggers are away meanwhile, and made again afterwards.
    """
    return (
        _into_sqlite(filled.path, empty.path) if filled.vendor == "sqlite" else _into_postgresql(filled.url, empty.url)
    )


# SQLite

_SQLITE_TABLES = """SELECT name FROM pragma_table_list
    WHERE schema = 'main' AND type = 'table' AND name LIKE 'quotes\\_%' ESCAPE '\\' ORDER BY name"""
_SQLITE_EXTRAS = """SELECT type, name, sql FROM sqlite_master
    WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name LIKE 'quotes\\_%' ESCAPE '\\' ORDER BY type"""


def _into_sqlite(filled: Path, empty: Path) -> float:
    seconds = 0.0
    with closing(sqlite3.connect(filled)) as source, closing(sqlite3.connect(empty, isolation_level=None)) as target:
        for pragma in ("foreign_keys = OFF", "synchronous = FULL", "journal_mode = WAL"):
            target.execute(f"PRAGMA {pragma}")
        target.create_function("REGEXP", 2, _regexp, deterministic=True)
        extras = target.execute(_SQLITE_EXTRAS).fetchall()
        for kind, name, _ in extras:
            target.execute(f'DROP {kind} "{name}"')
        target.execute("BEGIN IMMEDIATE")
        for (table,) in target.execute(_SQLITE_TABLES).fetchall():
            target.execute(f'DELETE FROM "{table}"')
            rows = source.execute(f'SELECT * FROM "{table}"')
            statement = f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(rows.description))})'
            while some := rows.fetchmany(AT_ONCE):
                start = time.perf_counter()
                target.executemany(statement, some)
                seconds += time.perf_counter() - start
        start = time.perf_counter()
        for _, _, statement in extras:
            target.execute(statement)
        for (table,) in target.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"):
            target.execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')")
        target.execute("COMMIT")
        target.execute("ANALYZE")
        return seconds + time.perf_counter() - start


def _regexp(pattern: str, text: str | None) -> bool | None:
    """What the tables' constraints call, as Django gives it to SQLite."""
    return None if text is None else bool(re.search(pattern, text))


# PostgreSQL

_POSTGRESQL_COLUMNS = """SELECT c.relname, array_agg(a.attname ORDER BY a.attnum) FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'quotes\\_%'
    GROUP BY 1 ORDER BY 1"""
_POSTGRESQL_INDEXES = """SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    AND tablename LIKE 'quotes\\_%' AND indexname NOT IN (SELECT conname FROM pg_constraint)"""
_POSTGRESQL_KEYS = """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conrelid::regclass::text LIKE 'quotes\\_%'"""


def _into_postgresql(filled: str, empty: str) -> float:
    seconds = 0.0
    with psycopg.connect(filled) as source, psycopg.connect(empty) as target:
        tables = target.execute(_POSTGRESQL_COLUMNS).fetchall()
        target.execute("SET session_replication_role = replica")  # no triggers
        again = list(_put_away(target))
        target.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(sql.Identifier(name) for name, _ in tables)))
        for table, columns in tables:
            place = sql.SQL("{} ({})").format(
                sql.Identifier(table), sql.SQL(", ").join(sql.Identifier(column) for column in columns)
            )
            seconds += _copy(source, target, place)
        start = time.perf_counter()
        for statement in again:
            target.execute(statement.encode())
        target.commit()
        target.autocommit = True
        target.execute("ANALYZE")
        return seconds + time.perf_counter() - start


def _put_away(target: psycopg.Connection[tuple[object, ...]]) -> Iterator[str]:
    """Drop indexes and foreign keys, and yield what makes them again."""
    for name, definition in target.execute(_POSTGRESQL_INDEXES).fetchall():
        target.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(str(name))))
        yield str(definition)
    for table, name, definition in target.execute(_POSTGRESQL_KEYS).fetchall():
        target.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'.encode())
        yield f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'


def _copy(
    source: psycopg.Connection[tuple[object, ...]], target: psycopg.Connection[tuple[object, ...]], place: sql.Composed
) -> float:
    """Copy a table through a file, and return the seconds of the way in."""
    with tempfile.TemporaryFile() as rows:
        with source.cursor().copy(sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(place)) as out:
            for block in out:
                rows.write(block)
        rows.seek(0)
        start = time.perf_counter()
        with target.cursor().copy(sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(place)) as into:
            while block := rows.read(1 << 20):
                into.write(block)
        return time.perf_counter() - start
