"""Eight cells of three tags: how a third tag changes the association of two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from comention.strata.deviance import deviance
from comention.strata.tables import Z95

Floats = npt.NDArray[np.float64]

# Cells by whether they hold the first, the second and the third tag.
CELLS = ("111", "110", "101", "100", "011", "010", "001", "000")
# Where one or three of the tags are there a cell of the fit is O + x, else O − x.
_PLUS = np.array([cell.count("1") % 2 == 1 for cell in CELLS])
_HALVINGS = 200


@dataclass(frozen=True)
class EightCells:
    """Units with and without each of three tags a, b and t, as an array (…, 8) in the order of `CELLS`."""

    cells: Floats

    @classmethod
    def of(
        cls,
        ab: npt.ArrayLike,
        at: npt.ArrayLike,
        bt: npt.ArrayLike,
        abt: npt.ArrayLike,
        a: npt.ArrayLike,
        b: npt.ArrayLike,
        t: npt.ArrayLike,
        n: npt.ArrayLike,
    ) -> EightCells:
        """Make the cells of numbers of units that hold one, two or three tags, by inclusion and exclusion.

        >>> EightCells.of(ab=2, at=2, bt=1, abt=1, a=3, b=2, t=2, n=10).cells
        array([1., 1., 1., 0., 0., 0., 0., 7.])
        """
        ab, at, bt, abt, a, b, t, n = (np.asarray(x, dtype=np.float64) for x in (ab, at, bt, abt, a, b, t, n))
        cells = [
            *(abt, ab - abt, at - abt, a - ab - at + abt),
            *(bt - abt, b - ab - bt + abt, t - at - bt + abt, n - a - b - t + ab + at + bt - abt),
        ]
        return cls.checked(np.stack(np.broadcast_arrays(*cells), axis=-1))

    @classmethod
    def checked(cls, cells: npt.ArrayLike) -> EightCells:
        """Take cells; raise ValueError if one is negative or no number.

        >>> float(EightCells.checked([4, 1, 6, 39, 4, 31, 286, 4629]).n)
        5000.0
        """
        array = np.asarray(cells, dtype=np.float64)
        if array.ndim == 0 or array.shape[-1] != len(CELLS):
            raise ValueError(f"eight cells are an array of the shape (…, 8). Given the shape {array.shape}")
        good = (array >= 0) & np.isfinite(array)
        if not np.all(good):
            raise ValueError(f"cells of a table are finite numbers from 0 on. Given {array[~good][0]}")
        return cls(array)

    @property
    def n(self) -> Floats:
        """All units."""
        return np.asarray(self.cells.sum(axis=-1))

    def total(self, holding: str) -> Floats:
        """Give the units that hold some of the tags ``a``, ``b`` and ``t``.

        >>> float(EightCells.checked([4, 1, 6, 39, 4, 31, 286, 4629]).total("ab"))
        5.0
        """
        places = ["abt".index(tag) for tag in holding]
        return np.asarray(self.cells[..., [all(cell[i] == "1" for i in places) for cell in CELLS]].sum(axis=-1))

    def table(self, holds: bool) -> tuple[Floats, Floats, Floats, Floats]:
        """Give joint count, both totals and n within the units with or without the third tag.

        >>> [int(number) for number in EightCells.checked([4, 1, 6, 39, 4, 31, 286, 4629]).table(True)]
        [4, 10, 8, 300]
        """
        first = 0 if holds else 1
        joint, row_only, col_only, neither = np.moveaxis(self.cells[..., first::2], -1, 0)
        return joint, joint + row_only, joint + col_only, joint + row_only + col_only + neither

    def lift_of_third(self, holds: bool = True) -> Floats:
        """Give how many times oftener the third tag is there, or is not, in units of the pair: n_abt·n/(n_ab·n_t).

        >>> float(EightCells.checked([60, 90, 140, 510, 60, 390, 740, 8010]).lift_of_third())
        4.0
        """
        joint, _, _, units = self.table(holds)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(joint / self.total("ab") * (self.n / units))

    @cached_property
    def log_odds(self) -> tuple[Floats, Floats]:
        """Log odds ratio of the pair with and without the third tag, ½ added to every cell; NaN where a total is 0."""
        with_, without = (self._log_odds(holds) for holds in (True, False))
        return with_, without

    def _log_odds(self, holds: bool) -> Floats:
        cells = self.cells[..., (0 if holds else 1) :: 2] + 0.5
        a, b, c, d = np.moveaxis(cells, -1, 0)
        return np.where(self._table_is_full(holds), np.log(a) + np.log(d) - np.log(b) - np.log(c), np.nan)

    def _table_is_full(self, holds: bool) -> npt.NDArray[np.bool_]:
        """Tell where no total of the table with or without the third tag is 0."""
        _, row, col, n = self.table(holds)
        return np.asarray((row > 0) & (col > 0) & (row < n) & (col < n))

    def log_odds_se(self, holds: bool) -> Floats:
        """Give the standard error of the log odds ratio with or without the third tag.

        >>> round(float(EightCells.checked([60, 90, 140, 510, 60, 390, 740, 8010]).log_odds_se(True)), 4)
        0.2038
        """
        cells = self.cells[..., (0 if holds else 1) :: 2] + 0.5
        return np.where(self._table_is_full(holds), np.sqrt((1 / cells).sum(axis=-1)), np.nan)

    @property
    def interaction(self) -> Floats:
        """How much the log odds ratio of the pair is higher with the third tag than without (Bartlett 1935)."""
        return self.log_odds[0] - self.log_odds[1]

    @property
    def interaction_se(self) -> Floats:
        """Standard error of `interaction`: the root of the sum of 1/(cell + ½) over all eight."""
        return np.hypot(self.log_odds_se(True), self.log_odds_se(False))

    @property
    def interaction_interval(self) -> tuple[Floats, Floats]:
        """The 95 % interval of `interaction`."""
        reach = Z95 * self.interaction_se
        return self.interaction - reach, self.interaction + reach

    @cached_property
    def fitted(self) -> Floats:
        """Cells expected without a three-way interaction: all totals of one and two tags kept, one odds ratio.

        They are O ± x, + where one or three of the tags are there, with Σ ln(O + x) = Σ ln(O − x) (Bartlett 1935).
        """
        plus, minus = self.cells[..., _PLUS], self.cells[..., ~_PLUS]
        low, high = -plus.min(axis=-1), minus.min(axis=-1)
        for _ in range(_HALVINGS):
            x = (low + high) / 2
            with np.errstate(divide="ignore", invalid="ignore"):
                over = np.log(plus + x[..., None]).sum(axis=-1) - np.log(minus - x[..., None]).sum(axis=-1)
            low, high = np.where(over <= 0, x, low), np.where(over >= 0, x, high)
            if np.all(high - low <= 1e-16 * np.abs(x)):
                break
        x = (low + high) / 2
        return np.asarray(np.maximum(self.cells + np.where(_PLUS, x[..., None], -x[..., None]), 0.0))

    @cached_property
    def g2(self) -> Floats:
        """Likelihood ratio of the fit without a three-way interaction, chi-squared with 1 df."""
        return np.asarray(deviance(self.cells, self.fitted - self.cells).sum(axis=-1))

    @property
    def lift3(self) -> Floats:
        """Count of all three over that of three independent tags, n_abt·n²/(n_a·n_b·n_t)."""
        a, b, t = (self.total(tag) for tag in "abt")
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((self.cells[..., 0] / a) * (self.n / b) * (self.n / t))

    @property
    def specific_correlation(self) -> Floats:
        """log2 of `lift3`, in bits (Van de Cruys 2011, SI2)."""
        with np.errstate(divide="ignore"):
            return np.asarray(np.log2(self.lift3))

    @property
    def specific_interaction(self) -> Floats:
        """log2(n_ab·n_at·n_bt·n/(n_a·n_b·n_t·n_abt)), in bits (Van de Cruys 2011, SI1).

        Below 0 where the three go together more than their pairs tell.
        """
        ab, at, bt, a, b, t = (self.total(tags) for tags in ("ab", "at", "bt", "a", "b", "t"))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.log2((ab / a) * (at / t) * (bt / b) * (self.n / self.cells[..., 0])))
