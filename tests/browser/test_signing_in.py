"""Logging in with a browser: one-time codes of a real secret, a session that ends, and the first page of each group."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect

from quotes.models import Status
from tests.admin.desk import change_url
from tests.admin.signing_in import PASSWORD, code_of, make_app, make_person
from tests.admin.test_waiting import make_one_of_each_queue
from tests.everyday import first_every_day
from tests.factories import make_quotation
from tests.members import GROUPS, STRANGER, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Axe = Callable[..., list[str]]


def give_password(page: Page, user: User) -> None:
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def typed_secret(page: Page) -> TOTPDevice:
    """Return an app into which the secret of the page was typed."""
    secret = page.locator(".secret").inner_text().replace(" ", "")
    (device,) = [device for device in TOTPDevice.objects.all() if f"secret={secret}&" in device.config_url]
    return device


@pytest.mark.parametrize("group", first_every_day("Editors", "Contributors", "Administrators"))
def test_somebody_sets_up_one_time_codes_and_logs_in_with_one(
    group: str, page: Page, axe_violations: Axe, settings: pytest.FixtureRequest
) -> None:
    settings.ONE_TIME_CODES = "required"  # type: ignore[attr-defined]
    user = make_person(group)
    page.goto(reverse("admin:index"))
    assert axe_violations(page) == []
    give_password(page, user)
    expect(page.locator("main")).to_contain_text("Everybody at this desk logs in with a one-time code")
    assert axe_violations(page) == []
    page.get_by_role("button", name="Set up one-time codes").press("Enter")
    expect(page.get_by_role("img", name="The secret below, as a QR code")).to_be_visible()
    assert axe_violations(page) == []
    app = typed_secret(page)
    page.get_by_label("Code:").fill(code_of(app))
    page.keyboard.press("Enter")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    recovery = page.locator(".recovery-codes code").first.inner_text()
    assert axe_violations(page) == []
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_role("heading", name="What waits")).to_be_visible()

    page.get_by_role("button", name="Log out").click()
    page.goto(reverse("admin:index"))
    give_password(page, user)
    assert axe_violations(page) == []
    page.keyboard.type("000 00")  # the field for the code has the focus
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("A code has 6 digits")
    assert axe_violations(page) == []
    TOTPDevice.objects.update(last_t=-1)  # as if the app had shown its next code
    page.get_by_label("One-time code").fill(code_of(app))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What waits")).to_be_visible()

    page.get_by_role("link", name="One-time codes").click()
    expect(page.locator("main")).to_contain_text("You have 10 recovery codes left")
    assert axe_violations(page) == []
    page.get_by_label("Your password, or a code").fill(PASSWORD)
    page.get_by_role("button", name="Make new recovery codes").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    expect(page.locator(".recovery-codes")).not_to_contain_text(recovery)


def test_what_was_typed_outlasts_the_session(page: Page, axe_violations: Axe, console_errors: list[str]) -> None:
    user, quotation = make_person(), make_quotation()
    app = make_app(user)
    page.goto(change_url(quotation))
    give_password(page, user)
    page.get_by_label("One-time code").fill(code_of(app))
    page.keyboard.press("Enter")
    page.get_by_label("Attribution").fill("the “chief” <engineer>\t& more")
    Session.objects.all().delete()
    TOTPDevice.objects.update(last_t=-1)
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator("main")).to_contain_text("What you typed is kept in this page")
    assert axe_violations(page) == []
    assert [error for error in console_errors if "403" not in error] == []
    console_errors.clear()  # the 403 itself
    give_password(page, user)
    page.get_by_label("One-time code").fill(code_of(app))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Send it now").click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    expect(page.get_by_label("Attribution")).to_have_value("the “chief” <engineer>\t& more")


def test_a_form_outlasts_a_log_in_in_another_tab(page: Page, console_errors: list[str]) -> None:
    user, quotation = make_person(), make_quotation()
    page.goto(change_url(quotation))
    give_password(page, user)
    page.get_by_label("Attribution").fill("chief engineer")
    Session.objects.all().delete()
    other = page.context.new_page()
    other.goto(reverse("admin:index"))
    give_password(other, user)
    expect(other.get_by_role("heading", name="What waits")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
    console_errors.clear()  # the 403 itself
    page.get_by_role("button", name="Send it now").click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    quotation.refresh_from_db()
    assert quotation.attribution == "chief engineer"


@pytest.mark.parametrize("group", [*GROUPS, STRANGER])
@pytest.mark.parametrize(("width", "scheme"), first_every_day((390, "dark"), (1280, "light")))
def test_the_first_page_is_accessible_for_everybody_and_fits(
    group: str, width: int, scheme: str, page: Page, log_in: Callable[..., None], axe_violations: Axe
) -> None:
    make_one_of_each_queue()
    make_quotation(status=Status.DRAFT, speaker=None)
    log_in(make_member(group))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(reverse("admin:index"))
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if group != STRANGER:
        page.get_by_role("link", name="Claims without a second view").press("Enter")
        expect(page).to_have_url(re.compile("waits=one-view"))
        assert axe_violations(page) == []


def test_the_page_of_an_account_is_accessible(page: Page, log_in: Callable[..., None], axe_violations: Axe) -> None:
    person = make_person("Editors")
    make_app(person)
    log_in(make_member("Administrators"))
    page.goto(reverse("admin:auth_user_change", args=[person.pk]))
    assert axe_violations(page) == []
    page.get_by_role("link", name="Remove them…").click()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Remove their one-time codes").click()
    expect(page.locator(".messagelist")).to_contain_text("has no one-time codes any more")
    assert not TOTPDevice.objects.exists()
