"""Strata: one association seen in several tables, as of outlets or years, without mixing these.

A stratum is a 2 × 2 table with the cells a (both), b (row only), c (column only) and d (neither), n = a + b + c + d,
R1 = a + b, R2 = c + d, C1 = a + c, C2 = b + d. Units are taken as independent. A stratum in which a total of the row
or the column is 0 says nothing of the association: it is in no sum but harmlessly, and in no degree of freedom.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from comention import _core
from comention.strata.deviance import deviance

Floats = npt.NDArray[np.float64]

# The 97.5 % quantile of the normal distribution.
Z95 = 1.959963984540054
_MOST_STEPS = 200
# The root is sought between these logarithms of an odds ratio; of 2^62 units they are below 90.
_LARGEST_LOG = 200.0


class OddsRatio(NamedTuple):
    """A common odds ratio, the standard error of its logarithm, and its 95 % interval."""

    estimate: Floats
    log_se: Floats
    low: Floats
    high: Floats


class Homogeneity(NamedTuple):
    """A test of whether the odds ratio is the same in all strata."""

    statistic: Floats
    df: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Strata:
    """Tables of two or more strata, which are the last axis of each cell's array; other axes are pairs."""

    a: Floats
    b: Floats
    c: Floats
    d: Floats

    @classmethod
    def of(cls, a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike) -> Strata:
        """Take four arrays of cells whose last axis are the strata; raise ValueError unless they are tables.

        >>> Strata.of([12, 30], [88, 170], [40, 150], [1860, 4650]).n
        array([2000., 5000.])
        """
        cells = np.broadcast_arrays(*(np.asarray(cell, dtype=np.float64) for cell in (a, b, c, d)))
        if cells[0].ndim == 0 or cells[0].shape[-1] < 2:
            raise ValueError(f"strata are two tables or more. Given {cells[0].shape[-1] if cells[0].ndim else 1}")
        for name, cell in zip("abcd", cells, strict=True):
            if not np.all((cell >= 0) & np.isfinite(cell)):
                wrong = cell[~((cell >= 0) & np.isfinite(cell))][0]
                raise ValueError(f"cells of a table are finite numbers from 0 on. Given {name} = {wrong}")
        return cls(*cells)

    @classmethod
    def of_tables(cls, tables: npt.ArrayLike) -> Strata:
        """Take an array of tables (…, strata, 4) with the cells a, b, c, d along the last axis.

        >>> Strata.of_tables([[12, 88, 40, 1860], [30, 170, 150, 4650]]).a
        array([12., 30.])
        """
        array = np.asarray(tables, dtype=np.float64)
        if array.ndim < 2 or array.shape[-1] != 4:
            raise ValueError(f"tables are an array of the shape (…, strata, 4). Given the shape {array.shape}")
        return cls.of(*np.moveaxis(array, -1, 0))

    @property
    def cells(self) -> tuple[Floats, Floats, Floats, Floats]:
        """The four arrays a, b, c, d."""
        return self.a, self.b, self.c, self.d

    @property
    def n(self) -> Floats:
        """Units of each stratum."""
        return self.a + self.b + self.c + self.d

    @property
    def row_totals(self) -> tuple[Floats, Floats]:
        """R1 and R2 of each stratum."""
        return self.a + self.b, self.c + self.d

    @property
    def col_totals(self) -> tuple[Floats, Floats]:
        """C1 and C2 of each stratum."""
        return self.a + self.c, self.b + self.d

    @cached_property
    def informative(self) -> npt.NDArray[np.bool_]:
        """Which strata have no total of 0 and so tell of the association."""
        totals = (*self.row_totals, *self.col_totals)
        return np.asarray(np.minimum.reduce(totals) > 0)

    @cached_property
    def used(self) -> npt.NDArray[np.int64]:
        """How many strata tell of the association."""
        return np.asarray(self.informative.sum(axis=-1), dtype=np.int64)

    @property
    def expected(self) -> Floats:
        """Joint count expected of independent tags within each stratum, R1·C1/n; 0 in an empty one."""
        return _ratio(self.row_totals[0] * self.col_totals[0], self.n)

    @cached_property
    def products(self) -> tuple[Floats, Floats]:
        """R = ad/n and S = bc/n of each stratum, whose sums make the Mantel–Haenszel odds ratio; 0 in an empty one."""
        return _ratio(self.a * self.d, self.n), _ratio(self.b * self.c, self.n)


def mantel_haenszel(strata: Strata) -> OddsRatio:
    """Estimate the odds ratio that all strata share, ΣR/ΣS with R = ad/n and S = bc/n (Mantel and Haenszel 1959).

    The variance of its logarithm is that of Robins, Breslow and Greenland (1986), which holds for few large strata and
    for many small ones. Infinite where ΣS = 0 < ΣR, NaN where both are 0; there, and where it is 0, is no interval.

    >>> strata = Strata.of([12, 30, 5], [88, 170, 45], [40, 150, 90], [1860, 4650, 860])
    >>> round(float(mantel_haenszel(strata).estimate), 4)
    3.9743
    """
    (r, s), n = strata.products, strata.n
    p, q = _ratio(strata.a + strata.d, n), _ratio(strata.b + strata.c, n)
    sum_r, sum_s = r.sum(axis=-1), s.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = sum_r / sum_s
        variance = (
            (p * r).sum(axis=-1) / (2 * sum_r**2)
            + (p * s + q * r).sum(axis=-1) / (2 * sum_r * sum_s)
            + (q * s).sum(axis=-1) / (2 * sum_s**2)
        )
        log_se = np.where((sum_r > 0) & (sum_s > 0), np.sqrt(variance), np.nan)
        low, high = (estimate * np.exp(sign * Z95 * log_se) for sign in (-1, 1))
    return OddsRatio(estimate, log_se, low, high)


def cochran_mantel_haenszel(strata: Strata, correction: bool = False) -> Floats:
    """Test independence within strata: (Σ(a − E))²/ΣVar(a), chi-squared with 1 df (Mantel and Haenszel 1959).

    Var(a) = R1·R2·C1·C2/(n²(n − 1)). `correction` takes ½ from the absolute sum, down to 0. It is 0 where no stratum
    tells of the association, NaN without any unit.

    >>> strata = Strata.of([12, 30, 5], [88, 170, 45], [40, 150, 90], [1860, 4650, 860])
    >>> round(float(cochran_mantel_haenszel(strata)), 3)
    80.019
    """
    n, totals = strata.n, (*strata.row_totals, *strata.col_totals)
    over = np.abs((strata.a - strata.expected).sum(axis=-1))
    # Of one table n > 1 wherever no total is 0; weights may leave less.
    proportions = [_ratio(total, n) for total in totals]
    variance = np.where(strata.informative & (n > 1), np.prod(proportions, axis=0) * n * _ratio(n, n - 1), 0.0)
    total = variance.sum(axis=-1)
    over = np.maximum(over - 0.5, 0.0) if correction else over
    statistic = np.where(total > 0, _ratio(over**2, total), 0.0)
    return np.where(n.sum(axis=-1) > 0, statistic, np.nan)


def breslow_day(strata: Strata, tarone: bool = True) -> Homogeneity:
    """Test whether the odds ratio is the same in all strata (Breslow and Day 1980, with the correction of Tarone 1985).

    Σ(a − ã)²/v, where ã is the joint count that gives a stratum the Mantel–Haenszel odds ratio and 1/v the sum of
    1/cell of that table; Tarone subtracts (Σ(a − ã))²/Σv. Chi-squared, its df the strata without a total of 0 less 1.
    NaN where the Mantel–Haenszel odds ratio is 0, infinite or undefined, or fewer than two strata tell anything.

    >>> strata = Strata.of([12, 30, 5], [88, 170, 45], [40, 150, 90], [1860, 4650, 860])
    >>> round(float(breslow_day(strata).statistic), 4)
    12.4431
    """
    estimate = mantel_haenszel(strata).estimate
    usable = np.isfinite(estimate) & (estimate > 0) & (strata.used > 1)
    fitted = with_odds_ratio(strata, np.where(usable, estimate, 1.0))
    v = np.where(strata.informative, _ratio(1.0, _reciprocals(fitted)), 0.0)
    apart = np.where(strata.informative, strata.a - fitted.a, 0.0)
    statistic = _ratio(apart**2, v).sum(axis=-1)
    if tarone:
        statistic = statistic - _ratio(apart.sum(axis=-1) ** 2, v.sum(axis=-1))
    return Homogeneity(np.where(usable, np.maximum(statistic, 0.0), np.nan), strata.used - 1)


def conditional_independence(strata: Strata) -> Homogeneity:
    """Test independence within every stratum: the sum of their g2 (Birch 1963); its df the strata that tell anything.

    It is large where strata differ from independence in opposite directions too, which Cochran–Mantel–Haenszel misses.

    >>> int(conditional_independence(Strata.of([12, 30, 5], [88, 170, 45], [40, 150, 90], [1860, 4650, 860])).df)
    3
    """
    arrays = strata.a, strata.row_totals[0], strata.col_totals[0], strata.n
    g2 = _core.measure("g2", *(np.ascontiguousarray(array).ravel() for array in arrays)).reshape(strata.a.shape)
    return Homogeneity(np.where(strata.informative, np.abs(g2), 0.0).sum(axis=-1), strata.used)


def no_three_way_fit(strata: Strata) -> Strata:
    """Fit the tables that have the totals of the strata, the observed Σa, and one odds ratio in all strata.

    This is the loglinear model without a three-way interaction (Bartlett 1935), which iterative proportional fitting
    approaches. Here its one parameter, the common odds ratio, is found by Newton's method kept within a bracket: the
    same tables, and no slow approach where cells are 0. Strata that tell nothing stay as they are, and all do where
    every stratum that tells anything has an odds ratio of 0, or every one an infinite one.

    >>> fit = no_three_way_fit(Strata.of([12, 30, 5], [88, 170, 45], [40, 150, 90], [1860, 4650, 860]))
    >>> bool(np.allclose(fit.a.sum(), 47))
    True
    """
    sum_r, sum_s = (product.sum(axis=-1) for product in strata.products)
    inner = (sum_r > 0) & (sum_s > 0)
    start = np.where(inner, np.log(_ratio(sum_r, sum_s), where=inner, out=np.zeros_like(sum_r)), 0.0)
    log_odds = _common_log_odds(strata, start, inner)
    fitted = with_odds_ratio(strata, np.exp(log_odds))
    keep = strata.informative & inner[..., None]
    pairs = zip(fitted.cells, strata.cells, strict=True)
    return Strata(*(np.where(keep, new, old) for new, old in pairs))


def no_three_way(strata: Strata) -> Homogeneity:
    """Test whether the odds ratio is the same in all strata by the likelihood ratio: g2 of `no_three_way_fit`.

    Chi-squared, its df the strata without a total of 0 less 1. (R's ``loglin`` counts all strata.)

    >>> strata = Strata.of([12, 30, 5], [88, 170, 45], [40, 150, 90], [1860, 4650, 860])
    >>> round(float(no_three_way(strata).statistic), 4)
    13.732
    """
    fitted = no_three_way_fit(strata)
    g2 = sum(deviance(old, new - old) for old, new in zip(strata.cells, fitted.cells, strict=True))
    return Homogeneity(np.asarray(g2).sum(axis=-1), strata.used - 1)


def with_odds_ratio(strata: Strata, odds_ratio: Floats) -> Strata:
    """Give each stratum the table with its totals that has an odds ratio; one for all strata of a pair."""
    psi = np.asarray(odds_ratio, dtype=np.float64)[..., None]
    (r1, r2), (c1, c2), n = strata.row_totals, strata.col_totals, strata.n
    with np.errstate(divide="ignore"):
        inverse = 1 / psi
    return Strata(_cell(r1, c1, n, psi), _cell(r1, c2, n, inverse), _cell(r2, c1, n, inverse), _cell(r2, c2, n, psi))


def _cell(row: Floats, col: Floats, n: Floats, psi: Floats) -> Floats:
    """Solve ã(n − row − col + ã) = ψ(row − ã)(col − ã), without cancellation for any ψ."""
    more = psi - 1
    linear = more * (row + col) + n
    above = more**2 * (row - col) ** 2 + 2 * more * (n * (row + col) - 2 * row * col) + n**2
    below = linear**2 - 4 * psi * more * row * col
    root = np.sqrt(np.maximum(np.where(more >= 0, above, below), 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        usual = 2 * psi * row * col / (linear + root)
        # Where the odds ratio is small and the cell is nonetheless large.
        other = (root - linear) / (-2 * more)
    return np.asarray(np.where(n > 0, np.where(linear >= 0, usual, other), 0.0))


def _common_log_odds(strata: Strata, start: Floats, inner: npt.NDArray[np.bool_]) -> Floats:
    """Find the log odds ratio whose tables have the observed Σa."""
    low, high = np.full_like(start, -_LARGEST_LOG), np.full_like(start, _LARGEST_LOG)
    at, told = start, strata.informative
    for _ in range(_MOST_STEPS):
        fitted = with_odds_ratio(strata, np.exp(at))
        over = np.where(told, fitted.a - strata.a, 0.0).sum(axis=-1)
        slope = np.where(told, _ratio(1.0, _reciprocals(fitted)), 0.0).sum(axis=-1)
        low, high = np.where(over <= 0, at, low), np.where(over >= 0, at, high)
        new = at - _ratio(over, slope)
        new = np.where((new >= low) & (new <= high) & (slope > 0), new, (low + high) / 2)
        settled = np.abs(new - at) <= 4e-16 * np.maximum(1, np.abs(at))
        at = np.where(inner, new, at)
        if np.all(settled | ~inner):
            break
    return at


def _reciprocals(strata: Strata) -> Floats:
    """Give the sum of 1/cell; infinite where one is 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(1 / strata.a + 1 / strata.b + 1 / strata.c + 1 / strata.d)


def _ratio(above: npt.ArrayLike, below: npt.ArrayLike) -> Floats:
    """Divide; 0 where the divisor is 0."""
    over, under = np.broadcast_arrays(np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64))
    return np.asarray(np.divide(over, under, out=np.zeros(over.shape), where=under != 0))
