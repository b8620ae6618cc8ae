"""The parts of dev.py that can be tried without setting up an environment inside an environment."""

import argparse
import contextlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

import dev


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """An empty project folder with a lock file, and no commands run for real: the list of those asked for."""
    commands: list[list[str]] = []

    def run(*command: object, env: dict[str, str] | None = None) -> bool:
        commands.append([str(part) for part in command])
        return True

    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    (tmp_path / "lock.txt").write_text("one==1")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(dev, "run", run)
    monkeypatch.setattr(dev, "venv_works", lambda venv, statement: True)
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    return commands


def test_an_older_python_is_told_which_one_is_needed():
    with pytest.raises(dev.SetupError, match=r"needs Python 3\.11 or newer; this is 3\.9"):
        dev.check_python((3, 9))
    dev.check_python((3, 11))
    dev.check_python((4, 0))


def test_serve_has_sensible_defaults():
    options = dev.parse(["serve"])
    assert (options.command, options.port, options.debug) == (dev.serve, 8000, False)
    assert options.database_url.startswith("sqlite:///")


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_is_a_number_that_can_be_a_port(port, capsys):
    with pytest.raises(SystemExit):
        dev.parse(["serve", "--port", port])
    assert "--port" in capsys.readouterr().err


def test_what_follows_two_dashes_is_for_pytest():
    assert dev.parse(["test"]).pytest == []
    options = dev.parse(["test", "--all", "--", "-x", "-k", "dates"])
    assert options.all
    assert options.pytest == ["-x", "-k", "dates"]


def test_a_command_is_required(capsys):
    with pytest.raises(SystemExit):
        dev.parse([])
    assert "serve" in capsys.readouterr().err


def test_packages_are_installed_once_and_again_only_for_another_lock(venv):
    dev.install("lock.txt")
    assert "--require-hashes" in venv[0]
    dev.install("lock.txt")
    assert len(venv) == 1
    (dev.ROOT / "lock.txt").write_text("one==2")
    dev.install("lock.txt")
    assert len(venv) == 2


def test_each_environment_has_its_own_packages(venv):
    (dev.ROOT / ".venv-other").mkdir()
    dev.install("lock.txt", dev.ROOT / ".venv-other")
    dev.install("lock.txt")
    assert [command[0] for command in venv[-2:]] == [
        str(dev.ROOT / ".venv-other" / "bin" / "python"),
        str(dev.ROOT / ".venv" / "bin" / "python"),
    ]


def test_a_failed_installation_is_not_remembered(venv, monkeypatch):
    monkeypatch.setattr(dev, "run", lambda *command, env=None: False)
    for _ in range(2):
        with pytest.raises(dev.SetupError, match="could not be installed"):
            dev.install("lock.txt")


def test_uv_is_preferred_and_may_not_download_a_python(venv, monkeypatch):
    downloads = []
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(dev, "run", lambda *command, env: downloads.append(env["UV_PYTHON_DOWNLOADS"]) or True)
    dev.install("lock.txt")
    assert downloads == ["never"]


def test_without_venv_it_says_what_to_install(venv, monkeypatch):
    monkeypatch.setattr(dev, "venv_works", lambda venv, statement: False)
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(dev.SetupError, match="apt-get install python3-venv"):
        dev.install("lock.txt")


def test_a_used_port_is_refused_before_anything_is_set_up():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(dev.SetupError, match=f"Port {port} cannot be used"):
            dev.require_free_port(port)
    dev.require_free_port(port)


def test_the_development_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    path = tmp_path / "secret_key"
    secret = dev.development_secret(path)
    assert len(secret) > 50
    assert dev.development_secret(path) == secret
    assert path.stat().st_mode & 0o777 == 0o600


def test_failures_and_errors_both_count_as_failed(tmp_path):
    results = tmp_path / "results.xml"
    results.write_text('<testsuites><testsuite tests="10" failures="2" errors="1" skipped="3"/></testsuites>')
    assert str(dev.read_outcome("SQLite", results)) == "SQLite: 4 passed, 3 failed, 3 skipped"


def test_a_run_without_results_did_not_finish(tmp_path):
    assert str(dev.read_outcome("SQLite", tmp_path / "nothing.xml")) == "SQLite: did not finish"


def test_the_newest_postgresql_is_used(tmp_path, monkeypatch):
    for version in ("9", "15", "16"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    (tmp_path / "16" / "bin" / "initdb").unlink()
    folders = [str(folder) for folder in tmp_path.glob("*/bin")]
    monkeypatch.setattr(dev.glob, "glob", lambda pattern: folders)
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    assert dev.find_postgresql() == tmp_path / "15" / "bin"


def test_a_named_database_is_used_as_it_is(monkeypatch):
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://db.example/onrecord")
    missing: list[str] = []
    with dev.postgresql(missing) as url:
        assert url == "postgresql://db.example/onrecord"
    assert missing == []


def test_a_benchmark_has_sensible_defaults():
    options = dev.parse(["benchmark"])
    assert (options.command, options.quotations, options.folder, options.only) == (dev.benchmark, [10_000], None, [])


def test_a_benchmark_takes_several_sizes_and_cases():
    options = dev.parse(["benchmark", "--quotations", "1000", "20000", "--only", "newest", "deep"])
    assert (options.quotations, options.only) == ([1000, 20_000], ["newest", "deep"])


def test_a_benchmark_of_hardly_anything_is_refused(capsys):
    with pytest.raises(SystemExit):
        dev.parse(["benchmark", "--quotations", "99"])
    assert "at least 100" in capsys.readouterr().err


INTERRUPTED = """
import signal, subprocess, sys, time, dev
begun, ended = "print('started', flush=True)", "print('ended')"
program = ["import time", f"try: {begun}; time.sleep(60)", f"finally: time.sleep(0.5); {ended}"]
dev.test = lambda options: dev.run_to_its_end([sys.executable, "-c", "\\n".join(program)])
sys.argv = ["dev.py", "test"]
sys.exit(dev.main())
"""


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_command_that_cleans_up_is_waited_for(ending):
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED], cwd=dev.ROOT, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout.readline() == "started\n"
        child.send_signal(ending)
        assert child.stdout.read() == "ended\n"
        assert child.wait(20) == 128 + ending


def test_how_a_command_ended_is_told():
    assert dev.run_to_its_end([sys.executable, "-c", "raise SystemExit(3)"]) == 3


@pytest.fixture
def bare_machine(monkeypatch):
    """A machine with neither PostgreSQL nor Chromium, where every check and test passes."""
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(dev, "install", lambda lock: None)
    monkeypatch.setattr(dev, "find_postgresql", lambda: None)
    monkeypatch.setattr(dev, "find_chromium", lambda: None)
    monkeypatch.setattr(dev, "install_with_apt", lambda package: False)
    monkeypatch.setattr(dev, "run_checks", lambda databases: [])
    monkeypatch.setattr(dev, "run_pytest", lambda name, *arguments: dev.Outcome(name, passed=3))


def test_what_asks_for_no_database_runs_once(bare_machine, monkeypatch):
    ran = {}
    monkeypatch.setattr(dev, "postgresql", lambda missing: contextlib.nullcontext("postgresql:///record"))
    monkeypatch.setattr(
        dev, "run_pytest", lambda name, url, markers, *rest: ran.update({name: markers}) or dev.Outcome(name)
    )
    dev.test(argparse.Namespace(all=False, pytest=[]))
    assert ran == {"SQLite": "not browser and not slow", "PostgreSQL": "not browser and database and not slow"}


def test_tests_that_ask_for_a_database_are_marked(request, db):
    assert request.node.get_closest_marker("database")


def test_tests_that_ask_for_none_are_not(request):
    assert request.node.get_closest_marker("database") is None


def test_what_could_not_be_run_is_said_loudly(bare_machine, capsys):
    assert dev.test(argparse.Namespace(all=False, pytest=[])) == 0
    said = capsys.readouterr().out
    assert "SQLite: 3 passed, 0 failed, 0 skipped" in said
    assert "!!! NOT RUN !!! PostgreSQL" in said
    assert "!!! NOT RUN !!! Browser" in said


def test_with_all_what_could_not_be_run_is_a_failure(bare_machine, capsys):
    assert dev.test(argparse.Namespace(all=True, pytest=[])) == 1
    assert "FAILED: PostgreSQL" in capsys.readouterr().out


@pytest.mark.parametrize("outcome", [dev.Outcome("SQLite", passed=3, failed=1), dev.Outcome("SQLite", finished=False)])
def test_a_failed_or_unfinished_run_fails_the_whole(bare_machine, monkeypatch, outcome):
    monkeypatch.setattr(dev, "run_pytest", lambda name, *arguments: outcome)
    assert dev.test(argparse.Namespace(all=False, pytest=[])) == 1


def test_a_failed_check_fails_the_whole(bare_machine, monkeypatch):
    monkeypatch.setattr(dev, "run_checks", lambda databases: ["mypy"])
    assert dev.test(argparse.Namespace(all=False, pytest=[])) == 1


CHILD = """
import sys, time, dev
def wait_in_cluster(options):
    with dev.private_cluster(dev.find_postgresql()) as url:
        print(url.partition("host=")[2], flush=True)
        time.sleep(60)
dev.test = wait_in_cluster
sys.argv = ["dev.py", "test"]
sys.exit(dev.main())
"""


@pytest.mark.skipif(dev.find_postgresql() is None, reason="needs PostgreSQL's programs")
def test_a_cluster_that_is_kept_has_its_data_and_new_settings_the_next_time(tmp_path):
    kept = Path(tempfile.mkdtemp(prefix="onrecord-kept-", dir="/tmp"))  # which the server's user can enter
    try:
        with dev.private_cluster(dev.find_postgresql(), kept=kept) as url, psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        with (
            dev.private_cluster(dev.find_postgresql(), {"work_mem": "32MB"}, kept) as url,
            psycopg.connect(url) as connection,
        ):
            assert connection.execute("SELECT number, current_setting('work_mem') FROM kept").fetchone() == (7, "32MB")
    finally:
        shutil.rmtree(kept)


@pytest.mark.skipif(dev.find_postgresql() is None, reason="needs PostgreSQL's programs")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_private_cluster_ends_with_its_command(ending):
    child = subprocess.Popen([sys.executable, "-c", CHILD], cwd=dev.ROOT, stdout=subprocess.PIPE, text=True)
    with child:
        folder = Path(child.stdout.readline().strip())
        server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        child.send_signal(ending)
        assert child.wait(20) == 128 + ending
    assert not folder.exists()
    assert not Path(f"/proc/{server}").exists()
