"""Versions: a stale save or deletion is a conflict, and a child's change is its parents'."""

import pickle

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from quotes.models import (
    Affiliation,
    Alias,
    Assessment,
    Candidate,
    Claim,
    ClaimTopic,
    Conflict,
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
)
from quotes.text.anchors import Span
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

EVERY_MODEL = [
    Affiliation,
    Alias,
    Assessment,
    Candidate,
    Claim,
    ClaimTopic,
    Organization,
    Passage,
    Quotation,
    QuotationTopic,
    Source,
    Speaker,
    Stance,
    Topic,
]


def stored(record: Record) -> Record:
    return type(record)._base_manager.get(pk=record.pk)


def rows_of(model: type[Record]) -> list[dict]:
    return list(model._base_manager.order_by("pk").values())


def test_every_record_is_here():
    assert set(EVERY_MODEL) == set(make_one_of_each())


@pytest.mark.parametrize("model", EVERY_MODEL)
def test_a_save_counts_one_up_in_the_database_and_in_memory(model):
    record = make_one_of_each()[model]
    before = record.version
    record.save()
    assert stored(record).version == record.version > before


@pytest.mark.parametrize("model", EVERY_MODEL)
def test_a_stale_save_is_a_conflict_and_changes_nothing(model):
    record = make_one_of_each()[model]
    stale = stored(record)
    record.save()
    rows = {each: rows_of(each) for each in EVERY_MODEL}
    revisions = model.history.count()
    for attempt in (stale.save, stale.delete):
        version = stale.version
        with pytest.raises(Conflict, match="was changed by somebody else"):
            attempt()
        assert {each: rows_of(each) for each in EVERY_MODEL} == rows
        assert model.history.count() == revisions
        assert stale.version == version
        assert stale.pk == record.pk


@pytest.mark.parametrize("model", [Alias, Stance, Assessment, QuotationTopic, ClaimTopic])
def test_saving_a_deleted_row_is_a_conflict(model):
    record = make_one_of_each()[model]
    model._base_manager.filter(pk=record.pk)._raw_delete(model._base_manager.db)
    with pytest.raises(Conflict):
        record.save()


def test_a_new_row_never_overwrites_one_with_its_key():
    speaker = make_speaker(name="Ana Ruiz")
    with pytest.raises(IntegrityError), transaction.atomic():
        Speaker(pk=speaker.pk, name="Tom Byrne", sort_name="Byrne, Tom").save()
    assert stored(speaker).name == "Ana Ruiz"


def test_a_conflict_names_the_record():
    speaker = make_speaker(name="Ana Ruiz")
    stale = stored(speaker)
    speaker.save()
    with pytest.raises(Conflict) as caught:
        stale.save()
    assert caught.value.record is stale
    assert "The speaker “Ana Ruiz” was changed by somebody else" in str(caught.value)


def test_a_row_read_without_its_version_cannot_be_saved():
    make_speaker()
    record = Speaker.objects.only("name").get()
    for attempt in (record.save, record.delete):
        with pytest.raises(ValueError, match="read without its version"):
            attempt()


def test_a_row_read_without_its_text_is_saved_whole():
    source = make_source()
    quotation = make_quotation(source=source)
    light = Source.objects.defer("text").get(pk=source.pk)
    light.title = "A new title"
    light.save()
    source.refresh_from_db()
    assert source.title == "A new title"
    assert source.text_length == len(source.text)
    light = Quotation.objects.defer("text", "display_text").get(pk=quotation.pk)
    light.attribution = "the city engineer"
    light.save()
    quotation.refresh_from_db()
    assert quotation.text == "The bridge is safe"
    assert quotation.attribution == "the city engineer"


def test_text_read_late_from_a_newer_version_does_not_pass_for_the_older():
    source = make_source()
    light = Source.objects.defer("text").get(pk=source.pk)
    source.text += " More."
    source.save()
    assert light.text.endswith(" More.")
    with pytest.raises(Conflict):
        light.save()


def test_update_fields_saves_the_whole_row_so_that_derived_columns_fit():
    quotation = make_quotation()
    quotation.said, quotation.attribution = "2024-05-01", "the engineer"
    quotation.save(update_fields=["attribution"])
    quotation.refresh_from_db()
    assert quotation.said == "2024-05-01"
    assert quotation.said_latest.isoformat() == "2024-05-01"
    Speaker.objects.update_or_create(pk=quotation.speaker.pk, defaults={"name": "Ana", "sort_name": "Ruiz"})
    quotation.speaker.refresh_from_db()
    assert quotation.speaker.sort_key == "ruiz"


def test_a_refreshed_row_can_be_saved_again():
    speaker = make_speaker()
    stale = stored(speaker)
    speaker.save()
    stale.refresh_from_db()
    stale.save()


def test_a_pickled_row_keeps_its_version():
    quotation = make_quotation()
    copy = pickle.loads(pickle.dumps(quotation))  # noqa: S301
    quotation.save()
    with pytest.raises(Conflict):
        copy.save()


# Parents


CHILDREN = {
    Passage: ("quotation",),
    QuotationTopic: ("quotation",),
    Stance: ("quotation", "claim"),
    Alias: ("speaker",),
    Affiliation: ("speaker",),
    Assessment: ("claim",),
    ClaimTopic: ("claim",),
}


@pytest.mark.parametrize("model", CHILDREN)
def test_a_change_of_a_child_is_a_change_of_its_parents(model):
    child = make_one_of_each()[model]
    parents = [getattr(child, name) for name in CHILDREN[model]]
    versions = [parent.version for parent in parents]
    stale = [stored(parent) for parent in parents]
    child.save()
    for parent, version, old in zip(parents, versions, stale, strict=True):
        assert stored(parent).version == parent.version > version
        with pytest.raises(Conflict):
            old.save()
        parent.save()


@pytest.mark.parametrize("model", [QuotationTopic, Stance, Alias, Assessment, ClaimTopic])
def test_the_end_of_a_child_is_a_change_of_its_parents(model):
    child = make_one_of_each()[model]
    parents = [getattr(child, name) for name in CHILDREN[model]]
    versions = [parent.version for parent in parents]
    child.delete()
    for parent, version in zip(parents, versions, strict=True):
        assert stored(parent).version == parent.version == version + 1


def test_the_end_of_a_passage_or_role_is_a_change_of_its_parent():
    quotation = make_quotation(words=["The bridge is safe", "But it is old"])
    passage = quotation.passages.last()
    version = quotation.version
    passage.delete()
    quotation.refresh_from_db()
    assert quotation.version > version
    assert quotation.text == "The bridge is safe"
    affiliation = make_affiliation()
    affiliation.delete()
    assert stored(affiliation.speaker).version == affiliation.speaker.version == 3


def test_the_end_of_children_in_bulk_is_a_change_of_their_parents():
    speaker = make_speaker()
    make_alias(speaker=stored(speaker))
    make_alias(speaker=stored(speaker))
    speaker.refresh_from_db()
    speaker.aliases.all().delete()
    assert stored(speaker).version == speaker.version == 5


def test_a_new_child_is_a_change_of_its_parents():
    quotation, claim = make_quotation(), make_claim()
    versions = quotation.version, claim.version
    make_stance(quotation=quotation, claim=claim)
    assert (quotation.version, claim.version) == (versions[0] + 1, versions[1] + 1)
    assert (stored(quotation).version, stored(claim).version) == (quotation.version, claim.version)


def test_a_child_that_moves_is_a_change_of_both_parents():
    first, second = make_speaker(), make_speaker()
    alias = make_alias(speaker=first)
    alias.speaker = second
    versions = stored(first).version, stored(second).version
    alias.save()
    assert (stored(first).version, stored(second).version) == (versions[0] + 1, versions[1] + 1)


def test_a_stance_that_goes_with_its_draft_is_a_change_of_its_claim():
    claim = make_claim()
    quotation = make_quotation(status=Status.DRAFT)
    make_stance(quotation=quotation, claim=claim)
    version = stored(claim).version
    quotation.delete()
    assert stored(claim).version == version + 1
    assert Stance.history.filter(history_type="-").count() == 1


def test_a_child_of_a_row_that_is_gone_is_a_conflict():
    speaker = make_speaker()
    Speaker._base_manager.filter(pk=speaker.pk)._raw_delete(Speaker._base_manager.db)
    with pytest.raises(Conflict):
        Alias(speaker=speaker, name="Nobody").save()


def test_a_topic_takes_the_stored_date_and_status_whatever_its_quotation_says_in_memory():
    quotation = make_quotation(status=Status.DRAFT)
    stale = stored(quotation)
    quotation.said, quotation.status = "2024-05-01", Status.PUBLISHED
    quotation.save()
    topic = QuotationTopic(quotation=stale, topic=make_topic())
    topic.save()
    assert (topic.said_latest.isoformat(), topic.status) == ("2024-05-01", Status.PUBLISHED)
    assert stored(topic).status == Status.PUBLISHED


@pytest.mark.parametrize("status", Status)
def test_a_topic_takes_the_status_of_the_quotation_it_is_added_to(status):
    quotation = make_quotation(status=status)
    QuotationTopic(quotation=quotation, topic=make_topic()).save()
    assert quotation.quotation_topics.get().status == status
    assert quotation.quotation_topics.published().exists() == (status == Status.PUBLISHED)


@pytest.mark.parametrize("status", Status)
def test_a_saved_status_reaches_the_topics_of_that_quotation_alone(status):
    quotation, other = (make_quotation(status=Status.DRAFT, topics=[make_topic(), make_topic()]) for _ in range(2))
    quotation.status, quotation.status_reason = status, "It was misread."
    quotation.save()
    assert {topic.status for topic in quotation.quotation_topics.all()} == {status}
    assert {topic.status for topic in other.quotation_topics.all()} == {Status.DRAFT}


def test_a_topic_that_moves_to_another_quotation_takes_its_status():
    topic = make_quotation(topics=[make_topic()]).quotation_topics.get()
    topic.quotation = make_quotation(status=Status.DRAFT)
    topic.save()
    assert stored(topic).status == Status.DRAFT


def test_a_topic_cannot_be_given_a_status_of_its_own():
    topic = make_quotation(status=Status.DRAFT, topics=[make_topic()]).quotation_topics.get()
    topic.status = Status.PUBLISHED
    topic.save()
    assert stored(topic).status == Status.DRAFT


def test_rows_follow_their_own_quotations_alone():
    for status in Status:
        make_quotation(status=status, said="2024-05-01", topics=[make_topic(), make_topic()])
    right = list(QuotationTopic.objects.order_by("pk").values())
    QuotationTopic.objects.update(status=Status.SUBMITTED, said_latest="2000-01-01")
    first = QuotationTopic.objects.filter(pk=right[0]["id"])
    first.follow_quotations()
    assert list(QuotationTopic.objects.exclude(status=Status.SUBMITTED)) == list(first)
    QuotationTopic.objects.all().follow_quotations()
    assert list(QuotationTopic.objects.order_by("pk").values()) == right


# Failing


def test_a_failed_save_leaves_the_versions_in_memory_as_they_are_stored():
    alias = make_alias()
    other = Alias(speaker=alias.speaker, name=alias.name)
    version = alias.speaker.version
    for _ in range(2):
        with pytest.raises(IntegrityError), transaction.atomic():
            other.save()
    assert other.pk is None
    assert alias.speaker.version == stored(alias.speaker).version == version
    other.name = "Another"
    other.save()
    alias.speaker.save()


def test_a_save_that_fails_at_its_last_step_leaves_memory_as_it_is_stored(monkeypatch):
    quotation = make_quotation()
    passage = Passage(quotation=quotation, position=2, start=94, end=107)
    version = quotation.version

    def fail(self, *args):
        raise RuntimeError("out of luck")

    monkeypatch.setattr(Quotation, "saved", fail)
    with pytest.raises(RuntimeError):
        passage.save()
    assert passage.pk is None
    assert passage._state.adding
    assert quotation.version == version
    monkeypatch.undo()
    passage.save()
    quotation.refresh_from_db()
    assert quotation.text == "The bridge is safe But it is old"


def test_a_failed_anchoring_leaves_everything_as_it_is_stored(monkeypatch):
    quotation = make_quotation(status=Status.DRAFT)
    version = quotation.version

    def fail(self, *args):
        raise RuntimeError("out of luck")

    monkeypatch.setattr(Passage, "saved", fail)
    with pytest.raises(RuntimeError):
        quotation.anchor([Span(0, 7), Span(8, 14)])
    monkeypatch.undo()
    assert quotation.version == version
    assert quotation.spans == [Span(38, 56)]
    quotation.save()
    assert stored(quotation).text == "The bridge is safe"


def test_a_new_quotation_that_cannot_be_anchored_is_not_there():
    quotation = Quotation(source=make_source())
    with pytest.raises(ValidationError):
        quotation.anchor([Span(0, 10_000)])
    assert quotation.pk is None
    assert not Quotation.objects.exists()
    quotation.anchor([Span(0, 7)])
    assert stored(quotation).text == "Harbour"


def test_a_failed_deletion_leaves_the_row_as_it_is_stored(monkeypatch):
    alias = make_alias()
    version = alias.speaker.version

    def fail(self):
        raise RuntimeError("out of luck")

    monkeypatch.setattr(Alias, "deleted", fail)
    with pytest.raises(RuntimeError):
        alias.delete()
    monkeypatch.undo()
    assert alias.speaker.version == version
    alias.save()
    alias.delete()


def test_what_cannot_be_derived_is_reported_by_clean_and_stops_the_save():
    quotation = Quotation(said="2024")
    with pytest.raises(ValidationError) as caught:
        quotation.full_clean()
    assert "source" in caught.value.message_dict
    with pytest.raises(Exception, match="no source"):
        quotation.save()
    affiliation = Affiliation(speaker=make_speaker(), role="x", since="soon")
    with pytest.raises(ValidationError) as caught:
        affiliation.full_clean()
    assert list(caught.value.message_dict) == ["since"]
    with pytest.raises(ValueError, match="soon"):
        affiliation.save()
    assert not Affiliation.objects.exists()


# Anchoring


def test_anchoring_is_one_version_and_one_revision():
    quotation = Quotation(source=make_source(), speaker=make_speaker())
    quotation.anchor([Span(38, 56), Span(94, 107)])
    assert stored(quotation).version == quotation.version == 1
    assert quotation.history.count() == 1
    quotation.anchor([Span(38, 56), Span(109, 115), Span(116, 120)])
    assert stored(quotation).version == quotation.version == 2
    assert quotation.history.count() == 2
    assert Passage.history.count() == 4
    quotation.anchor([Span(38, 56)])
    assert Passage.history.filter(history_type="-").count() == 2
    assert stored(quotation).text == quotation.text == "The bridge is safe"


def test_anchoring_follows_prefetched_passages_no_more():
    make_quotation()
    quotation = Quotation.objects.prefetch_related("passages", "topics").get()
    quotation.anchor([Span(94, 107), Span(109, 120)])
    assert quotation.spans == [Span(94, 107), Span(109, 120)]
    quotation.save()
    assert stored(quotation).text == "But it is old and it will"


def test_a_stale_quotation_cannot_be_anchored():
    quotation = make_quotation()
    stale = stored(quotation)
    quotation.save()
    with pytest.raises(Conflict):
        stale.anchor([Span(94, 107)])
    assert stored(quotation).text == "The bridge is safe"


def test_a_quotation_that_holds_an_old_text_of_its_source_cannot_be_anchored_or_saved():
    quotation = make_quotation()
    quotation.source.text  # noqa: B018  # held in memory
    source = stored(quotation.source)
    source.text += " More."
    source.save()
    for attempt in (quotation.save, lambda: quotation.anchor([Span(94, 107)])):
        with pytest.raises(Conflict) as caught:
            attempt()
        assert caught.value.record == source
    with pytest.raises(Conflict):
        Quotation(source=quotation.source).anchor([Span(0, 7)])


def test_a_quotation_does_not_take_the_unsaved_text_of_its_source():
    quotation = make_quotation()
    quotation.source.text = quotation.source.text.replace("safe", "sure")
    with pytest.raises(Conflict):
        quotation.save()
    assert stored(quotation).text == "The bridge is safe"


# Cost


def queries(do) -> int:
    with CaptureQueriesContext(connection) as captured:
        do()
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


def test_a_save_costs_a_few_queries_whatever_the_number_of_children():
    small = make_quotation(words="The bridge is safe")
    large = make_quotation(words=["The bridge is safe", "But it is old", "it will not stay safe."])
    for _ in range(5):
        QuotationTopic(quotation=large, topic=make_topic()).save()
        make_stance(quotation=large)
    assert queries(small.save) == queries(large.save) <= 10
    assert queries(make_topic().save) <= 3
    assert queries(make_organization().save) <= 3


def test_a_new_title_of_a_source_costs_the_same_with_many_quotations():
    small, large = make_quotation().source, make_source()
    for _ in range(5):
        make_quotation(source=large)
    small.title = large.title = "A new title"
    assert queries(small.save) == queries(large.save) <= 3


def test_an_assessment_touches_its_claim_alone():
    claim = make_claim()
    make_assessment(claim=claim)
    assert queries(Assessment.objects.get().save) <= 6
