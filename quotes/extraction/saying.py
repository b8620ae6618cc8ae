"""When words were said, as the text tells: a day or a period beside the cue, counted from the article's own date.

Only what stands in the attribution itself counts (“…, she said on Friday”); days of other events do not.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from quotes.text.anchors import Span
from quotes.text.dates import parse_date

from .blocks import AGENCY_DATELINE, DATE
from .lexicon import MONTHS
from .records import Block, BlockKind

_SATURDAY = 5
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WHEN = re.compile(
    r"\b(?:(?P<full>"
    + DATE.pattern.replace("?P<month>", "?P<fm>")
    .replace("?P<day>", "?P<fd>")
    .replace("?P<year>", "?P<fy>")
    .replace("?P<month2>", "?P<fm2>")
    .replace("?P<day2>", "?P<fd2>")
    .replace("?P<year2>", "?P<fy2>")
    .replace("?P<iso>", "?P<fi>")
    + r")|(?P<last>last )?(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
    r"|(?P<day>today|yesterday|tonight|last night|this morning|this afternoon|this evening)"
    r"|(?P<period>(?:last|this|earlier this) (?:weekend|week|month|year))"
    r"|in (?P<inmonth>" + "|".join(MONTHS) + r")(?: (?P<inyear>\d{4}))?"
    r"|in (?P<onlyyear>(?:19|20)\d\d))\b(?!['’]s)",
    re.IGNORECASE | re.ASCII,
)


def article_date(text: str, blocks: Sequence[Block]) -> date | None:
    """Return the day the article gives as its own: on a line of its own, or in an agency's dateline; else None.

    Where lines tell of updates too, it is the earliest day: that of the first publication.
    """
    for kind, together in groupby(blocks[:12], key=lambda block: block.kind):
        lines = [text[block.span.start : block.span.end] for block in together]
        if days := [day for line in lines for day in _own_days(line, kind)]:
            return min(days)
    return None


def _own_days(line: str, kind: BlockKind) -> Iterator[date]:
    """Yield the days of a dateline, or of the agency's dateline that a paragraph begins with."""
    if kind is BlockKind.PARAGRAPH:
        opening = AGENCY_DATELINE.match(line)
        line = (opening and opening["date"]) or ""
    elif kind is not BlockKind.DATELINE:
        return
    for match in DATE.finditer(line):
        if day := _day(match, ("month", "day", "year", "month2", "day2", "year2", "iso"), None):
            yield day


def said_when(text: str, beside: list[Span], published: date | None) -> str | None:
    """Return when, in EDTF, from the reporter's words at the spans `beside` the cue; None where they do not tell."""
    for span in beside:
        match = _WHEN.search(text, span.start, span.end)
        if match:
            found = _edtf(match, published)
            if found and not _is_later(found, published):
                return found
    return None


def _is_later(edtf: str, published: date | None) -> bool:
    """Whether a date begins after the article's own, so that it cannot be when the words were said."""
    earliest = parse_date(edtf).earliest
    return published is not None and earliest is not None and earliest > published


def _edtf(match: re.Match[str], published: date | None) -> str | None:
    """Return a match of _WHEN as EDTF; None where the calendar has no such day."""
    try:
        found = _counted(match.groupdict(), match, published)
        return parse_date(found).edtf if found else None
    except (ValueError, OverflowError):
        return None


def _counted(groups: dict[str, str | None], match: re.Match[str], published: date | None) -> str | None:
    if groups["full"]:
        day = _day(match, ("fm", "fd", "fy", "fm2", "fd2", "fy2", "fi"), published)
        return day.isoformat() if day else None
    if groups["onlyyear"]:
        return groups["onlyyear"]
    if groups["inmonth"] and groups["inyear"]:
        return f"{groups['inyear']}-{MONTHS.index(groups['inmonth'].lower()) + 1:02d}"
    if published is None:
        return None
    if groups["weekday"]:
        return _weekday(groups["weekday"].lower(), published, last=bool(groups["last"])).isoformat()
    if groups["day"]:
        return (published - timedelta(days=groups["day"].lower() in ("yesterday", "last night"))).isoformat()
    if groups["period"]:
        return _period(groups["period"].lower(), published)
    month = MONTHS.index((groups["inmonth"] or "").lower()) + 1
    return f"{published.year - (month > published.month)}-{month:02d}"


def _weekday(name: str, published: date, *, last: bool) -> date:
    """Return the last such day on or before publication; never the day itself when it is called “last”."""
    back = (published.weekday() - _WEEKDAYS.index(name)) % 7
    return published - timedelta(days=back or (7 if last else 0))


def _period(words: str, published: date) -> str | None:
    """Return a period as EDTF. A week runs from Sunday to Saturday, as in American newspapers."""
    start_of_week = published - timedelta(days=(published.weekday() + 1) % 7)
    if words == "last week":
        return f"{(start_of_week - timedelta(days=7)).isoformat()}/{(start_of_week - timedelta(days=1)).isoformat()}"
    if words.endswith("this week"):
        return (
            f"{start_of_week.isoformat()}/{published.isoformat()}"
            if start_of_week < published
            else published.isoformat()
        )
    if words.endswith("weekend"):
        saturday = published - timedelta(days=(published.weekday() - 5) % 7)
        if words.startswith("last") and published.weekday() >= _SATURDAY:
            saturday -= timedelta(days=7)
        if saturday == published:
            return saturday.isoformat()
        return f"{saturday.isoformat()}/{(saturday + timedelta(days=1)).isoformat()}"
    if words == "last month":
        last = published.replace(day=1) - timedelta(days=1)
        return f"{last.year:04d}-{last.month:02d}"
    if words.endswith("this month"):
        return f"{published.year:04d}-{published.month:02d}"
    return f"{published.year - 1:04d}" if words == "last year" else f"{published.year:04d}"


def _day(match: re.Match[str], names: tuple[str, ...], published: date | None) -> date | None:
    """Return the day of a match of DATE; without a year, the last such day on or before publication."""
    month, day, year, month2, day2, year2, iso = (match.group(name) for name in names)
    try:
        if iso:
            return date.fromisoformat(iso)
        number = _month(month or month2)
        chosen = year or year2
        if chosen:
            return date(int(chosen), number, int(day or day2))
        if published is None:
            return None
        found = date(published.year, number, int(day or day2))
        return found if found <= published else found.replace(year=published.year - 1)
    except ValueError:
        return None


def _month(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(name.lower().rstrip(".")[:3]))
