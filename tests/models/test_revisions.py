"""Every change is kept: what, when, by whom and why."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone
from simple_history.models import HistoricalRecords

from quotes.models import FormerSlug, Passage, Record, Source, Speaker, Status, act
from tests.factories import make_alias, make_one_of_each, make_quotation, make_source, make_speaker

pytestmark = pytest.mark.django_db


def test_the_history_tracks_every_record_and_each_of_its_columns():
    records = [model for model in apps.get_app_config("quotes").get_models() if issubclass(model, Record)]
    assert len(records) == 14
    for model in records:
        kept = {field.name for field in model.history.model._meta.concrete_fields}
        assert {field.name for field in model._meta.concrete_fields} <= kept


def test_every_save_makes_a_revision():
    for model, record in make_one_of_each().items():
        record.refresh_from_db()
        before = model.history.filter(id=record.pk).count()
        assert before >= 1
        start = timezone.now()
        record.save()
        revision = model.history.filter(id=record.pk).latest()
        assert model.history.filter(id=record.pk).count() == before + 1
        assert revision.history_type == "~"
        assert revision.version == record.version
        assert start <= revision.history_date <= timezone.now()


def test_a_revision_says_who_and_why_at_any_length():
    editor = get_user_model().objects.create_user("editor")
    speaker = make_speaker()
    speaker._history_user, speaker._change_reason = editor, "The publisher wrote to us. " * 20
    speaker.save()
    revision = speaker.history.latest()
    assert revision.history_user == editor
    assert revision.history_change_reason == "The publisher wrote to us. " * 20


def test_a_revision_says_who_asked_for_the_page():
    editor = get_user_model().objects.create_user("editor")
    HistoricalRecords.context.request = SimpleNamespace(user=editor)
    try:
        alias = make_alias()
    finally:
        del HistoricalRecords.context.request
    assert alias.history.get().history_user == editor
    assert alias.speaker.history.get().history_user == editor


def test_a_revision_gives_back_what_was_there():
    speaker = make_speaker(name="Ana Ruiz")
    speaker.name = "Ana Ruiz-Byrne"
    speaker.save()
    assert speaker.history.earliest().instance.name == "Ana Ruiz"
    earlier = speaker.history.earliest().history_date
    assert Speaker.history.as_of(earlier).get(pk=speaker.pk).name == "Ana Ruiz"


def test_what_is_deleted_keeps_its_history():
    quotation = make_quotation(status=Status.DRAFT)
    pk, passage = quotation.pk, quotation.passages.get().pk
    quotation.delete()
    assert type(quotation).history.filter(id=pk).latest().history_type == "-"
    assert quotation.passages.model.history.filter(id=passage).latest().history_type == "-"


def test_a_restored_revision_is_a_new_one():
    source = make_source(title="First")
    source.title = "Second"
    source.save()
    old = source.history.earliest().instance
    source.title = old.title
    source.save()
    assert [revision.title for revision in Source.history.order_by("history_id")] == ["First", "Second", "First"]


def test_a_failed_save_leaves_no_revision():
    quotation = make_quotation()
    before = quotation.history.count()
    quotation.speaker = None
    with pytest.raises(Exception, match="no speaker"):
        quotation.save()
    assert quotation.history.count() == before


def test_a_save_or_a_deletion_with_all_that_follows_is_one_act():
    quotation = make_quotation(words=["The bridge is safe", "But it is old"], status=Status.DRAFT)
    saved = {*quotation.history.values_list("history_act"), *Passage.history.values_list("history_act")}
    assert len(saved) == 1
    quotation.delete()
    gone = [model.history.filter(history_type="-") for model in (type(quotation), Passage)]
    deleted = [row.history_act for rows in gone for row in rows]
    assert len(deleted) == 3
    assert len(set(deleted)) == 1
    assert {(deleted[0],)} != saved
    assert None not in deleted


def test_saves_are_acts_of_their_own_unless_they_are_made_in_one():
    alone, alone_too = make_speaker(), make_speaker()
    with act():
        together, with_it = make_speaker(), make_source()
    keys = [record.history.get().history_act for record in (alone, alone_too, together, with_it)]
    assert len(set(keys)) == 3
    assert keys[2] == keys[3]


def test_an_act_says_who_and_why_unless_the_row_does():
    editor, other = (get_user_model().objects.create_user(name) for name in ("editor", "other"))
    with act(by=editor, reason="Read again."):
        speaker = make_speaker()
        with act(reason="Heard again."):
            alias = make_alias(speaker=speaker)
        speaker._history_user, speaker._change_reason = other, "Published"
        speaker.save()
    said = [(row.history_user, row.history_change_reason) for row in speaker.history.order_by("history_id")]
    assert said == [(editor, "Read again."), (other, "Published")]
    assert alias.history.get().history_change_reason == "Heard again."
    assert alias.history.get().history_user == editor
    assert make_speaker().history.get().history_change_reason is None


def test_former_addresses_keep_revisions_too():
    speaker = make_speaker(slug="ana-ruiz")
    speaker.slug = "ana-byrne"
    speaker.save()
    speaker.delete()
    assert not FormerSlug.objects.exists()
    deleted = FormerSlug.history.get(history_type="-")
    assert (deleted.slug, deleted.current_slug) == ("ana-ruiz", "ana-byrne")
    assert deleted.history_act == Speaker.history.get(history_type="-").history_act


def test_the_class_of_the_manager_of_revisions_is_made_once():
    assert type(Source.history) is type(Source.history)
