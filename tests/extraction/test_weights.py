"""The learned weights, and confidence made from scores."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.extraction.weights import calibrated, load_weights

UNIT = st.floats(0, 1)


@st.composite
def lines(draw: st.DrawFn) -> list[tuple[float, float]]:
    """The points of a line that never falls."""
    size = draw(st.integers(1, 8))
    scores = sorted(draw(st.lists(UNIT, min_size=size, max_size=size, unique=True)))
    confidences = sorted(draw(st.lists(UNIT, min_size=size, max_size=size)))
    return list(zip(scores, confidences, strict=True))


@given(lines(), UNIT, UNIT)
def test_a_greater_score_never_gives_a_smaller_confidence(points, one, other):
    low, high = sorted((one, other))
    assert calibrated(points, low) <= calibrated(points, high) + 1e-12


@given(lines(), st.floats(-10, 10))
def test_confidence_stays_within_the_points(points, score):
    assert points[0][1] - 1e-12 <= calibrated(points, score) <= points[-1][1] + 1e-12


@given(lines())
def test_a_point_gives_its_own_confidence(points):
    for score, confidence in points:
        assert math.isclose(calibrated(points, score), confidence, abs_tol=1e-9)


def test_between_two_points_confidence_is_between_theirs():
    points = [(0.2, 0.1), (0.6, 0.9)]
    assert calibrated(points, 0.4) == pytest.approx(0.5)
    assert calibrated(points, 0.3) == pytest.approx(0.3)


def test_beyond_the_points_confidence_is_that_of_the_last_one():
    points = [(0.2, 0.1), (0.6, 0.9)]
    assert (calibrated(points, 0.0), calibrated(points, 1.0)) == (0.1, 0.9)


def test_a_step_gives_one_of_its_two_confidences():
    points = [(0.2, 0.1), (0.5, 0.3), (0.5, 0.7), (0.8, 0.9)]
    assert calibrated(points, 0.5) in (0.3, 0.7)


def test_without_points_the_score_is_the_confidence():
    assert calibrated([], 0.37) == 0.37


def test_the_weights_are_read_once():
    assert load_weights() is load_weights()


@pytest.mark.parametrize("group", ["speaker", "pronoun", "quotation", "indirect"])
def test_every_group_has_finite_weights(group):
    weights = getattr(load_weights(), group)
    assert weights
    assert all(math.isfinite(weight) for weight in weights.values())


def test_the_calibration_shipped_never_falls_and_stays_within_0_and_1():
    calibration = load_weights().calibration
    assert {"quoted", "indirect"} <= calibration.keys()
    for points in calibration.values():
        assert points == sorted(points)
        confidences = [confidence for _, confidence in points]
        assert confidences == sorted(confidences)
        assert all(0 <= value <= 1 for point in points for value in point)


def test_the_thresholds_are_probabilities():
    assert all(0 < load_weights().thresholds[name] < 1 for name in ("quotation", "indirect"))
