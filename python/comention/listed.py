"""Listed mentions: those that people or other programs give, and the lexicon of what they name."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention.builtin import KINDS, tables
from comention.lexicon import FORM_TYPES, Lexicon

LABEL = "label"
TagRow = tuple[str, str, str, list[tuple[str, str]], bool]
# What a mention names: its kind, tag, form and type.
Entry = tuple[str, str, str, str]
_Array = npt.NDArray[Any]


@dataclass
class Listing:
    """Mentions one by one: document, start, end and what they name."""

    docs: array[int] = field(default_factory=lambda: array("I"))
    starts: array[int] = field(default_factory=lambda: array("I"))
    ends: array[int] = field(default_factory=lambda: array("I"))
    entries: array[int] = field(default_factory=lambda: array("I"))
    numbers: dict[Entry, int] = field(default_factory=dict)
    """Number of each entry, in order of appearance."""
    values: array[float] = field(default_factory=lambda: array("d"))
    """What each label is worth; empty where it is always 1."""

    def add(self, doc: int, start: int, end: int, entry: Entry, value: float = 1.0) -> None:
        """Add a mention."""
        if value != 1 and not self.values:
            self.values = array("d", [1.0]) * len(self.docs)
        if value != 1 or self.values:
            self.values.append(value)
        self.docs.append(doc)
        self.starts.append(start)
        self.ends.append(end)
        self.entries.append(self.numbers.setdefault(entry, len(self.numbers)))

    def finish(self, kinds: Iterable[str]) -> tuple[Lexicon, tuple[_Array, _Array, _Array, _Array, _Array]]:
        """Give the lexicon of what is named, by kind and tag, and the columns of mentions, as the core takes them."""
        place = {kind: number for number, kind in enumerate(kinds)}
        entries = sorted(self.numbers, key=lambda entry: (place[entry[0]], *entry[1:]))
        rank = np.empty(len(entries), dtype=np.uint32)
        rank[[self.numbers[entry] for entry in entries]] = np.arange(len(entries), dtype=np.uint32)
        types = np.array([FORM_TYPES.index(entry[3]) for entry in entries], dtype=np.uint8)
        forms = rank[np.asarray(self.entries, dtype=np.uint32)]
        docs, starts, ends = (np.asarray(values, dtype=np.uint32) for values in (self.docs, self.starts, self.ends))
        return _lexicon(entries, place), (docs, starts, ends, forms, types[forms])


def _lexicon(entries: list[Entry], kinds: Iterable[str]) -> Lexicon:
    """Make a lexicon of entries, tags in their order; kinds may have none."""
    numbers = {pair: number for number, pair in enumerate(dict.fromkeys(entry[:2] for entry in entries))}
    forms = [(numbers[kind, tag], form, type_, f"listed/{kind}") for kind, tag, form, type_ in entries]
    core = _core.lexicon_from_rows(_tag_rows(numbers), forms)
    return Lexicon(core, "listed", open_kinds=kinds)


def _tag_rows(pairs: Iterable[tuple[str, str]]) -> list[TagRow]:
    """Give the rows of tags: those of the package's tables where a tag is there, else the tag as its own label."""
    pairs = list(pairs)
    known = {}
    if any(kind in KINDS for kind, _ in pairs):
        known = {row[:2]: row for row in tables().tag_rows()}
    return [(*known[pair][:4], True) if pair in known else (*pair, pair[1], [], True) for pair in pairs]
