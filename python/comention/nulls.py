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
from comention.documents import is_missing
from comention.pairs import places_of
from comention.permutation import constant_side
from comention.sampling import sampling_of
from comention.unit_tags import units_with

if TYPE_CHECKING:
    from comention.cooccurrence import Cooccurrence

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


def default_null(counts: Cooccurrence) -> str:
    """Give the null that fits counts: by the tags of units, by documents, or of pairs for counts with such margins."""
    if counts.margins == "pairs":
        return "pairs"
    if not is_plain(counts):
        return "independence"
    if not is_constant(counts):
        return "unit_size"
    return "independence" if constant_side(counts) is None else "permutation"


def is_plain(counts: Cooccurrence) -> bool:
    """Tell whether counts are numbers of whole units that do not overlap."""
    plain = counts.margins == "units" and not counts._fractional
    return plain and not counts._options.overlap and counts._state.overlapped is None


def is_constant(counts: Cooccurrence) -> bool:
    """Tell whether rows or columns are the same for all units of a document, which are then no cases of their own."""
    kinds = {kind for axis in counts._counting.whole for kind in axis.kind.split("+")}
    return counts.unit != "document" and bool(kinds.intersection(counts._counting.constant))


def has_p(counts: Cooccurrence, null: str) -> bool:
    """Tell whether a null can judge these counts: windows overlap, and units of a document may be no cases."""
    return not counts._options.overlap and (null == "permutation" or not is_constant(counts))


_FOR = {
    "unit_size": "binary counts of whole units without weights, of kinds that vary within documents",
    "fixed_degree": "binary counts of whole units without weights, of kinds that vary within documents",
    "permutation": "binary counts without weights of one kind that is constant within documents, as a meta column, and "
    "one that is not, by units smaller than documents",
}


def check_null(counts: Cooccurrence, null: str | None) -> str:
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
        counts: Cooccurrence,
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
        meta = () if documents is None else documents._meta
        if cluster != "document":
            if documents is None:
                self.counts._kept("cluster=")
            one_of("cluster", cluster, ["document", *meta])
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
    def _clusters(self) -> dict[str, Any]:
        """Give what the core counted by cluster."""
        counts = self.counts
        incidence = counts._incidence
        assert incidence is not None
        if counts._given is not None:
            incidence = units_with(incidence, counts._given)
        rows, cols = counts._rows, counts._cols
        n = max(counts.n, 1)
        if self.null == "independence":
            sizes = [np.zeros(1, dtype=np.uint32)] * 2
            inclusion = [(totals / n)[None, :] for totals in counts._margins[:2]]
        else:
            places = (
                rows.places_in(counts._state.whole_units[0].axis),
                cols.places_in(counts._state.whole_units[1].axis),
            )
            sizes = [model.sizes for model in self._models]
            inclusion = [model.inclusion[:, at] for model, at in zip(self._models, places, strict=True)]
        tags = [np.array(axis.numbers, dtype=np.uint32) for axis in (rows, cols)]
        key = self._cluster_of_documents()
        core = counts._counting.core
        flat = [np.ascontiguousarray(values, dtype=np.float64).ravel() for values in inclusion]
        return _core.count_clusters(
            incidence, tags[0], tags[1], core, key, sizes[0], flat[0], sizes[1], flat[1],
            self.null == "independence",
        )  # fmt: skip

    def _cluster_of_documents(self) -> npt.NDArray[np.uint32]:
        documents = self.counts._counting.documents
        assert documents is not None
        if self.cluster == "document":
            return np.arange(len(documents), dtype=np.uint32)
        return cluster_numbers(documents._meta[self.cluster or ""])

    def of(self, rows: Places, cols: Places) -> Chance:
        """Judge some pairs."""
        if self.sampling is not None:
            return self._sampled(rows, cols)
        table = self.counts._table(rows, cols)
        if self.cluster is None:
            return self._unclustered(rows, cols, table.joint, table.joint)
        found = self._clusters
        at = _at_pairs(found, rows, cols)
        largest, second = _taken(found["largest"], at), _taken(found["second"], at)
        chance = self._unclustered(rows, cols, table.joint - (largest - second), table.joint)
        excess = np.maximum(found["row_excess"][rows], 0) * np.maximum(found["col_excess"][cols], 0)
        clusters = found["clusters"]
        variance = chance.variance + (excess / (clusters - 1) if clusters > 1 else 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            deff = np.where(chance.variance > 0, variance / chance.variance, 1.0)
        deff = np.fmax(np.fmax(deff, 1.0), self._deff_of_lift(table, rows, cols, at))
        upper = _clustered_upper(table.joint - (largest - second), chance, variance)
        lower = _clustered_lower(table.joint, chance, variance)
        return Chance(chance.expected, variance, upper, lower, deff)

    def _sampled(self, rows: Places, cols: Places) -> Chance:
        """Judge pairs by samples. Documents that are permuted widen intervals as far as they are unlike."""
        from comention.fixed_degree import sample_degrees
        from comention.permutation import permute_documents

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

    def _deff_of_lift(self, table: Any, rows: Places, cols: Places, at: Places) -> Floats:
        """Compare the variance of ln lift between clusters with that of independent units; NaN where that is 0."""
        found = self._clusters
        o, r, c, n = (values for values in table.margins)
        with np.errstate(divide="ignore", invalid="ignore"):
            a, b, d, e = 1 / (o + 0.5), -1 / (r + 0.5), -1 / (c + 0.5), 1 / n
            squares = (
                a * a * _taken(found["oo"], at)
                + b * b * found["row_r_r"][rows]
                + d * d * found["col_r_r"][cols]
                + e * e * found["n_n"]
                + 2 * a * b * _taken(found["o_r"], at)
                + 2 * a * d * _taken(found["o_c"], at)
                + 2 * a * e * _taken(found["o_n"], at)
                + 2 * b * d * _taken(found["r_c"], at)
                + 2 * b * e * found["row_r_n"][rows]
                + 2 * d * e * found["col_r_n"][cols]
            )
            total = a * o + b * r + d * c + e * n
            clusters = found["clusters"]
            between = (squares - total * total / clusters) * clusters / (clusters - 1) if clusters > 1 else np.nan
            naive = 1 / (o + 0.5) - 1 / r - 1 / c + 2 * o / (r * c) - 1 / n
            return np.asarray(np.where(naive > 0, between / naive, np.nan))


def cluster_numbers(values: Any) -> npt.NDArray[np.uint32]:
    """Give each value of a column a number; a missing one is a cluster of its own."""
    known: dict[str, int] = {}
    numbers = []
    for row, value in enumerate(values):
        key = f"missing {row}" if is_missing(value) else f"value {value}"
        numbers.append(known.setdefault(key, len(known)))
    return np.array(numbers, dtype=np.uint32)


def _at_pairs(found: dict[str, Any], rows: Places, cols: Places) -> Places:
    """Give the place of each pair among those that a cluster holds, or -1."""
    width = int(max(found["col"].max(initial=0), cols.max(initial=0))) + 1
    keys = found["row"].astype(np.int64) * width + found["col"]
    return places_of(rows.astype(np.int64) * width + cols, keys)


def _taken(values: npt.NDArray[Any], at: Places) -> Floats:
    """Give the values of pairs; 0 where no cluster holds one."""
    if len(values) == 0:
        return np.zeros(len(at))
    return np.where(at >= 0, values[at], 0).astype(np.float64)


def _independent(margins: tuple[Floats, ...], upper: Floats, lower: Floats, *, exact: bool) -> Chance:
    """Judge by the hypergeometric distribution of independent tags with fixed totals."""
    joint, r, c, n = margins
    expected = MEASURES["expected"].compute(joint, r, c, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.where(n > 1, expected * (1 - r / n) * (n - c) / (n - 1), 0.0)
    if not exact:
        none = np.full(len(joint), np.nan)
        return Chance(expected, variance, none, none, np.ones(len(joint)))
    log_upper = -np.log(10) * MEASURES["fisher_greater_neglog10p"].compute(upper, r, c, n)
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
