"""The conditions of the models' check constraints, as functions of a row in memory.

A bulk load asks them instead of the database, row by row: it learns which row breaks which rule before it writes any.
They are read from the models, so that there is one definition of each. Only the lookups that the models use are known;
any other is an error when the models are loaded, not a rule that is silently left out.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import F, Q

Values = Mapping[str, Any]
Condition = Callable[[Values], bool | None]
"""Gives True, False or, as SQL does where a value is NULL, None. A check constraint refuses False alone."""


def condition(node: Any) -> Condition:
    """Return a `Q` of plain lookups as a function of a row's values by field name (of relations: the key)."""
    if not isinstance(node, Q):
        return _lookup(*node)
    parts = [condition(child) for child in node.children]
    joined = parts[0] if len(parts) == 1 else {Q.AND: _all, Q.OR: _any}[node.connector](parts)
    return _not(joined) if node.negated else joined


def fields_of(node: Any) -> set[str]:
    """Return the names of the fields that a `Q` looks at."""
    if isinstance(node, Q):
        return set().union(*(fields_of(child) for child in node.children))
    lookup, value = node
    return {lookup.partition("__")[0]} | ({value.name} if isinstance(value, F) else set())


def _lookup(lookup: str, value: Any) -> Condition:
    name, _, how = lookup.partition("__")
    if value is None and how == "":
        how, value = "isnull", True
    if how == "isnull":
        return lambda row: (row[name] is None) is value
    if how == "in":
        known = frozenset(value)
        return lambda row: None if row[name] is None else row[name] in known
    if how == "regex":
        search = re.compile(value).search
        return lambda row: None if row[name] is None else search(row[name]) is not None
    compare = _COMPARISONS[how]
    if isinstance(value, F):
        other = value.name
        return lambda row: None if row[name] is None or row[other] is None else compare(row[name], row[other])
    return lambda row: None if row[name] is None else compare(row[name], value)


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "": lambda one, other: one == other,
    "gt": lambda one, other: one > other,
    "gte": lambda one, other: one >= other,
}


def _not(part: Condition) -> Condition:
    def negated(row: Values) -> bool | None:
        found = part(row)
        return None if found is None else not found

    return negated


def _all(parts: list[Condition]) -> Condition:
    def conjunction(row: Values) -> bool | None:
        result: bool | None = True
        for part in parts:
            found = part(row)
            if found is False:
                return False
            if found is None:
                result = None
        return result

    return conjunction


def _any(parts: list[Condition]) -> Condition:
    def disjunction(row: Values) -> bool | None:
        result: bool | None = False
        for part in parts:
            found = part(row)
            if found:
                return True
            if found is None:
                result = None
        return result

    return disjunction
