"""Verbs that change the record, and who may use them.

Gives `submit`, `publish`, `withdraw`, `reject` and `reopen` for quotations and claims; `merge` and `undo` for speakers,
organizations and topics; `may_change`, `may_publish` and `is_public` for every record; and `find_words`, which finds an
editor's words in a source. May import `quotes.models`, `quotes.search` and `quotes.text`.
"""

from .merging import may_merge, merge, undo
from .permissions import is_public, may_change, may_publish
from .publication import VERBS, Verb, publish, reject, reopen, submit, withdraw
from .words import find_words, written

__all__ = [
    "VERBS",
    "Verb",
    "find_words",
    "is_public",
    "may_change",
    "may_merge",
    "may_publish",
    "merge",
    "publish",
    "reject",
    "reopen",
    "submit",
    "undo",
    "withdraw",
    "written",
]
