"""Characters that no text of the record may hold."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.text.characters import FORBIDDEN_IN_DATABASE, check_characters, unify_line_ends

BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\r", "\x1b", "\x7f", "\ud800", *BIDI_CONTROLS])
def test_a_forbidden_character_is_named_with_its_place(character):
    with pytest.raises(ValueError, match=rf"Character 3 is U\+{ord(character):04X} \(.+\)"):
        check_characters(f"abc{character}d")


def test_every_other_character_is_kept():
    kept = (chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) not in {"Cc", "Cs"})
    check_characters("\t\n" + "".join(character for character in kept if character not in BIDI_CONTROLS))


def test_a_zero_width_joiner_is_kept_because_words_and_emoji_need_it():
    check_characters("می\u200cخواهم 👩\u200d🚒")


@given(st.text())
def test_the_database_pattern_forbids_the_same_but_surrogates(text):
    try:
        check_characters(text)
    except ValueError:
        assert re.search(FORBIDDEN_IN_DATABASE, text) or re.search("[\ud800-\udfff]", text)
    else:
        assert not re.search(FORBIDDEN_IN_DATABASE, text)


def test_line_ends_are_unified():
    assert unify_line_ends("a\r\nb\rc\nd\r\n\r\n") == "a\nb\nc\nd\n\n"
