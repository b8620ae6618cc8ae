"""What takes its time and is done a few times: loading, rebuilding the search, starting a server."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from .databases import Database, copy, drop, migrated
from .figures import FLOOR, VENDORS
from .lineup import BARE_APPLICATION, NEWEST, TRIVIAL, bare, without_cache
from .loading import raw_load
from .measuring import Ask, Pace, Times, alternate
from .running import Results
from .servers import production


def measure_starts(databases: Mapping[str, Database], folder: Path, pace: Pace, results: Results) -> None:
    """Time from the start of a server to its first answer."""

    def ask(environment: Mapping[str, str], path: str, *application: str) -> Ask:
        def ask() -> float:
            server = production(environment, folder / "start.log", path, *application)
            try:
                return server.start()
            finally:
                server.stop()

        return ask

    asks = {FLOOR: ask(bare(databases["sqlite"]), TRIVIAL, BARE_APPLICATION)}
    asks |= {f"site-{vendor}": ask(without_cache(database), NEWEST) for vendor, database in databases.items()}
    title = "From the start of a server to its first answer: the newest of all"
    results.keep("once", "start", title, in_turn(asks, pace))


def measure_rebuild(databases: Mapping[str, Database], pace: Pace, results: Results) -> None:
    asks = {
        f"site-{vendor}": timed(partial(database.manage, "rebuild_search")) for vendor, database in databases.items()
    }
    results.keep("once", "rebuild", "Rebuilding the search", in_turn(asks, pace))


def measure_load(
    databases: Mapping[str, Database], folder: Path, server: str, lines: Path, pace: Pace, results: Results
) -> None:
    """Time the loader beside the rows that it writes written bare, each into empty tables of its own."""

    originals = {vendor: migrated(server, folder, vendor) for vendor in VENDORS}

    def ask(vendor: str, load: Callable[[Database], float]) -> Ask:
        def ask() -> float:
            empty = copy(server, folder, originals[vendor], "loaded")
            try:
                return load(empty)
            finally:
                drop(server, empty)

        return ask

    def by_the_site(empty: Database) -> float:
        return timed(partial(empty.manage, "load_record", str(lines)))()

    asks: dict[str, Ask] = {}
    for vendor in VENDORS:
        asks[f"site-{vendor}"] = ask(vendor, by_the_site)
        asks[f"raw-{vendor}"] = ask(vendor, partial(raw_load, databases[vendor]))
    results.keep("once", "load", "Loading the record into an empty database", in_turn(asks, pace))


def in_turn(asks: Mapping[str, Ask], pace: Pace) -> dict[str, Times]:
    return alternate(asks, pace.long_rounds, pace.long_budget)


def timed(work: Callable[[], object]) -> Ask:
    def ask() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return ask
