"""Merging at the desk: choosing two records, both side by side, and the list of merges with their undoing."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from quotes.editing import may_merge, merge, undo
from quotes.editing.merging import Consequence, consequences, what_stands_in_the_way
from quotes.models import Conflict, Distinction, Merge, Slugged
from quotes.presentation.filters import held

from .base import RecordAdmin
from .choices import is_key
from .conflicts import REFUSALS, refusal
from .duplicates import duplicates_view
from .forms import ProseField
from .lists import CappedPaginator, DeskListAdmin, RecordList

FOUND = 20  # records that a search for the other one lists
SHOWN = 30  # other names and roles of one


class MergeForm(forms.Form):
    """Which of two records is kept, and why; with the versions that the person saw."""

    keep = forms.ChoiceField(widget=forms.RadioSelect)
    reason = ProseField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text="If it is not plain to see. Kept with the merge; readers never see it.",
    )
    seen_first = forms.IntegerField(widget=forms.HiddenInput)
    seen_second = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, first: Slugged, second: Slugged, keep: Slugged, data: Any = None) -> None:
        seen = {"seen_first": first.version, "seen_second": second.version}
        super().__init__(data, initial={"keep": str(keep.pk), **seen})
        self.fields["keep"].choices = [(str(record.pk), str(record)) for record in (first, second)]


class UndoForm(forms.Form):
    reason = ProseField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text="Kept with the merge; readers never see it.",
    )


class MergeableAdmin(RecordAdmin):
    """The admin of records that can be merged."""

    compared: tuple[str, ...] = ()  # the fields that stand side by side
    change_list_template = "admin/quotes/mergeable_list.html"

    def get_urls(self) -> list[Any]:
        wrap, name = self.admin_site.admin_view, self.address_name
        return [
            path("<int:key>/merge/", wrap(self.choose_view), name=name("merge")),
            path("<int:key>/merge/<int:other>/", wrap(self.merge_view), name=name("compare")),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        record = options.get("obj")
        if record and not context["is_popup"] and may_merge(request.user, record):
            address = self.address("merge", record.pk)
            context["reason_links"] = [*context.get("reason_links", []), (address, "Merge")]
        return super().render_change_form(request, context, *args, **options)

    # Two rows of the list

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        if may_merge(request.user):
            label = f"Merge two selected {self.opts.verbose_name_plural}"
            actions["merge_selected"] = (type(self).merge_selected, "merge_selected", label)
        return actions

    def merge_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(keys) != 2:
            self.message_user(request, f"Select exactly two {self.opts.verbose_name_plural} to merge.", messages.ERROR)
            return None
        return HttpResponseRedirect(self.address("compare", *keys))

    # The other one

    def choose_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Let the person look for the record that is the same as this one."""
        record = self.to_merge(request, key)
        words = request.GET.get("q", "").replace("\0", "").strip()
        rows, found = self.get_queryset(request), []
        if words:
            rows, may_repeat = self.get_search_results(request, rows, words)
            rows = rows.exclude(pk=record.pk).order_by("sort_key", "slug")
            found = list((rows.distinct() if may_repeat else rows)[:FOUND])
        context = {
            "title": f"Merge “{record}” with…",
            "record": record,
            "words": words,
            "found": [(other, self.address("compare", record.pk, other.pk)) for other in found],
            "is_cut": len(found) == FOUND,
        }
        return self.page(request, "admin/quotes/merge_choose.html", context)

    # Both side by side

    def merge_view(self, request: HttpRequest, key: int, other: int) -> HttpResponse:
        first, second = (self.to_merge(request, each) for each in (key, other))
        if key == other:
            raise Http404("A record cannot be merged with itself.")
        moves = {kept.pk: consequences(kept, gone) for kept, gone in ((first, second), (second, first))}
        # What moves when one is kept is what the other has: the one that has more is proposed.
        keep = min((first, second), key=lambda record: (weight(moves[record.pk]), record.pk))
        form = MergeForm(first, second, keep, request.POST if request.method == "POST" else None)
        if form.is_valid():
            first.version, second.version = form.cleaned_data["seen_first"], form.cleaned_data["seen_second"]
            kept, gone = (first, second) if form.cleaned_data["keep"] == str(first.pk) else (second, first)
            try:
                return self.merged(request, kept, gone, form.cleaned_data["reason"])
            except Conflict as conflict:
                self.message_user(request, str(conflict), messages.ERROR)
                return HttpResponseRedirect(request.path)
            except REFUSALS as error:
                form.add_error(None, refusal(error, self.model).messages)
        context = {
            "title": f"Merge two {self.opts.verbose_name_plural}",
            "form": form,
            "records": [self.side(first, moves[second.pk]), self.side(second, moves[first.pk])],
            "facts": self.facts(first, second),
            "back": self.address("change", first.pk),
        }
        return self.page(request, "admin/quotes/merge.html", context)

    def merged(self, request: HttpRequest, kept: Slugged, gone: Slugged, reason: str) -> HttpResponse:
        with transaction.atomic():
            done = merge(kept, gone, by=request.user, reason=reason)
            self.log_change(request, kept, f"Merged “{done.merged_name}” into it.")
        undone = reverse("admin:quotes_merge_change", args=[done.pk])
        text = '“{}” was merged into “{}”, and its address leads there. <a href="{}">See what was moved, or undo it</a>'
        self.message_user(request, format_html(text, done.merged_name, kept, undone), messages.SUCCESS)
        return HttpResponseRedirect(self.address("change", kept.pk))

    def to_merge(self, request: HttpRequest, key: int) -> Slugged:
        record = self.get_queryset(request).filter(pk=key).first() if is_key(str(key)) else None
        if record is None:
            raise Http404(f"There is no such {self.opts.verbose_name}.")
        if not may_merge(request.user, record):
            raise PermissionDenied
        return record

    def side(self, record: Any, moves: list[Consequence]) -> dict[str, Any]:
        """Return what stands on one side: the record and what it has, which moves when the other is kept."""
        return {"record": record, "moves": [in_words(each) for each in moves if each.moved]}

    def facts(self, first: Any, second: Any) -> list[tuple[str, str, str]]:
        """Return facts side by side: what they are called, and how each record has them."""
        rows = []
        for name in self.compared:
            field = self.opts.get_field(name)
            values = [str(display(record, name)) for record in (first, second)]
            if any(values):
                rows.append((str(field.verbose_name), *values))
        return rows

    def page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, "subtitle": None}
        return TemplateResponse(request, template, shared | context)


def display(record: Any, name: str) -> Any:
    shown = getattr(record, f"get_{name}_display", None)
    return shown() if shown else getattr(record, name) or ""


def written(rows: Any) -> str:
    """Return other names or roles, one on each line."""
    lines = []
    for row in rows[: SHOWN + 1]:
        dates = held(row) if getattr(row, "since", "") or getattr(row, "until", "") else ""
        lines.append(f"{row} ({dates})" if dates else str(row))
    return "\n".join(lines[:SHOWN] + (["…"] if len(lines) > SHOWN else []))


def in_words(each: Consequence) -> str:
    """Return what would move as a line for people."""
    joined = f", of which {each.joined:,} joined with one that is there" if each.joined else ""
    return f"{each.label[:1].upper()}{each.label[1:]}: {each.moved:,}{joined}"


def weight(moves: list[Consequence]) -> int:
    return sum(each.moved for each in moves)


class DecisionAdmin(DeskListAdmin, admin.ModelAdmin):
    """A list of what was decided, by whom and when. Nothing there is changed."""

    list_filter = ["kind"]
    list_select_related = ["by"]
    list_reads = ()
    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[RecordList]:
        return RecordList

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Merge)
class MergeAdmin(DecisionAdmin):
    list_display = ["merged_name", "kept_name", "kind", "by", "at", "state"]
    search_fields = ["merged_name", "kept_name", "merged_slug", "kept_slug"]
    sortable_by = ["at"]
    change_form_template = "admin/quotes/merge_done.html"
    fieldsets = [
        (None, {"fields": ["merged_name", "kept_now", "merged_slug", "kind", "by", "at", "reason", "what_moved"]}),
        ("Undone", {"fields": ["undone_by", "undone_at", "undone_reason", "left_as_it_was"]}),
    ]

    def get_urls(self) -> list[Any]:
        own = path("<int:key>/undo/", self.admin_site.admin_view(self.undo_view), name="quotes_merge_undo")
        return [own, *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: Merge | None = None) -> Any:
        return self.fieldsets if obj and obj.undone_at else self.fieldsets[:1]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave what was moved, which may be long, to the page of one merge."""
        return super().get_queryset(request).defer("moved", "left")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        done = options.get("obj")
        if done and may_merge(request.user):
            context["problem"] = "" if done.undone_at else what_stands_in_the_way(done)
            if not done.undone_at and not context["problem"]:
                context["undo_address"] = reverse("admin:quotes_merge_undo", args=[done.pk])
        return super().render_change_form(request, context, *args, **options)

    def undo_view(self, request: HttpRequest, key: int) -> HttpResponse:
        if not may_merge(request.user):
            raise PermissionDenied
        done = Merge.objects.filter(pk=key).first() if is_key(str(key)) else None
        if done is None:
            raise Http404("There is no such merge.")
        page = reverse("admin:quotes_merge_change", args=[done.pk])
        form = UndoForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                left = undo(done, by=request.user, reason=form.cleaned_data["reason"])
            except REFUSALS as error:
                for message in refusal(error, Merge).messages:
                    self.message_user(request, message, messages.ERROR)
                return HttpResponseRedirect(page)
            self.message_user(request, f"Undone: “{done.merged_name}” is a {done.kind} of its own again.")
            for line in left:
                self.message_user(request, line, messages.WARNING)
            return HttpResponseRedirect(page)
        if problem := what_stands_in_the_way(done):
            self.message_user(request, problem, messages.ERROR)
            return HttpResponseRedirect(page)
        context = {
            **self.admin_site.each_context(request),
            "title": "Undo a merge",
            "subtitle": None,
            "opts": self.opts,
            "media": self.media,
            "done": done,
            "form": form,
            "back": page,
        }
        return TemplateResponse(request, "admin/quotes/merge_undo.html", context)

    @admin.display(description="undone")
    def state(self, obj: Merge) -> str:
        return f"undone {obj.undone_at:%Y-%m-%d}" if obj.undone_at else ""

    @admin.display(description="into")
    def kept_now(self, obj: Merge) -> str:
        address = reverse(f"admin:quotes_{obj.kind}_change", args=[obj.kept_key])
        return format_html('<a href="{}">{}</a>', address, obj.kept_name)

    @admin.display(description="what was moved")
    def what_moved(self, obj: Merge) -> str:
        moved = {name: len(keys) for name, keys in obj.moved["rows"].items()}
        parts = [f"{NAMES[name]}: {count:,}" for name, count in moved.items()]
        joined = len(obj.moved["joined"])
        parts += [f"joined with one that was there: {joined:,}"] if joined else []
        return "; ".join(parts) or "nothing but its address"

    @admin.display(description="left as it was")
    def left_as_it_was(self, obj: Merge) -> str:
        return "\n".join(obj.left)


NAMES = {
    "affiliation": "roles",
    "alias": "other names",
    "quotation": "quotations",
    "source": "sources",
    "organization": "parts of it",
    "quotationtopic": "quotations",
    "claimtopic": "claims",
}


@admin.register(Distinction)
class DistinctionAdmin(DecisionAdmin):
    """Pairs that were told apart, and those that wait for it. Deleting one has it suspected again."""

    list_display = ["first_name", "second_name", "kind", "by", "at"]
    search_fields = ["first_name", "second_name"]
    sortable_by = ["at"]
    fieldsets = [(None, {"fields": ["first_name", "second_name", "kind", "by", "at", "reason"]})]

    def get_urls(self) -> list[Any]:
        own = path("duplicates/", self.admin_site.admin_view(duplicates_view), name="quotes_duplicates")
        return [own, *super().get_urls()]
