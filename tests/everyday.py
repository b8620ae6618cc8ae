"""Parameters of which one is tried every day, and the others in the long tests."""

from typing import Any

import pytest


def first_every_day(first: Any, *others: Any) -> list[Any]:
    """Return the parameters, all but the first marked as slow. A tuple holds the values of several names."""
    apart = [other if isinstance(other, tuple) else (other,) for other in others]
    return [first, *(pytest.param(*other, marks=pytest.mark.slow) for other in apart)]
