"""How words, dates and counts look on a page."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from quotes.models import Affiliation, Organization, Quotation, Source, Speaker
from quotes.presentation.filters import (
    TERRITORIES,
    brief,
    characters,
    counts,
    curl,
    held,
    kind_and_country,
    language,
    latest_role,
    marks,
    medium_label,
    role,
    typeset,
    unbroken,
    with_article,
    with_organization,
)
from quotes.reading.charts import Stay
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


def test_countries_have_the_names_that_babel_gives():
    assert dict(Locale("en").territories) == TERRITORIES


@pytest.mark.parametrize(("medium", "label"), Quotation.Medium.choices)
def test_a_medium_has_the_name_that_its_field_gives_it(medium, label):
    assert medium_label(medium) == label == Quotation(medium=medium).get_medium_display()


def test_a_role_links_its_organization_and_is_escaped():
    organization = Organization(name="<b>Pilots' Guild", slug="guild")
    link = '<a class="as-text plain" href="/organizations/guild/">&lt;b&gt;Pilots’ Guild</a>'
    assert with_organization(Affiliation(role="pilot & guide", organization=organization)) == (
        f"Pilot &amp; guide, {link}"
    )
    assert with_organization(Affiliation(organization=organization)) == link
    assert with_organization(Affiliation(role="pilot")) == "Pilot"


@pytest.mark.parametrize(
    ("quoted", "reported", "words"),
    [
        (1, 0, "1 quotation"),
        (3, 0, "3 quotations"),
        (1, 1, "2 quotations, 1 indirect"),
        (0, 1, "1 quotation, indirect"),
        (0, 1200, "1,200 quotations, all indirect"),
    ],
)
def test_a_speakers_quotations_are_counted_together_then_the_indirect_ones(quoted, reported, words):
    speaker = Speaker()
    speaker.quoted, speaker.reported = quoted, reported
    assert counts(speaker) == words


def test_a_line_breaks_only_between_counts():
    assert unbroken("2 quotations, all indirect") == "2\xa0quotations, all\xa0indirect"


@pytest.mark.parametrize(
    ("words", "short"),
    [
        ("April 17, 2018", "Apr\xa017,\xa02018"),
        ("on or before May 1, 987", "on or before May\xa01,\xa0987"),
        ("September 2018 to 2019", "Sep\xa02018 to 2019"),
        ("2018", "2018"),
    ],
)
def test_dates_in_lists_have_short_months_and_stay_on_one_line(words, short):
    assert brief(words) == short


def test_nouns_have_their_article():
    assert [with_article(noun) for noun in ("topic", "organization")] == ["a topic", "an organization"]


def test_what_a_source_prints_of_a_speaker_is_quoted_and_not_taken_for_a_role():
    group = Speaker(name="Analysts", kind="group")
    assert role(Quotation(speaker=group, attribution="analysts here")) == "Described as “analysts here”"
    assert role(Quotation(speaker=group, attribution="analysts")) == ""
    group.latest_role, group.latest_attribution = None, "the city's analysts"
    assert latest_role(group) == "Group, unnamed. Described as “the city’s analysts”"


def test_a_timeline_names_what_it_draws():
    known, stated, unknown = Affiliation(since="2002"), Affiliation(since="2002", stated_in=Source()), Affiliation()
    maybe, seen = Stay((0, 50), None, None), Stay((0, 50), (20, 30), 20)
    assert marks([(known, maybe)]) == {"possible"}
    assert marks([(known, Stay((0, 50), (0, 50), None))]) == {"added"}
    assert marks([(stated, seen), (known, maybe)]) == {"day", "stated", "possible"}
    assert marks([(unknown, maybe), (unknown, Stay((0, 50), (20, 0), None))]) == set()
