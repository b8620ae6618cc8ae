"""Each list as an address: of the site, of the naive list, of Datasette."""

from base64 import urlsafe_b64encode
from urllib.parse import urlencode

from .cases import NEWEST, RELEVANCE, Listing

Parameters = list[tuple[str, str]]

SIZE = 25
BEYOND_ANY_KEY = 2**62  # so that Datasette goes on with the next day
DATASETTE_FACETS = ("speaker_id", "organization_id", "kind", "source_id")  # it counts neither topics nor years


def site(listing: Listing) -> str:
    asked = _filters(listing)
    if listing.terms:
        asked += [("q", listing.words), ("sort", listing.by)]
    if listing.after:
        place = f">{listing.after.day}~{listing.after.ref}"  # quotes.reading.paging.Cursor
        asked.append(("page", urlsafe_b64encode(place.encode()).decode().rstrip("=")))
    return _address("/quotations/", asked)


def naive(listing: Listing) -> str | None:
    """Return None for an order by relevance: it has none."""
    if listing.by == RELEVANCE:
        return None
    asked = _filters(listing) + [("q", " ".join(term)) for term in listing.terms]
    if listing.after:
        asked.append(("page", str(listing.after.before // SIZE + 1)))
    return _address("/naive/", asked)


def datasette(database: str, listing: Listing, tuned: bool, facets_alone: bool = False) -> str:
    """Return the page of its table with the facets it has. Tuned: no count, no suggestions, a condition SQLite can use.

    It has no order by relevance: then it may give its rows in any.
    """
    asked = [("_where", "status='published'")] if tuned else [("status", "published")]
    asked += [("_nocount", "1"), ("_nosuggest", "1")] if tuned else []
    asked.append(("_size", "0" if facets_alone else str(SIZE)))
    if listing.by == NEWEST:
        asked.append(("_sort_desc", "said_latest"))
    asked += [("_facet", column) for column in DATASETTE_FACETS]
    for name, record in (("speaker_id", listing.speaker), ("organization_id", listing.organization)):
        if record:
            asked.append((name, str(record.key)))
    if listing.topic:
        having = f"id in (select quotation_id from quotes_quotationtopic where topic_id={listing.topic.key})"
        asked.append(("_where", having))  # with its own `_through`, 0.65 confuses the values of two conditions
    if listing.kind:
        asked.append(("kind", listing.kind))
    if listing.year:
        asked += [("said_latest__gte", f"{listing.year}-01-01"), ("said_latest__lte", f"{listing.year}-12-31")]
    if listing.terms:
        asked += [("_search", listing.words), ("_fts_table", "quotes_search"), ("_fts_pk", "id")]
    if listing.after:
        asked.append(("_next", f"{listing.after.day},{BEYOND_ANY_KEY}"))
    return _address(f"/{database}/quotes_quotation", asked)


def as_rows(datasette_page: str) -> str:
    """Return the address of the rows and the SQL of a page of Datasette, as JSON."""
    return datasette_page.replace("/quotes_quotation?", "/quotes_quotation.json?_shape=objects&", 1)


def _filters(listing: Listing) -> Parameters:
    named = (("speaker", listing.speaker), ("organization", listing.organization), ("topic", listing.topic))
    asked = [(name, record.slug) for name, record in named if record]
    if listing.kind:
        asked.append(("kind", listing.kind))
    if listing.year:
        asked.append(("year", str(listing.year)))
    return asked


def _address(path: str, asked: Parameters) -> str:
    return f"{path}?{urlencode(asked)}" if asked else path
