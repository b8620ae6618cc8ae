"""How commands read and say numbers of rows."""

from argparse import ArgumentTypeError
from collections.abc import Iterator

from quotes.ingest.loading import Counts


def positive(text: str) -> int:
    """Return a whole number of at least 1, written with or without commas."""
    number = text.replace(",", "")
    if not number.isdecimal() or int(number) < 1:
        raise ArgumentTypeError(f"give a whole number of at least 1, not {text}.")
    return int(number)


def summary(counts: Counts) -> Iterator[str]:
    """Yield a line for each model: what became of its rows."""
    rows: dict[str, list[str]] = {}
    for (model, outcome), count in counts.items():
        rows.setdefault(model.__name__, []).append(f"{count:,} {outcome}")
    for name, outcomes in rows.items():
        yield f"{name}: {', '.join(outcomes)}"
    if not any(outcome != "unchanged" for _, outcome in counts):
        yield "Nothing changed."
