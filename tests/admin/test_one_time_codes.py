"""One-time codes: asked for at the log-in, throttled, set up, turned off, required, and removed for somebody else."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from quotes.admin.signing_in import codes
from tests.admin.desk import messages_of
from tests.admin.signing_in import (
    PASSWORD,
    STEP,
    Clock,
    code_of,
    give_code,
    give_password,
    log_in,
    make_app,
    make_person,
    may_enter,
    wrong_code,
)
from tests.members import GROUPS, make_member

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def person() -> User:
    return make_person()


@pytest.fixture
def app(person: User) -> TOTPDevice:
    return make_app(person)


def page(client: Client, **form: str) -> HttpResponse:
    """Open the page of one-time codes, or press one of its buttons."""
    address = reverse("admin:one_time_codes")
    return client.post(address, form) if form else client.get(address)


def text_of(response: HttpResponse) -> str:
    return " ".join(re.sub("<[^>]*>", " ", response.content.decode()).split())


# Logging in


def test_who_has_no_codes_logs_in_with_the_password_alone(client: Client, person: User) -> None:
    assert log_in(client, person).status_code == 302
    assert may_enter(client)


def test_who_has_codes_is_asked_for_one_and_is_not_in_before(client: Client, person: User, app: TOTPDevice) -> None:
    asked = give_password(client, person)
    assert "the code that your app shows" in text_of(asked)
    assert PASSWORD not in asked.content.decode()
    assert "Error" not in text_of(asked)
    assert not may_enter(client)
    answer = give_code(client, asked, code_of(app))
    assert (answer.status_code, answer["Location"]) == (302, reverse("admin:index"))
    assert may_enter(client)


def test_codes_may_be_written_in_groups(client: Client, person: User, app: TOTPDevice) -> None:
    code = code_of(app)
    give_code(client, give_password(client, person), f" {code[:3]} {code[3:]} ")
    assert may_enter(client)


def test_a_wrong_password_says_nothing_of_codes(client: Client, person: User, app: TOTPDevice) -> None:
    without = make_person("Contributors")
    pages = [give_password(client, each, "wrong") for each in (person, without, User(username="nobody"))]
    assert len({text_of(each) for each in pages}) == 1
    assert "code" not in text_of(pages[0])


def test_a_code_works_once(client: Client, person: User, app: TOTPDevice) -> None:
    code = code_of(app)
    give_code(client, give_password(client, person), code)
    other = Client()
    answer = give_code(other, give_password(other, person), code)
    assert "was used already" in text_of(answer)
    assert not may_enter(other)


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_one_step(
    steps: int, right: bool, client: Client, person: User, app: TOTPDevice
) -> None:
    give_code(client, give_password(client, person), code_of(app, steps))
    assert may_enter(client) == right


def test_a_clock_that_goes_wrong_slowly_is_followed(
    client: Client, person: User, app: TOTPDevice, clock: Clock
) -> None:
    for steps in (1, 2, 3):
        clock.move(seconds=10 * STEP)
        other = Client()
        give_code(other, give_password(other, person), code_of(app, steps))
        assert may_enter(other), steps


def test_a_recovery_code_lets_in_once_and_says_how_many_are_left(client: Client, person: User, app: TOTPDevice) -> None:
    code, *_ = codes.renew_recovery_codes(person)
    give_code(client, give_password(client, person), code.upper())
    index = client.get(reverse("admin:index"))
    assert "You have 9 left" in messages_of(index)[0]
    other = Client()
    give_code(other, give_password(other, person), code)
    assert not may_enter(other)


def test_a_password_given_is_of_no_use_after_ten_minutes_a_log_in_or_a_change(
    client: Client, person: User, app: TOTPDevice, clock: Clock
) -> None:
    late, used, changed = (give_password(Client(), person) for _ in range(3))
    log_in(client, person, app)
    clock.move(minutes=2)
    assert "took too long" in text_of(give_code(Client(), used, code_of(app)))
    late = give_password(Client(), person)
    clock.move(minutes=11)
    assert "took too long" in text_of(give_code(Client(), late, code_of(app)))
    changed = give_password(Client(), person)
    person.refresh_from_db()
    person.set_password("another long password")
    person.save()
    assert "took too long" in text_of(give_code(Client(), changed, code_of(app)))


@pytest.mark.parametrize("forged", ["x", "WzEsIm1vZGVsIl0:1a:b", "\0"])
def test_nobody_forges_a_password_given(forged: str, client: Client, person: User, app: TOTPDevice) -> None:
    form = {"password_given": forged, "code": code_of(app)}
    assert client.post(reverse("admin:login"), form).status_code == 200
    assert not may_enter(client)


def test_a_code_of_somebody_else_is_wrong(client: Client, person: User, app: TOTPDevice) -> None:
    other = make_app(make_person("Contributors"))
    give_code(client, give_password(client, person), code_of(other))
    assert not may_enter(client)


def test_who_is_no_longer_at_the_desk_does_not_get_in_with_a_code(
    client: Client, person: User, app: TOTPDevice
) -> None:
    asked = give_password(client, person)
    User.objects.filter(pk=person.pk).update(is_staff=False)
    give_code(client, asked, code_of(app))
    assert "_auth_user_id" not in client.session


# Guessing


def test_each_wrong_code_makes_the_next_wait(client: Client, person: User, app: TOTPDevice, clock: Clock) -> None:
    asked = give_password(client, person)
    give_code(client, asked, wrong_code(app))
    assert "Wait" in text_of(give_code(client, asked, code_of(app)))
    clock.move(seconds=2)
    give_code(client, asked, wrong_code(app))
    clock.move(seconds=1)
    assert "Wait" in text_of(give_code(client, asked, code_of(app)))
    clock.move(seconds=2)
    give_code(client, asked, code_of(app))
    assert may_enter(client)


def test_ten_wrong_codes_close_the_name_to_the_guesser_and_both_waits_end_together(
    client: Client, person: User, app: TOTPDevice, clock: Clock
) -> None:
    asked = give_password(client, person)
    answers = []
    for _ in range(10):
        clock.move(seconds=600)
        asked = give_password(client, person)
        answers.append(give_code(client, asked, wrong_code(app)).status_code)
    assert answers == [200] * 9 + [429]
    assert give_password(client, person).status_code == 429
    assert give_code(client, asked, code_of(app)).status_code == 429
    clock.move(minutes=15, seconds=1)
    log_in(client, person, app)
    assert may_enter(client)


def test_guesses_from_elsewhere_keep_the_owner_out_for_512_seconds_at_most(
    client: Client, person: User, app: TOTPDevice, clock: Clock
) -> None:
    TOTPDevice.objects.update(throttling_failure_count=40)
    guess = give_password(client, person)
    assert give_code(client, guess, wrong_code(app), REMOTE_ADDR="203.0.113.9").status_code == 200
    clock.move(seconds=513)
    log_in(client, person, app)
    assert may_enter(client)


def test_a_code_that_came_too_early_counts_for_nothing(
    client: Client, person: User, app: TOTPDevice, clock: Clock
) -> None:
    asked = give_password(client, person)
    give_code(client, asked, wrong_code(app))
    answers = [give_code(client, asked, code_of(app)).status_code for _ in range(12)]
    assert answers == [200] * 12
    app.refresh_from_db()
    assert app.throttling_failure_count == 1
    clock.move(seconds=2)
    give_code(client, asked, code_of(app))
    assert may_enter(client)


def test_a_right_password_does_not_give_a_guesser_of_passwords_more_tries(
    client: Client, person: User, app: TOTPDevice
) -> None:
    for _ in range(9):
        give_password(client, person, "wrong")
    assert give_password(client, person).status_code == 200
    assert give_password(client, person, "wrong").status_code == 429


def test_wrong_codes_of_the_app_do_not_delay_a_recovery_code(client: Client, person: User, app: TOTPDevice) -> None:
    code, *_ = codes.renew_recovery_codes(person)
    asked = give_password(client, person)
    give_code(client, asked, wrong_code(app))
    give_code(client, asked, code)
    assert may_enter(client)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "٣٣٣٣٣٣", "'; drop", "\0" * 6, "x" * 5000])
def test_what_is_no_code_is_told_so(code: str, client: Client, person: User, app: TOTPDevice) -> None:
    answer = give_code(client, give_password(client, person), code)
    assert answer.status_code == 200
    assert not may_enter(client)


# Setting up


def set_up(client: Client) -> tuple[TOTPDevice, HttpResponse]:
    page(client, start="1")
    app = TOTPDevice.objects.get(confirmed=False)
    return app, page(client, confirm="1", code=code_of(app))


def test_codes_are_set_up_with_a_picture_or_a_text_and_a_first_code(
    client: Client, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(client, person)
    assert "are off" in text_of(page(client))
    page(client, start="1")
    shown = page(client)
    app = TOTPDevice.objects.get()
    secret = re.search(r'class="secret">([^<]*)<', shown.content.decode())
    assert secret
    assert secret[1].replace(" ", "") in app.config_url
    assert "<svg" in shown.content.decode()
    assert "style=" not in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    wrong = page(client, confirm="1", code=wrong_code(app))
    assert "That is not the code" in text_of(wrong)
    assert not codes.has_codes(person)
    TOTPDevice.objects.update(throttling_failure_count=0)
    done = page(client, confirm="1", code=code_of(app))
    listed = re.findall(r"<code>(\w{8})</code>", done.content.decode())
    assert sorted(listed) == sorted(StaticToken.objects.values_list("token", flat=True))
    assert len(listed) == codes.RECOVERY_CODES
    assert may_enter(client)
    assert not any(code in page(client).content.decode() for code in [*listed, secret[1]])


def test_a_set_up_that_was_given_up_asks_for_no_code(client: Client, person: User) -> None:
    log_in(client, person)
    page(client, start="1")
    assert log_in(Client(), person).status_code == 302
    page(client, cancel="1")
    assert not TOTPDevice.objects.exists()


def test_the_secret_of_one_person_is_shown_to_no_other(client: Client, person: User) -> None:
    log_in(client, person)
    page(client, start="1")
    boss = Client()
    boss.force_login(User.objects.create_superuser("boss"), backend="django.contrib.auth.backends.ModelBackend")
    assert not {TOTPDevice, StaticDevice, StaticToken} & set(admin.site._registry)
    secret = TOTPDevice.objects.get()
    for address in [
        reverse("admin:one_time_codes"),
        reverse("admin:auth_user_change", args=[person.pk]),
        reverse("admin:auth_user_one_time_codes", args=[person.pk]),
        reverse("admin:auth_user_delete", args=[person.pk]),
    ]:
        shown = boss.get(address).content.decode()
        assert secret.key not in shown
        assert secret.config_url not in shown


def test_sessions_of_before_the_set_up_are_asked_for_a_code(client: Client, person: User) -> None:
    other = Client()
    for each in (client, other):
        log_in(each, person)
    key = client.session.session_key
    set_up(client)
    assert may_enter(client)
    assert client.session.session_key != key
    assert not may_enter(other)
    page_of_other = other.get(reverse("admin:index"), follow=True)
    assert "You have set up one-time codes since" in text_of(page_of_other)
    assert other.get(reverse("admin:one_time_codes")).status_code == 302


@pytest.mark.parametrize("proof", ["password", "code"])
def test_turning_off_and_new_recovery_codes_take_the_password_or_a_code(
    proof: str, client: Client, person: User, app: TOTPDevice, clock: Clock
) -> None:
    log_in(client, person, app)
    old = codes.renew_recovery_codes(person)
    for button in ("renew", "turn_off"):
        assert "neither your password nor a code" in text_of(page(client, proof="wrong", **{button: "1"}))
    assert codes.has_codes(person)
    clock.move(seconds=STEP)
    page(client, renew="1", proof=PASSWORD if proof == "password" else code_of(app))
    new = set(StaticToken.objects.values_list("token", flat=True))
    assert len(new) == codes.RECOVERY_CODES
    assert not new & set(old)
    clock.move(seconds=STEP)
    page(client, turn_off="1", proof=PASSWORD if proof == "password" else code_of(app))
    assert not codes.has_codes(person)
    assert not StaticToken.objects.exists()
    assert may_enter(client)


def test_the_password_cannot_be_guessed_from_the_page_either(client: Client, person: User, app: TOTPDevice) -> None:
    log_in(client, person, app)
    answers = [page(client, turn_off="1", proof=f"wrong {number}").status_code for number in range(11)]
    assert answers[8:] == [200, 429, 429]


# Required


def desk_addresses() -> list[str]:
    """Return every address of the desk, with a number for each part that varies."""

    def walk(patterns: Any, route: str) -> list[str]:
        found = []
        for pattern in patterns:
            here = route + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                found += walk(pattern.url_patterns, here)
            elif isinstance(pattern, URLPattern) and here.startswith("admin/") and "(?P<url>" not in here:
                found.append("/" + re.sub(r"<[^>]+>", "1", re.sub(r"\^\(\?P<app_label>.*", "quotes/", here)))
        return found

    return walk(get_resolver().url_patterns, "")


OPEN = {"admin:login", "admin:logout", "admin:one_time_codes"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_has_to_set_up_codes_reaches_nothing_else(method: str, client: Client, person: User, settings: Any) -> None:
    log_in(client, person)
    settings.ONE_TIME_CODES = "required"
    addresses = set(desk_addresses()) - {reverse(name) for name in OPEN}
    assert len(addresses) > 100
    for address in addresses:
        answer = getattr(client, method)(address)
        kept = method == "post" and answer.status_code == 403 and "set up one-time codes" in text_of(answer)
        led = (answer.status_code, answer.headers.get("Location")) == (302, reverse("admin:one_time_codes"))
        assert kept or led or answer.status_code == 405, (address, answer.status_code)


@pytest.mark.parametrize("group", GROUPS)
def test_who_sets_up_codes_is_let_in_and_asked_for_one_next_time(
    group: str, client: Client, settings: Any, clock: Clock
) -> None:
    settings.ONE_TIME_CODES = "required"
    person = make_person(group)
    assert log_in(client, person).status_code == 302
    led = client.get(reverse("admin:index"), follow=True)
    assert "Everybody at this desk logs in with a one-time code" in text_of(led)
    app, _ = set_up(client)
    assert may_enter(client)
    client.post(reverse("admin:logout"))
    assert not may_enter(client)
    clock.move(seconds=STEP)
    log_in(client, person, app)
    assert may_enter(client)


def test_who_has_to_set_up_codes_can_log_out(client: Client, person: User, settings: Any) -> None:
    settings.ONE_TIME_CODES = "required"
    log_in(client, person)
    assert client.post(reverse("admin:logout")).status_code == 200
    assert "_auth_user_id" not in client.session


def test_turning_off_what_is_required_leads_to_setting_it_up(
    client: Client, person: User, app: TOTPDevice, settings: Any
) -> None:
    settings.ONE_TIME_CODES = "required"
    log_in(client, person, app)
    page(client, turn_off="1", proof=PASSWORD)
    assert not may_enter(client)


# For somebody who lost their phone


def remove(client: Client, user: User) -> HttpResponse:
    return client.post(reverse("admin:auth_user_one_time_codes", args=[user.pk]))


def test_an_administrator_removes_codes_and_that_is_logged(
    client: Client, person: User, app: TOTPDevice, signed_in: SignedIn
) -> None:
    codes.renew_recovery_codes(person)
    boss = signed_in("Administrators")
    address = reverse("admin:auth_user_one_time_codes", args=[person.pk])
    assert address in boss.get(reverse("admin:auth_user_change", args=[person.pk])).content.decode()
    assert boss.get(address).status_code == 200
    assert codes.has_codes(person)
    remove(boss, person)
    assert not codes.has_codes(person)
    assert not StaticToken.objects.exists()
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_id, entry.change_message) == (
        "administrators",
        str(person.pk),
        "One-time codes removed.",
    )
    assert log_in(client, person).status_code == 302


@pytest.mark.parametrize("group", ["Contributors", "Stranger"])
def test_nobody_else_removes_codes(group: str, person: User, app: TOTPDevice, signed_in: SignedIn) -> None:
    assert remove(signed_in(group), person).status_code == 403
    assert codes.has_codes(person)


def test_an_administrator_does_not_remove_their_own_without_a_proof(signed_in: SignedIn) -> None:
    user = make_person("Administrators")
    boss, app = Client(), make_app(user)
    log_in(boss, user, app)
    assert remove(boss, user)["Location"] == reverse("admin:one_time_codes")
    assert codes.has_codes(user)


@pytest.mark.parametrize("key", ["0", "x", "99999999999999999999"])
def test_codes_of_nobody_are_not_found(key: str, signed_in: SignedIn) -> None:
    assert signed_in("Administrators").post(f"/admin/auth/user/{key}/one-time-codes/").status_code == 302


def test_the_list_of_people_says_who_has_codes(person: User, app: TOTPDevice, signed_in: SignedIn) -> None:
    listed = signed_in("Administrators").get(reverse("admin:auth_user_changelist"))
    rows = {str(row): row.with_codes for row in listed.context["cl"].result_list}
    assert rows == {"administrators": False, "editors": True}
    assert make_member("Editors") == person
