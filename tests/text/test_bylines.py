"""Who wrote it, read from a byline; and which bylines are left as they are printed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.text.bylines import Author, authors


@pytest.mark.parametrize(
    ("byline", "last_first"),
    [
        ("Fred Weir", ["Weir, Fred"]),
        ("  Fred   Weir ", ["Weir, Fred"]),
        ("Ida Lund and Tom Moe", ["Lund, Ida", "Moe, Tom"]),
        ("Ida Lund, Tom Moe and Zoë Ångström", ["Lund, Ida", "Moe, Tom", "Ångström, Zoë"]),
        ("Ida Lund, Tom Moe, and Ana Ruiz", ["Lund, Ida", "Moe, Tom", "Ruiz, Ana"]),
        ("Mary Ann Smith", ["Smith, Mary Ann"]),
        ("J. R. Smith", ["Smith, J. R."]),
        ("J.R. Smith", ["Smith, J.R."]),
        ("Jean-Paul O’Brien", ["O’Brien, Jean-Paul"]),
        ("Kate McDonald", ["McDonald, Kate"]),
        ("Jan van der Berg", ["van der Berg, Jan"]),
        ("Maria Luisa de la Cruz", ["de la Cruz, Maria Luisa"]),
    ],
)
def test_names_of_two_or_three_capitalised_words_are_put_last_name_first(byline, last_first):
    assert [author.last_first for author in authors(byline)] == last_first


@pytest.mark.parametrize(
    "byline",
    [
        "Staff",
        "Reuters",
        "Associated Press",
        "The Associated Press",
        "Harbour Gazette",
        "BBC News",
        "Staff Writer",
        "By Fred Weir",
        "Fred Weir and staff",
        "Fred Weir, Staff Writer",
        "Fred Weir, correspondent",
        "FRED WEIR",
        "fred weir",
        "Madonna",
        "Фред Вейр",
        "王小明",
        "Luiz Inácio Lula da Silva Santos",
        "Sammy Davis Jr.",
        "Jan van den Berg van Dyke",
        "van der Berg",
        "Ida F.",
        "Weir, Fred",
        "Ida Lund & Tom Moe",
    ],
)
def test_any_other_byline_is_one_name_as_printed(byline):
    assert authors(byline) == (Author(byline),)
    assert authors(byline)[0].last_first == authors(byline)[0].initialed == byline


@pytest.mark.parametrize("byline", ["", "  ", "\n"])
def test_an_empty_byline_names_nobody(byline):
    assert authors(byline) == ()


@pytest.mark.parametrize(
    ("byline", "initialed"),
    [
        ("Fred Weir", "Weir, F."),
        ("Mary Ann Smith", "Smith, M. A."),
        ("J. R. Smith", "Smith, J. R."),
        ("J.R. Smith", "Smith, J. R."),
        ("Jean-Paul Sartre", "Sartre, J.-P."),
        ("J.-P. Sartre", "Sartre, J.-P."),
        ("Jan van der Berg", "van der Berg, J."),
        ("Żaneta Żak", "Żak, Ż."),
    ],
)
def test_given_names_become_initials(byline, initialed):
    assert [author.initialed for author in authors(byline)] == [initialed]


NAMES = st.sampled_from(["Fred", "Weir", "van", "de", "J.", "Staff", "Żak", "O'Brien", "and", "AP", ",", ", ", "Вейр"])


@given(st.lists(NAMES, max_size=9).map(" ".join) | st.text())
def test_no_letter_of_a_byline_is_lost(byline):
    def letters(text):
        return sorted(re.sub(r"\s|,|and", "", text))

    assert letters("".join(author.given + author.family for author in authors(byline))) == letters(byline)
