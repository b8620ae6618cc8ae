"""Who may what at the desk: every address, list action and verb, for each group, a stranger and nobody."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from quotes import editing
from quotes.models import RefusedSave
from tests.members import GROUPS, STRANGER, make_member

from .permissions import ACTIONS, ADDRESSES, NO_VERBS, NOBODY, ROLES, VERBS, Case, Desk, admin_names, make_desk

pytestmark = pytest.mark.django_db


def client_of(role: str) -> Client:
    client = Client()
    if role != NOBODY:
        client.force_login(make_member(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def user_of(role: str) -> Any:
    return AnonymousUser() if role == NOBODY else make_member(role)


def outcome(response: HttpResponse) -> str:
    """Return the sign of the table for an answer."""
    status = response.status_code
    if status == 302:
        return ">" if "/login/" in response["Location"] else "0"
    return {200: "+", 403: "-", 404: "0", 405: "0"}.get(status, str(status))


# Addresses


def test_every_address_of_the_admin_has_its_line_in_the_table() -> None:
    """A new address fails here: add its line to ADDRESSES in tests/admin/permissions.py."""
    assert admin_names() == {name.removesuffix("_draft") for name in ADDRESSES}


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
    for name, (_, sending) in ADDRESSES.items():
        with transaction.atomic():
            answer = outcome(client_of(role).post(desk.address(name), {}))
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
    assert RefusedSave.objects.exists()


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
@pytest.mark.parametrize("model", ["quotation", "claim"])
def test_an_action_that_is_not_offered_does_nothing_when_it_is_sent(model: str, role: str) -> None:
    desk = make_desk()
    record = desk.drafts[model]
    for action, who in ACTIONS[model].items():
        if role in GROUPS and who.split()[GROUPS.index(role)] == "+":
            continue
        data = {"action": action, "_selected_action": [record.pk], "index": "0", "post": "yes", "reason": "Why."}
        client_of(role).post(desk.address(f"quotes_{model}_changelist"), data)
        assert type(record).objects.get(pk=record.pk).status == record.status


# Verbs


def test_every_verb_has_its_line_in_the_table() -> None:
    """A new verb fails here: add its line to VERBS in tests/admin/permissions.py."""
    assert set(editing.__all__) - NO_VERBS == set(VERBS)
    assert {verb.name for verb in editing.VERBS} <= set(VERBS)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("case", [case for cases in VERBS.values() for case in cases], ids=lambda case: case.allowed)
def test_every_verb_is_open_to_those_of_the_table_alone(case: Case, role: str) -> None:
    record, user = case.make(), user_of(role)
    before = type(record).objects.get(pk=record.pk).status
    if case.allowed.split()[ROLES.index(role)] == "+":
        case.do(record, user)
        return
    with pytest.raises(PermissionDenied):
        case.do(record, user)
    assert type(record).objects.get(pk=record.pk).status == before
