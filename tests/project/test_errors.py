"""When the database is away, visitors are told to come back; when the site is at fault, they are told so."""

import sqlite3
from contextlib import closing

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from django.template.loader import render_to_string
from django.test import RequestFactory

from project.environment import Environment
from project.errors import server_error
from project.unavailable import is_unavailable

NOWHERE = ["sqlite:////no/such/folder/record.sqlite3", "postgresql://onrecord@/onrecord?host=/no/such/folder"]


def connect(url: str) -> BaseDatabaseWrapper:
    return ConnectionHandler({"default": Environment({}).database("DATABASE_URL", url)})["default"]


def error_of(url: str, statement: str) -> DatabaseError:
    with closing(connect(url)) as own, pytest.raises(DatabaseError) as caught:
        execute(own, statement)
    return caught.value


def execute(connection: BaseDatabaseWrapper, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def caused(error: DatabaseError, cause: Exception) -> DatabaseError:
    error.__cause__ = cause
    return error


@pytest.mark.django_db
@pytest.mark.parametrize("url", NOWHERE)
def test_a_database_that_cannot_be_reached_is_away(url):
    assert is_unavailable(error_of(url, "SELECT 1"))


@pytest.mark.django_db
def test_a_locked_sqlite_database_is_away(tmp_path):
    url = f"sqlite:///{tmp_path}/record.sqlite3?timeout=0"
    with closing(sqlite3.connect(tmp_path / "record.sqlite3", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE a (b)")
        other.execute("BEGIN IMMEDIATE")
        error = error_of(url, "INSERT INTO a VALUES (1)")
    assert "locked" in str(error)
    assert is_unavailable(error)


@pytest.mark.django_db
def test_a_fault_of_the_site_is_not_away_on_sqlite(tmp_path):
    url = f"sqlite:///{tmp_path}/record.sqlite3"
    for statement in ("SELECT * FROM no_such_table", "SELECT no_such_function()", "SELEC 1"):
        error = error_of(url, statement)
        assert isinstance(error, OperationalError)
        assert not is_unavailable(error)


@pytest.mark.django_db
def test_a_missing_table_is_not_away_on_this_database():
    with pytest.raises(DatabaseError) as caught:
        execute(connection, "SELECT * FROM no_such_table")
    assert not is_unavailable(caught.value)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (psycopg.errors.AdminShutdown, True),
        (psycopg.errors.CrashShutdown, True),
        (psycopg.errors.CannotConnectNow, True),
        (psycopg.errors.ConnectionFailure, True),
        (psycopg.errors.TooManyConnections, True),
        (psycopg.errors.LockNotAvailable, True),
        (psycopg.errors.QueryCanceled, False),
        (psycopg.errors.DeadlockDetected, False),
        (psycopg.errors.DiskFull, False),
    ],
)
def test_the_states_of_postgresql_are_told_apart(state, expected):
    assert is_unavailable(caused(OperationalError(), state())) is expected


def test_other_errors_are_never_away():
    assert not is_unavailable(None)
    assert not is_unavailable(RuntimeError())
    assert not is_unavailable(OperationalError("raised by our own code"))
    assert not is_unavailable(caused(InterfaceError(), psycopg.InterfaceError("the cursor is closed")))
    assert not is_unavailable(caused(ProgrammingError(), psycopg.errors.UndefinedTable()))


@pytest.mark.django_db
@pytest.mark.parametrize("url", NOWHERE)
def test_a_visitor_is_told_to_come_back_while_the_database_is_away(url):
    try:
        connect(url).ensure_connection()
    except OperationalError:
        response = server_error(RequestFactory().get("/"))
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert response["Cache-Control"] == "no-store"
    assert "out of reach" in response.text


@pytest.mark.django_db
@pytest.mark.urls("tests.project.failing_urls")
@pytest.mark.parametrize("address", ["/failing/", "/without-table/"])
def test_a_fault_of_the_site_is_a_500_page(client, address):
    client.raise_request_exception = False
    response = client.get(address)
    assert response.status_code == 500
    assert response["Cache-Control"] == "no-store"
    assert "Retry-After" not in response
    assert "went wrong" in response.text
    assert "no_such_table" not in response.text


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_error_pages_need_no_database(name):
    assert "</html>" in render_to_string(name)  # this test has none: a query would fail it
