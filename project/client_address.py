"""Who is asking, as far as the server can trust what it is told."""

from django.http import HttpRequest


def behind_proxy(request: HttpRequest) -> str:
    """The address that the trusted proxy saw: the last one of X-Forwarded-For, since a client can invent the others."""
    forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return forwarded or str(request.META["REMOTE_ADDR"])
