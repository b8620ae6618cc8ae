"""Claims: the list, and the page of each, with who asserts, qualifies, questions and denies it."""

from django.db.models import QuerySet

from quotes.models import Claim

from ..filters import ClaimFilter
from .base import ParameterView, RecordDetail


class ClaimList(ParameterView):
    template_name = "quotes/claim_list.html"
    parameters_class = ClaimFilter

    def get_queryset(self) -> QuerySet:
        return Claim.objects.published()


class ClaimDetail(RecordDetail):
    template_name = "quotes/claim_detail.html"
    model = Claim
