"""The public pages in a real browser: journeys, without JavaScript, narrow, light and dark, and accessible."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quotes.models import Topic
from tests.browser.record import make_record
from tests.factories import make_quotation, make_speaker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def record():
    return make_record()


def test_from_the_front_page_to_a_quotation_and_back(page, record):
    page.goto(reverse("quotes:home"))
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Speakers").click()
    expect(page).to_have_title("Speakers, A to Z · On Record")
    page.get_by_role("link", name="Ruiz, Ana").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Ruiz")
    page.get_by_role("link", name=record["lead"].ref).click()
    expect(page.get_by_text("Verbatim in two parts")).to_be_visible()
    expect(page.locator("mark")).to_have_text(["The bridge is safe", "But it is old, and it will not stay safe."])
    page.go_back()
    page.go_back()
    expect(page).to_have_title("Speakers, A to Z · On Record")


def test_narrowing_and_widening_again(page, record):
    page.goto(reverse("quotes:quotation-list"))
    expect(page.get_by_role("heading", name="5 quotations")).to_be_visible()
    page.get_by_label("Ferries").check()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations on “Ferries”")
    assert page.url.endswith("?topic=ferries")  # the form leaves out its empty fields
    page.get_by_role("link", name="Topic: Ferries").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations")
    page.get_by_role("link", name="2019: 1 quotation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations in 2019")
    page.get_by_label("Sort by").select_option("Oldest first")
    page.wait_for_url("**sort=oldest")
    assert "year=2019" in page.url
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations")


def test_dates_narrow_the_list(page, record):
    page.goto(reverse("quotes:quotation-list"))
    page.get_by_label("To", exact=True).fill("2019-12-31")
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations up to December 31, 2019")


def test_the_filters_open_on_a_narrow_screen(page, record):
    page.set_viewport_size(NARROW)
    page.goto(reverse("quotes:quotation-list"))
    panel = page.get_by_role("complementary", name="Filters")
    expect(panel).to_be_hidden()
    page.get_by_role("link", name="Filters").click()
    panel.get_by_label("Ferries").check()
    panel.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations on “Ferries”")
    expect(page.get_by_role("link", name="Filters (1)")).to_be_visible()


@pytest.fixture
def more_speakers(record):
    """So many speakers that the side panel cannot show all."""
    for letter in "ABCDEFGH":
        make_quotation(speaker=make_speaker(name=f"Engineer {letter}"), topics=[Topic.objects.get(slug="repairs")])


def test_from_a_filter_to_all_its_values_and_back(page, more_speakers):
    page.goto(reverse("quotes:quotation-list") + "?topic=repairs")
    page.get_by_role("link", name="All speakers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Speakers quoted on “Repairs”")
    page.get_by_role("search", name="Speakers").get_by_label("Find a speaker").fill("anna ruiz")
    expect(page.get_by_role("status")).to_have_text("1 speaker matches")
    expect(page.get_by_role("link", name="Engineer A")).to_be_hidden()
    page.get_by_role("link", name="Ruiz, Ana").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations by Ana Ruiz, on “Repairs”")
    page.get_by_role("link", name="All speakers").click()
    page.get_by_role("link", name="Ruiz, Ana Selected").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations on “Repairs”")
    page.go_back()
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations by Ana Ruiz, on “Repairs”")


def test_all_values_of_a_filter_without_javascript(browser, live_server, more_speakers):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(reverse("quotes:quotation-list") + "?topic=repairs&year=2024")
    page.get_by_role("link", name="All speakers").click()
    search = page.get_by_role("search", name="Speakers")
    search.get_by_label("Find a speaker").fill("engineer b")
    search.get_by_role("button", name="Find").click()
    expect(page.get_by_role("status")).to_have_text("1 of 10 speakers")
    page.get_by_role("link", name="Engineer B").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations by Engineer B, on “Repairs”, in 2024")
    context.close()


def test_the_index_filters_in_place_as_the_server_does(page, record):
    page.goto(reverse("quotes:speaker-list"))
    page.get_by_label("Find a speaker").fill("ruiz anna")
    expect(page.get_by_role("status")).to_have_text("1 speaker matches")
    expect(page.get_by_role("link", name="Ruiz, Ana")).to_be_visible()
    expect(page.get_by_role("link", name="Byrne, Tom")).to_be_hidden()
    page.get_by_role("search", name="Speakers").get_by_role("button", name="Find").click()
    page.wait_for_url("**name=ruiz+anna")
    expect(page.get_by_role("status")).to_have_text("1 of 2 speakers")


def test_the_address_can_be_copied(page, record, live_server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(record["lead"].get_absolute_url())
    page.get_by_role("button", name="Copy address").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == live_server.url + record["lead"].get_absolute_url()


def test_the_whole_hash_of_a_source_can_be_copied_and_seen(page, record):
    source = record["lead"].source
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(source.get_absolute_url())
    page.get_by_role("button", name="Copy SHA-256").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == source.text_sha256
    expect(page.get_by_text(source.text_sha256)).to_be_hidden()
    page.get_by_text(f"{source.text_sha256[:12]}…{source.text_sha256[-6:]}").click()
    expect(page.get_by_text(source.text_sha256)).to_be_visible()


def test_the_foot_of_a_short_page_is_at_the_bottom(page, record):
    page.set_viewport_size({"width": 1280, "height": 1800})
    page.goto(reverse("quotes:corrections"))
    foot = page.get_by_role("contentinfo").bounding_box()
    assert foot["y"] + foot["height"] == pytest.approx(1800, abs=1)
    assert page.evaluate("document.documentElement.scrollHeight") == 1800


def test_the_skip_link_is_the_first_stop_of_the_keyboard(page, record):
    page.goto(reverse("quotes:home"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_everything_works_without_javascript(browser, live_server, record):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(reverse("quotes:quotation-list"))
    page.get_by_label("Ferries").check()
    page.get_by_label("Sort by").select_option("Oldest first")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quotations on “Ferries”")
    page.goto(record["lead"].get_absolute_url())
    expect(page.get_by_role("button", name="Copy address")).to_be_hidden()
    page.goto(reverse("quotes:speaker-list"))
    page.get_by_label("Find a speaker").fill("ruíz")
    page.get_by_role("search", name="Speakers").get_by_role("button", name="Find").click()
    expect(page.get_by_role("link", name="Ruiz, Ana")).to_be_visible()
    expect(page.get_by_role("link", name="Byrne, Tom")).to_have_count(0)
    context.close()


def test_year_bars_have_heights_in_proportion(page, record):
    page.goto(reverse("quotes:quotation-list"))
    heights = {}
    for year in ("2019", "2024"):
        bar = page.get_by_role("link", name=f"{year}:").locator("svg")
        heights[year] = bar.bounding_box()["height"]
    assert heights["2024"] == pytest.approx(heights["2019"] * 4, rel=0.1)
    assert heights["2024"] > 40


def test_pages_print_without_the_frame(page, record):
    page.emulate_media(media="print")
    page.goto(record["lead"].get_absolute_url())
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_text("Printed from On Record")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_markers_of_a_reading_map_can_be_hit_and_lead_to_their_quotations(page, record, width):
    page.set_viewport_size({"width": width, "height": 800})
    source = record["lead"].source
    make_quotation(words="The council said", source=source, speaker=record["ana"])
    page.goto(source.get_absolute_url())
    markers = page.get_by_role("link", name=re.compile(r"^Quotation \d"))
    expect(markers).to_have_count(5)
    for marker in markers.all():
        box, number = marker.bounding_box(), marker.locator("text").bounding_box()
        assert number["x"] + number["width"] / 2 == pytest.approx(box["x"] + box["width"] / 2, abs=2)
    boxes = [marker.bounding_box() for marker in markers.all()]
    assert all(box["width"] >= 24 and box["height"] >= 24 for box in boxes)
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    for one in boxes:
        for other in boxes:
            beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            beneath = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
            assert one is other or beside or beneath
    page.get_by_role("link", name="Quotation 1: Ana Ruiz, characters 38–56").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#q-{record['lead'].ref}")
    expect(page.locator("li:target")).to_contain_text("The bridge is safe")
