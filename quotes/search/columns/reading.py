"""What the columns hold of the record, as the database has it: published quotations, their topics, and names in order.

Raw SQL, in batches: a million quotations as model instances would take a minute and a gigabyte.
"""

from collections.abc import Collection, Iterator
from itertools import chain, islice
from typing import Any

from django.db import connection

from quotes.models import Status

from ..keys import as_rows

BATCH = 5_000  # rows

Batches = Iterator[list[tuple[Any, ...]]]

# id, day (as date.toordinal()), ref, speaker, organization, source, kind, medium, role, affiliation
QUOTATIONS = """
    SELECT id, {day}, ref, coalesce(speaker_id, 0), coalesce(organization_id, 0), source_id, kind, medium, role_slug,
        coalesce(affiliation_id, 0)
    FROM quotes_quotation WHERE status = '{published}'{among}
"""
DAY = {
    "sqlite": "CAST(julianday(said_latest) - 1721424.5 AS integer)",
    "postgresql": "said_latest - DATE '0001-01-01' + 1",
}
# id of a quotation, published or not, and its topics: "3,17"
TOPICS = """
    SELECT quotation_id, {joined} FROM quotes_quotationtopic{among} GROUP BY quotation_id
"""
JOINED = {"sqlite": "group_concat(topic_id)", "postgresql": "string_agg(topic_id::text, ',')"}

# By column: the words by which its records are sorted, after as many quotations.
NAMES = {
    "speaker": "SELECT sort_key, slug, id FROM quotes_speaker",
    "organization": "SELECT sort_key, slug, id FROM quotes_organization",
    "topic": "SELECT sort_key, slug, id FROM quotes_topic",
    "source": "SELECT slug, id FROM quotes_source",
}


def quotations(among: Collection[int] | None = None) -> Batches:
    """Yield the published quotations, all or those `among` some ids: see `QUOTATIONS`. In no order."""
    return _batches(QUOTATIONS, " AND id IN", among, day=DAY[connection.vendor], published=Status.PUBLISHED.value)


def topics(among: Collection[int] | None = None) -> Batches:
    """Yield each quotation that has topics, all or those `among` some ids, with these as one text."""
    return _batches(TOPICS, " WHERE quotation_id IN", among, joined=JOINED[connection.vendor])


def members(text: str) -> tuple[int, ...]:
    """Return the keys of a text of `topics()`, sorted."""
    return tuple(sorted(int(key) for key in text.split(","))) if text else ()


def in_order(name: str) -> list[int]:
    """Return the keys of all records of a column, in the order that settles ties, the same in every collation."""
    return [row[-1] for row in sorted(chain.from_iterable(_batches(NAMES[name])))]


def _batches(sql: str, condition: str = "", among: Collection[int] | None = None, **parts: str) -> Batches:
    """Yield the rows of a query a batch at a time, so that neither driver holds them all."""
    with connection.cursor() as cursor:
        if among is None and connection.vendor == "postgresql":
            with cursor.copy(f"COPY ({sql.format(among='', **parts)}) TO STDOUT (FORMAT BINARY)") as copy:
                copy.set_types(COPIED[sql])
                rows = copy.rows()
                while batch := list(islice(rows, BATCH)):
                    yield batch
            return
        keys, parameters = as_rows(among) if among is not None else ("", None)
        cursor.execute(sql.format(among=f"{condition} ({keys})" if keys else "", **parts), parameters)
        while batch := cursor.fetchmany(BATCH):
            yield batch


COPIED = {
    QUOTATIONS: ["int8", "int4", "text", "int8", "int8", "int8", "text", "text", "text", "int8"],
    TOPICS: ["int8", "text"],
} | {sql: ["text", "text", "int8"][-len(sql.split(" FROM ")[0].split(",")) :] for sql in NAMES.values()}
