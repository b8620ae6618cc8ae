"""The server of production while its database is away, and when it comes back."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import dev
from tests.serving import Site

pytestmark = pytest.mark.slow


def assert_away(site: Site) -> None:
    assert site.get("/livez") == (200, "ok\n")
    assert site.get("/readyz") == (503, "the database does not answer\n")
    # A page; the desk, which looks for a session.
    for address, cookie in (("/quotations/", ""), ("/admin/", "sessionid=abcdefghijklmnopqrstuvwxyz012345")):
        response, text = site.ask(address, Cookie=cookie)
        assert response.status == 503, address
        assert response.headers["Retry-After"] == "30"
        assert response.headers["Cache-Control"] == "no-store"
        assert "out of reach" in text
        identifier = response.headers["X-Request-ID"]
        log = site.log.read_text()
        assert re.search(rf"ERROR {identifier} django.request: Service Unavailable: {address}\n  Traceback", log), log
        assert f"ERROR {identifier} project.requests: GET {address} 503 " in log


@pytest.mark.parametrize("url", ["sqlite:///{}/none/record.sqlite3", "postgresql://onrecord@/onrecord?host={}/none"])
def test_a_site_starts_without_its_database_and_says_that_it_is_away(url: str, tmp_path: Path) -> None:
    site = Site(url.format(tmp_path), tmp_path)
    with site.running():
        assert_away(site)
        assert site.get("/nowhere/")[0] == 404
        assert str(tmp_path) not in site.get("/readyz")[1]


def test_a_database_without_tables_is_a_fault_and_not_ready(tmp_path: Path) -> None:
    site = Site(f"sqlite:///{tmp_path}/record.sqlite3", tmp_path)
    with site.running():
        assert site.get("/readyz") == (503, "the database lacks a migration\n")
        status, page = site.get("/quotations/")
        assert status == 500
        assert "went wrong" in page


def test_a_site_finds_its_database_again(tmp_path: Path) -> None:
    binaries = dev.find_postgresql()
    if not binaries:
        pytest.skip("no programs of a PostgreSQL server on this machine")
    with dev.private_cluster(binaries) as url:
        site = Site(url, tmp_path)
        site.manage("migrate", "--verbosity=0")
        folder = Path(parse_qs(urlsplit(url).query)["host"][0])
        with site.running():
            assert site.get("/readyz") == (200, "ok\n")
            assert site.get("/quotations/")[0] == 200
            stop_cluster(folder)
            assert_away(site)
            with cluster_again(binaries, folder):
                assert site.get("/quotations/")[0] == 200
                assert site.get("/readyz") == (200, "ok\n")


def stop_cluster(folder: Path) -> None:
    status = folder / "data" / "postmaster.pid"
    os.kill(int(status.read_text().split("\n")[0]), dev.signal.SIGINT)
    for _ in range(300):
        if not status.exists():
            return
        time.sleep(0.05)
    pytest.fail("PostgreSQL did not stop")


@contextmanager
def cluster_again(binaries: Path, folder: Path) -> Iterator[None]:
    """The server that was stopped, on the same data and the same socket."""
    command = [f"{binaries}/postgres", f"-D{folder}/data", f"-k{folder}", "--listen_addresses="]
    with (folder / "log").open("ab") as output:
        server = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=output, start_new_session=True, **dev.server_user()
        )
        try:
            dev.wait_until_ready(server, folder / "data" / "postmaster.pid", folder / "log")
            yield
        finally:
            dev.stop(server)


def test_a_process_that_answers_holds_the_columns_of_the_record_already(tmp_path: Path) -> None:
    site = Site(f"sqlite:///{tmp_path}/record.sqlite3", tmp_path)
    site.manage("migrate", "--verbosity=0")
    code = """
import project.wsgi
from django.db import connection
from django.test.utils import CaptureQueriesContext
from quotes.search import columns
with CaptureQueriesContext(connection) as queries:
    columns.current()
print(len(queries))
"""
    command = [sys.executable, "-c", code]
    assert subprocess.check_output(command, cwd=dev.ROOT, env=site.environment, text=True) == "1\n"
