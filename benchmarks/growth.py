"""Generated texts of any length, and how the time and memory of extraction grow with them.

Every word is invented here. `TEXTS` holds an ordinary text, with new people as it goes on, and texts made to be slow.
"""

import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from statistics import median

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)  # characters
LONGEST = 60.0  # seconds that a step may be expected to take
MOST_MEMORY = 1_500_000_000  # bytes that a step may be expected to take while they are counted
LINEAR = 1.5  # times as long for a character as at a tenth of the size: more is growth faster than the text
_ENOUGH = 0.3  # seconds to measure for
_MOST_PASSES = 5
_COUNTING = 8  # times as long, about, while memory is counted

_WOMEN = ["Ana", "Maria", "Susan", "Helen", "Laura", "Karen", "Ingrid", "Emily", "Nora", "Judith", "Alice", "Diane"]
_MEN = ["Peter", "Thomas", "Carlos", "Henry", "Oscar", "Martin", "George", "Walter", "Simon", "Victor", "Paul", "David"]
_SYLLABLES = ["bar", "den", "fol", "gar", "hol", "kel", "lin", "mar", "nor", "pen", "ros", "sel", "tam", "ver", "wil"]
_ENDINGS = ["berg", "dale", "ford", "ham", "ley", "mond", "son", "ter", "ton", "well"]
_ROLES = (
    "director of the harbour office",
    "a lawyer for the ferry crews",
    "the mayor",
    "who runs the mill",
    "an engineer at the institute",
)
_BODIES = ("the Harbour Office", "the River Institute", "the Ferry Union", "the Northern Mills Company")
_SUBJECTS = [
    "the ferry",
    "the bridge",
    "the council",
    "the old mill",
    "our harbour",
    "the new line",
    "every boat",
    "the last winter",
]
_VERBS = [
    "will close before",
    "has never reached",
    "cannot wait for",
    "should have repaired",
    "is older than",
    "must pay for",
]
_OBJECTS = [
    "the summer",
    "the island",
    "the next storm",
    "the town hall",
    "a single season",
    "the railway",
    "any of us",
]
_SHORT = ["a disgrace", "long overdue", "not our fault", "the wrong bridge", "half a plan"]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
_PARAGRAPHS = (
    "“{A},” {full}, {role}, said on {day}.",
    "“{A},” {he} said. “{B}, and {a}.”",
    "{last} called the repairs “{short}” and said that {a}.",
    "“{A}?” asked {full}. “{B}.”",
    "{A}. The work took years, and {b}. {body} paid for it, according to {last}.",
    "A spokeswoman for {body} said: “{A}. {B}.” {He} did not agree.",
    "According to {body}, {a}. “{B},” Mr. {other} added, “and {a}.”",
    "{Body} wrote in a statement that {a}. {other} said {b}.",
    "“{A}. {B}.",
    "“{B},” {he} told reporters in {day}'s meeting, when “{short}” was on every wall.",
)


def last_name(random: random.Random) -> str:
    """Return a last name, one of some thousands."""
    return "".join(random.choices(_SYLLABLES, k=2)).capitalize() + random.choice(_ENDINGS)


def clause(random: random.Random) -> str:
    return f"{random.choice(_SUBJECTS)} {random.choice(_VERBS)} {random.choice(_OBJECTS)}"


def paragraphs(random: random.Random) -> Iterator[str]:
    """Yield paragraphs of news without end, with new people every few of them."""
    other = last_name(random)
    while True:
        is_woman, last = random.random() < 0.5, last_name(random)
        for _ in range(random.randint(3, 9)):
            a, b, body = clause(random), clause(random), random.choice(_BODIES)
            he = "she" if is_woman else "he"
            yield random.choice(_PARAGRAPHS).format(
                a=a,
                b=b,
                A=a[0].upper() + a[1:],
                B=b[0].upper() + b[1:],
                full=f"{random.choice(_WOMEN if is_woman else _MEN)} {last}",
                last=last,
                other=other,
                he=he,
                He=he.capitalize(),
                body=body,
                Body=body[0].upper() + body[1:],
                role=random.choice(_ROLES),
                day=random.choice(_DAYS),
                short=random.choice(_SHORT),
            )
        other = last


def filled(parts: Iterator[str], size: int, between: str) -> str:
    """Return exactly `size` characters of the parts, joined."""
    taken, length = [], 0
    while length < size:
        taken.append(next(parts))
        length += len(taken[-1]) + len(between)
    return between.join(taken).ljust(size)[:size]


def ordinary(size: int) -> str:
    """Return news in paragraphs."""
    return filled(paragraphs(random.Random(0)), size, "\n\n")


def one_line(size: int) -> str:
    """Return the same news without a line break."""
    return filled(paragraphs(random.Random(0)), size, " ")


def _names(random: random.Random) -> Iterator[str]:
    while True:
        yield f"{random.choice(_WOMEN + _MEN)} {last_name(random)}"


def _namesakes(random: random.Random) -> Iterator[str]:
    while True:
        yield f"{''.join(random.choices(_SYLLABLES, k=3)).capitalize()} Denford"


def _clauses(random: random.Random) -> Iterator[str]:
    while True:
        yield clause(random)


def _alternating(random: random.Random) -> Iterator[str]:
    for name in _names(random):
        yield f"“{random.choice(_SHORT)},” {name} said,"


def _labelled(random: random.Random) -> Iterator[str]:
    for name in _names(random):
        yield f"“{name.split()[1].upper()}: {clause(random)}.” {name} left."


def _turns(random: random.Random) -> Iterator[str]:
    for name in _names(random):
        yield f"{name.split()[1].upper()}: {clause(random)}."


TEXTS: dict[str, Callable[[int], str]] = {
    "news in paragraphs": ordinary,
    "the same in one line": one_line,
    "one line of straight marks": lambda size: '"' * size,
    "one line of marks of every kind": lambda size: filled(cycle("\"“”«»„'‘’"), size, ""),
    "one line and sentence without marks": lambda size: filled(_clauses(random.Random(0)), size, " and "),
    "marks opened and never closed, in one paragraph": lambda size: filled(_clauses(random.Random(0)), size, " “"),
    "marks opened and never closed, in many": lambda size: filled(_clauses(random.Random(0)), size, "\n\n“"),
    "straight marks in one sentence": lambda size: filled(_clauses(random.Random(0)), size, ' "'),
    "a paragraph of capitalised words": lambda size: filled(_names(random.Random(0)), size, " "),
    "a list of names": lambda size: filled(_names(random.Random(0)), size, ", "),
    "a list of namesakes": lambda size: filled(_namesakes(random.Random(0)), size, ", "),
    "one capital repeated": lambda size: filled(cycle(["A"]), size, " "),
    "short lines": lambda size: filled(cycle(["ab", "Ab", "a”"]), size, "\n"),
    "empty lines": lambda size: "\n" * size,
    "one long word": lambda size: "a" * size,
    "speakers in turn, in one sentence": lambda size: filled(_alternating(random.Random(0)), size, " "),
    "he said she said, in one sentence": lambda size: filled(cycle(["he said", "she said"]), size, " "),
    "he said “no”, in one sentence": lambda size: filled(cycle(["he said “no”", "she said “yes”"]), size, " "),
    "labels in marks": lambda size: filled(_labelled(random.Random(0)), size, "\n\n"),
    "a transcript": lambda size: filled(_turns(random.Random(0)), size, "\n"),
    "numbers and dates": lambda size: filled((f"On May {n % 31}, {n}," for n in count(1)), size, " "),
}


@dataclass
class Step:
    """What one size took. Either is None where it was not measured."""

    size: int
    seconds: float | None = None
    memory: int | None = None
    """The most bytes that extraction held at once."""

    @property
    def microseconds(self) -> float | None:
        """The time for a character."""
        return None if self.seconds is None else self.seconds / self.size * 1e6


@dataclass
class Growth:
    """The steps of one text, and why they stopped early: "" where they did not."""

    name: str
    steps: list[Step] = field(default_factory=list)
    stopped: str = ""

    def ratios(self) -> list[float | None]:
        """Return, for each step, how much longer a character took than at the step before."""
        times = [step.microseconds for step in self.steps]
        return [
            after / before if after and before else None for before, after in zip([None, *times], times, strict=False)
        ]

    @property
    def is_linear(self) -> bool:
        """Whether the longest text took about as long for a character as the one before.

        A short one may take less: it stays below the limits that keep the time linear (the longest sentence, for one).
        """
        return not self.steps or (self.ratios()[-1] or 1.0) < LINEAR


def measured(
    name: str,
    make: Callable[[int], str],
    extract: Callable[[str], object],
    *,
    sizes: tuple[int, ...] = SIZES,
    memory_to: int,
) -> Growth:
    """Return the growth of a text, with memory up to the size `memory_to`.

    It stops before a size that would take too long, and goes past a million characters only while growth is linear.
    """
    growth = Growth(name)
    for size in sizes:
        if growth.steps and (why := _too_much(growth, size)):
            growth.stopped = why
            break
        text = make(size)
        step = Step(size)
        growth.steps.append(step)
        try:
            step.seconds = seconds(extract, text)
            if size <= memory_to and _fits(growth, step):
                step.memory = peak_memory(extract, text)
        except (ValueError, RecursionError, MemoryError) as error:
            growth.stopped = f"{size:,} characters: {type(error).__name__}"
            break
    return growth


def _too_much(growth: Growth, size: int) -> str:
    last = growth.steps[-1]
    times = size / last.size
    expected = (last.seconds or 0.0) * times * max(1.0, growth.ratios()[-1] or times)
    if expected > LONGEST:
        return f"{size:,} characters might take {expected:,.0f} seconds"
    if size > 1_000_000 and not growth.is_linear:
        return f"growth was not linear up to {last.size:,} characters"
    return ""


def _fits(growth: Growth, step: Step) -> bool:
    """Whether counting memory takes neither too long nor too much."""
    known = [other for other in growth.steps if other.memory]
    expected = known[-1].memory / known[-1].size * step.size if known and known[-1].memory else 0
    return (step.seconds or 0.0) * _COUNTING < 2 * LONGEST and expected < MOST_MEMORY


def seconds(extract: Callable[[str], object], text: str) -> float:
    """Return the processor time of one pass: the median of several where they are short."""
    times: list[float] = []
    while not times or (sum(times) < _ENOUGH and len(times) < _MOST_PASSES):
        started = time.process_time()
        extract(text)
        times.append(time.process_time() - started)
    return median(times)


def peak_memory(extract: Callable[[str], object], text: str) -> int:
    """Return the most bytes that extraction holds at once, its result included, without the text."""
    tracemalloc.start()
    try:
        extract(text)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
