"""The documentation is true: its commands run, its links lead to files, its first command serves the site."""

import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.core.management import call_command, get_commands

import dev
from tests.members import remake_groups

PAGES = [dev.ROOT / "README.md", dev.ROOT / "NOTICE", dev.ROOT / "CHANGELOG.md", *sorted(dev.ROOT.glob("docs/*.md"))]
SEED = "russia-us-syria-2018-04-17"


def blocks(page: Path) -> list[list[str]]:
    """Return the words of each command in the indented blocks of a page, without what a "#" says of it."""
    lines = [line for line in page.read_text().splitlines() if line.startswith("    ")]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def commands(program: str) -> list[list[str]]:
    return [words[words.index(program) + 1 :] for page in PAGES for words in blocks(page) if program in words]


def test_there_are_commands_to_run() -> None:
    assert ["serve"] in commands("dev.py")
    assert ["verify_record"] in commands("manage.py")


@pytest.mark.parametrize("arguments", commands("dev.py"), ids=" ".join)
def test_dev_understands_each_command_of_the_documentation(arguments: list[str]) -> None:
    assert dev.parse(arguments).command in (dev.serve, dev.test, dev.benchmark)


@pytest.mark.django_db(transaction=True)
def test_the_management_commands_of_the_documentation_run_one_after_the_other(settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    remake_groups()
    for name, *arguments in commands("manage.py"):
        if name != "check":  # check --deploy is for production's settings: tests/project/test_settings.py
            call_command(name, *(argument.replace("NAME", SEED) for argument in arguments), verbosity=0)


def test_every_management_command_named_in_a_sentence_exists() -> None:
    named = {name for page in PAGES for name in re.findall(r"manage\.py ([a-z_]+)", page.read_text())}
    assert named <= set(get_commands())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@pytest.mark.slow
def test_serve_reaches_a_working_site_and_says_where_it_is_and_how_to_log_in(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "dev.py",
        "serve",
        f"--port={port}",
        f"--database-url=sqlite:///{tmp_path}/record.sqlite3",
    ]
    with (tmp_path / "output").open("w") as output:
        server = subprocess.Popen(command, cwd=dev.ROOT, stdout=output, stderr=subprocess.STDOUT)
    try:
        page = wait_for(f"http://127.0.0.1:{port}/quotations/", server)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)
    said = (tmp_path / "output").read_text()
    assert "Fyodor Lukyanov" in page
    assert f"http://127.0.0.1:{port}/" in said
    assert re.search(r"password", said)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(address) as response:  # noqa: S310
                return response.read().decode()
        except URLError:
            time.sleep(0.2)
    return "the server did not answer"
