"""The published quotations as columns in memory, for lists, their exact counts and their facets.

`current()` gives them as they are committed now. A `Selection` of them is what meets conditions (`Having`, `Among`,
`Without`, `Between`, `InYears`): its length, its pages by keyset, and how many of its rows have each value of a column.
Reads the record by itself; follows its changes by `quotes.search.changes`.
"""

from ..changes import Following
from .applying import applied
from .arrays import Tally
from .loading import load_and_give_back
from .selecting import Among, Between, Condition, Having, InYears, Selection, Stretch, Without
from .snapshot import Columns, Place

__all__ = [
    "Among",
    "Between",
    "Columns",
    "Condition",
    "Having",
    "InYears",
    "Place",
    "Selection",
    "Stretch",
    "Tally",
    "Without",
    "current",
    "forget",
]

_columns = Following(load_and_give_back, applied)


def current() -> Columns:
    """Return the columns as of now: nothing that was committed before the call is missing from them."""
    return _columns.current()


def forget() -> None:
    """Hold nothing any more. For tests."""
    _columns.forget()
