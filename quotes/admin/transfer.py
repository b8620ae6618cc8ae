"""Lists as tables: saved as they are filtered, and read back, after a look at what each row would do."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path

from quotes.ingest.files import Refused
from quotes.ingest.transfer.kind import Kind
from quotes.ingest.transfer.kinds import KINDS
from quotes.ingest.transfer.outcomes import Outcome
from quotes.ingest.transfer.reading import MOST_BYTES
from quotes.ingest.transfer.refusals import refused_rows
from quotes.ingest.transfer.uploads import CHECK, CONFIRM, CONFIRM_GOOD, keep, start, table_of
from quotes.ingest.transfer.working import Busy, progress
from quotes.ingest.transfer.writing import exported
from quotes.models import ImportFile

from .addresses import AddressedAdmin

FORMS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}
ROWS_ON_A_PAGE = 100
RECENT = 10


class UploadForm(forms.Form):
    """A table to be imported."""

    required_css_class = "required"
    file = forms.FileField(
        label="Table",
        help_text="CSV as your spreadsheet saves it, or JSON Lines; at most 20 MB and 50,000 rows. "
        "Nothing is imported before you have seen what each row would do.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.jsonl"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                f"The file has {file.size / 1e6:,.0f} MB. {MOST_BYTES / 1e6:,.0f} MB are the most; divide it."
            )
        return file


class TransferAdmin(AddressedAdmin):
    """The admin of a model whose list can be exported and imported, when there is a kind of table of it."""

    @property
    def kind(self) -> Kind | None:
        return next((kind for kind in KINDS.values() if kind.model is self.model), None)

    def get_urls(self) -> list[Any]:
        if self.kind is None:
            return super().get_urls()
        wrap, name = self.admin_site.admin_view, self.address_name
        own = [
            path("export/<str:form>/", wrap(self.export_view), name=name("export")),
            path("import/", wrap(self.import_view), name=name("import")),
            path("import/<uuid:token>/", wrap(self.imported_view), name=name("imported")),
            path("import/<uuid:token>/refused/", wrap(self.refused_view), name=name("refused")),
        ]
        return own + super().get_urls()

    def may_import(self, request: HttpRequest) -> bool:
        """Return whether the person may change or add any such record: rows are each judged by themselves."""
        user, name = request.user, self.opts.model_name
        return user.has_perm(f"quotes.add_{name}") or user.has_perm(f"quotes.change_{name}")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        transfer = None
        if self.kind is not None:
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            transfer = {
                "exports": [(form, self.address("export", form) + query) for form in FORMS],
                "import": self.address("import") if self.may_import(request) else "",
            }
        return super().changelist_view(request, {"transfer": transfer} | (extra_context or {}))

    # Out

    def export_view(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """Answer with the whole list as it is filtered and searched, a few records in memory at a time."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if self.kind is None or form not in FORMS:
            raise Http404
        if any("\0" in value for values in request.GET.lists() for value in values[1]):
            raise SuspiciousOperation("No value of a filter holds a NUL.")
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            self.message_user(request, "That list cannot be exported: a filter is not valid.", messages.ERROR)
            return HttpResponseRedirect(self.address("changelist"))
        name = f"{self.kind.name}-{date.today():%Y-%m-%d}.{form}"
        return attachment(exported(self.kind, rows, form), FORMS[form], name)

    # In

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a table, find out what its rows would do, and lead to the page that says so."""
        if self.kind is None or not self.may_import(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                file = keep(self.kind, upload.name, upload.read(), request.user)
            except Refused as error:
                for problem in error.problems:
                    form.add_error("file", problem)
            else:
                start(file, CHECK)
                return HttpResponseRedirect(self.address("imported", file.token))
        recent = ImportFile.objects.filter(by=request.user, kind=self.kind.name).defer("content")[:RECENT]
        context = {
            "title": f"Import {self.kind.name}",
            "form": form,
            "columns": [(column, self.kind.form_of(column)) for column in self.kind.columns],
            "recent": [(file, self.address("imported", file.token)) for file in recent],
        }
        return self.page(request, "admin/quotes/import.html", context)

    def imported_view(self, request: HttpRequest, token: UUID) -> HttpResponse:
        """Show what the rows of a table would do, or did, or how far the work is; and start it."""
        file = self.uploaded(request, token)
        if request.method == "POST":
            self.begin(request, file)
            return HttpResponseRedirect(request.path)
        at_work = progress(token)
        file.refresh_from_db(fields=["state", "note", "counts", "digest", "begun_at", "imported_at"])
        counts = [(str(outcome), file.counts.get(str(outcome), 0)) for outcome in Outcome]
        shown = request.GET.get("show", "")
        rows = file.rows.filter(outcome=shown) if shown in {outcome for outcome, _ in counts} else file.rows.all()
        page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "title": f"Import of {file.name}",
            "file": file,
            "at_work": at_work,
            "counts": counts,
            "shown": shown,
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number),
            "refused": file.counts.get("refused", 0),
            "good": file.counts.get("created", 0) + file.counts.get("changed", 0),
            "refused_address": self.address("refused", token),
        }
        return self.page(request, "admin/quotes/imported.html", context)

    def begin(self, request: HttpRequest, file: ImportFile) -> None:
        """Start what a button asks for."""
        what = request.POST.get("what", "")
        if what == CONFIRM and "leave_out" in request.POST:
            what = CONFIRM_GOOD
        if what not in (CHECK, CONFIRM, CONFIRM_GOOD) or file.state == ImportFile.State.IMPORTED:
            return
        if what != CHECK and request.POST.get("digest") != file.digest:
            self.message_user(request, "This is not what you looked at. Look at it again.", messages.WARNING)
        elif what == CONFIRM and file.counts.get("refused"):
            text = "Nothing was imported: rows are refused. Correct them, or say that they are to be left out."
            self.message_user(request, text, messages.ERROR)
        else:
            try:
                start(file, what)
            except Busy:
                self.message_user(request, "This table is being worked on already.", messages.WARNING)

    def refused_view(self, request: HttpRequest, token: UUID) -> HttpResponseBase:
        """Answer with the refused rows, each with its reasons, as a table that can be corrected and imported."""
        file = self.uploaded(request, token)
        details = file.rows.filter(outcome=Outcome.REFUSED).values_list("number", "detail")
        reasons = {
            number: " ".join(f"{column}: {text}" if column else text for column, text in detail["reasons"])
            for number, detail in details
        }
        return attachment(refused_rows(table_of(file), reasons), FORMS["csv"], "refused-rows.csv")

    def uploaded(self, request: HttpRequest, token: UUID) -> ImportFile:
        """Return a table that this person uploaded."""
        if self.kind is None or not self.may_import(request):
            raise PermissionDenied
        file = ImportFile.objects.filter(token=token, by=request.user, kind=self.kind.name).first()
        if file is None:
            raise Http404("There is no such import of yours.")
        return file

    def page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "subtitle": None}
        return TemplateResponse(request, template, shared | context)


def attachment(lines: Any, content_type: str, name: str) -> StreamingHttpResponse:
    """Answer with a file that is written while it is sent."""
    encoded = (line.encode("utf-8", "backslashreplace") for line in lines)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(encoded, content_type=content_type, headers=headers)
