"""Dates as they are known, written as EDTF (ISO 8601-2:2019, Annex A; https://www.loc.gov/standards/datetime/).

The forms are a year, a month, a day, an interval of these, or an interval with one open end:
`2018`, `2018-04`, `2018-04-17`, `2018-04-08/2018-04-14`, `../2018-04-17`, `2018-04-17/..`.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_OPEN = ".."
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_FORMS = (
    "Write a year (2018), a month (2018-04), a day (2018-04-17) or an interval (2018-04-08/2018-04-14, ../2018-04)."
)


@dataclass(frozen=True, slots=True)
class KnownDate:
    """A date as known: its EDTF form, and the first and last day that it can mean (None: open on that side)."""

    edtf: str
    earliest: date | None
    latest: date | None

    def __str__(self) -> str:
        """Return the date in words: "April 17, 2018", "on or before April 17, 2018"."""
        start, slash, end = self.edtf.partition("/")
        if not slash:
            return _in_words(start)
        if start == _OPEN:
            return f"in or before {_in_words(end)}" if len(end) < 10 else f"on or before {_in_words(end)}"
        if end == _OPEN:
            return f"in or after {_in_words(start)}" if len(start) < 10 else f"on or after {_in_words(start)}"
        return f"{_in_words(start)} to {_in_words(end)}"


@lru_cache(4096)  # the same days come again on a page, and from page to page
def parse_date(edtf: str) -> KnownDate:
    """Parse one of the EDTF forms above, exactly as written (no spaces, no other form).

    Raises ValueError, with a sentence for people, for any other text, a day that does not exist,
    a year outside 1 to 9999, or an interval that ends before it starts.
    """
    start, slash, end = edtf.partition("/")
    if not slash:
        return KnownDate(edtf, *_bounds(start, edtf))
    if start == end == _OPEN:
        raise ValueError(f"“{edtf}” is open on both sides, so it says nothing. {_FORMS}")
    earliest = None if start == _OPEN else _bounds(start, edtf)[0]
    latest = None if end == _OPEN else _bounds(end, edtf)[1]
    if earliest and latest and earliest > latest:
        raise ValueError(f"“{edtf}” ends before it starts. Put the earlier date first.")
    return KnownDate(edtf, earliest, latest)


def _bounds(point: str, edtf: str) -> tuple[date, date]:
    match = _POINT.fullmatch(point)
    if not match:
        raise ValueError(f"“{edtf}” is not a date in a form we keep. {_FORMS}")
    year, month, day = match.groups()
    try:
        earliest = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValueError(f"“{edtf}” names a day that does not exist. {_FORMS}") from None
    if day:
        return earliest, earliest
    last_month = earliest.month if month else 12
    return earliest, date(earliest.year, last_month, calendar.monthrange(earliest.year, last_month)[1])


def _in_words(point: str) -> str:
    year, _, rest = point.partition("-")
    month, _, day = rest.partition("-")
    if not month:
        return str(int(year))
    name = MONTHS[int(month) - 1]
    return f"{name} {int(day)}, {int(year)}" if day else f"{name} {int(year)}"
