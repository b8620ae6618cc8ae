"""How far somebody has come at the door of the desk."""

from enum import Enum
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .codes import has_codes


class Standing(Enum):
    OUTSIDE = "not logged in, or no member of the desk"
    CODE_ASKED = "has one-time codes, and gave none in this session"
    TO_SET_UP = "has to set up one-time codes first"
    INSIDE = "may use the desk"


def standing(request: HttpRequest) -> Standing:
    """Return how far the person has come, by what is so now: also for a session that began before."""
    user: Any = request.user
    if not (user.is_active and user.is_staff):
        return Standing.OUTSIDE
    if getattr(user, "otp_device", None) is not None:
        return Standing.INSIDE
    if not hasattr(user, "known_to_have_codes"):
        user.known_to_have_codes = has_codes(user)
    if user.known_to_have_codes:
        return Standing.CODE_ASKED
    return Standing.TO_SET_UP if settings.ONE_TIME_CODES == "required" else Standing.INSIDE
