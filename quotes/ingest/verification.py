"""The proof that the record is whole: every row checked again, as stored, against its source and its model's rules."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, OuterRef, QuerySet

from quotes.ingest.fixtures import record_models
from quotes.ingest.rules import broken, label
from quotes.models import FormerSlug, Passage, Quotation, QuotationTopic, Record, Source

CHUNK = 500
FEW = 10  # of rows that hold a whole document

_BESIDE: dict[type[Record], tuple[str, ...]] = {
    Quotation: ("affiliation", "reported_in"),
    QuotationTopic: ("quotation",),
}


def verify(counts: Counter[str]) -> Iterator[str]:
    """Yield each mismatch of the record in words; add to `counts` how many rows of each model were checked.

    Every passage is read in its source again, and every derived column derived again. A row that an editor is changing
    just now is looked at twice before it is called wrong. Memory is bounded: rows are streamed, one source's text at
    a time. Writes nothing.
    """
    for model in record_models():
        if model is not Passage:
            yield from _verify_model(model, counts)
    yield from _verify_former_slugs(counts)


def _verify_model(model: type[Record], counts: Counter[str]) -> Iterator[str]:
    source: Source | None = None
    for record in _rows(model).iterator(chunk_size=CHUNK if model is not Source else FEW):
        counts[model.__name__] += 1
        if isinstance(record, Quotation):
            counts[Passage.__name__] += len(record.passages.all())
            if source is None or source.pk != record.source_id:
                source = record.source
            record.source = source
        if _problems(record) and (again := _rows(model).filter(pk=record.pk).first()):
            yield from _problems(again)


def _rows(model: type[Record]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._base_manager.select_related(*_BESIDE.get(model, ()))
    if model is Quotation:
        return rows.order_by("source_id", "pk").prefetch_related("passages")
    return rows.order_by("pk")


def _problems(record: Record) -> list[str]:
    """Return all that is wrong with a row as stored."""
    problems = _derived_problems(record)
    if isinstance(record, Quotation):
        problems += _passage_problems(record)
    relations = [field.name for field in record._meta.concrete_fields if field.is_relation]
    problems += broken(record, partial(record.clean_fields, exclude={*relations, *record.derived}), record.clean)
    return [f"{label(record)}: {problem}" for problem in problems]


def _derived_problems(record: Record) -> list[str]:
    """Derive a row's columns, and return those that were stored otherwise."""
    fields = [field for field in record._meta.concrete_fields if field.name in record.derived]
    stored = [getattr(record, field.attname) for field in fields]
    try:
        record.derive()
    except (ObjectDoesNotExist, ValueError) as error:
        return [f"what follows from its facts cannot be derived: {error}"]
    return [
        f"{field.name} is {_shown(field, was, right)} and should be {_shown(field, right, was)}."
        for field, was, right in zip(fields, stored, [getattr(record, field.attname) for field in fields], strict=True)
        if was != right
    ]


def _passage_problems(quotation: Quotation) -> list[str]:
    """Return what is wrong with where a quotation's words stand."""
    passages, length = list(quotation.passages.all()), len(quotation.source.text)
    problems = [
        f"passage {passage.position} ends at character {passage.end:,}, and its source at {length:,}."
        for passage in passages
        if passage.end > length
    ]
    problems += [
        f"passage {second.position} starts at character {second.start:,}, and should not before {first.end:,}, "
        f"where passage {first.position} ends."
        for first, second in pairwise(passages)
        if second.start < first.end
    ]
    positions = [passage.position for passage in passages]
    if positions != list(range(1, len(passages) + 1)):
        problems.append(f"its passages are numbered {positions} and should count from 1.")
    return problems


def _verify_former_slugs(counts: Counter[str]) -> Iterator[str]:
    for kind in FormerSlug.Kind.values:
        model = apps.get_model("quotes", kind)
        former = FormerSlug.objects.filter(kind=kind)
        counts[FormerSlug.__name__] += former.count()
        for row in former.exclude(Exists(model._base_manager.filter(slug=OuterRef("current_slug")))):
            yield f"former address {kind}/{row.slug}: it leads to “{row.current_slug}”, which is no {kind}'s address."


def _shown(field: Any, value: Any, other: Any, width: int = 30) -> str:
    """Return a value as people read it; of a long text, what stands around the place where it differs from `other`."""
    if field.is_relation and value is not None:
        return f"“{field.related_model._base_manager.filter(pk=value).first()}”"
    if not isinstance(value, str):
        return "empty" if value is None else str(value)
    at = next((n for n, (one, two) in enumerate(zip(value, other or "", strict=False)) if one != two), 0)
    start, end = max(0, at - width), at + width
    return f"“{'…' * (start > 0)}{value[start:end]}{'…' * (end < len(value))}”"
