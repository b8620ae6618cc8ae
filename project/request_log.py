"""One line in the log for each request: what was asked, and what came of it. No addresses, no cookies, no bodies."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from time import perf_counter

from django.http import HttpRequest, HttpResponse

from project.log_lines import cut
from project.request_ids import start_request

LONGEST_METHOD = 20  # characters
LONGEST_ADDRESS = 300  # characters
SLOW = 1.0  # seconds

logger = logging.getLogger("project.requests")


class RequestLogMiddleware:
    """Outermost, so that it names and times all that happens. Every response says its id, as X-Request-ID."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        identifier = start_request()
        started = perf_counter()
        response = self.get_response(request)
        seconds = perf_counter() - started
        response["X-Request-ID"] = identifier
        logger.log(level(response.status_code, seconds), "%s", describe(request, response, seconds))
        return response


def describe(request: HttpRequest, response: HttpResponse, seconds: float) -> str:
    """Return method, address, status, milliseconds and, where it is known, the length of the body in bytes."""
    method, address = cut(str(request.method), LONGEST_METHOD), cut(request.get_full_path(), LONGEST_ADDRESS)
    line = f"{method} {address} {response.status_code} {seconds * 1000:.0f} ms"
    length = body_length(request, response)
    return line if length is None else f"{line} {length} bytes"


def body_length(request: HttpRequest, response: HttpResponse) -> int | None:
    """Return the length of the body that is sent; None of a stream that does not say it."""
    if request.method == "HEAD" or response.status_code == HTTPStatus.NOT_MODIFIED:
        return 0
    if not response.streaming:
        return len(response.content)
    length = response.headers.get("Content-Length")
    return int(length) if length else None


def level(status: int, seconds: float) -> int:
    """Return how much a request matters: our errors most, then slow ones. What visitors get wrong is no warning."""
    if status >= 500:
        return logging.ERROR
    return logging.WARNING if seconds > SLOW else logging.INFO
