"""Everybody who takes part at one size: started together, stopped together."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from . import addresses, queries
from .contenders import Asked, Contender, Datasette, Naive, PostgresqlSql, Site, SqliteSql, Web, open_postgresql
from .counter import Counter
from .databases import Database, environment
from .figures import FLOOR
from .servers import Server, datasette, production

BARE = "benchmarks.site.bare.settings"
EMPTY = "benchmarks.site.bare.empty"
BARE_APPLICATION = "benchmarks.site.bare.wsgi:application"  # of either
TRIVIAL, NEWEST = "/trivial/", "/quotations/"
UNLIMITED = {"sql_time_limit_ms": 60_000, "facet_time_limit_ms": 60_000}  # tuned, Datasette may take its time


@dataclass(frozen=True)
class Lineup:
    """`listing` answer lists, `counting` count the facets of lists; `empty` is a server of an empty Django project."""

    listing: dict[str, Contender]
    counting: dict[str, Asked]
    empty: Server

    @property
    def web(self) -> dict[str, Web]:
        return {key: one for key, one in self.listing.items() if isinstance(one, Web)}

    @property
    def sites(self) -> dict[str, Web]:
        return {key: one for key, one in self.web.items() if isinstance(one, Site)}


def without_cache(database: Database) -> dict[str, str]:
    return {**database.environment, "RESPONSE_CACHE_MB": "0"}


def bare(database: Database) -> dict[str, str]:
    """Return the environment of the trivial view and the naive list."""
    return without_cache(database) | {"DJANGO_SETTINGS_MODULE": BARE}


@contextmanager
def everybody(databases: dict[str, Database], folder: Path) -> Iterator[Lineup]:
    """Start everybody, and stop them in the end."""
    with ExitStack() as stack:

        def started(server: Server) -> Server:
            stack.callback(server.stop)
            server.start()
            return server

        def site(key: str, settings: dict[str, str]) -> Site:
            return Site(key, started(production(settings, folder / f"{key}.log", NEWEST)), addresses.site)

        listing: list[Contender] = []
        counting: list[Asked] = []
        for vendor, database in databases.items():
            beside = started(production(bare(database), folder / f"bare-{vendor}.log", TRIVIAL, BARE_APPLICATION))
            if not listing:
                listing.append(Web(FLOOR, beside, lambda listing: TRIVIAL))
            listing.append(site(f"site-{vendor}", without_cache(database)))
            listing.append(site(f"warm-{vendor}", dict(database.environment)))
            listing.append(Naive(f"naive-{vendor}", beside, addresses.naive))
            counter = Counter(f"site-{vendor}", without_cache(database))
            stack.callback(counter.stop)
            counting.append(counter)
        lite = databases["sqlite"]
        for key, settings in (("datasette", {}), ("datasette-tuned", UNLIMITED)):
            server = started(datasette(lite.path, folder / f"{key}.log", settings))
            address = partial(addresses.datasette, lite.path.stem, tuned=bool(settings))
            listing.append(Datasette(key, server, address, addresses.as_rows))
            facets = partial(address, facets_alone=True)
            counting.append(Datasette(key, server, facets, addresses.as_rows))
        file = stack.enter_context(closing(sqlite3.connect(lite.path)))
        connection = stack.enter_context(closing(open_postgresql(databases["postgresql"].url)))
        for sql, vendor, to, dialect in (
            (SqliteSql, "sqlite", file, queries.SQLITE),
            (PostgresqlSql, "postgresql", connection, queries.POSTGRESQL),
        ):
            listing.append(sql(f"rows-{vendor}", to, dialect, counts=False))
            listing.append(sql(f"sql-{vendor}", to, dialect))
            counting.append(sql(f"sql-{vendor}", to, dialect, rows=False))
        empty_settings = environment(lite.url, folder) | {"DJANGO_SETTINGS_MODULE": EMPTY}
        empty = started(production(empty_settings, folder / "empty.log", "/", BARE_APPLICATION))
        yield Lineup({one.key: one for one in listing}, {one.key: one for one in counting}, empty)
