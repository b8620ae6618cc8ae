"""The pages of all values of a facet: what they list, count and mark, where they lead, and how a name is found."""

from datetime import date

import pytest
from django.urls import reverse

from quotes.models import Status
from quotes.reading.facets import LISTED
from quotes.reading.parameters import MOST_VALUES
from quotes.reading.views.index import PAGE_SIZE
from tests.factories import (
    make_affiliation,
    make_alias,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_topic,
)

pytestmark = pytest.mark.django_db

QUOTATIONS = reverse("quotes:quotation-list")


def address(facet, query=""):
    return f"{reverse('quotes:facet-list', args=[facet])}?{query}"


@pytest.fixture
def offered(client):
    """A function from a facet and a query string to the entries of its page: "name count", chosen ones with a star."""

    def read(facet, query=""):
        parts = client.get(address(facet, query)).context["parts"]
        return [
            f"{'*' if entry.chosen else ''}{entry.names[0]} {entry.count}" for _, _, part in parts for entry in part
        ]

    return read


@pytest.fixture
def bridge():
    ana, tom = make_speaker(name="Ána Ruiz", sort_name="Ruiz, Ána"), make_speaker(name="Tom Byrne")
    make_alias(speaker=ana, name="Ann Reed")
    engineer = make_affiliation(speaker=ana, organization=make_organization(name="City"), role="city engineer")
    repairs, ferries = make_topic(name="Repairs"), make_topic(name="Ferries")
    gazette = make_source(title="Gazette", publisher=make_organization(name="Gazette Company"))
    older = make_source(title="Older paper", published_on=date(2019, 1, 1))
    make_quotation(affiliation=engineer, source=gazette, topics=[repairs], medium="interview")
    make_quotation(affiliation=engineer, source=gazette, topics=[repairs, ferries], kind="indirect")
    make_quotation(speaker=tom, source=gazette, topics=[ferries], said="2023")
    make_quotation(speaker=tom, source=older)
    hidden = make_affiliation(speaker=make_speaker(name="Draft"), organization=make_organization(name="Secret"))
    make_quotation(
        affiliation=hidden, source=make_source(title="Secret"), topics=[make_topic(name="Secret")], status=Status.DRAFT
    )
    make_quotation(affiliation=engineer, source=gazette, topics=[repairs], status=Status.WITHDRAWN)


@pytest.mark.parametrize(
    ("facet", "query", "expected"),
    [
        ("speaker", "", ["Ruiz, Ána 2", "Tom Byrne 2"]),
        ("organization", "", ["City 2"]),
        ("topic", "", ["Ferries 2", "Repairs 2"]),
        ("source", "", ["Gazette 3", "Older paper 1"]),
        ("speaker", "speaker=tom-byrne&topic=ferries", ["Ruiz, Ána 1", "*Tom Byrne 1"]),
        ("topic", "topic=repairs&topic=ferries&kind=direct", ["*Ferries 1", "*Repairs 1"]),
        ("topic", "speaker=tom-byrne&topic=repairs", ["Ferries 1"]),
        ("source", "before=2019-12-31", ["Older paper 1"]),
        ("organization", "speaker=tom-byrne", []),
        ("speaker", "topic=nothing", []),
        ("speaker", "name=ANN+reed", ["Ruiz, Ána 2"]),
        ("speaker", "name=rúiz&topic=ferries", ["Ruiz, Ána 1"]),
        ("source", "name=PAPER+old", ["Older paper 1"]),
        ("topic", "name=nothing", []),
        ("topic", "name=%E2%80%94", []),
        ("topic", "name=secret", []),
    ],
)
def test_a_facet_lists_what_the_other_filters_leave_it(offered, bridge, facet, query, expected):
    assert offered(facet, query) == expected


@pytest.mark.parametrize("facet", LISTED)
@pytest.mark.parametrize("query", ["", "kind=direct", "topic=ferries&speaker=tom-byrne", "year=2023&sort=oldest"])
def test_every_entry_leads_to_as_many_quotations_as_it_names(client, bridge, facet, query):
    response = client.get(address(facet, query))
    for _, _, entries in response.context["parts"]:
        for entry in entries:
            alone = response.context["list_address"].partition("?")[2]
            alone = "&".join(part for part in alone.split("&") if part and not part.startswith(f"{facet}="))
            listed = client.get(f"{QUOTATIONS}?{alone}&{facet}={entry.record.slug}")
            assert listed.context["count"].number == entry.count
            again = client.get(entry.href).context
            others = [chip for chip in response.context["chips"] if chip.label != entry.record.slug]
            assert len(again["chips"]) == len(others) + (-1 if entry.chosen else 1)


def test_an_entry_adds_its_value_or_takes_it_away_and_keeps_the_rest(client, bridge):
    response = client.get(address("topic", "topic=repairs&speaker=tom-byrne&speaker=ana-ruiz&sort=oldest&name=e"))
    links = {entry.names[0]: entry.href for _, _, part in response.context["parts"] for entry in part}
    kept = f"{QUOTATIONS}?speaker=tom-byrne&speaker=ana-ruiz"
    assert links == {
        "Ferries": f"{kept}&topic=repairs&topic=ferries&sort=oldest",
        "Repairs": f"{kept}&sort=oldest",
    }
    assert response.context["list_address"] == f"{kept}&topic=repairs&sort=oldest"
    assert response.text.count('aria-current="true"') == 2  # the entry, and Quotations in the masthead


def test_the_form_keeps_every_filter(client, bridge):
    response = client.get(address("topic", "topic=repairs&year=0999&after=2018-01-01&name=e&sort=oldest"))
    assert response.context["kept"] == [
        ("topic", "repairs"),
        ("year", "0999"),
        ("after", "2018-01-01"),
        ("sort", "oldest"),
    ]


@pytest.mark.parametrize(
    ("facet", "query", "sentence"),
    [
        ("speaker", "", "Speakers quoted"),
        ("speaker", "topic=repairs&year=2024&speaker=tom-byrne", "Speakers quoted on “Repairs”, in 2024"),
        ("speaker", "kind=indirect&organization=city", "Speakers of indirect statements for City"),
        ("organization", "", "Organizations spoken for"),
        ("organization", "kind=direct", "Organizations spoken for in direct quotations"),
        ("topic", "", "Topics of quotations"),
        ("topic", "speaker=ana-ruiz", "Topics of quotations by Ána Ruiz"),
        ("source", "kind=indirect", "Sources of indirect statements"),
    ],
)
def test_the_heading_says_whose_values_these_are(client, bridge, facet, query, sentence):
    response = client.get(address(facet, query))
    assert f"<h1>{sentence}</h1>" in response.text
    assert f"<title>{sentence} · On Record</title>" in response.text


def test_filters_are_said_to_stay_where_there_are_some(client, bridge):
    assert "Other filters stay." not in client.get(address("topic")).text
    assert "Other filters stay." in client.get(address("topic", "kind=direct")).text


def test_a_page_has_a_box_that_searches_and_one_that_finds_a_value(client, bridge):
    for facet, box in (("speaker", "Find a speaker"), ("organization", "Find an organization")):
        page = client.get(address(facet)).text
        assert page.count('name="q"') == page.count('name="name"') == page.count(box) == 1


def test_a_facet_that_the_list_does_not_offer_has_a_page_that_leads_back(client, bridge):
    response = client.get(address("organization", "speaker=tom-byrne"))
    assert response.status_code == 200
    assert "This list has no organizations to choose from." in response.text
    assert client.get(response.context["list_address"]).context["count"].number == 2


def test_long_lists_have_pages_in_both_directions(client, many_quotations):
    source = make_source()
    for number in range(PAGE_SIZE + 3):
        many_quotations([date(2024, 1, 1)], speaker=make_speaker(name=f"Speaker {number:03}"), source=source)
    first = client.get(address("speaker", "kind=direct")).context
    assert (len(first["page"].rows), str(first["count"]), first["previous"]) == (PAGE_SIZE, "203", "")
    second = client.get(reverse("quotes:facet-list", args=["speaker"]) + first["next"]).context
    assert [row.name for row in second["page"].rows] == ["Speaker 200", "Speaker 201", "Speaker 202"]
    assert len(second["chips"]) == 1
    back = client.get(reverse("quotes:facet-list", args=["speaker"]) + second["previous"]).context
    assert back["page"].rows == first["page"].rows
    gone = client.get(reverse("quotes:facet-list", args=["speaker"]) + first["next"] + "&name=speaker+001")
    assert "Nothing stands on this page any more." in gone.text


def test_a_list_with_as_many_values_as_it_can_hold_adds_none(client, bridge):
    query = "&".join(["topic=repairs", *(f"topic=t{number}" for number in range(MOST_VALUES - 1))])
    parts = client.get(address("topic", query)).context["parts"]
    assert [(entry.names[0], bool(entry.href)) for _, _, part in parts for entry in part] == [
        ("Ferries", False),
        ("Repairs", True),
    ]


@pytest.mark.parametrize("listed", LISTED)
@pytest.mark.parametrize("facet", LISTED)
def test_what_only_unpublished_rows_have_changes_nothing(client, bridge, listed, facet):
    hidden = "draft" if facet == "speaker" else "secret"
    known, unknown = (
        client.get(address(listed, f"{facet}={slug}")).text.replace(slug, "?") for slug in (hidden, "zzz")
    )
    assert known == unknown
    assert "Draft" not in known
    assert "Secret" not in known


@pytest.mark.parametrize(
    ("where", "query", "is_kept_out"),
    [
        ("quotations", "", False),
        ("quotations", "speaker=ana-ruiz", False),
        ("quotations", "year=2024", False),
        ("quotations", "speaker=ana-ruiz&speaker=tom-byrne", True),
        ("quotations", "speaker=ana-ruiz&year=2024", True),
        ("quotations", "sort=oldest", True),
        ("quotations", "speaker=nobody", True),
        ("quotations", "page=PjIwMjQtMDUtMDZ-WlpaWlpaWlpaWg", True),
        ("by/speaker", "", True),
        ("speakers", "", False),
        ("speakers", "letter=r", False),
        ("speakers", "name=ana", True),
    ],
)
def test_search_engines_are_kept_to_lists_that_have_an_end(client, bridge, where, query, is_kept_out):
    path = {
        "quotations": QUOTATIONS,
        "by/speaker": reverse("quotes:facet-list", args=["speaker"]),
        "speakers": reverse("quotes:speaker-list"),
    }[where]
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200
    assert ('<meta name="robots" content="noindex">' in response.text) is is_kept_out
