"""Verbs that change the record, and who may use them.

Gives `submit`, `publish`, `withdraw`, `reject` and `reopen` for quotations and claims; `restore` and `undelete`,
`may_change` and what else begins so, and `is_public` for every record; and `find_words`, which finds an editor's
words in a source. May import `quotes.models`, `quotes.search` and `quotes.text`.
"""

from .permissions import is_public, may_change, may_publish
from .publication import VERBS, Verb, publish, reject, reopen, submit, withdraw
from .restoring import may_bring_back, may_edit, restore, undelete
from .words import find_words, written

__all__ = [
    "VERBS",
    "Verb",
    "find_words",
    "is_public",
    "may_bring_back",
    "may_change",
    "may_edit",
    "may_publish",
    "publish",
    "reject",
    "reopen",
    "restore",
    "submit",
    "undelete",
    "withdraw",
    "written",
]
