"""Heights of bars, places on a timeline, and markers on a reading map."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.reading.charts import BOX, GAP, NARROW, WIDE, Held, timeline, track, year_bars
from quotes.text.anchors import Span
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


def lanes(*spans, length=1000, narrowest=WIDE):
    return [marker.lane for marker in track([[Span(*span)] for span in spans], length, narrowest).markers]


def test_a_marker_is_true_to_scale_and_has_a_bar_for_each_passage():
    [marker] = track([[Span(100, 150), Span(200, 400)]], 1000, WIDE).markers
    assert marker.bars == [(10, 5), (20, 20)]
    assert marker.extent == (10, 30)


def box(marker, width):
    left = marker.place * width / 100 + marker.shift
    return left, left + BOX


@pytest.mark.parametrize("width", [WIDE, 900, 1234])
@pytest.mark.parametrize("span", [Span(500, 600), Span(100, 900), Span(300, 301), Span(0, 1000)])
def test_the_box_of_a_number_is_centered_on_the_middle_of_its_quotation(span, width):
    [marker] = track([[span]], 1000, WIDE).markers
    assert sum(box(marker, width)) / 2 == pytest.approx(sum(span) / 2 * width / 1000)


def test_a_box_near_an_end_is_moved_only_as_far_as_the_narrowest_map_needs():
    first, last = track([[Span(0, 20)], [Span(980, 1000)]], 1000, WIDE).markers
    assert box(first, WIDE) == (0, BOX)
    assert box(last, WIDE)[1] == pytest.approx(WIDE)
    assert box(first, 1000) == pytest.approx((3.6, 27.6))  # its quotation's middle is at 10


def test_the_box_of_a_number_stands_within_a_wide_extent_and_covers_a_small_one():
    [marker] = track([[Span(500, 600)]], 1000, WIDE).markers
    assert (marker.left(1000), marker.right(1000)) == (500, 600)
    assert marker.right(100) - marker.left(100) == pytest.approx(BOX)
    assert marker.left(100) < 50
    assert marker.right(100) > 60


def test_a_marker_at_either_end_stays_inside():
    first, last = track([[Span(0, 1)], [Span(999, 1000)]], 1000, NARROW).markers
    assert (first.left(NARROW), first.right(NARROW)) == (0, BOX)
    assert last.right(NARROW) == pytest.approx(NARROW, abs=0.01)


def test_neighbours_share_a_lane_where_there_is_room():
    assert lanes((0, 10), (500, 510)) == [0, 0]
    assert lanes((0, 10), (20, 30), (100, 110)) == [0, 1, 0]
    assert lanes((0, 10), (60, 70), narrowest=WIDE) == [0, 0]
    assert lanes((0, 10), (60, 70), narrowest=NARROW) == [0, 1]


def test_a_quotation_inside_another_has_a_lane_of_its_own_on_every_map():
    assert lanes((0, 900), (400, 500), narrowest=100_000) == [0, 1]


def test_a_row_is_as_high_as_its_lanes():
    assert track([], 1000, WIDE).height == 36
    assert track([[Span(0, 10)], [Span(20, 30)]], 1000, WIDE).height == 68


spans = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(1, 3000)).map(lambda pair: Span(pair[0], sum(pair))),
    min_size=1,
    max_size=3,
)


@given(st.lists(spans, max_size=30), st.integers(1, 4000), st.sampled_from([NARROW, WIDE]), st.floats(1, 20))
def test_markers_of_one_lane_never_meet_and_everything_lies_inside(quotations, length, narrowest, growth):
    drawn = track(quotations, length, narrowest).markers
    assert len(drawn) == len(quotations)
    width = narrowest * growth
    by_lane = {}
    for marker in drawn:
        for start, size in (*marker.bars, marker.extent):
            assert start >= 0
            assert size >= 0
            assert round(start + size, 3) <= 100
        assert marker.left(width) >= -0.01
        assert marker.right(width) <= width + 0.01
        assert marker.right(width) - marker.left(width) >= BOX - 0.01
        left, right = box(marker, width)
        assert left - 0.01 <= (marker.extent[0] + marker.extent[1] / 2) * width / 100 <= right + 0.01
        by_lane.setdefault(marker.lane, []).append(marker)
    assert sorted(by_lane) == list(range(len(by_lane)))
    for lane in by_lane.values():
        lane.sort(key=lambda marker: marker.left(width))
        for before, after in pairwise(lane):
            assert after.left(width) >= before.right(width) + GAP - 0.01
