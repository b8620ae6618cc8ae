"""How words, dates and counts look on a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.models import Affiliation, Organization
from quotes.templatetags.record import characters, curl, held, kind_and_country, language, typeset, with_organization
from quotes.text.anchors import Span


@pytest.mark.parametrize(
    ("straight", "curled"),
    [
        ("It's Russia's", "It’s Russia’s"),
        ("the '90s", "the ’90s"),
        ("the engineers' plan", "the engineers’ plan"),
        ("he said 'no' twice", "he said ‘no’ twice"),
        ("“'No,' he said”", "“‘No,’ he said”"),
        ("already ’curly’", "already ’curly’"),
    ],
)
def test_apostrophes_are_curled(straight, curled):
    assert curl(straight) == curled


@given(st.text())
def test_curling_keeps_every_other_character_in_its_place(text):
    shown = curl(text)
    assert len(shown) == len(text)
    assert all(after == before or (before == "'" and after in "‘’") for before, after in zip(text, shown, strict=True))


def test_insertions_and_gaps_are_set_apart():
    assert typeset("“a [b] c” … “d … e”") == (
        '“a <span class="q-note">[b]</span> c”<span class="q-gap"> … </span>“d … e”'
    )


def test_words_are_escaped():
    assert typeset("<b>[<i>]&'") == '&lt;b&gt;<span class="q-note">[&lt;i&gt;]</span>&amp;&#x27;'


def test_characters_are_listed():
    assert characters([Span(1698, 1835)]) == "characters 1,698–1,835"
    assert characters([Span(1, 2), Span(3, 4), Span(5, 6)]) == "characters 1–2, 3–4 and 5–6"


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("", "", "dates not stated"),
        ("2002", "", "since 2002"),
        ("../2018-04-17", "", "since April 17, 2018 or earlier"),
        ("2018-04/..", "", "since April 2018 or later"),
        ("2002", "2018-04", "2002 to April 2018"),
        ("2001/2002", "", "since between 2001 and 2002"),
        ("", "../2018", "until 2018 or earlier"),
    ],
)
def test_affiliations_say_when_they_held(since, until, words):
    assert held(Affiliation(since=since, until=until)) == words


def test_languages_have_names_where_known():
    assert language("ru") == "Russian"
    assert language("xx") == "xx"


@pytest.mark.parametrize(
    ("kind", "country", "words"),
    [
        ("government", "RU", "Government or public body, Russia"),
        ("government", "", "Government or public body"),
        ("other", "US", "United States"),
        ("other", "", ""),
        ("media", "ZQ", "News organization, ZQ"),
    ],
)
def test_organizations_say_what_they_are_and_where_in_words(kind, country, words):
    assert kind_and_country(Organization(kind=kind, country=country)) == words


def test_a_role_links_its_organization_and_is_escaped():
    organization = Organization(name="<b>Pilots' Guild", slug="guild")
    link = '<a class="as-text plain" href="/organizations/guild/">&lt;b&gt;Pilots’ Guild</a>'
    assert with_organization(Affiliation(role="pilot & guide", organization=organization)) == (
        f"Pilot &amp; guide, {link}"
    )
    assert with_organization(Affiliation(organization=organization)) == link
    assert with_organization(Affiliation(role="pilot")) == "Pilot"
