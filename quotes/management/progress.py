"""A bar that shows how far a long command is, where somebody watches it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm


@contextmanager
def progress(total: int, unit: str) -> Iterator[Any]:
    """Give a bar of `total` units on a terminal, nothing elsewhere; it is gone when the work is done."""
    with tqdm(total=total, unit=f" {unit}", unit_scale=True, leave=False, disable=None) as bar:
        yield bar
