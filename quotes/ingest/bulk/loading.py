"""Many rows become the record: all of them or none, or batch by batch, and never over an editor's work."""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import chain, islice
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import F, Model
from django.utils import timezone

from quotes import search
from quotes.ingest.bulk import writing
from quotes.ingest.bulk.aside import walked_aside
from quotes.ingest.bulk.entries import Entries
from quotes.ingest.bulk.indexing import indexes_later
from quotes.ingest.bulk.known import Key
from quotes.ingest.bulk.lines import Line
from quotes.ingest.bulk.making import Made, Maker, Row, Start
from quotes.ingest.bulk.reading import Run, Runs
from quotes.ingest.bulk.refusals import Refusal, forget_errors
from quotes.ingest.bulk.rules import ALL
from quotes.ingest.files import Refused
from quotes.ingest.loading import LOADED, Counts
from quotes.models import Alias, FormerSlug, Quotation, Record, Speaker
from quotes.search import changes

RUN = 10_000  # lines in memory at once
MANY = 100_000  # lines from which on another process is worth its start


class RowsRefused(Refused):
    """Rows were refused, so nothing was loaded."""


def load_lines(
    lines: Iterable[Line],
    name: str,
    *,
    batch: int | None = None,
    aside: bool = False,
    refused: Callable[[Refusal], None],
    done: Callable[[Run], None] = lambda _: None,
    stage: Callable[[str], None] = lambda _: None,
) -> Counts:
    """Load rows in one transaction; return how many rows of each model were created, unchanged and refused.

    `name` is what the first revisions name as the origin; `refused` is told of each refused row, `done` of each run of
    lines, `stage` of what is being done after the rows are written. When any row was refused, nothing is loaded:
    RowsRefused. With `batch`, each run of that many lines is a transaction of its own, which loads what is not refused;
    loading again after an interruption passes over what is there. With `aside`, another process reads the lines, which
    must be such that they can be pickled.
    """
    loader = _Loader(name, refused, done)
    large = False
    runs = Runs(lines, batch or RUN)
    with uncollected(), walked_aside(runs) if aside else nullcontext(iter(runs)) as upcoming:
        if batch:
            for run in upcoming:
                with transaction.atomic(), loader.revisions.waited_for():
                    loader.begin()
                    loader.load(run)
                    loader.finish()
                gc.collect(0)
        else:
            first = list(islice(upcoming, 2))
            large = len(first) > 1 and not _has_revisions()
            upcoming = chain(first, upcoming)
            del first
            with transaction.atomic(), loader.revisions.waited_for():
                if large:
                    writing.lock_alone()
                loader.begin()
                with found_later(stage) if large else nullcontext():
                    for run in upcoming:
                        loader.load(run)
                    loader.finish()
                    if loader.was_refused:
                        raise RowsRefused(["Nothing was loaded, since rows were refused."])
    stage("statistics")
    writing.settle(large=large)
    return loader.counts


@contextmanager
def uncollected() -> Iterator[None]:
    """Do not look for objects that hold each other: rows do not, and looking for them takes half of the time.

    The errors of refused rows do (`forget_errors`), and so does the class that each look at a model's history makes,
    some dozen times for each transaction: what is new is collected (`gc.collect(0)`) after these.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def found_later(stage: Callable[[str], None]) -> Iterator[None]:
    """Write rows without what makes them found quickly and noted one by one, all of which is made afterwards."""
    index = search.index()
    changes.suspend()
    index.remove()
    with indexes_later(stage):
        yield
    stage("search")
    index.install()
    changes.resume()


class _Loader:
    def __init__(self, name: str, refused: Callable[[Refusal], None], done: Callable[[Run], None]) -> None:
        self.maker = Maker(LOADED)
        self.tell, self.done = refused, done
        self.was_refused = False
        self.revisions = writing.FirstRevisions(timezone.now(), LOADED + name)
        self.counts: Counts = Counter()

    def begin(self) -> None:
        """Begin a transaction: keep others from writing, and see what is there."""
        writing.lock()
        self.start = Start(
            next_ids=writing.next_ids(),
            has_revisions=_has_revisions(),
            has_former_slugs=FormerSlug.objects.exists(),
        )
        self.maker.begin(self.start)
        self.entries = Entries(self.start.next_ids[Speaker])
        self.touched: dict[Any, set[int]] = {}

    def load(self, run: Run) -> None:
        """Write the new rows of some lines, with their revisions."""
        self.revisions.wait()
        made = self.maker.make(run)
        if made.refused:
            forget_errors()
        for refusal in made.refused:
            self.was_refused = True
            self.counts[_model_of(self.maker, refusal), "refused"] += 1
            self.tell(refusal)
        for model in ALL:
            if made.unchanged[model]:
                self.counts[model, "unchanged"] += made.unchanged[model]
            if created := made.created[model].values():
                try:
                    writing.write(model, created)
                except DatabaseError as error:
                    first, last = min(run.lines), max(run.lines)
                    raise Refused([f"Lines {first:,} to {last:,}: {error}"]) from None
                self.counts[model, "created"] += len(created)
        self.entries.rename(made.created[Alias].values())
        self.entries.write(made.created[Quotation].values())
        self.note_parents(made)
        new = {model: made.created[model] for model in ALL if issubclass(model, Record)}
        self.revisions.write({model: ends(rows) for model, rows in new.items() if rows})
        self.done(run)

    def note_parents(self, made: Made) -> None:
        """Note the parents, stored before this transaction, of new rows."""
        for model in ALL:
            for name in getattr(model, "parents", ()):
                parent = self.maker.rules[model].related[name]
                first = self.start.next_ids[parent]
                before = {row[name] for row in made.created[model].values() if row[name] and row[name] < first}
                if before:
                    self.touched.setdefault(parent, set()).update(before)

    def finish(self) -> None:
        """Bring in line what is beside the new rows."""
        self.revisions.wait()
        self.entries.finish()
        for parent, keys in self.touched.items():
            parent._base_manager.filter(pk__in=keys).update(version=F("version") + 1)
        for model, ids in self.maker.ids.items():
            if (following := next(ids)) > self.start.next_ids[model]:
                writing.give_out(model, following - 1)


def ends(rows: dict[Key, Row]) -> tuple[int, int]:
    """Return the first and the last key of rows in order."""
    return next(iter(rows.values()))["id"], next(reversed(rows.values()))["id"]


def _has_revisions() -> bool:
    return any(model.history.exists() for model in ALL if issubclass(model, Record))


def _model_of(maker: Maker, refusal: Refusal) -> type[Model]:
    label = refusal.row.get("model") if isinstance(refusal.row, dict) else None
    return maker.labels.get(label, Record) if isinstance(label, str) else Record
