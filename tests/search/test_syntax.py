"""Whatever a reader types is words, phrases and exclusions, and never the syntax of a database: the same on both."""

import re

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from quotes import search
from quotes.text.words import parse

# Prepared words. Each syntax below, were it heard, would find others of these than its plain words do.
ENTRIES = [
    *("bridg", "old", "safe", "bridg old", "old bridg", "bridg or old", "bridg and safe", "bridg not safe"),
    *("near bridg old", "bridg near old", "near bridg old 2", "word bridg", "word name bridg", "bridg a", "bridg s"),
    *(
        "slvm",
        "bridg old safe",
        "bridg or 1 1",
        "brid",
        "bridges",
        "bridg drop tabl quot search",
        "wordsbridg",
        "column bridg",
    ),
]
# What is typed, and the words that an entry must have for it, and must not.
TYPED = {
    '"bridge"': "bridg",
    "“bridge„": "bridg",
    '"bridge': "bridg",
    'bridge"': "bridg",
    '"bridge old': "bridg old",
    '"" bridge ""': "bridg",
    '"""bridge': "bridg",
    "'bridge'": "bridg",
    "''bridge": "bridg",
    "bridge*": "bridg",
    "brid*": "brid",
    '"brid"*': "brid",
    "^bridge": "bridg",
    "bridge:*": "bridg",
    "bridge:A": "bridg a",
    "NEAR(bridge old)": "near bridg old",
    "NEAR(bridge old, 2)": "near bridg old 2",
    "bridge NEAR old": "bridg near old",
    "bridge OR old": "bridg or old",
    "bridge AND safe": "bridg and safe",
    "bridge NOT safe": "bridg not safe",
    "words:bridge": "word bridg",
    "words : bridge": "word bridg",
    "{words}:bridge": "word bridg",
    "{words names} : bridge": "word name bridg",
    "column:bridge": "column bridg",
    "bridge & old | !safe": "bridg old safe",
    "bridge && old": "bridg old",
    "bridge|old": "bridg old",
    "!bridge": "bridg",
    "bridge <-> old": "bridg old",
    "bridge <2> old": "bridg 2 old",
    "bridge + old": "bridg old",
    "+bridge ~old": "bridg old",
    "(bridge": "bridg",
    "bridge)": "bridg",
    "((bridge) old": "bridg old",
    "bridge\\": "bridg",
    "\\bridge\\": "bridg",
    "bridge%": "bridg",
    "bri%": "bri",
    '"bri% old"': "bri",
    '"_ old"': "old",
    "b_idge": "b idg",
    "%s bridge": "bridg s",
    "%(bridge)s": "bridg s",
    "?bridge $1": "bridg 1",
    "bridge -": "bridg",
    "bridge - old": "bridg old",
    "-- bridge": "bridg",
    "bridge; DROP TABLE quotes_search; --": "bridg drop tabl quot search",
    "bridge' OR '1'='1": "bridg or 1",
    "bridge /* old */": "bridg old",
    "bri\u0301dge": "bridg",
    "b\u0332r\u0332idge": "bridg",
    "\u05e9\u05dc\u05d5\u05dd": "slvm",  # from right to left
    "bridge 🌉": "bridg",
    "🌉": None,
    "%": None,
    "_": None,
    "\\": None,
    "'": None,
    '"': None,
    "-": None,
    "--": None,
    "* ^ : ( ) { } & | ! < > + ~": None,
    "x" * 200: "x" * 100,
}
EXCLUDING = {
    "-bridge": "bridg",
    "--bridge": "bridg",
    '-"bridge"': "bridg",
    "-bridge*": "bridg",
    "-(bridge)": "bridg",
    "-“old”": "old",
}

ANYTHING = st.text(
    st.sampled_from("ab1 \"'“”*^:(){}&|!<>+~-_%\\,;?$.é́à🌉ا²½") | st.characters(codec="utf-8"), max_size=30
)
WORD = re.compile(r"[a-z0-9]+")
# All that may reach a database: words in the marks of its own syntax.
SENT = {
    "sqlite": re.compile(r"(words : )?[()]*WORDS(( AND | OR |\) NOT \()WORDS)*[)]*".replace("WORDS", r'"[a-z0-9 ]+"')),
    "postgresql": re.compile(r"% [a-z0-9]+( [a-z0-9]+)* %|'[a-z0-9]+'( & '[a-z0-9]+')*"),
}


@pytest.fixture
def entries(put_entries):
    return put_entries([(words, "") for words in ENTRIES])


def having(entries, words):
    return {key for key, (text, _) in entries.items() if set(words.split()) <= set(text.split())}


def found(client, query):
    """What a search finds, in the index and on the page."""
    keys = set(search.match(parse(query)).tolist())
    response = client.get(reverse("quotes:quotation-list"), {"q": query})
    assert response.status_code == 200
    assert response.context["count"].number == len(keys)
    return keys


def test_what_is_typed_finds_what_its_words_find(client, entries):
    for query, words in TYPED.items():
        assert found(client, query) == (having(entries, words) if words else set()), query


def test_a_minus_leaves_out_what_has_the_words_after_it(client, entries):
    for query, words in EXCLUDING.items():
        assert found(client, query) == set(entries) - having(entries, words), query


def test_a_minus_before_several_words_that_stand_together_leaves_out_what_has_them_so(client, entries):
    assert found(client, "-words:bridge") == set(entries) - {
        key for key, (words, _) in entries.items() if "word bridg" in words
    }


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (" ".join("abcdefghij"), 200),
        (" ".join("abcdefghijk"), 400),
        ("a" * 200, 200),
        ("a" * 201, 400),
        ('"' + "a " * 99 + '"', 200),
        ("bridge\0", 400),
        ("\0", 400),
        ("bridge\u202e", 400),
        ("bridge\u200f", 400),
    ],
)
def test_what_is_too_long_or_unreadable_is_refused(client, db, query, status):
    assert client.get(reverse("quotes:quotation-list"), {"q": query}).status_code == status


@given(ANYTHING)
def test_nothing_but_letters_and_digits_becomes_a_word(text):
    assert all(WORD.fullmatch(word) for term in looked_for(text).terms for word in term.words)


@given(ANYTHING)
def test_nothing_but_words_reaches_the_database(db, text):
    """No “%”, “_” or backslash is in a LIKE of PostgreSQL, and no mark of FTS5 or of a tsquery in a word."""
    query, sent = looked_for(text), []

    def note(execute, sql, params, many, context):
        sent.extend(params)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        search.match(query)
        search.index().in_words(query, search.match(query))
    assert [value for value in sent if not SENT[connection.vendor].fullmatch(value)] == []


def looked_for(text):
    """The query of a text; of its start, where it has too many words."""
    try:
        return parse(text)
    except ValueError:
        return parse(text[:10])
