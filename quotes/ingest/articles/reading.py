"""From pasted text, or the bytes of a file, to a `Document`."""

import re
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from quotes.extraction.blocks import split_paragraphs
from quotes.text.characters import BIDI_CONTROLS, check_characters, unify_line_ends

from .apart import ask
from .documents import Document, Unreadable, check_length, check_size
from .encodings import decode
from .facts import facts_of, one_line
from .formats import Format, format_of, format_of_text

_LONGEST = 1_000  # characters of a fact; what is longer than the record takes is for the editor to see
_ENOUGH = 20_000  # characters to tell a language by
_BETWEEN_PARAGRAPHS = "\n\n"
_OTHER_LINE_ENDS = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(rf"[\x00-\x08\x0e-\x1f\x7f\ufeff{BIDI_CONTROLS}]")  # which Source.text may not hold
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?\Z")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S{4,490})\s*-->")


def read_article(data: bytes) -> Document:
    """Return the article in the bytes of a text file, a web page, or a Word file, told by what is in it.

    A fact that the page's own tags or the file's properties do not give is looked for in the text. The day that a Word
    file was made is not taken for that of publication.
    Raises Unreadable for any other file, for one that is too large, and for one that takes too long or too much memory.
    """
    check_size(len(data))
    if format_of(data) is Format.WORD:
        return _from_word(ask("word", data))
    text = decode(data, language_of)
    if format_of_text(text) is Format.HTML:
        page = text.encode("utf-8", "replace")
        return _from_page(ask("web", page), saved_from=_SAVED_FROM.search(text[:2_000]))
    return read_pasted(text)


def read_pasted(text: str) -> Document:
    """Return the article in a text. Raises Unreadable when it is too long, has no words, or holds what is no text.

    Where blank lines part its paragraphs, they are left as they are. In a text without any, each line is taken for a
    paragraph, but not where lines were broken for want of room (`split_paragraphs`).
    """
    check_length(text)
    text = _tidy(text)
    if _BETWEEN_PARAGRAPHS not in text:
        text = _BETWEEN_PARAGRAPHS.join(text[span.start : span.end] for span in split_paragraphs(text))
    return _with_language(facts_of(text))


def language_of(text: str) -> str:
    """Return the language of a text as a tag, or "" when the text is too short to tell (see `languages.ENOUGH`)."""
    try:
        tag: str = ask("languages", text[:_ENOUGH].encode("utf-8", "replace"))["language"]
    except Unreadable:
        return ""
    return tag


def clean(text: str) -> str:
    """Return `text` with "\\n" line ends and without invisible control characters, which the record cannot hold.

    Raises Unreadable for what is left and still no text: lone surrogates.
    """
    text = _INVISIBLE.sub("", _OTHER_LINE_ENDS.sub("\n", unify_line_ends(text)))
    try:
        check_characters(text)
    except ValueError as error:
        raise Unreadable(str(error)) from None
    return text


def _from_word(found: dict[str, Any]) -> Document:
    document = facts_of(_joined(found["paragraphs"]))
    return _with_language(
        replace(
            document,
            title=document.title or _line(found["title"]),
            byline=document.byline or _line(found["creator"]),
        ),
        declared=found["language"],
    )


def _from_page(found: dict[str, Any], saved_from: re.Match[str] | None) -> Document:
    document = facts_of(_joined(found["paragraphs"]))
    publisher, url = _line(found["publisher"]), _line(found["url"])
    if publisher and publisher.lower() in (urlsplit(url).hostname or ""):
        publisher = ""  # no name: the page gives none, and so the library took that of the server
    return _with_language(
        replace(
            document,
            title=_without_publisher(_line(found["title"]), publisher) or document.title,
            publisher=publisher or document.publisher,
            byline=_names(_line(found["authors"])) or document.byline,
            published_on=_day(found["published_on"]) or document.published_on,
            url=url or (saved_from[1] if saved_from else "") or document.url,
        ),
        declared=found["language"],
    )


def _joined(paragraphs: list[str]) -> str:
    text = _tidy(_BETWEEN_PARAGRAPHS.join(paragraphs))
    check_length(text)
    return text


def _tidy(text: str) -> str:
    """Return `text` as the record keeps it: no space at the ends of lines, one blank line between paragraphs."""
    lines = "\n".join(line.strip() for line in clean(text).split("\n"))
    return re.sub(r"\n{3,}", _BETWEEN_PARAGRAPHS, lines).strip("\n")


def _with_language(document: Document, declared: str = "") -> Document:
    """Return the document with its language: that of its words, or, where they are too few to tell, the declared one.

    A declared region is kept when the words are in the declared language: "pt-BR".
    """
    found, tag = language_of(document.text), _tag(declared)
    return replace(document, language=tag if tag.split("-")[0] == found or not found else found)


def _tag(declared: str) -> str:
    match = _TAG.match(declared.strip().split(",")[0])
    if match is None:
        return ""
    language, script, region = match.groups(default="")
    return "-".join(filter(None, [language.lower(), script.title(), region.upper()]))


def _line(words: str) -> str:
    return one_line(clean(words[:_LONGEST]))


def _without_publisher(title: str, publisher: str) -> str:
    """Return a page's title without the name of the site after it: "Dam holds | The Daily Example"."""
    without = (
        re.sub(rf"\s+[|–—·•:-]\s+{re.escape(publisher)}\Z", "", title, flags=re.IGNORECASE) if publisher else title
    )
    return without or title


def _names(semicolons: str) -> str:
    """Return names as a byline: "Ana Pérez, Jo Ng and Li Wei"."""
    names = [name.strip() for name in semicolons.split(";") if name.strip()]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return None
