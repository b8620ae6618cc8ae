"""Keys of rows that come back with the key that they had."""

from django.db import connections

from quotes.models import Record


def give_out_after(model: type[Record], key: int, using: str) -> None:
    """Let the database give out no key up to `key` again, whatever it gave out before.

    SQLite sees to that itself (AUTOINCREMENT). PostgreSQL's sequence is behind where rows were loaded without those
    that were deleted. It is only ever moved on, so that nobody who takes a key meanwhile is given one twice.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        (name,) = cursor.fetchone()
        cursor.execute(
            f"SELECT nextval(%s) FROM generate_series((SELECT last_value + is_called::int FROM {name}), %s)",  # noqa: S608
            [name, key],
        )
