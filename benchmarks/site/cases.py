"""What every contender is asked for: each list of quotations named once, in terms that none of them owns."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

Term = tuple[str, ...]  # a word, or the words of a phrase, prepared as quotes.text.words prepares them

NEWEST, RELEVANCE = "newest", "relevance"


class Record(NamedTuple):
    """A record by which lists are narrowed: some contenders ask by key, others by slug."""

    key: int
    slug: str


class Place(NamedTuple):
    """The last quotation of a day, which a page begins after, and how many come before that page: whole pages."""

    day: str
    ref: str
    before: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of 25 published quotations."""

    speaker: Record | None = None
    organization: Record | None = None
    topic: Record | None = None
    kind: str = ""
    year: int = 0
    terms: tuple[Term, ...] = ()
    by: str = NEWEST
    after: Place | None = None

    @property
    def words(self) -> str:
        """The terms as a reader types them."""
        return " ".join(f'"{" ".join(term)}"' if len(term) > 1 else term[0] for term in self.terms)


@dataclass(frozen=True, slots=True)
class Values:
    """What is looked for, as it was found in the database (`values`)."""

    busiest_speaker: Record
    typical_speaker: Record
    organization: Record
    year: int
    topic: Record
    common_word: Term
    rare_word: Term
    three_words: tuple[Term, ...]
    phrase: Term
    deep: Place


@dataclass(frozen=True, slots=True)
class Case:
    """A list and its name; `crowded` when it is also asked for by 8 and 32 clients at once.

    `beside` is asked of the same contender in the same rounds: what this one is compared with.
    """

    name: str
    title: str
    listing: Listing
    crowded: bool = False
    beside: Listing | None = None

    @property
    def is_search(self) -> bool:
        return bool(self.listing.terms)


_SEARCHES = {
    "common-word": "A common word",
    "rare-word": "A rare word",
    "three-words": "Three words",
    "phrase": "A phrase",
}


def page_cases(values: Values) -> Iterator[Case]:
    """Yield every list that is measured."""
    everything = Listing()
    yield Case("newest", "The newest of all", everything, crowded=True)
    yield Case(
        "busiest-speaker", "The speaker with most quotations", Listing(speaker=values.busiest_speaker), crowded=True
    )
    yield Case("typical-speaker", "A typical speaker", Listing(speaker=values.typical_speaker))
    by_organization = Listing(organization=values.organization, year=values.year)
    yield Case("organization-year", "An organization and a year", by_organization)
    yield Case("topic", "The topic with most quotations", Listing(topic=values.topic))
    three = Listing(topic=values.topic, kind="direct", year=values.year)
    yield Case("three-filters", "Three filters: topic, kind and year", three, crowded=True)
    yield Case("deep", "Half of all deep", replace(everything, after=values.deep), beside=everything)
    searched = [(values.common_word,), (values.rare_word,), values.three_words, (values.phrase,)]
    for (name, title), terms in zip(_SEARCHES.items(), searched, strict=True):
        crowded = name == "common-word"
        yield Case(f"{name}-newest", f"{title}, newest first", Listing(terms=terms), crowded)
        yield Case(f"{name}-relevance", f"{title}, by relevance", Listing(terms=terms, by=RELEVANCE))


def facet_cases(values: Values) -> Iterator[Case]:
    """Yield the lists whose facets alone are measured."""
    yield Case("facets-everything", "Facets of everything", Listing())
    yield Case("facets-speaker", "Facets of the speaker with most quotations", Listing(speaker=values.busiest_speaker))
    yield Case("facets-common-word", "Facets of a common word", Listing(terms=(values.common_word,)))
