"""Sources: the list, latest published first, and the page of each, with its quotations in reading order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from quotes.models import Quotation, Source, Speaker

from ..charts import NARROW, WIDE, Marker, track, year_bars
from ..context import Check, check_words
from ..counts import whole
from ..facets import years
from ..filters import SourceFilter
from ..paging import LATEST_PUBLISHED, Total, page_of, total
from ..records import in_reading_order, publishers_of, tell_holdings
from ..sentences import describe_sources
from .base import ParameterView, RecordDetail

PAGE_SIZE = 50
MOST_PUBLISHERS = 8
MOST_QUOTATIONS = 200
MOST_NUMBERED = 60  # markers on a map; of more, it shows the bars alone
MOST_ROWS = 30
WIDTHS = {"narrow": NARROW, "wide": WIDE}


class SourceList(ParameterView):
    template_name = "quotes/source_list.html"
    parameters_class = SourceFilter
    parameters: SourceFilter

    def get_queryset(self) -> QuerySet:
        return Source.objects.published()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.parameters
        count = total(asked.qs) if asked.narrowed_by else self.count_all()
        page = page_of(
            asked.qs.select_related("publisher").defer("text"), LATEST_PUBLISHED, asked.value("page"), PAGE_SIZE
        )
        tell_holdings(page.rows)
        context = {
            "sentence": describe_sources(asked),
            "count": count,
            "page": page,
            "chips": asked.chips(),
        }
        return super().get_context_data(**context, **(self.narrowing() if count else self.widening()), **kwargs)

    def count_all(self) -> Total:
        return Total(len(whole().tally("source")))

    def narrowing(self) -> dict[str, Any]:
        """What a list that has something offers: the years of its sources and their publishers, each with its number.

        Each of the two ignores its own selection.
        """
        asked = self.parameters
        return {
            "bars": year_bars(
                years(asked.apart_from("year"), "published_on"),
                asked.values("year"),
                lambda year: asked.address(year=toggled(year, asked.values("year"))),
                lambda day: asked.address(year=[], before=[day]),
            ),
            "publishers": [
                Publisher(name, number, slug in asked.values("publisher"), asked.address(publisher=chosen))
                for slug, name, number in publishers_of(asked.apart_from("publisher"), MOST_PUBLISHERS)
                for chosen in [toggled(slug, asked.values("publisher"))]
            ],
        }


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher to narrow the list to, the number of its sources there, and where the choice leads."""

    name: str
    count: int
    chosen: bool
    href: str


def toggled(value: Any, chosen: list[Any]) -> list[Any]:
    """Return the values that a parameter has after `value` is chosen, or chosen again, which takes it away."""
    return [] if value in chosen else [value]


class SourceDetail(RecordDetail):
    template_name = "quotes/source_detail.html"
    model = Source

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("publisher")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source = self.object
        tell_holdings([source])
        entries = [
            Entry(number, quotation, check_words(quotation.text, source.text, quotation.spans))
            for number, quotation in enumerate(in_reading_order(source, MOST_QUOTATIONS), start=1)
        ]
        rows = rows_of(entries, source.text_length)
        return super().get_context_data(
            entries=entries,
            rows=rows[:MOST_ROWS],
            more_rows=len(rows) - MOST_ROWS,
            numbered=len(entries) <= MOST_NUMBERED,
            kinds={entry.quotation.kind for entry in entries},
            matching=sum(entry.check.verbatim for entry in entries),
            **kwargs,
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A quotation of a source: its number in reading order, and the check of its words."""

    number: int
    quotation: Quotation
    check: Check


@dataclass(frozen=True, slots=True)
class Drawing:
    """A row of the map laid out for some width: "wide", "narrow", or "" where one layout serves both."""

    width: str
    height: int
    markers: list[tuple[Entry, Marker]]


@dataclass(frozen=True, slots=True)
class Row:
    """A speaker on the map."""

    speaker: Speaker
    drawings: list[Drawing]


def rows_of(entries: Iterable[Entry], length: int) -> list[Row]:
    """Return a row for each speaker, in order of their first words. Quotations without a place have no marker."""
    by_speaker: dict[Any, list[Entry]] = {}
    for entry in entries:
        if entry.check.spans:
            by_speaker.setdefault(entry.quotation.speaker, []).append(entry)
    return [Row(speaker, drawings(own, length)) for speaker, own in by_speaker.items()]


def drawings(entries: list[Entry], length: int) -> list[Drawing]:
    """Return a row's drawings: for narrow screens and for wide ones, or one where these are the same."""
    tracks = {name: track([entry.check.spans for entry in entries], length, width) for name, width in WIDTHS.items()}
    if tracks["narrow"] == tracks["wide"]:
        tracks = {"": tracks["wide"]}
    return [Drawing(name, one.height, list(zip(entries, one.markers, strict=True))) for name, one in tracks.items()]
