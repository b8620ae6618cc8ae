"""Fill the record with made-up quotations, for measuring and for trying out."""

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quotes.ingest.bulk.lines import Line
from quotes.ingest.bulk.loading import MANY, load_lines
from quotes.ingest.bulk.reading import Run
from quotes.ingest.bulk.report import Report
from quotes.ingest.files import Refused
from quotes.ingest.generation import generate
from quotes.management.counts import positive, summary
from quotes.management.progress import progress
from quotes.models import Quotation


@dataclass(frozen=True)
class MadeUp:
    """The rows of a made-up record as numbered lines."""

    quotations: int
    seed: int

    def __iter__(self) -> Iterator[Line]:
        return (Line(number, row) for number, row in enumerate(generate(self.quotations, self.seed), start=1))


class Command(BaseCommand):
    help = "Load a made-up record, the same for the same seed, in one transaction."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quotations", type=positive, required=True, metavar="N", help="How many quotations.")
        parser.add_argument("--seed", type=int, default=0, metavar="S", help="Another seed makes another record.")

    def handle(self, *, quotations: int, seed: int, **options: Any) -> None:
        report = Report()
        try:
            with progress(quotations, "quotations") as bar:

                def done(run: Run) -> None:
                    bar.update(len(run.given[Quotation]))

                counts = load_lines(
                    MadeUp(quotations, seed),
                    f"generate_record --seed {seed}",
                    aside=quotations >= MANY,
                    refused=report,
                    done=done,
                    stage=bar.set_postfix_str,
                )
        except Refused as error:
            raise CommandError("\n".join([*report.lines(), str(error)])) from None
        for line in summary(counts):
            self.stdout.write(line)
