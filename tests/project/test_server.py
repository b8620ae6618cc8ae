"""The server of production while its database is away, and when it comes back."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import dev

pytestmark = pytest.mark.slow


class Site:
    """A server of production on its own port. `log` is where it writes."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.log = folder / "log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "a-long-random-text-of-more-than-fifty-characters-0123456789",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": database_url,
            "HTTPS": "0",
            "STATIC_ROOT": str(folder / "static"),
        }

    def manage(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=dev.ROOT, env=self.environment, check=True)

    @contextmanager
    def running(self) -> Iterator[None]:
        self.manage("collectstatic", "--no-input", "--verbosity=0")
        command = [sys.executable, "-m", "granian", "--interface=wsgi", "--host=127.0.0.1", f"--port={self.port}"]
        command += ["--blocking-threads=4", "--log-level=warning", "project.wsgi:application"]
        with self.log.open("wb") as output:
            server = subprocess.Popen(
                command, cwd=dev.ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT
            )
            try:
                self.wait(server)
                yield
            finally:
                dev.stop(server)

    def wait(self, server: subprocess.Popen[bytes]) -> None:
        for _ in range(300):
            assert server.poll() is None, self.log.read_text()
            try:
                assert self.get("/livez") == (200, "ok\n")
            except OSError:
                time.sleep(0.1)
            else:
                return
        pytest.fail(f"the server did not answer:\n{self.log.read_text()}")

    def ask(self, address: str, method: str = "GET", cookie: str = "") -> tuple[HTTPResponse, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, address, headers={"Cookie": cookie} if cookie else {})
            response = connection.getresponse()
            return response, response.read().decode()
        finally:
            connection.close()

    def get(self, address: str) -> tuple[int, str]:
        response, text = self.ask(address)
        return response.status, text

    def assert_away(self) -> None:
        assert self.get("/livez") == (200, "ok\n")
        assert self.get("/readyz") == (503, "the database does not answer\n")
        # A page; the desk, which looks for a session.
        for address, cookie in (("/quotations/", ""), ("/admin/", "sessionid=abcdefghijklmnopqrstuvwxyz012345")):
            response, text = self.ask(address, cookie=cookie)
            assert response.status == 503, address
            assert response.headers["Retry-After"] == "30"
            assert response.headers["Cache-Control"] == "no-store"
            assert "out of reach" in text
            identifier = response.headers["X-Request-ID"]
            log = self.log.read_text()
            assert re.search(rf"ERROR {identifier} django.request: Service Unavailable: {address}\n  Traceback", log), (
                log
            )
            assert f"ERROR {identifier} project.requests: GET {address} 503 " in log


@pytest.mark.parametrize("url", ["sqlite:///{}/none/record.sqlite3", "postgresql://onrecord@/onrecord?host={}/none"])
def test_a_site_starts_without_its_database_and_says_that_it_is_away(url: str, tmp_path: Path) -> None:
    site = Site(url.format(tmp_path), tmp_path)
    with site.running():
        site.assert_away()
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
            site.assert_away()
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
