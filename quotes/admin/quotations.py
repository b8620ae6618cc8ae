"""Quotations: words found in their source, who said them, and what they do to claims."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse_lazy

from quotes.editing import written
from quotes.editing.waiting import without_role
from quotes.models import Passage, Quotation, QuotationTopic, Source, Speaker, Stance, Status
from quotes.presentation.filters import brief
from quotes.text.dates import parse_date
from quotes.text.excerpts import excerpt

from .base import PartInline
from .choices import is_key
from .forms import named_rows
from .lists import ChosenFilter
from .publishing import PublishableAdmin
from .quotation_form import PassageFormSet, QuotationForm, role_choices
from .waiting import WaitsFilter


class PassageInline(PartInline):
    model = Passage
    formset = PassageFormSet
    fields = ["start", "end", "words"]
    readonly_fields = ["words"]
    classes = ["collapse"]

    @admin.display(description="words")
    def words(self, obj: Passage) -> str:
        return obj.quotation.source.text[obj.start : obj.end] if obj.pk and obj.start is not None else ""


class TopicInline(PartInline):
    model = QuotationTopic
    formset = named_rows("topic")
    verbose_name = "topic"
    verbose_name_plural = "topics"
    fields = ["topic"]
    autocomplete_fields = ["topic"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("topic")


class StanceInline(PartInline):
    model = Stance
    formset = named_rows("claim")
    verbose_name_plural = "what the words do to claims"
    fields = ["claim", "position", "reason"]
    autocomplete_fields = ["claim"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("claim")


class BySpeaker(ChosenFilter):
    field = "speaker"


class ByOrganization(ChosenFilter):
    field = "organization"


class BySource(ChosenFilter):
    field = "source"
    named_by = "title"


class ByTopic(ChosenFilter):
    field = "topics"

    def condition(self) -> Q:
        return Q(pk__in=QuotationTopic.objects.filter(topic=self.key).values("quotation"))


class QuotationWaits(WaitsFilter):
    sets = {"no-role": ("Without a role", without_role)}


CHOSEN = [BySpeaker, ByOrganization, BySource, ByTopic]
NOT_THERE_YET = {"status", "status_reason", "readers_see", "organization", "said_in_words", "ref", "seen_words"}
NARROWING = {"status__exact", "kind__exact", "medium__exact"}


@admin.register(Quotation)
class QuotationAdmin(PublishableAdmin):
    form = QuotationForm
    inlines = [PassageInline, TopicInline, StanceInline]
    list_display = ["excerpt", "status", "speaker", "said_in_words", "printed_by"]
    list_select_related = ["speaker", "source__publisher"]
    list_reads = [
        *("ref", "status", "display_text", "attribution", "said", "said_latest"),
        *("speaker__name", "source__title", "source__publisher__name"),
    ]
    search_fields = ["ref", "text", "attribution", "speaker__name"]
    ordering = ["-pk"]
    sortable_by = ["said_in_words"]
    autocomplete_fields = ["source", "speaker", "reported_in"]
    readonly_fields = ["ref", "status", "status_reason", "readers_see", "said_in_words", "organization"]
    view_on_site = True
    form_reads = ["source", "speaker", "organization", "reported_in", "passages"]
    fieldsets = [
        (
            None,
            {"fields": ["status", "status_reason", "source", "kind", "words", "starts", "readers_see", "seen_words"]},
        ),
        ("Who", {"fields": ["speaker", "affiliation", "organization", "attribution"]}),
        (
            "When and how",
            {"fields": ["said", "said_in_words", "medium", "language", "translated_from", "reported_in", "ref"]},
        ),
    ]

    class Media:
        js = ["quotes/admin/roles.js"]

    def get_urls(self) -> list[Any]:
        own = path("roles/", self.admin_site.admin_view(self.roles_view), name="quotes_quotation_roles")
        return [own, *super().get_urls()]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Offer kind and medium once a status is chosen: over every status no index serves them."""
        more = ["kind", "medium"] if NARROWING & request.GET.keys() else []
        return ["status", *more, QuotationWaits, *CHOSEN]

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """Return the newest added first; of what is published, which is indexed as readers see it, the newest said."""
        published = request.GET.get("status__exact") == Status.PUBLISHED
        return ["-said_latest", "-ref"] if published else super().get_ordering(request)

    def get_fieldsets(self, request: HttpRequest, obj: Quotation | None = None) -> Any:
        """Leave out what says nothing yet."""
        empty: set[str] = set() if obj else NOT_THERE_YET
        if obj and not obj.status_reason:
            empty = empty | {"status_reason"}
        if obj and not self.has_change_permission(request, obj):
            empty = empty | {"starts", "seen_words"}
        return [
            (title, {**options, "fields": [field for field in options["fields"] if field not in empty]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "affiliation":
            options["help_text"] = "The speaker’s roles; those that may have held when the source was published first."
            options["widget"] = forms.Select(attrs={"data-roles": reverse_lazy("admin:quotes_quotation_roles")})
        return super().formfield_for_foreignkey(db_field, request, **options)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj._history_user = request.user
        if form.spans is None:
            obj.save()
        else:
            obj.anchor(form.spans)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save rows; passages are anchored together, and only when the words themselves were left as they are."""
        if formset.model is not Passage:
            super().save_formset(request, form, formset, change)
            return
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        if form.spans is None and formset.has_changed():
            form.instance.anchor(formset.spans())
            formset.changed_objects = [(passage, ["start", "end"]) for passage in form.instance.passages.all()]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        quotation = form.instance
        if quotation.speaker and not quotation.affiliation:
            roles = [str(role) for role in quotation.speaker.affiliations.on(quotation.said_latest)]
            if roles:
                text = f"No role was chosen. On {quotation.said_latest} {quotation.speaker} was: {'; or '.join(roles)}."
                self.message_user(request, text, messages.WARNING)

    def roles_view(self, request: HttpRequest) -> HttpResponse:
        """Answer with the roles of a speaker, for the form's script."""
        if not self.has_view_or_change_permission(request):
            return JsonResponse({"roles": []}, status=403)
        speaker, source = (
            model.objects.filter(pk=request.GET[name]).first() if is_key(request.GET.get(name, "")) else None
            for name, model in [("speaker", Speaker), ("source", Source)]
        )
        return JsonResponse({"roles": role_choices(speaker, source)})

    # Columns

    @admin.display(description="quotation")
    def excerpt(self, obj: Quotation) -> str:
        return excerpt(obj.display_text, 140) or f"{obj.ref}: no words yet"

    @admin.display(description="source")
    def printed_by(self, quotation: Quotation) -> str:
        return str(quotation.source.publisher or quotation.source)

    @admin.display(description="when said", ordering="said_latest")
    def said_in_words(self, obj: Quotation) -> str:
        return brief(parse_date(obj.said if obj.said else f"../{obj.said_latest}"))

    @admin.display(description="readers see")
    def readers_see(self, obj: Quotation) -> str:
        return obj.display_text

    @admin.display(description="words")
    def words(self, obj: Quotation) -> str:
        return written(obj.source.text, obj.spans)
