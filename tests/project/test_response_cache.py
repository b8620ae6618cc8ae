"""Pages kept in memory: the same page again, and none that is older than the record."""

import gzip
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from project.response_cache import OVERHEAD, Page, Pages
from quotes.editing import withdraw
from tests.factories import make_quotation, make_speaker

LIST = reverse("quotes:quotation-list")


@pytest.fixture
def reader(settings, db) -> Client:
    """A reader of a site that keeps pages."""
    settings.RESPONSE_CACHE_MB = 1
    return Client()


def queries(client: Client, address: str, **headers: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, headers=headers).status_code in (200, 304)
    return len(captured)


def test_a_page_asked_for_again_costs_a_look_for_changes_alone(reader):
    make_quotation()
    first = reader.get(LIST)
    assert queries(reader, LIST) == 1
    again = reader.get(LIST)
    assert again.content == first.content
    assert {**again.headers, "X-Request-ID": ""} == {**first.headers, "X-Request-ID": ""}
    assert again.headers["X-Request-ID"] != first.headers["X-Request-ID"]


def test_what_is_changed_shows_at_the_next_request(reader):
    speaker = make_speaker(name="Ana Ruiz")
    quotation = make_quotation(speaker=speaker)
    assert "Ana Ruiz" in reader.get(LIST).text
    speaker.name = "Anna Ruiz"
    speaker.save()
    assert "Anna Ruiz" in reader.get(LIST).text
    withdraw(quotation, by=User.objects.create_superuser("editor"), reason="The source was retracted.")
    assert "Anna Ruiz" not in reader.get(LIST).text


def test_a_reader_who_has_the_page_gets_no_body(reader):
    make_quotation()
    etag = reader.get(LIST).headers["ETag"]
    reader.get(LIST)
    again = reader.get(LIST, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_pages_are_kept_compressed_for_those_who_read_them_so(reader):
    make_quotation()
    for _ in range(2):
        plain = reader.get(LIST)
        packed = reader.get(LIST, headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(packed.content) == plain.content
    assert queries(reader, LIST) == queries(reader, LIST, **{"Accept-Encoding": "gzip"}) == 1


@pytest.mark.parametrize("address", ["/nowhere/", "/quotations/?year=x", "/quotations/0000000000/"])
def test_what_is_no_page_is_not_kept(reader, address):
    for _ in range(2):
        answer = reader.get(address)
        assert answer.status_code in (400, 404)
    with CaptureQueriesContext(connection) as first:
        reader.get(address)
    with CaptureQueriesContext(connection) as second:
        reader.get(address)
    assert len(first) == len(second)


def test_neither_the_desk_nor_the_health_of_the_site_is_kept(reader):
    reader.force_login(User.objects.create_superuser("editor"), backend="django.contrib.auth.backends.ModelBackend")
    for address in (reverse("admin:quotes_topic_changelist"), reverse("readyz"), reverse("livez")):
        reader.get(address)
        with CaptureQueriesContext(connection) as captured:
            reader.get(address)
        assert not any("quotes_change" in query["sql"] for query in captured)


def test_another_address_host_or_day_has_a_page_of_its_own(reader, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    make_quotation()
    assert "http://one.example/" in reader.get(LIST, headers={"Host": "one.example"}).text
    assert "http://two.example/" in reader.get(LIST, headers={"Host": "two.example"}).text
    assert queries(reader, LIST, Host="two.example") == 1
    assert queries(reader, f"{LIST}?kind=direct", Host="two.example") > 1
    monkeypatch.setattr("project.response_cache.localdate", lambda: date(2100, 1, 1))
    assert queries(reader, LIST, Host="two.example") > 1


def page(size: int) -> Page:
    return Page({}, b"x" * (size - OVERHEAD))


def test_pages_that_were_asked_for_least_lately_make_room():
    pages = Pages(30_000)
    for name in ("one", "two", "three"):
        pages.keep((name,), page(10_000), 1)
    assert pages.get(("one",), 1)
    pages.keep(("four",), page(10_000), 1)
    assert [name for name in ("one", "two", "three", "four") if (name,) in pages] == ["one", "three", "four"]
    assert pages.size == 30_000


def test_a_page_that_fills_all_the_room_is_not_kept():
    pages = Pages(30_000)
    pages.keep(("one",), page(10_000), 1)
    pages.keep(("huge",), page(30_001), 1)
    assert ("one",) in pages
    assert ("huge",) not in pages


def test_pages_of_an_earlier_state_are_neither_shown_nor_kept():
    pages = Pages(30_000)
    pages.keep(("one",), page(10_000), 1)
    assert pages.get(("one",), 2) is None
    pages.keep(("two",), page(10_000), 2)
    assert ("one",) not in pages
    pages.keep(("three",), page(10_000), 1)
    assert ("three",) not in pages
    assert pages.get(("two",), 2)


def test_queries_that_only_look_alike_once_encoded_have_pages_of_their_own(reader):
    make_quotation()
    raw, encoded = "q=été".encode().decode("latin-1"), "q=%C3%83%C2%A9t%C3%83%C2%A9"
    first = reader.get(LIST, QUERY_STRING=raw)
    assert "été" in first.text
    assert "Ã©tÃ©" in reader.get(LIST, QUERY_STRING=encoded).text


def test_while_the_database_is_away_the_page_itself_says_so(reader, monkeypatch):
    make_quotation()
    reader.get(LIST)

    def away():
        raise OperationalError("gone")

    monkeypatch.setattr("project.response_cache.generation", away)
    reader.raise_request_exception = False
    answer = reader.get(LIST)
    assert answer.status_code >= 500
    assert "Content-Security-Policy" in answer.headers
    assert answer.headers["X-Frame-Options"] == "DENY"
