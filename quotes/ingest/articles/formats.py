"""What a file is, told by its first bytes and never by its name."""

import re
from enum import Enum, auto

from .documents import TAKEN, Unreadable


class Format(Enum):
    """What can be read."""

    TEXT = auto()
    HTML = auto()
    WORD = auto()


_REFUSED = (  # the first bytes of formats, as registered or as the programs that write them document
    (rb"%PDF-", "a PDF. Open it, copy the article's text and paste it."),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (such as .doc). Save it as .docx and add that."),
    (rb"\{\\rtf", "an RTF file. Save it as .docx and add that."),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|II\*\0|MM\0\*|BM....\0\0\0\0|\0\0\0.ftyp(?:hei|avif|mif)", "a picture."),
    (rb"ID3|OggS|RIFF|\0\0\0.ftyp|\x1aE\xdf\xa3|fLaC|\xff[\xfb\xf3\xf2]", "a recording."),
    (rb"\x1f\x8b|BZh|\xfd7zXZ\0|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd", "a compressed archive. Unpack it first."),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
    r"<(?:!doctype\s+html|(?:html|head|body|title|meta|link|script|style|base|article|main|section|header|div|p|h[1-6]"
    r"|table|ul|ol|blockquote|figure|span|a|b|i|em|strong|br|center|font|nav|noscript)[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*<(?:\?xml|svg|rss|feed)\b", re.IGNORECASE)
_WEB_ARCHIVE = re.compile(
    r"^MIME-Version:.*^Content-Type:\s*multipart/related", re.DOTALL | re.IGNORECASE | re.MULTILINE
)
_HEAD = 4_000


def format_of(data: bytes) -> Format:
    """Return what the bytes of a file are, as far as they tell before they are decoded: a page counts as TEXT.

    Raises Unreadable for a file that holds neither text nor a Word document.
    """
    if data.startswith(_ZIP):
        return Format.WORD
    for first, what in _REFUSED:
        if re.match(first, data, re.DOTALL):
            raise Unreadable(f"This is {what} {TAKEN}")
    if not data.startswith(_UTF16) and b"\0" in data:
        raise Unreadable(f"This is no text: there are zero bytes in it. {TAKEN}")
    return Format.TEXT


def format_of_text(text: str) -> Format:
    """Return whether a text is a web page or plain. Raises Unreadable for XML, and for a page saved as an archive."""
    head = text[:_HEAD]
    if _HTML.match(head):
        return Format.HTML
    if _XML.match(head):
        raise Unreadable(f"This is XML, but no web page. {TAKEN}")
    if _WEB_ARCHIVE.search(head):
        raise Unreadable("This is a web archive (.mht). Save the page as HTML and add that.")
    return Format.TEXT
