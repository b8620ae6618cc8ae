"""Check or import a table that was uploaded to the desk, which starts this for long ones."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from quotes.ingest.transfer.uploads import CHECK, CONFIRM, CONFIRM_GOOD, work
from quotes.ingest.transfer.working import Busy, begin
from quotes.models import ImportFile


class Command(BaseCommand):
    help = "Check or import a table that was uploaded to the desk. The desk starts this by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("token", type=UUID, help="The last part of the address of the table's page.")
        parser.add_argument("what", choices=[CHECK, CONFIRM, CONFIRM_GOOD])
        parser.add_argument("fd", type=int, nargs="?", help="The open file that holds the lock on the work, if any.")

    def handle(self, *, token: UUID, what: str, fd: int | None, **options: Any) -> None:
        try:
            file = ImportFile.objects.get(token=token)
            work(file, what, begin(token) if fd is None else fd)
        except ImportFile.DoesNotExist:
            raise CommandError(f"There is no uploaded table {token}.") from None
        except Busy:
            raise CommandError("Somebody is at work on it already.") from None
