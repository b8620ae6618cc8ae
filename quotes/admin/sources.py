"""Captured documents."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.timezone import localdate

from quotes.editing.waiting import text_changed
from quotes.models import Source

from .articles import ArticlesAdmin
from .forms import ExactField
from .links import list_link
from .review.page import review_address
from .review.views import review_urls
from .waiting import WaitsFilter


class SourceWaits(WaitsFilter):
    sets = {"text-changed": ("Text changed since", text_changed)}


@admin.register(Source)
class SourceAdmin(ArticlesAdmin):
    list_display = ["title", "kind", "publisher", "published_on", "quotations", "review"]
    list_filter = ["kind", SourceWaits]
    list_select_related = ["publisher"]
    list_reads = ["title", "kind", "published_on", "publisher__name"]
    search_fields = ["title", "slug", "url", "byline", "publisher__name"]
    autocomplete_fields = ["publisher"]
    sortable_by = ["title", "published_on"]
    readonly_fields = ["text_sha256", "text_length"]
    fieldsets = [
        (None, {"fields": ["title", "kind", "publisher", "byline", "published_on", "added_by_editor"]}),
        ("The document", {"fields": ["url", "captured_on", "language", "text", "text_length", "text_sha256"]}),
        ("For readers", {"fields": ["correction_note", "slug"]}),
    ]

    def get_urls(self) -> list[Any]:
        return [*review_urls(self), *super().get_urls()]

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "text":
            options |= {"form_class": ExactField, "widget": AdminTextareaWidget(attrs={"rows": 24})}
        return super().formfield_for_dbfield(db_field, request, **options)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"captured_on": localdate()} | super().get_changeform_initial_data(request)

    @admin.display(description="quotations")
    def quotations(self, obj: Source) -> str:
        return list_link("quotation", "source", obj)

    @admin.display(description="review")
    def review(self, obj: Source) -> str:
        return format_html('<a href="{}" aria-label="Review {}">Review</a>', review_address(obj), obj)
