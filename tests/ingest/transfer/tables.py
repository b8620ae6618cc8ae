"""Tables for tests: rows as an editor's file has them, and sources that hold many words."""

import csv
import io
import json
from typing import Any

from quotes.ingest.transfer.importing import NotImported, dry_run, import_rows
from quotes.ingest.transfer.kinds import KINDS
from quotes.ingest.transfer.outcomes import Outcome, Result, counted
from quotes.ingest.transfer.reading import read_table
from quotes.ingest.transfer.writing import exported
from quotes.models import Source, Speaker
from tests.factories import make_source, make_speaker
from tests.members import make_member

WHY = "Imported from rows.csv"


def as_csv(rows: list[dict[str, str]], delimiter: str = ",") -> bytes:
    text = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, names, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_lines(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def try_out(kind: str, data: bytes, by: str = "Editors") -> list[Result]:
    return dry_run(read_table(data, KINDS[kind]), make_member(by), WHY)


def take_in(kind: str, data: bytes, by: str = "Editors", *, leave_out: bool = False) -> list[Result]:
    """Import a table; when rows are refused nothing is kept, unless they are left out."""
    try:
        return import_rows(
            read_table(data, KINDS[kind]),
            make_member(by),
            WHY,
            keep=lambda results: leave_out or not counted(results)[Outcome.REFUSED],
        )
    except NotImported as error:
        return error.results


def take_out(kind: str, form: str = "csv") -> bytes:
    """Export every record of a kind."""
    return "".join(exported(KINDS[kind], KINDS[kind].model.objects.order_by("pk"), form)).encode()


def outcomes(results: list[Result]) -> list[str]:
    return [str(result.outcome) for result in results]


def why(result: Result) -> str:
    return " ".join(map(str, result.reasons))


def words_of(source: int, sentence: int) -> str:
    return f"Sentence {sentence} of article {source} stands here once."


def make_sources(sources: int, sentences: int) -> list[Source]:
    """Save sources whose sentences are `words_of`."""
    return [
        make_source(title=f"Article {one}", text=" ".join(f"“{words_of(one, n)}”" for n in range(sentences)))
        for one in range(sources)
    ]


def make_speakers(number: int) -> list[Speaker]:
    return [make_speaker(name=f"Person {n}") for n in range(number)]
