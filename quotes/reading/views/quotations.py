"""Quotations: the filtered list, and each one's own page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quotes import search
from quotes.models import Quotation
from quotes.search.columns import Among, Selection
from quotes.search.names import did_you_mean
from quotes.text.citations import Cited, citations
from quotes.text.fragments import link_to_words
from quotes.text.words import parse

from ..charts import year_bars
from ..context import check_words, paragraphs_around
from ..facets import facets
from ..filters import QuotationFilter
from ..paging import BEST, Exactly, Page, Total, page_in
from ..parameters import query_string
from ..records import elsewhere_in_source, listed, on_the_same_claims, quotation_in_full, tell_holdings
from ..relevance import RANKED, best_of, best_page
from ..sentences import describe
from .base import ParameterView, RecordDetail

PAGE_SIZE = 25
MOST_RELATED = 3
KEPT = ("role", "medium", "claim", "year")  # parameters that the form has no control for


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Other words to search for, why these, the address of what they find, and how much that is."""

    words: str
    why: str
    href: str
    found: Total


class QuotationList(ParameterView):
    template_name = "quotes/quotation_list.html"
    parameters_class = QuotationFilter
    parameters: QuotationFilter

    def get_queryset(self) -> QuerySet:
        return Quotation.objects.published()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.parameters
        count = Exactly(len(asked.selection))
        context = {
            "sentence": describe(asked),
            "count": count,
            "page": self.page(),
            "sort": asked.sorted_by,
            "words": asked.value("q", ""),
            "query": asked.query,
            "chips": asked.chips("q"),  # which stands in its box
            "cleared": query_string({"q": asked.values("q")}),
        }
        return super().get_context_data(**context, **(self.narrowing() if count else self.widening()), **kwargs)

    def page(self) -> Page:
        asked, rows = self.parameters, listed(self.get_queryset())
        place = asked.value("page")
        if asked.order == BEST:
            return best_page(best_of(asked.selection, asked.query), rows, place, PAGE_SIZE)
        return page_in(asked.selection, rows, asked.order, place, PAGE_SIZE)

    def narrowing(self) -> dict[str, Any]:
        """What a list that has something offers: facets, years, and the values that no control of the form shows."""
        asked = self.parameters
        chosen = asked.values("year")
        return {
            "facets": facets(asked),
            "bars": year_bars(
                asked.selection.apart_from("year").years(),
                chosen,
                lambda year: asked.address(year=[] if year in chosen else [year]),
                lambda day: asked.address(year=[], before=[day]),
            ),
            "sorts": asked.sorts,
            "ranked": RANKED,
            "by_date": asked.address(sort=["newest"]),
            "after": asked.value("after"),
            "before": asked.value("before"),
            "kept": asked.hidden(KEPT),
        }

    def widening(self) -> dict[str, Any]:
        """What a list that has nothing offers: less narrow ones, and names that may have been meant."""
        return super().widening() | {"suggestions": self.suggestions()}

    def suggestions(self) -> list[Suggestion]:
        """Return what else could be searched for: names that are nearly what was, where they find something."""
        asked = self.parameters
        others = asked.selection.apart_from("q").conditions
        found = []
        for name in did_you_mean(asked.value("q", "")):
            with_it = {"q": Among(search.match(parse(name)))}
            for conditions, why in ((others, "With the same filters"), ({}, "Without the filters")):
                number = Exactly(len(Selection(asked.selection.columns, {**conditions, **with_it})))
                if number:
                    address = asked.address(q=[name], sort=[]) if conditions else query_string({"q": [name]})
                    found.append(Suggestion(name, why if others else "A name on record", address, number))
                    break
        return found

    def count_all(self) -> Total:
        return Exactly(len(self.parameters.selection.columns))

    def count_without(self, sets: Mapping[str, Iterable[str]]) -> dict[str, Total]:
        selection = self.parameters.selection
        return {key: Exactly(len(selection.apart_from(*names))) for key, names in sets.items()}


class QuotationDetail(RecordDetail):
    template_name = "quotes/quotation_detail.html"
    model = Quotation
    slug_field = slug_url_kwarg = "ref"

    def get_queryset(self) -> QuerySet:
        return quotation_in_full()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead a ref in lower case to the one in upper case."""
        ref = kwargs["ref"]
        if ref != ref.upper():
            return redirect("quotes:quotation-detail", ref.upper(), permanent=True)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        quotation, spans = self.object, self.object.spans
        source = quotation.source
        tell_holdings([source])
        address = self.request.build_absolute_uri(quotation.get_absolute_url())
        return super().get_context_data(
            check=check_words(quotation.text, source.text, spans),
            paragraphs=paragraphs_around(source.text, spans),
            at_publisher=link_to_words(source.url, source.text, spans) if source.url else "",
            citations=citations(cited(quotation, address)),
            same_claims=on_the_same_claims(quotation, MOST_RELATED),
            elsewhere=elsewhere_in_source(quotation, MOST_RELATED),
            **kwargs,
        )


def cited(quotation: Quotation, address: str) -> Cited:
    """Return a quotation as it is cited, by the address of its page."""
    source = quotation.source
    return Cited(
        speaker=str(quotation.speaker),
        kind=quotation.kind,
        title=source.title,
        source_kind=source.kind,
        publisher=str(source.publisher or ""),
        byline=source.byline,
        published_on=source.published_on,
        address=address,
        ref=quotation.ref,
        spans=quotation.spans,
    )
