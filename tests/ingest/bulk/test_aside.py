"""What another process walks is what this one would have: in order, to the end, with its errors, and gone after it."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from quotes.ingest.bulk.aside import walked_aside
from quotes.ingest.files import Refused


@dataclass(frozen=True)
class Numbers:
    """Numbers up to `last`, each with the process that tells it; then an error, if one is wanted."""

    last: int
    error: Exception | None = None

    def __iter__(self):
        for number in range(self.last):
            yield number, os.getpid(), apps.ready
        if self.error:
            raise self.error


@dataclass(frozen=True)
class Killed:
    """Ends when no more than a part of its last item can have been sent."""

    def __iter__(self):
        yield "before"
        yield bytes(1 << 24)
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGKILL)


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def is_gone_soon(process: int) -> bool:
    for _ in range(200):
        if not is_there(process):
            return True
        time.sleep(0.05)
    return False


def test_items_come_in_order_from_another_process_in_which_models_are_ready():
    with walked_aside(Numbers(50)) as items:
        found = list(items)
    assert [number for number, _, _ in found] == list(range(50))
    assert {ready for _, _, ready in found} == {True}
    (process,) = {process for _, process, _ in found}
    assert process != os.getpid()
    assert not is_there(process)


def test_an_error_is_raised_here_after_the_items_before_it():
    with walked_aside(Numbers(2, Refused(["The file cannot be read."]))) as items:
        assert [next(items)[0], next(items)[0]] == [0, 1]
        with pytest.raises(Refused) as raised:
            next(items)
    assert str(raised.value) == "The file cannot be read."
    assert "in __iter__" in raised.value.__notes__[0]


def test_a_process_that_is_killed_while_it_sends_is_no_end():
    with walked_aside(Killed()) as items:
        assert next(items) == "before"
        (process,) = active_children()
        assert is_gone_soon(process.pid)
        with pytest.raises(Refused, match=r"ended with -9\. Load again"):
            next(items)


@pytest.mark.parametrize("size", [1, 1 << 22])
def test_a_process_that_cannot_begin_is_no_end(monkeypatch, size):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "nowhere")
    with pytest.raises(Refused, match=r"ended with 1\. Load again"), walked_aside(bytes(size)) as items:
        next(items)


def test_an_interruption_is_for_this_process_alone():
    with walked_aside(Numbers(3)) as items:
        (process,) = active_children()
        os.kill(process.pid, signal.SIGINT)  # before it can have begun
        assert [number for number, _, _ in items] == [0, 1, 2]


def test_who_stops_early_stops_the_other_process_too():
    with walked_aside(Numbers(10**9)) as items:
        _, process, _ = next(items)
        assert is_there(process)
    assert not is_there(process)


def test_the_other_process_ends_when_this_one_is_killed():
    program = (
        "import time\n"
        "from quotes.ingest.bulk.aside import walked_aside\n"
        "from tests.ingest.bulk.test_aside import Numbers\n"
        "if __name__ == '__main__':\n"
        "    with walked_aside(Numbers(10**9)) as items:\n"
        "        print(next(items)[1], flush=True)\n"
        "        time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True) as walker:
        process = int(walker.stdout.readline())
        assert is_there(process)
        walker.kill()
    assert is_gone_soon(process)
