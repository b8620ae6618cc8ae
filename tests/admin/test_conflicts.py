"""Two people at the same record: nothing is overwritten, and nobody is refused for their own changes."""

from typing import Any

import pytest
from django.contrib.admin import helpers
from django.db import IntegrityError, OperationalError
from django.test import Client
from django.urls import reverse

from quotes.models import (
    Affiliation,
    Alias,
    Claim,
    Conflict,
    Organization,
    Quotation,
    QuotationTopic,
    RefusedSave,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
)
from tests.admin.desk import (
    CHANGED,
    add_row,
    change_url,
    errors_of,
    list_url,
    messages_of,
    open_form,
    read_form,
    save,
    send,
)
from tests.factories import (
    make_affiliation,
    make_alias,
    make_assessment,
    make_claim,
    make_one_of_each,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)

pytestmark = pytest.mark.django_db

MAIN = [Organization, Speaker, Affiliation, Source, Topic, Quotation, Claim]


def shown(response: Any) -> dict[str, tuple[str, str]]:
    """Return what the conflict shows: by field, what is stored and what was posted."""
    assert CHANGED in errors_of(response), errors_of(response)
    assert CHANGED in response.content.decode()
    return {line.where: (line.stored, line.yours) for line in response.context["lines"]}


@pytest.mark.parametrize("model", MAIN, ids=lambda model: model.__name__)
def test_every_form_saves_untouched_as_often_as_it_is_opened(model: Any, editor: Client) -> None:
    record = make_one_of_each()[model]
    for _ in range(3):
        save(editor, record)


@pytest.mark.parametrize("model", MAIN, ids=lambda model: model.__name__)
def test_every_form_that_somebody_else_overtook_is_refused(model: Any, editor: Client) -> None:
    record = make_one_of_each()[model]
    form = open_form(editor, record)
    record.save()
    response = send(editor, record, form)
    assert shown(response) == {}
    assert "What you entered is what is stored now." in response.content.decode()


@pytest.mark.parametrize("model", [Topic, Quotation], ids=lambda model: model.__name__)
@pytest.mark.parametrize("version", ["", "0", "-1", "x", "99999999999999999999", None])
def test_a_form_without_the_version_that_was_seen_is_refused(version: str | None, model: Any, editor: Client) -> None:
    record = make_one_of_each()[model]
    form = open_form(editor, record)
    del form["seen_version"]
    response = send(editor, record, form | ({} if version is None else {"seen_version": version}))
    assert response.status_code == 200
    assert type(record).objects.get(pk=record.pk).version == record.version


def test_everything_at_once_and_again_is_no_conflict(editor: Client) -> None:
    quotation = make_quotation(words=["The bridge is safe", "But it is old"], topics=[make_topic(), make_topic()])
    make_stance(quotation=quotation)
    make_stance(quotation=quotation)
    for number in ("1", "2"):
        form = add_row(open_form(editor, quotation), "quotation_topics", topic=str(make_topic().pk))
        form = add_row(form, "stances", claim=str(make_claim().pk), position="denies", reason=f"New {number}.")
        save(
            editor,
            quotation,
            form,
            words="The bridge is safe" if number == "1" else "We were not asked\r\n\r\nferry",
            attribution=f"engineer {number}",
            stances__0__reason=f"Reason {number}.",
            stances__1__DELETE="on",
            quotation_topics__0__topic=str(make_topic().pk),
            quotation_topics__1__DELETE="on",
        )
    quotation.refresh_from_db()
    assert (quotation.attribution, quotation.text) == ("engineer 2", "We were not asked ferry")
    assert quotation.stances.count() == quotation.quotation_topics.count() == 2


def test_a_speaker_with_everything_at_once_and_again_is_no_conflict(editor: Client) -> None:
    speaker = make_speaker()
    make_alias(speaker=speaker)
    make_alias(speaker=speaker)
    role = make_affiliation(speaker=speaker)
    make_quotation(affiliation=role)
    for number in ("1", "2"):
        form = add_row(open_form(editor, speaker), "aliases", name=f"New {number}")
        form = add_row(form, "affiliations", role=f"role {number}", organization=str(make_organization().pk))
        save(
            editor,
            speaker,
            form,
            name=f"Ana {number}",
            aliases__0__name=f"A. {number}",
            aliases__1__DELETE="on",
            affiliations__0__role=f"first role {number}",
        )
    assert speaker.aliases.count() == 2
    assert speaker.affiliations.count() == 3


def test_a_claim_with_everything_at_once_and_again_is_no_conflict(editor: Client) -> None:
    claim = make_claim(topics=[make_topic()])
    make_stance(claim=claim)
    make_stance(claim=claim)
    make_assessment(claim=claim)
    for number in ("1", "2"):
        form = add_row(
            open_form(editor, claim), "stances", quotation=str(make_quotation().pk), position="denies", reason="R"
        )
        form = add_row(form, "claim_topics", topic=str(make_topic().pk))
        save(
            editor,
            claim,
            form,
            text=f"Claim {number}.",
            stances__0__reason=f"Reason {number}.",
            stances__1__DELETE="on",
            assessments__0__reasons=f"Reasons {number}.",
        )
    assert (claim.stances.count(), claim.claim_topics.count()) == (2, 3)


def test_a_conflict_shows_both_values_and_saves_neither_again(editor: Client, signed_in: Any) -> None:
    quotation = make_quotation(attribution="an engineer", kind="direct")
    other = make_speaker(name="Tom Byrne")
    mine = open_form(editor, quotation)
    save(signed_in("Administrators"), quotation, attribution="the city engineer", words="But it is old")
    response = send(editor, quotation, mine, attribution="chief engineer", speaker=str(other.pk), kind="partial")
    assert shown(response) == {
        "Attribution": ("the city engineer", "chief engineer"),
        "Speaker": (quotation.speaker.name, "Tom Byrne"),
        "Kind": ("Direct quotation", "Partial quotation"),
        "Words": ("But it is old", "The bridge is safe"),
    }
    stored = Quotation.objects.get()
    assert (stored.attribution, stored.text, stored.speaker) == (
        "the city engineer",
        "But it is old",
        quotation.speaker,
    )


def test_a_long_text_is_shown_around_the_difference(editor: Client) -> None:
    source = make_source(text="word " * 1000)
    mine = open_form(editor, source)
    source.text = "word " * 500 + "theirs " + "word " * 500
    source.save()
    response = send(editor, source, mine)
    assert list(shown(response)) == ["Text"]
    stored, yours = response.context["lines"][0].pieces
    assert [piece.text for piece in stored if piece.differs] == ["theirs "]
    assert sum(len(piece.text) for piece in stored) < 300
    assert not any(piece.differs for piece in yours)


def test_a_stance_changed_from_the_claim_makes_the_quotation_form_stale(editor: Client) -> None:
    stance = make_stance(reason="First.")
    mine = open_form(editor, stance.quotation)
    save(editor, stance.claim, stances__0__reason="Theirs.")
    response = send(editor, stance.quotation, mine, stances__0__reason="Mine.")
    assert shown(response) == {f"Stance “{stance.claim}”: Reason": ("Theirs.", "Mine.")}
    assert Stance.objects.get().reason == "Theirs."


def test_a_stance_changed_from_the_quotation_makes_the_claim_form_stale(editor: Client) -> None:
    stance = make_stance(reason="First.")
    mine = open_form(editor, stance.claim)
    save(editor, stance.quotation, stances__0__reason="Theirs.")
    lines = shown(send(editor, stance.claim, mine, text="Mine."))
    assert lines[f"Stance “{stance.quotation}”: Reason"] == ("Theirs.", "First.")
    assert Claim.objects.get().text == stance.claim.text


def test_a_row_added_elsewhere_makes_the_form_stale_and_is_shown(editor: Client) -> None:
    quotation, claim = make_quotation(), make_claim(text="It is safe.")
    mine = open_form(editor, quotation)
    save(
        editor,
        claim,
        add_row(open_form(editor, claim), "stances", quotation=str(quotation.pk), position="denies", reason="R"),
    )
    added = "Claim: It is safe.\nPosition: Denies\nReason: R"
    assert shown(send(editor, quotation, mine)) == {"Stance “It is safe.”": (added, "(not there)")}


def test_a_row_deleted_elsewhere_makes_the_form_stale_and_is_shown(editor: Client) -> None:
    stance = make_stance()
    mine = open_form(editor, stance.quotation)
    save(editor, stance.claim, stances__0__DELETE="on")
    response = send(editor, stance.quotation, mine)
    mine = f"Claim: {stance.claim}\nPosition: Asserts\nReason: {stance.reason}"
    assert shown(response)[f"Stance “{stance.claim}”"] == ("(deleted)", mine)
    assert not Stance.objects.exists()


def test_a_role_changed_alone_makes_the_speaker_form_stale(editor: Client) -> None:
    role = make_affiliation(role="minister")
    mine = open_form(editor, role.speaker)
    save(editor, role, role="president")
    assert shown(send(editor, role.speaker, mine, name="Ana"))["Role “president”: Role"] == ("president", "minister")
    assert Affiliation.objects.get().role == "president"


def test_a_record_deleted_elsewhere_is_not_brought_back(editor: Client) -> None:
    topic = make_topic()
    mine, pk = open_form(editor, topic), topic.pk
    topic.delete()
    response = editor.post(reverse("admin:quotes_topic_change", args=[pk]), mine)
    assert not Topic.objects.exists()
    assert "This topic was deleted" in response.content.decode()


def test_a_published_form_that_was_withdrawn_meanwhile_is_stale(editor: Client) -> None:
    quotation = make_quotation()
    mine = open_form(editor, quotation)
    editor.post(
        reverse("admin:quotes_quotation_withdraw", args=[quotation.pk]),
        {"reason": "Retracted.", "seen_version": quotation.version},
    )
    assert Quotation.objects.get().status == Status.WITHDRAWN
    assert CHANGED in errors_of(send(editor, quotation, mine))


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (Conflict(Topic(name="Bridges")), "The topic “Bridges” was changed by somebody else after you opened it."),
        (OperationalError("deadlock detected"), "The database was busy with somebody else’s change."),
        (IntegrityError("topic_once_for_each_quotation"), "This quotation has that topic already."),
        (IntegrityError("something else"), "This contradicts something that somebody else just saved."),
    ],
)
def test_what_the_database_refuses_is_said_on_the_form(
    failure: Exception, message: str, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    quotation, topic = make_quotation(), make_topic()

    def fail(*args: Any, **options: Any) -> None:
        raise failure

    monkeypatch.setattr(QuotationTopic, "save", fail)
    form = add_row(open_form(editor, quotation), "quotation_topics", topic=str(topic.pk))
    response = send(editor, quotation, form, attribution="never saved")
    assert response.status_code == 200
    assert message in errors_of(response)[0]
    assert Quotation.objects.get().attribution == ""
    assert 'value="never saved"' in response.content.decode()


@pytest.mark.parametrize("keeps", [True, False])
@pytest.mark.parametrize("is_new", [True, False])
def test_a_database_that_gives_no_lock_however_often_loses_nothing_of_the_form(
    keeps: bool, is_new: bool, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise OperationalError("database is locked")

    topic = make_topic(name="Bridges")
    form = {"name": "", "slug": ""} if is_new else open_form(editor, topic)
    monkeypatch.setattr(Topic, "save" if is_new else "lock_sources", fail)
    if not keeps:
        monkeypatch.setattr(RefusedSave, "save", fail)
    page = reverse("admin:quotes_topic_add") if is_new else change_url(topic)
    response = editor.post(page, form | {"name": "Old bridges", "why": "They are."})
    assert errors_of(response) == [
        "The database was busy with somebody else’s change. Nothing was saved. Try again.",
    ]
    again = read_form(response, "topic_form")
    assert again["name"] == "Old bridges"
    assert is_new or again["why"] == "They are."
    assert RefusedSave.objects.exists() is (keeps and not is_new)
    monkeypatch.undo()
    assert editor.post(page, again).status_code == 302
    assert Topic.objects.filter(name="Old bridges").count() == 1


def test_a_refusal_beside_a_change_of_somebody_else_shows_both(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    topic = make_topic(name="Bridges")
    form, keep = open_form(editor, topic), RefusedSave.save

    def fail(*args: Any, **options: Any) -> None:
        raise OperationalError("deadlock detected")

    def meanwhile(kept: RefusedSave) -> None:
        monkeypatch.undo()
        Topic.objects.get().save()
        keep(kept)

    monkeypatch.setattr(Topic, "lock_sources", fail)
    monkeypatch.setattr(RefusedSave, "save", meanwhile)
    response = send(editor, topic, form, name="Old bridges")
    assert CHANGED in errors_of(response)
    assert read_form(response, "topic_form")["name"] == "Old bridges"


def test_a_verb_for_which_the_database_is_too_busy_keeps_its_reason(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise OperationalError("database is locked")

    quotation = make_quotation()
    monkeypatch.setattr(Quotation, "lock", fail)
    posted = {"reason": "Retracted.", "seen_version": quotation.version}
    response = editor.post(reverse("admin:quotes_quotation_withdraw", args=[quotation.pk]), posted)
    assert response.status_code == 200
    assert "The database was busy" in response.context["form"].errors["reason"][0]
    assert "Retracted." in response.text


def test_two_equal_roles_at_once_are_refused_by_their_rule(editor: Client) -> None:
    speaker = make_speaker()
    form = add_row(open_form(editor, speaker), "affiliations", role="minister")
    response = send(editor, speaker, add_row(form, "affiliations", role="minister"))
    assert errors_of(response)[0].startswith("This speaker has that role already, since the same date.")
    assert not Affiliation.objects.exists()


# Deleting


def delete_url(record: Any) -> str:
    return reverse(f"admin:quotes_{record._meta.model_name}_delete", args=[record.pk])


def test_a_record_is_deleted_as_it_was_seen(editor: Client) -> None:
    quotation = make_quotation(status=Status.DRAFT, topics=[make_topic()])
    make_stance(quotation=quotation)
    page = editor.get(delete_url(quotation))
    assert f'name="seen_version" value="{quotation.version}"' in page.content.decode()
    editor.post(delete_url(quotation), {"post": "yes", "seen_version": quotation.version})
    assert not Quotation.objects.exists()


def test_a_record_changed_since_the_confirmation_was_shown_is_not_deleted(editor: Client) -> None:
    topic = make_topic(name="Bridges")
    topic.save()
    response = editor.post(delete_url(topic), {"post": "yes", "seen_version": "1"}, follow=True)
    assert "The topic “Bridges” was changed by somebody else" in messages_of(response)[0]
    assert Topic.objects.exists()


def act(client: Client, model: Any, action: str, records: list[Any], **data: Any) -> Any:
    """Do a list action to records as the list shows them now; `seen` stands for a list that was opened before."""
    form = {"action": action, helpers.ACTION_CHECKBOX_NAME: [record.pk for record in records], "index": "0"}
    seen = {"seen": [f"{record.pk}.{model.objects.get(pk=record.pk).version}" for record in records]}
    return client.post(list_url(model), form | seen | data, follow=True)


def test_records_of_a_list_are_deleted_after_confirmation(editor: Client) -> None:
    topics = [make_topic(), make_topic()]
    page = act(editor, Topic, "delete_selected", topics)
    assert "Yes, delete them" in page.content.decode()
    assert Topic.objects.count() == 2
    act(editor, Topic, "delete_selected", topics, post="yes")
    assert not Topic.objects.exists()


def test_a_list_in_which_one_record_changed_deletes_none(editor: Client) -> None:
    topics = [make_topic(), make_topic(name="Bridges")]
    seen = [f"{topic.pk}.{topic.version}" for topic in topics]
    topics[1].save()
    response = act(editor, Topic, "delete_selected", topics, post="yes", seen=seen)
    assert "The topic “Bridges” was changed by somebody else" in messages_of(response)[0]
    assert Topic.objects.count() == 2


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.WITHDRAWN])
def test_what_was_public_is_not_deleted(status: Status, signed_in: Any) -> None:
    quotation, client = make_quotation(status=status), signed_in("Administrators")
    assert b"deletelink" not in client.get(change_url(quotation)).content
    assert client.post(delete_url(quotation), {"post": "yes", "seen_version": quotation.version}).status_code == 403
    for data in ({}, {"post": "yes"}):
        response = act(client, Quotation, "delete_selected", [quotation, make_quotation(status=Status.DRAFT)], **data)
        assert "was published: withdraw it instead." in response.content.decode()
    assert Quotation.objects.filter(pk=quotation.pk).exists()


def test_what_others_need_is_not_deleted_and_they_are_named(editor: Client) -> None:
    quotation = make_quotation(status=Status.DRAFT)
    for response in (
        editor.get(delete_url(quotation.speaker)),
        editor.post(delete_url(quotation.speaker), {"post": "yes", "seen_version": quotation.speaker.version}),
        act(editor, Speaker, "delete_selected", [quotation.speaker], post="yes"),
    ):
        assert response.status_code == 200
        assert quotation.ref in response.content.decode()
    assert Speaker.objects.filter(pk=quotation.speaker_id).exists()


def test_a_contributor_deletes_nothing_but_rows_of_drafts(contributor: Client) -> None:
    quotation = make_quotation(status=Status.DRAFT, topics=[make_topic()])
    assert contributor.get(delete_url(quotation)).status_code == 403
    save(contributor, quotation, quotation_topics__0__DELETE="on")
    assert not quotation.quotation_topics.exists()


def test_a_new_other_name_is_kept_beside_a_rename(editor: Client) -> None:
    speaker = make_speaker(name="Ana Ruiz", slug="ana-ruiz")
    save(editor, speaker, add_row(open_form(editor, speaker), "aliases", name="Mrs. Ruiz"), slug="ana-maria-ruiz")
    assert Alias.objects.get().speaker.slug == "ana-maria-ruiz"
