"""What extraction finds: blocks, candidates, and words in quotation marks that are set aside.

Spans are Unicode code points into the text given to `extract`, end exclusive, as everywhere in the record.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from quotes.text.anchors import Span


class BlockKind(StrEnum):
    """What a run of lines is in an article."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    DATELINE = "dateline"
    BYLINE = "byline"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CAPTION = "caption"
    CREDIT = "credit"
    LINK = "link"


class Block(NamedTuple):
    """A part of the article and what it is."""

    kind: BlockKind
    span: Span


class Kind(StrEnum):
    """How a quotation gives the words; the values are those of the record's Quotation.kind."""

    DIRECT = "direct"
    PARTIAL = "partial"
    INDIRECT = "indirect"


class SpeakerKind(StrEnum):
    """What a speaker is; the values are those of the record's Speaker.kind."""

    PERSON = "person"
    ORGANIZATION = "organization"
    GROUP = "group"


class Medium(StrEnum):
    """How the words were made public; the values are those of the record's Quotation.medium."""

    INTERVIEW = "interview"
    SPEECH = "speech"
    PRESS_CONFERENCE = "press-conference"
    STATEMENT = "statement"
    POST = "post"
    DOCUMENT = "document"


class Cue(NamedTuple):
    """The words that say that somebody speaks: “said”, “according to”."""

    words: str
    span: Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """One utterance that an editor may take into the record."""

    kind: Kind
    passages: tuple[Span, ...]
    """Where the words stand, in order, without quotation marks and without a comma that only closes them."""
    mention: str
    """The words that name the speaker here, as printed: “he”, “Mr. Sotnikov”; "" when nothing does."""
    mention_span: Span | None
    speaker: str | None
    """The fullest name that the text gives the speaker, without titles; None for somebody unnamed."""
    speaker_kind: SpeakerKind | None
    attribution: str
    """Role or affiliation as printed, or ""."""
    cue: Cue | None
    medium: Medium | None
    said: str | None
    """When, as known (EDTF, quotes.text.dates), where the text and its dateline support it."""
    confidence: float
    """The probability, 0 to 1, that the words are a quotation and that the speaker is right."""
    because: str
    """Why this speaker, in a sentence for an editor that names the rule."""


class SetAsideKind(StrEnum):
    """What words in quotation marks are when nobody is quoted."""

    TITLE = "title"
    NICKNAME = "nickname"
    TERM = "term"
    IRONY = "irony"


@dataclass(frozen=True, slots=True)
class SetAside:
    """Words in quotation marks that are no quotation, and why."""

    kind: SetAsideKind
    span: Span
    because: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything found in one text. Each tuple is in the order of the text."""

    blocks: tuple[Block, ...]
    candidates: tuple[Candidate, ...]
    set_aside: tuple[SetAside, ...]
