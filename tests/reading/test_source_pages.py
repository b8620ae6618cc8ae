"""The list of sources, and the page of each: who speaks where, and the quotations in reading order."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from quotes.models import Passage, Source, Status
from tests.factories import (
    SOURCE_TEXT,
    make_affiliation,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    set_status,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(client):
    """A function from a record to the response of its page."""

    def page(record):
        response = client.get(record.get_absolute_url())
        assert response.status_code == 200
        return response

    return page


@pytest.fixture
def listed(client):
    """A function from a query string to the response of the list of sources."""

    def page(query=""):
        response = client.get(f"{reverse('quotes:source-list')}?{query}")
        assert response.status_code == 200
        return response

    return page


def places(html):
    """Return the refs that the map links to and those that the list has, in order."""
    return re.findall(r'href="#q-(\w+)"', html), re.findall(r'id="q-(\w+)"', html)


def titles(response):
    return [row.title for row in response.context["page"].rows]


# The page of a source


def test_quotations_stand_in_order_of_their_first_words(show):
    source = make_source()
    last = make_quotation(source=source, words="We were not asked")
    both = make_quotation(source=source, words=["The bridge is safe", "it will not stay safe."])
    between = make_quotation(source=source, words="the city engineer", kind="indirect")
    response = show(source)
    assert places(response.text)[1] == [both.ref, between.ref, last.ref]
    assert [entry.number for entry in response.context["entries"]] == [1, 2, 3]


def test_the_map_has_a_row_for_each_speaker_in_order_of_first_words(show):
    source, ana, tom = make_source(), make_speaker(name="Ana Ruiz"), make_speaker(name="Tom Byrne")
    make_quotation(source=source, words="We were not asked", speaker=tom)
    make_quotation(source=source, words="But it is old", speaker=ana)
    make_quotation(source=source, words="The bridge is safe", speaker=ana)
    response = show(source)
    assert [str(row.speaker) for row in response.context["rows"]] == ["Ana Ruiz", "Tom Byrne"]
    assert 'aria-label="Quotation 3: Tom Byrne, characters 193–210"' in response.text


def test_a_quotation_of_several_passages_has_one_marker_with_a_bar_for_each(show):
    source = make_source()
    make_quotation(source=source, words=["The bridge is safe", "it will not stay safe."])
    response = show(source)
    [[_, marker]] = response.context["rows"][0].drawings[0].markers
    assert len(marker.bars) == 2
    assert "characters 38–56 and 113–135" in response.text


def test_nothing_of_what_is_not_published_shows(show):
    source = make_source()
    for status in (Status.DRAFT, Status.SUBMITTED, Status.REJECTED, Status.WITHDRAWN):
        make_quotation(source=source, words="it is old", speaker=make_speaker(name="Secret Name"), status=status)
    first, last = make_quotation(source=source), make_quotation(source=source, words="We were not asked")
    response = show(source)
    assert places(response.text)[1] == [first.ref, last.ref]
    assert set(places(response.text)[0]) == {first.ref, last.ref}
    assert [entry.number for entry in response.context["entries"]] == [1, 2]
    assert "2 quotations, 2 speakers" in response.text
    assert "2 of 2 match the text" in response.text
    assert "Secret Name" not in response.text


def test_the_text_of_the_source_is_not_sent_beyond_the_quotations(show):
    source = make_source(title="Bridge", correction_note="A name was misspelled.")
    make_quotation(source=source)
    page = show(source).text
    for words in ("Harbour bridge to close", "the city engineer", "The council said", "who runs the ferry"):
        assert words in SOURCE_TEXT
        assert words not in page


def test_facts_of_the_source(show, settings):
    settings.CORRECTIONS_EMAIL = "corrections@onrecord.example"
    source = make_source(
        title="Harbour's bridge",
        publisher=make_organization(name="Harbour Gazette"),
        byline="Ida Lund",
        added_by_editor="byline",
        url="https://example.org/bridge",
        kind="press-release",
        correction_note="An earlier version misspelled <Ruiz>.",
    )
    make_quotation(source=source)
    page = show(source).text
    for fact in (
        "Harbour’s bridge</h1>",
        "Harbour Gazette",
        "/sources/?publisher=harbour-gazette",
        "May 6, 2024",
        "Ida Lund",
        'Ida Lund <span class="quiet">(added by an editor)</span>',
        f"Press release, {len(SOURCE_TEXT)} characters<",
        "1 quotation, 1 speaker<",
        "1 of 1 match the text",
        "May 7, 2024",
        source.text_sha256,
        "https://example.org/bridge",
        "Corrected by its publisher",
        "misspelled &lt;Ruiz&gt;.",
        "mailto:corrections@onrecord.example?subject=",
    ):
        assert fact in page, fact


def test_facts_that_are_missing_are_said_or_left_out(show, settings):
    settings.CORRECTIONS_EMAIL = ""
    page = show(make_quotation().source).text
    assert "Not in the captured text" in page
    for missing in (
        "by an editor",
        "An editor added",
        " in English",
        "its publisher",
        "Corrected",
        "mailto:",
        "Published in",
    ):
        assert missing not in page


@pytest.mark.parametrize(
    ("note", "marked", "besides"),
    [
        ("publisher, byline", ["publisher", "byline"], ""),
        ("Byline", ["byline"], ""),
        ("byline and publisher", ["publisher", "byline"], ""),
        ("byline; the day, from the archive", ["byline"], "the day, from the archive"),
        ("bylines of others", [], "bylines of others"),
        ("", [], ""),
    ],
)
def test_what_an_editor_added_is_said_where_it_stands_or_else_as_it_is_noted(show, note, marked, besides):
    source = make_source(publisher=make_organization(name="Gazette"), byline="Ida Lund", added_by_editor=note)
    quotation = make_quotation(source=source)
    for page in (show(source).text, show(quotation).text):
        for fact, shown in (("publisher", "Gazette</a>"), ("byline", "Ida Lund")):
            assert (f'{shown} <span class="quiet">(added by an editor)</span>' in page) is (fact in marked)
        assert (f"An editor added: {besides}" in page) is bool(besides)
        assert besides or "An editor added" not in page


def test_an_addition_that_the_source_no_longer_has_stays_in_the_note(show):
    page = show(make_quotation(source=make_source(byline="", added_by_editor="byline")).source).text
    assert "An editor added: byline" in page


def test_names_and_words_are_escaped(show):
    text = "“<b>safe</b>,” said Ana."
    source = make_source(title="<i>Bridge</i>", text=text)
    make_quotation(source=source, words="<b>safe</b>", speaker=make_speaker(name='<u>"Ana"</u>'))
    page = show(source).text
    for markup in ("<i>Bridge", "<b>safe", "<u>"):
        assert markup not in page
    assert "&lt;b&gt;safe&lt;/b&gt;" in page
    assert 'aria-label="Quotation 1: &lt;u&gt;&#34;Ana&#34;&lt;/u&gt;, characters 1–12"' in page


def test_words_that_the_text_no_longer_has_are_counted_and_marked(show):
    source = make_source()
    for words in ("The bridge is safe", "But it is old", "We were not asked"):
        make_quotation(source=source, words=words)
    Source.objects.filter(pk=source.pk).update(text=source.text.replace("We were not asked", "We were all asked"))
    page = show(source).text
    assert "2 of 3 match the text" in page
    assert page.count("Not found in source") == 1


def test_a_quotation_that_lost_its_passages_or_its_place_comes_last_and_does_no_harm(show):
    source = make_source()
    lost, moved, kept = (
        make_quotation(source=source, words=words) for words in ("The bridge", "But it is old", "We were not asked")
    )
    Passage.objects.filter(quotation=lost)._raw_delete(Passage.objects.db)
    Passage.objects.filter(quotation=moved).update(start=9_000_000, end=10_000_000)
    response = show(source)
    assert set(places(response.text)[1]) == {lost.ref, moved.ref, kept.ref}
    assert places(response.text)[1][0] == kept.ref
    assert lost.ref not in places(response.text)[0]
    assert "1 of 3 match the text" in response.text


def test_a_source_from_right_to_left_names_its_language(show):
    source = make_source(title="الجسر آمن", text="«الجسر آمن»، قالت آنا رويس.", language="ar")
    make_quotation(source=source, words="الجسر آمن", language="ar")
    page = show(source).text
    assert '<h1 lang="ar" dir="auto">' in page
    assert '<blockquote class="q-text" lang="ar" dir="auto">' in page
    assert "Arabic" in page


def test_a_statement_in_a_statement_says_according_to_whom_when_that_is_public(show):
    source = make_source()
    outer = make_quotation(source=source, speaker=make_speaker(name="Ana Ruiz"))
    make_quotation(source=source, words="it is old", reported_in=outer)
    link = f'according to <a href="{outer.get_absolute_url()}">Ana Ruiz</a>'
    assert link in show(source).text
    set_status(outer, Status.DRAFT)
    assert "Ana Ruiz" not in show(source).text


def test_the_role_is_the_one_at_the_time(show):
    source = make_source()
    role = make_affiliation(role="chief engineer", organization=make_organization(name="City of Harbour"))
    make_quotation(source=source, affiliation=role)
    assert "Chief engineer, City of Harbour" in strip_tags(show(source).text)


def test_a_long_source_shows_the_first_quotations_and_a_map_of_bars(show, monkeypatch):
    monkeypatch.setattr("quotes.reading.views.sources.MOST_QUOTATIONS", 3)
    monkeypatch.setattr("quotes.reading.views.sources.MOST_NUMBERED", 2)
    monkeypatch.setattr("quotes.reading.views.sources.MOST_ROWS", 2)
    source = make_source()
    made = [make_quotation(source=source, words=words) for words in ("The bridge", "it is old", "two years", "ferry")]
    response = show(source)
    markers, shown = places(response.text)
    assert shown == [one.ref for one in made[:3]]
    assert markers == []
    assert 'aria-label="1 quotation"' in response.text
    assert "The map shows the first 2 speakers. 1 more speaks after them." in response.text
    assert "show the first 3 of 4" in response.text
    assert f'href="/quotations/?source={source.slug}">All 4, with filters' in response.text
    assert "3 of 3 match the text" in response.text
    assert "The first 3, shown here" in response.text


def test_a_former_address_leads_to_the_current_one_of_a_public_source(client):
    source = make_quotation(source=make_source(title="Old")).source
    hidden = make_quotation(source=make_source(title="Hidden"), status=Status.DRAFT).source
    for one in (source, hidden):
        old = one.get_absolute_url()
        one.refresh_from_db()
        one.slug = f"new-{one.slug}"
        one.save()
        response = client.get(old)
        if one is source:
            assert (response.status_code, response.url) == (301, one.get_absolute_url())
        else:
            assert response.status_code == client.get(one.get_absolute_url()).status_code == 404


# The list


@pytest.fixture
def sources():
    gazette, ferry = make_organization(name="Harbour Gazette"), make_organization(name="The Daily Ferry")
    for title, publisher, day in (
        ("Bridge opens", gazette, date(2019, 3, 2)),
        ("Bridge closes", gazette, date(2024, 5, 6)),
        ("Ferry sails", ferry, date(2024, 5, 7)),
        ("Notice", None, date(2009, 1, 1)),
    ):
        make_quotation(source=make_source(title=title, publisher=publisher, published_on=day))
    make_quotation(source=Source.objects.get(title="Bridge closes"), words="We were not asked")
    make_quotation(source=Source.objects.get(title="Bridge closes"), words="it is old", status=Status.DRAFT)
    make_quotation(source=make_source(title="Secret", publisher=gazette), status=Status.DRAFT)


@pytest.mark.parametrize(
    ("query", "sentence", "expected"),
    [
        ("", "Sources", ["Ferry sails", "Bridge closes", "Bridge opens", "Notice"]),
        ("publisher=harbour-gazette", "Sources from Harbour Gazette", ["Bridge closes", "Bridge opens"]),
        ("publisher=harbour-gazette&year=2024", "Sources from Harbour Gazette, in 2024", ["Bridge closes"]),
        (
            "publisher=harbour-gazette&publisher=the-daily-ferry&year=2024",
            "Sources from Harbour Gazette or The Daily Ferry, in 2024",
            ["Ferry sails", "Bridge closes"],
        ),
        (
            "after=2019-03-02&before=2024-05-06",
            "Sources from March 2, 2019 to May 6, 2024",
            ["Bridge closes", "Bridge opens"],
        ),
        ("before=2018-12-31", "Sources up to December 31, 2018", ["Notice"]),
        ("other=1", "Sources", ["Ferry sails", "Bridge closes", "Bridge opens", "Notice"]),
    ],
)
def test_the_list_is_narrowed_and_says_so(listed, sources, query, sentence, expected):
    response = listed(query)
    assert titles(response) == expected
    assert f"<title>{sentence} · On Record</title>" in response.text
    assert f"<h1>{sentence}</h1>" in response.text


def test_a_row_counts_what_is_published(listed, sources):
    page = listed().text
    assert "2 quotations, 2 speakers" in page
    assert "3 quotations" not in page
    assert "Secret" not in page


def test_years_and_publishers_lead_to_what_they_count(listed, sources):
    bars = [bar for bar in listed("year=2019").context["bars"] if bar.count]
    assert [(bar.year, bar.earlier, bar.count, bar.href) for bar in bars] == [
        (2013, True, 1, "?before=2012-12-31"),
        (2019, False, 1, "?"),
        (2024, False, 2, "?year=2024"),
    ]
    for bar in listed().context["bars"]:
        if bar.count:
            assert len(titles(listed(bar.href[1:]))) == bar.count
    for publisher in listed().context["publishers"]:
        assert len(titles(listed(publisher.href[1:]))) == publisher.count
    assert [(one.name, one.count) for one in listed().context["publishers"]] == [
        ("Harbour Gazette", 2),
        ("The Daily Ferry", 1),
    ]


def test_a_choice_made_again_is_taken_away(listed, sources):
    context = listed("publisher=harbour-gazette&year=2024").context
    [chosen] = [one for one in context["publishers"] if one.chosen]
    assert (chosen.name, chosen.href) == ("Harbour Gazette", "?year=2024")
    [bar] = [bar for bar in context["bars"] if bar.chosen]
    assert (bar.year, bar.href) == (2024, "?publisher=harbour-gazette")
    assert [chip.href for chip in context["chips"]] == ["?year=2024", "?publisher=harbour-gazette"]


def test_an_empty_list_suggests_only_what_finds_something(listed, sources):
    response = listed("publisher=the-daily-ferry&year=2019")
    assert [(chip.title, found.number) for chip, found in response.context["ways"]] == [("publisher", 1), ("year", 1)]
    assert listed("publisher=nobody&year=1999").context["ways"] == []
    assert "4 sources" in response.text


def test_an_empty_record_says_how_it_fills(listed):
    assert "Nothing is published yet. Sources appear here once" in listed().text


def test_pages_go_on_and_back(listed, sources, monkeypatch):
    monkeypatch.setattr("quotes.reading.views.sources.PAGE_SIZE", 3)
    first = listed()
    assert (titles(first)[-1], first.context["previous"]) == ("Bridge opens", "")
    assert "3 of 4 sources" in first.text
    second = listed(first.context["next"][1:])
    assert (titles(second), second.context["next"]) == (["Notice"], "")
    assert titles(listed(second.context["previous"][1:])) == titles(first)


@pytest.mark.parametrize("query", ["year=24", "page=x", "after=2024-13-01", "publisher=%00", "before=a&before=b"])
def test_a_malformed_value_gets_a_page_that_says_so(client, query):
    response = client.get(f"{reverse('quotes:source-list')}?{query}")
    assert response.status_code == 400
    assert "We cannot read this part of the address." in response.text


# Links to it


def test_wherever_a_source_is_named_it_leads_to_its_page(client):
    source = make_source(publisher=make_organization(name="Harbour Gazette"))
    role = make_affiliation(stated_in=source)
    quotation = make_quotation(source=source, affiliation=role)
    make_quotation(source=source, words="We were not asked")
    link = f'href="{source.get_absolute_url()}"'
    pages = {
        "home": (reverse("quotes:home"), 1),
        "list": (reverse("quotes:quotation-list"), 2),
        "speaker": (role.speaker.get_absolute_url(), 2),
        "quotation": (quotation.get_absolute_url(), 2),
        "sources": (reverse("quotes:source-list"), 1),
    }
    for name, (address, number) in pages.items():
        assert client.get(address).text.count(link) == number, name
