"""Articles reviewed by keyboard alone, as an editor would, up to readers; and words chosen by selecting them."""

import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from quotes.admin.review.page import review_address
from quotes.ingest.adding import add_article
from quotes.models import Quotation, Source, Status
from quotes.text.anchors import Span, find_one
from tests.admin.desk import change_url
from tests.factories import SOURCE_TEXT, make_quotation, make_source
from tests.members import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Axe = Callable[..., list[str]]
ARTICLES = Path(__file__).parent / "articles"
SEED = ARTICLES.parent.parent.parent / "seeds" / "russia-us-syria-2018-04-17.txt"
PASSWORD = "a long enough password"
READING = 30_000  # milliseconds that reading and adding may take on a machine that is busy

# What is right in each article as it was found, and what is right but for its speaker: how the quotation begins, and
# what is written where the speaker stands ("" for no more than another kind). All the rest is no quotation.
RIGHT = {
    "russia-us-syria-2018-04-17": [
        "It's becoming clear",
        "Moscow was serious",
        "get ready Russia",
        "Russia's official reaction",
        "A few years ago",
        "We've gotten used",
        "There are areas",
        "The military situation",
        "Things are certainly",
    ],
    "ferry-fares": [
        "They priced us out",
        "We are not a charity",
        "a breach of the spirit",
        "her office had asked",
        "The contract has a spirit",
        "the argument misses",
        "My mother is 84",
        "she would see out",
        "After that",
    ],
    "mine-inquiry": [
        "I begged them",
        "the email was ambiguous",
        "You wrote",
        "I wrote elevated",
        "respond in full",
        "the most important",
        "Nobody can now",
        "My thoughts",
        "the minister should",
    ],
    "stadium-vote": [
        "This is a great night",
        "reckless",
        "Nine percent",
        "the stadium will pay",
        "Accountants",
        "I'm fifty-one",
    ],
}
ANOTHER_SPEAKER = {
    "the exchange of explosive declarations": "Analysts",
    "it has no choice": "Sundby Lines",
    "a material risk falls": "Marrow & Pike",
    "Construction begins": "Verro Athletic",
}


class Keys:
    """A keyboard that counts what is pressed on it."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def leave(self, key: str) -> None:
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.press(key)
        self.page.wait_for_timeout(200)  # nobody reads faster, and a key pressed in that time does nothing


@pytest.fixture
def editor(page: Page, log_in: Callable[..., None]) -> Page:
    log_in(make_member("Editors"))
    return page


def add(text: str, title: str = "Bridge to close") -> Source:
    source = Source(title=title, text=text, published_on=date(2024, 5, 6), captured_on=date(2024, 5, 7))
    return add_article(source, by=make_member("Editors")).source


def words_of(page: Page) -> str:
    return page.get_by_label("Quotation", exact=True).input_value()


def place_of(page: Page) -> int:
    return int(re.search(r"\d+", page.locator("#fh").inner_text())[0])  # type: ignore[index]


def decide(page: Page, keys: Keys, right: list[str]) -> tuple[str, int]:
    """Decide about the quotation in hand by keyboard; return what it was and how many keys that took."""
    words, before = words_of(page), keys.pressed
    name = next((name for beginning, name in ANOTHER_SPEAKER.items() if words.startswith(beginning)), None)
    if any(words.startswith(beginning) for beginning in right):
        keys.leave("a")
        kind = "right"
    elif name:
        keys.press("w")
        keys.write(name)
        keys.press("Escape")
        keys.leave("a")
        kind = "corrected"
    else:
        keys.press("r")
        keys.leave("Enter")
        kind = "no quotation"
    return kind, keys.pressed - before


def paste(page: Page, keys: Keys, text: str) -> Source:
    """Add an article by pasting it, with what it says of itself; return what it became."""
    expect(page.get_by_label("Paste the article")).to_be_focused()
    page.keyboard.insert_text(text)
    keys.pressed += 1  # Ctrl+V
    keys.press("Control+Enter")
    expect(page.get_by_label("Title")).to_be_visible(timeout=READING)
    if page.get_by_label("Published on").evaluate("field => field === document.activeElement"):
        keys.write("03122021")
    keys.press("Enter")
    expect(page.locator("#id_words")).to_be_visible(timeout=READING)
    return Source.objects.get()


@pytest.mark.slow
@pytest.mark.parametrize("name", RIGHT)
def test_an_editor_pastes_and_reviews_an_article_by_keyboard_and_readers_see_it(
    name: str, page: Page, axe_violations: Axe, capsys: pytest.CaptureFixture[str], console_errors: list[str]
) -> None:
    user = make_member("Editors")
    user.set_password(PASSWORD)
    user.save()
    path = SEED if name == SEED.stem else ARTICLES / f"{name}.txt"
    page.goto(reverse("admin:quotes_source_add_article"))
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    keys, taken, started = Keys(page), [], time.monotonic()
    source = paste(page, keys, path.read_text(encoding="utf-8"))
    assert page.url.endswith(review_address(source))
    assert axe_violations(page) == []

    together = page.locator("#unlikely [type=checkbox]").count()
    if together:
        keys.press("x")
        keys.leave("Enter")
        expect(page.get_by_role("status")).to_contain_text(f"Rejected: {together} quotation")
    while page.locator("#id_words").count():
        taken.append(decide(page, keys, RIGHT[name]))
    expect(page.get_by_role("heading", name="Everything is reviewed")).to_be_visible()
    assert axe_violations(page) == []
    keys.leave("p")
    seconds = time.monotonic() - started
    accepted = [count for kind, count in taken if kind != "no quotation"]
    expect(page.get_by_role("status")).to_contain_text(f"Published: {len(accepted)} quotations.")
    with capsys.disabled():
        kinds = {kind: [count for each, count in taken if each == kind] for kind in dict(taken)}
        each = "; ".join(f"{len(counts)} {kind}, {max(counts)} keys at most" for kind, counts in kinds.items())
        print(
            f"\n{name}: {len(taken) + together} candidates, {keys.pressed} keystrokes, {seconds:.1f} s "
            f"({together} unlikely ones together, 2 keys; {each})"
        )
    assert len([kind for kind, _ in taken if kind == "right"]) == len(RIGHT[name])
    assert max(count for kind, count in taken if kind == "right") <= 4

    published = list(Quotation.objects.published().select_related("speaker"))
    assert len(published) == len(accepted)
    page.goto(source.get_absolute_url())
    for quotation in published:
        expect(page.locator(f'a[href$="{quotation.get_absolute_url()}"]').first).to_be_visible()
    withdrawn = published[0]
    page.goto(withdrawn.get_absolute_url())
    expect(page.locator("main")).to_contain_text(withdrawn.speaker.name)
    page.goto(change_url(withdrawn))
    page.get_by_role("link", name="Withdraw…").click()
    page.get_by_label("Reason").fill("The paper retracted it.")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".messagelist")).to_contain_text("Withdrawn:")
    answer = page.goto(withdrawn.get_absolute_url())
    assert answer is not None
    assert answer.status == 410
    expect(page.locator("main")).to_contain_text("The paper retracted it.")
    for address in (source.get_absolute_url(), reverse("quotes:quotation-list")):
        page.goto(address)
        expect(page.locator(f'a[href*="{withdrawn.ref}"]')).to_have_count(0)
    console_errors[:] = [error for error in console_errors if "410" not in error]


# Words selected in the article


def select(page: Page, first: str, last: str) -> None:
    """Select in the article from where `first` begins to where `last` ends, as a mouse would."""
    page.evaluate(
        """([first, last]) => {
          const walker = document.createTreeWalker(document.querySelector("#article"), NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          let node, begun = false;
          while ((node = walker.nextNode())) {
            if (!node.parentElement.closest("[data-start]")) continue;
            const from = node.data.indexOf(first), to = node.data.indexOf(last);
            if (!begun && from >= 0) { range.setStart(node, from); begun = true; }
            if (begun && to >= 0) { range.setEnd(node, to + last.length); break; }
          }
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }""",
        [first, last],
    )


def test_selected_words_are_counted_in_code_points_also_across_paragraphs_and_captions(editor: Page) -> None:
    text = (
        "Late news 😀😀\n\n“The 🌉 bridge is safe,” said Ana Ruiz, the city engineer.\n\n"
        "Photo: A. Smith/Reuters\n\n“It is 🌉 old too,” she said."
    )
    source = make_source(text=text)
    quotation = make_quotation(source=source, words="bridge is safe", speaker=None, status=Status.DRAFT)
    editor.goto(review_address(source, quotation.ref))
    select(editor, "“The", "old too,”")
    editor.keyboard.press("u")
    assert words_of(editor).split("\n\n")[0].startswith("The 🌉 bridge is safe,” said Ana")
    select(editor, "The", "bridge")
    editor.keyboard.press("u")
    assert words_of(editor) == "The 🌉 bridge"
    editor.get_by_label("Speaker", exact=True).fill("Ana Ruiz")
    editor.get_by_role("button", name="Accept", exact=False).last.click()
    expect(editor.get_by_role("status")).to_contain_text("Accepted:")
    start = text.index("The 🌉")
    assert Quotation.objects.get().spans == [Span(start, start + len("The 🌉 bridge"))]
    select(editor, "“It is", "old too,”")
    with editor.expect_navigation():
        editor.keyboard.press("n")
    added = Quotation.objects.get(status=Status.DRAFT)
    assert added.spans == [find_one(text, "It is 🌉 old too")]
    assert added.kind == "direct"


def test_a_caption_between_two_selected_paragraphs_is_left_out(editor: Page) -> None:
    source = add(SEED.read_text(encoding="utf-8"))
    text = source.text
    editor.goto(review_address(source))
    select(editor, "Whatever the message", "with its")
    first, last = "it would be a shame", "A diplomatic role"
    select(editor, first, last)
    with editor.expect_navigation():
        editor.keyboard.press("n")
    added = Quotation.objects.get(candidate=None)
    assert [text[span.start : span.end] for span in added.spans] == [
        "it would be a shame if they were harmed.",
        "A diplomatic role",
    ]


def test_a_draft_is_split_where_words_are_selected_and_merged_again_by_one_key(editor: Page) -> None:
    source = add(SOURCE_TEXT)
    editor.goto(review_address(source, Quotation.objects.get(text__startswith="The bridge").ref))
    select(editor, "and it will", "and it will")
    keys = Keys(editor)
    keys.leave("s")
    assert words_of(editor) == "The bridge is safe\n\nBut it is old,"
    keys.leave("m")
    assert words_of(editor) == "The bridge is safe\n\nBut it is old,\n\nand it will not stay safe."
    keys.press("s")
    expect(editor.locator("#split-at")).to_be_focused()
    editor.get_by_role("button", name="Split", exact=True).click()
    expect(editor.get_by_role("status")).to_contain_text("two quotations now")
    assert words_of(editor) == "The bridge is safe"


# Keys


def test_keys_are_off_in_fields_with_modifiers_and_when_switched_off_for_good(editor: Page) -> None:
    source = add(SOURCE_TEXT)
    editor.goto(review_address(source))
    editor.wait_for_timeout(200)  # a key pressed sooner does nothing
    first = place_of(editor)
    keys = Keys(editor)
    keys.leave("j")
    assert place_of(editor) == first + 1
    keys.leave("k")
    assert place_of(editor) == first
    keys.press("e")
    expect(editor.get_by_label("Quotation", exact=True)).to_be_focused()
    keys.press("a", "r", "j")
    assert place_of(editor) == first
    assert re.search("[arj]", words_of(editor))
    keys.press("Escape", "Control+a", "Alt+j")
    assert place_of(editor) == first
    keys.press("?")
    expect(editor.get_by_text("Leave a field, so that keys work again")).to_be_visible()
    editor.get_by_label("Single-key shortcuts on").uncheck()
    keys.press("j")
    editor.reload()
    assert place_of(editor) == first
    expect(editor.locator("#keys-on")).not_to_be_checked()
    keys.press("j", "a", "r")
    assert place_of(editor) == first
    assert not Quotation.objects.exclude(status=Status.DRAFT).exists()


def test_a_key_pressed_before_the_page_can_be_read_decides_nothing(editor: Page) -> None:
    source = add(SOURCE_TEXT)
    press = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'a', bubbles: true}))"
    editor.add_init_script(f"addEventListener('DOMContentLoaded', () => {press})")
    editor.goto(review_address(source, Quotation.objects.get(text__startswith="The bridge").ref))
    editor.wait_for_timeout(500)
    assert not Quotation.objects.filter(status=Status.SUBMITTED).exists()
    editor.evaluate(press)
    expect(editor.get_by_role("status")).to_contain_text("Accepted:")
    editor.wait_for_timeout(500)
    assert Quotation.objects.filter(status=Status.SUBMITTED).count() == 1


def test_a_reason_can_be_left_and_a_rejection_not_confirmed(editor: Page) -> None:
    source = add(SOURCE_TEXT)
    editor.goto(review_address(source))
    keys = Keys(editor)
    keys.press("r")
    expect(editor.locator("#reject-reason")).to_be_focused()
    keys.press("Escape")
    expect(editor.locator("#reject-reason")).to_be_hidden()
    assert not Quotation.objects.filter(status=Status.REJECTED).exists()
    keys.press("r")
    keys.write("A caption.")
    keys.leave("Enter")
    assert Quotation.objects.get(status=Status.REJECTED).status_reason == "A caption."
    expect(editor.get_by_role("status")).to_contain_text("Rejected: 1.")


def test_what_is_wrong_has_the_focus_and_speakers_are_proposed_while_writing(editor: Page) -> None:
    source = add(SOURCE_TEXT)
    make_quotation(words="We were not asked", source=source).speaker.save()
    editor.goto(review_address(source))
    editor.get_by_label("Speaker", exact=True).fill("Speak")
    expect(editor.locator("#people option").first).to_have_attribute("value", re.compile("Speaker"))
    editor.get_by_label("Speaker", exact=True).fill("")
    editor.get_by_label("Speaker", exact=True).press("Enter")
    expect(editor.locator(".errorlist")).to_contain_text("Say who said it")
    expect(editor.get_by_label("Speaker", exact=True)).to_be_focused()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_review_is_accessible_and_fits(width: int, scheme: str, editor: Page, axe_violations: Axe) -> None:
    source = add(SEED.read_text(encoding="utf-8"))
    quotations = list(source.quotations.order_by("pk"))
    for quotation, status in zip(quotations, [Status.SUBMITTED, Status.REJECTED], strict=False):
        Quotation.objects.filter(pk=quotation.pk).update(status=status, status_reason="No.")
    editor.set_viewport_size({"width": width, "height": 900})
    editor.emulate_media(color_scheme=scheme)
    for quotation in [quotations[0], quotations[1], quotations[17]]:
        editor.goto(review_address(source, quotation.ref))
        editor.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        assert axe_violations(editor) == []
        assert editor.evaluate("document.documentElement.scrollWidth") <= width
