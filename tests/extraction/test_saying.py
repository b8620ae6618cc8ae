"""When words were said: days and periods counted from the article's own date."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quotes.extraction import extract
from quotes.extraction.blocks import find_blocks, split_paragraphs
from quotes.extraction.saying import article_date, said_when
from quotes.text.anchors import Span
from quotes.text.dates import parse_date

TUESDAY = date(2018, 4, 17)
PERIODS = [
    f"{which} {what}" for which in ("last", "this", "earlier this") for what in ("week", "month", "year", "weekend")
]
DAYS = ["today", "yesterday", "tonight", "last night", "this morning", "this afternoon", "this evening"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"]
MONTHS += ["November", "December"]


def when(words: str, published: date | None = TUESDAY) -> str | None:
    return said_when(words, [Span(0, len(words))], published)


def day_of(text: str) -> date | None:
    return article_date(text, find_blocks(text, split_paragraphs(text)))


# Words that tell a day or a period


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("today", "2018-04-17"),
        ("tonight", "2018-04-17"),
        ("this morning", "2018-04-17"),
        ("this afternoon", "2018-04-17"),
        ("this evening", "2018-04-17"),
        ("yesterday", "2018-04-16"),
        ("last night", "2018-04-16"),
        ("last week", "2018-04-08/2018-04-14"),
        ("this week", "2018-04-15/2018-04-17"),
        ("earlier this week", "2018-04-15/2018-04-17"),
        ("last weekend", "2018-04-14/2018-04-15"),
        ("last month", "2018-03"),
        ("this month", "2018-04"),
        ("earlier this month", "2018-04"),
        ("last year", "2017"),
        ("this year", "2018"),
        ("earlier this year", "2018"),
    ],
)
def test_a_day_or_period_is_counted_from_publication(words, said):
    assert when(f"said {words} in the town hall") == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("on Tuesday", "2018-04-17"),
        ("on Monday", "2018-04-16"),
        ("on Sunday", "2018-04-15"),
        ("Saturday", "2018-04-14"),
        ("late Friday", "2018-04-13"),
        ("on Thursday", "2018-04-12"),
        ("on Wednesday", "2018-04-11"),
        ("last Monday", "2018-04-16"),
        ("last Tuesday", "2018-04-10"),
        ("on FRIDAY", "2018-04-13"),
    ],
)
def test_a_weekday_is_the_last_one_on_or_before_publication(words, said):
    assert when(words) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("on April 3", "2018-04-03"),
        ("on April 17", "2018-04-17"),
        ("on April 18", "2017-04-18"),
        ("on December 31", "2017-12-31"),
        ("on Jan. 2", "2018-01-02"),
        ("on 3 March", "2018-03-03"),
        ("on March 3, 2016", "2016-03-03"),
        ("on 3 March 2016", "2016-03-03"),
        ("on Friday, March 9, 2018", "2018-03-09"),
        ("on 2016-03-03", "2016-03-03"),
        ("in March", "2018-03"),
        ("in April", "2018-04"),
        ("in May", "2017-05"),
        ("in December", "2017-12"),
        ("in March 2016", "2016-03"),
        ("in 2016", "2016"),
    ],
)
def test_a_date_without_a_year_is_the_last_such_date(words, said):
    assert when(words) == said


@pytest.mark.parametrize(
    ("published", "words", "said"),
    [
        (date(2018, 4, 14), "last weekend", "2018-04-07/2018-04-08"),
        (date(2018, 4, 15), "last weekend", "2018-04-07/2018-04-08"),
        (date(2018, 4, 16), "last weekend", "2018-04-14/2018-04-15"),
        (date(2018, 1, 1), "yesterday", "2017-12-31"),
        (date(2018, 1, 1), "last night", "2017-12-31"),
        (date(2018, 1, 2), "on Sunday", "2017-12-31"),
        (date(2018, 1, 2), "last week", "2017-12-24/2017-12-30"),
        (date(2018, 1, 2), "this week", "2017-12-31/2018-01-02"),
        (date(2018, 1, 15), "last month", "2017-12"),
        (date(2018, 3, 1), "yesterday", "2018-02-28"),
        (date(2020, 3, 1), "yesterday", "2020-02-29"),
        (date(2020, 3, 31), "last month", "2020-02"),
        (date(2018, 3, 1), "on February 28", "2018-02-28"),
        (date(2018, 5, 1), "on Monday", "2018-04-30"),
    ],
)
def test_days_and_periods_cross_the_borders_of_months_and_years(published, words, said):
    assert when(words, published) == said


def test_this_week_on_its_first_day_is_that_day():
    assert when("this week", date(2018, 4, 15)) == "2018-04-15"


@pytest.mark.parametrize("words", ["on Friday", "yesterday", "last week", "in March", "on March 3", "this year"])
def test_without_the_articles_date_what_depends_on_it_is_not_known(words):
    assert when(words, None) is None


@pytest.mark.parametrize(
    ("words", "said"), [("on March 3, 2016", "2016-03-03"), ("in March 2016", "2016-03"), ("in 2016", "2016")]
)
def test_without_the_articles_date_a_full_one_still_tells(words, said):
    assert when(words, None) == said


@pytest.mark.parametrize(
    "words",
    [
        "",
        "in the town hall",
        "on a day",
        "on February 30",
        "on February 29",
        "in 1300",
        "in Mayfield",
        "in Marchwood",
        "of Friday's storm",
        "in Friday’s paper",
        "of yesterday's vote",
        "of today’s vote",
        "of last week's storm",
        "of last month’s storm",
    ],
)
def test_other_words_tell_nothing(words):
    assert when(words) is None


def test_the_first_place_that_tells_counts():
    text = "on a day and on Monday and on Friday"
    spans = [Span(0, 8), Span(9, 22), Span(23, len(text))]
    assert said_when(text, spans, TUESDAY) == "2018-04-16"


def test_only_the_words_at_the_places_given_count():
    assert said_when("on Monday in the hall", [Span(10, 21)], TUESDAY) is None
    assert said_when("on Monday", [], TUESDAY) is None


WORDS = st.one_of(
    st.sampled_from([*PERIODS, *DAYS]),
    st.builds("{} {}".format, st.sampled_from(["on", "last"]), st.sampled_from(WEEKDAYS)),
    st.builds("in {}".format, st.sampled_from(MONTHS)),
    st.builds("in {} {}".format, st.sampled_from(MONTHS), st.integers(0, 9999).map("{:04}".format)),
    st.builds("on {} {}".format, st.sampled_from(MONTHS), st.integers(0, 32)),
    st.builds(
        "on {} {}, {}".format, st.sampled_from(MONTHS), st.integers(0, 32), st.integers(0, 9999).map("{:04}".format)
    ),
    st.builds("on {:04}-{:02}-{:02}".format, st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32)),
    st.builds("in {}".format, st.integers(1890, 2110)),
)


@given(WORDS, st.one_of(st.none(), st.dates()))
@example("last year", date(1, 6, 1))
@example("last month", date(1, 1, 31))
@example("this weekend", date(9999, 12, 31))
@example("on February 29", date(2001, 1, 1))
@example("in May", date(1, 4, 1))
@example("on May 1", date(1, 4, 1))
@example("in May 0000", None)
@example("on ſunday", date(2018, 4, 17))  # “ſ”, “İ” and the digits of other scripts are letters and digits to a regex
@example("on Frİday", date(2018, 4, 17))
@example("in Auguſt", date(2018, 4, 17))
@example("in May ٢٠١٦", date(2018, 4, 17))
@example("in 20١٦", date(2018, 4, 17))
@example("on May ١, ٢٠١٦", date(2018, 4, 17))
@example("in 2099", date(2018, 4, 17))
@example("on May 1, 2019", date(2018, 4, 17))
@example("in May 2019", date(2018, 4, 17))
def test_what_is_told_is_a_date_as_known_that_begins_by_publication(words, published):
    said = when(words, published)
    if said is not None:
        known = parse_date(said)
        assert published is None or known.earliest <= published


@given(st.sampled_from(WEEKDAYS), st.dates(date(2, 1, 1)))
def test_a_weekday_falls_on_that_day_in_the_week_up_to_publication(weekday, published):
    said = date.fromisoformat(when(f"on {weekday}", published))
    assert said.strftime("%A") == weekday
    assert timedelta(0) <= published - said < timedelta(days=7)


@given(st.sampled_from(WEEKDAYS), st.dates(date(2, 1, 1)))
def test_the_last_weekday_is_never_the_day_itself(weekday, published):
    said = date.fromisoformat(when(f"last {weekday}", published))
    assert timedelta(0) < published - said <= timedelta(days=7)


@given(st.dates(date(2, 1, 1)))
def test_last_week_is_seven_days_before_this_week(published):
    last, this = parse_date(when("last week", published)), parse_date(when("this week", published))
    assert last.latest - last.earliest == timedelta(days=6)
    assert this.earliest - last.latest == timedelta(days=1)
    assert this.latest == published


# The article's own date

BODY = "The harbour bridge will close for two years, the council decided after a long meeting on the west bank."


@pytest.mark.parametrize(
    "line", ["April 17, 2018", "17 April 2018", "Tuesday, April 17, 2018", "Published April 17, 2018", "2018-04-17"]
)
def test_a_dateline_gives_the_articles_date(line):
    assert day_of(f"Bridge to close\n\n{line}\n\n{BODY}\n\n{BODY}") == TUESDAY


@pytest.mark.parametrize(
    "lines",
    [
        "Published 17 April 2018 | Updated 14:05",
        "Published: 17 April 2018, 10:30 GMT",
        "17 April 2018 — updated 18 April 2018",
        "Updated: 14:05 GMT, 18 April 2018 | Published: 10:30 GMT, 17 April 2018",
        "Updated April 18, 2018\n\nPublished April 17, 2018",
        "Updated 14:05\n\nTue 17 Apr 2018 10.30 BST",
    ],
)
def test_the_first_publication_is_the_articles_date(lines):
    assert day_of(f"Bridge to close\n\n{lines}\n\n{BODY}\n\n{BODY}") == TUESDAY


def test_a_date_further_below_is_not_the_articles():
    below = f"Related\n\nApril 1, 2018\n\n{BODY}"
    assert day_of(f"Bridge to close\n\nApril 17, 2018\n\n{BODY}\n\n{below}") == TUESDAY


@pytest.mark.parametrize("start", ["ROTTERDAM, April 17, 2018 (Reuters) — ", "ROTTERDAM, April 17, 2018 – "])
def test_an_agencys_dateline_gives_it_too(start):
    assert day_of(f"Bridge to close\n\n{start}{BODY}\n\n{BODY}") == TUESDAY


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("HARLAN FALLS, Ohio, Oct. 9, 2023 (NP) — ", date(2023, 10, 9)),
        ("VAL DES OURSES, Oct. 2, 2023 (UPN) -- ", date(2023, 10, 2)),
    ],
)
def test_the_place_in_a_dateline_may_have_several_words_and_a_state(start, day):
    assert day_of(f"Bridge to close\n\n{start}{BODY}\n\n{BODY}") == day
    assert day_of(f"{start}{BODY}\n\n{BODY}") == day


@pytest.mark.parametrize("line", ["February 30, 2018", "April 17", "ROTTERDAM (Reuters) — It rained all day."])
def test_a_line_without_a_whole_date_gives_none(line):
    assert day_of(f"Bridge to close\n\n{line}\n\n{BODY}\n\n{BODY}") is None


def test_a_date_in_a_sentence_is_not_the_articles():
    assert day_of(f"Bridge to close\n\nOn April 17, 2018, the council met, and nobody spoke for it.\n\n{BODY}") is None


# Candidates


def said(sentence: str) -> list[str | None]:
    text = f"Bridge to close\n\nApril 17, 2018\n\n{BODY}\n\n{sentence}\n\n{BODY}"
    return [one.said for one in extract(text).candidates if one.kind == "direct"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("“The bridge is safe,” Ada Quill said on Friday.", "2018-04-13"),
        ("“The bridge is safe,” said Ada Quill on Friday.", "2018-04-13"),
        ("On Friday, Ada Quill said: “The bridge is safe.”", "2018-04-13"),
        ("“The bridge is safe,” Ada Quill told the council last week.", "2018-04-08/2018-04-14"),
        ("“The bridge is safe,” Ada Quill said in March 2016.", "2016-03"),
        ("“The bridge is safe,” Ada Quill said.", None),
        ("“The bridge was safe on Friday,” Ada Quill said.", None),
        ("“The bridge is safe,” said Ada Quill, who inspected it on Friday.", None),
        ("“The bridge is safe,” Ada Quill said of Friday's storm.", None),
        ("“The bridge is open,” Ada Quill said as the ferry left on Sunday.", None),
        ("“The bridge is open,” Ada Quill said after the ferry had left on Sunday.", None),
        ("“The bridge is open,” said Ada Quill, the mayor since last month.", None),
        ("Ada Quill said of the crash on Monday: “The bridge was wet.”", None),
    ],
)
def test_a_candidate_was_said_when_the_words_beside_its_cue_tell(sentence, expected):
    assert said(sentence) == [expected]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ada Quill said the bridge had been closed last week.", None),
        ("Ada Quill said the bridge would reopen last week.", None),
        ("Ada Quill said that the ferry had left on Sunday.", None),
        ("Ada Quill said on Sunday that the ferry had left.", "2018-04-15"),
    ],
)
def test_a_day_in_an_indirect_statement_is_not_when_it_was_said(sentence, expected):
    text = f"Bridge to close\n\nApril 17, 2018\n\n{BODY}\n\n{sentence}\n\n{BODY}"
    found = [one for one in extract(text).candidates if one.kind == "indirect" and one.mention == "Ada Quill"]
    assert [one.said for one in found] == [expected]
