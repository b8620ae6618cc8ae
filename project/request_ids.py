"""A short id for each request. The log and the error page show it, so that one leads to the other."""

from contextvars import ContextVar
from secrets import token_hex

_request_id: ContextVar[str] = ContextVar("request_id", default="-")


def start_request() -> str:
    """Give the request that starts here an id, and return it.

    It holds until this thread starts another one: the body of a streamed response is made after its middleware is done.
    """
    identifier = token_hex(4)
    _request_id.set(identifier)
    return identifier


def request_id() -> str:
    """Return the id of the request that is being answered, "-" outside of any."""
    return _request_id.get()
