"""Association measures: how much more often than expected two tags occur together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._checks import unknown

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
Compute = Callable[[Floats, Floats, Floats, Floats], Floats]
ComputeOfExpected = Callable[[Floats, Floats], Floats]


@dataclass(frozen=True)
class Measure:
    """What is known of a measure.

    `role` says what it tells: a count, an effect, a test or an error. `needs` says what its formula uses: the count
    alone, an expected count, the margins without n, or the whole table.
    """

    role: str
    needs: str
    range: str
    direction: str
    formula: str
    source: str
    compute: Compute
    of_expected: ComputeOfExpected | None
    """The same from the joint and an expected count, where the formula uses no more."""


def gamma_quantile(q: float, shape: Floats) -> Floats:
    """Give the quantile of the gamma distribution with rate 1."""
    from scipy.special import gammaincinv

    values: Floats = gammaincinv(shape, q)
    return values


def _ic_quantile(q: float) -> ComputeOfExpected:
    """Make the function for a quantile of the shrunk information component."""

    def compute(joint: Floats, expected: Floats) -> Floats:
        return np.asarray(np.log2(gamma_quantile(q, joint + 0.5) / (expected + 0.5)))

    return compute


# Quantiles of the gamma distribution are scipy's; all else is computed by the core.
_QUANTILES = {"ic_025": _ic_quantile(0.025), "ic_975": _ic_quantile(0.975)}


def _compute(name: str) -> Compute:
    if name not in _QUANTILES:
        return partial(_core.measure, name)

    def compute(joint: Floats, row: Floats, col: Floats, n: Floats) -> Floats:
        return _QUANTILES[name](joint, _core.measure("expected", joint, row, col, n))

    return compute


def _of_expected(name: str, needs: str) -> ComputeOfExpected | None:
    if needs != "expected":
        return None
    if name == "expected":
        return lambda _, expected: expected
    return _QUANTILES.get(name) or partial(_core.measure_of_expected, name)


def _registry() -> dict[str, Measure]:
    """Read the table of measures."""
    text = (resources.files("comention") / "data" / "measures.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return {
        name: Measure(role, needs, values, direction, formula, source, _compute(name), _of_expected(name, needs))
        for name, role, needs, values, direction, formula, source in rows
    }


MEASURES = _registry()


def find_measure(name: str) -> Measure:
    """Give a measure by name; raise ValueError with the nearest if it is unknown."""
    if name not in MEASURES:
        raise ValueError(unknown("measure", name, MEASURES))
    return MEASURES[name]


def check_positive(measure: str, positive: bool, shift: float | None) -> None:
    """Refuse options that are of pmi alone, and a shift that is none."""
    if not isinstance(positive, bool):
        raise TypeError(f"positive= is True or False. Given {positive!r}")
    if measure != "pmi" and (positive or shift is not None):
        raise ValueError(f"positive= and shift= are for pmi, not for {measure}")
    if shift is not None and (isinstance(shift, bool) or not isinstance(shift, (int, float)) or not shift > 0):
        raise ValueError(f"shift must be a number above 0. Given {shift!r}")


def positive_pmi(values: Floats, shift: float | None) -> Floats:
    """Give pmi less log2 of the shift where that is above 0, else 0 (Levy and Goldberg 2014)."""
    return np.maximum(values if shift is None else values - np.log2(shift), 0.0)


def measures() -> pd.DataFrame:
    """List the association measures.

    Returns
    -------
    pandas.DataFrame
        The index is the name. Columns: role (count, effect, test or error: the last two take units as independent),
        needs (count, expected, margins or table: what of the contingency table the
        formula uses), range, direction, formula (cells o11 … o22, margins r1, r2, c1, c2, total n), source.

    Examples
    --------
    >>> import comention as cm
    >>> cm.measures().loc["npmi", "source"]
    'Bouma (2009)'
    """
    import pandas as pd

    columns = ("role", "needs", "range", "direction", "formula", "source")
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
    positive: bool = False,
    shift: float | None = None,
) -> Any:
    """Compute a measure from counts of your own.

    Parameters
    ----------
    measure : str
        A name of `measures`.
    joint : array_like
        Units that hold both.
    row_total, col_total : array_like
        Units that hold the one and the other. Not needed for ``count`` and ``support``.
    n : array_like
        All units. Not needed for ``count`` and for measures of the margins alone, as ``cosine``.
    positive : bool
        Of pmi: 0 instead of what is below 0 (positive PMI).
    shift : float, optional
        Of pmi: less log2 of this number, then positive (shifted positive PMI, Levy and Goldberg 2014).

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
    check_positive(measure, positive, shift)
    if found.needs == "count":
        row_total = col_total = joint
        n = joint if measure == "count" else n
    if row_total is None or col_total is None:
        raise ValueError(f"{measure} needs row_total and col_total")
    if n is None:
        if found.needs != "margins":
            raise ValueError(f"{measure} needs n, the number of all units")
        n = np.add(row_total, col_total)
    arrays = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (joint, row_total, col_total, n)))
    values = found.compute(*(np.ascontiguousarray(a).ravel() for a in arrays)).reshape(arrays[0].shape)
    if positive or shift is not None:
        values = positive_pmi(values, shift)
    return float(values) if values.ndim == 0 else values


def lift_interval(joint: Floats, expected: Floats, deff: Floats | float = 1.0) -> tuple[Floats, Floats]:
    """Give the 95 % interval of lift: gamma quantiles of shape (joint + ½)/deff and rate expected/deff.

    It begins at 0 if joint is 0.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (gamma_quantile(q, (joint + 0.5) / deff) * deff / expected for q in (0.025, 0.975))
    return np.where(joint == 0, 0.0, low), np.asarray(high)
