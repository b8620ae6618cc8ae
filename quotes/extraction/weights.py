"""The learned weights: data/weights.json, written by benchmarks/train_extraction.py."""

import json
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).parent / "data" / "weights.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the features, by what they judge, and the calibration of confidence.

    `calibration` gives, for each kind of judgement, points (score, confidence) of a line that never falls
    (isotonic regression: Zadrozny and Elkan, 2002).
    """

    speaker: dict[str, float]
    pronoun: dict[str, float]
    quotation: dict[str, float]
    indirect: dict[str, float]
    calibration: dict[str, list[tuple[float, float]]]
    thresholds: dict[str, float]


@cache
def load_weights() -> Weights:
    """Return the weights that the package ships."""
    data = json.loads(WEIGHTS.read_text("utf-8"))
    data["calibration"] = {name: [tuple(point) for point in points] for name, points in data["calibration"].items()}
    return Weights(**data)


def calibrated(points: list[tuple[float, float]], score: float) -> float:
    """Return the confidence of a score, between the two calibration points around it."""
    if not points:
        return score
    place = bisect_right(points, (score, 2.0))
    if place == 0:
        return points[0][1]
    if place == len(points):
        return points[-1][1]
    (x0, y0), (x1, y1) = points[place - 1], points[place]
    return y1 if x1 == x0 else y0 + (y1 - y0) * (score - x0) / (x1 - x0)
