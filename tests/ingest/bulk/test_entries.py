"""What is loaded is found: the search holds each published quotation, by its words and by all names of its speaker."""

import pytest

from quotes import search
from quotes.ingest.generation import generate
from quotes.models import Alias, Quotation, SearchEntry
from quotes.search import changes
from quotes.search.upkeep import check
from quotes.text.words import parse
from tests.ingest.bulk.rows import load_rows

pytestmark = pytest.mark.django_db

ROWS = list(generate(100, seed=22))


def differences() -> list[str]:
    return list(check(search.index(), lambda _: None))


def found(words: str) -> set[int]:
    return set(search.match(parse(words)).tolist())


@pytest.fixture
def short_runs(monkeypatch):
    """Runs of one row, so that a load counts as large: its search is made afterwards."""
    monkeypatch.setattr("quotes.ingest.bulk.loading.RUN", 1)


def test_a_small_load_is_found():
    assert load_rows(ROWS) == []
    assert SearchEntry.objects.count() == Quotation.objects.published().count() > 0
    assert differences() == []


def test_a_large_load_is_found(short_runs):
    assert load_rows(ROWS) == []
    assert SearchEntry.objects.count() == Quotation.objects.published().count() > 0
    assert differences() == []


def test_a_load_in_batches_is_found():
    assert load_rows(ROWS, batch=7) == []
    assert differences() == []


def test_what_was_refused_leaves_the_search_as_it_was(short_runs):
    assert load_rows([*ROWS, {"model": "quotes.topic", "fields": {"slug": "a", "name": ""}}])
    assert not SearchEntry.objects.exists()
    assert differences() == []


@pytest.mark.parametrize("batch", [None, 50])
def test_a_name_that_comes_after_quotations_finds_them_too(short_runs, batch):
    alias = next(row for row in ROWS if row["model"] == "quotes.alias")
    speaker = alias["fields"]["speaker"]
    more = {"model": "quotes.alias", "fields": {"speaker": speaker, "name": "Grumbletoes"}}
    assert load_rows([*(row for row in ROWS if row != alias), alias, more], batch=batch) == []
    assert Alias.objects.filter(name="Grumbletoes").exists()
    published = Quotation.objects.published().filter(speaker__slug=speaker[0])
    assert found("grumbletoes") == set(published.values_list("pk", flat=True)) != set()
    assert differences() == []


def test_a_name_added_to_a_record_that_is_there_finds_its_quotations():
    load_rows(ROWS)
    speaker = Quotation.objects.published().first().speaker
    load_rows([{"model": "quotes.alias", "fields": {"speaker": [speaker.slug], "name": "Grumbletoes"}}])
    assert found("grumbletoes") == set(speaker.quotations.published().values_list("pk", flat=True))
    assert differences() == []


def test_every_load_is_noted(short_runs):
    before = changes.generation()
    load_rows(ROWS)
    after = changes.generation()
    assert after > before
    load_rows([{"model": "quotes.topic", "fields": {"slug": "a-new-one", "name": "A new one"}}])
    assert changes.generation() > after
