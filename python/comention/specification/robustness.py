"""Robustness: how far lifts under several choices lie apart, and which choice moves them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Lifts(NamedTuple):
    """Lifts of one pair with interval and p, an axis a choice; NaN where there is none."""

    lift: Floats
    low: Floats
    high: Floats
    p: Floats
    refused: npt.NDArray[np.bool_]

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Where there is a lift."""
        return np.asarray(~np.isnan(self.lift))

    @property
    def spread(self) -> dict[str, float]:
        """The smallest, the middle and the largest lift."""
        lifts = self.lift[self.known]
        if not len(lifts):
            return dict.fromkeys(("lift_min", "lift_median", "lift_max"), np.nan)
        return {
            "lift_min": float(lifts.min()),
            "lift_median": float(np.median(lifts)),
            "lift_max": float(lifts.max()),
        }

    @property
    def factors(self) -> list[float]:
        """By how much each choice changes lift where nothing else changes."""
        return [_factor(self.lift, axis) for axis in range(self.lift.ndim)]

    def part(self, axis: int, place: int) -> Lifts:
        """Give the specifications with one value of a choice."""

        def of(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
            return np.take(values, [place], axis=axis)

        return Lifts(of(self.lift), of(self.low), of(self.high), of(self.p), of(self.refused))


def lifts_of(rows: Sequence[dict[str, Any]], shape: Sequence[int]) -> Lifts:
    """Arrange the numbers of a pair by the choices that made them."""
    numbers = (np.array([row[name] for row in rows], dtype=np.float64) for name in ("lift", "low", "high", "p"))
    refused = np.array([row["refused"] is not None for row in rows])
    lift, low, high, p = (values.reshape(shape) for values in numbers)
    return Lifts(lift, low, high, p, refused.reshape(shape))


def _factor(lift: Floats, axis: int) -> float:
    """Give the median, over all values of the other choices, of the largest over the smallest lift."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(lift)
        top, bottom = np.fmax.reduce(logs, axis=axis), np.fmin.reduce(logs, axis=axis)
        # Lifts that are all 0, or all infinite, do not differ.
        ranges = np.where(top == bottom, 0.0, top - bottom)
    several = (~np.isnan(lift)).sum(axis=axis) > 1
    return float(np.exp(np.median(ranges[several]))) if several.any() else np.nan


def most_moving(choices: Sequence[str], factors: Sequence[float]) -> tuple[str | None, float]:
    """Name the choice that changes lift most, if one does, and by how much; of equal ones the first."""
    known = [(factor, -place) for place, factor in enumerate(factors) if not np.isnan(factor)]
    if not known:
        return None, np.nan
    factor, place = max(known)
    return choices[-place] if factor > 1 else None, factor


def shares(lifts: Lifts) -> dict[str, float]:
    """Tell how far lifts lie apart, and which share of them is above 1, surely other than 1, and significant."""
    interval, test = ~np.isnan(lifts.low) & ~np.isnan(lifts.high), ~np.isnan(lifts.p)
    return {
        **lifts.spread,
        "above_1": _share(lifts.lift > 1, lifts.known),
        "intervals": int(interval.sum()),
        "excludes_1": _share((lifts.low > 1) | (lifts.high < 1), interval),
        "tests": int(test.sum()),
        "p_below_05": _share(lifts.p < 0.05, test),
    }


def _share(hit: npt.NDArray[np.bool_], among: npt.NDArray[np.bool_]) -> float:
    return float(hit[among].mean()) if among.any() else np.nan
