"""Which quotations are one utterance, and which are two."""

import pytest

from quotes.extraction import extract


def utterances(text: str) -> list[tuple[str | None, list[str]]]:
    """The speaker and the passages of each candidate in quotation marks."""
    return [
        (one.speaker, [text[slice(*span)] for span in one.passages])
        for one in extract(text).candidates
        if one.kind != "indirect"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "“Nobody came.” “Everybody went.”",
        "“Nobody came.” It rained until the evening. “Everybody went.”",
        "Two voices could be heard through the wall. “Nobody came.” It was quiet for a while. “Everybody went.”",
    ],
)
def test_quotations_of_nobody_are_not_one_utterance(text):
    assert all(len(passages) == 1 for _, passages in utterances(text))


def test_fragments_in_neighbouring_sentences_are_two_candidates():
    text = "Ana Ruiz called the plan “an insult”. Ruiz said the crane was “reckless”."
    assert utterances(text) == [("Ana Ruiz", ["an insult"]), ("Ana Ruiz", ["reckless"])]


@pytest.mark.parametrize(
    "text",
    [
        '"Yes," Bello said. "No," Reed shot back.',
        "“Yes,” said Bello. “No,” said Reed.",
    ],
)
def test_each_of_two_speakers_in_a_paragraph_has_their_own_words(text):
    assert utterances(f"Ana Bello and Jack Reed own the horse.\n\n{text}") == [
        ("Ana Bello", ["Yes"]),
        ("Jack Reed", ["No"]),
    ]


def test_words_before_and_after_the_cue_of_one_speaker_are_one_utterance():
    text = "“The bridge is safe,” said Ana Ruiz. “But it is old.”"
    assert utterances(text) == [("Ana Ruiz", ["The bridge is safe", "But it is old."])]
