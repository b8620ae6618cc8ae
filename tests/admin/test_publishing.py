"""Submitting, publishing, withdrawing and rejecting at the desk: buttons, pages that ask for a reason, list actions."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from quotes.admin import publishing
from quotes.editing import submit
from quotes.models import Claim, Quotation, Status
from tests.admin.desk import add_row, change_url, errors_of, list_url, messages_of, open_form, save, send
from tests.admin.test_conflicts import act
from tests.factories import make_affiliation, make_claim, make_quotation, make_source, make_speaker
from tests.members import GROUPS, STRANGER, make_member

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]
MAKERS = {Quotation: make_quotation, Claim: make_claim}
each_model = pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)


def buttons(client: Client, record: Any) -> set[str]:
    context = client.get(change_url(record)).context
    return {name for name, _ in context["buttons"]} | {address.split("/")[-2] for address, _ in context["reason_links"]}


@each_model
@pytest.mark.parametrize(
    ("group", "status", "offered"),
    [
        ("Contributors", Status.DRAFT, {"_submit"}),
        ("Contributors", Status.SUBMITTED, set()),
        ("Contributors", Status.PUBLISHED, set()),
        ("Contributors", Status.REJECTED, set()),
        ("Editors", Status.DRAFT, {"_submit", "_publish", "reject"}),
        ("Editors", Status.SUBMITTED, {"_publish", "_reopen", "reject"}),
        ("Editors", Status.PUBLISHED, {"withdraw"}),
        ("Editors", Status.WITHDRAWN, {"_publish"}),
        ("Editors", Status.REJECTED, {"_reopen"}),
    ],
)
def test_the_form_offers_what_the_person_may_do_now(
    group: str, status: Status, offered: set[str], model: Any, signed_in: SignedIn
) -> None:
    assert buttons(signed_in(group), MAKERS[model](status=status)) == offered


@each_model
def test_a_button_saves_and_moves_in_one_go(model: Any, editor: Client) -> None:
    record = MAKERS[model](status=Status.DRAFT)
    field = "attribution" if model is Quotation else "text"
    save(editor, record, _publish="Publish", **{field: "as edited"})
    stored = model.objects.get()
    assert (stored.status, getattr(stored, field)) == (Status.PUBLISHED, "as edited")
    assert stored.history.first().history_change_reason == "Published"
    assert "Published." in [entry.get_change_message() for entry in LogEntry.objects.all()]


def test_a_new_quotation_can_be_published_straight_away(editor: Client) -> None:
    form = open_form(editor, Quotation) | {"source": str(make_source().pk), "speaker": str(make_speaker().pk)}
    save(editor, Quotation, form, words="The bridge is safe", _publish="Publish")
    assert Quotation.objects.get().is_published


def test_a_button_that_is_refused_saves_nothing_and_says_why(editor: Client) -> None:
    quotation = make_quotation(speaker=None, status=Status.DRAFT, attribution="an engineer")
    response = send(editor, quotation, open_form(editor, quotation), attribution="as edited", _publish="Publish")
    assert errors_of(response) == ["It has no speaker. Choose one first."]
    assert 'value="as edited"' in response.content.decode()
    stored = Quotation.objects.get()
    assert (stored.status, stored.attribution) == (Status.DRAFT, "an engineer")


def test_a_quotation_without_speaker_and_words_is_not_published_when_it_is_added(editor: Client) -> None:
    form = open_form(editor, Quotation) | {"source": str(make_source().pk)}
    response = send(editor, Quotation, form, _publish="Publish")
    assert errors_of(response) == ["It has no speaker. Choose one first."]
    assert not Quotation.objects.exists()


def test_a_contributor_who_sends_the_button_anyway_is_forbidden(contributor: Client) -> None:
    quotation = make_quotation(status=Status.DRAFT)
    response = send(contributor, quotation, open_form(contributor, quotation), attribution="x", _publish="Publish")
    assert response.status_code == 403
    stored = Quotation.objects.get()
    assert (stored.status, stored.attribution) == (Status.DRAFT, "")


def test_a_contributor_changes_and_submits_a_draft(contributor: Client) -> None:
    quotation = make_quotation(status=Status.DRAFT)
    save(contributor, quotation, words="But it is old", _submit="Submit")
    stored = Quotation.objects.get()
    assert (stored.status, stored.text) == (Status.SUBMITTED, "But it is old")
    assert stored.history.first().history_user.username == "contributors"
    save(contributor, quotation, words="We were not asked")
    assert Quotation.objects.get().text == "We were not asked"


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.WITHDRAWN, Status.REJECTED])
def test_a_contributor_changes_nothing_else(status: Status, contributor: Client, editor: Client) -> None:
    quotation = make_quotation(status=status)
    form = open_form(editor, quotation)
    assert send(contributor, quotation, form, words="But it is old").status_code == 403
    assert Quotation.objects.get().text == "The bridge is safe"


def test_a_contributor_gives_no_new_role_to_a_speaker_whom_readers_see(contributor: Client) -> None:
    quotation = make_quotation()
    hidden = make_affiliation()
    response = send(contributor, hidden, open_form(contributor, hidden), speaker=str(quotation.speaker_id))
    assert errors_of(response) == ["Readers would see this at once, so an editor has to do it."]
    hidden.refresh_from_db()
    assert hidden.speaker_id != quotation.speaker_id


def test_a_contributor_adds_a_stance_of_a_draft_on_a_published_claim(contributor: Client) -> None:
    quotation, claim = make_quotation(status=Status.DRAFT), make_claim()
    form = add_row(open_form(contributor, quotation), "stances", claim=str(claim.pk), position="denies", reason="R")
    save(contributor, quotation, form)
    assert quotation.stances.get().claim == claim


# The pages that ask for a reason


def reason_url(record: Any, verb: str) -> str:
    return reverse(f"admin:quotes_{record._meta.model_name}_{verb}", args=[record.pk])


@each_model
@pytest.mark.parametrize("group", [*GROUPS, STRANGER])
@pytest.mark.parametrize("verb", ["withdraw", "reject"])
def test_a_reason_is_asked_of_those_who_may(verb: str, group: str, model: Any, signed_in: SignedIn) -> None:
    record = MAKERS[model](status=Status.PUBLISHED if verb == "withdraw" else Status.SUBMITTED)
    client, url = signed_in(group), reason_url(record, verb)
    data = {"reason": "It was retracted.", "seen_version": record.version}
    if group in ("Editors", "Administrators"):
        assert client.get(url).status_code == 200
        assert client.post(url, data).status_code == 302
        assert model.objects.get().status_reason == "It was retracted."
    else:
        assert client.get(url).status_code == client.post(url, data).status_code == 403
        assert model.objects.get().status == record.status


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("", "This field is required."),
        ("  \r\n", "This field is required."),
        ("a\u202eb", "which cannot be kept"),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_a_reason_that_cannot_be_kept_is_asked_again(reason: str, message: str, editor: Client) -> None:
    quotation = make_quotation()
    response = editor.post(reason_url(quotation, "withdraw"), {"reason": reason, "seen_version": quotation.version})
    assert message in str(response.context["form"].errors)
    assert message in response.content.decode()
    assert Quotation.objects.get().is_published


@pytest.mark.parametrize("version", ["", "0", "1", "x"])
def test_what_changed_since_the_reason_was_asked_is_not_moved(version: str, editor: Client) -> None:
    quotation = make_quotation()
    editor.post(reason_url(quotation, "withdraw"), {"reason": "Retracted.", "seen_version": version})
    assert Quotation.objects.get().is_published


def test_a_withdrawal_that_somebody_overtook_says_so(editor: Client) -> None:
    quotation = make_quotation()
    seen = quotation.version
    quotation.save()
    response = editor.post(
        reason_url(quotation, "withdraw"), {"reason": "Retracted.", "seen_version": seen}, follow=True
    )
    assert "Nothing was done." in response.content.decode()
    assert "Retracted." in response.content.decode()
    assert Quotation.objects.get().is_published


def test_what_is_not_published_is_not_withdrawn(editor: Client) -> None:
    quotation = make_quotation(status=Status.DRAFT)
    response = editor.get(reason_url(quotation, "withdraw"), follow=True)
    assert messages_of(response) == ["It is draft, so it cannot be withdrawn."]


def test_the_reason_page_of_nothing_leads_away(editor: Client) -> None:
    for key in ("0", "x", "9" * 30):
        assert editor.get(reverse("admin:quotes_quotation_withdraw", args=[key])).status_code == 302


def test_a_get_moves_nothing(editor: Client) -> None:
    quotation = make_quotation()
    editor.get(reason_url(quotation, "withdraw"), {"reason": "Retracted.", "seen_version": quotation.version})
    editor.get(change_url(quotation), {"_withdraw": "1"})
    assert Quotation.objects.get().is_published


def test_a_post_from_elsewhere_moves_nothing() -> None:
    quotation, client = make_quotation(), Client(enforce_csrf_checks=True)
    client.force_login(make_member("Editors"), backend="django.contrib.auth.backends.ModelBackend")
    data = {"reason": "Retracted.", "seen_version": quotation.version}
    assert client.post(reason_url(quotation, "withdraw"), data).status_code == 403
    assert act(client, Quotation, "publish_selected", [quotation]).status_code == 403


# List actions


def actions(client: Client, model: Any) -> set[str]:
    form = client.get(list_url(model)).context["action_form"]
    return {name for name, _ in form.fields["action"].choices if name} if form else set()


@pytest.mark.parametrize(
    ("group", "offered"),
    [
        ("Contributors", {"submit_selected"}),
        (
            "Editors",
            {
                "delete_selected",
                "submit_selected",
                "publish_selected",
                "reopen_selected",
                "withdraw_selected",
                "reject_selected",
            },
        ),
    ],
)
def test_the_list_offers_what_the_person_may_do(group: str, offered: set[str], signed_in: SignedIn) -> None:
    make_quotation()
    make_claim()
    assert actions(signed_in(group), Quotation) == offered
    assert actions(signed_in(group), Claim) == offered


def test_a_list_action_does_what_it_can_and_reports_the_rest(editor: Client) -> None:
    good = [make_quotation(status=Status.DRAFT), make_quotation(status=Status.SUBMITTED)]
    speechless = make_quotation(status=Status.DRAFT, speaker=None)
    rejected = make_quotation(status=Status.REJECTED)
    response = act(editor, Quotation, "publish_selected", [*good, speechless, rejected])
    assert Quotation.objects.published().count() == 2
    assert sorted(messages_of(response)) == sorted(
        [
            "Published: 2 quotations.",
            f"Not published: {speechless}: It has no speaker. Choose one first.",
            f"Not published: {rejected}: It is rejected, so it cannot be published.",
        ]
    )


def test_a_list_action_leaves_what_changed_since_the_list_was_opened(editor: Client) -> None:
    quotation = make_quotation(status=Status.DRAFT)
    seen = [f"{quotation.pk}.{quotation.version}"]
    save(editor, quotation, words="But it is old")
    response = act(editor, Quotation, "publish_selected", [quotation], seen=seen)
    assert "was changed by somebody else after you opened it" in messages_of(response)[-1]
    assert not Quotation.objects.get().is_published


def test_list_actions_are_named_as_sentences(editor: Client) -> None:
    make_quotation()
    page = editor.get(list_url(Quotation)).text
    assert "Publish selected quotations<" in page
    assert "Return selected quotations to draft<" in page


def test_the_list_carries_the_versions_that_it_shows(editor: Client) -> None:
    quotation = make_quotation()
    assert f'name="seen" value="{quotation.pk}.{quotation.version}"' in editor.get(list_url(Quotation)).content.decode()


def test_a_list_action_that_needs_a_reason_asks_for_it_once(editor: Client) -> None:
    quotations = [make_quotation(), make_quotation()]
    page = act(editor, Quotation, "withdraw_selected", quotations)
    assert "Withdraw quotations" in page.content.decode()
    assert Quotation.objects.published().count() == 2
    hidden = {name: [] for name, _ in page.context["hidden"]}
    for name, value in page.context["hidden"]:
        hidden[name].append(value)
    response = editor.post(list_url(Quotation), {**hidden, "reason": "The paper\r\nretracted it."}, follow=True)
    assert messages_of(response) == ["Withdrawn: 2 quotations."]
    assert set(Quotation.objects.values_list("status_reason", flat=True)) == {"The paper\nretracted it."}


def test_a_list_action_without_a_reason_asks_again(editor: Client) -> None:
    quotation = make_quotation()
    page = act(editor, Quotation, "withdraw_selected", [quotation], reason=" ")
    assert "This field is required." in page.content.decode()
    assert Quotation.objects.get().is_published


def test_a_contributor_who_sends_an_action_anyway_does_nothing(contributor: Client) -> None:
    quotation = make_quotation(status=Status.DRAFT)
    act(contributor, Quotation, "publish_selected", [quotation])
    act(contributor, Quotation, "delete_selected", [quotation], post="yes")
    assert Quotation.objects.get().status == Status.DRAFT


def test_a_contributor_submits_from_the_list_and_is_told_what_is_not_theirs(contributor: Client) -> None:
    draft, published = make_quotation(status=Status.DRAFT), make_quotation()
    response = act(contributor, Quotation, "submit_selected", [draft, published])
    assert messages_of(response)[0] == "Submitted: 1 quotation."
    assert messages_of(response)[1].startswith(f"Not submitted: {published}: ")


def test_many_refusals_are_summed_up(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "LISTED", 2)
    quotations = [make_quotation(status=Status.REJECTED) for _ in range(5)]
    response = act(editor, Quotation, "publish_selected", quotations)
    assert len(messages_of(response)) == 3
    assert messages_of(response)[-1] == "3 more were not published."


def test_a_submitted_quotation_can_be_found_by_its_status(editor: Client) -> None:
    quotation = make_quotation(status=Status.DRAFT)
    make_quotation()
    submit(quotation, by=make_member("Contributors"))
    response = editor.get(list_url(Quotation), {"status__exact": "submitted"})
    assert [row.pk for row in response.context["cl"].result_list] == [quotation.pk]


def test_what_somebody_may_not_do_is_said_on_a_page_with_a_way_back(contributor: Client) -> None:
    quotation = make_quotation(status=Status.PUBLISHED)
    response = contributor.get(reverse("admin:quotes_quotation_withdraw", args=[quotation.pk]))
    assert response.status_code == 403
    assert "Your account <mark>may not</mark> do this" in response.text
    assert f'href="{reverse("admin:index")}"' in response.text
