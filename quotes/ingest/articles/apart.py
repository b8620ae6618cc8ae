"""Parsing in a process of its own, which a hostile document can neither fill, nor keep busy, nor send anywhere.

`ask` is for the site: it starts the module of a parser as a program and gives it the document. `answer` is for that
program. It imports with the site's libraries, then says that it is ready and gives up files and sockets for good: from
there on it has no descriptor left to open one with. What it cannot take it says by raising Unreadable.
"""

import json
import resource
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .documents import TAKEN, Unreadable

MOST_MEMORY = 512 * 1024 * 1024
SECONDS_TO_PARSE = 1.3  # of a processor; with the half second that the libraries take to load, under two in all
SECONDS_TO_WAIT = 30  # by the clock, for the start and for the answer, on a machine that is very busy

_ROOT = Path(__file__).parents[3]
_READY = b"r"
_TOO_LONG = (
    f"It takes longer than {SECONDS_TO_PARSE:g} seconds to read, which is more than any article should. "
    "Save the article alone, or paste its text."
)


def ask(module: str, data: bytes) -> dict[str, Any]:
    """Return what a program of this package, such as "web", answers to `data`.

    Raises Unreadable when it refuses them, takes too long, or comes to a bad end.
    """
    with subprocess.Popen(  # noqa: S603  # nothing of the document is in the command
        [sys.executable, "-s", "-P", "-m", f"{__package__}.{module}"],
        env={"PYTHONPATH": str(_ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            if _is_ready(process):
                answered, _ = process.communicate(data, timeout=SECONDS_TO_WAIT)
                return _understood(process.returncode, answered)
        except subprocess.TimeoutExpired:
            raise Unreadable(_TOO_LONG) from None
        finally:
            process.kill()
    raise Unreadable("The program that reads articles did not start. Try again, or paste the text.")


def _is_ready(process: subprocess.Popen[bytes]) -> bool:
    assert process.stdout is not None  # noqa: S101  # it is a pipe
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        return bool(selector.select(SECONDS_TO_WAIT)) and process.stdout.read(1) == _READY


def _understood(exit_status: int, answered: bytes) -> dict[str, Any]:
    if exit_status == -signal.SIGPROF:
        raise Unreadable(_TOO_LONG)
    try:
        answer = json.loads(answered) if exit_status == 0 else None
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Unreadable(f"It cannot be read: it is damaged, or made to be unreadable. {TAKEN}")
    if refused := answer.get("refused"):
        raise Unreadable(refused)
    return answer


def limit_memory() -> None:
    """Let this process, from now on, have so much memory and write nothing to disk."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def answer(parse: Callable[[bytes], dict[str, Any]]) -> None:
    """Read a document from standard input and write what `parse` makes of it to standard output."""
    limit_memory()
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    signal.setitimer(signal.ITIMER_PROF, SECONDS_TO_PARSE)  # whose signal ends the process
    sys.stdout.buffer.write(_READY)
    sys.stdout.buffer.flush()
    try:
        found = parse(sys.stdin.buffer.read())
    except Unreadable as error:
        found = {"refused": str(error)}
    except MemoryError:
        found = {"refused": "It takes too much memory to read. Save the article alone, or paste its text."}
    except RecursionError:
        found = {"refused": "Its parts stand one inside the other too deeply to be read. Paste the article's text."}
    sys.stdout.buffer.write(json.dumps(found).encode())
