"""Every change is kept: what, when, by whom and why."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone
from simple_history.models import HistoricalRecords

from quotes.models import Record, Source, Speaker, Status
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
