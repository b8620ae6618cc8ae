"""What the side panel offers, the year bars, and the sentence that is the title."""

import pytest
from django.urls import reverse

from quotes.models import Status
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
def offered(client):
    """A function from a query string to what each facet offers, as "label count", chosen ones with a star."""

    def read(query=""):
        context = client.get(f"{reverse('quotes:quotation-list')}?{query}").context
        return {
            facet.name: [f"{'*' if option.chosen else ''}{option.label} {option.count}" for option in facet.options]
            for facet in context["facets"]
        }

    return read


@pytest.fixture
def bridge():
    ana, tom = make_speaker(name="Ana Ruiz"), make_speaker(name="Tom Byrne")
    engineer = make_affiliation(speaker=ana, organization=make_organization(name="City"), role="city engineer")
    repairs, ferries = make_topic(name="Repairs"), make_topic(name="Ferries")
    gazette = make_source(title="Gazette")
    make_quotation(affiliation=engineer, source=gazette, topics=[repairs], medium="interview")
    make_quotation(affiliation=engineer, source=gazette, topics=[repairs, ferries], kind="indirect")
    make_quotation(speaker=tom, source=gazette, topics=[ferries], said="2023")
    make_quotation(speaker=make_speaker(name="Draft"), topics=[make_topic(name="Secret")], status=Status.DRAFT)


def test_facets_count_what_is_published(offered, bridge):
    assert offered() == {
        "speaker": ["Ana Ruiz 2", "Tom Byrne 1"],
        "organization": ["City 2"],
        "topic": ["Ferries 2", "Repairs 2"],
        "kind": ["Direct quotation 2", "Indirect statement 1"],
        "source": ["Gazette 3"],
    }


def test_a_facet_ignores_its_own_selection_and_heeds_the_others(offered, bridge):
    facets = offered("speaker=tom-byrne")
    assert facets["speaker"] == ["*Tom Byrne 1", "Ana Ruiz 2"]
    assert facets["topic"] == ["Ferries 1"]
    assert "organization" not in facets


def test_a_chosen_value_stays_even_without_quotations(offered, bridge):
    assert offered("topic=ferries&topic=nothing&kind=indirect&kind=direct&year=2023")["topic"] == [
        "*Ferries 1",
        "*nothing 0",
    ]


def test_a_facet_shows_the_eight_with_most_and_the_chosen(client, many_quotations):
    speakers = [make_speaker(name=f"Speaker {letter}") for letter in "ABCDEFGHIJ"]
    source = make_source()
    for number, speaker in enumerate(speakers):
        many_quotations([source.published_on] * (20 - number), speaker=speaker, source=source)

    def speaker_facet(query=""):
        return client.get(f"{reverse('quotes:quotation-list')}?{query}").context["facets"][0]

    assert [option.label[-1] for option in speaker_facet().options] == list("ABCDEFGH")
    assert speaker_facet().href == reverse("quotes:facet-list", args=["speaker"])
    chosen = speaker_facet("speaker=speaker-j&kind=direct&page=")
    assert [option.label[-1] for option in chosen.options] == list("JABCDEFGH")
    assert chosen.href == f"{reverse('quotes:facet-list', args=['speaker'])}?speaker=speaker-j&kind=direct"
    assert speaker_facet("speaker=nobody&speaker=speaker-a").href
    assert not speaker_facet("speaker=speaker-i&speaker=speaker-j").href


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "Quotations"),
        ("speaker=ana-ruiz", "Quotations by Ana Ruiz"),
        ("speaker=ana-ruiz&speaker=tom-byrne&kind=direct", "Direct quotations by Ana Ruiz or Tom Byrne"),
        ("kind=indirect&kind=direct", "Direct quotations and indirect statements"),
        ("kind=partial&kind=direct", "Direct and partial quotations"),
        ("role=city-engineer&organization=city", "Quotations in the role “city engineer”, for City"),
        ("speaker=ana-ruiz&organization=city", "Quotations by Ana Ruiz, for City"),
        ("topic=ferries&year=2023", "Quotations on “Ferries”, in 2023"),
        (
            "organization=city&topic=ferries&topic=repairs&year=2023&year=2024",
            "Quotations for City, on “Ferries” or “Repairs”, in 2023 or 2024",
        ),
        ("medium=interview&source=gazette", "Quotations in interviews, from “Gazette”"),
        (
            "speaker=ana-ruiz&year=2018&after=2018-04-17&kind=indirect",
            "Indirect statements by Ana Ruiz, in 2018, from April 17, 2018",
        ),
        ("after=2018-04-17", "Quotations from April 17, 2018"),
        ("before=2018-04-17", "Quotations up to April 17, 2018"),
        ("after=2018-01-01&before=2018-04-17", "Quotations from January 1, 2018 to April 17, 2018"),
        ("claim=the-bridge-is-safe", "Quotations about the claim “The bridge is safe”"),
        ("speaker=<b>", "Quotations by a speaker not on record"),
        ("speaker=draft", "Quotations by a speaker not on record"),
        ("speaker=nobody&speaker=draft&speaker=ana-ruiz", "Quotations by Ana Ruiz or 2 speakers not on record"),
        ("role=king&organization=secret", "Quotations in a role not on record, for an organization not on record"),
        (
            "topic=secret&source=x&claim=y",
            "Quotations on a topic not on record, about a claim not on record, from a source not on record",
        ),
    ],
)
def test_one_sentence_says_what_the_page_shows(client, bridge, query, sentence):
    make_stance(claim=make_claim(text="The bridge is safe."), quotation=make_quotation(said="1999"))
    response = client.get(f"{reverse('quotes:quotation-list')}?{query}")
    assert response.context["sentence"] == sentence
    shown = sentence.replace("<", "&lt;").replace(">", "&gt;")
    assert f"<title>{shown} · On Record</title>" in response.text
    assert f"<h1>{shown}</h1>" in response.text


def test_a_sentence_names_three_values_and_counts_the_others(client, bridge):
    for letter in "ABCD":
        make_quotation(speaker=make_speaker(name=f"Speaker {letter}"))
    query = "&".join(f"speaker=speaker-{letter}" for letter in "abcdef")

    def sentence(query):
        return client.get(f"{reverse('quotes:quotation-list')}?{query}").context["sentence"]

    assert sentence(query) == "Quotations by Speaker A, Speaker B, Speaker C or 3 others"
    assert sentence(query.replace("speaker-d", "speaker-x")) == (
        "Quotations by Speaker A, Speaker B, Speaker C or 3 speakers not on record"
    )


def test_an_empty_list_does_not_say_that_its_quotations_are_checked(client, bridge):
    for query, is_checked in (("", True), ("speaker=nobody", False), ("topic=repairs&year=1999", False)):
        page = client.get(f"{reverse('quotes:quotation-list')}?{query}").text
        about = page.partition('<meta name="description" content="')[2].partition('"')[0]
        assert ("each checked word for word" in about) is is_checked
        assert ("nothing on record" in about) is not is_checked


def test_year_bars_lead_to_their_year_and_back(client, bridge):
    address = reverse("quotes:quotation-list")
    bars = client.get(f"{address}?speaker=tom-byrne&speaker=ana-ruiz").context["bars"]
    assert [(bar.year, bar.count) for bar in bars] == [(2023, 1), (2024, 2)]
    chosen = client.get(address + bars[0].href)
    assert [row.said_latest.year for row in chosen.context["page"].rows] == [2023]
    back = chosen.context["bars"]
    assert [(bar.year, bar.count, bar.chosen) for bar in back] == [(2023, 1, True), (2024, 2, False)]
    assert len(client.get(address + back[0].href).context["page"].rows) == 3


def test_the_form_keeps_what_no_control_of_it_shows(client, bridge):
    page = client.get(f"{reverse('quotes:quotation-list')}?year=2024&claim=x&claim=y").context
    assert "kept" not in page  # nothing found: no form
    kept = client.get(f"{reverse('quotes:quotation-list')}?year=2024").context["kept"]
    assert kept == [("year", "2024")]
