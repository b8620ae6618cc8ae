"""Why an editor did something, as it is kept."""

from django.core.exceptions import ValidationError

from quotes.text.characters import check_characters, unify_line_ends


def checked_reason(reason: str) -> str:
    """Return a reason as it is kept. Raises ValidationError for characters that cannot be."""
    reason = unify_line_ends(reason).strip()
    try:
        check_characters(reason)
    except ValueError as error:
        raise ValidationError(str(error)) from None
    return reason


def with_reason(what: str, reason: str) -> str:
    """Return what was done, with the reason after it when there is one."""
    return f"{what}: {reason}" if reason else what
