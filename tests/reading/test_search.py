"""Searching the list of quotations: what is found, in which order, what is marked, and what is offered otherwise."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from quotes.models import Status
from quotes.reading import relevance
from tests.factories import make_affiliation, make_alias, make_organization, make_quotation, make_source, make_speaker

pytestmark = pytest.mark.django_db

TEXT = (
    "“The Bridges are safe,” said Ana Ruiz. “But a safe bridge is old [and small].”\n\n"
    "“The ferry is late; the naïve ferrymen don’t cross bridges,” said Tom Byrne.\n\n"
    "“Nobody asked us,” said Zoë Li."
)
SAFE = "The Bridges are safe"
OLD = "But a safe bridge is old [and small]."
LATE = "The ferry is late; the naïve ferrymen don’t cross bridges"
ASKED = "Nobody asked us"


@pytest.fixture
def quotations():
    """Four quotations by their first word, three of a speaker of their own, from the newest on."""
    source = make_source(text=TEXT)
    ana = make_speaker(name="Ana Ruiz")
    return {
        "safe": make_quotation(source=source, words=SAFE, speaker=ana, said="2024-05-04"),
        "old": make_quotation(source=source, words=OLD, speaker=ana, said="2024-05-03"),
        "late": make_quotation(source=source, words=LATE, speaker=make_speaker(name="Tom Byrne"), said="2024-05-02"),
        "asked": make_quotation(source=source, words=ASKED, speaker=make_speaker(name="Zoë Li"), said="2024-05-01"),
    }


@pytest.fixture
def search(client):
    """A function from parameters to the answer of the list."""
    return lambda **query: client.get(reverse("quotes:quotation-list"), query)


def found(response, quotations):
    """The names of the quotations on a page, in its order."""
    names = {quotation.pk: name for name, quotation in quotations.items()}
    return [names[row.pk] for row in response.context["page"].rows]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("BRIDGE", ["safe", "old", "late"]),
        ("naive ferry", ["late"]),
        ('"safe bridge"', ["old"]),
        ("“safe bridge”", ["old"]),
        ("bridge -ferry", ["safe", "old"]),
        ('bridge -"safe bridge"', ["safe", "late"]),
        ("-bridge", ["asked"]),
        ("zoe", ["asked"]),
        ("ruiz old", ["old"]),
        ("bridge AND ferry OR (old", []),
        ("dont", ["late"]),
        ("?!", []),
    ],
)
def test_words_phrases_and_exclusions_find_what_they_say(search, quotations, words, expected):
    assert found(search(q=words, sort="newest"), quotations) == expected


def test_a_search_is_sorted_by_relevance_unless_it_says_otherwise(search, quotations):
    response = search(q="bridges safe")
    assert response.context["sort"] == "relevance"
    assert list(response.context["sorts"]) == ["relevance", "newest", "oldest"]
    assert found(search(q="bridge", sort="oldest"), quotations) == ["late", "old", "safe"]


def test_a_list_without_a_search_has_no_best_match(search, quotations):
    response = search(sort="relevance")
    assert response.context["sort"] == "newest"
    assert "relevance" not in response.context["sorts"]
    assert found(response, quotations) == list(quotations)


def test_what_was_said_comes_before_a_name(search, quotations):
    ferry = make_organization(name="Bridge Ferry Line")
    newest = make_quotation(
        source=quotations["late"].source,
        words=ASKED,
        affiliation=make_affiliation(organization=ferry),
        said="2024-05-06",
    )
    response = search(q="ferry")
    assert found(response, quotations | {"newest": newest}) == ["late", "newest"]


def test_an_alias_finds_its_speaker(search, quotations):
    make_alias(speaker=quotations["asked"].speaker, name="The Harbour Master")
    assert found(search(q="harbour masters"), quotations) == ["asked"]


def test_a_search_and_filters_narrow_together(search, quotations):
    response = search(q="bridge", speaker="ana-ruiz")
    assert sorted(found(response, quotations)) == ["old", "safe"]
    counts = {facet.name: {one.value: one.count for one in facet.options} for facet in response.context["facets"]}
    assert counts["speaker"] == {"ana-ruiz": 2, "tom-byrne": 1}


def test_what_is_found_is_marked_as_it_is_written(search, quotations):
    marks = re.findall(r"<mark>(.*?)</mark>", search(q="bridge safe").text)
    assert set(marks) == {"Bridges", "safe", "bridge"}
    assert "<mark>naïve</mark>" in search(q="naive").text
    assert "<mark>Nobody asked</mark>" in search(q='"nobody asked"').text
    assert "<mark>Ana Ruiz</mark>" in search(q='"ana ruiz"').text


def test_a_mark_ends_at_a_bracket(search, quotations):
    page = search(q='"old and small"').text
    assert '<mark>old </mark><span class="q-note">[<mark>and small</mark>]</span>' in page


def test_a_page_by_relevance_leads_on_and_back(search, monkeypatch):
    source = make_source(text=TEXT)
    made = {make_quotation(source=source, words=SAFE).pk for _ in range(60)}
    seen, page = [], search(q="bridge")
    seen += [row.pk for row in page.context["page"].rows]
    first = page.text
    while following := page.context["next"]:
        page = page.client.get(reverse("quotes:quotation-list") + following)
        seen += [row.pk for row in page.context["page"].rows]
    assert sorted(seen) == sorted(made)
    assert len(page.context["page"].rows) == 10
    while previous := page.context["previous"]:
        page = page.client.get(reverse("quotes:quotation-list") + previous)
        assert len(page.context["page"].rows) == 25
    assert [row.pk for row in page.context["page"].rows] == seen[:25]
    assert "60 quotations" in first


def test_only_the_newest_of_very_many_are_ranked_and_the_page_says_so(search, monkeypatch):
    monkeypatch.setattr(relevance, "RANKED", 3)
    monkeypatch.setattr("quotes.reading.views.quotations.RANKED", 3)
    source = make_source(text=TEXT)
    made = [make_quotation(source=source, words=SAFE, said=f"2024-05-0{day}") for day in range(1, 6)]
    response = search(q="bridge")
    assert {row.pk for row in response.context["page"].rows} == {one.pk for one in made[2:]}
    assert "5 quotations" in response.text
    assert "These are the best of the newest 3." in response.text


@pytest.mark.parametrize(("sort", "other"), [("newest", "relevance"), ("relevance", "newest")])
def test_a_place_in_one_order_is_none_in_another(search, sort, other):
    source = make_source(text=TEXT)
    for _ in range(26):
        make_quotation(source=source, words=SAFE)
    (place,) = [search(q="bridge", sort=sort).context["page"].next]
    assert search(q="bridge", sort=sort, page=str(place)).status_code == 200
    response = search(q="bridge", sort=other, page=str(place))
    assert response.status_code == 400
    assert "This page link is not valid." in response.text


def test_too_many_words_get_a_page_that_says_so(search):
    response = search(q="one two three four five six seven eight nine ten eleven")
    assert response.status_code == 400
    assert "10 words and phrases at most" in response.text


def test_a_search_for_nothing_but_space_is_none(search, quotations):
    assert found(search(q="  "), quotations) == list(quotations)


def test_a_misspelt_name_is_offered_as_it_is_on_record(search, quotations):
    response = search(q="ruitz", kind="direct")
    assert escape("Nothing on record for") in response.text
    (one,) = response.context["suggestions"]
    assert (one.words, one.href, one.found.number) == ("Ana Ruiz", "?q=Ana+Ruiz&kind=direct", 2)
    assert found(search(q="Ana Ruiz", kind="direct", sort="newest"), quotations) == ["safe", "old"]
    (other,) = search(q="ruitz", kind="indirect").context["suggestions"]
    assert (other.href, other.why, other.found.number) == ("?q=Ana+Ruiz", "Without the filters", 2)


def test_no_name_is_offered_that_only_drafts_have(search, quotations):
    make_quotation(speaker=make_speaker(name="Anna Ruitzer"), status=Status.DRAFT)
    assert search(q="ruitzerr").context["suggestions"] == []


def test_a_search_that_finds_nothing_keeps_its_words_in_the_box(search, quotations):
    page = search(q='<b>"x').text
    assert 'value="&lt;b&gt;&#34;x"' in page
    assert "<b>&quot;" not in page
    assert "Leave out the words" in page


def test_filters_are_cleared_without_the_search(search, quotations):
    response = search(q="bridge", kind="direct", speaker="ana-ruiz")
    assert [chip.title for chip in response.context["chips"]] == ["Speaker", "Kind"]
    assert response.context["cleared"] == "?q=bridge"


def test_search_results_are_not_for_search_engines(search, quotations):
    assert 'content="noindex"' in search(q="bridge").text


def test_a_search_costs_as_many_queries_for_many_as_for_few(search, django_assert_num_queries, quotations):
    search(q="bridge")
    for sort, queries in (("newest", 4), ("relevance", 5)):
        with django_assert_num_queries(queries):
            search(q="bridge", sort=sort)
    for _ in range(30):
        make_quotation(source=quotations["safe"].source, words=SAFE)
    search(q="bridge")
    for sort, queries in (("newest", 4), ("relevance", 5)):
        with django_assert_num_queries(queries):
            search(q="bridge", sort=sort)


def test_the_values_of_a_facet_follow_the_search(client, quotations):
    response = client.get(reverse("quotes:facet-list", args=["speaker"]), {"q": "bridge"})
    entries = [(entry.record.name, entry.count) for _, _, part in response.context["parts"] for entry in part]
    assert sorted(entries) == [("Ana Ruiz", 2), ("Tom Byrne", 1)]
    assert "q=bridge" in response.context["list_address"]
