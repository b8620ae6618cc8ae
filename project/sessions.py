"""How long somebody stays logged in."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def end_in_time(*, request: HttpRequest, **kwargs: Any) -> None:
    """Let the session that a log-in begins end SESSION_COOKIE_AGE later, at a moment that is fixed now.

    Without a moment each save of the session, such as one for a message, would begin the time anew.
    """
    request.session.set_expiry(timedelta(seconds=settings.SESSION_COOKIE_AGE))
