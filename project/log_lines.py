"""How a line of the log looks: it names its request, and nothing that a visitor sends can start another line."""

import logging
import re
from types import TracebackType

from project.request_ids import request_id

# Control characters, line separators, and what turns the direction of writing.
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def escaped(text: str) -> str:
    """Return `text` on one line: each unsafe character becomes its Python escape, such as \\n."""
    return UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class NameRequest(logging.Filter):
    """Gives every record the id of the request that it belongs to, as `request_id`."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id()
        return True


class OneLine(logging.Formatter):
    """One line for each record; a traceback follows it, indented."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        return escaped(super().formatMessage(record))

    def formatException(  # noqa: N802
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return "\n".join(f"  {escaped(line)}" for line in super().formatException(ei).split("\n"))
