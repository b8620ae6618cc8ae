"""An iterable walked in another process, whose items are used in this one meanwhile.

The process is a new one, not a copy: it holds none of this one's connections to the database, which end when this one
is killed. So does it, since nobody takes what it sends.
"""

import gc
import signal
import traceback
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import chain
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from multiprocessing.resource_tracker import ensure_running
from typing import TypeVar

import django

from quotes.ingest.files import Refused

T = TypeVar("T")
_END = None


@contextmanager
def walked_aside(items: Iterable[T]) -> Iterator[Iterator[T]]:
    """Give the items, none of which is None, of an iterable that can be pickled. Its errors are raised here.

    Raises Refused when the process ends before it has sent all.
    """
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_walk, args=(there,), daemon=True)
    with _uninterrupted():
        process.start()
    there.close()
    try:
        with suppress(ConnectionError):  # it has ended already, which is told to who asks for the first item
            here.send(items)
        yield _received(here, process)
    finally:
        here.close()
        process.terminate()
        process.join()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Keep Ctrl-C from what is started meanwhile, for good: a terminal tells both, and this process ends the other one.

    Told meanwhile, this one is interrupted afterwards.
    """
    ensure_running()  # multiprocessing's own process, after whose start it lets interruptions through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _received(here: Connection, process: BaseProcess) -> Iterator[T]:
    while True:
        try:
            item = here.recv()
        except (EOFError, OSError):  # the latter when it ended in the middle of an item
            process.join()
            raise Refused([f"The process that reads the rows ended with {process.exitcode}. Load again."]) from None
        if item is _END:
            return
        if isinstance(item, BaseException):
            raise item
        yield item


def _walk(there: Connection) -> None:
    """Receive an iterable, which may need Django set up to be unpickled, and send its items."""
    django.setup()
    gc.disable()
    try:
        with ThreadPoolExecutor(max_workers=1) as sender:
            sent: Future[None] | None = None
            for item in chain(there.recv(), [_END]):
                pickled = ForkingPickler.dumps(item)
                if sent:
                    sent.result()
                sent = sender.submit(there.send_bytes, pickled)  # and makes the next one meanwhile
    except (EOFError, ConnectionError):
        return  # nobody is there any more
    except Exception as error:
        error.add_note("".join(traceback.format_exception(error)))
        there.send(error)
