"""Many keys as one parameter."""

import pytest
from django.db import connection

from quotes.models import Topic
from quotes.search.keys import filled, one_of
from tests.factories import make_topic


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["id", "slug"])
def test_a_condition_finds_the_rows_that_have_one_of_the_values(column):
    made = [make_topic() for _ in range(3)]
    values = [getattr(topic, column) for topic in made[:2]]
    condition, parameters = one_of(column, values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {Topic._meta.db_table} WHERE {condition}", parameters)  # noqa: S608
        assert {key for (key,) in cursor.fetchall()} == {topic.pk for topic in made[:2]}


def test_other_values_take_the_place_of_the_stand_in_alone():
    written = ["published", *one_of("id", [-1])[1], 7]
    assert filled(written, [-1], [3, 4]) == ["published", *one_of("id", [3, 4])[1], 7]


@pytest.mark.parametrize("times", [0, 2])
def test_a_stand_in_that_is_not_there_once_is_refused(times):
    with pytest.raises(ValueError, match="should stand once"):
        filled(one_of("id", [-1])[1] * times, [-1], [3])
