"""JSON Lines: a row of the record on each line, and runs of them that are loaded together."""

import json
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from quotes.ingest.files import Refused

PASSAGE = "quotes.passage"


class Line(NamedTuple):
    """A row as read, and the number of its line. `row` is an error for people where the line is not JSON."""

    number: int
    row: Any


def count_lines(path: Path) -> int:
    """Return about how many rows a file has. Raises Refused when it cannot be read."""
    try:
        with path.open("rb") as file:
            return sum(part.count(b"\n") for part in iter(partial(file.read, 1 << 20), b""))
    except OSError as error:
        raise Refused([f"{path} cannot be read: {error.strerror}."]) from None


def read_lines(path: Path) -> Iterator[Line]:
    """Yield the rows of a file, which is never in memory as a whole. Empty lines are skipped.

    Raises Refused when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield Line(number, _parsed(line))
    except OSError as error:
        raise Refused([f"{path} cannot be read: {error.strerror}."]) from None


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        return ValueError(f"it is not JSON in UTF-8: {error}.")


def runs(lines: Iterable[Line], size: int) -> Iterator[list[Line]]:
    """Yield the lines in lists of `size`, or a little more: a quotation and its passages are never parted."""
    run: list[Line] = []
    for line in lines:
        if len(run) >= size and not (isinstance(line.row, dict) and line.row.get("model") == PASSAGE):
            yield run
            run = []
        run.append(line)
    if run:
        yield run
