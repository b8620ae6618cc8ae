"""The same list, said as each contender understands it, has the same rows."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection

from benchmarks.site import addresses, queries
from benchmarks.site.bare import urls
from benchmarks.site.cases import RELEVANCE, Listing, Place, Record, Values, facet_cases, page_cases
from benchmarks.site.rows import (
    Mismatch,
    Truth,
    check_days,
    check_members,
    check_same,
    of_datasette,
    of_naive,
    of_site,
)
from tests.factories import make_affiliation, make_organization, make_quotation, make_speaker, make_topic

DIALECT = queries.SQLITE if connection.vendor == "sqlite" else queries.POSTGRESQL


@pytest.fixture
def quotations(db):
    """Thirty of one speaker, organization, topic and kind on ten days; two of others; one that nobody may see."""
    affiliation = make_affiliation(organization=make_organization(name="City of Harbour"))
    topic, start = make_topic(name="Bridges"), date(2024, 3, 1)
    made = [
        make_quotation(affiliation=affiliation, topics=[topic], said=str(start + timedelta(days=number // 3)))
        for number in range(30)
    ]
    make_quotation(speaker=make_speaker(), kind="partial", said="2023-05-06")
    make_quotation(speaker=make_speaker(), said="2024-05-06")
    make_quotation(status="draft", affiliation=affiliation, topics=[topic], said="2024-05-05")
    return made


def listings(quotations):
    one = quotations[0]
    topic = one.topics.get()
    last = sorted(quotations[-3:], key=lambda quotation: quotation.ref)[0]
    return [
        Listing(),
        Listing(speaker=Record(one.speaker_id, one.speaker.slug)),
        Listing(organization=Record(one.organization_id, one.organization.slug), year=2024),
        Listing(topic=Record(topic.pk, topic.slug), kind="direct", year=2024),
        Listing(kind="partial"),
        Listing(after=Place(str(last.said_latest), last.ref, 4)),
    ]


def fetched(statement, parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("?", "%s"), parameters)
        return cursor.fetchall()


def test_the_page_of_the_site_is_what_sql_gives(quotations, client):
    for listing in listings(quotations):
        wanted = [row[0] for row in fetched(*queries.rows(listing, DIALECT))]
        assert wanted
        assert of_site(client.get(addresses.site(listing)).content.decode()) == wanted


def test_the_naive_page_is_what_sql_gives(quotations, rf, settings):
    folder = Path(urls.__file__).parent / "templates"
    engine = {"BACKEND": "django.template.backends.django.DjangoTemplates", "NAME": "naive", "DIRS": [folder]}
    settings.TEMPLATES = [*settings.TEMPLATES, engine]
    for listing in listings(quotations)[:-1]:
        wanted = [row[0] for row in fetched(*queries.rows(listing, DIALECT))]
        answer = urls.NaiveList.as_view()(rf.get(addresses.naive(listing))).render()
        assert of_naive(answer.content.decode()) == wanted


def test_sql_counts_what_the_page_counts(quotations):
    listing = listings(quotations)[3]
    number, speakers, organizations, topics, kinds, sources, years = (
        fetched(*statement) for statement in queries.counts(listing, DIALECT)
    )
    assert number == [(30,)]
    assert [row[1] for row in speakers] == [row[1] for row in organizations] == [row[1] for row in topics] == [30]
    assert kinds == [("direct", 30)]
    assert sum(row[1] for row in sources) == min(30, 8 * sources[0][1])
    assert [(int(year), count) for year, count in years] == [(2024, 30)]


def test_days_are_told_of_those_alone_that_are_of_the_list(quotations):
    refs = [quotations[0].ref, "0000000000"]
    assert dict(fetched(*queries.days(Listing(year=2024), DIALECT, refs))) in (
        {refs[0]: "2024-03-01"},
        {refs[0]: date(2024, 3, 1)},
    )
    assert fetched(*queries.days(Listing(year=2023), DIALECT, refs)) == []


WORDS = Listing(terms=(("bridg",), ("veri", "safe")), by=RELEVANCE)


def test_words_are_a_parameter_of_each_engine_and_are_never_written_into_sql():
    for dialect, words in (
        (queries.SQLITE, '"bridg" "veri safe"'),
        (queries.POSTGRESQL, "'bridg' & 'veri' <-> 'safe'"),
    ):
        statement, parameters = queries.rows(WORDS, dialect)
        assert words in parameters
        assert "bridg" not in statement
        assert statement.count(dialect.mark) == len(parameters)


def test_words_are_typed_for_pages_and_kept_together_in_phrases():
    assert addresses.site(WORDS) == "/quotations/?q=bridg+%22veri+safe%22&sort=relevance"
    assert addresses.site(replace(WORDS, by="newest")).endswith("&sort=newest")  # a search is by relevance otherwise
    assert addresses.naive(WORDS) is None
    assert addresses.naive(replace(WORDS, by="newest")) == "/naive/?q=bridg&q=veri+safe"


def test_tuned_datasette_has_a_condition_that_the_partial_indexes_know_and_counts_no_more_than_asked():
    tuned, default = (addresses.datasette("record", WORDS, tuned) for tuned in (True, False))
    assert "_where=status%3D%27published%27" in tuned
    assert "_nocount=1&_nosuggest=1" in tuned
    assert "status=published" in default
    assert "_no" not in default
    for address in (tuned, default):
        assert address.startswith("/record/quotes_quotation?")
        assert "_search=bridg+%22veri+safe%22&_fts_table=quotes_search&_fts_pk=id" in address
    assert addresses.as_rows(tuned).startswith("/record/quotes_quotation.json?_shape=objects&_where=")


def test_every_case_has_a_name_of_its_own():
    one, word = Record(1, "a"), ("a",)
    values = Values(one, one, one, 2024, one, word, word, (word,), word, Place("2024-01-01", "A", 25))
    names = [case.name for case in [*page_cases(values), *facet_cases(values)]]
    assert len(names) == len(set(names)) == 18


# Comparing

DAYS = {"A": "2024-02-01", "B": "2024-01-02", "C": "2024-01-01", "D": "2024-01-01", "E": "2024-01-01"}
TRUTH = Truth(["A", "B", "C", "D"], lambda refs: {ref: DAYS[ref] for ref in refs if ref in DAYS})


def test_the_same_is_the_same_order():
    check_same("site", ["A", "B", "C", "D"], TRUTH)
    with pytest.raises(Mismatch, match="site gave"):
        check_same("site", ["A", "B", "D", "C"], TRUTH)


def test_members_may_come_in_any_order_but_none_may_be_missing_or_strange():
    check_members("site", ["E", "A", "C", "B"], TRUTH)
    for found in (["A", "B", "C"], ["A", "B", "C", "X"], ["A", "B", "C", "C"]):
        with pytest.raises(Mismatch):
            check_members("site", found, TRUTH)


def test_days_leave_open_which_of_the_last_day_come():
    check_days("Datasette", [(ref, DAYS[ref]) for ref in "ABED"], TRUTH)
    for refs in ("BAED", "ACED", "BCDE"):
        with pytest.raises(Mismatch):
            check_days("Datasette", [(ref, DAYS[ref]) for ref in refs], TRUTH)


def test_a_search_of_datasette_without_its_index_is_a_mismatch():
    answer = {"rows": [{"ref": "A", "said_latest": "2024-02-01"}], "query": {"sql": "select * where x match y"}}
    assert of_datasette(json.dumps(answer | {"_search": "a"})) == [("A", "2024-02-01")]
    answer["query"] = {"sql": "select * from quotes_quotation where text like '%a%'"}
    with pytest.raises(Mismatch, match="its index"):
        of_datasette(json.dumps(answer | {"_search": "a"}))
