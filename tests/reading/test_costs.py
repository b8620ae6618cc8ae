"""What a page costs: as many queries for many rows as for two, and never many."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quotes.models import Quotation, Stance
from quotes.reading.facets import LISTED
from tests.factories import (
    make_assessment,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_stance,
    make_topic,
)

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12

# Quotations or their topics are read, not just looked for (in a subquery, whose tables are called U0, V0, ...).
READS_QUOTATIONS = re.compile(r'(FROM|JOIN) "quotes_quotation(topic)?" (?![UV]\d)')


def statements(client, address):
    client.get(address)  # what the first request of a process loads once is not counted
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured]


def queries(client, address):
    return len(statements(client, address))


LISTS = [
    "quotes:home",
    "quotes:quotation-list",
    "quotes:speaker-list",
    "quotes:source-list",
    "quotes:organization-list",
    "quotes:topic-list",
    "quotes:claim-list",
]


def test_a_list_costs_the_same_queries_for_2_20_and_25_rows(client, rich_quotations):
    costs = []
    for more in (2, 18, 5):
        rich_quotations(more)
        costs.append({name: queries(client, reverse(name)) for name in LISTS})
    assert costs[0] == costs[1] == costs[2]
    assert max(costs[0].values()) <= MOST_QUERIES, costs[0]


def test_a_narrowed_list_costs_the_same_queries_for_2_20_and_25_rows(client, rich_quotations):
    costs = []
    for more in (2, 18, 5):
        made = rich_quotations(more)[0]
        claim = made.stances.first().claim.slug
        query = (
            f"?kind=direct&medium=interview&speaker={made.speaker.slug}&organization={made.organization.slug}"
            f"&role={made.role_slug}&topic={made.topics.first().slug}&source={made.source.slug}&claim={claim}"
            f"&year={made.said_latest.year}&after=1990-01-01&before=2030-01-01&sort=oldest"
        )
        found = queries(client, reverse("quotes:quotation-list") + query)
        nothing = queries(client, reverse("quotes:quotation-list") + query.replace("kind=direct", "kind=partial"))
        costs.append((found, nothing))
    assert len(set(costs)) == 1
    assert max(costs[0]) <= MOST_QUERIES


def test_the_values_of_a_facet_cost_the_same_queries_for_2_20_and_25_rows(client, rich_quotations):
    plain, narrowed = [], []
    for more in (2, 18, 5):
        made = rich_quotations(more)[0]
        query = f"?kind=direct&medium=interview&role={made.role_slug}&speaker={made.speaker.slug}&name=e&sort=oldest"
        addresses = {facet: reverse("quotes:facet-list", args=[facet]) for facet in LISTED}
        plain.append({facet: queries(client, address) for facet, address in addresses.items()})
        narrowed.append({facet: queries(client, address + query) for facet, address in addresses.items()})
    assert plain[0] == plain[1] == plain[2]
    assert narrowed[0] == narrowed[1] == narrowed[2]
    assert max(*plain[0].values(), *narrowed[0].values()) <= MOST_QUERIES, (plain[0], narrowed[0])


def test_a_narrowed_list_of_sources_costs_the_same_queries_for_2_20_and_25_rows(client):
    publisher = make_organization()
    address = f"{reverse('quotes:source-list')}?publisher={publisher.slug}&year=2024&after=2024-01-01&before=2024-12-31"
    costs = []
    for more in (2, 18, 5):
        for _ in range(more):
            make_quotation(source=make_source(publisher=publisher))
        costs.append(queries(client, address))
    assert len(set(costs)) == 1
    assert costs[0] <= MOST_QUERIES


def test_pages_of_one_record_cost_the_same_queries_for_2_20_and_25_rows(client, rich_quotations):
    first = rich_quotations(2)[0]
    costs = []
    for more in (0, 18, 5):
        rich_quotations(more, like=first)
        costs.append([queries(client, one.get_absolute_url()) for one in (first.speaker, first, first.source)])
    assert costs[0] == costs[1] == costs[2]
    assert max(costs[0]) <= MOST_QUERIES
    assert Quotation.objects.filter(speaker=first.speaker).count() == 24


def test_pages_of_an_organization_and_a_topic_cost_the_same_queries_for_2_20_and_25_rows(client, rich_quotations):
    first = rich_quotations(1)[0]
    organization, topic = first.organization, first.topics.get()
    organization.parent = first.source.publisher
    organization.save()
    costs = []
    for more in (1, 18, 5):
        for quotation in rich_quotations(more, organization=organization, topic=topic):
            make_stance(quotation=quotation, claim=make_claim(topics=[topic]))
            part = make_organization(parent=organization)
            make_quotation(source=make_source(publisher=part))
            make_quotation(source=make_source(publisher=organization))
        pages = (organization, organization.parent, topic)
        costs.append([queries(client, record.get_absolute_url()) for record in pages])
    assert costs[0] == costs[1] == costs[2]
    assert max(costs[0]) <= MOST_QUERIES
    assert organization.quotations.count() == topic.quotations.count() == 25


def test_a_claim_costs_the_same_queries_for_2_20_and_25_statements_in_each_position(client, rich_quotations):
    claim = make_claim(topics=[make_topic()])
    costs = []
    for total, more in ((2, 2), (20, 18), (25, 5)):
        for position in Stance.Position:
            for quotation in rich_quotations(more):
                make_stance(claim=claim, quotation=quotation, position=position)
        make_assessment(claim=claim, assessed_on=f"2024-06-{total:02}")
        assert claim.stances.count() == 4 * total
        costs.append(queries(client, claim.get_absolute_url()))
    assert len(set(costs)) == 1
    assert costs[0] <= MOST_QUERIES


def test_a_list_of_claims_on_a_topic_costs_the_same_queries_for_2_20_and_25(client):
    topic = make_topic()
    costs = []
    for more in (2, 18, 5):
        for _ in range(more):
            claim = make_claim(topics=[topic, make_topic()])
            make_stance(claim=claim)
            make_assessment(claim=claim)
        costs.append(queries(client, f"{reverse('quotes:claim-list')}?topic={topic.slug}"))
    assert len(set(costs)) == 1
    assert costs[0] <= MOST_QUERIES


def test_no_page_has_the_database_count_quotations_apart_from_those_of_claims_and_of_single_sources(
    client, rich_quotations
):
    quotation = rich_quotations(3)[-1]
    pages = ("home", "about", "quotation-list", "speaker-list", "organization-list", "topic-list", "claim-list")
    records = (quotation.speaker, quotation.organization, quotation.source.publisher, quotation.topics.get())
    addresses = [reverse(f"quotes:{name}") for name in pages] + [record.get_absolute_url() for record in records]
    counting = [
        sql
        for address in addresses
        for sql in statements(client, address)
        if "COUNT(" in sql and READS_QUOTATIONS.search(sql) and "quotes_stance" not in sql
    ]
    assert counting == []
