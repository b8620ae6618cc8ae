"""What the index of the database in use finds, compared with plain Python: the same on SQLite and on PostgreSQL."""

import numpy as np
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from quotes import search
from quotes.models import SearchEntry, Status
from quotes.models.search import prepare_names
from quotes.text.words import BETWEEN_NAMES, Query, Term, parse, prepare
from tests.factories import (
    make_affiliation,
    make_alias,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    set_status,
)

pytestmark = pytest.mark.django_db

WORDS = st.sampled_from(["a", "b", "ana", "1e5", "0x1f", "3d", "12e3", "2018", "us", "or", "not", "near", "x" * 100])
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)
NAMES = st.lists(TEXTS, max_size=3).map(prepare_names)
TERMS = st.builds(Term, st.lists(WORDS, min_size=1, max_size=3).map(tuple), st.booleans())
QUERIES = st.lists(TERMS, max_size=4).map(lambda terms: Query(tuple(terms)))


def has(text: str, words: tuple[str, ...]) -> bool:
    return f" {' '.join(words)} " in f" {text} "


def finds(query: Query, words: str, names: str) -> bool:
    everything = f"{words} {BETWEEN_NAMES} {names}"
    return (
        bool(query)
        and all(has(everything, term) for term in query.wanted)
        and not any(has(everything, term) for term in query.unwanted)
    )


def found(text: str) -> set[str]:
    """The refs of the quotations that a reader's query finds."""
    keys = search.match(parse(text)).tolist()
    return set(SearchEntry.objects.filter(pk__in=keys).values_list("quotation__ref", flat=True))


@given(st.lists(st.tuples(TEXTS, NAMES), max_size=8), QUERIES)
def test_random_queries_find_in_random_entries_what_python_finds(put_entries, rows, query):
    entries = put_entries(rows)
    keys = search.match(query)
    assert keys.dtype == np.int64
    assert len(keys) == len(set(keys.tolist()))
    assert set(keys.tolist()) == {key for key, (words, names) in entries.items() if finds(query, words, names)}


@given(st.lists(st.tuples(TEXTS, NAMES), max_size=8), QUERIES)
def test_words_are_told_from_names_as_python_tells_them(put_entries, rows, query):
    entries = put_entries(rows)
    keys = np.sort(search.match(query))[::-1]
    said = [key for key in keys.tolist() if all(has(entries[key][0], term) for term in query.wanted)]
    assert search.index().in_words(query, keys).tolist() == said


@given(st.lists(st.tuples(TEXTS, NAMES), max_size=8), QUERIES)
def test_words_that_were_said_rank_before_names(put_entries, rows, query):
    put_entries(rows)
    keys = np.sort(search.match(query))[::-1]
    ranked = search.ranked(query, keys, len(keys))
    said = np.isin(ranked, search.index().in_words(query, keys)).tolist()
    assert sorted(ranked.tolist()) == sorted(keys.tolist())
    assert said == sorted(said, reverse=True)


@given(st.lists(st.tuples(TEXTS, NAMES), max_size=14), QUERIES, st.integers(1, 10))
def test_of_very_many_the_newest_that_were_said_are_ranked_then_the_newest_others(put_entries, rows, query, most):
    put_entries(rows)
    keys = np.sort(search.match(query))[::-1]
    said = search.index().in_words(query, keys).tolist()
    newest = [*said, *(key for key in keys.tolist() if key not in said)][:most]
    assert sorted(search.ranked(query, keys, most).tolist()) == sorted(newest)


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_every_word_of_any_text_is_kept_whole(put_entries, texts):
    entries = put_entries([(prepare(text), "") for text in texts])
    for words, _ in entries.values():
        for word in words.split():
            keys = search.match(Query((Term((word,)),))).tolist()
            assert set(keys) == {key for key, (other, _) in entries.items() if word in other.split()}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own parser")
@given(st.text(st.sampled_from("0123456789aex .-_/:@éx’"), max_size=30))
def test_the_simple_configuration_of_postgresql_keeps_every_word_whole(text):
    words = prepare(text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(to_tsvector('simple', %s))", [words])
        assert set(cursor.fetchone()[0]) == set(words.split())


def test_words_phrases_and_exclusions_find_quotations():
    text = "“The Bridges were safe,” he said. “It was not the bridge’s fault.”"
    safe, fault = (
        make_quotation(source=make_source(text=text), words=words)
        for words in ("The Bridges were safe", "It was not the bridge’s fault.")
    )
    assert found("bridge") == found("BRIDGES") == found("brídge") == {safe.ref, fault.ref}
    assert found("bridge safe") == found('"the bridges were"') == found("bridge -fault") == {safe.ref}
    assert found('"safe bridge"') == found("bridge -the") == found("?!") == found("") == set()
    assert found("-safe") == found('-"bridges were"') == {fault.ref}
    assert found("-nothing") == {safe.ref, fault.ref}


def test_names_find_quotations_but_no_phrase_goes_from_one_name_to_the_next():
    role = make_affiliation(speaker=make_speaker(name="Fyodor Lukyanov"), organization=make_organization(name="Valdai"))
    make_alias(speaker=role.speaker, name="Fedor Lukianov")
    quotation = make_quotation(affiliation=role, words="The bridge is safe")
    for query in ("lukyanov", "Лукьянов", '"fedor lukianov"', "valdai fyodor", "lukianov bridge", "-ruiz"):
        assert found(query) == {quotation.ref}, query
    for query in (
        '"lukyanov fedor"',
        '"lukianov valdai"',
        '"safe fyodor"',
        "bridge -valdai",
        BETWEEN_NAMES,
        f"-{BETWEEN_NAMES}",
    ):
        assert found(query) == set(), query


@pytest.mark.parametrize(
    "query",
    [
        "bridge OR nothing",
        "bridge AND nothing",
        "NEAR(bridge nothing)",
        "words:bridge",
        "brid*",
        "^bridge x",
        "b & !c",
    ],
)
def test_nothing_is_taken_for_the_syntax_of_a_database(query):
    make_quotation()
    assert found("bridge")
    assert found(query) == set()


@pytest.mark.parametrize(
    "query", ["'", '"', "\\", "%", "_", "a'b\"c", "{", "(", ");--", "%s", "no' OR '1'='1", "* : ^ - + ~"]
)
def test_hostile_text_finds_nothing_and_breaks_nothing(query):
    make_quotation()
    assert found(query) == set()


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_nothing_hidden_is_found_counted_or_ranked(status):
    quotation = make_quotation(words="The bridge is safe")
    hidden = make_quotation(words="But it is old", speaker=make_speaker(name="Zz"), status=Status.DRAFT)
    set_status(hidden, status, "Retracted.")
    assert found("old") == found("zz") == set()
    assert found("-old") == {quotation.ref}
    set_status(hidden, Status.PUBLISHED)
    assert found("old") == found("zz") == {hidden.ref}


def test_the_best_come_first_and_equals_stay_in_order(put_entries):
    rows = [("bridg x x x x", ""), ("bridg bridg x", ""), ("x", "bridg"), ("bridg x x x x", ""), ("x bridg", "")]
    first, twice, named, second, short = put_entries(rows)
    query = parse("bridge")
    keys = np.array([named, second, first, short, twice])
    assert search.ranked(query, keys, 5).tolist() == [twice, short, second, first, named]
    assert search.ranked(parse("-y"), keys, 5).tolist() == keys.tolist()
    assert search.ranked(query, keys[:0], 5).tolist() == []


def test_a_very_long_text_is_found_to_its_last_words(put_entries):
    """A tsvector forgets places after the 16,383rd, and after the 256th of a word."""
    (key,) = put_entries([(f"{'the a ' * 10_000}last word", "")])
    assert search.match(parse('"the last word"')).tolist() == []
    assert search.match(parse('"a last word"')).tolist() == [key]


def test_a_search_is_one_query(django_assert_num_queries):
    make_quotation()
    with django_assert_num_queries(1):
        keys = search.match(parse('bridge -old "is safe"'))
    with django_assert_num_queries(1):
        search.index().in_words(parse("bridge"), keys)
    with django_assert_num_queries(1):
        search.ranked(parse("bridge"), keys, 5)
    with django_assert_num_queries(0):
        search.match(parse("?"))


def test_the_index_is_the_one_of_the_database():
    assert connection.vendor in type(search.index()).__name__.lower()
