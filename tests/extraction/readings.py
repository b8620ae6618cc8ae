"""Texts made ready for the rules, for tests of the steps between."""

from quotes.extraction.blocks import split_paragraphs
from quotes.extraction.cues import Cues
from quotes.extraction.marks import quoted_spans
from quotes.extraction.mentions import find_mentions
from quotes.extraction.reading import Reading


def read(text: str) -> Reading:
    paragraphs = split_paragraphs(text)
    return Reading(text, paragraphs, quoted_spans(text, paragraphs))


def cues_of(text: str) -> Cues:
    reading = read(text)
    return Cues(reading, find_mentions(reading))
