"""Hostile values in every parameter of every list, and of every other page of the desk: never an error of ours."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from quotes.models import Quotation, RefusedSave
from tests.admin.desk import add_url, change_url, list_url
from tests.factories import make_one_of_each
from tests.members import make_member
from tests.security.hostile import CASES, Case

pytestmark = pytest.mark.django_db

OF_ALL_LISTS = ["q", "o", "p", "all", "e", "_facets", "_popup", "_to_field", "_changelist_filters", "no_such_field"]
LOOKUPS = ["exact", "in", "gte", "regex", "isnull", "range"]
EVERYDAY = 9  # of so many cases one is tried at each parameter, another one at the next
OWN = [model for model in admin.site._registry if model._meta.app_label == "quotes"]


def parameters_of_list(model: Any) -> list[str]:
    """Return every parameter that a list reads: of its filters, search and order, and lookups that it refuses."""
    model_admin = admin.site._registry[model]
    request = RequestFactory().get("/", {"status__exact": "draft"} if model is Quotation else {})
    request.user = make_member("Administrators")
    filters = model_admin.get_changelist_instance(request).get_filters(request)[0]
    of_filters = [name for each in filters for name in each.expected_parameters() if name]
    chosen = [f"{each.field}__id__exact" for each in model_admin.get_list_filter(request) if getattr(each, "field", "")]
    fields = [field.name for field in model._meta.concrete_fields][:6]
    guessed = [f"{field}__{LOOKUPS[place % len(LOOKUPS)]}" for place, field in enumerate(fields)]
    return [*dict.fromkeys([*OF_ALL_LISTS, *of_filters, *chosen, *guessed])]


def other_pages(records: dict[Any, Any]) -> dict[str, list[str]]:
    """Return the pages of the desk that read parameters, with these."""
    pages = {
        reverse("admin:index"): ["next", "p"],
        reverse("admin:login"): ["next"],
        reverse("style-guide"): ["p"],
        reverse("admin:jsi18n"): ["language"],
        reverse("admin:quotes_quotation_roles"): ["speaker", "source"],
        reverse("admin:autocomplete"): ["term", "app_label", "model_name", "field_name", "p"],
    }
    for model, record in records.items():
        pages[change_url(record)] = ["_popup", "_to_field", "_changelist_filters"]
        pages[reverse(f"admin:quotes_{model._meta.model_name}_history", args=[record.pk])] = ["p", "page", "all"]
        prefilled = [field.name for field in model._meta.concrete_fields if field.editable]
        pages[add_url(model)] = ["_popup", "_to_field", *prefilled]
        pages[reverse(f"admin:quotes_{model._meta.model_name}_delete", args=[record.pk])] = ["_popup", "_to_field"]
    return pages


def cases_for(place: int, every: int) -> Iterator[Case]:
    """Give each `every`th case, beginning with another one at every place."""
    return iter(CASES[place % every :: every])


def errors(client: Client, pages: dict[str, list[str]], every: int) -> list[str]:
    """Return the addresses that answered with an error of ours, or led away from the site."""
    wrong, places = [], [(page, name) for page, names in pages.items() for name in names]
    whole = {"term": "a", "app_label": "quotes", "model_name": "quotation", "field_name": "speaker"}
    for place, (page, name) in enumerate(places):
        for case in cases_for(place, every):
            others = {key: value for key, value in whole.items() if key != name and "autocomplete" in page}
            query = "&".join([f"{name}={case.value}", *(f"{key}={value}" for key, value in others.items())])
            with transaction.atomic():
                response = client.get(f"{page}?{query}")
            away = response.status_code in (301, 302) and not response["Location"].startswith(("/", "?", "."))
            if response.status_code >= 500 or away or response.get("Location", "").startswith("//"):
                wrong.append(f"{case.name}: {page}?{query[:200]} {response.status_code}")
    return wrong


@pytest.fixture
def somebody(signed_in: Any) -> Client:
    client = signed_in("Administrators")
    client.raise_request_exception = False
    return client


@pytest.fixture
def records(somebody: Client) -> dict[Any, Any]:
    records = make_one_of_each()
    topic = next(record for model, record in records.items() if model.__name__ == "Topic")
    entered = json.dumps({"name": ["Bridges"], "seen_version": ["1"]})
    kept = RefusedSave(user=make_member("Administrators"), kind="topic", key=topic.pk, label="Bridges", entered=entered)
    kept.save()
    return records


def lists() -> dict[str, list[str]]:
    return {list_url(model): parameters_of_list(model) for model in OWN}


def test_every_list_and_each_of_its_filters_is_tried(records: dict[Any, Any]) -> None:
    tried = lists()
    assert len(tried) == len(OWN)
    names = {name for parameters in tried.values() for name in parameters}
    assert {"status__exact", "kind__exact", "medium__exact", "speaker__id__exact", "topics__id__exact"} <= names
    assert {"position__exact", "verdict__exact"} <= names


def test_every_case_is_tried_in_the_everyday_tests() -> None:
    assert {case.name for place in range(EVERYDAY) for case in cases_for(place, EVERYDAY)} == {
        case.name for case in CASES
    }


def test_hostile_values_in_lists_are_no_error_of_ours(somebody: Client, records: dict[Any, Any]) -> None:
    assert errors(somebody, lists(), EVERYDAY) == []


def test_hostile_values_in_other_pages_are_no_error_of_ours(somebody: Client, records: dict[Any, Any]) -> None:
    assert errors(somebody, other_pages(records), EVERYDAY) == []


@pytest.mark.slow
def test_every_hostile_value_in_every_list_is_no_error_of_ours(somebody: Client, records: dict[Any, Any]) -> None:
    assert errors(somebody, lists(), 1) == []


@pytest.mark.slow
def test_every_hostile_value_in_every_other_page_is_no_error_of_ours(somebody: Client, records: dict[Any, Any]) -> None:
    assert errors(somebody, other_pages(records), 1) == []


# What is sent


@pytest.mark.parametrize("case", CASES[::EVERYDAY], ids=lambda case: case.name)
def test_hostile_values_that_are_sent_are_no_error_of_ours(
    case: Case, somebody: Client, records: dict[Any, Any]
) -> None:
    record = next(record for model, record in records.items() if model.__name__ == "Quotation")
    value = case.value
    for data in (
        {"_take_up": value},
        {"refused_save": value, "seen_version": value, "words": value},
        {"seen_version": value, "seen_words": value, "source": value, "speaker": value, "choice-words": value},
        {"seen_version": "1", "stances-TOTAL_FORMS": value, "stances-INITIAL_FORMS": value, "stances-0-id": value},
    ):
        for address in (change_url(record), add_url(type(record))):
            assert somebody.post(address, data).status_code < 500, (address, data)
    for data in (
        {"action": "publish_selected", "_selected_action": [value], "seen": [value], "index": value},
        {"action": "publish_selected", "_selected_action": [record.pk], "seen": [f"{record.pk}.{value}", value]},
    ):
        assert somebody.post(list_url(type(record)), data).status_code < 500, data
