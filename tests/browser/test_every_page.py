"""What holds on every public page: accessible, in reach of the keyboard, at any width and size of text, and light."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request

from tests.browser.record import every_page, make_record
from tests.everyday import first_every_day
from tests.security.hostile import public_patterns
from tests.serving import Site, current_database_url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 390, "height": 844}}
SCHEMES = ("light", "dark")
FOR_PROGRAMS = {"livez", "readyz", "favicon", "robots", "sitemap", "sitemap-section"}
HEAVIEST = 150 * 1024  # bytes on the wire at a first visit, everything included
POLICY = {
    "default-src 'none'",
    *(f"{directive} 'self'" for directive in ("script-src", "style-src", "img-src", "font-src", "connect-src")),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}

FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])"

# Gives every stop of the keyboard that is shown the focus; returns those on which nothing shows it.
WITHOUT_FOCUS_RING = """(selector) => [...document.querySelectorAll(selector)].filter((stop) => {
  if (!stop.checkVisibility({ visibilityProperty: true })) return false;
  stop.focus();
  const style = getComputedStyle(stop);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const { width, height, top, left } = stop.getBoundingClientRect();
  const onScreen = left < innerWidth && top < innerHeight && left + width > 0 && top + height > 0;
  const inReach = width > 0 && height > 0 && onScreen;
  return document.activeElement !== stop || !ring || !inReach;
}).map((stop) => stop.outerHTML)"""

# Returns what is cut off: text wider than its box where the box hides the rest.
CUT_OFF = """() => [...document.querySelectorAll("body *:not(input)")].filter((element) => {
  const style = getComputedStyle(element);
  const hides = style.overflowX === "hidden" || style.overflowX === "clip";
  const unseen = style.position === "absolute" && element.clientWidth <= 1;
  return hides && !unseen && element.scrollWidth > element.clientWidth + 1;
}).map((element) => element.outerHTML.slice(0, 200))"""


@pytest.fixture
def addresses():
    return every_page(make_record())


def go(page: Page, address: str, console_errors: list[str]) -> None:
    """Open a page. The browser logs an error for a status of 400 and more, which is no fault of the page."""
    response = page.goto(address)
    if response is not None and response.status >= 400:
        console_errors[:] = [error for error in console_errors if "Failed to load resource" not in error]


def test_every_kind_of_page_is_among_them(addresses):
    names = {name.partition(",")[0] for name in addresses}
    assert set(public_patterns()) - FOR_PROGRAMS <= names


@pytest.mark.parametrize("size", first_every_day("narrow", "wide"))
def test_no_page_breaks_a_rule_of_accessibility(page, addresses, axe_violations, console_errors, size):
    page.set_viewport_size(SIZES[size])
    for name, address in addresses.items():
        go(page, address, console_errors)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert axe_violations(page, of_colors=scheme == "dark") == [], (name, scheme)


def test_no_page_scrolls_sideways(page, addresses, console_errors):
    for name, address in addresses.items():
        go(page, address, console_errors)
        for width in (320, 390, 768, 1280, 1600):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)


def test_text_at_200_per_cent_fits_on_every_page(page, addresses, console_errors):
    for name, address in addresses.items():
        go(page, address, console_errors)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 32, name
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            assert page.evaluate(CUT_OFF) == [], (name, width)


@pytest.mark.parametrize("size", first_every_day("narrow", "wide"))
def test_focus_is_visible_at_every_stop_of_the_keyboard(page, addresses, console_errors, size):
    page.set_viewport_size(SIZES[size])
    for name, address in addresses.items():
        go(page, address, console_errors)
        page.keyboard.press("Tab")  # from now on the browser takes the focus for the keyboard's
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert page.evaluate(WITHOUT_FOCUS_RING, FOCUSABLE) == [], (name, scheme)


@pytest.fixture
def site(tmp_path) -> Iterator[Site]:
    """The server of production on the test's database."""
    site = Site(current_database_url(), tmp_path)
    with site.running():
        yield site


@pytest.mark.slow
def test_a_first_visit_is_light_and_asks_no_other_site(browser, addresses, site):
    for name, address in addresses.items():
        context = browser.new_context(base_url=f"http://127.0.0.1:{site.port}")
        page = context.new_page()
        requests: list[Request] = []
        page.on("requestfinished", lambda request, requests=requests: requests.append(request))
        problems: list[str] = []
        page.on("console", lambda message, problems=problems: problems.append(message.text))
        response = page.goto(address, wait_until="networkidle")
        fonts = page.evaluate("document.fonts.ready.then((fonts) => [...fonts].map((font) => font.status))")
        weight = sum(one.sizes()["responseBodySize"] + one.sizes()["responseHeadersSize"] for one in requests)
        assert weight <= HEAVIEST, name
        assert "loaded" in fonts, name
        assert "error" not in fonts, name
        assert len(requests) > 3, name  # the page, its style sheet, its script and a font at the least
        assert all(one.url.startswith(f"http://127.0.0.1:{site.port}/") for one in requests), name
        assert set(response.headers["content-security-policy"].split("; ")) == POLICY, name
        assert [problem for problem in problems if "Failed to load resource" not in problem] == [], name
        context.close()
