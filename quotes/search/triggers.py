"""The triggers by which the database notes each written row of the record in `Change`, in the writing transaction.

They are the database's, not Django's, so that `QuerySet.update()`, `bulk_create()` and raw SQL are noted like saves.
SQLite drops a table's triggers when a migration rebuilds it, and says nothing: `install()` runs after every migration.
"""

from collections.abc import Collection, Iterator

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

NAMED = "quotes_change_"  # how the name of each trigger begins

# What must be looked at again when a row was written, where that is not the row itself: whose, and by which column.
BELONGS = {
    "quotationtopic": ("quotation", "quotation_id"),
    "stance": ("quotation", "quotation_id"),
}

# One note for each row that a statement wrote. PostgreSQL gives a trigger the rows of its statement as two tables.
NOTING_FUNCTION = """
CREATE OR REPLACE FUNCTION quotes_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO quotes_change (of, key, transaction)
        VALUES ('everything', NULL, pg_current_xact_id()::text::bigint);
    ELSE
        EXECUTE format(
            'INSERT INTO quotes_change (of, key, transaction)
             SELECT %1$L, written.key, pg_current_xact_id()::text::bigint FROM ('
            || CASE TG_OP
                WHEN 'INSERT' THEN 'SELECT %2$I AS key FROM new_rows'
                WHEN 'DELETE' THEN 'SELECT %2$I AS key FROM old_rows'
                ELSE 'SELECT %2$I AS key FROM old_rows UNION SELECT %2$I FROM new_rows'
            END
            || ') AS written',
            TG_ARGV[0], TG_ARGV[1]
        );
    END IF;
    RETURN NULL;
END
$$
"""
POSTGRESQL_EVENTS = {
    "INSERT": "REFERENCING NEW TABLE AS new_rows",
    "UPDATE": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "REFERENCING OLD TABLE AS old_rows",
    "TRUNCATE": "",
}

# SQLite has no number of a transaction. A random one tells a note from another that got its id after a rollback.
SQLITE_TRIGGER = """CREATE TRIGGER "{name}" AFTER {event} ON "{table}" BEGIN
    INSERT INTO "quotes_change" ("of", "key", "transaction") SELECT '{of}', "key", random() FROM ({written});
END"""
SQLITE_EVENTS = {
    "INSERT": 'SELECT NEW."{column}" AS "key"',
    "UPDATE": 'SELECT OLD."{column}" AS "key" UNION SELECT NEW."{column}"',
    "DELETE": 'SELECT OLD."{column}" AS "key"',
}


def noted_models() -> list[type[models.Model]]:
    """Return the models whose rows are noted: those that keep revisions, and former addresses."""
    own = apps.get_app_config("quotes").get_models()
    return [model for model in own if hasattr(model, "history") or model._meta.model_name == "formerslug"]


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Let the database note every change of the record from now on. Changes nothing where it does so already.

    After a migration on the way, tables of later ones are not there.
    """
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if connection.vendor == "sqlite":
            wanted = dict(_sqlite_triggers(tables))
            found = _triggers_on_sqlite(using)
            for name in found if found != wanted else ():
                cursor.execute(f'DROP TRIGGER "{name}"')
            for sql in wanted.values() if found != wanted else ():
                cursor.execute(sql)
        else:
            cursor.execute(NOTING_FUNCTION)
            for sql in _postgresql_triggers(tables):
                cursor.execute(sql)


def remove(using: str = DEFAULT_DB_ALIAS) -> None:
    """Let the database note nothing more. Whoever calls this writes a note of everything later (`changes.resume`)."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _triggers_on_sqlite(using):
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("DROP FUNCTION IF EXISTS quotes_note_change() CASCADE")


def _noted(tables: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each noted table among `tables`, what its rows belong to, and the column that says to which."""
    for model in noted_models():
        meta = model._meta
        name = meta.model_name or ""
        of, column = BELONGS.get(name, (name, meta.pk.attname))
        if meta.db_table in tables:
            yield meta.db_table, of, column


def _sqlite_triggers(tables: Collection[str]) -> Iterator[tuple[str, str]]:
    for table, of, column in _noted(tables):
        for event, keys in SQLITE_EVENTS.items():
            name = f"{NAMED}{table}_{event.lower()}"
            written = keys.format(column=column)
            yield name, SQLITE_TRIGGER.format(name=name, event=event, table=table, of=of, written=written)


def _triggers_on_sqlite(using: str) -> dict[str, str]:
    """Return the triggers that are there, by name."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name GLOB %s", [f"{NAMED}*"])
        return dict(cursor.fetchall())


def _postgresql_triggers(tables: Collection[str]) -> Iterator[str]:
    for table, of, column in _noted(tables):
        for event, transition in POSTGRESQL_EVENTS.items():
            yield (
                f'CREATE OR REPLACE TRIGGER "{NAMED}{event.lower()}" AFTER {event} ON "{table}" {transition} '
                f"FOR EACH STATEMENT EXECUTE FUNCTION quotes_note_change('{of}', '{column}')"
            )
