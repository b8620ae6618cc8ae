"""The columns made from the whole record, in a stream: what is held at once is little more than the columns."""

import ctypes
import gc
from array import array
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from typing import Any

import numpy as np

from . import reading, refs
from .arrays import Array, Column, Days, SetColumn
from .snapshot import Columns

COLUMNS: dict[str, Any] = {
    "speaker": 0,
    "organization": 0,
    "source": 0,
    "kind": "",
    "medium": "",
    "role": "",
    "affiliation": 0,
}


class Encoder:
    """Values, one for each row, as codes: numbers in order of first appearance. `absent` is 0."""

    def __init__(self, absent: Any) -> None:
        numbers = count()
        self.numbers: defaultdict[Any, int] = defaultdict(numbers.__next__)
        self.numbers[absent]
        self.codes = array("I")

    def add(self, values: Iterable[Any]) -> None:
        self.codes.extend(map(self.numbers.__getitem__, values))

    @property
    def values(self) -> list[Any]:
        return list(self.numbers)

    def as_array(self) -> Array:
        return np.frombuffer(self.codes, dtype=np.uint32) if self.codes else np.empty(0, dtype=np.uint32)


def load() -> Columns:
    """Return the columns of all published quotations."""
    columns = load_quotations()
    return ranked(columns.with_(topic=load_topics(columns)), reading.NAMES)


def load_quotations() -> Columns:
    """Return the columns of all published quotations, without topics and with ties as they come."""
    ids, numbers = array("q"), array("Q")
    days = Encoder(0)
    encoders = {name: Encoder(absent) for name, absent in COLUMNS.items()}
    for batch in reading.quotations():
        batch_ids, batch_days, batch_refs, *others = zip(*batch, strict=True)
        ids.extend(batch_ids)
        numbers.frombytes(refs.encode(batch_refs).tobytes())
        days.add(batch_days)
        for encoder, values in zip(encoders.values(), others, strict=True):
            encoder.add(values)

    ordinals = np.array(days.values, dtype=np.int32)[days.as_array()]
    of_refs = np.array(numbers, dtype=np.uint64)
    order = np.lexsort((of_refs, ordinals))
    columns = {}
    for name in COLUMNS:
        encoder = encoders.pop(name)  # its codes are not needed any more once they are in order
        columns[name] = Column.of(encoder.as_array()[order], encoder.values)
    return Columns(
        ids=narrow(np.array(ids, dtype=np.int64)[order]),
        refs=of_refs[order],
        days=Days.of(*np.unique(ordinals, return_counts=True)),
        topic=SetColumn.of_sets(np.zeros(len(order), dtype=np.uint8), [()]),
        **columns,
    )


def load_topics(columns: Columns) -> SetColumn:
    """Return the column of the topics of the same quotations."""
    keys, encoder = array("q"), Encoder("")
    for batch in reading.topics():
        quotations, texts = zip(*batch, strict=True)
        keys.extend(quotations)
        encoder.add(texts)
    rows = columns.row_by_id(np.array(keys, dtype=np.int64))
    public = rows >= 0
    codes = np.zeros(len(columns), dtype=np.uint32)
    codes[rows[public]] = encoder.as_array()[public]
    return SetColumn.of_sets(codes, [reading.members(text) for text in encoder.values])


def load_and_give_back() -> Columns:
    """Return what `load()` does, at less cost to the process.

    Meanwhile no garbage is collected: a quarter of the time would go into looking for cycles among plain rows. Then
    free memory goes back to the system, where it can: Python would keep 4 MB of empty tuples and the like until it next
    collects, and the C library as much again as the columns take.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        columns = load()
    finally:
        if collects:
            gc.enable()
    gc.collect()
    with suppress(OSError, AttributeError):  # a function of glibc alone
        ctypes.CDLL(None).malloc_trim(0)
    return columns


def ranked(columns: Columns, names: Iterable[str]) -> Columns:
    """Return the columns with the ties of some of them settled as the records are named now."""
    return columns.with_(**{name: getattr(columns, name).ranked(reading.in_order(name)) for name in names})


def narrow(ids: Array) -> Array:
    """Return ids in 4 bytes each where they fit."""
    return ids.astype(np.int32) if not len(ids) or ids.max() <= np.iinfo(np.int32).max else ids
