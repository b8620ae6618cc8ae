"""PostgreSQL plans a query that many pages ask once for each connection."""

import pytest
from django.db import connection

from quotes.search.keys import one_of
from quotes.search.planned import planned_once
from tests.factories import make_topic

pytestmark = pytest.mark.django_db


def ask(keys):
    condition, parameters = one_of("id", keys)
    with planned_once() as cursor:
        cursor.execute(f"SELECT id FROM quotes_topic WHERE {condition}", parameters)  # noqa: S608
        return {key for (key,) in cursor.fetchall()}


def test_the_values_are_those_of_each_time():
    first, second = make_topic().pk, make_topic().pk
    asked = [[first], [second], [first, second], []]
    assert [ask(keys) for keys in asked] == [{first}, {second}, {first, second}, set()]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans in microseconds")
def test_one_plan_serves_any_keys():
    for keys in ([1], [10**5], [10**12], [1, 2, 3], []) * 4:
        ask(keys)
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE '%%FROM quotes_topic%%'")
        ((reused,),) = cursor.fetchall()
    assert reused > 10


def test_it_is_seen_where_queries_are_counted(django_assert_num_queries):
    with django_assert_num_queries(2) as captured:
        ask([1])
        ask([2])
    assert all("quotes_topic" in query["sql"] for query in captured)
