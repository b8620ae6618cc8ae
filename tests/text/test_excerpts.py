"""The beginning of a text ends with a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.text.excerpts import excerpt


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("They knew.", "They knew."),
        ("Exactly twenty chars", "Exactly twenty chars"),
        ("They knew it from the first day", "They knew it from…"),
        ("They knew it, from day one on", "They knew it, from…"),
        ("They knew it already, said she", "They knew it…"),
        ("They knew. And waited so long", "They knew. And…"),
        ("They waited so long. And knew", "They waited so…"),
        ("First line\n\n and the second", "First line and the…"),
        ("Donaudampfschifffahrtsgesellschaft", "Donaudampfschifffah…"),
        ("Nein, Donaudampfschifffahrt", "Nein, Donaudampfsch…"),
        ("", ""),
    ],
)
def test_the_beginning_ends_with_a_word(text, shown):
    assert excerpt(text, 20) == shown


@given(st.text(), st.integers(2, 50))
def test_it_is_one_line_and_never_longer(text, most):
    shown = excerpt(text, most)
    assert len(shown) <= most
    assert shown == " ".join(shown.split())
    assert " ".join(text.split()).startswith(shown.removesuffix("…"))
