"""The command `python -m benchmarks.site`, which `dev.py benchmark` starts with what it needs around it."""

import argparse
import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import psycopg

import dev

from .databases import Database, fill, on_postgresql, on_sqlite, written_lines
from .figures import Run
from .lineup import everybody
from .measuring import QUICK, Pace
from .once import measure_load, measure_rebuild, measure_starts
from .report import page, read_runs
from .rows import Mismatch
from .running import Measuring, Results
from .values import choose, numbers

RESULTS = dev.ROOT / "benchmarks" / "results.md"
SEED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    output = options.output or (None if options.only or options.quick else RESULTS)
    runs: dict[int, Run] = read_runs(output.read_text()) if output and output.exists() else {}
    subprocess.run([dev.PYTHON, "-m", "compileall", "-q", "project", "quotes"], cwd=dev.ROOT, check=False)
    pace = QUICK if options.quick else Pace()
    for size in options.quotations:
        dev.say(f"\n== {size:,} quotations")
        try:
            runs[size] = measure(size, options.folder, options.postgresql, wanted(options.only), pace)
        except Mismatch as mismatch:
            print(f"\nNot the same rows: {mismatch}", file=sys.stderr)
            return 1
        if output:
            output.write_text(page(runs))
            dev.say(f"Written: {output}")
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=__doc__)
    parser.add_argument("--quotations", type=int, nargs="+", required=True, metavar="N")
    parser.add_argument("--folder", type=Path, required=True, help="for the databases")
    parser.add_argument("--postgresql", required=True, metavar="URL", help="a server, as an administrator of it")
    parser.add_argument("--only", nargs="+", default=[], metavar="CASE", help="cases whose names begin so")
    parser.add_argument("--quick", action="store_true", help="see that everything runs and gives the same rows")
    parser.add_argument("--output", type=Path, help="the page to write, which keeps its other sizes")
    return parser.parse_args(arguments)


def wanted(only: Sequence[str]) -> Callable[[str], bool]:
    return lambda name: not only or name.startswith(tuple(only))


def measure(size: int, folder: Path, server: str, wanted: Callable[[str], bool], pace: Pace) -> Run:
    """Return all that is measured at one size. Raises Mismatch when contenders give different rows."""
    load = os.getloadavg()[0]
    databases = {
        "sqlite": on_sqlite(folder, f"record-{size}"),
        "postgresql": on_postgresql(server, folder, f"record-{size}"),
    }
    databases["sqlite"].manage("collectstatic", "--no-input", "--verbosity=0")
    for database in databases.values():
        dev.say(f"The record on {database.vendor}")
        fill(database, folder, size, SEED)
    results = Results(dev.say)
    with closing(sqlite3.connect(databases["sqlite"].path)) as connection:
        values = choose(connection, SEED)
        found = numbers(connection, values)
    with everybody(databases, folder) as lineup:
        measuring = Measuring(pace, lineup, values, databases, wanted, results)
        measuring.pages()
        measuring.facets()
        measuring.desk()
        measuring.several_clients()
        measuring.memory()
    if wanted("start"):
        measure_starts(databases, folder, pace, results)
    if wanted("rebuild"):
        measure_rebuild(databases, pace, results)
    if wanted("load"):
        lines = written_lines(databases["sqlite"], folder, size, SEED)
        measure_load(databases, folder, server, lines, pace, results)
    return {"about": about(databases["postgresql"], load), "found": found, **results.run()}


def about(database: Database, load: float) -> str:
    """Return when, of what, where and with what it was measured."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short=10", "HEAD"], cwd=dev.ROOT, check=False, stdout=subprocess.PIPE, text=True
    ).stdout.strip()
    with psycopg.connect(database.url) as connection:
        (server,) = connection.execute("SHOW server_version").fetchone() or ("",)
    versions = {
        "Python": platform.python_version(),
        **installed(dev.PYTHON, "django", "granian", "numpy"),
        "SQLite": sqlite3.sqlite_version,
        "PostgreSQL": server.partition(" ")[0],
        **installed(dev.python_of(dev.BENCHMARK_VENV), "datasette"),
    }
    told = ", ".join(f"{name} {version}" for name, version in versions.items())
    return f"{date.today()}, commit {commit or 'unknown'}; {machine()}; load {load:.1f} before it began; {told}"


def installed(python: Path, *packages: str) -> dict[str, str]:
    """Return the versions of packages in an environment."""
    code = f"from importlib.metadata import version; print(*map(version, {packages!r}))"
    done = subprocess.run([python, "-c", code], check=True, stdout=subprocess.PIPE, text=True)
    return dict(zip((package.capitalize() for package in packages), done.stdout.split(), strict=True))


def machine() -> str:
    """Return the processor, its cores and the memory."""
    processors = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    name = processors[0].partition(":")[2].strip() if processors else platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{len(os.sched_getaffinity(0))} cores of {name}, {memory:.0f} GB"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
