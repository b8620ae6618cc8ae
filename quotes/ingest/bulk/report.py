"""What is said of refused rows: the first of them to the person who loads, all of them to a file."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from quotes.ingest.bulk.refusals import Refusal
from quotes.ingest.files import Refused

SHOWN = 20


class Report:
    """Takes refused rows one by one. Only the first few are kept."""

    def __init__(self, file: IO[str] | None = None) -> None:
        self.file = file
        self.count = 0
        self.first: list[str] = []

    def __call__(self, refusal: Refusal) -> None:
        self.count += 1
        if len(self.first) < SHOWN:
            who = f", {refusal.label}" if refusal.label else ""
            self.first.append(f"line {refusal.line:,}{who}: {' '.join(refusal.reasons)}")
        if self.file:
            said = {"line": refusal.line, "row": refusal.label, "reasons": refusal.reasons, "given": refusal.row}
            self.file.write(json.dumps(said, ensure_ascii=False, default=lambda _: None) + "\n")

    def lines(self) -> list[str]:
        """Return the first refusals, each on a line, and how many there are."""
        if not self.count:
            return []
        more = f" These are the first {SHOWN}." if self.count > SHOWN else ""
        return [*self.first, f"{self.count:,} {'row was' if self.count == 1 else 'rows were'} refused.{more}"]


@contextmanager
def reporting(path: Path | None) -> Iterator[Report]:
    """Give a report that also writes to the file at `path`, if there is one. Raises Refused when that cannot be."""
    if path is None:
        yield Report()
        return
    try:
        file = path.open("w", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise Refused([f"{path} cannot be written: {error.strerror}."]) from None
    with file:
        yield Report(file)
