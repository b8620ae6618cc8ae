"""The citations of a quotation in a real browser: tabs by mouse and keyboard, copying, without JavaScript, printed."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from quotes.models import Quotation
from tests.factories import make_organization, make_quotation, make_source, make_speaker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STYLES = ["Chicago", "APA", "MLA", "BibTeX"]


@pytest.fixture
def quotation() -> Quotation:
    source = make_source(
        title="Harbour bridge to close",
        publisher=make_organization(name="Harbour Gazette"),
        byline="Ida Lund",
        published_on=date(2024, 5, 6),
        url="https://example.org/bridge",
    )
    return make_quotation(source=source, speaker=make_speaker(name="Ana Ruiz"))


def shown(page: Page) -> list[str]:
    """The styles whose citation can be seen."""
    return [style for style in STYLES if page.locator(f"#cite-{style.lower()}").is_visible()]


def test_one_citation_shows_and_the_others_are_a_click_away(page, quotation):
    page.goto(quotation.get_absolute_url())
    tabs = page.get_by_role("tablist", name="Citation style").get_by_role("tab")
    expect(tabs).to_have_text(STYLES)
    assert shown(page) == ["Chicago"]
    page.get_by_role("tab", name="MLA").click()
    assert shown(page) == ["MLA"]
    expect(page.get_by_role("tabpanel", name="MLA")).to_contain_text("Lund, Ida. “Harbour bridge to close.”")
    expect(page.get_by_role("tab", selected=True)).to_have_text("MLA")


def test_the_keyboard_moves_between_the_tabs(page, quotation):
    page.goto(quotation.get_absolute_url())
    page.get_by_role("tab", name="Chicago").focus()
    for key, style in (
        ("ArrowRight", "APA"),
        ("ArrowRight", "MLA"),
        ("End", "BibTeX"),
        ("ArrowRight", "Chicago"),
        ("ArrowLeft", "BibTeX"),
        ("Home", "Chicago"),
        ("ArrowDown", "Chicago"),
    ):
        page.keyboard.press(key)
        expect(page.get_by_role("tab", name=style)).to_be_focused()
        expect(page.get_by_role("tab", selected=True)).to_have_text(style)
        assert shown(page) == [style]
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy citation in Chicago")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("tab", name="Chicago")).to_be_focused()


def test_a_citation_is_copied_as_plain_text(page, quotation, live_server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(quotation.get_absolute_url())
    address = live_server.url + quotation.get_absolute_url()
    page.get_by_role("button", name="Copy citation in Chicago").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == (
        f"Ana Ruiz, quoted in Ida Lund, “Harbour bridge to close,” Harbour Gazette, May 6, 2024, {address}."
    )
    page.get_by_role("tab", name="BibTeX").click()
    page.get_by_role("button", name="Copy citation in BibTeX").click()
    expect(page.get_by_role("tabpanel").get_by_role("button", name="Copied")).to_be_visible()
    entry = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert entry[0] == f"@article{{onrecord-{quotation.ref},"
    assert entry[-2:] == [f"  url     = {{{address}}}", "}"]


def test_a_copy_button_says_what_was_copied_and_then_what_it_does_however_often_it_is_pressed(page, quotation):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.clock.install()
    page.goto(quotation.get_absolute_url())
    for name, what in (("Copy address", "address"), ("Copy citation in Chicago", "citation in Chicago")):
        button = page.get_by_role("button", name=name, exact=True)
        label = button.inner_html()
        here = page.locator("button[data-copy]").filter(has_text=what)
        here.click()
        expect(here).to_have_accessible_name(f"Copied {what}")
        page.clock.run_for(1500)
        here.click()
        page.clock.run_for(1500)
        expect(here).to_have_accessible_name(f"Copied {what}")
        expect(page.get_by_role("status").filter(has_text=f"Copied {what}")).to_have_count(1)
        page.clock.run_for(1000)
        expect(button).to_be_visible()
        assert button.inner_html() == label
        expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(0)


def test_where_copying_is_refused_the_citation_is_selected(page, quotation):
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    page.goto(quotation.get_absolute_url())
    page.get_by_role("button", name="Copy citation in Chicago").click()
    expect(page.get_by_role("button", name="Press Ctrl+C to copy citation in Chicago")).to_be_visible()
    assert page.evaluate("getSelection().toString()").startswith("Ana Ruiz, quoted in Ida Lund")


def test_without_javascript_every_citation_shows_under_its_heading(browser, live_server, quotation):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(quotation.get_absolute_url())
    assert shown(page) == STYLES
    for style in STYLES:
        expect(page.get_by_role("heading", name=style, exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Copy citation")).to_have_count(0)
    context.close()


def test_every_citation_is_printed(page, quotation):
    page.goto(quotation.get_absolute_url())
    page.emulate_media(media="print")
    assert shown(page) == STYLES
    expect(page.get_by_role("tablist")).to_be_hidden()


def test_no_style_breaks_a_rule_of_accessibility_or_scrolls_sideways(page, quotation, axe_violations):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(quotation.get_absolute_url())
    for style in STYLES:
        page.get_by_role("tab", name=style).click()
        assert axe_violations(page) == [], style
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, style


def test_other_pages_have_no_tabs(page, quotation):
    page.goto(reverse("quotes:quotation-list"))
    expect(page.get_by_role("tablist")).to_have_count(0)
