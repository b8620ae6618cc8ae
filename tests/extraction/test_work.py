"""Work and memory that grow with the length of a text and no faster, whatever the text.

Work is counted in calls, which are the same on every machine; benchmarks/extraction.md shows the time.
"""

import random
import subprocess
import sys
from collections.abc import Callable
from cProfile import Profile
from functools import partial
from pathlib import Path

import pytest

from quotes.extraction import extract

ROOT = Path(__file__).parents[2]
LENGTH = 3_000
MARKS = ["“", "”", '"', "„", "«", "»", "''", "``", "‘", "’", "'"]
SENTENCES = [
    "“The bridge is safe,” said Ana Ruiz, an engineer at the port.",
    "“But it is old,” she added on Friday, “and it will not stay safe.”",
    "Mr. Haddad, the mayor, called the closure “a disaster for the shops” in a statement.",
    "Analysts say that the ferries will be full until the winter, and that fares may rise.",
    "The port's spokesman, Jan van der Berg, denied that anybody had been warned.",
    "According to the Harbour Board, 3,000 lorries cross the river every day.",
    "Nobody at the so-called “fish dock” had been told, he said last week.",
    "It rained.",
]


def article_of(length: int) -> str:
    """Varied paragraphs with new names throughout, `length` characters long."""
    chance = random.Random(7)
    parts, size = [], 0
    while size < length:
        name = f"{chance.choice(['Ana', 'Omar', 'Ines', 'Karl'])} {''.join(chance.choices('abcdefghij', k=6)).title()}"
        paragraph = " ".join(chance.choices(SENTENCES, k=chance.randint(1, 6))).replace("Ana Ruiz", name) + "\n\n"
        parts.append(paragraph)
        size += len(paragraph)
    return "".join(parts)[:length]


def repeated(words: str, length: int) -> str:
    return (words * (length // len(words) + 1))[:length]


def numbered(pattern: str, length: int) -> str:
    """The pattern again and again, each time with another NAME."""
    letters = "abcdefghij"
    names = ("".join(letters[int(digit)] for digit in f"{number:05}").title() for number in range(length))
    parts, size = [], 0
    while size < length:
        parts.append(pattern.replace("NAME", next(names)))
        size += len(parts[-1])
    return "".join(parts)[:length]


LONG: dict[str, Callable[[int], str]] = {
    "varied": article_of,
    "varied, one line": lambda length: article_of(length).replace("\n", " "),
    "many people": lambda length: numbered("Ana NAME left. ", length),
    "one family": lambda length: numbered("NAME Ruiz left. ", length),
    "labelled quotations": lambda length: numbered("“NAME: The bridge is safe,” said Ana NAME.\n", length),
    "only marks": lambda length: "".join(random.Random(7).choices("".join(MARKS), k=length)),
}
REPEATED = {
    "opening and closing marks": "“”",
    "opening marks": "“a ",
    "straight marks": '"',
    "guillemets": "«a» ",
    "backticks": "``a'' ",
    "single opening marks": "'a ",
    "quotations in single marks": "'a,' ",
    "single marks without space": "'A.",
    "apostrophes": "'",
    "opening marks in paragraphs": "“a\n\n",
    "one word": "a",
    "one letter a line": "a\n",
    "long lines": f"{'a' * 50}\n",
    "blank lines": "\n",
    "carriage returns": "\r\n",
    "spaces": " ",
    "full stops": ". ",
    "commas": ",",
    "brackets": "(",
    "dashes": "—",
    "hyphens": "a-",
    "digits": "1,",
    "NULs": "\x00",
    "surrogates": "\ud800",
    "right to left": "שלום «כן» ",
    "one name": "Ana Ruiz ",
    "capitals": "A",
    "initials": "A B. ",
    "headline verbs": "Ana Says ",
    "bodies of bodies": "Board of ",
    "particles": "de la ",
    "officials": "officials of the ",
    "the": "the ",
    "that": "that ",
    "said": "said ",
    "asides": "(he said) ",
    "cues": "he said that ",
    "cues with a noun": "issued a statement of ",
    "sources": "according to the ",
    "pronouns": "“No,” he said. ",
    "roles": "“No,” the senator said. ",
    "one sentence of quotations": "“no,” he said, ",
    "one sentence of appositions": "“no,” said Ana Ruiz, an engineer, ",
    "turns": "RUIZ: the bridge is safe\nHADDAD: no it is not\n",
    "dates": "April 17, 2018\n",
    "links": "Read more: this\n",
}
LONG |= {name: partial(repeated, words) for name, words in REPEATED.items()}


def calls(text: str) -> int:
    """How many functions, in Python and in C, are called to read a text."""
    profile = Profile()
    profile.runcall(extract, text)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("make", LONG.values(), ids=LONG)
def test_work_grows_with_the_length_of_a_text(make):
    short, long = calls(make(LENGTH)), calls(make(4 * LENGTH))
    assert long <= 5 * short


# Two megabytes: what is done with the one text, in a process of its own, whose memory can be told apart
TWO_MEGABYTES = """
import resource
import sys
from tests.extraction.test_properties import check_spans, extract
from tests.extraction.test_work import LONG
text = LONG[sys.argv[1]](2_000_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
extraction = extract(text)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 // len(text))
check_spans(text, extraction)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "most"),
    [("varied", 250), ("varied, one line", 250), ("only marks", 600), ("one word", 50), ("blank lines", 50)],
)
def test_two_megabytes_are_read_in_memory_that_machines_have(name, most):
    done = subprocess.run(
        [sys.executable, "-c", TWO_MEGABYTES, name], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) <= most, "bytes a character"
