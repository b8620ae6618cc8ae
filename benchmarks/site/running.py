"""One size, measured: what is asked of servers that run."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

import dev

from . import queries
from .cases import Case, Listing, Values, facet_cases, page_cases
from .contenders import Asked, Contender
from .crowd import in_its_own_process
from .databases import Database
from .figures import BESIDE, FLOOR
from .lineup import TRIVIAL, Lineup
from .measuring import Ask, Pace, Times, alternate, percentile
from .memory import megabytes
from .rows import Truth

CROWDS = (8, 32)
DESK = {
    "admin-list": ("List of quotations", "/admin/quotes/quotation/"),
    "admin-form": ("Form of a quotation", "/admin/quotes/quotation/{}/change/"),
}


@dataclass
class Results:
    """What was measured at one size, as the report reads it. `say` tells a line of progress."""

    say: Callable[[str], None]
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    titles: dict[str, dict[str, str]] = field(default_factory=dict)
    crowds: dict[str, dict[str, Any]] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)

    def keep(self, part: str, name: str, title: str, times: Mapping[str, Times]) -> None:
        self.titles.setdefault(part, {})[name] = title
        self.cases[name] = {who: found.summary() for who, found in times.items()}
        told = (f"{who} {found.get('median', found['note'])}" for who, found in self.cases[name].items())
        self.say(f"{name}: {', '.join(told)}")

    def run(self) -> dict[str, Any]:
        """Return what the page keeps."""
        run = asdict(self)
        del run["say"]
        return run


@dataclass(frozen=True)
class Measuring:
    """Everybody, what they are asked for, and where the answers' times go. `wanted` says which cases to measure."""

    pace: Pace
    lineup: Lineup
    values: Values
    databases: Mapping[str, Database]
    wanted: Callable[[str], bool]
    results: Results

    def alternate(self, asks: Mapping[str, Ask]) -> dict[str, Times]:
        return alternate(asks, self.pace.rounds, self.pace.budget)

    def pages(self) -> None:
        """Check that everybody gives the same rows, then time them in turn, for each list."""
        for case in page_cases(self.values):
            if self.wanted(case.name):
                contenders = self.lineup.listing.values()
                remarks = check(case.listing, contenders, self.databases["sqlite"])
                asks = asks_for(case.listing, contenders)
                if case.beside:
                    beside = asks_for(case.beside, self.lineup.sites.values())
                    asks |= {f"{who} {BESIDE}": ask for who, ask in beside.items()}
                times = self.alternate(asks)
                for who, remark in remarks.items():
                    times[who].note = times[who].note or remark
                self.results.keep("page", case.name, case.title, times)

    def facets(self) -> None:
        for case in facet_cases(self.values):
            if self.wanted(case.name):
                times = self.alternate(asks_for(case.listing, self.lineup.counting.values()))
                self.results.keep("facets", case.name, case.title, times)

    def desk(self) -> None:
        """Time the list and a form of quotations beside the index page of an admin that shows nothing of the record."""
        pages = {name: page for name, page in DESK.items() if self.wanted(name)}
        if not pages:
            return
        sessions = {vendor: logged_in(database) for vendor, database in self.databases.items()}
        for name, (title, path) in pages.items():
            asks: dict[str, Ask] = {FLOOR: self.lineup.web[FLOOR].ask_path(TRIVIAL)}
            for vendor, (session, key) in sessions.items():
                site = self.lineup.web[f"site-{vendor}"]
                cookie = {"Cookie": f"sessionid={session}"}
                asks[site.key] = site.ask_path(path.format(key), **cookie)
                asks[f"{site.key} {BESIDE}"] = self.lineup.web[f"naive-{vendor}"].ask_path("/admin/", **cookie)
            self.results.keep("desk", name, title, self.alternate(asks))

    def several_clients(self) -> None:
        """Let 8 and 32 clients ask everybody in turn, for some seconds each."""
        for case in page_cases(self.values):
            if case.crowded and self.wanted(f"crowd-{case.name}"):
                crowds = {str(clients): self.crowd(case, clients) for clients in CROWDS}
                self.results.crowds[case.name] = crowds
                self.results.titles.setdefault("page", {})[case.name] = case.title
                for clients, found in crowds.items():
                    told = (f"{who} {one.get('per_second', one['note'])}" for who, one in found.items())
                    self.results.say(f"{case.name}, {clients} clients: {', '.join(told)}")

    def crowd(self, case: Case, clients: int) -> dict[str, dict[str, Any]]:
        parts: dict[str, list[dict[str, Any]]] = {}
        for _ in range(self.pace.slices):
            for who, one in self.lineup.web.items():
                path = one.address(case.listing)
                if path and not any(part["late"] for part in parts.get(who, [])):
                    parts.setdefault(who, []).append(
                        in_its_own_process(one.server.port, clients, self.pace.slice, path)
                    )
                    if parts[who][-1]["late"]:
                        one.restart()
        return {who: summary(found) for who, found in parts.items()}

    def memory(self) -> None:
        """Weigh the workers, after all that they were asked."""
        if self.wanted("memory"):
            weighed = {who: site.server for who, site in self.lineup.sites.items()} | {"empty": self.lineup.empty}
            self.results.memory = {who: round(megabytes(server.workers()), 1) for who, server in weighed.items()}
            self.results.say(f"memory: {self.results.memory}")


def asks_for(listing: Listing, contenders: Iterable[Asked]) -> dict[str, Ask]:
    found = {one.key: one.ask(listing) for one in contenders}
    return {who: ask for who, ask in found.items() if ask}


def check(listing: Listing, contenders: Iterable[Contender], database: Database) -> dict[str, str]:
    """Raise Mismatch unless everybody gives the rows that SQL gives; return remarks, by whose answer they are of."""
    with closing(sqlite3.connect(database.path)) as connection:

        def holds(refs: Collection[str]) -> dict[str, str]:
            return dict(connection.execute(*queries.days(listing, queries.SQLITE, list(refs))))

        page = [row[0] for row in connection.execute(*queries.rows(listing, queries.SQLITE))]
        truth = Truth(page, holds)
        remarks = {one.key: one.check(listing, truth) for one in contenders if one.ask(listing)}
    return {who: remark for who, remark in remarks.items() if remark}


def summary(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the report keeps of a crowd's answers."""
    times = [time for part in parts for time in part["times"]]
    late, refused = (sum(part[what] for part in parts) for what in ("late", "refused"))
    note = ", ".join(f"{number} {what}" for number, what in ((late, "> 60 s"), (refused, "refused")) if number)
    kept: dict[str, Any] = {"n": len(times), "note": note}
    if times:
        per_second = len(times) / sum(part["seconds"] for part in parts)
        kept |= {"per_second": round(per_second, 2), "median": round(median(times), 3)}
        kept["p95"] = round(percentile(times, 95), 3)
    return kept


def logged_in(database: Database) -> tuple[str, int]:
    """Return the session of an administrator, and the key of a quotation."""
    command = [sys.executable, "-m", "benchmarks.site.desk"]
    done = subprocess.run(
        command, cwd=dev.ROOT, env=database.environment, check=True, stdout=subprocess.PIPE, text=True
    )
    session, key = done.stdout.split()
    return session, int(key)
