"""The article of a web page, read apart from the site.

trafilatura says which words of the page are the article's, and what the page says of itself. The paragraphs are then
taken from the page itself, because a library that is made to collect very many texts may drop a caption, a short
paragraph or the space around a link, and joins the paragraphs of a short page: here every paragraph is kept of the
section that holds the article, from the headline on, unless it stands in what surrounds articles.
"""

import re
from collections import Counter
from typing import Any

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from .apart import answer
from .documents import Unreadable
from .pages import Paragraph, ancestors, paragraphs, parse

_IGNORED = re.compile(r"[\s\u00ad]+")
_DATES = {"extensive_search": False, "original_date": True}
_MOST_OF = 0.9
_SECTIONS = frozenset(["article", "body", "center", "div", "main", "section", "td"])
_LONG = 25  # characters; shorter words may stand in an article by chance
_HEADINGS = 3  # headings of the first rank; more are titles of other stories


def read_page(data: bytes) -> dict[str, Any]:
    """Return the `paragraphs` of a page in UTF-8, and what it says of itself: `title`, `publisher`, `authors`,
    `published_on`, `language`, `url`. Raises Unreadable when it cannot be read.
    """
    page = parse(data)
    found: Any  # which the library calls by two names
    try:
        found = bare_extraction(
            page, with_metadata=True, include_comments=False, fast=True, date_extraction_params=dict(_DATES)
        )
    except (ValueError, RecursionError):
        raise Unreadable("The page cannot be read. Paste the article's text.") from None
    article = "".join(found.body.itertext()) if found is not None and found.body is not None else ""
    return {
        "paragraphs": [paragraph.text for paragraph in article_of(paragraphs(page), article)],
        "title": (found and found.title) or "",
        "publisher": (found and found.sitename) or "",
        "authors": (found and found.author) or "",
        "published_on": (found and found.date) or "",
        "language": _language(page),
        "url": (found and found.url) or "",
    }


def article_of(found: list[Paragraph], article: str) -> list[Paragraph]:
    """Return those paragraphs of a page that belong to its article, whose words `article` holds, most of them at least.

    With no article: all that do not surround one.
    """
    words = _IGNORED.sub("", article)
    chosen = [paragraph for paragraph in found if _IGNORED.sub("", paragraph.text) in words]
    if not chosen:
        return [paragraph for paragraph in found if not paragraph.is_around]
    kept = {id(paragraph) for paragraph in chosen if len(paragraph.text) >= _LONG}
    around = _container(chosen)
    inside = [at for at, paragraph in enumerate(found) if around in ancestors(paragraph.element)]
    first, last = inside[0], inside[-1]
    return [
        paragraph
        for paragraph in found[min([first, *_headline(found, first)]) : last + 1]
        if id(paragraph) in kept or not paragraph.is_around
    ]


def _container(chosen: list[Paragraph]) -> HtmlElement:
    """Return the innermost section of the page that holds most of what was chosen, or the <article> around that."""
    sizes: Counter[HtmlElement] = Counter()
    for paragraph in chosen:
        for element in ancestors(paragraph.element):
            sizes[element] += len(paragraph.text)
    enough = _MOST_OF * sum(len(paragraph.text) for paragraph in chosen)
    large = [element for element, size in sizes.items() if size >= enough and element.tag in _SECTIONS]
    innermost = max(large, key=lambda element: sum(1 for _ in element.iterancestors()))
    return next((element for element in ancestors(innermost) if element.tag == "article"), innermost)


def _headline(found: list[Paragraph], before: int) -> list[int]:
    """Return where the page's headline stands, when it is above the article."""
    places = [
        at for at, paragraph in enumerate(found) if any(each.tag == "h1" for each in ancestors(paragraph.element))
    ]
    return [at for at in places[-1:] if at < before] if len(places) < _HEADINGS else []


def _language(page: HtmlElement) -> str:
    """Return the language that the page declares of itself, as it declares it."""
    declared = page.get("lang") or page.get("{http://www.w3.org/XML/1998/namespace}lang") or page.get("xml:lang") or ""
    for meta in page.iter("meta"):
        name = (meta.get("http-equiv") or meta.get("property") or "").lower()
        if not declared and name in ("content-language", "og:locale"):
            declared = meta.get("content", "")
    return declared


if __name__ == "__main__":
    answer(read_page)
