"""Forms that refuse to save over somebody else's change, and keep texts exactly as they were written."""

from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.forms.utils import pretty_name
from django.utils.functional import cached_property

from quotes.text.characters import unify_line_ends

from .choices import Autocomplete

LONG = 120


class Difference(NamedTuple):
    """A field that is stored with one value and was posted with another."""

    label: str
    stored: str
    yours: str


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


class RecordForm(forms.ModelForm):
    """A form of one row. It is `stale`, and invalid, when the stored row is not the version that the person saw.

    `differences` then says which fields are stored otherwise than they were posted; `gone` that the row was deleted.
    `refusal` is set by the desk when a save, tried before, was refused: the form is then shown again with its reasons.
    """

    refusal: ClassVar[ValidationError | None] = None
    seen_version = SeenVersionField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.stale = self.gone = False
        self.differences: list[Difference] = []
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
        if self.refusal:
            self.add_error(None, ValidationError(self.refusal.messages))
        elif self.instance.pk and seen != self.instance.version:
            self.stale = True
            self.differences = [self.difference(name) for name in self.changed_data if name in cleaned]
            self.add_error(None, "Somebody else changed this after you opened it. Nothing was saved.")
        elif self.instance.pk is None and seen:
            self.stale = self.gone = True
            self.add_error(None, "Somebody else deleted this after you opened it. Nothing was saved.")
        return cleaned

    def difference(self, name: str) -> Difference:
        field = self.fields[name]
        stored = shown(field, self.get_initial_for_field(field, name))
        yours = shown(field, self.cleaned_data[name])
        return Difference(str(field.label or pretty_name(name)), *excerpts(stored, yours))


class RecordFormSet(BaseInlineFormSet):
    """Rows of one parent. Each holds the parent that its own form edits, so that both agree about its version."""

    told_by_parent = False  # whether the parent's own fields say all that the rows do

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

    @property
    def added_elsewhere(self) -> list[Any]:
        """The stored rows that the posted form did not know."""
        posted = {form.instance.pk for form in self.initial_forms}
        return [row for row in self.get_queryset() if row.pk not in posted]


def shown(field: Any, value: Any) -> str:
    """Return a value of a form's field as a person reads it."""
    if isinstance(field, forms.ModelChoiceField):
        value = getattr(value, "pk", value)
        return str(field.queryset.filter(pk=value).first() or "") if value else ""
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value or ""))
    return "" if value is None else str(value)


def excerpts(stored: str, yours: str) -> tuple[str, str]:
    """Return two different texts, or, when they are long, the parts of them around where they differ."""
    if max(len(stored), len(yours)) <= LONG:
        return stored, yours
    shorter = min(len(stored), len(yours))
    start = next((at for at in range(shorter) if stored[at] != yours[at]), shorter)
    tail = next((at for at in range(shorter - start) if stored[-1 - at] != yours[-1 - at]), shorter - start)
    return _around(stored, start, tail), _around(yours, start, tail)


def _around(text: str, start: int, tail: int) -> str:
    begin, end = max(0, start - LONG // 4), min(len(text), len(text) - tail + LONG // 4)
    end = min(end, begin + 4 * LONG)
    return ("…" if begin else "") + text[begin:end] + ("…" if end < len(text) else "")
