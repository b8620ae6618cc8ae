"""What narrows the list of quotations, as conditions on the columns in memory.

Each finds there what the parameter's `filter()` finds in the database: the tests compare the two.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from quotes import search
from quotes.models import Stance
from quotes.search.columns import Among, Between, Condition, Having, InYears, Without


def belongs_to(name: str, asked: Any, slugs: list[str]) -> Condition:
    """Belongs to one of the records that a parameter names."""
    return Having(name, asked.keys(name, slugs))


def has(name: str, asked: Any, words: list[str]) -> Condition:
    """Has one of some words in a column."""
    return Having(name, words)


def has_words(asked: Any, words: list[str]) -> Condition:
    """Is found by what is searched for. Exclusions alone leave most, so what they leave out is looked up."""
    query = asked.query
    if query.unwanted and not query.wanted:
        return Without(search.match_any(query.unwanted))
    return Among(search.match(query))


def bears_on(asked: Any, slugs: list[str]) -> Condition:
    """Bears on one of some claims. How many do is known to the database alone."""
    stances = Stance.objects.filter(claim__in=asked.keys("claim", slugs)).order_by()
    return Among(np.array(stances.values_list("quotation", flat=True).distinct(), dtype=np.int64))


def in_years(asked: Any, years: list[int]) -> Condition:
    return InYears(years)


def since(asked: Any, days: list[date]) -> Condition:
    return Between(first=days[0])


def until(asked: Any, days: list[date]) -> Condition:
    return Between(last=days[0])


# By parameter: its condition, made from all that is asked and from its own values.
CONDITIONS: dict[str, Callable[[Any, list[Any]], Condition]] = {
    "q": has_words,
    "speaker": partial(belongs_to, "speaker"),
    "organization": partial(belongs_to, "organization"),
    "role": partial(has, "role"),
    "topic": partial(belongs_to, "topic"),
    "kind": partial(has, "kind"),
    "medium": partial(has, "medium"),
    "source": partial(belongs_to, "source"),
    "claim": bears_on,
    "year": in_years,
    "after": since,
    "before": until,
}
