"""docs/transfer.md shows the table of columns as it is in the code."""

from pathlib import Path

import pytest
from django.conf import settings

from quotes.ingest.transfer.columns import Use
from quotes.ingest.transfer.kinds import KINDS

PAGE = Path(settings.BASE_DIR, "docs", "transfer.md")
USES = {Use.KEY: "key", Use.GIVEN: "yes", Use.SHOWN: "no"}


def table(kind) -> str:
    """The columns of a kind, as Markdown."""
    lines = ["| column | imported | what it is | how it is written |", "|---|---|---|---|"]
    for column in kind.columns:
        cells = [f"`{column.name}`", USES[column.use], column.meaning, kind.form_of(column)]
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines)


@pytest.mark.parametrize("name", KINDS)
def test_every_column_is_documented_as_it_is(name):
    assert f"### {name.capitalize()}\n\n{table(KINDS[name])}\n" in PAGE.read_text()
