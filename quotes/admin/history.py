"""Every revision of a record and its parts: who changed what, when and why; each as it was, and how it comes back."""

from copy import copy
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, re_path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe
from simple_history.admin import SimpleHistoryAdmin

from quotes.editing import may_bring_back, may_edit, restore, undelete
from quotes.editing.history import (
    DELETED,
    Revision,
    State,
    name_of,
    parts_of,
    revisions_of,
    state_after,
    state_at,
    state_before,
)
from quotes.editing.parts import passages_then
from quotes.editing.restoring import status_of
from quotes.models import Affiliation, Passage, Publishable, Quotation, Source
from quotes.text.characters import without_forbidden

from .addresses import AddressedAdmin
from .changes import Names, called, compared, label_of, lines, revisions_in, shown_columns
from .choices import is_key
from .conflicts import REFUSALS, refusal
from .timeline import entries, timeline

DELETED_PER_PAGE = 50


class HistoryAdmin(AddressedAdmin, SimpleHistoryAdmin):
    """A model's admin with the history of a record, each revision as it was, and what was deleted."""

    lists_deleted = True  # whether its list links to the records that can be brought back

    def get_urls(self) -> list[Any]:
        restoring = self.admin_site.admin_view(self.restore_view)
        own = [re_path(r"^([^/]+)/history/([^/]+)/restore/$", restoring, name=self.address_name("restore"))]
        if self.lists_deleted:
            deleted = self.admin_site.admin_view(self.deleted_view)
            own.append(path("deleted/", deleted, name=self.address_name("deleted")))
        return own + super().get_urls()

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    # The list of changes

    @method_decorator(require_safe)
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show all that was done to a record and its parts."""
        key = self.key_in(object_id)
        record = self.stored_or_last(key)
        self.check_may_see(request, record)
        pages = timeline(self.model, key)
        page = pages.get_page(request.GET.get("p"))
        context = {
            "title": "History",
            "subtitle": str(record),
            "object_id": key,
            "is_there": record._state.adding is False,
            "entries": entries(self.model, key, page.object_list),
            **paged(pages, page),
        }
        return self.respond(request, "admin/quotes/history.html", context | (extra_context or {}))

    # One revision

    @method_decorator(require_safe)
    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one revision. (The package's own view would save it for anybody who may see it.)"""
        key = self.key_in(object_id)
        revision = self.revision_in(key, version_id)
        self.check_may_see(request, self.stored_or_last(key))
        return self.revision_page(request, key, version_id, revision)

    def revision_page(self, request: HttpRequest, key: int, version_id: str, revision: Revision) -> HttpResponse:
        """Show a revision beside the record as it is now; after a refused restoration, with the reason given for it."""
        record = self.stored_or_last(key)
        is_there = record._state.adding is False
        state = state_after(revision, of=self.model(pk=key))
        shown, did, would = self.told(request, state, revision, record)
        context = {
            "title": f"Revision of {revision.history_date:%Y-%m-%d %H:%M} UTC",
            "subtitle": str(record),
            "object_id": key,
            "version_id": version_id,
            "revision": revision,
            "record": record,
            "is_publishable": isinstance(record, Publishable),
            "is_there": is_there,
            "did": did,
            "would": would,
            **shown,
            "why": why_in(request),
            "may_restore": is_there and bool(would) and state.own is not None and may_edit(request.user, record),
            "may_bring_back": is_last_deletion(revision, record) and may_bring_back(request.user, record),
        }
        return self.respond(request, "admin/quotes/revision.html", context)

    def told(self, request: HttpRequest, state: State, revision: Revision, record: Any) -> tuple[Any, Any, Any]:
        """Return how a record was, what the change did that made it so, and what would change were it restored."""
        did = compared(state_before(revision, of=self.model(pk=state.key)), state)
        would = []
        if not record._state.adding and state.own is not None:
            would = compared(state_at(self.model, state.key, timezone.now()), restored(state, record, request.user))
        then = [row for row in [state.own, *(row for _, row in state.rows())] if row is not None]
        names = Names([*revisions_in(did), *revisions_in(would), *then])
        shown = {"rows": own_rows(state, names), "parts": part_rows(state, names)}
        return shown, lines(did, names), lines(would, names)

    @method_decorator(require_POST)
    def restore_view(self, request: HttpRequest, object_id: str, version_id: str) -> HttpResponse:
        """Restore a revision, or bring back what it deleted; when that cannot be, change nothing and say why not."""
        key = self.key_in(object_id)
        revision = self.revision_in(key, version_id)
        record = self.stored_or_last(key)
        self.check_may_see(request, record)
        reason, seen = why_in(request), request.POST.get("seen_version", "")
        try:
            with transaction.atomic():
                if is_last_deletion(revision, record):
                    record = undelete(revision, by=request.user, reason=reason)
                    done = "Brought back"
                else:
                    version = int(seen) if is_key(seen) else 0
                    of = self.model(pk=key)
                    record = restore(revision, of=of, by=request.user, reason=reason, version=version)
                    done = "Restored"
                self.log_change(request, record, f"{done}: {reason}" if reason else f"{done}.")
        except REFUSALS as error:
            for message in refusal(error, self.model).messages:
                self.message_user(request, message, messages.ERROR)
            return self.revision_page(request, key, version_id, revision)
        self.message_user(request, f"{done}: {record}", messages.SUCCESS)
        return HttpResponseRedirect(self.address("change", key))

    # What was deleted

    @method_decorator(require_safe)
    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """List the records of this kind that can be brought back."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        pages = Paginator(deleted(self.model), DELETED_PER_PAGE)
        page = pages.get_page(request.GET.get("p"))
        names = Names(page.object_list) if self.model is Affiliation else None
        rows = [
            {
                "revision": row,
                "name": names.summary(row) if names else name_in(row),
                "may": may_bring_back(request.user, stand_in(row)),
            }
            for row in page.object_list
        ]
        title = f"Deleted {self.opts.verbose_name_plural}"
        return self.respond(request, "admin/quotes/deleted.html", {"title": title, "rows": rows, **paged(pages, page)})

    # What they share

    def key_in(self, object_id: str) -> int:
        text = unquote(object_id)
        if not is_key(text):
            raise Http404("There is no such record.")
        return int(text)

    def revision_in(self, key: int, version_id: str) -> Revision:
        """Return the revision of the record, or of a row that belongs or belonged to it, that an address names."""
        name, _, number = version_id.rpartition("-")
        for model, column in [(self.model, "id"), *((part.model, part.column) for part in parts_of(self.model))]:
            if is_key(number) and name == ("" if model is self.model else model._meta.model_name):
                revision = model.history.filter(pk=number).select_related("history_user").first()
                ever = revision and model.history.filter(id=revision.id).filter(**{column: key}).exists()
                if ever:
                    return revision
        raise Http404("There is no such revision.")

    def stored_or_last(self, key: int) -> Any:
        """Return the record, or, when it was deleted, what it was at last."""
        record = self.model._base_manager.filter(pk=key).first()
        if record is None:
            last = revisions_of(self.model, key).first()
            if last is None:
                raise Http404("There is no such record.")
            record = last.instance
        return record

    def check_may_see(self, request: HttpRequest, record: Any) -> None:
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied

    def respond(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "lists_deleted": self.lists_deleted}
        return TemplateResponse(request, template, shared | context)


def why_in(request: HttpRequest) -> str:
    """Return why somebody changes something, as they wrote it on the form."""
    return without_forbidden(request.POST.get("why", "")).strip()


def deleted(model: Any) -> Any:
    """Return the deletions of the rows that are gone, the latest of each, newest first."""
    there = model._base_manager.filter(pk=OuterRef("id"))
    later = model.history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    gone = model.history.filter(~Exists(there), ~Exists(later), history_type=DELETED)
    gone = gone.defer("text") if model is Source else gone
    return gone.select_related("history_user").order_by("-history_date", "-history_id")


def name_in(revision: Revision) -> str:
    """Return what a row was called, by its own columns alone."""
    return str(revision.instance) if revision.instance_type is Quotation else name_of(revision)


def stand_in(revision: Revision) -> Any:
    """Return a record with the key and the status that a revision says, which permissions follow from."""
    status = {"status": revision.status} if hasattr(revision, "status") else {}
    return revision.instance_type(pk=revision.id, **status)


def restored(state: State, record: Any, user: Any) -> State:
    """Return a state with the status that the record has once it is restored."""
    own = copy(state.own)
    if isinstance(record, Publishable):
        own.status, own.status_reason = status_of(record, state.own, user)
    return replace(state, own=own)


def is_last_deletion(revision: Revision, record: Any) -> bool:
    """Return whether a revision is the one by which a record, which is gone, was deleted."""
    if not record._state.adding or revision.history_type != DELETED or revision.instance_type is not type(record):
        return False
    latest = revisions_of(type(record), record.pk).first()
    return latest is not None and latest.pk == revision.pk


def paged(pages: Paginator, page: Any) -> dict[str, Any]:
    return {"page": page, "page_range": list(pages.get_elided_page_range(page.number)), "ellipsis": pages.ELLIPSIS}


def own_rows(state: State, names: Names) -> list[dict[str, str]]:
    """Return the fields of a record as it was, by their labels."""
    if state.own is None:
        return []
    columns = shown_columns(state.model)
    rows = [{"label": label_of(state.model, each), "value": names.value(state.own, each)} for each in columns]
    return [row for row in rows if row["value"]]


def part_rows(state: State, names: Names) -> list[dict[str, Any]]:
    """Return the parts of a record as they were, kind by kind; passages by the words that stood there."""
    found = []
    for part, revisions in state.parts.items():
        if part.model is Passage and state.model is Quotation:
            values = words_then(state)
        else:
            values = [names.summary(revision, part) for revision in revisions]
        if values:
            found.append({"label": f"{called(part.model)}s".capitalize(), "values": values})
    return found


def words_then(state: State) -> list[str]:
    source = revisions_of(Source, state.own.source_id).filter(history_date__lte=state.moment).first()
    text = source.text if source else ""
    return [text[row.start : row.end] or f"characters {row.start:,}–{row.end:,}" for row in passages_then(state)]
