"""Quotations of one source in the order in which a reader of it comes to their words."""

from collections.abc import Iterable

from quotes.models import Quotation


def in_reading_order(quotations: Iterable[Quotation]) -> list[Quotation]:
    """Return the quotations by where their words begin and end; those without words last."""
    return sorted(quotations, key=_place)


def _place(quotation: Quotation) -> tuple[float, float, int]:
    spans = quotation.spans
    return (spans[0].start, spans[-1].end, quotation.pk) if spans else (float("inf"), 0, quotation.pk)
