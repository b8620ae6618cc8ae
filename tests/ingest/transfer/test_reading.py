"""Files as spreadsheets and programs write them, and such as nobody should."""

import json

import pytest

from quotes.ingest.files import Refused
from quotes.ingest.transfer import reading
from quotes.ingest.transfer.kinds import KINDS
from quotes.ingest.transfer.reading import read_table

TOPICS = KINDS["topics"]
QUOTATIONS = KINDS["quotations"]
PLAIN = "slug,name\r\nbridges,Bridges\r\n,Ränder\r\n"


def cells(data: bytes, kind=TOPICS):
    return [row.cells for row in read_table(data, kind).rows()]


def refusal(data: bytes, kind=TOPICS) -> str:
    with pytest.raises(Refused) as error:
        read_table(data, kind)
    return str(error.value)


def problems(data: bytes, kind=TOPICS) -> list[str]:
    return [" ".join(problem) for row in read_table(data, kind).rows() for problem in row.problems]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        PLAIN.replace("\r\n", "\n").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode("utf-16"),
        ("sep=;\r\n" + PLAIN.replace(",", ";")).encode("utf-8-sig"),
        ('"sep=|"\r\n' + PLAIN.replace(",", "|")).encode(),
        PLAIN.replace("slug,name", '" Slug ","NAME"').encode(),
        PLAIN.replace("\r\n", ",,\r\n").encode(),
        ("\r\n".join(PLAIN.splitlines()[:2]) + "\r\n\r\n,,\r\n" + PLAIN.splitlines()[2]).encode(),
        b'{"slug": "bridges", "name": "Bridges"}\n\n{"slug": null, "name": "R\xc3\xa4nder"}\n',
    ],
)
def test_each_way_to_write_a_table_is_read(data):
    assert cells(data) == [{"slug": "bridges", "name": "Bridges"}, {"slug": "", "name": "Ränder"}]


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    table = read_table(b'sep=,\nname\n"two\nlines"\n\nlast\n', TOPICS)
    assert [(row.number, row.cells["name"]) for row in table.rows()] == [(2, "two\nlines"), (4, "last")]
    assert table.length == 2


def test_formulas_that_were_made_harmless_are_made_themselves_again():
    assert cells(b"name\n'=1+1\n'tis\n") == [{"name": "=1+1"}, {"name": "'tis"}]


def test_lists_are_lists():
    assert cells(b"topics\na | b\n", QUOTATIONS) == [{"topics": ["a", "b"]}]
    assert cells(b'{"topics": ["a", "b"], "starts": [1, 2]}', QUOTATIONS) == [
        {"topics": ["a", "b"], "starts": ["1", "2"]}
    ]
    assert cells(b'{"topics": "a | b", "starts": 7}', QUOTATIONS) == [{"topics": ["a", "b"], "starts": ["7"]}]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"slug,name\n", "no rows"),
        (b"PK\x03\x04...", "CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0...", "CSV UTF-8"),
        (b"\x00\x01\x02" * 400, "not a text"),
        (PLAIN.encode("utf-16-le"), "not a text"),
        (PLAIN.encode("latin-1"), "Line 3 cannot be read as UTF-8"),
        (b"\xff\xfea", "UTF-16"),
        (b"name,name\na,b\n", "“name” stands there 2 times"),
        (b"name,,slug\na,b,c\n", "(without a name)"),
        (b"naem,slug\na,b\n", "Is it “name”?"),
        (b"Bridges\n", "must name the columns"),
        (b'name\n"never closed\nBridges\n', "after row"),
        (b'name\n"closed" too early\n', "after row"),
        (b"<html><body>", "must name the columns"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(data, said):
    assert said in refusal(data)


def test_a_file_of_too_many_bytes_or_rows_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    assert "divide it" in refusal(b"name\n" + b"a\n" * 100)
    monkeypatch.setattr(reading, "MOST_BYTES", 10_000)
    monkeypatch.setattr(reading, "MOST_ROWS", 99)
    assert "100 rows" in refusal(b"name\n" + b"a\n" * 100)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"slug,name\na\n", "1 cells"),
        (b"slug,name\na,b,c\n", "3 cells"),
        (b"name\na\0b\n", "U+0000"),
        ("name\na\u202eb\n".encode(), "U+202E"),
        (b"name\n" + b"x" * 1_000_000 + b"\n", "1,000,000 characters"),
        (b'{"name": "\\ud800"}', "U+D800"),
        (b'{"name": 1.5}', "must be a text"),
        (b'{"name": true}', "must be a text"),
        (b'{"name": {"a": "b"}}', "must be a text"),
        (b'{"name": ["a"]}', "must be a text"),
        (b'{"name": "a", "name": "b"}', "twice"),
        (b'{"naem": "a"}', "no column “naem”"),
        (b'{"name": "a"', "not JSON"),
        (b'{"name": NaN}', "must be a text"),
        (b'{"name": "a"}\n["b"]', "not a row"),
        (b'{"name": ' + b"[" * 200_000, "not JSON"),
        (b'{"name": ' + b"9" * 5_000 + b"}", ""),
    ],
)
def test_a_row_that_cannot_be_one_has_a_problem(data, said):
    assert any(said in problem for problem in problems(data))


def test_other_rows_are_read_beside_a_wrong_one():
    rows = list(read_table(b'{"name": "a"}\n{"name": \n{"name": "c"}\n', TOPICS).rows())
    assert [bool(row.problems) for row in rows] == [False, True, False]
    assert json.dumps(rows[2].cells) == '{"name": "c"}'
