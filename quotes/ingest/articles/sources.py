"""From a `Document` to a source of the record, as yet unsaved."""

from django.utils.timezone import localdate

from quotes.models import Source

from .documents import Document


def source_of(document: Document) -> Source:
    """Return an unsaved source with what a document says; its publisher is left to `quotes.ingest.adding`.

    What the document does not say stays empty, its language too: the record asks for it and takes none for granted.
    """
    source = Source(title=document.title, byline=document.byline, url=document.url, text=document.text)
    source.language = document.language
    source.captured_on = localdate()
    if document.published_on:
        source.published_on = document.published_on
    return source
