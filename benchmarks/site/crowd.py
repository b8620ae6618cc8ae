"""Many clients at once, in a process of their own: `python -m benchmarks.site.crowd PORT CLIENTS SECONDS PATH`.

Prints, as JSON, the milliseconds of each answer, the seconds it all took, and how many clients got none in time.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from .asking import MOST_SECONDS, connect, is_complete, request, status_of


@dataclass(slots=True)
class Waiting:
    """A client whose question is out."""

    since: float
    received: bytearray = field(default_factory=bytearray)


def ask_together(port: int, clients: int, seconds: float, path: str) -> dict[str, Any]:
    """Let each client ask again as soon as it has its answer, for some seconds; what is out then is waited for."""
    asked = request(path)
    times: list[float] = []
    refused = 0
    with selectors.DefaultSelector() as selector:
        start = time.perf_counter()
        for _ in range(clients):
            connection = connect(port)
            _send(selector, connection, asked)
        while selector.get_map() and time.perf_counter() - start < MOST_SECONDS:
            for key, _ in selector.select(timeout=1):
                client, waiting = key.fileobj, key.data
                assert isinstance(client, socket.socket)
                part = client.recv(1 << 18)
                waiting.received += part
                if part and not is_complete(waiting.received):
                    continue
                selector.unregister(client)
                now = time.perf_counter()
                if part and status_of(waiting.received) == 200:
                    times.append((now - waiting.since) * 1000)
                else:
                    refused += 1
                if part and now - start < seconds:
                    _send(selector, client, asked)
                else:
                    client.close()
        late = len(selector.get_map())
    return {"times": times, "seconds": time.perf_counter() - start, "late": late, "refused": refused}


def _send(selector: selectors.BaseSelector, connection: socket.socket, asked: bytes) -> None:
    connection.sendall(asked)
    selector.register(connection, selectors.EVENT_READ, Waiting(time.perf_counter()))


def in_its_own_process(port: int, clients: int, seconds: float, path: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.site.crowd", str(port), str(clients), str(seconds), path]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    port, clients, seconds, path = sys.argv[1:]
    print(json.dumps(ask_together(int(port), int(clients), float(seconds), path)))
