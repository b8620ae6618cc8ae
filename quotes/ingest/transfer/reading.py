"""Files of editors' tables: CSV as spreadsheets write it, or JSON Lines, told apart by what is in them.

The first row of CSV names the columns. Rows are numbered as a spreadsheet shows them, lines of JSON as an editor does.
"""

import csv
import io
import json
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from quotes.ingest.files import Refused
from quotes.ingest.transfer.cells import Value, parted
from quotes.ingest.transfer.formulas import restored
from quotes.ingest.transfer.kind import Kind
from quotes.text.characters import check_characters, unify_line_ends

MOST_BYTES = 20_000_000
MOST_ROWS = 50_000
LONGEST_CELL = 100_000
DELIMITERS = ",;\t"

csv.field_size_limit(MOST_BYTES)  # its own limit would refuse all of a file for one long cell


@dataclass
class Row:
    """A row: its number, its cells by column, and what is wrong with it before anybody asks what it means."""

    number: int
    cells: dict[str, Value]
    problems: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """A file that was read: its columns, and how many rows it has. `rows()` gives them one by one."""

    kind: Kind
    text: str
    columns: list[str]
    delimiter: str  # "" for JSON Lines
    length: int = 0

    def rows(self) -> Iterator[Row]:
        """Yield the rows, empty ones left out. Raises Refused where the file cannot be read on."""
        return _rows_of_csv(self) if self.delimiter else _rows_of_lines(self)


def read_table(data: bytes, kind: Kind) -> Table:
    """Return the table that a file holds. Raises Refused, for people, when it is none of this kind."""
    if len(data) > MOST_BYTES:
        raise Refused([f"The file has {len(data) / 1e6:,.0f} MB. {MOST_BYTES / 1e6:,.0f} MB are the most; divide it."])
    text = decoded(data)
    if not text.strip():
        raise Refused(["The file is empty."])
    if text.lstrip().startswith("{"):
        columns, delimiter = [column.name for column in kind.columns], ""
    else:
        text, columns, delimiter = _head(text, kind)
    table = Table(kind, text, columns, delimiter)
    length = sum(1 for _ in table.rows())
    if not length:
        raise Refused(["The file has no rows below the names of the columns."])
    if length > MOST_ROWS:
        raise Refused([f"The file has {length:,} rows. {MOST_ROWS:,} are the most; divide it."])
    return Table(kind, text, columns, delimiter, length)


def decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8 or UTF-16, as spreadsheets save it. Raises Refused for anything else."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused(["This is a workbook, not a table. In your spreadsheet, choose “Save as” and “CSV UTF-8”."])
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding, name = "utf-16", "UTF-16"
    else:
        encoding, name = "utf-8", "UTF-8"
        data = data.removeprefix(BOM_UTF8)
        if data[:1000].count(0) > len(data[:1000]) / 4:
            raise Refused(["This is not a text. Save the table as “CSV UTF-8”."])
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise Refused([f"Line {row:,} cannot be read as {name}. Save the table as “CSV UTF-8”."]) from None


def _head(text: str, kind: Kind) -> tuple[str, list[str], str]:
    """Return the text without Excel's `sep=` line, the columns that the first row names, and what stands between."""
    first, _, rest = text.partition("\n")
    marked = first.strip().strip('"')
    if marked.lower().startswith("sep=") and len(marked) == 5:
        text, delimiters = rest, marked[4]
    else:
        delimiters = DELIMITERS

    def names(delimiter: str) -> list[str]:
        try:
            return [
                name.strip().lower() for name in next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
            ]
        except (csv.Error, StopIteration):
            return []

    known = kind.by_name.keys()
    delimiter = max(delimiters, key=lambda each: len(known & set(names(each))))
    columns = names(delimiter)
    while columns and not columns[-1]:
        columns.pop()
    if problems := list(_wrong_columns(columns, kind)):
        raise Refused(problems)
    return text, columns, delimiter


def _wrong_columns(columns: list[str], kind: Kind) -> Iterator[str]:
    known = [column.name for column in kind.columns]
    if not set(columns) & set(known):
        yield f"The first row must name the columns. Those of {kind.name} are: {', '.join(known)}."
        return
    for name in dict.fromkeys(columns):
        if columns.count(name) > 1:
            yield f"The column “{name or '(without a name)'}” stands there {columns.count(name)} times."
        elif name not in known:
            near = get_close_matches(name, known, 1)
            hint = f" Is it “{near[0]}”?" if near else f" Those of {kind.name} are: {', '.join(known)}."
            yield f"There is no column “{name[:40] or '(without a name)'}”.{hint}"


def _rows_of_csv(table: Table) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(table.text, newline=""), delimiter=table.delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number > 1 and any(cells):
                yield _row_of_csv(table, number, cells)
    except csv.Error as error:
        raise Refused([f"The table cannot be read after row {number:,}: {error}. Check its quotation marks."]) from None


def _row_of_csv(table: Table, number: int, cells: list[str]) -> Row:
    many = {column.name for column in table.kind.columns if column.many}
    named = dict(zip(table.columns, (restored(cell) for cell in cells), strict=False))
    row = Row(number, {name: parted(cell) if name in many else cell for name, cell in named.items()})
    if len(cells) < len(table.columns) or any(cells[len(table.columns) :]):
        row.problems.append(("", f"It has {len(cells)} cells, where the first row names {len(table.columns)} columns."))
    return _checked(row)


def _rows_of_lines(table: Table) -> Iterator[Row]:
    for number, line in enumerate(table.text.split("\n"), start=1):
        if line.strip():
            yield _row_of_line(table.kind, number, line)


def _row_of_line(kind: Kind, number: int, line: str) -> Row:
    try:
        pairs = json.loads(line, object_pairs_hook=lambda pairs: pairs)
    except (ValueError, RecursionError):
        return Row(number, {}, [("", "This line is not JSON.")])
    if not isinstance(pairs, list) or not line.lstrip().startswith("{"):
        return Row(number, {}, [("", "This line is not a row: write {“column”: “value”, …}.")])
    row = Row(number, {})
    for name, value in pairs:
        column = kind.by_name.get(name)
        if column is None:
            row.problems.append(("", f"There is no column “{name[:40]}”."))
        elif name in row.cells:
            row.problems.append((name, "It stands there twice."))
        else:
            row.cells[name] = _value(row, name, value, many=column.many)
    return _checked(row)


def _value(row: Row, name: str, value: Any, *, many: bool) -> Value:
    if many:
        parts = value if isinstance(value, list) else parted(value) if isinstance(value, str) else [value]
        parts = [] if value is None else [_text(part) for part in parts]
        if None not in parts:
            return [part for part in parts if part]
    elif (text := "" if value is None else _text(value)) is not None:
        return text
    row.problems.append((name, "It must be a text" + (", or a list of texts." if many else ".")))
    return [] if many else ""


def _text(value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**18 else None
    return value if isinstance(value, str) else None


def _checked(row: Row) -> Row:
    """Note the cells that no record could hold."""
    for name, value in row.cells.items():
        for text in [value] if isinstance(value, str) else value:
            if len(text) > LONGEST_CELL:
                row.problems.append((name, f"It has {len(text):,} characters. {LONGEST_CELL:,} are the most."))
                continue
            try:
                check_characters(unify_line_ends(text))
            except ValueError as error:
                row.problems.append((name, str(error)))
    return row
