"""Verbs that change the record, and who may use them.

Gives `submit`, `publish`, `withdraw`, `reject` and `reopen` for quotations and claims; `restore` and `undelete`;
`merge` and `undo` for speakers, organizations and topics; `may_change` and what else begins so, and `is_public` for
every record; `find_words`, which finds an editor's words in a source; and the verbs of a review: `accept`, `adjust`,
`add_missed`, `split`, `merge_with_next`, `publish_accepted`. May import `quotes.models`, `quotes.search` and
`quotes.text`.
"""

from .cutting import merge_with_next, split
from .decisions import Decision, StanceTaken
from .merging import may_merge, merge, undo
from .order import in_reading_order
from .permissions import is_public, may_change, may_publish
from .publication import VERBS, Verb, publish, reject, reopen, submit, withdraw
from .restoring import may_bring_back, may_edit, restore, undelete
from .review import accept, add_missed, adjust, publish_accepted
from .words import find_words, written

__all__ = [
    "VERBS",
    "Decision",
    "StanceTaken",
    "Verb",
    "accept",
    "add_missed",
    "adjust",
    "find_words",
    "in_reading_order",
    "is_public",
    "may_bring_back",
    "may_change",
    "may_edit",
    "may_merge",
    "may_publish",
    "merge",
    "merge_with_next",
    "publish",
    "publish_accepted",
    "reject",
    "reopen",
    "restore",
    "split",
    "submit",
    "undelete",
    "undo",
    "withdraw",
    "written",
]
