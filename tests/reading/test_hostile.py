"""Hostile values in every parameter of every address: the same statuses on both databases, and nothing let through."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from quotes.models import Status
from quotes.reading.filters import ClaimFilter, QuotationFilter, SpeakerFilter
from tests.factories import make_claim, make_quotation, make_speaker

pytestmark = pytest.mark.django_db

CASES = json.loads((Path(__file__).parents[1] / "security" / "hostile_params.json").read_text())["params"]
VALUES = {case["id"]: case for case in CASES if case["value"] is not None}
EVERYWHERE = [name for name, case in VALUES.items() if "any" in case["targets"]]

# What each parameter answers, known without a database.
UNREADABLE = {
    "csv_nl_eq",
    "enc_bad_utf8_ff",
    "enc_bell_bs",
    "enc_nul",
    "enc_nul_mid",
    "enc_nul_tail",
    "enc_nul_x5",
    "enc_overlong_nul",
    "enc_overlong_slash",
    "enc_utf16_bom",
    "uni_lri_pdi",
    "uni_rlo",
}
SLUGS = {"speaker", "organization", "role", "topic", "source", "claim", "name"}
STRICT = {"kind", "medium", "year", "after", "before", "sort", "page", "letter"}


def expected(parameter, case):
    if parameter in STRICT:
        return 200 if VALUES[case]["value"] == "" else 400
    return 400 if case in UNREADABLE else 200


@pytest.fixture
def addresses():
    quotation = make_quotation(speaker=make_speaker(name="Ana Ruiz"))
    make_quotation(speaker=make_speaker(name="Canary"), status=Status.DRAFT)
    return {
        "home": reverse("quotes:home"),
        "list": reverse("quotes:quotation-list"),
        "quotation": quotation.get_absolute_url(),
        "speakers": reverse("quotes:speaker-list"),
        "speaker": quotation.speaker.get_absolute_url(),
        "claims": reverse("quotes:claim-list"),
        "claim": make_claim().get_absolute_url(),
    }


def test_every_parameter_has_an_expectation():
    assert {*QuotationFilter.base_filters, *SpeakerFilter.base_filters, *ClaimFilter.base_filters} == SLUGS | STRICT


@pytest.mark.parametrize("case", EVERYWHERE)
def test_every_parameter_answers_hostile_values_as_expected(client, addresses, case):
    value = VALUES[case]["value"]
    for where, filters in (("list", QuotationFilter), ("speakers", SpeakerFilter), ("claims", ClaimFilter)):
        for parameter in filters.base_filters:
            response = client.get(f"{addresses[where]}?{parameter}={value}")
            assert response.status_code == expected(parameter, case), (where, parameter)
            assert "<img src=x" not in response.text
            assert "<script>alert" not in response.text
            assert "Canary" not in response.text


@pytest.mark.parametrize("case", VALUES)
def test_slugs_dates_and_names_answer_every_value_as_expected(client, addresses, case):
    if "query_string" in VALUES[case]["targets"]:
        return
    for where, parameter in (
        ("list", "speaker"),
        ("list", "topic"),
        ("list", "after"),
        ("speakers", "name"),
        ("claims", "topic"),
    ):
        response = client.get(f"{addresses[where]}?{parameter}={VALUES[case]['value']}")
        assert response.status_code == expected(parameter, case), parameter


@pytest.mark.parametrize("case", [name for name, case in VALUES.items() if "query_string" in case["targets"]])
def test_unknown_parameters_change_nothing(client, addresses, case):
    for address in addresses.values():
        assert client.get(f"{address}?{VALUES[case]['value']}").text == client.get(address).text


@pytest.mark.parametrize("case", EVERYWHERE)
def test_pages_without_parameters_ignore_them(client, addresses, case):
    for where in ("home", "quotation", "speaker", "claim"):
        for parameter in ("q", "page", "ref", "slug"):
            query = f"?{parameter}={VALUES[case]['value']}"
            assert client.get(addresses[where] + query).text == client.get(addresses[where]).text


@pytest.mark.parametrize("case", VALUES)
def test_no_hostile_value_is_an_address(client, addresses, case):
    for where in ("list", "speakers", "claims"):
        response = client.get(f"{addresses[where]}{VALUES[case]['value']}/")
        assert response.status_code in {200, 404} if VALUES[case]["value"] in {"", "?"} else {404, 301}, where
