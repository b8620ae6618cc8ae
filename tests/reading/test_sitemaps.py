"""Sitemaps list every public address and nothing else, and say truly when what it shows last changed."""

import json
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quotes.models import Quotation, Status
from quotes.reading import sitemaps
from quotes.reading.sitemaps import SITEMAPS
from tests.factories import (
    make_affiliation,
    make_alias,
    make_claim,
    make_quotation,
    make_speaker,
    make_stance,
    make_topic,
)

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
XMLNS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOSTILE = json.loads((Path(__file__).parents[1] / "security" / "hostile_params.json").read_text())["params"]
INTEGERS = [case["value"] for case in HOSTILE if "int" in case["targets"]]
LONG_AGO = datetime(2001, 2, 3, 12, tzinfo=UTC)


def section(name: str) -> str:
    return reverse("sitemap-section", args=[name])


def locations(client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    found = [entry.text for entry in ElementTree.fromstring(response.content).iter(f"{XMLNS}loc")]  # noqa: S314
    assert all(location.startswith(f"{SITE}/") for location in found)
    return [location.removeprefix(SITE) for location in found]


def dates(client, name: str) -> dict[str, str | None]:
    """Return lastmod by address."""
    root = ElementTree.fromstring(client.get(section(name)).content)  # noqa: S314
    return {
        entry.findtext(f"{XMLNS}loc").removeprefix(SITE): entry.findtext(f"{XMLNS}lastmod")
        for entry in root.iter(f"{XMLNS}url")
    }


def date_of(client, record) -> str | None:
    return dates(client, "quotations" if isinstance(record, Quotation) else "speakers")[record.get_absolute_url()]


def set_all_revisions(when: datetime) -> None:
    for sitemap in SITEMAPS.values():
        if issubclass(sitemap, sitemaps.RecordSitemap):
            for model in (sitemap.model, *sitemap.shown):
                model.history.update(history_date=when)


def revise(record, when: datetime) -> None:
    """Save a record as if at `when`."""
    record.refresh_from_db()
    record._history_date = when
    record.save()


def test_the_index_leads_to_every_section(client):
    assert locations(client, reverse("sitemap")) == [section(name) for name in SITEMAPS]


def test_every_address_of_a_sitemap_is_a_page(client, rich_quotations):
    rich_quotations(2)
    found = [address for name in SITEMAPS for address in locations(client, section(name))]
    assert len(found) == 3 + 2 + 2
    assert len(set(found)) == len(found)
    for address in found:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_only_published_records_are_listed(client, status):
    make_quotation(status=status)
    make_speaker()
    assert locations(client, section("quotations")) == []
    assert locations(client, section("speakers")) == []


def test_pages_of_no_single_record_have_no_date(client):
    assert set(dates(client, "pages").values()) == {None}


def test_the_date_of_a_quotation_is_that_of_the_latest_revision_of_what_its_page_shows(client):
    quotation = make_quotation(topics=[make_topic()])
    stance = make_stance(quotation=quotation)
    shown = [
        quotation,
        quotation.passages.get(),
        quotation.quotation_topics.get(),
        quotation.topics.get(),
        stance,
        stance.claim,
    ]
    set_all_revisions(LONG_AGO)
    assert date_of(client, quotation) == "2001-02-03"
    for years, record in enumerate(shown, start=1):
        when = LONG_AGO.replace(year=2001 + years)
        record.history.update(history_date=when)
        assert date_of(client, quotation) == f"{when:%Y-%m-%d}", record


def test_the_date_of_a_speaker_is_that_of_the_latest_revision_of_what_the_profile_shows(client):
    speaker = make_speaker()
    shown = [
        speaker,
        make_alias(speaker=speaker),
        make_affiliation(speaker=speaker),
        make_quotation(speaker=speaker),
    ]
    set_all_revisions(LONG_AGO)
    assert date_of(client, speaker) == "2001-02-03"
    for years, record in enumerate(shown, start=1):
        when = LONG_AGO.replace(year=2001 + years)
        record.history.update(history_date=when)
        assert date_of(client, speaker) == f"{when:%Y-%m-%d}", record


def test_a_later_save_moves_the_date(client):
    quotation = make_quotation()
    set_all_revisions(LONG_AGO)
    revise(quotation, LONG_AGO + timedelta(days=1))
    assert date_of(client, quotation) == "2001-02-04"
    assert date_of(client, quotation.speaker) == "2001-02-04"


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_what_is_not_published_moves_no_date(client, status):
    quotation = make_quotation(topics=[make_topic()])
    hidden = make_quotation(speaker=quotation.speaker, topics=[make_topic()], status=status)
    about_hidden = make_stance(quotation=quotation, claim=make_claim(status=status))
    by_hidden = make_stance(quotation=hidden)
    set_all_revisions(LONG_AGO)
    later = LONG_AGO + timedelta(days=1)
    for record in (
        hidden,
        hidden.passages.get(),
        hidden.quotation_topics.get(),
        hidden.topics.get(),
        about_hidden,
        about_hidden.claim,
        by_hidden,
    ):
        revise(record, later)
        assert type(record).history.filter(history_date__gt=LONG_AGO).exists()
    assert date_of(client, quotation) == "2001-02-03"
    assert date_of(client, quotation.speaker) == "2001-02-03"


def test_a_topic_of_a_draft_moves_no_date_of_another_quotation(client):
    topic = make_topic()
    quotation = make_quotation(topics=[topic])
    set_all_revisions(LONG_AGO)
    make_quotation(topics=[topic], status=Status.DRAFT)
    assert date_of(client, quotation) == "2001-02-03"


def test_a_withdrawal_is_not_hidden_by_the_dates_of_what_is_left(client):
    kept, gone = make_quotation(), make_quotation()
    set_all_revisions(LONG_AGO)
    before = client.get(section("quotations"))
    assert "Last-Modified" not in before
    gone.status, gone.status_reason = Status.WITHDRAWN, "The source was retracted."
    gone.save()
    after = client.get(
        section("quotations"),
        headers={"If-None-Match": before["ETag"], "If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"},
    )
    assert after.status_code == 200
    assert kept.ref in after.text
    assert gone.ref not in after.text


def test_long_sections_have_pages(client, monkeypatch, many_quotations):
    monkeypatch.setattr(sitemaps, "PAGE_SIZE", 2)
    made = many_quotations([LONG_AGO.date()] * 5)
    second, third = (f"{section('quotations')}?p={number}" for number in (2, 3))
    assert [one for one in locations(client, reverse("sitemap")) if "quotations" in one] == [
        section("quotations"),
        second,
        third,
    ]
    pages = [locations(client, address) for address in (section("quotations"), second, third)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert sorted(chain(*pages)) == sorted(quotation.get_absolute_url() for quotation in made)


def test_a_section_is_at_most_1000_addresses_long():
    assert {sitemap().paginator.per_page for sitemap in SITEMAPS.values()} == {1000}


@pytest.mark.parametrize("name", SITEMAPS)
@pytest.mark.parametrize("value", [*INTEGERS, "2", "01", "٣", "%00", "%FF", "9" * 5000])
def test_a_page_number_that_is_none_is_not_found(client, name, value):
    make_quotation()
    assert client.get(f"{section(name)}?p={value}").status_code == 404


def test_the_first_page_is_also_number_1(client):
    make_quotation()
    assert client.get(f"{section('quotations')}?p=1").text == client.get(section("quotations")).text


def test_a_section_that_does_not_exist_is_not_found(client):
    assert client.get(section("drafts")).status_code == 404


@pytest.mark.parametrize("name", ["quotations", "speakers"])
def test_a_section_costs_the_same_queries_for_2_and_20_rows(client, rich_quotations, name):
    costs = []
    for more in (2, 18):
        rich_quotations(more)
        client.get(section(name))
        with CaptureQueriesContext(connection) as captured:
            assert len(locations(client, section(name))) == sum((2, 18)[: len(costs) + 1])
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 8
