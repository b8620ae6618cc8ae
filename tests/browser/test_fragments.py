"""Fragments for words in a page, in a browser that follows them."""

from html import escape

import pytest
from playwright.sync_api import Page

from quotes.text.anchors import Span, find_all, find_one, paragraphs
from quotes.text.fragments import text_fragment

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LONG = " ".join(f"The engineers measured pillar number {number}." for number in range(20))
TEXT = "\n\n".join(
    [
        "A page about a bridge",
        "“The bridge is safe,” said Ana Ruiz. Tom Byrne agrees: “It is.”",
        "Mr. Byrne, who runs the well-known ferry, won’t say more. “The bridge is safe,” says the council.",
        f"A long report follows. {LONG} It ends there.",
        "At the café, 5% & more of them disagree: “Is it safe?”",
        f"Another report follows. {LONG} It ends here.",
        "“The bridge is safe,” said Ana Ruiz again.",
    ]
)
BLOCKS = paragraphs(TEXT)


@pytest.fixture
def arrive(page: Page):
    """A function that opens a page holding TEXT at a fragment, and returns which paragraph is then in view."""
    html = "".join(f"<p>{escape(TEXT[start:end])}</p>" for start, end in BLOCKS)
    style = "p { margin: 0 0 3000px }"
    address = "http://publisher.example/article"
    body = f"<!doctype html><html lang=en><meta charset=utf-8><title>Page</title><style>{style}</style>{html}</html>"
    page.route("**/*", lambda route: route.fulfill(body=body, content_type="text/html"))

    def arrive_at(fragment: str) -> list[int]:
        page.goto("about:blank")
        page.goto(address + fragment)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        tops = page.evaluate("[...document.querySelectorAll('p')].map((p) => p.getBoundingClientRect())")
        height = page.evaluate("innerHeight")
        return [index for index, box in enumerate(tops) if box["bottom"] > 0 and box["top"] < height]

    return arrive_at


def test_without_a_fragment_the_page_opens_at_its_beginning(arrive):
    assert arrive("") == [0]
    assert arrive("#:~:text=words%20that%20are%20not%20there") == [0]


@pytest.mark.parametrize(("which", "paragraph"), [(0, 1), (1, 2), (2, 6)])
def test_words_that_stand_more_than_once_are_found_at_their_own_place(arrive, which, paragraph):
    assert arrive(text_fragment(TEXT, [find_all(TEXT, "The bridge is safe")[which]])) == [paragraph]


@pytest.mark.parametrize(("which", "paragraph"), [(0, 3), (1, 5)])
def test_long_words_are_found_by_both_ends(arrive, which, paragraph):
    fragment = text_fragment(TEXT, [find_all(TEXT, LONG)[which]])
    assert len(fragment) < 300
    assert arrive(fragment) == [paragraph]


@pytest.mark.parametrize(
    ("words", "paragraph"),
    [
        ("well-known ferry, won’t", 2),
        ("5% & more of them", 4),
        ("the café", 4),
        ("caf", 4),
        ("on’t say", 2),
        ("Is it safe?", 4),
        ("It is.", 1),
        ("It ends there.\n\nAt the café", 3),
        ("It ends here.\n\n“The bridge is safe,” said Ana Ruiz again", 5),
    ],
)
def test_marks_accents_and_parts_of_words_do_no_harm(arrive, words, paragraph):
    span = find_one(TEXT, words)
    assert arrive(text_fragment(TEXT, [span])) == [paragraph]


def test_the_first_of_several_passages_is_in_view(arrive):
    spans = [find_one(TEXT, "Is it safe?"), find_one(TEXT, "again")]
    assert arrive(text_fragment(TEXT, spans)) == [4]


def test_every_word_of_the_page_leads_to_its_paragraph(arrive):
    for index, (start, end) in enumerate(BLOCKS):
        if index not in (3, 5):
            at = start
            for word in TEXT[start:end].split():
                at = TEXT.index(word, at)
                assert arrive(text_fragment(TEXT, [Span(at, at + len(word))])) == [index], word
                at += len(word)
