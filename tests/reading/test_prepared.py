"""Queries that are written once give what their querysets give."""

import pytest
from django.db import connection

from quotes.models import Quotation, Status
from quotes.reading.prepared import Prepared
from quotes.reading.records import LISTED, listed
from tests.factories import make_affiliation, make_organization, make_quotation, make_source, set_status

pytestmark = pytest.mark.django_db


def seen(record):
    """Return what stands in a record and the related ones that were read with it."""
    related = {name: one for name, one in record._state.fields_cache.items() if one is not None}
    own = {name: value for name, value in vars(record).items() if name != "_state"}
    return own | {name: seen(one) for name, one in related.items()}


@pytest.fixture
def keys():
    source = make_source(publisher=make_organization())
    role = make_affiliation(organization=make_organization(), role="engineer")
    first = make_quotation(source=source, affiliation=role, said="2024-05")
    return [first.pk, make_quotation(source=source, reported_in=first).pk, make_quotation().pk]


def test_a_prepared_query_gives_the_rows_of_its_queryset_with_all_that_they_hold(keys):
    rows = {row.pk: row for row in listed(Quotation.objects.published()).filter(pk__in=keys)}
    read = LISTED.read(keys)
    assert [row.pk for row in read] == keys
    assert [seen(row) for row in read] == [seen(rows[key]) for key in keys]
    assert [row.get_deferred_fields() for row in read] == [rows[key].get_deferred_fields() for key in keys]


def test_it_gives_them_in_the_order_of_the_keys_and_again_for_others(keys):
    prepared = Prepared(Quotation.objects.published)
    for some in (keys, keys[::-1], keys[1:2], keys * 2, []):
        assert [row.pk for row in prepared.read(some)] == some


def test_what_the_queryset_leaves_out_is_not_there(keys):
    set_status(Quotation.objects.get(pk=keys[0]), Status.WITHDRAWN, "The source was retracted.")
    assert [row.pk for row in LISTED.read([*keys, 10**9])] == keys[1:]


def test_it_takes_one_query(keys, django_assert_num_queries):
    with django_assert_num_queries(1):
        for row in LISTED.read(keys):
            assert row.speaker.name
            assert row.source.published_on
            assert str(row.affiliation)


def test_records_know_their_database(keys):
    (row,) = LISTED.read(keys[:1])
    assert row._state.db == row.speaker._state.db == connection.alias
    assert not row._state.adding
