"""Differences word by word: what they say is exactly what changed."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.text.differences import Kind, Run, differences, shortened

WORDS = st.lists(st.sampled_from(["a", "the", "bridge", "is", "safe", ".", "“", " ", "\n", "\n\n", "é", "e\u0301"]))
TEXTS = WORDS.map("".join) | WORDS.map(" ".join) | st.text()


def told(runs: list[Run]) -> str:
    signs = {Kind.KEPT: "{}", Kind.REMOVED: "[-{}-]", Kind.ADDED: "[+{}+]", Kind.LEFT_OUT: "<{}>"}
    return "".join(signs[run.kind].format(run.text) for run in runs)


@given(TEXTS, TEXTS)
def test_the_runs_hold_both_texts_whole(old, new):
    runs = differences(old, new)
    assert "".join(run.text for run in runs if run.kind is not Kind.ADDED) == old
    assert "".join(run.text for run in runs if run.kind is not Kind.REMOVED) == new
    assert all(run.text for run in runs)
    assert all(first.kind != second.kind for first, second in pairwise(runs))


@given(TEXTS)
def test_a_text_differs_in_nothing_from_itself(text):
    assert differences(text, text) == ([Run(Kind.KEPT, text)] if text else [])


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("The bridge is safe.", "The bridge was safe.", "The bridge [-is -][+was +]safe."),
        ("The bridge is safe.", "The old bridge is safe.", "The [+old +]bridge is safe."),
        ("It is safe.", "It is safe", "It is safe[-.-]"),
        ("cannot", "can", "[-cannot-][+can+]"),
        ("One.\n\nTwo.", "One. Two.", "One.[-\n\n-][+ +]Two."),
        ("", "New", "[+New+]"),
        ("Old", "", "[-Old-]"),
        ("“Yes,” he said", "“Yes” he said", "“Yes[-,-]” he said"),
        (" a", "a", "[- -]a"),
    ],
)
def test_words_and_marks_are_told_apart(old, new, wanted):
    runs = differences(old, new)
    assert told(runs) == wanted or told(runs) == wanted.replace("[- -]a", "[- a-][+a+]")


def test_a_long_text_is_shown_by_what_changed_and_some_words_beside_it():
    words = [f"w{number}" for number in range(100)]
    new = [*words[:50], "CHANGED", *words[51:]]
    runs = shortened(differences(" ".join(words), " ".join(new)), context=2)
    assert told(runs) == "<182>w48 w49 [-w50 -][+CHANGED +]w51 w52<188>"


def test_what_stands_between_two_changes_is_kept_at_both_ends():
    words = [f"w{number}" for number in range(10)]
    runs = shortened(differences(" ".join(words), " ".join(["A", *words[1:9], "B"])), context=2)
    assert told(runs) == "[-w0 -][+A +]w1 w2<13>w7 w8 [-w9-][+B+]"


def test_a_change_too_long_to_show_is_cut():
    assert told(shortened(differences("", "x" * 30), longest=10)) == f"[+{'x' * 10}+]<20>"


def test_a_short_text_is_shown_whole():
    runs = differences("The bridge is safe.", "The bridge was safe.")
    assert shortened(runs) == runs


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("the " * 100_000, "a " * 100_000),
        ("the a " * 50_000, "a the " * 50_000),
        ("the\n" * 100_000, "a\nthe\n" * 50_000),
        ("".join(f"a{n}\nb{n}\n" for n in range(1_250)), "".join(f"a{n}\nc{n}\n" for n in range(1_250))),
        ("x" * 1_000_000, "y" * 1_000_000),
        ("the " * 999 + "!", "? " + "the " * 999),
    ],
)
def test_long_and_hostile_texts_take_little_time(old, new):
    start = time.perf_counter()
    runs = differences(old, new)
    assert time.perf_counter() - start < 3
    assert "".join(run.text for run in runs if run.kind is not Kind.ADDED) == old


def test_a_change_in_a_text_of_many_pages_is_found_to_the_word():
    pages = "\n\n".join(f"Paragraph {number} says that the bridge is safe." for number in range(2_400))
    new = pages.replace("Paragraph 7 says", "Paragraph 7 denies").replace("Paragraph 2390 says", "Paragraph 2390 asks")
    changed = [run for run in differences(pages, new) if run.kind is not Kind.KEPT]
    assert [run.text.strip() for run in changed] == ["says", "denies", "says", "asks"]
