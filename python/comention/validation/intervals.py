"""Intervals of shares in weighted samples of clusters."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def share_interval(
    hits: npt.NDArray[Any],
    misses: npt.NDArray[Any],
    weights: Floats,
    clusters: npt.NDArray[np.int64],
    heaviest: tuple[float, float],
    level: float,
) -> tuple[float, float, float]:
    """Estimate the share of hits among hits and misses, with its interval.

    The share is a ratio of weighted sums (Horvitz and Thompson 1952), its variance that of Taylor linearisation with
    the sums of clusters as the independent pieces (Binder 1983). The limits are those of Clopper and Pearson (1934) at
    the effective number of cases, which is corrected for the degrees of freedom that the clusters leave (Korn and
    Graubard 1998). Each limit is worked out with one more cluster that speaks against it, as Clopper and Pearson do
    with one more case. It is as heavy as the cluster of a case is on average, and at least as the heaviest unit (Fay
    and Feuer 1997), since what was not seen may be in such a one. For equal weights and clusters of one case the
    interval is that of Clopper and Pearson.

    Parameters
    ----------
    hits, misses : numpy.ndarray
        How many of each a unit holds.
    weights, clusters : numpy.ndarray
        Weight of each unit and number of its cluster.
    heaviest : tuple of float
        Greatest weight of a unit that may hide a hit, and of one that may hide a miss.
    level : float
        Confidence level.

    Returns
    -------
    tuple of float
        Share, lower and upper limit; NaN if there is no case.
    """
    hit, miss = (np.bincount(clusters, weights=weights * part).astype(np.float64) for part in (hits, misses))
    total = float((hit + miss).sum())
    if total == 0:
        return np.nan, np.nan, np.nan
    cases = int(hits.sum() + misses.sum())
    low = _lower(hit, miss, heaviest[1], cases, level)
    high = 1 - _lower(miss, hit, heaviest[0], cases, level)
    return float(hit.sum()) / total, low, high


def _lower(hit: Floats, miss: Floats, heaviest: float, cases: int, level: float) -> float:
    """Give the lower limit, with one more cluster of misses; 0 if there is no hit."""
    from scipy.special import betaincinv, stdtrit

    if not hit.any():
        return 0.0
    size = hit + miss
    more = max(heaviest, float(size @ size) / float(size.sum()))
    hit, size = np.append(hit, 0.0), np.append(size, more)
    clusters = int((size > 0).sum())
    share = float(hit.sum()) / float(size.sum())
    residual = (hit - share * size) / size.sum()
    effective = min(share * (1 - share) / float(residual @ residual), cases + 1)
    tail = (1 - level) / 2
    effective *= (stdtrit(cases, tail) / stdtrit(clusters - 1, tail)) ** 2
    return float(betaincinv(share * effective, (1 - share) * effective, tail))
