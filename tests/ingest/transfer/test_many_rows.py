"""Many rows of which some are bad: exactly these are named, and a second run adds nothing."""

import random
import time

import pytest

from quotes.ingest.transfer.outcomes import Result
from quotes.models import Passage, Quotation, Source, Speaker
from tests.ingest.transfer.tables import as_csv, make_sources, make_speakers, outcomes, take_in, try_out, words_of

pytestmark = pytest.mark.django_db

SENTENCES = 100  # in each source

# What can be wrong with a row, and the column that says so ("": the row).
BAD = [
    ({"words": "Nobody ever said this."}, "words"),
    ({"words": ""}, "words"),
    ({"source": "no-such-article"}, "source"),
    ({"speaker": "no-such-person"}, "speaker"),
    ({"said": "last week"}, "said"),
    ({"said": "2099-01-01"}, "said"),
    ({"kind": "shouted"}, "kind"),
    ({"ref": "ZZZZZZZZZZ"}, "ref"),
    ({"reported_in": "ZZZZZZZZZZ"}, "reported_in"),
    ({"attribution": "a\0b"}, "attribution"),
]


def rows_of(sources: list[Source], speakers: list[Speaker]) -> list[dict[str, str]]:
    chance = random.Random(1)
    return [
        {
            "ref": "",
            "source": source.slug,
            "words": words_of(place, n),
            "speaker": chance.choice(speakers).slug,
            "kind": "direct",
            "said": "2024-05",
            "attribution": "-who says so",
            "reported_in": "",
        }
        for place, source in enumerate(sources)
        for n in range(SENTENCES)
    ]


def spoil(rows: list[dict[str, str]], number: int) -> dict[int, str]:
    """Make some of the rows bad, and return by the number of each (as a spreadsheet shows it) its bad column."""
    places = random.Random(2).sample(range(len(rows)), number)
    bad = {}
    for count, place in enumerate(places):
        cells, column = BAD[count % len(BAD)]
        rows[place] |= cells
        bad[place + 2] = column
    return bad


def named(results: list[Result]) -> dict[int, str]:
    return {result.number: result.reasons[0].column for result in results if result.reasons}


@pytest.mark.parametrize(
    ("sources", "bad_rows"),
    [(2, 10), pytest.param(10, 100, marks=pytest.mark.slow)],
    ids=["200 rows", "1,000 rows"],
)
def test_exactly_the_bad_rows_are_named_and_a_second_run_adds_nothing(sources, bad_rows):
    rows = rows_of(make_sources(sources, SENTENCES), make_speakers(20))
    bad = spoil(rows, bad_rows)
    good = len(rows) - bad_rows
    data = as_csv(rows)

    with Stopwatch() as tried:
        assert named(try_out("quotations", data)) == bad
    assert not Quotation.objects.exists()
    assert named(take_in("quotations", data)) == bad
    assert not Quotation.objects.exists()

    with Stopwatch() as took:
        results = take_in("quotations", data, leave_out=True)
    assert named(results) == bad
    assert outcomes(results).count("created") == Quotation.objects.count() == Passage.objects.count() == good

    with Stopwatch() as again:
        results = take_in("quotations", data, leave_out=True)
    assert outcomes(results).count("unchanged") == good
    assert Quotation.objects.count() == Quotation.history.count() == good
    print(f"{len(rows):,} rows: seconds (of processor time here): dry run {tried}, import {took}, again {again}")


class Stopwatch:
    """How long something took, and how much of that this process was at work."""

    def __enter__(self) -> "Stopwatch":
        self.began, self.began_work = time.monotonic(), time.process_time()
        return self

    def __exit__(self, *args: object) -> None:
        self.took, self.worked = time.monotonic() - self.began, time.process_time() - self.began_work

    def __str__(self) -> str:
        return f"{self.took:.0f} ({self.worked:.0f})"
