"""A site as in production: granian, static files gathered and compressed, errors as readers meet them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.db import connection

import dev


def current_database_url() -> str:
    """Return the address of the database that the running test uses."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    user = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    used = connection.get_connection_params()
    query = urlencode({"host": used.get("host", "/var/run/postgresql"), "port": used.get("port", 5432)})
    return f"postgresql://{user}@/{settings['NAME']}?{query}"


@contextmanager
def reserved_port() -> Iterator[int]:
    """A port that nobody else gets meanwhile. granian can listen on it all the same: it shares ports (SO_REUSEPORT)."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


class Site:
    """The server of production, on its own `port` while it runs. `folder` is for its static files and its `log`."""

    port: int

    def __init__(self, database_url: str, folder: Path) -> None:
        self.log = folder / "log"
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
        command = [sys.executable, "-m", "granian", "--interface=wsgi", "--host=127.0.0.1", "--blocking-threads=4"]
        with reserved_port() as self.port, self.log.open("wb") as output:
            command += [f"--port={self.port}", "--log-level=warning", "project.wsgi:application"]
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

    def ask(self, address: str, **headers: str) -> tuple[HTTPResponse, str]:
        """Return the response to a GET of `address`, as it is written, and its text."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", address, headers=headers)
            response = connection.getresponse()
            return response, response.read().decode()
        finally:
            connection.close()

    def get(self, address: str) -> tuple[int, str]:
        response, text = self.ask(address)
        return response.status, text
