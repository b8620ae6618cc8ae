"""Changes: every written row is noted in its transaction, and each process hears of it once, in whatever order."""

import threading

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.models import F

from quotes.models import Change, FormerSlug, Quotation, QuotationTopic, Record, Speaker, Stance
from quotes.search import changes, triggers
from quotes.search.changes import Following, Mark, News, generation, look
from tests.factories import make_one_of_each, make_quotation, make_speaker, make_stance, make_topic


@pytest.fixture
def noted(db):
    """A function that returns what was noted since it was called last: (of, key) pairs."""
    mark = look(Mark())[0]

    def since() -> set[tuple[str, int | None]]:
        nonlocal mark
        mark, news = look(mark)
        return {(of, key) for of, keys in news.keys.items() for key in keys}

    return since


def test_every_table_of_the_record_is_noted_and_no_other():
    own = apps.get_app_config("quotes").get_models()
    assert set(triggers.noted_models()) == {one for one in own if issubclass(one, Record) or one is FormerSlug}


def test_updates_in_bulk_and_deletions_in_sql_are_noted_for_every_table(noted):
    records = [*make_one_of_each().values(), FormerSlug.objects.create(kind="topic", slug="old", current_slug="new")]
    for record in records:
        noted()
        of, column = triggers.BELONGS.get(record._meta.model_name, (record._meta.model_name, "pk"))
        expected = (of, getattr(record, column))
        type(record)._base_manager.filter(pk=record.pk).update(**same_values(record))
        assert noted() == {expected}
        with transaction.atomic():
            type(record)._base_manager.filter(pk=record.pk)._raw_delete("default")
            assert noted() == {expected}
            transaction.set_rollback(True)  # what refers to it is still there


def same_values(record):
    field = next(one for one in record._meta.concrete_fields if not one.primary_key)
    return {field.attname: F(field.attname)}


def test_insertions_are_noted(noted):
    records = make_one_of_each()
    found = noted()
    for model, record in records.items():
        of, column = triggers.BELONGS.get(model._meta.model_name, (model._meta.model_name, "pk"))
        assert (of, getattr(record, column)) in found


def test_a_row_that_moves_between_quotations_is_noted_for_both(noted):
    one, other = make_quotation(topics=[make_topic()]), make_quotation()
    stance = make_stance(quotation=one)
    noted()
    QuotationTopic.objects.filter(quotation=one).update(quotation=other)
    assert noted() == {("quotation", one.pk), ("quotation", other.pk)}
    Stance.objects.filter(pk=stance.pk).update(quotation=other)
    assert noted() == {("quotation", one.pk), ("quotation", other.pk)}


def test_nothing_new_is_no_news(noted):
    make_quotation()
    assert noted()
    assert noted() == set()
    Speaker.objects.filter(pk=0).update(name="Nobody")
    assert noted() == set()


def test_what_was_rolled_back_after_it_was_seen_means_everything(db):
    speaker = make_speaker()
    mark = look(Mark())[0]
    with transaction.atomic():
        Speaker.objects.update(name="One")
        mark, news = look(mark)
        assert news.keys == {"speaker": {speaker.pk}}
        transaction.set_rollback(True)
    Speaker.objects.update(name="Other")
    mark, news = look(mark)
    assert news.everything
    assert not look(mark)[1]


@pytest.mark.parametrize("then", [None, "Other"])
def test_the_generation_grows_with_what_is_rolled_back(db, then):
    make_speaker()
    numbers = [generation()]
    with transaction.atomic():
        Speaker.objects.update(name="One")
        numbers.append(generation())
        transaction.set_rollback(True)
    if then:
        Speaker.objects.update(name=then)
    numbers.append(generation())
    assert numbers == sorted(set(numbers))
    assert generation() == numbers[-1]


def test_what_is_noted_after_a_rollback_is_heard_of(db):
    speaker = make_speaker()
    mark = look(Mark())[0]
    with transaction.atomic():
        for _ in range(5):
            Speaker.objects.update(name="One")
        mark = look(mark)[0]
        transaction.set_rollback(True)
    mark, news = look(mark)
    assert news.everything
    Speaker.objects.update(name="Other")
    assert look(mark)[1].keys == {"speaker": {speaker.pk}}


def test_clearing_the_notes_has_everybody_look_again(db):
    make_quotation()
    mark = look(Mark())[0]
    changes.clear()
    mark, news = look(mark)
    assert news.everything
    assert not look(mark)[1]
    assert [str(change) for change in Change.objects.all()] == ["everything"]


def test_a_load_notes_nothing_but_everything(noted):
    with transaction.atomic():
        changes.suspend()
        quotation = make_quotation()
        assert noted() == set()
        changes.resume()
    assert noted() == {("everything", None)}
    Quotation.objects.filter(pk=quotation.pk).update(medium="speech")
    assert noted() == {("quotation", quotation.pk)}


@pytest.mark.django_db(transaction=True)
def test_a_load_is_one_transaction():
    for function in (changes.suspend, changes.resume):
        with pytest.raises(transaction.TransactionManagementError):
            function()


@pytest.mark.django_db(transaction=True)
def test_changes_are_noted_again_after_a_table_was_altered():
    slug = FormerSlug._meta.get_field("slug")
    longer = models.SlugField(max_length=90)
    longer.set_attributes_from_name("slug")
    with connection.schema_editor() as editor:  # SQLite makes the table anew
        editor.alter_field(FormerSlug, slug, longer)
        editor.alter_field(FormerSlug, longer, slug)
    mark = look(Mark())[0]
    former = FormerSlug.objects.create(kind="topic", slug="old", current_slug="new")
    assert bool(look(mark)[1]) is (connection.vendor == "postgresql")
    call_command("migrate", verbosity=0)
    mark = look(Mark())[0]
    FormerSlug.objects.update(current_slug="newer")
    assert look(mark)[1].keys == {"formerslug": {former.pk}}


class Hand(threading.Thread):
    """Renames a speaker on a connection of its own, and commits when it is told to."""

    def __init__(self, speaker, *, commit=True):
        super().__init__(daemon=True)
        self.speaker, self.commit = speaker, commit
        self.written, self.may_end = threading.Event(), threading.Event()
        self.start()

    def run(self):
        try:
            with transaction.atomic():
                Speaker.objects.filter(pk=self.speaker.pk).update(note="Changed.")
                self.written.set()
                assert self.may_end.wait(20)
                transaction.set_rollback(not self.commit)
        finally:
            connection.close()

    def write(self):
        assert self.written.wait(20)

    def end(self):
        self.may_end.set()
        self.join(20)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite commits one writer after the other")
def test_transactions_that_commit_out_of_order_are_each_heard_of_once():
    speakers = [make_speaker() for _ in range(4)]
    mark = look(Mark())[0]
    hands = [Hand(speaker, commit=number != 1) for number, speaker in enumerate(speakers[:3])]
    for hand in hands:
        hand.write()
    Speaker.objects.filter(pk=speakers[3].pk).update(note="Changed.")
    heard = []
    for hand in (None, hands[2], None, hands[1], hands[0]):
        if hand:
            hand.end()
        mark, news = look(mark)
        heard.append(news.keys.get("speaker", set()))
    assert heard == [{speakers[3].pk}, {speakers[2].pk}, set(), set(), {speakers[0].pk}]
    assert not look(mark)[1]


@pytest.mark.django_db(transaction=True)
def test_the_generation_grows_when_another_connection_commits_and_not_before():
    speaker = make_speaker()
    before = generation()
    assert generation() == before
    hand = Hand(speaker)
    hand.write()
    assert generation() == before
    hand.end()
    assert generation() > before


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_sees_is_never_shared():
    names = Following(speaker_notes, lambda old, news: speaker_notes())
    make_speaker(note="As it was.")
    assert names.current() == {"As it was."}
    with transaction.atomic():
        Speaker.objects.update(note="Not yet.")
        assert names.current() == {"Not yet."}
        others = []
        thread = threading.Thread(target=lambda: (others.append(names.current()), connection.close()))
        thread.start()
        thread.join(20)
        assert others == [{"As it was."}]
        own = generation()
        transaction.set_rollback(True)
    assert names.current() == {"As it was."}
    assert generation() > own


def speaker_notes():
    return set(Speaker.objects.values_list("note", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_failed_update_is_tried_again():
    outcomes = iter([RuntimeError("The database went away."), "new"])

    def update(old, news):
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    value = Following(lambda: "old", update)
    assert value.current() == "old"
    make_speaker()
    with pytest.raises(RuntimeError):
        value.current()
    assert value.current() == "new"


def test_news_counts_its_keys():
    assert not News()
    assert News(everything=True)
    assert len(News(keys={"quotation": {1, 2}, "speaker": {1}})) == 3
