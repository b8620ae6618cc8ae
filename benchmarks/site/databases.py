"""The record of each size, on SQLite and on PostgreSQL: made once where the folder is kept."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg

import dev


@dataclass(frozen=True, slots=True)
class Database:
    """A database and the environment in which the site uses it."""

    vendor: str
    url: str
    environment: Mapping[str, str]

    @property
    def path(self) -> Path:
        """SQLite's file."""
        return Path(self.url.removeprefix("sqlite:///"))

    def manage(self, *arguments: str) -> None:
        """Run a command of manage.py quietly. Raises RuntimeError with what it said when it fails."""
        command = [str(dev.PYTHON), "manage.py", *arguments]
        done = subprocess.run(command, cwd=dev.ROOT, env=self.environment, check=False, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")


def environment(url: str, folder: Path, **more: str) -> dict[str, str]:
    """Return what `dev.py serve` gives the site, with static files of the benchmark's own."""
    return dev.serving_environment(url) | {"STATIC_ROOT": str(folder / "static")} | more


def on_sqlite(folder: Path, name: str) -> Database:
    """Return a database that may not be there yet."""
    url = f"sqlite:///{folder / name}.sqlite3"
    return Database("sqlite", url, environment(url, folder))


def on_postgresql(server: str, folder: Path, name: str) -> Database:
    """Return a database on a server, made empty where there is none of that name."""
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
    url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    return Database("postgresql", url, environment(url, folder))


def migrated(server: str, folder: Path, vendor: str) -> Database:
    """Return a database with empty tables, which copies are made of."""
    name = "empty"
    empty = on_sqlite(folder, name) if vendor == "sqlite" else on_postgresql(server, folder, name)
    empty.manage("migrate", "--verbosity=0")
    return empty


def copy(server: str, folder: Path, original: Database, name: str) -> Database:
    """Return a copy of a database that nobody uses at the moment."""
    if original.vendor == "sqlite":
        copied = on_sqlite(folder, name)
        drop(server, copied)
        with closing(sqlite3.connect(original.path)) as source, closing(sqlite3.connect(copied.path)) as target:
            source.backup(target)
        return copied
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"'.encode())
        template = urlsplit(original.url).path[1:]
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return on_postgresql(server, folder, name)


def drop(server: str, database: Database) -> None:
    """Remove a database with what is in it."""
    if database.vendor == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(f"{database.path}{ending}").unlink(missing_ok=True)
    else:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{urlsplit(database.url).path[1:]}" WITH (FORCE)'.encode())


def fill(database: Database, folder: Path, quotations: int, seed: int) -> None:
    """Let a database hold the record of so many quotations, if it does not yet."""
    mark = folder / f"{database.vendor}-{quotations}.json"
    wanted = json.dumps({"quotations": quotations, "seed": seed})
    database.manage("migrate", "--verbosity=0")
    if not mark.exists() or mark.read_text() != wanted:
        without_journal(database).manage("generate_record", f"--quotations={quotations}", f"--seed={seed}")
        mark.write_text(wanted)


def without_journal(database: Database) -> Database:
    """Return the same database, on SQLite without a journal, which would take as much of the disk again for a while."""
    if database.vendor == "postgresql":
        return database
    pragmas = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF"
    url = f"{database.url}?{urlencode({'init_command': pragmas})}"
    return replace(database, url=url, environment={**database.environment, "DATABASE_URL": url})


def written_lines(database: Database, folder: Path, quotations: int, seed: int) -> Path:
    """Return the file that holds the record of so many quotations as JSON Lines, written if it is not there."""
    path = folder / f"record-{quotations}-{seed}.jsonl"
    if not path.exists():
        begun = path.with_suffix(".begun")
        command = [sys.executable, "-m", "benchmarks.site.lines", str(quotations), str(seed), str(begun)]
        subprocess.run(command, cwd=dev.ROOT, env=database.environment, check=True)
        begun.rename(path)
    return path
