"""A text as words, possessive endings and single other characters."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.extraction.tokens import Tokens


def words(text: str) -> list[str]:
    return Tokens(text).words


@pytest.mark.parametrize(
    "word",
    [
        "ferry",
        "al-Assad",
        "O'Brien",
        "O’Brien",
        "second-to-latest",
        "don't",
        "U.S.",
        "D.C.",
        "Mr.",
        "Lt.",
        "Gen.",
        "3,000",
        "1,234,567",
        "2018",
        "B2B",
        "@harbour_news",
        "#ferry",
        "Erdoğan",
        "Łukasz",
        "e.g.",
    ],
)
def test_a_word_keeps_what_belongs_inside_it(word):
    assert words(f"see {word} there")[1:-1] == [word]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada's ferry", ["Ada", "'s", "ferry"]),
        ("Ada’s ferry", ["Ada", "’s", "ferry"]),
        ("the sailors' ferry", ["the", "sailors", "'", "ferry"]),
        ("It's late.", ["It", "'s", "late", "."]),
        ("W. Grey", ["W.", "Grey"]),
        ("Ada sailed. Bo swam.", ["Ada", "sailed", ".", "Bo", "swam", "."]),
        ("“Late,” he", ["“", "Late", ",", "”", "he"]),
        ("late... (old)", ["late", ".", ".", ".", "(", "old", ")"]),
        ("late—old", ["late", "—", "old"]),
        ("in 1999, 300 boats", ["in", "1999", ",", "300", "boats"]),
        ("vitamin C. It", ["vitamin", "C.", "It"]),
    ],
)
def test_what_is_not_a_word_stands_alone(text, expected):
    assert words(text) == expected


def test_words_are_given_in_lower_case_too():
    assert Tokens("Ada QUILL said İt").lower[:3] == ["ada", "quill", "said"]


def test_only_a_part_of_a_text_can_be_read():
    tokens = Tokens("Ada said so", 4, 8)
    assert (tokens.words, tokens.starts, tokens.ends, len(tokens)) == (["said"], [4], [8], 1)


def test_a_token_is_found_by_its_place():
    tokens = Tokens("Ada said so")
    assert [tokens.at(offset) for offset in (0, 1, 4, 9, 11)] == [0, 1, 1, 2, 3]


def test_no_text_has_no_tokens():
    assert words("") == words(" \n\t") == []


@given(st.text(st.characters(categories=None)))
def test_tokens_hold_every_character_but_space_in_order(text):
    tokens = Tokens(text)
    spans = list(zip(tokens.starts, tokens.ends, strict=True))
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert [text[start:end] for start, end in spans] == tokens.words
    assert "".join("".join(tokens.words).split()) == "".join(text.split())


@given(st.text("aA1.'’-,@# s", max_size=20))
def test_a_token_never_holds_space(text):
    assert all(word == word.strip() and " " not in word for word in words(text))
