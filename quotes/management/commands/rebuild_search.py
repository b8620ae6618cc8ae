"""Make the search entries and the native index anew from the published record, in one transaction."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from quotes import search
from quotes.models import Quotation
from quotes.search.upkeep import rebuild


class Command(BaseCommand):
    help = "Make the search anew from the published record: all of it, or nothing changes."

    def handle(self, **options: Any) -> None:
        total = Quotation.objects.published().count()
        with tqdm(total=total, unit=" quotations", unit_scale=True, disable=None) as bar:
            rebuild(search.index(), bar.update)
        self.stdout.write(f"The search holds {total:,} quotations.")
