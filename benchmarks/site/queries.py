"""Each list as SQL, written by somebody who knows the tables: the rows, and what the page counts beside them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from quotes.text.words import BETWEEN_NAMES

from .cases import RELEVANCE, Listing

Statement = tuple[str, list[Any]]

SIZE = 25
SHOWN = 8  # values of a facet

_COLUMNS = """q.ref, q.said_latest, q.kind, q.display_text, s.name, s.slug, a.role, o.name, d.title, d.slug, p.name
FROM {base}
JOIN quotes_speaker s ON s.id = q.speaker_id
JOIN quotes_source d ON d.id = q.source_id
LEFT JOIN quotes_affiliation a ON a.id = q.affiliation_id
LEFT JOIN quotes_organization o ON o.id = q.organization_id
LEFT JOIN quotes_organization p ON p.id = d.publisher_id"""

# By what a facet ignores of the list: the column that it counts, and where that comes from besides.
FACETS = {
    "speaker": ("q.speaker_id", ""),
    "organization": ("q.organization_id", ""),
    "topic": ("ft.topic_id", "JOIN quotes_quotationtopic ft ON ft.quotation_id = q.id"),
    "kind": ("q.kind", ""),
    "source": ("q.source_id", ""),
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the two databases say differently. `vector` is what PostgreSQL has an index of, "" on SQLite."""

    mark: str
    year: str
    vector: str = ""

    def matching(self, listing: Listing) -> tuple[str, str, str]:
        """Return the table of words joined to `q`, the condition, and its one parameter."""
        if self.vector:
            phrases = (" <-> ".join(f"'{word}'" for word in term) for term in listing.terms)
            table = "quotes_searchentry f JOIN quotes_quotation q ON q.id = f.quotation_id"
            return table, f"{self.vector} @@ %s::tsquery", " & ".join(phrases)
        phrases = (f'"{" ".join(term)}"' for term in listing.terms)
        return "quotes_search f JOIN quotes_quotation q ON q.id = f.rowid", "quotes_search MATCH ?", " ".join(phrases)

    def best_first(self, listing: Listing) -> tuple[str, list[Any]]:
        if self.vector:
            return f"ts_rank({self.vector}, %s::tsquery) DESC", [self.matching(listing)[2]]
        return "f.rank", []


SQLITE = Dialect("?", "substr(q.said_latest, 1, 4)")
POSTGRESQL = Dialect(
    "%s",
    "extract(year FROM q.said_latest)",
    f"to_tsvector('simple', f.words || ' {BETWEEN_NAMES} ' || f.names)",  # as quotes.search.postgresql says it
)


def rows(listing: Listing, dialect: Dialect) -> Statement:
    """Return the statement of the 25 rows, with all that the page shows of each."""
    base, condition, parameters = _selection(listing, dialect)
    order = "q.said_latest DESC, q.ref DESC"
    more: list[Any] = []
    if listing.by == RELEVANCE:
        order, more = dialect.best_first(listing)
    columns = _COLUMNS.format(base=base)
    return f"SELECT {columns} WHERE {condition} ORDER BY {order} LIMIT {SIZE}", parameters + more


def days(listing: Listing, dialect: Dialect, among: list[str]) -> Statement:
    """Return the statement of ref and day of those quotations that are on any page of the list."""
    base, condition, parameters = _selection(replace(listing, after=None), dialect)
    marks = ", ".join([dialect.mark] * len(among))
    return f"SELECT q.ref, q.said_latest FROM {base} WHERE {condition} AND q.ref IN ({marks})", parameters + among


def counts(listing: Listing, dialect: Dialect) -> Iterator[Statement]:
    """Yield the statements of the number, of the five facets and of the years; each facet ignores its own selection."""
    everything = replace(listing, after=None)
    base, condition, parameters = _selection(everything, dialect)
    yield f"SELECT count(*) FROM {base} WHERE {condition}", parameters
    for name, (column, joined) in FACETS.items():
        base, condition, parameters = _selection(_without(everything, name), dialect)
        yield (
            f"SELECT {column}, count(*) FROM {base} {joined} WHERE {condition} AND {column} IS NOT NULL "
            f"GROUP BY 1 ORDER BY 2 DESC LIMIT {SHOWN}",
            parameters,
        )
    base, condition, parameters = _selection(replace(everything, year=0), dialect)
    yield f"SELECT {dialect.year}, count(*) FROM {base} WHERE {condition} GROUP BY 1 ORDER BY 1", parameters


def _without(listing: Listing, name: str) -> Listing:
    apart = {
        "speaker": replace(listing, speaker=None),
        "organization": replace(listing, organization=None),
        "topic": replace(listing, topic=None),
        "kind": replace(listing, kind=""),
    }
    return apart.get(name, listing)


def _selection(listing: Listing, dialect: Dialect) -> tuple[str, str, list[Any]]:
    mark = dialect.mark
    base, conditions = "quotes_quotation q", ["q.status = 'published'"]
    parameters: list[Any] = []

    def require(condition: str, *values: Any) -> None:
        conditions.append(condition)
        parameters.extend(values)

    if listing.terms:
        base, condition, words = dialect.matching(listing)
        require(condition, words)
    if listing.speaker:
        require(f"q.speaker_id = {mark}", listing.speaker.key)
    if listing.organization:
        require(f"q.organization_id = {mark}", listing.organization.key)
    if listing.topic:
        exists = "EXISTS (SELECT 1 FROM quotes_quotationtopic t WHERE t.quotation_id = q.id AND t.topic_id = {})"
        require(exists.format(mark), listing.topic.key)
    if listing.kind:
        require(f"q.kind = {mark}", listing.kind)
    if listing.year:
        require(f"q.said_latest BETWEEN {mark} AND {mark}", f"{listing.year}-01-01", f"{listing.year}-12-31")
    if listing.after:
        require(f"(q.said_latest, q.ref) < ({mark}, {mark})", listing.after.day, listing.after.ref)
    return base, " AND ".join(conditions), parameters
