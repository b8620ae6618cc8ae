"""Values of cells: a text, or several texts in one cell of CSV."""

import re
from collections.abc import Iterable

Value = str | list[str]

BETWEEN = " | "
_ESCAPED = re.compile(r"\\([\\|])")
_PART = re.compile(r"(?:[^\\|]|\\.)+", re.DOTALL)


def joined(texts: Iterable[str]) -> str:
    r"""Return several texts as one cell: “a | b”. A bar within a text is written `\|`, a backslash `\\`."""
    return BETWEEN.join(text.replace("\\", "\\\\").replace("|", "\\|") for text in texts)


def parted(cell: str) -> list[str]:
    """Return the texts of a cell, without the space around each; empty ones are left out."""
    return [text for part in _PART.findall(cell) if (text := _ESCAPED.sub(r"\1", part).strip())]


def as_text(value: Value) -> str:
    """Return a value as it is written in one cell."""
    return value if isinstance(value, str) else joined(value)
