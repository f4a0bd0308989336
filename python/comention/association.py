"""Association measures: how much more often than expected two tags occur together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._checks import unknown

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
Compute = Callable[[Floats, Floats, Floats, Floats], Floats]


def _compute(name: str, joint: Floats, row: Floats, col: Floats, n: Floats) -> Floats:
    """Compute a measure of the core; all of one length."""
    return _core.measure(name, joint, row, col, n)


# The 97.5 % quantile of the normal distribution.
_Z = 1.959963984540054


@dataclass(frozen=True)
class Measure:
    """What is known of a measure.

    `needs` says what its formula uses: the count alone, an expected count, the margins without n, or the whole table.
    """

    needs: str
    range: str
    direction: str
    formula: str
    source: str
    compute: Compute
    of_expected: Callable[[Floats, Floats], Floats] | None = None
    """The same from the joint and an expected count, where the formula uses no more."""


def _quietly(compute: Callable[[Floats, Floats], Floats]) -> Callable[[Floats, Floats], Floats]:
    """Let 0/0 be NaN, x/0 infinite and log 0 −inf without a warning."""

    def quiet(joint: Floats, expected: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(compute(joint, expected))

    return quiet


def _ic_quantile(q: float) -> Callable[[Floats, Floats], Floats]:
    """Make the function for a quantile of the shrunk information component."""
    return _quietly(lambda joint, expected: np.log2(gamma_quantile(q, joint + 0.5) / (expected + 0.5)))


def _by_expected(of_expected: Callable[[Floats, Floats], Floats]) -> Compute:
    """Let a measure of an expected count use that of independent tags."""

    def compute(joint: Floats, row: Floats, col: Floats, n: Floats) -> Floats:
        return of_expected(joint, _compute("expected", joint, row, col, n))

    return compute


def gamma_quantile(q: float, shape: Floats) -> Floats:
    """Give the quantile of the gamma distribution with rate 1."""
    from scipy.special import gammaincinv

    values: Floats = gammaincinv(shape, q)
    return values


def _log_odds_bound(sign: float) -> Compute:
    def compute(joint: Floats, row: Floats, col: Floats, n: Floats) -> Floats:
        parts = joint, row, col, n
        return np.asarray(_compute("log_odds", *parts) + sign * _Z * _compute("log_odds_se", *parts))

    return compute


_NOREN = "Norén, Hopstadius and Bate (2013)"

MEASURES: dict[str, Measure] = {
    "count": Measure("count", "[0, inf)", "symmetric", "o11", "", partial(_compute, "count")),
    "expected": Measure(
        "expected", "[0, inf)", "symmetric", "r1*c1/n", "", partial(_compute, "expected"), lambda _, e: e
    ),
    "lift": Measure(
        "expected",
        "[0, inf)",
        "symmetric",
        "o11/expected",
        "Brin, Motwani and Silverstein (1997)",
        partial(_compute, "lift"),
        _quietly(np.divide),
    ),
    "pmi": Measure(
        "expected",
        "[-inf, inf)",
        "symmetric",
        "log2(lift)",
        "Church and Hanks (1990)",
        partial(_compute, "pmi"),
        _quietly(lambda joint, expected: np.log2(joint / expected)),
    ),
    "npmi": Measure("table", "[-1, 1]", "symmetric", "pmi / -log2(o11/n)", "Bouma (2009)", partial(_compute, "npmi")),
    "ic": Measure(
        "expected",
        "(-inf, inf)",
        "symmetric",
        "log2((o11+.5)/(expected+.5))",
        _NOREN,
        partial(_compute, "ic"),
        _quietly(lambda joint, expected: np.log2((joint + 0.5) / (expected + 0.5))),
    ),
    "ic_025": Measure(
        "expected",
        "(-inf, inf)",
        "symmetric",
        "log2(Q(.025; o11+.5)/(expected+.5)), Q of gamma",
        _NOREN,
        _by_expected(_ic_quantile(0.025)),
        _ic_quantile(0.025),
    ),
    "ic_975": Measure(
        "expected",
        "(-inf, inf)",
        "symmetric",
        "log2(Q(.975; o11+.5)/(expected+.5)), Q of gamma",
        _NOREN,
        _by_expected(_ic_quantile(0.975)),
        _ic_quantile(0.975),
    ),
    "log_odds": Measure(
        "table",
        "(-inf, inf)",
        "symmetric",
        "ln(o11*o22/(o12*o21)), .5 added to each",
        "Haldane (1956)",
        partial(_compute, "log_odds"),
    ),
    "log_odds_se": Measure(
        "table", "(0, 2.83]", "symmetric", "sqrt(sum 1/(o+.5))", "Gart (1966)", partial(_compute, "log_odds_se")
    ),
    "log_odds_lo": Measure(
        "table", "(-inf, inf)", "symmetric", "log_odds - 1.96*log_odds_se", "Gart (1966)", _log_odds_bound(-1)
    ),
    "log_odds_hi": Measure(
        "table", "(-inf, inf)", "symmetric", "log_odds + 1.96*log_odds_se", "Gart (1966)", _log_odds_bound(1)
    ),
    "g2": Measure(
        "table", "(-inf, inf)", "symmetric", "sign*2*sum o*ln(o/e)", "Dunning (1993)", partial(_compute, "g2")
    ),
    "g2_p": Measure("table", "[0, 1]", "symmetric", "erfc(sqrt(|g2|/2))", "Dunning (1993)", partial(_compute, "g2_p")),
    "cosine": Measure(
        "margins", "[0, 1]", "symmetric", "o11/sqrt(r1*c1)", "Ochiai (1957)", partial(_compute, "cosine")
    ),
    "jaccard": Measure(
        "margins", "[0, 1]", "symmetric", "o11/(r1+c1-o11)", "Jaccard (1912)", partial(_compute, "jaccard")
    ),
}


def find_measure(name: str) -> Measure:
    """Give a measure by name; raise ValueError with the nearest if it is unknown."""
    if name not in MEASURES:
        raise ValueError(unknown("measure", name, MEASURES))
    return MEASURES[name]


def measures() -> pd.DataFrame:
    """List the association measures.

    Returns
    -------
    pandas.DataFrame
        The index is the name. Columns: needs (count, expected, margins or table: what of the contingency table the
        formula uses), range, direction, formula (cells o11 … o22, margins r1, r2, c1, c2, total n), source.

    Examples
    --------
    >>> import comention as cm
    >>> cm.measures().loc["npmi", "source"]
    'Bouma (2009)'
    """
    import pandas as pd

    columns = ("needs", "range", "direction", "formula", "source")
    rows = {name: [getattr(m, column) for column in columns] for name, m in MEASURES.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(columns))
    frame.index.name = "measure"
    return frame


def association(
    measure: str,
    *,
    joint: npt.ArrayLike,
    row_total: npt.ArrayLike | None = None,
    col_total: npt.ArrayLike | None = None,
    n: npt.ArrayLike | None = None,
) -> Any:
    """Compute a measure from counts of your own.

    Parameters
    ----------
    measure : str
        A name of `measures`.
    joint : array_like
        Units that hold both.
    row_total, col_total : array_like
        Units that hold the one and the other. Not needed for ``count``.
    n : array_like
        All units. Not needed for ``count``, ``cosine`` and ``jaccard``.

    Returns
    -------
    numpy.ndarray of float64, or float
        The measure in the common shape of the arguments; a float if all are numbers. 0/0 is NaN, x/0 infinite.

    Raises
    ------
    ValueError
        For an unknown measure, a missing argument, or counts that make a cell of the table negative.

    Examples
    --------
    >>> import comention as cm
    >>> round(cm.association("g2", joint=15, row_total=20, col_total=25, n=100), 6)
    29.690397
    """
    found = find_measure(measure)
    if found.needs == "count":
        row_total = col_total = n = joint
    if row_total is None or col_total is None:
        raise ValueError(f"{measure} needs row_total and col_total")
    if n is None:
        if found.needs != "margins":
            raise ValueError(f"{measure} needs n, the number of all units")
        n = np.add(row_total, col_total)
    arrays = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (joint, row_total, col_total, n)))
    values = found.compute(*(np.ascontiguousarray(a).ravel() for a in arrays)).reshape(arrays[0].shape)
    return float(values) if values.ndim == 0 else values


def lift_interval(joint: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """Give the 95 % interval of lift: gamma quantiles of shape joint + ½ and rate expected; from 0 if joint is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(joint == 0, 0.0, gamma_quantile(0.025, joint + 0.5) / expected)
        high = gamma_quantile(0.975, joint + 0.5) / expected
    return low, high
