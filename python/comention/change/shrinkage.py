"""Lift of a period, drawn towards that of all periods."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from comention.trend import Trend

Floats = npt.NDArray[np.float64]


def pooled_lift(trend: Trend, row: str, col: str) -> float:
    """Give Σcount/Σexpected of a pair over all single periods; NaN if nothing is expected."""
    pairs = (single._slice(place).pair(row, col) for single in [single_periods(trend)] for place in range(len(single)))
    numbers = [(pair["count"], pair["expected"]) for pair in pairs]
    count, expected = (np.nansum([pair[i] for pair in numbers]) for i in (0, 1))
    return float(count / expected) if expected > 0 else np.nan


def single_periods(trend: Trend) -> Trend:
    """Give the periods of rolling ones, each counted once."""
    if trend._width == 1:
        return trend
    single = copy.copy(trend)
    single._width, single._slices = 1, {}
    return single


def shrunk_lift(count: Any, expected: Any, pooled: float, kappa: float) -> Floats:
    """Give (count + κ·pooled)/(expected + κ); where nothing could be expected it is the pooled lift."""
    counts, of_chance = (np.nan_to_num(np.asarray(values, dtype=np.float64)) for values in (count, expected))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((counts + kappa * pooled) / (of_chance + kappa))
