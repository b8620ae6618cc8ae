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
NAMED_BY = ("speaker_id", "speaker__name", "organization_id", "organization__name")  # what its names follow from


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

    def follow_names(self, quotations: models.QuerySet[Any]) -> None:
        """Let the entries of `quotations`, whose words are as they were, have the names that these have now.

        For what is renamed: the words of its quotations, of which there may be thousands, are not prepared again. One
        statement for each speaker and organization that said something together.
        """
        with transaction.atomic(using=self.db, savepoint=False):
            lock_entries(self.db)
            published = quotations.using(self.db).filter(status=Status.PUBLISHED).order_by()
            pairs = list(published.values_list(*NAMED_BY, named=True).distinct())
            aliases = self.aliases({pair.speaker_id for pair in pairs})
            for pair in pairs:
                names = prepare_names(names_of(pair, aliases))
                said = published.filter(speaker=pair.speaker_id, organization=pair.organization_id)
                self.filter(quotation__in=said.values("pk")).exclude(names=names).update(names=names)

    follow_names.alters_data = True  # type: ignore[attr-defined]

    def aliases(self, speakers: set[int]) -> dict[int, list[str]]:
        """Return the other names of speakers, by speaker."""
        found: dict[int, list[str]] = {}
        others = related("Alias").using(self.db).filter(speaker__in=speakers)
        for speaker, name in others.order_by("pk").values_list("speaker_id", "name"):
            found.setdefault(speaker, []).append(name)
        return found

    def derived(self, quotations: Sequence[Any]) -> list[Any]:
        """Return the entries, not saved, that rows of quotations (their COLUMNS) call for: none for an unpublished."""
        published = [row for row in quotations if row.status == Status.PUBLISHED]
        aliases = self.aliases({row.speaker_id for row in published})
        return [
            SearchEntry(
                quotation_id=row.pk,
                words=prepare(row.text),
                names=prepare_names(names_of(row, aliases)),
            )
            for row in published
        ]


def names_of(row: Any, aliases: dict[int, list[str]]) -> list[str]:
    """Return whose words a quotation has: the speaker, the speaker's other names, and the organization at the time."""
    return [row.speaker__name, *aliases.get(row.speaker_id, []), row.organization__name or ""]


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
