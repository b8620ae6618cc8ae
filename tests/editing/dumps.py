"""What a record says, with its parts, in a form that can be compared."""

from typing import Any

from quotes.editing.history import parts_of
from quotes.models import FormerSlug, Passage, Publishable, Quotation, Slugged

LEFT_OUT = {"version"}


def dump(record: Any, *, status: bool = True) -> dict[str, Any]:
    """Return all that an editor decided of a record and of its parts, by their keys, and where its words stand."""
    model = type(record)
    found: dict[Any, Any] = {"record": facts(record, status=status)}
    for part in parts_of(model):
        rows = part.model._base_manager.filter(**{part.column: record.pk}).order_by("pk")
        found[part.model.__name__] = [facts(row, status=status) for row in rows]
    if model is Quotation:
        found["words"] = [record.source.text[span.start : span.end] for span in record.spans]
        if not record.was_public:
            found["display"] = record.display_text
    if isinstance(record, Slugged):
        kind = record._meta.model_name
        found["former"] = sorted(
            FormerSlug.objects.filter(kind=kind, current_slug=record.slug).values_list("slug", flat=True)
        )
    return found


def facts(row: Any, *, status: bool = True) -> dict[str, Any]:
    left_out = {"version", *row.derived}
    if not status:
        left_out |= {"status", "status_reason"}
    if isinstance(row, Passage):
        left_out |= {"start", "end"}  # which follow the source's text
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in left_out and not (isinstance(row, Publishable) and field.name in left_out)
    }
