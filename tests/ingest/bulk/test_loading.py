"""All or nothing, or batch by batch; what is there stays as editors left it."""

import gc
import json
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest
from django.db import connection, transaction

from quotes.ingest.building import ORDER
from quotes.ingest.bulk import lines, loading, writing
from quotes.ingest.bulk.indexing import indexes_later
from quotes.ingest.bulk.loading import load_lines
from quotes.ingest.bulk.reading import Run
from quotes.ingest.bulk.refusals import QUOTATION_REFUSED
from quotes.ingest.bulk.report import SHOWN, reporting
from quotes.ingest.files import Refused
from quotes.ingest.generation import generate
from quotes.ingest.verification import verify
from quotes.models import Alias, Passage, Quotation, SearchEntry, Source, Speaker, Topic
from tests.factories import make_alias, make_quotation, make_speaker
from tests.ingest.bulk.rows import clear, lines_of, load_rows, stored_rows

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's readers go on")

ROWS = list(generate(30, seed=1))


def topic(slug="bridges", **fields):
    return {"model": "quotes.topic", "fields": {"slug": slug, "name": slug.title()} | fields}


def everything():
    models = [*ORDER, *(model.history.model for model in ORDER)]
    return [list(model._base_manager.order_by("pk").values()) for model in models]


def test_a_generated_record_is_whole():
    assert load_rows(ROWS) == []
    assert list(verify(Counter())) == []


def test_loading_again_changes_nothing_and_counts_everything_as_unchanged():
    load_rows(ROWS)
    before = everything()
    counts = load_lines(lines_of(ROWS), "rows.jsonl", refused=print)
    assert counts.total() == len(ROWS)
    assert {outcome for _, outcome in counts} == {"unchanged"}
    assert everything() == before


def test_each_row_has_one_revision_that_names_the_file():
    load_rows(ROWS)
    for model in ORDER:
        assert model.history.count() == model._base_manager.count()
    revision = Quotation.history.first()
    assert (revision.history_type, revision.history_change_reason) == ("+", "Loaded from rows.jsonl")


def test_nothing_is_loaded_when_a_row_is_refused():
    (refusal,) = load_rows([*ROWS, topic(name="")])
    assert (refusal.line, refusal.label) == (len(ROWS) + 1, "topic bridges")
    assert not Quotation.objects.exists()
    assert not Quotation.history.exists()


def test_batches_load_all_but_what_is_refused_and_what_refers_to_it():
    source = next(row for row in ROWS if row["model"] == "quotes.source")
    bad = [row if row is not source else {**row, "fields": row["fields"] | {"kind": "rumour"}} for row in ROWS]
    refused = load_rows(bad, batch=10)
    lost = {refusal.row["fields"]["ref"] for refusal in refused if refusal.row["model"] == "quotes.quotation"}
    assert Quotation.objects.count() == 30 - len(lost) > 0
    assert Source.objects.count() == 1
    assert not Passage.objects.filter(quotation__ref__in=lost).exists()
    assert "Its quotation was refused." in [refusal.reasons[0] for refusal in refused]
    assert list(verify(Counter())) == []


@pytest.mark.parametrize("unread", ["not json", {"model": "quotes.passage", "fields": {"begin": 1}}])
@pytest.mark.parametrize("batch", [1, 1_000])
def test_a_quotation_is_not_loaded_in_part_when_one_of_its_passages_cannot_be_read(batch, unread):
    at = max(number for number, row in enumerate(ROWS) if row["model"] == "quotes.passage")
    ref = ROWS[at]["fields"]["quotation"][0]
    read_as = ValueError("it is not JSON") if isinstance(unread, str) else unread
    refused = load_rows([*ROWS[: at + 1], read_as, *ROWS[at + 1 :]], batch=batch)
    assert not Quotation.objects.filter(ref=ref).exists()
    assert f"Line {at + 2:,} may be one of its passages, and was refused." in [one.reasons[0] for one in refused]
    assert Quotation.objects.count() == 29


@pytest.mark.parametrize("between", [{}, {"color": "red"}])
@pytest.mark.parametrize("batch", [1, 1_000])
def test_what_does_not_stand_right_after_a_quotation_is_none_of_its_passages(batch, between):
    at = max(number for number, row in enumerate(ROWS) if row["model"] == "quotes.quotation")
    refused = load_rows([*ROWS[: at + 1], topic(**between), *ROWS[at + 1 :]], batch=batch)
    assert not Passage.objects.filter(quotation__ref=ROWS[at]["fields"]["ref"]).exists()
    assert at + 3 in [refusal.line for refusal in refused]


def test_a_load_in_batches_that_was_interrupted_goes_on():
    def interrupted():
        yield from islice(lines_of(ROWS), 100)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_lines(interrupted(), "rows.jsonl", batch=20, refused=print)
    assert Topic.objects.exists() or Speaker.objects.exists()
    assert load_rows(ROWS, batch=20) == []
    at_last = stored_rows()
    assert len(at_last) == len(ROWS)
    assert list(verify(Counter())) == []


def test_an_interrupted_load_in_one_transaction_leaves_nothing():
    def interrupted():
        yield from islice(lines_of(ROWS), 100)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_lines(interrupted(), "rows.jsonl", refused=print)
    assert not any(everything())


@on_postgresql
def test_an_interrupted_load_waits_for_the_revisions_that_are_being_written(large, monkeypatch):
    written = []

    class Late(ThreadPoolExecutor):
        def submit(self, write, *given):
            def write_late():
                time.sleep(0.2)
                write(*given)
                written.append(write)

            return super().submit(write_late)

    def interrupt(run):
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "ThreadPoolExecutor", Late)
    with pytest.raises(KeyboardInterrupt):
        load_lines(lines_of(ROWS), "rows.jsonl", refused=print, done=interrupt)
    assert len(written) == 1
    assert not any(everything())


def test_new_rows_join_a_record_that_is_there_and_count_up_its_versions():
    speaker = make_speaker(slug="ana")
    assert load_rows([{"model": "quotes.alias", "fields": {"speaker": ["ana"], "name": "Ms. Ruiz"}}, topic()]) == []
    version = speaker.version
    speaker.refresh_from_db()
    assert speaker.version == version + 1
    assert Alias.objects.get().history.count() == 1
    make_speaker()  # the database gives out keys after those of the load
    make_alias(speaker=speaker)


@pytest.mark.parametrize("size", [7, 1_000])
def test_lines_that_another_process_reads_become_the_same_record(tmp_path, monkeypatch, size):
    monkeypatch.setattr(loading, "RUN", size)
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    here = load_lines(lines.File(path), path.name, refused=print)
    record = stored_rows()
    clear()
    there = load_lines(lines.File(path), path.name, refused=print, aside=True)
    assert (there, stored_rows()) == (here, record)


def test_what_another_process_reads_is_refused_with_the_same_words(tmp_path):
    quotation = next(row for row in ROWS if row["model"] == "quotes.quotation")
    rows = [
        *ROWS,
        topic(name=""),
        {"model": "quotes.quotation", "fields": quotation["fields"] | {"ref": "0000000000", "source": ["nowhere"]}},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "not json\n")
    refused = {False: [], True: []}
    for aside, told in refused.items():
        with pytest.raises(Refused, match="Nothing was loaded"):
            load_lines(lines.File(path), path.name, refused=told.append, aside=aside)
    assert refused[True][2] == refused[False][2]
    assert [refusal.line - len(ROWS) for refusal in refused[True]] == [1, 3, 2]
    assert [refusal._replace(row=None) for refusal in refused[True]] == [
        refusal._replace(row=None) for refusal in refused[False]
    ]


OF_NOBODY = {"model": "quotes.alias", "fields": {"speaker": ["nobody"], "name": "A"}}


@pytest.mark.parametrize("refused", [[], [OF_NOBODY], [topic(slug="A b!")]])
def test_a_run_leaves_nothing_in_memory(refused):
    there = []

    def look(run):
        objects = gc.get_objects()
        there.append((sum(issubclass(type(one), type) for one in objects), sum(type(one) is Run for one in objects)))

    rows = [row for number in range(5) for row in [topic(f"t{number}"), *refused]]
    load_lines(lines_of(rows), "rows.jsonl", batch=1 + len(refused), refused=lambda _: None, done=look)
    assert there[-1] == there[1]


def test_a_refused_quotation_leaves_nothing_of_its_passages_in_memory():
    quotation = next(row for row in ROWS if row["model"] == "quotes.quotation")
    passage = next(row for row in ROWS if row["model"] == "quotes.passage")
    load_rows([quotation | {"fields": quotation["fields"] | {"source": ["nowhere"]}}, *[passage] * 3], batch=10)
    assert QUOTATION_REFUSED.__traceback__ is None


# Editors' work


def test_what_an_editor_changed_is_refused_and_kept():
    load_rows([topic()])
    stored = Topic.objects.get()
    stored.name = "Bridges and tunnels"
    stored.save()
    (refusal,) = load_rows([topic()])
    assert refusal.reasons == ["It is there already, and differs: name, sort_key."]
    assert Topic.objects.get().name == "Bridges and tunnels"


def test_what_an_editor_deleted_is_refused():
    load_rows([topic()])
    Topic.objects.get().delete()
    (refusal,) = load_rows([topic()])
    assert refusal.reasons == ["An editor deleted or renamed it after it was loaded."]


def test_what_an_editor_renamed_is_refused():
    load_rows([topic()])
    stored = Topic.objects.get()
    stored.slug = "spans"
    stored.save()
    assert [refusal.reasons[0] for refusal in load_rows([topic()])] == [
        "An editor deleted or renamed it after it was loaded."
    ]


def test_an_alias_that_an_editor_deleted_stays_deleted():
    rows = [
        {"model": "quotes.speaker", "fields": {"slug": "ana", "name": "Ana", "sort_name": "Ana"}},
        {"model": "quotes.alias", "fields": {"speaker": ["ana"], "name": "Ms. Ruiz"}},
    ]
    load_rows(rows)
    Alias.objects.get().delete()
    assert [refusal.label for refusal in load_rows(rows)] == ["alias ana/Ms. Ruiz"]


def test_what_an_editor_published_is_refused_and_stays_published():
    load_rows(ROWS)
    draft = Quotation.objects.filter(status="submitted").first() or Quotation.objects.exclude(status="published")[0]
    draft.attribution = "the engineer"
    draft.save()
    refused = load_rows(ROWS)
    assert [refusal.label for refusal in refused if refusal.label.startswith("quotation ")] == [
        f"quotation {draft.ref}"
    ]
    draft.refresh_from_db()
    assert draft.attribution == "the engineer"


def test_a_stored_quotation_gets_no_more_passages():
    make_quotation()
    rows = stored_rows()
    passage = next(row for row in rows if row["model"] == "quotes.passage")
    more = {"model": "quotes.passage", "fields": passage["fields"] | {"position": 2, "start": 60, "end": 70}}
    assert [refusal.reasons[0][:40] for refusal in load_rows([more])] == ["A new quotation's passages stand right a"]
    assert load_rows([passage]) == []


def test_a_row_that_stands_there_twice_is_loaded_once_if_it_says_the_same():
    assert load_rows([topic(), topic()]) == []
    (refusal,) = load_rows([topic("roads"), topic("roads", name="Streets")])
    assert refusal.line == 2
    assert [one.slug for one in Topic.objects.all()] == ["bridges"]


# Indexes


def indexes() -> set:
    names = set()
    with connection.cursor() as cursor:
        for table in [model._meta.db_table for model in [*ORDER, *(model.history.model for model in ORDER)]]:
            for name, found in connection.introspection.get_constraints(cursor, table).items():
                names.add((table, name, str(found)))
    return names


def test_what_is_taken_off_for_a_large_load_is_put_back_as_it_was():
    before = indexes()
    with indexes_later(lambda _: None):
        during = indexes()
        writing.insert_rows("quotes_topic", ["id", "version", "slug", "name", "sort_key"], [(1, 1, "a", "A", "a")])
    assert indexes() == before
    assert len(during) < len(before) - 50
    assert during < before


@pytest.fixture
def large(monkeypatch):
    """Any load of more than ten lines into an empty record is a large one."""
    monkeypatch.setattr(loading, "RUN", 10)


def locks(*, granted):
    """Return the tables that some transaction keeps all others away from, or waits to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relation::regclass::text FROM pg_locks JOIN pg_class ON pg_class.oid = relation "
            "WHERE mode = 'AccessExclusiveLock' AND relkind = 'r' AND granted = %s",
            [granted],
        )
        return {table for (table,) in cursor.fetchall()}


@on_postgresql
def test_a_large_load_locks_every_table_before_anything_else(large, monkeypatch):
    locked_first = []

    def lock():
        writing_lock()
        locked_first.append(locks(granted=True))

    writing_lock = writing.lock
    monkeypatch.setattr(writing, "lock", lock)
    load_rows(ROWS)
    assert locked_first == [locks(granted=True)]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_one_who_reads_one_table_and_then_another_is_not_in_the_way_of_a_large_load(large):
    refused = []

    def load():
        try:
            refused.append(load_rows(ROWS))
        finally:
            connection.close()

    loader = threading.Thread(target=load)
    with transaction.atomic():
        assert not SearchEntry.objects.exists()
        loader.start()
        for _ in range(200):
            if locks(granted=False):
                break
            time.sleep(0.02)
        assert locks(granted=False)
        assert not Topic.objects.exists()
    loader.join(60)
    assert refused == [[]]
    assert Topic.objects.exists()


# Files


def test_lines_are_read_one_by_one_with_their_numbers(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\n\n[2]\r\nnot json\n\xff\n' + b"[" * 5_000 + b'\n"last"')
    found = list(lines.File(path))
    assert [line.number for line in found] == [1, 3, 4, 5, 6, 7]
    rows = [line.row() for line in found]
    assert [row for row in rows if not isinstance(row, ValueError)] == [{"a": 1}, [2], "last"]
    assert "it is not JSON in UTF-8" in str(rows[2])
    with pytest.raises(Refused, match="cannot be read"):
        list(lines.File(tmp_path / "none.jsonl"))


def test_runs_never_part_a_quotation_from_its_passages():
    runs = list(lines.runs(lines_of(ROWS), 1))
    assert [line for run in runs for line, _ in run] == lines_of(ROWS)
    for run in runs:
        assert [row["model"] == "quotes.passage" for _, row in run] == [False] + [True] * (len(run) - 1)


def test_a_report_keeps_the_first_and_writes_all(tmp_path):
    path = tmp_path / "refused.jsonl"
    with reporting(path) as report:
        load_lines(lines_of([topic(f"t{n}", name="") for n in range(30)]), "f", batch=100, refused=report)
    assert len(report.lines()) == SHOWN + 1
    assert report.lines()[0] == "line 1, topic t0: name: This field cannot be blank."
    written = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(written) == 30
    assert written[29] == {
        "line": 30,
        "row": "topic t29",
        "reasons": ["name: This field cannot be blank."],
        "given": topic("t29", name=""),
    }
    with pytest.raises(Refused, match="cannot be written"), reporting(tmp_path / "nowhere" / "f"):
        pass
