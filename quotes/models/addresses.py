"""Addresses of pages, as `reverse()` gives them. It looks for each anew, and a list has a hundred of them."""

import re
from functools import cache

from django.urls import get_script_prefix, reverse

_NEEDS_NO_QUOTING = re.compile(r"[-\w]+", re.ASCII)
_STAND_IN = "0000000000"  # for a slug or a ref


def address(name: str, value: str = "") -> str:
    """Return the address of the page that a pattern names: of one record, by its slug or ref, when there is a `value`.

    A value that needs quoting is neither, and is left to `reverse()`, which refuses it.
    """
    if not value:
        return fixed_address(name)
    if not _NEEDS_NO_QUOTING.fullmatch(value):
        return reverse(name, args=[value])
    before, after = _around(name, get_script_prefix())
    return f"{before}{value}{after}"


def fixed_address(name: str, *values: str) -> str:
    """Return the address of a page that a pattern names with one of the few values that it takes, or without any."""
    return _fixed(get_script_prefix(), name, *values)


@cache
def _fixed(prefix: str, name: str, *values: str) -> str:
    return reverse(name, args=values)


@cache
def _around(name: str, prefix: str) -> tuple[str, str]:
    """Return what stands before and after the value in every address of a pattern."""
    before, _, after = reverse(name, args=[_STAND_IN]).partition(_STAND_IN)
    return before, after
