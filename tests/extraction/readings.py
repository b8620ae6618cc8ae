"""Texts made ready for the rules, for tests of the steps between."""

from quotes.extraction import extracting
from quotes.extraction.cues import Cues
from quotes.extraction.reading import Reading


def read(text: str) -> Reading:
    _, reading, _ = extracting.read(text)
    return reading


def cues_of(text: str) -> Cues:
    _, _, cues = extracting.read(text)
    return cues
