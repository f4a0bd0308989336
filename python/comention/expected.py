"""Expected counts other than those of independent tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from comention._checks import one_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from comention.counts import Counts

Floats = npt.NDArray[np.float64]
Floats2 = tuple[Floats, Floats]
Numbers = npt.NDArray[np.integer]

_MOST_ROUNDS = 10_000
# Effects whose product is as good as 0 beside the counts.
_HUGE = 1e9
_PRECISION = 1e-12


def expected_by(counts: Counts, measure: str, rows: Numbers, cols: Numbers, null: str, strata: str | None) -> Floats:
    """Give what a null expects of some pairs, or independence within strata; refuse measures that need more."""
    from comention.association import MEASURES
    from comention.nulls.judge import NULLS, Judge
    from comention.pairs import measures_that_fit

    one_of("expected", null, NULLS)
    if MEASURES[measure].of_expected is None:
        fitting = [name for name in measures_that_fit(counts._options) if MEASURES[name].of_expected is not None]
        raise ValueError(f"{measure} needs more than an expected count; measures that do not: {', '.join(fitting)}")
    if strata is None:
        return Judge(counts, null, None).expected(rows.astype(np.int64), cols.astype(np.int64))
    if null != "independence":
        raise ValueError(f"strata= sums up what independence expects in each; it does not go with expected={null!r}")
    return expected_in_strata(counts, rows, cols, strata)


def expected_in_strata(counts: Counts, rows: Numbers, cols: Numbers, strata: str) -> Floats:
    """Give Σ r*c/n over the values of a meta column: what is expected if tags are independent within each."""
    from comention.strata.parts import strata_of

    if counts.margins != "units" or counts._given is not None:
        raise ValueError("strata= needs totals of units, of all units: no sums over pairs, no units given a tag")
    parts = [part._table(rows, cols).expected for part in strata_of(counts, strata, missing=True)]
    # A stratum without a unit expects nothing; if none has any, nothing is known.
    return np.where(np.isnan(parts).all(axis=0), np.nan, np.nansum(parts, axis=0))


def effects_of_pairs(joint: csr_array) -> Floats2:
    """Give effects whose products a_i*a_j, i ≠ j, have the sums of the rows of a symmetric matrix.

    This is quasi-independence (Goodman 1968): independence of pairs but for the diagonal, which is empty by
    definition. Rows without a pair have effect 0.
    """
    effects = _symmetric_effects(np.asarray(joint.sum(axis=1), dtype=np.float64).ravel())
    return effects, effects


def effects_with_gaps(joint: csr_array, rows: Numbers, cols: Numbers) -> Floats2:
    """Give effects whose products a_i*b_j have the sums of rows and columns, but where both stand for the same.

    Such cells are empty by definition; `rows` and `cols` tell what each tag stands for.
    """
    row_sums, col_sums = (np.asarray(joint.sum(axis=axis), dtype=np.float64).ravel() for axis in (1, 0))
    gaps = gaps_between(rows, cols)
    a, b = row_sums.copy(), np.ones_like(col_sums)
    b[col_sums == 0] = 0
    for _ in range(_MOST_ROUNDS):
        with np.errstate(divide="ignore", invalid="ignore"):
            new_a = np.where(row_sums > 0, row_sums / (b.sum() - gaps @ b), 0.0)
            new_b = np.where(col_sums > 0, col_sums / (new_a.sum() - gaps.T @ new_a), 0.0)
        settled = np.allclose(new_a, a, rtol=_PRECISION, atol=0) and np.allclose(new_b, b, rtol=_PRECISION, atol=0)
        a, b = new_a, new_b
        if settled:
            break
    return a, b


def gaps_between(rows: Numbers, cols: Numbers) -> csr_array:
    """Mark the cells of which row and column stand for the same."""
    from scipy.sparse import csr_array

    place: dict[int, list[int]] = {}
    for j, number in enumerate(cols.tolist()):
        place.setdefault(number, []).append(j)
    pairs = [(i, j) for i, number in enumerate(rows.tolist()) for j in place.get(number, ())]
    at = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return csr_array((np.ones(len(at)), (at[:, 0], at[:, 1])), shape=(len(rows), len(cols)))


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
