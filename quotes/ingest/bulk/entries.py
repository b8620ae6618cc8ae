"""The search entries of the quotations that a load writes: those that `SearchEntry.objects.follow()` would make.

A load knows the words that it writes, and meets most speakers many times, so it reads names alone, and each once.
"""

from collections.abc import Collection

from django.db import connection

from quotes.ingest.bulk.known import slices
from quotes.ingest.bulk.making import Row
from quotes.ingest.bulk.writing import insert_rows
from quotes.models import Alias, Organization, Quotation, SearchEntry, Speaker, Status
from quotes.models.search import prepare_names
from quotes.text.words import prepare

Whose = tuple[int, int | None]
"""A speaker and the organization spoken for."""

MOST = 100_000  # names in memory


class Entries:
    """Writes entries inside one transaction, after the rows that they follow from."""

    def __init__(self, first_speaker: int) -> None:
        """Take the first key of the speakers that the transaction adds."""
        self.first_speaker = first_speaker
        self.names: dict[Whose, str] = {}
        self.met: set[int] = set()
        self.renamed: set[int] = set()

    def rename(self, aliases: Collection[Row]) -> None:
        """Note whose quotations that have entries already are found by new names too."""
        speakers = {row["speaker"] for row in aliases}
        late = {speaker for speaker in speakers if speaker < self.first_speaker or speaker in self.met}
        self.renamed |= late
        if late:
            self.names = {whose: names for whose, names in self.names.items() if whose[0] not in late}

    def write(self, quotations: Collection[Row]) -> None:
        """Write the entries of the published ones among new quotations."""
        published = [row for row in quotations if row["status"] == Status.PUBLISHED]
        self.learn({(row["speaker"], row["organization"]) for row in published})
        columns = [connection.ops.quote_name(str(field.column)) for field in SearchEntry._meta.concrete_fields]
        names = self.names
        insert_rows(
            SearchEntry._meta.db_table,
            columns,
            [(row["id"], prepare(row["text"]), names[row["speaker"], row["organization"]]) for row in published],
        )

    def learn(self, whose: set[Whose]) -> None:
        """Get to know the names that are not known yet."""
        if len(self.names) > MOST:
            self.names = {}
        unknown = whose - self.names.keys()
        speakers: dict[int, list[str]] = {}
        organizations: dict[int | None, str] = {None: ""}
        for part in slices({speaker for speaker, _ in unknown}):
            named = Speaker._base_manager.filter(pk__in=part).values_list("pk", "name")
            speakers.update((pk, [name]) for pk, name in named)
            others = Alias._base_manager.filter(speaker__in=part).order_by("pk")
            for speaker, name in others.values_list("speaker_id", "name"):
                speakers[speaker].append(name)
        for part in slices({organization for _, organization in unknown if organization is not None}):
            organizations.update(Organization._base_manager.filter(pk__in=part).values_list("pk", "name"))
        for speaker, organization in unknown:
            self.names[speaker, organization] = prepare_names([*speakers[speaker], organizations[organization]])
        self.met |= speakers.keys()

    def finish(self) -> None:
        """Let entries from before follow the names that were added since."""
        for part in slices(self.renamed):
            SearchEntry.objects.follow(Quotation._base_manager.filter(speaker__in=part))
