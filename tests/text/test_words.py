"""The words that texts are found by, what a query asks for, and where it is marked."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.text.anchors import Span
from quotes.text.words import BETWEEN_NAMES, MOST_TERMS, Query, Term, occurrences, parse, prepare

WRITING = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("abceAB019 .'’\"“”-_\n\u0301\u200d中语ьé½")),
    max_size=40,
)
JOINERS = "\u200c\u200d"


def marked(text: str, query: str) -> list[str]:
    return [text[span.start : span.end] for span in occurrences(text, parse(query))]


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        ("The bridge IS safe.", "the bridg is safe"),
        ("bridges bridged", "bridg bridg"),
        ("Russia’s Russia's RUSSIA’S Russia", "russia russia russia russia"),
        ("don't don’t dont", "dont dont dont"),
        ("the workers’ ‘rights’", "the worker right"),
        ("US-Russia relations", "us russia relat"),
        ("the U.S. and the U.K’s, a.m.", "the us and the uk am"),
        ("U.S.’s US", "us us"),
        ("a snake_case", "a snake case"),
        ("Café CAFE CAFE\u0301 cafe", "cafe cafe cafe cafe"),
        ("Лукьянов", "lukyanov"),
        ("北京", "bei jing"),
        ("Straße", "strass"),
        ("½", "1 2"),
        ("1e5 0x1f 12e3 2018 3d", "1e5 0x1f 12e3 2018 3d"),
        ("1e5km", "1e5 km"),
        ("soft\u00adhyphen zero\u200dwidth", "softhyphen zerowidth"),
        (f"a {BETWEEN_NAMES} b", "a b"),
        ("?! — …", ""),
        ("", ""),
    ],
)
def test_words_are_prepared(text, prepared):
    assert prepare(text) == prepared


@given(WRITING)
def test_prepared_words_are_small_letters_and_digits_with_a_space_between(text):
    assert re.fullmatch(r"(?:[a-z0-9]{1,100}(?: [a-z0-9]{1,100})*)?", prepare(text))
    assert BETWEEN_NAMES not in prepare(text).split()


@given(WRITING)
def test_two_ways_to_write_the_same_characters_are_the_same_words(text):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert prepare(composed) == prepare(decomposed)


@given(WRITING, WRITING)
def test_texts_with_space_between_are_prepared_like_each_alone(one, other):
    assert prepare(f"{one} {other}").split() == prepare(one).split() + prepare(other).split()


def test_a_very_long_word_is_known_by_its_beginning():
    assert prepare("z" * 5_000) == prepare("z" * 5_001) == "z" * 100


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("safe bridges", [Term(("safe",)), Term(("bridg",))]),
        ('"the bridge" old', [Term(("the", "bridg")), Term(("old",))]),
        ("“the bridge” old", [Term(("the", "bridg")), Term(("old",))]),
        ('-old -"the bridge" safe', [Term(("old",), True), Term(("the", "bridg"), True), Term(("safe",))]),
        ("US-Russia", [Term(("us",)), Term(("russia",))]),
        ("-well-known", [Term(("well", "known"), True)]),
        ("old OR new AND words:x* NEAR(a b)", None),
        ('"open', [Term(("open",))]),
        ('a " b " c "', [Term(("a",)), Term(("b",)), Term(("c",))]),
        ("old old -old", [Term(("old",)), Term(("old",), True)]),
        ("-", []),
        ("a - b --", [Term(("a",)), Term(("b",))]),
        ('?! "" -"" -', []),
    ],
)
def test_a_query_is_words_phrases_and_exclusions(text, terms):
    if terms is None:
        terms = [Term((word,)) for word in ("old", "or", "new", "and", "word", "x", "near", "a", "b")]
    assert parse(text) == Query(tuple(terms))


def test_a_query_without_words_is_false():
    assert not parse("?! -")
    assert parse("-old")


def test_too_many_terms_are_refused_in_words_for_people():
    words = [f"w{number}" for number in range(MOST_TERMS)]
    assert len(parse(" ".join(words)).terms) == MOST_TERMS
    with pytest.raises(ValueError, match="10 words and phrases at most"):
        parse(" ".join([*words, "-more"]))


@given(WRITING)
def test_whatever_is_written_asks_for_the_same_words(text):
    try:
        terms = parse(text).terms
    except ValueError:
        return
    assert {word for term in terms for word in term.words} == set(prepare(text).split())


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("Bridges: the bridge’s old BRIDGE.", "bridge", ["Bridges", "bridge", "BRIDGE"]),
        ("The cafe\u0301, a café", "cafe", ["cafe\u0301", "café"]),
        ("not safe, said Ana; it is safe", '"it is" safe', ["safe", "it is", "safe"]),
        ("to be or not to be", '"to be" "be or"', ["to be or", "to be"]),
        ("na na na", '"na na"', ["na na na"]),
        ("said Лукьянов.", "lukyanov", ["Лукьянов"]),
        ("在北京说", "北京", ["北", "京"]),
        ("在北京说", '"北京"', ["北京"]),
        ("the U.S. said", "us", ["U.S."]),
        ("THE U.S.’S, the U.S’s", "us", ["U.S.", "U.S"]),
        ("the bridge’s old engineer’s", '"bridge old"', ["bridge’s old"]),
        ("old and new", "old -new", ["old"]),
        ("old", "-old", []),
        ("old", "?!", []),
    ],
)
def test_occurrences_are_whole_words_as_written(text, query, found):
    assert marked(text, query) == found


@given(WRITING, WRITING)
def test_occurrences_are_in_order_apart_and_break_no_character(text, query):
    try:
        spans = occurrences(text, parse(query))
    except ValueError:
        return
    assert all(one.end <= other.start for one, other in pairwise(spans))
    for span in spans:
        assert text[span.start : span.end].strip()
        after = text[span.end : span.end + 1]
        assert not after or (after not in JOINERS and unicodedata.category(after) not in {"Mn", "Me", "Mc"})


@given(WRITING)
def test_every_word_of_a_text_is_found_in_it(text):
    for word in prepare(text).split():
        assert occurrences(text, Query((Term((word,)),)))


@given(WRITING)
def test_nothing_but_what_is_asked_for_is_marked(text):
    words = prepare(text).split()
    query = Query(tuple(Term((word,)) for word in words[:1]))
    for start, end in occurrences(text, query):
        assert words[0] in prepare(text[start:end]).split()
    assert occurrences(text, Query()) == [] == occurrences("", query)


def test_a_span_is_of_the_text_as_given():
    assert occurrences("“a_b” c", parse("b")) == [Span(3, 4)]
