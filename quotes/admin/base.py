"""What the admin of every record shares: the lock and the version, who may change what, and capped counts."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import models, transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from quotes.editing import is_public, may_change, may_publish
from quotes.models import Conflict, Publishable
from quotes.reading.paging import total

from .choices import Autocomplete, RelatedChoice, is_key
from .conflicts import REFUSALS, refusal
from .forms import ProseField, RecordForm, RecordFormSet, number
from .lists import CappedPaginator, DeskListAdmin, RecordList
from .saving import SavingAdmin
from .since import what_changed
from .transfer import TransferAdmin
from .unsaved import label_of

PROSE: Any = {models.TextField: {"form_class": ProseField, "widget": AdminTextareaWidget(attrs={"rows": 3})}}


class Fields:
    """How fields of the record are edited, on a form and in its rows."""

    form: Any = RecordForm
    formfield_overrides = PROSE

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **options: Any) -> Any:
        """Return the form's field; beside a choice of another record stands no button that deletes that record."""
        field = super().formfield_for_dbfield(db_field, request, **options)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = RelatedChoice(field.widget)
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            options["widget"] = Autocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **options)


class RecordAdmin(Fields, DeskListAdmin, TransferAdmin, SavingAdmin):
    """The admin of one model of the record. A stale save, or one that the record refuses, is shown on its form."""

    list_reads: Sequence[str] = ()  # the columns that a row of the list shows
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    view_on_site = False
    form_reads: Sequence[str] = ()  # the records that the form shows beside this one

    class Media:
        js = ["quotes/admin/desk.js", "quotes/admin/conflict.js"]

    # Who may

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or may_change(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or (not kept(obj) and may_change(request.user, obj)))

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Return whether rows may be named by a column; Django's own answer fails for what is none, such as “+”."""
        return to_field in {field.name for field in self.opts.fields} and super().to_field_allowed(request, to_field)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Return the record's public address, when it has one."""
        return obj.get_absolute_url() if self.view_on_site and obj and is_public(obj) else None

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        may = obj is not None and self.has_change_permission(request, obj)
        return with_field(fieldsets, "seen_version") if may else without_field(fieldsets, "seen_version")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change=change, **options)
        form.refusal = getattr(request, "refusal", None)
        return form

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the record; when it is about to change, locked, after the rows that it follows from.

        A form that is shown again, since it was refused, changes nothing: it needs no lock.
        """
        obj = super().get_object(request, object_id, from_field or None)
        if obj is None:
            return None
        if request.method != "POST":
            prefetch_related_objects([obj], *self.form_reads)
            return obj
        if hasattr(request, "refusal"):
            return obj
        obj.lock_sources(obj._state.db)
        for parent in obj.held_parents():
            type(parent)._base_manager.select_for_update(no_key=True).filter(pk=parent.pk).first()
        return type(obj)._base_manager.select_for_update(no_key=True).filter(pk=obj.pk).first()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        record = form.instance
        if not may_publish(request.user, type(record)) and is_public(record):
            raise ValidationError("Readers would see this at once, so an editor has to do it.")

    # The list

    @admin.display(description=mark_safe('<input type="checkbox" id="action-toggle" aria-label="Select all">'))
    def action_checkbox(self, obj: Any) -> str:
        """Return the row's checkbox; the version that the person saw travels with it."""
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="Select {}">'
            '<input type="hidden" name="seen" value="{}.{}">',
            *(ACTION_CHECKBOX_NAME, obj.pk, obj, obj.pk, obj.version),
        )

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[RecordList]:
        return RecordList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, or do an action on it: all or nothing, but for verbs that report each refusal."""
        if any("\0" in value for values in request.GET.lists() for value in values[1]):
            raise SuspiciousOperation("No value of a filter holds a NUL.")
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        try:
            with transaction.atomic():
                return super().changelist_view(request, extra_context)
        except REFUSALS as error:
            self.message_refusal(request, error)
            return HttpResponseRedirect(request.get_full_path())

    def response_action(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Do an action, but not on all of a list that is too long to have been looked through."""
        if request.POST.get("select_across", "0") != "0" and not (found := total(queryset)).is_exact:
            what = f"{found} {self.opts.verbose_name_plural}"
            self.message_user(request, f"All {what} are too many at once. Narrow the list first.", messages.ERROR)
            return None
        self.message_left_out(request, queryset)
        return super().response_action(request, queryset)

    def message_left_out(self, request: HttpRequest, queryset: Any) -> None:
        """Name the rows that were selected and are not in the list any more, and say why."""
        selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(is_key(key) for key in selected):
            raise SuspiciousOperation("Rows are selected by their keys.")
        if request.POST.get("select_across", "0") != "0":
            return
        seen = seen_versions(request)
        found = {str(key) for key in queryset.filter(pk__in=selected).values_list("pk", flat=True)}
        for key in (key for key in selected if key not in found):
            why = what_changed(self.model(pk=key), number(seen.get(key)))
            label = label_of(self.model, key) or f"{self.opts.verbose_name} {key}"
            text = f"“{label}” was left as it is: it is not in this list any more. {why}"
            self.message_user(request, text, messages.WARNING)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        if deletion := actions.get("delete_selected"):
            actions["delete_selected"] = (delete_as_seen, *deletion[1:])
        return actions

    def message_refusal(self, request: HttpRequest, error: Exception) -> None:
        for message in refusal(error, self.model).messages:
            self.message_user(request, message, messages.ERROR)

    # Deletion

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except REFUSALS as error:
            self.message_refusal(request, error)
            if isinstance(error, Conflict):
                why = what_changed(error.record, number(request.POST.get("seen_version")))
                self.message_user(request, why, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj.version = number(request.POST.get("seen_version"))
        obj.delete()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for record in as_seen(request, queryset):
            record.delete()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Return what a deletion takes along. Parts of a record go with it; what was public stays, and is named."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if self.has_delete_permission(request):
            lacking = set()
            for obj in objs:
                if kept(obj):
                    protected.append(f"“{obj}” was published: withdraw it instead.")
                elif not self.has_delete_permission(request, obj):
                    protected.append(f"“{obj}” is public: only those who may publish delete it.")
        return deleted, counts, lacking, protected


class PartOptions(Fields):
    """Rows that belong to a record and are edited on its form, each with the version that the person saw."""

    formset: Any = RecordFormSet
    extra = 0

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        parent = self.admin_site.get_model_admin(self.parent_model)
        may = self.has_change_permission(request, obj) and (obj is None or parent.has_change_permission(request, obj))
        return with_field(fieldsets, "seen_version") if may else without_field(fieldsets, "seen_version")


class PartInline(PartOptions, admin.TabularInline):
    """Parts as rows of a table."""


class PartStack(PartOptions, admin.StackedInline):
    """Parts with too many fields for a table."""


def with_field(fieldsets: Any, name: str) -> Any:
    """Return fieldsets that end with a field."""
    *rest, (title, options) = without_field(fieldsets, name)
    return [*rest, (title, {**options, "fields": [*options["fields"], name]})]


def without_field(fieldsets: Any, name: str) -> Any:
    return [
        (title, {**options, "fields": [field for field in options["fields"] if field != name]})
        for title, options in fieldsets
    ]


def kept(record: Any) -> bool:
    """Return whether a record stays for good: it was public."""
    return isinstance(record, Publishable) and record.was_public


def as_seen(request: HttpRequest, queryset: Any) -> list[Any]:
    """Return the selected rows at the versions that the person saw, so that a change since is a Conflict.

    Rows of other pages ("select all 2,000") were not seen, and come as they are stored.
    """
    seen = seen_versions(request)
    rows = list(queryset)
    for row in rows:
        if str(row.pk) in seen:
            row.version = number(seen[str(row.pk)])
    return rows


def seen_versions(request: HttpRequest) -> dict[str, str]:
    """Return the version of each row as the person saw it, by the row's key."""
    return dict(value.split(".", 1) for value in request.POST.getlist("seen") if "." in value)


def delete_as_seen(model_admin: RecordAdmin, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    """Delete the selected rows, after a confirmation; none of them when one was changed since it was seen."""
    stored = dict(queryset.values_list("pk", "version"))
    stale = [row for row in as_seen(request, queryset) if row.version != stored[row.pk]]
    if stale:
        raise ValidationError([stale_message(row, row.version, "Nothing was deleted.") for row in stale])
    return delete_selected(model_admin, request, queryset)


def stale_message(row: Any, seen: int, consequence: str) -> str:
    """Return that a row is not as the person saw it, and what became of it."""
    name = f"The {row._meta.verbose_name} “{row}”"
    return f"{name} was changed by somebody else after you opened it. {consequence} {what_changed(row, seen)}"
