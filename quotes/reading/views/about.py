"""What this site is, how words are checked, and what was withdrawn or corrected."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.views.generic import TemplateView

from quotes.models import Claim, Organization, Quotation, Source, Speaker, Topic
from quotes.text.anchors import Span

from ..context import Check, check_words
from ..corrections import UNKNOWN_DAY, publishers_corrections, withdrawals
from ..counts import totals_of, whole
from ..filters import CorrectionFilter
from ..paging import LATEST_NOTED, page_of
from ..records import FRONT_POOL, listed, words_and_article
from .base import ParameterView

PAGE_SIZE = 50
EXAMPLE_LENGTH = range(20, 121)
COUNTED_ALOUD = 16  # characters of the example, at most, that the page numbers one by one

# The outcomes of a check, with numbers made up to show what each says.
OUTCOMES = {
    "whole": Check(True, [Span(1698, 1835)], 7908),
    "parts": Check(True, [Span(2892, 2968), Span(3069, 3465)], 7908),
    "indirect": Check(True, [Span(7163, 7306)], 7908),
    "not_found": Check(False, [Span(1698, 1835)], 7908),
}


class About(TemplateView):
    template_name = "quotes/about.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = totals_of((Quotation, Speaker, Organization, Claim, Topic, Source), whole())
        totals = [(name, reverse(f"quotes:{name}-list"), count) for name, count in counts.items()]
        return super().get_context_data(totals=totals, **kwargs)


class Checking(TemplateView):
    template_name = "quotes/checking.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            outcomes=OUTCOMES,
            quoted=Quotation(kind=Quotation.Kind.DIRECT),
            reported=Quotation(kind=Quotation.Kind.INDIRECT),
            **worked_example(),
            **kwargs,
        )


def worked_example() -> dict[str, Any]:
    """Return the latest short quotation of one passage, its check, and its first characters with their numbers.

    Nothing when there is none, or when its words are not in its source.
    """
    latest = listed(Quotation.objects.published().filter(kind=Quotation.Kind.DIRECT)).newest()
    pool = latest.prefetch_related("passages")[:FRONT_POOL]
    example = next((one for one in pool if len(one.spans) == 1 and len(one.display_text) in EXAMPLE_LENGTH), None)
    if example is None or (found := words_and_article(example)) is None:
        return {}
    words, article = found
    check = check_words(words, article, example.spans)
    if not check.verbatim:
        return {}
    start, end = check.spans[0]
    return {
        "example": example,
        "check": check,
        "start": start,
        "end": end,
        "counted": list(enumerate(first_words(words, COUNTED_ALOUD), start)),
    }


def first_words(text: str, most: int) -> str:
    """Return the first whole words of a text, `most` characters of it or fewer; of one longer word, its start."""
    if len(text) <= most:
        return text
    words, space, _ = text[: most + 1].rpartition(" ")
    return words.rstrip() if space else text[:most]


class Corrections(ParameterView):
    template_name = "quotes/corrections.html"
    parameters_class = CorrectionFilter

    def get_queryset(self) -> QuerySet:
        return withdrawals(Quotation, "ref")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.parameters
        others = withdrawals(Claim, "slug"), publishers_corrections()
        page = page_of(asked.qs, LATEST_NOTED, asked.value("page"), PAGE_SIZE, *others)
        return super().get_context_data(
            page=page,
            is_first=asked.is_plain,
            noindex=not asked.is_plain,  # without rows, the first page still tells what would stand there
            unknown_day=UNKNOWN_DAY,
            **kwargs,
        )
