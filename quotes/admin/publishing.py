"""Submit, publish, withdraw, reject: buttons on the form, pages that ask for a reason, and list actions."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import model_ngettext, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path

from quotes.editing import VERBS, Verb
from quotes.models import Conflict, Publishable

from .base import RecordAdmin, as_seen, stale_message
from .conflicts import REFUSALS, refusal
from .forms import ProseField

LISTED = 50  # refused rows that are named; a page of the list has as many


class ReasonForm(forms.Form):
    """Why a record is withdrawn or rejected."""

    required_css_class = "required"
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    reason = ProseField(widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "autofocus": True}))

    def __init__(self, verb: Verb, record: Publishable | None, data: Any = None) -> None:
        super().__init__(data, initial={"seen_version": record.version} if record else None)
        self.fields["reason"].help_text = reason_help(verb)
        if record is None:
            del self.fields["seen_version"]


def reason_help(verb: Verb) -> str:
    if verb.name == "withdraw":
        return "Readers who come to its address see this reason, and nothing else."
    return "For whoever wrote it; readers never see it."


class PublishableAdmin(RecordAdmin):
    """The admin of records with a way to publication."""

    def get_urls(self) -> list[Any]:
        own = [
            path(
                f"<path:object_id>/{verb.name}/",
                self.admin_site.admin_view(partial(self.reason_view, verb=verb)),
                name=self.address_name(verb.name),
            )
            for verb in VERBS
            if verb.asks_reason
        ]
        return own + super().get_urls()

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return obj.get_absolute_url() if self.view_on_site and obj and obj.is_published else None

    def open_verbs(self, request: HttpRequest, record: Publishable | None) -> list[Verb]:
        """Return what the person may do with the record as it stands (None: one that is being added)."""
        if record is None:
            record = self.model()
            return [
                verb
                for verb in VERBS
                if record.status in verb.starts
                and not verb.asks_reason
                and request.user.has_perm(verb.permission_for(self.model))
            ]
        return [verb for verb in VERBS if record.status in verb.starts and verb.allowed(request.user, record)]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        record = options.get("obj")
        verbs = self.open_verbs(request, record)
        may = self.has_change_permission(request, record) if record else self.has_add_permission(request)
        if not context["is_popup"]:
            context["buttons"] = [(f"_{verb.name}", verb.label) for verb in verbs if may and not verb.asks_reason]
            context["reason_links"] = [
                (self.address(verb.name, record.pk), verb.label) for verb in verbs if record and verb.asks_reason
            ]
        return super().render_change_form(request, context, *args, **options)

    # Save, and then move

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        self.move_saved(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        self.move_saved(request, obj)
        return super().response_change(request, obj)

    def move_saved(self, request: HttpRequest, record: Publishable) -> None:
        """Do the verb whose button sent the form, in the transaction that saved it: both happen, or neither."""
        for verb in VERBS:
            if f"_{verb.name}" in request.POST and not verb.asks_reason:
                verb(record, by=request.user)
                self.log_change(request, record, f"{verb.done}.")
                self.message_user(request, f"{verb.done}: {record}", messages.SUCCESS)

    # Ask for the reason, and then move

    def reason_view(self, request: HttpRequest, object_id: str, verb: Verb) -> HttpResponse:
        record = self.get_queryset(request).filter(pk=self.key(object_id)).first()
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not verb.allowed(request.user, record):
            raise PermissionDenied
        change_page = self.address("change", record.pk)
        if request.method != "POST" and (problem := verb.why_not(record)):
            self.message_user(request, problem, messages.ERROR)
            return HttpResponseRedirect(change_page)
        form = ReasonForm(verb, record, request.POST if request.method == "POST" else None)
        if form.is_valid():
            seen = record.version = form.cleaned_data["seen_version"]
            try:
                self.move(request, record, verb, form.cleaned_data["reason"])
            except Conflict:
                form = self.reason_again(request, record, verb, stale_message(record, seen, "Nothing was done."))
            except REFUSALS as error:
                form.add_error("reason", refusal(error, self.model).messages)
            else:
                self.message_user(request, f"{verb.done}: {record}", messages.SUCCESS)
                return HttpResponseRedirect(change_page)
        return self.ask_reason(request, verb, form, [record], back=change_page)

    def reason_again(self, request: HttpRequest, record: Publishable, verb: Verb, problem: str) -> ReasonForm:
        """Return the form for a reason, with the reason that was given, for a record that was changed meanwhile."""
        data, stored = request.POST.copy(), self.model._base_manager.filter(pk=record.pk).first()
        if stored is not None:
            data["seen_version"] = str(stored.version)
        form = ReasonForm(verb, record, data)
        form.is_valid()
        form.add_error("reason", problem)
        return form

    def key(self, object_id: str) -> Any:
        try:
            return self.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            return None

    def move(self, request: HttpRequest, record: Publishable, verb: Verb, reason: str = "") -> None:
        with transaction.atomic():
            verb(record, by=request.user, reason=reason)
            self.log_change(request, record, f"{verb.done}: {reason}" if reason else f"{verb.done}.")

    def ask_reason(
        self,
        request: HttpRequest,
        verb: Verb,
        form: ReasonForm,
        records: list[Publishable],
        back: str,
        hidden: list[tuple[str, Any]] | None = None,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb.label} {model_ngettext(self.opts, len(records))}",
            "subtitle": None,
            "opts": self.opts,
            "media": self.media,
            "label": verb.label,
            "form": form,
            "records": records,
            "back": back,
            "hidden": hidden or [],
        }
        return TemplateResponse(request, "admin/quotes/reason.html", context)

    # On the list

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        for verb in VERBS:
            if request.user.has_perm(verb.permission_for(self.model)):
                name = f"{verb.name}_selected"
                move, _, where = verb.label.partition(" ")  # “Return to draft”
                label = f"{move} selected {self.opts.verbose_name_plural} {where}".rstrip()
                actions[name] = (verb_action(verb), name, label)
        return actions

    def move_selected(self, request: HttpRequest, queryset: Any, verb: Verb) -> HttpResponse | None:
        """Do the verb to each selected record that allows it, and report what was refused and why."""
        records, reason = as_seen(request, queryset), ""
        if verb.asks_reason:
            form = ReasonForm(verb, None, request.POST if "reason" in request.POST else None)
            if not form.is_valid():
                hidden = [
                    ("action", f"{verb.name}_selected"),
                    *((helpers.ACTION_CHECKBOX_NAME, record.pk) for record in records),
                    *(("seen", f"{record.pk}.{record.version}") for record in records),
                ]
                return self.ask_reason(request, verb, form, records, request.get_full_path(), hidden)
            reason = form.cleaned_data["reason"]
        refused = []
        for record in records:
            try:
                self.move(request, record, verb, reason)
            except Conflict:
                refused.append(stale_message(record, record.version, "It was left as it is."))
            except (ValidationError, PermissionDenied, OperationalError) as error:
                why = [str(error)] if isinstance(error, PermissionDenied) else refusal(error, self.model).messages
                refused.append(f"{record}: {' '.join(why)}")
        if done := len(records) - len(refused):
            self.message_user(request, f"{verb.done}: {done} {model_ngettext(self.opts, done)}.", messages.SUCCESS)
        for line in refused[:LISTED]:
            self.message_user(request, f"Not {verb.done.lower()}: {line}", messages.WARNING)
        if len(refused) > LISTED:
            self.message_user(request, f"{len(refused) - LISTED} more were not {verb.done.lower()}.", messages.WARNING)
        if refused and reason:
            self.message_user(request, f"The reason that you gave: {reason}", messages.WARNING)
        return None


def verb_action(verb: Verb) -> Callable[..., Any]:
    def act(model_admin: PublishableAdmin, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return model_admin.move_selected(request, queryset, verb)

    return act
