"""Forms that refuse to save over somebody else's change, and keep texts exactly as they were written."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet, model_to_dict
from django.forms.utils import pretty_name
from django.utils.functional import cached_property

from quotes.text.characters import unify_line_ends

from .choices import Autocomplete, is_key

CHANGED = "Somebody else changed this after you opened it. Nothing was saved."
DELETED = "Somebody else deleted this after you opened it. Nothing was saved."


class ProseField(forms.CharField):
    """Text of several lines; browsers post their ends as "\\r\\n", the record keeps "\\n"."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return super().to_python(unify_line_ends(value) if isinstance(value, str) else value)


class ExactField(ProseField):
    """Text kept character for character, the space at its ends too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"strip": False})


class SeenVersionField(forms.IntegerField):
    """The version of the row that the person saw; it travels with the form and is never a change itself."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


def number(text: str | None) -> int:
    """Return a version that was posted; 0, which no row has, when it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


class RecordForm(forms.ModelForm):
    """A form of one row. It is `stale`, and invalid, when the stored row is not the version that the person saw.

    `gone` says that the row was deleted. `refusal` is set by the desk when a save, tried before, was refused: the form
    is then shown again with its reasons. How a stale form is combined with what is stored: quotes.admin.combining.
    """

    refusal: ClassVar[ValidationError | None] = None
    seen_version = SeenVersionField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.stale = self.gone = False
        if self.instance.pk:
            self.initial["seen_version"] = self.instance.version
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, Autocomplete):
                widget.chosen = self.instance._state.fields_cache.get(name)

    @property
    def media(self) -> forms.Media:
        """Return what its widgets need, gathered once for all rows: a class of forms is made for each request."""
        own = vars(type(self))
        if "gathered_media" not in own:
            type(self).gathered_media = super().media
        return own["gathered_media"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen = cleaned.get("seen_version")
        self.gone = bool(self.instance.pk is None and seen)
        self.stale = self.gone or bool(self.instance.pk and seen != self.instance.version)
        if self.refusal:
            self.add_error(None, ValidationError(self.refusal.messages))
        elif self.stale:
            self.add_error(None, DELETED if self.gone else CHANGED)
        return cleaned

    def values_seen(self, record: Any) -> dict[str, Any]:
        """Return what the posted form began with, by field; `record` is the revision that it was opened at."""
        return model_to_dict(record, fields=list(self.fields))

    def values_entered(self, formsets: list[Any]) -> dict[str, Any]:
        """Return what was posted, by field, as a browser sends it."""
        return {name: self[name].data for name in self.fields}

    def also_entered(self, formsets: list[Any]) -> list[tuple[str, str, str]]:
        """Return what was entered in rows that its own fields tell of: where, what is stored, what was posted."""
        return []


class RecordFormSet(BaseInlineFormSet):
    """Rows of one parent. Each holds the parent that its own form edits, so that both agree about its version."""

    told_by_parent = False  # whether the parent's own fields say all that the rows do
    named_by: ClassVar[tuple[str, ...]] = ()  # fields by which two people who add a row mean the same one

    def _construct_form(self, i: int, **options: Any) -> Any:
        form: Any = super()._construct_form(i, **options)
        setattr(form.instance, self.fk.name, self.instance)
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        """Add the fields of every row; each is named for those who cannot see the head of its column."""
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", str(field.label or pretty_name(name)))

    def get_unique_error_message(self, unique_check: Any) -> str:
        model: Any = self.model
        for constraint in model._meta.total_unique_constraints:
            if set(unique_check) == set(constraint.fields):
                return str(constraint.get_violation_error_message())
        return super().get_unique_error_message(unique_check)

    @cached_property
    def empty_form(self) -> Any:
        return super().empty_form


def named_rows(*fields: str) -> type[RecordFormSet]:
    """Return rows of which two with equal `fields`, added by two people, are the same."""
    return type("NamedRows", (RecordFormSet,), {"named_by": fields})


def shown(field: Any, value: Any) -> str:
    """Return a value of a form's field as a person reads it."""
    if isinstance(field, forms.ModelChoiceField):
        key = str(getattr(value, "pk", value) or "")
        return str((field.queryset.filter(pk=key).first() if is_key(key) else None) or key)
    if isinstance(field, forms.BooleanField):
        return "yes" if field.to_python(value) else "no"
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value)) if value else ""
    return "" if value is None else str(value)
