"""A web page as the paragraphs that a reader sees: parsed within limits, and read element by element."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from .documents import TAKEN, Unreadable

_TOO_DEEP = "Excessive depth"  # libxml2's words, for more than 256 elements one inside the other
_BLOCKS = frozenset(  # what a browser begins on a line of its own
    """address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody td tfoot th
    thead tr ul""".split()  # noqa: SIM905
)
_UNSEEN = frozenset(
    """area audio button canvas datalist embed head iframe input map math meter nav noscript object option progress
    script select style svg template textarea title video""".split()  # noqa: SIM905
)
_AROUND = frozenset(["aside", "footer", "form", "menu"])
_AROUND_NAME = re.compile(
    r"(?:^|[\s_-])(?:ad|ads|advert\w*|banner|breadcrumbs?|comments?|cookies?|disqus|footer|menu|most-read|navigation|nav"
    r"|newsletter|paywall|popular|promo|recirc|recommend\w*|related\w*|share|sharing|sidebar|signup|social|sponsor\w*"
    r"|subscri\w+|tags|toolbar|trending|widget)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_QUOTES = (("“", "”"), ("‘", "’"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text that stands alone on the page, with the element that it stands in."""

    text: str
    element: HtmlElement
    is_around: bool
    """Whether it stands in what surrounds articles: links to others, sharing, readers' comments."""


def parse(data: bytes) -> HtmlElement:
    """Return the tree of a web page in UTF-8. Raises Unreadable when it is nested too deeply, or holds nothing."""
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        page = lxml.html.document_fromstring(data, parser=parser)
    except (ParserError, AssertionError):
        raise Unreadable(f"There is no text in this page. {TAKEN}") from None
    if any(_TOO_DEEP in error.message for error in parser.error_log):
        raise Unreadable(
            "The page has more than 256 elements one inside the other, so it cannot be read. Paste the article's text."
        )
    return page


def paragraphs(page: HtmlElement) -> list[Paragraph]:
    """Return the paragraphs of a page in order.

    A block is one; two line breaks in a row part one from the next; the words of <q> are given the marks that a browser
    shows around them. No-break spaces stay; other space is one space, as a browser shows it.
    """
    reader = _Reader()
    for body in page.iter("body"):
        reader.read(body, is_around=False, depth=0)
        reader.end(body, is_around=False)
    return reader.found


class _Reader:
    """Gathers the words of inline elements until a block begins or ends."""

    def __init__(self) -> None:
        self.found: list[Paragraph] = []
        self.words: list[str] = []

    def read(self, element: HtmlElement, *, is_around: bool, depth: int) -> None:
        """Read what an element holds. `depth` is that of the <q> around it."""
        if element.tag == "pre":
            self.read_lines(element, is_around)
            return
        self.words.append(_SPACE.sub(" ", element.text or ""))
        for child in element:
            self.read_child(child, element, is_around, depth)
            self.words.append(_SPACE.sub(" ", child.tail or ""))

    def read_child(self, child: HtmlElement, parent: HtmlElement, is_around: bool, depth: int) -> None:
        tag = child.tag
        if not isinstance(tag, str) or tag in _UNSEEN or _is_hidden(child):
            return
        if tag == "br":
            self.words.append("\n")
        elif tag == "q":
            opening, closing = _QUOTES[depth % 2]
            self.words.append(opening)
            self.read(child, is_around=is_around, depth=depth + 1)
            self.words.append(closing)
        elif tag in _BLOCKS:
            self.end(parent, is_around)
            child_is_around = is_around or _is_around(child)
            self.read(child, is_around=child_is_around, depth=depth)
            self.end(child, child_is_around)
        else:
            self.read(child, is_around=is_around, depth=depth)

    def read_lines(self, element: HtmlElement, is_around: bool) -> None:
        """Read text whose lines and spaces a browser shows as they are."""
        for block in re.split(r"\n[^\S\n]*\n", str(element.text_content())):
            self.found += [Paragraph(block.strip("\n"), element, is_around)] if block.strip() else []

    def end(self, element: HtmlElement, is_around: bool) -> None:
        """End the paragraph, or the paragraphs that line breaks part."""
        for part in re.split(r"\n[ \n]*\n", "".join(self.words)):
            lines = (" ".join(filter(None, line.split(" "))) for line in part.split("\n"))
            if text := "\n".join(lines).strip("\n"):
                self.found.append(Paragraph(text, element, is_around))
        self.words.clear()


def _is_hidden(element: HtmlElement) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style", "")))


def _is_around(element: HtmlElement) -> bool:
    name = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
    return element.tag in _AROUND or bool(_AROUND_NAME.search(name))


def ancestors(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield an element and then those around it, innermost first."""
    yield element
    yield from element.iterancestors()
