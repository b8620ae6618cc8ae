"""The text of a Word file (.docx), read apart from the site.

A Word file is a zip archive of XML. Only its XML parts are unpacked, to a bounded size whatever the archive's directory
says, and only those are given to mammoth: a part with a document type declaration, which Word never writes and which
could name entities, is refused.
"""

import codecs
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Any
from xml.dom import expatbuilder  # noqa: F401
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

from mammoth import documents
from mammoth.docx import read

from .apart import answer
from .documents import Unreadable

MOST_UNPACKED = 20_000_000
MOST_PARTS = 5_000

codecs.lookup("cp437")  # zipfile reads names in it; loaded now, like minidom's builder, while files can be opened

_CORE = "docProps/core.xml"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_NOT_WORD = "This is a zip archive, but no Word file (.docx). Unpack it, and add the article alone."
_DAMAGED = "The Word file is damaged. Open it in Word, save it again, and add that."


def read_word(data: bytes) -> dict[str, Any]:
    """Return the `paragraphs` of a Word file, notes last, and its properties `title` and `creator`.

    Text that was deleted while changes were tracked is left out, and so are comments, headers and footers.
    Raises Unreadable for anything but a sound Word file.
    """
    try:
        parts = _unpacked(data)
        if b"wordprocessingml" not in parts.get("[Content_Types].xml", b""):
            raise Unreadable(_NOT_WORD)
        document = read(_packed(parts)).value
        properties = _properties(parts.get(_CORE, b""))
    except (zipfile.BadZipFile, zlib.error, ExpatError, ElementTree.ParseError, EOFError, UnicodeDecodeError):
        raise Unreadable(_DAMAGED) from None
    except (OSError, KeyError, ValueError, AttributeError, TypeError, IndexError, NotImplementedError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_DAMAGED) from None
    notes = [note for reference in _note_references(document) for note in document.notes.resolve(reference).body]
    return {"paragraphs": [*_paragraphs(document.children), *_paragraphs(notes)], **properties}


def _unpacked(data: bytes) -> dict[str, bytes]:
    """Return the XML parts of an archive by name. Raises Unreadable for one that is locked or unpacks to too much."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [entry for entry in archive.infolist() if entry.filename.endswith((".xml", ".rels"))]
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable("The Word file is locked with a password. Unlock it, save it, and add that.")
        if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise _too_large()
        parts, left = {}, MOST_UNPACKED
        for entry in entries:
            with archive.open(entry) as part:
                content = part.read(left + 1)
            left -= len(content)
            if left < 0:
                raise _too_large()
            if b"<!DOCTYPE" in content.replace(b"\0", b""):
                raise Unreadable(
                    "The Word file declares a document type, which Word never does. Paste its text instead."
                )
            parts[entry.filename] = content
        return parts


def _too_large() -> Unreadable:
    return Unreadable(
        f"The Word file unpacks to more than {MOST_UNPACKED // 1_000_000} MB. Paste the article's text instead."
    )


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    """Return an archive of parts, as mammoth reads one; its "carriage returns" are breaks, which mammoth knows."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"<w:cr/>", b"<w:br/>"))
    packed.seek(0)
    return packed


def _properties(core: bytes) -> dict[str, str]:
    root = ElementTree.fromstring(core) if core else ElementTree.Element("none")  # noqa: S314  # it has no entities
    return {name: root.findtext(f"{_DUBLIN_CORE}{name}") or "" for name in ("title", "creator", "language")}


def _paragraphs(elements: Iterable[Any]) -> Iterator[str]:
    """Yield the paragraphs of a document's elements, those in tables too, each row by row."""
    for element in elements:
        if isinstance(element, documents.Paragraph):
            yield "".join(_words(element.children))
        elif hasattr(element, "children"):
            yield from _paragraphs(element.children)


def _note_references(element: Any) -> Iterator[documents.NoteReference]:
    """Yield the references to notes below an element, in order."""
    for child in getattr(element, "children", ()):
        if isinstance(child, documents.NoteReference):
            yield child
        else:
            yield from _note_references(child)


def _words(elements: Iterable[Any]) -> Iterator[str]:
    for element in elements:
        if isinstance(element, documents.Text):
            yield element.value
        elif isinstance(element, documents.Tab):
            yield "\t"
        elif isinstance(element, documents.Break):
            yield "\n" if element.break_type == "line" else "\n\n"
        elif isinstance(element, documents.Paragraph):
            yield "\n\n" + "".join(_words(element.children)) + "\n\n"
        else:
            yield from _words(getattr(element, "children", ()))


if __name__ == "__main__":
    answer(read_word)
