"""What a page holds of the record in memory, which may be megabytes, is gone with the page."""

import gc
import weakref

import pytest
from django.urls import reverse

from quotes.reading.views.quotations import QuotationList
from quotes.reading.views.speakers import SpeakerDetail
from tests.factories import make_quotation

pytestmark = pytest.mark.django_db


@pytest.fixture
def without_garbage_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("query", ["q=bridge", "q=bridge&sort=newest", "q=-bridge", "kind=direct", "q=zzzz"])
def test_a_list_is_gone_with_its_request(rf, query, without_garbage_collector):
    make_quotation()
    view = QuotationList()
    view.setup(rf.get(f"{reverse('quotes:quotation-list')}?{query}"))
    response = view.get(view.request).render()
    held = weakref.ref(view.parameters.selection)
    del view, response
    assert held() is None


def test_a_profile_is_gone_with_its_request(rf, without_garbage_collector):
    speaker = make_quotation().speaker
    view = SpeakerDetail()
    view.setup(rf.get(speaker.get_absolute_url()), slug=speaker.slug)
    response = view.get(view.request, slug=speaker.slug).render()
    held = weakref.ref(view.quotations)
    del view, response
    assert held() is None


def test_a_page_answers_to_head_as_to_get(client):
    quotation = make_quotation()
    for address in (reverse("quotes:quotation-list"), quotation.speaker.get_absolute_url()):
        assert client.head(address).status_code == 200
