"""Load files into the record, with a first revision for each row, and never over an editor's work."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quotes.ingest.bulk.lines import File, count_lines
from quotes.ingest.bulk.loading import MANY, load_lines
from quotes.ingest.bulk.reading import Run
from quotes.ingest.bulk.report import reporting
from quotes.ingest.files import Refused
from quotes.ingest.loading import Counts, load
from quotes.management.counts import positive, summary
from quotes.management.progress import progress

LINES = ".jsonl"


class Command(BaseCommand):
    help = "Load fixtures in one transaction and verify the record; or very many rows, from a file of JSON Lines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="file", help="Fixtures (.json), or one .jsonl file.")
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Fixtures: replace what editors have changed or deleted since the last load.",
        )
        parser.add_argument(
            "--batch",
            type=positive,
            metavar="N",
            help="JSON Lines: keep every N rows at once, and leave out what is refused. "
            "A load that was interrupted goes on where it stopped.",
        )
        parser.add_argument(
            "--refused", type=Path, metavar="FILE", help="JSON Lines: write the refused rows there, with the reasons."
        )

    def handle(self, *, files: list[Path], overwrite: bool, batch: int | None, refused: Path | None, **_: Any) -> None:
        if any(path.suffix == LINES for path in files):
            if len(files) > 1 or overwrite:
                raise CommandError("Load one file of JSON Lines at a time, alone and without --overwrite.")
            self.load_lines(files[0], batch, refused)
        elif batch or refused:
            raise CommandError("--batch and --refused are for files of JSON Lines, named .jsonl.")
        else:
            try:
                self.say(load(files, overwrite=overwrite))
            except Refused as error:
                raise CommandError(f"Nothing was loaded.\n{error}") from None

    def load_lines(self, path: Path, batch: int | None, refused: Path | None) -> None:
        try:
            number = count_lines(path)
            with reporting(refused) as report, progress(number, "rows") as bar:

                def done(run: Run) -> None:
                    bar.update(len(run.lines))

                try:
                    counts = load_lines(
                        File(path),
                        path.name,
                        batch=batch,
                        aside=number >= MANY,
                        refused=report,
                        done=done,
                        stage=bar.set_postfix_str,
                    )
                except Refused as error:
                    raise Refused([*report.lines(), str(error)]) from None
        except Refused as error:
            raise CommandError(str(error)) from None
        self.say(counts)
        if report.count:
            raise CommandError("\n".join(report.lines()))

    def say(self, counts: Counts) -> None:
        for line in summary(counts):
            self.stdout.write(line)
