"""Finding, joining and moving spans of a text."""

import random
from difflib import SequenceMatcher
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.text import anchors
from quotes.text.anchors import (
    Span,
    WordsAmbiguous,
    WordsNotFound,
    check_order,
    find_all,
    find_one,
    join,
    move,
    nearest,
    paragraph_ends_between,
    paragraphs,
)

ARTICLE = (
    "Harbour bridge to close\n\n"
    "“The bridge is safe,” said Ana Ruiz. “But it is old, and it will not stay safe.”\n\n"
    "The council said that the work would take two years. The bridge is safe until then."
)
SMALL = st.text(alphabet="ab \n", max_size=30)


# Finding


def test_words_are_found_where_they_stand():
    span = find_one(ARTICLE, "But it is old")
    assert ARTICLE[span.start : span.end] == "But it is old"


def test_a_difference_that_no_eye_sees_is_named():
    with pytest.raises(WordsNotFound, match=r"They have U\+00A0 \(no-break space\) where yours have U\+0020 \(space\)"):
        find_one("It has no endgame for Syria,\u00a0and no purpose.", "no endgame for Syria, and no purpose.")


def test_offsets_count_code_points():
    assert find_one("👩‍🚒 said: “é”", "é") == Span(11, 12)


def test_words_that_stand_twice_are_ambiguous_and_both_places_are_shown():
    with pytest.raises(WordsAmbiguous, match="2 times") as caught:
        find_one(ARTICLE, "he bridge is safe")
    assert caught.value.spans == [Span(27, 44), Span(161, 178)]
    assert "until then" in str(caught.value)


def test_only_the_words_from_a_place_on_count():
    assert find_one(ARTICLE, "The bridge is safe", after=30).start == 160


def test_overlapping_places_all_count():
    assert find_all("aaaa", "aaa") == [Span(0, 3), Span(1, 4)]
    with pytest.raises(WordsAmbiguous):
        find_one("aaaa", "aaa")


def test_no_words_stand_nowhere():
    assert find_all(ARTICLE, "") == []
    with pytest.raises(WordsNotFound):
        find_one(ARTICLE, "")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("But it was old, and it will not stay safe", "“But it is old, and it will not stay safe.”"),
        ("the council says that the work would take two years", "The council said that the work would take two years."),
        ('"The bridge is safe," said Ana Ruiz', "“The bridge is safe,” said Ana Ruiz."),
    ],
)
def test_missing_words_are_refused_with_the_nearest_ones(words, hint):
    with pytest.raises(WordsNotFound) as caught:
        find_one(ARTICLE, words)
    assert caught.value.nearest == hint
    assert hint in str(caught.value)


def test_words_like_nothing_in_the_text_have_no_nearest():
    with pytest.raises(WordsNotFound) as caught:
        find_one(ARTICLE, "completely different matter altogether here")
    assert caught.value.nearest == ""
    assert "nearest" not in str(caught.value)


def test_words_that_stand_only_earlier_are_said_to_be_missing_after_the_place():
    with pytest.raises(WordsNotFound, match="is not in the source after character 100, ") as caught:
        find_one(ARTICLE, "But it is old", after=100)
    assert caught.value.nearest == ""


@given(SMALL, st.text(alphabet="ab", min_size=1, max_size=4))
def test_find_all_finds_each_place_and_nothing_else(text, words):
    assert [span.start for span in find_all(text, words)] == [
        at for at in range(len(text)) if text.startswith(words, at)
    ]


def nearest_by_looking_at_every_window(tokens: list[str], wanted: list[str]) -> float:
    size = min(len(tokens), len(wanted))
    windows = [tokens[at : at + size] for at in range(len(tokens) - size + 1)]
    return max(SequenceMatcher(None, window, wanted, autojunk=False).ratio() for window in windows)


WORDS = st.lists(st.sampled_from(["we", "were", "not", "asked", "bridge", "is"]), min_size=1, max_size=12)


@given(WORDS, WORDS)
def test_the_nearest_words_are_as_near_as_any(tokens, wanted):
    best = nearest_by_looking_at_every_window(tokens, wanted)
    found = nearest(" ".join(tokens), " ".join(wanted)).split()
    if best > 0.6:
        assert SequenceMatcher(None, found, wanted, autojunk=False).ratio() == best
    else:
        assert found == []


@pytest.mark.parametrize("wanted", [5, 30, 300, 3000])
@pytest.mark.parametrize("vocabulary", [20, 3000])
def test_nearest_compares_few_windows_of_a_long_text(wanted, vocabulary, monkeypatch):
    rng = random.Random(1)
    lexicon = ["".join(rng.choices("abcdefghij", k=rng.randint(2, 8))) for _ in range(vocabulary)]
    tokens = rng.choices(lexicon, k=18_000)
    shuffled = tokens[9_000 : 9_000 + wanted]
    shuffled[2] = "changed"
    compared, ratio = [], SequenceMatcher.ratio
    monkeypatch.setattr(SequenceMatcher, "ratio", lambda matcher: compared.append(len(matcher.a)) or ratio(matcher))
    found = nearest(" ".join(tokens), " ".join(shuffled))
    assert 0 < sum(compared) <= anchors._COMPARED_WORDS
    if vocabulary == 3000:
        assert found == " ".join(tokens[9_000 : 9_000 + min(wanted, 200)])


# Paragraphs


def test_blank_lines_separate_paragraphs():
    text = "  One\nline.  \n \n\n\tTwo.\n\n"
    assert [text[span.start : span.end] for span in paragraphs(text)] == ["One\nline.", "Two."]


def test_line_ends_separate_paragraphs_where_there_is_no_blank_line():
    text = "One.\n Two. \nThree."
    assert [text[span.start : span.end] for span in paragraphs(text)] == ["One.", "Two.", "Three."]


@given(SMALL)
def test_paragraphs_hold_every_word_in_order_without_the_space_around(text):
    spans = paragraphs(text)
    assert "".join("".join(text[s.start : s.end].split()) for s in spans) == "".join(text.split())
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() != "" for s in spans)
    assert all(a.end < b.start for a, b in pairwise(spans))


@given(SMALL, st.data())
def test_a_paragraph_ends_between_two_words_just_when_they_stand_in_different_ones(text, data):
    spans = paragraphs(text)
    letters = [at for at, letter in enumerate(text) if not letter.isspace()]
    if len(letters) < 2:
        return
    first, second = sorted(data.draw(st.sets(st.sampled_from(letters), min_size=2, max_size=2)))
    homes = [next(span for span in spans if span.start <= at < span.end) for at in (first, second)]
    assert paragraph_ends_between(text, first + 1, second) == (homes[0] != homes[1])


# Joining


def test_passages_are_joined_by_a_space_or_a_blank_line_where_a_paragraph_ends():
    spans = [find_one(ARTICLE, "But it is old"), find_one(ARTICLE, "it will not stay safe.")]
    assert join(ARTICLE, spans) == "But it is old it will not stay safe."
    spans.append(find_one(ARTICLE, "The council"))
    assert join(ARTICLE, spans) == "But it is old it will not stay safe.\n\nThe council"
    assert join(ARTICLE, []) == ""


@pytest.mark.parametrize(
    ("spans", "problem"),
    [
        ([Span(3, 3)], "no words"),
        ([Span(3, 2)], "no words"),
        ([Span(-1, 2)], "not a passage"),
        ([Span(0, 5), Span(4, 6)], "overlap"),
        ([Span(5, 6), Span(0, 2)], "overlap or are not in reading order"),
    ],
)
def test_passages_that_overlap_or_are_empty_are_refused(spans, problem):
    with pytest.raises(ValueError, match=problem):
        check_order(spans)


def test_passages_may_touch():
    check_order([Span(0, 2), Span(2, 3)])


# Moving


def test_words_move_with_an_edit_before_them():
    old, new = "One. Two yes. Three yes.", "Number one. Two yes. Three yes."
    assert move(old, new, Span(9, 12)) == Span(16, 19)


def test_words_stay_with_an_edit_after_them_even_where_they_stand_twice():
    old, new = "One yes. Two yes.", "One yes. Three yes."
    assert move(old, new, Span(4, 7)) == Span(4, 7)


def test_unique_words_move_between_two_edits():
    assert move("a. The words. b.", "aa. The words. bb.", Span(3, 12)) == Span(4, 13)


def test_words_that_are_edited_are_not_moved():
    with pytest.raises(WordsNotFound):
        move("a. The words. b.", "a. The word. b.", Span(3, 12))


def test_words_that_stand_twice_between_two_edits_are_not_moved():
    with pytest.raises(WordsAmbiguous):
        move("a. yes. b. yes. c.", "aa. yes. b. yes. cc.", Span(3, 6))


@given(SMALL, SMALL, st.data())
def test_moved_words_are_the_same_words(old, new, data):
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    try:
        span = move(old, new, Span(start, end))
    except ValueError:
        return
    assert new[span.start : span.end] == old[start:end]
    assert 0 <= span.start <= span.end <= len(new)


@given(SMALL, SMALL, SMALL, st.text(alphabet="xy", min_size=3, max_size=6))
def test_unique_words_follow_any_edit_around_them(before, after, other, words):
    old, new = before + words + after, other + words + before
    assert move(old, new, Span(len(before), len(before) + len(words))).start == len(other)
