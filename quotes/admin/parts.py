"""Rows that are edited on the form of the record they belong to, and former addresses: here to be looked up."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from quotes.models import Alias, Assessment, ClaimTopic, FormerSlug, Passage, QuotationTopic, Stance

from .base import RecordAdmin
from .lists import CappedPaginator, RecordList

QUOTATION = ["quotation__ref", "quotation__display_text", "quotation__attribution"]  # what names a quotation


class PartAdmin(RecordAdmin):
    """A list of parts and their revisions. Each is changed on its record's form, which `belongs_to` links to."""

    lists_deleted = False  # they are in the history of that record

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="changed on")
    def belongs_to(self, obj: Any) -> str:
        parent = getattr(obj, obj.parents[0])
        address = reverse(f"admin:quotes_{parent._meta.model_name}_change", args=[parent.pk])
        return format_html('<a href="{}">{}</a>', address, parent)


@admin.register(Alias)
class AliasAdmin(PartAdmin):
    list_display = ["name", "belongs_to"]
    list_select_related = ["speaker"]
    search_fields = ["name", "speaker__name"]
    fieldsets = [(None, {"fields": ["name", "belongs_to"]})]


@admin.register(Stance)
class StanceAdmin(PartAdmin):
    list_display = ["claim", "position", "belongs_to", "reason"]
    list_filter = ["position"]
    list_select_related = ["quotation", "claim"]
    list_reads = ["claim__text", "position", "reason", *QUOTATION]
    ordering = ["-pk"]
    search_fields = ["claim__text", "quotation__text", "quotation__ref", "reason"]
    sortable_by = ["position"]
    fieldsets = [(None, {"fields": ["claim", "position", "reason", "belongs_to"]})]


@admin.register(Assessment)
class AssessmentAdmin(PartAdmin):
    list_display = ["belongs_to", "verdict", "assessed_on"]
    list_display_links = ["verdict"]
    list_filter = ["verdict"]
    list_select_related = ["claim"]
    search_fields = ["claim__text", "reasons"]
    sortable_by = ["assessed_on"]
    fieldsets = [(None, {"fields": ["belongs_to", "verdict", "assessed_on", "reasons", "links"]})]


class HiddenPartAdmin(PartAdmin):
    """Parts that say little alone; they are left off the front page."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Passage)
class PassageAdmin(HiddenPartAdmin):
    list_display = ["belongs_to", "position", "start", "end"]
    list_display_links = ["position"]
    list_select_related = ["quotation"]
    list_reads = ["position", "start", "end", *QUOTATION]
    search_fields = ["quotation__ref"]
    ordering = ["-pk"]
    sortable_by = ["pk"]
    fieldsets = [(None, {"fields": ["belongs_to", "position", "start", "end"]})]


@admin.register(QuotationTopic)
class QuotationTopicAdmin(HiddenPartAdmin):
    list_display = ["topic", "belongs_to"]
    list_select_related = ["quotation", "topic"]
    list_reads = ["topic__name", *QUOTATION]
    search_fields = ["topic__name", "quotation__ref"]
    ordering = ["-pk"]
    sortable_by = ["pk"]
    fieldsets = [(None, {"fields": ["topic", "belongs_to"]})]


@admin.register(ClaimTopic)
class ClaimTopicAdmin(HiddenPartAdmin):
    list_display = ["topic", "belongs_to"]
    list_select_related = ["claim", "topic"]
    search_fields = ["topic__name", "claim__text"]
    ordering = ["-pk"]
    sortable_by = ["pk"]
    fieldsets = [(None, {"fields": ["topic", "belongs_to"]})]


@admin.register(FormerSlug)
class FormerSlugAdmin(admin.ModelAdmin):
    """Former addresses make themselves; a wrong one can be removed."""

    list_display = ["slug", "kind", "current_slug"]
    list_filter = ["kind"]
    search_fields = ["slug", "current_slug"]
    list_reads = ()
    paginator = CappedPaginator
    show_full_result_count = False
    sortable_by = ["slug"]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        return super().get_object(request, object_id, from_field or None)

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[RecordList]:
        return RecordList

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
