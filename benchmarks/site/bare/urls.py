"""A view that renders nothing; a list of quotations as one writes it without a thought of its size; the desk without
what waits there.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.generic import ListView

from project.urls import urlpatterns as of_the_site
from quotes.admin.site import DeskSite
from quotes.models import Quotation

FILTERS = {
    "speaker": "speaker__slug",
    "organization": "organization__slug",
    "topic": "topics__slug",
    "kind": "kind",
    "year": "said_latest__year",
}


def trivial(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class NaiveList(ListView):
    """25 quotations, their exact number, and pages by OFFSET; words are looked for letter by letter."""

    template_name = "naive_list.html"
    context_object_name = "quotations"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Any]:
        asked = self.request.GET
        found = Quotation.objects.published().filter(
            **{FILTERS[name]: asked[name] for name in FILTERS if name in asked}
        )
        for words in asked.getlist("q"):
            found = found.filter(
                Q(text__icontains=words) | Q(speaker__name__icontains=words) | Q(organization__name__icontains=words)
            )
        return found.select_related("speaker", "affiliation", "organization", "source__publisher").newest()


class BareSite(DeskSite):
    """The desk with the first page that Django's admin has."""

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return admin.AdminSite.index(self, request, extra_context)


bare_admin = BareSite()
bare_admin._registry = admin.site._registry
urlpatterns = [
    path("trivial/", trivial),
    path("naive/", NaiveList.as_view()),
    path("admin/", bare_admin.urls),
    *of_the_site,
]
