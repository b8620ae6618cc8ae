#!/usr/bin/env python3
"""On Record's commands, with nothing but Python's standard library.

python3 dev.py serve        set everything up, then the site on 127.0.0.1:8000
python3 dev.py test         set everything up, then the checks and the tests, on SQLite and on PostgreSQL
python3 dev.py benchmark    set everything up, then measure the site beside others: benchmarks/results.md
"""

from __future__ import annotations

import argparse
import contextlib
import glob
import hashlib
import importlib.util
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BENCHMARK_VENV = ROOT / ".venv-benchmark"  # what the site is measured against
SQLITE_URL = f"sqlite:///{ROOT / 'onrecord.sqlite3'}"
OLDEST_PYTHON = (3, 11)


class SetupError(Exception):
    """Ends the program with a message for the person who started it."""


def say(text: str = "") -> None:
    print(text, flush=True)


def run(*command: object, env: dict[str, str] | None = None) -> bool:
    """Run a command in the project's folder and let it talk; whether it succeeded."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False).returncode == 0


def must(*command: object, env: dict[str, str] | None = None) -> None:
    """Run a command that the next one needs."""
    if not run(*command, env=env):
        raise SetupError(f"This failed, and its message is above: {' '.join(str(part) for part in command)}")


# Environments: .venv and others, each filled from a lock file


def check_python(version: tuple[int, ...] = sys.version_info[:2]) -> None:
    if version < OLDEST_PYTHON:
        wanted, found = (".".join(map(str, numbers)) for numbers in (OLDEST_PYTHON, version))
        raise SetupError(f"On Record needs Python {wanted} or newer; this is {found}. Try: python{wanted} dev.py")


def stamp(lock: Path) -> str:
    """What an environment records once it holds what `lock` asks for; another lock or another Python gives another."""
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def python_of(venv: Path) -> Path:
    return venv / "bin" / "python"


def install(lock_name: str, venv: Path | None = None) -> None:
    """Make an environment, .venv unless another is named, hold what a lock file asks for; at once, when it does."""
    venv = venv or VENV
    lock, mark = ROOT / lock_name, venv / f"{lock_name}.installed"
    if python_of(venv).exists() and mark.exists() and mark.read_text() == stamp(lock):
        return
    say(f"Installing {lock_name} into {venv.name}")
    if not (install_with_uv(lock, venv) or install_with_pip(lock, venv)):
        raise SetupError(f"The packages of {lock_name} could not be installed; the message is above.")
    mark.write_text(stamp(lock))


def install_with_uv(lock: Path, venv: Path) -> bool:
    uv = shutil.which("uv")
    if not uv:
        return False
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    if not venv_works(venv, "import sys") and not run(
        uv, "venv", "--quiet", "--clear", "--python", sys.executable, venv, env=env
    ):
        return False
    return run(uv, "pip", "install", "--quiet", "--python", python_of(venv), "--require-hashes", "-r", lock, env=env)


def install_with_pip(lock: Path, venv: Path) -> bool:
    if not venv_works(venv, "import pip"):
        if not importlib.util.find_spec("ensurepip"):
            raise SetupError(
                "Python's venv module is not complete on this machine.\n"
                "Install it (Debian, Ubuntu: apt-get install python3-venv) or install uv, then start this again."
            )
        must(sys.executable, "-m", "venv", "--clear", venv)
    pip = [python_of(venv), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    return run(*pip, "-r", lock)


def venv_works(venv: Path, statement: str) -> bool:
    """Whether an environment has the running Python's version and can execute `statement`."""
    code = f"import sys; {statement}; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    with contextlib.suppress(OSError):
        return subprocess.run([python_of(venv), "-c", code], capture_output=True, check=False).returncode == 0
    return False


# serve


def serve(options: argparse.Namespace) -> NoReturn:
    """Set up, then become the server. Safe to repeat: what is there already is kept.

    The server is the one of production (granian, errors and caching as readers meet them) without HTTPS.
    With --debug it is Django's own, which restarts when a file changes and explains errors.
    """
    require_free_port(options.port)
    install("requirements.txt")
    env = serving_environment(options.database_url, debug=options.debug)
    say("Preparing the database")
    must(PYTHON, "manage.py", "migrate", "--verbosity=0", env=env)
    fill_empty_database(env)
    if options.debug:
        command = [str(PYTHON), "manage.py", "runserver", f"127.0.0.1:{options.port}"]
    else:
        must(PYTHON, "manage.py", "collectstatic", "--no-input", "--verbosity=0", env=env)
        command = production_server(options.port)
    say(f"\nOn Record is at http://127.0.0.1:{options.port}/ (Ctrl-C stops it)")
    os.chdir(ROOT)
    os.execve(command[0], command, env)


def production_server(port: int, application: str = "project.wsgi:application") -> list[str]:
    """The command that starts the server of production."""
    granian = [f"{VENV}/bin/granian", "--interface=wsgi", "--host=127.0.0.1", f"--port={port}"]
    return [*granian, "--blocking-threads=4", "--log-level=warning", application]


def require_free_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SetupError(f"Port {port} cannot be used ({error.strerror}). Choose another with --port.") from None


def serving_environment(database_url: str, debug: bool = False) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "project.settings",
        "DEBUG": "1" if debug else "0",
        "SECRET_KEY": development_secret(VENV / "secret_key"),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DATABASE_URL": database_url,
        "HTTPS": "0",
        "CORRECTIONS_EMAIL": os.environ.get("CORRECTIONS_EMAIL", "corrections@example.org"),
    }


def development_secret(path: Path) -> str:
    """This checkout's own secret, made once and kept out of version control, so that sessions survive a restart."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def fill_empty_database(env: dict[str, str]) -> None:
    """Load the fixtures where there is no source yet, and make an editor where there is no user yet."""
    question = (
        "import json; from django.contrib.auth.models import User; from quotes.models import Source; "
        "print(json.dumps([Source.objects.exists(), User.objects.exists()]))"
    )
    shell = [str(PYTHON), "manage.py", "shell", "--no-imports", f"--command={question}"]
    answer = subprocess.run(shell, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode:
        raise SetupError("The database could not be read; the message is above.")
    has_sources, has_users = json.loads(answer.stdout)
    fixtures = sorted(glob.glob("fixtures/*.json", root_dir=ROOT))
    if fixtures and not has_sources:
        must(PYTHON, "manage.py", "load_record", *fixtures, env=env)
    if not has_users:
        must(PYTHON, "manage.py", "create_editor", env=env)


# test


@dataclass
class Outcome:
    """What a run of pytest said; no counts when it did not finish."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    finished: bool = True

    def __str__(self) -> str:
        if not self.finished:
            return f"{self.name}: did not finish"
        return f"{self.name}: {self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def test(options: argparse.Namespace) -> int:
    """The checks, then the tests on each database and in the browser; 0 when all is well."""
    started = time.monotonic()
    install("requirements-dev.txt")
    missing: list[str] = []
    outcomes: list[Outcome] = []
    with postgresql(missing) as postgresql_url:
        databases = {"SQLite": SQLITE_URL}
        if postgresql_url:
            databases["PostgreSQL"] = postgresql_url
        failures = run_checks(databases)
        slow = "" if options.all else " and not slow"
        for name, url in databases.items():
            again = " and database" if outcomes else ""  # what asks for no database gives the same on each
            outcomes.append(run_pytest(name, url, f"not browser{again}{slow}", options))
        if find_chromium() or install_with_apt("chromium"):
            outcomes.append(run_pytest("Browser", SQLITE_URL, f"browser{slow}", options))
        else:
            missing.append("Browser: no Chromium found (install one, or name it in CHROMIUM)")
    failures += [str(outcome) for outcome in outcomes if outcome.failed or not outcome.finished]
    if options.all:
        failures += missing
    report(outcomes, missing, failures, time.monotonic() - started)
    return 1 if failures else 0


def environment_for(database_url: str) -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url}


def run_checks(databases: dict[str, str]) -> list[str]:
    """Style, types, templates, Django's own checks and missing migrations; the names of those that failed."""
    tools = VENV / "bin"
    env = environment_for(SQLITE_URL)
    checks: dict[str, tuple[list[object], dict[str, str]]] = {
        "ruff check": ([tools / "ruff", "check", "--quiet", "."], env),
        "ruff format": ([tools / "ruff", "format", "--quiet", "--check", "."], env),
        "mypy": ([tools / "mypy", "--no-error-summary"], env),
        "manage.py check": ([PYTHON, "manage.py", "check"], env),
    }
    if (ROOT / "templates").exists():
        checks["djlint"] = ([tools / "djlint", "templates", "--lint"], env)
        checks["djlint (desk)"] = ([tools / "djlint", "quotes/templates", "--lint", "--profile=django"], env)
    for name, url in databases.items():
        command = [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]
        checks[f"missing migrations ({name})"] = (command, environment_for(url))
    failed = []
    for name, (command, environment) in checks.items():
        say(f"== {name}")
        if not run(*command, env=environment):
            failed.append(name)
    return failed


def run_pytest(name: str, database_url: str, markers: str, options: argparse.Namespace) -> Outcome:
    say(f"\n== Tests: {name}")
    profile = "thorough" if options.all else "everyday"
    env = {**environment_for(database_url), "HYPOTHESIS_PROFILE": profile}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # what one of the processes has compiled, the others need not
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.xml"
        pytest = [PYTHON, "-m", "pytest", "-m", markers, f"--junitxml={results}", "--numprocesses=auto"]
        run(*pytest, *options.pytest, env=env)
        return read_outcome(name, results)


def read_outcome(name: str, results: Path) -> Outcome:
    """The counts in a JUnit file, where an error in a fixture is a failure too."""
    try:
        suites = ElementTree.parse(results).getroot().iter("testsuite")
    except (OSError, ElementTree.ParseError):
        return Outcome(name, finished=False)
    total = failed = skipped = 0
    for suite in suites:
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return Outcome(name, passed=total - failed - skipped, failed=failed, skipped=skipped)


def report(outcomes: list[Outcome], missing: list[str], failures: list[str], seconds: float) -> None:
    say(f"\n== Result, after {seconds:.0f} s")
    for outcome in outcomes:
        say(str(outcome))
    for what in missing:
        say(f"!!! NOT RUN !!! {what}")
    for failure in failures:
        say(f"FAILED: {failure}")
    if not failures:
        say("All well." if not missing else "All well, as far as it was run.")


# benchmark

# What a machine of two cores and 4 GB would give its PostgreSQL.
SMALL_SERVER = {
    "shared_buffers": "1GB",
    "effective_cache_size": "2GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",
    "max_wal_size": "4GB",
    "client_connection_check_interval": "1s",  # so that nobody's query goes on when its client has given up
}


def benchmark(options: argparse.Namespace) -> int:
    """Measure the site beside others on databases of each size asked for; 0 when every contender gave the same rows."""
    install("requirements.txt")
    install("requirements-benchmark.txt", BENCHMARK_VENV)
    binaries = find_postgresql() or (install_with_apt("postgresql") and find_postgresql())
    if not binaries:
        raise SetupError("The benchmark needs PostgreSQL's server programs: install PostgreSQL, then start this again.")
    with contextlib.ExitStack() as stack:
        temporary = stack.enter_context(tempfile.TemporaryDirectory(prefix="onrecord-benchmark-"))
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        url = stack.enter_context(private_cluster(binaries, SMALL_SERVER, options.folder and folder / "postgresql"))
        command = [str(PYTHON), "-m", "benchmarks.site", f"--postgresql={url}", f"--folder={folder.resolve()}"]
        command += ["--quotations", *map(str, options.quotations)]
        command += ["--only", *options.only] if options.only else []
        command += ["--quick"] if options.quick else []
        command += [f"--output={options.output.resolve()}"] if options.output else []
        return run_to_its_end(command)


def run_to_its_end(command: list[str]) -> int:
    """Run a command that cleans up after itself, and return how it ended. Interrupted with us, it is waited for."""
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True) as process:
        try:
            return process.wait()
        except BaseException:
            process.send_signal(signal.SIGINT)
            process.wait()
            raise


# What tests need of the machine: a PostgreSQL server and Chromium


@contextlib.contextmanager
def postgresql(missing: list[str]) -> Iterator[str | None]:
    """The URL of a server to test on; None, and a line in `missing`, where there is none to be had."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield named
        return
    binaries = find_postgresql() or (install_with_apt("postgresql") and find_postgresql())
    if not binaries:
        missing.append("PostgreSQL: no server found (install one, or name a database in TEST_DATABASE_URL)")
        yield None
        return
    with private_cluster(binaries) as url:
        yield url


def find_postgresql() -> Path | None:
    """The folder of the newest PostgreSQL server's programs."""
    patterns = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
    folders = [Path(folder) for pattern in patterns for folder in glob.glob(pattern)]
    folders.sort(key=lambda folder: [int(number) for number in re.findall(r"\d+", str(folder))], reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def find_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def install_with_apt(package: str) -> bool:
    """Install a Debian package where this may be done without asking: as root."""
    apt = shutil.which("apt-get")
    if not apt or os.geteuid() != 0:
        return False
    say(f"== Installing {package}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(apt, "update", "--quiet=2", env=env)
    return run(apt, "install", "--quiet=2", "--yes", "--no-install-recommends", package, env=env)


@contextlib.contextmanager
def private_cluster(
    binaries: Path, settings: Mapping[str, str] | None = None, kept: Path | None = None
) -> Iterator[str]:
    """A PostgreSQL server of our own, fast and forgetful, reached only by a socket in a temporary folder.

    Its data is in that folder too, and gone afterwards, unless `kept` names a folder that it stays in.
    """
    folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-", dir="/tmp"))
    user = server_user()
    how: dict[str, Any] = {"cwd": folder, "env": {**os.environ, "LC_ALL": "C.UTF-8"}, "start_new_session": True, **user}
    data, log = (kept or folder / "data").resolve(), folder / "log"
    data.mkdir(parents=True, exist_ok=True)
    if user:
        for owned in (folder, data):
            os.chown(owned, user["user"], user["group"])
    server = None
    try:
        if not (data / "PG_VERSION").exists():
            initdb = [f"{binaries}/initdb", f"-D{data}", "-Upostgres", "-Atrust", "-EUTF8", "--no-locale", "--no-sync"]
            subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **how)
        command = [f"{binaries}/postgres", f"-D{data}", f"-k{folder}", "--listen_addresses="]
        command += ["--fsync=off", "--synchronous_commit=off", "--full_page_writes=off"]
        command += [f"--{name}={value}" for name, value in (settings or {}).items()]
        with log.open("wb") as output:
            server = subprocess.Popen(command, stdout=output, stderr=output, **how)
        wait_until_ready(server, data / "postmaster.pid", log)
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        if server:
            stop(server, seconds=15 if kept is None else 300)  # what is kept is written to its end
        shutil.rmtree(folder, ignore_errors=True)


def server_user() -> dict[str, Any]:
    """As whom to start the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def wait_until_ready(server: subprocess.Popen[bytes], status: Path, log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise SetupError(f"PostgreSQL did not start:\n{log.read_text()}")
        if status.exists() and "ready" in status.read_text():
            return
        time.sleep(0.05)
    raise SetupError(f"PostgreSQL was not ready after 30 seconds:\n{log.read_text()}")


def stop(server: subprocess.Popen[bytes], seconds: float = 15) -> None:
    server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
    try:
        server.wait(seconds)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


# The command line


def port_number(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


def quotations(text: str) -> int:
    number = int(text)
    if number < 100:
        raise argparse.ArgumentTypeError("at least 100 quotations, so that every case has something to find")
    return number


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="serve | test | benchmark")
    serving = commands.add_parser("serve", help="the site on 127.0.0.1")
    serving.add_argument("--port", type=port_number, default=8000)
    serving.add_argument("--database-url", default=SQLITE_URL, help="default: onrecord.sqlite3 in this folder")
    serving.add_argument("--debug", action="store_true", help="restart when a file changes, and explain errors")
    serving.set_defaults(command=serve)
    testing = commands.add_parser("test", help="the checks and the tests", usage="dev.py test [--all] [-- PYTEST ...]")
    testing.add_argument("--all", action="store_true", help="the long tests too; whatever cannot be run is a failure")
    testing.add_argument("pytest", nargs="*", help="arguments for pytest, after --")
    testing.set_defaults(command=test)
    measuring = commands.add_parser("benchmark", help="the site beside others")
    measuring.add_argument("--quotations", type=quotations, nargs="+", default=[10_000], metavar="N", help="how many")
    measuring.add_argument("--folder", type=Path, help="where the databases stay for the next run; else they are gone")
    measuring.add_argument(
        "--only", nargs="+", default=[], metavar="CASE", help="these cases alone; no page is written"
    )
    measuring.add_argument("--quick", action="store_true", help="see that everything runs; no page is written")
    measuring.add_argument("--output", type=Path, help="the page to write (default: benchmarks/results.md)")
    measuring.set_defaults(command=benchmark)
    return parser.parse_args(arguments)


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        check_python()
        options = parse(sys.argv[1:])
        return options.command(options) or 0
    except SetupError as message:
        print(f"\n{message}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
