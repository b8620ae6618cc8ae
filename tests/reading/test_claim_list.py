"""The list of claims: its order, tallies and verdicts, what narrows it, and what it offers when it is empty."""

import re
from datetime import date

import pytest
from django.urls import reverse

from quotes.models import Status
from quotes.reading.views import claims as views
from tests.factories import make_assessment, make_claim, make_quotation, make_stance, make_topic

pytestmark = pytest.mark.django_db

LIST = reverse("quotes:claim-list")


@pytest.fixture
def slugs(client):
    """A function from a query string to the slugs that the list shows."""

    def shown(query=""):
        response = client.get(f"{LIST}?{query}")
        assert response.status_code == 200
        return [claim.slug for claim in response.context["page"].rows]

    return shown


def test_the_list_is_by_slug_with_tallies_and_latest_verdicts(client, slugs):
    second, first = make_claim(text="B is so.", slug="b"), make_claim(text="Z is so.", slug="a")
    make_claim(slug="aa", status=Status.DRAFT)
    make_claim(slug="ab", status=Status.WITHDRAWN)
    make_stance(claim=first, position="denies")
    make_stance(claim=first, quotation=make_quotation(status=Status.DRAFT), position="asserts")
    make_assessment(claim=first, verdict="supported", assessed_on=date(2023, 1, 1))
    make_assessment(claim=first, verdict="unresolved", assessed_on=date(2024, 1, 1))
    make_assessment(claim=second, verdict="disputed", assessed_on=date(2022, 1, 1))
    assert slugs() == ["a", "b"]
    page = client.get(LIST).text
    for words in (
        "2 claims",
        "1 denies",
        "No statement yet",
        "Assessment: unresolved, January 1, 2024",
        "Assessment: disputed, January 1, 2022",
    ):
        assert words in page, words
    assert "1 asserts" not in page
    assert "supported" not in page


def test_the_list_pages_by_slug(client, monkeypatch):
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    for slug in "edcba":
        make_claim(slug=slug)
    seen, counted, address = [], [], LIST
    while address:
        response = client.get(address)
        seen.append([claim.slug for claim in response.context["page"].rows])
        counted.append(re.search(r'role="status">([^<]+)<', response.text).group(1).strip())
        address = response.context["next"] and LIST + response.context["next"]
    assert seen == [["a", "b"], ["c", "d"], ["e"]]
    assert counted == ["2 of 5 claims", "5 claims, 2 on this page", "5 claims, 1 on this page"]
    back = client.get(LIST + response.context["previous"])
    assert [claim.slug for claim in back.context["page"].rows] == ["c", "d"]


def test_a_topic_narrows_and_the_title_says_so(client, slugs):
    repairs, ferries = make_topic(name="Repairs"), make_topic(name="Ferries")
    make_claim(slug="a", topics=[repairs])
    make_claim(slug="b", topics=[repairs, ferries])
    make_claim(slug="c")
    assert slugs("topic=repairs") == ["a", "b"]
    assert slugs("topic=ferries&topic=repairs") == ["a", "b"]
    assert slugs("topic=ferries") == ["b"]
    assert slugs("other=1") == ["a", "b", "c"]
    response = client.get(f"{LIST}?topic=repairs")
    assert "<title>Claims on “Repairs” · On Record</title>" in response.text
    assert "<h1>Claims on “Repairs”</h1>" in response.text
    assert [chip.label for chip in response.context["chips"]] == ["Repairs"]
    assert [(str(topic), topic.count, href) for topic, href in response.context["topics"]] == [
        ("Ferries", 1, "?topic=repairs&topic=ferries")
    ]


def test_topics_count_published_claims_alone(client):
    topic = make_topic(name="Repairs")
    make_claim(topics=[topic])
    make_claim(topics=[topic, make_topic(name="Canary")], status=Status.DRAFT)
    assert [(str(one), one.count) for one, _ in client.get(LIST).context["topics"]] == [("Repairs", 1)]


def test_an_empty_list_suggests_only_what_returns_something(client):
    assert "No claim is published yet." in client.get(LIST).text
    make_claim()
    make_quotation(topics=[make_topic(name="Ferries")])
    make_quotation(topics=[make_topic(name="Secrets")], status=Status.DRAFT)
    make_claim(topics=[make_topic(name="Plans")], status=Status.DRAFT)
    page = client.get(f"{LIST}?topic=ferries").text
    assert "<h1>Claims on “Ferries”</h1>" in page
    assert '<a class="btn" href="/quotations/?topic=ferries">1 quotation</a>' in page
    assert f'<a class="btn" href="{LIST}">1 claim</a>' in page
    for hidden, nothing in (("secrets", "nowhere"), ("plans", "nowhere")):
        page = client.get(f"{LIST}?topic={hidden}").text
        assert "Read the quotations instead" not in page
        assert page.replace(hidden, nothing) == client.get(f"{LIST}?topic={nothing}").text


@pytest.mark.parametrize("query", ["page=x", "page=a&page=b", "topic=%00", f"topic={'a' * 201}"])
def test_a_malformed_value_gets_a_page_that_says_so(client, query):
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 400
    assert "We cannot read this part of the address." in response.text
