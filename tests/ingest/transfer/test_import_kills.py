"""An import that is killed at any moment leaves all of its rows or none, and a second one adds only what is missing."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.ingest.test_kills import Moments, check, environment, must, of_database, run_sql, seconds_of

pytestmark = [pytest.mark.slow, pytest.mark.database]

ROWS = 200
TABLES = ["quotation", "passage", "historicalquotation", "historicalpassage"]
KILLS = 3

RECORD = """
from datetime import date
from quotes.models import Source, Speaker
day = {"published_on": date(2024, 5, 6), "captured_on": date(2024, 5, 7)}
Speaker(name="Ana Ruiz", sort_name="Ruiz, Ana").save()
for n in range(4):
    text = " ".join(f"Sentence {i} of article {n} stands here." for i in range(100))
    Source(title=f"Article {n}", text=text, **day).save()
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Iterator[str]:
    """A database with an editor, a speaker and sources, to be copied: its file, or its name on the server."""
    name = "import_kills"
    if connection.vendor == "sqlite":
        name = str(tmp_path_factory.mktemp("prepared") / "record.sqlite3")
        env = environment(f"sqlite:///{name}")
    else:
        run_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        run_sql(f'CREATE DATABASE "{name}"')
        env = environment(of_database(name))
    must(["migrate", "-v0"], env)
    must(["create_editor", "ana"], env)
    must(["shell", "-c", RECORD], env)
    if connection.vendor == "sqlite":
        with sqlite3.connect(name) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield name
    if connection.vendor != "sqlite":
        for database in (f"{name}_copy", name):
            run_sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


@pytest.fixture
def fresh(prepared, tmp_path_factory) -> Callable[[], dict[str, str]]:
    """A function that gives the environment of commands on a copy of that database."""

    def on_sqlite() -> dict[str, str]:
        path = tmp_path_factory.mktemp("kills") / "record.sqlite3"
        shutil.copy(prepared, path)
        return environment(f"sqlite:///{path}")

    def on_postgresql() -> dict[str, str]:
        run_sql(f'DROP DATABASE IF EXISTS "{prepared}_copy" WITH (FORCE)')
        run_sql(f'CREATE DATABASE "{prepared}_copy" TEMPLATE "{prepared}"')
        return environment(of_database(f"{prepared}_copy"))

    return on_sqlite if connection.vendor == "sqlite" else on_postgresql


def test_an_import_that_is_killed_leaves_all_or_nothing_and_a_second_one_adds_no_duplicate(fresh, tmp_path: Path):
    path = tmp_path / "rows.csv"
    rows = [f"article-{i % 4},Sentence {i // 4} of article {i % 4} stands here.,ana-ruiz" for i in range(ROWS)]
    path.write_text("\n".join(["source,words,speaker", *rows]))
    load = ["import_rows", "quotations", str(path), "--by", "ana"]
    moments = Moments(seconds_of(load, fresh()), seed=4)
    killed, left = 0, []
    for _ in range(KILLS):
        env = fresh()
        killed += moments.kill(load, env)
        (number,) = set(counts(env))
        assert number in (0, ROWS)
        left.append(number)
        said = must(load, env)
        assert f"{ROWS - number} created, 0 changed, {number} unchanged, 0 refused" in said
        assert counts(env) == [ROWS] * len(TABLES)
    assert killed, "no import was killed while it ran"
    assert f"0 created, 0 changed, {ROWS} unchanged" in must(load, env)
    assert check(env) == ROWS
    print(f"{killed} of {KILLS} were killed; {left.count(0)} left nothing, {left.count(ROWS)} everything")


def counts(env: dict[str, str]) -> list[int]:
    """How many rows each table has that an import of one passage a quotation writes as often as quotations."""
    url = env["DATABASE_URL"]
    connect = sqlite3.connect if url.startswith("sqlite") else psycopg.connect
    with closing(connect(url.removeprefix("sqlite:///"))) as database:
        return [database.execute(f"SELECT count(*) FROM quotes_{name}").fetchone()[0] for name in TABLES]  # noqa: S608
