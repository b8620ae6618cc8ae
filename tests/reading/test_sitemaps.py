"""Sitemaps list every public address and nothing else, and say truly when what it shows last changed."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from quotes import urls
from quotes.models import Status
from quotes.reading import sitemaps
from quotes.reading.sitemaps import SITEMAPS
from tests.factories import (
    make_affiliation,
    make_alias,
    make_assessment,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)
from tests.security.planting import MODELS, NEVER_PUBLISHED, plant_alone, plant_beside

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
XMLNS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOSTILE = json.loads((Path(__file__).parents[1] / "security" / "hostile_params.json").read_text())["params"]
INTEGERS = [case["value"] for case in HOSTILE if "int" in case["targets"]]
LONG_AGO = datetime(2001, 2, 3, 12, tzinfo=UTC)
RECORDS = [name for name, sitemap in SITEMAPS.items() if issubclass(sitemap, sitemaps.RecordSitemap)]


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


def all_dates(client) -> dict[str, str | None]:
    return {address: date for name in RECORDS for address, date in dates(client, name).items()}


def date_of(client, record) -> str | None:
    return all_dates(client)[record.get_absolute_url()]


def set_all_revisions(when: datetime) -> None:
    for model in MODELS:
        model.history.update(history_date=when)


def revise(record, when: datetime) -> None:
    """Save a record as if at `when`."""
    record.refresh_from_db()
    record._history_date = when
    record.save()


def test_the_index_leads_to_every_section(client):
    assert locations(client, reverse("sitemap")) == [section(name) for name in SITEMAPS]


def test_every_address_of_a_sitemap_is_a_page_that_may_be_indexed(client):
    make_island()
    found = [address for name in SITEMAPS for address in locations(client, section(name))]
    assert len(set(found)) == len(found)
    for address in found:
        response = client.get(address)
        assert response.status_code == 200
        assert 'name="robots"' not in response.text


def test_every_public_address_is_in_a_sitemap_but_the_lists_of_a_facets_values(client):
    make_island()
    found = {resolve(address).url_name for name in SITEMAPS for address in locations(client, section(name))}
    assert found == {pattern.name for pattern in urls.urlpatterns} - {"facet-list"}


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_only_published_records_are_listed(client, status):
    affiliation = make_affiliation(organization=make_organization())
    source = make_source(publisher=make_organization())
    quotation = make_quotation(affiliation=affiliation, source=source, topics=[make_topic()], status=status)
    make_stance(quotation=quotation, claim=make_claim(topics=[make_topic()], status=status))
    for name in RECORDS:
        assert locations(client, section(name)) == []


def test_pages_of_no_single_record_have_no_date(client):
    assert set(dates(client, "pages").values()) == {None}


@dataclass
class Island:
    """A public record of every kind, all about one quotation, and what the page of each shows."""

    pages: dict[str, Any]
    rows: dict[str, list[Any]]

    def date(self, when: datetime) -> None:
        """Let every revision of these records be of this time."""
        for row in {row for rows in self.rows.values() for row in rows}:
            row.history.update(history_date=when)


def make_island() -> Island:
    parent, organization, publisher = make_organization(), make_organization(), make_organization()
    organization.parent = parent
    organization.save()
    part = make_organization(parent=organization)
    source = make_source(publisher=publisher)
    own = [
        make_quotation(source=make_source(publisher=body), speaker=make_speaker())
        for body in (parent, part, organization)
    ]
    affiliation = make_affiliation(organization=organization)
    speaker, topic = affiliation.speaker, make_topic()
    alias = make_alias(speaker=speaker)
    quotation = make_quotation(source=source, affiliation=affiliation, topics=[topic])
    claim = make_claim(topics=[topic])
    stance, assessment = make_stance(quotation=quotation, claim=claim), make_assessment(claim=claim)
    passage, on_topic, about_topic = (
        quotation.passages.get(),
        quotation.quotation_topics.get(),
        claim.claim_topics.get(),
    )
    return Island(
        pages={
            "quotations": quotation,
            "speakers": speaker,
            "organizations": organization,
            "claims": claim,
            "sources": source,
            "topics": topic,
        },
        rows={
            "quotations": [
                *(quotation, passage, speaker, affiliation, organization, source, publisher),
                *(on_topic, topic, stance, claim),
            ],
            "speakers": [
                *(speaker, alias, affiliation, organization, quotation, source, on_topic, topic, stance, claim),
            ],
            "organizations": [
                *(organization, parent, part, affiliation, speaker, quotation, source, on_topic, topic, stance, claim),
                own[-1].source,
            ],
            "claims": [
                *(claim, about_topic, topic, stance, quotation, speaker, affiliation, source, assessment),
            ],
            "sources": [source, publisher, quotation, passage, speaker, affiliation],
            "topics": [topic, on_topic, quotation, speaker, source, about_topic, claim, stance],
        },
    )


@pytest.mark.parametrize("name", RECORDS)
def test_the_date_of_a_record_is_that_of_the_latest_revision_of_what_its_page_shows(client, name):
    island = make_island()
    page = island.pages[name]
    set_all_revisions(LONG_AGO)
    address = page.get_absolute_url()
    assert dates(client, name)[address] == "2001-02-03"
    for years, row in enumerate(island.rows[name], start=1):
        when = LONG_AGO.replace(year=2001 + years)
        row.history.update(history_date=when)
        assert dates(client, name)[address] == f"{when:%Y-%m-%d}", row


def test_a_later_save_moves_the_date(client):
    quotation = make_quotation()
    set_all_revisions(LONG_AGO)
    revise(quotation, LONG_AGO + timedelta(days=1))
    assert date_of(client, quotation) == "2001-02-04"
    assert date_of(client, quotation.speaker) == "2001-02-04"


@pytest.mark.parametrize("status", NEVER_PUBLISHED)
def test_what_was_never_published_moves_no_date_of_any_section(client, status):
    island = make_island()
    set_all_revisions(LONG_AGO)
    before = all_dates(client)
    planted = [*plant_alone(status), *plant_beside(island.pages["quotations"], status)]
    assert all(row.history.filter(history_date__gt=LONG_AGO).exists() for row in planted)
    assert all_dates(client) == before
    assert {dates(client, name)[page.get_absolute_url()] for name, page in island.pages.items()} == {"2001-02-03"}


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_no_change_reaches_a_date_of_any_section_through_what_is_not_published(client, status):
    here, there = make_island(), make_island()
    for one, other in ((here.pages, there.pages), (there.pages, here.pages)):
        quotation = make_quotation(
            source=one["sources"],
            affiliation=other["speakers"].affiliations.get(),
            topics=[one["topics"], other["topics"]],
            status=status,
        )
        make_stance(quotation=quotation, claim=one["claims"])
        make_stance(quotation=quotation, claim=other["claims"])
        claim = make_claim(topics=[one["topics"], other["topics"]], status=status)
        make_stance(quotation=one["quotations"], claim=claim)
        make_stance(quotation=other["quotations"], claim=claim)
    set_all_revisions(LONG_AGO)
    there.date(LONG_AGO + timedelta(days=1))
    found = all_dates(client)
    assert {found[page.get_absolute_url()] for page in here.pages.values()} == {"2001-02-03"}
    assert {found[page.get_absolute_url()] for page in there.pages.values()} == {"2001-02-04"}


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
    monkeypatch.setattr(SITEMAPS["quotations"], "page_size", 2)
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


def test_a_page_of_a_section_has_1000_addresses_at_most_or_100_of_records_that_many_quotations_use():
    sizes = {name: sitemap().paginator.per_page for name, sitemap in SITEMAPS.items()}
    assert {name for name, size in sizes.items() if size == 100} == {"speakers", "organizations", "topics"}
    assert set(sizes.values()) == {100, 1000}


@pytest.mark.parametrize("name", SITEMAPS)
def test_a_page_number_that_is_none_is_not_found(client, name):
    make_quotation()
    values = [*INTEGERS, "2", "01", "٣", "%00", "%FF", "9" * 5000]
    statuses = {value: client.get(f"{section(name)}?p={value}").status_code for value in values}
    assert {value: status for value, status in statuses.items() if status != 404} == {}


def test_the_first_page_is_also_number_1(client):
    make_quotation()
    assert client.get(f"{section('quotations')}?p=1").text == client.get(section("quotations")).text


def test_a_section_that_does_not_exist_is_not_found(client):
    assert client.get(section("drafts")).status_code == 404


def test_a_section_costs_the_same_queries_for_few_and_many_rows(client):
    costs, lengths = [], []
    for more in (2, 18):
        for _ in range(more):
            make_island()
        costs.append({})
        lengths.append({})
        for name in RECORDS:
            client.get(section(name))
            with CaptureQueriesContext(connection) as captured:
                lengths[-1][name] = len(locations(client, section(name)))
            costs[-1][name] = len(captured)
    assert lengths[1] == {name: 10 * length for name, length in lengths[0].items()}
    assert costs[0] == costs[1]
    assert max(costs[0].values()) <= 10, costs[0]
