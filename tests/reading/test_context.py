"""The check of words against their source, and the paragraphs around them."""

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.reading.context import AROUND, LEFT_OUT, check_words, paragraphs_around
from quotes.text.anchors import Span, find_one, paragraphs

TEXT = "A heading\n\nOne “two” three “four.”\n\nBetween.\n\n“Five\n\nsix,” he said."


def marked(text, *words):
    spans = [find_one(text, part) for part in words]
    return [
        (paragraph.start, "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in paragraph.pieces))
        for paragraph in paragraphs_around(text, spans)
    ]


def test_only_paragraphs_that_hold_the_words_are_shown():
    assert marked(TEXT, "two", "four.") == [(11, "One “[two]” three “[four.]”")]


def test_words_over_a_paragraph_break_are_marked_in_both():
    assert marked(TEXT, "Five\n\nsix") == [(46, "“[Five]"), (53, "[six],” he said.")]


def test_paragraphs_left_out_between_are_said():
    found = paragraphs_around(TEXT, [find_one(TEXT, "four."), find_one(TEXT, "six")])
    assert [paragraph.after_gap for paragraph in found] == [False, True]
    found = paragraphs_around(TEXT, [find_one(TEXT, "Five"), find_one(TEXT, "six")])
    assert [paragraph.after_gap for paragraph in found] == [False, False]


def test_words_that_stand_there_are_verbatim():
    check = check_words("two four.", TEXT, [find_one(TEXT, "two"), find_one(TEXT, "four.")])
    assert check.verbatim
    assert check.length == 8


def test_other_words_no_passage_and_a_passage_out_of_range_are_not():
    assert not check_words("Two", TEXT, [find_one(TEXT, "two")]).verbatim
    assert not check_words("", TEXT, []).verbatim
    assert not check_words("", TEXT, [Span(1000, 1001)]).verbatim
    assert paragraphs_around(TEXT, [Span(1000, 1001)]) == []


LINE = "word " * 1000 + "quoted here" + " word" * 1000


def shown(text, spans):
    """Return the one paragraph shown, with where it starts."""
    [paragraph] = paragraphs_around(text, spans)
    return paragraph.start, [piece.text for piece in paragraph.pieces]


def test_a_source_of_one_line_is_cut_around_the_words():
    start, pieces = shown(LINE, [find_one(LINE, "quoted here")])
    assert pieces == [" … ", "word " * 120, "quoted here", " word" * 120, " … "]
    assert start == 5000 - AROUND


def test_what_stands_between_words_far_apart_is_cut_in_its_middle():
    text = "one " + "word " * 500 + "two"
    assert shown(text, [Span(0, 3), find_one(text, "two")]) == (
        0,
        ["one", " word" * 60, " … ", "word " * 60, "two"],
    )


def test_a_cut_never_falls_within_a_word():
    text = "a" * 58 + " " + "word " * 119 + "quoted" + " " + "word " * 119 + "b" * 58
    start, pieces = shown(text, [find_one(text, "quoted")])
    assert pieces == [" … ", "word " * 119, "quoted", " " + "word " * 118 + "word", " … "]
    assert start == 59


@pytest.mark.parametrize("letter", ["x", "字"])
def test_letters_without_a_space_are_cut_where_they_must_be(letter):
    text = letter * 3000
    assert shown(text, [Span(1000, 1010)]) == (
        1000 - AROUND,
        [" … ", letter * AROUND, letter * 10, letter * AROUND, " … "],
    )


def test_what_fits_is_shown_whole():
    text = "x" * AROUND + "quoted" + "y" * AROUND
    assert shown(text, [find_one(text, "quoted")]) == (0, ["x" * AROUND, "quoted", "y" * AROUND])


@st.composite
def quoted(draw):
    """Return a text of long paragraphs and some spans of it, in order, which may overlap."""
    words = st.sampled_from(["a", "word", "x" * 40, "字" * 300, "…", "\n\n", "\n"])
    runs = draw(st.lists(st.tuples(words, st.sampled_from([1, 3, 400])), min_size=1, max_size=6))
    text = " ".join(" ".join([word] * times) for word, times in runs)
    places = st.integers(0, len(text))
    ends = draw(st.lists(st.tuples(places, places), min_size=1, max_size=4))
    return text, sorted({Span(min(pair), max(pair)) for pair in ends if min(pair) < max(pair)})


@given(quoted())
def test_words_are_never_cut_and_what_stands_around_them_is(given_text):
    text, spans = given_text
    found = paragraphs_around(text, spans)
    for paragraph in found:
        unmarked = sum(len(piece.text) for piece in paragraph.pieces if not (piece.marked or piece is LEFT_OUT))
        assert unmarked <= AROUND * (1 + sum(piece.marked for piece in paragraph.pieces))
    marked = "".join(piece.text for paragraph in found for piece in paragraph.pieces if piece.marked)
    words = "".join(text[at] for at in sorted({at for start, end in spans for at in range(start, end)}))
    assert "".join(marked.split()) == "".join(words.split())


@given(quoted())
def test_what_is_shown_stands_in_the_source_and_gaps_are_said(given_text):
    text, spans = given_text
    whole = {paragraph.start: paragraph.end for paragraph in paragraphs(text)}
    for paragraph in paragraphs_around(text, spans):
        runs = [
            "".join(piece.text for piece in pieces)
            for is_gap, pieces in groupby(paragraph.pieces, key=lambda piece: piece is LEFT_OUT)
            if not is_gap
        ]
        assert text.startswith(runs[0], paragraph.start)
        at = paragraph.start
        for run in runs:
            at = text.index(run, at) + len(run)
        assert (paragraph.start in whole) is (paragraph.pieces[0] is not LEFT_OUT)
        if LEFT_OUT not in paragraph.pieces:
            assert at == whole[paragraph.start]
