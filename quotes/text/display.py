"""How a quotation's words are shown to readers."""

import re
from collections.abc import Sequence

from .anchors import Span, paragraph_ends_between

_MARKS_AND_SPACE = re.compile(r"[\s\"'“”„‟‘’‚‛«»‹›,.;:–—-]*")


def display_text(text: str, spans: Sequence[Span], *, in_marks: bool) -> str:
    """Return the words at `spans` of `text` as readers see them.

    With `in_marks` (direct and partial quotations) they stand in quotation marks; where the reporter's words stand
    between two spans, each is shown in its own marks with an ellipsis between; a quotation carried over a paragraph
    break opens each paragraph and closes only the last (The Chicago Manual of Style, 17th ed., 13.30).
    Without, the reporter's words (indirect statements) are shown bare, with an ellipsis where some are left out.
    """
    opening, closing = ("“", "”") if in_marks else ("", "")
    shown = opening
    for index, span in enumerate(spans):
        if index:
            before = spans[index - 1].end
            if not _MARKS_AND_SPACE.fullmatch(text, before, span.start):
                shown += f"{closing} … {opening}"
            elif paragraph_ends_between(text, before, span.start):
                shown += f"\n\n{opening}"
            else:
                shown += " "
        shown += text[span.start : span.end]
    return shown + closing if spans else ""
