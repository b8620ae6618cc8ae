"""Whole pages kept in memory, none of which is shown once anything of the record has changed."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import get_conditional_response
from django.utils.timezone import localdate

from quotes.search.changes import generation

READERS = "quotes"  # the namespace of the addresses whose pages follow from the record, and from nothing else
OVERHEAD = 2_000  # bytes that a page takes besides its body, about

Key = tuple[str | bool, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A response as it was sent."""

    headers: dict[str, str]
    body: bytes

    @property
    def size(self) -> int:
        return len(self.body) + OVERHEAD

    def response(self, request: HttpRequest) -> HttpResponseBase | None:
        """Return it again: a 304 without body for who has it already (RFC 9110, 13)."""
        again = HttpResponse(self.body, headers=self.headers)
        return get_conditional_response(request, etag=self.headers.get("ETag"), response=again)


class Pages:
    """The pages of one state of the record, the most lately asked for, in at most `room` bytes."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._lock = Lock()
        self._start(-1)

    def _start(self, state: int) -> None:
        self.state, self.size = state, 0
        self._pages: OrderedDict[Key, Page] = OrderedDict()

    def __contains__(self, key: Key) -> bool:
        return key in self._pages

    def get(self, key: Key, state: int) -> Page | None:
        """Return the page that was made of `state`, if it is kept."""
        with self._lock:
            page = self._pages.get(key) if state == self.state else None
            if page:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: Key, page: Page, state: int) -> None:
        """Keep a page that was made after the record was in `state`. Those of an earlier state are let go."""
        with self._lock:
            if state > self.state:
                self._start(state)
            if state < self.state or key in self._pages or page.size > self.room:
                return
            self._pages[key] = page
            self.size += page.size
            while self.size > self.room:
                self.size -= self._pages.popitem(last=False)[1].size


class ResponseCacheMiddleware:
    """Answers a request for a page for readers with the page as it was made before, while the record is the same.

    Whether it is the same is asked of the database each time (`quotes.search.changes`), so that all processes tell the
    truth at once. What is kept is compressed and has its headers: this stands outside of the middleware that adds them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.RESPONSE_CACHE_MB:
            raise MiddlewareNotUsed("RESPONSE_CACHE_MB is 0")
        self.get_response = get_response
        self.pages = Pages(settings.RESPONSE_CACHE_MB * 1_000_000)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "GET":
            return self.get_response(request)
        key = key_of(request)
        if again := self.kept(key, request):
            return again
        response = self.get_response(request)
        state = getattr(request, "record_state", None)
        if state is not None and isinstance(response, HttpResponse) and may_be_kept(response):
            self.pages.keep(key, Page(dict(response.items()), response.content), state)
        return response

    def kept(self, key: Key, request: HttpRequest) -> HttpResponseBase | None:
        """Return the page made before, if it is still so; none while the database is away: others say so better."""
        try:
            page = self.pages.get(key, generation()) if key in self.pages else None
        except DatabaseError:
            return None
        return page.response(request) if page else None

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        """Note the state of the record before the page is made of it, or of a later one."""
        if request.method == "GET" and request.resolver_match and request.resolver_match.namespace == READERS:
            request.record_state = generation()  # type: ignore[attr-defined]


def key_of(request: HttpRequest) -> Key:
    """Return all of a request that its page depends on besides the record: the day too, up to which roles are drawn."""
    accepts_gzip = bool(re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")))
    host = request.headers.get("Host", "")
    query = request.META.get("QUERY_STRING", "")  # as it was sent: `get_full_path()` gives two of them one form
    return (request.scheme or "", host, request.path, query, accepts_gzip, localdate().isoformat())


def may_be_kept(response: HttpResponse) -> bool:
    """Return whether a response is a whole page that is the same for all readers."""
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    return response.status_code == 200 and not response.cookies and varies <= {"accept-encoding"}
