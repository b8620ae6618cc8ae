"""Claims, what quotations do to them, and editors' verdicts on them; and topics."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from quotes.editing.waiting import of_one_view
from quotes.models import Assessment, Claim, ClaimTopic, Stance, Topic

from .base import PartInline, PartStack
from .forms import named_rows
from .links import list_link
from .merging import MergeableAdmin
from .publishing import PublishableAdmin
from .waiting import WaitsFilter


@admin.register(Topic)
class TopicAdmin(MergeableAdmin):
    list_display = ["name", "slug", "quotations"]
    search_fields = ["name", "slug"]
    sortable_by = ["name"]
    fieldsets = [(None, {"fields": ["name", "slug"]})]
    compared = ("name", "slug")

    @admin.display(description="quotations")
    def quotations(self, obj: Topic) -> str:
        return list_link("quotation", "topics", obj)


class ClaimTopicInline(PartInline):
    model = ClaimTopic
    formset = named_rows("topic")
    verbose_name = "topic"
    verbose_name_plural = "topics"
    fields = ["topic"]
    autocomplete_fields = ["topic"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("topic")


class ClaimStanceInline(PartInline):
    model = Stance
    formset = named_rows("quotation")
    verbose_name_plural = "what quotations do to it"
    fields = ["quotation", "position", "reason"]
    autocomplete_fields = ["quotation"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("quotation")


class AssessmentInline(PartStack):
    model = Assessment
    formset = named_rows("assessed_on")
    fields = [("assessed_on", "verdict"), "reasons", "links"]


class ClaimWaits(WaitsFilter):
    sets = {"one-view": ("Without a second view", of_one_view)}


@admin.register(Claim)
class ClaimAdmin(PublishableAdmin):
    inlines = [ClaimTopicInline, ClaimStanceInline, AssessmentInline]
    list_display = ["text", "status"]
    list_filter = ["status", ClaimWaits]
    search_fields = ["text", "slug"]
    sortable_by = ["text"]
    readonly_fields = ["status", "status_reason"]
    fieldsets = [(None, {"fields": ["status", "status_reason", "text", "scope_note", "slug"]})]

    def get_fieldsets(self, request: HttpRequest, obj: Claim | None = None) -> Any:
        """Leave out what says nothing yet."""
        empty = {"status", "status_reason"} if obj is None else set() if obj.status_reason else {"status_reason"}
        return [
            (title, {**options, "fields": [field for field in options["fields"] if field not in empty]})
            for title, options in super().get_fieldsets(request, obj)
        ]
