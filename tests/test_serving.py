"""How the tests start the server of production."""

import socket

import pytest

from tests.serving import reserved_port


def test_a_reserved_port_is_for_the_server_alone():
    with reserved_port() as port:
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))
        with socket.socket() as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            server.bind(("127.0.0.1", port))
            server.listen()
            with socket.create_connection(("127.0.0.1", port), timeout=5), server.accept()[0] as accepted:
                assert accepted.getsockname() == ("127.0.0.1", port)


def test_two_reserved_ports_differ():
    with reserved_port() as one, reserved_port() as other:
        assert one != other
