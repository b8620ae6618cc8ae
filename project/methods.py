"""All but the editors' desk is for reading: other methods change nothing there, and are told so."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

READING = ["GET", "HEAD", "OPTIONS"]
DESK = "admin"  # the namespace of its addresses


class ReadingOnlyMiddleware:
    """Answers, outside of the desk, OPTIONS with what may be asked, and what is not of `READING` with 405 (RFC 9110).

    It stands before the middleware that asks each form for its token, which would refuse the form for that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        at_desk = request.resolver_match is not None and DESK in request.resolver_match.namespaces
        if at_desk or request.method in ("GET", "HEAD"):
            return None
        response = HttpResponse() if request.method == "OPTIONS" else render(request, "405.html", status=405)
        response["Allow"] = ", ".join(READING)
        return response
