"""Load fixtures into the record: all of them or none, with a first revision for each row."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quotes.ingest.files import Refused
from quotes.ingest.loading import load


class Command(BaseCommand):
    help = "Load fixtures in one transaction, with a first revision for each row, and verify the record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fixtures", nargs="+", type=Path, metavar="fixture", help="A .json file.")
        parser.add_argument(
            "--overwrite", action="store_true", help="Replace what editors have changed or deleted since the last load."
        )

    def handle(self, *, fixtures: list[Path], overwrite: bool, **options: Any) -> None:
        try:
            counts = load(fixtures, overwrite=overwrite)
        except Refused as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from None
        rows: dict[str, list[str]] = {}
        for (model, outcome), count in counts.items():
            rows.setdefault(model.__name__, []).append(f"{count:,} {outcome}")
        for name, outcomes in rows.items():
            self.stdout.write(f"{name}: {', '.join(outcomes)}")
        if not any(outcome != "unchanged" for _, outcome in counts):
            self.stdout.write("Nothing changed.")
