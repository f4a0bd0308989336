"""Expected counts where a tag does not pair with itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]

_MOST_ROUNDS = 10_000
# Effects whose product is as good as 0 beside the counts.
_HUGE = 1e9
_PRECISION = 1e-12


def expected_of_pairs(joint: csr_array, *, symmetric: bool) -> tuple[Floats, Floats]:
    """Give effects of rows and columns whose products a_i*b_j, i ≠ j, have the sums of the rows and columns.

    This is quasi-independence (Goodman 1968): independence of pairs but for the diagonal, which is empty by
    definition. Rows without a pair have effect 0.
    """
    rows, cols = (np.asarray(joint.sum(axis=axis), dtype=np.float64).ravel() for axis in (1, 0))
    if symmetric:
        effects = _symmetric_effects(rows)
        return effects, effects
    return _directed_effects(rows, cols)


def _symmetric_effects(sums: Floats) -> Floats:
    """Solve a_i * (Σa − a_i) = s_i by a ← √(a·s/(Σa − a))."""
    effects = np.zeros_like(sums)
    there = sums > 0
    s = sums[there]
    if not there.any():
        return effects
    hub = int(np.argmax(s))
    if 2 * s[hub] >= s.sum() * (1 - 1e-12):
        # All pairs are with one tag: its effect grows beyond bounds, those of the others vanish.
        a = s / (_HUGE * s[hub])
        a[hub] = _HUGE * s[hub]
        effects[there] = a
        return effects
    a = s / np.sqrt(s.sum())
    for _ in range(_MOST_ROUNDS):
        rest = a.sum() - a
        new = np.sqrt(a * s / rest)
        settled = np.allclose(new, a, rtol=_PRECISION, atol=0)
        a = new
        if settled:
            break
    effects[there] = a
    return effects


def _directed_effects(rows: Floats, cols: Floats) -> tuple[Floats, Floats]:
    """Solve a_i * (Σb − b_i) = r_i and b_j * (Σa − a_j) = c_j in turns."""
    a, b = rows.copy(), np.ones_like(cols)
    b[cols == 0] = 0
    for _ in range(_MOST_ROUNDS):
        with np.errstate(divide="ignore", invalid="ignore"):
            new_a = np.where(rows > 0, rows / (b.sum() - b), 0.0)
            new_b = np.where(cols > 0, cols / (new_a.sum() - new_a), 0.0)
        settled = np.allclose(new_a, a, rtol=_PRECISION, atol=0) and np.allclose(new_b, b, rtol=_PRECISION, atol=0)
        a, b = new_a, new_b
        if settled:
            break
    return a, b
