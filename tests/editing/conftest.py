"""Who restores, decides and publishes in the tests of the verbs."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from quotes.ingest.adding import add_article
from quotes.models import Quotation, Source
from tests.editing.stored import draft_of
from tests.factories import SOURCE_TEXT
from tests.members import make_member


@pytest.fixture
def editor() -> User:
    return make_member("Editors")


@pytest.fixture
def source(db: None) -> Source:
    facts = {"published_on": date(2024, 5, 6), "captured_on": date(2024, 5, 7)}
    return add_article(Source(title="Bridge to close", text=SOURCE_TEXT, **facts), by=make_member("Editors")).source


@pytest.fixture
def draft(source: Source) -> Quotation:
    return draft_of(source, "The bridge is safe")
