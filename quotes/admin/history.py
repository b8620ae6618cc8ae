"""Every revision of a record: who changed what, when and why. Read only."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe
from simple_history.admin import SimpleHistoryAdmin

HIDDEN = {"id", "version"}


class HistoryAdmin(SimpleHistoryAdmin):
    """A model's admin with the list of a record's revisions, and each revision as it was."""

    object_history_list_template = "admin/quotes/revisions.html"

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one revision. (The package's own view would save it for anybody who may see it.)"""
        return revision_view(request, self, object_id, version_id)


@require_safe
def revision_view(request: HttpRequest, model_admin: HistoryAdmin, object_id: str, version_id: str) -> HttpResponse:
    model = model_admin.model
    try:
        revision = model.history.get(id=object_id, history_id=version_id)
    except (model.history.model.DoesNotExist, ValueError, OverflowError):
        raise Http404("There is no such revision.") from None
    record = revision.instance
    if not model_admin.has_view_or_change_permission(request, record):
        raise PermissionDenied
    earlier = revision.prev_record
    fields = [field for field in model._meta.concrete_fields if field.name not in HIDDEN]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Revision of {revision.history_date:%Y-%m-%d %H:%M} UTC",
        "subtitle": str(record),
        "opts": model._meta,
        "object_id": object_id,
        "revision": revision,
        "rows": [
            {
                "label": field.verbose_name,
                "value": value_in_words(record, field),
                "changed": earlier is not None and getattr(earlier, field.attname) != getattr(revision, field.attname),
            }
            for field in fields
        ],
    }
    return TemplateResponse(request, "admin/quotes/revision.html", context)


def value_in_words(record: Any, field: Any) -> str:
    """Return a field's value in a revision as a person reads it; what it pointed at may be gone."""
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    value = getattr(record, field.attname)
    if field.is_relation and value is not None:
        return str(field.related_model._base_manager.filter(pk=value).first() or f"deleted ({value})")
    return "" if value is None else str(value)
