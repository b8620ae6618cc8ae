"""A condition in memory says of a row what the database says of it, where values are NULL too."""

import pytest
from django.db import models
from django.db.models import F, Q
from hypothesis import given
from hypothesis import strategies as st

from quotes.ingest.bulk.conditions import fields_of, is_false

pytestmark = pytest.mark.django_db

NAMES = ["position", "reason"]
TEXTS = st.sampled_from(["", "a", "b", "ab"])


def lookups():
    name = st.sampled_from(NAMES)
    return st.one_of(
        st.tuples(name, TEXTS),
        st.tuples(name.map("{}__in".format), st.lists(TEXTS, min_size=1, max_size=2)),
        st.tuples(name.map("{}__regex".format), st.sampled_from([r"\Aa", "b", r"\A\Z"])),
        st.tuples(name.map("{}__isnull".format), st.booleans()),
        st.tuples(name.map("{}__gte".format), st.sampled_from([F("reason"), F("position")])),
        st.tuples(name, st.sampled_from([None, F("reason")])),
    ).map(lambda item: Q(**{item[0]: item[1]}))


def joined(inner):
    two = st.tuples(inner, inner)
    return st.one_of(
        inner.map(lambda one: ~one), two.map(lambda both: both[0] | both[1]), two.map(lambda both: both[0] & both[1])
    )


conditions = st.recursive(lookups(), joined, max_leaves=5)


def refused_by_database(condition: Q, row: dict) -> bool:
    """Whether a check constraint with this condition would refuse the row, as Django writes it in SQL."""
    values = {name: models.Value(value, output_field=models.TextField()) for name, value in row.items()}
    return not condition.check(values)


@given(condition=conditions, position=TEXTS | st.none(), reason=TEXTS | st.none())
def test_a_condition_is_false_of_a_row_when_the_database_says_so(condition, position, reason):
    row = {"position": position, "reason": reason}
    assert is_false(condition)(row) == refused_by_database(condition, row)


def test_it_names_the_fields_that_it_looks_at():
    assert fields_of(Q(a=1) & ~(Q(b__in=[1]) | Q(c__gte=F("d")))) == {"a", "b", "c", "d"}


def test_a_lookup_that_is_not_known_is_an_error_at_once():
    with pytest.raises(KeyError):
        is_false(Q(reason__icontains="x"))
