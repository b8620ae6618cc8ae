"""The list of quotations for random words and filters at once, page by page, compared with plain Python.

The expectation knows neither the database nor `quotes.text.words`: texts and queries are made of words that are known
to be the same or not, whatever their form.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from quotes.models import Quotation, QuotationTopic, SearchEntry, Stance, Status
from quotes.reading.facets import LISTED
from quotes.reading.views.facets import FacetList
from quotes.reading.views.quotations import QuotationList
from tests.factories import (
    make_affiliation,
    make_alias,
    make_claim,
    make_organization,
    make_source,
    make_speaker,
    make_topic,
)

PAGE_SIZE = 2
LIST = reverse("quotes:quotation-list")

# Each word in forms that a reader takes for the same one.
FORMS = {
    "bridge": ["bridge", "Bridges", "BRIDGE’S", "brídge"],
    "close": ["closed", "closing", "Close"],
    "old": ["old", "Öld"],
    "river": ["river", "RIVERS"],
    "not": ["NOT"],
}
# By the record: its slug, and its names in words.
SPEAKERS = {"old-bridge": [["old", "bridge"], ["river"]], "tom-byrne": [["tom", "byrne"]], "not": [["not"]]}
ORGANIZATIONS = {"river": [["river"]], "closing-bridge": [["close", "bridge"]]}
OWN_FORMS = {"tom": ["Tom"], "byrne": ["Byrne", "BYRNE"]}
TOPICS, SOURCES, CLAIMS = ["one", "two"], ["late", "early"], ["known", "draft"]
ROLES = ["mayor", "king"]
DAYS = [date(2019, 5, 6), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]

Word = tuple[str, str]  # what it is, and as it is written


@dataclass(frozen=True)
class Row:
    """A quotation: what its words are, and whatever the list can be narrowed by."""

    words: tuple[Word, ...]
    speaker: str
    organization: str
    role: str
    topic: frozenset[str]
    claim: frozenset[str]
    kind: str
    medium: str
    source: str
    day: date
    status: Status
    ref: str = field(default="", compare=False)

    @property
    def texts(self) -> list[list[str]]:
        """The words of what was said, and of each name."""
        return [[word for word, _ in self.words], *SPEAKERS[self.speaker], *ORGANIZATIONS.get(self.organization, [])]

    def values(self, name: str) -> set[str]:
        value = getattr(self, name)
        return set(value) if isinstance(value, frozenset) else {value} - {""}


@dataclass(frozen=True)
class Term:
    """A word or a phrase that is looked for, or that must not be there."""

    words: tuple[Word, ...]
    excluded: bool

    def __str__(self) -> str:
        text = " ".join(form for _, form in self.words)
        return ("-" if self.excluded else "") + (f'"{text}"' if len(self.words) > 1 else text)

    def stands_in(self, text: list[str]) -> bool:
        wanted = [word for word, _ in self.words]
        return any(text[at : at + len(wanted)] == wanted for at in range(len(text)))


def a_word_of(forms: dict[str, list[str]]) -> st.SearchStrategy[Word]:
    return st.sampled_from([(word, form) for word, all_forms in forms.items() for form in all_forms])


def one_of_some(values: Iterable[str], most: int = 1) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([*values]), max_size=most, unique=True)


ROWS = st.builds(
    Row,
    words=st.lists(a_word_of(FORMS), min_size=2, max_size=6).map(tuple),
    speaker=st.sampled_from([*SPEAKERS]),
    organization=st.sampled_from([*ORGANIZATIONS, ""]),
    role=st.sampled_from(ROLES),
    topic=st.frozensets(st.sampled_from(TOPICS)),
    claim=st.frozensets(st.sampled_from(CLAIMS)),
    kind=st.sampled_from(Quotation.Kind.values),
    medium=st.sampled_from(["", "speech"]),
    source=st.sampled_from(SOURCES),
    day=st.sampled_from(DAYS),
    status=st.sampled_from([*[Status.PUBLISHED] * 5, Status.DRAFT, Status.WITHDRAWN]),
)
FILTERS = st.fixed_dictionaries(
    {
        "speaker": one_of_some([*SPEAKERS, "nobody"], 2),
        "organization": one_of_some([*ORGANIZATIONS, "nobody"], 2),
        "role": one_of_some([*ROLES, "nobody"], 2),
        "topic": one_of_some([*TOPICS, "nobody"], 2),
        "kind": one_of_some(Quotation.Kind.values, 2),
        "medium": one_of_some(["speech", "post"], 2),
        "source": one_of_some([*SOURCES, "nobody"], 2),
        "claim": one_of_some([*CLAIMS, "nobody"], 2),
        "year": one_of_some(["2019", "2020", "2021"], 2),
        "after": one_of_some(map(str, DAYS)),
        "before": one_of_some(map(str, DAYS)),
    }
)


@st.composite
def rows_and_terms(draw: st.DrawFn) -> tuple[list[Row], list[Term]]:
    """Return some quotations and what is looked for: words and phrases that stand in one of them or in a name."""
    rows = draw(st.lists(ROWS, min_size=4, max_size=8))
    texts = [text for row in rows for text in row.texts]
    terms = []
    for excluded in draw(st.sampled_from([[], [False], [True], [False, False], [False, True], [False, True]])):
        text = draw(st.sampled_from(texts))
        at = draw(st.integers(0, len(text) - 1))
        words = text[at : at + draw(st.sampled_from([1, 1, 2]))]
        forms = [(word, draw(st.sampled_from((FORMS | OWN_FORMS)[word]))) for word in words]
        terms.append(Term(tuple(forms), excluded))
    return rows, terms


# Queries of all parameters at once find nothing.
KEPT = st.sets(
    st.sampled_from(["speaker", "organization", "topic", "kind", "source", "year", "role", "claim"]), max_size=2
)
SORTS = st.sampled_from(["", "newest", "oldest", "relevance"])


@dataclass(frozen=True)
class Asked:
    """What a reader asks for, and what it narrows to."""

    terms: list[Term]
    filters: dict[str, list[str]]
    sort: str = ""

    def narrows(self, row: Row, *left_out: str) -> bool:
        return row.status == Status.PUBLISHED and all(
            self.meets(row, name, values) for name, values in self.given.items() if name not in left_out
        )

    def meets(self, row: Row, name: str, values: list[Any]) -> bool:
        if name == "q":
            return all(any(map(term.stands_in, row.texts)) is not term.excluded for term in values)
        if name == "claim":
            return bool(row.claim.intersection(values) - {"draft"})
        if name in ("year", "after", "before"):
            day = str(row.day)
            return {"year": day[:4] in values, "after": day >= values[0], "before": day <= values[0]}[name]
        return not row.values(name).isdisjoint(values)

    @property
    def given(self) -> dict[str, list[Any]]:
        return {name: values for name, values in ({"q": self.terms} | self.filters).items() if values}

    @property
    def query(self) -> str:
        data = QueryDict(mutable=True)
        for name, values in ({"q": [" ".join(map(str, self.terms))]} | self.filters | {"sort": [self.sort]}).items():
            data.setlist(name, values)
        return f"?{data.urlencode()}"

    @property
    def by_relevance(self) -> bool:
        return bool(self.terms) and self.sort in ("", "relevance")

    def in_order(self, rows: list[Row]) -> list[Row]:
        return sorted(rows, key=lambda row: (row.day, row.ref), reverse=self.sort != "oldest")

    def was_said(self, row: Row) -> bool:
        """Whether the words said have everything that is wanted, without the names."""
        return all(term.excluded or term.stands_in(row.texts[0]) for term in self.terms)


@pytest.fixture
def named(db, monkeypatch) -> dict[str, Any]:
    """Everything that quotations can belong to, by slug; and short pages."""
    monkeypatch.setattr("quotes.reading.views.quotations.PAGE_SIZE", PAGE_SIZE)

    def called(names: list[list[str]]) -> str:
        return " ".join((FORMS | OWN_FORMS)[word][0].capitalize() for word in names[0])

    speakers = {slug: make_speaker(name=called(names), slug=slug) for slug, names in SPEAKERS.items()}
    make_alias(speaker=speakers["old-bridge"], name="Rivers")
    organizations = {slug: make_organization(name=called(names), slug=slug) for slug, names in ORGANIZATIONS.items()}
    return {
        "speaker": speakers,
        "organization": organizations | {"": None},
        "affiliation": {
            (speaker, organization, role): make_affiliation(
                speaker=speakers[speaker], organization=organizations.get(organization), role=role
            )
            for speaker in speakers
            for organization in [*organizations, ""]
            for role in ROLES
        },
        "topic": {slug: make_topic(name=slug) for slug in TOPICS},
        "source": {
            slug: make_source(title=slug, published_on=day) for slug, day in zip(SOURCES, DAYS[::-1], strict=False)
        },
        "claim": {
            slug: make_claim(text=slug, slug=slug, status=Status.DRAFT if slug == "draft" else Status.PUBLISHED)
            for slug in CLAIMS
        },
    }


def save(named: dict[str, Any], rows: list[Row]) -> list[Row]:
    """Save quotations, in few statements; return the same rows with their refs."""
    made = Quotation.objects.bulk_create(
        Quotation(
            text=(text := ", ".join(form for _, form in row.words)),
            display_text=text,
            speaker=named["speaker"][row.speaker],
            organization=named["organization"][row.organization],
            affiliation=named["affiliation"][row.speaker, row.organization, row.role],
            role_slug=row.role,
            kind=row.kind,
            medium=row.medium,
            source=named["source"][row.source],
            said_latest=row.day,
            status=row.status,
            status_reason="It was wrong." if row.status == Status.WITHDRAWN else "",
        )
        for row in rows
    )
    QuotationTopic.objects.bulk_create(
        QuotationTopic(quotation=one, topic=named["topic"][slug], said_latest=row.day, status=row.status)
        for row, one in zip(rows, made, strict=True)
        for slug in row.topic
    )
    Stance.objects.bulk_create(
        Stance(quotation=one, claim=named["claim"][slug], position="asserts", reason="It says so.")
        for row, one in zip(rows, made, strict=True)
        for slug in row.claim
    )
    SearchEntry.objects.follow(Quotation.objects.filter(pk__in=[one.pk for one in made]))
    return [Row(**{**vars(row), "ref": one.ref}) for row, one in zip(rows, made, strict=True)]


def look(query: str) -> dict[str, Any]:
    """Return what the list's view gives its template."""
    response = QuotationList.as_view()(RequestFactory().get(f"{LIST}{query}"))
    assert response.status_code == 200
    return response.context_data


def walk(page: dict[str, Any], side: str) -> tuple[list[list[str]], dict[str, Any]]:
    """Return the refs of each page from one on, as far as the links of one side lead, and the last page."""
    found = [refs(page)]
    while page[side]:
        page = look(page[side])
        found.append(refs(page))
    return found, page


def refs(page: dict[str, Any]) -> list[str]:
    return [row.ref for row in page["page"].rows]


@given(searched=rows_and_terms(), filters=FILTERS, kept=KEPT, sort=SORTS)
def test_the_list_is_what_plain_python_finds(named, searched, filters, kept, sort):
    rows, terms = searched
    with transaction.atomic():
        rows = save(named, rows)
        asked = Asked(terms, {name: values for name, values in filters.items() if name in kept}, sort)
        expected = asked.in_order([row for row in rows if asked.narrows(row)])
        first = look(asked.query)
        assert first["count"].number == len(expected)
        check_pages(asked, first, expected)
        if expected:
            check_facets(asked, first, rows)
        else:
            check_ways(first, asked, rows)
        check_values(asked, rows)
        transaction.set_rollback(True)


def check_pages(asked: Asked, first: dict[str, Any], expected: list[Row]) -> None:
    there, last = walk(first, "next")
    back, start = walk(last, "previous")
    found = [ref for page in there for ref in page]
    assert [len(page) for page in there[:-1]] == [PAGE_SIZE] * (len(there) - 1)
    assert back == there[::-1]
    assert not start["previous"]
    if asked.by_relevance:
        assert sorted(found) == sorted(row.ref for row in expected)
        said = {row.ref for row in expected if asked.was_said(row)}
        assert set(found[: len(said)]) == said
    else:
        assert found == [row.ref for row in expected]


def check_facets(asked: Asked, first: dict[str, Any], rows: list[Row]) -> None:
    """Counts, chosen values first in the order given, then those with most quotations."""
    shown = {facet.name: facet.options for facet in first["facets"]}
    for name in ("speaker", "organization", "topic", "kind", "source"):
        counts = counted(asked, name, rows)
        chosen = asked.given.get(name, [])
        options = [(one.value, one.count, one.chosen) for one in shown.get(name, [])]
        assert options[: len(chosen)] == [(value, counts[value], True) for value in chosen]
        others = [(value, count, False) for value, count in counts.items() if value not in chosen]
        assert options[len(chosen) :] == sorted(others, key=lambda option: (-option[1], option[0]))
    by_year = Counter(row.day.year for row in rows if asked.narrows(row, "year"))
    assert {bar.year: bar.count for bar in first["bars"] if bar.count} == by_year


def check_ways(first: dict[str, Any], asked: Asked, rows: list[Row]) -> None:
    """Of a list with nothing: what is found without one of its parameters."""
    published = [row for row in rows if row.status == Status.PUBLISHED]
    assert first["all"].number == len(published)
    if len(asked.given) > 1:
        ways = [sum(asked.narrows(row, name) for row in rows) for name in asked.given]
        if any(ways):
            assert sorted(number.number for _, number in first["ways"]) == sorted(filter(None, ways))


def check_values(asked: Asked, rows: list[Row]) -> None:
    """The pages with all values of a facet."""
    for name in LISTED:
        request = RequestFactory().get(reverse("quotes:facet-list", args=[name]) + asked.query)
        context = FacetList.as_view()(request, facet=name).context_data
        found = {entry.record.slug: entry.count for _, _, entries in context["parts"] for entry in entries}
        assert found == counted(asked, name, rows)


def counted(asked: Asked, name: str, rows: list[Row]) -> Counter[str]:
    """Return how many rows have each value of a facet, whatever is chosen of it."""
    return Counter(value for row in rows if asked.narrows(row, name) for value in row.values(name))
