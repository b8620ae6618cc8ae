"""The style guide: every component of the public site on one page, the same on every site."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import reverse
from jinja2.runtime import Macro

from quotes.admin.style_guide import style_guide
from tests.factories import make_one_of_each
from tests.members import GROUPS, STRANGER
from tests.reading.test_markup import Tags

ADDRESS = reverse("style-guide")

# Partials that the page cannot show, each with the reason.
EXCEPTED: dict[str, str] = {}


def partials() -> set[str]:
    """The names of the macros of the partials' templates."""
    environment = engines["jinja2"].env
    names = environment.list_templates(filter_func=lambda name: name.startswith("quotes/_"))
    values = (value for name in names for value in vars(environment.get_template(name).module).values())
    return {value.name for value in values if isinstance(value, Macro)}


def rendered_without_a_database() -> HttpResponse:
    request = RequestFactory().get(ADDRESS)
    request.user = AnonymousUser()
    return style_guide(request).render()


@pytest.mark.django_db
def test_anonymous_people_are_sent_to_the_log_in(client: Client) -> None:
    response = client.get(ADDRESS)
    assert response.status_code == 302
    assert response.url == f"{reverse('admin:login')}?next={ADDRESS}"


@pytest.mark.django_db
def test_people_who_are_no_staff_are_sent_to_the_log_in(client: Client, django_user_model) -> None:
    client.force_login(
        django_user_model.objects.create(username="reader"), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.get(ADDRESS).status_code == 302


@pytest.mark.parametrize("group", [*GROUPS, STRANGER])
def test_everybody_at_the_desk_finds_it_there(group: str, signed_in: Callable[[str], Client]) -> None:
    client = signed_in(group)
    assert f'href="{ADDRESS}"' in client.get(reverse("admin:index")).text
    assert client.get(ADDRESS).status_code == 200


@pytest.mark.django_db
def test_the_log_in_page_does_not_link_to_it(client: Client) -> None:
    assert ADDRESS not in client.get(reverse("admin:login")).text


def test_every_partial_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = set()
    call = Macro.__call__

    @wraps(call)
    def call_and_note(macro: Macro, *args: Any, **kwargs: Any) -> str:
        shown.add(macro.name)
        return call(macro, *args, **kwargs)

    monkeypatch.setattr(Macro, "__call__", call_and_note)
    rendered_without_a_database()
    assert partials() >= {"words", "stance"}
    assert partials() - shown == set(EXCEPTED)


def test_it_reads_no_row() -> None:
    assert "Style guide" in rendered_without_a_database().text  # this test may not use the database


def test_it_looks_the_same_on_an_empty_site_and_on_a_full_one(editor: Client) -> None:
    empty = editor.get(ADDRESS).text
    make_one_of_each()
    assert editor.get(ADDRESS).text == empty


def test_no_component_has_inline_styles_or_scripts_or_an_id_twice() -> None:
    tags = Tags(rendered_without_a_database().text).tags
    places = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(places) == len(set(places))
    for tag, attributes in tags:
        assert "style" not in attributes
        assert tag != "style"
        assert tag != "script" or attributes["src"].startswith("/static/")


@pytest.mark.parametrize("result", ["Verbatim in source", "Verbatim in two parts", "Indirect", "Not found in source"])
def test_every_result_of_a_check_is_shown(result: str) -> None:
    assert f"<strong>{result}</strong>" in rendered_without_a_database().text
