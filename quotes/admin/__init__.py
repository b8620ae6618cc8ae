"""The editors' desk: Django's admin over the record.

Wires models and the verbs of `quotes.editing` to forms; may import anything, and nothing imports it.
"""

from . import claims, merging, parts, people, quotations, sources
from .signing_in import accounts

__all__ = ["accounts", "claims", "merging", "parts", "people", "quotations", "sources"]
