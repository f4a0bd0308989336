"""Similarity: which tags keep the same company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from comention._checks import one_of, whole_number
from comention._frames import make_frame
from comention.pairs import compute

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from comention.axis import Axis
    from comention.counts import Counts

Floats = npt.NDArray[np.float64]

SIMILARITIES = ("cosine",)
SIDES = ("rows", "cols")
# Pairs as often as expected differ from that by rounding, which is no profile.
_NOTHING = 1e-9


class _Profiles(NamedTuple):
    """Profiles of the tags of one side: what they are of, positive PMI, counts, and which cells are of two tags."""

    axis: Axis
    ppmi: csr_array
    joint: csr_array
    differ: npt.NDArray[np.bool_]


def similar(counts: Counts, tag: str, n: int | None, measure: str, side: str | None, labels: str | None) -> Any:
    """List the tags most alike one; see `Cooccurrence.similar`."""
    one_of("measure", measure, SIMILARITIES)
    most = None if n is None else whole_number("n", n, 1)
    number, place = _found(counts, tag, side)
    profiles = _profiles(counts, number)
    others = np.delete(np.arange(len(profiles.axis)), place)
    columns = {
        "tag": np.array(profiles.axis.names(labels), dtype=object)[others],
        "similarity": _cosines(profiles, place)[others],
        "shared": _shared(profiles, place)[others],
    }
    order = np.lexsort((np.array(profiles.axis.ids)[others], -columns["similarity"]))[:most]
    return make_frame({name: values[order] for name, values in columns.items()}, counts._library)


def _found(counts: Counts, tag: str, side: str | None) -> tuple[int, int]:
    """Find the side of a tag, 0 for rows, and its place there."""
    axes = (counts._rows, counts._cols)
    if side is not None:
        number = SIDES.index(one_of("side", side, SIDES))
        return number, axes[number].find(tag)
    found = [(number, _place(axis, tag)) for number, axis in enumerate(axes)]
    places = [(number, place) for number, place in found if place is not None]
    if not places:
        return 0, axes[0].find(tag)
    if len({axes[number].numbers[place] for number, place in places}) > 1:
        raise ValueError(f"{tag!r} is a row and a column: give side='rows' or side='cols'")
    return places[0]


def _place(axis: Axis, tag: str) -> int | None:
    try:
        return axis.find(tag)
    except KeyError:
        return None


def _profiles(counts: Counts, side: int) -> _Profiles:
    """Give the profiles of rows, or of columns."""
    from scipy.sparse import csr_array

    rows, cols = counts._joint.nonzero()
    pmi = compute("pmi", counts._table(rows, cols))
    matrix = csr_array((np.where(pmi > _NOTHING, pmi, 0.0), (rows, cols)), shape=counts._joint.shape)
    if side == 0:
        return _Profiles(counts._rows, matrix, counts._joint, counts._differ)
    return _Profiles(counts._cols, matrix.T.tocsr(), counts._joint.T.tocsr(), counts._differ.T)


def _cosines(profiles: _Profiles, place: int) -> Floats:
    """Give cosines of positive PMI with one tag; in no pair do the cells count in which either tag stands itself."""
    own = profiles.ppmi[[place]].toarray()[0]
    # A tag's cell with itself is 0, so that of the two profiles' products none is left out by hand.
    products = profiles.ppmi @ own
    norms = np.sqrt(profiles.differ @ own**2) * np.sqrt((profiles.ppmi**2) @ profiles.differ[place])
    with np.errstate(invalid="ignore"):
        return np.where(norms > 0, np.minimum(products / norms, 1.0), np.nan)


def _shared(profiles: _Profiles, place: int) -> npt.NDArray[np.int64]:
    """Count the tags that are found with both."""
    there = (profiles.joint > 0).astype(np.int64)
    return np.asarray(there @ there[[place]].toarray()[0], dtype=np.int64)
