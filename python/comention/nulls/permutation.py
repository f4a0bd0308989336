"""The null of permuted documents, for a kind that all units of a document have in common, as a speaker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._progress import reporter
from comention.expected import gaps_between
from comention.nulls.unit_tags import Layer, UnitTags, in_lists, layer_of, unit_tags

if TYPE_CHECKING:
    from comention.counts import Counts
    from comention.nulls.sampling import Sampling

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Lists = tuple[Places, ...]
"""Documents, tags, and how many units of the document hold the tag."""


def constant_side(counts: Counts) -> int | None:
    """Tell which side has one set of tags for all units of a document: 0 rows, 1 columns; None if not just one."""
    kinds = [set(axis.kind.split("+")) for axis in counts._counting.whole]
    constant = set(counts._counting.constant)
    whole = [side <= constant for side in kinds]
    partly = [bool(side & constant) for side in kinds]
    return whole.index(True) if sum(partly) == 1 and any(whole) else None


def permute_documents(counts: Counts, rows: Places, cols: Places, sampling: Sampling) -> Floats:
    """Give of each pair the mean and variance over permutations, and how many are at least and at most as far off.

    Values are dealt anew to all documents that have units; a document keeps its units, and a set of values stays
    together. Documents of one value may be long, and long ones hold more of everything. So what is compared is the
    count less r*c/n, with the total r of the same deal: Σz over documents of the value, z what a document holds more
    than its length times c/n. Σz is 0 on average, and its variance is Σ(x - x̄)²·Σz²/(D - 1), x = 1 for the D_a of D
    documents with the value (sampling without replacement). It is compared in units of its standard error by the
    same documents, √Σ(x - r/n)²z²: so the test holds where some values have longer documents than others (Janssen
    1997), and no one document decides. Documents whose own value the tag stands for (``drop_same``) are no cases.
    """
    held = unit_tags(counts, "null='permutation'")
    side = constant_side(counts)
    assert side is not None
    units = units_of_documents(counts, held)
    number = np.cumsum(units > 0) - 1
    layers = [layer_of([axis]) for axis in counts._counting.whole]
    pairs = [layers[0].of(counts._rows, rows), layers[1].of(counts._cols, cols)]
    lists: list[Lists] = []
    for layer in layers:
        unit, place = held.held(layer)
        keys, times = np.unique(number[held.document[unit]] * max(layer.size, 1) + place, return_counts=True)
        lists.append((keys // max(layer.size, 1), keys % max(layer.size, 1), times))
    if counts._counting.own is not None:
        lists[1 - side] = _with_own(counts, layers, lists, side)
    documents = int((units > 0).sum())
    value, tag = (
        (*in_lists(owner, place, documents), layers[at].size, times[np.lexsort((place, owner))])
        for at, (owner, place, times) in ((at, lists[at]) for at in (side, 1 - side))
    )
    with reporter(None, "permuting") as report:
        return _core.permute_documents(
            *value[:3], *tag[:3], tag[3], units[units > 0], pairs[side], pairs[1 - side],
            sampling.samples, sampling.seed, counts._counting.threads, report,
        ).T  # fmt: skip


def _with_own(counts: Counts, layers: list[Layer], lists: list[Lists], side: int) -> Lists:
    """Add 0 for the tags that a document's own value stands for: it is no case of these."""
    axes = counts._counting.whole
    gaps = gaps_between(*counts._identities(*axes)).tocoo().coords
    at = [
        layer.place[np.array(axis.numbers, dtype=np.int64)[i]]
        for layer, axis, i in zip(layers, axes, gaps, strict=True)
    ]
    value_of, tag_of = at[side], at[1 - side]
    documents, values, _ = lists[side]
    order = np.argsort(value_of, kind="stable")
    first, last = (np.searchsorted(value_of[order], values, side=end) for end in ("left", "right"))
    own = [(document, tag) for document, i, j in zip(documents, first, last, strict=True) for tag in tag_of[order[i:j]]]
    owner, place = np.array(own, dtype=np.int64).reshape(-1, 2).T
    parts = lists[1 - side]
    return tuple(np.concatenate(pair) for pair in zip(parts, (owner, place, np.zeros_like(owner)), strict=True))


def units_of_documents(counts: Counts, held: UnitTags) -> Places:
    """Count the units of each document, those without a tag too, but for those left out."""
    parts = counts._kept("null='permutation'").arrays()
    documents, of_unit = parts["documents"].astype(np.int64), parts["document"].astype(np.int64)
    size = 1 + max(documents.max(initial=-1), of_unit.max(initial=-1))
    counted = np.bincount(held.document[held.document >= 0], minlength=size)
    if counts._given is not None:
        return counted
    units = np.zeros(size, dtype=np.int64)
    units[documents] = parts["document_units"]
    return units - np.bincount(of_unit, minlength=size) + counted
