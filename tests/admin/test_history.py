"""The history of a record on the desk: what it tells, and how a revision, or what was deleted, is brought back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quotes.models import (
    Affiliation,
    Alias,
    Claim,
    Organization,
    Quotation,
    QuotationTopic,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
)
from quotes.text.anchors import find_one
from tests.admin.desk import add_row, change_url, list_url, messages_of, open_form, read_form, save, send
from tests.editing.dumps import dump
from tests.factories import (
    SOURCE_TEXT,
    make_affiliation,
    make_alias,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)
from tests.members import GROUPS, STRANGER

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
MAIN = [Organization, Speaker, Affiliation, Source, Topic, Quotation, Claim]


def page_url(record: Any, name: str, *more: Any) -> str:
    return reverse(f"admin:quotes_{record._meta.model_name}_{name}", args=[record.pk, *more])


def deleted_url(model: Any) -> str:
    return reverse(f"admin:quotes_{model._meta.model_name}_deleted")


def stored(record: Any) -> Any:
    return type(record)._base_manager.get(pk=record.pk)


def last(record: Any) -> Any:
    return type(record).history.filter(id=record.pk).order_by("history_id").last()


def entries(client: Client, record: Any) -> list[Any]:
    response = client.get(page_url(record, "history"))
    assert response.status_code == 200
    return response.context["entries"]


def told(entry: Any) -> list[str]:
    """Return what an entry of the history says, with what was removed and added in brackets."""
    signs = {"kept": "{}", "removed": "[-{}-]", "added": "[+{}+]", "left-out": "<{}>"}
    found = []
    for line in entry.lines:
        fields = [
            f"{field.label}: " + "".join(signs[run.kind].format(run.text) for run in field.runs)
            for field in line.fields
        ]
        found.append(" | ".join([f"{line.what} {line.summary}".strip(), *fields]))
    return found


# What the history tells


def test_the_history_tells_a_change_word_by_word_with_who_and_why(editor: Client) -> None:
    speaker = make_speaker(name="Ana Ruiz", note="She builds bridges.")
    save(editor, speaker, note="She built bridges.", why="She left the office.")
    newest, first = entries(editor, speaker)
    assert told(newest) == ["Changed | Note: She [-builds -][+built +]bridges."]
    assert newest.reasons == ["She left the office."]
    assert newest.revision.history_user.username == "editors"
    assert told(first)[0].startswith("Added Ana Ruiz")


def test_the_changes_of_parts_stand_with_the_records_own(editor: Client) -> None:
    quotation = make_quotation(status=Status.DRAFT)
    topic, claim = make_topic(name="Bridges"), make_claim(status=Status.DRAFT, text="The bridge is safe.")
    form = add_row(open_form(editor, quotation), "quotation_topics", topic=topic.pk)
    form = add_row(form, "stances", claim=claim.pk, position="asserts", reason="In these words.")
    save(editor, quotation, form, attribution="an engineer", why="Read again.")
    save(editor, quotation, stances__0__position="denies")
    save(editor, quotation, quotation_topics__0__DELETE="on")
    removed, changed, added, *_ = entries(editor, quotation)
    assert told(removed) == ["Topic removed Bridges"]
    assert "Position: [-Asserts-][+Denies+]" in told(changed)[-1]
    assert told(added) == [
        "Changed | Attribution: [+an engineer+]",
        "Topic added Bridges",
        "Stance added The bridge is safe. · Asserts · In these words.",
    ]
    assert Stance.history.last().history_change_reason == "Read again."


def test_one_save_is_one_entry_and_words_are_told_without_their_offsets(editor: Client) -> None:
    quotation = make_quotation(words="The bridge is safe", status=Status.DRAFT)
    save(editor, quotation, words="The bridge is safe\n\nBut it is old", _submit="1")
    found = entries(editor, quotation)
    assert len(found) == 2
    assert told(found[0]) == ["Changed | Status: [-Draft-][+Submitted+] | Words: The bridge is safe[+ But it is old+]"]


def test_a_stance_edited_from_the_claim_stands_in_the_history_of_both(editor: Client) -> None:
    stance = make_stance(claim=make_claim(status=Status.DRAFT), quotation=make_quotation(status=Status.DRAFT))
    save(editor, stance.claim, stances__0__position="questions")
    for record in (stance.claim, stance.quotation):
        assert "Position: [-Asserts-][+Questions+]" in told(entries(editor, record)[0])[-1]


def test_a_record_that_is_gone_keeps_its_name_in_the_history(editor: Client) -> None:
    quotation = make_quotation(status=Status.DRAFT, speaker=make_speaker(name="Ana Ruiz"))
    save(editor, quotation, speaker=make_speaker(name="Tom Byrne").pk)
    Speaker.objects.get(name="Ana Ruiz").delete()
    assert "Speaker: [-Ana Ruiz (deleted)-][+Tom Byrne+]" in told(entries(editor, quotation)[0])[0]


def test_a_role_that_left_stands_in_the_history_of_both_speakers(editor: Client) -> None:
    first, second = make_speaker(), make_speaker()
    role = make_affiliation(speaker=first, role="mayor")
    role.speaker = second
    role.save()
    assert told(entries(editor, first)[0]) == ["Role removed mayor"]
    assert told(entries(editor, second)[0]) == ["Role added mayor"]


def test_changes_are_told_not_by_colour_alone(editor: Client) -> None:
    speaker = make_speaker(note="She builds bridges.")
    save(editor, speaker, note="She built bridges.")
    page = editor.get(page_url(speaker, "history")).content.decode()
    assert '<del><span class="visually-hidden">[removed: </span>builds <span' in page
    assert '<ins><span class="visually-hidden">[added: </span>built <span' in page


def test_a_long_history_comes_in_pages_at_the_same_cost(editor: Client) -> None:
    costs = []
    for count in (2, 20, 70):
        quotation = make_quotation(status=Status.DRAFT)
        for number in range(count):
            QuotationTopic(quotation=stored(quotation), topic=make_topic()).save()
            quotation = stored(quotation)
            quotation.speaker, quotation.attribution = make_speaker(), f"engineer {number}"
            quotation.save()
        costs.append(cost(editor, page_url(quotation, "history")))
    assert costs == [15, 15, 14]  # on its first page, the third does not name its source
    response = editor.get(page_url(quotation, "history"), {"p": "2"})
    assert len(response.context["entries"]) == 50
    assert "engineer" in response.content.decode()


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# A revision, and its way back


def test_a_revision_shows_what_was_there_what_it_did_and_what_restoring_changes(editor: Client) -> None:
    quotation = make_quotation(
        status=Status.DRAFT, words="But it is old", attribution="engineer", topics=[make_topic()]
    )
    first = last(QuotationTopic.objects.get())
    save(editor, quotation, words="We were not asked", quotation_topics__0__DELETE="on")
    page = editor.get(page_url(quotation, "simple_history", f"quotationtopic-{first.pk}"))
    assert [line.what for line in page.context["did"]] == ["Topic added"]
    assert {part["label"]: part["values"] for part in page.context["parts"]} == {
        "Passages": ["But it is old"],
        "Topics": [first.topic.name],
    }
    would = [line.what for line in page.context["would"]]
    assert would == ["Changed", "Topic added"]
    assert "Restore this revision" in page.content.decode()


def test_the_page_says_that_what_is_published_stays_so(editor: Client) -> None:
    quotation = make_quotation(attribution="engineer")
    draft = quotation.history.earliest()
    save(editor, quotation, attribution="mayor")
    page = editor.get(page_url(quotation, "simple_history", draft.pk))
    assert [field.label for line in page.context["would"] for field in line.fields] == ["Attribution"]
    assert "What was published stays so, and nothing is published by this." in page.content.decode()


def restore(client: Client, record: Any, version: Any, **data: Any) -> Any:
    """Press the button of a revision's page as a browser without JavaScript does."""
    page = client.get(page_url(record, "simple_history", version))
    form = read_form(page, "restore_form")
    return client.post(page_url(record, "restore", version), form | data, follow=True)


def test_a_revision_is_restored_by_its_button_with_a_reason(editor: Client) -> None:
    quotation = make_quotation(status=Status.DRAFT, attribution="engineer", topics=[make_topic()])
    quotation = stored(quotation)
    before, version = dump(quotation), f"quotationtopic-{last(QuotationTopic.objects.get()).pk}"
    save(editor, quotation, attribution="mayor", quotation_topics__0__DELETE="on")
    response = restore(editor, quotation, version, why="She is no mayor.")
    assert messages_of(response)[-1] == f"Restored: {quotation}"
    assert dump(stored(quotation)) == before
    assert last(quotation).history_change_reason.endswith("UTC: She is no mayor.")
    assert last(quotation).history_user.username == "editors"
    assert LogEntry.objects.first().change_message == "Restored: She is no mayor."
    assert told(entries(editor, quotation)[0])[0] == "Changed | Attribution: [-mayor-][+engineer+]"


def test_what_is_as_it_was_has_no_button(editor: Client) -> None:
    topic = make_topic()
    page = editor.get(page_url(topic, "simple_history", last(topic).pk)).content.decode()
    assert "This is how it is now." in page
    assert "restore_form" not in page


def test_a_change_made_since_the_revision_was_opened_is_a_conflict(editor: Client) -> None:
    topic = make_topic(name="Bridges")
    first, seen = last(topic), topic.version
    save(editor, topic, name="Old bridges")
    posted = {"seen_version": seen, "why": "Its “old” name."}
    response = editor.post(page_url(topic, "restore", first.pk), posted)
    assert "was changed by somebody else" in messages_of(response)[-1]
    assert stored(topic).name == "Old bridges"
    again = read_form(response, "restore_form")
    assert again["why"] == "Its “old” name.", "the reason is not lost"
    editor.post(page_url(topic, "restore", first.pk), again)
    assert stored(topic).name == "Bridges"


@pytest.mark.parametrize("seen", ["", "x", "9" * 30, "\0"])
def test_a_restoration_that_saw_no_version_is_a_conflict(seen: str, editor: Client) -> None:
    topic = make_topic(name="Bridges")
    first = last(topic)
    save(editor, topic, name="Old bridges")
    response = editor.post(page_url(topic, "restore", first.pk), {"seen_version": seen}, follow=True)
    assert "was changed by somebody else" in messages_of(response)[-1]


def test_a_refusal_is_a_sentence_and_changes_nothing(editor: Client) -> None:
    source = make_source()
    quotation = make_quotation(status=Status.DRAFT, source=source, words="We were not asked")
    first = last(quotation)
    quotation.anchor([find_one(SOURCE_TEXT, "The bridge is safe")])
    save(editor, stored(source), text=SOURCE_TEXT.replace("We were not asked", "We were never asked"))
    before = dump(stored(quotation))
    response = restore(editor, quotation, first.pk, why="As it was.")
    assert read_form(response, "restore_form")["why"] == "As it was."
    assert "was edited since. “We were not asked” is not in the source" in messages_of(response)[-1]
    assert dump(stored(quotation)) == before


@pytest.mark.parametrize("address", ["simple_history", "restore"])
@pytest.mark.parametrize("version", ["0", "x", "9" * 30, "stance-1", "stance-x", "alias-1", "-1", "quotation-1"])
def test_a_revision_of_something_else_is_not_found(address: str, version: str, editor: Client) -> None:
    stance, quotation = make_stance(), make_quotation()
    assert stance.history.get().pk
    url = page_url(quotation, address, version)
    response = editor.get(url) if address == "simple_history" else editor.post(url)
    assert response.status_code == 404


def test_a_revision_is_restored_by_post_alone(editor: Client) -> None:
    topic = make_topic()
    assert editor.get(page_url(topic, "restore", last(topic).pk)).status_code == 405


@pytest.mark.parametrize("group", [*GROUPS, STRANGER])
def test_each_group_restores_what_it_may_change(group: str, signed_in: SignedIn) -> None:
    client = signed_in(group)
    for status in (Status.DRAFT, Status.PUBLISHED):
        quotation = make_quotation(status=status, attribution="engineer")
        first = last(quotation)
        quotation.attribution = "mayor"
        quotation.save()
        may = group in ("Editors", "Administrators") or (group == "Contributors" and status == Status.DRAFT)
        page = client.get(page_url(quotation, "simple_history", first.pk))
        assert page.status_code == (403 if group == STRANGER else 200)
        assert (b"restore_form" in page.content) == may
        response = client.post(page_url(quotation, "restore", first.pk), {"seen_version": quotation.version})
        assert response.status_code == (302 if may else 403)
        assert stored(quotation).attribution == ("engineer" if may else "mayor")


# What was deleted


@pytest.mark.parametrize("model", MAIN, ids=lambda model: model.__name__)
def test_each_list_leads_to_what_was_deleted(model: Any, contributor: Client) -> None:
    assert deleted_url(model).encode() in contributor.get(list_url(model)).content
    assert contributor.get(deleted_url(model)).status_code == 200


def delete(client: Client, record: Any) -> None:
    record = stored(record)
    response = client.post(page_url(record, "delete"), {"post": "yes", "seen_version": record.version})
    assert response.status_code == 302


def test_a_deleted_draft_is_brought_back_from_the_list_of_what_was_deleted(editor: Client) -> None:
    quotation = make_quotation(status=Status.DRAFT, topics=[make_topic()])
    make_stance(quotation=quotation)
    quotation = stored(quotation)
    before, ref = dump(quotation), quotation.ref
    delete(editor, quotation)
    page = editor.get(deleted_url(Quotation))
    (row,) = page.context["rows"]
    assert ref in row["name"]
    assert row["revision"].history_user.username == "editors"
    address = page_url(quotation, "restore", row["revision"].pk)
    assert f'action="{address}"' in page.content.decode()
    response = editor.post(address, follow=True)
    assert messages_of(response)[-1] == f"Brought back: {quotation}"
    assert dump(stored(quotation)) == before
    assert editor.get(deleted_url(Quotation)).context["rows"] == []
    assert told(entries(editor, quotation)[0])[0].startswith("Added")


def test_the_page_of_a_deletion_has_the_button_too(editor: Client) -> None:
    topic = make_topic(name="Bridges")
    delete(editor, topic)
    assert "It was deleted." in editor.get(page_url(topic, "history")).content.decode()
    page = editor.get(page_url(topic, "simple_history", last(topic).pk))
    assert "Bring it back" in page.content.decode()
    response = restore(editor, topic, last(topic).pk, why="By mistake.")
    assert messages_of(response)[-1] == "Brought back: Bridges"
    assert last(topic).history_change_reason == "Brought back: By mistake."


def test_an_older_revision_of_what_was_deleted_says_what_to_do(editor: Client) -> None:
    topic = make_topic(name="Bridges")
    first = last(topic)
    delete(editor, topic)
    assert b"restore_form" not in editor.get(page_url(topic, "simple_history", first.pk)).content
    response = editor.post(page_url(topic, "restore", first.pk), {"seen_version": "1"}, follow=True)
    assert "Bring it back first." in messages_of(response)[-1]


def test_a_taken_address_is_told(editor: Client) -> None:
    topic = make_topic(name="Bridges", slug="bridges")
    delete(editor, topic)
    make_topic(name="Others", slug="bridges")
    response = restore(editor, topic, last(topic).pk, why="By mistake.")
    assert read_form(response, "restore_form")["why"] == "By mistake."
    assert messages_of(response)[-1] == "Its address “bridges” belongs to “Others” now. Change that one first."


def test_a_part_is_brought_back_by_the_page_of_its_deletion(editor: Client) -> None:
    alias = make_alias(name="Mrs. Ruiz")
    speaker = alias.speaker
    save(editor, stored(speaker), aliases__0__DELETE="on")
    response = restore(editor, alias, last(alias).pk)
    assert messages_of(response)[-1] == "Brought back: Mrs. Ruiz"
    assert (Alias.objects.get().pk, Alias.objects.get().name) == (alias.pk, "Mrs. Ruiz")


@pytest.mark.parametrize("group", [*GROUPS, STRANGER])
def test_each_group_brings_back_what_it_may_delete(group: str, signed_in: SignedIn) -> None:
    client, may = signed_in(group), group in ("Editors", "Administrators")
    topic = make_topic()
    topic.delete()
    topic.pk = Topic.history.get(history_type="-").id
    page = client.get(deleted_url(Topic))
    assert page.status_code == (403 if group == STRANGER else 200)
    assert (b"Bring back " in page.content) == may
    response = client.post(page_url(topic, "restore", last(topic).pk))
    assert response.status_code == (302 if may else 403)
    assert Topic.objects.exists() == may


def test_the_list_of_what_was_deleted_costs_the_same_for_many(editor: Client) -> None:
    costs: dict[Any, list[int]] = {model: [] for model in MAIN}
    for count in (1, 8):
        for _ in range(count):
            for make in (make_organization, make_speaker, make_affiliation, make_source, make_topic):
                make().delete()
            make_quotation(status=Status.DRAFT).delete()
            make_claim(status=Status.DRAFT).delete()
        for model in MAIN:
            costs[model].append(cost(editor, deleted_url(model)))
    assert all(first == second for first, second in costs.values()), costs


# Why


def test_why_is_no_change_by_itself_and_is_kept_when_a_form_is_refused(editor: Client) -> None:
    topic = make_topic(name="Bridges")
    response = send(editor, topic, open_form(editor, topic), name="", why="For “order” & more")
    assert response.status_code == 200
    assert 'value="For “order” &amp; more"' in response.content.decode()


@pytest.mark.parametrize("why", ["a\0b", "a\u202eb", "ab\r\n"])
def test_characters_that_cannot_be_kept_are_left_out_of_why(why: str, editor: Client) -> None:
    topic = make_topic(name="Bridges")
    save(editor, topic, name="Old bridges", why=why)
    assert last(topic).history_change_reason == "ab"


def test_a_reader_of_a_record_is_not_asked_why(contributor: Client) -> None:
    assert b'name="why"' not in contributor.get(change_url(make_quotation())).content
    assert b'name="why"' in contributor.get(change_url(make_quotation(status=Status.DRAFT))).content
