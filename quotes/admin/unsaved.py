"""Saves that were refused: kept for the person who sent them, shown to them alone, and taken up again."""

import json
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.forms.utils import pretty_name
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator

from quotes.models import RefusedSave

from .choices import is_key
from .combining import CHOICE, UNCHANGED, Line
from .forms import number, shown
from .lists import CappedPaginator, DeskListAdmin
from .since import last_hand, last_revision

NAME = "refused_save"  # in a form: the refused save that it goes back to
TAKE_UP = "_take_up"
NOT_ENTERED = {"csrfmiddlewaretoken", NAME}


def entered_in(post: QueryDict) -> dict[str, list[str]]:
    """Return what a person entered in a form that was sent: all of it but the token, the choices and the buttons."""
    return {
        name: values
        for name, values in post.lists()
        if name not in NOT_ENTERED and not name.startswith(("_", CHOICE)) and "__prefix__" not in name
    }


def keep(
    user: Any, kind: str, key: int, label: str, entered: dict[str, list[str]], earlier: RefusedSave | None
) -> RefusedSave:
    """Keep what was entered; in place of `earlier`, which this form goes back to, or of the very same sent twice."""
    text = json.dumps(entered)
    of_record = RefusedSave.objects.filter(user=user, kind=kind, key=key)
    kept = earlier or of_record.filter(entered=text).first() or RefusedSave(user=user, kind=kind, key=key)
    kept.label = Truncator(label).chars(RefusedSave._meta.get_field("label").max_length)
    kept.seen_version = number((entered.get("seen_version") or [""])[-1])
    kept.entered = text
    kept.save()
    return kept


def keep_choices(kept: RefusedSave, lines: list[Line]) -> None:
    kept.choices = json.dumps([line.as_dict() for line in lines])
    kept.save()


def choices_of(kept: RefusedSave) -> list[Line]:
    return [Line(**line) for line in kept.choice_list]


def refused_save_of(request: HttpRequest, kind: str, value: str | None) -> RefusedSave | None:
    """Return the person's own refused save of this kind that a form names, or None."""
    if not value or not is_key(value):
        return None
    return RefusedSave.objects.filter(pk=value, user=request.user, kind=kind).first()


def entered_lines(model_admin: Any, request: HttpRequest, data: QueryDict) -> list[tuple[str, str]]:
    """Return what was posted to a record's form, by label, in the order of the form; rows after it."""
    form = model_admin.get_form(request, None)
    lines = [
        (str(field.label or pretty_name(name)), shown(field, data.get(name, "")))
        for name, field in form.base_fields.items()
        if name not in UNCHANGED and name != "seen_words"
    ]
    for formset, inline in model_admin.get_formsets_with_inlines(request):
        prefix = formset.get_default_prefix()
        for index in range(min(number(data.get(f"{prefix}-TOTAL_FORMS")), formset.absolute_max)):
            where = f"{str(inline.opts.verbose_name).capitalize()} {index + 1}"
            lines += [
                (f"{where}: {field.label or pretty_name(name)}", shown(field, data.get(f"{prefix}-{index}-{name}", "")))
                for name, field in formset.form.base_fields.items()
                if name not in UNCHANGED
            ]
    if "reason" in data and "reason" not in form.base_fields:
        lines.append(("Reason", data["reason"]))
    return [(label, value) for label, value in lines if value]


def as_new(model_admin: Any, request: HttpRequest, data: QueryDict) -> QueryDict:
    """Return what was entered for a record that is gone as the form of a new one sends it."""
    data = data.copy()
    data.pop("seen_version", None)
    for formset, _ in model_admin.get_formsets_with_inlines(request):
        prefix = formset.get_default_prefix()
        total = min(number(data.get(f"{prefix}-TOTAL_FORMS")), formset.absolute_max)
        kept = [index for index in range(total) if not data.get(f"{prefix}-{index}-DELETE")]
        names = [name for name in formset.form.base_fields if name not in UNCHANGED]
        rows = [{name: data.get(f"{prefix}-{index}-{name}", "") for name in names} for index in kept]
        for name in [name for name in data if name.startswith(f"{prefix}-")]:
            del data[name]
        for index, row in enumerate(rows):
            for name, value in row.items():
                data[f"{prefix}-{index}-{name}"] = value
        data[f"{prefix}-TOTAL_FORMS"], data[f"{prefix}-INITIAL_FORMS"] = str(len(rows)), "0"
    return data


def unsaved_page(model_admin: Any, request: HttpRequest, kept: RefusedSave, status: int = 200) -> HttpResponse:
    """Show everything that was entered, and what can be done with it. `model_admin` is that of its record."""
    record = model_admin.model._base_manager.filter(pk=kept.key).first()
    may_change = record is not None and model_admin.has_change_permission(request, record)
    has_form = bool(kept.posted.keys() - {"seen_version", "reason"})
    may_add = record is None and has_form and model_admin.has_add_permission(request)
    change_page = model_admin.address("change", kept.key)
    take_up = change_page if may_change else model_admin.address("add")
    hand = last_hand(model_admin.model, kept.key)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Not saved: {kept.label}",
        "subtitle": None,
        "opts": RefusedSave._meta,
        "kept": kept,
        "kind": model_admin.opts.verbose_name,
        "record": record,
        "record_address": change_page if record else "",
        "hand": hand,
        "lines": entered_lines(model_admin, request, kept.posted),
        "take_up": take_up if may_change or may_add else "",
        "may_change": may_change,
        "dismiss": reverse("admin:quotes_refusedsave_change", args=[kept.pk]),
        "take_up_name": TAKE_UP,
    }
    return TemplateResponse(request, "admin/quotes/unsaved.html", context, status=status)


def label_of(model: Any, key: Any) -> str:
    """Return what a record is called, or was when it was deleted."""
    record = model._base_manager.filter(pk=key).first()
    if record is None and (revision := last_revision(model, key)):
        record = revision.instance
    try:
        return str(record or "")
    except LookupError:  # what it is called by may be gone with it
        return ""


@admin.register(RefusedSave)
class RefusedSaveAdmin(DeskListAdmin, admin.ModelAdmin):
    """What a person entered and could not save. Nobody else sees it."""

    list_display = ["label", "kind_in_words", "refused_at"]
    list_display_links = ["label"]
    paginator = CappedPaginator
    show_full_result_count = False
    search_fields = ["label"]
    sortable_by = ["refused_at"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(user=request.user)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        return super().get_object(request, object_id, from_field or None)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_module_perms("quotes")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one; by its button, let it go."""
        kept = self.get_object(request, unquote(object_id)) if self.has_view_permission(request) else None
        if kept is None:
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method == "POST" and "_dismiss" in request.POST:
            kept.delete()
            self.message_user(request, f"Let go: {kept}", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:quotes_refusedsave_changelist"))
        return unsaved_page(self.admin_site.get_model_admin(model_of(kept)), request, kept)

    @admin.display(description="kind")
    def kind_in_words(self, obj: RefusedSave) -> str:
        return str(model_of(obj)._meta.verbose_name)


def model_of(kept: RefusedSave) -> Any:
    return RefusedSave._meta.apps.get_model("quotes", kept.kind)
