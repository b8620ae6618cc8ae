"""What readers see of a quotation's words."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quotes.text.anchors import Span, find_one
from quotes.text.display import display_text


def spans_of(text: str, *words: str) -> list[Span]:
    return [find_one(text, part) for part in words]


def test_one_passage_stands_in_marks():
    text = "“We were not asked,” said Tom Byrne."
    assert display_text(text, spans_of(text, "We were not asked"), in_marks=True) == "“We were not asked”"


def test_an_indirect_statement_stands_bare():
    text = "The council said that the work would take two years."
    shown = display_text(text, spans_of(text, "the work would take two years"), in_marks=False)
    assert shown == "the work would take two years"


def test_no_passage_shows_nothing():
    assert display_text("words", [], in_marks=True) == ""
    assert display_text("words", [], in_marks=False) == ""


def test_the_reporters_words_between_passages_become_an_ellipsis_outside_the_marks():
    text = "“The strikes were illegal and wrong,” he said. “They came just before the inspectors.”"
    spans = spans_of(text, "The strikes were illegal and wrong", "They came just before the inspectors.")
    assert display_text(text, spans, in_marks=True) == (
        "“The strikes were illegal and wrong” … “They came just before the inspectors.”"
    )


def test_words_carried_over_a_paragraph_open_each_and_close_the_last():
    text = "“It is old.\n\n“It will not stay safe.”"
    spans = spans_of(text, "It is old.", "It will not stay safe.")
    assert display_text(text, spans, in_marks=True) == "“It is old.\n\n“It will not stay safe.”"


def test_words_carried_over_a_line_end_in_a_text_without_blank_lines():
    text = "“It is old.\n“It will not stay safe.”"
    spans = spans_of(text, "It is old.", "It will not stay safe.")
    assert display_text(text, spans, in_marks=True) == "“It is old.\n\n“It will not stay safe.”"


def test_a_line_end_within_a_paragraph_is_a_space():
    text = "Title\n\n“It is old.”\n“It will not stay safe.”"
    spans = spans_of(text, "It is old.", "It will not stay safe.")
    assert display_text(text, spans, in_marks=True) == "“It is old. It will not stay safe.”"


def test_split_then_carried_over():
    text = "“We knew,” he says. “It was theater.\n\n“Nobody was hurt.”"
    spans = spans_of(text, "We knew", "It was theater.", "Nobody was hurt.")
    assert display_text(text, spans, in_marks=True) == "“We knew” … “It was theater.\n\n“Nobody was hurt.”"


def test_words_left_out_of_an_indirect_statement_become_an_ellipsis():
    text = "Turkey issued a statement of support, the analyst recalls, while Iran appears disappointed."
    spans = spans_of(text, "Turkey issued a statement of support", "while Iran appears disappointed")
    assert display_text(text, spans, in_marks=False) == (
        "Turkey issued a statement of support … while Iran appears disappointed"
    )


def test_an_ellipsis_in_the_source_is_not_mistaken_for_punctuation():
    text = "“We knew” … “and waited”"
    assert display_text(text, spans_of(text, "We knew", "and waited"), in_marks=True) == "“We knew” … “and waited”"


@pytest.mark.parametrize("in_marks", [True, False])
@given(data=st.data(), text=st.text(alphabet="ab ,.“”\n-", min_size=4, max_size=60))
def test_every_word_is_shown_once_and_in_order(in_marks, data, text):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
    spans = [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    assume(spans)
    shown = display_text(text, spans, in_marks=in_marks)
    words = "".join(text[span.start : span.end] for span in spans)
    assert re.sub(r"[\s“”…]", "", shown) == re.sub(r"[\s“”…]", "", words)
    if in_marks:
        assert shown.startswith("“")
        assert shown.endswith("”")
