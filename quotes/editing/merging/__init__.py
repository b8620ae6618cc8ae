"""Two records made one, and that undone.

Gives `merge` and `undo`, which change the record; `consequences`, which says what a merge would move;
`what_stands_in_the_way` of undoing one; and `may_merge`. How rows are moved in bulk is `rows`, what refers to a record
is `references`.
"""

from .joining import Consequence, consequences, may_merge, merge
from .references import MODELS, REFERENCES
from .undoing import undo, what_stands_in_the_way

__all__ = [
    "MODELS",
    "REFERENCES",
    "Consequence",
    "consequences",
    "may_merge",
    "merge",
    "undo",
    "what_stands_in_the_way",
]
