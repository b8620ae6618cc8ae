"""What the pages of a speaker, an organization and a topic have in common: their quotations."""

from collections.abc import Iterable
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.utils.timezone import localdate

from ..addresses import quotations_url
from ..charts import MOST_YEARS, Held, Stay, timeline, year_bars
from ..facets import years
from ..filters import quotations_of
from ..paging import NEWEST, page_of
from ..records import listed
from .base import RecordDetail

MOST_QUOTATIONS = 25
MOST_TOPICS = 8
MOST_CLAIMS = 10


class Profile(RecordDetail):
    """The page of a record that quotations belong to: how many, from when, and the latest by year."""

    @cached_property
    def quotations(self) -> QuerySet:
        return quotations_of(self.object)

    def listed(self) -> QuerySet:
        """Return the quotations with all that the page's list shows of each."""
        return listed(self.quotations)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        latest = page_of(self.listed(), NEWEST, None, MOST_QUOTATIONS)
        counts = years(self.quotations)
        shown = {year: list(rows) for year, rows in groupby(latest.rows, key=lambda row: row.said_latest.year)}
        # What is shown may have been withdrawn before it was counted.
        by_year = [(year, max(counts.get(year, 0), len(rows)), rows) for year, rows in shown.items()]
        oldest = min(shown, default=0)
        return super().get_context_data(
            bars=year_bars(
                counts,
                [],
                lambda year: quotations_url(self.object, year=year),
                lambda day: quotations_url(self.object, before=day),
            ),
            by_year=by_year,
            earlier=[(year, counts[year]) for year in reversed(counts) if year < oldest][:MOST_YEARS],
            span=self.quotations.aggregate(
                count=Count("pk"),
                first=Min("said_latest"),
                latest=Max("said_latest"),
                sources=Count("source", distinct=True),
            ),
            has_more=latest.next is not None,
            **kwargs,
        )


def over_time(affiliations: Iterable[Any]) -> tuple[list[tuple[Any, Stay]], list[int]]:
    """Return affiliations (`affiliations_of`), each with its place on one timeline, and the years of its scale."""
    affiliations = list(affiliations)
    chart = timeline([held(one) for one in affiliations], localdate())
    return list(zip(affiliations, chart.stays, strict=True)), chart.ticks


def held(affiliation: Any) -> Held:
    """Return what a timeline shows of an affiliation (`affiliations_of`)."""
    stated = affiliation.stated_in.published_on if affiliation.stated_in else None
    quoted = tuple(day for day in (affiliation.first_quoted, affiliation.last_quoted) if day)
    return Held(affiliation.since_known, affiliation.until_known, stated, quoted)
