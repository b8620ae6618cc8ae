"""The standard streams as a command line needs them: UTF-8, a reader that leaves early, progress."""

import io
import os
import sys
from time import monotonic
from typing import Self, TextIO

READER_LEFT = 141  # how a shell reports a program that ended because nobody read its output: 128 + SIGPIPE


def write_utf8() -> None:
    """Write UTF-8 to standard output, whatever the locale. A lone surrogate becomes an escape that JSON reads back."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def discard_output() -> None:
    """Let what is still to be written go nowhere, so that the end of the program does not fail on it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def wants_progress() -> bool:
    """Return whether somebody sees standard error, and sees no results that it would break into."""
    return _is_terminal(sys.stderr) and not _is_terminal(sys.stdout)


class Progress:
    """Says how many articles are done, now and then and at the end: “120 of 837 articles”.

    On a terminal it is one line that changes; elsewhere each time is a line. Without a `total`, “120 articles”.
    """

    def __init__(self, stream: TextIO, total: int | None = None) -> None:
        self.stream = stream
        self.total = total
        self.done = 0
        self._one_line = stream.isatty()
        self._seconds = 0.2 if self._one_line else 5.0
        self._said_at = monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._say("\n")

    def step(self) -> None:
        """Count one more article."""
        self.done += 1
        if monotonic() - self._said_at >= self._seconds:
            self._say("" if self._one_line else "\n")

    def _say(self, end: str) -> None:
        self._said_at = monotonic()
        known = self.done if self.total is None else self.total
        of_total = "" if self.total is None else f" of {self.total:,}"
        start = "\r" if self._one_line else ""
        self.stream.write(f"{start}{self.done:,}{of_total} article{'' if known == 1 else 's'}{end}")
        self.stream.flush()


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()  # None: it was closed before the program began
