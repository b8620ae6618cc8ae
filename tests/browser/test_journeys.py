"""Whole journeys, as a new reader makes them: with and without JavaScript, on a desk and on a phone."""

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.record import make_record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(
    params=[(WIDE, True), (PHONE, True), (WIDE, False), (PHONE, False)],
    ids=["wide", "phone", "wide-without-javascript", "phone-without-javascript"],
)
def reader(request, browser, live_server) -> Iterator[Page]:
    """A page of somebody who has never been here; an error in its console fails the test."""
    viewport, scripted = request.param
    context = browser.new_context(
        base_url=live_server.url, viewport=viewport, java_script_enabled=scripted, has_touch=viewport is PHONE
    )
    errors: list[str] = []
    context.on("console", lambda message: message.type == "error" and errors.append(message.text))
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.scripted, page.phone = scripted, viewport is PHONE  # type: ignore[attr-defined]
    if scripted:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield page
    context.close()
    assert not errors


def choose_topic(page: Page, topic: str) -> None:
    """Tick a topic; a phone opens the panel first, and where nothing submits by itself there is a button."""
    if page.phone:  # type: ignore[attr-defined]
        page.get_by_role("link", name="Filters (").click()
    panel = page.get_by_role("complementary", name="Filters")
    panel.get_by_label(topic).check()
    if page.phone or not page.scripted:  # type: ignore[attr-defined]
        panel.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("link", name=f"Topic: {topic}")).to_be_visible()


def test_from_a_name_to_who_denies_the_claim_and_back_to_the_filters(reader):
    record = make_record()
    page = reader
    page.goto(reverse("quotes:home"))
    page.get_by_role("main").get_by_label("Search the words").fill("ruiz")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations with “ruiz”")
    expect(page.locator("h3 mark").first).to_have_text("Ruiz")
    page.get_by_role("list").get_by_role("link", name="Ana Ruiz", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Ruiz")

    page.get_by_role("link", name="Filter these quotations").click()
    page.get_by_role("link", name="2024: 2 quotations").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations by Ana Ruiz, in 2024")
    choose_topic(page, "Repairs")
    narrowed = page.url
    assert "year=2024" in narrowed
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations by Ana Ruiz, on “Repairs”, in 2024")

    page.get_by_role("link", name=record["lead"].ref).click()
    expect(page.get_by_text("Verbatim in two parts")).to_be_visible()
    expect(page.locator("mark")).to_have_text(["The bridge is safe", "But it is old, and it will not stay safe."])
    if page.scripted:
        page.get_by_role("tab", name="MLA").click()
        page.get_by_role("tabpanel", name="MLA").get_by_role("button", name="Copy citation").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("Lund, Ida. “Harbour bridge to close.”")
        assert record["lead"].ref in copied
    else:
        for style in ("Chicago", "APA", "MLA", "BibTeX"):
            expect(page.get_by_role("heading", name=style)).to_be_visible()
        expect(page.get_by_role("button", name="Copy citation")).to_have_count(0)

    page.get_by_role("complementary", name="Record").get_by_role("link", name="The bridge is safe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The bridge is safe.")
    denials = page.get_by_role("region", name="Denies")
    expect(denials.get_by_role("link", name="Tom Byrne", exact=True)).to_be_visible()
    expect(denials.get_by_text("He says that it moves.")).to_be_visible()

    page.go_back()
    page.go_back()
    assert page.url == narrowed
    for chip in ("Speaker: Ana Ruiz", "Topic: Repairs", "Year: 2024"):
        expect(page.get_by_role("link", name=chip)).to_be_visible()
    page.get_by_role("link", name="Year: 2024").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations by Ana Ruiz, on “Repairs”")


def tab_to(page: Page, name: str, *, exact: bool = False) -> None:
    """Press Tab until the focus is on what starts with `name`, or is called so exactly: its label, its text."""
    seen = []
    for _ in range(150):
        page.keyboard.press("Tab")
        there = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim().replace(/\\s+/g, ' ')"
        )
        if there == name or (there.startswith(name) and not exact):
            return
        seen.append(there)
    pytest.fail(f"the keyboard does not reach “{name}”, only {seen}")


def leave_by(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_the_same_by_the_keyboard_alone(page):
    record = make_record()
    page.goto(reverse("quotes:home"))
    tab_to(page, "Search the words")
    page.keyboard.type("ruiz")
    leave_by(page, "Enter")
    tab_to(page, "Ana Ruiz", exact=True)
    leave_by(page, "Enter")
    tab_to(page, "Filter these quotations")
    leave_by(page, "Enter")
    tab_to(page, "Repairs")
    leave_by(page, "Space")
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations by Ana Ruiz, on “Repairs”")
    tab_to(page, "2024: 1 quotation")
    leave_by(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations by Ana Ruiz, on “Repairs”, in 2024")
    tab_to(page, "In context")
    leave_by(page, "Enter")
    expect(page).to_have_url(re.compile(record["lead"].ref))
    tab_to(page, "Chicago")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="MLA")).to_be_focused()
    expect(page.get_by_role("tabpanel", name="MLA")).to_be_visible()
    page.goto(record["lead"].get_absolute_url())
    tab_to(page, "The bridge is safe")
    leave_by(page, "Enter")
    expect(page.get_by_role("region", name="Denies").get_by_role("link", name="Tom Byrne", exact=True)).to_be_visible()
