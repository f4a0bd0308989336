"""Comparison of two periods: which pairs have come closer or drifted apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._checks import number_from, one_of, whole_number
from comention._frames import make_frame
from comention.caveats import warn_of_few_holders
from comention.change.pooled import LogOdds, informative, pooled_log_odds
from comention.clusters import FEWEST, ClusterSums, check_cluster, check_plain, clusters_of
from comention.nulls.judge import is_constant
from comention.pairs import cells_of, tag_columns
from comention.periods import by_column
from comention.significance import ADJUST, adjusted, family
from comention.strata.parts import strata_of

if TYPE_CHECKING:
    from comention.cooccurrence import Cooccurrence

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


def log_odds(counts: Cooccurrence, rows: Places, cols: Places, cluster: str | None) -> LogOdds:
    """Estimate log odds ratios with ½ in every cell; NaN where a total is 0 or n."""
    found = pooled_log_odds([counts], rows, cols, cluster, [np.ones(len(rows), dtype=bool)])
    value = np.where(informative(counts._table(rows, cols)), found.value, np.nan)
    return LogOdds(value, found.variance, found.holding)


@dataclass(frozen=True)
class Change:
    """Differences of log odds ratios, their variances, and how many clusters hold the pair in either period."""

    value: Floats
    variance: Floats
    holding: Floats


def change(before: Cooccurrence, after: Cooccurrence, rows: Places, cols: Places, cluster: str | None) -> Change:
    """Estimate how log odds ratios change from one period to the next."""
    a, b = (log_odds(counts, rows, cols, cluster) for counts in (before, after))
    holding = a.holding + b.holding
    if cluster not in (None, "document"):
        holding = _holding(before, after, rows, cols, cluster)
    return Change(b.value - a.value, a.variance + b.variance, holding)


def change_within(
    before: Sequence[Cooccurrence], after: Sequence[Cooccurrence], rows: Places, cols: Places, cluster: str | None
) -> Change:
    """Estimate how log odds ratios that are pooled over strata change; by strata that tell of both periods only."""
    used = [
        informative(a._table(rows, cols)) & informative(b._table(rows, cols))
        for a, b in zip(before, after, strict=True)
    ]
    a, b = (pooled_log_odds(parts, rows, cols, cluster, used) for parts in (before, after))
    holding = a.holding + b.holding
    if cluster not in (None, "document"):
        each = zip(before, after, used, strict=True)
        held = [np.where(use, _holding(x, y, rows, cols, cluster), 0.0) for x, y, use in each]
        holding = np.asarray(sum(held))
    return Change(b.value - a.value, a.variance + b.variance, holding)


def _holding(a: Cooccurrence, b: Cooccurrence, rows: Places, cols: Places, cluster: str | None) -> Floats:
    """Count the clusters that hold each pair in either period, each once."""
    assert cluster is not None
    incidence = _core.Incidence.join([a._kept("cluster="), b._kept("cluster=")])
    return ClusterSums(a._counting.count(incidence), cluster).of_pairs("holding", rows, cols)


def compare(
    before: Cooccurrence,
    after: Cooccurrence,
    *,
    cluster: str | None,
    strata: str | None,
    adjust: str,
    min_joint: float,
    min_total: int,
    labels: str | None,
) -> Any:
    """Compare two counts of the same tags in different documents; see `Trend.compare`."""
    check_plain(before, "compare")
    one_of("adjust", adjust, ADJUST)
    number_from("min_joint", min_joint)
    whole_number("min_total", min_total)
    cluster = _checked(before, cluster)
    rows, cols = _testable(before, after, min_total)
    if strata is None:
        found = change(before, after, rows, cols, cluster)
    else:
        _check_within(before, cluster, strata)
        found = change_within(strata_of(before, strata), strata_of(after, strata), rows, cols, cluster)
    low, high, p = judged(found)
    q = adjusted(p, adjust)
    counts_a, counts_b = (cells_of(counts._joint, rows, cols) for counts in (before, after))
    size = len(rows)
    columns: dict[str, npt.NDArray[Any]] = {
        **tag_columns(before, rows, cols, labels),
        "count_a": counts_a,
        "count_b": counts_b,
        "n_a": np.full(size, before.n) - before._own_units(rows, cols),
        "n_b": np.full(size, after.n) - after._own_units(rows, cols),
        "change": found.value,
        "low": low,
        "high": high,
        "p": p,
        "q": q,
        "clusters": found.holding.astype(np.int64),
        "cluster": np.full(size, cluster or "none", dtype=object),
        "strata": np.full(size, strata or "none", dtype=object),
        "alternative": np.full(size, "two-sided", dtype=object),
        "family": np.full(size, int((~np.isnan(p)).sum())),
        "adjust": np.full(size, adjust, dtype=object),
    }
    if cluster is not None:
        warn_of_few_holders(q, found.holding, cluster)
    shown = np.flatnonzero(counts_a + counts_b >= min_joint)
    order = np.lexsort((columns["col"][shown].astype(str), columns["row"][shown].astype(str), p[shown]))
    return make_frame({name: values[shown[order]] for name, values in columns.items()}, before._library)


def _checked(counts: Cooccurrence, cluster: str | None) -> str | None:
    if cluster is None:
        if counts._options.overlap:
            raise ValueError("windows overlap, so that they are no cases of their own: give cluster='document'")
        if is_constant(counts):
            why = "all units of a document have one value of a meta column or label"
            raise ValueError(f"{why}, so that they are no cases of their own: give cluster='document'")
        return None
    counts._kept("cluster=")
    documents = counts._counting.documents
    assert documents is not None
    return check_cluster(documents, cluster)


def _check_within(counts: Cooccurrence, cluster: str | None, strata: str) -> None:
    """Refuse clusters that reach into several strata: what is pooled must be independent."""
    documents = counts._counting.documents
    if cluster is None or documents is None or strata not in documents._meta:
        return
    stratum_of = by_column(documents._meta[strata], strata).of_document
    told = stratum_of >= 0
    pairs = np.unique(np.stack([clusters_of(documents, cluster)[told], stratum_of[told]]), axis=1)
    if len(np.unique(pairs[0])) < pairs.shape[1]:
        why = f"clusters of {cluster!r} reach into several values of {strata!r}, so that strata are not independent"
        raise ValueError(f"{why}: give clusters that lie within them, or no strata")


def _testable(before: Cooccurrence, after: Cooccurrence, min_total: int) -> tuple[Places, Places]:
    """List the pairs whose tags both have enough units in both periods."""
    rows, cols = family(before, min_total)
    row_totals, col_totals, _ = after._margins
    enough = (row_totals[rows] >= min_total) & (col_totals[cols] >= min_total)
    return rows[enough], cols[enough]


def judged(found: Change) -> tuple[Floats, Floats, Floats]:
    """Give the interval and p of changes, by Student's t with a degree of freedom less than clusters hold the pair."""
    from scipy.stats import t

    error = np.sqrt(np.where(found.holding >= FEWEST, found.variance, np.nan))
    freedom = np.maximum(found.holding - 1, 1)
    reach = t.ppf(0.975, freedom) * error
    p = 2 * t.sf(np.abs(found.value) / error, freedom)
    return found.value - reach, found.value + reach, p
