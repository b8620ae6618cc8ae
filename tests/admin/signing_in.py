"""Somebody with a password and an app for one-time codes, and a clock that the test moves."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.admin.desk import read_form
from tests.members import make_member

PASSWORD = "correct horse battery"
STEP = 30


class Clock:
    """The time as Django, the sessions and the codes see it: it stands still until it is moved."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.moved = timedelta()
        start, seconds = timezone.now(), time.time()
        patch.setattr(timezone, "now", lambda: start + self.moved)
        for module in ("axes.handlers.proxy", "quotes.admin.signing_in.forms", "quotes.admin.signing_in.refusals"):
            patch.setattr(f"{module}.now", lambda: start + self.moved)
        patch.setattr(time, "time", lambda: seconds + self.moved.total_seconds())

    def move(self, **by: float) -> None:
        self.moved += timedelta(**by)


def make_person(group: str = "Editors") -> User:
    user = make_member(group)
    user.set_password(PASSWORD)
    user.save()
    return user


def make_app(user: User) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="App")


def code_of(app: TOTPDevice, steps: int = 0) -> str:
    """Return the code that the app shows now, or shows some steps from now."""
    shown = TOTP(app.bin_key)
    shown.time = time.time() + steps * STEP
    return f"{shown.token():06d}"


def wrong_code(app: TOTPDevice) -> str:
    """Return a code that the app shows neither now nor soon nor just before."""
    near = {code_of(app, steps) for steps in range(-4, 5)}
    return next(code for code in (f"{number:06d}" for number in range(20)) if code not in near)


def give_password(client: Client, user: User, password: str = PASSWORD, **more: Any) -> HttpResponse:
    form = {"username": user.username, "password": password, "next": reverse("admin:index")}
    return client.post(reverse("admin:login"), form | more)


def give_code(client: Client, asked: HttpResponse, code: str, **more: Any) -> HttpResponse:
    """Answer the page that asks for a code."""
    form = read_form(asked, "login-form")
    return client.post(reverse("admin:login"), form | {"code": code}, **more)


def log_in(client: Client, user: User, app: TOTPDevice | None = None) -> HttpResponse:
    response = give_password(client, user)
    return give_code(client, response, code_of(app)) if app else response


def may_enter(client: Client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200
