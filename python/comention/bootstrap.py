"""Bootstrap: how measures and ranks vary over corpora that might have been."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._checks import number_from, one_of, unknown, whole_number
from comention._frames import make_frame
from comention._memory import check_free
from comention._progress import Progress, reporter
from comention.association import MEASURES, find_measure
from comention.caveats import warn_of_tests
from comention.clusters import FEWEST, check_cluster, check_plain, cluster_names, clusters_of
from comention.pairs import Table, cells_of, compute, measures_that_fit, pairs_with, tag_columns

if TYPE_CHECKING:
    import pandas as pd

    from comention.counts import Counts

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

METHODS = ("percentile", "bca")
_AT_ONCE = 20_000
"""Pairs that are counted at once."""
_STEP = 13
"""Cells are moved by one part in 2^13."""


class Bootstrap:
    """A measure of some pairs in replicates of the corpus. Made by `Cooccurrence.bootstrap`.

    Examples
    --------
    >>> import comention as cm
    >>> texts = ["Iran met Iraq."] * 6 + ["Iran met Oman."] * 6 + ["Peru."] * 6
    >>> boot = cm.cooccurrence(texts, rows="country", unit="document").bootstrap(200, seed=1)
    >>> boot
    <Bootstrap: log_odds of 2 pairs in 200 replicates, drawn by document, seed 1>
    """

    def __init__(
        self,
        counts: Counts,
        measure: str,
        cluster: str,
        seed: int,
        pairs: tuple[Places, Places],
        values: Floats,
        holding: npt.NDArray[np.int64],
        acceleration: Floats,
    ) -> None:
        self._counts = counts
        self.measure = measure
        self.cluster = cluster
        self.seed = seed
        self._rows, self._cols = pairs
        self._values = values
        self._holding = holding
        self._acceleration = acceleration

    @property
    def replicates(self) -> int:
        """How many replicates there are."""
        return int(self._values.shape[1])

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, pair: tuple[str, str]) -> Floats:
        """Give the measure of a pair in each replicate; NaN where it is not defined."""
        row, col = self._counts._find(pair)
        numbers = {self._counts._rows.numbers[row], self._counts._cols.numbers[col]}
        at = np.flatnonzero((self._rows == row) & (self._cols == col))
        if len(at) == 0 and self._counts._symmetric and numbers <= self._tags_of_both:
            row, col = self._counts._find((pair[1], pair[0]))
            at = np.flatnonzero((self._rows == row) & (self._cols == col))
        if len(at) == 0:
            raise KeyError(f"{pair!r} is not among the {len(self):,} pairs: bootstrap with a lower min_joint")
        return np.array(self._values[at[0]])

    @property
    def _tags_of_both(self) -> set[int]:
        """The tags that are rows and columns, whose pairs are listed once."""
        return set(self._counts._rows.numbers).intersection(self._counts._cols.numbers)

    def pairs(
        self, *, method: str = "percentile", level: float = 0.95, top: int = 20, labels: str | None = None
    ) -> Any:
        """List the pairs with their intervals and how stable their rank is.

        Parameters
        ----------
        method : {"percentile", "bca"}
            Ends of the interval: quantiles of the replicates, or these corrected for bias and skew (Efron 1987), which
            asks for more replicates.
        level : float
            Coverage of the intervals, between 0 and 1.
        top : int
            How many ranks count as the top.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a pair, the largest estimate first: row, col, count, estimate (of the
            measure), error (standard deviation of the replicates), low and high, rank (1 is the largest estimate),
            rank_low and rank_high (the same quantiles of its rank in the replicates), top_share (of the replicates in
            which it is among the first `top`), clusters (that hold the pair), measure, method, level, cluster,
            replicates, seed. Error and interval are NaN where fewer than three clusters hold the pair, and where a
            replicate in forty or more has no value; the error also of a single replicate, and of infinite values.

        Examples
        --------
        >>> import comention as cm
        >>> texts = ["Iran met Iraq."] * 6 + ["Iran met Oman."] * 6 + ["Peru."] * 6
        >>> boot = cm.cooccurrence(texts, rows="country", unit="document").bootstrap(200, seed=1)
        >>> boot.pairs(top=1)[["row", "col", "count", "clusters"]].values.tolist()
        [['IQ', 'IR', 6, 6], ['IR', 'OM', 6, 6]]
        """
        one_of("method", method, METHODS)
        if not isinstance(level, float) or not 0 < level < 1:
            raise ValueError(f"level must lie between 0 and 1. Given {level!r}")
        whole_number("top", top, 1)
        counts = self._counts
        estimate = compute(self.measure, counts._table(self._rows, self._cols))
        told = (self._holding >= FEWEST) & (np.isnan(self._values).mean(axis=1) < 0.025)
        low, high = self._ends(estimate, method, level)
        ranks = _ranks(self._values)
        own = _ranks(estimate[:, None])[:, 0]
        size = len(self)
        columns: dict[str, npt.NDArray[Any]] = {
            **tag_columns(counts, self._rows, self._cols, labels),
            "count": cells_of(counts._joint, self._rows, self._cols),
            "estimate": estimate,
            "error": np.where(told, _spread(self._values), np.nan),
            "low": np.where(told, low, np.nan),
            "high": np.where(told, high, np.nan),
            "rank": own.astype(np.int64),
            "rank_low": _quantiles(ranks, np.full(size, (1 - level) / 2)),
            "rank_high": _quantiles(ranks, np.full(size, (1 + level) / 2)),
            "top_share": (ranks <= top).mean(axis=1),
            "clusters": self._holding,
            "measure": np.full(size, self.measure, dtype=object),
            "method": np.full(size, method, dtype=object),
            "level": np.full(size, level),
            "cluster": np.full(size, self.cluster, dtype=object),
            "replicates": np.full(size, self.replicates),
            "seed": np.full(size, self.seed),
        }
        order = np.lexsort((columns["col"].astype(str), columns["row"].astype(str), own))
        return make_frame({name: values[order] for name, values in columns.items()}, counts._library)

    def _ends(self, estimate: Floats, method: str, level: float) -> tuple[Floats, Floats]:
        """Give both ends of the intervals."""
        low, high = (np.full(len(self), (1 + sign * level) / 2) for sign in (-1, 1))
        if method == "bca":
            low, high = (_bca_level(at, self._values, estimate, self._acceleration) for at in (low, high))
        return _quantiles(self._values, low), _quantiles(self._values, high)

    def to_pandas(self) -> pd.DataFrame:
        """Give the replicates as a frame: a row a pair (row and column tag in the index), a column a replicate.

        Examples
        --------
        >>> import comention as cm
        >>> texts = ["Iran met Iraq."] * 6 + ["Peru."] * 6
        >>> cm.cooccurrence(texts, rows="country", unit="document").bootstrap(200, seed=1).to_pandas().shape
        (1, 200)
        """
        import pandas as pd

        counts = self._counts
        names = [np.array(counts._rows.ids)[self._rows], np.array(counts._cols.ids)[self._cols]]
        return pd.DataFrame(self._values.copy(), index=pd.MultiIndex.from_arrays(names, names=["row", "col"]))

    def __repr__(self) -> str:
        pairs = f"{len(self):,} pair{'s' * (len(self) != 1)}"
        drawn = f"{self.replicates:,} replicates, drawn by {self.cluster}, seed {self.seed}"
        return f"<Bootstrap: {self.measure} of {pairs} in {drawn}>"


class Drawn(NamedTuple):
    """The measure of some pairs in each replicate, the clusters that hold each, its acceleration, and all clusters."""

    values: Floats
    holding: npt.NDArray[np.int64]
    acceleration: Floats
    clusters: int


@dataclass(frozen=True)
class Draw:
    """What is drawn: how often, of which clusters, and what is measured."""

    replicates: int
    seed: int
    measure: str
    cluster_of: npt.NDArray[np.uint32]
    """Cluster of each document."""
    keys: npt.NDArray[np.uint64]
    """What tells each document's cluster from others."""

    def of(self, counts: Counts, rows: Places, cols: Places, report: Any) -> Drawn:
        """Draw some pairs."""
        table = _core.ClusterTable(
            counts._kept("bootstrap"), counts._rows.tags, counts._cols.tags, rows.astype(np.uint32),
            cols.astype(np.uint32), counts._given_tag, counts._counting.core, self.cluster_of,
        )  # fmt: skip
        if len(table.clusters) < 2:
            raise ValueError(f"there are {len(table.clusters)} clusters of units: a bootstrap needs two or more")
        key_of_cluster = np.zeros(int(self.cluster_of.max()) + 1, dtype=np.uint64)
        key_of_cluster[self.cluster_of] = self.keys
        keys, threads = key_of_cluster[table.clusters], counts._counting.threads
        joint, row_totals, col_totals, n = table.replicate(keys, self.seed, self.replicates, threads, report)
        own = counts._sums_of_own(row_totals, col_totals)
        values = _measured(self.measure, joint, row_totals[rows], col_totals[cols], lambda i: n - own(rows[i], cols[i]))
        squares, cubes = table.influences(_gradients(self.measure, counts._table(rows, cols)), threads, None)
        with np.errstate(divide="ignore", invalid="ignore"):
            return Drawn(values, table.holding, cubes / (6 * squares**1.5), len(table.clusters))


def bootstrap(
    counts: Counts,
    replicates: int,
    *,
    cluster: str,
    seed: int,
    measure: str,
    min_joint: float,
    progress: Progress,
) -> Bootstrap:
    """Draw replicates; see `Cooccurrence.bootstrap`."""
    _check(counts, measure)
    whole_number("replicates", replicates, 1)
    if not 0 <= whole_number("seed", seed) < 2**64:
        raise ValueError(f"seed must be below 2^64. Given {seed!r}")
    counts._kept("bootstrap")
    documents = counts._counting.documents
    assert documents is not None
    check_cluster(documents, cluster)
    rows, cols = pairs_with(counts, number_from("min_joint", min_joint))
    things = 4 * len(rows) + 2 * (len(counts._rows) + len(counts._cols) + 1)
    check_free(f"{len(rows):,} pairs × {replicates:,} replicates", 8 * things * replicates, "raise min_joint")
    cluster_of = clusters_of(documents, cluster)
    draw = Draw(replicates, seed, measure, cluster_of, _keys(cluster_names(documents, cluster)))
    chunks = [slice(at, at + _AT_ONCE) for at in range(0, max(len(rows), 1), _AT_ONCE)]
    with reporter(progress, "drawing") as report:
        parts = [draw.of(counts, rows[chunk], cols[chunk], report) for chunk in chunks]
    warn_of_tests(counts, "none", None, parts[0].clusters, "intervals")
    values = np.concatenate([part.values for part in parts]).reshape(len(rows), replicates)
    holding, acceleration = (np.concatenate([getattr(part, name) for part in parts]) for name in Drawn._fields[1:3])
    return Bootstrap(counts, measure, cluster, seed, (rows, cols), values, holding, acceleration)


def _check(counts: Counts, measure: str) -> None:
    check_plain(counts, "bootstrap")
    if find_measure(measure).role != "effect":
        effects = [name for name in measures_that_fit(counts._options) if MEASURES[name].role == "effect"]
        raise ValueError(f"bootstrap is for measures of effect, and {unknown('such measure', measure, effects)}")
    counts._check_measure(measure)


def _keys(names: list[str]) -> npt.NDArray[np.uint64]:
    """Tell clusters apart by 64 bits of a digest of their names, whatever their order."""
    digests = (hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest() for name in names)
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def _measured(
    measure: str,
    joint: npt.NDArray[np.int64],
    row_total: npt.NDArray[np.int64],
    col_total: npt.NDArray[np.int64],
    n: Callable[[int], npt.NDArray[Any]],
) -> Floats:
    """Compute the measure in every replicate; of each pair there is an n."""
    out = np.empty(joint.shape)
    for at in range(len(joint)):
        margins = [values.astype(np.float64) for values in (joint[at], row_total[at], col_total[at], n(at))]
        out[at] = MEASURES[measure].compute(*margins)
    return out


def _gradients(measure: str, table: Table) -> Floats:
    """Differentiate a measure by joint count, totals and n, by steps that make no cell of the table negative."""
    o, r, c, n = table.margins
    # What one unit more of each cell adds to the joint count, the totals and n.
    moves = (o, (1, 1, 1, 1)), (r - o, (0, 1, 0, 1)), (c - o, (0, 0, 1, 1)), (n - r - c + o, (0, 0, 0, 1))
    both, row, col, neither = (_slope(measure, table, cell, to) for cell, to in moves)
    with np.errstate(invalid="ignore"):
        return np.stack([both - row - col + neither, row - neither, col - neither, neither], axis=1)


def _slope(measure: str, table: Table, cell: Floats, to: tuple[int, ...]) -> Floats:
    """Differentiate a measure by a cell, which moves the margins."""
    # Powers of two, so that margins stay exact and a cell of 0 does not turn negative by rounding.
    step = np.exp2(np.floor(np.log2(np.maximum(cell, 1))) - _STEP)

    def moved(times: int) -> Floats:
        changed = [values + times * step * add for values, add in zip(table.margins, to, strict=True)]
        return np.asarray(MEASURES[measure].compute(*changed))

    with np.errstate(invalid="ignore"):
        return np.asarray((4 * moved(1) - 3 * moved(0) - moved(2)) / (2 * step))


def _ranks(values: Floats) -> Floats:
    """Rank the pairs in each replicate from the largest value on; equals share the better rank, NaN comes last."""
    from scipy.stats import rankdata

    keys = np.where(np.isnan(values), np.inf, -values)
    return np.asarray(rankdata(keys, method="min", axis=0), dtype=np.float64).reshape(values.shape)


def _spread(values: Floats) -> Floats:
    """Give the standard deviation of each row, NaN left out; NaN of fewer than two values."""
    told = ~np.isnan(values)
    count = told.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(told, values, 0.0).sum(axis=1) / count
        squares = np.where(told, (values - mean[:, None]) ** 2, 0.0).sum(axis=1)
        return np.asarray(np.sqrt(np.where(count > 1, squares, np.nan) / (count - 1)))


def _quantiles(values: Floats, levels: Floats) -> Floats:
    """Give a quantile of each row, each at its own level, NaN left out; by linear interpolation."""
    ordered = np.sort(values, axis=1)
    count = (~np.isnan(values)).sum(axis=1)
    place = np.clip(levels, 0, 1) * (count - 1)
    known = (count > 0) & ~np.isnan(place)
    place = np.where(known, place, 0.0)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    each = np.arange(len(values))
    low, high = ordered[each, below], ordered[each, above]
    part = place - below
    with np.errstate(invalid="ignore"):
        found = np.where((low == high) | (part == 0), low, (1 - part) * low + part * high)
    return np.where(known, found, np.nan)


def _bca_level(level: Floats, values: Floats, estimate: Floats, acceleration: Floats) -> Floats:
    """Correct the levels of quantiles for bias and skew (Efron 1987)."""
    from scipy.special import ndtr, ndtri

    told = np.maximum((~np.isnan(values)).sum(axis=1), 1)
    with np.errstate(invalid="ignore"):
        below = (values < estimate[:, None]).sum(axis=1) + (values == estimate[:, None]).sum(axis=1) / 2
        bias = ndtri(below / told)
        z = bias + ndtri(level)
        corrected = ndtr(bias + z / (1 - acceleration * z))
    return np.where(np.isfinite(bias), corrected, np.nan)
