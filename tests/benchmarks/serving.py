"""A server that answers as the test says, byte for byte."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def answering(answer: Callable[[bytes], bytes | None]) -> Iterator[int]:
    """Listen on a port while the block runs; answer each request with `answer(request)`, or hang up for None."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_accept, args=(server, answer), daemon=True).start()
        yield server.getsockname()[1]


def _accept(server: socket.socket, answer: Callable[[bytes], bytes | None]) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_converse, args=(connection, answer), daemon=True).start()


def _converse(connection: socket.socket, answer: Callable[[bytes], bytes | None]) -> None:
    with connection:
        while asked := connection.recv(65536):
            given = answer(asked)
            if given is None:
                return
            half = len(given) // 2
            connection.sendall(given[:half])
            connection.sendall(given[half:])
