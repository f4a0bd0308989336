"""Bursts: stretches of periods in which a pair is found much oftener than over all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from comention._checks import number_from
from comention._frames import make_frame
from comention.change.pair_series import pair_series

if TYPE_CHECKING:
    from comention.trend import Trend

Floats = npt.NDArray[np.float64]

# A rate of 1 would make a single unit without the pair impossible.
_HIGHEST_RATE = 0.9999


class Bursts(NamedTuple):
    """The states of the cheapest course, its cost, and how much likelier each count is in the burst state (ln)."""

    state: npt.NDArray[np.int64]
    cost: float
    weight: Floats


def find_bursts(count: npt.ArrayLike, n: npt.ArrayLike, s: float = 2.0, gamma: float = 1.0) -> Bursts:
    """Find the bursts of a series of counts out of n (Kleinberg 2003, section 4: two states, batched arrivals).

    In state 0 a unit counts with the rate p0 = Σcount/Σn, in state 1 with p1 = min(s·p0, .9999). A period costs −ln of
    the binomial probability of its count; to begin in state 1 or go up to it costs γ·ln T of T periods, down is free.
    Ties go to state 0. Where nothing counts there is no burst.

    >>> find_bursts([1, 9, 8, 1], [50, 50, 50, 50]).state
    array([0, 1, 1, 0])
    """
    r, d = checked_series(count, n)
    times, steepness = number_from("s", s), number_from("gamma", gamma)
    if times <= 1:
        raise ValueError(f"s, how many times the usual rate a burst has, must be above 1. Given {s!r}")
    rate = r.sum() / d.sum() if d.sum() > 0 else 0.0
    burst_rate = min(times * rate, _HIGHEST_RATE)
    if burst_rate <= rate:
        # Nothing counts, or nearly every unit does: there is no higher rate.
        return Bursts(np.zeros(len(r), dtype=np.int64), float(_costs(r, d, rate).sum()), np.zeros(len(r)))
    costs = np.stack([_costs(r, d, rate), _costs(r, d, burst_rate)])
    state, cost = _cheapest(costs, steepness * np.log(len(r)))
    return Bursts(state, cost, costs[0] - costs[1])


def checked_series(count: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Take a series of counts out of n; raise ValueError if it is none."""
    r, d = (np.asarray(values, dtype=np.float64) for values in (count, n))
    if r.ndim != 1 or r.shape != d.shape:
        raise ValueError(f"count and n are two series of one length. Given the shapes {r.shape} and {d.shape}")
    good = (r >= 0) & (r <= d) & np.isfinite(d)
    if not good.all():
        place = int(np.argmin(good))
        raise ValueError(f"a count lies between 0 and n. Given {r[place]} of {d[place]} in period {place}")
    return r, d


def _costs(r: Floats, d: Floats, rate: float) -> Floats:
    """Give −ln of the binomial probability of each count."""
    from scipy.special import gammaln, xlog1py, xlogy

    ways = gammaln(d + 1) - gammaln(r + 1) - gammaln(d - r + 1)
    return np.asarray(-(ways + xlogy(r, rate) + xlog1py(d - r, -rate)))


def _cheapest(costs: Floats, up: float) -> tuple[npt.NDArray[np.int64], float]:
    """Find the cheapest course through two states that begins in state 0 (Viterbi)."""
    periods = costs.shape[1]
    came_from = np.zeros((2, periods), dtype=np.int64)
    low, high = 0.0, np.inf
    for t in range(periods):
        came_from[:, t] = int(high < low), int(high < low + up)
        low, high = min(low, high) + costs[0, t], min(low + up, high) + costs[1, t]
    state = np.zeros(periods, dtype=np.int64)
    at = int(high < low)
    for t in reversed(range(periods)):
        state[t] = at
        at = came_from[at, t]
    return state, float(min(low, high))


def bursts(trend: Trend, row: str, col: str | None, *, s: float, gamma: float, of: str) -> Any:
    """Find the bursts of a pair or a tag; see `Trend.bursts`."""
    series = pair_series(trend, row, col, of, "bursts")
    found = find_bursts(series.count, series.n, s, gamma)
    columns = {
        "period": trend.periods,
        "count": series.count,
        "n": series.n,
        "rate": series.rate,
        "state": found.state,
        "weight": found.weight,
    }
    return make_frame(columns, trend._library)
