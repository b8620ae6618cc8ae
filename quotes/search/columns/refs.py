"""Refs as numbers that sort like them: ten characters of Crockford's base 32 are 50 bits."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quotes.models.fields import CROCKFORD, REF_LENGTH

_BITS = 5
_DIGITS = np.zeros(256, dtype=np.uint64)
_DIGITS[list(CROCKFORD.encode())] = np.arange(len(CROCKFORD), dtype=np.uint64)


def encode(refs: Sequence[str]) -> NDArray[np.uint64]:
    """Return the number of each ref."""
    characters = np.array(refs, dtype=f"S{REF_LENGTH}").view(np.uint8).reshape(-1, REF_LENGTH)
    numbers = np.zeros(len(refs), dtype=np.uint64)
    for place in range(REF_LENGTH):
        numbers <<= np.uint64(_BITS)
        numbers |= _DIGITS[characters[:, place]]
    return numbers


def decode(number: int) -> str:
    """Return the ref that has a number."""
    return "".join(CROCKFORD[number >> _BITS * place & 31] for place in reversed(range(REF_LENGTH)))
