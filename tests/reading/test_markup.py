"""What every page keeps to: a strict content security policy, no dead links, one heading, a description."""

import re
from collections import defaultdict
from datetime import date
from html.parser import HTMLParser
from urllib.parse import urljoin

import psycopg
import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from project.errors import server_error
from quotes.models import ClaimTopic, Status
from tests.factories import make_assessment, make_claim, make_quotation, make_stance, make_topic

pytestmark = pytest.mark.django_db


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@pytest.fixture
def pages(client, rich_quotations):
    """The HTML of every kind of page."""
    quotation = rich_quotations(30)[0]
    withdrawn = make_quotation(status=Status.WITHDRAWN)
    claim, topic = quotation.stances.first().claim, make_topic()
    for one in (claim, make_claim()):
        ClaimTopic(claim=one, topic=topic).save()
    for day in (1, 2):
        make_assessment(claim=claim, links="https://example.org/why", assessed_on=date(2024, 6, day))
    make_stance(claim=claim, quotation=make_quotation(kind="indirect"), position="questions")
    addresses = {
        "home": reverse("quotes:home"),
        "list": reverse("quotes:quotation-list"),
        "narrowed": f"{reverse('quotes:quotation-list')}?speaker={quotation.speaker.slug}",
        "nothing": f"{reverse('quotes:quotation-list')}?speaker=nobody",
        "quotation": quotation.get_absolute_url(),
        "facet": f"{reverse('quotes:facet-list', args=['speaker'])}?kind=direct&name=zoe",
        "speakers": reverse("quotes:speaker-list"),
        "speaker": quotation.speaker.get_absolute_url(),
        "sources": reverse("quotes:source-list"),
        "sources narrowed": f"{reverse('quotes:source-list')}?publisher=harbour-gazette",
        "no sources": f"{reverse('quotes:source-list')}?year=1999",
        "source": quotation.source.get_absolute_url(),
        "organizations": reverse("quotes:organization-list"),
        "organization": quotation.organization.get_absolute_url(),
        "publisher": quotation.source.publisher.get_absolute_url(),
        "topics": reverse("quotes:topic-list"),
        "topic": quotation.topics.get().get_absolute_url(),
        "claims": reverse("quotes:claim-list"),
        "claims on a topic": f"{reverse('quotes:claim-list')}?topic={topic.slug}",
        "no claims": f"{reverse('quotes:claim-list')}?topic={quotation.topics.get().slug}",
        "claim": claim.get_absolute_url(),
        "withdrawn": withdrawn.get_absolute_url(),
        "withdrawn claim": make_claim(status=Status.WITHDRAWN).get_absolute_url(),
        "about": reverse("quotes:about"),
        "checking": reverse("quotes:checking"),
        "corrections": reverse("quotes:corrections"),
        "missing": reverse("quotes:speaker-detail", args=["nobody"]),
        "malformed": f"{reverse('quotes:quotation-list')}?year=x",
    }
    pages = {name: (address, client.get(address).text) for name, address in addresses.items()}
    checked = Client(enforce_csrf_checks=True)
    return pages | {
        "sent to": ("/", client.post("/").text),
        "without a token": ("/", checked.post(reverse("admin:login")).text),
        "failed": ("/", failed(RuntimeError())),
        "out of reach": ("/", failed(out_of_reach())),
    }


def failed(error):
    """The page that a visitor gets after `error`."""
    try:
        raise error
    except type(error):
        return server_error(RequestFactory().get("/")).text


def out_of_reach():
    error = OperationalError()
    error.__cause__ = psycopg.OperationalError("the server is away")
    return error


def test_no_page_has_inline_styles_or_scripts(pages):
    for name, (_, html) in pages.items():
        for tag, attributes in Tags(html).tags:
            assert "style" not in attributes, name
            assert not any(attribute.startswith("on") for attribute in attributes), name
            assert tag != "style", name
            assert tag != "script" or attributes["src"].startswith("/static/"), name


def test_every_link_leads_somewhere(pages, client):
    followed = defaultdict(set)
    for name, (address, html) in pages.items():
        tags = Tags(html).tags
        places = {attributes["id"] for _, attributes in tags if "id" in attributes}
        for tag, attributes in tags:
            link = attributes.get("href") or attributes.get("src")
            if not link or link.startswith(("http://testserver/", "https://example.org", "mailto:")):
                continue
            if link.startswith("#"):
                assert link[1:] in places, (name, link)
            elif link.startswith("/static/"):
                assert finders.find(link.removeprefix("/static/")), (name, link)
            elif tag == "a":
                followed[urljoin(address, link)].add(name)
    to_withdrawn = {pages["withdrawn"][0], pages["withdrawn claim"][0]}
    assert followed.keys() >= to_withdrawn
    for address, names in followed.items():
        if address.startswith("/admin/"):
            resolve(address)
        elif address in to_withdrawn:
            assert names == {"corrections"}, address  # the one page that names what was withdrawn
            assert client.get(address).status_code == 410, address
        else:
            assert client.get(address).status_code == 200, (names, address)


def test_every_page_has_one_heading_a_title_and_a_description(pages):
    titles = {}
    for name, (_, html) in pages.items():
        tags = Tags(html).tags
        assert [tag for tag, _ in tags].count("h1") == 1, name
        assert [attributes for tag, attributes in tags if tag == "meta" and attributes.get("name") == "description"], (
            name
        )
        titles[name] = re.search("<title>(.+?) · On Record</title>", html, re.S)[1]
        places = [attributes["id"] for _, attributes in tags if "id" in attributes]
        assert len(places) == len(set(places)), name
    assert len(set(titles.values())) == len(titles)


def test_every_page_has_the_same_landmarks(pages):
    for name, (_, html) in pages.items():
        tags = Tags(html).tags
        names = [tag for tag, _ in tags]
        assert names.count("main") == 1, name
        assert {"header", "footer"} <= set(names), name
        searches = [label(attributes) for _, attributes in tags if attributes.get("role") == "search"]
        assert searches
        assert len(searches) == len(set(searches)), name
        navigations = [label(attributes) for tag, attributes in tags if tag == "nav"]
        assert set(navigations) >= {"Main", "Reading", "About", "Project"}, name
        assert len(navigations) == len(set(navigations)), name


def label(attributes):
    """What a landmark is called, or the element that says so."""
    return attributes.get("aria-label", attributes.get("aria-labelledby"))


def test_no_page_shows_a_whole_source_or_a_numeric_key(pages):
    for name, (_, html) in pages.items():
        assert "Harbour bridge to close for repairs" not in html, name
        assert not re.search(r'name="(id|pk)"|data-(id|pk)=', html), name


def test_errors_have_pages_in_the_same_style(client, settings):
    client.raise_request_exception = False
    settings.ALLOWED_HOSTS = ["testserver"]
    response = client.get(reverse("quotes:home"), HTTP_HOST="evil.example")
    assert response.status_code == 400
    assert "This address" in response.text


def test_the_page_for_a_failure_needs_neither_a_request_nor_a_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        html = render_to_string("500.html")
    assert f'action="{reverse("quotes:quotation-list")}"' in html
    assert html.count('id="search"') == 1


def test_pages_for_what_is_not_found_offer_one_box_and_ways_on(pages):
    for name in ("withdrawn", "missing", "malformed", "sent to", "without a token", "failed", "out of reach"):
        html = pages[name][1]
        start = html.partition("Or start from")[2].partition("</p>")[0]
        assert html.count('role="search"') == 1, name
        for kind in ("quotation", "speaker", "claim", "source", "topic"):
            assert f'href="{reverse(f"quotes:{kind}-list")}"' in start, (name, kind)


def test_a_speaker_who_was_on_record_is_not_said_to_have_never_been(client):
    speaker = make_quotation(status=Status.WITHDRAWN).speaker
    response = client.get(speaker.get_absolute_url())
    assert response.status_code == 404
    assert "never published" not in response.text
    assert "a withdrawn quotation keeps a page that says why" in response.text


def test_a_failure_has_a_page_in_the_same_style(client, monkeypatch):
    def fail(*args):
        raise RuntimeError("on purpose")

    client.raise_request_exception = False
    monkeypatch.setattr("quotes.reading.views.home.front_quotations", fail)
    response = client.get(reverse("quotes:home"))
    assert response.status_code == 500
    assert "went wrong" in response.text
    assert "on purpose" not in response.text
