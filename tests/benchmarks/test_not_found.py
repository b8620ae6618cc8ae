"""The benchmark of pages for what is not found: it compares what it says it does."""

import pytest

from benchmarks import not_found
from quotes.models import Status

pytestmark = pytest.mark.django_db


def test_a_record_of_every_kind_is_hidden_behind_the_answer_of_one_that_never_was(client):
    hidden = not_found.surround("hidden", 20, Status.DRAFT)
    assert list(hidden) == ["speaker", "organization", "source", "topic", "claim"]
    for record in hidden.values():
        assert client.get(record.get_absolute_url()).status_code == 404
    for address, never in not_found.addresses(hidden):
        assert all(time > 0 for time in not_found.compare(address, never, 1))


def test_a_record_that_shows_is_refused():
    public = not_found.surround("public", 20, Status.PUBLISHED)
    for address, never in list(not_found.addresses(public))[1 : len(public) + 1]:
        with pytest.raises(SystemExit, match="do not answer alike"):
            not_found.compare(address, never, 1)
