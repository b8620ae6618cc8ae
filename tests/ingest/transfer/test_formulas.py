"""What a spreadsheet would take for a formula goes out harmless, and comes back as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.ingest.transfer.cells import joined, parted
from quotes.ingest.transfer.formulas import TRIGGERS, neutralized, restored
from quotes.ingest.transfer.writing import csv_line

values = st.text() | st.text(alphabet=[*TRIGGERS[:-1], "|", "\\", "'", '"', ",", ";", "\n", "\r", "a", " "], max_size=8)


@given(values)
def test_every_value_comes_back_as_it_was(value):
    assert restored(neutralized(value)) == value


@given(values)
def test_no_cell_begins_like_a_formula(value):
    assert not neutralized(value).startswith(tuple(TRIGGERS))


@given(st.lists(values.filter(lambda value: "\0" not in value), min_size=1, max_size=5))
def test_every_row_comes_back_as_it_was(row):
    (cells,) = csv.reader(io.StringIO(csv_line(row), newline=""), strict=True) if any(row) else [row]
    assert [restored(cell) for cell in cells] == row


@pytest.mark.parametrize("value", ["'tis the season", "''", "don't", "a=b", ""])
def test_what_is_no_formula_is_left_alone(value):
    assert neutralized(value) == value


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''-1", "＝1"])
def test_a_formula_gets_an_apostrophe(value):
    assert neutralized(value) == f"'{value}"


@given(st.lists(values.map(str.strip).filter(bool)))
def test_every_list_comes_back_as_it_was(texts):
    assert parted(joined(texts)) == texts


def test_a_list_that_a_person_wrote_is_read_kindly():
    assert parted(" bridges|repairs | ") == ["bridges", "repairs"]
