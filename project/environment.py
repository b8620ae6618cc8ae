"""Reads settings from environment variables, and says in one message everything that is wrong with them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

BOOLEANS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
DATABASE_ENGINES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}


class SettingsRefused(ImproperlyConfigured):
    """The environment does not describe a site that can run; the message says everything that is wrong."""


class Environment:
    """Typed access to `values`. Problems are collected; `refuse_problems` raises them together.

    A variable that is set to nothing counts as not set.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.problems: list[str] = []

    def text(self, name: str, default: str | None = None, *, needed: str = "") -> str:
        """The value of `name`, else `default`; with neither, a problem that says what is `needed`."""
        value = self.values.get(name, "").strip()
        if value:
            return value
        if default is None:
            self.problems.append(f"{name} is not set: {needed}")
        return default or ""

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self.text(name, "").lower()
        if value and value not in BOOLEANS:
            self.problems.append(f"{name} must be 1 or 0, not {value!r}.")
        return BOOLEANS.get(value, default)

    def whole_number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit()):
            self.problems.append(f"{name} must be a whole number from 0 on, not {value!r}.")
            return default
        return int(value)

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """One of `choices`, the first of which is the default."""
        value = self.text(name, choices[0])
        if value not in choices:
            self.problems.append(f"{name} must be {' or '.join(choices)}, not {value!r}.")
        return value

    def words(self, name: str, default: str | None = "", *, needed: str = "") -> list[str]:
        """A comma-separated list."""
        return [word.strip() for word in self.text(name, default, needed=needed).split(",") if word.strip()]

    def origins(self, name: str) -> list[str]:
        """A comma-separated list of origins such as https://example.org."""
        origins = self.words(name)
        for origin in origins:
            if not origin.startswith(("http://", "https://")):
                self.problems.append(f"{name} must hold origins such as https://example.org, not {origin!r}.")
        return origins

    def email(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if value and ("@" not in value.strip("@") or any(character.isspace() for character in value)):
            self.problems.append(f"{name} must be one mail address, not {value!r}.")
        return value

    def web_address(self, name: str) -> str:
        """The address of a page, such as https://example.org/onrecord, or nothing."""
        value = self.text(name, "")
        if value and (not value.startswith(("http://", "https://")) or any(one.isspace() for one in value)):
            self.problems.append(f"{name} must be one address such as https://example.org/onrecord, not {value!r}.")
        return value

    def database(self, name: str, default: str | None, *, needed: str = "") -> dict[str, Any]:
        """Django's settings for the database at a URL, which may hold a password and so is never repeated."""
        url = self.text(name, default, needed=needed)
        if not url:
            return {}
        wanted = "sqlite:////folder/file.sqlite3 or postgresql://user:password@host:5432/name"
        try:
            database: dict[str, Any] = dict(dj_database_url.parse(url))
        except (ValueError, KeyError):
            self.problems.append(f"{name} is not a database URL; write {wanted}.")
            return {}
        if database["ENGINE"] not in DATABASE_ENGINES or database["NAME"] in ("", ":memory:"):
            self.problems.append(f"{name} must be one of {wanted}.")
            return {}
        return with_options(database)

    def refuse_problems(self) -> None:
        if self.problems:
            listed = "\n".join(f"  - {problem}" for problem in self.problems)
            raise SettingsRefused(
                f"On Record cannot start with these settings:\n{listed}\n"
                "docs/settings.md describes every setting. For development, set DEBUG=1 instead."
            )


def with_options(database: dict[str, Any]) -> dict[str, Any]:
    """The same database, with what this project relies on: durable, concurrent, connections kept for a minute."""
    options = dict(database.get("OPTIONS", {}))
    if database["ENGINE"].endswith("sqlite3"):
        options = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
            **options,
        }
    else:
        # A search for a common word needs memory to note where it stands, and neither a compiler nor workers of its own
        # for its one short query: starting them takes longer than they save.
        # What is asked for the second time is prepared, by the cursors of `quotes.search.planned`.
        options = {
            "connect_timeout": 5,
            "options": "-c work_mem=64MB -c jit=off -c max_parallel_workers_per_gather=0",
            "prepare_threshold": 1,
            **options,
        }
    return {**database, "OPTIONS": options, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def development_database(folder: Path) -> str:
    """The address of the SQLite file that development uses when it is told nothing."""
    return f"sqlite:///{folder / 'onrecord.sqlite3'}"
