"""What a list can be narrowed by next: values with their counts, each facet ignoring its own selection."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Value, When
from django.db.models.functions import ExtractYear
from django.urls import reverse

from .filters import QuotationFilter

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Option:
    """A value that would narrow the list, and how many quotations it has there."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one parameter: the chosen ones first, then the 8 with most quotations.

    `all` is what all of them are called, and `href` where they are listed, when there are more.
    """

    name: str
    title: str
    options: list[Option]
    all: str
    href: str


# By parameter: the column that gives its values, the one that gives their labels, and the one that settles ties.
COLUMNS = {
    "speaker": ("speaker__slug", "speaker__name", "speaker__sort_key"),
    "organization": ("organization__slug", "organization__name", "organization__sort_key"),
    "topic": ("topics__slug", "topics__name", "topics__sort_key"),
    "kind": ("kind", None, "kind"),
    "source": ("source__slug", "source__title", "source__slug"),
}

# The facets whose values may be too many for the side panel, and what these are called.
LISTED = {"speaker": "speakers", "organization": "organizations", "topic": "topics", "source": "sources"}


def facets(parameters: QuotationFilter) -> list[Facet]:
    """Return the facets of a list, without those that offer nothing."""
    return [facet for facet in (_facet(parameters, name) for name in COLUMNS) if facet.options]


def _facet(parameters: QuotationFilter, name: str) -> Facet:
    value, label, tie = COLUMNS[name]
    chosen = parameters.values(name)
    first = Case(When(**{f"{value}__in": chosen}, then=Value(0)), default=Value(1)) if chosen else Value(0)
    rows = (
        parameters.apart_from(name)
        .exclude(**{f"{value}": ""} if label is None else {f"{value}": None})
        .values_list(value, *([label, tie] if label else []))
        .annotate(count=Count("pk"), first=first)
        .order_by("first", "-count", tie, value)[: SHOWN + len(chosen) + 1]
    )
    counts: dict[str, int] = {}
    labels: dict[str, str] = {}
    for row in rows:
        counts[row[0]] = row[-2]
        labels[row[0]] = row[1] if label else ""
    has_more = name in LISTED and len(counts.keys() - set(chosen)) > SHOWN
    shown = [*(slug for slug in chosen), *(slug for slug in counts if slug not in chosen)][: SHOWN + len(chosen)]
    if label is None:
        labels = parameters.filters[name].labels(shown)
    else:
        labels |= parameters.in_words.get(name, {})
    return Facet(
        name,
        str(parameters.filters[name].label),
        [Option(slug, labels[slug], counts.get(slug, 0), slug in chosen) for slug in shown],
        LISTED.get(name, ""),
        parameters.at(reverse("quotes:facet-list", args=[name])) if has_more else "",
    )


def years(rows: Any, day: str = "said_latest") -> dict[int, int]:
    """Return the number of `rows` by the year of one of their days, in order."""
    counted = rows.order_by().annotate(year=ExtractYear(day)).values("year").annotate(count=Count("pk"))
    return dict(counted.order_by("year").values_list("year", "count"))
