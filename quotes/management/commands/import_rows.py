"""Import editors' tables, CSV or JSON Lines: all rows in one transaction, or none."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from quotes.ingest.files import Refused
from quotes.ingest.transfer.importing import NotImported, dry_run, import_rows
from quotes.ingest.transfer.kinds import KINDS
from quotes.ingest.transfer.outcomes import Outcome, Result, counted
from quotes.ingest.transfer.reading import Table, read_table
from quotes.ingest.transfer.refusals import refused_rows
from quotes.management.progress import progress

SHOWN = 20


class Command(BaseCommand):
    help = "Import a table of one kind of record (CSV or JSON Lines): all of its rows, or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=KINDS, help="What the rows are: %(choices)s.")
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="NAME", help="The user who imports, and may.")
        parser.add_argument("--dry-run", action="store_true", help="Say what each row would do; keep nothing.")
        parser.add_argument("--refused", type=Path, metavar="FILE", help="Write the refused rows there, and why.")
        parser.add_argument(
            "--leave-out-refused", action="store_true", help="Import the other rows when some are refused."
        )

    def handle(
        self, *, kind: str, file: Path, by: str, refused: Path | None, leave_out_refused: bool, **options: Any
    ) -> None:
        user = get_user_model()._default_manager.filter(username=by, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no user “{by}”.")
        kept = True
        try:
            table = read_table(file.read_bytes(), KINDS[kind])
            with progress(table.length, "rows") as bar:
                if options["dry_run"]:
                    results = dry_run(table, user, f"Imported from {file.name}", bar.update)
                else:
                    results = import_rows(
                        table,
                        user,
                        f"Imported from {file.name}",
                        keep=lambda results: leave_out_refused or not counted(results)[Outcome.REFUSED],
                        done=bar.update,
                    )
        except NotImported as error:
            results, kept = error.results, False
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except (Refused, OperationalError) as error:
            raise CommandError(f"Nothing was imported.\n{error}") from None
        if refused:
            write_refused(refused, table, results)
        self.report(results, every=options["dry_run"])
        if not kept:
            raise CommandError("Nothing was imported, since rows were refused. --leave-out-refused imports the others.")

    def report(self, results: list[Result], *, every: bool) -> None:
        """Say what became of the rows: of each that does something, or of the first that were refused."""
        told = [result for result in results if result.outcome is Outcome.REFUSED]
        if every:
            told = [result for result in results if result.outcome is not Outcome.UNCHANGED]
        for result in told if every else told[:SHOWN]:
            self.stdout.write(f"Row {result.number:,} {result.outcome}: {result.title}")
            for change in result.changes:
                self.stdout.write(f"    {change.column}: {change.old} → {change.new}")
            for reason in result.reasons:
                self.stdout.write(f"    {reason}")
        counts = counted(results)
        self.stdout.write(", ".join(f"{counts[outcome]:,} {outcome}" for outcome in Outcome) + ".")


def write_refused(path: Path, table: Table, results: list[Result]) -> None:
    reasons = {result.number: " ".join(map(str, result.reasons)) for result in results if result.reasons}
    try:
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.writelines(refused_rows(table, reasons))
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
