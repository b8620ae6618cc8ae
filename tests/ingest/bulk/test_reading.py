"""What is known of rows without the database."""

import gc

import pytest

from quotes.ingest.bulk.loading import uncollected
from quotes.ingest.bulk.reading import Run, Runs
from tests.ingest.bulk.rows import lines_of


@pytest.mark.parametrize("fields", [{"slug": "a", "name": ""}, {"slug": "A b!", "name": "A"}])
def test_refused_rows_leave_nothing_in_memory(fields):
    lines = lines_of([{"model": "quotes.topic", "fields": fields}] * 10)
    with uncollected():
        there = [sum(type(one) is Run for one in gc.get_objects()) for run in Runs(lines, 1) if run.refused]
    assert len(there) == 10
    assert there[-1] == there[1]
