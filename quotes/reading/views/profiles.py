"""What the pages of a speaker, an organization and a topic have in common: their quotations."""

from collections.abc import Iterable
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.timezone import localdate

from quotes.search.columns import Selection

from ..addresses import quotations_url
from ..charts import MOST_YEARS, Held, Stay, timeline, year_bars
from ..counts import selection_of, tell_days
from ..paging import NEWEST, page_in
from ..records import LISTED
from .base import RecordDetail

MOST_QUOTATIONS = 25
MOST_TOPICS = 8
MOST_CLAIMS = 10


class Profile(RecordDetail):
    """The page of a record that quotations belong to: how many, from when, and the latest by year."""

    @cached_property
    def quotations(self) -> Selection:
        return selection_of(self.object)

    def read(self, keys: list[int]) -> list[Any]:
        """Return quotations, given by their keys, with all that the page's list shows of each."""
        return LISTED.read(keys)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        latest = page_in(self.quotations, self.read, NEWEST, None, MOST_QUOTATIONS)
        counts = self.quotations.years()
        shown = {year: list(rows) for year, rows in groupby(latest.rows, key=lambda row: row.said_latest.year)}
        # What is shown may have had another date when it was counted.
        by_year = [(year, max(counts.get(year, 0), len(rows)), rows) for year, rows in shown.items()]
        oldest = min(shown, default=0)
        first, last = self.quotations.days() or (None, None)
        return super().get_context_data(
            bars=year_bars(
                counts,
                [],
                lambda year: quotations_url(self.object, year=year),
                lambda day: quotations_url(self.object, before=day),
            ),
            by_year=by_year,
            earlier=[(year, counts[year]) for year in reversed(counts) if year < oldest][:MOST_YEARS],
            span={
                "count": len(self.quotations),
                "first": first,
                "latest": last,
                "sources": len(self.quotations.tally("source")),
            },
            has_more=latest.next is not None,
            **kwargs,
        )


def over_time(affiliations: Iterable[Any], quotations: Selection) -> tuple[list[tuple[Any, Stay]], list[int]]:
    """Return affiliations (`affiliations_of`), each with its place on one timeline, and the years of its scale.

    All that was said in them is among `quotations`.
    """
    affiliations = list(affiliations)
    tell_days(affiliations, quotations)
    chart = timeline([held(one) for one in affiliations], localdate())
    return list(zip(affiliations, chart.stays, strict=True)), chart.ticks


def held(affiliation: Any) -> Held:
    """Return what a timeline shows of an affiliation (`affiliations_of`, `tell_days`)."""
    stated = affiliation.stated_in.published_on if affiliation.stated_in else None
    quoted = tuple(day for day in (affiliation.first_quoted, affiliation.last_quoted) if day)
    return Held(affiliation.since_known, affiliation.until_known, stated, quoted)
