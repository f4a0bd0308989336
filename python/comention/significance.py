"""Significance: p of every testable pair, and q, which respects how many were tested."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention._caveats import warn_of_few_samples
from comention._checks import one_of, whole_number
from comention._frames import make_frame
from comention.caveats import warn_of_few_holders, warn_of_tests
from comention.nulls.judge import ALTERNATIVES, Chance, Judge, has_p
from comention.pairs import cells_of, each_pair_once, same_for_all, tag_columns

if TYPE_CHECKING:
    from comention.counts import Counts

ADJUST = ("bh", "by", "holm", "bonferroni")

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


def adjusted(p: Floats, method: str) -> Floats:
    """Adjust p for the number of tests; NaN is no test.

    Benjamini and Hochberg (1995), Benjamini and Yekutieli (2001), Holm (1979), Bonferroni.
    """
    one_of("adjust", method, ADJUST)
    out = np.full(len(p), np.nan)
    tests = np.flatnonzero(~np.isnan(p))
    if len(tests) == 0:
        return out
    order = tests[np.argsort(p[tests], kind="stable")]
    size = len(order)
    rank = np.arange(1, size + 1)
    if method == "bonferroni":
        values = p[order] * size
    elif method == "holm":
        values = np.maximum.accumulate(p[order] * (size - rank + 1))
    else:
        factor = np.sum(1 / rank) if method == "by" else 1.0
        values = np.minimum.accumulate((p[order] * size / rank * factor)[::-1])[::-1]
    out[order] = np.minimum(values, 1.0)
    return out


def family(counts: Counts, min_total: float) -> tuple[Places, Places]:
    """List the pairs that are tested: of different tags with enough units each, whether they occur together or not."""
    row_totals, col_totals, _ = counts._margins
    enough = np.logical_and.outer(row_totals >= min_total, col_totals >= min_total) & counts._differ
    rows, cols = np.nonzero(enough)
    if counts._symmetric:
        once = each_pair_once(counts, rows, cols)
        rows, cols = rows[once], cols[once]
    return rows, cols


class Tests:
    """The chances of some pairs and their q among all testable ones."""

    def __init__(self, judge: Judge, rows: Places, cols: Places, *, alternative: str, adjust: str, min_total: float):
        counts = judge.counts
        one_of("alternative", alternative, ALTERNATIVES)
        one_of("adjust", adjust, ADJUST)
        width = len(counts._cols)
        tested = family(counts, min_total)
        keys = tested[0] * width + tested[1]
        wanted = rows * width + cols
        every = np.union1d(keys, wanted)
        self.every = judge.of(every // max(width, 1), every % max(width, 1))
        log_p = self.every.log_p(alternative)
        if not has_p(counts, judge.null):
            log_p = np.full(len(every), np.nan)
        elif len(keys):
            warn_of_tests(counts, judge.null, judge.cluster, judge.clusters)
        p = np.full(len(every), np.nan)
        in_family = np.isin(every, keys)
        p[in_family] = np.exp(log_p[in_family])
        q = adjusted(p, adjust)
        self._at = np.searchsorted(every, wanted)
        self.p, self.q, self.log_p = np.exp(log_p)[self._at], q[self._at], log_p[self._at]
        self.size = int((~np.isnan(p)).sum())
        if judge.sampling is not None:
            warn_of_few_samples(self.size, judge.sampling.samples, float(np.min(q, initial=1.0, where=~np.isnan(q))))
        self.said = {**judge.basis, "alternative": alternative, "family": self.size, "adjust": adjust}

    @property
    def chance(self) -> Chance:
        """The chances of the pairs that were asked for."""
        every = self.every
        fields = (every.expected, every.variance, every.log_upper, every.log_lower, every.deff)
        return Chance(*(values[self._at] for values in fields))

    def columns(self, size: int) -> dict[str, npt.NDArray[Any]]:
        """Give what the numbers rest on, as columns."""
        return same_for_all(self.said, size)


def significance(
    counts: Counts,
    *,
    null: str | None,
    adjust: str,
    cluster: str | None,
    alternative: str,
    min_total: float,
    labels: str | None,
    samples: int | None,
    seed: int | None,
) -> Any:
    """Test every testable pair; see `Cooccurrence.significance`."""
    whole_number("min_total", min_total)
    judge = Judge(counts, null, cluster, samples, seed)
    rows, cols = family(counts, min_total)
    tests = Tests(judge, rows, cols, alternative=alternative, adjust=adjust, min_total=min_total)
    columns = {
        **tag_columns(counts, rows, cols, labels),
        "count": cells_of(counts._joint, rows, cols),
        "expected": tests.chance.expected,
        "p": tests.p,
        "log10_p": tests.log_p / np.log(10),
        "q": tests.q,
        **tests.columns(len(rows)),
    }
    if judge.cluster == "document" and alternative != "less":
        more = columns["count"] > columns["expected"]
        warn_of_few_holders(columns["q"][more], cells_of(counts._documents, rows, cols)[more], judge.cluster)
    order = np.lexsort((columns["col"].astype(str), columns["row"].astype(str), columns["log10_p"]))
    return make_frame({name: values[order] for name, values in columns.items()}, counts._library)
