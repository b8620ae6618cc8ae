"""Choices of other records: completed, never listed, whatever their number."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.test import Client
from django.test.html import parse_html

from quotes.admin.choices import Autocomplete, RelatedChoice
from quotes.models import Affiliation, Claim, Organization, Quotation, Source, Speaker, Stance, Topic
from tests.admin.desk import add_url, change_url
from tests.factories import make_one_of_each

pytestmark = pytest.mark.django_db

MANY = 51
FORMS = [Organization, Speaker, Affiliation, Source, Topic, Quotation, Claim]
each_form = pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)


class Selects(HTMLParser):
    """Counts the options of every select."""

    def __init__(self) -> None:
        super().__init__()
        self.options: list[int] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "select":
            self.options.append(0)
        elif tag == "option":
            self.options[-1] += 1


def most_options(client: Client, address: str) -> int:
    selects = Selects()
    selects.feed(client.get(address).content.decode())
    return max(selects.options, default=0)


@each_form
def test_no_form_lists_records_of_which_there_are_many(model: Any, editor: Client) -> None:
    for _ in range(MANY):
        record = make_one_of_each()[model]
    assert all(other.objects.count() >= MANY for other in FORMS)
    assert most_options(editor, add_url(model)) < MANY
    assert most_options(editor, change_url(record)) < MANY


def test_every_choice_in_a_row_has_a_name_in_the_first_row_too(editor: Client) -> None:
    quotation = make_one_of_each()[Quotation]
    page = editor.get(change_url(quotation)).content.decode()
    selects = re.findall(r'<select name="(?:stances|quotation_topics)-[^>]*>', page)
    assert len(selects) == 6
    assert all('aria-label="' in select for select in selects)


def a_choice(**may: bool) -> RelatedFieldWidgetWrapper:
    field = Stance._meta.get_field("claim")
    widget = Autocomplete(field, admin.site)
    widget.choices = field.formfield().choices
    return RelatedFieldWidgetWrapper(widget, field.remote_field, admin.site, **may)


@pytest.mark.parametrize("change", [True, False])
@pytest.mark.parametrize("add", [True, False])
@pytest.mark.parametrize("view", [True, False])
def test_the_links_beside_a_choice_are_those_of_django(change: bool, add: bool, view: bool) -> None:
    wrapper = a_choice(can_change_related=change, can_add_related=add, can_view_related=view)
    ours = RelatedChoice(wrapper).render("stances-0-claim", None, {"id": "id_stances-0-claim"})
    assert parse_html(ours) == parse_html(wrapper.render("stances-0-claim", None, {"id": "id_stances-0-claim"}))


def test_no_link_beside_a_choice_deletes() -> None:
    assert "delete" not in RelatedChoice(a_choice(can_delete_related=True)).render("claim", None)
