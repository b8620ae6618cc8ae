"""Migrations: complete, reversible, and safe for the data that is there."""

import json
from collections.abc import Collection
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel, RunPython, RunSQL

from quotes.apps import install_search, note_changes, stop_noting_changes
from quotes.models import FormerSlug, Quotation, QuotationTopic, Record, SearchEntry, Source, Status
from quotes.models.quotations import PUBLISHED
from quotes.search import changes, triggers
from tests.everyday import first_every_day
from tests.factories import (
    make_affiliation,
    make_alias,
    make_one_of_each,
    make_organization,
    make_quotation,
    make_topic,
)

TABLES = [
    model for model in apps.get_app_config("quotes").get_models() if issubclass(model, Record) or model is FormerSlug
]


def migrations() -> list[Migration]:
    """The migrations of quotes, first to last."""
    loader = MigrationLoader(connection)
    (leaf,) = loader.graph.leaf_nodes("quotes")
    return [loader.get_migration(*key) for key in loader.graph.forwards_plan(leaf) if key[0] == "quotes"]


def migrate(name: str) -> None:
    """Migrate quotes to `name` ("zero": before the first). Only triggers and the search follow."""
    executor = MigrationExecutor(connection)
    targets = [("quotes", None if name == "zero" else name)]
    plan = executor.migration_plan(targets)
    stop_noting_changes(connection.alias, plan)
    executor.migrate(targets, plan)
    install_search(using=connection.alias)
    note_changes(connection.alias, plan)


def tables() -> dict[str, set[str]]:
    """The tables of quotes, each with its columns, indexes and constraints, as the database has them."""
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if name.startswith("quotes_")]
        return {
            name: {column.name for column in connection.introspection.get_table_description(cursor, name)}
            | set(connection.introspection.get_constraints(cursor, name))
            for name in names
        }


def definition(index: str) -> str:
    """The SQL that makes an index, as the database has it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [index])
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [index])
        return cursor.fetchone()[0]


def created_after(name: str) -> set[str]:
    """The names of the models whose tables later migrations make."""
    names = [migration.name for migration in migrations()]
    later = migrations()[names.index(name) + 1 :]
    return {each.name_lower for one in later for each in one.operations if isinstance(each, CreateModel)}


def contents(leaving: Collection[str] = ()) -> list[dict]:
    """Every row of the record, without keys; those of some models left out."""
    models = [
        model
        for model in serializers.sort_dependencies([(apps.get_app_config("quotes"), TABLES)])
        if model._meta.model_name not in leaving
    ]
    rows = [
        row for model in models for row in sorted(model._base_manager.all(), key=lambda row: str(row.natural_key()))
    ]
    return json.loads(serializers.serialize("json", rows, use_natural_foreign_keys=True, use_natural_primary_keys=True))


@pytest.fixture
def latest(transactional_db):
    """Leaves the database at the latest migration, whatever the test did."""
    last = migrations()[-1].name
    yield last
    migrate(last)


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_every_operation_can_be_reversed():
    for migration in migrations():
        for operation in migration.operations:
            assert operation.reversible, (migration.name, operation)


@pytest.mark.django_db
def test_a_migration_changes_the_schema_or_the_data_never_both():
    for migration in migrations():
        kinds = {isinstance(operation, RunPython) for operation in migration.operations}
        if not any(isinstance(operation, RunSQL) for operation in migration.operations):
            assert len(kinds) == 1, migration.name


@pytest.mark.django_db
def test_every_constraint_and_index_is_in_the_database():
    there = tables()
    for model in TABLES:
        for rule in [*model._meta.constraints, *model._meta.indexes]:
            assert rule.name in there[model._meta.db_table]


@pytest.mark.django_db
def test_indexes_of_published_quotations_are_partial():
    partial = [index.name for index in Quotation._meta.indexes if index.condition == PUBLISHED]
    assert len(partial) == 7
    for name in partial:
        assert "published" in definition(name).split("WHERE")[1]
        assert definition(name).count("DESC") == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "word"), [("quotation_withdrawn", "withdrawn"), ("source_corrected", "correction_note")]
)
def test_indexes_of_corrections_hold_nothing_else(name, word):
    assert word in definition(name).split("WHERE")[1]


@pytest.mark.django_db
def test_the_index_of_quotations_by_topic_holds_published_ones_alone():
    assert "published" in definition("published_by_topic").split("WHERE")[1]
    assert definition("published_by_topic").count("DESC") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Quotation, "source_id"),
        (Quotation, "speaker_id"),
        (Quotation, "organization_id"),
        (QuotationTopic, "topic_id"),
    ],
)
def test_a_record_of_quotations_is_looked_up_with_their_status(model, column):
    """PostgreSQL takes an index of the keys alone where there is one, and reads every draft of a hidden record."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, model._meta.db_table).values()
    beginning = [one["columns"] for one in constraints if one["index"] and one["columns"][:1] == [column]]
    assert [column, "status"] in beginning
    assert [column] not in beginning


NEWEST_BUT_ONE = sorted(path.stem for path in Path(__file__).parent.parent.glob("quotes/migrations/0*.py"))[-2]


@pytest.mark.parametrize("before", first_every_day(NEWEST_BUT_ONE, "0001_initial", "zero"))
def test_migrations_go_back_and_forth_with_data_in_them(latest, before):
    make_one_of_each()
    make_quotation(status="draft")
    new = created_after(before) if before != "zero" else ()
    schema, rows = tables(), contents(leaving=new)
    assert len(rows) > len(TABLES) - len(new)
    migrate(before)
    if before == "zero":
        assert tables() == {}
    migrate(latest)
    assert tables() == schema
    if before == "zero":
        assert contents() == []
        make_one_of_each()
    else:
        assert contents(leaving=new) == rows
    for source in Source.objects.all():
        source.save()
    assert Quotation.objects.published().count() == 1


@pytest.mark.slow
def test_each_migration_goes_back_and_forth_by_itself_with_data_in_it(latest):
    make_one_of_each()
    names = [migration.name for migration in migrations()]
    schemas = {}
    for name in reversed(names):
        schemas[name] = tables()
        migrate(names[names.index(name) - 1] if name != names[0] else name)
    for name in names:
        migrate(name)
        assert tables() == schemas[name], name


@pytest.mark.slow
def test_topics_and_their_revisions_get_the_status_of_their_quotations(latest):
    for status in Status:
        quotation = make_quotation(status=status, topics=[make_topic()])
        QuotationTopic(quotation=quotation, topic=make_topic()).save()
    make_quotation(status=Status.DRAFT, topics=[make_topic()]).delete()
    rows = list(QuotationTopic.objects.order_by("pk").values())
    revisions = list(QuotationTopic.history.order_by("pk").values())
    assert {row["status"] for row in rows} == {row["status"] for row in revisions} == set(Status)
    migrate("0004_status_indexes")
    migrate(latest)
    assert list(QuotationTopic.objects.order_by("pk").values()) == rows
    without_acts = [revision | {"history_act": None} for revision in revisions]  # which came later
    assert list(QuotationTopic.history.order_by("pk").values()) == without_acts


@pytest.mark.slow
def test_a_revision_of_a_topic_of_a_quotation_without_revisions_gets_the_status_that_is_stored(latest):
    make_quotation(topics=[make_topic()])
    Quotation.history.all().delete()
    migrate("0004_status_indexes")
    migrate(latest)
    assert QuotationTopic.history.get().status == Status.PUBLISHED


@pytest.mark.slow
def test_published_quotations_get_the_search_entries_that_saving_them_makes(latest):
    role = make_affiliation(organization=make_organization())
    make_alias(speaker=role.speaker)
    for status in Status:
        make_quotation(affiliation=role, status=status)
    entries = list(SearchEntry.objects.values())
    migrate("0008_search_entries")
    assert not SearchEntry.objects.exists()
    migrate(latest)
    assert list(SearchEntry.objects.values()) == entries
    assert len(entries) == 1


@pytest.mark.django_db(transaction=True)
def test_after_a_migration_that_failed_the_next_one_makes_up_for_it():
    mark, _ = changes.look(changes.Mark())
    triggers.remove()
    make_quotation()
    call_command("migrate", verbosity=0)
    assert changes.look(mark)[1].everything
    make_quotation()
    assert changes.look(mark)[1].keys["quotation"]
