"""Answers to those who are not let in, or whose form came from an older page: none of them loses what was typed."""

from datetime import timedelta
from math import ceil
from typing import Any

from axes.helpers import get_client_ip_address, get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.contrib import admin
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime, now
from django.views import csrf

from .standing import Standing, standing
from .typed import Typed


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Say when logging in opens again. It is the same for every name and password, so that it tells nothing else."""
    left = time_left(request, credentials)
    minutes, opens = ceil(left.total_seconds() / 60), localtime(now() + left)
    message = (
        "There were too many wrong passwords or codes for this name from where you are. "
        f"Try again in {minutes} {'minute' if minutes == 1 else 'minutes'}, at {opens:%H:%M %Z}."
    )
    page = admin.site.log_in_page(request, message=message, typed=Typed.carried_by(request), status=429)
    page["Retry-After"] = str(ceil(left.total_seconds()))
    return page


def time_left(request: HttpRequest, credentials: Any) -> timedelta:
    """Return how long the name stays closed to the address, at least a second."""
    attempts = AccessAttempt.objects.filter(
        username=get_client_username(request, credentials), ip_address=get_client_ip_address(request)
    )
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or now()
    return max(last + (get_cool_off(request) or timedelta()) - now(), timedelta(seconds=1))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is not the one of this log-in.

    Tokens change with each log-in, so this is what a form gets that was open while its owner logged in elsewhere. What
    it holds may be sent again, by a click, when the browser itself says (Origin) that a page of this site sent it.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    typed = (Typed.sent_by(request) or Typed.carried_by(request)) if ours else None
    if typed is None:
        return csrf.csrf_failure(request, reason)
    if standing(request) in (Standing.INSIDE, Standing.TO_SET_UP):
        return admin.site.send_again_page(request, typed, status=403)
    return admin.site.log_in_page(request, typed=typed, status=403)
