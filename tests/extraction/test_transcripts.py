"""Turns of a transcript that stands without quotation marks."""

import pytest

from quotes.extraction import Candidate, extract
from quotes.extraction.blocks import split_paragraphs
from quotes.extraction.transcripts import find_turns

INTRODUCTION = (
    "Ada Quill, an engineer, and the mayor, Omar Stern, met in the town hall to speak about the harbour bridge."
)


def turns(text: str, *people: str) -> list[tuple[str, tuple[str, ...]]]:
    """The label and the passages of each turn, where `people` are known from elsewhere."""
    found = find_turns(text, split_paragraphs(text), lambda label: label in people)
    return [
        (text[turn.label.start : turn.label.end], tuple(text[span.start : span.end] for span in turn.passages))
        for turn in found
    ]


def candidates(text: str) -> list[Candidate]:
    return [one for one in extract(text).candidates if one.because.startswith("Transcript:")]


# Labels


@pytest.mark.parametrize("line_end", ["\n", "\n\n", "\r\n"])
def test_a_name_in_capitals_and_a_colon_open_a_turn(line_end):
    lines = ["QUILL: The bridge is safe.", "STERN: Then why is it closed?", "QUILL: It is only old."]
    assert turns(line_end.join(lines), "QUILL", "STERN") == [
        ("QUILL", ("The bridge is safe.",)),
        ("STERN", ("Then why is it closed?",)),
        ("QUILL", ("It is only old.",)),
    ]


def test_a_whole_name_may_be_the_label_where_it_returns():
    lines = ["Ada Quill: The bridge is safe.", "Omar Stern: Then why is it closed?"]
    text = "\n\n".join([*lines, "Ada Quill: It is only old.", "Omar Stern: So am I, madam."])
    assert [label for label, _ in turns(text, "Ada Quill", "Omar Stern")] == ["Ada Quill", "Omar Stern"] * 2


def test_names_before_colons_that_do_not_return_head_a_list():
    text = "Ada Quill: The bridge is safe.\n\nOmar Stern: Then why is it closed?"
    assert turns(text, "Ada Quill", "Omar Stern") == []


def test_a_remark_in_brackets_may_follow_the_label():
    text = "QUILL (laughing): The bridge is safe.\n\nSTERN: Then why is it closed?"
    assert turns(text, "QUILL", "STERN")[0] == ("QUILL", ("The bridge is safe.",))


def test_a_name_on_a_line_of_its_own_opens_a_turn():
    text = "ADA QUILL\n\nThe bridge is safe.\n\nOMAR STERN\n\nThen why is it closed?"
    assert turns(text, "ADA QUILL", "OMAR STERN") == [
        ("ADA QUILL", ("The bridge is safe.",)),
        ("OMAR STERN", ("Then why is it closed?",)),
    ]


def test_a_paragraph_without_a_label_goes_on_with_the_turn():
    text = "QUILL: The bridge is safe.\n\nIt has stood for ninety years.\n\nSTERN: Then why is it closed?"
    assert turns(text, "QUILL", "STERN")[0] == ("QUILL", ("The bridge is safe.", "It has stood for ninety years."))


def test_a_paragraph_with_quotation_marks_ends_the_turn():
    text = "QUILL: The bridge is safe.\n\n“It is not,” said a voice.\n\nSTERN: Then why is it closed?"
    assert turns(text, "QUILL", "STERN")[0] == ("QUILL", ("The bridge is safe.",))


def test_the_last_turn_ends_with_its_paragraph():
    text = "QUILL: The bridge is safe.\n\nSTERN: Then why is it closed?\n\nThe meeting ended at noon."
    assert turns(text, "QUILL", "STERN")[-1] == ("STERN", ("Then why is it closed?",))


# What is no transcript


def test_one_label_alone_is_no_transcript():
    assert turns("QUILL: The bridge is safe.\n\nQUILL: It is only old.", "QUILL") == []


def test_labels_of_which_too_few_are_known_are_no_transcript():
    text = "TRAVEL: The bridge is to close.\n\nSPORTS: The ferry crew won again.\n\nWEATHER: It is going to rain."
    assert turns(text) == []
    assert turns(text, "TRAVEL") == []


def test_half_of_the_labels_known_are_enough():
    text = "QUILL: The bridge is safe.\n\nMODERATOR: Then why is it closed?"
    assert [label for label, _ in turns(text, "QUILL")] == ["QUILL", "MODERATOR"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The bridge is safe.\n\nThe ferry sails at noon.",
        "“QUILL: The bridge is safe.”\n\n“STERN: Then why is it closed?”",
        "QUILL:\n\nSTERN:",
        "quill: The bridge is safe.\n\nstern: Then why is it closed?",
    ],
)
def test_other_texts_have_no_turns(text):
    assert turns(text, "QUILL", "STERN", "quill", "stern") == []


# Candidates


def test_a_turn_of_one_word_is_a_candidate_of_its_own():
    text = f"{INTRODUCTION}\n\nQUILL: Is the bridge closed?\n\nSTERN: No.\n\nQUILL: Then I am late."
    assert [(one.speaker, text[slice(*one.passages[0])]) for one in candidates(text)] == [
        ("Ada Quill", "Is the bridge closed?"),
        ("Omar Stern", "No."),
        ("Ada Quill", "Then I am late."),
    ]


def test_turns_are_not_proposed_as_indirect_statements_too():
    turns_of_both = (
        "QUILL: I said that the bridge is safe, and I believe that it is.\n\nSTERN: The council says it is old.\n\n"
        "QUILL: It was said of my father that he never rested."
    )
    text = f"{INTRODUCTION}\n\n{turns_of_both}"
    start = text.index("QUILL:")
    assert [one for one in extract(text).candidates if one.kind == "indirect" and one.passages[-1].end > start] == []


@pytest.mark.parametrize("marks", ["“”", '""'])
def test_turns_in_quotation_marks_have_the_speaker_of_their_label_and_not_the_label(marks):
    lines = ["QUILL: The bridge is safe.", "STERN: Then why is it closed?", "QUILL: It is only old."]
    text = "\n\n".join([INTRODUCTION, *(marks[0] + line + marks[1] for line in lines)])
    found = [one for one in extract(text).candidates if one.kind == "direct"]
    assert [(one.speaker, [text[slice(*span)] for span in one.passages]) for one in found] == [
        ("Ada Quill", ["The bridge is safe."]),
        ("Omar Stern", ["Then why is it closed?"]),
        ("Ada Quill", ["It is only old."]),
    ]


def test_a_turn_is_a_direct_quotation_of_the_person_that_the_text_names_in_full():
    text = f"{INTRODUCTION}\n\nQUILL: The bridge is safe.\n\nSTERN: Then why is it closed?"
    first, second = candidates(text)
    assert (first.kind, first.mention, first.speaker, first.speaker_kind) == ("direct", "QUILL", "Ada Quill", "person")
    assert (second.mention, second.speaker) == ("STERN", "Omar Stern")
    assert first.because == "Transcript: the name before the words."


def test_a_turn_has_the_words_without_the_label():
    text = f"{INTRODUCTION}\n\nQUILL: The bridge is safe.\n\nSTERN: Then why is it closed?"
    assert [text[slice(*one.passages[0])] for one in candidates(text)] == [
        "The bridge is safe.",
        "Then why is it closed?",
    ]


def test_somebody_whom_only_the_label_names_has_that_name_but_not_in_capitals():
    text = f"{INTRODUCTION}\n\nQUILL: The bridge is safe.\n\nMODERATOR: Then why is it closed?"
    assert candidates(text)[1].speaker == "Moderator"
