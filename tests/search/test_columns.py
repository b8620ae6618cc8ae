"""The columns in memory: they count and page what plain Python finds; changes reach them as if loaded anew."""

from collections import Counter
from datetime import date

import numpy as np
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from quotes.models import Quotation, QuotationTopic, Speaker, Status, Topic
from quotes.search import changes, columns
from quotes.search.columns import (
    Among,
    Between,
    Having,
    InYears,
    Selection,
    Tally,
    Without,
    applying,
    arrays,
    refs,
)
from quotes.search.columns.loading import COLUMNS, load
from tests.factories import make_affiliation, make_organization, make_quotation, make_source, make_speaker, make_topic

DAYS = [date(1, 1, 1), date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 7, 1), date(9999, 12, 31)]
FACETS = ["speaker", "organization", "topic", "kind", "source"]
REFS = ["0000000000", "00000000Z0", "Z000000000", "ZZZZZZZZZZ", "0123456789", "ABCDEFGHJK", "MNPQRSTVWX"]
PLACES = st.tuples(st.sampled_from(DAYS).map(str), st.sampled_from(REFS))


@pytest.fixture
def names(db):
    """Some speakers, organizations, topics, sources and roles; the order of their names is not that of their keys."""
    return {
        "affiliation": [make_affiliation(role=role) for role in ("mayor", "clerk")],
        "speaker": [make_speaker(name=name) for name in ("Zoe", "Ana", "Ana")],
        "organization": [make_organization(name=name) for name in ("Works", "City")],
        "topic": [make_topic(name=name) for name in ("Repairs", "Ferries", "Budget")],
        "source": [make_source(title=name, published_on=date(9999, 12, 31)) for name in ("Paper", "Gazette")],
    }


ROWS = st.fixed_dictionaries(
    {
        "speaker": st.integers(0, 2),
        "organization": st.sampled_from([None, 0, 1]),
        "affiliation": st.sampled_from([None, 0, 1]),
        "source": st.integers(0, 1),
        "topics": st.sets(st.integers(0, 2)),
        "kind": st.sampled_from(Quotation.Kind.values),
        "medium": st.sampled_from(["", "speech", "interview"]),
        "role_slug": st.sampled_from(["", "mayor", "city-engineer"]),
        "said_latest": st.sampled_from(DAYS),
        "status": st.sampled_from([Status.PUBLISHED] * 3 + [Status.DRAFT, Status.WITHDRAWN]),
    }
)


def facts(names, row):
    reason = "Wrong." if row["status"] == Status.WITHDRAWN else ""
    fields = {name: row[name] for name in ("kind", "medium", "role_slug", "said_latest", "status")}
    optional = {name: None if row[name] is None else names[name][row[name]] for name in ("organization", "affiliation")}
    needed = {name: names[name][row[name]] for name in ("speaker", "source")}
    return fields | optional | needed | {"status_reason": reason}


def save(names, row, **fields):
    """Save a quotation as a row of `ROWS` says, past the rules, and return it."""
    words = {"text": "Words", "display_text": "“Words”"}
    (quotation,) = Quotation.objects.bulk_create([Quotation(**facts(names, row) | words | fields)])
    give_topics(names, quotation, row)
    return quotation


def give_topics(names, quotation, row):
    QuotationTopic.objects.filter(quotation=quotation)._raw_delete("default")
    QuotationTopic.objects.bulk_create(
        QuotationTopic(
            quotation=quotation, topic=names["topic"][number], said_latest=row["said_latest"], status=row["status"]
        )
        for number in row["topics"]
    )


CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "speaker": st.sets(st.integers(0, 3)),
        "organization": st.sets(st.integers(0, 2)),
        "source": st.sets(st.integers(0, 2)),
        "topic": st.sets(st.integers(0, 3)),
        "kind": st.sets(st.sampled_from(Quotation.Kind.values), min_size=1),
        "medium": st.sets(st.sampled_from(["", "speech", "post"]), min_size=1),
        "role": st.sets(st.sampled_from(["mayor", "king"]), min_size=1),
        "year": st.sets(st.sampled_from([1, 2019, 2020, 2022, 9999]), min_size=1),
        "after": st.sampled_from([*DAYS, date(2020, 6, 1)]),
        "before": st.sampled_from([*DAYS, date(2020, 6, 1)]),
        "among": st.sets(st.integers(0, 9)),
        "without": st.sets(st.integers(0, 9)),
    },
)


def keys(names, name, numbers):
    return {names[name][number].pk if number < len(names[name]) else 10**9 for number in numbers}


def conditions(names, wanted, ids):
    made = {}
    for name, values in wanted.items():
        if name in names:
            made[name] = Having(name, keys(names, name, values))
        elif name in ("kind", "medium", "role"):
            made[name] = Having(name, values)
        elif name == "year":
            made[name] = InYears(values)
        elif name in ("among", "without"):
            given = np.array([ids[n] if n < len(ids) else 10**9 + n for n in values], dtype=np.int64)
            made[name] = Among(given) if name == "among" else Without(given)
        else:
            made[name] = Between(**{{"after": "first", "before": "last"}[name]: values})
    return made


def met(names, wanted, ids, quotation, row):
    """Whether a quotation meets what is wanted, in plain Python."""
    checks = {
        "topic": lambda values: bool(row["topics"] & values),
        "role": lambda values: row["role_slug"] in values,
        "year": lambda values: row["said_latest"].year in values,
        "after": lambda day: row["said_latest"] >= day,
        "before": lambda day: row["said_latest"] <= day,
        "among": lambda numbers: quotation.pk in {ids[number] for number in numbers if number < len(ids)},
        "without": lambda numbers: quotation.pk not in {ids[number] for number in numbers if number < len(ids)},
    }
    return row["status"] == Status.PUBLISHED and all(
        checks[name](values) if name in checks else row[name] in values for name, values in wanted.items()
    )


def values_of(names, name, row):
    if name == "topic":
        return [names["topic"][number].pk for number in row["topics"]]
    if name == "kind":
        return [row["kind"]]
    return [] if row[name] is None else [names[name][row[name]].pk]


def tie(names, name, value):
    if name == "kind":
        return value
    record = next(one for one in names[name] if one.pk == value)
    return record.slug if name == "source" else (record.sort_key, record.slug)


@given(rows=st.lists(ROWS, max_size=10), wanted=CONDITIONS, size=st.integers(1, 4), newest=st.booleans(), at=PLACES)
def test_a_selection_is_what_plain_python_finds(names, rows, wanted, size, newest, at):
    with transaction.atomic():
        saved = [(save(names, row), row) for row in rows]
        ids = [quotation.pk for quotation, _ in saved]
        found = [(quotation, row) for quotation, row in saved if met(names, wanted, ids, quotation, row)]
        found.sort(key=lambda pair: (pair[1]["said_latest"], pair[0].ref))
        selection = Selection(columns.current(), conditions(names, wanted, ids))

        assert len(selection) == len(found)
        for name in FACETS:
            counts = Counter(value for _, row in found for value in values_of(names, name, row))
            expected = sorted(counts.items(), key=lambda item: (-item[1], tie(names, name, item[0])))
            tally = selection.tally(name)
            assert (tally.most(99), len(tally)) == (expected, len(expected))
            assert tally.most(1, apart_from=[value for value, _ in expected[:1]]) == expected[1:2]
            assert all(tally.count(value) == count for value, count in expected)
            assert sorted(columns_values(tally)) == sorted(counts)
        assert selection.days() == ((found[0][1]["said_latest"], found[-1][1]["said_latest"]) if found else None)
        for name in ("speaker", "affiliation"):
            days = {}
            for _, row in found:
                for value in values_of(names, name, row):
                    days[value] = (days.get(value, (row["said_latest"],))[0], row["said_latest"])
            assert selection.days_by(name, [*days, 10**9]) == days
        latest = {
            names["speaker"][row["speaker"]].pk: names["affiliation"][row["affiliation"]].pk
            for _, row in found
            if row["affiliation"] is not None
        }
        speakers = [speaker.pk for speaker in names["speaker"]]
        assert selection.latest("affiliation", "speaker", [*speakers, 10**9]) == latest
        assert selection.years() == dict(sorted(Counter(row["said_latest"].year for _, row in found).items()))

        listed = [(str(row["said_latest"]), quotation.ref, quotation.pk) for quotation, row in found]
        listed.sort(reverse=newest)
        for side in ("after", "before", None):
            beyond = {
                "after": [one for one in listed if one[:2] != at and (one[:2] < at) == newest],
                "before": [one for one in listed if one[:2] != at and (one[:2] > at) == newest],
                None: listed,
            }[side]
            shown = beyond[-size:] if side == "before" else beyond[:size]
            page = selection.page(size, newest=newest, **{side: at} if side else {})
            assert page.ids == [pk for *_, pk in shown]
            assert (page.first, page.last) == ((shown[0][:2], shown[-1][:2]) if shown else (None, None))
            assert page.has_more == (len(beyond) > size)
        transaction.set_rollback(True)


@given(rows=st.lists(ROWS, max_size=10), number=st.integers(0, 4))
def test_a_tally_divided_in_two_is_sorted_by_one_part_and_then_the_other(names, rows, number):
    with transaction.atomic():
        for row in rows:
            save(names, row)
        everything = Selection(columns.current(), {})
        indirect = Selection(everything.columns, {"kind": Having("kind", ["indirect"])}).tally("speaker")
        others = everything.tally("speaker").without(indirect)
        public = [row for row in rows if row["status"] == Status.PUBLISHED]
        own, reported = (
            Counter(names["speaker"][row["speaker"]].pk for row in public if (row["kind"] == "indirect") == is_reported)
            for is_reported in (False, True)
        )
        speakers = own.keys() | reported.keys()

        assert {pk: others.count(pk) for pk in speakers} == {pk: own[pk] for pk in speakers}
        leading = sorted(speakers, key=lambda pk: (-own[pk], -reported[pk], tie(names, "speaker", pk)))
        assert others.most_then(indirect, number) == leading[:number]
        transaction.set_rollback(True)


def columns_values(tally):
    return [value.decode() if isinstance(value, bytes) else int(value) for value in tally.values()]


def contents(held):
    """All that columns say, whatever their codes are."""
    return [
        (
            *held.place(row),
            int(held.ids[row]),
            *(getattr(held, name).of_row(row) for name in [*COLUMNS, "topic"]),
        )
        for row in range(len(held))
    ]


def orders(held):
    return {name: Selection(held, {}).tally(name).most(99) for name in FACETS}


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), ROWS),
        st.tuples(st.just("change"), st.integers(0, 9), ROWS),
        st.tuples(st.just("delete"), st.integers(0, 9)),
        st.tuples(st.just("rename"), st.sampled_from(["speaker", "organization", "topic"]), st.integers(0, 1)),
        st.tuples(st.just("newcomer"), ROWS),
        st.tuples(st.just("all"), st.sampled_from([Status.PUBLISHED, Status.DRAFT])),
        st.tuples(st.just("undone"), ROWS),
        st.tuples(st.just("look")),
    ),
    max_size=8,
)


@given(rows=st.lists(ROWS, max_size=5), steps=STEPS)
def test_columns_that_followed_changes_equal_newly_loaded_ones(names, rows, steps):
    with transaction.atomic():
        for row in rows:
            save(names, row)
        columns.current()
        for step, *arguments in steps:
            take(step, names, *arguments)
        followed, loaded = columns.current(), load()
        assert contents(followed) == contents(loaded)
        assert orders(followed) == orders(loaded)
        transaction.set_rollback(True)


def take(step, names, *arguments):
    there = list(Quotation.objects.order_by("pk"))
    if step == "add":
        save(names, *arguments)
    elif step == "change" and there:
        quotation = there[arguments[0] % len(there)]
        Quotation.objects.filter(pk=quotation.pk).update(**facts(names, arguments[1]))
        give_topics(names, quotation, arguments[1])
    elif step == "delete" and there:
        quotation = there[arguments[0] % len(there)]
        QuotationTopic.objects.filter(quotation=quotation)._raw_delete("default")
        Quotation.objects.filter(pk=quotation.pk)._raw_delete("default")
    elif step == "rename":
        record = names[arguments[0]][arguments[1]]
        key = "zzz" if type(record).objects.get(pk=record.pk).sort_key != "zzz" else "aaa"
        type(record).objects.filter(pk=record.pk).update(sort_key=key)
    elif step == "newcomer":
        topic, (key,) = make_topic(), Topic.objects.order_by("-pk").values_list("pk")[0]
        quotation = save(names, arguments[0], speaker=make_speaker(pk=make_speaker().pk + 500))
        QuotationTopic.objects.bulk_create(
            [QuotationTopic(quotation=quotation, topic=topic, said_latest=DAYS[0], status=quotation.status)]
        )
        assert key == topic.pk
    elif step == "all":
        Quotation.objects.update(status=arguments[0], status_reason="")
    elif step == "undone":
        with transaction.atomic():
            save(names, *arguments)
            columns.current()
            transaction.set_rollback(True)
    elif step == "look":
        columns.current()


def test_what_a_look_costs(db):
    make_quotation()
    held = columns.current()
    with CaptureQueriesContext(connection) as queries:
        assert columns.current() is held
    assert len(queries) == 1
    quotation = make_quotation(speaker=Speaker.objects.get())
    columns.current()
    Quotation.objects.filter(pk=quotation.pk).update(attribution="the engineer")
    with CaptureQueriesContext(connection) as queries:
        same = columns.current()
    assert len(queries) == 3
    assert same.speaker is columns.current().speaker


def test_arrays_in_which_nothing_changed_are_shared(db):
    quotation = make_quotation()
    held = columns.current()
    Quotation.objects.filter(pk=quotation.pk).update(medium="speech")
    after = columns.current()
    assert after.medium is not held.medium
    for name in ("ids", "refs", "days", "speaker", "organization", "source", "kind", "role", "topic"):
        assert getattr(after, name) is getattr(held, name)


def test_many_changes_load_everything(db, monkeypatch):
    make_quotation()
    columns.current()
    monkeypatch.setattr(applying, "MOST", 1)
    loads = []
    monkeypatch.setattr(applying, "load_and_give_back", lambda: loads.append(1) or load())
    quotation = make_quotation()
    assert quotation.pk in columns.current().ids
    assert loads


def test_a_load_is_seen_at_once(db):
    columns.current()
    with transaction.atomic():
        changes.suspend()
        quotation = make_quotation()
        changes.resume()
    assert columns.current().ids.tolist() == [quotation.pk]


def test_codes_widen_as_values_grow(db):
    source, speakers = (
        make_source(),
        Speaker.objects.bulk_create(
            Speaker(name=f"S {n}", sort_name="S", sort_key="s", slug=f"s-{n}") for n in range(300)
        ),
    )
    facts = {"source": source, "text": "W", "display_text": "W", "status": Status.PUBLISHED}

    def quote(some):
        Quotation.objects.bulk_create(
            Quotation(speaker=speaker, said_latest=date(2020, 1, 1), **facts) for speaker in some
        )

    quote(speakers[:200])
    assert columns.current().speaker.codes.dtype == np.uint8
    quote(speakers[200:])
    held = columns.current()
    assert held.speaker.codes.dtype == np.uint16
    assert contents(held) == contents(load())


def test_what_was_found_lately_is_kept_with_the_columns_and_no_more_than_they_are_large(db):
    made = [make_quotation() for _ in range(4)]
    held = columns.current()

    def find(*quotations):
        return Selection(held, {"speaker": Having("speaker", [one.speaker_id for one in quotations])})

    first = find(*made[:3]).rows
    assert find(*made[:3]).rows is first
    assert find(*made[:3]).tally("topic") is find(*made[:3]).tally("topic")
    assert len(find(made[0])) == 1
    assert find(*made[:3]).rows is first
    assert len(find(*made[1:])) == 3  # more rows than there are, with those of before
    assert len(find(made[1])) == 1
    assert find(*made[:3]).rows is not first
    among = {"among": Among(np.array([made[0].pk]))}
    assert Selection(held, among).rows is not Selection(held, among).rows


def test_counts_by_value_weigh_with_what_was_found(db):
    made = [make_quotation() for _ in range(4)]
    held = columns.current()

    def find(quotation):
        return Selection(held, {"speaker": Having("speaker", [quotation.speaker_id])})

    first = find(made[0]).rows
    find(made[1]).rows  # noqa: B018  (two rows of the four)
    assert find(made[0]).rows is first
    for name in ("speaker", "source", "kind"):
        find(made[0]).tally(name)
    find(made[1]).rows  # noqa: B018
    find(made[2]).rows  # noqa: B018
    assert find(made[0]).rows is not first


@given(
    st.lists(st.integers(0, 9), max_size=40).map(lambda codes: np.array(codes, dtype=np.uint8)),
    st.data(),
)
def test_rows_are_counted_some_at_a_time(codes, data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrays, "BLOCK", 4)
        column = arrays.Column.of(codes, range(10))
        start = data.draw(st.integers(0, len(codes)))
        stop = data.draw(st.integers(start, len(codes)))
        some = np.array(
            sorted(data.draw(st.sets(st.sampled_from(range(len(codes))))) if len(codes) else []), dtype=np.uint32
        )
        for rows in (slice(start, stop), some):
            assert column.counts(rows).tolist() == [codes[rows].tolist().count(code) for code in range(10)]


def test_counts_are_as_narrow_as_they_are_and_go_together_without_loss():
    column = arrays.Column.of(np.repeat(np.uint8(0), 128), [1, 2])
    few = column.counts(slice(0, 128))
    assert few.dtype == np.uint8
    assert arrays.Column.of(np.repeat(np.uint8(0), 300), [1, 2]).counts(slice(0, 300)).tolist() == [300, 0]
    assert Tally(column, few).most_then(Tally(column, few), 2) == [1]  # 256 in all, which is 0 in a byte


def test_ids_far_apart_need_no_table(db):
    near, far = make_quotation(), make_quotation(pk=10**12)
    held = columns.current()
    assert held.row_by_id(np.array([near.pk, far.pk, 5 * 10**11, -3, 10**13])).tolist() == [
        held.ids.tolist().index(near.pk),
        held.ids.tolist().index(far.pk),
        -1,
        -1,
        -1,
    ]
    assert held.rows_of(np.array([far.pk, 5 * 10**11, near.pk])).tolist() == [0, 1]
    assert held.rows_of(np.array([5 * 10**11])).dtype == np.uint32


@given(st.lists(st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=10, max_size=10), min_size=1))
def test_refs_are_numbers_that_sort_like_them(texts):
    numbers = refs.encode(texts).tolist()
    assert [refs.decode(number) for number in numbers] == texts
    assert sorted(numbers) == refs.encode(sorted(texts)).tolist()
