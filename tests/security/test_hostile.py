"""Hostile values in every parameter and path of every public address: the same answers on both databases."""

import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection

import pytest
from django.conf import settings

from quotes.models import Quotation
from tests.serving import Site, current_database_url

from . import hostile
from .addresses import CANARY, PARAMETERS, PATTERNS, WITH_SEGMENT, addresses, findable, make_segments

Ask = Callable[..., hostile.Answer]


@pytest.fixture
def segments(db):
    return make_segments()


@pytest.fixture
def record(segments):
    return hostile.Record(hidden=(CANARY, settings.SECRET_KEY), findable=tuple(findable(segments)))


@pytest.fixture
def ask(client):
    """A function from an address, and headers, to the answer."""

    def answer(address, headers=None):
        response = client.get(address, headers=headers)
        return hostile.Answer(response.status_code, str(response.headers), response.get("Location", ""), response.text)

    return answer


def faults_of_parameters(ask: Ask, name: str, segments: dict[str, list[str]], record: hostile.Record) -> dict:
    """Return what is wrong with the answers to hostile parameters, by address."""
    wrong = {}
    for address, _ in addresses(name, segments):
        plain = ask(address)
        for attempt in hostile.attempts_on(address, PARAMETERS[name]):
            if found := hostile.faults(attempt, ask(attempt.address), plain, record):
                wrong[attempt.address] = found
    return wrong


def faults_of_paths(ask: Ask, name: str, segments: dict[str, list[str]], record: hostile.Record) -> dict:
    """Return what is wrong with the answers to hostile parts of an address, by address."""
    wrong = {}
    for address, segment in addresses(name, segments):
        plain = ask(address)
        for attempt in hostile.attempts_on_path(address, segment):
            if found := hostile.faults(attempt, ask(attempt.address), plain, record):
                wrong[attempt.address] = found
    return wrong


def faults_of_headers(ask: Ask, name: str, segments: dict[str, list[str]], record: hostile.Record) -> dict:
    """Return what is wrong with the answers to hostile headers, by address and header."""
    wrong = {}
    for address, _ in addresses(name, segments):
        plain = ask(address)
        for row in hostile.HEADERS:
            answer = ask(address, {row["header"]: row["value"]})
            if found := hostile.header_faults(row, answer, plain, record):
                wrong[address, row["id"]] = found
    return wrong


def test_every_public_address_is_attempted():
    assert list(PATTERNS) == list(PARAMETERS)
    assert {name for names in PARAMETERS.values() for name in names} <= set(hostile.KINDS)


def test_every_case_is_sent_somewhere_and_judged():
    targets = set().union(*hostile.TARGETS.values(), hostile.OF_NO_ADDRESS, {"query_string"})
    assert all(case.targets & targets for case in hostile.CASES)
    assert {case.expect for case in hostile.CASES} == hostile.EXPECTATIONS


@pytest.mark.parametrize("name", PARAMETERS)
def test_hostile_parameters_get_the_answer_known_before(ask, segments, record, name):
    assert not faults_of_parameters(ask, name, segments, record)


@pytest.mark.parametrize("name", WITH_SEGMENT)
def test_a_hostile_part_of_an_address_is_not_found(ask, segments, record, name):
    assert not faults_of_paths(ask, name, segments, record)


@pytest.mark.parametrize("name", PARAMETERS)
def test_hostile_headers_change_nothing(ask, segments, record, monkeypatch, name):
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["testserver"])
    assert not faults_of_headers(ask, name, segments, record)
    assert Quotation.objects.published().count() == 1


def test_an_answer_that_takes_too_long_is_a_fault():
    case = hostile.Case("any", "", frozenset(), "not5xx")
    attempt = hostile.Attempt(case, "/?a=b", "/", None)
    plain, late = hostile.Answer(200, "", "", ""), hostile.Answer(200, "", "", "", hostile.MOST_SECONDS + 0.1)
    nothing = hostile.Record((), ())
    assert hostile.faults(attempt, plain, plain, nothing) == []
    assert hostile.faults(attempt, late, plain, nothing) == ["took 2.1 s"]


@pytest.fixture
def ask_server(transactional_db, segments, tmp_path) -> Iterator[Ask]:
    """A function from an address, and headers, to the answer of the server of production on this database.

    What was too slow is asked once more: a busy machine is slow now and then, a fault every time.
    """
    site = Site(current_database_url(), tmp_path)
    with site.running():
        connection = HTTPConnection("127.0.0.1", site.port, timeout=30)

        def answer_once(address, headers):
            start = time.perf_counter()
            connection.putrequest("GET", address, skip_host="Host" in (headers or {}))
            for header, value in (headers or {}).items():
                connection.putheader(header, value)
            connection.endheaders()
            response = connection.getresponse()
            body = response.read().decode()
            seconds = time.perf_counter() - start
            location = response.headers["Location"] or ""
            return hostile.Answer(response.status, str(response.headers), location, body, seconds)

        def answer(address, headers=None):
            first = answer_once(address, headers)
            return answer_once(address, headers) if first.seconds > hostile.MOST_SECONDS else first

        yield answer
        connection.close()


@pytest.mark.slow
def test_the_server_of_production_gives_the_same_answers(ask_server, segments, record):
    """On either database: every status is known before, so that both must give the same. None takes 2 seconds."""
    wrong = {}
    for name in PARAMETERS:
        wrong |= faults_of_parameters(ask_server, name, segments, record)
        wrong |= faults_of_headers(ask_server, name, segments, record)
    for name in WITH_SEGMENT:
        wrong |= faults_of_paths(ask_server, name, segments, record)
    assert not wrong
