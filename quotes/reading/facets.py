"""What a list can be narrowed by next: values with their counts, each facet ignoring its own selection."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.urls import reverse

from quotes.search.columns import Tally

from .filters import QuotationFilter, names_of

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


NAMES = ("speaker", "organization", "topic", "kind", "source")

# The facets whose values may be too many for the side panel, and what these are called.
LISTED = {"speaker": "speakers", "organization": "organizations", "topic": "topics", "source": "sources"}


def facets(parameters: QuotationFilter) -> list[Facet]:
    """Return the facets of a list, without those that offer nothing. Their labels are read in one query."""
    tallies = {name: parameters.selection.apart_from(name).tally(name) for name in NAMES}
    most = {name: tally.most(SHOWN, apart_from=_chosen(parameters, name)) for name, tally in tallies.items()}
    found: dict[str, dict[Any, tuple[str, str]]] = {name: {} for name in NAMES}
    sets = {name: parameters.filters[name].named.objects.filter(pk__in=_values(most[name])) for name in LISTED}
    for name, pk, slug, label in names_of({name: rows for name, rows in sets.items() if most[name]}):
        found[name][pk] = slug, label
    found["kind"] = {value: (value, label) for value, label in parameters.filters["kind"].choices.items()}
    made = (_facet(parameters, name, tallies[name], most[name], found[name]) for name in NAMES)
    return [facet for facet in made if facet.options]


def _facet(
    parameters: QuotationFilter,
    name: str,
    tally: Tally,
    most: list[tuple[Any, int]],
    found: Mapping[Any, tuple[str, str]],
) -> Facet:
    """Return a facet: what is chosen, then the values that `most` quotations have, which are called as `found`."""
    chosen = _chosen(parameters, name)
    counts = {value: tally.count(value) for value in chosen}
    options = [
        Option(slug, parameters.in_words[name][slug], counts.get(value, 0), True)
        for slug, value in zip(parameters.values(name), _with_gaps(parameters, name), strict=True)
    ]
    options += [Option(*found[value], count, False) for value, count in most if value in found]
    has_more = name in LISTED and len(tally) - sum(1 for count in counts.values() if count) > SHOWN
    return Facet(
        name,
        str(parameters.filters[name].label),
        options,
        LISTED.get(name, ""),
        parameters.at(reverse("quotes:facet-list", args=[name])) if has_more else "",
    )


def _chosen(parameters: QuotationFilter, name: str) -> list[Any]:
    """Return the chosen values of a facet as the columns have them: keys, or words. Unknown ones are left out."""
    return [value for value in _with_gaps(parameters, name) if value is not None]


def _with_gaps(parameters: QuotationFilter, name: str) -> list[Any]:
    """Return the same, with None for each unknown one."""
    slugs = parameters.values(name)
    if name not in LISTED:
        return slugs
    found = parameters.records.get(name, {})
    return [found[slug].pk if slug in found else None for slug in slugs]


def _values(most: list[tuple[Any, int]]) -> list[Any]:
    return [value for value, _ in most]


def years(rows: Any, day: str = "said_latest") -> dict[int, int]:
    """Return the number of `rows` by the year of one of their days, in order."""
    counted = rows.order_by().annotate(year=ExtractYear(day)).values("year").annotate(count=Count("pk"))
    return dict(counted.order_by("year").values_list("year", "count"))
