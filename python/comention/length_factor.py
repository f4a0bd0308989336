"""The length factor: how many times too high the lifts of independent tags are, because units differ in length."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from comention.axis import Axis
from comention.sides import Side, Sides

if TYPE_CHECKING:
    from comention.counts import Counts


def length_factor(counts: Counts) -> float:
    """Give the sum of all counts over that of all expected ones; see `Cooccurrence.length_factor`."""
    if counts.margins == "pairs":
        return 1.0
    sides = counts._counting.sides
    shown_whole = sides.rows.shown == sides.rows.whole and sides.cols.shown == sides.cols.whole
    if shown_whole:
        return _of_shown(counts)
    if _sizes_tell(counts):
        return _of_sizes(counts)
    return np.nan if counts._incidence is None else _of_shown(_shown_whole(counts))


def _of_shown(counts: Counts) -> float:
    rows, cols = np.nonzero(counts._differ)
    table = counts._table(rows, cols)
    return _ratio(float(table.joint.sum()), float(table.expected.sum()))


def _sizes_tell(counts: Counts) -> bool:
    """Tell whether sizes of units and totals of all tags are enough: each unit holds k·(k - 1) pairs, or k·m."""
    whole = counts._fractional or counts._options.overlap or counts._state.overlapped is not None
    return not whole and (counts._counting.sides.one_mode or not counts._has_gaps)


def _of_sizes(counts: Counts) -> float:
    """Sum up over units and tags of the whole kinds, without what is given, which pairs with none."""
    state, n = counts._state, counts.n
    units = [np.where(np.array(side.axis.numbers) == counts._given_tag, 0, side.units) for side in state.whole_units]
    less = [int(counts._given_tag in side.axis.numbers) for side in state.whole_units]
    one_mode = counts._counting.sides.one_mode
    joint = sum((r - less[0]) * (c - less[1] - one_mode) * of_size for (r, c), of_size in state.sizes.items())
    rows, cols = (side.astype(np.float64) for side in units)
    pairs = rows.sum() * cols.sum() - ((rows**2).sum() if one_mode else 0.0)
    return _ratio(float(joint), pairs / n if n else 0.0)


def _shown_whole(counts: Counts) -> Counts:
    """Count the same with all tags of both kinds shown."""
    given, incidence = counts._counting.sides.given, counts._kept("the length factor")
    rows, cols = (Side(side.whole, side.whole) for side in counts._counting.sides.all[:2])
    if counts._given is None or given is None:
        return replace(counts._counting, sides=Sides(rows, cols)).count(incidence)
    one = Side(_only(given.shown, counts._given), given.whole)
    return replace(counts._counting, sides=Sides(rows, cols, one)).count_given(incidence).at(0)


def _only(axis: Axis, number: int) -> Axis:
    """Give an axis with one of its tags."""
    at = axis.numbers.index(number)
    ids, labels, alpha3 = ((values[at],) for values in (axis.ids, axis.labels, axis.alpha3))
    return Axis(axis.kind, ids, labels, alpha3, (number,), axis.open)


def _ratio(joint: float, expected: float) -> float:
    return joint / expected if expected > 0 else np.nan
