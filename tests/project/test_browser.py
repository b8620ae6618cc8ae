"""Chromium under the site's content security policy: the `page` fixture fails on any violation it reports."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def administrator():
    return get_user_model().objects.create_superuser("administrator", password="correct horse battery")


def test_an_editor_can_log_in(page, administrator):
    page.goto(reverse("admin:index"))
    page.get_by_label("Username").fill("administrator")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"**{reverse('admin:index')}")
    assert page.get_by_role("button", name="Log out").is_visible()


def test_the_admin_works_without_inline_scripts_or_styles(page, log_in, administrator):
    log_in(administrator)
    user = [administrator.pk]
    for address in (
        reverse("admin:index"),
        reverse("admin:auth_user_changelist"),
        reverse("admin:auth_user_add"),
        reverse("admin:auth_user_change", args=user),
        reverse("admin:auth_user_history", args=user),
        reverse("admin:auth_user_delete", args=user),
    ):
        assert page.goto(address).ok
    page.goto(reverse("admin:auth_group_add"))
    page.locator("#id_permissions_add_all").click()
    assert page.locator("#id_permissions_from option").count() == 0


def test_an_inline_script_does_not_run_and_is_noticed(page, console_errors):
    page.goto(reverse("admin:login"))
    page.evaluate("document.body.appendChild(document.createElement('script')).textContent = 'window.ran = true'")
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in error for error in console_errors)
    console_errors.clear()


def test_accessibility_rules_are_checked(page, axe_violations):
    page.goto(reverse("admin:login"))
    before = axe_violations(page)
    page.evaluate("document.body.appendChild(document.createElement('img')).src = '/static/admin/img/icon-yes.svg'")
    added = set(axe_violations(page)) - set(before)
    assert any(violation.startswith("image-alt: <img") for violation in added)
