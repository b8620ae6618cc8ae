"""The index of topics and their pages."""

import re

import pytest
from django.urls import reverse

from quotes.models import Status
from tests.factories import make_claim, make_quotation, make_speaker, make_stance, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def bridges():
    return make_topic(name="Bridges")


@pytest.fixture
def show(client):
    """A function from a topic to its page."""

    def shown(topic):
        response = client.get(topic.get_absolute_url())
        assert response.status_code == 200
        return response

    return shown


def test_the_index_counts_quotations_and_claims(client, bridges):
    ferries, ships = make_topic(name="Ferries"), make_topic(name="Ships")
    make_quotation(topics=[bridges, ferries])
    make_quotation(topics=[bridges])
    make_quotation(topics=[bridges], status=Status.DRAFT)
    make_claim(topics=[ferries])
    make_claim(topics=[ships])
    make_claim(topics=[bridges], status=Status.DRAFT)
    make_quotation(topics=[make_topic(name="Secrets")], status=Status.DRAFT)
    page = client.get(reverse("quotes:topic-list")).text
    found = re.findall(r'class="p-name p-name--wide">([^<]+)</span><span class="p-n">([^<]+)<', page)
    assert [(name, counts.replace("\N{NO-BREAK SPACE}", " ")) for name, counts in found] == [
        ("Bridges", "2 quotations"),
        ("Ferries", "1 quotation, 1 claim"),
        ("Ships", "1 claim"),
    ]
    assert "1\N{NO-BREAK SPACE}quotation, 1\N{NO-BREAK SPACE}claim" in page
    assert "3 topics" in page
    assert "Find a topic" in page
    assert "Secrets" not in page


def test_a_page_tells_who_speaks_about_it_most_first(show, bridges):
    for name, times in (("Ana", 1), ("Ben", 3), ("Cy", 1)):
        speaker = make_speaker(name=name)
        for _ in range(times):
            make_quotation(speaker=speaker, topics=[bridges])
    for _ in range(3):
        make_quotation(speaker=speaker, topics=[bridges], status=Status.DRAFT)
        make_quotation(speaker=speaker, topics=[make_topic()])
    make_quotation(speaker=make_speaker(name="Secret speaker"), topics=[bridges], status=Status.DRAFT)
    page = show(bridges)
    assert [(str(one), one.count) for one in page.context["ranked"]] == [("Ben", 3), ("Ana", 1), ("Cy", 1)]
    assert 'href="/speakers/ben/"' in page.text
    assert "/quotations/?topic=bridges&amp;speaker=ben" in page.text
    assert '<a href="/quotations/?topic=bridges">5 quotations</a>' in page.text
    assert "Secret speaker" not in page.text
    assert "Others, in the list of quotations" not in page.text


def test_twelve_speakers_are_shown_and_the_rest_is_a_link_away(show, bridges):
    for _ in range(13):
        make_quotation(topics=[bridges])
    page = show(bridges)
    assert len(page.context["ranked"]) == 12
    assert "Others, in the list of quotations" in page.text


def test_a_page_shows_years_and_the_latest_quotations(show, bridges):
    for said in ("2010", "2012", "2012"):
        make_quotation(said=said, topics=[bridges])
    make_quotation(said="2013", words="We were not asked", topics=[bridges], status=Status.DRAFT)
    page = show(bridges)
    assert [(bar.year, bar.count) for bar in page.context["bars"]] == [(2010, 1), (2011, 0), (2012, 2)]
    assert "/quotations/?topic=bridges&amp;year=2010" in page.text
    assert [(year, len(rows)) for year, _, rows in page.context["by_year"]] == [(2012, 2), (2010, 1)]
    assert "Filter these quotations" in page.text
    assert "We were not asked" not in page.text


def test_claims_on_it_come_with_the_tally_of_all_that_is_public(show, bridges):
    safe, old = (make_claim(text=f"It is {word}.", topics=[bridges]) for word in ("safe", "old"))
    for position in ("asserts", "asserts", "denies"):
        make_stance(quotation=make_quotation(), claim=safe, position=position)
    for _ in range(4):
        make_stance(quotation=make_quotation(status=Status.DRAFT), claim=old)
    make_claim(text="A draft.", topics=[bridges], status=Status.DRAFT)
    other = make_claim(text="Of another topic.", topics=[make_topic()])
    make_stance(quotation=make_quotation(topics=[bridges]), claim=other)
    page = show(bridges)
    assert [(str(claim), claim.tally) for claim in page.context["own_claims"]] == [
        ("It is safe.", [("asserts", 2), ("denies", 1)]),
        ("It is old.", []),
    ]
    assert 'href="/claims/it-is-safe/"' in page.text
    assert '<a href="/claims/?topic=bridges">2</a>' in page.text
    for secret in ("A draft.", "Of another topic."):
        assert secret not in page.text


def test_a_topic_of_claims_alone_has_a_page_without_empty_parts(show, bridges):
    make_claim(text="It is safe.", topics=[bridges])
    page = show(bridges).text
    assert "No quotation on record has this topic yet." in page
    assert re.findall(r'<h2 id="([^"]+)"', page) == ["claims"]
    assert "/quotations/?topic=bridges" not in page


def test_a_topic_that_drafts_alone_use_is_not_found(client, bridges):
    make_quotation(topics=[bridges], status=Status.DRAFT)
    make_claim(topics=[bridges], status=Status.DRAFT)
    missing = client.get(reverse("quotes:topic-detail", args=["nothing"]))
    response = client.get(bridges.get_absolute_url())
    assert response.status_code == missing.status_code == 404
    assert response.text == missing.text


def test_a_former_address_leads_to_the_current_one_where_that_is_public(client):
    for status, expected in ((Status.PUBLISHED, 301), (Status.DRAFT, 404)):
        topic = make_topic()
        make_quotation(topics=[topic], status=status)
        former = topic.get_absolute_url()
        topic.slug = f"renamed-{status}"
        topic.save()
        assert client.get(former).status_code == expected


def test_names_are_escaped(client):
    topic = make_topic(name="<b>The sea's edge")
    quotation = make_quotation(speaker=make_speaker(name="<b>Ana"), topics=[topic])
    make_stance(quotation=quotation, claim=make_claim(text="<b>It is.", topics=[topic]))
    for address in (topic.get_absolute_url(), reverse("quotes:topic-list")):
        page = client.get(address).text
        assert "&lt;b&gt;The sea’s edge" in page
        assert set(re.findall(r"<b>\w+", page)) == {"<b>Record"}
