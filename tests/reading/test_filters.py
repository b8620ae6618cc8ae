"""What the list shows: each parameter narrows, OR within one and AND across; nothing unpublished changes anything."""

import re
from datetime import date

import pytest
from django.urls import reverse

from quotes.models import Quotation, Stance, Status
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(client):
    """A function from a query string to the refs that the list shows."""

    def refs(query=""):
        response = client.get(f"{reverse('quotes:quotation-list')}?{query}")
        assert response.status_code == 200
        return {row.ref for row in response.context["page"].rows}

    return refs


@pytest.fixture
def bridge():
    """Three published quotations that differ in everything."""
    ana = make_affiliation(
        speaker=make_speaker(name="Ana Ruiz"), organization=make_organization(name="City"), role="city engineer"
    )
    tom = make_affiliation(
        speaker=make_speaker(name="Tom Byrne"), organization=make_organization(name="Ferry"), role="captain"
    )
    repairs, ferries = make_topic(name="Repairs"), make_topic(name="Ferries")
    claim = make_claim(text="The bridge is safe.")
    gazette = make_source(title="Gazette")
    made = {
        "ana": make_quotation(affiliation=ana, source=gazette, topics=[repairs], medium="interview", said="2024-05-01"),
        "tom": make_quotation(affiliation=tom, topics=[ferries, repairs], kind="partial", said="2023"),
        "eve": make_quotation(speaker=make_speaker(name="Eve Nobody"), kind="indirect", said="../2022-06"),
    }
    make_stance(quotation=made["ana"], claim=claim)
    make_stance(quotation=made["tom"], claim=claim, position=Stance.Position.DENIES)
    return made


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "ana tom eve"),
        ("speaker=ana-ruiz", "ana"),
        ("speaker=ana-ruiz&speaker=tom-byrne", "ana tom"),
        ("organization=ferry", "tom"),
        ("role=city-engineer", "ana"),
        ("topic=repairs", "ana tom"),
        ("topic=ferries&topic=repairs", "ana tom"),
        ("kind=partial&kind=indirect", "tom eve"),
        ("medium=interview", "ana"),
        ("source=gazette", "ana"),
        ("claim=the-bridge-is-safe", "ana tom"),
        ("year=2024", "ana"),
        ("year=2022&year=2023", "tom eve"),
        ("after=2023-12-31", "ana tom"),
        ("after=2024-01-01", "ana"),
        ("before=2022-06-30", "eve"),
        ("before=2022-06-29", ""),
        ("after=2022-06-30&before=2023-12-31", "tom eve"),
        ("after=2025-01-01&before=2020-01-01", ""),
        ("topic=repairs&kind=direct", "ana"),
        ("topic=ferries&kind=direct", ""),
        ("speaker=&after=&before=&sort=&page=", "ana tom eve"),
        ("speaker=nobody-at-all", ""),
        ("speaker=nobody-at-all&speaker=ana-ruiz", "ana"),
        ("unknown=1&status=draft&speaker__slug=x&pk__gte=0", "ana tom eve"),
    ],
)
def test_each_parameter_narrows(listed, bridge, query, expected):
    assert listed(query) == {bridge[name].ref for name in expected.split()}


def test_nothing_unpublished_is_listed(listed):
    for status in set(Status) - {Status.PUBLISHED}:
        make_quotation(status=status)
    assert listed() == set()


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_a_slug_that_only_unpublished_rows_use_is_like_one_that_does_not_exist(client, status):
    make_quotation()
    affiliation = make_affiliation(
        speaker=make_speaker(name="Aaa"), organization=make_organization(name="Aaa"), role="aaa"
    )
    hidden = make_quotation(
        affiliation=affiliation, source=make_source(title="Aaa"), topics=[make_topic(name="Aaa")], status=status
    )
    make_stance(quotation=hidden, claim=make_claim(text="Aaa"))
    make_stance(claim=make_claim(text="Bbb", status=Status.DRAFT))
    for name in ("speaker", "organization", "role", "topic", "source", "claim"):
        known, unknown = (
            client.get(reverse("quotes:quotation-list"), {name: slug}).text.replace(slug, "?")
            for slug in ("aaa", "zzz")
        )
        if name == "claim":  # this one is published, so its words are public; what bears on it is not
            assert "“Aaa”" in known
        else:
            assert known == unknown
    draft, unknown = (
        client.get(reverse("quotes:quotation-list"), {"claim": slug}).text.replace(slug, "?") for slug in ("bbb", "zzz")
    )
    assert draft == unknown


def test_a_claim_narrows_only_by_public_stances(listed):
    claim = make_claim(text="Claim")
    shown = make_stance(claim=claim).quotation
    make_stance(claim=claim, quotation=make_quotation(status=Status.DRAFT))
    make_quotation()
    assert listed("claim=claim") == {shown.ref}


def test_the_sort_changes_the_order_alone(client, bridge):
    orders = {
        sort: [row.ref for row in client.get(reverse("quotes:quotation-list"), {"sort": sort}).context["page"].rows]
        for sort in ("newest", "oldest")
    }
    assert orders["newest"] == [bridge[name].ref for name in ("ana", "tom", "eve")]
    assert orders["oldest"] == orders["newest"][::-1]


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("year=20188", "“20188” is not a year"),
        ("year=0000", "“0000” is not a year"),
        ("year=２０１８", "is not a year"),
        ("year=2018&year=x", "“x” is not a year"),
        ("after=2018-02-30", "“2018-02-30” is not a day"),
        ("after=2018-4-17", "is not a day"),
        ("before=2018", "“2018” is not a day"),
        ("before=2018-04-17T00:00", "is not a day"),
        ("after=2018-04-17&after=2018-04-18", "Give it once."),
        ("kind=rumour", "“rumour” is not offered. Choose from: direct, partial, indirect."),
        ("medium=telepathy", "“telepathy” is not offered"),
        ("sort=best", "“best” is not offered. Choose from: relevance, newest, oldest."),
        ("page=25", "This page link is not valid. Start from the first page."),
        ("page=%3F", "This page link is not valid. Start from the first page."),
        ("speaker=a%00b", "It holds an invisible character, U+0000."),
        ("speaker=a%0Ab", "It holds an invisible character, U+000A."),
        ("speaker=a%C2%85b", "It holds an invisible character, U+0085."),
        ("topic=%E2%80%AEa", "It holds an invisible character, U+202E."),
        ("topic=%FF", "It is not text in UTF-8."),
        (f"claim={'a' * 201}", "It is longer than 200 characters."),
        ("&".join(f"source={number}" for number in range(51)), "Give it at most 50 times."),
    ],
)
def test_a_malformed_value_gets_a_page_that_says_what_is_wrong(client, query, problem):
    response = client.get(f"{reverse('quotes:quotation-list')}?{query}")
    assert response.status_code == 400
    assert problem in response.text
    assert f"<code>{re.match(r'[a-z]+', query).group()}</code>" in response.text


@pytest.mark.parametrize(
    "query",
    [
        f"speaker={'a' * 200}",
        "&".join(f"source={number}" for number in range(50)),
        "&".join(["source=same"] * 60),
        "year=0001",
        "year=9999",
        "after=0001-01-01&before=9999-12-31",
        f"other={'a' * 5000}&more=%00%FF",
    ],
)
def test_values_at_the_limits_are_read(client, query):
    assert client.get(f"{reverse('quotes:quotation-list')}?{query}").status_code == 200


def test_a_former_name_in_a_filter_finds_nothing(listed):
    speaker = make_quotation(speaker=make_speaker(name="Ana Ruiz")).speaker
    speaker.slug = "ana-maria-ruiz"
    speaker.save()
    assert listed("speaker=ana-ruiz") == set()


def test_years_at_the_ends_of_the_calendar_are_compared(listed, many_quotations):
    early, late = many_quotations([date(1, 1, 1), date(9999, 12, 31)])
    assert listed("year=0001") == {early.ref}
    assert listed("year=9999") == {late.ref}


def test_an_empty_list_offers_only_what_finds_something(client, bridge):
    response = client.get(reverse("quotes:quotation-list"), {"speaker": "ana-ruiz", "year": "2023", "kind": "direct"})
    assert [(chip.label, str(found)) for chip, found in response.context["ways"]] == [("2023", "1")]
    for chip, found in response.context["ways"]:
        again = client.get(reverse("quotes:quotation-list") + chip.href)
        assert len(again.context["page"].rows) == found.number


def test_every_chip_removes_one_filter(client, bridge):
    address = reverse("quotes:quotation-list")
    response = client.get(f"{address}?speaker=ana-ruiz&speaker=tom-byrne&topic=repairs&sort=oldest")
    chips = {f"{chip.title}: {chip.label}": chip.href for chip in response.context["chips"]}
    assert chips == {
        "Speaker: Ana Ruiz": "?speaker=tom-byrne&topic=repairs&sort=oldest",
        "Speaker: Tom Byrne": "?speaker=ana-ruiz&topic=repairs&sort=oldest",
        "Topic: Repairs": "?speaker=ana-ruiz&speaker=tom-byrne&sort=oldest",
    }


def test_the_list_never_reads_the_text_of_sources(client, bridge, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as queries:
        client.get(reverse("quotes:quotation-list"))
    assert not any('"quotes_source"."text"' in query["sql"].replace("`", '"') for query in queries)


def test_the_kinds_and_media_offered_are_those_of_the_model(client):
    for name, choices in (("kind", Quotation.Kind), ("medium", Quotation.Medium)):
        for value in choices.values:
            assert client.get(reverse("quotes:quotation-list"), {name: value}).status_code == 200
