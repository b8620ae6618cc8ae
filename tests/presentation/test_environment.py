"""The environment of the pages for readers: what its templates may rely on."""

import pytest
from django.template import engines
from django.test import RequestFactory
from django.urls import resolve
from jinja2 import UndefinedError

from quotes.models import Affiliation, Organization


def rendered(template, **context):
    return engines["jinja2"].from_string(template).render(context)


@pytest.mark.parametrize("template", ["{{ nobody }}", "{% if nobody %}{% endif %}", "{{ role.nothing }}"])
def test_a_name_that_was_not_given_is_an_error(template):
    with pytest.raises(UndefinedError):
        rendered(template, role=Affiliation())


def test_values_are_escaped_whatever_filter_shows_them():
    hostile = """<b>'"&"""
    for filters in ("curl", "capfirst", "truncatechars(60)", "truncatewords(7)", "typeset", "linebreaks", "unbroken"):
        assert "<b>" not in rendered(f"{{{{ text|{filters} }}}}", text=hostile), filters


def test_what_a_filter_escaped_is_not_escaped_again():
    role = Affiliation(role="pilot & guide", organization=Organization(name="Guild", slug="guild"))
    shown = rendered("{{ role|with_organization }}", role=role)
    assert shown == 'Pilot &amp; guide, <a class="as-text plain" href="/organizations/guild/">Guild</a>'


@pytest.mark.parametrize(
    ("path", "attribute"),
    [
        ("/speakers/", ' aria-current="page"'),
        ("/speakers/ana-ruiz/", ' aria-current="true"'),
        ("/sources/", ""),
    ],
)
def test_a_link_tells_whether_it_leads_to_the_page_or_to_its_list(path, attribute):
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path)
    assert rendered('{{ current("speaker") }}', request=request) == attribute


def test_a_link_on_a_page_without_a_request_leads_elsewhere():
    assert rendered('{{ current("speaker") }}') == ""
