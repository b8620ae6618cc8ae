"""Hostile values in every parameter of every list, and of every other page of the desk: never an error of ours."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from quotes.admin.review.actions import ACTIONS as REVIEW_ACTIONS
from quotes.models import Quotation
from tests.admin.desk import add_url, change_url, list_url
from tests.members import make_member
from tests.security.hostile import CASES, Case

from .permissions import ADDRESSES, Desk, make_desk

pytestmark = pytest.mark.django_db

OF_ALL_LISTS = ["q", "o", "p", "all", "e", "_facets", "_popup", "_to_field", "_changelist_filters", "no_such_field"]
# By the last word of an address's name.
PARAMETERS = {
    "change": ["_popup", "_to_field", "_changelist_filters"],
    "delete": ["_popup", "_to_field"],
    "history": ["p", "page", "all"],
    "deleted": ["p"],
    "merge": ["q"],
    "export": ["q", "o", "p", "waits", "pk__in"],
    "imported": ["show", "page"],
}
LOOKUPS = ["exact", "in", "gte", "regex", "isnull", "range"]
EVERYDAY = 300  # of so many cases one is tried at each parameter, another one at the next
OFTEN = 100  # the same, in the long tests
OWN = [model for model in admin.site._registry if model._meta.app_label == "quotes"]


def parameters_of_list(model: Any) -> list[str]:
    """Return every parameter that a list reads: filters, search and order, and lookups that it refuses."""
    model_admin = admin.site._registry[model]
    has_status = any(field.name == "status" for field in model._meta.concrete_fields)
    request = RequestFactory().get("/", {"status__exact": "draft"} if has_status else {})
    request.user = make_member("Administrators")
    filters = model_admin.get_changelist_instance(request).get_filters(request)[0]
    of_filters = [name for each in filters for name in each.expected_parameters() if name]
    chosen = [f"{each.field}__id__exact" for each in model_admin.get_list_filter(request) if getattr(each, "field", "")]
    fields = [field.name for field in model._meta.concrete_fields][:6]
    guessed = [f"{field}__{LOOKUPS[place % len(LOOKUPS)]}" for place, field in enumerate(fields)]
    return [*dict.fromkeys([*OF_ALL_LISTS, *of_filters, *chosen, *guessed])]


def other_pages(desk: Desk) -> dict[str, list[str]]:
    """Return the pages of the desk that read parameters, with these."""
    pages = {
        reverse("admin:index"): ["next", "p"],
        reverse("admin:login"): ["next"],
        reverse("style-guide"): ["p"],
        reverse("admin:jsi18n"): ["language"],
        reverse("admin:one_time_codes"): ["next"],
        reverse("admin:quotes_quotation_roles"): ["speaker", "source"],
        reverse("admin:autocomplete"): ["term", "app_label", "model_name", "field_name", "p"],
        desk.address("quotes_duplicates"): ["kind", "p"],
        desk.address("quotes_source_review"): ["quotation"],
        desk.address("quotes_source_review_people"): ["name"],
        desk.address("quotes_quotation_export"): parameters_of_list(Quotation),
        desk.address("quotes_merge_undo"): ["p"],
    }
    for name in ADDRESSES:
        view = name.rpartition("_")[2]
        if view in PARAMETERS and name.startswith("quotes_"):
            pages.setdefault(desk.address(name), PARAMETERS[view])
    for model in OWN:
        pages[add_url(model)] = ["_popup", "_to_field", *(each.name for each in model._meta.fields if each.editable)]
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
                transaction.set_rollback(True)
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
def desk(somebody: Client) -> Desk:
    return make_desk(owner="Administrators")


def lists() -> dict[str, list[str]]:
    return {list_url(model): parameters_of_list(model) for model in admin.site._registry}


def test_every_list_and_each_of_its_filters_is_tried(desk: Desk) -> None:
    tried = lists()
    assert len(tried) == len(admin.site._registry) > len(OWN)
    names = {name for parameters in tried.values() for name in parameters}
    assert {"status__exact", "kind__exact", "medium__exact", "speaker__id__exact", "topics__id__exact"} <= names
    assert {"position__exact", "verdict__exact", "waits"} <= names


def test_every_case_is_tried_in_the_everyday_tests() -> None:
    assert {case.name for place in range(EVERYDAY) for case in cases_for(place, EVERYDAY)} == {
        case.name for case in CASES
    }


def test_hostile_values_in_lists_are_no_error_of_ours(somebody: Client, desk: Desk) -> None:
    assert errors(somebody, lists(), EVERYDAY) == []


def test_hostile_values_in_other_pages_are_no_error_of_ours(somebody: Client, desk: Desk) -> None:
    assert errors(somebody, other_pages(desk), EVERYDAY) == []


@pytest.mark.slow
def test_more_hostile_values_in_lists_are_no_error_of_ours(somebody: Client, desk: Desk) -> None:
    assert errors(somebody, lists(), OFTEN) == []


@pytest.mark.slow
def test_more_hostile_values_in_other_pages_are_no_error_of_ours(somebody: Client, desk: Desk) -> None:
    assert errors(somebody, other_pages(desk), OFTEN) == []


# What is sent


@dataclass
class Sending:
    """A form that is sent: what is valid of it, and the fields of which each is hostile in its turn."""

    address: str
    valid: dict[str, Any]
    hostile: list[str] = field(default_factory=list)

    def body(self, name: str, value: str) -> str:
        """Return the form with one hostile field, as it is sent; the value is percent-encoded already."""
        pairs = [(key, each) for key, values in self.valid.items() for each in aslist(values) if key != name]
        return "&".join([*(f"{quote(key)}={quote(str(each))}" for key, each in pairs), f"{quote(name)}={value}"])


def aslist(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]


def sendings(desk: Desk) -> list[Sending]:
    """Return every form of the desk, as far as it reads what it is sent in ways of its own."""
    public, draft = desk.public, desk.found["quotation"]
    quotation, topic = public["quotation"], public["topic"]
    rows = {"stances-TOTAL_FORMS": "1", "stances-INITIAL_FORMS": "0"}
    of_rows = ["TOTAL_FORMS", "INITIAL_FORMS", "0-id", "0-seen_version", "0-claim", "0-DELETE"]
    version = {"seen_version": quotation.version}
    found = [
        Sending(address, given, [*of_form, *(f"stances-{name}" for name in of_rows)])
        for address in (change_url(quotation), change_url(draft), add_url(Quotation))
        for given in (rows, rows | version | {"refused_save": "1"})
        for of_form in (["_take_up", "refused_save", "seen_version", "seen_words", "words", "why", "choice-words"],)
    ]
    found += [
        Sending(change_url(public[model]), {"seen_version": "0"}, ["seen_version", "refused_save", "_take_up", "why"])
        for model in ("organization", "speaker", "affiliation", "source", "topic", "claim")
    ]
    found += [
        Sending(list_url(Quotation), chosen, ["action", "_selected_action", "seen", "index", "select_across", "reason"])
        for action in ("publish_selected", "reject_selected", "delete_selected")
        for chosen in ({"action": action, "_selected_action": draft.pk, "index": "0", "post": "yes"},)
    ]
    found += [
        Sending(list_url(type(topic)), {"action": "merge_selected", "index": "0"}, ["_selected_action", "seen"]),
        Sending(desk.address("quotes_topic_compare"), {}, ["keep", "reason", "seen_first", "seen_second"]),
        Sending(
            desk.address("quotes_topic_compare"), {"keep": topic.pk, "seen_first": 1, "seen_second": 1}, ["reason"]
        ),
        Sending(desk.address("quotes_merge_undo"), {}, ["reason"]),
        Sending(desk.address("quotes_duplicates"), desk.sent("quotes_duplicates"), ["first", "second", "kind"]),
        Sending(desk.address("quotes_topic_merge"), {}, ["q"]),
        Sending(desk.address("quotes_distinction_delete"), {}, ["post", "seen_version"]),
        Sending(desk.address("quotes_topic_delete_draft"), {"post": "yes"}, ["seen_version"]),
        Sending(desk.address("quotes_refusedsave_change"), {}, ["_dismiss"]),
        Sending(desk.address("quotes_topic_imported"), {"what": "confirm"}, ["what", "digest", "leave_out"]),
        Sending(desk.address("quotes_topic_import"), {}, ["file"]),
        Sending(desk.address("quotes_source_add_article"), {}, ["pasted", "file", "text"]),
        Sending(reverse("admin:login"), {"username": "a", "password": "b"}, ["username", "next", "typed", "code"]),
    ]
    found += [
        Sending(desk.address(f"quotes_{model}_restore"), {"seen_version": "1"}, ["seen_version", "why"])
        for model in ("topic", "quotation", "stance")
    ]
    found += [
        Sending(
            desk.address(f"quotes_quotation_{view}"), {"reason": "Why.", "seen_version": 1}, ["seen_version", "reason"]
        )
        for view in ("withdraw", "reject_draft")
    ]
    facts = {"title": "Bridge", "published_on": "2024-05-06", "language": "en", "text": "“It is safe,” said Ana Ruiz."}
    found.append(Sending(desk.address("quotes_source_add_article"), facts, [*facts, "publisher", "byline", "url"]))
    found += [
        Sending(reverse("admin:one_time_codes"), {button: "1"}, ["code", "password"])
        for button in ("start", "confirm", "renew", "turn_off", "cancel")
    ]
    review = reverse("admin:quotes_source_review", args=[draft.source.pk])
    seen = {"quotation": draft.ref, "seen_version": draft.version, "seen_source": draft.source.version}
    decided = {"words": "The bridge is safe", "kind": "direct", "speaker": "Ana Ruiz", "language": "en", "claim": "It."}
    for do in REVIEW_ACTIONS:
        names = OF_DECISIONS if do in ("accept", "adjust") else OF_REVIEWS
        found.append(Sending(review, {"do": do, **seen, **decided, "position": "asserts", "reason": "Why."}, names))
    found.append(Sending(review, seen, ["do"]))
    return [*found, Sending(desk.address("quotes_source_review"), {"do": "read"}, ["quotation", "seen_source"])]


OF_REVIEWS = [
    *("quotation", "seen_version", "seen_source", "seen", "reason", "at", "second", "following", "seen_following"),
    *("words", "spans", "starts-0"),
]
OF_DECISIONS = [
    *("quotation", "seen_version", "seen_source", "words", "spans", "starts-0", "kind", "speaker", "speaker_kind"),
    *("which_speaker", "seen_speaker", "seen_name", "role", "organization", "which_organization", "attribution"),
    *("medium", "said", "language", "translated_from", "topic", "topics", "claim", "position", "reason"),
]


def errors_of_sending(client: Client, desk: Desk, every: int) -> list[str]:
    wrong, places = [], [(sending, name) for sending in sendings(desk) for name in sending.hostile]
    for place, (sending, name) in enumerate(places):
        for case in cases_for(place, every):
            body = sending.body(name, case.value)
            with transaction.atomic():
                form = "application/x-www-form-urlencoded"
                status = client.post(sending.address, body, content_type=form).status_code
                transaction.set_rollback(True)
            if status >= 500:
                wrong.append(f"{case.name}: {sending.address} {body[:200]} {status}")
    return wrong


def test_hostile_values_that_are_sent_are_no_error_of_ours(somebody: Client, desk: Desk) -> None:
    assert errors_of_sending(somebody, desk, EVERYDAY) == []


@pytest.mark.slow
def test_more_hostile_values_that_are_sent_are_no_error_of_ours(somebody: Client, desk: Desk) -> None:
    assert errors_of_sending(somebody, desk, OFTEN) == []


@pytest.mark.parametrize(
    "content", [b"", b"\0", b"\xff\xfe\0", b"PK\x03\x04", b"\xef\xbb\xbfslug,name\n\0,\0\n", b'"' * 999]
)
@pytest.mark.parametrize("name", ["a.csv", "\u202e.docx", "../../etc/passwd"])
def test_hostile_files_are_no_error_of_ours(content: bytes, name: str, somebody: Client, desk: Desk) -> None:
    for view in ("topic_import", "quotation_import", "source_add_article"):
        file = SimpleUploadedFile(name, content)
        assert somebody.post(desk.address(f"quotes_{view}"), {"file": file}).status_code < 500


@pytest.mark.parametrize("name", ["seen_version", "stances-0-seen_version"])
def test_the_form_of_a_new_record_that_claims_a_version_is_shown_again(name: str, somebody: Client, desk: Desk) -> None:
    rows = {"stances-TOTAL_FORMS": "1", "stances-INITIAL_FORMS": "1", "stances-0-id": desk.public["stance"].pk}
    assert somebody.post(add_url(Quotation), {**rows, name: "1"}).status_code == 200


# What stands in an address


def test_an_overtaken_form_whose_address_holds_its_key_in_another_way_is_shown_again(
    somebody: Client, desk: Desk
) -> None:
    topic = desk.drafts["topic"]
    address = change_url(topic).replace(f"/{topic.pk}/", f"/%20{topic.pk}/")
    response = somebody.post(address, {"seen_version": "0", "name": "Rivers"})
    assert response.status_code == 200
    assert "Rivers" in response.content.decode()


def test_hostile_keys_in_addresses_are_no_error_of_ours(somebody: Client, desk: Desk) -> None:
    assert errors_of_keys(somebody, desk, EVERYDAY) == []


@pytest.mark.slow
def test_more_hostile_keys_in_addresses_are_no_error_of_ours(somebody: Client, desk: Desk) -> None:
    assert errors_of_keys(somebody, desk, OFTEN) == []


def errors_of_keys(client: Client, desk: Desk, every: int) -> list[str]:
    wrong = []
    for place, name in enumerate(ADDRESSES):
        parts = desk.address(name).split("/")
        keys = [at for at, part in enumerate(parts) if part.isdigit() or part.count("-") == 4 or part == "csv"]
        for at in keys:
            for case in cases_for(place + at, every):
                address = "/".join([*parts[:at], case.value.replace("?", "%3F").replace("#", "%23"), *parts[at + 1 :]])
                for send in (client.get, client.post):
                    with transaction.atomic():
                        status = send(address).status_code
                        transaction.set_rollback(True)
                    if status >= 500:
                        wrong.append(f"{case.name}: {send.__name__} {address[:200]} {status}")
    return wrong
