"""Records as they are stored, and their latest revisions."""

from typing import Any

from quotes.models import Quotation, Source, Status
from tests.factories import make_quotation


def last(record: Any) -> Any:
    """Return the latest revision of a record."""
    return type(record).history.filter(id=record.pk).order_by("history_id").last()


def stored(record: Any) -> Any:
    return type(record)._base_manager.get(pk=record.pk)


def make_draft(**fields: Any) -> Quotation:
    return stored(make_quotation(status=Status.DRAFT, **fields))


def draft_of(source: Source, words: str) -> Quotation:
    return Quotation.objects.select_related("source").get(source=source, text__startswith=words)


def two_reported(source: Source) -> list[Quotation]:
    """Return two drafts that follow each other, both in the reporter's words."""
    Quotation.objects.filter(pk=draft_of(source, "We were").pk).update(kind=Quotation.Kind.INDIRECT)
    return [draft_of(source, "the work"), draft_of(source, "We were")]
