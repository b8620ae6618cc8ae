"""What is new in the record, exactly: whatever a process holds in memory is never older than the database.

The database notes every written row in `Change` (`triggers`). A process remembers how far it has read these notes, and
asks, in one query, for those it has not seen. `Following` keeps a value up to date by them; `generation()` is the
simplest of such values.

- SQLite commits one writer after the other, so ids are in the order of commits: what is new has a higher id.
- PostgreSQL's ids are not: a transaction that took its ids first may commit last. Each note has the number of its
  transaction. All transactions below the `xmin` of a snapshot had ended when it was taken, so at the next look only
  those from there on can have something new; of these, the notes seen already are known by id.
  (https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT)

A note that was seen and is gone means that everything has to be looked at again: its transaction was rolled back, the
notes were cleared, or a backup was restored.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from . import triggers

Value = TypeVar("Value")
Note = tuple[int, int]  # its id and its transaction

# Each gives (id, of, key, transaction, horizon), with ids of None where only the horizon is told. A look that remembers
# nothing (None) starts from the notes that stand now.
LOOKS = {
    "sqlite": """
        SELECT "id", "of", "key", "transaction", "id" FROM "quotes_change"
        WHERE "id" >= coalesce(%s, (SELECT max("id") FROM "quotes_change"))
    """,
    "postgresql": """
        SELECT noted.id, noted.of, noted.key, noted.transaction, now.horizon
        FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon) AS now
        LEFT JOIN quotes_change AS noted ON noted.transaction >= coalesce(%s, now.horizon)
    """,
}
NOTE_EVERYTHING = {
    "sqlite": "INSERT INTO quotes_change (of, key, \"transaction\") VALUES ('everything', NULL, random())",
    "postgresql": """
        INSERT INTO quotes_change (of, key, transaction)
        VALUES ('everything', NULL, pg_current_xact_id()::text::bigint)
    """,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the notes were read: all below `horizon` (SQLite: an id, PostgreSQL: a transaction), and those `seen`."""

    horizon: int | None = None
    seen: frozenset[Note] = frozenset()


@dataclass(frozen=True, slots=True)
class News:
    """What changed since a mark: keys by what they are keys of ("quotation", "speaker", ...), or `everything`."""

    everything: bool = False
    keys: dict[str, set[int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.everything or bool(self.keys)

    def __len__(self) -> int:
        return sum(len(keys) for keys in self.keys.values())


def look(mark: Mark) -> tuple[Mark, News]:
    """Return what this connection sees that is new since `mark`, and the mark to begin from the next time."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(LOOKS[connection.vendor], [mark.horizon])
        rows = cursor.fetchall()
    horizon = max((row[4] for row in rows), default=mark.horizon or 0)
    found = {(number, written): (of, key) for number, of, key, written, _ in rows if number is not None}
    at_least = 0 if sqlite else 1  # the place, in a note, of what the horizon is compared with
    kept = frozenset(note for note in found if note[at_least] >= horizon)
    if not mark.seen <= found.keys() or horizon < (mark.horizon or 0):
        return look(Mark())[0], News(everything=True)
    keys: dict[str, set[int]] = {}
    for note in found.keys() - mark.seen:
        of, key = found[note]
        keys.setdefault(of, set()).add(key)
    return Mark(horizon, kept), News("everything" in keys, keys)


def suspend() -> None:
    """Let the database note nothing until `resume()`, so that a bulk load writes faster.

    Both belong in one transaction: a load that is killed then leaves the triggers as they were.
    """
    _check_transaction()
    triggers.remove()


def resume() -> None:
    """Note changes again, and that everything may have changed meanwhile."""
    _check_transaction()
    triggers.install()
    note_everything()


def clear(using: str = DEFAULT_DB_ALIAS) -> None:
    """Delete the notes. The one that is left has every process look at everything again, so none misses a change."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("DELETE FROM quotes_change")
        note_everything(using)


def note_everything(using: str = DEFAULT_DB_ALIAS) -> None:
    """Note that anything may have changed: after a load, a rebuild or a migration."""
    with connections[using].cursor() as cursor:
        cursor.execute(NOTE_EVERYTHING[connections[using].vendor])


def _check_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Suspend and resume inside one transaction.atomic().")


@dataclass(frozen=True, slots=True)
class _Held(Generic[Value]):
    value: Value
    mark: Mark


class Following(Generic[Value]):
    """A value made from the record, brought up to date before each use.

    `build` makes it anew, `update` makes the next one from the last and what is new; both read the database, return a
    value of their own and change none that was given before. One thread at a time does so: others wait for its value.

    The rule about transactions: outside of one, a connection sees what is committed and nothing else, and its value is
    the one of the process. Inside of one it may see what it wrote itself, which can still be rolled back, and not see
    what others committed since: there the thread gets a value of its own, which no other thread ever sees, and which
    is dropped when the thread next asks outside of a transaction. (So is a test's that runs in a transaction.)
    """

    def __init__(self, build: Callable[[], Value], update: Callable[[Value, News], Value]) -> None:
        self._build, self._update = build, update
        self.forget()

    def forget(self) -> None:
        """Hold nothing any more, in any thread. For tests, each of which begins with a database of its own."""
        self._lock = threading.Lock()
        self._shared: _Held[Value] | None = None
        self._own = threading.local()

    def current(self) -> Value:
        """Return the value as of now: nothing that was committed before the call is missing from it."""
        if not connection.get_autocommit():
            self._own.held = own = self._next(getattr(self._own, "held", None))
            return own.value
        self._own.held = None
        with self._lock:
            self._shared = shared = self._next(self._shared)
        return shared.value

    def _next(self, held: "_Held[Value] | None") -> "_Held[Value]":
        mark, news = look(held.mark if held else Mark())
        if held is None or news.everything:
            # Looked at first, read second: what is committed in between is new at the next look, and read again.
            return _Held(self._build(), mark)
        return _Held(self._update(held.value, news) if news else held.value, mark)


_numbers = count(1)
_generation = Following(_numbers.__next__, lambda number, news: next(_numbers))


def generation() -> int:
    """Return this process's number of what the record is now: a greater one whenever anything new is seen.

    What was made after a call may be kept under its number, and is as good as new while calls return that number.
    Inside of a transaction it is a number that no other thread gets.
    """
    return _generation.current()


def forget() -> None:
    """Begin again, like a new process. For tests."""
    _generation.forget()
