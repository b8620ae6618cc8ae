"""Refused rows as a file that can be corrected and imported again: each with the reasons in front of it."""

from collections.abc import Iterator, Mapping

from quotes.ingest.transfer.cells import Value
from quotes.ingest.transfer.kinds import REFUSED
from quotes.ingest.transfer.reading import Table
from quotes.ingest.transfer.writing import BOM, csv_line


def refused_rows(table: Table, reasons: Mapping[int, str]) -> Iterator[str]:
    """Yield, as lines of CSV, the rows of a table whose numbers have reasons."""
    columns = [name for name in table.columns if name != REFUSED]
    yield BOM + csv_line([REFUSED, *columns])
    empty: Value = ""
    for row in table.rows():
        if row.number in reasons:
            yield csv_line(
                [f"Row {row.number:,}. {reasons[row.number]}", *(row.cells.get(name, empty) for name in columns)]
            )
