"""Change points: the periods at which the rate of a pair changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from comention._checks import number_from, whole_number
from comention._frames import make_frame
from comention.change.bursts import checked_series
from comention.change.pair_series import pair_series

if TYPE_CHECKING:
    from comention.trend import Trend

Floats = npt.NDArray[np.float64]

# Costs that differ by less, as a part of them, are taken for the same.
_SAME = 1e-12


class ChangePoints(NamedTuple):
    """The first period of each segment but the first, and the cost of all segments with their penalties."""

    places: list[int]
    cost: float


def find_changepoints(
    count: npt.ArrayLike, n: npt.ArrayLike, penalty: float | None = None, min_size: int = 1
) -> ChangePoints:
    """Part a series of counts out of n into segments of one rate each (optimal partitioning, Jackson et al. 2005).

    A segment costs minus its greatest binomial log-likelihood, without the coefficient; each change costs `penalty`,
    by default ln T of T periods. The cheapest of all partitions is found, in a time that grows with the square of T.

    >>> find_changepoints([1, 1, 9, 8, 9], [50, 50, 50, 50, 50]).places
    [2]
    """
    r, d = checked_series(count, n)
    size = whole_number("min_size", min_size, 1)
    if len(r) and size > len(r):
        raise ValueError(f"min_size must be at most the number of periods, {len(r)}. Given {min_size}")
    each = float(np.log(max(len(r), 1))) if penalty is None else number_from("penalty", penalty)
    return _partition(r, d, each, size)


def _partition(r: Floats, d: Floats, penalty: float, size: int) -> ChangePoints:
    """Find the best last change before each period in turn; of equally good ones the earliest."""
    sums = np.stack([np.concatenate([[0.0], np.cumsum(values)]) for values in (r, d)])
    periods = len(r)
    if periods == 0:
        return ChangePoints([], 0.0)
    best, last = np.full(periods + 1, np.inf), np.zeros(periods + 1, dtype=np.int64)
    best[0] = -penalty
    for end in range(size, periods + 1):
        begins = np.arange(end - size + 1)
        costs = best[begins] + penalty + _segment_costs(*(sums[:, end, None] - sums[:, begins]))
        least = costs.min()
        last[end] = int(np.argmax(costs <= least + _SAME * abs(least)))
        best[end] = costs[last[end]]
    return ChangePoints(_changes(last), float(best[periods]))


def _changes(last: npt.NDArray[np.int64]) -> list[int]:
    """Follow the last changes back from the end."""
    places, at = [], int(last[-1])
    while at > 0:
        places.append(at)
        at = int(last[at])
    return places[::-1]


def _segment_costs(r: Floats, d: Floats) -> Floats:
    """Give minus the greatest binomial log-likelihood of r out of d, without the coefficient."""
    from scipy.special import xlog1py, xlogy

    rate = np.divide(r, d, out=np.zeros_like(d), where=d > 0)
    return np.asarray(-xlogy(r, rate) - xlog1py(d - r, -rate))


def changepoints(trend: Trend, row: str, col: str | None, *, penalty: float | None, min_size: int, of: str) -> Any:
    """Part the periods by the rate of a pair or a tag; see `Trend.changepoints`."""
    series = pair_series(trend, row, col, of, "change points")
    found = find_changepoints(series.count, series.n, penalty, min_size)
    periods = trend.periods
    begins = np.array([0, *found.places][: len(periods)], dtype=np.int64)
    ends = np.append(begins[1:], len(periods))[: len(begins)]
    count, n = (np.add.reduceat(values, begins) if len(begins) else values for values in (series.count, series.n))
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = count / n
    columns = {
        "first": [periods[begin] for begin in begins],
        "last": [periods[end - 1] for end in ends],
        "periods": ends - begins,
        "count": count,
        "n": n,
        "rate": rate,
    }
    return make_frame(columns, trend._library)
