"""JSON Lines: a row of the record on each line, and runs of them that are loaded together."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from quotes.ingest.files import Refused

PASSAGE = "quotes.passage"


class Line(NamedTuple):
    """A row, and the number of its line. `given` is the bytes of a line of JSON, or the row itself."""

    number: int
    given: Any

    def row(self) -> Any:
        """Return the row as read, or an error for people where the line is not JSON."""
        if not isinstance(self.given, bytes):
            return self.given
        try:
            return orjson.loads(self.given)
        except ValueError as error:
            return ValueError(f"it is not JSON in UTF-8: {error}.")


@dataclass(frozen=True)
class File:
    """The lines of a file, which is never in memory as a whole. Empty lines are left out."""

    path: Path

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines. Raises Refused when the file cannot be read."""
        try:
            with self.path.open("rb") as file:
                for number, line in enumerate(file, start=1):
                    text = line.removeprefix(BOM_UTF8) if number == 1 else line
                    if text.strip():
                        yield Line(number, text)
        except OSError as error:
            raise Refused([f"{self.path} cannot be read: {error.strerror}."]) from None


def count_lines(path: Path) -> int:
    """Return about how many rows a file has. Raises Refused when it cannot be read."""
    try:
        with path.open("rb") as file:
            return sum(part.count(b"\n") for part in iter(partial(file.read, 1 << 20), b""))
    except OSError as error:
        raise Refused([f"{path} cannot be read: {error.strerror}."]) from None


Read = tuple[Line, Any]
"""A line, and its row as read."""


def is_passage(row: Any) -> bool:
    return isinstance(row, dict) and row.get("model") == PASSAGE


def is_of_a_model(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("model"), str)


def runs(lines: Iterable[Line], size: int) -> Iterator[list[Read]]:
    """Yield the lines with their rows in lists of `size`, or a little more.

    A quotation is never parted from its passages, nor from a line after it that may have been one.
    """
    run: list[Read] = []
    for line in lines:
        row = line.row()
        if len(run) >= size and not (is_passage(row) or (is_of_a_model(run[-1][1]) and not is_of_a_model(row))):
            yield run
            run = []
        run.append((line, row))
    if run:
        yield run
