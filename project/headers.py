"""Headers that every response has, static files and errors included."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

DEFAULTS = {
    # A cache asks before each use, so that what was withdrawn is gone at once. An ETag keeps the answer short.
    "Cache-Control": "no-cache",
    # https://www.w3.org/TR/permissions-policy/: the pages use none of these, so nothing on them may.
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "usb",
        )
    ),
    # https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header: no other site embeds what is here.
    "Cross-Origin-Resource-Policy": "same-origin",
}


class DefaultHeadersMiddleware:
    """Gives each response the headers of `DEFAULTS` that it does not set itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in DEFAULTS.items():
            response.headers.setdefault(name, value)
        return response
