"""Fill the record with made-up quotations, for measuring and for trying out."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quotes.ingest.bulk.lines import Line
from quotes.ingest.bulk.loading import load_lines
from quotes.ingest.bulk.report import Report
from quotes.ingest.files import Refused
from quotes.ingest.generation import generate
from quotes.management.counts import positive, summary
from quotes.management.progress import progress


class Command(BaseCommand):
    help = "Load a made-up record, the same for the same seed, in one transaction."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quotations", type=positive, required=True, metavar="N", help="How many quotations.")
        parser.add_argument("--seed", type=int, default=0, metavar="S", help="Another seed makes another record.")

    def handle(self, *, quotations: int, seed: int, **options: Any) -> None:
        report = Report()
        try:
            with progress(quotations, "quotations") as bar:
                lines = self.lines(quotations, seed, bar)
                name = f"generate_record --seed {seed}"
                counts = load_lines(lines, name, refused=report, stage=bar.set_postfix_str)
        except Refused as error:
            raise CommandError("\n".join([*report.lines(), str(error)])) from None
        for line in summary(counts):
            self.stdout.write(line)

    def lines(self, quotations: int, seed: int, bar: Any) -> Iterator[Line]:
        for number, row in enumerate(generate(quotations, seed), start=1):
            yield Line(number, row)
            if row["model"] == "quotes.quotation":
                bar.update()
