"""What was refused is not lost: it is kept for its person, and a reason that was typed stays on its page."""

import pytest
from django.test import Client
from django.urls import reverse

from quotes.models import (
    Quotation,
    RefusedSave,
    Status,
    Topic,
)
from tests.admin.desk import (
    change_url,
    conflict,
    open_form,
    read_form,
    save,
    send,
)
from tests.factories import (
    make_quotation,
    make_topic,
)

pytestmark = pytest.mark.django_db


def test_a_refused_save_is_kept_for_its_person_until_they_save_it(editor: Client, other: Client) -> None:
    topic = make_topic(name="Bridges")
    mine = open_form(editor, topic)
    save(other, topic, slug="the-bridges")
    conflict(editor, topic, mine, name="Old bridges")  # and the tab is closed
    kept = RefusedSave.objects.get()
    page = reverse("admin:quotes_refusedsave_change", args=[kept.pk])
    assert "Old bridges" in editor.get(page).content.decode()
    assert "Bridges" in editor.get(reverse("admin:quotes_refusedsave_changelist")).content.decode()
    assert page in editor.get(change_url(topic)).content.decode()
    assert other.get(page).status_code == 302
    assert page not in other.get(change_url(topic)).content.decode()

    response = editor.post(change_url(topic), {"_take_up": kept.pk})
    assert Topic.objects.get().name == "Bridges"
    save(editor, topic, read_form(response, "topic_form"))
    assert (Topic.objects.get().name, Topic.objects.get().slug) == ("Old bridges", "the-bridges")
    assert not RefusedSave.objects.exists()


def test_another_save_of_the_same_record_leaves_what_a_closed_tab_held(editor: Client, other: Client) -> None:
    topic = make_topic()
    mine = open_form(editor, topic)
    save(other, topic, slug="the-bridges")
    conflict(editor, topic, mine, name="Old bridges")
    save(editor, topic, slug="bridges-again")
    assert RefusedSave.objects.get().posted["name"] == "Old bridges"


def test_taking_up_saves_nothing_before_it_was_looked_at(editor: Client, other: Client) -> None:
    topic = make_topic(name="Bridges")
    mine = open_form(editor, topic)
    save(other, topic)
    conflict(editor, topic, mine, name="Old bridges")
    kept = RefusedSave.objects.get()
    Topic.objects.filter(pk=topic.pk).update(version=mine["seen_version"])  # nobody overtook it any more
    response = editor.post(change_url(topic), {"_take_up": kept.pk})
    assert Topic.objects.get().name == "Bridges"
    save(editor, topic, read_form(response, "topic_form"))
    assert Topic.objects.get().name == "Old bridges"


def test_the_same_form_sent_twice_is_kept_once(editor: Client, other: Client) -> None:
    topic = make_topic()
    mine = open_form(editor, topic)
    save(other, topic)
    for _ in range(2):
        conflict(editor, topic, mine, name="Old bridges")
    assert RefusedSave.objects.count() == 1
    conflict(editor, topic, mine, name="New bridges")
    assert RefusedSave.objects.count() == 2


def test_a_refused_save_is_let_go_by_its_person_alone(editor: Client, other: Client) -> None:
    topic = make_topic()
    mine = open_form(editor, topic)
    save(other, topic)
    conflict(editor, topic, mine, name="Old bridges")
    kept = RefusedSave.objects.get()
    page = reverse("admin:quotes_refusedsave_change", args=[kept.pk])
    other.post(page, {"_dismiss": "Let it go"})
    assert other.post(change_url(topic), {"_take_up": kept.pk}).status_code == 404
    assert RefusedSave.objects.exists()
    editor.post(page, {"_dismiss": "Let it go"})
    assert not RefusedSave.objects.exists()


def test_what_is_kept_holds_no_token_and_whatever_characters_were_sent(editor: Client, other: Client) -> None:
    topic = make_topic()
    mine = open_form(editor, topic)
    save(other, topic)
    response = send(editor, topic, mine | {"csrfmiddlewaretoken": "secret"}, name="a\0b\ud800"[:3] + "é")
    assert response.status_code == 200
    kept = RefusedSave.objects.get()
    assert "csrfmiddlewaretoken" not in kept.posted
    assert kept.posted["name"] == "a\0bé"
    assert editor.get(reverse("admin:quotes_refusedsave_change", args=[kept.pk])).status_code == 200


# A reason that was typed


def withdraw_url(quotation: Quotation) -> str:
    return reverse("admin:quotes_quotation_withdraw", args=[quotation.pk])


def test_a_reason_for_a_record_that_was_changed_meanwhile_is_kept_on_the_form(editor: Client, other: Client) -> None:
    quotation = make_quotation()
    form = read_form(editor.get(withdraw_url(quotation)), "unnamed")
    save(other, quotation, attribution="the city engineer")
    response = editor.post(withdraw_url(quotation), form | {"reason": "Retracted."})
    text = response.content.decode()
    assert "was changed by somebody else" in text
    assert "attribution: (empty) → “the city engineer”" in text
    again = read_form(response, "unnamed")
    assert again["reason"] == "Retracted."
    assert editor.post(withdraw_url(quotation), again).status_code == 302
    assert Quotation.objects.get().status_reason == "Retracted."


def test_a_reason_for_a_record_that_was_withdrawn_meanwhile_is_shown(editor: Client, other: Client) -> None:
    quotation = make_quotation()
    form = read_form(editor.get(withdraw_url(quotation)), "unnamed")
    other.post(withdraw_url(quotation), form | {"reason": "Theirs."})
    response = editor.post(withdraw_url(quotation), form | {"reason": "Mine."})
    assert "Mine." in response.content.decode()
    assert "status: “Published” → “Withdrawn”" in response.content.decode()
    assert Quotation.objects.get().status_reason == "Theirs."


def test_a_reason_for_a_record_that_was_deleted_meanwhile_is_shown(editor: Client, other: Client) -> None:
    quotation = make_quotation(status=Status.DRAFT)
    address = reverse("admin:quotes_quotation_reject", args=[quotation.pk])
    form = read_form(editor.get(address), "unnamed")
    quotation.delete()
    response = editor.post(address, form | {"reason": "Not a quotation at all."})
    assert "Not a quotation at all." in response.content.decode()
    assert "Add it as a new" not in response.content.decode()
