"""When things were said: which dates a strip shows, how many statements each has, and by whom."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quotes.reading.statements import MOST_MOMENTS, strip_of

APRIL_17 = date(2018, 4, 17)


def told(when):
    return [(str(moment.known or "between"), moment.count, moment.names) for moment in when.strip]


def test_dates_are_shown_as_known_in_order_with_who_spoke():
    days = [("2018-04", date(2018, 4, 17), 1), ("", APRIL_17, 2), ("2017", date(2017, 12, 31), 1)]
    said = [("", APRIL_17, "Ana"), ("", APRIL_17, "Tom"), ("2018-04", APRIL_17, "Ana"), ("2017", days[2][1], "Zoe")]
    when = strip_of(days, said)
    assert told(when) == [
        ("2017", 1, ("Zoe",)),
        ("on or before April 17, 2018", 2, ("Ana", "Tom")),
        ("April 2018", 1, ("Ana",)),
    ]
    assert when.years == {}


def test_one_date_as_known_is_one_moment_whatever_day_its_source_was_published():
    days = [("2018", date(2018, 5, 1), 1), ("2018", date(2018, 7, 1), 2)]
    when = strip_of(days, [])
    assert told(when) == [("2018", 3, ())]
    assert when.strip[0].day == date(2018, 7, 1)


def test_a_fourth_name_and_statements_that_are_not_shown_are_others():
    days = [("2018", APRIL_17, 4), ("2019", date(2019, 4, 1), 2), ("2020", date(2020, 4, 1), 2)]
    said = [("2018", APRIL_17, name) for name in ("Ana", "Tom", "Zoe", "Ida")]
    said += [("2019", date(2019, 4, 1), "Ana"), *[("2020", date(2020, 4, 1), "Ana")] * 2]
    strip = strip_of(days, said).strip
    assert [moment.names for moment in strip] == [("Ana", "Tom", "Zoe"), ("Ana",), ("Ana",)]
    assert [moment.has_more_names for moment in strip] == [True, True, False]


def test_nothing_said_has_no_moments():
    assert strip_of([], []).strip == []


@given(st.dictionaries(st.dates(), st.integers(1, 50), max_size=12))
def test_every_statement_is_counted_once_and_the_strip_has_room(counts):
    when = strip_of([(str(day), day, count) for day, count in counts.items()], [])
    assert sum(moment.count for moment in when.strip) == sum(counts.values())
    assert len(when.strip) <= MOST_MOMENTS
    if len(counts) > MOST_MOMENTS:
        by_year = Counter()
        for day, count in counts.items():
            by_year[day.year] += count
        assert when.years == by_year
        assert list(when.years) == sorted(by_year)
        assert [moment.day for moment in when.strip] == [min(counts), None, max(counts)]
    else:
        assert [moment.day for moment in when.strip] == sorted(counts)


def test_five_dates_show_the_first_the_latest_and_how_many_between():
    days = [(str(day), day, 2) for day in (APRIL_17 + timedelta(days=n) for n in range(5))]
    assert told(strip_of(days, [])) == [("April 17, 2018", 2, ()), ("between", 6, ()), ("April 21, 2018", 2, ())]
