"""Who may what at the desk: every address, list action and verb, for each group, a stranger and nobody."""

from contextlib import nullcontext
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from quotes import editing
from quotes.admin.review.actions import ACTIONS as REVIEW_ACTIONS
from quotes.models import ImportFile, RefusedSave, Status
from tests.factories import make_candidate, make_quotation, make_source
from tests.members import GROUPS, STRANGER, make_member

from .permissions import (
    ACTIONS,
    ADDRESSES,
    NO_VERBS,
    NOBODY,
    REVIEW,
    ROLES,
    VERBS,
    Case,
    Desk,
    admin_names,
    functions_done_by_somebody,
    make_desk,
)

pytestmark = pytest.mark.django_db


def client_of(role: str) -> Client:
    client = Client()
    if role != NOBODY:
        client.force_login(make_member(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def user_of(role: str) -> Any:
    return AnonymousUser() if role == NOBODY else make_member(role)


def outcome(response: HttpResponse) -> str:
    """Return the sign of the table for an answer. Whoever sends a form of the record too late logs in where it is."""
    status = response.status_code
    if status == 403 and "admin/login.html" in [template.name for template in response.templates]:
        return ">"
    if status == 302:
        return ">" if "/login/" in response["Location"] else "0"
    return {200: "+", 403: "-", 404: "0", 405: "0"}.get(status, str(status))


# Addresses


def test_every_address_of_the_admin_has_its_line_in_the_table() -> None:
    """A new address fails here: add its line to ADDRESSES in tests/admin/permissions.py."""
    assert admin_names() == {name.removesuffix("_draft").removesuffix("_found") for name in ADDRESSES}


@pytest.mark.parametrize("role", ROLES)
def test_every_address_opens_to_those_of_the_table_alone(role: str) -> None:
    desk, place, wrong = make_desk(), ROLES.index(role), {}
    client = client_of(role)
    for name, (opening, _) in ADDRESSES.items():
        answer = outcome(client.get(parameters(name, desk.address(name))))
        if answer != opening.split()[place]:
            wrong[name] = answer
    assert wrong == {}


@pytest.mark.parametrize("role", ROLES)
def test_every_address_is_sent_to_by_those_of_the_table_alone(role: str) -> None:
    desk, place, wrong = make_desk(), ROLES.index(role), {}
    client = client_of(role)
    cookies = client.cookies.output()
    for name, (_, sending) in ADDRESSES.items():
        client.cookies.load(cookies.replace("Set-Cookie: ", ""))
        with transaction.atomic():
            answer = outcome(client.post(desk.address(name), desk.sent(name)))
            transaction.set_rollback(True)
        if answer != sending.split()[place]:
            wrong[name] = answer
    assert wrong == {}


def parameters(name: str, address: str) -> str:
    of_speaker = "?app_label=quotes&model_name=quotation&field_name=speaker&term=a"
    return address + of_speaker if name == "autocomplete" else address


@pytest.mark.parametrize("role", [STRANGER, *GROUPS])
def test_nobody_sees_what_another_person_could_not_save(role: str) -> None:
    desk: Desk = make_desk()
    kept = RefusedSave.objects.create(
        user=desk.public["user"] if role != "Editors" else make_member("Administrators"),
        kind="topic",
        key=desk.public["topic"].pk,
        label="Bridges",
        entered='{"name": ["secret"]}',
    )
    client = client_of(role)
    for view in ("change", "delete", "history"):
        address = f"/admin/quotes/refusedsave/{kept.pk}/{view}/"
        for response in (client.get(address), client.post(address, {"_dismiss": "1", "post": "yes"})):
            assert outcome(response) in ("0", "-")
    assert "Bridges" not in client.get("/admin/quotes/refusedsave/").content.decode()
    assert RefusedSave.objects.filter(pk=kept.pk).exists()


@pytest.mark.parametrize("role", [role for role in ROLES if role != "Editors"])
def test_nobody_sees_or_starts_a_table_that_another_person_uploaded(role: str) -> None:
    desk, client = make_desk(), client_of(role)
    kept = list(ImportFile.objects.order_by("pk").values())
    for model, file in desk.tables.items():
        for view in ("imported", "refused"):
            address = reverse(f"admin:quotes_{model._meta.model_name}_{view}", args=[file.token])
            for response in (client.get(address), client.post(address, {"what": "check"})):
                assert outcome(response) in ("0", "-", ">")
    assert list(ImportFile.objects.order_by("pk").values()) == kept


# Actions of lists


def test_every_list_has_its_actions_in_the_table() -> None:
    assert {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "quotes"} == set(
        ACTIONS
    )


@pytest.mark.parametrize("group", GROUPS)
def test_every_action_is_offered_to_those_of_the_table_alone(group: str) -> None:
    """A new action fails here: add its line to ACTIONS in tests/admin/permissions.py."""
    request = RequestFactory().get("/admin/")
    request.user, place = make_member(group), GROUPS.index(group)
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label == "quotes":
            allowed = ACTIONS[model._meta.model_name]
            offered = {name for name, who in allowed.items() if who.split()[place] == "+"}
            assert set(model_admin.get_actions(request)) == offered, model


@pytest.mark.parametrize("role", ROLES)
def test_an_action_that_is_not_offered_does_nothing_when_it_is_sent(role: str) -> None:
    desk, client = make_desk(), client_of(role)
    records = desk.public | desk.drafts
    before = everything()
    for model, actions in ACTIONS.items():
        for action, who in actions.items():
            if role in GROUPS and who.split()[GROUPS.index(role)] == "+":
                continue
            selected = [records[model].pk, desk.public[model].pk]
            data = {"action": action, "_selected_action": selected, "index": "0", "post": "yes", "reason": "Why."}
            client.post(desk.address(f"quotes_{model}_changelist"), data)
            assert everything() == before, (model, action)


def everything() -> list[Any]:
    """Return every row of the record and of what is decided about it, revisions too."""
    models = sorted(apps.get_app_config("quotes").get_models(), key=lambda model: model.__name__)
    return [(model.__name__, list(model._base_manager.order_by("pk").values_list())) for model in models]


# Buttons of a review


def test_every_button_of_a_review_has_its_line_in_the_table() -> None:
    """A new button fails here: add its line to REVIEW in tests/admin/permissions.py."""
    assert set(REVIEW) == set(REVIEW_ACTIONS)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PUBLISHED])
@pytest.mark.parametrize("role", ROLES)
def test_every_button_of_a_review_is_open_to_those_of_the_table_alone(role: str, status: Status) -> None:
    source = make_source()
    first = make_candidate(quotation=make_quotation(source=source, status=status)).quotation
    following = make_quotation(source=source, words="But it is old", speaker=None, status=Status.DRAFT)
    submitted = make_quotation(source=source, words="We were not asked", status=Status.SUBMITTED)
    client, wrong, before = client_of(role), {}, everything()
    for first_or_source in (first, source):
        first_or_source.refresh_from_db()
    for do, lines in REVIEW.items():
        data = {
            "do": do,
            "quotation": first.ref,
            "seen_version": first.version,
            "seen_source": source.version,
            "words": "two years" if do == "add" else "The bridge",
            "kind": "direct",
            "speaker": "Ana Ruiz",
            "language": "en",
            "reason": "Why.",
            "second": "is safe",
            "following": following.ref,
            "seen_following": following.version,
            "seen": [f"{each.ref}.{each.version}" for each in (first if do == "reject together" else submitted,)],
        }
        with transaction.atomic():
            answer = outcome(client.post(reverse("admin:quotes_source_review", args=[source.pk]), data))
            if answer in ("0", "+"):
                answer = "0" if everything() == before else "+"
            else:
                assert everything() == before, do
            transaction.set_rollback(True)
        expected = ["-" if role == STRANGER else ">"] if role not in GROUPS else []
        line = lines[status == Status.PUBLISHED].split()
        if answer != (expected or [line[GROUPS.index(role)]])[0]:
            wrong[do] = answer
    assert wrong == {}


# Verbs


def test_every_verb_has_its_line_in_the_table() -> None:
    """A new verb fails here: add its line to VERBS in tests/admin/permissions.py."""
    assert functions_done_by_somebody() | {verb.name for verb in editing.VERBS} == set(VERBS)
    assert set(editing.__all__) - NO_VERBS <= set(VERBS)


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{verb} {case}") for verb, cases in VERBS.items() for case in cases]
)
def test_every_verb_is_open_to_those_of_the_table_alone(case: Case) -> None:
    users = {role: user_of(role) for role in ROLES}
    for role, sign in zip(ROLES, case.allowed.split(), strict=True):
        with transaction.atomic():
            record, before = case.make(), everything()
            with {"+": nullcontext(), "0": pytest.raises(ValidationError), "-": pytest.raises(PermissionDenied)}[sign]:
                case.do(record, users[role])
            assert (everything() != before) is (sign == "+"), role
            transaction.set_rollback(True)
