"""What the environment may hold, and what is said when it holds something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from project.environment import Environment, SettingsRefused


def problems(**values: str) -> list[str]:
    """What is wrong with `values`, read the way the settings read them."""
    environment = Environment(values)
    environment.boolean("HTTPS", default=True)
    environment.origins("ORIGINS")
    environment.email("EMAIL", "")
    environment.web_address("ADDRESS")
    environment.choice("CHOICE", ["one", "other"])
    environment.database("DATABASE_URL", "sqlite:////folder/default.sqlite3")
    return environment.problems


def test_nothing_set_gives_the_defaults_without_a_problem():
    assert problems() == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1", True), ("true", True), ("YES", True), (" on ", True), ("0", False), ("False", False), ("no", False)],
)
def test_a_boolean_can_be_written_in_the_usual_ways(written, meant):
    assert Environment({"HTTPS": written}).boolean("HTTPS", default=not meant) is meant


def test_a_choice_is_the_first_unless_it_says_another():
    assert [Environment(values).choice("A", ["x", "y"]) for values in ({}, {"A": ""}, {"A": " y "})] == ["x", "x", "y"]


@pytest.mark.parametrize("written", ["z", "X", "xy", "x or y"])
def test_a_choice_of_something_else_is_a_problem(written):
    environment = Environment({"A": written})
    environment.choice("A", ["x", "y"])
    assert environment.problems == [f"A must be x or y, not {written!r}."]


@given(st.text())
def test_any_other_boolean_is_a_problem_and_never_taken_for_true(written):
    environment = Environment({"HTTPS": written})
    value = environment.boolean("HTTPS", default=False)
    if written.strip().lower() not in ("1", "true", "yes", "on"):
        assert value is False
    assert bool(environment.problems) == (
        written.strip().lower() not in ("", "1", "true", "yes", "on", "0", "false", "no", "off")
    )


def test_a_variable_set_to_nothing_counts_as_not_set():
    environment = Environment({"SECRET_KEY": "  "})
    assert environment.text("SECRET_KEY", needed="a secret") == ""
    assert environment.problems == ["SECRET_KEY is not set: a secret"]


@pytest.mark.parametrize("address", ["example.org/onrecord", "javascript:alert(1)", "https://example.org/a b"])
def test_an_address_that_no_link_could_have_is_a_problem(address):
    (problem,) = problems(ADDRESS=address)
    assert "ADDRESS" in problem
    assert problems(ADDRESS="https://example.org/onrecord") == []


@pytest.mark.parametrize("url", ["nonsense", "mysql://localhost/onrecord", "postgresql://localhost:port/x", "sqlite:"])
def test_a_malformed_database_url_is_a_problem(url):
    (problem,) = problems(DATABASE_URL=url)
    assert "DATABASE_URL" in problem
    assert "postgresql://" in problem


def test_the_password_in_a_database_url_is_never_repeated():
    (problem,) = problems(DATABASE_URL="postgresql://user:hunter2@host:port/name")
    assert "hunter2" not in problem


def test_a_postgresql_url_can_name_the_folder_of_a_unix_socket():
    database = Environment({"URL": "postgresql://postgres@/onrecord?host=/run/pg"}).database("URL", None)
    assert database["NAME"] == "onrecord"
    assert database["OPTIONS"]["host"] == "/run/pg"


@pytest.mark.parametrize(("query", "seconds"), [("", "5"), ("?connect_timeout=10", "10")])
def test_a_postgresql_server_that_does_not_answer_is_waited_for_5_seconds_or_what_its_url_says(query, seconds):
    database = Environment({"URL": f"postgresql://onrecord@db.example/onrecord{query}"}).database("URL", None)
    assert str(database["OPTIONS"]["connect_timeout"]) == seconds


def test_a_postgresql_connection_has_memory_for_searches_unless_its_url_says_otherwise():
    address = "postgresql://onrecord@db.example/onrecord"
    assert "work_mem" in Environment({"URL": address}).database("URL", None)["OPTIONS"]["options"]
    database = Environment({"URL": f"{address}?options=-c%20jit%3Doff"}).database("URL", None)
    assert database["OPTIONS"]["options"] == "-c jit=off"


def test_an_option_in_a_sqlite_url_overrules_the_default():
    database = Environment({"URL": "sqlite:////folder/file.sqlite3?timeout=5"}).database("URL", None)
    assert database["OPTIONS"]["timeout"] == 5
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize("origin", ["example.org", "*", "https:/example.org"])
def test_an_origin_needs_its_scheme(origin):
    (problem,) = problems(ORIGINS=f"https://example.org,{origin}")
    assert repr(origin) in problem


@pytest.mark.parametrize("address", ["corrections", "@", "a@b c@d", "@example.org"])
def test_a_malformed_mail_address_is_a_problem(address):
    assert len(problems(EMAIL=address)) == 1


def test_all_problems_are_told_at_once():
    environment = Environment({"HTTPS": "perhaps"})
    environment.text("SECRET_KEY", needed="a secret")
    environment.boolean("HTTPS", default=True)
    with pytest.raises(SettingsRefused) as refusal:
        environment.refuse_problems()
    assert "SECRET_KEY is not set: a secret" in str(refusal.value)
    assert "HTTPS must be 1 or 0, not 'perhaps'." in str(refusal.value)


def test_a_whole_number_is_read_or_its_default_taken():
    assert Environment({"ROOM": "0"}).whole_number("ROOM", 16) == 0
    assert Environment({}).whole_number("ROOM", 16) == 16


@pytest.mark.parametrize("written", ["-1", "1.5", "much", "²", "٣"])
def test_anything_else_than_a_whole_number_is_a_problem(written):
    environment = Environment({"ROOM": written})
    assert environment.whole_number("ROOM", 16) == 16
    assert environment.problems == [f"ROOM must be a whole number from 0 on, not {written!r}."]
