"""Contenders asked in turn, so that whatever slows the machine for a while slows all of them alike."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

Ask = Callable[[], float]  # asks once and returns the seconds it took; raises TooSlow or Refused

FEWEST = 3
ONCE = 30.0  # seconds; who takes longer is asked once
WARMING = 3


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is measured: rounds of a case and seconds of it for each contender, the same where one takes long, and
    how often how many seconds for each crowd of clients.
    """

    rounds: int = 200
    budget: float = 4.0
    long_rounds: int = 3
    long_budget: float = 40.0
    slices: int = 3
    slice: float = 1.5


QUICK = Pace(rounds=3, budget=0.1, long_rounds=1, slices=1, slice=0.1)


class TooSlow(Exception):
    """No answer within the seconds given."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"no answer within {seconds:.0f} s")


class Refused(Exception):
    """An answer that is not the page asked for. The message says what it is."""


@dataclass(slots=True)
class Times:
    """How long a contender took, in milliseconds; `note` says what is special, and alone stands where nothing came."""

    samples: list[float] = field(default_factory=list)
    note: str = ""

    def summary(self) -> dict[str, Any]:
        """Return what results.md keeps."""
        kept: dict[str, Any] = {"n": len(self.samples), "note": self.note}
        if self.samples:
            kept |= {"median": round(median(self.samples), 4), "p95": round(percentile(self.samples, 95), 4)}
        return kept


def percentile(samples: Sequence[float], percent: float) -> float:
    """Return the smallest sample that at least `percent` in a hundred do not exceed (nearest rank)."""
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def rounds_for(seconds: float, rounds: int, budget: float) -> int:
    """Return how often to ask somebody who takes `seconds`."""
    if seconds > ONCE:
        return 1
    return min(rounds, max(FEWEST, int(budget / max(seconds, 1e-6))))


def is_due(turn: int, times: int, rounds: int) -> bool:
    """Whether somebody asked `times` in `rounds` is asked in this one: spread evenly."""
    return (turn + 1) * times // rounds > turn * times // rounds


def alternate(asks: Mapping[str, Ask], rounds: int, budget: float) -> dict[str, Times]:
    """Ask everybody once a round, in an order that changes; the slow in fewer rounds. A first answer does not count.

    Who gives no answer in time, or another than was asked for, is not asked again.
    """
    times = {name: Times() for name in asks}
    due = {}
    for name, ask in asks.items():
        seconds = _ask(ask, times[name])
        if seconds is not None:
            due[name] = rounds_for(seconds, rounds, budget)
            if seconds > ONCE:
                times[name].samples.append(seconds * 1000)
                times[name].note = "asked once"
                del due[name]
    for name in [name for name, number in due.items() if number > WARMING * 10]:
        for _ in range(WARMING):
            _ask(asks[name], times[name])
    order = list(due)
    for turn in range(rounds):
        random.Random(turn).shuffle(order)
        for name in order:
            if is_due(turn, due[name], rounds) and not times[name].note:
                seconds = _ask(asks[name], times[name])
                if seconds is not None:
                    times[name].samples.append(seconds * 1000)
    return times


def _ask(ask: Ask, times: Times) -> float | None:
    try:
        return ask()
    except TooSlow as slow:
        times.note = f"> {slow.seconds:.0f} s"
    except Refused as refused:
        times.note = str(refused)
    return None
