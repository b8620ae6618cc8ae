"""A load or a rebuild that is killed at any moment leaves nothing or all of itself, and a second one succeeds."""

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from quotes.ingest.generation import generate

pytestmark = [pytest.mark.slow, pytest.mark.database]

QUOTATIONS = 1_500
KILLS = 3  # of each kind
MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]
GENERATE = ["generate_record", "--quotations", str(QUOTATIONS), "--seed", "1"]


@pytest.fixture
def fresh(tmp_path_factory, migrated) -> Callable[[], dict[str, str]]:
    """A function that gives the environment of commands on an empty database of their own."""

    def on_sqlite() -> dict[str, str]:
        path = tmp_path_factory.mktemp("kills") / "record.sqlite3"
        shutil.copy(migrated, path)
        return environment(f"sqlite:///{path}")

    def on_postgresql() -> dict[str, str]:
        run_sql(f'DROP DATABASE IF EXISTS "{migrated}_copy" WITH (FORCE)')
        run_sql(f'CREATE DATABASE "{migrated}_copy" TEMPLATE "{migrated}"')
        return environment(of_database(f"{migrated}_copy"))

    return on_sqlite if connection.vendor == "sqlite" else on_postgresql


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> Iterator[str]:
    """An empty database with every table, to be copied: its file, or its name on the server."""
    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("migrated") / "record.sqlite3"
        must(["migrate", "-v0"], environment(f"sqlite:///{path}"))
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        yield str(path)
        return
    name = f"kills_{os.getpid()}"
    run_sql(f'CREATE DATABASE "{name}"')
    try:
        must(["migrate", "-v0"], environment(of_database(name)))
        yield name
    finally:
        for database in (f"{name}_copy", name):
            run_sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def run_sql(sql: str) -> None:
    """Run a statement outside of any transaction, on the server that the tests use."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql)


def of_database(name: str) -> str:
    """The address of another database on that server."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def environment(url: str) -> dict[str, str]:
    return os.environ | {"DEBUG": "1", "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "project.settings"}


def must(arguments: list[str], env: dict[str, str]) -> str:
    done = subprocess.run([*MANAGE, *arguments], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def check(env: dict[str, str]) -> int:
    """Verify the whole record and its search, and return how many quotations it has."""
    must(["check_search"], env)
    said = must(["verify_record"], env)
    found = re.search(r"Quotation ([\d,]+)", said)
    return int(found[1].rstrip(",").replace(",", "")) if found else 0


def killed_after(seconds: float, arguments: list[str], env: dict[str, str]) -> bool:
    """Start a command, kill it after some time, and return whether it was still running."""
    process = subprocess.Popen([*MANAGE, *arguments], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def seconds_of(arguments: list[str], env: dict[str, str]) -> float:
    started = time.monotonic()
    must(arguments, env)
    return time.monotonic() - started


class Moments:
    """Random moments at which a command still runs: earlier ones once it ended before, as beside less other work."""

    def __init__(self, took: float, seed: int) -> None:
        self.took, self.chance = took, random.Random(seed)

    def kill(self, arguments: list[str], env: dict[str, str]) -> bool:
        """Start the command and kill it at such a moment. Return whether it still ran."""
        killed = killed_after(self.chance.uniform(0.2, 1.0) * self.took, arguments, env)
        if not killed:
            self.took *= 0.8
        return killed


def test_a_load_that_is_killed_leaves_nothing_or_all_and_a_second_one_succeeds(fresh):
    moments = Moments(seconds_of(GENERATE, fresh()), seed=1)
    killed = 0
    for _ in range(KILLS):
        env = fresh()
        killed += moments.kill(GENERATE, env)
        assert check(env) in (0, QUOTATIONS)
        must(GENERATE, env)
    assert killed, "no load was killed while it ran"
    assert check(env) == QUOTATIONS


def test_a_load_in_batches_that_is_killed_leaves_whole_batches_and_goes_on(fresh, tmp_path: Path):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in generate(QUOTATIONS, 1)))
    load = ["load_record", str(path), "--batch", "500"]
    moments = Moments(seconds_of(load, fresh()), seed=2)
    seen: set[int] = set()
    tries = 0
    while tries < KILLS or (tries < 3 * KILLS and not seen - {0, QUOTATIONS}):
        tries += 1
        env = fresh()
        moments.kill(load, env)
        seen.add(check(env))
        must(load, env)
    assert seen - {0, QUOTATIONS}, "no load was killed between batches"
    assert check(env) == QUOTATIONS


def test_a_rebuild_that_is_killed_leaves_the_search_as_it_was_and_a_second_one_succeeds(fresh):
    env = fresh()
    must(GENERATE, env)
    moments = Moments(seconds_of(["rebuild_search"], env), seed=3)
    killed = 0
    for _ in range(KILLS):
        killed += moments.kill(["rebuild_search"], env)
        must(["check_search"], env)
    assert killed, "no rebuild was killed while it ran"
    must(["rebuild_search"], env)
    assert check(env) == QUOTATIONS
