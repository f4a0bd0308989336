"""Progress of long work."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Progress = bool | Callable[[int, int], object] | None

_SECONDS_BEFORE_BAR = 1.0


class _Bar:
    """A bar that shows up only when the work takes longer than a second."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._start = time.monotonic()
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        if self._bar is None and time.monotonic() - self._start < _SECONDS_BEFORE_BAR:
            return
        if self._bar is None:
            from tqdm.auto import tqdm

            self._bar = tqdm(total=total, desc=self._title, unit="block", leave=False)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def _can_show_bar() -> bool:
    if not (sys.stderr.isatty() or "ipykernel" in sys.modules):
        return False
    try:
        import tqdm  # noqa: F401
    except ImportError:
        return False
    return True


@contextmanager
def reporter(progress: Progress, title: str) -> Iterator[Callable[[int, int], object] | None]:
    """Give what the core calls with the blocks done and their number, or None."""
    if callable(progress):
        yield progress
    elif progress is False or (progress is None and not _can_show_bar()):
        yield None
    else:
        bar = _Bar(title)
        try:
            yield bar
        finally:
            bar.close()
