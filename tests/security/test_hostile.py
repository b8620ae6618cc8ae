"""Hostile values in every parameter and path of every public address: the same answers on both databases."""

import time
from collections.abc import Callable, Iterable, Iterator
from http.client import HTTPConnection
from typing import Any

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


class Hostility:
    """What is wrong with the answers to hostile requests, by address.

    Each address of a name gets every case. Where the cases are `dealt`, like cards, each goes to one of the addresses.
    """

    def __init__(self, ask: Ask, segments: dict[str, list[str]], record: hostile.Record, *, dealt: bool) -> None:
        self.ask, self.segments, self.record, self.dealt = ask, segments, record, dealt

    def targets(self, name: str, cases: list[Any]) -> Iterator[tuple[str, str, list[Any]]]:
        """Give each address of a name, the part of it that varies, and its cases."""
        found = addresses(name, self.segments)
        for place, (address, segment) in enumerate(found):
            yield address, segment, cases[place :: len(found)] if self.dealt else cases

    def of_parameters(self, name: str) -> dict[str, list[str]]:
        wrong = {}
        for address, _, cases in self.targets(name, hostile.CASES):
            wrong |= self.judged(address, hostile.attempts_on(address, PARAMETERS[name], cases))
        return wrong

    def of_paths(self, name: str) -> dict[str, list[str]]:
        wrong = {}
        for address, segment, cases in self.targets(name, hostile.CASES):
            wrong |= self.judged(address, hostile.attempts_on_path(address, segment, cases))
        return wrong

    def of_headers(self, name: str) -> dict[tuple[str, str], list[str]]:
        wrong = {}
        for address, _, rows in self.targets(name, hostile.HEADERS):
            plain = self.ask(address)
            for row in rows:
                answer = self.ask(address, {row["header"]: row["value"]})
                if found := hostile.header_faults(row, answer, plain, self.record):
                    wrong[address, row["id"]] = found
        return wrong

    def judged(self, address: str, attempts: Iterable[hostile.Attempt]) -> dict[str, list[str]]:
        plain = self.ask(address)
        found = {one.address: hostile.faults(one, self.ask(one.address), plain, self.record) for one in attempts}
        return {attempted: faults for attempted, faults in found.items() if faults}


@pytest.fixture
def hostility(ask, segments, record):
    return Hostility(ask, segments, record, dealt=True)


def test_every_public_address_is_attempted():
    assert list(PATTERNS) == list(PARAMETERS)
    assert {name for names in PARAMETERS.values() for name in names} <= set(hostile.KINDS)


def test_every_case_is_sent_somewhere_and_judged():
    targets = set().union(*hostile.TARGETS.values(), hostile.OF_NO_ADDRESS, {"query_string"})
    assert all(case.targets & targets for case in hostile.CASES)
    assert {case.expect for case in hostile.CASES} == hostile.EXPECTATIONS


def test_dealt_cases_are_each_sent_once_and_to_every_address(hostility):
    targets = list(hostility.targets("quotes:facet-list", hostile.CASES))
    assert len(targets) == len(hostility.segments["quotes:facet-list"]) > 1
    assert all(cases for _, _, cases in targets)
    dealt = [case for _, _, cases in targets for case in cases]
    assert sorted(dealt, key=hostile.CASES.index) == hostile.CASES


@pytest.mark.parametrize("name", PARAMETERS)
def test_hostile_parameters_get_the_answer_known_before(hostility, name):
    assert not hostility.of_parameters(name)


@pytest.mark.parametrize("name", WITH_SEGMENT)
def test_a_hostile_part_of_an_address_is_not_found(hostility, name):
    assert not hostility.of_paths(name)


@pytest.mark.parametrize("name", PARAMETERS)
def test_hostile_headers_change_nothing(hostility, monkeypatch, name):
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["testserver"])
    assert not hostility.of_headers(name)
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
    """At every address, on either database: each status is known before, so both must give the same. None takes 2 s."""
    hostility = Hostility(ask_server, segments, record, dealt=False)
    wrong = {}
    for name in PARAMETERS:
        wrong |= hostility.of_parameters(name) | hostility.of_headers(name)
    for name in WITH_SEGMENT:
        wrong |= hostility.of_paths(name)
    assert not wrong
