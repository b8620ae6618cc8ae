"""Sitemaps (https://www.sitemaps.org/protocol.html): every public address, and when what it shows last changed.

A new kind of page is one `RecordSitemap` that names what its page shows, and one line in `SITEMAPS`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.sitemaps import Sitemap
from django.core.paginator import PageNotAnInteger, Paginator
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.urls import reverse

from quotes.models import (
    Affiliation,
    Alias,
    Assessment,
    Claim,
    ClaimTopic,
    Organization,
    Passage,
    Quotation,
    QuotationTopic,
    Source,
    Speaker,
    Stance,
    Topic,
)

PAGE_SIZE = 1000
OF_MANY_ROWS = 100  # where the page of each record shows many rows, each of which is asked for its revisions
_PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Shown:
    """Public rows of `model` that a page shows, each with the records that its fields `along` name.

    `key` leads from the rows to the page's record. What a public row of these names is public too, so that no draft
    can move a date: every way to the page's record begins at a public row.
    """

    model: type[Any]
    key: str
    along: tuple[str, ...] = ()

    def last_changes(self, pks: Iterable[int]) -> dict[int, datetime]:
        """Return, by record, when what its page shows of these last changed, in one query."""
        rows = self.model.objects.published().filter(**{f"{self.key}__in": pks}).order_by().values(self.key)
        latest = {f"latest_{number}": Max(revised(self.model, path)) for number, path in enumerate(("pk", *self.along))}
        found = rows.annotate(**latest).values_list(self.key, *latest)
        return {pk: max(changes) for pk, *dates in found if (changes := [when for when in dates if when])}


def revised(model: type[Any], path: str) -> Subquery:
    """Return when the record that `path` leads to from a row of `model` ("pk": the row itself) was last revised."""
    shown = model
    if path != "pk":
        for name in path.split("__"):
            shown = shown._meta.get_field(name).related_model
    revisions = shown.history.filter(id=OuterRef(path)).order_by().values("id")
    return Subquery(revisions.annotate(latest=Max("history_date")).values("latest"))


class StrictPaginator(Paginator):
    """Numbers its pages as the index does, 1, 2, 3: for a number in any other writing there is no page."""

    def __init__(self, records: Any, size: int = PAGE_SIZE) -> None:
        super().__init__(records, size)

    def validate_number(self, number: Any) -> int:
        if not _PAGE_NUMBER.fullmatch(str(number)):
            raise PageNotAnInteger("A page number is written in digits.")
        return super().validate_number(number)


class DatedPaginator(StrictPaginator):
    """Pages whose records say when what their own pages show last `changed`."""

    def __init__(self, records: QuerySet, size: int, shown: Iterable[Shown]) -> None:
        super().__init__(records, size)
        self.shown = shown

    def page(self, number: Any) -> Any:
        page = super().page(number)
        page.object_list = records = list(page.object_list)
        pks = [record.pk for record in records]
        changes = [shown.last_changes(pks) for shown in self.shown]
        for record in records:
            record.changed = max((dates[record.pk] for dates in changes if record.pk in dates), default=None)
        return page


class RecordSitemap(Sitemap):
    """The published records of a model. `address` is the field that an address is made of.

    `shown` is all that a record's page shows, the record itself first; not what it leads to as related.
    """

    model: ClassVar[type[Any]]
    address: ClassVar[str] = "slug"
    page_size: ClassVar[int] = PAGE_SIZE
    shown: ClassVar[tuple[Shown, ...]]

    def items(self) -> QuerySet:
        return self.model.objects.published().order_by("pk").only(self.address)

    @property
    def paginator(self) -> DatedPaginator:
        return DatedPaginator(self.items(), self.page_size, self.shown)

    def lastmod(self, record: Any) -> datetime | None:
        return record.changed

    def get_latest_lastmod(self) -> None:
        """Leave out of the index what would need the dates of all records."""

    def get_urls(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        urls = super().get_urls(*args, **kwargs)
        # As Last-Modified, the latest date of what is left would hide that something was withdrawn. An ETag does not.
        self.latest_lastmod = None
        return urls


class QuotationSitemap(RecordSitemap):
    model = Quotation
    address = "ref"
    shown = (
        Shown(Quotation, "pk", ("speaker", "affiliation", "organization", "source", "source__publisher")),
        Shown(Passage, "quotation"),
        Shown(QuotationTopic, "quotation", ("topic",)),
        Shown(Stance, "quotation", ("claim",)),
    )


class SpeakerSitemap(RecordSitemap):
    model = Speaker
    page_size = OF_MANY_ROWS
    shown = (
        Shown(Speaker, "pk"),
        Shown(Alias, "speaker"),
        Shown(Affiliation, "speaker", ("organization",)),
        Shown(Quotation, "speaker", ("source",)),
        Shown(QuotationTopic, "quotation__speaker", ("topic",)),
        Shown(Stance, "quotation__speaker", ("claim",)),
    )


class OrganizationSitemap(RecordSitemap):
    model = Organization
    page_size = OF_MANY_ROWS
    shown = (
        Shown(Organization, "pk"),
        Shown(Organization, "children"),
        Shown(Organization, "parent"),
        Shown(Affiliation, "organization", ("speaker",)),
        Shown(Quotation, "organization", ("speaker", "source")),
        Shown(QuotationTopic, "quotation__organization", ("topic",)),
        Shown(Stance, "quotation__organization", ("claim",)),
        Shown(Source, "publisher"),
    )


class ClaimSitemap(RecordSitemap):
    model = Claim
    shown = (
        Shown(Claim, "pk"),
        Shown(ClaimTopic, "claim", ("topic",)),
        Shown(Stance, "claim", ("quotation", "quotation__speaker", "quotation__affiliation", "quotation__source")),
        Shown(Assessment, "claim"),
    )


class SourceSitemap(RecordSitemap):
    model = Source
    shown = (
        Shown(Source, "pk", ("publisher",)),
        Shown(Quotation, "source", ("speaker", "affiliation")),
        Shown(Passage, "quotation__source"),
    )


class TopicSitemap(RecordSitemap):
    model = Topic
    page_size = OF_MANY_ROWS
    shown = (
        Shown(Topic, "pk"),
        Shown(QuotationTopic, "topic", ("quotation", "quotation__speaker", "quotation__source")),
        Shown(ClaimTopic, "topic", ("claim",)),
        Shown(Stance, "claim__claim_topics__topic"),
    )


class PageSitemap(Sitemap):
    """Pages of no single record, by the names of their addresses."""

    def items(self) -> list[str]:
        kinds = ("quotation", "speaker", "organization", "claim", "source", "topic")
        lists = [f"quotes:{kind}-list" for kind in kinds]
        return ["quotes:home", *lists, "quotes:about", "quotes:checking", "quotes:corrections"]

    def location(self, name: str) -> str:
        return reverse(name)

    @property
    def paginator(self) -> StrictPaginator:
        return StrictPaginator(self.items())


SITEMAPS: dict[str, type[Sitemap]] = {
    "pages": PageSitemap,
    "quotations": QuotationSitemap,
    "speakers": SpeakerSitemap,
    "organizations": OrganizationSitemap,
    "claims": ClaimSitemap,
    "sources": SourceSitemap,
    "topics": TopicSitemap,
}
