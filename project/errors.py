"""The pages for what a visitor cannot help. They need no database, no session and no user."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from project.request_ids import request_id
from project.unavailable import is_unavailable

RETRY_AFTER = 30  # seconds


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an exception that nobody caught: 503 while the database is away, else 500 with the number to quote.

    Django calls this while it handles the exception, wherever it was raised: in a view, a template or a middleware.
    """
    if is_unavailable(sys.exception()):
        headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
        return HttpResponse(render_to_string("503.html"), status=503, headers=headers)
    page = render_to_string("500.html", {"request_id": request_id()})
    return HttpResponse(page, status=500, headers={"Cache-Control": "no-store"})
