"""The index of speakers and their profiles."""

import re
from datetime import date

import pytest
from django.urls import reverse

from quotes.models import Status
from tests.factories import (
    make_affiliation,
    make_alias,
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
def names(client):
    """A function from a query string to the names that the index shows."""

    def shown(query=""):
        response = client.get(f"{reverse('quotes:speaker-list')}?{query}")
        assert response.status_code == 200
        return [str(row) for row in response.context["page"].rows]

    return shown


@pytest.fixture
def people():
    for name, sort_name in (
        ("Fyodor Lukyanov", "Lukyanov, Fyodor"),
        ("Recep Tayyip Erdoğan", "Erdoğan, Recep Tayyip"),
        ("Ana Ruiz", "Ruiz, Ana"),
        ("3M", "3M"),
    ):
        make_quotation(speaker=make_speaker(name=name, sort_name=sort_name))
    make_alias(speaker=make_quotation(speaker=make_speaker(name="Zed")).speaker, name="Фёдор Лукьянов")
    make_quotation(speaker=make_speaker(name="Secret Lukyanov"), status=Status.DRAFT)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["3M", "Recep Tayyip Erdoğan", "Fyodor Lukyanov", "Ana Ruiz", "Zed"]),
        ("name=lukyanov", ["Fyodor Lukyanov", "Zed"]),
        ("name=FYODOR+luky", ["Fyodor Lukyanov"]),
        ("name=erdogan", ["Recep Tayyip Erdoğan"]),
        ("name=ERDOĞAN", ["Recep Tayyip Erdoğan"]),
        ("name=Лукьянов", ["Fyodor Lukyanov", "Zed"]),
        ("name=Фёдор+лукьянов", ["Zed"]),
        ("name=ruiz+fyodor", []),
        ("name=%25", []),
        ("name=!!!", []),
        ("name=_", []),
        ("letter=l", ["Fyodor Lukyanov"]),
        ("letter=other", ["3M"]),
        ("letter=q", []),
        ("letter=r&name=ana", ["Ana Ruiz"]),
        ("other=1", ["3M", "Recep Tayyip Erdoğan", "Fyodor Lukyanov", "Ana Ruiz", "Zed"]),
    ],
)
def test_the_index_finds_names_whatever_their_accents_case_and_script(names, people, query, expected):
    assert names(query) == expected


@pytest.mark.parametrize(
    "query", ["letter=L", "letter=ab", "letter=%00", "name=%00", "page=x", "name=a&name=b", f"name={'a' * 201}"]
)
def test_a_malformed_value_gets_a_page_that_says_so(client, query):
    response = client.get(f"{reverse('quotes:speaker-list')}?{query}")
    assert response.status_code == 400
    assert "We cannot read this part of the address." in response.text


def test_letters_lead_to_places_on_a_page_that_holds_everybody(client, people, monkeypatch):
    address = reverse("quotes:speaker-list")
    letters = dict(client.get(address).context["letters"])
    assert (letters["L"], letters["Q"], letters["0–9"]) == ("#l", "", "#other")
    monkeypatch.setattr("quotes.reading.views.index.PAGE_SIZE", 2)
    letters = dict(client.get(address).context["letters"])
    assert letters["L"] == "?letter=l"


def test_the_index_tells_latest_role_and_counts(client):
    speaker = make_speaker(name="Ana Ruiz")
    old, new = (make_affiliation(speaker=speaker, role=role) for role in ("intern", "engineer"))
    make_quotation(affiliation=old, said="2001")
    make_quotation(affiliation=new, said="2020")
    make_quotation(speaker=speaker, said="2021", kind="indirect", words="it is old")
    make_quotation(speaker=speaker, status=Status.DRAFT)
    group = make_speaker(name="Analysts", kind="group")
    make_quotation(speaker=group, kind="indirect", attribution="analysts here")
    page = client.get(reverse("quotes:speaker-list")).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Engineer" in page
    assert "3 quotations, 1 indirect" in page
    assert "1 quotation, indirect" in page
    assert "Group, unnamed. Described as “analysts here”" in page
    assert page.count('name="name"') == 1


def test_a_profile_shows_names_roles_words_topics_and_claims(client):
    source = make_source(published_on=date(2018, 4, 17))
    speaker = make_speaker(name="Fyodor Lukyanov", note="A journalist.")
    make_alias(speaker=speaker, name="Фёдор Лукьянов")
    role = make_affiliation(
        speaker=speaker, organization=make_organization(name="Journal"), role="editor", since="2002", stated_in=source
    )
    make_affiliation(speaker=speaker, role="chairman", since="2012", until="2015")
    quotation = make_quotation(source=source, affiliation=role, topics=[make_topic(name="Bridges")])
    make_stance(quotation=quotation, claim=make_claim(text="It is safe."))
    make_stance(quotation=quotation, claim=make_claim(text="A secret.", status=Status.DRAFT))
    make_quotation(speaker=speaker, said="2010")
    make_quotation(speaker=speaker, words="We were not asked", topics=[make_topic(name="Secrets")], status=Status.DRAFT)
    response = client.get(speaker.get_absolute_url())
    for words in (
        "A journalist. Also appears as Фёдор Лукьянов.",
        "Editor, since 2002",
        f'Stated in <a href="{source.get_absolute_url()}">a source of April 17, 2018</a>',
        "<b>Chairman</b>",
        "2012 to 2015",
        "Added by an editor",
        "2 quotations",
        "/quotations/?speaker=fyodor-lukyanov&amp;topic=bridges",
        "/quotations/?speaker=fyodor-lukyanov&amp;year=2010",
        "It is safe.",
        "1 asserts",
    ):
        assert words in response.text, words
    for secret in ("We were not asked", "Secrets", "A secret."):
        assert secret not in response.text


def test_affiliations_stand_latest_begun_first(client):
    speaker = make_quotation().speaker
    for since in ("2004", "", "2010", "1999"):
        make_affiliation(speaker=speaker, role=f"engineer {since}", since=since)
    rows = client.get(speaker.get_absolute_url()).context["affiliations"]
    assert [row.since for row, _ in rows] == ["2010", "2004", "1999", ""]


def test_of_many_affiliations_and_names_fifty_are_shown(client):
    speaker = make_quotation().speaker
    for number in range(50):
        make_affiliation(speaker=speaker, since=f"{2020 - number}")
        make_alias(speaker=speaker, name=f"Alias no. {number:02}.")
    response = client.get(speaker.get_absolute_url())
    assert [row.since for row, _ in response.context["affiliations"]] == [str(2020 - number) for number in range(50)]
    assert "Alias no. 48. and Alias no. 49.." in response.text
    assert "more roles" not in response.text
    for number in (50, 51):
        make_affiliation(speaker=speaker, since=f"{2020 - number}")
        make_alias(speaker=speaker, name=f"Alias no. {number:02}.")
    response = client.get(speaker.get_absolute_url())
    assert len(response.context["affiliations"]) == 50
    assert "Alias no. 48., Alias no. 49. and others." in response.text
    assert "These are the latest 50 of 52 roles." in response.text


def test_a_role_without_dates_stands_without_a_chart(client):
    role = make_affiliation(role="engineer")
    make_quotation(affiliation=role)
    page = client.get(role.speaker.get_absolute_url()).text
    assert "Dates not stated" in page
    for part in ('class="axis"', 'class="legend"', 'class="span'):
        assert part not in page


def test_a_role_is_repeated_only_where_it_changes(client):
    speaker = make_speaker(name="Ana Ruiz")
    old, new = (make_affiliation(speaker=speaker, role=role, since="2001") for role in ("intern", "engineer"))
    make_quotation(affiliation=new, said="2020-04")
    make_quotation(affiliation=new, said="2020-03")
    make_quotation(affiliation=old, said="2020-02")
    make_quotation(speaker=speaker, said="2020-01")
    quotations = client.get(speaker.get_absolute_url()).text.partition('id="quotations"')[2]
    roles = re.findall(r"<p>(Engineer|Intern|Role not stated)</p>", quotations)
    assert roles == ["Engineer", "Intern", "Role not stated"]


def test_claims_stand_last_on_every_profile(client):
    for years in (["2020"], ["2018", "2020"]):
        speaker = make_speaker()
        for said in years:
            quotation = make_quotation(speaker=speaker, said=said)
        make_stance(quotation=quotation)
        page = client.get(speaker.get_absolute_url()).text
        assert page.index('id="quotations"') < page.index('id="claims"')


def test_a_profile_leads_to_the_pages_of_what_it_names(client):
    organization = make_organization(name="Journal")
    role = make_affiliation(
        speaker=make_speaker(name="Ana Ruiz", wikidata_id="Q42"), organization=organization, role="editor"
    )
    make_quotation(affiliation=role, topics=[make_topic(name="Bridges")])
    page = client.get(role.speaker.get_absolute_url()).text
    for words in (
        '<b><a class="ink plain" href="/organizations/journal/">Journal</a></b>',
        'href="/topics/bridges/"',
        "/quotations/?speaker=ana-ruiz&amp;topic=bridges",
        '<a href="/quotations/?speaker=ana-ruiz">1 quotation</a>',
        'href="https://www.wikidata.org/wiki/Q42"',
    ):
        assert words in page, words


def test_a_role_stated_in_a_source_that_is_not_public_is_shown_like_one_stated_in_none(client):
    hidden = make_source(title="Hidden", published_on=date(1987, 6, 5))
    role = make_affiliation(organization=make_organization(), stated_in=hidden)
    quotation = make_quotation(affiliation=role)
    addresses = [one.get_absolute_url() for one in (role.speaker, role.organization, quotation)]
    pages = [client.get(address).text for address in addresses]
    role.stated_in = None
    role.save()
    assert pages == [client.get(address).text for address in addresses]
    assert "Added by an editor" in pages[0]
    assert "(added by an editor)" in pages[2]
    role.stated_in = quotation.source
    role.save()
    for address, before in zip(addresses, pages, strict=True):
        assert client.get(address).text != before


def test_a_profile_shows_the_latest_twenty_five_and_leads_to_the_rest(client, many_quotations):
    speaker = make_speaker(name="Ana Ruiz")
    many_quotations([date(2024, 1, 1)] * 20 + [date(2023, 1, 1)] * 10 + [date(2020, 1, 1)] * 3, speaker=speaker)
    response = client.get(speaker.get_absolute_url())
    assert response.text.count('class="q-item"') == 25
    assert [(year, count, len(rows)) for year, count, rows in response.context["by_year"]] == [
        (2024, 20, 20),
        (2023, 10, 5),
    ]
    assert response.context["earlier"] == [(2020, 3)]
    assert "All of them, with filters" in response.text


def test_a_speaker_of_whom_nothing_is_public_is_not_found(client):
    speaker = make_quotation(status=Status.DRAFT).speaker
    missing = client.get(reverse("quotes:speaker-detail", args=["nobody"]))
    hidden = client.get(speaker.get_absolute_url())
    assert hidden.status_code == missing.status_code == 404
    assert hidden.text == missing.text


def test_a_former_address_leads_to_the_current_one_where_that_is_public(client):
    for status, expected in ((Status.PUBLISHED, 301), (Status.DRAFT, 404)):
        speaker = make_quotation(status=status).speaker
        former = speaker.get_absolute_url()
        speaker.slug = f"renamed-{status}"
        speaker.save()
        response = client.get(former)
        assert response.status_code == expected
    assert client.get(reverse("quotes:speaker-list")).status_code == 200
