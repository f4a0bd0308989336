"""Empirical Bayes: lifts drawn towards what most pairs have, the more so the less is known of a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from comention._frames import make_frame
from comention.association import gamma_quantile
from comention.pairs import cells_of, tag_columns

if TYPE_CHECKING:
    from comention.counts import Counts

Floats = npt.NDArray[np.float64]

_STARTS = ((1.0, 1.0), (0.2, 0.1), (5.0, 5.0))


class Gamma(NamedTuple):
    """The distribution of true lifts: a gamma distribution of this shape and rate."""

    shape: float
    rate: float

    def posterior(self, joint: Floats, expected: Floats) -> tuple[Floats, Floats, Floats]:
        """Give the mean of the lifts of pairs, given their counts, and the ends of its 95 % interval."""
        shape, rate = joint + self.shape, expected + self.rate
        low, high = (gamma_quantile(q, shape) / rate for q in (0.025, 0.975))
        return shape / rate, low, high


def log_likelihood(prior: Gamma, joint: Floats, expected: Floats) -> float:
    """Give the log likelihood of counts that are Poisson with a gamma-distributed lift: negative binomial."""
    from scipy.special import gammaln, xlogy

    a, total = prior.shape, prior.rate + expected
    ways = gammaln(joint + a) - gammaln(a) - gammaln(joint + 1)
    return float((ways + a * np.log(prior.rate / total) + xlogy(joint, expected / total)).sum())


def fit(joint: Floats, expected: Floats) -> Gamma:
    """Fit the distribution of lifts by maximum likelihood (DuMouchel 1999, with one component).

    Counts are taken as whole: those of which nothing is expected tell nothing and must be left out.
    """
    from scipy.optimize import minimize

    if len(joint) < 2:
        raise ValueError(f"a distribution of lifts needs two pairs or more. Given {len(joint)}")

    def loss(logs: Floats) -> float:
        return -log_likelihood(Gamma(*np.exp(np.clip(logs, -20, 20))), joint, expected)

    options = {"xatol": 1e-10, "fatol": 1e-10, "maxiter": 10_000, "maxfev": 10_000}
    found = [minimize(loss, np.log(start), method="Nelder-Mead", options=options) for start in _STARTS]
    shape, rate = np.exp(np.clip(min(found, key=lambda one: float(one.fun)).x, -20, 20)).tolist()
    return Gamma(shape, rate)


def empirical_bayes(counts: Counts, null: str | None, min_joint: float, labels: str | None) -> Any:
    """Shrink the lifts of all pairs; see `Cooccurrence.empirical_bayes`."""
    from comention.nulls.judge import Judge
    from comention.significance import family

    if counts._fractional or counts._options.overlap:
        raise ValueError("empirical Bayes is for whole numbers of units that do not overlap")
    rows, cols = family(counts, 1)
    judge = Judge(counts, null, None)
    expected = judge.expected(rows, cols)
    joint = cells_of(counts._joint, rows, cols)
    told = expected > 0
    rows, cols, expected, joint = rows[told], cols[told], expected[told], joint[told]
    prior = fit(joint.astype(np.float64), expected)
    mean, low, high = prior.posterior(joint.astype(np.float64), expected)
    columns: dict[str, npt.NDArray[Any]] = {
        **tag_columns(counts, rows, cols, labels),
        "count": joint,
        "expected": expected,
        "lift": joint / expected,
        "lift_shrunk": mean,
        "low": low,
        "high": high,
        "prior_shape": np.full(len(rows), prior.shape),
        "prior_rate": np.full(len(rows), prior.rate),
        "null": np.full(len(rows), judge.null, dtype=object),
    }
    shown = np.flatnonzero(joint >= min_joint)
    order = np.lexsort((columns["col"][shown].astype(str), columns["row"][shown].astype(str), -low[shown]))
    return make_frame({name: values[shown[order]] for name, values in columns.items()}, counts._library)
