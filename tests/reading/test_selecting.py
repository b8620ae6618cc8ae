"""The list in memory is the list in the database: the same rows, counts, facets and pages for any filters."""

from datetime import date

import pytest
from django.db import transaction
from django.db.models import Count
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from quotes.models import Quotation, Stance, Status
from quotes.reading.facets import LISTED, facets, years
from quotes.reading.filters import QuotationFilter
from quotes.reading.paging import page_in, page_of
from quotes.reading.parameters import Narrowing
from quotes.reading.selecting import CONDITIONS
from tests.factories import (
    make_affiliation,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
    set_status,
)

DAYS = [date(2019, 5, 6), date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
# By facet: the column that gives its values, and those that settle ties, in the database.
COLUMNS = {
    "speaker": ("speaker__slug", ["speaker__sort_key", "speaker__slug"]),
    "organization": ("organization__slug", ["organization__sort_key", "organization__slug"]),
    "topic": ("topics__slug", ["topics__sort_key", "topics__slug"]),
    "kind": ("kind", ["kind"]),
    "source": ("source__slug", ["source__slug"]),
}


@pytest.fixture
def names(db):
    """Two of each record that a quotation can belong to, and two claims; one of these is a draft."""
    speakers = [make_speaker(name="one", sort_name="z"), make_speaker(name="two", sort_name="a")]
    organizations = [make_organization(name=name) for name in ("one", "two")]
    return {
        "affiliation": [
            *(make_affiliation(speaker=speaker, role="mayor", organization=organizations[0]) for speaker in speakers),
            *(make_affiliation(speaker=speaker, role="king", organization=organizations[1]) for speaker in speakers),
            *(make_affiliation(speaker=speaker, role="mayor") for speaker in speakers),
        ],
        "topic": [make_topic(name=name) for name in ("one", "two")],
        "source": [make_source(title=name, published_on=max(DAYS)) for name in ("one", "two")],
        "claim": [make_claim(text="one"), make_claim(text="two", status=Status.DRAFT)],
    }


ROWS = st.tuples(
    st.integers(0, 5),  # affiliation, and so speaker, organization and role
    st.integers(0, 1),  # source
    st.sets(st.integers(0, 1)),  # topics
    st.sets(st.integers(0, 1)),  # claims
    st.sampled_from(Quotation.Kind.values),
    st.sampled_from(["", "speech"]),
    st.sampled_from(DAYS),
    st.sampled_from([*[Status.PUBLISHED] * 3, Status.DRAFT]),
)
SLUGS = st.lists(st.sampled_from(["one", "two", "nobody"]), max_size=3, unique=True)
QUERIES = st.fixed_dictionaries(
    dict.fromkeys(["speaker", "organization", "topic", "source", "claim"], SLUGS)
    | {
        "role": st.lists(st.sampled_from(["mayor", "king", "nobody", "é"]), max_size=2, unique=True),
        "kind": st.lists(st.sampled_from(Quotation.Kind.values), max_size=2, unique=True),
        "medium": st.lists(st.sampled_from(["speech", "post"]), max_size=2, unique=True),
        "year": st.lists(st.sampled_from(["2019", "2020", "2021", "2022"]), max_size=3, unique=True),
        "after": st.lists(st.sampled_from(["2019-05-06", "2020-12-31", "2022-01-01"]), max_size=1),
        "before": st.lists(st.sampled_from(["2018-01-01", "2020-12-31", "2021-01-01"]), max_size=1),
        "sort": st.lists(st.sampled_from(["oldest", "newest"]), max_size=1),
    }
)
# Most queries of all parameters at once find nothing: some of them are kept.
SOME = st.sets(st.sampled_from(sorted([*CONDITIONS, "sort"])), max_size=3)


def save(names, row):
    affiliation, source, topics, claims, kind, medium, day, status = row
    quotation = make_quotation(
        affiliation=names["affiliation"][affiliation],
        source=names["source"][source],
        topics=[names["topic"][number] for number in topics],
        kind=kind,
        medium=medium,
        said=str(day),
        status=Status.DRAFT,
    )
    for number in claims:
        make_stance(quotation=quotation, claim=names["claim"][number], position=Stance.Position.DENIES)
    set_status(quotation, status)


def asked(query):
    data = QueryDict(mutable=True)
    for name, values in query.items():
        data.setlist(name, values)
    parameters = QuotationFilter(data, Quotation.objects.published())
    assert not parameters.problems
    return parameters


def facet_in_database(parameters, name):
    """The values of a facet and their counts, those with most first, as the database counts them."""
    column, ties = COLUMNS[name]
    rows = parameters.apart_from(name).exclude(**{column: None}).values_list(column)
    return list(rows.annotate(count=Count("pk")).order_by("-count", *ties).values_list(column, "count"))


def pages(first, turn, side):
    """The keys of each page from a first one on, as far as links of one side lead."""
    found, page = [], first
    while True:
        found.append([row.pk for row in page.rows])
        if getattr(page, side) is None:
            return found, page
        page = turn(getattr(page, side))


def test_every_parameter_that_narrows_has_its_condition():
    narrowing = {name for name, one in QuotationFilter.base_filters.items() if isinstance(one, Narrowing)}
    assert set(CONDITIONS) == narrowing


@given(rows=st.lists(ROWS, max_size=6), query=QUERIES, kept=SOME, size=st.integers(1, 3))
def test_the_list_in_memory_is_the_list_in_the_database(names, rows, query, kept, size):
    with transaction.atomic():
        for row in rows:
            save(names, row)
        parameters = asked({name: values for name, values in query.items() if name in kept})
        order = parameters.order

        assert len(parameters.selection) == parameters.qs.count()
        assert parameters.selection.apart_from("year").years() == years(parameters.apart_from("year"))
        shown = {facet.name: facet for facet in facets(parameters)}
        for name in COLUMNS:
            expected = facet_in_database(parameters, name)
            chosen = parameters.values(name)
            options = shown[name].options if name in shown else []
            assert [(one.value, one.count) for one in options if one.chosen] == [
                (slug, dict(expected).get(slug, 0)) for slug in chosen
            ]
            assert [(one.value, one.count) for one in options if not one.chosen] == [
                (slug, count) for slug, count in expected if slug not in chosen
            ]

        everything = Quotation.objects.published()
        walks = []
        for turn in (
            lambda cursor: page_in(parameters.selection, everything, order, cursor, size),
            lambda cursor: page_of(parameters.qs, order, cursor, size),
        ):
            there, last = pages(turn(None), turn, "next")
            back, _ = pages(last, turn, "previous")
            walks.append((there, back))
        assert walks[0] == walks[1]
        assert walks[0][1] == walks[0][0][::-1]
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_list_has_one_moment(client):
    """A quotation that comes while the page is made is in no part of it."""
    make_quotation(speaker=make_speaker(name="Ana Ruiz"))
    parameters = asked({})
    assert len(parameters.selection) == 1
    make_quotation(speaker=make_speaker(name="Tom Byrne"))
    assert [option.label for facet in facets(parameters) for option in facet.options if facet.name == "speaker"] == [
        "Ana Ruiz"
    ]
    assert set(LISTED) < set(COLUMNS)
