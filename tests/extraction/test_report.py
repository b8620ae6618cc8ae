"""The report for an editor, the prediction for the score, and the whole extraction as JSON."""

import json

import pytest

from quotes.extraction.records import (
    Block,
    BlockKind,
    Candidate,
    Cue,
    Extraction,
    Kind,
    Medium,
    SetAside,
    SetAsideKind,
    SpeakerKind,
)
from quotes.extraction.report import as_dict, prediction, report
from quotes.text.anchors import Span, find_one

TEXT = (
    "Ferry to stop\n\n"
    "May 6, 2024\n\n"
    "“We were not asked,” he said on Sunday in a statement. “Nobody called.”\n\n"
    "Tom Byrne, who runs the ferry, calls it his “office.” Experts say the bridge is old."
)


def span(words: str) -> Span:
    return find_one(TEXT, words)


def make_candidate(**fields) -> Candidate:
    """A candidate with the facts of the first quotation; every field can be given."""
    facts = {
        "kind": Kind.DIRECT,
        "passages": (span("We were not asked"), span("Nobody called.")),
        "mention": "he",
        "mention_span": Span(span("he said").start, span("he said").start + 2),
        "speaker": "Tom Byrne",
        "speaker_kind": SpeakerKind.PERSON,
        "attribution": "who runs the ferry",
        "cue": Cue("said", span("said")),
        "medium": Medium.STATEMENT,
        "said": "2024-05-05",
        "confidence": 0.934,
        "because": "Cue after the words: “said” with “he” as its subject.",
    }
    return Candidate(**facts | fields)


def make_extraction(*candidates: Candidate, blocks=(), set_aside=()) -> Extraction:
    return Extraction(tuple(blocks), candidates, tuple(set_aside))


NOBODY = {
    "mention": "",
    "mention_span": None,
    "speaker": None,
    "speaker_kind": None,
    "attribution": "",
    "cue": None,
    "medium": None,
    "said": None,
}
INDIRECT = make_candidate(
    **NOBODY
    | {
        "kind": Kind.INDIRECT,
        "passages": (span("the bridge is old"),),
        "mention": "Experts",
        "mention_span": span("Experts"),
        "speaker_kind": SpeakerKind.GROUP,
        "cue": Cue("say", span("say")),
    }
)
OFFICE = SetAside(SetAsideKind.IRONY, span("office"), "One word that nobody is said to say.")
BLOCKS = [
    Block(BlockKind.HEADLINE, span("Ferry to stop")),
    Block(BlockKind.DATELINE, span("May 6, 2024")),
    Block(BlockKind.PARAGRAPH, span(TEXT.split("\n\n")[2])),
    Block(BlockKind.PARAGRAPH, span(TEXT.split("\n\n")[3])),
]


# The report


def test_the_report_shows_everything_that_was_found():
    assert report(TEXT, make_extraction(make_candidate(), INDIRECT, blocks=BLOCKS, set_aside=[OFFICE])) == (
        "2 quotations: 1 direct, 0 partial, 1 indirect; 1 set aside.\n"
        "\n"
        "1.  Direct\n"
        "    “We were not asked” … “Nobody called.”\n"
        "    Speaker      Tom Byrne [he] (person)\n"
        "    Attribution  who runs the ferry\n"
        "    Cue          said\n"
        "    Medium       statement\n"
        "    Date         May 5, 2024 (2024-05-05)\n"
        "    Confidence   93%\n"
        "    Because      Cue after the words: “said” with “he” as its subject.\n"
        "\n"
        "2.  Indirect\n"
        "    the bridge is old\n"
        "    Speaker      Experts (unnamed group)\n"
        "    Cue          say\n"
        "    Confidence   93%\n"
        "    Because      Cue after the words: “said” with “he” as its subject.\n"
        "\n"
        "Set aside\n"
        "\n"
        "    “office”\n"
        "    Irony        One word that nobody is said to say.\n"
        "\n"
        "Not paragraphs\n"
        "\n"
        "    Headline     Ferry to stop\n"
        "    Dateline     May 6, 2024"
    )


def test_a_report_on_nothing_is_one_line():
    assert report("", make_extraction()) == "No quotations; 0 set aside."


def test_one_quotation_is_not_quotations():
    assert report(TEXT, make_extraction(INDIRECT)).startswith("1 quotation: 0 direct, 0 partial, 1 indirect;")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, "Tom Byrne [he] (person)"),
        ({"mention": "Tom Byrne"}, "Tom Byrne (person)"),
        ({"mention": ""}, "Tom Byrne (person)"),
        ({"speaker_kind": None}, "Tom Byrne [he]"),
        ({"speaker": None}, "he (unnamed person)"),
        ({"speaker": None, "speaker_kind": None}, "he (unnamed)"),
        (NOBODY, "nobody is named"),
    ],
)
def test_the_speaker_is_the_fullest_name_with_the_mention_in_brackets(fields, shown):
    assert f"    Speaker      {shown}\n" in report(TEXT, make_extraction(make_candidate(**fields)))


@pytest.mark.parametrize(
    ("confidence", "shown"), [(0, "0%"), (0.004, "0%"), (0.29, "29%"), (0.987, "99%"), (0.9996, "99%"), (1, "100%")]
)
def test_only_what_is_certain_is_shown_as_100_percent(confidence, shown):
    assert f"    Confidence   {shown}\n" in report(TEXT, make_extraction(make_candidate(confidence=confidence)))


def test_lines_are_wrapped_to_the_width_and_aligned():
    because = "A long reason that goes on. " * 6
    lines = report(TEXT, make_extraction(make_candidate(because=because)), width=50).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("    Because"))
    assert max(map(len, lines)) <= 50
    assert len(lines) > at + 2
    assert all(line.startswith(" " * 17) and line[17] != " " for line in lines[at + 1 :])


def test_the_paragraphs_of_a_quotation_stand_apart_and_its_lines_are_joined():
    text = "“We came\nearly.\n\n“We left.”"
    passages = (Span(1, text.index("\n\n")), find_one(text, "We left."))
    found = make_extraction(make_candidate(**NOBODY | {"passages": passages}))
    assert "1.  Direct\n    “We came early.\n\n    “We left.”\n    Speaker" in report(text, found)


def test_a_no_break_space_is_kept_since_it_belongs_to_the_words():
    text = "“S\u00a0300 missiles”"
    found = make_extraction(make_candidate(passages=(Span(1, len(text) - 1),)))
    assert text in report(text, found)


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\x9b", "\u202e", "\ud800", "\x00", "\u2028"])
def test_a_character_that_a_terminal_would_obey_is_named_instead(character):
    text = f"“It {character}[2J works”"
    shown = report(text, make_extraction(make_candidate(passages=(Span(1, len(text) - 1),))))
    assert character not in shown
    assert f"“It [U+{ord(character):04X}][2J works”" in shown


def test_a_word_longer_than_a_line_is_kept_whole():
    text = "“" + "x" * 200 + "”"
    assert text in report(text, make_extraction(make_candidate(passages=(Span(1, 201),))))


# The prediction


def test_a_prediction_has_the_words_from_the_first_passage_to_the_last():
    predicted = prediction("ferry", TEXT, make_extraction(make_candidate()))
    start, end = TEXT.index("We were"), TEXT.index("called.") + len("called.")
    assert (predicted["id"], predicted["text"]) == ("ferry", TEXT)
    assert predicted["quotes"] == [
        {
            "start": start,
            "end": end,
            "text": TEXT[start:end],
            "kind": "direct",
            "speaker": "he, who runs the ferry",
            "speaker_full": "Tom Byrne",
            "confidence": 0.934,
            "parts": [[start, start + len("We were not asked")], [end - len("Nobody called."), end]],
        }
    ]


def test_a_prediction_of_one_passage_has_no_parts():
    (predicted,) = prediction(7, TEXT, make_extraction(INDIRECT))["quotes"]
    assert "parts" not in predicted
    assert (predicted["text"], predicted["kind"]) == ("the bridge is old", "indirect")
    assert (predicted["speaker"], predicted["speaker_full"]) == ("Experts", None)


@pytest.mark.parametrize(
    ("mention", "attribution", "speaker"),
    [
        ("Tom Byrne", "who runs the ferry", "Tom Byrne, who runs the ferry"),
        ("a spokesman for the ministry", "spokesman for the ministry", "a spokesman for the ministry"),
        ("Tom Byrne", "", "Tom Byrne"),
        ("", "", None),
        ("", "the mayor", None),
    ],
)
def test_the_speaker_of_a_prediction_is_written_as_annotators_write_it(mention, attribution, speaker):
    candidate = make_candidate(mention=mention, attribution=attribution)
    assert prediction("x", TEXT, make_extraction(candidate))["quotes"][0]["speaker"] == speaker


# The whole


def test_the_whole_extraction_as_json_has_every_place_with_its_words():
    found = make_extraction(make_candidate(), blocks=BLOCKS[:1], set_aside=[OFFICE])
    whole = json.loads(json.dumps(as_dict(TEXT, found)))
    assert whole["blocks"] == [{"kind": "headline", "span": [0, 13], "words": "Ferry to stop"}]
    assert whole["set_aside"] == [
        {"kind": "irony", "span": list(OFFICE.span), "words": "office", "because": OFFICE.because}
    ]
    (candidate,) = whole["candidates"]
    assert [passage["words"] for passage in candidate["passages"]] == ["We were not asked", "Nobody called."]
    assert candidate["mention"]["words"] == "he"
    assert candidate["cue"] == {"span": list(span("said")), "words": "said"}
    assert {key: candidate[key] for key in ("kind", "speaker", "speaker_kind", "attribution", "medium", "said")} == {
        "kind": "direct",
        "speaker": "Tom Byrne",
        "speaker_kind": "person",
        "attribution": "who runs the ferry",
        "medium": "statement",
        "said": "2024-05-05",
    }
    assert (candidate["confidence"], candidate["because"]) == (0.934, make_candidate().because)


def test_what_is_not_known_is_null_in_the_json():
    (candidate,) = as_dict(TEXT, make_extraction(make_candidate(**NOBODY)))["candidates"]
    unknown = ("mention", "speaker", "speaker_kind", "cue", "medium", "said")
    assert {key: candidate[key] for key in unknown} == dict.fromkeys(unknown)
    assert candidate["attribution"] == ""


def test_every_field_of_a_candidate_is_in_the_json():
    (candidate,) = as_dict(TEXT, make_extraction(make_candidate()))["candidates"]
    assert candidate.keys() == set(Candidate.__slots__) - {"mention_span"}
