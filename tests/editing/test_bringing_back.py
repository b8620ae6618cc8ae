"""What was deleted comes back with its key, its parts and its addresses, or not at all."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from quotes.editing import undelete
from quotes.models import (
    Affiliation,
    Alias,
    Assessment,
    Claim,
    ClaimTopic,
    FormerSlug,
    Organization,
    Passage,
    Quotation,
    QuotationTopic,
    Record,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
    act,
)
from tests.editing.dumps import dump
from tests.editing.stored import last, make_draft, stored
from tests.factories import (
    make_affiliation,
    make_alias,
    make_assessment,
    make_claim,
    make_one_of_each,
    make_organization,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)
from tests.members import GROUPS, STRANGER, make_member

pytestmark = pytest.mark.django_db


def test_a_deleted_draft_comes_back_with_all_that_went_with_it(editor: User) -> None:
    quotation = make_draft(words=["The bridge is safe", "But it is old"], topics=[make_topic(), make_topic()])
    make_stance(quotation=quotation)
    make_stance(quotation=stored(quotation))
    removed = stored(quotation).stances.first()
    removed.delete()
    quotation = stored(quotation)
    before, version = dump(quotation), quotation.version
    parts = {model: list(model.objects.values_list("pk", flat=True)) for model in (Passage, QuotationTopic, Stance)}
    pk = quotation.pk
    quotation.delete()
    deletion = Quotation.history.get(id=pk, history_type="-")
    back = undelete(deletion, by=editor, reason="It was right.")
    assert dump(stored(back)) == before
    assert back.version > version
    assert {model: list(model.objects.values_list("pk", flat=True)) for model in parts} == parts
    assert last(back).history_change_reason == "Brought back: It was right."
    assert last(back).history_user == editor


@pytest.mark.parametrize("model", [Organization, Speaker, Affiliation, Source, Topic, Claim, Quotation])
def test_each_kind_of_record_comes_back_with_its_parts_and_addresses(model: Any, editor: User) -> None:
    record = make_deletable(model)
    if hasattr(record, "slug"):
        record.slug = "another-address"
        record.save()
    before, pk = dump(stored(record)), record.pk
    stored(record).delete()
    assert not model.objects.filter(pk=pk).exists()
    undelete(model.history.get(id=pk, history_type="-"), by=editor)
    assert dump(model.objects.get(pk=pk)) == before
    after = model.objects.get(pk=pk)
    after.save()
    after.delete()
    undelete(model.history.filter(id=pk, history_type="-").latest("history_id"), by=editor)
    assert dump(model.objects.get(pk=pk)) == before


def make_deletable(model: Any) -> Any:
    if model is Speaker:
        speaker = make_speaker()
        make_alias(speaker=speaker)
        make_affiliation(speaker=stored(speaker), organization=make_organization())
        return stored(speaker)
    if model is Claim:
        claim = make_claim(status=Status.DRAFT, topics=[make_topic()])
        make_stance(claim=claim)
        make_assessment(claim=stored(claim))
        return stored(claim)
    if model is Quotation:
        return make_draft(topics=[make_topic()])
    makers: dict[Any, Any] = {
        Organization: make_organization,
        Affiliation: make_affiliation,
        Source: make_source,
        Topic: make_topic,
    }
    return makers[model]()


@pytest.mark.parametrize("model", [Alias, Passage, QuotationTopic, ClaimTopic, Stance, Assessment])
def test_each_part_comes_back_by_itself(model: Any, editor: User) -> None:
    record = make_one_of_each()[model]
    if model is Passage:
        with pytest.raises(ValidationError):  # the words of what is published stay
            stored(record).delete()
        record = make_draft().passages.get()
    parent = getattr(record, record.parents[0])
    before, pk = dump(stored(parent)), record.pk
    stored(record).delete()
    undelete(model.history.get(id=pk, history_type="-"), by=editor)
    assert dump(stored(parent)) == before


def test_a_taken_address_is_named(editor: User) -> None:
    topic = make_topic(name="Bridges", slug="bridges")
    topic.delete()
    make_topic(name="Bridges again", slug="bridges")
    with pytest.raises(ValidationError, match="Its address “bridges” belongs to “Bridges again” now"):
        undelete(Topic.history.get(history_type="-"), by=editor)


def test_an_address_that_leads_to_another_is_named(editor: User) -> None:
    make_topic(name="Bridges", slug="bridges").delete()
    FormerSlug.objects.create(kind="topic", slug="bridges", current_slug="old-bridges")
    with pytest.raises(ValidationError, match="This address still leads to “old-bridges”"):
        undelete(Topic.history.get(history_type="-"), by=editor)


def test_a_record_that_is_there_is_not_brought_back_again(editor: User) -> None:
    make_topic().delete()
    deletion = Topic.history.get(history_type="-")
    undelete(deletion, by=editor)
    with pytest.raises(ValidationError, match="is there"):
        undelete(deletion, by=editor)
    Topic.objects.get().delete()
    with pytest.raises(ValidationError, match="latest deletion"):
        undelete(deletion, by=editor)


def test_words_of_a_deleted_draft_follow_the_edited_text(editor: User) -> None:
    source = make_source()
    quotation = make_draft(source=source, words="We were not asked")
    before = dump(quotation)
    quotation.delete()
    source = stored(source)
    source.text = "Corrected.\n\n" + source.text
    source.save()
    back = undelete(Quotation.history.get(history_type="-"), by=editor)
    assert dump(stored(back)) == before
    stored(back).delete()
    source = stored(source)
    source.text = source.text.replace("were not", "were never")
    source.save()
    with pytest.raises(ValidationError, match="was edited since"):
        undelete(Quotation.history.filter(history_type="-").latest("history_id"), by=editor)
    assert not Quotation.objects.exists()
    assert not Passage.objects.exists()


def test_a_stance_whose_claim_was_deleted_since_is_refused_until_that_is_back(editor: User) -> None:
    claim = make_claim(status=Status.DRAFT, text="The bridge is safe.")
    quotation = make_draft()
    stance = make_stance(quotation=quotation, claim=claim)
    stored(quotation).delete()
    stored(claim).delete()
    with pytest.raises(ValidationError, match=r"The claim “The bridge is safe\.” was deleted on"):
        undelete(Quotation.history.get(history_type="-"), by=editor)
    assert not Quotation.objects.exists()
    undelete(Claim.history.get(history_type="-"), by=editor)
    assert not Stance.objects.exists()
    undelete(Quotation.history.get(history_type="-"), by=editor)
    assert Stance.objects.get().pk == Stance.history.first().id
    assert Stance.objects.get().reason == stance.reason


def test_a_quotation_and_a_claim_deleted_at_once_both_come_back_with_their_stance(editor: User) -> None:
    claim, quotation = make_claim(status=Status.DRAFT), make_draft()
    make_stance(quotation=quotation, claim=claim)
    with act():
        stored(quotation).delete()
        stored(claim).delete()
    undelete(Quotation.history.get(history_type="-"), by=editor)
    assert not Stance.objects.exists()
    undelete(Claim.history.get(history_type="-"), by=editor)
    assert Stance.objects.exists()


def test_what_was_deleted_before_acts_were_kept_comes_back_with_its_parts(editor: User) -> None:
    quotation = make_draft(topics=[make_topic()])
    before = dump(quotation)
    quotation.delete()
    for model in (Quotation, Passage, QuotationTopic):
        model.history.update(history_act=None)
    undelete(Quotation.history.get(history_type="-"), by=editor)
    assert dump(Quotation.objects.get()) == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite never gives out a key that it had before")
def test_keys_go_on_after_a_key_that_came_back(editor: User) -> None:
    topic = make_topic()
    topic.delete()
    deletion = Topic.history.get(history_type="-")
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('quotes_topic', 'id'), %s)", [max(deletion.id - 1, 1)])
    undelete(deletion, by=editor)
    assert make_topic().pk == deletion.id + 1


@pytest.mark.parametrize("group", [*GROUPS, STRANGER])
def test_what_was_deleted_is_brought_back_by_those_who_may_delete(group: str) -> None:
    by, may = make_member(group), group in ("Editors", "Administrators")
    records: list[Record] = [make_draft(), make_claim(status=Status.DRAFT), make_topic(), make_speaker(), make_source()]
    for record in records:
        model, pk = type(record), record.pk
        record.delete()
        deletion = model.history.get(id=pk, history_type="-")
        if may:
            undelete(deletion, by=by)
        else:
            with pytest.raises(PermissionDenied):
                undelete(deletion, by=by)
        assert model._base_manager.filter(pk=pk).exists() == may
