"""Memory as /proc tells it, and servers that start and stop."""

import os
import sys
from pathlib import Path

import pytest

from benchmarks.site.asking import Client
from benchmarks.site.memory import megabytes, read_pss
from benchmarks.site.servers import Server, free_port

SERVER = """
import http.server, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
try:
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
except KeyboardInterrupt:
    child.communicate(b"go\\n")
"""


def test_memory_that_is_shared_counts_in_parts():
    assert read_pss("Rss:  9999 kB\nPss:      2048 kB\nPss_Anon: 100 kB\n") == 2
    with pytest.raises(ValueError, match="no Pss"):
        read_pss("Rss: 1 kB\n")
    assert megabytes([os.getpid()]) > 5


def test_a_server_is_started_when_it_answers_and_its_workers_are_its_children(tmp_path):
    port = free_port()
    server = Server([sys.executable, "-c", SERVER, str(port)], os.environ, tmp_path / "log", port, "/README.md")
    with pytest.raises(ConnectionRefusedError):
        Client(port).get("/")
    try:
        assert server.start() > 0
        workers = server.workers()
        assert len(workers) == 1
    finally:
        server.stop()
    assert not Path(f"/proc/{workers[0]}").exists()
    assert server.workers() == []


def test_a_server_that_does_not_start_says_why(tmp_path):
    command = [sys.executable, "-c", "raise SystemExit('no room')"]
    server = Server(command, os.environ, tmp_path / "log", free_port(), "/")
    with pytest.raises(RuntimeError, match="no room"):
        server.start()
