"""Sitemaps (https://www.sitemaps.org/protocol.html): every public address, and when what it shows last changed.

A new kind of page is one `RecordSitemap` that names what its page shows, and one line in `SITEMAPS`.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.sitemaps import Sitemap
from django.core.paginator import PageNotAnInteger, Paginator
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.urls import reverse

from quotes.models import Affiliation, Alias, Claim, Passage, Quotation, QuotationTopic, Speaker, Stance, Topic

PAGE_SIZE = 1000
_PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


def last_changes(pks: Iterable[int], shown: type[Any], key: str) -> dict[int, datetime]:
    """Return, by record, when the rows of the model `shown` that `key` leads from to it last changed.

    Only the rows that readers see now are asked for their revisions: no draft can move a date.
    """
    revisions = shown.history.filter(id=OuterRef("pk")).order_by().values("id")
    latest = Subquery(revisions.annotate(latest=Max("history_date")).values("latest"))
    rows = shown.objects.published().filter(**{f"{key}__in": pks}).order_by().values(key)
    return {pk: when for pk, when in rows.annotate(latest=Max(latest)).values_list(key, "latest") if when}


class StrictPaginator(Paginator):
    """Numbers its pages as the index does, 1, 2, 3: for a number in any other writing there is no page."""

    def __init__(self, records: Any) -> None:
        super().__init__(records, PAGE_SIZE)

    def validate_number(self, number: Any) -> int:
        if not _PAGE_NUMBER.fullmatch(str(number)):
            raise PageNotAnInteger("A page number is written in digits.")
        return super().validate_number(number)


class DatedPaginator(StrictPaginator):
    """Pages whose records say when what their own pages show last `changed`. `shown` is as in RecordSitemap."""

    def __init__(self, records: QuerySet, shown: dict[type[Any], str]) -> None:
        super().__init__(records)
        self.shown = {records.model: "pk", **shown}

    def page(self, number: Any) -> Any:
        page = super().page(number)
        page.object_list = records = list(page.object_list)
        pks = [record.pk for record in records]
        changes = [last_changes(pks, model, key) for model, key in self.shown.items()]
        for record in records:
            record.changed = max((dates[record.pk] for dates in changes if record.pk in dates), default=None)
        return page


class RecordSitemap(Sitemap):
    """The published records of a model. `address` is the field that an address is made of.

    `shown` names the other models whose rows a record's page shows, each with the lookup that leads to the record.
    """

    model: ClassVar[type[Any]]
    address: ClassVar[str] = "slug"
    shown: ClassVar[dict[type[Any], str]]

    def items(self) -> QuerySet:
        return self.model.objects.published().order_by("pk").only(self.address)

    @property
    def paginator(self) -> DatedPaginator:
        return DatedPaginator(self.items(), self.shown)

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
    shown = {
        Passage: "quotation",
        QuotationTopic: "quotation",
        Topic: "quotation_topics__quotation",
        Stance: "quotation",
        Claim: "stances__quotation",
    }


class SpeakerSitemap(RecordSitemap):
    model = Speaker
    shown = {Alias: "speaker", Affiliation: "speaker", Quotation: "speaker"}


class PageSitemap(Sitemap):
    """Pages of no single record, by the names of their addresses."""

    def items(self) -> list[str]:
        return ["quotes:home", "quotes:quotation-list", "quotes:speaker-list"]

    def location(self, name: str) -> str:
        return reverse(name)

    @property
    def paginator(self) -> StrictPaginator:
        return StrictPaginator(self.items())


SITEMAPS: dict[str, type[Sitemap]] = {
    "pages": PageSitemap,
    "quotations": QuotationSitemap,
    "speakers": SpeakerSitemap,
}
