"""What became of a record since a person saw it: in words, for lists, verbs and conflicts."""

from typing import Any

from quotes.models import Record
from quotes.text.excerpts import excerpt

SHORT = 80
BESIDE = {"id", "version", "display_text", "search_words"}  # columns that say nothing a person entered


def revision_seen(model: type[Record], key: Any, version: int) -> Record | None:
    """Return a record as a person saw it: at its newest revision that is no later than the version they saw.

    A change to a child counts up its parent's version without a revision of the parent.
    """
    revisions = model.history.filter(id=key, version__lte=version) if version else None
    revision = revisions.order_by("-version", "-history_id").first() if revisions is not None else None
    return revision.instance if revision else None


def last_revision(model: type[Record], key: Any) -> Any:
    return model.history.filter(id=key).order_by("-history_id").first()


def last_hand(model: type[Record], key: Any) -> str:
    """Return who wrote the newest revision of a record, and when, or ""."""
    revision = last_revision(model, key)
    return f"{revision.history_user or 'the system'}, {revision.history_date:%Y-%m-%d %H:%M} UTC" if revision else ""


def what_changed(record: Record, version: int) -> str:
    """Return what is stored otherwise than at `version`, and by whom, as a sentence."""
    model = type(record)
    stored = model._base_manager.filter(pk=record.pk).first()
    if stored is None:
        return f"It was deleted by {last_hand(model, record.pk) or 'somebody'}."
    seen = revision_seen(model, record.pk, version)
    if seen is None:
        return ""
    changes = [
        f"{field.verbose_name}: {quoted(value_in_words(seen, field))} → {quoted(value_in_words(stored, field))}"
        for field in model._meta.concrete_fields
        if (field.editable or field.name in ("status", "status_reason", "text"))
        and field.name not in BESIDE
        and getattr(seen, field.attname) != getattr(stored, field.attname)
    ]
    if not changes:
        return "A row that belongs to it was changed, added or deleted."
    return f"{'; '.join(changes)} (by {last_hand(model, record.pk)})."


def quoted(text: str) -> str:
    return f"“{words}”" if (words := excerpt(text, SHORT)) else "(empty)"


def value_in_words(record: Any, field: Any) -> str:
    """Return a field's value as a person reads it; what it pointed at may be gone."""
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    value = getattr(record, field.attname)
    if field.is_relation and value is not None:
        return str(field.related_model._base_manager.filter(pk=value).first() or f"deleted ({value})")
    return "" if value is None else str(value)
