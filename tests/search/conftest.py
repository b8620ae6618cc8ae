"""Search entries to find: quotations for them, and entries put there without saving quotations."""

from collections.abc import Callable, Sequence

import pytest

from quotes.models import Quotation, SearchEntry
from tests.factories import make_quotation, make_source, make_speaker

Rows = Sequence[tuple[str, str]]


@pytest.fixture
def put_entries(db: None) -> Callable[[Rows], dict[int, tuple[str, str]]]:
    """A function that makes entries of (words, names), instead of any before, and returns them by key."""
    source, speaker = make_source(), make_speaker()
    quotations: list[Quotation] = []

    def put(rows: Rows) -> dict[int, tuple[str, str]]:
        while len(quotations) < len(rows):
            quotations.append(make_quotation(source=source, speaker=speaker))
        SearchEntry.objects.all().delete()
        entries = {quotation.pk: row for quotation, row in zip(quotations, rows, strict=False)}
        SearchEntry.objects.bulk_create(
            SearchEntry(quotation_id=key, words=words, names=names) for key, (words, names) in entries.items()
        )
        return entries

    return put
