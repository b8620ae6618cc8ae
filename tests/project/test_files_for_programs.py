"""Files that browsers and search engines ask for by name."""

import re
from contextlib import closing

import pytest
from django.urls import reverse


def type_of(client, address: str) -> str:
    with closing(client.get(address)) as response:
        assert response.status_code == 200
        return response["Content-Type"]


@pytest.mark.django_db
def test_the_icon_is_a_redirect_that_may_be_kept(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response["Cache-Control"] == "public, max-age=86400"
    assert type_of(client, response["Location"]) == "image/svg+xml"


@pytest.mark.django_db
def test_the_icon_of_each_page_is_there(client):
    page = client.get(reverse("quotes:home")).text
    address = re.search(r'<link rel="icon" href="([^"]+)"', page)[1]
    assert type_of(client, address) == "image/svg+xml"


def test_robots_are_kept_from_the_desk_and_led_to_the_sitemap(client):
    response = client.get("/robots.txt", secure=True)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text.split("\n") == [
        "User-agent: *",
        "Disallow: /admin/",
        "",
        "Sitemap: https://testserver/sitemap.xml",
        "",
    ]
