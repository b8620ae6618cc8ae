"""The forms of logging in."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate, load_backend
from django.contrib.auth.signals import user_login_failed
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.timezone import now
from django_otp.models import Device

from . import codes

MINUTES = 10  # between the password and the code
SALT = "quotes.admin.signing_in.password_given"
SHAPES = f"A code has {codes.DIGITS} digits, a recovery code {codes.RECOVERY_LENGTH} letters and digits."


def check_code(request: HttpRequest, user: Any, code: str) -> Device:
    """Return the device whose code this is. Raises ValidationError, for people, when it is none.

    A wrong code counts like a wrong password, for axes too; one that comes too early is not looked at, and counts for
    nothing.
    """
    credentials = {settings.AXES_USERNAME_FORM_FIELD: user.get_username()}
    if not AxesProxyHandler.is_allowed(request, credentials):
        request.axes_locked_out = True
        user_login_failed.send(sender=__name__, credentials=credentials, request=request)
        raise ValidationError("Too many wrong codes.")  # the middleware of axes says when to come again
    if len(codes.plain(code)) not in (codes.DIGITS, codes.RECOVERY_LENGTH):
        raise ValidationError(SHAPES)
    answer = codes.check(user, code)
    if answer.wait_until is not None:
        raise ValidationError(wait(answer))
    if answer.device is None:
        user_login_failed.send(sender=__name__, credentials=credentials, request=request)
        raise ValidationError("That code is not right, or was used already. Take the one that the app shows now.")
    return answer.device


def wait(answer: codes.Answer) -> str:
    seconds = int((answer.wait_until - now()).total_seconds()) + 1 if answer.wait_until else 0
    how_long = f"{seconds} seconds" if seconds > 1 else "a second"
    return f"The last code was wrong. Wait {how_long}, then give the code that the app shows."


class CodeField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attributes), **options)


class LogInForm(AdminAuthenticationForm):
    """Asks for name and password, and then, of those who have set that up, for a one-time code.

    `password_given` travels from the first step to the second: who it was, sealed, and of no use after ten minutes,
    a log-in or a change of the password.
    """

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "That name and password do not open the desk. Capital and small letters differ in both.",
    }
    password_given = forms.CharField(required=False, widget=forms.HiddenInput)
    code = CodeField(required=False, label="One-time code")

    def __init__(self, request: Any = None, *args: Any, **options: Any) -> None:
        super().__init__(request, *args, **options)
        self.code_asked = bool(self.data.get("password_given"))
        self.just_asked = False
        for name in ("username", "password"):
            self.fields[name].required = not self.code_asked
        self.fields["code"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        if self.code_asked:
            self.take_code()
            return self.cleaned_data
        cleaned = super().clean()
        user = self.user_cache
        if user is not None and codes.has_codes(user):
            self.user_cache = None
            self.ask_code(user)
        return cleaned

    def ask_code(self, user: Any) -> None:
        self.data = {**self.data.dict(), "password_given": seal(user), "password": ""}
        self.code_asked = self.just_asked = True
        raise ValidationError("Give a one-time code.", code="code_asked")

    def take_code(self) -> None:
        user = unseal(self.cleaned_data.get("password_given", ""))
        if user is None:
            self.code_asked = False
            raise ValidationError("That took too long. Give your name and password again.", code="too_late")
        self.confirm_login_allowed(user)
        user.otp_device = check_code(self.request, user, self.cleaned_data.get("code", ""))
        self.user_cache = user


def seal(user: Any) -> str:
    return signing.dumps([user.pk, user.backend, fingerprint(user)], salt=SALT)


def unseal(text: str) -> Any:
    """Return the person whose password was given, or None when that was too long ago or is no longer so."""
    try:
        key, backend, seen = signing.loads(text, salt=SALT, max_age=MINUTES * 60)
    except signing.BadSignature:
        return None
    user: Any = load_backend(backend).get_user(key)
    if user is None or fingerprint(user) != seen:
        return None
    user.backend = backend
    return user


def fingerprint(user: Any) -> str:
    return salted_hmac(SALT, f"{user.password} {user.last_login}", algorithm="sha256").hexdigest()


class ConfirmForm(forms.Form):
    """A first code of an app that is being set up."""

    code = CodeField(label="Code", help_text="The six digits that the app shows.")


class ProofForm(forms.Form):
    """Whoever is logged in shows that it is them: by their password, or by a code of their app."""

    proof = forms.CharField(
        label="Your password, or a code of your app",
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(*args)
        self.request = request

    def clean_proof(self) -> str:
        proof, user = self.cleaned_data["proof"], self.request.user
        if codes.is_code(codes.plain(proof)):
            check_code(self.request, user, proof)
        elif authenticate(self.request, username=user.get_username(), password=proof) is None:
            raise ValidationError("That is neither your password nor a code.")
        return proof
