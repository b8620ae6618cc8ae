"""The parameters of the lists: docs/reading.md tells readers of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from quotes import search
from quotes.models import (
    Affiliation,
    Alias,
    Claim,
    ClaimTopic,
    Organization,
    Quotation,
    QuotationTopic,
    Source,
    Speaker,
    Stance,
    Topic,
)
from quotes.search import columns
from quotes.search.columns import Selection
from quotes.search.keys import rows_of
from quotes.text.names import slugify
from quotes.text.words import Query, parse

from .names import by_slug
from .paging import (
    A_TO_Z,
    BEST,
    BY_SLUG,
    LATEST_NOTED,
    LATEST_PUBLISHED,
    NEWEST,
    NOT_A_PLACE,
    OLDEST,
    Order,
    a_place_in,
)
from .parameters import Bound, Choice, Narrowing, Parameters, Setting, ValuesField, Years, one_of, quoted, year
from .selecting import CONDITIONS

ORDERS: dict[str, Order] = {"relevance": BEST, "newest": NEWEST, "oldest": OLDEST}
SORTS = {"relevance": "Best match", "newest": "Newest first", "oldest": "Oldest first"}
LETTERS = {letter: letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"} | {"other": "0–9"}


@dataclass(frozen=True, slots=True)
class Found:
    """A public record that a parameter names."""

    pk: int
    name: str


class Named(Narrowing):
    """Narrows to rows that belong to records given by slug. A slug that nothing public has narrows to nothing."""

    parent: "NamingParameters"

    def __init__(self, model: Any, belong: Callable[[list[int]], Q], **kwargs: Any) -> None:
        self.named, self.belong = model, belong
        super().__init__(**kwargs)

    def condition(self, values: list[str]) -> Q:
        return self.belong(self.parent.keys(self.field_name, values))

    def labels(self, values: Iterable[str]) -> dict[str, str]:
        found = self.parent.records[self.field_name]
        return {slug: found[slug].name for slug in values if slug in found}


class NamingParameters(Parameters):
    """Parameters some of which name records."""

    @cached_property
    def records(self) -> dict[str, dict[str, Found]]:
        """The public records that the query string names, by parameter and slug, read in one query."""
        asked = {name: (one.named, self.values(name)) for name, one in self.filters.items() if isinstance(one, Named)}
        sets = {name: (model, slugs) for name, (model, slugs) in asked.items() if slugs}
        found: dict[str, dict[str, Found]] = {name: {} for name in sets}
        for name, key, slug, label in by_slug(sets):
            found[name][slug] = Found(key, label)
        return found

    def keys(self, name: str, slugs: Iterable[str]) -> list[int]:
        """Return the keys of those of the records that a parameter names which are public, given by their slugs."""
        return [self.records[name][slug].pk for slug in slugs if slug in self.records[name]]

    @property
    def hopeless(self) -> set[str]:
        """The parameters that name records, of which none is public."""
        return {name for name, found in self.records.items() if not found}


class Roles(Narrowing):
    """Narrows to the quotations of people in some role, given by its slug."""

    def labels(self, values: Iterable[str]) -> dict[str, str]:
        slugs = list(values)
        first = Affiliation.objects.published().filter(role_slug__in=slugs).order_by().values("role_slug")
        rows = Affiliation.objects.filter(pk__in=first.annotate(first=Min("pk")).values("first"))
        roles = dict(rows.order_by().values_list("role_slug", "role"))
        return {slug: roles[slug] for slug in slugs if slug in roles}


class WordsField(ValuesField):
    """Words to search for, without the space around them."""

    def to_python(self, given: list[str] | None) -> list[str]:
        return [words for value in super().to_python(given) if (words := value.strip())]


class Words(Narrowing):
    """Narrows to what is found by the words said, or by the names of whoever said them (`quotes.text.words`)."""

    is_free_text = True
    field_class = WordsField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read=searchable, most=1, **kwargs)

    def condition(self, values: list[str]) -> Q:
        return Q(pk__in=rows_of(search.match(parse(values[0]))))

    def labels(self, values: Iterable[str]) -> dict[str, str]:
        return {value: quoted(value) for value in values}


def searchable(value: str) -> str:
    """Return a text that can be searched for. Raises ValueError."""
    parse(value)
    return value


class NarrowedQuotations(NamingParameters):
    """What narrows quotations: OR within a parameter, AND across them."""

    q = Words(label="Words")
    speaker = Named(Speaker, lambda ids: Q(speaker__in=ids), label="Speaker")
    organization = Named(Organization, lambda ids: Q(organization__in=ids), label="Organization at the time")
    role = Roles("role_slug", label="Role at the time")
    topic = Named(
        Topic,
        lambda ids: Q(Exists(QuotationTopic.objects.filter(quotation=OuterRef("pk"), topic__in=ids))),
        label="Topic",
    )
    kind = Choice("kind", Quotation.Kind.choices, label="Kind")
    medium = Choice("medium", Quotation.Medium.choices, label="Medium")
    source = Named(Source, lambda ids: Q(source__in=ids), label="Source")
    claim = Named(
        Claim,
        lambda ids: Q(Exists(Stance.objects.filter(quotation=OuterRef("pk"), claim__in=ids))),
        label="Claim",
    )
    year = Years("said_latest", read=year, label="Year")
    after = Bound("said_latest", "gte", label="First day")
    before = Bound("said_latest", "lte", label="Last day")
    sort = Setting(read=one_of(SORTS), most=1)

    @cached_property
    def query(self) -> Query:
        """What is searched for; nothing without `q`."""
        return parse(self.value("q", ""))

    @cached_property
    def selection(self) -> Selection:
        """What the parameters narrow the published quotations to, in memory, as of when it is first asked for."""
        conditions = {name: CONDITIONS[name](self, values) for name, values in self.narrowed_by.items()}
        return Selection(columns.current(), conditions)


class QuotationFilter(NarrowedQuotations):
    """What `/quotations/` shows."""

    page = Setting(read=a_place_in(ORDERS.values()), most=1)

    @property
    def sorts(self) -> dict[str, str]:
        """The orders offered, the one first that is meant when none is given: by relevance only for a search."""
        return SORTS if self.values("q") else {name: label for name, label in SORTS.items() if name != "relevance"}

    @property
    def sorted_by(self) -> str:
        given = self.value("sort")
        return given if given in self.sorts else next(iter(self.sorts))

    @property
    def order(self) -> Order:
        return ORDERS[self.sorted_by]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is malformed. A place in the order by date is none in that by relevance, nor the other way round."""
        found = super().problems
        cursor = None if found else self.value("page")
        if cursor and len(cursor.key) != len(self.order.columns):
            return [("page", NOT_A_PLACE)]
        return found


class Letter(Narrowing):
    """Narrows to the records whose sort key begins with a letter, or with none."""

    def condition(self, values: list[str]) -> Q:
        letter = values[0]
        return Q(sort_key__startswith=letter) if letter != "other" else Q(sort_key__lt="a")

    def labels(self, values: Iterable[str]) -> dict[str, str]:
        return {value: LETTERS[value] for value in values}


class Name(Narrowing):
    """Narrows to the records whose name has every word given, whatever its accents, case or script."""

    is_free_text = True

    def filter(self, rows: QuerySet, values: list[str]) -> QuerySet:
        if not values:
            return rows
        words = slugify(values[0], max_length=200).split("-")
        return rows.filter(self.having(words)) if words != [""] else rows.none()

    def having(self, words: list[str]) -> Q:
        own = Q()
        for word in words:
            own &= Q(sort_key__contains=word) | Q(slug__contains=word)
        return own


class SpeakerName(Name):
    """Narrows to the speakers one of whose names has every word given."""

    def having(self, words: list[str]) -> Q:
        aliases = Alias.objects.published().order_by().values_list("speaker", "name")
        others = {speaker for speaker, name in aliases if _has_words(name, words)}
        return super().having(words) | Q(pk__in=others)


class SourceName(Name):
    """Narrows to the sources whose title has every word given. Only the start of a long one is free of accents."""

    def having(self, words: list[str]) -> Q:
        own = Q()
        for word in words:
            own &= Q(slug__contains=word) | Q(title__icontains=word)
        return own


def _has_words(name: str, words: list[str]) -> bool:
    slug = slugify(name, max_length=200)
    return all(word in slug for word in words)


class IndexFilter(Parameters):
    """What an index from A to Z shows: `/organizations/`, `/topics/`."""

    name = Name(most=1, label="Name")
    letter = Letter(read=one_of(LETTERS), most=1, label="Letter")
    page = Setting(read=A_TO_Z.cursor, most=1)


class SpeakerFilter(IndexFilter):
    """What `/speakers/` shows."""

    name = SpeakerName(most=1, label="Name")


class FacetFilter(NarrowedQuotations):
    """What `/quotations/by/<facet>/` shows: the list's parameters, and `name`, which narrows the facet's values."""

    names: type[Name] = Name

    name = Setting(most=1)
    page = Setting(read=A_TO_Z.cursor, most=1)

    def named(self, records: QuerySet) -> QuerySet:
        """Return those of `records` that have the name asked for."""
        return self.names().filter(records, self.values("name"))


class SpeakerFacetFilter(FacetFilter):
    names = SpeakerName


class SourceFacetFilter(FacetFilter):
    names = SourceName

    page = Setting(read=LATEST_PUBLISHED.cursor, most=1)


class ClaimFilter(NamingParameters):
    """What `/claims/` shows."""

    topic = Named(
        Topic, lambda ids: Q(Exists(ClaimTopic.objects.filter(claim=OuterRef("pk"), topic__in=ids))), label="Topic"
    )
    page = Setting(read=BY_SLUG.cursor, most=1)


class SourceFilter(NamingParameters):
    """What `/sources/` shows."""

    publisher = Named(Organization, lambda ids: Q(publisher__in=ids), label="Publisher")
    year = Years("published_on", read=year, label="Year")
    after = Bound("published_on", "gte", label="First day")
    before = Bound("published_on", "lte", label="Last day")
    page = Setting(read=LATEST_PUBLISHED.cursor, most=1)


class CorrectionFilter(Parameters):
    """What `/about/corrections/` shows."""

    page = Setting(read=LATEST_NOTED.cursor, most=1)
