"""The measuring of extraction: everything but the scorer, which is not part of the project."""

import re
from collections import Counter
from itertools import pairwise
from types import SimpleNamespace

import pytest

from benchmarks import extraction
from benchmarks.growth import TEXTS, Growth, Step, measured, ordinary
from benchmarks.judging import (
    QUOTED,
    Judged,
    bins,
    calibration_error,
    invented_because,
    judgeable,
    labelled,
    missed_because,
    mistakes,
    rule,
    speaker_type,
    summed,
    wrong_because,
)
from benchmarks.rendering import (
    FIGURES,
    changed,
    changes,
    comparable,
    figures_table,
    growth_data,
    growth_of,
    growth_table,
    mistakes_data,
    page,
    read_run,
    verdict,
    written_run,
)
from quotes.extraction.records import (
    Block,
    BlockKind,
    Candidate,
    Extraction,
    Kind,
    SetAside,
    SetAsideKind,
    SpeakerKind,
)
from quotes.text.anchors import Span, find_one

TEXT = (
    "Ferry to stop\n\n"
    "“We were not asked,” Tom Byrne said. His wife, Ruth Byrne, called it “a disgrace.”\n\n"
    "A clerk at the harbour said the “Sea Queen” is old, and the bridge would be closed."
)


def span(words: str) -> Span:
    return find_one(TEXT, words)


def words_of(said: str | None) -> list[str]:
    return re.findall(r"\w+", (said or "").lower())


def same_person(one: str, other: str) -> bool:
    """Compare the first and the last word."""
    return bool(one and other) and (words_of(one)[0], words_of(one)[-1]) == (words_of(other)[0], words_of(other)[-1])


SCORE = SimpleNamespace(  # stands in for the scorer
    words=words_of,
    name_parts=words_of,
    same_person=same_person,
    same_unnamed=lambda gold, said: len({*words_of(gold)} & {*words_of(said)}) * 2 >= len({*words_of(gold)}),
    STOP={"a", "at", "the"},
)


def make_candidate(words: str = "We were not asked", **fields) -> Candidate:
    facts = {
        "kind": Kind.DIRECT,
        "passages": (span(words),),
        "mention": "Tom Byrne",
        "mention_span": None,
        "speaker": "Tom Byrne",
        "speaker_kind": SpeakerKind.PERSON,
        "attribution": "",
        "cue": None,
        "medium": None,
        "said": None,
        "confidence": 0.9,
        "because": "Cue after the words: “said” with “Tom Byrne” as its subject.",
    }
    return Candidate(**facts | fields)


def make_quote(words: str = "We were not asked", **fields) -> dict:
    start, end = span(words)
    facts = {"start": start, "end": end, "kind": "direct", "attribution": "E1"}
    return facts | {"speaker": "Tom Byrne", "speaker_full": "Tom Byrne", "speaker_type": "name"} | fields


def make_extraction(*candidates: Candidate, set_aside: tuple[SetAside, ...] = ()) -> Extraction:
    return Extraction((Block(BlockKind.HEADLINE, span("Ferry to stop")),), candidates, set_aside)


def make_judged(quote: dict | None, candidate: Candidate | None = None) -> Judged:
    """A segment that is annotated, predicted or both."""
    start, end = candidate.passages[0] if candidate else (quote["start"], quote["end"])
    predicted = {"speaker": candidate.mention or None, "speaker_full": candidate.speaker} if candidate else None
    return Judged(start, end, quote, predicted, candidate)


def cause_of(quote: dict, candidate: Candidate) -> str:
    return wrong_because(quote, candidate, make_judged(quote, candidate).predicted, SCORE)


class TestConfidence:
    def test_is_exact_where_each_bin_is_as_right_as_it_says(self):
        assert calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == 0

    def test_weighs_bins_by_their_size(self):
        assert calibration_error([(0.95, True)] * 9 + [(0.15, True)]) == pytest.approx(0.9 * 0.05 + 0.1 * 0.85)

    def test_does_not_let_bins_make_up_for_each_other(self):
        assert calibration_error([(0.25, True), (0.75, False)]) == pytest.approx(0.75)

    def test_of_nothing_is_none(self):
        assert calibration_error([]) == 0
        assert bins([]) == []

    def test_certainty_belongs_to_the_last_bin(self):
        (one,) = bins([(1.0, True), (0.9, False)])
        assert (one.low, one.high, one.number, one.confidence, one.right) == (0.9, 1.0, 2, 0.95, 0.5)


class TestMistakes:
    def test_words_missed_tell_what_became_of_them(self):
        missed = make_judged(make_quote("a disgrace."))
        aside = SetAside(SetAsideKind.IRONY, span("a disgrace"), "It is short.")
        longer = make_candidate("called it “a disgrace.”")
        assert missed_because(missed, make_extraction()) == "not found"
        assert missed_because(missed, make_extraction(longer)) == "other bounds"
        assert missed_because(missed, make_extraction(set_aside=(aside,))) == "set aside"
        indirect = make_candidate("called it “a disgrace.”", kind=Kind.INDIRECT)
        assert missed_because(missed, make_extraction(indirect)) == "taken as indirect"

    def test_an_indirect_statement_may_be_taken_as_quoted(self):
        missed = make_judged(make_quote("the bridge would be closed", kind="indirect"))
        assert missed_because(missed, make_extraction(make_candidate("the bridge"))) == "taken as quoted"

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            ("Ferry", "not in a paragraph"),
            ("Sea Queen", "few words"),
            ("the bridge would be closed", "more words"),
            ("We were", "other bounds"),
        ],
    )
    def test_words_invented_tell_what_they_are(self, words, why):
        segment = make_judged(None, make_candidate(words))
        data = {"text": TEXT, "quotes": [make_quote(), make_quote("Sea Queen", kind="doubtful")]}
        assert invented_because(segment, data, make_extraction(), QUOTED) == why

    @pytest.mark.parametrize(
        ("found", "cause"),
        [
            ({"mention": "", "speaker": None}, "nobody found"),
            ({"speaker": "Ruth Byrne"}, "a namesake"),
            ({"speaker": "Ana Ruiz"}, "another person"),
            ({"speaker": "Ana Ruiz", "because": "Carried over: no other."}, "carried over wrongly"),
            ({"speaker": "Ferry Union", "speaker_kind": SpeakerKind.ORGANIZATION}, "an organization for a person"),
            ({"mention": "he", "speaker": "Ana Ruiz"}, "another pronoun"),
            ({"mention": "a clerk", "speaker": None}, "somebody unnamed for a person"),
        ],
    )
    def test_a_named_speaker_is_wrong_for_a_reason(self, found, cause):
        assert cause_of(make_quote(), make_candidate(**found)) == cause

    @pytest.mark.parametrize(
        ("found", "cause"),
        [
            ({"mention": "She", "speaker": "Ana Ruiz"}, "a pronoun's antecedent"),
            ({"mention": "she", "speaker": None}, "a pronoun without antecedent"),
            ({"mention": "he", "speaker": "Tom Byrne"}, "a namesake"),
            ({"mention": "it", "speaker": None}, "another pronoun"),
        ],
    )
    def test_a_pronoun_is_wrong_for_a_reason(self, found, cause):
        quote = make_quote(speaker="she", speaker_full="Ruth Byrne", speaker_type="pronoun")
        assert cause_of(quote, make_candidate(**found)) == cause

    @pytest.mark.parametrize(
        ("found", "cause"),
        [
            ({"mention": "A clerk", "speaker": None}, "the mention too short"),
            ({"mention": "The clerk's sister", "speaker": None}, "a mention beside it"),
            ({}, "a person for somebody unnamed"),
            ({"mention": "he", "speaker": "Tom Byrne"}, "a pronoun for somebody unnamed"),
            ({"mention": "a union", "speaker": None}, "somebody unnamed, another"),
            ({"speaker": "Ferry Union", "speaker_kind": SpeakerKind.ORGANIZATION}, "an organization, another"),
        ],
    )
    def test_an_unnamed_speaker_is_wrong_for_a_reason(self, found, cause):
        quote = make_quote(speaker="A clerk at the harbour office", speaker_full=None, speaker_type="nominal")
        assert cause_of(quote, make_candidate(**found)) == cause

    def test_each_wrong_segment_has_one_class(self):
        right = make_judged(make_quote(), make_candidate())
        wrong = make_judged(make_quote("a disgrace.", speaker_full="Ruth Byrne"), make_candidate("a disgrace"))
        missed = make_judged(make_quote("Sea Queen", kind="partial"))
        invented = make_judged(None, make_candidate("the bridge"))
        segments = [right, wrong, missed, invented]
        data = {"text": TEXT, "quotes": [make_quote()]}
        assert mistakes(data, make_extraction(), segments, SCORE, QUOTED) == [
            (wrong, ("speaker", "name", "Cue after the words", "a namesake")),
            (missed, ("missed", "partial", "not found")),
            (invented, ("invented", "direct", "few words")),
        ]
        assert judgeable(segments, QUOTED) == {
            ("missed", "direct"): 2,
            ("missed", "partial"): 1,
            ("invented", "direct"): 3,
            ("speaker", "name", "Cue after the words"): 2,
        }

    def test_words_joined_to_those_of_another_are_told_apart(self):
        candidate = make_candidate(passages=(span("We were not asked"), span("a disgrace")))
        right = make_judged(make_quote(), candidate)
        joined = make_judged(make_quote("a disgrace", speaker_full="Ruth Byrne"), candidate)
        ((_, why),) = mistakes({"text": TEXT, "quotes": []}, make_extraction(), [right, joined], SCORE, QUOTED)
        assert why == ("speaker", "name", "Cue after the words", "joined to another's words")

    def test_speakers_that_the_annotation_does_not_tell_are_not_judged(self):
        assert speaker_type(make_quote(speaker="it", speaker_full=None, speaker_type="pronoun")) is None
        assert speaker_type(make_quote(speaker=None, speaker_full=None, speaker_type="none")) is None
        assert speaker_type(make_quote(speaker="she", speaker_type="pronoun")) == "pronoun"

    def test_the_rule_is_the_beginning_of_the_reason(self):
        assert rule(make_candidate()) == "Cue after the words"
        assert rule(make_candidate(because="No speaker is named nearby.")) == "No speaker is named nearby"

    def test_pronouns_without_a_label_stay_without_a_name(self):
        data = {"id": "invented", "text": TEXT, "quotes": [make_quote(speaker_full=None, speaker_type="pronoun")]}
        assert labelled(data) == data

    def test_counts_add_up(self):
        assert summed([Counter(a=1), Counter(a=2, b=3)]) == Counter(a=3, b=3)


def make_run(**fields) -> dict:
    facts = {
        "date": "2024-05-06 10:00 UTC",
        "commit": "abc1234",
        "python": "3.11.7",
        "machine": {"cores": 2, "model": "A -> B"},
        "articles": {"file": "a.jsonl", "sha256": "00", "number": 3, "characters": 900, "quoted": 5, "indirect": 2},
        "figures": {"overlap_f1": 0.975, "speed": 400_000.4},
        "mistakes": {"quoted / missed / direct / not found": 3},
        "growth": None,
    }
    return facts | fields


def make_counts(**fields) -> SimpleNamespace:
    facts = {
        "figures": {"overlap_f1": 0.98, "speed": 250_000.0, "calibration_error": 0.05},
        "intervals": {"overlap_f1": (0.96, 0.99)},
        "quoted_bins": bins([(0.9, True)]),
        "indirect_bins": [],
        "mistakes": Counter(
            {
                ("quoted", "missed", "direct", "set aside"): 1,
                ("quoted", "speaker", "name", "Label", "a namesake"): 1,
            }
        ),
        "judgeable": Counter(
            {
                ("quoted", "missed", "direct"): 4,
                ("quoted", "speaker", "name", "Label"): 2,
                ("quoted", "speaker", "nominal", "Nearest"): 1,
            }
        ),
    }
    return SimpleNamespace(**facts | fields)


class TestTables:
    def test_a_figure_stands_beside_what_it_must_reach_and_what_it_was(self):
        lines = figures_table({"overlap_f1": 0.98}, {"overlap_f1": (0.96, 0.99)}, {"overlap_f1": 0.975}).splitlines()
        assert lines[0] == "| figure | must reach | aim | measured now | at the last run | change |"
        row = "| quoted span, overlap F1 | 0.97 | 0.98 | 0.980 [0.960 to 0.990] | 0.975 | +0.005 |"
        assert lines[2] == row
        assert len(lines) == 2 + len(FIGURES)

    def test_figures_that_are_not_measured_stay_empty(self):
        assert "| recall of direct quotations | 0.99 | 0.995 |  |  |  |" in figures_table({}, {}, None)

    @pytest.mark.parametrize(
        ("value", "before", "change"),
        [(0.5, 0.4, "+0.100"), (0.4, 0.5, "−0.100"), (0.5, 0.5001, "="), (300_000, 250_000, "+50,000")],
    )
    def test_change_is_as_fine_as_the_figures(self, value, before, change):
        assert changed(value, before) == change

    def test_what_falls_short_is_named(self):
        found = verdict({"overlap_f1": 0.98, "speed": 250_000.0, "calibration_error": 0.05})
        assert "Below what must be reached: characters a second on one core." in found
        assert "Short of the aim: expected calibration error of confidence." in found

    def test_the_page_has_every_part(self):
        text = page(make_counts(), make_run(), None)
        assert re.findall(r"^##+ (.+)$", text, re.MULTILINE) == [
            "Figures",
            "Confidence",
            "Errors by class",
            "Quoted words",
            "Indirect statements",
            "Growth",
            "Since the last run",
        ]
        assert "| direct | 4 | 1 | 25.0% | 1 |" in text
        assert "| Label | 1 of 2 (50.0%) |  | 1 of 2 (50.0%) |" in text
        assert "| a namesake | 1 | 0 | 1 | 100.0% |" in text
        assert "There was no run before." in text

    def test_every_line_of_a_table_has_as_many_cells(self):
        for one, other in pairwise(page(make_counts(), make_run(), make_run()).splitlines()):
            if one.startswith("|") and other.startswith("|"):
                assert one.count("|") == other.count("|")


class TestLastRun:
    def test_is_read_back_as_it_was_written(self):
        run = make_run(growth={"date": "", "commit": "", "texts": []})
        text = page(make_counts(), run, None)
        assert read_run(text) == run
        assert text.count("-->") == 1

    @pytest.mark.parametrize("text", ["", "# Extraction, measured\n", "<!-- run: {oops -->", "<!-- run: [1] -->\n"])
    def test_is_none_where_the_page_keeps_none(self, text):
        assert read_run(text) is None

    def test_is_the_last_comment(self):
        assert read_run(f"{written_run(make_run())}\n\nmore words") is None

    def test_is_compared_only_on_the_same_articles(self):
        other = make_run(articles={**make_run()["articles"], "sha256": "ff"})
        assert comparable(make_run(), make_run()) == make_run()["figures"]
        assert comparable(make_run(), other) is None
        assert comparable(make_run(), None) is None
        assert "not compared" in changes(make_run(), other)[-1]

    def test_shows_the_classes_whose_number_changed(self):
        now = make_run(commit="def5678", mistakes={"a": 1, "b": 5, "c": 2})
        about, classes = changes(now, make_run(mistakes={"a": 1, "b": 2, "d": 1}))
        assert "| commit | def5678 | abc1234 |" in about
        assert "| date | 2024-05-06 10:00 UTC | the same |" in about
        assert classes.splitlines()[2:] == ["| b | 5 | 2 | +3 |", "| c | 2 | 0 | +2 |", "| d | 0 | 1 | -1 |"]

    def test_counts_speakers_by_cause(self):
        found = mistakes_data(
            Counter(
                {
                    ("quoted", "speaker", "name", "Label", "a namesake"): 1,
                    ("quoted", "speaker", "name", "Nearest", "a namesake"): 2,
                    ("quoted", "missed", "direct", "set aside"): 4,
                }
            )
        )
        assert found == {"quoted / missed / direct / set aside": 4, "quoted / speaker / name / a namesake": 3}


class TestGrowth:
    @pytest.mark.parametrize("name", TEXTS)
    def test_texts_have_the_length_asked_for_and_are_always_the_same(self, name):
        assert len(TEXTS[name](3001)) == 3001
        assert TEXTS[name](3001) == TEXTS[name](3001)

    def test_longer_news_names_more_people(self):
        def people(size: int) -> int:
            return len(set(re.findall(r"[A-Z][a-z]+ [A-Z][a-z]+(?:berg|dale|ford|ham)", ordinary(size))))

        assert people(100_000) > 5 * people(10_000)

    def test_is_measured_size_by_size(self):
        grown = measured("all", lambda size: "a" * size, len, sizes=(10, 100), memory_to=10)
        assert [step.size for step in grown.steps] == [10, 100]
        assert [step.memory is None for step in grown.steps] == [False, True]
        assert grown.stopped == ""

    def test_stops_where_a_text_is_refused(self):
        def refuse(text: str) -> None:
            raise ValueError(text)

        grown = measured("all", lambda size: "a" * size, refuse, sizes=(10, 100), memory_to=10)
        assert (len(grown.steps), grown.steps[0].seconds, grown.stopped) == (1, None, "10 characters: ValueError")

    def test_stops_before_it_takes_too_long(self, monkeypatch):
        monkeypatch.setattr("benchmarks.growth.seconds", lambda extract, text: len(text) ** 2 / 1000)
        grown = measured("all", lambda size: "a" * size, len, sizes=(10, 100, 1000), memory_to=0)
        assert grown.stopped == "1,000 characters might take 1,000 seconds"
        assert grown.ratios() == [None, pytest.approx(10)]

    def test_is_linear_while_a_character_takes_about_as_long(self):
        def grown(*seconds: float) -> Growth:
            return Growth("", [Step(10 ** (place + 4), time) for place, time in enumerate(seconds)])

        assert grown(0.01, 0.1, 1.2).is_linear
        assert not grown(0.01, 0.1, 2).is_linear
        assert not grown(0.01, 0.2).is_linear
        assert grown(0.01, 0.2, 2.2).is_linear

    def test_is_kept_and_shown(self):
        grown = Growth("news", [Step(10_000, 0.02, 800), Step(100_000, 0.3)], "stopped")
        assert growth_of(growth_data(grown)) == grown
        row = "| news | 2.00 | 3.00 (×1.50) |  |  | 800 bytes at 10 kB |"
        assert growth_table([grown]).splitlines()[-1] == row


class TestCommandLine:
    @pytest.fixture
    def output(self, tmp_path):
        return tmp_path / "extraction.md"

    def test_names_a_folder_that_is_not_there(self, tmp_path, output, capsys):
        assert extraction.main(["--evaluation", str(tmp_path / "none"), "--output", str(output)]) == 2
        assert "There is no folder" in capsys.readouterr().err
        assert not output.exists()

    def test_names_the_file_that_a_folder_lacks(self, tmp_path, output, capsys):
        assert extraction.main(["--evaluation", str(tmp_path), "--output", str(output)]) == 2
        assert "score_quotations.py" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("lines", "wrong"),
        [
            ("", "no articles"),
            ("{oops", "JSON lines"),
            ("[1]", "not in the form"),
            ('{"id": "a", "text": "b", "quotes": [{"start": 0, "end": 1}]}', "'kind' is missing"),
        ],
    )
    def test_says_what_is_wrong_with_the_articles(self, tmp_path, output, capsys, lines, wrong):
        (tmp_path / "score_quotations.py").write_text("")
        (tmp_path / "news_dev.jsonl").write_text(lines)
        assert extraction.main(["--evaluation", str(tmp_path), "--output", str(output)]) == 2
        assert wrong in capsys.readouterr().err

    def test_help_says_what_it_needs(self, capsys):
        with pytest.raises(SystemExit):
            extraction.parse(["--help"])
        assert "score_quotations.py" in capsys.readouterr().out

    def test_what_is_printed_for_a_developer_cannot_command_the_terminal(self):
        assert extraction.plain("a\x1b[2Jb\nc") == "a [2Jb c"
