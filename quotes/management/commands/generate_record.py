"""Fill the record with made-up quotations, for measuring and for trying out."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quotes.ingest.bulk.lines import Line
from quotes.ingest.bulk.loading import load_lines
from quotes.ingest.files import Refused
from quotes.ingest.generation import generate


class Command(BaseCommand):
    help = "Load a made-up record, the same for the same seed, through the bulk loader."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quotations", type=int, required=True, help="How many quotations.")
        parser.add_argument("--seed", type=int, default=0, help="Another seed makes another record.")

    def handle(self, *, quotations: int, seed: int, **options: Any) -> None:
        lines = (Line(number, row) for number, row in enumerate(generate(quotations, seed), start=1))
        problems: list[str] = []
        try:
            counts = load_lines(lines, f"generate_record --seed {seed}", refused=lambda one: problems.append(str(one)))
        except Refused as error:
            raise CommandError("\n".join([*problems[:10], str(error)])) from None
        for (model, outcome), count in counts.items():
            self.stdout.write(f"{model.__name__}: {count:,} {outcome}")
