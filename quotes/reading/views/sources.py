"""Sources: the list, latest published first, and the page of each, with its quotations in reading order."""

from django.db.models import QuerySet

from quotes.models import Source

from ..filters import SourceFilter
from .base import ParameterView, RecordDetail


class SourceList(ParameterView):
    template_name = "quotes/source_list.html"
    parameters_class = SourceFilter

    def get_queryset(self) -> QuerySet:
        return Source.objects.published()


class SourceDetail(RecordDetail):
    template_name = "quotes/source_detail.html"
    model = Source
