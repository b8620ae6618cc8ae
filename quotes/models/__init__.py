"""The record: who said what, as what, when, and exactly where it is written.

Gives every model, `Conflict`, `act()`, which says what is done at once, by whom and why, and `address()`, which says
where a page stands. Each model's manager has `published()`, the one definition of what readers may see. May import
`quotes.text` alone. Saves are versioned and derive their derived columns; moves between states are verbs of
`quotes.editing`.
"""

from .acts import act
from .addresses import address, fixed_address
from .base import Conflict, FormerSlug, Publishable, Record, RecordQuerySet, Slugged, Status
from .candidates import Candidate, Extraction
from .claims import Assessment, Claim, ClaimTopic, Stance
from .fields import make_ref
from .imports import ImportFile, ImportRow
from .merges import Distinction, Merge, MergeableKind
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
    "Candidate",
    "Change",
    "Claim",
    "ClaimTopic",
    "Conflict",
    "Distinction",
    "Extraction",
    "FormerSlug",
    "ImportFile",
    "ImportRow",
    "Merge",
    "MergeableKind",
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
    "act",
    "address",
    "fixed_address",
    "make_ref",
]
