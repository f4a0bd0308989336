"""Log odds ratios pooled over strata, after Mantel and Haenszel, with errors between clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from comention.clusters import ClusterSums, Slopes

if TYPE_CHECKING:
    from comention.cooccurrence import Cooccurrence
    from comention.pairs import Table

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LogOdds:
    """Log odds ratios of pairs in some units, with the greater of the variances within and between clusters."""

    value: Floats
    variance: Floats
    holding: Floats
    """Clusters that hold the pair."""


class Cells(NamedTuple):
    """A table of a stratum with the pseudo-counts that are its share of ½ in each cell of all strata together."""

    a: Floats
    b: Floats
    c: Floats
    d: Floats

    @property
    def n(self) -> Floats:
        """All units of the stratum."""
        return self.a + self.b + self.c + self.d

    @property
    def r(self) -> Floats:
        """What the stratum adds to the upper sum of the odds ratio."""
        return self.a * self.d / self.n

    @property
    def s(self) -> Floats:
        """What the stratum adds to the lower sum."""
        return self.b * self.c / self.n

    def slopes(self, upper: Floats, lower: Floats) -> Slopes:
        """Differentiate ln(upper/lower) by what a unit more changes in the stratum."""
        n, r, s = self.n, self.r / self.n, self.s / self.n
        both = (self.d / n - r) / upper + s / lower
        row = -r / upper - (self.c / n - s) / lower
        col = -r / upper - (self.b / n - s) / lower
        neither = (self.a / n - r) / upper + s / lower
        return Slopes(both - row - col + neither, row - neither, col - neither, neither)


def informative(table: Table) -> npt.NDArray[np.bool_]:
    """Tell in which tables both tags are in some units and not in all."""
    _, r, c, n = table.margins
    return (r > 0) & (c > 0) & (r < n) & (c < n)


def pooled_log_odds(
    strata: Sequence[Cooccurrence],
    rows: Places,
    cols: Places,
    cluster: str | None,
    used: Sequence[npt.NDArray[np.bool_]],
) -> LogOdds:
    """Estimate log odds ratios within strata, pooled after Mantel and Haenszel (1959); only strata that are used.

    Strata share a pseudo-count of ½ in each cell by their size, so that few or no joint units leave the estimate
    finite and unmoved by how many strata there are. The variance within is that of Robins, Breslow and Greenland
    (1986), that between clusters of the linearised estimate.
    """
    tables = [stratum._table(rows, cols) for stratum in strata]
    total = sum((np.where(use, table.n, 0.0) for table, use in zip(tables, used, strict=True)), np.zeros(len(rows)))
    cells = [_cells(table, use, total) for table, use in zip(tables, used, strict=True)]
    with np.errstate(divide="ignore", invalid="ignore"):
        upper, lower = (np.asarray(sum(np.nan_to_num(getattr(one, name)) for one in cells)) for name in ("r", "s"))
        value = np.log(upper / lower)
        within = _within(cells, upper, lower)
        if cluster is None:
            holding = sum(np.where(use, table.joint, 0.0) for table, use in zip(tables, used, strict=True))
            return LogOdds(value, within, np.asarray(holding))
        squares, moved, clusters, holding = (np.zeros(len(rows)) for _ in range(4))
        for stratum, table, one, use in zip(strata, tables, cells, used, strict=True):
            sums, slopes = ClusterSums(stratum, cluster), one.slopes(upper, lower)
            squares += np.where(use, sums.squares(rows, cols, slopes), 0.0)
            moved += np.where(use, slopes.total(table), 0.0)
            clusters += np.where(use, sums.clusters, 0)
            holding += np.where(use, sums.of_pairs("holding", rows, cols), 0.0)
        between = np.where(clusters > 1, (squares - moved * moved / clusters) * clusters / (clusters - 1), np.nan)
    return LogOdds(value, np.maximum(within, between), holding)


def _cells(table: Table, use: npt.NDArray[np.bool_], total: Floats) -> Cells:
    """Give the cells of a stratum with its share of the pseudo-counts; NaN where it is not used."""
    o, r, c, n = table.margins
    with np.errstate(divide="ignore", invalid="ignore"):
        more = np.where(use, 0.5 * n / total, np.nan)
    return Cells(o + more, r - o + more, c - o + more, n - r - c + o + more)


def _within(cells: Sequence[Cells], upper: Floats, lower: Floats) -> Floats:
    """Give the variance of Robins, Breslow and Greenland (1986) of independent units."""
    first, middle, last = (np.zeros(len(upper)) for _ in range(3))
    for one in cells:
        p, q = (one.a + one.d) / one.n, (one.b + one.c) / one.n
        first += np.nan_to_num(p * one.r)
        middle += np.nan_to_num(p * one.s + q * one.r)
        last += np.nan_to_num(q * one.s)
    return np.asarray(first / (2 * upper**2) + middle / (2 * upper * lower) + last / (2 * lower**2))
