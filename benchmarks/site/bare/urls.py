"""A view that renders nothing, and a list of quotations as one writes it without a thought of its size."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.generic import ListView

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


urlpatterns = [path("trivial/", trivial), path("naive/", NaiveList.as_view())]
