"""How the form of a record is saved: what the database refuses, or somebody else overtook, is shown and kept."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse

from quotes.models import RefusedSave, act

from .choices import is_key
from .combining import Line, apply_choices, combine
from .conflicts import REFUSALS, refusal
from .forms import CHANGED
from .history import HistoryAdmin, why_in
from .unsaved import (
    NAME,
    TAKE_UP,
    as_new,
    choices_of,
    entered_in,
    keep,
    keep_choices,
    label_of,
    refused_save_of,
    unsaved_page,
)

TAKEN_UP = "Nothing is saved yet. Look through what you had entered, and save it."


class Overtaken(Exception):
    """A form, or rows on it, that somebody else has changed since the person opened it. Nothing was written."""

    def __init__(self, form: Any, formsets: list[Any]) -> None:
        super().__init__(CHANGED)
        self.form, self.formsets = form, formsets


class SavingAdmin(HistoryAdmin):
    """Saves forms, and lets nothing that a person entered get lost.

    A refused form is shown again without a lock or a transaction, for which the database may be too busy. It may be too
    busy to keep what was entered, too; then the form alone holds it.

    On the request: `refusal`, why it was not saved; `refused_save`, where it is kept; `lines`, how it was combined;
    `saved`, that it was.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        self.go_back(request, object_id)
        entered = entered_in(request.POST)
        save, show = super().changeform_view, super()._changeform_view
        for view in (save, show, show):  # saved; or refused, then overtaken, then shown
            request.saved = False
            try:
                with act(reason=why_in(request)):
                    response = view(request, object_id, form_url, extra_context)
                break
            except Overtaken as overtaken:
                combined = combine(overtaken.form, overtaken.formsets, request.POST)
                with suppress(OperationalError):
                    self.keep(request, str(overtaken.form.instance.pk), entered)  # an address may hold a key as " 1"
                    keep_choices(request.refused_save, combined.lines)
                self.post_instead(request, combined.data)
                request.lines = combined.lines
                request.refusal = ValidationError(CHANGED)
            except REFUSALS as error:
                if view is show:
                    raise
                if not isinstance(error, ValidationError):
                    with suppress(OperationalError):
                        self.keep(request, object_id, entered)
                request.refusal = refusal(error, self.model)
            except PermissionDenied:
                if not self.was_open(request, object_id):
                    raise
                self.keep(request, object_id, entered)
                return unsaved_page(self, request, request.refused_save, status=403)
        if request.saved and (kept := getattr(request, "refused_save", None)):
            kept.delete()
        return response

    def go_back(self, request: HttpRequest, object_id: str | None) -> None:
        """Let a form that goes back to a refused save know it: apply its choices, or take up what was entered."""
        taken_up = request.POST.get(TAKE_UP)
        kept = refused_save_of(request, self.opts.model_name, taken_up or request.POST.get(NAME))
        if kept is not None and object_id not in (None, str(kept.key)):
            kept = None
        if kept is None and taken_up is not None:
            raise Http404("There is no such unsaved change.")
        if kept is None:
            return
        request.refused_save = kept
        if taken_up is not None:
            self.post_instead(request, kept.posted if object_id else as_new(self, request, kept.posted))
            request.refusal = ValidationError(TAKEN_UP)
        else:
            self.post_instead(request, request.POST.copy())
            request.choices = choices_of(kept)
            apply_choices(request.POST, request.choices)

    def post_instead(self, request: HttpRequest, data: Any) -> None:
        """Let the form be read from `data`, as if that had been sent."""
        request.POST = data

    def was_open(self, request: HttpRequest, object_id: str | None) -> bool:
        """Return whether what was posted is a form that the person could have opened before."""
        posted = "seen_version" in request.POST and bool(object_id and is_key(object_id))
        return posted and self.has_change_permission(request) and bool(label_of(self.model, object_id))

    def keep(self, request: HttpRequest, object_id: str | None, entered: dict[str, list[str]]) -> None:
        if object_id and is_key(object_id):
            label = label_of(self.model, object_id)
            earlier = getattr(request, "refused_save", None)
            request.refused_save = keep(request.user, self.opts.model_name, int(object_id), label, entered, earlier)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Show what was entered for a record that was deleted meanwhile."""
        if request.method != "POST" or not self.was_open(request, object_id):
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        self.keep(request, object_id, entered_in(request.POST))
        return unsaved_page(self, request, request.refused_save)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        request.saved = True
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        request.saved = True
        return super().response_change(request, obj)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        form = context["adminform"].form
        kept = getattr(request, "refused_save", None)
        if form.is_bound:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            for inline in context["inline_admin_formsets"]:
                inline.formset.called = inline.opts.verbose_name
            rows = [row for formset in formsets for row in formset.initial_forms]
            is_stale = any(each.stale for each in [form, *rows])
            if is_stale and form.instance.pk and not hasattr(request, "lines"):  # nobody overtakes a new record
                raise Overtaken(form, formsets)
            context["lines"] = self.lines_of(request, kept)
            context["is_conflict"] = hasattr(request, "lines")
            context["refused_save"] = kept
        elif form.instance.pk:
            waiting = RefusedSave.objects.filter(kind=self.opts.model_name, key=form.instance.pk, user=request.user)
            context["waiting"] = list(waiting)
        context["why"] = why_in(request)
        return super().render_change_form(request, context, *args, **options)

    def lines_of(self, request: HttpRequest, kept: RefusedSave | None) -> list[Line]:
        """Return the lines of a conflict; of one whose form came back with a mistake in it, as they were chosen."""
        if hasattr(request, "lines"):
            return request.lines
        lines = getattr(request, "choices", [])
        if kept and lines:
            with suppress(OperationalError):
                keep_choices(kept, lines)
        return lines
