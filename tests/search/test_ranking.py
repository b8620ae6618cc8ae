"""How well texts of prepared words match, without a database."""

import pytest

from quotes.search.ranking import scores


@pytest.mark.parametrize(
    ("better", "worse"),
    [("a a x", "a x x"), ("a x", "a x x x"), ("a b a b", "a b x x")],
)
def test_more_of_the_terms_in_a_shorter_text_is_better(better, worse):
    wanted = [("a",)] if "b" not in better else [("a", "b")]
    (has, high), (has_too, low) = scores(wanted, [better, worse])
    assert has
    assert has_too
    assert high > low


def test_a_text_has_a_query_when_it_has_every_term():
    assert [has for has, _ in scores([("a",), ("b", "c")], ["a b c", "a b x c", "b c", ""])] == [
        True,
        False,
        False,
        False,
    ]


def test_occurrences_that_share_a_space_all_count():
    (_, once), (_, thrice) = scores([("a",)], ["a x x", "a a a"])
    assert thrice > once


def test_texts_without_words_are_no_worse_than_each_other():
    assert scores([("a",)], ["", ""]) == [(False, 0.0), (False, 0.0)]
    assert scores([("a",)], []) == []
