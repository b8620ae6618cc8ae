"""Indexes that SQLite takes only when they are written so, or takes too gladly."""

import pytest
from django.db import connection

from quotes.models import Quotation, Status

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what the tables hold: here, nothing"),
]


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_what_is_not_published_is_found_newest_first_by_its_index(status: Status) -> None:
    plan = Quotation.objects.filter(status=status, kind="direct").order_by("-pk").values("pk")[:50].explain()
    assert "COVERING INDEX quotation_not_published" in plan
    assert "TEMP B-TREE" not in plan


def test_what_is_not_published_is_sorted_from_its_index_alone() -> None:
    drafts = Quotation.objects.filter(status=Status.DRAFT, medium="speech")
    assert "COVERING INDEX quotation_not_published" in drafts.order_by("-said_latest", "-pk").values("pk").explain()


def test_the_index_of_what_is_not_published_is_not_taken_for_what_is() -> None:
    plan = Quotation.objects.published().newest()[:50].explain()
    assert "published_newest" in plan
    assert "TEMP B-TREE" not in plan


def test_what_was_deleted_is_found_newest_first_by_its_index() -> None:
    deleted = Quotation.history.filter(history_type="-").order_by("-history_date", "-history_id")
    plan = deleted.explain()
    assert "deleted_quotation" in plan
    assert "TEMP B-TREE" not in plan
