"""The parameters of the lists: docs/reading.md tells readers of them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from quotes.models import (
    Affiliation,
    Alias,
    Claim,
    Organization,
    Quotation,
    QuotationTopic,
    Source,
    Speaker,
    Stance,
    Topic,
)
from quotes.text.names import slugify

from .paging import A_TO_Z, NEWEST, OLDEST, Order
from .parameters import Bound, Choice, Narrowing, Parameters, Setting, Years, one_of, year

ORDERS: dict[str, Order] = {"newest": NEWEST, "oldest": OLDEST}
SORTS = {"newest": "Newest first", "oldest": "Oldest first"}
LETTERS = {letter: letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"} | {"other": "0–9"}


class Named(Narrowing):
    """Narrows to rows that belong to records given by slug. A slug that nothing public has narrows to nothing."""

    def __init__(self, model: Any, belong: Callable[[list[int]], Q], **kwargs: Any) -> None:
        self.named, self.belong = model, belong
        self.records: dict[str, Any] | None = None
        super().__init__(**kwargs)

    def found(self, slugs: Iterable[str]) -> dict[str, Any]:
        """Return the public records by slug, asked for once: every filter set has its own copy of its filters."""
        if self.records is None:
            public = self.named.objects.published().filter(slug__in=slugs)
            self.records = {record.slug: record for record in public.only("slug", self.named.slug_from)}
        return self.records

    def condition(self, values: list[str]) -> Q:
        return self.belong([record.pk for record in self.found(values).values()])

    def labels(self, values: Iterable[str]) -> dict[str, str]:
        records = self.found(values)
        return {slug: str(records.get(slug, slug)) for slug in values}


class Roles(Narrowing):
    """Narrows to the quotations of people in some role, given by its slug."""

    def labels(self, values: Iterable[str]) -> dict[str, str]:
        slugs = list(values)
        first = Affiliation.objects.published().filter(role_slug__in=slugs).order_by().values("role_slug")
        rows = Affiliation.objects.filter(pk__in=first.annotate(first=Min("pk")).values("first"))
        roles = dict(rows.order_by().values_list("role_slug", "role"))
        return {slug: roles.get(slug, slug) for slug in slugs}


class QuotationFilter(Parameters):
    """What `/quotations/` shows: OR within a parameter, AND across them."""

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
    page = Setting(read=NEWEST.cursor, most=1)

    @property
    def order(self) -> Order:
        return ORDERS[self.value("sort", "newest")]


class Letter(Narrowing):
    """Narrows to the speakers whose sort key begins with a letter, or with none."""

    def condition(self, values: list[str]) -> Q:
        letter = values[0]
        return Q(sort_key__startswith=letter) if letter != "other" else Q(sort_key__lt="a")

    def labels(self, values: Iterable[str]) -> dict[str, str]:
        return {value: LETTERS[value] for value in values}


class Name(Narrowing):
    """Narrows to the speakers one of whose names has every word given, whatever its accents, case or script."""

    def filter(self, rows: QuerySet, values: list[str]) -> QuerySet:
        if not values:
            return rows
        words = slugify(values[0], max_length=200).split("-")
        if words == [""]:
            return rows.none()
        own = Q()
        for word in words:
            own &= Q(sort_key__contains=word) | Q(slug__contains=word)
        aliases = Alias.objects.published().order_by().values_list("speaker", "name")
        others = {speaker for speaker, name in aliases if _has_words(name, words)}
        return rows.filter(own | Q(pk__in=others))


def _has_words(name: str, words: list[str]) -> bool:
    slug = slugify(name, max_length=200)
    return all(word in slug for word in words)


class SpeakerFilter(Parameters):
    """What `/speakers/` shows."""

    name = Name(most=1, label="Name")
    letter = Letter(read=one_of(LETTERS), most=1, label="Letter")
    page = Setting(read=A_TO_Z.cursor, most=1)
