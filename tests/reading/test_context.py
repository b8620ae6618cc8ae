"""The check of words against their source, and the paragraphs around them."""

from quotes.reading.context import check_words, paragraphs_around
from quotes.text.anchors import Span, find_one

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
