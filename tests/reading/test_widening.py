"""What an empty list offers: only what finds something, exactly as many as it says, and all that there is of it."""

from datetime import date
from itertools import combinations

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from quotes.models import Quotation, QuotationTopic, Status
from quotes.reading.paging import Total, totals
from quotes.reading.parameters import MOST_VALUES
from quotes.reading.views import QuotationList
from quotes.reading.views.base import MOST_PAIRED, MOST_PAIRS
from tests.factories import make_organization, make_quotation, make_source, make_speaker, make_topic

pytestmark = pytest.mark.django_db

QUOTATIONS = reverse("quotes:quotation-list")
DAYS = [date(2019, 5, 6), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
NAMES = ["one", "two"]

ROWS = st.tuples(
    st.integers(0, 1),  # speaker
    st.sampled_from([None, 0, 1]),  # organization
    st.sampled_from([None, 0, 1]),  # topic
    st.sampled_from(Quotation.Kind.values),
    st.sampled_from(DAYS),
    st.sampled_from([Status.PUBLISHED, Status.PUBLISHED, Status.DRAFT]),
)
SLUGS = st.lists(st.sampled_from([*NAMES, "nobody"]), max_size=2, unique=True)
QUERIES = st.fixed_dictionaries(
    {
        "speaker": SLUGS,
        "organization": SLUGS,
        "topic": SLUGS,
        "kind": st.lists(st.sampled_from(Quotation.Kind.values), max_size=2, unique=True),
        "year": st.lists(st.sampled_from(["2019", "2020", "2021", "2022"]), max_size=2, unique=True),
        "after": st.lists(st.sampled_from(["2019-05-06", "2020-12-31", "2022-01-01"]), max_size=1),
        "before": st.lists(st.sampled_from(["2018-01-01", "2020-12-31", "2021-01-01"]), max_size=1),
        "sort": st.lists(st.just("oldest"), max_size=1),
    }
)


@pytest.fixture
def names(db):
    """Two speakers, organizations and topics, each "one" and "two"; and a source."""
    made = {
        "speaker": [make_speaker(name=name) for name in NAMES],
        "organization": [make_organization(name=name) for name in NAMES],
        "topic": [make_topic(name=name) for name in NAMES],
    }
    return made | {"source": make_source(published_on=max(DAYS))}


def save(rows, names):
    for speaker, organization, topic, kind, day, status in rows:
        quotation = Quotation.objects.bulk_create(
            [
                Quotation(
                    source=names["source"],
                    speaker=names["speaker"][speaker],
                    organization=None if organization is None else names["organization"][organization],
                    kind=kind,
                    said_latest=day,
                    text="Words",
                    display_text="“Words”",
                    status=status,
                )
            ]
        )[0]
        if topic is not None:
            QuotationTopic.objects.bulk_create(
                [QuotationTopic(quotation=quotation, topic=names["topic"][topic], said_latest=day, status=status)]
            )


def count(client, query):
    return client.get(QUOTATIONS, query).context["count"].number


@settings(max_examples=settings().max_examples // 2)  # each asks for up to a dozen pages
@given(rows=st.lists(ROWS, min_size=1, max_size=6), query=QUERIES)
def test_every_suggestion_finds_exactly_what_it_says_and_none_is_missing(client, names, rows, query):
    with transaction.atomic():
        save(rows, names)
        response = client.get(QUOTATIONS, query)
        if not response.context["count"]:
            ways = response.context["ways"]
            for chip, found in ways:
                assert found.number > 0
                assert client.get(QUOTATIONS + chip.href).context["count"].number == found.number
            narrowing = [name for name, values in query.items() if values and name != "sort"]
            expected = {}
            for size in (1, 2) if len(narrowing) <= MOST_PAIRED else (1,):
                if not any(expected.values()) and size < len(narrowing):
                    expected = {
                        left: count(client, {name: query[name] for name in query if name not in left})
                        for left in combinations(narrowing, size)
                    }
            numbers = sorted((number for number in expected.values() if number), reverse=True)
            most = MOST_PAIRS if expected and len(next(iter(expected))) == 2 else len(numbers)
            assert sorted((found.number for _, found in ways), reverse=True) == numbers[:most]
        transaction.set_rollback(True)


def test_a_pair_is_offered_where_no_single_filter_helps(client):
    make_quotation(speaker=make_speaker(name="Ana Ruiz"), kind="partial", said="2023")
    response = client.get(QUOTATIONS, {"speaker": ["nobody", "no one"], "kind": "partial", "year": "1999"})
    assert "Leave out the speaker and the year" in response.text
    assert "nobody, no one; 1999" in response.text
    assert [chip.href for chip, _ in response.context["ways"]] == ["?kind=partial"]


@pytest.fixture
def counted(client, monkeypatch):
    """A function from a query to the number of sets that its empty list counted, and what it suggests."""
    numbers = []
    count_without = QuotationList.count_without

    def count_and_note(view, sets):
        numbers.append(len(sets))
        return count_without(view, sets)

    monkeypatch.setattr(QuotationList, "count_without", count_and_note)

    def count_sets(query):
        numbers.clear()
        response = client.get(QUOTATIONS, query)
        assert not response.context["count"]
        return sum(numbers), response.context["ways"]

    return count_sets


def test_what_keeps_a_value_that_does_not_exist_is_not_counted(counted):
    quotation = make_quotation(speaker=make_speaker(name="Ana Ruiz"), kind="partial", said="2023")
    query = {"speaker": "nobody", "source": quotation.source.slug, "kind": "partial", "year": "2023"}
    sets, ways = counted(query)
    assert (sets, [chip.href for chip, _ in ways]) == (1, [f"?kind=partial&source={quotation.source.slug}&year=2023"])
    assert counted(query | {"organization": "nowhere"})[0] == 1  # the one pair
    assert counted(query | {"organization": "nowhere", "topic": "nothing"}) == (0, [])
    sets, ways = counted(
        query | {"speaker": [*(f"nobody-{n}" for n in range(MOST_VALUES - 1)), "ana-ruiz"], "year": "1999"}
    )
    assert (sets, len(ways)) == (4, 1)


def test_of_many_filters_no_pairs_are_counted(counted):
    made = make_quotation(kind="partial", medium="interview", said="2023-05-06", topics=[make_topic()])
    query = {
        "speaker": made.speaker.slug,
        "topic": made.topics.get().slug,
        "kind": "direct",
        "medium": "interview",
        "source": made.source.slug,
        "year": "1999",
    }
    assert len(query) == MOST_PAIRED
    sets, ways = counted(query)
    assert (sets, len(ways)) == (6 + 15, 1)
    assert counted(query | {"before": "2023-05-06"}) == (7, [])


def test_several_sets_are_counted_like_each_alone(monkeypatch, many_quotations):
    monkeypatch.setattr("quotes.reading.paging.COUNTED", 2)
    many_quotations([date(2024, 1, day) for day in range(1, 6)])
    rows = Quotation.objects.published()
    sets = {"all": rows, "some": rows.filter(said_latest__gt=date(2024, 1, 4)), "none": rows.none()}
    assert totals(sets) == {"all": Total(3), "some": Total(1), "none": Total(0)}
    assert totals({}) == {}
