"""From a `Document` to a source of the record, as yet unsaved."""

from django.utils.timezone import localdate

from quotes.models import Source

from .documents import Document


def source_of(document: Document) -> Source:
    """Return an unsaved source with what a document says; its publisher is left to `quotes.ingest.adding`."""
    source = Source(title=document.title, byline=document.byline, url=document.url, text=document.text)
    source.captured_on = localdate()
    if document.language:
        source.language = document.language
    if document.published_on:
        source.published_on = document.published_on
    return source
