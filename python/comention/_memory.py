"""Refusal of what would not fit in memory, before it is begun."""

from __future__ import annotations

import re
from pathlib import Path


def free_memory() -> int:
    """Give the bytes that programs can still have, or 8 GiB where the machine does not tell."""
    try:
        found = re.search(r"MemAvailable: *(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"))
    except OSError:
        found = None
    return 8 * 2**30 if found is None else int(found[1]) * 1024


def check_free(what: str, needed: int, instead: str) -> None:
    """Raise MemoryError, with an estimate and what to do instead, if so many bytes are not free."""
    free = free_memory()
    if needed > free:
        gib = f"{needed / 2**30:,.1f} GiB, and {free / 2**30:,.1f} GiB are free"
        raise MemoryError(f"{what} would need up to {gib}: {instead}")
