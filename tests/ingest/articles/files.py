"""Files as editors bring them, and as attackers do."""

import io
import zipfile
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{}</cp:coreProperties>'
)


def archive(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip archive of parts by name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def make_docx(*paragraphs: str, body: str = "", core: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    """Return a Word file with paragraphs of text, then what `body` adds as XML."""
    inner = "".join(map(paragraph, paragraphs)) + body
    document = f'<w:document xmlns:w="{WORD}"><w:body>{inner}</w:body></w:document>'
    return archive(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "word/document.xml": document,
            "docProps/core.xml": CORE.format(core),
        }
        | (parts or {})
    )


def make_page(body: str, head: str = "", html: str = 'lang="en"') -> bytes:
    page = f"<!DOCTYPE html><html {html}><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    return page.encode()
