"""Words as an editor pastes them, found in their source."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.editing import find_words, written
from quotes.editing.words import passages
from quotes.text.anchors import Span
from tests.factories import SOURCE_TEXT


def found(words: str, *, in_marks: bool = True, starts: tuple[int, ...] = (), text: str = SOURCE_TEXT) -> list[str]:
    return [text[start:end] for start, end in find_words(text, words, in_marks=in_marks, starts=starts)]


def test_one_block_is_one_passage() -> None:
    assert found("The bridge is safe") == ["The bridge is safe"]


def test_a_blank_line_separates_passages() -> None:
    assert found("The bridge is safe\n \nBut it is old") == ["The bridge is safe", "But it is old"]


@pytest.mark.parametrize(
    "pasted", ["“The bridge is safe,”", "“The bridge is safe", "The bridge is safe,”", "“The bridge is safe”,"]
)
def test_marks_around_a_passage_and_the_comma_that_closes_it_are_left_out(pasted: str) -> None:
    assert found(pasted) == ["The bridge is safe"]


def test_an_indirect_statement_keeps_its_marks() -> None:
    assert found("“The bridge is safe,” said Ana Ruiz", in_marks=False) == ["“The bridge is safe,” said Ana Ruiz"]


def test_marks_inside_a_passage_stay() -> None:
    assert passages("“He called it a “bridge” twice”", in_marks=True) == ["“He called it a “bridge” twice”"]


def test_a_passage_may_run_over_a_line_end() -> None:
    assert found("one\ntwo", text="zero one\ntwo three") == ["one\ntwo"]


def test_no_words_are_no_passages() -> None:
    assert find_words(SOURCE_TEXT, " \n\n ", in_marks=True) == []


def test_words_that_are_not_there_are_shown_with_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"“The bridge was safe” is not in the source.*nearest words.*bridge is safe"):
        found("The bridge was safe")


def test_a_straight_apostrophe_for_a_curly_one_is_named() -> None:
    with pytest.raises(
        ValueError, match=r"has ’ \(right single quotation mark\) where you have ' \(apostrophe\)"
    ) as error:
        found("It's old", text="“It’s old,” she said.")
    assert "The source's own words are “It’s old”" in str(error.value)


def test_a_line_end_for_a_space_is_named() -> None:
    with pytest.raises(ValueError, match="has a line end where you have space"):
        found("is old", text="It is\nold.")


def test_words_that_stand_twice_are_shown_with_each_place() -> None:
    with pytest.raises(ValueError, match=r"stands in the source 2 times: at character 0 .*; at character 8 ") as error:
        found("safe", text="safe or safer")
    assert "Starts at character" in str(error.value)


def test_the_place_that_is_meant_can_be_chosen() -> None:
    assert find_words("safe or safe", "safe", in_marks=True, starts=[8]) == [Span(8, 12)]
    assert find_words("safe or safe", "safe\n\nsafe", in_marks=True, starts=[0, 8]) == [Span(0, 4), Span(8, 12)]


def test_a_place_where_the_words_do_not_stand_chooses_nothing() -> None:
    with pytest.raises(ValueError, match="2 times"):
        found("safe", text="safe or safer", starts=(3,))


def test_passages_out_of_reading_order_are_named() -> None:
    with pytest.raises(ValueError, match=r"“The bridge is safe” stands in the source only before the passage above it"):
        found("But it is old\n\nThe bridge is safe")


def test_a_later_passage_is_looked_for_after_the_one_before_it() -> None:
    assert find_words("no yes no", "yes\n\nno", in_marks=True) == [Span(3, 6), Span(7, 9)]


@given(st.lists(st.integers(0, len(SOURCE_TEXT.split()) - 1), min_size=1, max_size=6, unique=True))
def test_whatever_is_found_stands_there_in_order(places: list[int]) -> None:
    words = "\n\n".join(SOURCE_TEXT.split()[place] for place in places)
    try:
        spans = find_words(SOURCE_TEXT, words, in_marks=False)
    except ValueError:
        spans = []
    assert not spans or written(SOURCE_TEXT, spans) == words
    assert all(before.end <= after.start for before, after in pairwise(spans))
