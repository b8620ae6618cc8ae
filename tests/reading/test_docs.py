"""docs/reading.md names every address and parameter there is, and no other."""

import re
from pathlib import Path

from quotes import urls
from quotes.models import Quotation
from quotes.reading.context import AROUND
from quotes.reading.facets import LISTED
from quotes.reading.filters import (
    SORTS,
    ClaimFilter,
    CorrectionFilter,
    FacetFilter,
    IndexFilter,
    QuotationFilter,
    SourceFilter,
    SpeakerFilter,
)
from quotes.reading.paging import COUNTED
from quotes.reading.parameters import MOST_CHARACTERS, MOST_VALUES
from quotes.reading.views import about, claims, index, organizations, quotations, sources, speakers

DOCS = (Path(__file__).parents[2] / "docs" / "reading.md").read_text()


def first_column(heading):
    """Return what stands in the first column of the table under a heading."""
    section = DOCS.partition(f"# {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.M)


def test_every_address_is_described():
    patterns = [re.sub(r"<(\w+):\1>", r"<\1>", f"/{pattern.pattern}") for pattern in urls.urlpatterns]
    assert first_column("Reading: addresses and parameters") == patterns


def test_every_parameter_is_described():
    assert first_column("Parameters of `/quotations/`") == list(QuotationFilter.base_filters)
    own = [name for name in FacetFilter.base_filters if name not in QuotationFilter.base_filters or name == "page"]
    assert sorted(first_column("Parameters of `/quotations/by/<facet>/`")) == sorted(own)
    assert first_column("Parameters of `/speakers/`") == list(SpeakerFilter.base_filters)
    assert list(IndexFilter.base_filters) == list(SpeakerFilter.base_filters)
    assert first_column("Parameters of `/claims/`") == list(ClaimFilter.base_filters)
    assert first_column("Parameters of `/sources/`") == list(SourceFilter.base_filters)
    assert first_column("Parameters of `/about/corrections/`") == list(CorrectionFilter.base_filters)


def test_every_choice_is_described():
    for name, values in (("kind", Quotation.Kind.values), ("medium", Quotation.Medium.values), ("sort", SORTS)):
        assert f"| `{name}` | {', '.join(f'`{value}`' for value in values)}" in DOCS


def test_every_facet_with_a_list_is_described():
    *most, last = (f"`{facet}`" for facet in LISTED)
    assert f"{', '.join(most)} or {last}, with counts" in DOCS


def test_limits_are_the_ones_in_force():
    for limit in (
        f"more than {MOST_CHARACTERS} characters",
        f"more than {MOST_VALUES} values",
        f"{quotations.PAGE_SIZE} quotations a page, or {sources.PAGE_SIZE} sources, or {claims.PAGE_SIZE} claims, "
        f"or {index.PAGE_SIZE} names, or {about.PAGE_SIZE} withdrawals and corrections",
        f"first {sources.MOST_QUOTATIONS} quotations",
        f"exactly up to {COUNTED:,}",
        f"at most {AROUND} characters",
        f"the {organizations.MOST_SPEAKERS} speakers who are quoted for it most, with {organizations.MOST_ROLES} of "
        f"their roles, {organizations.MOST_OTHERS} roles of others and {organizations.MOST_PARTS} of its parts",
        f"the latest {speakers.MOST_AFFILIATIONS} roles and {speakers.MOST_ALIASES} other names",
        f"latest {claims.MOST_STATEMENTS} statements in each position and {claims.MOST_ASSESSMENTS} assessments",
    ):
        assert limit in DOCS.replace("\n", " ")
