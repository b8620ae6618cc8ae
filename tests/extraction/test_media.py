"""How the words were made public."""

import pytest

from quotes.extraction import extract
from quotes.extraction.media import medium_of
from quotes.extraction.records import Medium


@pytest.mark.parametrize(
    ("words", "medium"),
    [
        ("she tweeted on Friday", Medium.POST),
        ("He wrote on Twitter", Medium.POST),
        ("the mayor said in a Facebook post", Medium.POST),
        ("he said in a retweet of the ferry's account", Medium.POST),
        ("the minister wrote on Telegram", Medium.POST),
        ("she said at a news conference in the town hall", Medium.PRESS_CONFERENCE),
        ("the coach told a press briefing", Medium.PRESS_CONFERENCE),
        ("he said in an interview with the Harbour Times", Medium.INTERVIEW),
        ("she said by telephone", Medium.INTERVIEW),
        ("the senator said in a speech to farmers", Medium.SPEECH),
        ("he told a rally in the square", Medium.SPEECH),
        ("she said in a lecture", Medium.SPEECH),
        ("the company said in a statement", Medium.STATEMENT),
        ("the port said in a news release", Medium.STATEMENT),
        ("the two ministers said in a communiqué", Medium.STATEMENT),
        ("he wrote in a letter to the council", Medium.DOCUMENT),
        ("she wrote in her memoir", Medium.DOCUMENT),
        ("the judge said in his 40-page ruling", Medium.DOCUMENT),
        ("the captain said", None),
        ("she said, and the ferry left", None),
        ("he stated", None),
        ("he said outside the post office", None),
        ("said a guard at the border post", None),
        ("the engineer, who had organised the rally, said", None),
        ("the boat had been interviewing nobody", None),
    ],
)
def test_the_words_beside_a_quotation_tell_its_medium(words, medium):
    assert medium_of(words) is medium


def test_capitals_do_not_matter():
    assert medium_of("In A STATEMENT, the port said") is Medium.STATEMENT


def test_a_conference_in_which_a_statement_is_read_is_a_press_conference():
    assert medium_of("he read a statement at a news conference") is Medium.PRESS_CONFERENCE


@pytest.mark.parametrize(
    ("sentence", "medium"),
    [
        ("“The bridge is safe,” Ada Quill said in a statement.", Medium.STATEMENT),
        ("“The bridge is safe,” Ada Quill wrote on Twitter.", Medium.POST),
        ("“The bridge is safe,” Ada Quill said in an interview on Monday.", Medium.INTERVIEW),
        ("In a speech to the guild, Ada Quill said: “The bridge is safe.”", Medium.SPEECH),
        ("“The bridge is safe,” Ada Quill told a news conference.", Medium.PRESS_CONFERENCE),
        ("“The bridge is safe,” the report said.", Medium.DOCUMENT),
        ("“The bridge is safe,” the statement said.", Medium.STATEMENT),
        ("“The bridge is safe,” said Ada Quill, an engineer.", None),
        ("“The bridge is safe,” said a guard at the border post.", None),
        ("“The bridge is safe,” Ada Quill, who had organised the rally, said.", None),
        ("“The bridge is safe,” Ada Quill told a rally.", Medium.SPEECH),
    ],
)
def test_a_candidate_has_the_medium_that_its_sentence_names(sentence, medium):
    (candidate,) = extract(sentence).candidates
    assert candidate.medium is medium


def test_a_medium_in_the_words_themselves_does_not_count():
    (candidate,) = extract("“I will tweet a statement after the interview,” said Ada Quill.").candidates
    assert candidate.medium is None


def test_a_medium_in_another_sentence_does_not_count():
    text = "The port issued a news release on Monday. “The bridge is safe,” said Ada Quill, an engineer."
    assert [one.medium for one in extract(text).candidates if one.kind == "direct"] == [None]
