"""Word files: their paragraphs, in order, with every mark."""

import pytest

from quotes.ingest.articles.word import read_word

from .files import WORD, make_docx, paragraph

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def read(*paragraphs: str, **options) -> list[str]:
    return read_word(make_docx(*paragraphs, **options))["paragraphs"]


def test_paragraphs_stay_apart_and_keep_every_mark():
    texts = [
        "Head",
        "“A,” «b», „c“, ‚d‘, \"e\", 'f' & <g>",
        "",
        "«\u00a0H\u00a0»",
        "“A,” «b», „c“, ‚d‘, \"e\", 'f' & <g>",
    ]
    assert read(*texts) == texts


@pytest.mark.parametrize(
    ("body", "paragraphs"),
    [
        ("<w:p><w:r><w:t>“A</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>b”</w:t></w:r></w:p>", ["“Ab”"]),
        ("<w:p><w:r><w:t>One.</w:t><w:br/><w:t>“Two”</w:t></w:r></w:p>", ["One.\n“Two”"]),
        ("<w:p><w:r><w:t>One.</w:t><w:cr/><w:t>“Two”</w:t></w:r></w:p>", ["One.\n“Two”"]),
        ("<w:p><w:r><w:t>One.</w:t><w:br w:type='page'/><w:t>“Two”</w:t></w:r></w:p>", ["One.\n\n“Two”"]),
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t></w:r></w:p>", ["a\tb\u2011c"]),
        (
            f"<w:tbl><w:tr><w:tc>{paragraph('“A”')}{paragraph('“B”')}</w:tc><w:tc>{paragraph('C')}</w:tc></w:tr></w:tbl>",
            ["“A”", "“B”", "C"],
        ),
        ("<w:p><w:hyperlink w:anchor='x'><w:r><w:t>“A”</w:t></w:r></w:hyperlink></w:p>", ["“A”"]),
        (
            "<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>",
            ["new"],
        ),
        (f"<w:sdt><w:sdtContent>{paragraph('“In a control”')}</w:sdtContent></w:sdt>", ["“In a control”"]),
    ],
)
def test_what_word_marks_up_becomes_text(body, paragraphs):
    assert read(body=body) == paragraphs


def test_notes_come_last():
    notes = f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:id="7">{paragraph("“Noted.”")}</w:footnote></w:footnotes>'
    body = '<w:p><w:r><w:t>Text</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r></w:p>' + paragraph("More")
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATION}" Target="footnotes.xml"/></Relationships>'
    )
    parts = {"word/footnotes.xml": notes, "word/_rels/document.xml.rels": relations}
    assert read(body=body, parts=parts) == ["Text", "More", "“Noted.”"]


def test_the_properties_of_the_file():
    core = "<dc:title>Dam holds</dc:title><dc:creator>Ana Pérez</dc:creator><dc:language>en-GB</dc:language>"
    found = read_word(make_docx("x", core=core))
    assert (found["title"], found["creator"], found["language"]) == ("Dam holds", "Ana Pérez", "en-GB")
    assert read_word(make_docx("x", core=""))["title"] == ""
