"""Views: each names its template, and gets its rows from `.published()`."""

from .about import About, Checking, Corrections
from .claims import ClaimDetail, ClaimList
from .facets import FacetList
from .home import Home
from .organizations import OrganizationDetail, OrganizationList
from .quotations import QuotationDetail, QuotationList
from .sources import SourceDetail, SourceList
from .speakers import SpeakerDetail, SpeakerList
from .topics import TopicDetail, TopicList

__all__ = [
    "About",
    "Checking",
    "ClaimDetail",
    "ClaimList",
    "Corrections",
    "FacetList",
    "Home",
    "OrganizationDetail",
    "OrganizationList",
    "QuotationDetail",
    "QuotationList",
    "SourceDetail",
    "SourceList",
    "SpeakerDetail",
    "SpeakerList",
    "TopicDetail",
    "TopicList",
]
