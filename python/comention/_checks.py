"""Checks of what users give, with errors that list what is known and name the nearest."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_MOST_LISTED = 40


def nearest(name: str, known: Iterable[str]) -> str:
    """Give the rest of an error message on an unknown name: the nearest known one, and the list."""
    names = list(known)
    lower = {other.casefold(): other for other in names}
    close = difflib.get_close_matches(name.casefold(), lower, n=1, cutoff=0.6)
    hint = f"; did you mean {lower[close[0]]!r}?" if close else ""
    listed = ", ".join(names[:_MOST_LISTED]) + (f", … ({len(names)} in all)" if len(names) > _MOST_LISTED else "")
    return f"{hint} Known: {listed}" if names else hint


def unknown(what: str, name: object, known: Iterable[str]) -> str:
    """Give the error message on an unknown name.

    >>> unknown("unit", "sentense", ["document", "sentence"])
    "unknown unit 'sentense'; did you mean 'sentence'? Known: document, sentence"
    """
    message = f"unknown {what} {name!r}"
    rest = nearest(str(name), known)
    return message + (rest if rest.startswith(";") else "." + rest)


def one_of(what: str, name: object, known: Iterable[str]) -> str:
    """Give `name` back if it is known, else raise ValueError."""
    names = list(known)
    if not isinstance(name, str) or name not in names:
        raise ValueError(unknown(what, name, names))
    return name


def as_list(value: object) -> list[object]:
    """Make a list of one value or of several."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return list(value)
    return [value]


def thread_count(threads: int | None) -> int:
    """Check a number of threads; 0 stands for all cores."""
    if threads is None:
        return 0
    if isinstance(threads, bool) or not isinstance(threads, int) or threads < 1:
        raise ValueError(f"threads must be None or a whole number from 1 on. Given {threads!r}")
    return threads
