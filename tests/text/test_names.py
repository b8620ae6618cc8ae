"""Names as addresses and as places in an alphabet."""

import re

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from quotes.text.names import index_name, slugify, sort_key

NAMES = [
    "Lukyanov, Fyodor",
    "Łukasz, Jan",
    "Lukas, Jan",
    "LUKAS, ZOË",
    "O’Brien, Aoife",
    "O'Brien, Brian",
    "Obrien, Carl",
    "van der Berg, An",
    "Van Dyke, Bo",
    "Vandermeer, Cy",
    "de la Cruz, Eva",
    "De Laet, Fin",
    "al-Assad, Bashar",
    "Al Thani, Tamim",
    "Ärzte ohne Grenzen",
    "Arzt, Zoe",
    "Åland",
    "Zolotaryev, Ivan",
    "Żak, Ola",
    "Chávez, Hugo",
    "Czech Radio",
    "Группа 10",
    "Group 9",
    "Group 10",
    "Кремль",
    "北京",
    "3M",
    "_underscore",
    "(parenthesis)",
    "“quoted”",
]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Fyodor Lukyanov", "fyodor-lukyanov"),
        ("O’Brien & Sons, Ltd.", "obrien-sons-ltd"),
        ("Zoë Ångström", "zoe-angstrom"),
        ("Сергей Рудской", "sergey-rudskoy"),
        ("S-300", "s-300"),
        ("  spaced   out ", "spaced-out"),
        ("…", ""),
        ("", ""),
    ],
)
def test_slugs_are_ascii_words(name, slug):
    assert slugify(name) == slug


@given(st.text(), st.integers(1, 80))
def test_a_slug_is_plain_and_short_enough(name, length):
    slug = slugify(name, length)
    assert len(slug) <= length
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug)
    assert slugify(slug, length) == slug


@given(st.text())
def test_a_sort_key_is_small_letters_and_digits(name):
    assert re.fullmatch(r"[a-z0-9]{0,100}", sort_key(name))


def test_words_sort_before_longer_words():
    assert sorted(["Vandermeer, Cy", "Van Dyke, Bo", "van der Berg, An"], key=sort_key) == [
        "van der Berg, An",
        "Van Dyke, Bo",
        "Vandermeer, Cy",
    ]


@pytest.mark.parametrize(
    ("name", "in_index"),
    [
        ("Fyodor Lukyanov", "Lukyanov, Fyodor"),
        ("Anna van der Berg", "van der Berg, Anna"),
        ("Bashar al-Assad", "al-Assad, Bashar"),
        ("Martin Luther King Jr.", "King, Martin Luther, Jr."),
        ("Martin Luther King, Jr.", "King, Martin Luther, Jr."),
        ("Pelé", "Pelé"),
        ("van Dyke", "Dyke, van"),
        ("Charles III", "Charles III"),
        ("  Ana   Ruiz ", "Ruiz, Ana"),
        ("", ""),
    ],
)
def test_a_name_is_turned_round_for_an_index(name, in_index):
    assert index_name(name) == in_index


def sorted_by_database(values: list[str], collation: str = "") -> list[str]:
    rows = " UNION ALL ".join(["SELECT %s AS value"] * len(values))
    collate = f' COLLATE "{collation}"' if collation else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT value FROM ({rows}) AS names ORDER BY value{collate}", values)  # noqa: S608
        return [value for (value,) in cursor.fetchall()]


@pytest.mark.django_db
def test_sort_keys_and_slugs_sort_alike_in_every_database_and_collation():
    collations = [""]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT collname FROM pg_collation"
                " WHERE collname IN ('C', 'en-US-x-icu', 'en_US.utf8', 'de-DE-x-icu', 'und-x-icu')"
            )
            collations += [name for (name,) in cursor.fetchall()]
        assert "en-US-x-icu" in collations
    for values in ([sort_key(name) for name in NAMES], [slugify(name) or "x" for name in NAMES]):
        for collation in collations:
            assert sorted_by_database(values, collation) == sorted(values)
