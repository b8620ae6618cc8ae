"""The desk under its strict content security policy, as each group sees it: nothing blocked, nothing in the console."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from quotes.models import Claim, Quotation, RefusedSave, Source, Speaker, Status, Topic
from tests.admin.desk import add_url, change_url, list_url
from tests.admin.permissions import ADDRESSES, ROLES, make_desk
from tests.everyday import first_every_day
from tests.factories import make_quotation, make_stance, make_topic
from tests.members import GROUPS, STRANGER, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Axe = Callable[..., list[str]]
NOT_PAGES = {"logout", "jsi18n", "autocomplete", "quotes_quotation_roles", "view_on_site"}

# Tells of every violation, those too of which nothing is said in the console.
WATCH = """addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`);
})"""


@pytest.mark.parametrize("role", first_every_day("Administrators", "Editors", "Contributors", STRANGER))
def test_no_page_of_the_desk_breaks_the_policy(
    role: str, page: Page, log_in: Callable[..., None], console_errors: list[str]
) -> None:
    desk, place = make_desk(), ROLES.index(role)
    log_in(make_member(role))
    page.add_init_script(WATCH)
    wrong, opened = {}, 0
    for name, (opening, _) in ADDRESSES.items():
        if opening.split()[place] != "+" or name in NOT_PAGES or name.endswith(("_export", "_refused")):
            continue
        response = page.goto(desk.address(name))
        assert response is not None
        assert "default-src 'none'" in response.headers["content-security-policy"], name
        opened += 1
        if console_errors:
            wrong[name] = list(console_errors)
            console_errors.clear()
    assert wrong == {}
    assert opened >= (4 if role == STRANGER else 50)


def test_the_watch_tells_of_a_violation(page: Page, log_in: Callable[..., None], console_errors: list[str]) -> None:
    log_in(make_member("Editors"))
    page.add_init_script(WATCH)
    page.goto(reverse("admin:index"))
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.wait_for_timeout(200)
    assert any(error.startswith("CSP: style-src-attr inline") for error in console_errors)
    console_errors.clear()


@pytest.mark.parametrize(
    ("width", "scheme"), first_every_day((390, "dark"), (1280, "light"), (1280, "dark"), (390, "light"))
)
def test_the_conflict_page_and_what_was_kept_are_accessible_and_fit(
    width: int, scheme: str, page: Page, log_in: Callable[..., None], axe_violations: Axe
) -> None:
    quotation = make_quotation(topics=[make_topic()])
    stance = make_stance(quotation=quotation, reason="First.")
    log_in(make_member("Editors"))
    page.add_init_script(WATCH)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(change_url(quotation))
    stance.reason = "Theirs."
    stance.save()
    changed = Quotation.objects.get(pk=quotation.pk)
    changed.attribution = "the city engineer"
    changed.save()
    page.get_by_label("Attribution").fill("chief engineer of the city")
    page.locator("#id_stances-0-reason").fill("Mine.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("region", name="Somebody else changed this")).to_be_visible()
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    kept = RefusedSave.objects.get()
    for address in (list_url(RefusedSave), change_url(kept), change_url(quotation)):
        page.goto(address)
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("model", first_every_day(Quotation, Claim, Source, Speaker, Topic))
def test_change_and_add_forms_are_accessible_to_every_group(
    model: type, page: Page, log_in: Callable[..., None], axe_violations: Axe
) -> None:
    desk = make_desk()
    for group in GROUPS:
        page.context.clear_cookies()
        log_in(make_member(group))
        for address in (change_url(desk.drafts[model._meta.model_name]), add_url(model)):
            page.goto(address)
            assert axe_violations(page) == [], (group, address)


def test_choosing_fills_the_field_and_one_press_saves(page: Page, log_in: Callable[..., None]) -> None:
    quotation, stance = make_quotation(status=Status.DRAFT), None
    stance = make_stance(quotation=quotation, reason="First.")
    log_in(make_member("Editors"))
    page.goto(change_url(quotation))
    stance.delete()
    changed = Quotation.objects.get(pk=quotation.pk)
    changed.attribution = "the city engineer"
    changed.save()
    page.get_by_label("Attribution").fill("chief engineer")
    page.locator("#id_stances-0-reason").fill("Mine.")
    page.get_by_role("button", name="Save", exact=True).click()
    choice = page.get_by_role("radiogroup", name="Attribution")
    choice.get_by_label("Keep what is stored").check()
    expect(page.locator("#id_attribution")).to_have_value("the city engineer")
    choice.get_by_label("Take mine").check()
    expect(page.locator("#id_attribution")).to_have_value("chief engineer")
    page.locator("#id_attribution").fill("both of them")
    expect(choice.get_by_label("Take mine")).not_to_be_checked()
    expect(page.locator("#stances-0")).to_be_visible()
    page.get_by_label("Leave it deleted").check()
    expect(page.locator("#stances-0")).to_be_hidden()
    page.get_by_label("Add mine again").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    quotation.refresh_from_db()
    assert (quotation.attribution, quotation.stances.get().reason) == ("both of them", "Mine.")
