"""Speakers: the index from A to Z, and each one's profile."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from quotes.models import Quotation, Speaker

from ..charts import MOST_YEARS, Held, timeline, year_bars
from ..facets import years
from ..filters import SpeakerFilter
from ..paging import NEWEST, page_of
from ..parameters import query_string
from ..records import (
    TOPICS,
    affiliations_of,
    claims_of,
    listed,
    tell_counts,
    tell_roles,
    topics_of,
    with_latest_role,
)
from .base import RecordDetail
from .index import Index

MOST_QUOTATIONS = 25
MOST_TOPICS = 8
MOST_CLAIMS = 10


class SpeakerList(Index):
    template_name = "quotes/speaker_list.html"
    model = Speaker
    parameters_class = SpeakerFilter

    def rows(self, found: QuerySet) -> QuerySet:
        return with_latest_role(found).prefetch_related("aliases")

    def tell(self, rows: list[Speaker]) -> None:
        tell_counts(rows)
        tell_roles(rows)


class SpeakerDetail(RecordDetail):
    template_name = "quotes/speaker_detail.html"
    model = Speaker

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("aliases")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        speaker = self.object
        quotations = Quotation.objects.published().filter(speaker=speaker)
        latest = page_of(listed(quotations).prefetch_related(TOPICS), NEWEST, None, MOST_QUOTATIONS)
        affiliations = list(affiliations_of(speaker))
        chart = timeline([held(one) for one in affiliations], localdate())
        counts = years(quotations)
        by_year = [
            (year, counts[year], list(rows))
            for year, rows in groupby(latest.rows, key=lambda row: row.said_latest.year)
        ]
        oldest = min((year for year, _, _ in by_year), default=0)
        tell_counts([speaker])
        return super().get_context_data(
            affiliations=list(zip(affiliations, chart.stays, strict=True)),
            ticks=chart.ticks,
            bars=year_bars(counts, [], self.address(speaker, "year"), self.address(speaker, "before")),
            by_year=by_year,
            earlier=[(year, counts[year]) for year in reversed(counts) if year < oldest][:MOST_YEARS],
            span=quotations.aggregate(
                first=Min("said_latest"), latest=Max("said_latest"), sources=Count("source", distinct=True)
            ),
            topics=topics_of(quotations, MOST_TOPICS),
            claims=claims_of(quotations, MOST_CLAIMS),
            has_more=latest.next is not None,
            **kwargs,
        )

    def address(self, speaker: Speaker, name: str) -> Callable[[Any], str]:
        """Return a function from a value of a parameter to the list of this speaker's quotations narrowed by it."""
        return lambda value: reverse("quotes:quotation-list") + query_string({"speaker": [speaker.slug], name: [value]})


def held(affiliation: Any) -> Held:
    """Return what a timeline shows of an affiliation (`affiliations_of`)."""
    stated = affiliation.stated_in.published_on if affiliation.stated_in else None
    quoted = tuple(day for day in (affiliation.first_quoted, affiliation.last_quoted) if day)
    return Held(affiliation.since_known, affiliation.until_known, stated, quoted)
