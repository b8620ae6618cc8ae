"""The index of organizations and their pages."""

import re
from datetime import date

import pytest
from django.urls import reverse

from quotes.models import Quotation, Status
from tests.factories import (
    make_affiliation,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour():
    return make_organization(
        name="Harbour Board", kind="government", country="RU", wikidata_id="Q42", parent=make_organization(name="City")
    )


@pytest.fixture
def show(client):
    """A function from an organization to its page."""

    def shown(organization):
        response = client.get(organization.get_absolute_url())
        assert response.status_code == 200
        return response

    return shown


def speak(organization, name, times=1, status=Status.PUBLISHED, **fields):
    """Save somebody's role in an organization and what they said in it."""
    affiliation = make_affiliation(speaker=make_speaker(name=name), organization=organization, **fields)
    for _ in range(times):
        make_quotation(affiliation=affiliation, status=status)
    return affiliation


def entries(html):
    """Return the entries of an index: each one's words, in order."""
    found = re.findall(r"<li data-names=.*?</li>", html, re.S)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", entry)).strip() for entry in found]


def test_the_index_tells_kind_country_and_what_is_on_record(client):
    board = make_organization(name="Board", kind="government", country="KZ")
    speak(board, "Ana", times=2)
    speak(board, "Ben", status=Status.DRAFT)
    gazette = make_organization(name="Gazette", kind="media")
    for _ in range(2):
        make_quotation(source=make_source(publisher=gazette))
    make_quotation(source=make_source(publisher=gazette), status=Status.DRAFT)
    agency = make_organization(name="Agency")
    role = speak(agency, "Cy")
    make_quotation(affiliation=role, source=make_source(publisher=agency))
    speak(make_organization(name="Secret service"), "Dee", status=Status.DRAFT)
    make_organization(name="Unused")
    assert entries(client.get(reverse("quotes:organization-list")).text) == [
        "Agency 2 quotations, publisher of 1 source",
        "Board Government or public body, Kazakhstan 2 quotations",
        "Gazette News organization publisher of 2 sources",
    ]


def test_a_page_says_what_the_organization_is_and_what_it_is_a_part_of(show, harbour):
    speak(harbour, "Ana")
    speak(harbour.parent, "Ben")
    speak(make_organization(name="Pilots", parent=harbour), "Cy")
    speak(make_organization(name="Divers", parent=harbour), "Dee")
    page = show(harbour)
    for words in (
        "Government or public body, Russia.",
        'Part of <a href="/organizations/city/">City</a>.',
        'Its parts: <a href="/organizations/divers/">Divers</a>, <a href="/organizations/pilots/">Pilots</a>.',
        'href="https://www.wikidata.org/wiki/Q42"',
        '<a href="/quotations/?organization=harbour-board">1 quotation</a>',
    ):
        assert words in page.text, words


def test_what_is_said_for_a_part_is_not_counted(show, harbour):
    speak(harbour, "Ana")
    speak(make_organization(name="Pilots", parent=harbour), "Cy", times=3)
    page = show(harbour)
    assert page.context["span"]["count"] == 1
    assert [str(row.speaker) for row, _ in page.context["spoke"]] == ["Ana"]


def test_a_parent_and_parts_that_are_not_public_are_not_named(show, harbour):
    speak(harbour, "Ana")
    speak(make_organization(name="Divers", parent=harbour), "Dee", status=Status.DRAFT)
    page = show(harbour).text
    for secret in ("City", "Part of", "Divers", "Its parts"):
        assert secret not in page


def test_who_spoke_for_it_comes_with_their_roles_most_quoted_first(show, harbour):
    speak(harbour, "Ana", role="clerk", since="2001", until="2003")
    often = speak(harbour, "Ben", times=2, role="pilot", since="2004")
    chief = make_affiliation(speaker=often.speaker, organization=harbour, role="chief pilot", since="2010")
    make_quotation(affiliation=chief)
    make_affiliation(speaker=often.speaker, organization=harbour, role="adviser", since="1999")
    elsewhere = make_affiliation(speaker=often.speaker, organization=make_organization(name="Navy"))
    make_quotation(affiliation=elsewhere)
    page = show(harbour)
    rows = [(str(row.speaker), row.role, row.spoken) for row, _ in page.context["spoke"]]
    assert rows == [
        ("Ben", "chief pilot", 3),
        ("Ben", "pilot", 3),
        ("Ben", "adviser", 3),
        ("Ana", "clerk", 1),
    ]
    assert page.context["others"] == []
    assert "Clerk, 2001 to 2003" in page.text
    assert "Navy" not in page.text
    number = '<a href="/quotations/?organization=harbour-board&amp;speaker=ben">3 quotations'
    assert page.text.count(number) == 1


def test_who_has_a_role_but_is_quoted_for_others_stands_apart(client, show, harbour):
    speak(harbour, "Ana")
    other = make_affiliation(speaker=make_speaker(name="Ben"), organization=harbour, role="treasurer")
    make_quotation(speaker=other.speaker)
    make_quotation(affiliation=other, status=Status.DRAFT)
    speak(harbour, "Secret speaker", status=Status.DRAFT)
    page = show(harbour)
    assert [str(row.speaker) for row, _ in page.context["spoke"]] == ["Ana"]
    assert [(str(row.speaker), row.role) for row, _ in page.context["others"]] == [("Ben", "treasurer")]
    assert "Also on record with a role here" in page.text
    assert "Secret speaker" not in page.text


def test_the_fifty_most_quoted_are_shown_and_lead_to_all_who_spoke(client, show, harbour):
    for number in range(52):
        speak(harbour, f"Speaker {number:02}", times=2 if number == 51 else 1)
    page = show(harbour)
    names = [str(row.speaker) for row, _ in page.context["spoke"]]
    assert names == ["Speaker 51", *(f"Speaker {number:02}" for number in range(49))]
    assert "Speaker 50" not in page.text.partition('id="quotations"')[0]
    [link] = re.findall(r'<a href="([^"]+)">All who spoke for it</a>', page.text)
    assert link == "/quotations/by/speaker/?organization=harbour-board"
    assert client.get(link).context["count"].number == 52
    Quotation.objects.filter(speaker__slug__in=["speaker-49", "speaker-50"]).update(status=Status.DRAFT)
    assert "All who spoke for it" not in show(harbour).text


def test_of_many_roles_of_others_fifty_are_shown_and_the_rest_is_counted(show, harbour):
    speak(harbour, "Ana")
    for number in range(50):
        other = make_affiliation(speaker=make_speaker(name=f"Other {number:02}"), organization=harbour)
        make_quotation(speaker=other.speaker)
    page = show(harbour)
    assert [str(row.speaker) for row, _ in page.context["others"]] == [f"Other {number:02}" for number in range(50)]
    assert "not shown" not in page.text
    make_affiliation(speaker=other.speaker, organization=harbour, role="clerk", since="1990")
    assert "One more role here is not shown." in show(harbour).text
    make_affiliation(speaker=make_speaker(name="Nobody quoted"), organization=harbour)
    for role in ("diver", "pilot"):
        make_affiliation(speaker=other.speaker, organization=harbour, role=role)
    page = show(harbour)
    assert len(page.context["others"]) == 50
    assert "Three more roles here are not shown." in page.text
    assert len(page.context["spoke"]) == 1


def test_roles_of_those_who_spoke_are_shown_up_to_a_limit_and_keep_none_of_the_others_out(show, harbour, monkeypatch):
    monkeypatch.setattr("quotes.reading.views.organizations.MOST_ROLES", 3)
    ana = speak(harbour, "Ana", since="2010").speaker
    for since in ("2001", "2002", "2003", "2004"):
        make_affiliation(speaker=ana, organization=harbour, since=since)
    make_quotation(speaker=make_affiliation(speaker=make_speaker(name="Ben"), organization=harbour).speaker)
    page = show(harbour)
    assert [row.since for row, _ in page.context["spoke"]] == ["2010", "2004", "2003"]
    assert [str(row.speaker) for row, _ in page.context["others"]] == ["Ben"]
    assert "not shown" not in page.text


def test_of_many_parts_fifty_are_named(show, harbour):
    speak(harbour, "Ana")
    speak(harbour.parent, "Zoe")
    for number in range(50):
        make_quotation(source=make_source(publisher=make_organization(name=f"Part {number:02}", parent=harbour)))
    page = show(harbour)
    assert "Part 49</a>. Quotations for a part" in page.text
    assert 'Part of <a href="/organizations/city/">City</a>.' in page.text
    make_quotation(source=make_source(publisher=make_organization(name="Part 50", parent=harbour)))
    page = show(harbour)
    assert "Part 49</a> and others. Quotations for a part" in page.text
    assert "Part 50" not in page.text
    assert 'Part of <a href="/organizations/city/">City</a>.' in page.text


def test_drafts_change_no_number_and_no_order(show, harbour):
    speak(harbour, "Ben", times=2)
    ana = speak(harbour, "Ana")
    for said in ("1990", "1991"):
        draft = make_quotation(
            affiliation=ana, status=Status.DRAFT, said=said, words="We were not asked", topics=[make_topic(name="War")]
        )
        make_stance(quotation=draft, claim=make_claim(text="A secret claim."))
    make_stance(quotation=ana.quotations.published().get(), claim=make_claim(text="A draft.", status=Status.DRAFT))
    page = show(harbour)
    assert [(str(row.speaker), row.spoken) for row, _ in page.context["spoke"]] == [("Ben", 2), ("Ana", 1)]
    assert page.context["span"]["count"] == 3
    assert page.context["span"]["first"] == date(2024, 5, 6)
    assert all(row.first_quoted == date(2024, 5, 6) for row, _ in page.context["spoke"])
    for secret in ("War", "A secret claim.", "A draft.", "We were not asked", "1990"):
        assert secret not in page.text


def test_a_page_leads_to_its_quotations_by_year_topic_and_claim(show, harbour):
    role = make_affiliation(organization=harbour)
    for said in ("2010", "2012"):
        quotation = make_quotation(affiliation=role, said=said, topics=[make_topic(name=f"Bridges of {said}")])
    make_stance(quotation=quotation, claim=make_claim(text="It is safe."))
    page = show(harbour).text
    for words in (
        "/quotations/?organization=harbour-board&amp;year=2010",
        "/quotations/?organization=harbour-board&amp;topic=bridges-of-2010",
        'href="/topics/bridges-of-2010/"',
        "/quotations/?organization=harbour-board&amp;claim=it-is-safe",
        "1 asserts",
        "Filter these quotations",
    ):
        assert words in page, words


def test_the_latest_twenty_five_are_shown_and_lead_to_the_rest(show, harbour, many_quotations):
    role = make_affiliation(organization=harbour)
    days = [date(2024, 1, 1)] * 20 + [date(2023, 1, 1)] * 10
    many_quotations(days, speaker=role.speaker, affiliation=role, organization=harbour)
    page = show(harbour)
    assert page.text.count('class="q-item"') == 25
    assert [(year, count, len(rows)) for year, count, rows in page.context["by_year"]] == [
        (2024, 20, 20),
        (2023, 10, 5),
    ]
    assert "All of them, with filters" in page.text


def test_a_publisher_nobody_speaks_for_has_its_sources_and_nothing_empty(show):
    gazette = make_organization(name="Gazette")
    for day in range(1, 13):
        make_quotation(source=make_source(title=f"Issue {day:02}", publisher=gazette, published_on=date(2024, 3, day)))
    make_quotation(source=make_source(title="Issue of drafts", publisher=gazette), status=Status.DRAFT)
    page = show(gazette)
    assert [str(source) for source in page.context["published"]] == [f"Issue {day:02}" for day in range(12, 2, -1)]
    assert page.text.count('href="/sources/?publisher=gazette"') == 2
    assert "12 sources" in page.text
    assert "All 12 of them" in page.text
    assert "Nobody is quoted as speaking for it." in page.text
    assert re.findall(r'<h2 id="([^"]+)"', page.text) == ["published"]
    assert "/quotations/?organization=gazette" not in page.text
    assert "Issue of drafts" not in page.text


def test_sources_of_one_day_stand_in_the_order_of_the_list(client, show):
    gazette = make_organization(name="Gazette")
    for title in ("B", "C", "A"):
        make_quotation(source=make_source(title=title, publisher=gazette))
    listed = client.get(reverse("quotes:source-list")).context["page"].rows
    assert [str(source) for source in show(gazette).context["published"]] == [str(one) for one in listed]
    assert [str(source) for source in listed] == ["A", "B", "C"]


def test_an_organization_of_which_nothing_is_public_is_not_found(client):
    hidden = speak(make_organization(name="Hidden"), "Ana", status=Status.DRAFT).organization
    missing = client.get(reverse("quotes:organization-detail", args=["nobody"]))
    response = client.get(hidden.get_absolute_url())
    assert response.status_code == missing.status_code == 404
    assert response.text == missing.text


def test_a_former_address_leads_to_the_current_one_where_that_is_public(client):
    for status, expected in ((Status.PUBLISHED, 301), (Status.DRAFT, 404)):
        organization = speak(make_organization(), f"Ana {status}", status=status).organization
        former = organization.get_absolute_url()
        organization.slug = f"renamed-{status}"
        organization.save()
        assert client.get(former).status_code == expected


def test_names_are_escaped(client, show):
    parent = make_organization(name="<b>Parent")
    organization = make_organization(name="<b>Pilots' Guild", parent=parent)
    role = make_affiliation(
        speaker=make_speaker(name="<b>Ana"), organization=organization, role="<b>pilot", since="2001"
    )
    source = make_source(title="<b>Issue", publisher=organization)
    quotation = make_quotation(affiliation=role, source=source, topics=[make_topic(name="<b>Sea")])
    make_stance(quotation=quotation, claim=make_claim(text="<b>It is."))
    speak(parent, "Ben")
    for address in (organization.get_absolute_url(), reverse("quotes:organization-list")):
        page = client.get(address).text
        assert "&lt;b&gt;Pilots’ Guild" in page
        for words in re.findall(r"<b>\w+", page):
            assert words in ("<b>Record",), words
