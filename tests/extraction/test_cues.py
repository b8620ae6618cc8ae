"""Verbs of speaking and their subjects."""

import pytest

from tests.extraction.readings import cues_of


def links(text: str) -> list[tuple[str, str, str]]:
    """The cue, how it is joined to its subject, and the subject, for each cue in order."""
    cues = cues_of(text)
    reading = cues.reading
    found = []
    for sentence in sorted(cues.links):
        for link in cues.links[sentence]:
            span = reading.span(link.mention.start, link.mention.end)
            found.append((link.verb, link.how, text[span.start : span.end]))
    return found


@pytest.mark.parametrize(
    ("sentence", "link"),
    [
        # the subject right behind the verb
        ("“The bridge is safe,” said Ada Quill.", ("said", "inverted", "Ada Quill")),
        ("“The bridge is safe,” says Mr. Stern.", ("says", "inverted", "Mr. Stern")),
        ("“The bridge is safe,” wrote she.", ("wrote", "inverted", "she")),
        ("“The bridge is safe,” said the captain.", ("said", "inverted", "the captain")),
        ("“The bridge is safe,” said Lt. Gen. Omar Stern of the guard.", ("said", "inverted", "Lt. Gen. Omar Stern")),
        ("Said the captain: “The bridge is safe.”", ("said", "inverted", "the captain")),
        ("It rained. Said the captain: “The bridge is safe.”", ("said", "inverted", "the captain")),
        # right before it
        ("Ada Quill said the bridge was safe.", ("said", "adjacent", "Ada Quill")),
        ("“The bridge is safe,” she said.", ("said", "adjacent", "she")),
        ("“The bridge is safe,” the captain added.", ("added", "adjacent", "the captain")),
        ("Ada Quill has also said so.", ("said", "adjacent", "Ada Quill")),
        ("Ada Quill later told the council.", ("told", "adjacent", "Ada Quill")),
        ("The mayor did not deny it.", ("deny", "adjacent", "The mayor")),
        # with words between commas, brackets or dashes between
        ("Ada Quill, an engineer from the port, said so.", ("said", "parenthesis", "Ada Quill")),
        ("Ada Quill (an engineer from the port) said so.", ("said", "parenthesis", "Ada Quill")),
        # through “who”
        ("Everybody greeted Ada Quill, who said no.", ("said", "relative", "Ada Quill")),
        ("They listened to Omar Stern, who warned of the fog.", ("warned", "relative", "Omar Stern")),
        # as the subject of a verb before
        ("Ada Quill inspected the bridge and said no.", ("said", "conjoined", "Ada Quill")),
        # with “-ing”
        ("Ada Quill left the hall, saying no.", ("saying", "participle", "Ada Quill")),
        # with “to”
        ("Ada Quill to say no.", ("say", "infinitive", "Ada Quill")),
        # “according to”
        ("The bridge is safe, according to Ada Quill.", ("according to", "according", "Ada Quill")),
        ("According to the report, the bridge is safe.", ("according to", "according", "the report")),
        # a noun of speaking
        ("The council met after Stern's claim about the bridge.", ("claim", "noun", "Stern")),
        ("The council met after her speech about the bridge.", ("speech", "noun", "her")),
        # two words
        ("“The bridge is safe,” Ada Quill went on.", ("went", "adjacent", "Ada Quill")),
        ("As Ada Quill put it, the bridge is safe.", ("put", "adjacent", "Ada Quill")),
    ],
)
def test_a_cue_is_joined_to_its_subject(sentence, link):
    assert link in links(sentence)


def test_the_cue_and_its_subject_have_their_places():
    text = "“The bridge is safe,” said Ada Quill."
    cues = cues_of(text)
    ((link,),) = cues.links.values()
    assert text[slice(*cues.reading.span(link.start, link.end))] == "said"


@pytest.mark.parametrize(
    "sentence",
    [
        "The report lay on the table.",
        "His claims were on the table.",
        "The ferry sailed at noon.",
        "The call of the gulls woke the town.",
    ],
)
def test_a_noun_that_looks_like_a_verb_has_no_subject(sentence):
    assert links(sentence) == []


def test_the_verb_inside_quotation_marks_is_no_cue():
    assert links("“Ada Quill said so, and he says so,” said Omar Stern.") == [("said", "inverted", "Omar Stern")]


def test_two_cues_of_a_sentence_have_each_their_subject():
    assert links("Ada Quill said no, but Omar Stern said yes.") == [
        ("said", "adjacent", "Ada Quill"),
        ("said", "adjacent", "Omar Stern"),
    ]


def test_a_cue_takes_no_subject_from_another_sentence():
    assert ("said", "adjacent", "Ada Quill") not in links("Nobody heard Ada Quill. Said so twice.")


def test_the_person_speaks_and_not_the_body_behind_of():
    assert ("said", "adjacent", "Ada Quill") in links("Ada Quill of the Harbour Board said no.")


def test_the_fuller_name_of_an_apposition_speaks():
    ((_, _, who),) = links("The port's oldest diver, Agnes Foley, said no.")
    assert "Agnes Foley" in who
