"""What all lists have in common: what search engines are asked to leave out, and how their pages are linked."""

import re

import pytest
from django.urls import reverse

from quotes.models import Status
from quotes.reading.facets import LISTED
from quotes.reading.paging import Cursor
from tests.factories import make_claim, make_organization, make_quotation, make_source, make_topic

pytestmark = pytest.mark.django_db

NOINDEX = '<meta name="robots" content="noindex">'
FACETS = {f"by/{facet}": reverse("quotes:facet-list", args=[facet]) for facet in LISTED}
ADDRESSES = {
    "quotations": reverse("quotes:quotation-list"),
    "speakers": reverse("quotes:speaker-list"),
    "organizations": reverse("quotes:organization-list"),
    "topics": reverse("quotes:topic-list"),
    "claims": reverse("quotes:claim-list"),
    "sources": reverse("quotes:source-list"),
    "corrections": reverse("quotes:corrections"),
}
EMPTY = {
    "quotations": "speaker=nobody",
    "speakers": "letter=x",
    "organizations": "letter=x",
    "topics": "letter=x",
    "claims": "topic=nothing",
    "sources": "publisher=nobody",
}
SIZES = {
    "quotations": "quotations",
    "speakers": "index",
    "organizations": "index",
    "topics": "index",
    "claims": "claims",
    "sources": "sources",
    "corrections": "about",
} | dict.fromkeys(FACETS, "facets")


@pytest.fixture
def record():
    """Three rows for every list."""
    for _ in range(3):
        topic = make_topic()
        source = make_source(publisher=make_organization(), correction_note="A date was wrong.")
        make_quotation(source=source, topics=[topic])
        make_claim(topics=[topic])


@pytest.mark.parametrize("name", ADDRESSES)
def test_search_engines_keep_a_whole_list_that_has_something(client, record, name):
    assert NOINDEX not in client.get(ADDRESSES[name]).text


@pytest.mark.parametrize("name", EMPTY)
def test_search_engines_are_asked_to_leave_out_a_list_that_finds_nothing(client, record, name):
    assert NOINDEX in client.get(f"{ADDRESSES[name]}?{EMPTY[name]}").text


@pytest.mark.parametrize("name", ADDRESSES)
def test_search_engines_are_asked_to_leave_out_a_list_of_nothing_but_corrections(client, name):
    make_quotation(status=Status.DRAFT)
    assert (NOINDEX in client.get(ADDRESSES[name]).text) is (name != "corrections")


@pytest.mark.parametrize("name", [*ADDRESSES, *(name for name in FACETS if name != "by/organization")])
def test_pages_lead_to_their_neighbors_and_only_the_first_is_for_search_engines(client, record, monkeypatch, name):
    monkeypatch.setattr(f"quotes.reading.views.{SIZES[name]}.PAGE_SIZE", 1)
    address = (ADDRESSES | FACETS)[name]
    first = client.get(address)
    second = client.get(address + first.context["next"])
    assert (NOINDEX in first.text, NOINDEX in second.text) == (name in FACETS, True)
    assert len(second.context["page"].rows) == 1
    for response, links in ((first, ["next"]), (second, ["prev", "next"])):
        in_head = re.findall(r'<link rel="(prev|next)" href="(.+?)">', response.text)
        assert [rel for rel, _ in in_head] == links
        for rel, href in in_head:
            assert f'<a href="{href}" rel="{rel}">' in response.text


@pytest.mark.parametrize("name", ["speakers", "organizations", "topics"])
def test_an_index_says_why_it_shows_nothing(client, record, name):
    address = ADDRESSES[name]

    def note(query):
        return re.search(r'<p class="note">(.+?)</p>', client.get(f"{address}?{query}").text, re.S)[1]

    assert "Nothing on record has this name. " in note("name=zzz")
    assert "Nothing on record stands under X. " in note("letter=x")
    assert "Nothing on record stands under 0–9. " in note("letter=other")
    assert "Nothing on record stands under X and has this name. " in note("letter=x&name=zzz")
    assert "Nothing stands on this page any more. " in note(f"page={Cursor(('zzz', 'zzz'))}")
