"""The second save: both versions side by side, combined in a form that saves with one press."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from quotes.models import (
    Affiliation,
    Alias,
    Assessment,
    Claim,
    Quotation,
    QuotationTopic,
    RefusedSave,
    Source,
    Stance,
    Status,
)
from tests.admin.desk import (
    CHANGED,
    add_row,
    add_url,
    change_url,
    conflict,
    errors_of,
    messages_of,
    open_form,
    read_form,
    save,
    send,
)
from tests.factories import (
    SOURCE_TEXT,
    make_affiliation,
    make_alias,
    make_assessment,
    make_claim,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)

pytestmark = pytest.mark.django_db


def lines(response: HttpResponse) -> dict[str, Any]:
    return {line.where: line for line in response.context["lines"]}


# Fields


def test_what_only_one_of_both_changed_is_combined_and_saved_with_one_press(editor: Client, other: Client) -> None:
    quotation = make_quotation(attribution="an engineer", medium="speech")
    mine = open_form(editor, quotation)
    save(other, quotation, attribution="the city engineer", translated_from="ru")
    combined = conflict(editor, quotation, mine, medium="statement", said="2024-05")
    assert (combined["attribution"], combined["medium"]) == ("the city engineer", "statement")
    save(editor, quotation, combined)
    stored = Quotation.objects.get()
    assert (stored.attribution, stored.translated_from) == ("the city engineer", "ru")
    assert (stored.medium, stored.said) == ("statement", "2024-05")


def test_a_choice_that_nobody_made_is_empty_and_nobodys(editor: Client, other: Client) -> None:
    quotation = make_quotation(medium="")
    mine = open_form(editor, quotation)
    save(other, quotation, attribution="the city engineer")
    response = send(editor, quotation, mine, medium="statement")
    line = lines(response)["Medium"]
    assert (line.stored, line.yours, line.only_mine) == ("", "Written statement", True)
    assert response.text.count("administrators, ") == 1, "beside the attribution alone"


def test_what_both_changed_is_shown_and_mine_is_in_the_form_and_theirs_in_the_history(
    editor: Client, other: Client
) -> None:
    quotation = make_quotation(attribution="an engineer")
    mine = open_form(editor, quotation)
    save(other, quotation, attribution="the city engineer")
    response = send(editor, quotation, mine, attribution="chief engineer")
    line = lines(response)["Attribution"]
    assert (line.stored, line.yours, line.both, line.chosen) == ("the city engineer", "chief engineer", True, "mine")
    assert "administrators, " in line.by
    save(editor, quotation, read_form(response, "quotation_form"))
    history = [(one.attribution, one.history_user.username) for one in quotation.history.all()[:2]]
    assert history == [("chief engineer", "editors"), ("the city engineer", "administrators")]


@pytest.mark.parametrize(("choice", "kept"), [("theirs", "the city engineer"), ("mine", "chief engineer")])
def test_a_choice_counts_without_a_script(choice: str, kept: str, editor: Client, other: Client) -> None:
    quotation = make_quotation(attribution="an engineer")
    mine = open_form(editor, quotation)
    save(other, quotation, attribution="the city engineer")
    combined = conflict(editor, quotation, mine, attribution="chief engineer")
    save(editor, quotation, combined | {"choice-attribution": choice})
    assert Quotation.objects.get().attribution == kept


def test_a_change_of_theirs_is_taken_back_by_choosing_mine(editor: Client, other: Client) -> None:
    quotation = make_quotation(attribution="an engineer")
    mine = open_form(editor, quotation)
    save(other, quotation, attribution="the city engineer")
    combined = conflict(editor, quotation, mine, said="2024-05")
    assert combined["attribution"] == "the city engineer"
    save(editor, quotation, combined | {"choice-attribution": "mine"})
    assert Quotation.objects.get().attribution == "an engineer"


def test_what_is_typed_counts_more_than_a_choice(editor: Client, other: Client) -> None:
    quotation = make_quotation(attribution="an engineer")
    mine = open_form(editor, quotation)
    save(other, quotation, attribution="the city engineer")
    combined = conflict(editor, quotation, mine, attribution="chief engineer")
    save(
        editor,
        quotation,
        combined | {"choice-attribution": "theirs", "attribution": "chief engineer of the city"},
    )
    assert Quotation.objects.get().attribution == "chief engineer of the city"


def test_a_third_version_is_a_conflict_again(editor: Client, other: Client) -> None:
    quotation = make_quotation(attribution="one")
    mine = open_form(editor, quotation)
    save(other, quotation, attribution="two")
    combined = conflict(editor, quotation, mine, attribution="mine")
    save(other, quotation, attribution="three")
    response = send(editor, quotation, combined)
    assert (lines(response)["Attribution"].stored, lines(response)["Attribution"].yours) == ("three", "mine")
    assert Quotation.objects.get().attribution == "three"
    save(editor, quotation, read_form(response, "quotation_form"))
    assert Quotation.objects.get().attribution == "mine"
    assert not RefusedSave.objects.exists()


def test_what_cannot_be_valid_is_shown_too(editor: Client, other: Client) -> None:
    quotation = make_quotation()
    mine = open_form(editor, quotation)
    save(other, quotation, attribution="theirs")
    response = send(editor, quotation, mine, said="last tuesday", speaker="no key", kind="song")
    shown = {where: line.yours for where, line in lines(response).items()}
    assert (shown["Said"], shown["Speaker"], shown["Kind"]) == ("last tuesday", "no key", "song")
    assert read_form(response, "quotation_form")["said"] == "last tuesday"


def test_a_mistake_in_the_combined_form_keeps_the_choices_in_sight(editor: Client, other: Client) -> None:
    quotation = make_quotation(attribution="an engineer")
    mine = open_form(editor, quotation)
    save(other, quotation, attribution="theirs")
    combined = conflict(editor, quotation, mine, attribution="mine")
    response = send(editor, quotation, combined | {"choice-attribution": "theirs", "said": "last tuesday"})
    assert errors_of(response)
    assert CHANGED not in errors_of(response)
    assert lines(response)["Attribution"].chosen == "theirs"
    form = read_form(response, "quotation_form")
    assert form["attribution"] == "theirs"
    save(editor, quotation, form | {"said": ""})
    assert Quotation.objects.get().attribution == "theirs"


def test_the_base_is_the_newest_revision_at_the_version_seen_though_rows_count_it_up(
    editor: Client, other: Client
) -> None:
    quotation = make_quotation(attribution="an engineer")
    make_stance(quotation=quotation)
    make_stance(quotation=quotation)
    mine = open_form(editor, quotation)
    assert int(mine["seen_version"]) > quotation.history.first().version
    save(other, quotation, medium="speech")
    response = send(editor, quotation, mine, attribution="mine")
    assert {where: line.chosen for where, line in lines(response).items()} == {
        "Attribution": "mine",
        "Medium": "theirs",
    }


# Words


def test_words_that_only_they_changed_are_kept_beside_my_fields(editor: Client, other: Client) -> None:
    quotation = make_quotation()
    mine = open_form(editor, quotation)
    save(other, quotation, words="But it is old")
    save(editor, quotation, conflict(editor, quotation, mine, attribution="mine"))
    stored = Quotation.objects.get()
    assert (stored.text, stored.attribution) == ("But it is old", "mine")


def test_words_that_only_i_changed_are_kept_beside_their_fields(editor: Client, other: Client) -> None:
    quotation = make_quotation(words=["The bridge is safe", "But it is old"])
    mine = open_form(editor, quotation)
    save(other, quotation, attribution="theirs")
    save(editor, quotation, conflict(editor, quotation, mine, words="We were not asked"))
    stored = Quotation.objects.get()
    assert (stored.text, stored.attribution) == ("We were not asked", "theirs")


def test_words_that_both_changed_are_shown_word_by_word_and_either_is_chosen(editor: Client, other: Client) -> None:
    quotation = make_quotation(words="it is old")
    mine = open_form(editor, quotation)
    save(other, quotation, words="But it is old, and it will not")
    response = send(editor, quotation, mine, words="it is old, and it will not stay safe")
    stored, yours = lines(response)["Words"].pieces
    assert [piece.text for piece in stored if piece.differs] == ["But "]
    assert [piece.text for piece in yours if piece.differs] == [" stay safe"]
    form = read_form(response, "quotation_form")
    save(editor, quotation, form | {"choice-words": "theirs"})
    assert Quotation.objects.get().text == "But it is old, and it will not"


def test_passages_moved_by_their_offsets_are_words_in_the_combined_form(editor: Client, other: Client) -> None:
    quotation = make_quotation()
    start = SOURCE_TEXT.index("We were not asked")
    mine = open_form(editor, quotation)
    save(other, quotation, attribution="theirs")
    moved = {"passages-0-start": str(start), "passages-0-end": str(start + len("We were not asked"))}
    save(editor, quotation, conflict(editor, quotation, mine | moved))
    stored = Quotation.objects.get()
    assert (stored.text, stored.attribution) == ("We were not asked", "theirs")


def test_offsets_that_are_no_passage_are_shown(editor: Client, other: Client) -> None:
    quotation = make_quotation()
    mine = open_form(editor, quotation)
    save(other, quotation, attribution="theirs")
    response = send(editor, quotation, mine | {"passages-0-start": "9", "passages-0-end": "x"})
    assert lines(response)["Passages, by their characters"].yours == "9–x"


def test_the_place_of_words_that_stand_twice_is_not_forgotten(editor: Client, other: Client) -> None:
    source = make_source(text="“No,” she said. “No,” he said.")
    quotation = make_quotation(source=source, words="she said")
    mine = open_form(editor, quotation)
    save(other, quotation, attribution="theirs")
    second = source.text.rindex("No")
    save(editor, quotation, conflict(editor, quotation, mine, words="No", starts=str(second)))
    assert Quotation.objects.get().passages.get().start == second


# Rows


def test_rows_that_both_added_changed_and_deleted_are_combined(editor: Client, other: Client) -> None:
    speaker = make_speaker()
    names = [make_alias(speaker=speaker, name=f"Name {letter}") for letter in "ABCD"]
    mine = open_form(editor, speaker)
    theirs = add_row(open_form(other, speaker), "aliases", name="Theirs")
    save(other, speaker, theirs, aliases__0__name="Name A of theirs", aliases__1__DELETE="on")
    mine = add_row(mine, "aliases", name="Mine")
    combined = conflict(editor, speaker, mine, aliases__2__name="Name C of mine", aliases__3__DELETE="on")
    save(editor, speaker, combined)
    assert {alias.name for alias in Alias.objects.all()} == {"Name A of theirs", "Name C of mine", "Theirs", "Mine"}
    assert {alias.pk for alias in Alias.objects.all()} >= {names[0].pk, names[2].pk}


def test_a_row_that_both_changed_is_decided_field_by_field(editor: Client, other: Client) -> None:
    stance = make_stance(reason="First.", position="asserts")
    mine = open_form(editor, stance.quotation)
    save(other, stance.claim, stances__0__reason="Theirs.", stances__0__position="denies")
    combined = conflict(editor, stance.quotation, mine, stances__0__reason="Mine.")
    save(editor, stance.quotation, combined)
    stored = Stance.objects.get()
    assert (stored.reason, stored.position) == ("Mine.", "denies")
    assert [one.reason for one in stored.history.all()] == ["Mine.", "Theirs.", "First."]


def test_a_row_that_they_deleted_and_i_left_alone_stays_deleted_unless_i_add_it_again(
    editor: Client, other: Client
) -> None:
    stance = make_stance(reason="First.")
    mine = open_form(editor, stance.quotation)
    save(other, stance.claim, stances__0__DELETE="on")
    response = send(editor, stance.quotation, mine)
    line = next(iter(lines(response).values()))
    assert (line.stored, line.chosen) == ("(deleted)", "theirs")
    form = read_form(response, "quotation_form")
    again = send(editor, stance.quotation, form | {f"choice-{line.name}": "mine", "said": "never"})
    assert len(errors_of(again)) == 1
    save(editor, stance.quotation, read_form(again, "quotation_form") | {"said": ""})
    assert Stance.objects.get().reason == "First."


def test_a_row_that_they_deleted_and_i_changed_is_a_new_row_unless_i_leave_it_deleted(
    editor: Client, other: Client
) -> None:
    speaker = make_speaker()
    make_alias(speaker=speaker, name="First")
    mine = open_form(editor, speaker)
    save(other, speaker, aliases__0__DELETE="on")
    mine = add_row(mine, "aliases", name="Added")
    response = send(editor, speaker, mine, aliases__0__name="Changed")
    line = lines(response)["Alias “Changed”"]
    assert line.chosen == "mine"
    form = read_form(response, "speaker_form")
    send(editor, speaker, form | {f"choice-{line.name}": "theirs"})
    assert [alias.name for alias in Alias.objects.all()] == ["Added"]


def test_a_row_that_they_deleted_and_i_changed_is_saved_as_a_new_row(editor: Client, other: Client) -> None:
    stance = make_stance(reason="First.")
    mine = open_form(editor, stance.quotation)
    save(other, stance.claim, stances__0__DELETE="on")
    save(editor, stance.quotation, conflict(editor, stance.quotation, mine, stances__0__reason="Mine."))
    assert Stance.objects.get().reason == "Mine."


def test_a_row_that_i_deleted_and_they_changed_stays_unless_i_delete_it_again(editor: Client, other: Client) -> None:
    stance = make_stance(reason="First.")
    mine = open_form(editor, stance.quotation)
    save(other, stance.claim, stances__0__reason="Theirs.")
    response = send(editor, stance.quotation, mine, stances__0__DELETE="on")
    line = lines(response)[f"Stance “{stance.claim}”"]
    assert (line.yours, line.chosen, line.both) == ("(deleted)", "theirs", True)
    form = read_form(response, "quotation_form")
    assert "stances-0-DELETE" not in form
    save(editor, stance.quotation, form | {f"choice-{line.name}": "mine"})
    assert not Stance.objects.exists()


@pytest.mark.parametrize("reason", ["The same.", "Mine."])
def test_a_row_that_both_added_is_one_row(reason: str, editor: Client, other: Client) -> None:
    quotation, claim = make_quotation(), make_claim()
    row = {"claim": str(claim.pk), "position": "denies"}
    mine = add_row(open_form(editor, quotation), "stances", **row, reason=reason)
    save(other, quotation, add_row(open_form(other, quotation), "stances", **row, reason="The same."))
    save(editor, quotation, conflict(editor, quotation, mine))
    assert Stance.objects.get().reason == reason


def test_rows_of_every_form_are_combined(editor: Client, other: Client) -> None:
    role, assessment = make_affiliation(role="minister"), make_assessment()
    mine = open_form(editor, role.speaker)
    save(other, role, role="president")
    save(editor, role.speaker, conflict(editor, role.speaker, mine, affiliations__0__since="2019"))
    assert [(one.role, one.since) for one in Affiliation.objects.all()] == [("president", "2019")]
    mine = open_form(editor, assessment.claim)
    save(other, assessment.claim, assessments__0__reasons="Theirs.", text="Another claim.")
    form = add_row(mine, "claim_topics", topic=str(make_topic().pk))
    save(editor, assessment.claim, conflict(editor, assessment.claim, form, assessments__0__verdict="supported"))
    stored = Assessment.objects.get()
    assert (stored.reasons, stored.verdict, stored.claim.text) == ("Theirs.", "supported", "Another claim.")
    assert stored.claim.claim_topics.count() == 1


def test_rows_deleted_by_two_people_are_no_question(editor: Client, other: Client) -> None:
    quotation = make_quotation(topics=[make_topic(), make_topic()])
    mine = open_form(editor, quotation)
    save(other, quotation, quotation_topics__0__DELETE="on")
    save(editor, quotation, conflict(editor, quotation, mine, quotation_topics__0__DELETE="on", attribution="mine"))
    assert QuotationTopic.objects.count() == 1


def test_a_source_keeps_its_text_character_for_character(editor: Client, other: Client) -> None:
    source = make_source(text="  First line\n\nSecond line \n")
    mine = open_form(editor, source)
    save(other, source, byline="theirs")
    save(editor, source, conflict(editor, source, mine, title="Mine"))
    stored = Source.objects.get()
    assert (stored.text, stored.byline, stored.title) == ("  First line\n\nSecond line \n", "theirs", "Mine")


def test_a_claim_of_another_address_is_combined(editor: Client, other: Client) -> None:
    claim = make_claim(text="It is safe.")
    mine = open_form(editor, claim)
    save(other, claim, slug="another-address")
    save(editor, claim, conflict(editor, claim, mine, scope_note="Mine."))
    assert (Claim.objects.get().slug, Claim.objects.get().scope_note) == ("another-address", "Mine.")
    assert messages_of(editor.get(change_url(claim)))


# Edit and publish, edit and delete


def test_what_a_contributor_entered_while_an_editor_published_is_shown_and_kept(
    editor: Client, contributor: Client
) -> None:
    quotation = make_quotation(status=Status.DRAFT)
    mine = open_form(contributor, quotation)
    save(editor, quotation, _publish="Save and publish")
    response = send(contributor, quotation, mine, attribution="the city engineer")
    assert response.status_code == 403
    assert "the city engineer" in response.content.decode()
    assert "Take it up again" not in response.content.decode()
    kept = RefusedSave.objects.get()
    assert (kept.user.username, kept.kind, kept.key) == ("contributors", "quotation", quotation.pk)


def test_save_and_publish_over_an_edit_is_a_conflict_and_publishes_what_was_combined(
    editor: Client, other: Client
) -> None:
    quotation = make_quotation(status=Status.DRAFT)
    mine = open_form(editor, quotation)
    save(other, quotation, attribution="theirs")
    combined = conflict(editor, quotation, mine, said="2024-05", _publish="Save and publish")
    assert not Quotation.objects.get().is_published
    save(editor, quotation, combined, _publish="Save and publish")
    stored = Quotation.objects.get()
    assert (stored.is_published, stored.attribution, stored.said) == (True, "theirs", "2024-05")


def test_what_was_entered_for_a_record_that_was_deleted_is_shown_and_added_as_a_new_one(
    editor: Client, other: Client
) -> None:
    quotation = make_quotation(status=Status.DRAFT, topics=[make_topic(name="Bridges")])
    make_stance(quotation=quotation, reason="First.")
    mine, key = open_form(editor, quotation), quotation.pk
    version = Quotation.objects.get().version
    other.post(reverse("admin:quotes_quotation_delete", args=[key]), {"post": "yes", "seen_version": version})
    assert not Quotation.objects.exists()
    page = send(editor, Quotation(pk=key), mine, attribution="the city engineer", stances__0__reason="Mine.")
    for entered in ("the city engineer", "Mine.", "Bridges", "The bridge is safe", "administrators, "):
        assert entered in page.content.decode()
    kept = RefusedSave.objects.get()
    form = read_form(editor.post(add_url(Quotation), {"_take_up": kept.pk}), "quotation_form")
    assert not Quotation.objects.exists()
    assert editor.post(add_url(Quotation), form | {"_save": "Save"}).status_code == 302
    stored = Quotation.objects.get()
    assert (stored.attribution, stored.text) == ("the city engineer", "The bridge is safe")
    assert (stored.stances.get().reason, stored.topics.get().name) == ("Mine.", "Bridges")
    assert not RefusedSave.objects.exists()
