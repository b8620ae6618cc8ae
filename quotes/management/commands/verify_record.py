"""Check the whole record again: every passage in its source, every derived column, every rule."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

from quotes.ingest.verification import verify


class Command(BaseCommand):
    help = "Check every row of the record again. Names each mismatch, and fails when there is one. Changes nothing."

    def handle(self, **options: Any) -> None:
        counts: Counter[str] = Counter()
        mismatches = 0
        for problem in verify(counts):
            mismatches += 1
            self.stderr.write(problem)
        rows = ", ".join(f"{model} {count:,}" for model, count in counts.items() if count)
        self.stdout.write(f"Checked {counts.total():,} rows: {rows or 'the record is empty'}.")
        if mismatches:
            raise CommandError(f"{mismatches:,} mismatch{pluralize(mismatches, 'es')}, named above.")
        self.stdout.write(
            f"{_counted(counts, 'Quotation')} in {_counted(counts, 'Passage')} of {_counted(counts, 'Source')}: "
            "all verbatim."
        )


def _counted(counts: Counter[str], model: str) -> str:
    return f"{counts[model]:,} {model.lower()}{pluralize(counts[model])}"
