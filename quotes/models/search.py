"""What follows from the record so that it can be found quickly. Nobody edits it; `rebuild_search` makes it anew."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, ClassVar

from django.db import connections, models, transaction

from quotes.text.words import BETWEEN_NAMES, prepare

from .base import Status, related

AT_ONCE = 2_000  # entries in memory, and in one statement
FOLLOWING = 20_080_805  # the number of PostgreSQL's lock that whoever writes entries holds until the transaction ends
COLUMNS = ("pk", "status", "text", "speaker_id", "speaker__name", "organization__name")  # what an entry follows from


def lock_entries(using: str) -> None:
    """Let nobody else write entries until the transaction ends. SQLite has one writer anyway."""
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOLLOWING])


class SearchEntryQuerySet(models.QuerySet[Any]):
    def follow(self, quotations: models.QuerySet[Any]) -> None:
        """Let the entries of `quotations` say what these say now: the one way in which entries are written.

        One at a time, until the transaction ends: whoever comes second sees what the first one wrote. Otherwise a
        rename and a publication at the same moment would each miss the other's.
        """
        with transaction.atomic(using=self.db, savepoint=False):
            lock_entries(self.db)
            upcoming = quotations.using(self.db).order_by().values_list(*COLUMNS, named=True).iterator(AT_ONCE)
            while batch := list(islice(upcoming, AT_ONCE)):
                entries = self.derived(batch)
                if hidden := {row.pk for row in batch} - {entry.pk for entry in entries}:
                    self.filter(quotation__in=hidden).delete()
                self.bulk_create(
                    entries, update_conflicts=True, unique_fields=["quotation"], update_fields=["words", "names"]
                )

    follow.alters_data = True  # type: ignore[attr-defined]

    def derived(self, quotations: Sequence[Any]) -> list[Any]:
        """Return the entries, not saved, that rows of quotations (their COLUMNS) call for: none for an unpublished."""
        published = [row for row in quotations if row.status == Status.PUBLISHED]
        aliases: dict[int, list[str]] = {}
        others = related("Alias").using(self.db).filter(speaker__in={row.speaker_id for row in published})
        for speaker, name in others.order_by("pk").values_list("speaker_id", "name"):
            aliases.setdefault(speaker, []).append(name)
        return [
            SearchEntry(
                quotation_id=row.pk,
                words=prepare(row.text),
                names=prepare_names(
                    [row.speaker__name, *aliases.get(row.speaker_id, []), row.organization__name or ""]
                ),
            )
            for row in published
        ]


def prepare_names(names: Iterable[str]) -> str:
    """Return the words of several names, prepared so that no phrase goes from one name into the next."""
    return f" {BETWEEN_NAMES} ".join(filter(None, map(prepare, names)))


class SearchEntry(models.Model):
    """The prepared words (quotes.text.words) by which a published quotation is found. No other quotation has one.

    `words` are of what was said, `names` of whose words they are: the speaker, other names of the speaker, and the
    organization at the time. A table of its own, so that what is searched is narrow and never holds a draft.
    """

    quotation = models.OneToOneField(
        "quotes.Quotation", on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    words = models.TextField()
    names = models.TextField()

    objects: ClassVar[Any] = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return f"words of quotation {self.quotation_id}"


class Change(models.Model):
    """A row of the record that was written, noted by a trigger of the database in the same transaction.

    Every process follows these notes, so that what it holds in memory is never older than the database.
    """

    of = models.CharField(max_length=20, help_text="The model's name; “everything” after a load or a rebuild.")
    key = models.BigIntegerField(null=True)
    transaction = models.BigIntegerField(
        default=0, db_index=True, help_text="PostgreSQL's number of the transaction (xid8), which tells what is new."
    )

    def __str__(self) -> str:
        return f"{self.of} {self.key or ''}".strip()
