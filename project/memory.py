"""How a process gives back the memory that a page needed for a moment: settings of glibc's malloc.

A list of a million quotations takes arrays of megabytes, for milliseconds, in any of the threads. Once one was freed,
glibc takes the next from the heap of the thread (it raises the threshold above which memory is mapped by itself), and
a heap keeps whatever lies below something that stays. https://man7.org/linux/man-pages/man3/mallopt.3.html
"""

import ctypes
import os
from collections.abc import Mapping
from contextlib import suppress

MIB = 1 << 20

# By the environment variable that says another value: the number of the parameter in malloc.h, and its value.
PARAMETERS = {
    "MALLOC_MMAP_THRESHOLD_": (-3, 2 * MIB),  # what is larger is mapped by itself, and goes back when it is freed
    "MALLOC_TRIM_THRESHOLD_": (-1, 2 * MIB),  # so much at the end of a heap stays, for the next array below the other
    "MALLOC_ARENA_MAX": (-8, 1),  # heaps: Python's lock lets one thread at a time ask for memory, most often
}


def give_back(environment: Mapping[str, str] = os.environ) -> None:
    """Let large pieces of memory go back to the system when they are freed. Without glibc, nothing is done.

    What `environment` sets stays as it is. Call it before large pieces are asked for: the first one freed raises the
    threshold, until it is set.
    """
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        for variable, (parameter, value) in PARAMETERS.items():
            if variable not in environment:
                mallopt(parameter, value)
