"""The headers of every response, and what caches may do with it."""

import gzip
from contextlib import closing

import pytest
from django.contrib.auth import get_user_model
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse

from quotes.models import Status
from quotes.reading.sitemaps import SITEMAPS
from tests.factories import make_quotation

pytestmark = pytest.mark.django_db

PERMISSIONS = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
    "midi=(), payment=(), usb=()"
)
EVERYWHERE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
# Headers with a value of their own for each response.
VARYING = {"Content-Length", "Content-Security-Policy", "ETag", "X-Request-ID"}
DYNAMIC = EVERYWHERE | {"X-Frame-Options": "DENY"}
HTML = DYNAMIC | {
    "Cache-Control": "no-cache",
    "Content-Type": "text/html; charset=utf-8",
    "Vary": "Accept-Encoding",
}
XML = HTML | {"Content-Type": "application/xml", "X-Robots-Tag": "noindex, noodp, noarchive"}


@pytest.fixture
def quotation():
    return make_quotation()


@pytest.fixture
def addresses(quotation) -> dict[str, str]:
    return {
        "home": reverse("quotes:home"),
        "quotations": reverse("quotes:quotation-list"),
        "quotation": quotation.get_absolute_url(),
        "speakers": reverse("quotes:speaker-list"),
        "speaker": quotation.speaker.get_absolute_url(),
    }


PAGES = ["home", "quotations", "quotation", "speakers", "speaker"]


def headers(response) -> dict[str, str]:
    """Return the headers with a fixed value, once those that vary are there."""
    assert set(response.headers) >= VARYING
    return {name: value for name, value in response.headers.items() if name not in VARYING}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_these_headers_and_no_others(client, addresses, page):
    response = client.get(addresses[page])
    assert response.status_code == 200
    assert headers(response) == HTML
    assert not response.cookies


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_the_same_for_an_editor(client, addresses, page):
    editor = Client()
    editor.force_login(
        get_user_model().objects.create_user("editor"), backend="django.contrib.auth.backends.ModelBackend"
    )
    response = editor.get(addresses[page])
    assert headers(response) == HTML
    assert response.text == client.get(addresses[page]).text


def test_an_answer_without_a_page_has_the_same_headers(client, quotation):
    withdrawn = make_quotation(status=Status.WITHDRAWN)
    lower = quotation.get_absolute_url().replace(quotation.ref, quotation.ref.lower())
    for address, status in {
        "/nowhere/": 404,
        withdrawn.get_absolute_url(): 410,
        reverse("quotes:quotation-list") + "?year=none": 400,
    }.items():
        response = client.get(address)
        assert response.status_code == status
        assert headers(response) == HTML
    moved = client.get(lower)
    assert moved.status_code == 301
    assert moved["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("robots", HTML | {"Content-Type": "text/plain; charset=utf-8"}),
        ("sitemap", XML),
    ],
)
def test_what_programs_read_has_these_headers_and_no_others(client, name, expected):
    found = headers(client.get(reverse(name)))
    assert found | {"Vary": "Accept-Encoding"} == expected


def test_sections_of_the_sitemap_have_these_headers_and_no_others(client, quotation):
    for section in SITEMAPS:
        found = headers(client.get(reverse("sitemap-section", args=[section])))
        assert found | {"Vary": "Accept-Encoding"} == XML


def test_static_files_are_for_this_site_alone_too(client):
    with closing(client.get(static("quotes/css/site.css"))) as response:
        assert response.status_code == 200
        assert {name: response[name] for name in EVERYWHERE} == EVERYWHERE
        assert "Access-Control-Allow-Origin" not in response


def test_a_redirect_to_https_has_the_headers_too(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get(reverse("quotes:home"))
    assert response.status_code == 301
    assert response["Permissions-Policy"] == PERMISSIONS


def test_the_desk_is_never_kept(client):
    assert "no-store" in client.get(reverse("admin:login"))["Cache-Control"]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_a_cache_still_has_is_not_sent_again(client, addresses, page, encoding):
    asking = {"Accept-Encoding": encoding}
    first = client.get(addresses[page], headers=asking)
    assert first.headers.get("Content-Encoding", "identity") == encoding
    second = client.get(addresses[page], headers={**asking, "If-None-Match": first["ETag"]})
    assert second.status_code == 304
    assert second.content == b""
    assert second["Cache-Control"] == "no-cache"
    assert second["ETag"].removeprefix("W/") == first["ETag"].removeprefix("W/")


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("page", PAGES)
def test_a_change_of_the_record_is_sent_again(client, addresses, quotation, page, encoding):
    asking = {"Accept-Encoding": encoding}
    first = client.get(addresses[page], headers=asking)
    quotation.speaker.name = "Somebody Else"
    quotation.speaker.save()
    second = client.get(addresses[page], headers={**asking, "If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]


def test_a_withdrawn_quotation_is_not_answered_from_a_cache(client, quotation):
    first = client.get(quotation.get_absolute_url())
    quotation.status, quotation.status_reason = Status.WITHDRAWN, "The source was retracted."
    quotation.save()
    asking = {"If-None-Match": first["ETag"]}
    assert client.get(quotation.get_absolute_url(), headers=asking).status_code == 410


def test_a_compressed_page_is_the_same_page(client, addresses):
    plain = client.get(addresses["home"])
    compressed = client.get(addresses["home"], headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(compressed.content) == plain.content
    assert len(compressed.content) < len(plain.content)
