"""Check that the search says what the published record says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize
from tqdm import tqdm

from quotes import search
from quotes.models import Quotation
from quotes.search.upkeep import check


class Command(BaseCommand):
    help = "Compare the search with the published record. Names each difference, and fails when there is one."

    def handle(self, **options: Any) -> None:
        total, differences = Quotation.objects.count(), 0
        with tqdm(total=total, unit=" quotations", unit_scale=True, disable=None) as bar:
            for difference in check(search.index(), bar.update):
                differences += 1
                self.stderr.write(difference)
        if differences:
            raise CommandError(
                f"{differences:,} difference{pluralize(differences)}, named above. rebuild_search makes it anew."
            )
        self.stdout.write(f"Checked {total:,} quotations: the search is that of the record.")
