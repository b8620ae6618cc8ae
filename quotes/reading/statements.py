"""What is said about a claim: the statements by position, each with the editor's reason, and when they were made."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, QuerySet, Window
from django.db.models.functions import RowNumber

from quotes.models import Claim, Quotation, Stance
from quotes.text.dates import KnownDate, parse_date

from .records import listed

MOST_MOMENTS = 4  # that the strip has room for
MOST_NAMES = 3
ALWAYS_SHOWN = {position for position in Stance.Position if position != Stance.Position.QUESTIONS}
NEWEST = ("-quotation__said_latest", "-quotation__ref")


@dataclass(frozen=True, slots=True)
class Column:
    """The statements that take a position: how many there are, and the latest of them as stances."""

    position: Stance.Position
    count: int
    stances: list[Any]


def columns(claim: Any, most: int) -> list[Column]:
    """Return the public statements on a claim (`tell_tallies`) by position, in each the latest `most`, newest first.

    A position that nobody takes has an empty column: that we hold no such statement is an answer. Questions are rare
    and have a column only where there are some.
    """
    place = Window(RowNumber(), partition_by="position", order_by=NEWEST)
    latest = claim.stances.published().annotate(place=place).filter(place__lte=most).order_by(*NEWEST)
    read = latest.prefetch_related(Prefetch("quotation", listed(Quotation.objects.published())))
    found = [stance for stance in read if hasattr(stance, "quotation")]  # not one withdrawn since its stance was read
    counts = dict(claim.tally)
    return [
        Column(position, counts.get(position, 0), [stance for stance in found if stance.position == position])
        for position in Stance.Position
        if position in ALWAYS_SHOWN or position in counts
    ]


def on_claim(claim: Claim) -> QuerySet:
    """Return the published quotations that bear on a claim."""
    return Quotation.objects.published().filter(stances__claim=claim)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date on which something was said: as known, and by its latest possible day; how many statements; by whom.

    `names` are the first 3 speakers. Without `known` it stands for all the moments between two others.
    """

    count: int
    known: KnownDate | None = None
    day: date | None = None
    names: tuple[str, ...] = ()
    has_more_names: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """When things were said: the moments that a strip shows, and the number by year of the latest possible date.

    There are no years where the strip shows every moment.
    """

    strip: list[Moment]
    years: dict[int, int]


def when_said(quotations: QuerySet, shown: Iterable[Column]) -> When:
    """Return when `quotations` were said. Names come from the statements `shown`: others may have spoken too."""
    days = quotations.order_by().values_list("said", "said_latest").annotate(count=Count("pk"))
    said = [stance.quotation for column in shown for stance in column.stances]
    return strip_of(days, [(one.said, one.said_latest, str(one.speaker)) for one in said])


def strip_of(days: Iterable[tuple[str, date, int]], said: Iterable[tuple[str, date, str]]) -> When:
    """Return every moment of `days` (date as known, latest day, number); of more than 4 the first and the latest.

    `said` has the same for single statements, with the speaker's name. What has no date was said on or before the
    latest day.
    """
    counts: Counter[str] = Counter()
    latest: dict[str, date] = {}
    years: Counter[int] = Counter()
    for known, day, count in days:
        moment = known or f"../{day}"
        counts[moment] += count
        latest[moment] = max(day, latest.get(moment, day))
        years[day.year] += count
    named: dict[str, list[str]] = {}
    for known, day, name in said:
        named.setdefault(known or f"../{day}", []).append(name)
    moments = sorted(counts, key=lambda moment: (latest[moment], moment))

    def told(moment: str) -> Moment:
        statements = named.get(moment, [])
        names = tuple(dict.fromkeys(statements))
        has_more = len(names) > MOST_NAMES or len(statements) < counts[moment]
        return Moment(counts[moment], parse_date(moment), latest[moment], names[:MOST_NAMES], has_more)

    if len(moments) <= MOST_MOMENTS:
        return When([told(moment) for moment in moments], {})
    between = Moment(sum(counts[moment] for moment in moments[1:-1]))
    return When([told(moments[0]), between, told(moments[-1])], dict(sorted(years.items())))
