"""The page that adds an article: paste it or choose a file, look at what it says of itself, and have it extracted."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.timezone import localdate

from quotes.editing.proposals import organizations_named
from quotes.ingest.adding import Added, SameArticle, add_article, same_article
from quotes.ingest.articles.documents import MOST_BYTES, Document, Unreadable, check_length, check_size
from quotes.ingest.articles.reading import read_article, read_pasted
from quotes.models import Organization, Source

from .base import RecordAdmin
from .conflicts import REFUSALS, refusal
from .forms import ExactField

PROPOSED = 300
PERMISSIONS = ("quotes.add_source", "quotes.add_quotation")


class ArticleForm(forms.Form):
    """The first step: the article as text, or as a file. `document` is what was read."""

    pasted = ExactField(
        label="Paste the article",
        required=False,
        widget=forms.Textarea(attrs={"rows": 16, "autofocus": True, "class": "vLargeTextField words"}),
        help_text="All of it: headline, byline and date too, which are then proposed to you.",
    )
    file = forms.FileField(
        label="Or choose a file",
        required=False,
        allow_empty_file=True,  # it is told apart from no file, in its own words
        help_text=f"Plain text, a web page saved as HTML, or Word (.docx); {MOST_BYTES // 1_000_000} MB at most.",
        widget=forms.FileInput(attrs={"data-most-bytes": MOST_BYTES}),
    )
    document: Document

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        pasted, file = cleaned.get("pasted"), cleaned.get("file")
        if self.errors:
            return cleaned
        if bool(pasted and pasted.strip()) == bool(file):
            raise ValidationError("Paste the article’s text, or choose a file: one of the two.")
        try:
            if file:
                check_size(file.size)
                self.document = read_article(file.read())
            else:
                self.document = read_pasted(pasted)
        except Unreadable as error:
            self.add_error("file" if file else "pasted", str(error))
        return cleaned


class FactsForm(forms.ModelForm):
    """The second step: what the article says of itself, to be corrected, and its text."""

    publisher = forms.CharField(
        required=False, max_length=200, widget=forms.TextInput(attrs={"list": "publishers", "class": "vTextField"})
    )
    text = ExactField(
        widget=forms.Textarea(attrs={"rows": 20, "class": "vLargeTextField words"}),
        help_text="Take out what is not of the article. Change nothing else: every quotation is checked against it.",
    )

    class Meta:
        model = Source
        fields = ["title", "byline", "published_on", "language", "url", "text"]
        widgets = {
            "title": forms.TextInput(attrs={"class": "vTextField"}),
            "byline": forms.TextInput(attrs={"class": "vTextField"}),
            "published_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "language": forms.TextInput(attrs={"size": 10}),
            "url": forms.URLInput(attrs={"class": "vURLField"}),
        }
        help_texts = {"byline": "Who wrote it, as it is printed."}

    required_css_class = "required"
    field_order = ["title", "publisher", "byline", "published_on", "language", "url", "text"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            check_length(text)
        except Unreadable as error:
            raise ValidationError(str(error)) from None
        return text

    def refuse(self, error: ValidationError) -> None:
        """Show what the record refused beside the field that it is about."""
        by_field = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, found in by_field.items():
            self.add_error(name if name in self.fields else None, found)

    def put_focus(self) -> None:
        """Let the first field that needs a hand have the focus; with none, Enter adds the article."""
        needy = [name for name in self.fields if name in self.errors or self.lacks(name)]
        for name in needy[:1]:
            self.fields[name].widget.attrs["autofocus"] = True
        self.is_ready = not needy

    def lacks(self, name: str) -> bool:
        field = self.fields[name]
        return not self.is_bound and field.required and not self.get_initial_for_field(field, name)


class ArticlesAdmin(RecordAdmin):
    """The admin of sources, as far as it is about adding one as an article."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.add_article_view)
        return [path("add-article/", view, name="quotes_source_add_article"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may = {"may_add_article": request.user.has_perms(PERMISSIONS)}
        return super().changelist_view(request, may | (extra_context or {}))

    def add_article_view(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perms(PERMISSIONS):
            raise PermissionDenied
        if request.method == "POST" and "text" in request.POST:
            return self.add_with_facts(request)
        form = ArticleForm(request.POST, request.FILES) if request.method == "POST" else ArticleForm()
        if not form.is_valid():
            return self.article_page(request, form, "Add article")
        document = form.document
        return self.facts_page(request, proposal(document), same_article(document.url, document.text))

    def add_with_facts(self, request: HttpRequest) -> HttpResponse:
        form = FactsForm(request.POST, instance=Source(captured_on=localdate()))
        if not form.is_valid():
            return self.facts_page(request, form)
        try:
            added = self.add_article(request, form.instance, form.cleaned_data["publisher"])
        except SameArticle as error:
            return self.facts_page(request, form, error.source)
        except PermissionDenied as error:
            form.add_error(None, str(error))
        except REFUSALS as error:
            form.refuse(refusal(error, Source))
        else:
            return HttpResponseRedirect(next_page(added.source))
        return self.facts_page(request, form)

    @transaction.atomic
    def add_article(self, request: HttpRequest, source: Source, publisher: str) -> Added:
        added = add_article(source, publisher=publisher, by=request.user)
        number = len(added.drafts)
        found = f"{number} {'quotation' if number == 1 else 'quotations'} found"
        self.log_addition(request, added.source, f"Added as an article, {found}.")
        self.message_user(request, f"Added “{added.source}”: {found}, to be reviewed.", messages.SUCCESS)
        return added

    def facts_page(self, request: HttpRequest, form: FactsForm, same: Source | None = None) -> HttpResponse:
        form.put_focus()
        extra = {
            "same": same,
            "publishers": Organization.objects.filter(kind=Organization.Kind.MEDIA).order_by("name")[:PROPOSED],
        }
        return self.article_page(request, form, "Check the article", extra)

    def article_page(
        self, request: HttpRequest, form: forms.Form | FactsForm, title: str, extra: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "media": self.media + form.media + forms.Media(js=["quotes/admin/articles.js"]),
            "form": form,
            **(extra or {}),
        }
        step = "check" if isinstance(form, FactsForm) else "read"
        return TemplateResponse(request, f"admin/quotes/source/article_{step}.html", context)


def proposal(document: Document) -> FactsForm:
    """Return the second step's form with what a document says; a publisher of the record by its name there."""
    known = organizations_named(document.publisher)
    initial = {
        "title": document.title,
        "publisher": known[0].name if known else document.publisher,
        "byline": document.byline,
        "published_on": document.published_on,
        "language": document.language,
        "url": document.url,
        "text": document.text,
    }
    return FactsForm(initial=initial)


def next_page(source: Source) -> str:
    """Return where an article that was added is reviewed."""
    try:
        return reverse("admin:quotes_source_review", args=[source.pk])
    except NoReverseMatch:
        return reverse("admin:quotes_source_change", args=[source.pk])
