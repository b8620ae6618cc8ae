"""Fill the record with made-up quotations, for measuring and for trying out."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quotes.ingest.bulk.lines import Line
from quotes.ingest.bulk.loading import load_lines
from quotes.ingest.bulk.report import Report
from quotes.ingest.files import Refused
from quotes.ingest.generation import generate
from quotes.management.counts import positive, summary


class Command(BaseCommand):
    help = "Load a made-up record, the same for the same seed, in one transaction."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quotations", type=positive, required=True, metavar="N", help="How many quotations.")
        parser.add_argument("--seed", type=int, default=0, metavar="S", help="Another seed makes another record.")

    def handle(self, *, quotations: int, seed: int, **options: Any) -> None:
        report = Report()
        lines = (Line(number, row) for number, row in enumerate(generate(quotations, seed), start=1))
        try:
            counts = load_lines(lines, f"generate_record --seed {seed}", refused=report)
        except Refused as error:
            raise CommandError("\n".join([*report.lines(), str(error)])) from None
        for line in summary(counts):
            self.stdout.write(line)
