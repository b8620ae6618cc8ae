"""Refs written into a seed, once, beside its quotations."""

import re
from collections.abc import Callable
from typing import Any

from quotes.ingest.files import Refused
from quotes.ingest.seeds import parse_toml
from quotes.models import make_ref

_HEADER = re.compile(r"^[^\S\n]*\[\[[^\S\n]*quotations[^\S\n]*\]\][^\n]*?(\r?\n|\Z)", re.MULTILINE)
_MARK = "--place--"


def assign_refs(toml: str, new_ref: Callable[[], str] = make_ref) -> str:
    """Return `toml` with a line `ref = "…"` under each `[[quotations]]` that has none; nothing else is changed.

    Raises Refused when `toml` is not TOML, or its quotations are not written as `[[quotations]]` tables.
    """
    data = parse_toml(toml)
    quotations = _tables(data)
    taken = {quotation.get("ref") for quotation in quotations}
    headers = list(_HEADER.finditer(toml))
    marked = _tables(parse_toml(_insert(toml, [(header, f'{_MARK} = "{n}"') for n, header in enumerate(headers)])))
    places: list[tuple[re.Match[str], str]] = []
    for quotation, copy in zip(quotations, marked, strict=True):
        if "ref" in quotation:
            continue
        if _MARK not in copy:
            raise Refused(
                ["To be given a ref, each quotation must be a table of its own, under a line [[quotations]]."]
            )
        while (ref := new_ref()) in taken:
            pass
        taken.add(ref)
        quotation["ref"] = ref
        places.append((headers[int(copy[_MARK])], f'ref = "{ref}"'))
    result = _insert(toml, places)
    if parse_toml(result) != data:
        raise Refused(["The refs could not be written without changing something else. Write them by hand."])
    return result


def _tables(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the quotations of parsed TOML; whatever is not a table is left to the seed's own checks."""
    quotations = data.get("quotations", [])
    return [row for row in quotations if isinstance(row, dict)] if isinstance(quotations, list) else []


def _insert(toml: str, places: list[tuple[re.Match[str], str]]) -> str:
    """Return `toml` with a line under each of some headers."""
    parts, at = [], 0
    for header, line in places:
        line_end = header.group(1)
        parts.append(toml[at : header.end()] + (f"{line}{line_end}" if line_end else f"\n{line}"))
        at = header.end()
    return "".join([*parts, toml[at:]])
