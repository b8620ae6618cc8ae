"""The verbs of a review: what a reviewer decides is saved whole or not at all, over nobody else's change."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from quotes.editing import (
    Decision,
    StanceTaken,
    accept,
    add_missed,
    adjust,
    merge_with_next,
    publish_accepted,
    reject,
    split,
)
from quotes.models import (
    Affiliation,
    Claim,
    Conflict,
    Organization,
    Quotation,
    QuotationTopic,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
)
from quotes.text.anchors import Span, find_one
from tests.editing.stored import draft_of, stored, two_reported
from tests.factories import (
    make_affiliation,
    make_alias,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_topic,
)
from tests.members import GROUPS, STRANGER, make_member

pytestmark = pytest.mark.django_db

BRIDGE = ("The bridge is safe", "But it is old, and it will not stay safe.")
MADE = (Speaker, Organization, Affiliation, Topic, Claim, Stance, QuotationTopic)


def decision(quotation: Quotation, **changes: Any) -> Decision:
    facts = {"spans": tuple(quotation.spans), "kind": "direct", "speaker": "Ana Ruiz", "role": "city engineer"}
    return Decision(**facts | changes)


def counts() -> dict[str, int]:
    return {model.__name__: model._base_manager.count() for model in MADE}


def test_a_quotation_is_accepted_with_all_that_was_decided_made_in_place(draft: Quotation) -> None:
    contributor = make_member("Contributors")
    known_topic, known_claim = make_topic(name="Bridges"), make_claim(text="The bridge is safe.")
    accept(
        draft,
        decision(
            draft,
            organization="The City",
            attribution="the city engineer",
            medium="interview",
            said="2024-05",
            translated_from="es",
            topics=("Bridges", "Repairs"),
            stances=(
                StanceTaken("The bridge is safe.", "asserts", "She says so."),
                StanceTaken("The bridge will stay safe.", "denies", "“It will not.”"),
            ),
        ),
        by=contributor,
    )
    quotation = stored(draft)
    assert (quotation.status, draft.status) == (Status.SUBMITTED, Status.SUBMITTED)
    assert (quotation.speaker.name, quotation.speaker.sort_name, quotation.speaker.kind) == (
        *("Ana Ruiz", "Ruiz, Ana"),
        "person",
    )
    role = quotation.affiliation
    assert (role.role, role.organization.name) == ("city engineer", "The City")
    assert (role.since, role.stated_in) == ("../2024-05-06", quotation.source)
    assert (quotation.medium, quotation.said, quotation.translated_from) == ("interview", "2024-05", "es")
    assert set(quotation.topics.all()) == {known_topic, Topic.objects.get(name="Repairs")}
    assert {(stance.claim.text, stance.position) for stance in quotation.stances.all()} == {
        (known_claim.text, "asserts"),
        ("The bridge will stay safe.", "denies"),
    }
    assert Claim.objects.get(text="The bridge will stay safe.").status == Status.DRAFT
    latest = quotation.history.first()
    assert (latest.history_user, latest.history_change_reason) == (contributor, "Accepted in review")
    assert {row.status for row in quotation.quotation_topics.all()} == {Status.SUBMITTED}
    assert not quotation.candidate.is_edited


def test_a_known_speaker_is_taken_by_name_or_by_other_name_with_the_role_of_the_day(source: Source) -> None:
    ana = make_speaker(name="Ana Ruíz", sort_name="Ruíz, Ana")
    make_alias(speaker=ana, name="A. Ruiz")
    city = make_organization(name="The City")
    make_affiliation(speaker=ana, role="city engineer", organization=city, since="2010", until="2019")
    held = make_affiliation(speaker=ana, role="City Engineer", organization=city, since="2020")
    for name, words in [("Ana Ruiz", "The bridge"), ("A. Ruiz", "We were")]:
        quotation = draft_of(source, words)
        accept(quotation, decision(quotation, speaker=name, organization="The City"), by=make_member("Editors"))
        assert (stored(quotation).speaker, stored(quotation).affiliation) == (ana, held)
    assert Speaker.objects.count() == 1


def test_a_statement_is_told_only_by_a_quotation_of_its_own_source(draft: Quotation) -> None:
    with pytest.raises(ValidationError) as raised:
        accept(draft, decision(draft, reported_in=make_quotation().ref), by=make_member("Editors"))
    assert list(raised.value.message_dict) == ["reported_in"]
    assert stored(draft).reported_in is None


def test_a_role_without_its_organization_is_the_only_role_of_that_name_on_the_day(draft: Quotation) -> None:
    held = make_affiliation(
        speaker=make_speaker(name="Ana Ruiz"), role="city engineer", organization=make_organization(name="The City")
    )
    accept(draft, decision(draft), by=make_member("Editors"))
    assert stored(draft).affiliation == held


def test_a_contributor_gives_no_new_role_to_a_speaker_whom_readers_see(draft: Quotation) -> None:
    ana = make_speaker(name="Ana Ruiz")
    make_quotation(speaker=ana)
    with pytest.raises(ValidationError, match="an editor has to add it") as raised:
        accept(draft, decision(draft), by=make_member("Contributors"))
    assert list(raised.value.message_dict) == ["role"]
    assert not Affiliation.objects.exists()
    accept(draft, decision(draft, role=""), by=make_member("Contributors"))
    accept(draft, decision(draft), by=make_member("Editors"))
    assert stored(draft).affiliation.speaker == ana


def test_of_two_speakers_of_a_name_the_reviewer_has_to_choose(draft: Quotation) -> None:
    _, second = (make_speaker(name="Ana Ruiz", sort_name="Ruiz, Ana") for _ in range(2))
    with pytest.raises(ValidationError) as raised:
        accept(draft, decision(draft), by=make_member("Editors"))
    assert list(raised.value.message_dict) == ["speaker"]
    accept(draft, decision(draft, which_speaker=second.pk), by=make_member("Editors"))
    assert stored(draft).speaker == second


def test_a_third_speaker_of_a_name_is_made_when_the_reviewer_says_so(draft: Quotation) -> None:
    others = [make_speaker(name="Ana Ruiz", sort_name="Ruiz, Ana") for _ in range(2)]
    accept(draft, decision(draft, which_speaker=0), by=make_member("Editors"))
    assert stored(draft).speaker not in others
    assert stored(draft).speaker.name == "Ana Ruiz"


def test_a_speaker_who_was_renamed_meanwhile_is_not_made_a_second_time(draft: Quotation) -> None:
    ana = make_speaker(name="Ana Ruiz")
    ana.name, ana.slug = "Ana Ruiz Peña", ""
    ana.save()
    with pytest.raises(ValidationError, match="renamed: “Ana Ruiz Peña”"):
        accept(draft, decision(draft, seen_speaker=ana.pk), by=make_member("Editors"))
    assert Speaker.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"spans": ()}, "words"),
        ({"spans": (Span(50, 40),)}, "words"),
        ({"spans": (Span(0, 99_999),)}, "words"),
        ({"kind": "mixed"}, "kind"),
        ({"medium": "telepathy"}, "medium"),
        ({"speaker": " "}, "speaker"),
        ({"speaker": "x" * 201}, "speaker"),
        ({"speaker": "Ana\u202eRuiz"}, "speaker"),
        ({"speaker": "New One", "speaker_kind": "ghost"}, "speaker_kind"),
        ({"role": "x" * 201}, "role"),
        ({"organization": "x" * 201}, "organization"),
        ({"attribution": "x" * 301}, "attribution"),
        ({"said": "yesterday"}, "said"),
        ({"said": "2024-05-07"}, "said"),
        ({"language": "English!"}, "language"),
        ({"translated_from": "?"}, "translated_from"),
        ({"topics": ("Bridges", "x" * 101)}, "topics"),
        ({"stances": (StanceTaken("A new claim.", "agrees", "Why."),)}, "stances"),
        ({"stances": (StanceTaken("A new claim.", "asserts", ""),)}, "stances"),
        ({"stances": (StanceTaken("x" * 301, "asserts", "Why."),)}, "stances"),
        ({"stances": 2 * (StanceTaken("A new claim.", "asserts", "Why."),)}, "stances"),
    ],
)
def test_nothing_is_made_of_a_decision_that_is_refused_and_the_refusal_names_its_field(
    changes: dict[str, Any], field: str, draft: Quotation
) -> None:
    full = {"organization": "The City", "topics": ("Bridges",), "stances": (StanceTaken("It is.", "asserts", "Yes."),)}
    before, version = counts(), stored(draft).version
    with pytest.raises(ValidationError) as raised:
        accept(draft, decision(draft, **full | changes), by=make_member("Editors"))
    assert list(raised.value.message_dict) == [field]
    assert counts() == before
    assert (stored(draft).status, stored(draft).version) == (Status.DRAFT, version)


def test_a_stance_on_a_claim_that_was_rejected_is_refused(draft: Quotation) -> None:
    claim = make_claim(status=Status.REJECTED)
    with pytest.raises(ValidationError) as raised:
        accept(draft, decision(draft, stances=(StanceTaken(claim.text, "asserts", "Why."),)), by=make_member("Editors"))
    assert list(raised.value.message_dict) == ["stances"]


def test_what_was_accepted_is_changed_by_deciding_again(draft: Quotation) -> None:
    editor = make_member("Editors")
    first = decision(draft, topics=("Bridges", "Repairs"), stances=(StanceTaken("It is safe.", "asserts", "Yes."),))
    accept(draft, first, by=editor)
    one = draft.spans[:1]
    accept(draft, replace(first, spans=tuple(one), topics=("Repairs",), stances=()), by=editor)
    quotation = stored(draft)
    assert (quotation.text, quotation.status) == ("The bridge is safe", Status.SUBMITTED)
    assert [topic.name for topic in quotation.topics.all()] == ["Repairs"]
    assert not quotation.stances.exists()
    assert quotation.candidate.is_edited
    assert quotation.history.first().history_change_reason == "Changed in review"


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.REJECTED, Status.WITHDRAWN])
def test_what_is_no_draft_and_not_submitted_is_not_decided_here(status: Status, source: Source) -> None:
    quotation = make_quotation(source=source, words=BRIDGE, status=status)
    with pytest.raises(ValidationError, match=f"It is {status}"):
        accept(quotation, decision(quotation), by=make_member("Editors"))


# Over nobody else's change


def test_a_decision_about_what_somebody_changed_since_is_a_conflict(draft: Quotation) -> None:
    theirs = stored(draft)
    theirs.attribution = "chief engineer"
    theirs.save()
    before = counts()
    with pytest.raises(Conflict):
        accept(draft, decision(draft, attribution="engineer"), by=make_member("Editors"))
    assert counts() == before
    assert stored(draft).attribution == "chief engineer"


def test_a_decision_beside_an_article_that_was_edited_since_is_a_conflict(draft: Quotation) -> None:
    edited = Source.objects.get(pk=draft.source_id)
    edited.text = f"Corrected.\n\n{edited.text}"
    edited.save()
    seen = draft.source
    draft.refresh_from_db()
    draft.source = seen
    for do in (
        lambda: accept(draft, decision(draft), by=make_member("Editors")),
        lambda: adjust(draft, [Span(40, 48)], by=make_member("Editors")),
        lambda: split(draft, draft.spans[1].start, by=make_member("Editors")),
        lambda: add_missed(seen, [Span(0, 13)], by=make_member("Editors")),
    ):
        with pytest.raises(Conflict):
            do()
    assert stored(draft).status == Status.DRAFT


# Who may

DOES: dict[str, tuple[set[str], Callable[[Source, Any], object]]] = {
    "accept": (
        {*GROUPS},
        lambda source, by: accept(
            draft_of(source, "The bridge"), decision(draft_of(source, "The bridge"), role=""), by=by
        ),
    ),
    "adjust": (
        {*GROUPS},
        lambda source, by: adjust(draft_of(source, "The bridge"), [find_one(source.text, "it is old")], by=by),
    ),
    "reject a candidate": ({*GROUPS}, lambda source, by: reject(draft_of(source, "We"), by=by, reason="No.")),
    "split": (
        {*GROUPS},
        lambda source, by: split(draft_of(source, "The bridge"), source.text.index("But it"), by=by),
    ),
    "merge": (
        {*GROUPS},
        lambda source, by: merge_with_next(*two_reported(source), by=by),
    ),
    "add": ({*GROUPS}, lambda source, by: add_missed(source, [find_one(source.text, "repairs")], by=by)),
    "publish": ({"Editors", "Administrators"}, lambda source, by: publish_accepted(source, by=by)),
}


@pytest.mark.parametrize("name", DOES)
@pytest.mark.parametrize("group", [*GROUPS, STRANGER])
def test_each_verb_is_open_to_the_groups_it_is_for(group: str, name: str, source: Source) -> None:
    allowed, do = DOES[name]
    before = list(Quotation.objects.values_list("ref", "version", "status"))
    if group in allowed:
        do(source, make_member(group))
    else:
        with pytest.raises(PermissionDenied):
            do(source, make_member(group))
        assert list(Quotation.objects.values_list("ref", "version", "status")) == before


def test_a_contributor_rejects_only_drafts_that_extraction_made_or_they_added(source: Source) -> None:
    contributor = make_member("Contributors")
    own = add_missed(source, [find_one(source.text, "repairs")], by=contributor)
    reject(own, by=contributor, reason="Said by nobody.")
    assert own.status == Status.REJECTED
    by_hand = make_quotation(source=source, words="two years", status=Status.DRAFT)
    submitted = draft_of(source, "We were")
    accept(submitted, decision(submitted, speaker="Tom Byrne", role=""), by=contributor)
    for quotation in (by_hand, submitted):
        with pytest.raises(PermissionDenied):
            reject(quotation, by=contributor, reason="No.")


# What extraction missed


@pytest.mark.parametrize(("words", "kind"), [("The bridge is", "direct"), ("would take two years", "indirect")])
def test_missed_words_become_a_draft_by_hand(words: str, kind: str) -> None:
    source = make_source(language="es")
    quotation = add_missed(source, [find_one(source.text, words)], by=make_member("Contributors"))
    assert (quotation.text, quotation.kind, quotation.status) == (words, kind, Status.DRAFT)
    assert quotation.language == "es"
    assert not hasattr(stored(quotation), "candidate")


def test_words_that_are_a_quotation_already_are_not_added_again(draft: Quotation) -> None:
    with pytest.raises(ValidationError, match=draft.ref):
        add_missed(draft.source, draft.spans, by=make_member("Editors"))


# Publishing


def test_publishing_what_was_accepted_says_what_was_published_and_what_was_refused(source: Source) -> None:
    editor = make_member("Editors")
    for words, name in [("The bridge", "Ana Ruiz"), ("the work", "The council"), ("We were", "Tom Byrne")]:
        quotation = draft_of(source, words)
        accept(quotation, decision(quotation, speaker=name, role=""), by=editor)
    seen = dict(Quotation.objects.values_list("ref", "version"))
    changed, nobody = draft_of(source, "the work"), draft_of(source, "We were")
    changed.save()
    Quotation.objects.filter(pk=nobody.pk).update(speaker=None)
    report = publish_accepted(source, by=editor, seen=seen)
    assert [quotation.text for quotation in report.published] == [" ".join(BRIDGE)]
    assert [(quotation.pk, why) for quotation, why in report.refused] == [
        (changed.pk, "Somebody changed it after you opened this page. Look at it again."),
        (nobody.pk, "It has no speaker. Choose one first."),
    ]
    assert Quotation.objects.published().get().text == " ".join(BRIDGE)
