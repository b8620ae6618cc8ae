"""Other records that rows name, read once for many rows."""

from typing import Any

from django.db.models import Model

from quotes.models import FormerSlug, Quotation, Source

KEPT = 2_000
KEPT_SOURCES = 50  # which hold their texts


class Lookups:
    """The records that rows of a file name, as they are stored. Those that are not there are asked for each time."""

    def __init__(self) -> None:
        self.kept: dict[type[Model], dict[str, Any]] = {}

    def get(self, model: type[Model], key: str) -> Any:
        """Return the record with this slug, or ref of a quotation; None when there is none."""
        kept = self.kept.setdefault(model, {})
        if key not in kept:
            record = model._default_manager.filter(**{_field(model): key}).first()
            if record is None:
                return None
            if len(kept) >= (KEPT_SOURCES if model is Source else KEPT):
                kept.clear()
            kept[key] = record
        return kept[key]

    def why_not(self, model: type[Model], key: str) -> str:
        """Return, as a sentence, that nothing has this key, and what to do."""
        what = model._meta.verbose_name
        former = FormerSlug.objects.filter(kind=model._meta.model_name or "", slug=key).first()
        if former:
            return f"The {what} “{key}” is now “{former.current_slug}”. Write that."
        return f"There is no {what} with the {_field(model)} “{key}”."

    def forget(self, model: type[Model]) -> None:
        """Read the records of a model again, which were changed."""
        self.kept.pop(model, None)


def _field(model: type[Model]) -> str:
    return "ref" if model is Quotation else "slug"
