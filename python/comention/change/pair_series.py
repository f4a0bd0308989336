"""One pair or one tag over the periods, as counts out of something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention._checks import one_of
from comention.periods import CALENDAR
from comention.strata.cases import check_cases

if TYPE_CHECKING:
    from comention.trend import Trend

Numbers = npt.NDArray[Any]

OF = ("n", "row", "col")


@dataclass(frozen=True)
class PairSeries:
    """What is counted in each period, and out of how many units."""

    count: Numbers
    n: Numbers

    @property
    def rate(self) -> npt.NDArray[np.float64]:
        """Count by n; NaN in a period without a unit."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.count / self.n)


def pair_series(trend: Trend, row: str, col: str | None, of: str, what: str) -> PairSeries:
    """Count a pair, or a tag by itself, in every period, out of all units or of those with one of the tags."""
    _check_order(trend, what)
    one_of("of", of, OF)
    if col is None:
        return _tag_series(trend, row, of)
    slices = [trend._slice(place) for place in range(len(trend))]
    empty = trend._together(0, 0)
    i, j = empty._find((row, col))
    if not empty._differ[i, j]:
        raise ValueError(f"two different tags make a pair; of one tag leave col= out. Given {row!r} and {col!r}")
    tables = [counts._table(np.array([i]), np.array([j])) for counts in slices]
    totals = {"n": [t.n for t in tables], "row": [t.row_total for t in tables], "col": [t.col_total for t in tables]}
    return PairSeries(_numbers([table.joint for table in tables]), _numbers(totals[of]))


def _tag_series(trend: Trend, tag: str, of: str) -> PairSeries:
    """Count the units that hold a tag of the rows or else of the columns."""
    if of != "n":
        raise ValueError(f"of={of!r} is for a pair; units of one tag are out of all units: of='n'")
    slices = [trend._slice(place) for place in range(len(trend))]
    empty = trend._together(0, 0)
    try:
        side, place = 0, empty._rows.find(tag)
    except KeyError:
        side, place = 1, empty._cols.find(tag)
    margins = [counts._margins for counts in slices]
    held = [one[side][place : place + 1] for one in margins]
    return PairSeries(_numbers(held), _numbers([np.atleast_1d(one[2]) for one in margins]))


def _check_order(trend: Trend, what: str) -> None:
    check_cases(trend._counting, what, alike=True)
    if trend._by.by not in (*CALENDAR, "edges"):
        raise ValueError(f"values of {trend._by.by!r} have no order for {what}; count by a period of the calendar")
    if trend._width > 1:
        raise ValueError(f"rolling periods overlap; take {what} of the periods before rolling()")


def _numbers(parts: list[npt.NDArray[np.float64]]) -> Numbers:
    """Join numbers of periods, as whole numbers where they are."""
    values = np.concatenate([np.asarray(part, dtype=np.float64) for part in parts]) if parts else np.zeros(0)
    whole = values.astype(np.int64)
    return whole if np.array_equal(whole, values) else values
