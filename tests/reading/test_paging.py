"""Keyset paging: every row once, in one order, forwards and backwards."""

from base64 import urlsafe_b64encode
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from quotes.models import Quotation, Source
from quotes.reading.paging import A_TO_Z, LATEST_PUBLISHED, NEWEST, OLDEST, Cursor, Exactly, Total, page_of, total
from tests.factories import make_quotation, make_source, make_speaker


def walk(rows, order, size):
    """Return the refs of each page, forwards from the first."""
    pages, page = [], page_of(rows, order, None, size)
    while True:
        pages.append([row.ref for row in page.rows])
        if page.next is None:
            return pages, page
        page = page_of(rows, order, order.cursor(str(page.next)), size)


@pytest.mark.django_db
@given(
    offsets=st.lists(st.integers(0, 3), max_size=14),
    size=st.integers(1, 5),
    order=st.sampled_from([NEWEST, OLDEST]),
)
def test_paging_shows_each_row_once_in_order_both_ways(many_quotations, offsets, size, order):
    Quotation.objects.filter(pk__in=Quotation.objects.values("pk"))._raw_delete(Quotation.objects.db)
    rows = Quotation.objects.published()
    made = many_quotations([date(2024, 1, 1) + timedelta(days=offset) for offset in offsets])
    expected = sorted(((str(one.said_latest), one.ref) for one in made), reverse=order is NEWEST)

    forwards, last = walk(rows, order, size)
    assert [ref for page in forwards for ref in page] == [ref for _, ref in expected]

    backwards = [[row.ref for row in last.rows]]
    while last.previous:
        last = page_of(rows, order, order.cursor(str(last.previous)), size)
        backwards.insert(0, [row.ref for row in last.rows])
    assert backwards == forwards


@pytest.mark.django_db
@given(days=st.lists(st.integers(0, 2), max_size=9), size=st.integers(1, 4))
def test_sources_of_one_day_stand_in_order_of_their_addresses_both_ways(days, size):
    with transaction.atomic():
        sources = [make_source(published_on=date(2024, 1, 1 + day)) for day in days]
        expected = [one.slug for one in sorted(sources, key=lambda one: (-one.published_on.toordinal(), one.slug))]
        page = page_of(Source.objects.all(), LATEST_PUBLISHED, None, size)
        forwards = [[one.slug for one in page.rows]]
        while page.next:
            page = page_of(Source.objects.all(), LATEST_PUBLISHED, page.next, size)
            forwards.append([one.slug for one in page.rows])
        assert [slug for slugs in forwards for slug in slugs] == expected
        backwards = [[one.slug for one in page.rows]]
        while page.previous:
            page = page_of(Source.objects.all(), LATEST_PUBLISHED, page.previous, size)
            backwards.insert(0, [one.slug for one in page.rows])
        assert backwards == forwards
        transaction.set_rollback(True)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_links_of_the_list_lead_through_all_of_it_and_back(client, many_quotations, sort):
    made = many_quotations([date(2024, 1, 1 + index // 20) for index in range(60)])
    expected = [one.ref for one in sorted(made, key=lambda one: (one.said_latest, one.ref), reverse=sort == "newest")]
    address, seen, last = reverse("quotes:quotation-list"), [], None
    context = client.get(f"{address}?sort={sort}").context
    while True:
        seen.append([row.ref for row in context["page"].rows])
        if not context["next"]:
            break
        context = client.get(address + context["next"]).context
    assert [len(page) for page in seen] == [25, 25, 10]
    assert [ref for page in seen for ref in page] == expected

    last = client.get(address + context["previous"]).context
    assert [row.ref for row in last["page"].rows] == seen[1]
    first = client.get(address + last["previous"]).context
    assert [row.ref for row in first["page"].rows] == seen[0]
    assert not first["previous"]


def test_a_cursor_tells_no_numeric_key(many_quotations):
    quotation = many_quotations([date(2024, 1, 1)])[0]
    page = page_of(Quotation.objects.published(), NEWEST, None, 1)
    assert NEWEST.key(page.rows[0]) == ("2024-01-01", quotation.ref)


@pytest.mark.parametrize("cursor", [Cursor(("2024-02-29", "0123456789")), Cursor(("0001-01-01", "ZZZZZZZZZZ"), True)])
def test_a_cursor_reads_as_it_was_written(cursor):
    assert NEWEST.cursor(str(cursor)) == cursor


@pytest.mark.parametrize(
    "place",
    [
        "",
        ">",
        ">2024-01-01",
        ">2024-01-01~0123456789~",
        ">2024-01-01~I123456789",
        ">2024-01-01~012345678",
        ">2023-02-29~0123456789",
        ">0000-01-01~0123456789",
        ">20240101~0123456789",
        "=2024-01-01~0123456789",
        "2024-01-01~0123456789",
        ">2024-01-01~0123456789\n",
    ],
)
def test_a_made_up_cursor_is_refused(place):
    with pytest.raises(ValueError, match="page link is not valid"):
        NEWEST.cursor(urlsafe_b64encode(place.encode()).decode().rstrip("="))


@given(st.text(max_size=60))
def test_any_text_is_a_cursor_that_reads_back_or_is_refused(text):
    for order in (NEWEST, A_TO_Z):
        with suppress(ValueError):
            assert str(order.cursor(text)) == text


def test_a_page_that_lost_its_rows_leads_to_the_first(client, many_quotations):
    many_quotations([date(2024, 1, 1)])
    cursor = Cursor(("0001-01-01", "0000000000"))
    response = client.get(reverse("quotes:quotation-list"), {"page": str(cursor)})
    assert response.status_code == 200
    assert "Nothing stands on this page any more" in response.text


def test_counts_are_exact_to_ten_thousand(db):
    make_quotation()
    assert str(total(Quotation.objects.published())) == "1"
    assert str(Total(10_000)) == "10,000"
    assert str(Total(10_001)) == "10,000+"
    assert str(Exactly(1_000_000)) == "1,000,000"


@pytest.mark.django_db
def test_speakers_page_from_a_to_z(client, many_quotations, monkeypatch):
    monkeypatch.setattr("quotes.reading.views.index.PAGE_SIZE", 2)
    names = ["Ada", "Bea", "Cyd", "Dot", "Eve"]
    for name in reversed(names):
        many_quotations([date(2024, 1, 1)], speaker=make_speaker(name=name))
    address, seen = reverse("quotes:speaker-list"), []
    context = client.get(address).context
    while True:
        seen.append([str(row) for row in context["page"].rows])
        if not context["next"]:
            break
        context = client.get(address + context["next"]).context
    assert seen == [["Ada", "Bea"], ["Cyd", "Dot"], ["Eve"]]
    assert [str(row) for row in client.get(address + context["previous"]).context["page"].rows] == ["Cyd", "Dot"]
