"""What became, or would become, of each row of a file."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from quotes.ingest.transfer.cells import Value, as_text


class Outcome(StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Change:
    """A column whose value a row changes."""

    column: str
    old: Value
    new: Value


@dataclass(frozen=True)
class Reason:
    """Why a row is refused, as a sentence, and the column that it is about ("": the row)."""

    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.column}: {self.message}" if self.column else self.message


@dataclass(frozen=True)
class Result:
    """What became of a row: of which record, at which version (0: a new one), and what changed or why not."""

    number: int
    outcome: Outcome
    title: str
    version: int = 0
    changes: tuple[Change, ...] = ()
    reasons: tuple[Reason, ...] = ()
    note: str = ""

    def facts(self) -> list[object]:
        """Return what must be the same when it is done again: not how a new record is called, which is chance."""
        changes = [[change.column, as_text(change.old), as_text(change.new)] for change in self.changes]
        version = self.version if self.outcome is Outcome.CHANGED else 0
        return [self.number, self.outcome, version, changes, [str(reason) for reason in self.reasons]]


def counted(results: Iterable[Result]) -> Counter[Outcome]:
    """Return how many rows had each outcome."""
    return Counter(result.outcome for result in results)


def digest(results: Iterable[Result]) -> str:
    """Return what two runs of a file share exactly when both do the same to every row."""
    told = hashlib.sha256()
    for result in results:
        told.update(json.dumps(result.facts()).encode() + b"\n")
    return told.hexdigest()
