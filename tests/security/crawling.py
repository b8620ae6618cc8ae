"""What anybody can see of the site: every anonymous page that links lead to, as it was answered."""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import NoReverseMatch, reverse

from quotes import urls
from quotes.reading.facets import LISTED

CHANGES_EACH_TIME = {"Date", "X-Request-ID"}
MOST_PAGES = 3000

_LINK = re.compile(r"""(?:href|src)="([^"]+)"|<loc>([^<]+)</loc>|^Sitemap: (\S+)""", re.M)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def ask(client: Client, address: str) -> Answer:
    response = client.get(address)
    headers = sorted((name, value) for name, value in response.headers.items() if name not in CHANGES_EACH_TIME)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return Answer(response.status_code, tuple(headers), body)


def doors() -> list[str]:
    """The addresses that can be known without a link: those that need no value, and those of the facets."""
    known = ["/robots.txt", "/sitemap.xml", "/livez", "/readyz", "/favicon.ico"]
    known += [reverse("quotes:facet-list", args=[facet]) for facet in LISTED]
    for pattern in urls.urlpatterns:
        try:
            known.append(reverse(f"quotes:{pattern.name}"))
        except NoReverseMatch:
            continue
    return known


def crawl(starts: Iterable[str] = ()) -> dict[str, Answer]:
    """Return the answers of every public address that links lead to, from the doors and `starts`.

    A link with a query is followed where it stands on a page without one: filters of filters have no end.
    """
    client = Client(raise_request_exception=False)
    waiting, answers = deque([*doors(), *starts]), {}
    while waiting:
        address = waiting.popleft()
        if address in answers:
            continue
        answers[address] = ask(client, address)
        assert len(answers) < MOST_PAGES, "the crawl does not end"
        text = answers[address].body.decode(errors="replace")
        location = dict(answers[address].headers).get("Location")
        for link in [*([location] if location else []), *("".join(found) for found in _LINK.findall(text))]:
            split = urlsplit(urljoin(f"http://testserver{address}", unescape(link)))
            here = split.scheme == "http" and split.netloc == "testserver"
            if here and not split.path.startswith(("/admin/", "/static/")) and not (split.query and "?" in address):
                waiting.append(split.path + (f"?{split.query}" if split.query else ""))
    return answers
