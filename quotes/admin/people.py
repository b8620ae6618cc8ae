"""Organizations, speakers, their other names and their roles."""

from typing import Any

from django.contrib import admin

from quotes.models import Affiliation, Alias, Organization, Speaker
from quotes.text.dates import parse_date

from .base import PartInline, PartStack, RecordAdmin
from .forms import named_rows
from .links import list_link
from .merging import MergeableAdmin, written


@admin.register(Organization)
class OrganizationAdmin(MergeableAdmin):
    list_display = ["name", "kind", "country", "parent", "quotations"]
    list_filter = ["kind"]
    list_select_related = ["parent"]
    search_fields = ["name", "slug", "wikidata_id"]
    autocomplete_fields = ["parent"]
    sortable_by = ["name"]
    fieldsets = [(None, {"fields": ["name", "kind", "country", "parent", "wikidata_id", "slug"]})]
    compared = ("name", "kind", "country", "parent", "wikidata_id", "slug")

    @admin.display(description="quotations")
    def quotations(self, obj: Organization) -> str:
        return list_link("quotation", "organization", obj)


class AliasInline(PartInline):
    model = Alias
    formset = named_rows("name")
    verbose_name_plural = "other names"
    fields = ["name"]


class AffiliationInline(PartStack):
    model = Affiliation
    formset = named_rows("role", "organization", "since")
    verbose_name = "role"
    verbose_name_plural = "roles"
    fields = [("role", "organization"), ("since", "until"), ("stated_in", "reference")]
    autocomplete_fields = ["organization", "stated_in"]

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).select_related("organization", "stated_in")


@admin.register(Speaker)
class SpeakerAdmin(MergeableAdmin):
    list_display = ["name", "sort_name", "kind", "wikidata_id", "quotations"]
    list_filter = ["kind"]
    search_fields = ["name", "sort_name", "slug", "wikidata_id", "aliases__name"]
    sortable_by = ["name", "sort_name"]
    inlines = [AliasInline, AffiliationInline]
    view_on_site = True
    fieldsets = [(None, {"fields": ["name", "sort_name", "kind", "wikidata_id", "note", "slug"]})]
    compared = ("name", "sort_name", "kind", "wikidata_id", "note", "slug")

    def facts(self, first: Speaker, second: Speaker) -> list[tuple[str, str, str]]:
        """Return other names and roles, too."""
        names = [written(record.aliases.all()) for record in (first, second)]
        roles = [written(record.affiliations.select_related("organization")) for record in (first, second)]
        parts = [("other names", names[0], names[1]), ("roles", roles[0], roles[1])]
        return [*super().facts(first, second), *(part for part in parts if any(part[1:]))]

    @admin.display(description="quotations")
    def quotations(self, obj: Speaker) -> str:
        return list_link("quotation", "speaker", obj)


@admin.register(Affiliation)
class AffiliationAdmin(RecordAdmin):
    list_display = ["speaker", "role", "organization", "since_in_words", "until_in_words"]
    list_display_links = ["speaker", "role"]
    list_select_related = ["speaker", "organization"]
    ordering = ["-pk"]
    search_fields = ["speaker__name", "speaker__sort_name", "role", "organization__name"]
    autocomplete_fields = ["speaker", "organization", "stated_in"]
    sortable_by = ["speaker"]
    fieldsets = [
        (None, {"fields": ["speaker", "role", "organization", "since", "until"]}),
        ("Where it is stated", {"fields": ["stated_in", "reference"]}),
    ]

    @admin.display(description="since")
    def since_in_words(self, obj: Affiliation) -> str:
        return str(parse_date(obj.since)) if obj.since else ""

    @admin.display(description="until")
    def until_in_words(self, obj: Affiliation) -> str:
        return str(parse_date(obj.until)) if obj.until else ""
