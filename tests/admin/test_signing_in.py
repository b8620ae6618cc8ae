"""Sessions end in time, nobody is told more than they know, and what was typed when a session ended is not lost."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from quotes.admin.signing_in.typed import Typed
from quotes.models import Quotation, Source, Status
from tests.admin.desk import change_url, list_url, messages_of, open_form, read_form
from tests.admin.signing_in import (
    PASSWORD,
    Clock,
    code_of,
    give_code,
    give_password,
    log_in,
    make_app,
    make_person,
    may_enter,
)
from tests.factories import make_quotation, make_source

pytestmark = pytest.mark.django_db

HOURS = 12


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def person() -> User:
    return make_person()


def text_of(response: HttpResponse) -> str:
    return " ".join(re.sub("<[^>]*>", " ", response.content.decode()).split())


# Sessions


def test_a_session_ends_12_hours_after_the_log_in_however_busy_it_is(
    client: Client, person: User, clock: Clock
) -> None:
    log_in(client, person)
    for _ in range(HOURS - 1):
        clock.move(hours=1)
        session = client.session  # a message, say, is saved in it
        session["busy"] = clock.moved.total_seconds()
        session.save()
        assert may_enter(client)
    clock.move(minutes=59)
    assert may_enter(client)
    clock.move(minutes=2)
    assert not may_enter(client)


def test_a_session_is_not_prolonged_by_setting_up_codes_nor_by_a_new_password(
    client: Client, person: User, clock: Clock
) -> None:
    log_in(client, person)
    clock.move(hours=6)
    address = reverse("admin:one_time_codes")
    client.post(address, {"start": "1"})
    client.post(address, {"confirm": "1", "code": code_of(TOTPDevice.objects.get())})
    clock.move(hours=5)
    new = {"old_password": PASSWORD, "new_password1": "another long password", "new_password2": "another long password"}
    assert client.post(reverse("admin:password_change"), new).status_code == 302
    assert may_enter(client)
    clock.move(hours=1, minutes=1)
    assert not may_enter(client)


def test_the_cookie_lasts_no_longer_than_the_session(client: Client, person: User, clock: Clock, settings: Any) -> None:
    log_in(client, person)
    clock.move(hours=HOURS - 1)
    session = client.session
    session["busy"] = 1
    session.save()
    assert client.session.get_expiry_age() <= 3600
    assert settings.SESSION_SAVE_EVERY_REQUEST is False


def test_logging_out_ends_a_session_at_once(client: Client, person: User) -> None:
    log_in(client, person)
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value
    assert may_enter(stolen)
    client.post(reverse("admin:logout"))
    assert not may_enter(client)
    assert not may_enter(stolen)


def test_a_new_password_ends_every_other_session_at_once(client: Client, person: User) -> None:
    other = Client()
    for each in (client, other):
        log_in(each, person)
    new = {"old_password": PASSWORD, "new_password1": "another long password", "new_password2": "another long password"}
    client.post(reverse("admin:password_change"), new)
    assert may_enter(client)
    assert not may_enter(other)


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_whoever_leaves_the_desk_is_out_at_once(field: str, client: Client, person: User) -> None:
    log_in(client, person)
    User.objects.filter(pk=person.pk).update(**{field: False})
    assert not may_enter(client)


# Guessing


def close(client: Client, user: User) -> HttpResponse:
    for _ in range(10):
        answer = give_password(client, user, "wrong")
    return answer


def test_whoever_guesses_is_told_when_to_come_again_and_that_stays_so(
    client: Client, person: User, clock: Clock
) -> None:
    answer = close(client, person)
    assert answer.status_code == 429
    assert "Try again in 15 minutes, at " in text_of(answer)
    assert answer["Retry-After"] == "900"
    clock.move(minutes=10)
    again = give_password(client, person)
    assert "Try again in 5 minutes, at " in text_of(again)
    assert again["Retry-After"] == "300"
    clock.move(minutes=5, seconds=1)
    assert give_password(client, person).status_code == 302


def test_a_closed_name_tells_nothing(client: Client, person: User) -> None:
    with_codes = make_person("Administrators")
    make_app(with_codes)
    pages = []
    for user in (person, with_codes, User(username="nobody")):
        close(client, user)
        pages += [give_password(client, user, password) for password in (PASSWORD, "wrong")]
    assert {page.status_code for page in pages} == {429}
    said = {re.sub(r'value="[^"]*"', "", page.content.decode()) for page in pages}
    assert len({re.sub(r"\d+ minutes?, at \d\d:\d\d", "", page) for page in said}) == 1


# What was typed


def ended(client: Client) -> Client:
    """Let the client's session end as it does after 12 hours, with its pages still open."""
    client.session.flush()
    return client


def send_again(client: Client, shown: HttpResponse) -> HttpResponse:
    """Press the button of the page that offers to send again what was typed."""
    address = re.search(r'<form method="post"\s+action="([^"]*)"\s+enctype', shown.content.decode())
    assert address, text_of(shown)
    form: dict[str, list[str]] = {}
    for name, value in shown.context["typed"].fields:
        form.setdefault(name, []).append(value)
    assert {name: each[-1] for name, each in form.items()} == {
        name: value for name, value in read_form(shown, "send-again").items() if name != "csrfmiddlewaretoken"
    }
    return client.post(address[1].replace("&amp;", "&"), form, follow=True)


def test_what_was_typed_when_a_session_ended_is_sent_again_after_the_log_in(client: Client, person: User) -> None:
    quotation = make_quotation(attribution="an engineer")
    log_in(client, person)
    form = open_form(client, quotation) | {"attribution": "“the” <chief> & engineer", "_continue": "1"}
    asked = ended(client).post(change_url(quotation), form)
    assert asked.status_code == 403
    assert "not saved yet" in text_of(asked)
    assert "no-store" in asked["Cache-Control"]
    login = read_form(asked, "login-form") | {"username": person.username, "password": "wrong"}
    again = client.post(reverse("admin:login"), login)
    login = read_form(again, "login-form") | {"username": person.username, "password": PASSWORD}
    shown = client.post(reverse("admin:login"), login)
    assert "You are logged in as editors" in text_of(shown)
    assert "no-store" in shown["Cache-Control"]
    quotation.refresh_from_db()
    assert quotation.attribution == "an engineer"
    saved = send_again(client, shown)
    assert "was changed successfully" in messages_of(saved)[0]
    quotation.refresh_from_db()
    assert quotation.attribution == "“the” <chief> & engineer"


def test_it_waits_for_the_one_time_code_too(client: Client, person: User) -> None:
    app, quotation = make_app(person), make_quotation()
    log_in(client, person, app)
    form = open_form(client, quotation) | {"attribution": "chief engineer", "_save": "1"}
    TOTPDevice.objects.update(last_t=-1)
    asked = ended(client).post(change_url(quotation), form)
    login = read_form(asked, "login-form") | {"username": person.username, "password": PASSWORD}
    shown = give_code(client, client.post(reverse("admin:login"), login), code_of(app))
    send_again(client, shown)
    quotation.refresh_from_db()
    assert quotation.attribution == "chief engineer"


def test_it_outlasts_a_wait_for_wrong_passwords(client: Client, person: User, clock: Clock) -> None:
    quotation = make_quotation()
    log_in(client, person)
    form = open_form(client, quotation) | {"attribution": "chief engineer", "_save": "1"}
    asked = ended(client).post(change_url(quotation), form)
    login = read_form(asked, "login-form") | {"username": person.username, "password": "wrong"}
    for _ in range(10):
        asked = client.post(reverse("admin:login"), login)
    assert asked.status_code == 429
    clock.move(minutes=16)
    login = read_form(asked, "login-form") | {"username": person.username, "password": PASSWORD}
    send_again(client, client.post(reverse("admin:login"), login))
    quotation.refresh_from_db()
    assert quotation.attribution == "chief engineer"


def test_a_change_by_somebody_else_meanwhile_is_a_conflict_as_ever(client: Client, person: User) -> None:
    quotation = make_quotation()
    log_in(client, person)
    form = open_form(client, quotation) | {"attribution": "mine", "_save": "1"}
    asked = ended(client).post(change_url(quotation), form)
    quotation.attribution = "theirs"
    quotation.save()
    login = read_form(asked, "login-form") | {"username": person.username, "password": PASSWORD}
    answer = send_again(client, client.post(reverse("admin:login"), login))
    assert "mine" in text_of(answer)
    assert "theirs" in text_of(answer)
    quotation.refresh_from_db()
    assert quotation.attribution == "theirs"


def test_an_action_on_a_list_is_kept_with_all_that_was_selected(client: Client, person: User) -> None:
    drafts = [make_quotation(status=Status.DRAFT) for _ in range(3)]
    form = {"action": "publish_selected", "_selected_action": [draft.pk for draft in drafts], "index": "0"}
    asked = client.post(f"{list_url(Quotation)}?status__exact=draft", form)
    login = read_form(asked, "login-form") | {"username": person.username, "password": PASSWORD}
    send_again(client, client.post(reverse("admin:login"), login))
    assert Quotation.objects.published().count() == 3


def test_a_long_text_in_any_script_is_kept(client: Client, person: User) -> None:
    source = make_source()
    text = source.text + "\r\n\r\n" + "Мост безопасен. 橋は安全だ。 " * 20_000
    log_in(client, person)
    form = open_form(client, source) | {"text": text, "_save": "1"}
    asked = ended(client).post(change_url(source), form)
    login = read_form(asked, "login-form") | {"username": person.username, "password": PASSWORD}
    send_again(client, client.post(reverse("admin:login"), login))
    source.refresh_from_db()
    assert source.text == text.replace("\r\n", "\n")


def test_a_form_of_before_one_time_codes_were_required_waits_in_its_page(
    client: Client, person: User, settings: Any
) -> None:
    quotation = make_quotation()
    log_in(client, person)
    form = open_form(client, quotation) | {"attribution": "chief engineer", "_save": "1"}
    settings.ONE_TIME_CODES = "required"
    shown = client.post(change_url(quotation), form)
    assert "set up one-time codes (opens a new tab)" in text_of(shown)
    client.post(reverse("admin:one_time_codes"), {"start": "1"})
    app = TOTPDevice.objects.get()
    client.post(reverse("admin:one_time_codes"), {"confirm": "1", "code": code_of(app)})
    send_again(client, shown)
    quotation.refresh_from_db()
    assert quotation.attribution == "chief engineer"


def test_no_password_is_ever_kept(client: Client, person: User) -> None:
    for address in (
        reverse("admin:password_change"),
        reverse("admin:auth_user_add"),
        reverse("admin:auth_user_password_change", args=[person.pk]),
        reverse("admin:one_time_codes"),
    ):
        answer = client.post(address, {"new_password1": "very secret words", "password1": "very secret words"})
        assert answer.status_code == 302, address
        assert "very secret" not in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_script_is_told_that_it_is_out(method: str, client: Client) -> None:
    answer = getattr(client, method)(list_url(Quotation), headers={"Sec-Fetch-Dest": "empty"})
    assert (answer.status_code, answer["Content-Type"]) == (403, "text/plain")


@pytest.mark.parametrize("typed", ["x", "", "W1tdXQ:1a:b", "\0", "é"])
def test_nothing_that_this_site_did_not_seal_is_offered(typed: str, client: Client, person: User) -> None:
    answer = give_password(client, person, typed=typed)
    assert (answer.status_code, answer["Location"]) == (302, reverse("admin:index"))


# Forms from before another log-in


@pytest.fixture
def browser_like(person: User) -> Client:
    """A client whose forms are checked for their token, as in production."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_form_open_since_before_another_log_in_can_be_sent_again(browser_like: Client) -> None:
    quotation = make_quotation()
    form = open_form(browser_like, quotation) | {"attribution": "chief engineer", "_save": "1"}
    stale = form | {"csrfmiddlewaretoken": "x" * 64}
    shown = browser_like.post(change_url(quotation), stale, headers={"Origin": "http://testserver"})
    assert shown.status_code == 403
    assert "not saved yet" in text_of(shown)
    token = read_form(shown, "send-again")["csrfmiddlewaretoken"]
    again = dict(shown.context["typed"].fields) | {"csrfmiddlewaretoken": token}
    assert browser_like.post(shown.context["typed"].address, again).status_code == 302
    quotation.refresh_from_db()
    assert quotation.attribution == "chief engineer"


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "https://evil.example"}])
def test_a_form_that_another_site_may_have_sent_is_refused(headers: dict[str, str], browser_like: Client) -> None:
    quotation = make_quotation()
    answer = browser_like.post(change_url(quotation), {"attribution": "forged", "_save": "1"}, headers=headers)
    assert answer.status_code == 403
    assert "forged" not in answer.content.decode()
    assert "not accepted" in text_of(answer)


def test_a_log_in_page_of_before_another_log_in_still_keeps_what_was_typed(browser_like: Client, rf: Any) -> None:
    typed = Typed(change_url(make_source()), [("title", "Mine")], [])
    form = {"username": "x", "password": "y", "typed": typed.sealed(), "csrfmiddlewaretoken": "x" * 64}
    shown = browser_like.post(reverse("admin:login"), form, headers={"Origin": "http://testserver"})
    assert shown.context["typed"] == typed
    assert Source.objects.count() == 1


def test_the_page_after_logging_out_says_so_and_leads_back(editor: Client) -> None:
    page = editor.post(reverse("admin:logout")).text
    assert "You are logged out of the editors’ desk." in page
    assert "quality time" not in page
    assert reverse("admin:index") in page
    assert reverse("quotes:home") in page
