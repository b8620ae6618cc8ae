"""An article that waits for its review."""

from datetime import date

import pytest

from quotes.ingest.adding import add_article
from quotes.models import Source
from tests.factories import (
    SOURCE_TEXT,
)
from tests.members import make_member


@pytest.fixture
def source(db: None) -> Source:
    facts = {"published_on": date(2024, 5, 6), "captured_on": date(2024, 5, 7)}
    return add_article(Source(title="Bridge to close", text=SOURCE_TEXT, **facts), by=make_member("Editors")).source
