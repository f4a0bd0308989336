"""Which tags the units that were counted hold, as nulls that move tags about need them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from comention.axis import Axis

if TYPE_CHECKING:
    from comention.counts import Counts

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Layer:
    """Tags in an order that depends on their names alone, so that merged counts have the numbers of the whole."""

    place: Places
    """Place of each tag by its number, or -1."""
    size: int

    def of(self, axis: Axis, at: Places) -> npt.NDArray[np.uint32]:
        """Give the places of some tags of an axis."""
        return self.place[np.array(axis.numbers, dtype=np.int64)[at]].astype(np.uint32)


def layer_of(axes: Collection[Axis]) -> Layer:
    """Make a layer of all tags of some axes, each once."""
    names = {number: name for axis in axes for number, name in zip(axis.numbers, axis.ids, strict=True)}
    place = np.full(max(names, default=-1) + 1, -1, dtype=np.int64)
    place[sorted(names, key=lambda number: (names[number], number))] = np.arange(len(names))
    return Layer(place, len(names))


@dataclass(frozen=True)
class UnitTags:
    """The tags of units, each tag of a unit once."""

    document: Places
    """Number of the document of each unit; -1 if the unit is not counted."""
    unit: Places
    tag: Places

    def held(self, layer: Layer) -> tuple[Places, Places]:
        """Give unit and place of each tag of a layer in the units that are counted."""
        known = self.tag < len(layer.place)
        known[known] = layer.place[self.tag[known]] >= 0
        known &= self.document[self.unit] >= 0
        return self.unit[known], layer.place[self.tag[known]]

    def lists(self, layer: Layer) -> tuple[Places, npt.NDArray[np.uint32]]:
        """Give the tags of each unit, one unit behind the other, and where each unit's end."""
        return in_lists(*self.held(layer), len(self.document))


def in_lists(owner: Places, place: Places, owners: int) -> tuple[Places, npt.NDArray[np.uint32]]:
    """Sort places by owner, and tell where each owner's end."""
    order = np.lexsort((place, owner))
    return np.cumsum(np.bincount(owner, minlength=owners)), place[order].astype(np.uint32)


def unit_tags(counts: Counts, what: str) -> UnitTags:
    """Read the tags of the units that were counted; `what` needs them."""
    parts = counts._kept(what).arrays()
    units = len(parts["ends"])
    unit = np.repeat(np.arange(units), np.diff(parts["ends"], prepend=0))
    tag = parts["tag"].astype(np.int64)
    first = np.ones(len(tag), dtype=bool)
    first[1:] = (tag[1:] != tag[:-1]) | (unit[1:] != unit[:-1])
    unit, tag = unit[first], tag[first]
    document = parts["document"].astype(np.int64)
    document[_left_out(counts, unit, tag, units)] = -1
    return UnitTags(document, unit, tag)


def _left_out(counts: Counts, unit: Places, tag: Places, units: int) -> npt.NDArray[np.bool_]:
    """Tell which units are not counted: without the given tag, or with too many tags."""
    out = np.zeros(units, dtype=bool)
    if counts._given is not None:
        out |= np.bincount(unit[tag == counts._given], minlength=units) == 0
    if counts._options.max_tags is not None:
        for axis in counts._counting.whole:
            of_axis = np.isin(tag, np.array(axis.numbers, dtype=np.int64))
            out |= np.bincount(unit[of_axis], minlength=units) > counts._options.max_tags
    return out
