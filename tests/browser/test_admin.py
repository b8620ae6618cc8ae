"""The desk in a real browser: the main job by hand, a conflict, and every page accessible under the strict CSP."""

import re
from collections.abc import Callable

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from quotes.models import Claim, Quotation, Status
from tests.admin.desk import add_url, change_url, list_url
from tests.everyday import first_every_day
from tests.factories import (
    make_affiliation,
    make_alias,
    make_one_of_each,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)
from tests.members import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEARCH = ".select2-search__field"
Axe = Callable[..., list[str]]


@pytest.fixture
def editor(page: Page, log_in: Callable[..., None]) -> Page:
    log_in(make_member("Editors"))
    return page


def choose(page: Page, field: str, words: str) -> None:
    """Choose from a list that completes itself."""
    page.get_by_role("combobox", name=f"{field}: nothing chosen").click()
    page.locator(SEARCH).fill(words)
    page.get_by_role("option", name=words).click()


def test_an_editor_signs_in_pastes_words_and_publishes_them(page: Page, axe_violations: Axe) -> None:
    user = make_member("Editors")
    user.set_password("a long enough password")
    user.save()
    make_source(title="Harbour bridge to close")
    role = make_affiliation(speaker=make_speaker(name="Ana Ruiz"), role="city engineer", since="2019")

    page.goto(add_url(Quotation))
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Log in").click()
    choose(page, "Source", "Harbour bridge to close")
    choose(page, "Speaker", "Ana Ruiz")
    expect(page.get_by_label("Role at the time")).to_contain_text("city engineer (since 2019; on 2024-05-06)")
    page.get_by_label("Role at the time").select_option(str(role.pk))
    page.get_by_label("Words:").fill("“The bridge was safe,”")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".form-row.field-words")).to_contain_text("“The bridge was safe” is not in the source")
    assert axe_violations(page) == []

    page.get_by_label("Words:").fill("“The bridge is safe,”\n\n“But it is old, and it will not stay safe.”")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".messagelist")).to_contain_text("Published:")
    quotation = Quotation.objects.get()
    assert quotation.is_published
    page.goto(change_url(quotation))
    page.get_by_role("link", name="View on site").click()
    expect(page).to_have_url(re.compile(quotation.get_absolute_url()))
    expect(page.locator("main")).to_contain_text("The bridge is safe")
    expect(page.locator("main")).to_contain_text("Ana Ruiz")


def test_a_late_answer_to_an_earlier_choice_leaves_the_roles_of_the_speaker_chosen(editor: Page) -> None:
    make_source(title="Harbour bridge to close")
    make_affiliation(speaker=make_speaker(name="Ana Ruiz"), role="city engineer", since="2019")
    held: list[Route] = []
    editor.goto(add_url(Quotation))
    editor.route(re.compile(r"/roles/\?speaker=&"), lambda route: held.append(route))

    choose(editor, "Source", "Harbour bridge to close")
    choose(editor, "Speaker", "Ana Ruiz")
    roles = editor.get_by_label("Role at the time")
    expect(roles).to_contain_text("city engineer")
    with editor.expect_response(re.compile(r"/roles/\?speaker=&")) as late:
        held[0].continue_()
    late.value.finished()
    editor.evaluate("() => new Promise((done) => setTimeout(done))")
    expect(roles).to_contain_text("city engineer")


def test_a_withdrawal_asks_for_its_reason(editor: Page, axe_violations: Axe) -> None:
    quotation = make_quotation()
    editor.goto(change_url(quotation))
    editor.get_by_role("link", name="Withdraw…").click()
    assert axe_violations(editor) == []
    editor.get_by_label("Reason").fill("The paper retracted it.")
    editor.get_by_role("button", name="Withdraw").click()
    expect(editor.locator(".messagelist")).to_contain_text("Withdrawn:")
    quotation.refresh_from_db()
    assert (quotation.status, quotation.status_reason) == (Status.WITHDRAWN, "The paper retracted it.")


def test_two_windows_at_one_record_end_in_a_conflict_that_shows_both(editor: Page, axe_violations: Axe) -> None:
    stance = make_stance(reason="First.")
    quotation = stance.quotation
    other = editor.context.new_page()
    for window in (editor, other):
        window.goto(change_url(quotation))
    other.get_by_label("Attribution").fill("the city engineer")
    other.locator("#id_stances-0-reason").fill("Theirs.")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.locator(".messagelist")).to_contain_text("was changed successfully")

    editor.get_by_label("Attribution").fill("chief engineer")
    editor.get_by_role("button", name="Save", exact=True).click()
    conflict = editor.get_by_role("region", name="Somebody else changed this")
    expect(conflict.get_by_role("row", name="Attribution")).to_contain_text("the city engineer")
    expect(conflict.get_by_role("row", name="Attribution")).to_contain_text("chief engineer")
    expect(conflict.get_by_role("row", name=re.compile("^Stance .*: Reason"))).to_contain_text("Theirs.")
    assert axe_violations(editor) == []
    assert Quotation.objects.get().attribution == "the city engineer"


def test_rows_are_added_and_chosen_by_keyboard(editor: Page) -> None:
    quotation, topic = make_quotation(), make_topic(name="Bridges")
    editor.goto(change_url(quotation))
    editor.get_by_role("button", name="Add another Topic").press("Enter")
    editor.get_by_role("combobox", name="Topic: nothing chosen").press("Enter")
    editor.locator(SEARCH).fill("Brid")
    expect(editor.get_by_role("option", name="Bridges")).to_be_visible()
    editor.keyboard.press("Enter")
    expect(editor.get_by_role("combobox", name="Topic: Bridges")).to_be_visible()
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator(".messagelist")).to_contain_text("was changed successfully")
    assert quotation.quotation_topics.get().topic == topic


@pytest.mark.parametrize(
    ("width", "scheme", "everything"),
    first_every_day((390, "dark", False), (1280, "light", True), (1280, "dark", False), (390, "light", False)),
)
def test_the_pages_of_the_desk_are_accessible_and_fit(
    width: int, scheme: str, everything: bool, editor: Page, axe_violations: Axe
) -> None:
    records = {model: record for model, record in make_one_of_each().items() if admin.site.is_registered(model)}
    quotation, claim = records[Quotation], records[Claim]
    make_alias(speaker=quotation.speaker)
    editor.set_viewport_size({"width": width, "height": 900})
    editor.emulate_media(color_scheme=scheme)
    pages = {reverse("admin:index"), list_url(Quotation), add_url(Quotation), change_url(quotation), change_url(claim)}
    if everything:
        pages |= {reverse("admin:quotes_quotation_history", args=[quotation.pk])}
        pages |= {list_url(model) for model in records} | {change_url(record) for record in records.values()}
    problems = {}
    for url in sorted(pages):
        editor.goto(url)
        found = axe_violations(editor)
        if editor.evaluate("document.documentElement.scrollWidth") > width:
            found.append("wider than the window")
        if found:
            problems[url] = found
    assert problems == {}


@pytest.mark.parametrize(
    ("width", "scheme"), first_every_day((390, "dark"), (1280, "light"), (1280, "dark"), (390, "light"))
)
def test_the_pages_of_the_history_are_accessible_and_fit(
    width: int, scheme: str, editor: Page, axe_violations: Axe
) -> None:
    quotation = make_quotation(status=Status.DRAFT, attribution="an engineer of the city", topics=[make_topic()])
    first = quotation.history.latest()
    quotation = Quotation.objects.get()
    quotation.attribution = "the engineer of the old city"
    quotation.save()
    make_quotation(status=Status.DRAFT).delete()
    editor.set_viewport_size({"width": width, "height": 900})
    editor.emulate_media(color_scheme=scheme)
    problems = {}
    for url in (
        reverse("admin:quotes_quotation_history", args=[quotation.pk]),
        reverse("admin:quotes_quotation_simple_history", args=[quotation.pk, first.pk]),
        reverse("admin:quotes_quotation_deleted"),
    ):
        editor.goto(url)
        found = axe_violations(editor)
        if editor.evaluate("document.documentElement.scrollWidth") > width:
            found.append("wider than the window")
        if found:
            problems[url] = found
    assert problems == {}
