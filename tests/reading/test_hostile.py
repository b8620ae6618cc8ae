"""Hostile values in every parameter and path of every public address: the same answers on both databases."""

import time

import pytest
from django.conf import settings
from django.urls import reverse

from quotes.models import Quotation, Status
from quotes.reading.facets import LISTED
from quotes.reading.filters import (
    ClaimFilter,
    FacetFilter,
    IndexFilter,
    QuotationFilter,
    SourceFilter,
    SpeakerFilter,
)
from tests.factories import (
    make_affiliation,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)
from tests.security import hostile

pytestmark = pytest.mark.django_db

CANARY = "Canary"

# Every public address with the FilterSet of its parameters, () without any. A new address needs its line here.
PARAMETERS = {
    "favicon.ico": (),
    "quotes:home": (),
    "quotes:quotation-list": QuotationFilter,
    "quotes:facet-list": FacetFilter,
    "quotes:quotation-detail": (),
    "quotes:speaker-list": SpeakerFilter,
    "quotes:speaker-detail": (),
    "quotes:organization-list": IndexFilter,
    "quotes:organization-detail": (),
    "quotes:claim-list": ClaimFilter,
    "quotes:claim-detail": (),
    "quotes:source-list": SourceFilter,
    "quotes:source-detail": (),
    "quotes:topic-list": IndexFilter,
    "quotes:topic-detail": (),
    "quotes:about": (),
    "quotes:checking": (),
    "quotes:corrections": (),
}
PATTERNS = hostile.public_patterns()
WITH_SEGMENT = [name for name, route in PATTERNS.items() if "<" in route]


@pytest.fixture
def segments():
    """The last parts of the addresses that have one: of records that are public, beside a draft that is not."""
    affiliation = make_affiliation(
        speaker=make_speaker(name="Ana Ruiz"), organization=make_organization(name="Dover City"), role="engineer"
    )
    source = make_source(title="Dover Gazette", publisher=make_organization(name="Dover Printing"))
    topic, claim = make_topic(name="Repair"), make_claim(text="It will hold.")
    quotation = make_quotation(affiliation=affiliation, source=source, topics=[topic])
    make_stance(quotation=quotation, claim=claim)
    draft = make_quotation(
        speaker=make_speaker(name=CANARY),
        source=make_source(title=CANARY),
        topics=[make_topic(name=CANARY)],
        status=Status.DRAFT,
    )
    make_stance(quotation=draft, claim=make_claim(text=CANARY, status=Status.DRAFT))
    return {
        "quotes:facet-list": list(LISTED),
        "quotes:quotation-detail": [quotation.ref],
        "quotes:speaker-detail": [quotation.speaker.slug],
        "quotes:organization-detail": [affiliation.organization.slug],
        "quotes:claim-detail": [claim.slug],
        "quotes:source-detail": [source.slug],
        "quotes:topic-detail": [topic.slug],
    }


@pytest.fixture
def record(segments):
    slugs = [slug for name, [slug, *_] in segments.items() if name != "quotes:facet-list"]
    return hostile.Record(hidden=(CANARY, settings.SECRET_KEY), findable=tuple(slugs))


@pytest.fixture
def ask(client):
    """A function from an address, and headers, to the answer."""

    def answer(address, headers=None):
        start = time.perf_counter()
        response = client.get(address, headers=headers)
        seconds = time.perf_counter() - start
        return hostile.Answer(
            response.status_code, str(response.headers), response.get("Location", ""), response.text, seconds
        )

    return answer


def addresses(name, segments):
    """Return the addresses of a name, each with the last part that stands in it, if any."""
    if name in WITH_SEGMENT:
        return [(reverse(name, args=[segment]), segment) for segment in segments[name]]
    return [(f"/{PATTERNS[name]}", "")]


def test_every_public_address_is_attempted():
    assert list(PATTERNS) == list(PARAMETERS)
    parameters = {name for filters in PARAMETERS.values() if filters for name in filters.base_filters}
    assert parameters <= set(hostile.KINDS)


def test_every_case_is_sent_somewhere_and_judged():
    targets = set().union(*hostile.TARGETS.values(), hostile.OF_NO_ADDRESS, {"query_string"})
    assert all(case.targets & targets for case in hostile.CASES)
    assert {case.expect for case in hostile.CASES} == hostile.EXPECTATIONS


@pytest.mark.parametrize("name", PARAMETERS)
def test_hostile_parameters_get_the_answer_known_before(ask, segments, record, name):
    parameters = PARAMETERS[name].base_filters if PARAMETERS[name] else ()
    wrong = {}
    for address, _ in addresses(name, segments):
        plain = ask(address)
        for attempt in hostile.attempts_on(address, parameters):
            if found := hostile.faults(attempt, ask(attempt.address), plain, record):
                wrong[attempt.address] = found
    assert not wrong


@pytest.mark.parametrize("name", WITH_SEGMENT)
def test_a_hostile_part_of_an_address_is_not_found(ask, segments, record, name):
    wrong = {}
    for address, segment in addresses(name, segments):
        plain = ask(address)
        for attempt in hostile.attempts_on_path(address, segment):
            if found := hostile.faults(attempt, ask(attempt.address), plain, record):
                wrong[attempt.address] = found
    assert not wrong


@pytest.mark.parametrize("name", PARAMETERS)
def test_hostile_headers_change_nothing(ask, segments, record, monkeypatch, name):
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["testserver"])
    wrong = {}
    for address, _ in addresses(name, segments):
        plain = ask(address)
        for row in hostile.HEADERS:
            answer = ask(address, {row["header"]: row["value"]})
            if found := hostile.header_faults(row, answer, plain, record):
                wrong[address, row["id"]] = found
    assert not wrong
    assert Quotation.objects.published().count() == 1
