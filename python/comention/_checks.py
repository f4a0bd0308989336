"""Checks of what users give, with errors that list what is known and name the nearest."""

from __future__ import annotations

import difflib
import math
import numbers
from collections.abc import Iterable

_MOST_LISTED = 40


def nearest(name: str, known: Iterable[str]) -> str:
    """Give the rest of an error message on an unknown name: the nearest known one, and the list."""
    names = list(known)
    close = _closest(name, names)
    hint = f"; did you mean {close!r}?" if close else ""
    listed = ", ".join(names[:_MOST_LISTED]) + (f", … ({len(names)} in all)" if len(names) > _MOST_LISTED else "")
    return f"{hint} Known: {listed}" if names else hint


def _closest(name: str, names: list[str]) -> str | None:
    """Find a name that begins as was given, else one that is spelled alike, else one that holds it."""
    lower = {other.casefold(): other for other in reversed(names)}
    wanted = name.casefold()
    holding = sorted((other for other in lower if len(wanted) > 2 and wanted in other), key=len)
    beginning = [other for other in holding if other.startswith(wanted)]
    alike = difflib.get_close_matches(wanted, lower, n=1, cutoff=0.7)
    found = beginning + alike + holding
    return lower[found[0]] if found else None


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
    if hasattr(value, "tolist"):
        value = value.tolist()
    return list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]


def whole_number(what: str, value: object, least: int = 0) -> int:
    """Check a whole number."""
    if isinstance(value, bool) or not hasattr(value, "__index__") or value.__index__() < least:
        raise ValueError(f"{what} must be a whole number from {least} on. Given {value!r}")
    return int(value.__index__())


def number_from(what: str, value: object, least: float = 0) -> float:
    """Check a finite number; True and False are none."""
    number = float(value) if isinstance(value, numbers.Real) and not isinstance(value, bool) else math.nan
    if least <= number < math.inf:
        return number
    raise ValueError(f"{what} must be a number from {least:g} on. Given {value!r}")


def thread_count(threads: int | None) -> int:
    """Check a number of threads; 0 stands for all cores."""
    return 0 if threads is None else whole_number("threads", threads, 1)
