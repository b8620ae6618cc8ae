"""The fragment that leads a browser to words: what it says, and that a browser's search finds those words with it."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.text.anchors import Span, find_all, find_one, paragraphs
from quotes.text.fragments import link_to_words, text_fragment

TEXT = (
    "Harbour bridge to close\n\n"
    "“The bridge is safe,” said Ana Ruiz, the city engineer. “But it is old, and it will not stay safe.”\n\n"
    "“The bridge is not safe,” said Tom Byrne. “The bridge is closed.”"
)


def fragment(words: str, text: str = TEXT) -> str:
    """The decoded directives for words that stand in the text once."""
    return unquote(text_fragment(text, [find_one(text, words)])).removeprefix("#:~:text=")


def test_short_words_are_given_whole():
    assert fragment("it will not stay safe.") == "it will not stay safe."


def test_words_that_stand_more_than_once_get_the_words_before_or_else_after():
    first, second, third = find_all(TEXT, "The bridge is")
    assert unquote(text_fragment(TEXT, [first])) == "#:~:text=The bridge is,-safe,”"
    assert unquote(text_fragment(TEXT, [second])) == "#:~:text=The bridge is,-not"
    assert unquote(text_fragment(TEXT, [third])) == "#:~:text=The bridge is,-closed.”"
    assert fragment("safe,” said Ana") == "safe,” said Ana"


def test_case_accents_and_white_space_do_not_tell_words_apart():
    text = "He said he knew the café.\n\nHe knew  THE\nCAFE, he said."
    assert fragment("the café", text) == "the café,-."
    assert fragment("THE\nCAFE", text) == "THE CAFE,-,"


def test_parts_of_words_do_not_count_as_words():
    assert text_fragment("The art of it. We start, they depart.", [Span(4, 7)]) == "#:~:text=art"


def test_context_comes_from_the_paragraph_alone():
    text = "We go.\n\nYes.\n\nThey go.\n\nYes. Now."
    first, second = find_all(text, "Yes.")
    assert unquote(text_fragment(text, [second])) == "#:~:text=Yes.,-Now."
    assert unquote(text_fragment(text, [first])) == "#:~:text=Yes."  # nothing in its paragraph tells it apart


def test_words_on_both_sides_where_one_side_is_not_enough():
    text = "red one yes blue. green one yes grey. red one yes grey."
    assert text_fragment(text, [find_all(text, "one yes")[2]]) == "#:~:text=red-,one%20yes,-grey."


def test_as_many_words_as_there_are_on_the_shorter_side():
    repeated = "a " * 9 + "a"
    assert unquote(text_fragment(repeated, [Span(4, 5)])) == "#:~:text=a a-,a,-a a a a a a a"


def test_long_words_are_given_by_their_first_and_last_ones():
    words = " ".join(f"word{number}" for number in range(100))
    assert fragment(words, f"Before. {words}. After.") == "word0 word1 word2 word3,word96 word97 word98 word99"


def test_words_of_300_characters_are_whole_and_of_301_are_not():
    words = "ab " * 99 + "abc"
    assert len(words) == 300
    assert fragment(words, f"{words}. End.") == words
    assert fragment(f"{words}d", f"{words}d. End.") == "ab ab ab ab,ab ab ab abcd"


def test_words_across_paragraphs_are_given_by_both_ends():
    assert fragment("it is old, and it will not stay safe.”\n\n“The bridge is not") == (
        "it is old, and,“The bridge is not"
    )


def test_both_ends_of_long_words_are_told_apart():
    filler = " ".join(f"word{number}" for number in range(60))
    text = f"Say all in all it is. So all in all it is {filler} and that is that then {filler}x and that is that. End."
    start = text.index("all in all it is word0")
    span = Span(start, text.index(". End"))
    assert unquote(text_fragment(text, [span])) == "#:~:text=So-,all in all it,and that is that,-."


def test_several_spans_are_several_directives():
    spans = [find_one(TEXT, "safe,” said Ana"), find_one(TEXT, "But it is old")]
    assert text_fragment(TEXT, spans) == "#:~:text=safe%2C%E2%80%9D%20said%20Ana&text=But%20it%20is%20old"


def test_what_means_something_in_a_directive_is_encoded():
    text = "A well-known 5% rise, & more: #1 (a+b)?"
    assert text_fragment(text, [Span(0, len(text))]) == (
        "#:~:text=A%20well%2Dknown%205%25%20rise%2C%20%26%20more%3A%20%231%20%28a%2Bb%29%3F"
    )


@pytest.mark.parametrize(
    ("inside", "whole"),
    [
        ("ridg", "bridge"),
        ("n’", "can’t"),
        ("’t", "can’t"),
        ("00", "1,000.5"),
        ("лод", "холодно"),
        ("cafe", "cafe\u0301"),
    ],
)
def test_a_span_inside_a_word_is_widened_to_the_word(inside, whole):
    text = f"So: {whole}, he said."
    start = text.index(whole) + whole.index(inside)
    assert unquote(text_fragment(text, [Span(start, start + len(inside))])) == f"#:~:text={whole}"


@pytest.mark.parametrize(
    ("text", "words"), [("桥很安全，他说。", "很安全"), ("end—Start", "Start"), ("a–b", "b"), ("“so”", "so")]
)
def test_a_span_between_words_is_not_widened(text, words):
    assert fragment(words, text) == words


def test_white_space_around_the_words_is_left_out():
    text = "One two  three four"
    assert text_fragment(text, [Span(3, 9)]) == "#:~:text=two"


@pytest.mark.parametrize("spans", [[], [Span(3, 4)], [Span(7, 9)], [Span(90, 99)], [Span(2, 2)]])
def test_where_there_are_no_words_there_is_no_fragment(spans):
    assert text_fragment("One two\n\nthree", spans) == ""


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://e.org/a?b=1", "https://e.org/a?b=1#:~:text=two"),
        ("https://e.org/a#part", "https://e.org/a#part:~:text=two"),
        ("https://e.org/a#part:~:text=old", "https://e.org/a#part:~:text=two"),
        ("https://e.org/a#:~:text=old", "https://e.org/a#:~:text=two"),
    ],
)
def test_a_link_keeps_the_place_that_the_address_has(address, link):
    assert link_to_words(address, "One two", [Span(4, 7)]) == link
    assert link_to_words(address, "One two", []) == address.partition(":~:")[0].rstrip("#")


# The search that a browser makes, in plain steps (https://wicg.github.io/scroll-to-text-fragment/, section 3.5.1),
# for texts of letters, spaces, periods, hyphens and paragraphs: words compare by their letters, without case.


def plain(text: str) -> str:
    return "\n".join(" ".join(text[start:end].lower().split()) for start, end in paragraphs(text))


def bounded(page: str, at: int) -> bool:
    return not (0 < at < len(page) and page[at - 1].isalpha() and page[at].isalpha())


def look_for(page: str, words: str, at: int, *, starts_word: bool, ends_word: bool) -> int:
    while (at := page.find(words, at)) >= 0:
        if (not starts_word or bounded(page, at)) and (not ends_word or bounded(page, at + len(words))):
            return at
        at += 1
    return -1


def after_space(page: str, at: int) -> int:
    return at + len(page[at:]) - len(page[at:].lstrip())


def browser_finds(page: str, prefix: str, start: str, end: str, suffix: str) -> Span | None:
    search = 0
    while True:
        if prefix:
            at = look_for(page, prefix, search, starts_word=True, ends_word=False)
            if at < 0:
                return None
            search = at + 1
            found = after_space(page, at + len(prefix))
            whole = bool(end) or not suffix
            if not page.startswith(start, found) or (whole and not bounded(page, found + len(start))):
                continue
        else:
            found = look_for(page, start, search, starts_word=True, ends_word=bool(end) or not suffix)
            if found < 0:
                return None
            search = found + 1
        last = found + len(start)
        while True:
            if end:
                ending = look_for(page, end, last, starts_word=True, ends_word=not suffix)
                if ending < 0:
                    return None
                last = ending + len(end)
            follows = after_space(page, last)
            if not suffix or (page.startswith(suffix, follows) and bounded(page, follows + len(suffix))):
                return Span(found, last)
            if not end:
                break


def parts(directive: str) -> tuple[str, str, str, str]:
    match = re.fullmatch(r"(?:([^,]+)-,)?([^,-]+)(?:,([^,-]+))?(?:,-([^,]+))?", directive)
    assert match, directive
    prefix, start, end, suffix = (unquote(part or "").lower() for part in match.groups())
    return prefix, start, end, suffix


WORDS = st.lists(st.sampled_from(["a", "b", "ab", "A", "ba.", "a-b"]), min_size=1, max_size=12).map(" ".join)
TEXTS = st.lists(WORDS | WORDS.map(lambda words: f"{words} " * 40), min_size=1, max_size=5).map("\n\n".join)


@given(st.data(), TEXTS)
def test_a_browser_finds_the_words_or_their_paragraph_cannot_tell_them_apart(data, text):
    tokens = [Span(*match.span()) for match in re.finditer(r"\S+", text)]
    first = data.draw(st.integers(0, len(tokens) - 1))
    last = data.draw(st.integers(first, min(first + 60, len(tokens) - 1)))
    span = Span(tokens[first].start, tokens[last].end)
    page = plain(text)
    directive = text_fragment(text, [span]).removeprefix("#:~:text=")
    prefix, start, end, suffix = parts(directive)
    found = browser_finds(page, prefix, start, end, suffix)
    assert found is not None
    assert page[found.start : found.end].startswith(start)
    wanted = len(plain(text[: span.start] + "|")) - 1
    wanted = Span(wanted, wanted + len(plain(text[span.start : span.end])))
    if not end and (prefix or suffix):
        assert found == wanted
    elif not end and found != wanted:
        around = next(one for one in paragraphs(text) if one.start <= span.start < one.end)
        before, after = text[around.start : span.start].split()[-40:], text[span.end : around.end].split()[:40]
        most = [" ".join(before).lower(), start, "", " ".join(after).lower()]
        assert len(find_all(page, " ".join(part for part in most if part))) > 1
    elif prefix:
        assert found.start == wanted.start


@given(st.data(), st.text(), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3))
def test_any_text_and_spans_give_a_fragment_of_safe_characters(data, text, places):
    found = text_fragment(text, [Span(*place) for place in places])
    assert re.fullmatch(r"(#:~:text=[A-Za-z0-9%._~,-]+(&text=[A-Za-z0-9%._~,-]+)*)?", found)
    for directive in found.removeprefix("#:~:text=").split("&text=") if found else []:
        parts(directive)
