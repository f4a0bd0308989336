"""Pairs of tags within strata: outlets or periods as third variables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention._checks import number_from, one_of, whole_number
from comention._frames import make_frame
from comention.association import MEASURES
from comention.pairs import cells_of, pairs_with, same_for_all, sorted_places, tag_columns
from comention.significance import ADJUST, adjusted, family
from comention.strata.cases import check_cases
from comention.strata.tables import (
    Strata,
    breslow_day,
    cochran_mantel_haenszel,
    conditional_independence,
    mantel_haenszel,
    no_three_way,
)
from comention.strata.tails import log_p_chi2

if TYPE_CHECKING:
    import pandas as pd

    from comention.counts import Counts
    from comention.trend import Trend

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

_LOG_10 = float(np.log(10))
# Tables that are worked on at once.
_BLOCK = 2**20
_NULL = "conditional_independence"


def _check(trend: Trend) -> None:
    """Refuse slices that are no strata of separate units."""
    check_cases(trend._counting, "a stratified analysis")
    if trend._width > 1:
        raise ValueError("rolling periods overlap, so that they are no strata: take the periods before rolling()")
    if len(trend) < 2:
        raise ValueError(f"strata are two slices or more. Given {len(trend)} by {trend._by.by}")


def _strata(trend: Trend, rows: Places, cols: Places) -> Strata:
    """Give the tables of some pairs in every slice."""
    slices = [trend._slice(place) for place in range(len(trend))]
    margins = (counts._table(rows, cols).margins for counts in slices)
    joint, row, col, n = (np.stack(arrays, axis=-1) for arrays in zip(*margins, strict=True))
    cells = joint, row - joint, col - joint, n - row - col + joint
    if _fractional(trend):
        # Rounded sums of weights need not fit to the last digit.
        cells = tuple(np.maximum(cell, 0.0) for cell in cells)
    return Strata.of(*cells)


def _fractional(trend: Trend) -> bool:
    """Tell whether counts may be no whole numbers."""
    return any(trend._slice(place)._fractional for place in range(len(trend)))


def _crude(strata: Strata) -> Floats:
    """Give the odds ratio of all strata thrown together."""
    a, b, c, d = (cell.sum(axis=-1) for cell in (strata.a, strata.b, strata.c, strata.d))
    return np.asarray(MEASURES["odds_ratio"].compute(a, a + b, a + c, a + b + c + d))


def _tests(strata: Strata, fractional: bool) -> dict[str, Floats]:
    """Give what is known of the association and of whether it is the same in all strata.

    Of counts that are no whole numbers there is no test.
    """
    tarone, common = breslow_day(strata), mantel_haenszel(strata)
    cmh = cochran_mantel_haenszel(strata)
    log_p = log_p_chi2(cmh, 1)
    tests = {
        "cmh": cmh,
        "p": np.exp(log_p),
        "log10_p": log_p / _LOG_10,
        "tarone": tarone.statistic,
        "p_homogeneity": np.exp(log_p_chi2(*tarone)),
    }
    if fractional:
        tests = {name: np.full(cmh.shape, np.nan) for name in tests}
    return {"or_mh": common.estimate, "low": common.low, "high": common.high, **tests}


def _more_tests(strata: Strata, fractional: bool) -> dict[str, float]:
    """Give the tests that are for one pair."""
    plain, same, independent = breslow_day(strata, tarone=False), no_three_way(strata), conditional_independence(strata)
    tests = {
        "cmh_corrected": float(cochran_mantel_haenszel(strata, correction=True)),
        "breslow_day": float(plain.statistic),
        "g2_no_three_way": float(same.statistic),
        "p_no_three_way": float(np.exp(log_p_chi2(*same))),
        "g2_conditional_independence": float(independent.statistic),
        "p_conditional_independence": float(np.exp(log_p_chi2(*independent))),
    }
    return dict.fromkeys(tests, np.nan) if fractional else tests


def stratified(trend: Trend, row: str, col: str) -> pd.Series:
    """Describe one pair; see `Trend.stratified`."""
    import pandas as pd

    _check(trend)
    total = trend.total()
    i, j = total._find((row, col))
    if not total._differ[i, j]:
        raise ValueError(f"two different tags make a table. Given {row!r} and {col!r}")
    fractional = _fractional(trend)
    strata = _strata(trend, np.array([i]), np.array([j]))
    one = Strata(*(cell[0] for cell in strata.cells))
    values: dict[str, Any] = {
        "row": total.rows[i],
        "col": total.cols[j],
        "count": total._joint[i, j].item(),
        "n": _whole(one.n.sum().item()),
        "expected": one.expected.sum().item(),
        **{name: value.item() for name, value in _tests(one, fractional).items()},
        **_more_tests(one, fractional),
        "crude_odds_ratio": _crude(strata).item(),
        "strata": len(trend),
        "strata_used": one.used.item(),
        **_basis(trend),
    }
    return pd.Series(values, name=f"{values['row']} × {values['col']}", dtype=object)


def _whole(number: float) -> float:
    """Give a whole number as one."""
    return int(number) if number.is_integer() else number


def _basis(trend: Trend) -> dict[str, str]:
    """Say what the numbers rest on."""
    return {"null": _NULL, "by": trend._by.by, "cluster": "none", "alternative": "two-sided"}


def stratified_pairs(
    trend: Trend, *, min_joint: float, min_total: int, adjust: str, sort: str, labels: str | None
) -> Any:
    """List pairs; see `Trend.stratified_pairs`."""
    _check(trend)
    least = number_from("min_joint", min_joint)
    whole_number("min_total", min_total)
    one_of("adjust", adjust, ADJUST)
    total = trend.total()
    rows, cols, tested, shown = _listed(total, least, min_total)
    columns = _columns(trend, rows, cols)
    tests = np.where(tested, columns["p"], np.nan)
    basis = {**_basis(trend), "family": int((~np.isnan(tests)).sum()), "adjust": adjust}
    columns = {
        **tag_columns(total, rows, cols, labels),
        "count": cells_of(total._joint, rows, cols),
        **columns,
        "q": adjusted(tests, adjust),
        **same_for_all(basis, len(rows)),
    }
    columns = {name: values[shown] for name, values in columns.items()}
    order = sorted_places(columns, sort)
    return make_frame({name: values[order] for name, values in columns.items()}, trend._library)


def _listed(
    total: Counts, min_joint: float, min_total: int
) -> tuple[Places, Places, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """List rows and columns of the pairs that are tested or shown, and tell which are which."""
    width = max(len(total._cols), 1)
    tested, shown = (rows * width + cols for rows, cols in (family(total, min_total), pairs_with(total, min_joint)))
    keys = np.union1d(tested, shown)
    return keys // width, keys % width, np.isin(keys, tested), np.isin(keys, shown)


def _columns(trend: Trend, rows: Places, cols: Places) -> dict[str, npt.NDArray[Any]]:
    """Give the numbers of some pairs, many at a time."""
    fractional = _fractional(trend)
    parts = [
        {"expected": strata.expected.sum(axis=-1), **_tests(strata, fractional)}
        | {"crude_odds_ratio": _crude(strata), "strata_used": strata.used}
        for strata in _blocks(trend, rows, cols)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _blocks(trend: Trend, rows: Places, cols: Places) -> Iterator[Strata]:
    """Give the tables of some pairs at a time; of none once."""
    size = max(1, _BLOCK // len(trend))
    for begin in range(0, max(len(rows), 1), size):
        yield _strata(trend, rows[begin : begin + size], cols[begin : begin + size])
