"""Which errors mean that the database is away for a while, and which that something is wrong with the site."""

import sqlite3

from django.db import OperationalError

# https://www.sqlite.org/rescode.html: the low eight bits of an extended code are the primary one.
SQLITE_PRIMARY_CODE = 0xFF
SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}

# https://www.postgresql.org/docs/current/errcodes-appendix.html: connection exceptions; operator intervention, apart
# from a canceled query (57014); too many connections; lock not available.
POSTGRESQL_AWAY = ("08", "57P", "53300", "55P03")


def is_unavailable(error: BaseException | None) -> bool:
    """Return whether `error` means that the database cannot be reached, or is locked.

    Both drivers also raise OperationalError for faults that waiting does not mend: SQLite for a missing table,
    PostgreSQL for a deadlock. The codes of the drivers tell them apart. An error that psycopg raises itself has a
    SQLSTATE of None: the connection could not be made, or was lost. A process on SQLite does not load psycopg.
    """
    if not isinstance(error, OperationalError):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & SQLITE_PRIMARY_CODE in SQLITE_AWAY
    state = getattr(cause, "sqlstate", "")
    return state is None or state.startswith(POSTGRESQL_AWAY)
