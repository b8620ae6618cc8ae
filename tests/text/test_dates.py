"""Dates as known, with the edtf package as the oracle of what each form means."""

import calendar
from datetime import date
from time import struct_time

import edtf
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quotes.text.dates import parse_date

YEARS = st.integers(min_value=1, max_value=9999)


@st.composite
def points(draw: st.DrawFn) -> str:
    """A year, a month or a day, as EDTF."""
    year = draw(YEARS)
    form = draw(st.sampled_from(["year", "month", "day"]))
    if form == "year":
        return f"{year:04}"
    month = draw(st.integers(1, 12))
    if form == "month":
        return f"{year:04}-{month:02}"
    day = draw(st.integers(1, calendar.monthrange(year, month)[1]))
    return f"{year:04}-{month:02}-{day:02}"


def oracle(text: str) -> tuple[date, date]:
    """The bounds of one point, as the edtf package has them."""
    parsed = edtf.parse_edtf(text)
    return as_date(parsed.lower_strict()), as_date(parsed.upper_strict())


def as_date(moment: struct_time) -> date:
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday)


@given(points())
def test_a_point_has_the_bounds_that_edtf_gives_it(point):
    known = parse_date(point)
    assert (known.earliest, known.latest) == oracle(point)
    assert known.edtf == point


@given(points(), points())
def test_an_interval_has_the_bounds_that_edtf_gives_it(start, end):
    assume(oracle(start)[0] <= oracle(end)[1])
    known = parse_date(f"{start}/{end}")
    parsed = edtf.parse_edtf(f"{start}/{end}")
    assert (known.earliest, known.latest) == (as_date(parsed.lower_strict()), as_date(parsed.upper_strict()))


@given(points(), points())
def test_an_interval_that_ends_before_it_starts_is_refused(start, end):
    assume(oracle(start)[0] > oracle(end)[1])
    with pytest.raises(ValueError, match="ends before it starts"):
        parse_date(f"{start}/{end}")


@given(points())
def test_an_open_end_has_no_bound_on_its_side(point):
    earliest, latest = oracle(point)
    before, after = parse_date(f"../{point}"), parse_date(f"{point}/..")
    assert (before.earliest, before.latest) == (None, latest)
    assert (after.earliest, after.latest) == (earliest, None)


EDTF_LETTERS = st.text(alphabet="0123456789-/.~?%XuTZ +_", max_size=25)


@given(st.one_of(st.text(max_size=25), EDTF_LETTERS))
def test_what_is_accepted_is_edtf_and_all_else_is_a_value_error(text):
    try:
        known = parse_date(text)
    except ValueError:
        return
    edtf.parse_edtf(text)
    assert known.edtf == text
    assert known.earliest or known.latest


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "18",
        "0000",
        "0000-01-01",
        "10000",
        "-2018",
        "+2018",
        "2018-4",
        "2018-13",
        "2018-00",
        "2018-04-00",
        "2018-04-31",
        "2018-02-29",
        "1900-02-29",
        "2018-04-17T10:00",
        "2018-04-17 ",
        " 2018",
        "2018\n",
        "2018~",
        "2018?",
        "201X",
        "2018-21",  # spring, in EDTF
        "{2018,2019}",
        "/2018",
        "2018/",
        "/",
        "..",
        "../..",
        "2018/2019/2020",
        "2018 / 2019",
        "unknown/2018",
        "２０１８",
        "٢٠١٨",
        "2018\x00",
        "2018‑04",
    ],
)
def test_other_forms_are_refused(text):
    with pytest.raises(ValueError, match=r"."):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("2018-02", date(2018, 2, 28)),
        ("2020-02", date(2020, 2, 29)),
        ("1900-02", date(1900, 2, 28)),
        ("2000-02", date(2000, 2, 29)),
        ("2018-04", date(2018, 4, 30)),
        ("2018-12", date(2018, 12, 31)),
        ("9999", date(9999, 12, 31)),
        ("0001-01", date(1, 1, 31)),
    ],
)
def test_a_month_or_year_lasts_to_its_end(text, latest):
    assert parse_date(text).latest == latest


def test_an_interval_may_hold_one_point_twice_or_overlap():
    assert parse_date("2018/2018").latest == date(2018, 12, 31)
    assert parse_date("2018-04-17/2018-04").latest == date(2018, 4, 30)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2018", "2018"),
        ("0987", "987"),
        ("2018-04", "April 2018"),
        ("2018-04-07", "April 7, 2018"),
        ("2018-04-08/2018-04-14", "April 8, 2018 to April 14, 2018"),
        ("2017/2018-04", "2017 to April 2018"),
        ("../2018-04-17", "on or before April 17, 2018"),
        ("../2018-04", "in or before April 2018"),
        ("../2018", "in or before 2018"),
        ("2018-04-17/..", "on or after April 17, 2018"),
        ("2018/..", "in or after 2018"),
    ],
)
def test_a_date_reads_as_words(text, words):
    assert str(parse_date(text)) == words
