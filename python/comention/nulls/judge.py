"""Null models: how often each pair would be found by chance, and how surely it is found more or less often."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._checks import one_of
from comention.association import MEASURES
from comention.clusters import ClusterSums, Inclusion, Slopes, check_cluster, check_own
from comention.nulls.permutation import constant_side
from comention.nulls.sampling import sampling_of
from comention.pairs import cells_of

if TYPE_CHECKING:
    from comention.counts import Counts
    from comention.pairs import Table

NULLS = ("unit_size", "fixed_degree", "independence", "centered", "permutation", "pairs")
ALTERNATIVES = ("greater", "less", "two-sided")

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Chance:
    """What a null model says of some pairs. Tails are natural logs of probabilities."""

    expected: Floats
    variance: Floats
    log_upper: Floats
    log_lower: Floats
    deff: Floats
    """How much wider intervals are, squared, because units of one cluster are alike; at least 1."""

    def log_p(self, alternative: str) -> Floats:
        """Give ln p."""
        one_of("alternative", alternative, ALTERNATIVES)
        if alternative == "two-sided":
            return np.asarray(np.minimum(np.minimum(self.log_upper, self.log_lower) + np.log(2), 0.0))
        return self.log_lower if alternative == "less" else self.log_upper


def default_null(counts: Counts) -> str:
    """Give the null that fits counts: by the tags of units, by documents, or of pairs for counts with such margins."""
    if counts.margins == "pairs":
        return "pairs"
    if not is_plain(counts) or (counts._counting.own is not None and not is_constant(counts)):
        # Units whose own mentions are left out are no cases of all pairs, so that their sizes do not tell.
        return "independence"
    if not is_constant(counts):
        return "unit_size"
    return "independence" if constant_side(counts) is None else "permutation"


def is_plain(counts: Counts) -> bool:
    """Tell whether counts are numbers of whole units that do not overlap."""
    plain = counts.margins == "units" and not counts._fractional
    return plain and not counts._options.overlap and counts._state.overlapped is None


def is_constant(counts: Counts) -> bool:
    """Tell whether rows or columns are the same for all units of a document, which are then no cases of their own."""
    kinds = {kind for axis in counts._counting.whole for kind in axis.kind.split("+")}
    return counts.unit != "document" and bool(kinds.intersection(counts._counting.constant))


def has_p(counts: Counts, null: str) -> bool:
    """Tell whether a null can judge these counts: windows overlap, and units of a document may be no cases."""
    return not counts._options.overlap and (null == "permutation" or not is_constant(counts))


_FOR = {
    "unit_size": "binary counts of whole units without weights, of kinds that vary within documents",
    "fixed_degree": "binary counts of whole units without weights, of kinds that vary within documents",
    "permutation": "binary counts without weights of one kind that is constant within documents, as a meta column, and "
    "one that is not, by units smaller than documents",
}


def check_null(counts: Counts, null: str | None) -> str:
    """Check a null, or give the one that fits."""
    fitting = default_null(counts)
    if null is None:
        return fitting
    one_of("null", null, NULLS)
    if (null == "pairs") != (counts.margins == "pairs"):
        raise ValueError(f"null={null!r} does not fit totals of {counts.margins}: give {fitting!r}")
    fits = fitting == ("permutation" if null == "permutation" else "unit_size")
    if null in _FOR and not fits:
        raise ValueError(f"null={null!r} is for {_FOR[null]}: give {fitting!r}")
    return null


class Judge:
    """The chances of pairs of some counts under one null and one kind of clusters."""

    def __init__(
        self,
        counts: Counts,
        null: str | None,
        cluster: str | None,
        samples: int | None = None,
        seed: int | None = None,
    ) -> None:
        self.counts = counts
        self.null = check_null(counts, null)
        self.sampling = sampling_of(self.null, samples, seed)
        self.cluster = self._fitting_cluster(cluster)

    def _fitting_cluster(self, cluster: str | None) -> str | None:
        """Give the clusters to respect: none where units are no smaller, or the null takes none."""
        if self.null == "permutation":
            if cluster not in (None, "document"):
                raise ValueError(f"null='permutation' permutes documents: give cluster='document'. Given {cluster!r}")
            return "document"
        if cluster is None:
            return None
        documents = self.counts._counting.documents
        if cluster != "document" and (documents is not None or self.null != "pairs"):
            if documents is None:
                self.counts._kept("cluster=")
            assert documents is not None
            check_cluster(documents, cluster)
        if self.null == "pairs":
            return None if self.counts._fractional or is_constant(self.counts) else "document"
        check_own(self.counts, cluster)
        if self.null not in ("unit_size", "independence") or self.counts._fractional:
            return None
        if self.counts._options.overlap or self.counts._state.overlapped is not None or is_constant(self.counts):
            return None
        if cluster == "document" and self.counts.unit == "document":
            return None
        if self.counts._incidence is None:
            how = "count with keep='incidence', or give cluster=None"
            raise ValueError(f"clusters need the units, which keep='counts' dropped: {how}")
        return cluster

    @property
    def basis(self) -> dict[str, Any]:
        """Name null and clusters, for frames, and samples if there are any."""
        basis = {"null": self.null, "cluster": self.cluster or "none"}
        return basis if self.sampling is None else basis | vars(self.sampling)

    @cached_property
    def _models(self) -> tuple[_core.SizeModel, _core.SizeModel]:
        """Give the models of units of fixed sizes of rows' and columns' kinds."""
        state = self.counts._state
        models = []
        for side in (0, 1):
            classes: dict[int, int] = {}
            for size, units in state.sizes.items():
                if size[side]:
                    classes[size[side]] = classes.get(size[side], 0) + units
            sizes = np.array(sorted(classes), dtype=np.uint32)
            of_size = np.array([classes[size] for size in sizes.tolist()], dtype=np.int64)
            models.append(_core.SizeModel(state.whole_units[side].units, sizes, of_size))
            if self.counts._counting.sides.one_mode:
                return models[0], models[0]
        return models[0], models[1]

    @cached_property
    def _clusters(self) -> ClusterSums:
        """Give what clusters hold, beside what is expected of them."""
        assert self.cluster is not None
        return ClusterSums(self.counts, self.cluster, self._inclusion, any_size=self.null == "independence")

    @property
    def clusters(self) -> int | None:
        """How many clusters tests respect, if they respect any and it takes them to be alike."""
        if not self.cluster or self.sampling is not None or self.null == "pairs":
            return None
        return self._clusters.clusters

    @property
    def _inclusion(self) -> tuple[Inclusion, Inclusion]:
        """Say how likely a unit holds each shown row and column, by its size if the null goes by it."""
        counts = self.counts
        if self.null == "independence":
            sizes, n = np.zeros(1, dtype=np.uint32), max(counts.n, 1)
            return (sizes, counts._margins[0] / n), (sizes, counts._margins[1] / n)
        whole = counts._state.whole_units
        at_rows, at_cols = counts._rows.places_in(whole[0].axis), counts._cols.places_in(whole[1].axis)
        rows, cols = self._models
        return (rows.sizes, rows.inclusion[:, at_rows]), (cols.sizes, cols.inclusion[:, at_cols])

    def of(self, rows: Places, cols: Places) -> Chance:
        """Judge some pairs."""
        if self.sampling is not None:
            return self._sampled(rows, cols)
        table = self.counts._table(rows, cols)
        if self.cluster is None:
            return self._unclustered(rows, cols, table.joint, table.joint)
        if self.null == "pairs":
            return self._of_documents(rows, cols)
        found = self._clusters
        largest, second = (found.of_pairs(name, rows, cols) for name in ("largest", "second"))
        chance = self._unclustered(rows, cols, table.joint - (largest - second), table.joint)
        row_excess, col_excess = (np.maximum(values, 0) for values in found.excess)
        excess = row_excess[rows] * col_excess[cols]
        variance = chance.variance + (excess / (found.clusters - 1) if found.clusters > 1 else 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            deff = np.where(chance.variance > 0, variance / chance.variance, 1.0)
        deff = np.fmax(np.fmax(deff, 1.0), self._deff_of_lift(table, rows, cols))
        upper = _clustered_upper(table.joint - (largest - second), chance, variance)
        lower = _clustered_lower(table.joint, chance, variance)
        return Chance(chance.expected, variance, upper, lower, deff)

    def expected(self, rows: Places, cols: Places) -> Floats:
        """Say how often pairs are expected; of permutations this needs no sample."""
        if self.null == "permutation":
            return self.counts._table(rows, cols).expected
        return self.of(rows, cols).expected

    def _sampled(self, rows: Places, cols: Places) -> Chance:
        """Judge pairs by samples. Documents that are permuted widen intervals as far as they are unlike."""
        from comention.nulls.fixed_degree import sample_degrees
        from comention.nulls.permutation import permute_documents

        assert self.sampling is not None
        sample = permute_documents if self.null == "permutation" else sample_degrees
        expected, variance, above, below = sample(self.counts, rows, cols, self.sampling)
        deff = np.ones(len(rows))
        if self.null == "permutation":
            table = self.counts._table(rows, cols)
            naive = _independent(table.margins, table.joint, table.joint, exact=False).variance
            with np.errstate(divide="ignore", invalid="ignore"):
                deff = np.where(naive > 0, np.fmax(variance / naive, 1.0), 1.0)
        return Chance(expected, variance, self.sampling.log_p(above), self.sampling.log_p(below), deff)

    def _of_documents(self, rows: Places, cols: Places) -> Chance:
        """Judge pairs by the documents that hold them: as many cases, however much each adds to the count.

        A pair is rare if it is in few documents of those that counts as large as on average would make; that its own
        are short is not rare.
        """
        table, state = self.counts._table(rows, cols), self.counts._state
        holding = cells_of(self.counts._documents, rows, cols).astype(np.float64)
        overall = max(self.counts._counted.sum() / max(state.documents.sum(), 1), 1.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            each = np.where(holding > 0, table.joint / holding, overall)
        upper = _poisson(table.expected / each, holding, holding, exact=True).log_upper
        lower = _poisson(table.expected / np.maximum(each, overall), holding, holding, exact=True).log_lower
        return Chance(table.expected, table.expected * each, upper, lower, each)

    def _unclustered(self, rows: Places, cols: Places, upper: Floats, lower: Floats) -> Chance:
        """Judge pairs as if units were independent; tails from `upper` up and from `lower` down."""
        if self.null == "unit_size":
            return self._of_sizes(rows, cols, upper, lower)
        table = self.counts._table(rows, cols)
        if self.null == "independence":
            return _independent(table.margins, upper, lower, exact=not self.counts._fractional)
        expected = table.expected * (self.counts.length_factor if self.null == "centered" else 1.0)
        return _poisson(expected, upper, lower, exact=not self.counts._fractional)

    def _of_sizes(self, rows: Places, cols: Places, upper: Floats, lower: Floats) -> Chance:
        counts = self.counts
        whole = counts._state.whole_units
        places = (
            counts._rows.places_in(whole[0].axis)[rows].astype(np.uint32),
            counts._cols.places_in(whole[1].axis)[cols].astype(np.uint32),
        )
        threads = counts._counting.threads
        row_model, col_model = self._models
        if counts._counting.sides.one_mode:
            found = _core.pair_nulls(row_model, *places, upper, lower, threads, None)
        else:
            row_at, col_at = ({int(size): i for i, size in enumerate(model.sizes)} for model in self._models)
            both = [(row_at[r], col_at[c], n) for (r, c), n in sorted(counts._state.sizes.items()) if r and c]
            row_size, col_size, units = (np.array(x) for x in zip(*both, strict=True)) if both else [np.empty(0)] * 3
            found = _core.cross_pair_nulls(
                row_model, col_model, row_size.astype(np.uint32), col_size.astype(np.uint32), units.astype(np.int64),
                *places, upper, lower, threads, None,
            )  # fmt: skip
        expected, variance, log_upper, log_lower = found.T
        return Chance(expected, variance, log_upper, log_lower, np.ones(len(rows)))

    def _deff_of_lift(self, table: Table, rows: Places, cols: Places) -> Floats:
        """Compare the variance of ln lift between clusters with that of independent units; NaN where that is 0."""
        o, r, c, n = table.margins
        with np.errstate(divide="ignore", invalid="ignore"):
            slopes = Slopes(1 / (o + 0.5), -1 / (r + 0.5), -1 / (c + 0.5), 1 / n)
            naive = 1 / (o + 0.5) - 1 / r - 1 / c + 2 * o / (r * c) - 1 / n
            between = self._clusters.variance(table, rows, cols, slopes)
            return np.asarray(np.where(naive > 0, between / naive, np.nan))


def _independent(margins: tuple[Floats, ...], upper: Floats, lower: Floats, *, exact: bool) -> Chance:
    """Judge by the hypergeometric distribution of independent tags with fixed totals."""
    joint, r, c, n = margins
    expected = MEASURES["expected"].compute(joint, r, c, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.where(n > 1, expected * (1 - r / n) * (n - c) / (n - 1), 0.0)
    if not exact:
        none = np.full(len(joint), np.nan)
        return Chance(expected, variance, none, none, np.ones(len(joint)))
    # A capped count may be less than two so frequent tags can have: surely there are more.
    possible = np.maximum(upper, r + c - n)
    log_upper = -np.log(10) * MEASURES["fisher_greater_neglog10p"].compute(possible, r, c, n)
    # Fewer of both are more of the one without the other.
    log_lower = -np.log(10) * MEASURES["fisher_greater_neglog10p"].compute(r - lower, r, n - c, n)
    return Chance(expected, variance, np.fmin(log_upper, 0.0), np.fmin(log_lower, 0.0), np.ones(len(joint)))


def _poisson(expected: Floats, upper: Floats, lower: Floats, *, exact: bool) -> Chance:
    from scipy.stats import poisson

    none = np.full(len(expected), np.nan)
    if not exact:
        return Chance(expected, expected, none, none, np.ones(len(expected)))
    log_upper, log_lower = poisson.logsf(upper - 1, expected), poisson.logcdf(lower, expected)
    return Chance(expected, expected, log_upper, log_lower, np.ones(len(expected)))


def _clustered_upper(capped: Floats, chance: Chance, variance: Floats) -> Floats:
    """Give ln p of at least so many, with the variance that clusters make."""
    return np.where(
        variance == chance.variance,
        chance.log_upper,
        np.maximum(chance.log_upper, _overdispersed(capped, chance.expected, variance, upper=True)),
    )


def _clustered_lower(joint: Floats, chance: Chance, variance: Floats) -> Floats:
    return np.where(
        variance == chance.variance,
        chance.log_lower,
        np.maximum(chance.log_lower, _overdispersed(joint, chance.expected, variance, upper=False)),
    )


def _overdispersed(x: Floats, mean: Floats, variance: Floats, *, upper: bool) -> Floats:
    """Give ln of a tail of the negative binomial with this mean and variance, or of the normal if that is narrower."""
    from scipy.special import log_ndtr
    from scipy.stats import nbinom

    with np.errstate(divide="ignore", invalid="ignore"):
        size = mean * mean / (variance - mean)
        p = mean / variance
        root = np.sqrt(variance)
        if upper:
            wide, narrow = nbinom.logsf(x - 1, size, p), log_ndtr((mean + 0.5 - x) / root)
            wide = np.where(x <= 0, 0.0, wide)
        else:
            wide, narrow = nbinom.logcdf(x, size, p), log_ndtr((x + 0.5 - mean) / root)
        found = np.where(variance > mean, wide, narrow)
    return np.where(variance > 0, found, 0.0)
