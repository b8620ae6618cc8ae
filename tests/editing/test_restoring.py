"""Any revision comes back as it was, with its parts. Or nothing changes."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError

from quotes.editing import publish, reject, reopen, restore, submit, undelete, withdraw
from quotes.editing.history import parts_of
from quotes.models import (
    Affiliation,
    Alias,
    Assessment,
    ClaimTopic,
    Conflict,
    FormerSlug,
    Quotation,
    QuotationTopic,
    Stance,
    Status,
    Topic,
    act,
)
from quotes.text.anchors import find_one
from tests.editing.dumps import dump
from tests.editing.stored import last, make_draft, stored
from tests.factories import (
    SOURCE_TEXT,
    make_affiliation,
    make_alias,
    make_assessment,
    make_claim,
    make_one_of_each,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)
from tests.members import GROUPS, STRANGER, make_member

pytestmark = pytest.mark.django_db


def latest_change(record: Any) -> Any:
    """Return the latest revision of a record or of one of its parts."""
    found = [last(record)]
    for part in parts_of(type(record)):
        found += part.model.history.filter(**{part.column: record.pk})
    return max(found, key=lambda revision: revision.history_date)


# A revision


def test_a_quotation_comes_back_with_its_words_topics_and_stances(editor: User) -> None:
    quotation = make_draft(words=["The bridge is safe", "But it is old"], topics=[make_topic()], attribution="engineer")
    make_stance(quotation=quotation, claim=make_claim(status=Status.DRAFT))
    quotation = stored(quotation)
    before, revision = dump(quotation), last(quotation.stances.get())
    with act():
        quotation.attribution = "the mayor"
        quotation.anchor([find_one(SOURCE_TEXT, "We were not asked")])
        quotation.quotation_topics.all().delete()
        stance = quotation.stances.get()
        stance.position, stance.reason = Stance.Position.DENIES, "Look again."
        stance.save()
        QuotationTopic(quotation=stored(quotation), topic=make_topic()).save()
    assert dump(stored(quotation)) != before
    restored = restore(revision, by=editor, of=quotation, reason="It was right.")
    assert restored == quotation
    assert dump(stored(quotation)) == before


def test_a_restored_revision_is_a_new_one_with_who_and_why_on_the_parts_too(editor: User) -> None:
    quotation = make_draft()
    make_stance(quotation=quotation, claim=make_claim(status=Status.DRAFT))
    revision = last(Stance.objects.get())
    Stance.objects.get().delete()
    version, count = stored(quotation).version, quotation.history.count()
    restore(revision, by=editor, of=quotation, reason="It was right.")
    assert stored(quotation).version > version
    assert quotation.history.count() == count + 1
    for each in (last(quotation), last(Stance.objects.get())):
        assert each.history_user == editor
        assert each.history_change_reason.startswith("Restored from the revision of 20")
        assert each.history_change_reason.endswith("UTC: It was right.")
    assert last(quotation).history_act == last(Stance.objects.get()).history_act


def test_parts_that_were_added_since_go(editor: User) -> None:
    speaker = make_speaker()
    revision = last(speaker)
    make_alias(speaker=speaker)
    make_affiliation(speaker=stored(speaker))
    restore(revision, by=editor)
    assert not Alias.objects.exists()
    assert not Affiliation.objects.exists()


def test_a_role_that_quotations_use_does_not_go(editor: User) -> None:
    speaker = make_speaker()
    revision = last(speaker)
    quotation = make_quotation(affiliation=make_affiliation(speaker=speaker))
    before = dump(stored(speaker)), stored(speaker).version
    with pytest.raises(Exception, match="protected"):
        restore(revision, by=editor)
    assert (dump(stored(speaker)), stored(speaker).version) == before
    assert stored(quotation).affiliation


def test_a_revision_is_the_record_once_its_change_was_complete(editor: User) -> None:
    with act():
        claim = make_claim(status=Status.DRAFT)
        make_assessment(claim=claim)
    before = dump(stored(claim))
    Assessment.objects.all().delete()
    restore(claim.history.earliest(), by=editor)
    assert dump(stored(claim)) == before


def test_names_that_were_exchanged_are_exchanged_back(editor: User) -> None:
    speaker = make_speaker()
    first, second = make_alias(speaker=speaker, name="Ana"), make_alias(speaker=speaker, name="Ruiz")
    before, revision = dump(stored(speaker)), last(second)
    for alias, name in ((first, "—"), (second, "Ana"), (first, "Ruiz")):
        alias.speaker, alias.name = stored(speaker), name
        alias.save()
    restore(revision, by=editor, of=speaker)
    assert dump(stored(speaker)) == before


def test_topics_in_a_ring_come_back(editor: User) -> None:
    claim, topics = make_claim(status=Status.DRAFT), [make_topic(), make_topic(), make_topic()]
    rows = []
    for topic in topics:
        rows.append(ClaimTopic(claim=stored(claim), topic=topic))
        rows[-1].save()
    before, revision = dump(stored(claim)), last(rows[-1])
    ClaimTopic.objects.all().delete()
    for topic in [topics[1], topics[2], topics[0]]:
        ClaimTopic(claim=stored(claim), topic=topic).save()
    restore(revision, by=editor, of=claim)
    assert dump(stored(claim)) == before


def test_a_role_that_moved_to_another_speaker_moves_back(editor: User) -> None:
    speaker, other = make_speaker(), make_speaker()
    role = make_affiliation(speaker=speaker)
    before, revision = dump(stored(speaker)), last(role)
    role.speaker = other
    role.save()
    version = stored(other).version
    restore(revision, by=editor, of=speaker)
    assert dump(stored(speaker)) == before
    assert not other.affiliations.exists()
    assert stored(other).version > version


def test_a_passage_that_was_moved_to_another_place_comes_back(editor: User) -> None:
    quotation = make_draft(words=["The bridge is safe", "But it is old"])
    before, revision = dump(quotation), last(quotation)
    quotation.anchor([])
    quotation = stored(quotation)
    quotation.anchor([find_one(SOURCE_TEXT, "But it is old")])
    restore(revision, by=editor)
    assert dump(stored(quotation)) == before


def test_an_old_address_comes_back_and_the_new_one_leads_to_it(editor: User) -> None:
    speaker = make_speaker(slug="ana-ruiz")
    revision = last(speaker)
    speaker.slug = "ana-byrne"
    speaker.save()
    restore(revision, by=editor)
    assert stored(speaker).slug == "ana-ruiz"
    assert FormerSlug.objects.get().natural_key() == ("speaker", "ana-byrne")


def test_an_address_that_somebody_else_has_now_is_refused(editor: User) -> None:
    topic = make_topic(slug="bridges", name="Bridges")
    revision = last(topic)
    topic.slug = "old-bridges"
    topic.save()
    FormerSlug.objects.all().delete()
    make_topic(slug="bridges")
    with pytest.raises(ValidationError, match="already exists"):
        restore(revision, by=editor)
    assert stored(topic).slug == "old-bridges"


# The text of the source


def test_words_are_found_where_the_edited_text_has_them(editor: User) -> None:
    source = make_source()
    quotation = make_draft(source=source, words="We were not asked")
    before, revision = dump(quotation), last(quotation)
    quotation.anchor([find_one(SOURCE_TEXT, "But it is old")])
    source = stored(source)
    source.text = "Corrected.\n\n" + source.text
    source.save()
    restore(revision, by=editor)
    assert dump(stored(quotation)) == before
    assert stored(quotation).text == "We were not asked"


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (("We were not asked", "We were never asked"), "is not in the source"),
        (("Tom Byrne", "Tom Byrne (“We were not asked”)"), "stands in the source 2 times"),
    ],
)
def test_words_whose_place_is_not_certain_are_refused(edit: tuple[str, str], why: str, editor: User) -> None:
    source = make_source()
    quotation = make_draft(source=source, words="We were not asked")
    revision = last(quotation)
    quotation.anchor([find_one(SOURCE_TEXT, "The bridge is safe")])
    source = stored(source)
    source.text = "Corrected. " + source.text.replace(*edit)
    source.save()
    before = dump(stored(quotation)), stored(quotation).version
    with pytest.raises(ValidationError, match=f"was edited since.*{why}"):
        restore(revision, by=editor)
    assert (dump(stored(quotation)), stored(quotation).version) == before


def test_a_passage_by_itself_follows_the_edited_text_too(editor: User) -> None:
    source = make_source()
    quotation = make_draft(source=source, words="We were not asked")
    passage = quotation.passages.get()
    revision = last(passage)
    quotation.anchor([find_one(SOURCE_TEXT, "The bridge is safe")])
    source = stored(source)
    source.text = "Corrected.\n\n" + source.text
    source.save()
    restore(revision, by=editor)
    assert stored(quotation).text == "We were not asked"


# What stays


def test_what_is_published_stays_published(editor: User) -> None:
    quotation = make_draft(attribution="engineer")
    draft = last(quotation)
    publish(quotation, by=editor)
    quotation.attribution = "mayor"
    quotation.save()
    restore(draft, by=editor)
    assert (stored(quotation).attribution, stored(quotation).status) == ("engineer", Status.PUBLISHED)


def test_an_earlier_publication_does_not_publish(editor: User) -> None:
    quotation = make_draft()
    publish(quotation, by=editor)
    published = last(quotation)
    withdraw(quotation, by=editor, reason="It was misheard.")
    restore(published, by=editor)
    assert (stored(quotation).status, stored(quotation).status_reason) == (Status.WITHDRAWN, "It was misheard.")


def test_a_published_quotation_does_not_lose_its_words(editor: User) -> None:
    quotation = Quotation(source=make_source(), speaker=make_speaker())
    quotation.save()
    empty = last(quotation)
    quotation.anchor([find_one(SOURCE_TEXT, "The bridge is safe")])
    publish(quotation, by=editor)
    with pytest.raises(ValidationError, match="Its words are not anchored"):
        restore(empty, by=editor)
    assert stored(quotation).text == "The bridge is safe"


@pytest.mark.parametrize("group", ["Contributors", "Editors"])
def test_an_earlier_unpublished_status_comes_back_for_those_who_may_give_it(group: str, editor: User) -> None:
    quotation = make_draft()
    draft = last(quotation)
    submit(quotation, by=editor)
    submitted = last(quotation)
    by = make_member(group)
    restore(draft, by=by)
    assert stored(quotation).status == (Status.DRAFT if group == "Editors" else Status.SUBMITTED)
    restore(submitted, by=by)
    assert stored(quotation).status == Status.SUBMITTED


def test_a_status_comes_back_beside_a_topic_that_goes(editor: User) -> None:
    quotation = make_draft()
    draft = last(quotation)
    QuotationTopic(quotation=quotation, topic=make_topic()).save()
    submit(stored(quotation), by=editor)
    restore(draft, by=editor)
    assert stored(quotation).status == Status.DRAFT


def test_a_rejection_comes_back_with_its_reason(editor: User) -> None:
    quotation = make_draft()
    reject(quotation, by=editor, reason="Not a quotation.")
    rejected = last(quotation)
    reopen(quotation, by=editor)
    restore(rejected, by=editor)
    assert (stored(quotation).status, stored(quotation).status_reason) == (Status.REJECTED, "Not a quotation.")


# What is refused


def test_a_record_that_it_refers_to_and_is_gone_is_named(editor: User) -> None:
    speaker, topic = make_speaker(name="Ana Ruiz"), make_topic(name="Bridges")
    quotation = make_draft(speaker=speaker, topics=[topic])
    revision = last(quotation.quotation_topics.get())
    quotation.quotation_topics.all().delete()
    quotation = stored(quotation)
    quotation.speaker = None
    quotation.save()
    speaker.delete()
    stored(topic).delete()
    before = dump(stored(quotation)), stored(quotation).version
    with pytest.raises(ValidationError) as refused:
        restore(revision, by=editor, of=quotation)
    assert "The speaker “Ana Ruiz” was deleted on" in refused.value.messages[0]
    assert "The topic “Bridges” was deleted on" in refused.value.messages[1]
    assert (dump(stored(quotation)), stored(quotation).version) == before


def test_a_record_that_became_another_is_named(editor: User) -> None:
    speaker = make_speaker(name="Ana Ruiz", slug="ana-ruiz")
    quotation = make_draft(speaker=speaker)
    revision = last(quotation)
    quotation.speaker = make_speaker(slug="ana-byrne")
    quotation.save()
    speaker.delete()
    FormerSlug.objects.create(kind="speaker", slug="ana-ruiz", current_slug="ana-byrne")
    with pytest.raises(ValidationError, match="its address leads to “ana-byrne” now"):
        restore(revision, by=editor)


def test_a_record_that_was_deleted_is_to_be_brought_back_first(editor: User) -> None:
    topic = make_topic(name="Bridges")
    revision = last(topic)
    topic.delete()
    with pytest.raises(ValidationError, match="Bring it back first"):
        restore(revision, by=editor)


def test_a_deletion_is_no_state_to_restore(editor: User) -> None:
    topic = make_topic()
    topic.delete()
    deletion = last(Topic(pk=Topic.history.get(history_type="-").id))
    undelete(deletion, by=editor)
    with pytest.raises(ValidationError, match="not there at that time"):
        restore(deletion, by=editor)


def test_a_record_changed_since_it_was_looked_at_is_a_conflict(editor: User) -> None:
    topic = make_topic(name="Bridges")
    revision, seen = last(topic), topic.version
    topic.name = "Old bridges"
    topic.save()
    with pytest.raises(Conflict):
        restore(revision, by=editor, version=seen)
    assert stored(topic).name == "Old bridges"


# Who may


@pytest.mark.parametrize("group", [*GROUPS, STRANGER])
def test_what_is_public_is_restored_by_those_who_publish(group: str) -> None:
    by, may = make_member(group), group in ("Editors", "Administrators")
    for record in make_one_of_each().values():
        with_version = stored(record).version
        if may:
            restore(latest_change(record), by=by, of=record)
        else:
            with pytest.raises(PermissionDenied):
                restore(latest_change(record), by=by, of=record)
            assert stored(record).version == with_version


@pytest.mark.parametrize("group", [*GROUPS, STRANGER])
def test_a_draft_is_restored_by_those_who_may_change_it(group: str) -> None:
    by = make_member(group)
    for record in (make_draft(topics=[make_topic()]), make_claim(status=Status.DRAFT), make_topic(), make_speaker()):
        revision = last(record)
        if group == STRANGER:
            with pytest.raises(PermissionDenied):
                restore(revision, by=by)
        else:
            restore(revision, by=by)


def test_a_contributor_gives_readers_no_stance_back() -> None:
    stance = make_stance()
    pk = stance.pk
    stance.delete()
    with pytest.raises(PermissionDenied):
        undelete(Stance.history.get(id=pk, history_type="-"), by=make_member("Contributors"))
    assert not Stance.objects.exists()
