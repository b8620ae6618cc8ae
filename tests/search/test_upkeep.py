"""Rebuilding, checking and installing: what is wrong is named, and made right, all or nothing."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models

from quotes import search
from quotes.models import Change, Quotation, SearchEntry, Status
from quotes.search import changes, upkeep
from quotes.text.words import parse
from tests.factories import make_quotation

pytestmark = pytest.mark.django_db

sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own ways")
postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own ways")


def differences() -> list[str]:
    return list(upkeep.check(search.index(), lambda number: None))


def found(text: str) -> list[int]:
    return sorted(search.match(parse(text)).tolist())


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_record_that_was_saved_passes_the_check(capsys):
    make_quotation()
    make_quotation(status=Status.DRAFT)
    call_command("check_search")
    assert "Checked 2 quotations" in capsys.readouterr().out


def test_the_check_names_every_difference_and_the_rebuild_ends_them(capsys):
    missing, hidden, other_words, other_names = (make_quotation() for _ in range(4))
    SearchEntry.objects.filter(pk=missing.pk).delete()
    Quotation.objects.filter(pk=hidden.pk).update(status=Status.DRAFT)
    SearchEntry.objects.filter(pk=other_words.pk).update(words="other")
    SearchEntry.objects.filter(pk=other_names.pk).update(names="other")
    with pytest.raises(CommandError, match="4 differences"):
        call_command("check_search")
    assert capsys.readouterr().err.splitlines() == [
        f"Quotation {missing.ref} has no entry.",
        f"Quotation {hidden.ref} has an entry, but is not published.",
        f"The entry of quotation {other_words.ref} has other words than the record.",
        f"The entry of quotation {other_names.ref} has other names than the record.",
    ]
    call_command("rebuild_search")
    assert "The search holds 3 quotations." in capsys.readouterr().out
    assert differences() == []
    assert found("bridge") == sorted([missing.pk, other_words.pk, other_names.pk])


def test_a_rebuild_tells_every_process_that_everything_changed():
    make_quotation()
    mark, _ = changes.look(changes.Mark())
    upkeep.rebuild(search.index(), lambda number: None)
    assert changes.look(mark)[1].everything
    assert [note.of for note in Change.objects.all()] == ["everything"]


def test_a_rebuild_of_several_parts_reports_each(monkeypatch):
    monkeypatch.setattr(upkeep, "AT_ONCE", 2)
    for status in (Status.PUBLISHED, Status.DRAFT, Status.PUBLISHED, Status.PUBLISHED):
        make_quotation(status=status)
    done: list[int] = []
    upkeep.rebuild(search.index(), done.append)
    assert sum(done) == 3 == SearchEntry.objects.count()
    assert len(done) > 1
    assert differences() == []


def test_a_rebuild_that_fails_leaves_what_was_there():
    quotation = make_quotation()

    def fail(number: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        upkeep.rebuild(search.index(), fail)
    assert differences() == []
    assert found("bridge") == [quotation.pk]


def test_a_removed_index_is_missed_and_made_again_with_what_was_written_meanwhile():
    index = search.index()
    index.remove()
    quotation = make_quotation()
    assert "missing." in differences()[0]
    index.install()
    index.install()
    assert differences() == []
    assert found("bridge") == [quotation.pk]


@sqlite
@pytest.mark.parametrize("event", ["insert", "update", "delete"])
def test_a_missing_trigger_is_named_and_what_it_missed_is_found_again(event):
    quotation = make_quotation()
    execute(f"DROP TRIGGER quotes_search_{event}")
    assert differences() == [f"The trigger quotes_search_{event} is missing."]
    SearchEntry.objects.filter(pk=quotation.pk).update(words="other")
    search.index().install()
    assert found("other") == [quotation.pk]
    assert found("bridge") == []


@sqlite
def test_an_index_that_differs_from_the_entries_is_named():
    make_quotation()
    execute("INSERT INTO quotes_search (rowid, words, names) VALUES (12345, 'stray', '')")
    assert "is not that of the entries" in differences()[0]


@sqlite
@pytest.mark.django_db(transaction=True)
def test_the_index_follows_after_a_migration_made_the_table_anew():
    first = make_quotation()
    field = models.TextField(default="", db_default="")
    field.set_attributes_from_name("extra")
    field.model = SearchEntry
    for added in ({"create_field": field}, {}):
        with connection.schema_editor() as editor:
            editor._remake_table(SearchEntry, **added)
        assert len(differences()) == 3
        call_command("migrate", verbosity=0)
        assert differences() == []
    second = make_quotation()
    assert found("bridge") == [first.pk, second.pk]
    SearchEntry.objects.filter(pk=first.pk).delete()
    assert found("bridge") == [second.pk]


@postgresql
@pytest.mark.parametrize(
    ("harm", "difference"),
    [
        ("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'quotes_search'::regclass", "is not valid."),
        ("COMMENT ON INDEX quotes_search IS 'of an earlier version'", "is not as it should be."),
    ],
)
def test_an_index_that_cannot_be_relied_upon_is_named_and_made_again(harm, difference):
    execute(harm)
    assert differences() == [f"The index quotes_search {difference}"]
    search.index().install()
    assert differences() == []
