"""A request that brings more than a form may hold is refused before its body is read."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

PIECE = 64 * 1024
MOST_DISCARDED = 100_000_000  # bytes


class BodySizeMiddleware:
    """Answers 413 (RFC 9110, 15.5.14) to a body of more than `settings.MOST_BODY_BYTES`, by what its length says.

    It stands before the middleware that looks for a token in the form, and so would read all of it. What was sent is
    then read piece by piece and let go: browsers show no answer that comes while they are still sending.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = announced(request)
        if length <= settings.MOST_BODY_BYTES:
            return self.get_response(request)
        discard(request, length)
        most = f"{settings.MOST_BODY_BYTES / 1_000_000:g} MB"
        page = render_to_string("413.html", {"sent": f"{length / 1_000_000:,.1f} MB", "most": most}, request)
        return HttpResponse(page, status=413, headers={"Cache-Control": "no-store"})


def announced(request: HttpRequest) -> int:
    """Return how many bytes a request says that it brings; 0 when it does not say, because then none are read."""
    length = str(request.META.get("CONTENT_LENGTH") or "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 19 else 0


def discard(request: Any, length: int) -> None:
    left = min(length, MOST_DISCARDED)
    try:
        while left > 0 and (piece := request.read(min(PIECE, left))):
            left -= len(piece)
    except OSError:  # whoever sent it has gone
        return
