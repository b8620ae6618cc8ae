"""Speakers: the index from A to Z, and each one's profile."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.generic import DetailView

from quotes.models import FormerSlug, Quotation, Speaker

from ..charts import MOST_YEARS, Held, timeline, year_bars
from ..facets import years
from ..filters import LETTERS, SpeakerFilter
from ..paging import A_TO_Z, NEWEST, page_of, total
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
from .base import ParameterView

PAGE_SIZE = 200
MOST_QUOTATIONS = 25
MOST_TOPICS = 8
MOST_CLAIMS = 10


class SpeakerList(ParameterView):
    template_name = "quotes/speaker_list.html"
    parameters_class = SpeakerFilter

    def get_queryset(self) -> QuerySet:
        return Speaker.objects.published()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.parameters
        page = page_of(with_latest_role(asked.qs).prefetch_related("aliases"), A_TO_Z, asked.value("page"), PAGE_SIZE)
        tell_counts(page.rows)
        tell_roles(page.rows)
        return super().get_context_data(
            page=page,
            groups=[(letter, list(rows)) for letter, rows in groupby(page.rows, key=letter_of)],
            letters=self.letters(is_whole=not (page.previous or page.next)),
            count=total(asked.qs),
            all=total(self.get_queryset()),
            previous=asked.address(page=[page.previous]) if page.previous else "",
            next=asked.address(page=[page.next]) if page.next else "",
            name=asked.value("name", ""),
            chips=asked.chips(),
            **kwargs,
        )

    def letters(self, is_whole: bool) -> list[tuple[str, str]]:
        """Return every letter with where it leads: a place on the page that holds all, else that letter's own list."""
        asked = self.parameters
        initials = asked.apart_from("letter").order_by().annotate(initial=Substr("sort_key", 1, 1))
        held = {
            LETTERS.get(initial, LETTERS["other"]) for initial in initials.values_list("initial", flat=True).distinct()
        }
        shown = {letter: value for value, letter in LETTERS.items() if value != "other" or letter in held}
        here = is_whole and not asked.values("letter")
        return [
            (letter, (f"#{value}" if here else asked.address(letter=[value])) if letter in held else "")
            for letter, value in shown.items()
        ]


def letter_of(speaker: Speaker) -> tuple[str, str]:
    """Return the value and the heading of the part of the index that a speaker stands in."""
    value = speaker.sort_key[:1] if speaker.sort_key[:1] in LETTERS else "other"
    return value, LETTERS[value]


class SpeakerDetail(DetailView):
    template_name = "quotes/speaker_detail.html"

    def get_queryset(self) -> QuerySet:
        return Speaker.objects.published().prefetch_related("aliases")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead from a former address to the current one, where that is public."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            moved = FormerSlug.objects.filter(kind=FormerSlug.Kind.SPEAKER, slug=kwargs["slug"]).values("current_slug")
            speaker = Speaker.objects.published().filter(slug__in=moved).first()
            if speaker is None:
                raise
        return redirect(speaker, permanent=True)

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
