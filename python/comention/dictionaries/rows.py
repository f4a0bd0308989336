"""Rows of a dictionary's file, whatever its format, and the errors that name them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple, NoReturn

_NOTHING: Mapping[str, str] = {}
_SPACE = re.compile(r"[ \t\r\n]+")
# Control characters, halves of characters, and what is none.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class Row(NamedTuple):
    """A pattern of a key as it stood in a file: no pattern for a key without any, no key for a block."""

    line: int
    keys: tuple[str, ...]
    pattern: str | None
    more: Mapping[str, str] = _NOTHING


def fail(name: str, line: int, reason: str) -> NoReturn:
    """Raise the error of a line of a file."""
    raise ValueError(f"{name}, line {line}: {reason}")


def shown(text: str) -> str:
    """Quote a text for a message, cut where it is long."""
    return repr(text if len(text) <= 60 else text[:60] + "…")


def one_spaced(pattern: str) -> str:
    """Write one space for any space between words."""
    return _SPACE.sub(" ", pattern).strip(" ")


def wrong_key(key: str) -> str | None:
    """Tell what keeps a key out of files."""
    if not key.strip():
        return "a key is blank"
    if key != key.strip() or any(c in key for c in "\t\r\n"):
        return f"a key may hold no tab or line break, and no space at its ends. Found {shown(key)}"
    return None


def find_unprintable(text: str) -> int | None:
    """Give the place of the first character that no text file should hold."""
    found = _UNPRINTABLE.search(text)
    return None if found is None else found.start()


def wrong_text(text: str) -> str | None:
    """Tell which character keeps a text out of files."""
    place = find_unprintable(text)
    return None if place is None else f"holds the character U+{ord(text[place]):04X}, which is no printed one"
