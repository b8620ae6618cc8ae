"""The form of a quotation: its words are pasted and looked up in the source, or its passages moved by their offsets."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError

from quotes.editing import find_words, written
from quotes.models import Affiliation, Passage, Quotation, Source, Speaker
from quotes.presentation.filters import held
from quotes.text.anchors import Span, check_order
from quotes.text.characters import unify_line_ends

from .choices import is_key
from .forms import ProseField, RecordForm, RecordFormSet, number
from .since import revision_seen


class StartsField(forms.CharField):
    """Code points where passages begin: numbers with a space between."""

    def to_python(self, value: Any) -> Any:
        numbers = (super().to_python(value) or "").replace(",", "").split()
        if not all(number.isascii() and number.isdigit() and len(number) < 10 for number in numbers):
            raise ValidationError("Write numbers, with a space between two: 1204 3377.")
        return [int(number) for number in numbers]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


class SeenField(forms.CharField):
    """What the person saw, which is sent back with what they made of it."""

    def __init__(self) -> None:
        super().__init__(required=False, strip=False, widget=forms.HiddenInput)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class QuotationForm(RecordForm):
    """The form of a quotation. `spans` is where its words stand when words or source were changed, else None."""

    words = ProseField(
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 6, "class": "vLargeTextField words"}),
        help_text="Paste them from the source, character for character. Leave out the reporter’s words between two "
        "passages and put a blank line there. Quotation marks around a passage are left out for you. "
        "When you change the words, they are looked up, and the passages below follow.",
    )
    starts = StartsField(
        required=False,
        label="Starts at character",
        help_text="Only for words that stand in the source more than once: the number of the place that you mean.",
    )

    seen_words = SeenField()
    spans: list[Span] | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            words = written(self.instance.source.text, self.instance.spans)
            self.initial["words"] = self.initial["seen_words"] = words
        if "affiliation" in self.fields:
            self.fields["affiliation"].widget.choices = [("", "---------"), *role_choices(*self.speaker_and_source())]

    def values_seen(self, record: Any) -> dict[str, Any]:
        return super().values_seen(record) | {"words": unify_line_ends(self["seen_words"].data or "")}

    def values_entered(self, formsets: list[Any]) -> dict[str, Any]:
        """Return what was posted. Passages that were moved by their offsets are words, where no other words are."""
        entered = super().values_entered(formsets)
        entered["seen_words"] = None
        spans = next((formset.moved() for formset in formsets if formset.model is Passage), None)
        seen, words = (unify_line_ends(self[name].data or "").strip() for name in ("seen_words", "words"))
        if spans and seen == words and (source := self.speaker_and_source()[1]):
            entered["words"] = written(source.text, spans)
            entered["starts"] = " ".join(str(span.start) for span in spans)
        return entered

    def also_entered(self, formsets: list[Any]) -> list[tuple[str, str, str]]:
        passages = next((formset for formset in formsets if formset.model is Passage), None)
        if passages is None or not passages.was_moved():
            return []
        known = {row.instance.pk: row.initial for row in passages.initial_forms}
        spans = [known.get(each.pk) or {"start": each.start, "end": each.end} for each in passages.get_queryset()]
        stored = ", ".join(f"{span['start']}–{span['end']}" for span in spans)
        yours = ", ".join(f"{start}–{end}" for start, end in passages.entered())
        return [("Passages, by their characters", stored, yours)]

    def speaker_and_source(self) -> tuple[Speaker | None, Source | None]:
        """Return the speaker and source that the form shows now."""
        return self.shown("speaker", Speaker), self.shown("source", Source)

    def shown(self, name: str, model: Any) -> Any:
        key = str(self[name].value() or "") if name in self.fields else ""
        if key == str(getattr(self.instance, f"{name}_id")):
            return getattr(self.instance, name)
        return model.objects.filter(pk=key).first() if is_key(key) else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        source, words, changed = cleaned.get("source"), cleaned.get("words"), self.changed_data
        if source and not self.stale and ("words" in changed or (words and "source" in changed)):
            self.find(source, cleaned)
        return cleaned

    def find(self, source: Source, cleaned: dict[str, Any]) -> None:
        words, starts = cleaned.get("words", ""), cleaned.get("starts") or ()
        in_marks = cleaned.get("kind") != Quotation.Kind.INDIRECT
        try:
            spans = find_words(source.text, words, in_marks=in_marks, starts=starts)
        except ValueError as error:
            self.add_error("words", str(error))
        else:
            if self.instance.was_public and not spans:
                self.add_error("words", "A published quotation needs its words.")
            self.spans = self.instance._spans = spans


class PassageFormSet(RecordFormSet):
    """The passages by their offsets; they count when the words themselves were left as they are."""

    told_by_parent = True

    def get_queryset(self) -> Any:
        """Return the passages, which a form that is opened has read already, for its words."""
        read = "passages" in getattr(self.instance, "_prefetched_objects_cache", {})
        return self.instance.passages.all() if read else super().get_queryset()

    def is_valid(self) -> bool:
        return self.instance._spans is not None or super().is_valid()

    def clean(self) -> None:
        super().clean()
        if any(self.errors) or self.instance.source_id is None:
            return
        spans, length = self.spans(), len(self.instance.source.text)
        try:
            check_order(spans)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if spans and spans[-1].end > length:
            raise ValidationError(f"The source ends at character {length}, before the last passage does.")

    def entered(self) -> list[tuple[str, str]]:
        """Return the offsets that were posted, those of rows marked for deletion left out."""
        rows = [row for row in self.forms if not self.data.get(f"{row.prefix}-DELETE")]
        offsets = [(str(row["start"].data or ""), str(row["end"].data or "")) for row in rows]
        return [pair for pair in offsets if any(pair)]

    def was_moved(self) -> bool:
        """Return whether the posted offsets are others than the form showed when it was opened."""
        shown = []
        for row in self.initial_forms:
            key, version = self.data.get(f"{row.prefix}-id", ""), number(row["seen_version"].data)
            seen = revision_seen(Passage, key, version) if is_key(key) else None
            shown.append((str(seen.start), str(seen.end)) if seen else ("", ""))
        return self.entered() != shown

    def moved(self) -> list[Span] | None:
        """Return the passages that were posted, where they were moved and can be passages at all."""
        offsets = self.entered()
        if not self.was_moved() or not all(is_key(start) and is_key(end) for start, end in offsets):
            return None
        spans = sorted(Span(int(start), int(end)) for start, end in offsets)
        try:
            check_order(spans)
        except ValueError:
            return None
        return spans

    def spans(self) -> list[Span]:
        kept = (row for row in self.forms if row not in self.deleted_forms)
        rows = [row.cleaned_data for row in kept]
        return sorted(Span(row["start"], row["end"]) for row in rows if "start" in row and "end" in row)


def role_choices(speaker: Speaker | None, source: Source | None) -> list[tuple[int, str]]:
    """Return the speaker's roles as choices, those that may have held when the source was published first."""
    if speaker is None:
        return []
    day = source.published_on if source else None
    roles = [
        (role, day if day and role.may_have_held_on(day) else None)
        for role in speaker.affiliations.select_related("organization")
    ]
    roles.sort(key=lambda each: each[1] is None)
    return [(role.pk, role_label(role, held_on)) for role, held_on in roles]


def role_label(role: Affiliation, held_on: date | None) -> str:
    dates = held(role) if role.since or role.until else ""
    on = f"on {held_on}" if held_on else ""
    notes = "; ".join(note for note in (dates, on) if note)
    return f"{role} ({notes})" if notes else str(role)
