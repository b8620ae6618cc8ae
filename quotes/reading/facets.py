"""What a list can be narrowed by next: values with their counts, each facet ignoring its own selection."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractYear

from quotes.models import fixed_address
from quotes.search.columns import Tally

from .filters import QuotationFilter
from .names import by_key

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
    most = {name: tally.most(SHOWN + 1, _chosen(parameters, name).values()) for name, tally in tallies.items()}
    shown = {name: [value for value, _ in most[name][:SHOWN]] for name in NAMES}
    found: dict[str, dict[Any, tuple[str, str]]] = {name: {} for name in NAMES}
    models = {name: QuotationFilter.base_filters[name].named for name in LISTED}
    for name, key, slug, label in by_key({name: (model, shown[name]) for name, model in models.items() if shown[name]}):
        found[name][key] = slug, label
    found["kind"] = {kind: (kind, label) for kind, label in parameters.filters["kind"].choices.items()}
    made = (_facet(parameters, name, tallies[name], most[name], found[name]) for name in NAMES)
    return [facet for facet in made if facet.options]


def _facet(
    parameters: QuotationFilter,
    name: str,
    tally: Tally,
    most: list[tuple[Any, int]],
    found: Mapping[Any, tuple[str, str]],
) -> Facet:
    """Return a facet: what is chosen, then the values that `most` quotations have, as they are `found` to be called.

    One that is not found was deleted since it was counted, and is left out.
    """
    chosen = _chosen(parameters, name)
    in_words = parameters.in_words.get(name, {})
    has_more = name in LISTED and len(most) > SHOWN
    return Facet(
        name,
        str(parameters.filters[name].label),
        [
            *(
                Option(slug, label, tally.count(chosen[slug]) if slug in chosen else 0, True)
                for slug, label in in_words.items()
            ),
            *(Option(*found[value], count, False) for value, count in most[:SHOWN] if value in found),
        ],
        LISTED.get(name, ""),
        parameters.at(fixed_address("quotes:facet-list", name)) if has_more else "",
    )


def _chosen(parameters: QuotationFilter, name: str) -> dict[str, Any]:
    """Return the chosen values of a facet that are on record, each as the columns have it: a key, or a word."""
    if name in LISTED:
        return {slug: record.pk for slug, record in parameters.records.get(name, {}).items()}
    return {word: word for word in parameters.values(name)}


def years(rows: Any, day: str = "said_latest") -> dict[int, int]:
    """Return the number of `rows` by the year of one of their days, in order."""
    counted = rows.order_by().annotate(year=ExtractYear(day)).values("year").annotate(count=Count("pk"))
    return dict(counted.order_by("year").values_list("year", "count"))
