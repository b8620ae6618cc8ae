"""Whom “he” and “she” mean."""

import pytest

from quotes.extraction import Candidate, extract


def candidate(text: str) -> Candidate:
    """The last direct quotation in the text."""
    return [one for one in extract(text).candidates if one.kind == "direct"][-1]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Maria Lopez inspected the bridge. “It is safe,” she said.", "Maria Lopez"),
        ("Peter Hale inspected the bridge. “It is safe,” he said.", "Peter Hale"),
        ("Ms. Varga inspected the bridge.\n\n“It is safe,” she said.", "Varga"),
        ("Maria Lopez met Peter Hale on the bridge. “It is safe,” he said.", "Peter Hale"),
        ("Maria Lopez met Peter Hale on the bridge. “It is safe,” she said.", "Maria Lopez"),
        ("Peter Hale met Maria Lopez on the bridge. “It is safe,” he said.", "Peter Hale"),
        ("“It is old,” said Maria Lopez. The ferry sailed. “It is safe,” she said.", "Maria Lopez"),
        ("“It is old,” said Maria Lopez.\n\n“It is safe,” she added.", "Maria Lopez"),
        ("As he left the bridge, Peter Hale was calm. “It is safe,” he said.", "Peter Hale"),
    ],
)
def test_a_pronoun_means_somebody_of_its_gender_named_before(text, speaker):
    found = candidate(text)
    assert found.mention in ("he", "she")
    assert (found.speaker, found.speaker_kind) == (speaker, "person")


def test_who_spoke_last_is_meant_rather_than_who_was_mentioned():
    text = (
        "“The bridge is old,” said Peter Hale, an engineer at the port. It was built by Robert Grey in 1889. "
        "“It is safe all the same,” he added."
    )
    assert candidate(text).speaker == "Peter Hale"


def test_a_pronoun_never_means_a_body_or_a_place():
    found = candidate("The Harbour Board met in Moscow with Maria Lopez. “The bridge is safe,” she said.")
    assert found.speaker == "Maria Lopez"


def test_a_pronoun_without_anybody_of_its_gender_means_nobody():
    found = candidate("Maria Lopez inspected the bridge. “It is safe,” he said.")
    assert (found.mention, found.speaker, found.speaker_kind) == ("he", None, "person")


def test_they_are_a_group_that_nobody_names():
    found = candidate("Two engineers inspected the bridge. “It is safe,” they said.")
    assert (found.mention, found.speaker, found.speaker_kind) == ("they", None, "group")


def test_the_reason_says_whom_a_pronoun_means():
    assert "“she” is most likely Maria Lopez." in candidate("Maria Lopez left. “It is safe,” she said.").because


def test_a_pronoun_has_the_role_that_the_text_gave_its_person():
    text = "“The bridge is old,” said Maria Lopez, an engineer at the port. “It is safe,” she added."
    assert {one.attribution for one in extract(text).candidates} == {"an engineer at the port"}
