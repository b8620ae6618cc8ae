"""Where words that stood in a source stand in its text as it is now."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError

from quotes.models import Source
from quotes.text.anchors import Span, check_order, move

from .history import revisions_of


def spans_now(source: Source, spans: Sequence[Span], moment: datetime) -> list[Span]:
    """Return where the words that stood at `spans` of the source's text at `moment` stand in its text as it is now.

    Raises ValidationError, for people, when the text was edited since and a place is not certain (by the rules of
    `quotes.text.anchors.move`), or when no revision of the source says what its text was.
    """
    if not spans:
        return []
    then = revisions_of(Source, source.pk).filter(history_date__lte=moment).first()
    if then is None:
        raise ValidationError(f"No revision says what the text of “{source}” was at that time, so nothing is certain.")
    if then.text == source.text:
        return list(spans)
    try:
        moved = [move(then.text, source.text, span) for span in spans]
        check_order(moved)
    except ValueError as error:
        raise ValidationError(f"The text of “{source}” was edited since. {error}") from None
    return moved
