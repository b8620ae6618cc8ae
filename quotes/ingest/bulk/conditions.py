"""The conditions of the models' check constraints, as functions of a row in memory.

A bulk load asks them instead of the database, row by row: it learns which row breaks which rule before it writes any.
They are read from the models, so that there is one definition of each. Only the lookups that the models use are known;
any other is an error when the models are loaded, not a rule that is silently left out.

In SQL a condition is true, false or, where a value is NULL, neither; a check constraint refuses what is false. So there
are two questions, whether a condition is true and whether it is false, and a NULL answers neither with yes.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import F, Q

Values = Mapping[str, Any]
Test = Callable[[Values], bool]


def is_false(node: Any) -> Test:
    """Return, of a `Q` of plain lookups, whether it is false of a row's values by field name (of relations: keys)."""
    return _test(node, wanted=False)


def fields_of(node: Any) -> set[str]:
    """Return the names of the fields that a `Q` looks at."""
    if isinstance(node, Q):
        return set().union(*(fields_of(child) for child in node.children))
    lookup, value = node
    return {lookup.partition("__")[0]} | ({_name(value)} if isinstance(value, F) else set())


def _test(node: Any, *, wanted: bool) -> Test:
    """Return the question whether a condition is true (`wanted`), or is false."""
    if not isinstance(node, Q):
        return _lookup(*node, wanted=wanted)
    wanted = wanted != node.negated
    parts = [_test(child, wanted=wanted) for child in node.children]
    if len(parts) == 1:
        return parts[0]
    # What is joined by "and" is false when a part is; what is joined by "or", when all parts are.
    return _every(parts) if wanted == (node.connector == Q.AND) else _some(parts)


def _lookup(lookup: str, value: Any, *, wanted: bool) -> Test:
    name, _, how = lookup.partition("__")
    if how == "isnull" or (how == "" and value is None):
        if_null = (value is not False) == wanted
        return lambda row: (row[name] is None) is if_null
    if how == "in":
        known = frozenset(value)
        return lambda row: row[name] is not None and (row[name] in known) is wanted
    if how == "regex":
        search = re.compile(value).search
        return lambda row: row[name] is not None and (search(row[name]) is not None) is wanted
    compare = _COMPARISONS[how]
    if isinstance(value, F):
        other = _name(value)
        return lambda row: row[name] is not None and row[other] is not None and compare(row[name], row[other]) is wanted
    return lambda row: row[name] is not None and compare(row[name], value) is wanted


def _name(reference: F) -> str:
    """Return the name of the field that an `F` refers to."""
    (name,) = reference.deconstruct()[1]
    return str(name)


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "": lambda one, other: one == other,
    "gt": lambda one, other: one > other,
    "gte": lambda one, other: one >= other,
    "lte": lambda one, other: one <= other,
}


def _every(parts: list[Test]) -> Test:
    if len(parts) == 2:
        first, second = parts
        return lambda row: first(row) and second(row)
    return lambda row: all(part(row) for part in parts)


def _some(parts: list[Test]) -> Test:
    if len(parts) == 2:
        first, second = parts
        return lambda row: first(row) or second(row)
    return lambda row: any(part(row) for part in parts)
