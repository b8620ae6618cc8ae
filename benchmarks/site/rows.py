"""Whether contenders gave the same quotations: read from what they answered, and compared."""

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

REF = "[0-9A-HJKMNP-TV-Z]{10}"
_ON_PAGE = re.compile(rf'/quotations/({REF})/"[^>]*>\s*In context')
_ON_NAIVE_PAGE = re.compile(rf'data-ref="({REF})"')


class Mismatch(Exception):
    """Two contenders gave different quotations. The message says who, where and which."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What the list has, by SQL: the refs of the page, in order, and those of some refs that are of the list at all.

    `holds` returns the days of these.
    """

    page: Sequence[str]
    holds: Callable[[Collection[str]], Mapping[str, str]]


def of_site(page: str) -> list[str]:
    return _ON_PAGE.findall(page)


def of_naive(page: str) -> list[str]:
    return _ON_NAIVE_PAGE.findall(page)


def of_datasette(answer: str) -> list[tuple[str, str]]:
    """Return ref and day of each row of a page as JSON. Raises Mismatch for a search without an index of words."""
    found = json.loads(answer)
    if "_search" in answer and "match" not in found["query"]["sql"].lower():
        raise Mismatch(f"Datasette does not search by its index: {found['query']['sql']}")
    return [(row["ref"], row["said_latest"]) for row in found["rows"]]


def check_same(who: str, found: Sequence[str], truth: Truth) -> None:
    """Raise Mismatch unless `found` is the page, in its order."""
    if list(found) != list(truth.page):
        raise Mismatch(f"{who} gave {list(found)[:5]}…, not {list(truth.page)[:5]}…")


def check_members(who: str, found: Sequence[str], truth: Truth) -> None:
    """Raise Mismatch unless `found` are as many as the page has, all of the list: for orders that engines differ in."""
    strangers = set(found) - truth.holds(found).keys()
    if strangers or len(set(found)) != len(truth.page):
        raise Mismatch(f"{who} gave {len(set(found))} quotations, {sorted(strangers)[:5]} of them not of the list")


def check_days(who: str, found: Sequence[tuple[str, str]], truth: Truth) -> None:
    """Raise Mismatch unless the days are those of the page: for orders that leave open which of one day come first."""
    refs = [ref for ref, _ in found]
    check_members(who, refs, truth)
    held = truth.holds(truth.page)
    days = [held[ref] for ref in truth.page]
    if [day for _, day in found] != days:
        raise Mismatch(f"{who} gave quotations of {[day for _, day in found][:5]}…, not {days[:5]}…")
    if missing := {ref for ref in truth.page if held[ref] != days[-1]} - set(refs):
        raise Mismatch(f"{who} left out {sorted(missing)[:5]}")
