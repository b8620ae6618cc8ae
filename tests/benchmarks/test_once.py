"""Memory as /proc tells it, and servers that start and stop."""

import os
import sys
import time
from pathlib import Path

import pytest

from benchmarks.site.asking import Client
from benchmarks.site.memory import megabytes, read_pss
from benchmarks.site.servers import Server, free_port

SERVER = """
import http.server, subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""


def test_memory_that_is_shared_counts_in_parts():
    assert read_pss("Rss:  9999 kB\nPss:      2048 kB\nPss_Anon: 100 kB\n") == 2
    with pytest.raises(ValueError, match="no Pss"):
        read_pss("Rss: 1 kB\n")
    assert megabytes([os.getpid()]) > 5


def test_a_server_is_started_when_it_answers_and_stops_with_all_that_it_started(tmp_path):
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
    ended = time.monotonic() + 10
    while is_at_work(workers[0]) and time.monotonic() < ended:
        time.sleep(0.01)
    assert not is_at_work(workers[0])
    assert server.workers() == []


def is_at_work(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_server_that_does_not_start_says_why(tmp_path):
    command = [sys.executable, "-c", "raise SystemExit('no room')"]
    server = Server(command, os.environ, tmp_path / "log", free_port(), "/")
    with pytest.raises(RuntimeError, match="no room"):
        server.start()
