"""What holds for any text whatever: spans in range and in order, known kinds, the same result twice."""

import os
import subprocess
import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quotes.extraction import Candidate, Extraction, extract
from quotes.extraction.records import BlockKind, Kind, Medium, SetAsideKind, SpeakerKind
from quotes.text.anchors import Span
from quotes.text.dates import parse_date

# Texts

MARKS = [*"“”\"„‟«»‘’'‚‹›＂`", "''", "``", "’’", "‘‘", ",,"]
NAMES = [
    "Ana Ruiz",
    "Mr. Ruiz",
    "Lt. Gen. Omar al-Sayed",
    "Jan van der Berg",
    "W. Grey Jr.",
    "Ruiz",
    "the Board of Trade",
]
ROLES = [
    "the minister",
    "a spokeswoman for the port",
    "experts",
    "Mayor",
    ", an engineer,",
    "the company",
    "the report",
]
PRONOUNS = ["he", "She", "they", "who", "It", "his statement"]
CUES = ["said", "says", "according to", "told reporters", "added that", "wrote", "asked:", "saying", "put it", "claims"]
LINE_ENDS = ["\n", "\n\n", "\r\n", "\r\n\r\n", "\n \t\n", "\r", "\u2028", "\x0b", "\x0c", "\x85"]
ABBREVIATIONS = [
    "U.S.",
    "Jr.",
    "a.m.",
    "e.g.",
    "No.",
    "St.",
    "6'2\"",
    "1990s",
    "’90s",
    "3,000",
    "…",
    "...",
    "--",
    " – ",
]
PARTIES = ["(R-Ohio)", "R-Ky.", "(D)", "D-N.Y.", "[sic]", "(l.)"]
DAYS = [
    "April 17, 2018",
    "2018-04-17",
    "17 April 2018",
    "February 30, 2018",
    "Feb. 29",
    "2018-13-45",
    "January 1, 0001",
]
WHEN = [
    "on Friday",
    "last week",
    "yesterday",
    "in March",
    "in 2099",
    "last year",
    "this weekend",
    "last month",
    "tonight",
]
LABELS = [
    "RUIZ:",
    "ANA RUIZ",
    "Moderator:",
    "By Ana Ruiz",
    "MADRID (AP) —",
    "Photo: A. Ruiz/AP",
    "Read more:",
    "https://x.org",
]
PROSE = [
    "the bridge is safe",
    "The bridge is safe.",
    "that it is old",
    "But it will not stay so!",
    "in a tweet",
    *",.?:",
]
ODD = [
    "\x00",
    "\ud800",
    "\udfff",
    "\u202e",
    "\u0301",
    "👩‍🚒",
    "ש",
    "مرحبا",
    "\u00a0",
    "\u200b",
    "\ufeff",
    "İ",
    "ß",
    "ǅ",
]
PREPOSITIONS = ["of", "from", "with", "at"]
SAYINGS = [*NAMES, *ROLES, *PRONOUNS, *CUES, *DAYS, *WHEN, *PARTIES, *PREPOSITIONS, *PROSE]
FRAGMENTS = [*MARKS, *LINE_ENDS, *ABBREVIATIONS, *LABELS, *ODD, *SAYINGS]

QUOTED = [before + words + after for before, after in ("“”", '""', "«»", "„“", "‘’", "''") for words in PROSE[:4]]

CHARACTERS = st.characters(categories=None)  # every code point, surrogates too
MARKS_ALONE = st.text(st.sampled_from("".join(MARKS)), max_size=60)
MARKS_AND_LETTERS = st.text(st.sampled_from("".join(MARKS) + "aA .,\n"), max_size=80)


@st.composite
def mixtures(draw: st.DrawFn) -> str:
    """Fragments of articles in any order, with space between them, or none, or now and then.

    Some break off behind the speaker of a quotation and a preposition.
    """
    fragments = draw(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(CHARACTERS, max_size=2)), max_size=60))
    fragments += draw(st.one_of(st.just([]), st.tuples(*map(st.sampled_from, (QUOTED, CUES, NAMES, PREPOSITIONS)))))
    spaces = draw(st.sampled_from(["", " ", "  ", None]))
    if spaces is not None:
        return spaces.join(fragments)
    return "".join(fragment + draw(st.sampled_from(["", " "])) for fragment in fragments)


SENTENCES = st.lists(st.sampled_from([*QUOTED, *SAYINGS, *LABELS[:2], *'“”"']), min_size=1, max_size=5).map(" ".join)
HEADS = st.sampled_from([*DAYS, *LABELS, "Bridge to close", "The harbour will be shut. For years."])


@st.composite
def articles(draw: st.DrawFn) -> str:
    """Sentences with quotations, in paragraphs, below lines such as an article begins with."""
    lines = [*draw(st.lists(HEADS, max_size=4)), *draw(st.lists(SENTENCES, max_size=12))]
    return draw(st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n"])).join(lines)


TEXTS = st.one_of(st.text(CHARACTERS), st.text(), MARKS_ALONE, MARKS_AND_LETTERS, mixtures(), articles())

TERRIBLE = [
    "",
    " ",
    "\n",
    "\r\n\r\n",
    " \t\u00a0\u2003\n \n",
    "\x00",
    "\x00" * 50,
    "\ud800",
    "“\ud800”",
    "“",
    "”",
    '"',
    "''",
    "“”",
    "“ ”",
    "“,”",
    "“A: ,” said Ana Ruiz.",
    "“Yes ,” said Ana Ruiz.",
    "““““””””",
    '"' * 99,
    "'" * 99,
    "said",
    "said said said",
    "He said.",
    *(f"“It is safe,” said Ana Ruiz{comma} {word}" for comma in ("", ",") for word in PREPOSITIONS),
    "“It is safe,” said Ana Ruiz of ",
    "“It is safe,” said Ana Ruiz of the",
    "“It is safe,” said Ana Ruiz,",
    "He added that",
    "He added that ",
    "He added that in March",
    "Ana Ruiz said that .",
    "according to",
    "who",
    "\u0301\u0301",
    "“\u0301” said \u0301",
    "👩‍🚒 said: “👩‍🚒”",
    "\u202e“שלום,” אמר דן.",
    "قال الوزير: «الجسر آمن».",
    "the " * 400,
    "Ana Ruiz " * 400,
    "“No,” " * 400,
    "a" * 20_000,
    "\n" * 20_000,
    "April 17, 2018\n\nThe bridge is safe.\n\n“It is,” Ana Ruiz said on ſunday.",
    "April 17, 2018\n\nThe bridge is safe.\n\n“It is,” Ana Ruiz said in May ٢٠١٦.",
    "January 1, 0001\n\nThe bridge is safe.\n\n“It is,” Ana Ruiz said yesterday.",
    "January 1, 0001\n\nThe bridge is safe.\n\n“It is,” Ana Ruiz said last year.",
    "January 1, 0001\n\nThe bridge is safe.\n\n“It is,” Ana Ruiz said last month.",
    "January 1, 0001\n\nThe bridge is safe.\n\n“It is,” Ana Ruiz said last week.",
    "January 1, 0001\n\nThe bridge is safe.\n\n“It is,” Ana Ruiz said on Sunday.",
    "January 1, 0001\n\nThe bridge is safe.\n\n“It is,” Ana Ruiz said in March.",
    "January 1, 0001\n\nThe bridge is safe.\n\n“It is,” Ana Ruiz said on March 3.",
    "December 31, 9999\n\nThe bridge is safe.\n\n“It is,” Ana Ruiz said this weekend. “It was,” she said last month.",
]

terrible = pytest.mark.parametrize("text", TERRIBLE, ids=[ascii(text[-30:]) for text in TERRIBLE])


# Checks


def result(text: str) -> Extraction | None:
    """What extraction finds, or None where it refuses the text."""
    try:
        return extract(text)
    except ValueError as error:
        if not is_sentence(str(error)):
            raise
        return None


def is_sentence(words: str) -> bool:
    return words[:1].isupper() and words.endswith(".") and " " in words


def passages(candidates: Iterable[Candidate]) -> list[Span]:
    return [span for candidate in candidates for span in candidate.passages]


def is_turn(candidate: Candidate) -> bool:
    return candidate.because.startswith("Transcript:")


def quoted(extraction: Extraction) -> list[Candidate]:
    """The candidates in quotation marks."""
    return [one for one in extraction.candidates if one.kind is not Kind.INDIRECT and not is_turn(one)]


def in_order(spans: Iterable[Span], text: str) -> bool:
    """Whether the spans lie in the text, hold something, and follow each other without overlapping."""
    places = list(spans)
    return all(0 <= span.start < span.end <= len(text) for span in places) and all(
        one.end <= other.start for one, other in pairwise(places)
    )


def check_spans(text: str, extraction: Extraction) -> None:
    """Every span is in range and not empty, and what must not overlap does not."""
    set_aside = [item.span for item in extraction.set_aside]
    assert in_order([block.span for block in extraction.blocks], text)
    assert in_order(set_aside, text)
    assert in_order(sorted([*passages(quoted(extraction)), *set_aside]), text)
    for candidate in extraction.candidates:
        assert candidate.passages
        assert in_order(candidate.passages, text)


def check_fields(text: str, candidate: Candidate) -> None:
    """Every field is what records.Candidate says of it."""
    assert type(candidate.kind) is Kind
    assert candidate.speaker_kind is None or type(candidate.speaker_kind) is SpeakerKind
    assert candidate.medium is None or type(candidate.medium) is Medium
    assert 0 <= candidate.confidence <= 1
    assert candidate.because.endswith(".")
    assert (candidate.mention_span is None) == (candidate.mention == "")
    if candidate.mention_span:
        assert in_order([candidate.mention_span], text)
        assert candidate.mention == text[slice(*candidate.mention_span)]
    if candidate.cue:
        assert in_order([candidate.cue.span], text)
        assert candidate.cue.words == text[slice(*candidate.cue.span)]
    assert candidate.attribution in text
    assert candidate.speaker != ""
    if candidate.said is not None:
        parse_date(candidate.said)
    if candidate.kind is not Kind.INDIRECT:
        for span in candidate.passages:
            words = text[slice(*span)]
            assert words == words.strip(), "a passage begins or ends with space"


def check(text: str) -> None:
    extraction = result(text)
    if extraction is None:
        return
    check_spans(text, extraction)
    for candidate in extraction.candidates:
        check_fields(text, candidate)
    for block in extraction.blocks:
        assert type(block.kind) is BlockKind
    for item in extraction.set_aside:
        assert type(item.kind) is SetAsideKind
        assert item.because.endswith(".")
    starts = [candidate.passages[0].start for candidate in extraction.candidates]
    assert starts == sorted(starts)


# Any text


@given(TEXTS)
def test_any_text_gives_spans_in_range_and_in_order_and_fields_as_described(text):
    check(text)


@given(mixtures())
def test_any_mixture_of_what_articles_are_made_of_does_too(text):
    check(text)


@given(articles())
def test_anything_that_looks_like_an_article_does_too(text):
    check(text)


@terrible
def test_a_text_that_no_article_is_does_too(text):
    check(text)


@given(TEXTS)
@example("“It is safe,” he said.\n\nAna Ruiz left. “It was,” she said.")
def test_the_same_text_gives_the_same_result(text):
    assert result(text) == result(text)


# Everything found in the examples, by a process of its own
RESULTS = """
import sys
from pathlib import Path
from quotes.extraction import extract
for path in sorted(Path(sys.argv[1]).glob("*.txt")):
    print(ascii(extract(path.read_text("utf-8"))))
"""


def test_the_same_text_gives_the_same_result_on_every_run():
    here = Path(__file__).parent
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", RESULTS, here / "examples"],
            cwd=here.parents[1],
            env=os.environ | {"PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
        )
        for seed in ("1", "2")
    ]
    one, other = (run.communicate(timeout=120)[0] for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert one
    assert one == other


@given(st.one_of(mixtures(), articles()))
def test_nothing_but_space_gives_no_candidate_and_no_text_is_without_blocks(text):
    found = result(text)
    blank = result("".join(character for character in text if character.isspace()))
    assert found is None or bool(found.blocks) == bool(text.strip())
    assert blank is None or blank == Extraction((), (), ())


@pytest.mark.parametrize(
    "value", [None, "“It is safe,” Ana Ruiz said.".encode(), 7, ["“It is safe,” Ana Ruiz said."], bytearray()]
)
def test_anything_but_a_str_is_a_type_error(value):
    with pytest.raises(TypeError, match=r"A text is needed, not \w+\."):
        extract(value)


# Line ends

ARTICLE = """\
Harbour bridge to close

April 17, 2018

“The bridge is safe,” said Ana Ruiz, an engineer at the port. “But it is old, and
it will not stay safe.

“I have said so for years,” she added on Monday.

The mayor, Omar Haddad, called the closure “a disaster for the shops” in a statement.
"""


def words_found(text: str) -> list[tuple[str, ...]]:
    """What was found, as words with every line end written alike."""
    found = extract(text)
    spans = [
        *(("block", block.kind, [block.span]) for block in found.blocks),
        *(("candidate", candidate.kind, candidate.passages) for candidate in found.candidates),
        *(("set aside", item.kind, [item.span]) for item in found.set_aside),
    ]
    return [
        (what, kind, *(text[slice(*span)].replace("\r\n", "\n") for span in places)) for what, kind, places in spans
    ]


def test_carriage_returns_move_the_spans_and_change_nothing_else():
    assert words_found(ARTICLE.replace("\n", "\r\n")) == words_found(ARTICLE)


@given(st.lists(st.sampled_from(ARTICLE.splitlines()), max_size=12).map("\n".join))
def test_carriage_returns_do_so_wherever_lines_end(text):
    assert words_found(text.replace("\n", "\r\n")) == words_found(text)
