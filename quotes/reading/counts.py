"""How many quotations records have, and of when: from the columns in memory, told of the records that a page shows.

A record that was deleted since it was counted is left out.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from quotes.models import Quotation, Slugged, Source, Speaker, Topic
from quotes.search import columns
from quotes.search.columns import Having, Selection, Tally

from .paging import Total, totals


def whole() -> Selection:
    """Return all published quotations, as they are now."""
    return Selection(columns.current(), {})


def selection_of(record: Slugged) -> Selection:
    """Return the published quotations that the list shows when it is narrowed to one record alone, as they are now."""
    name = str(record._meta.model_name)
    return Selection(columns.current(), {name: Having(name, [record.pk])})


def totals_of(models: Iterable[Any], everything: Selection) -> dict[str, Total]:
    """Return how many public records of some models there are, by name of the model; what is not held is one query.

    A quotation's speaker and its source are public by it, and by nothing else.
    """
    held = {
        Quotation: lambda: len(everything),
        Speaker: lambda: len(everything.tally("speaker")),
        Source: lambda: len(everything.tally("source")),
    }
    names: dict[Any, str] = {model: model._meta.model_name for model in models}
    read = totals({name: model.objects.published() for model, name in names.items() if model not in held})
    return {name: Total(held[model]()) if model in held else read[name] for model, name in names.items()}


def speakers_of(quotations: Selection, most: int) -> list[Any]:
    """Return the speakers who said most of these quotations, each with their number (`count`)."""
    return _leading(Speaker.objects.all(), quotations.tally("speaker"), most)


def topics_of(quotations: Selection, most: int) -> list[Any]:
    """Return the topics that most of these quotations have, each with their number (`count`)."""
    return _leading(Topic.objects.all(), quotations.tally("topic"), most)


def _leading(records: QuerySet, tally: Tally, most: int) -> list[Any]:
    counts = dict(tally.most(most))
    found = records.in_bulk(counts)
    for key, record in found.items():
        record.count = counts[key]
    return [found[key] for key in counts if key in found]


def most_quoted(quotations: Selection, most: int) -> list[Any]:
    """Return the speakers with most of these quotations in their own words, then by what is reported of them.

    Each with the two numbers (`tell_counts`).
    """
    own, reported = _by_speaker(quotations)
    keys = own.most_then(reported, most)
    found = Speaker.objects.in_bulk(keys)
    shown = [found[key] for key in keys if key in found]
    tell_counts(shown, quotations)
    return shown


def tell_counts(speakers: Iterable[Any], quotations: Selection) -> None:
    """Give each speaker the number of their quotations (`quoted`), and of indirect statements (`reported`)."""
    own, reported = _by_speaker(quotations)
    for speaker in speakers:
        speaker.quoted, speaker.reported = own.count(speaker.pk), reported.count(speaker.pk)


def _by_speaker(quotations: Selection) -> tuple[Tally, Tally]:
    """Return how many of these quotations are in each speaker's own words, and how many are reported."""
    indirect = Having("kind", [Quotation.Kind.INDIRECT])
    reported = Selection(quotations.columns, {**quotations.conditions, "kind": indirect}).tally("speaker")
    return quotations.tally("speaker").without(reported), reported


def tell_quotations(records: Iterable[Any], tally: Tally) -> None:
    """Give each record the number of its quotations, as `quotation_count`."""
    for record in records:
        record.quotation_count = tally.count(record.pk)


def tell_days(affiliations: Iterable[Any], quotations: Selection) -> None:
    """Give each affiliation the days of its first and its last quotation: `first_quoted`, `last_quoted`, or None."""
    affiliations = list(affiliations)
    days = quotations.days_by("affiliation", [one.pk for one in affiliations])
    for one in affiliations:
        one.first_quoted, one.last_quoted = days.get(one.pk, (None, None))
