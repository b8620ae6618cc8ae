"""From the plain text of an article to candidate quotations with their speakers: `extract(text)`."""

from .extracting import extract
from .records import Candidate, Extraction

__all__ = ["Candidate", "Extraction", "extract"]
