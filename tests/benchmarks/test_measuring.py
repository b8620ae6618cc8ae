"""Taking turns, and what is made of the times."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.site.measuring import Refused, Times, TooSlow, alternate, is_due, percentile, rounds_for


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 100))
def test_a_percentile_is_a_sample_that_enough_do_not_exceed(samples, percent):
    value = percentile(samples, percent)
    assert value in samples
    assert sum(sample <= value for sample in samples) * 100 >= percent * len(samples)
    assert sum(sample < value for sample in samples) * 100 < percent * len(samples)


@given(st.integers(1, 300), st.data())
def test_the_slow_are_asked_as_often_as_they_should_spread_over_the_rounds(rounds, data):
    times = data.draw(st.integers(1, rounds))
    turns = [turn for turn in range(rounds) if is_due(turn, times, rounds)]
    assert len(turns) == times
    gaps = [later - earlier for earlier, later in pairwise(turns)]
    assert not gaps or max(gaps) - min(gaps) <= 1


def test_the_quick_are_asked_every_round_the_slow_at_least_three_times_the_very_slow_once():
    assert rounds_for(0.001, rounds=200, budget=6) == 200
    assert rounds_for(0.06, rounds=200, budget=6) == 100
    assert rounds_for(10, rounds=200, budget=6) == 3
    assert rounds_for(31, rounds=200, budget=6) == 1


def asked(log, name, seconds):
    def ask():
        log.append(name)
        if isinstance(seconds, Exception):
            raise seconds
        return seconds

    return ask


def test_everybody_is_asked_in_every_round_in_changing_order_after_a_first_answer_that_does_not_count():
    log = []
    times = alternate({name: asked(log, name, 0.001) for name in "abc"}, rounds=20, budget=6)
    assert [len(found.samples) for found in times.values()] == [20, 20, 20]
    assert log[:3] == ["a", "b", "c"]
    in_rounds = ["".join(log[at : at + 3]) for at in range(len(log) - 60, len(log), 3)]
    assert {"".join(sorted(turn)) for turn in in_rounds} == {"abc"}
    assert len(set(in_rounds)) > 2


def test_who_gives_no_answer_says_so_and_is_not_asked_again():
    log = []
    contenders = {"slow": TooSlow(60), "no": Refused("answered 500"), "long": 40.0, "quick": 0.001}
    times = alternate({name: asked(log, name, seconds) for name, seconds in contenders.items()}, rounds=5, budget=6)
    assert times["slow"].summary() == {"n": 0, "note": "> 60 s"}
    assert times["no"].summary() == {"n": 0, "note": "answered 500"}
    assert times["long"].summary() == {"n": 1, "note": "asked once", "median": 40_000, "p95": 40_000}
    assert times["quick"].summary()["n"] == 5
    assert [log.count(name) for name in contenders] == [1, 1, 1, 6]


def test_a_summary_has_the_median_and_the_95th_percentile():
    samples = [float(number) for number in range(1, 101)]
    assert Times(samples).summary() == {"n": 100, "note": "", "median": 50.5, "p95": 95.0}


@pytest.mark.parametrize("late", [1, 3])
def test_who_stops_answering_keeps_what_was_measured(late):
    answers = iter([0.01] * (late + 1))

    def ask():
        for seconds in answers:
            return seconds
        raise TooSlow(60)

    found = alternate({"a": ask}, rounds=10, budget=6)["a"]
    assert (len(found.samples), found.note) == (late, "> 60 s")
