"""Records that are withdrawn while a page is made: it is shown without them, or as it was, and never fails."""

from functools import wraps

import pytest
from django.urls import reverse

from quotes.models import Quotation, Status
from quotes.reading import statements
from quotes.reading.facets import LISTED
from quotes.reading.views import about, facets, home, profiles, quotations
from tests.factories import (
    make_affiliation,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def withdrawn_during(monkeypatch):
    """A function that has every quotation withdrawn when a function of a module is called: before it, or after."""

    def patch(module, name, after=False):
        original = getattr(module, name)

        @wraps(original)
        def patched(*args, **kwargs):
            if not after:
                Quotation.objects.update(status=Status.WITHDRAWN, status_reason="It was wrong.")
            result = original(*args, **kwargs)
            if after:
                Quotation.objects.update(status=Status.WITHDRAWN, status_reason="It was wrong.")
            return result

        monkeypatch.setattr(module, name, patched)

    return patch


@pytest.fixture
def quotation():
    role = make_affiliation(speaker=make_speaker(name="Ana Ruiz"), organization=make_organization())
    made = make_quotation(affiliation=role, source=make_source(), topics=[make_topic()])
    make_stance(quotation=made)
    return made


@pytest.mark.parametrize("facet", LISTED)
def test_a_value_that_loses_its_quotations_is_counted_as_it_was_and_then_left_out(
    client, quotation, withdrawn_during, facet
):
    withdrawn_during(facets, "page_of", after=True)
    response = client.get(reverse("quotes:facet-list", args=[facet]))
    assert response.status_code == 200
    assert [entry.count for _, _, entries in response.context["parts"] for entry in entries] == [1]
    assert client.get(reverse("quotes:facet-list", args=[facet])).context["parts"] == []


def test_a_list_leaves_out_what_is_withdrawn_while_it_is_made(client, quotation, withdrawn_during):
    withdrawn_during(quotations, "page_in")
    response = client.get(reverse("quotes:quotation-list"))
    assert response.status_code == 200
    assert "The bridge is safe" not in response.text


@pytest.mark.parametrize("record", ["speaker", "organization", "topic"])
def test_a_profile_counts_the_quotations_it_shows(client, quotation, withdrawn_during, record):
    address = (quotation.topics.get() if record == "topic" else getattr(quotation, record)).get_absolute_url()
    withdrawn_during(profiles, "page_in", after=True)
    response = client.get(address)
    assert response.status_code == 200
    assert [(year, count) for year, count, _ in response.context["by_year"]] == [(2024, 1)]


def test_a_claim_leaves_out_a_statement_withdrawn_between(client, quotation, monkeypatch):
    claim = quotation.stances.get().claim
    monkeypatch.setattr(statements, "listed", lambda quotations: quotations.none())
    response = client.get(claim.get_absolute_url())
    assert response.status_code == 200
    assert "The bridge is safe" not in response.text


@pytest.mark.parametrize(
    ("module", "address"), [(home, "quotes:home"), (about, "quotes:checking")], ids=["home", "checking"]
)
def test_words_are_not_shown_beside_their_article_once_withdrawn(client, quotation, withdrawn_during, module, address):
    assert "The bridge is safe" in client.get(reverse(address)).text
    withdrawn_during(module, "words_and_article")
    response = client.get(reverse(address))
    assert response.status_code == 200
    assert "The bridge is safe" not in response.text
