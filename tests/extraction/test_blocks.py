"""Paragraphs, and what each block of an article is."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.extraction.blocks import find_blocks, split_paragraphs

BODY = (
    "The harbour bridge will close on Monday for two years, the city council decided after a long and loud meeting.",
    "Shopkeepers on the west bank fear for their trade, and the ferry company has asked for a second boat.",
    "The council had put the work off three times, most lately in the spring, when the money went to the schools.",
    "Nobody has said yet how the school buses will cross the river, or who will pay for the longer way round.",
)


def paragraphs(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_paragraphs(text)]


def article(*lines: str) -> str:
    return "\n\n".join(lines)


def kinds(*lines: str) -> list[str]:
    """The kind of each of the lines, each a block of its own."""
    text = article(*lines)
    blocks = find_blocks(text, split_paragraphs(text))
    assert [text[block.span.start : block.span.end] for block in blocks] == list(lines)
    return [str(block.kind) for block in blocks]


def kind_in_head(line: str) -> str:
    """The kind of a line between the headline and the body."""
    return kinds("Harbour bridge to close", line, *BODY)[1]


def kind_in_body(line: str) -> str:
    """The kind of a line in the middle of the body."""
    return kinds("Harbour bridge to close", *BODY[:2], line, *BODY[2:])[3]


# Paragraphs


@pytest.mark.parametrize("blank", ["\n\n", "\n\n\n", "\n \n", "\n\t\n", "\r\n\r\n", "\n\u00a0\n"])
def test_blank_lines_end_paragraphs(blank):
    assert paragraphs(f"It rained.{blank}The ferry sailed.") == ["It rained.", "The ferry sailed."]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_line_end_ends_a_paragraph_where_lines_were_not_broken_for_want_of_room(line_end):
    lines = ["It rained.", "The ferry sailed at noon, and nobody was on board but the cook.", "It came back."]
    assert paragraphs(line_end.join(lines)) == lines


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_lines_broken_for_want_of_room_are_one_paragraph(line_end):
    lines = [
        "The harbour bridge will close on Monday for two years, the city",
        "council decided after a long and loud meeting, and the shopkeepers",
        "on the west bank fear for their trade.",
    ]
    text = line_end.join(lines)
    assert paragraphs(text) == [text]


def test_wrapped_paragraphs_with_blank_lines_between_stay_apart():
    first = "The harbour bridge will close on Monday for two years, the city\ncouncil decided after a long meeting."
    second = "Shopkeepers on the west bank fear for their trade, and the ferry\ncompany has asked for a second boat."
    assert paragraphs(f"{first}\n\n{second}") == [first, second]


def test_a_paragraph_is_without_the_space_around_it():
    assert paragraphs("  It rained. \n\n\tThe ferry sailed.\u00a0\n") == ["It rained.", "The ferry sailed."]


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\r\n", " \t\u00a0\n \n"])
def test_nothing_but_space_is_no_paragraph(text):
    assert split_paragraphs(text) == []
    assert find_blocks(text, []) == []


@given(st.text(alphabet="ab. \n\r\t\u00a0", max_size=60))
def test_paragraphs_hold_every_character_but_space_in_order(text):
    spans = split_paragraphs(text)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert "".join("".join(text[span.start : span.end].split()) for span in spans) == "".join(text.split())
    assert all(text[span.start : span.end] == text[span.start : span.end].strip() != "" for span in spans)


@given(
    st.lists(
        st.sampled_from([*BODY, "Harbour bridge to close", "By Ada Quill", "April 17, 2018", "Photo: A. Quill/AP"])
    )
)
def test_every_paragraph_is_one_block(lines):
    text = article(*lines)
    spans = split_paragraphs(text)
    assert [block.span for block in find_blocks(text, spans)] == spans


# The head


@pytest.mark.parametrize(("line", "kind"), [("April 17, 2018", "dateline"), ("By Ada Quill", "byline")])
def test_what_stands_between_the_headline_and_a_dateline_or_byline_is_a_standfirst(line, kind):
    found = kinds("Harbour bridge to close", "Ferries are to run every ten minutes until it is done.", line, *BODY)
    assert found == ["headline", "standfirst", kind, *["paragraph"] * 4]


def test_without_a_dateline_or_byline_the_body_begins_below_the_headline():
    assert kinds("Harbour bridge to close", *BODY) == ["headline", *["paragraph"] * 4]


def test_an_article_may_begin_with_its_first_paragraph():
    assert kinds(*BODY) == ["paragraph"] * 4


def test_a_single_sentence_is_a_paragraph():
    assert kinds("“The bridge is safe,” said Ada Quill, an engineer at the port.") == ["paragraph"]


@pytest.mark.parametrize(
    "line",
    [
        "April 17, 2018",
        "17 April 2018",
        "Apr. 17, 2018",
        "Tuesday, April 17, 2018",
        "2018-04-17",
        "Published: April 17, 2018",
        "Updated April 17, 2018 at 10:30 a.m.",
        "April 17th, 2018",
        "Tue 17 Apr 2018 10.30 BST",
        "2018-04-17T10:30:00Z",
        "Published: 17 April 2018, 10:30 GMT",
        "Published 17 April 2018 | Updated 14:05",
        "17 April 2018 — updated 18 April 2018",
        "17 April 2018 (Last updated: 18 April 2018, 2:05pm)",
        "PUBLISHED: 10:30 GMT, 17 April 2018 | UPDATED: 14:05 GMT, 18 April 2018",
        "First published on Tue 17 Apr 2018 10.30 BST",
        "Last modified on Tuesday, April 17, 2018 at 10:30 a.m. EDT",
        "Posted Tue 17 Apr 2018 at 10:30am, updated Tue 17 Apr 2018 at 2:05pm",
    ],
)
def test_a_date_on_a_line_of_its_own_is_a_dateline(line):
    assert kind_in_head(line) == "dateline"


@pytest.mark.parametrize("line", ["By Ada Quill", "BY ADA QUILL", "By Ada Quill and Bo Stern, Harbour Times"])
def test_a_line_that_names_the_writers_is_a_byline(line):
    assert kind_in_head(line) == "byline"


def test_a_sentence_that_begins_with_by_is_no_byline():
    line = "By Monday the ferry had carried more people than in the whole of May, and the captain was tired."
    assert kind_in_body(line) == "paragraph"


@pytest.mark.parametrize(
    "line", ["Video games are popular in the town.", "By Monday the river had risen above the quay."]
)
def test_a_short_sentence_that_begins_like_a_credit_or_a_byline_is_a_paragraph(line):
    assert kind_in_body(line) == "paragraph"


@pytest.mark.parametrize(
    "line", ["10:30", "Updated 14:05 GMT", "17 April 2018 | Ferries", "Published 17 April 2018 by us"]
)
def test_a_time_without_a_day_or_a_day_with_other_words_is_no_dateline(line):
    assert kind_in_head(line) != "dateline"


def test_a_long_row_of_times_is_read_at_once():
    line = "10:30 at " * 40 + "the quay"
    assert kind_in_head(line) != "dateline"


def test_a_sentence_that_begins_with_a_date_is_no_dateline():
    assert (
        kind_in_body("April 17, 2018, was the day on which the first stone fell into the river, and nobody saw it.")
        == "paragraph"
    )


# Pictures


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Ada Quill",
        "Ada Quill/AP",
        "Ada Quill/Harbour Times/Reuters",
        "© Harbour Times",
        "Ada Quill | AP",
        "Reuters",
    ],
)
def test_a_line_that_names_the_photographer_is_a_credit(line):
    assert kind_in_body(line) == "credit"


def test_the_line_above_a_credit_is_a_caption():
    line = "Workers look at the cracked pillar of the harbour bridge in March."
    found = kinds("Harbour bridge to close", *BODY[:2], line, "Ada Quill/AP", *BODY[2:])
    assert found[3:5] == ["caption", "credit"]


def test_a_caption_and_its_credit_may_stand_on_neighbouring_lines():
    text = article(
        "Harbour bridge to close", *BODY[:2], "Workers look at the cracked pillar in March.\nAda Quill/AP", *BODY[2:]
    )
    found = [str(block.kind) for block in find_blocks(text, split_paragraphs(text))]
    assert found[3:5] == ["caption", "credit"]


def test_a_line_that_points_into_the_picture_is_a_caption():
    assert (
        kind_in_body("Mayor Omar Stern (l.) shakes hands with the captain of the ferry on the west bank.") == "caption"
    )


# The body


@pytest.mark.parametrize("line", ["A second boat", "What the shops fear", "The (un)safe bridge", "Two years of noise"])
def test_a_short_line_between_paragraphs_is_a_heading(line):
    assert kind_in_body(line) == "heading"


@pytest.mark.parametrize(
    "line",
    [
        "Read more: How the ferry came back",
        "Related: How the ferry came back",
        "See also: Ten bridges that fell",
        "Bridge vs. ferry: What the numbers say about crossing the river",
        "What happens if the mayor loses another vote on bridges?",
    ],
)
def test_a_line_that_leads_to_another_story_is_a_link(line):
    assert kind_in_body(line) == "link"


@pytest.mark.parametrize(
    "line",
    [
        "“No,” said Ada Quill.",
        "It rained.",
        "Nobody came!",
        "He asked her who would pay for it, and when, and how?",
        '"We swim," Bo Stern said.',
        "The captain gave three reasons:",
    ],
)
def test_a_short_sentence_is_a_paragraph(line):
    assert kind_in_body(line) == "paragraph"


def test_a_long_line_without_a_full_stop_is_a_paragraph():
    assert kind_in_body(" ".join(["and the ferry sailed"] * 12)) == "paragraph"
