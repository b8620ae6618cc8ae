"""What a reviewer decides of one quotation, by the forms alone."""

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from quotes.models import Affiliation, Candidate, Claim, Quotation, Source, Speaker, Status
from quotes.text.anchors import Span
from tests.admin.desk import messages_of
from tests.admin.review.pages import current, draft_of, errors_of, form_of, open_review, press
from tests.factories import (
    SOURCE_TEXT,
    make_affiliation,
    make_alias,
    make_candidate,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
)
from tests.members import make_member

pytestmark = pytest.mark.django_db


def test_an_article_is_reviewed_from_the_first_draft_to_publication(editor: Client, source: Source) -> None:
    page = open_review(editor, source)
    assert current(page).startswith("The bridge")
    assert "3 to go" in page.content.decode()
    page = press(editor, page, source, "decide", "accept")
    assert current(page).startswith("the work")
    assert [message for message in messages_of(page) if message.startswith("Accepted: ")]
    page = press(editor, page, source, "reject", "reject")
    assert current(page).startswith("We were")
    page = press(editor, page, source, "decide", "accept", speaker="Tom Byrne", role="ferryman", kind="direct")
    assert current(page) == ""
    assert "Everything is reviewed" in page.content.decode()
    assert not Quotation.objects.published().exists()
    page = press(editor, page, source, "publish", "publish")
    assert "Published: 2 quotations." in messages_of(page)
    assert {quotation.speaker.name for quotation in Quotation.objects.published()} == {"Ana Ruiz", "Tom Byrne"}
    role = Affiliation.objects.get(speaker__name="Ana Ruiz")
    assert (role.role, role.since, role.stated_in) == ("city engineer", "../2024-05-06", source)
    assert Quotation.objects.get(status=Status.REJECTED).status_reason == "Not a quotation."


def test_what_is_shown_of_an_accepted_quotation_is_what_would_be_saved_again(editor: Client, source: Source) -> None:
    page = open_review(editor, source)
    stances = {"claim": ["The bridge is safe.", ""], "position": ["asserts", ""], "reason": ["She says so.", ""]}
    press(
        editor,
        page,
        source,
        "decide",
        "accept",
        **stances,
        topics="Bridges, Repairs",
        organization="The City",
        said="2024-05",
        translated_from="es",
    )
    before = draft_of(source, "The bridge")
    facts = [before.speaker, before.affiliation, before.said, before.translated_from, before.text]
    page = open_review(editor, source, "The bridge")
    page = press(editor, page, source, "decide", "accept")
    after = draft_of(source, "The bridge")
    assert [after.speaker, after.affiliation, after.said, after.translated_from, after.text] == facts
    assert {topic.name for topic in after.topics.all()} == {"Bridges", "Repairs"}
    assert after.stances.get().reason == "She says so."
    assert Claim.objects.count() == 1


def test_a_statement_that_another_one_tells_of_says_which_and_keeps_it(editor: Client, source: Source) -> None:
    teller = draft_of(source, "The bridge")
    page = open_review(editor, source, "the work")
    sent = {"speaker": "The council", "speaker_kind": "organization", "reported_in": teller.ref}
    press(editor, page, source, "decide", "accept", **sent)
    assert draft_of(source, "the work").reported_in == teller
    page = open_review(editor, source, "the work")
    assert form_of(page, "decide")["reported_in"] == [teller.ref]
    press(editor, page, source, "decide", "accept", role="body of the town")
    assert draft_of(source, "the work").reported_in == teller


def test_statements_that_would_tell_of_each_other_are_refused_at_the_field(editor: Client, source: Source) -> None:
    work, bridge = draft_of(source, "the work"), draft_of(source, "The bridge")
    sent = {"speaker": "The council", "speaker_kind": "organization"}
    press(editor, open_review(editor, source, "the work"), source, "decide", "accept", reported_in=bridge.ref, **sent)
    page = open_review(editor, source, "The bridge")
    page = press(editor, page, source, "decide", "accept", reported_in=work.ref)
    assert errors_of(page) == {"reported_in": ["These statements would report each other in a circle."]}


def test_a_refused_decision_is_shown_again_with_all_that_was_entered(editor: Client, source: Source) -> None:
    page = open_review(editor, source)
    entered = {"speaker": "Ana <b> Ruiz", "said": "soon", "topics": "Bridges", "role": "engineer & more"}
    page = press(editor, page, source, "decide", "accept", **entered)
    assert list(errors_of(page)) == ["said"]
    sent = form_of(page, "decide")
    assert {name: sent[name] for name in entered} == {name: [value] for name, value in entered.items()}
    assert not Speaker.objects.exists()


def test_a_decision_for_which_the_database_is_too_busy_is_shown_again(
    editor: Client, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise OperationalError("database is locked")

    page = open_review(editor, source)
    monkeypatch.setattr(Source, "lock", fail)
    answer = press(editor, page, source, "decide", "accept", role="engineer & more")
    assert errors_of(answer) == {
        "__all__": ["The database was busy with somebody else’s change. Nothing was saved. Try again."]
    }
    assert form_of(answer, "decide")["role"] == ["engineer & more"]


def test_words_are_chosen_by_writing_them(editor: Client, source: Source) -> None:
    page = open_review(editor, source)
    page = press(editor, page, source, "decide", "adjust", words="But it is old,\r\n\r\nand it will not", role="expert")
    assert draft_of(source, "But it is old").text == "But it is old, and it will not"
    sent = form_of(page, "decide")
    assert sent["role"] == ["expert"]
    page = press(editor, page, source, "decide", "accept")
    quotation = draft_of(source, "But it is old")
    assert (quotation.status, quotation.affiliation.role) == (Status.SUBMITTED, "expert")


def test_words_that_do_not_stand_in_the_article_are_refused_with_the_nearest(editor: Client, source: Source) -> None:
    page = press(editor, open_review(editor, source), source, "decide", "accept", words="The bridge was safe")
    assert "The nearest words there are ““The bridge is safe,””" in errors_of(page)["words"][0]
    assert draft_of(source, "The bridge").status == Status.DRAFT


def test_words_that_stand_twice_are_chosen_from_their_places(editor: Client) -> None:
    source = make_source(text="“It is late,” said Ana. Nobody came.\n\n“It is late,” said Tom.")
    quotation = Quotation(source=source)
    quotation.anchor([Span(24, 35)])
    make_candidate(quotation=quotation)
    page = press(editor, open_review(editor, source), source, "decide", "accept", words="It is late")
    places = re.findall(r'name="(starts-1)" value="(\d+)"', page.content.decode())
    assert places == [("starts-1", "1"), ("starts-1", "39")]
    press(editor, page, source, "decide", "accept", **{"starts-1": "39"})
    assert Quotation.objects.get().spans == [Span(39, 49)]


def test_selected_places_count_only_for_the_words_that_stand_there(editor: Client, source: Source) -> None:
    at = SOURCE_TEXT.index("it will not")
    page = press(
        editor,
        open_review(editor, source),
        source,
        "decide",
        "adjust",
        words="it will not",
        spans=f"{at}-{at + len('it will not')}",
    )
    assert draft_of(source, "it will").spans == [Span(at, at + 11)]
    press(editor, page, source, "decide", "adjust", words="The bridge is safe", spans="0-7")
    assert draft_of(source, "The bridge is safe").text == "The bridge is safe"


def test_a_draft_is_split_at_a_passage_or_at_words_and_merged_again(editor: Client, source: Source) -> None:
    page = press(editor, open_review(editor, source), source, "split", "split")
    assert [item.quotation.text for item in page.context["review"].items[:2]] == [
        "The bridge is safe",
        "But it is old, and it will not stay safe.",
    ]
    page = press(editor, page, source, "merge", "merge")
    assert current(page) == "The bridge is safe But it is old, and it will not stay safe."
    page = press(editor, page, source, "split", "split", at="", second="nowhere")
    assert "is not in these words" in messages_of(page)[-1]
    page = press(editor, page, source, "split", "split", at="", second="and it will")
    assert current(page) == "The bridge is safe But it is old,"


def test_a_missed_quotation_is_added_and_becomes_the_current_one(contributor: Client, source: Source) -> None:
    page = open_review(contributor, source)
    page = press(contributor, page, source, "add-form", "add", words="Nobody said this")
    assert "is not in the source" in str(page.context["adding"].errors["words"])
    page = press(contributor, page, source, "add-form", "add", words="Harbour bridge to close")
    assert current(page) == "Harbour bridge to close"
    assert draft_of(source, "Harbour").history.first().history_user == make_member("Contributors")


def test_an_article_edited_since_is_read_again_and_every_decision_stays(editor: Client, source: Source) -> None:
    press(editor, open_review(editor, source), source, "reject", "reject")
    source.refresh_from_db()
    source.text += "\n\n“Nobody is asked these days,” said Ana Ruiz."
    source.save()
    page = open_review(editor, source)
    assert "Read the article again" in page.content.decode()
    page = press(editor, page, source, "unnamed", "read")
    assert messages_of(page)[-1].startswith("1 new quotation found; 3 known already.")
    assert "Read the article again" not in page.content.decode()
    assert draft_of(source, "The bridge").status == Status.REJECTED


def test_unlikely_ones_are_rejected_together_but_for_those_left_out_or_changed_since(
    contributor: Client, source: Source
) -> None:
    for candidate in Candidate.objects.all():
        candidate.confidence = 0.2
        candidate.save()
    page = open_review(contributor, source)
    bridge, work, asked = form_of(page, "unlikely-form")["seen"]
    draft_of(source, "the work").save()
    page = press(contributor, page, source, "unlikely-form", "reject together", seen=[work, asked])
    assert messages_of(page) == [
        "Rejected: 1 quotation.",
        "Not rejected: 2. Somebody changed it after you opened this page.",
    ]
    assert draft_of(source, "We were").status_reason == "Not a quotation."
    assert {draft_of(source, words).status for words in ("The bridge", "the work")} == {Status.DRAFT}
    assert bridge.startswith(draft_of(source, "The bridge").ref)


# Speakers and roles


def test_of_several_speakers_of_a_name_the_page_asks_for_one(editor: Client, source: Source) -> None:
    _, second = (make_speaker(name="Ana Ruiz", sort_name="Ruiz, Ana", note=note) for note in ("One.", "Two."))
    page = press(editor, open_review(editor, source), source, "decide", "accept")
    assert "speakers are named" in errors_of(page)["speaker"][0]
    assert "One." in page.content.decode()
    press(editor, page, source, "decide", "accept", which_speaker=str(second.pk))
    assert draft_of(source, "The bridge").speaker == second
    assert Speaker.objects.count() == 2


def test_of_several_organizations_of_a_name_the_page_asks_for_one(editor: Client, source: Source) -> None:
    _, second = (make_organization(name="The City", country=country) for country in ("ES", "IE"))
    page = press(editor, open_review(editor, source), source, "decide", "accept", organization="The City")
    assert "organizations are named" in errors_of(page)["organization"][0]
    press(editor, page, source, "decide", "accept", which_organization=str(second.pk))
    assert draft_of(source, "The bridge").organization == second


def test_the_role_that_the_record_knows_of_that_day_is_proposed(editor: Client) -> None:
    ana = make_speaker(name="Ana Ruiz", sort_name="Ruiz, Ana")
    held = make_affiliation(speaker=ana, role="engineer", organization=make_organization(name="The City"), since="2020")
    source = make_source()
    quotation = make_quotation(source=source, speaker=None, status=Status.DRAFT, attribution="city engineer")
    make_candidate(quotation=quotation, role="city engineer")
    page = open_review(editor, source)
    sent = form_of(page, "decide")
    assert (sent["role"], sent["organization"]) == (["engineer"], ["The City"])
    press(editor, page, source, "decide", "accept")
    assert draft_of(source, "The bridge").affiliation == held


def test_speakers_are_proposed_by_name_and_other_name(editor: Client, source: Source) -> None:
    ana = make_speaker(name="Ana Ruiz", sort_name="Ruiz, Ana")
    make_alias(speaker=ana, name="The Engineer")
    make_affiliation(speaker=ana, role="city engineer", since="2020")
    address = reverse("admin:quotes_source_review_people", args=[source.pk])
    for name in ("rui", "Ana Ruiz", "The Engineer"):
        [person] = editor.get(address, {"name": name}).json()["people"]
        assert (person["name"], person["others"]) == ("Ana Ruiz", ["The Engineer"])
        assert person["roles"][0]["role"] == "city engineer"
    assert editor.get(address, {"name": "Zoe"}).json() == {"people": []}
    page = open_review(editor, source).content.decode()
    assert '<option value="The Engineer">Ana Ruiz</option>' in page
