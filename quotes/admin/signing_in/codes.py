"""One-time codes of a person: an app that shows them (RFC 6238), and recovery codes for when it is lost.

Rows of django-otp, which lets each code work once, follows a clock that is wrong, and makes guessers wait.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES = 10
DIGITS, RECOVERY_LENGTH = 6, 8
# Each wrong code doubles the wait; from this many on it grows no more. 512 seconds are less than axes closes a name
# for, so that both open together, and somebody who knows the password cannot shut the owner out for years.
MOST_FAILURES = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a code was right, and by which device; when nothing was checked, until when to wait."""

    device: Device | None = None
    wait_until: datetime | None = None


def app_of(user: AbstractBaseUser, *, confirmed: bool = True) -> TOTPDevice | None:
    """Return the app that shows a person's codes, or the one that they are setting up."""
    return TOTPDevice.objects.filter(user=user, confirmed=confirmed).first()


def has_codes(user: AbstractBaseUser) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def plain(code: str) -> str:
    """Return a code without the spaces and hyphens that people write in it."""
    return "".join(code.split()).replace("-", "").lower()


def is_code(text: str) -> bool:
    """Return whether a plain text has the form of a code of an app."""
    return len(text) == DIGITS and text.isascii() and text.isdigit()


@transaction.atomic
def start(user: AbstractBaseUser) -> TOTPDevice:
    """Make a new secret for a person to put into an app, in place of one that was not confirmed."""
    cancel(user)
    return TOTPDevice.objects.create(user=user, name="App", confirmed=False)


def cancel(user: AbstractBaseUser) -> None:
    """Forget a secret that was not confirmed."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()


@transaction.atomic
def confirm(user: AbstractBaseUser, code: str) -> Answer:
    """Turn the codes on, when this one shows that the app has the secret."""
    if has_codes(user):
        return Answer()
    answer = _verify(TOTPDevice.objects.filter(user=user, confirmed=False), plain(code))
    if answer.device is not None:
        answer.device.confirmed = True
        answer.device.save()
    return answer


@transaction.atomic
def check(user: AbstractBaseUser, code: str) -> Answer:
    """Check a code of a person's app, or a recovery code, which then works no more.

    Only the one that has this form is asked, so that a wrong code of the app does not delay a recovery code.
    """
    code = plain(code)
    model: Any = TOTPDevice if is_code(code) else StaticDevice
    return _verify(model.objects.filter(user=user, confirmed=True), code)


def _verify(devices: Any, code: str) -> Answer:
    device = devices.select_for_update().first()
    if device is None:
        return Answer()
    device.throttling_failure_count = min(device.throttling_failure_count, MOST_FAILURES)
    allowed, why = device.verify_is_allowed()
    if not allowed:
        return Answer(wait_until=why["locked_until"])
    return Answer(device if device.verify_token(code) else None)


@transaction.atomic
def renew_recovery_codes(user: AbstractBaseUser) -> list[str]:
    """Make new recovery codes, in place of the old ones, and return them: the only time that they are shown."""
    device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "Recovery codes"})
    device.token_set.all().delete()
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def recovery_codes_left(user: AbstractBaseUser) -> int:
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def turn_off(user: AbstractBaseUser) -> None:
    """Forget a person's app and recovery codes."""
    for model in (TOTPDevice, StaticDevice):
        model.objects.filter(user=user).delete()
