"""The page on which a person sets up one-time codes, renews the recovery codes, and turns them off."""

import logging
from base64 import b32encode
from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods
from django_otp import login
from django_otp.plugins.otp_totp.models import TOTPDevice

from . import codes
from .forms import ConfirmForm, ProofForm, wait
from .standing import Standing, standing

log = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
def one_time_codes(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show the page, or do what one of its buttons says. `context` is that of every page of the desk."""
    if standing(request) in (Standing.OUTSIDE, Standing.CODE_ASKED):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if request.method == "POST":
        for name, act in ACTIONS.items():
            if name in request.POST:
                return act(request, context)
    return page(request, context)


def page(request: HttpRequest, context: dict[str, Any], **more: Any) -> HttpResponse:
    app = codes.app_of(request.user)
    pending = None if app else codes.app_of(request.user, confirmed=False)
    context = {
        **context,
        "title": "One-time codes",
        "to_set_up": standing(request) is Standing.TO_SET_UP,
        "required": settings.ONE_TIME_CODES == "required",
        "app": app,
        "left": codes.recovery_codes_left(request.user) if app else 0,
        "confirm_form": ConfirmForm(),
        "proof_form": ProofForm(request),
        **(secret_of(pending) if pending else {}),
        **more,
    }
    return TemplateResponse(request, "admin/quotes/one_time_codes.html", context)


def secret_of(device: TOTPDevice) -> dict[str, Any]:
    """Return what an app needs: as a picture, and as text in groups of four."""
    text = b32encode(device.bin_key).decode()
    grouped = " ".join(text[start : start + 4] for start in range(0, len(text), 4))
    return {"secret": grouped, "picture": picture(device.config_url)}


def picture(text: str) -> SafeString:
    """Return a QR code as an <svg> without styles, dark on light in every color scheme as readers need it."""
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False))  # noqa: S308


def start(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    if codes.app_of(request.user) is None:
        codes.start(request.user)
    return back()


def cancel(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    codes.cancel(request.user)
    return back()


def confirm(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Turn the codes on. This session has given one; others of the same person have to, and get a new key."""
    form = ConfirmForm(request.POST)
    if codes.app_of(request.user, confirmed=False) is None:
        return back()
    if form.is_valid():
        answer = codes.confirm(request.user, form.cleaned_data["code"])
        if answer.device is not None:
            login(request, answer.device)
            request.session.cycle_key()
            log.info("%s turned one-time codes on", request.user.get_username())
            return page(request, context, new_codes=codes.renew_recovery_codes(request.user), just_on=True)
        wrong = "That is not the code. Take the one that the app shows now; the clock of the phone has to be right."
        form.add_error("code", wait(answer) if answer.wait_until else wrong)
    return page(request, context, confirm_form=form)


def renew(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    form = ProofForm(request, request.POST)
    if codes.app_of(request.user) is None:
        return back()
    if not form.is_valid():
        return page(request, context, proof_form=form)
    log.info("%s made new recovery codes", request.user.get_username())
    return page(request, context, new_codes=codes.renew_recovery_codes(request.user))


def turn_off(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    form = ProofForm(request, request.POST)
    if codes.app_of(request.user) is None:
        return back()
    if not form.is_valid():
        return page(request, context, proof_form=form)
    codes.turn_off(request.user)
    log.info("%s turned one-time codes off", request.user.get_username())
    messages.success(request, "One-time codes are off. The old ones and the recovery codes work no more.")
    return back()


def back() -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:one_time_codes"))


ACTIONS: dict[str, Callable[[HttpRequest, dict[str, Any]], HttpResponse]] = {
    "start": start,
    "cancel": cancel,
    "confirm": confirm,
    "renew": renew,
    "turn_off": turn_off,
}
