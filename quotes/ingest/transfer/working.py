"""Who is at work on an uploaded table now, and how far: told by a lock that ends with its holder, however that ends.

The lock is on a file of its own in the machine's folder for temporary files. It goes from the process that answers a
request to one that it starts: whoever has the open file has the lock (flock(2)).
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID


class Busy(Exception):
    """Somebody is at work on the table already."""


@dataclass(frozen=True)
class Progress:
    """How many of the rows are done."""

    done: int
    total: int


class Work:
    """Work on a table. `fd` is the open file, by which another process can go on with it."""

    def __init__(self, fd: int, total: int) -> None:
        self.fd, self.total, self.done = fd, total, 0

    def step(self, rows: int) -> None:
        """Tell that so many more rows are done."""
        self.done += rows
        if self.done % 20 == 0 or self.done >= self.total:
            os.pwrite(self.fd, f"{self.done:>10} {self.total:>10}".encode(), 0)


def path_of(token: UUID) -> Path:
    return Path(tempfile.gettempdir(), f"on-record-import-{token}")


def begin(token: UUID) -> int:
    """Return the open file of new work, locked. Raises Busy when somebody is at it."""
    fd = os.open(path_of(token), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        raise Busy from None
    os.ftruncate(fd, 0)
    return fd


@contextmanager
def working(token: UUID, fd: int, total: int) -> Iterator[Work]:
    """Give work whose lock is held by `fd`; afterwards it is over, and its file gone."""
    try:
        yield Work(fd, total)
    finally:
        path_of(token).unlink(missing_ok=True)
        os.close(fd)


def progress(token: UUID) -> Progress | None:
    """Return how far the work on a table is; None when nobody is at it."""
    try:
        fd = os.open(path_of(token), os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        numbers = os.pread(fd, 40, 0).decode().split()
        return Progress(int(numbers[0]), int(numbers[1])) if len(numbers) == 2 else Progress(0, 0)
    finally:
        os.close(fd)
    return None
