"""The Jinja2 environment of the pages for readers: everything that their templates can use without importing it."""

from collections.abc import Callable
from typing import Any

from django.template.defaultfilters import capfirst, linebreaks_filter, pluralize, truncatechars, truncatewords
from django.templatetags.static import static
from jinja2 import Environment

from quotes.models import address
from quotes.reading.addresses import claims_url, quotations_url, sources_url
from quotes.reading.parameters import quoted

from . import filters
from .functions import current, mailto

FILTERS: list[Callable[..., Any]] = [
    *(capfirst, pluralize, truncatechars, truncatewords),  # Django's
    filters.added_besides,
    filters.added_by_editor,
    filters.attribution_repeats_role,
    filters.brief,
    filters.characters,
    filters.counts,
    filters.curl,
    filters.held,
    filters.holdings,
    filters.in_full,
    filters.in_words,
    filters.kind_and_country,
    filters.language,
    filters.latest_role,
    filters.lines,
    filters.marked,
    filters.marks,
    filters.medium_label,
    filters.month_and_year,
    filters.number,
    filters.paragraphs,
    filters.position_label,
    quoted,
    filters.reporter,
    filters.role,
    filters.sign,
    filters.typeset,
    filters.unbroken,
    filters.voices,
    filters.with_article,
    filters.with_organization,
    filters.without_scheme,
    filters.without_stop,
]

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "claims_url": claims_url,
    "current": current,
    "mailto": mailto,
    "quotations_url": quotations_url,
    "sources_url": sources_url,
    "static": static,
    "url": address,
}


def environment(**options: Any) -> Environment:
    """Return an environment with the options that the settings and Django's backend give, and with all of the above."""
    made = Environment(**options)  # noqa: S701  (autoescape is among the options)
    made.filters |= {one.__name__: one for one in FILTERS} | {"linebreaks": linebreaks_filter}
    made.globals |= FUNCTIONS
    return made
