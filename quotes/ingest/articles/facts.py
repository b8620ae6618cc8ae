"""What a text says of itself: its headline, who wrote it, the day, the agency, an address on a line of its own."""

import re

from quotes.extraction.blocks import find_blocks, split_paragraphs
from quotes.extraction.records import BlockKind
from quotes.extraction.saying import article_date
from quotes.text.bylines import authors

from .documents import Document

_HEAD = 20_000  # characters; these facts stand at the start
_BY = re.compile(r"by\s+", re.IGNORECASE)
_AGENCY = re.compile(
    r"[A-ZÀ-Þ][^\n()]{2,60}\((AP|AFP|EPA|Reuters|Bloomberg|Xinhua|TASS|Interfax|UPI|dpa|ANSA|EFE)\)\s*[-–—]"
)
_AGENCIES = {"AP": "Associated Press", "AFP": "Agence France-Presse"}
_ADDRESS = re.compile(
    r"(?:(?:Source|URL|Link|From|Retrieved from)\s*:?\s*)?<?(https?://[^\s<>“”\"]{4,490})>?", re.IGNORECASE
)
_LINES_AT_AN_END = 12
_LONGEST = 520  # characters of a line with an address


def facts_of(text: str) -> Document:
    """Return a document of `text` with what stands in it: nothing is concluded from what it is about."""
    head = text[:_HEAD]
    spans = split_paragraphs(head)
    blocks = find_blocks(head, spans)

    def first(kind: BlockKind) -> str:
        return next((head[block.span.start : block.span.end] for block in blocks if block.kind is kind), "")

    return Document(
        text=text,
        title=one_line(first(BlockKind.HEADLINE)),
        byline=_byline(one_line(first(BlockKind.BYLINE))),
        publisher=_agency([head[span.start : span.end] for span in spans[:_LINES_AT_AN_END]]),
        published_on=article_date(head, blocks),
        url=_address(text),
    )


def one_line(words: str) -> str:
    return " ".join(words.split())


def _byline(line: str) -> str:
    """Return the names of a byline: without "By", and without what follows them where the names alone are certain."""
    names = _BY.sub("", line, count=1) if _BY.match(line) else line
    for separator in (" | ", " - ", " – ", " — ", ", "):
        start = names.split(separator)[0]
        if start != names and len(authors(names)) == 1 and not authors(names)[0].given and authors(start)[0].given:
            return start
    return names


def _agency(paragraphs: list[str]) -> str:
    """Return the agency that an agency's dateline names: "MOSCOW (Reuters) - "."""
    matches = (match for paragraph in paragraphs if (match := _AGENCY.match(paragraph)))
    return next((_AGENCIES.get(match[1], match[1]) for match in matches), "")


def _address(text: str) -> str:
    """Return the address that stands alone on one of the first or the last lines."""
    lines = [line.strip() for line in text[:_HEAD].splitlines() if line.strip()][:_LINES_AT_AN_END]
    lines += [line.strip() for line in text[-_HEAD:].splitlines() if line.strip()][-_LINES_AT_AN_END:]
    return next((match[1] for line in lines if len(line) < _LONGEST and (match := _ADDRESS.fullmatch(line))), "")
