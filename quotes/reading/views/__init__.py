"""Views: each names its template, and gets its rows from `.published()`."""

from .home import Home
from .quotations import QuotationDetail, QuotationList
from .speakers import SpeakerDetail, SpeakerList

__all__ = ["Home", "QuotationDetail", "QuotationList", "SpeakerDetail", "SpeakerList"]
