"""All values of a facet: whatever the list of quotations can be narrowed to, with the number it would have."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from quotes.models import Organization, Quotation, Source, Speaker, Topic
from quotes.search.columns import Tally
from quotes.search.keys import rows_of

from ..facets import LISTED
from ..filters import FacetFilter, SourceFacetFilter, SpeakerFacetFilter
from ..paging import A_TO_Z, LATEST_PUBLISHED, Exactly, Order, page_of, total
from ..parameters import MOST_VALUES
from ..sentences import describe, describe_values
from .base import ParameterView
from .index import PAGE_SIZE, letter_of


@dataclass(frozen=True, slots=True)
class Values:
    """How the values of a facet are listed.

    `names` gives what a record can be found by, first what it is listed as; `part` the place and the heading of the
    part of the page that it stands in.
    """

    records: Callable[[], QuerySet]
    names: Callable[[Any], list[str]]
    parameters: type[FacetFilter] = FacetFilter
    order: Order = A_TO_Z
    part: Callable[[Any], tuple[str, str]] = letter_of


FACETS = {
    "speaker": Values(
        lambda: Speaker.objects.prefetch_related("aliases"),
        lambda speaker: [speaker.sort_name, speaker.name, *(alias.name for alias in speaker.aliases.all())],
        parameters=SpeakerFacetFilter,
    ),
    "organization": Values(Organization.objects.all, lambda organization: [organization.name]),
    "topic": Values(Topic.objects.all, lambda topic: [topic.name]),
    "source": Values(
        lambda: Source.objects.select_related("publisher").defer("text"),
        lambda source: [source.title],
        parameters=SourceFacetFilter,
        order=LATEST_PUBLISHED,
        part=lambda source: (f"{source.published_on.year:04}",) * 2,
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A value, how many quotations it has in the list, and where it leads: to the list with it, or without when chosen.

    Without `href` the list holds as many values as it can.
    """

    record: Any
    names: list[str]
    count: int
    chosen: bool
    href: str


class FacetList(ParameterView):
    """The values that the other parameters leave a facet, 200 a page. One that has none says so."""

    template_name = "quotes/facet_list.html"
    parameters: FacetFilter

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.facet = kwargs["facet"]
        self.values = FACETS[self.facet]
        self.parameters_class = self.values.parameters

    def get_queryset(self) -> QuerySet:
        return Quotation.objects.published()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked, values = self.parameters, self.values
        tally = asked.selection.apart_from(self.facet).tally(self.facet)
        named = asked.named(values.records().filter(pk__in=rows_of(tally.values())))
        page = page_of(named, values.order, asked.value("page"), PAGE_SIZE)
        parts = groupby(self.entries(page.rows, tally), key=lambda entry: values.part(entry.record))
        return super().get_context_data(
            sentence=describe_values(asked, self.facet),
            list_sentence=describe(asked),
            list_address=self.list_address(),
            plural=LISTED[self.facet],
            page=page,
            parts=[(place, heading, list(entries)) for (place, heading), entries in parts],
            count=total(named) if asked.values("name") else Exactly(len(tally)),
            all=Exactly(len(tally)),
            name=asked.value("name", ""),
            kept=asked.hidden(name for name in asked.filters if name not in ("name", "page")),
            chips=asked.chips(),
            every=asked.address(name=[]),
            noindex=True,
            **kwargs,
        )

    def list_address(self, **changes: Any) -> str:
        return self.parameters.at(reverse("quotes:quotation-list"), name=[], **changes)

    def entries(self, records: list[Any], tally: Tally) -> list[Entry]:
        """Return an entry for each record, with how many quotations the tally has of it."""
        chosen = self.parameters.values(self.facet)

        def leads_to(slug: str) -> str:
            if slug in chosen:
                return self.list_address(**{self.facet: [other for other in chosen if other != slug]})
            return self.list_address(**{self.facet: [*chosen, slug]}) if len(chosen) < MOST_VALUES else ""

        return [
            Entry(
                record, self.values.names(record), tally.count(record.pk), record.slug in chosen, leads_to(record.slug)
            )
            for record in records
        ]
