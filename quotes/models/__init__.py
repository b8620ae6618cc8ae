"""The record: who said what, as what, when, and exactly where it is written.

Gives every model, `Conflict`, and `address()`, which says where a page stands. Each model's manager has `published()`,
the one definition of what readers may see. May import `quotes.text` alone. Saves are versioned and derive their derived
columns; moves between states are verbs of `quotes.editing`.
"""

from .addresses import address, fixed_address
from .base import Conflict, FormerSlug, Publishable, Record, RecordQuerySet, Slugged, Status
from .claims import Assessment, Claim, ClaimTopic, Stance
from .fields import make_ref
from .passages import Passage
from .people import Affiliation, Alias, Organization, Speaker
from .quotations import Quotation
from .refused import RefusedSave
from .search import Change, SearchEntry
from .sources import Source
from .topics import QuotationTopic, Topic

__all__ = [
    "Affiliation",
    "Alias",
    "Assessment",
    "Change",
    "Claim",
    "ClaimTopic",
    "Conflict",
    "FormerSlug",
    "Organization",
    "Passage",
    "Publishable",
    "Quotation",
    "QuotationTopic",
    "Record",
    "RecordQuerySet",
    "RefusedSave",
    "SearchEntry",
    "Slugged",
    "Source",
    "Speaker",
    "Stance",
    "Status",
    "Topic",
    "address",
    "fixed_address",
    "make_ref",
]
