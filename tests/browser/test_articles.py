"""Adding an article in a real browser: by keyboard alone, without JavaScript, and accessible at each step."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from quotes.models import Quotation, Source
from tests.admin.desk import list_url
from tests.factories import make_source
from tests.ingest.articles.files import make_docx
from tests.members import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Axe = Callable[..., list[str]]
READING = 30_000  # milliseconds that reading and adding may take on a machine that is busy

ARTICLE = """Dam “will hold”, says minister

By Ana Pérez

May 3, 2024

“The wall is sound,” said Tom Ng, the minister. “We measured it twice.”

«\u00a0Il tiendra\u00a0», dit-il.  “Nested ‘marks’ &amp; <b>,” he’d\u00adsaid."""


@pytest.fixture
def editor(page: Page, log_in: Callable[..., None]) -> Page:
    log_in(make_member("Contributors"))
    page.set_default_timeout(READING)
    return page


def test_an_article_whose_facts_are_all_found_takes_two_keystrokes_after_the_paste(editor: Page) -> None:
    editor.goto(list_url(Source))
    editor.get_by_role("link", name="Add article").click()
    expect(editor.get_by_label("Paste the article")).to_be_focused()
    editor.keyboard.insert_text(ARTICLE)
    editor.keyboard.press("Control+Enter")
    expect(editor.get_by_label("Title")).to_have_value("Dam “will hold”, says minister", timeout=READING)
    expect(editor.get_by_role("button", name="Add and extract")).to_be_focused()
    editor.keyboard.press("Enter")
    expect(editor.get_by_role("status")).to_contain_text("quotations found, to be reviewed", timeout=READING)
    assert Source.objects.get().text == ARTICLE
    assert Quotation.objects.count() > 1


def test_each_step_is_accessible_and_what_is_missing_has_the_focus(editor: Page, axe_violations: Axe) -> None:
    make_source(text=ARTICLE)
    problems = []
    for width, scheme in ((1280, "light"), (390, "dark")):
        editor.set_viewport_size({"width": width, "height": 900})
        editor.emulate_media(color_scheme=scheme)
        for pasted in (None, "", ARTICLE):
            editor.goto(reverse("admin:quotes_source_add_article"))
            if pasted is not None:
                editor.get_by_label("Paste the article").fill(pasted)
                editor.get_by_role("button", name="Read it").click()
                expect(editor.locator(".errorlist, #id_title")).to_be_visible(timeout=READING)
            problems += axe_violations(editor)
            assert editor.evaluate("document.documentElement.scrollWidth") <= width
        expect(editor.get_by_role("alert")).to_contain_text("in the record already")
    editor.goto(reverse("admin:quotes_source_add_article"))
    editor.get_by_label("Paste the article").fill(ARTICLE.replace("May 3, 2024\n\n", ""))
    editor.get_by_role("button", name="Read it").click()
    expect(editor.get_by_label("Published on")).to_be_focused(timeout=READING)
    assert problems == []


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(editor: Page, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"x" * 6_000_000)
    editor.goto(reverse("admin:quotes_source_add_article"))
    sent = []
    editor.on("request", lambda request: sent.append(request.method))
    editor.get_by_label("Or choose a file").set_input_files(large)
    editor.get_by_role("button", name="Read it").click()
    message = editor.get_by_label("Or choose a file").evaluate("field => field.validationMessage")
    assert message == "The file has 6.0 MB; an article may have 5.0 MB at most."
    assert "POST" not in sent


def test_a_word_file_is_added_without_javascript(browser: Browser, live_server, log_in, page: Page, tmp_path) -> None:
    log_in(make_member("Contributors"))
    file = tmp_path / "article.docx"
    file.write_bytes(make_docx(*ARTICLE.split("\n\n")))
    with browser.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        context.add_cookies(page.context.cookies())
        plain = context.new_page()
        plain.set_default_timeout(READING)
        plain.goto(reverse("admin:quotes_source_add_article"))
        plain.get_by_label("Or choose a file").set_input_files(file)
        plain.get_by_role("button", name="Read it").click()
        plain.get_by_label("Publisher").fill("The Example")
        plain.get_by_label("Publisher").press("Enter")
        expect(plain.get_by_role("status")).to_contain_text("quotations found, to be reviewed", timeout=READING)
    source = Source.objects.get()
    assert (source.text, source.publisher.name) == (ARTICLE, "The Example")
