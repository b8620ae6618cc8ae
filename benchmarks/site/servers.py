"""The processes that answer: started, waited for, stopped."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import dev

from .asking import Client

MOST_WAIT = 300.0  # seconds: ten million quotations are loaded before the first answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A server on a port of its own: `first` is what it is asked for once it starts, `log` where it writes."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], log: Path, port: int, first: str
    ) -> None:
        self.command, self.environment, self.log = list(command), dict(environment), log
        self.port, self.first = port, first
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start, and return the seconds until it has answered. Raises RuntimeError when it does not."""
        begin = time.perf_counter()
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command, cwd=dev.ROOT, env=self.environment, stdout=output, stderr=output, start_new_session=True
            )
        client = Client(self.port)
        try:
            while time.perf_counter() - begin < MOST_WAIT and self.process.poll() is None:
                try:
                    if client.get(self.first).status == 200:
                        return time.perf_counter() - begin
                except OSError:
                    time.sleep(0.005)
        finally:
            client.close()
        self.stop()
        raise RuntimeError(f"{self.command[0]} gave no answer to {self.first}:\n{self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        """Stop the server, and whatever it started that is still at work."""
        if self.process:
            dev.stop(self.process)
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process = None

    def workers(self) -> list[int]:
        """Return the processes that the server started, and theirs."""
        return _descendants(self.process.pid) if self.process else []


def _descendants(pid: int) -> list[int]:
    found = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, tasks.read_text().split()):
            found += [child, *_descendants(child)]
    return found


def production(
    environment: Mapping[str, str], log: Path, first: str, application: str = "project.wsgi:application"
) -> Server:
    """The server of production for the site, or for another application."""
    port = free_port()
    return Server(dev.production_server(port, application), environment, log, port, first)


def datasette(database: Path, log: Path, settings: Mapping[str, object]) -> Server:
    """Datasette on a SQLite file, with its own defaults but for `settings`."""
    port = free_port()
    command = [str(dev.python_of(dev.BENCHMARK_VENV)), "-m", "datasette", "serve", str(database), f"--port={port}"]
    for name, value in settings.items():
        command += ["--setting", name, str(value)]
    return Server(command, os.environ, log, port, "/-/versions.json")
