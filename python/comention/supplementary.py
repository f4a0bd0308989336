"""Supplementary points: what users give to be projected among the points of an analysis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from comention.axis import Axis
    from comention.counts import Counts

Floats = npt.NDArray[np.float64]


class Points(NamedTuple):
    """Names of points, their counts with each tag of an axis, and with all tags, others too."""

    names: list[str]
    counts: Floats
    totals: Floats


def points_of(given: Any, axis: Axis, side: int) -> Points:
    """Read points from a matrix, a frame or a mapping; `axis` is what they are counted with, `side` 0 for rows."""
    from comention.counts import Counts

    if isinstance(given, Counts):
        return _of_counts(given, axis, side)
    if isinstance(given, Mapping):
        vectors = [_vector(str(name), values, axis) for name, values in given.items()]
        return _checked([str(name) for name in given], np.array(vectors, dtype=np.float64).reshape(-1, len(axis)))
    return _of_frame(given, axis, side)


def _of_counts(counts: Counts, axis: Axis, side: int) -> Points:
    """Take rows or columns of a matrix; tags that the axis lacks count in the totals alone."""
    own, other = (counts._rows, counts._cols) if side == 0 else (counts._cols, counts._rows)
    matrix = counts._joint if side == 0 else counts._joint.T
    known = {tag: place for place, tag in enumerate(axis.ids)}
    shared = [place for place, tag in enumerate(other.ids) if tag in known]
    if not shared:
        raise ValueError(f"supplementary points are counted with {axis.kind}; these share no tag with it: {counts!r}")
    values = np.zeros((len(own), len(axis)))
    values[:, [known[other.ids[place]] for place in shared]] = matrix.tocsc()[:, shared].toarray()
    return Points(list(own.ids), values, np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel())


def _of_frame(given: Any, axis: Axis, side: int) -> Points:
    """Read a frame whose index, or column ``tag``, holds the names of its rows."""
    import narwhals as nw

    try:
        frame = nw.from_native(given, eager_only=True).to_pandas()
    except TypeError:
        what = "the counts of another matrix, a data frame, or a mapping of names to counts"
        raise TypeError(f"supplementary points are {what}. Given {type(given).__name__}") from None
    frame = frame.set_index("tag") if "tag" in frame.columns else frame
    frame = frame if side == 0 else frame.T
    places = _places([str(tag) for tag in frame.columns], axis)
    values = np.zeros((len(frame), len(axis)))
    values[:, places] = _numbers("a frame of supplementary points", frame.to_numpy())
    return _checked([str(name) for name in frame.index], values)


def _vector(name: str, given: Any, axis: Axis) -> Floats:
    """Give the counts of one point with all tags of the axis."""
    if hasattr(given, "items"):
        pairs = dict(given.items())
        values = np.zeros(len(axis))
        values[_places([str(tag) for tag in pairs], axis)] = _numbers(repr(name), list(pairs.values()))
        return values
    numbers = _numbers(repr(name), given)
    if numbers.shape != (len(axis),):
        wanted = f"{len(axis)} numbers, one for each {axis.kind}, or a mapping of tags"
        raise ValueError(f"the point {name!r} must be {wanted}. Given shape {numbers.shape}")
    return numbers


def _places(tags: list[str], axis: Axis) -> list[int]:
    """Find tags on an axis, each once."""
    places = [axis.find(tag) for tag in tags]
    for tag, place in zip(tags, places, strict=True):
        if places.count(place) > 1:
            raise ValueError(f"the tag {axis.ids[place]!r} is given twice among the counts of a point, as {tag!r} too")
    return places


def _numbers(what: str, values: Any) -> Floats:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"counts must be numbers. {what} holds {values!r}") from None


def _checked(names: list[str], counts: Floats) -> Points:
    wrong = ~(np.isfinite(counts) & (counts >= 0))
    if wrong.any():
        row, col = (int(places[0]) for places in np.nonzero(wrong))
        raise ValueError(f"counts must be finite and not negative. The point {names[row]!r} has {counts[row, col]}")
    return Points(names, counts, counts.sum(axis=1))
