"""How much memory processes hold: PSS, in which memory that several share counts in parts."""

import re
from collections.abc import Iterable
from pathlib import Path

_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def read_pss(rollup: str) -> float:
    """Return the megabytes that /proc/PID/smaps_rollup tells."""
    found = _PSS.search(rollup)
    if not found:
        raise ValueError("There is no Pss in what /proc tells of the process.")
    return int(found[1]) / 1024


def megabytes(processes: Iterable[int]) -> float:
    return sum(read_pss(Path(f"/proc/{process}/smaps_rollup").read_text()) for process in processes)
