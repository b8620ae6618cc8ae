"""The style guide in a real browser: every component is accessible, and none is wider than the screen."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from playwright.sync_api import Page

from tests.everyday import first_every_day
from tests.members import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = reverse("style-guide")


@pytest.mark.parametrize("width", first_every_day(320, 390, 768, 1280, 1600))
def test_every_component_is_accessible_and_fits(
    page: Page,
    log_in: Callable[[AbstractBaseUser], None],
    axe_violations: Callable[..., list[str]],
    width: int,
) -> None:
    log_in(make_member("Editors"))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="light")
    page.goto(ADDRESS)
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(color_scheme="dark")
    assert axe_violations(page, of_colors=True) == []


def test_the_filters_open_on_a_narrow_screen_too(
    page: Page, log_in: Callable[[AbstractBaseUser], None], axe_violations: Callable[..., list[str]]
) -> None:
    log_in(make_member("Editors"))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(ADDRESS)
    page.get_by_role("link", name="Filters (2)").click()
    assert page.get_by_role("complementary", name="Filters").is_visible()
    assert axe_violations(page) == []


def test_a_bar_stands_beside_its_name_and_its_number(page: Page, log_in: Callable[[AbstractBaseUser], None]) -> None:
    log_in(make_member("Editors"))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(ADDRESS)
    rows = page.locator(".hbars li").all()
    assert len(rows) > 3
    for row in rows:
        name, bar, number = (row.locator(part).first.bounding_box() for part in ("a", "svg", ".n"))
        assert name["y"] < bar["y"] + bar["height"] / 2 < name["y"] + name["height"]
        assert bar["x"] + bar["width"] <= number["x"]
