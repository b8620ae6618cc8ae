"""Organizations: the index from A to Z, and the page of each."""

from quotes.models import Organization

from .base import RecordDetail
from .index import Index


class OrganizationList(Index):
    template_name = "quotes/organization_list.html"
    model = Organization


class OrganizationDetail(RecordDetail):
    template_name = "quotes/organization_detail.html"
    model = Organization
