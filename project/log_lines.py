"""How a line of the log looks: it names its request, and nothing that a visitor sends can start another or flood it."""

import logging
import re
from types import TracebackType

from project.request_ids import request_id
from quotes.text.characters import BIDI_CONTROLS

LONGEST_LINE = 2000  # characters
MOST_LINES = 200  # of a traceback

# Control characters, line separators, and what turns the direction of writing.
UNSAFE = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{BIDI_CONTROLS}]")


def escaped(text: str) -> str:
    """Return `text` on one line: each unsafe character becomes its Python escape, such as \\n."""
    return UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def cut(text: str, longest: int) -> str:
    """Return the first `longest` characters of `text`, with a mark where some are missing."""
    return text if len(text) <= longest else f"{text[:longest]}…"


class NameRequest(logging.Filter):
    """Gives every record the id of the request that it belongs to, as `request_id`."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id()
        return True


class PlayDownRefusals(logging.Filter):
    """Makes what Django refused (a foreign host, a form without its token) an INFO that gives the reason alone.

    Django logs it to `django.security`, most of it as an ERROR with a traceback
    (https://docs.djangoproject.com/en/5.2/ref/logging/#django-security).
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.levelno, record.levelname = logging.INFO, "INFO"
            record.exc_info = None
        return True


class OneLine(logging.Formatter):
    """One line for each record; a traceback follows it, indented. Both have a greatest length."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        return cut(escaped(super().formatMessage(record)), LONGEST_LINE)

    def formatException(  # noqa: N802
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        lines = [cut(escaped(line), LONGEST_LINE) for line in super().formatException(ei).split("\n")]
        if len(lines) > MOST_LINES:
            half = MOST_LINES // 2
            lines = [*lines[:half], "…", *lines[-half:]]
        return "\n".join(f"  {line}" for line in lines)
