"""Heights of bars and places on a timeline."""

from datetime import date

import pytest

from quotes.reading.charts import Held, timeline, year_bars
from quotes.text.dates import parse_date

TODAY = date(2026, 7, 1)


def bars(counts, chosen=()):
    return year_bars(counts, chosen, lambda year: f"?year={year}", lambda day: f"?before={day}")


def test_no_counts_no_bars():
    assert bars({}) == []


def test_bars_are_in_proportion_and_years_between_are_shown_empty():
    shown = bars({2020: 10, 2022: 5})
    assert [(bar.year, bar.count, bar.height, bar.href) for bar in shown] == [
        (2020, 10, 68.0, "?year=2020"),
        (2021, 0, 0, ""),
        (2022, 5, 34.0, "?year=2022"),
    ]


def test_a_small_bar_can_still_be_seen():
    assert bars({2020: 1, 2021: 10_000})[0].height == 2


def test_years_before_the_latest_twelve_share_one_bar():
    shown = bars({1850: 3, 2000: 2, 2024: 1})
    assert len(shown) == 13
    assert (shown[0].earlier, shown[0].count, shown[0].href) == (True, 5, "?before=2012-12-31")
    assert [shown[1].year, shown[-1].year] == [2013, 2024]


def test_a_chosen_year_can_be_left_even_when_empty():
    shown = bars({2020: 1, 2022: 1}, [2021])
    assert (shown[1].chosen, shown[1].href) == (True, "?year=2021")


def held(since="", until="", stated=None, quoted=()):
    return Held(parse_date(since) if since else None, parse_date(until) if until else None, stated, quoted)


def test_a_stay_spans_what_is_possible_and_marks_what_is_certain():
    chart = timeline([held("2010", "2020"), held("2016-01-01")], TODAY)
    assert chart.ticks == [2010, 2015, 2020, 2025, 2030]
    first, second = chart.stays
    assert first.possible == (0, 55)
    assert first.certain == (4.99, 45.01)
    assert second.possible[0] == 30
    assert sum(second.possible) == pytest.approx(82.48, abs=0.05)
    assert second.certain is None  # nothing says that it still held on any later day


def test_an_unknown_beginning_reaches_to_the_start_and_a_statement_is_certain():
    chart = timeline([held("../2018-04-17", stated=date(2018, 4, 17))], TODAY)
    stay = chart.stays[0]
    assert chart.ticks[0] < 2018
    assert stay.possible[0] == 0
    assert stay.certain == (stay.stated, 0)


def test_quotations_in_a_role_make_its_days_certain():
    quoted = (date(2012, 1, 1), date(2014, 1, 1))
    chart = timeline([held("2010", quoted=quoted), held("2012", "2012"), held("2012-01", "2012", quoted=quoted)], TODAY)
    assert [stay.certain for stay in chart.stays] == [(4.99, 15.01), None, (10, 10)]


def test_the_scale_covers_every_date_and_today():
    chart = timeline([held("0001", "9999-12-31")], TODAY)
    assert chart.ticks[0] <= 1
    assert chart.ticks[-1] >= 10_000
    assert chart.stays[0].possible[0] + chart.stays[0].possible[1] <= 100
    assert timeline([], TODAY).stays == []
