"""Counts: how often two tags are found together, with totals and n, and measures of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention.association import MEASURES, check_positive, find_measure, positive_pmi
from comention.axis import Axis
from comention.expected import effects_of_pairs, effects_with_gaps, gaps_between
from comention.matrix import Matrix
from comention.pairs import (
    BASIS,
    Table,
    cells_of,
    compute,
    measures_that_fit,
    pair_columns,
)

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

    from comention.corpus import Corpus
    from comention.counting import Counting
    from comention.state import State


class Counts:
    """Counts of row tags against column tags, their totals and n. What `Cooccurrence` is built on.

    Examples
    --------
    >>> import comention as cm
    >>> counts = cm.cooccurrence(["Chad and Mali.", "Chad."], rows="country", unit="document")
    >>> counts["Chad", "MLI"], int(counts.row_totals["TD"]), counts.n
    (1, 2, 2)
    """

    def __init__(
        self, state: State, counting: Counting, incidence: _core.Incidence | None, given: int | None = None
    ) -> None:
        self._state = state
        self._counting = counting
        self._incidence = incidence
        self._given = given
        self._rows = counting.sides.rows.shown
        self._cols = counting.sides.cols.shown
        self._options = counting.options
        self._forms = counting.forms

    @property
    def _corpus(self) -> Corpus | None:
        return self._counting.corpus

    @property
    def _given_tag(self) -> int:
        """The tag that units must hold to count, by its number."""
        return _core.no_tag if self._given is None else self._given

    @cached_property
    def _places(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Where the shown rows and columns stand among those counted."""
        return self._rows.places_in(self._state.rows), self._cols.places_in(self._state.cols)

    @property
    def _fractional(self) -> bool:
        return self._state.fractional(self._options)

    @cached_property
    def _counted(self) -> csr_array:
        """All cells that were counted; those shown are among them."""
        return self._state.joint(self._options)

    @cached_property
    def _joint(self) -> csr_array:
        return _chosen(self._counted, *self._places)

    @cached_property
    def _documents(self) -> csr_array:
        return _chosen(self._state.documents, *self._places)

    @cached_property
    def _overlapped(self) -> csr_array | None:
        """Units whose two mentions overlap, which are no units of a pair where such mentions do not count."""
        overlapped = self._state.overlapped
        return None if overlapped is None else _chosen(overlapped.value, *self._places)

    @cached_property
    def _margins(self) -> tuple[npt.NDArray[Any], npt.NDArray[Any], Any]:
        """Row totals, column totals and n: of units, or sums over pairs."""
        rows, cols = self._places
        if self.margins == "units":
            return self._state.row_totals.value[rows], self._state.col_totals.value[cols], self._state.n.value[0]
        row_sums, col_sums = (np.asarray(self._counted.sum(axis=axis)).ravel() for axis in (1, 0))
        total = self._counted.sum()
        if self._symmetric:
            total = total // 2 if np.issubdtype(self._counted.dtype, np.integer) else total / 2
        return row_sums[rows], col_sums[cols], total

    @property
    def _symmetric(self) -> bool:
        """Tell whether each pair is in the matrix of all tags twice."""
        return self._counting.sides.one_mode and not self._options.directed

    @cached_property
    def _has_gaps(self) -> bool:
        """Tell whether a row and a column of the whole kinds stand for the same, so that their cell is empty."""
        return bool(np.isin(*self._identities(*self._counting.whole)).any())

    def _identities(self, rows: Axis, cols: Axis) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
        """Tell what the tags of two axes stand for."""
        identity = self._counting.sides.identity(self._options.drop_same)
        return identity[np.array(rows.numbers, dtype=np.int64)], identity[np.array(cols.numbers, dtype=np.int64)]

    @property
    def margins(self) -> str:
        """What n and totals are.

        ``units``: units that hold a tag (of labels with values the sum of these), and all units; then every measure is
        defined, but for sliding windows those that take units as independent. ``pairs``: sums of the counts over all
        pairs of a tag, and over all pairs; so of counts of mentions, of shares, of distances and of directed counts.
        Measures that need a table of units with and without each tag are refused for these.
        """
        return self._options.margins

    @property
    def n(self) -> Any:
        """Number of units, those without a mention too unless ``universe="nonempty"``.

        With weights of documents the sum of the units' weights; with margins of pairs the sum over all pairs of the
        kinds, those that are not shown too.
        """
        return self._margins[2].item()

    @property
    def unit(self) -> Any:
        """The unit in which everything is counted."""
        return self._options.unit

    @property
    def options(self) -> dict[str, Any]:
        """How it was counted: every option by name."""
        return dict(self._options.items())

    @property
    def left_out(self) -> dict[str, Any]:
        """Tell what `max_tags` left out: ``units``, and ``share_of_pairs``, their part of all pairs of tags."""
        pairs = self._state.pairs
        share = self._state.left_out_pairs / pairs if pairs else 0.0
        return {"units": self._state.left_out.value[0].item(), "share_of_pairs": share}

    @property
    def rows(self) -> list[str]:
        """Tags of the rows."""
        return list(self._rows.ids)

    @property
    def cols(self) -> list[str]:
        """Tags of the columns."""
        return list(self._cols.ids)

    @property
    def row_totals(self) -> pd.Series:
        """Units that hold each row tag, labelled; with margins of pairs its sum over all tags of the columns' kind."""
        return _totals(self._margins[0], self._rows, self.margins)

    @property
    def col_totals(self) -> pd.Series:
        """Units that hold each column tag, labelled; with margins of pairs its sum over all tags of the rows' kind."""
        return _totals(self._margins[1], self._cols, self.margins)

    def __getitem__(self, pair: tuple[str, str]) -> Any:
        """Give the count of a pair of tags by id, alpha-3 code or label."""
        row, col = self._find(pair)
        return self._joint[row, col].item()

    def _find(self, pair: tuple[str, str]) -> tuple[int, int]:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise KeyError(f"give a row tag and a column tag, as counts['KZ', 'terrorism']. Given {pair!r}")
        return self._rows.find(pair[0]), self._cols.find(pair[1])

    def to_scipy(self) -> csr_array:
        """Give the counts as a sparse array, rows and columns in the order of `rows` and `cols`.

        Whole numbers are int64; counts with shares, weights or values of labels are float64.

        Examples
        --------
        >>> import comention as cm
        >>> int(cm.cooccurrence("Iran and Iraq met.", rows=["IR", "IQ"]).to_scipy().sum())
        2
        """
        return self._joint.copy()

    def to_pandas(self, labels: str | None = None) -> pd.DataFrame:
        """Give the counts as a frame: all rows and columns, zeros included.

        Parameters
        ----------
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default. Tags without a code keep their id.

        Returns
        -------
        pandas.DataFrame of int64, or of float64 for shares, weights and values

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence("Iran and Iraq met.", rows=["IR", "IQ"])
        >>> counts.to_pandas(labels="name").loc["Iran", "Iraq"]
        np.int64(1)
        """
        return Matrix(self._joint.toarray(), self._rows, self._cols).to_pandas(labels)

    def measure(
        self,
        name: str,
        *,
        expected: str = "independence",
        strata: str | None = None,
        positive: bool = False,
        shift: float | None = None,
    ) -> Matrix:
        """Compute an association measure for every pair.

        Parameters
        ----------
        name : str
            A measure of `measures`.
        expected : {"independence", "unit_size", "fixed_degree", "centered", "permutation", "pairs"}
            What the joint count is compared with. ``independence``: r1*c1/n; where totals are sums over pairs of one
            kind by itself, quasi-independence. Else what the null of that name expects, see `pairs`; so for measures
            that need no more than an expected count.
        strata : str, optional
            A meta column, as the outlet: r1*c1/n of each of its values, summed up (documents without one are one more).
            So a pair that is common only because one outlet writes much of both is not held for associated.
        positive : bool
            Of pmi: 0 instead of what is below 0 (positive PMI).
        shift : float, optional
            Of pmi: less log2 of this number, then positive (shifted positive PMI, Levy and Goldberg 2014).

        Returns
        -------
        Matrix
            Labelled float64 values; NaN where row and column are the same tag.

        Raises
        ------
        ValueError
            For an unknown measure, or one that these counts do not allow (see `margins`); those that fit are listed.

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence(["Iran and Iraq.", "Peru."], rows="country", unit="document")
        >>> counts.measure("lift").to_pandas().loc["IR", "IQ"]
        np.float64(2.0)
        """
        from comention.expected import expected_by

        self._check_measure(name)
        check_positive(name, positive, shift)
        values = np.full((len(self._rows), len(self._cols)), np.nan)
        differ = self._differ
        rows, cols = np.nonzero(differ)
        table = self._table(rows, cols)
        if expected != "independence" or strata is not None:
            by = expected_by(self, name, rows, cols, expected, strata)
            table = table._replace(expected=by, independent=False)
        values[differ] = compute(name, table)
        if positive or shift is not None:
            values = positive_pmi(values, shift)
        return Matrix(values, self._rows, self._cols, name)

    @property
    def _differ(self) -> npt.NDArray[np.bool_]:
        """Tell which cells are of two tags that stand for different things, neither of them for what is given."""
        rows, cols = self._identities(self._rows, self._cols)
        differ: npt.NDArray[np.bool_] = np.not_equal.outer(rows, cols)
        if self._given is None:
            return differ
        given = self._counting.sides.identity(self._options.drop_same)[self._given]
        differ &= np.logical_and.outer(rows != given, cols != given)
        return differ

    @cached_property
    def _gaps(self) -> csr_array:
        """Mark the cells of which row and column stand for the same."""
        return gaps_between(*self._identities(self._rows, self._cols))

    def _own_units(self, rows: npt.NDArray[Any], cols: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Count the units of documents whose own value a pair's tag stands for: they are no cases of the pair."""
        if self.margins != "units":
            return np.zeros(len(rows), dtype=np.int64)
        return np.asarray(self._sums_of_own(*self._margins[:2])(rows, cols))

    def _sums_of_own(self, of_rows: npt.NDArray[Any], of_cols: npt.NDArray[Any]) -> Callable[[Any, Any], Any]:
        """Give for pairs, by their places, the sums of what the values have whose documents are no cases of them."""
        side = self._counting.own
        if side is None:
            return lambda rows, cols: np.zeros(np.shape(rows), dtype=np.int64)
        own = self._gaps.T @ of_rows if side == 0 else self._gaps @ of_cols
        return lambda rows, cols: own[cols if side == 0 else rows]

    def _check_measure(self, name: str) -> None:
        """Refuse a measure that these counts do not allow."""
        find_measure(name)
        fitting = measures_that_fit(self._options)
        if name in fitting:
            return
        if self._options.overlap:
            why = "takes units as independent, and windows overlap"
        else:
            why = "needs a table of units, and totals of these counts are sums over pairs"
        raise ValueError(f"{name} {why}. Measures that fit: {', '.join(fitting)}")

    def _table(self, rows: npt.NDArray[Any], cols: npt.NDArray[Any]) -> Table:
        """Give joint count, margins, n and expected count of some pairs."""
        row_totals, col_totals, n = self._margins
        joint = cells_of(self._joint, rows, cols).astype(np.float64)
        row_total, col_total = row_totals[rows].astype(np.float64), col_totals[cols].astype(np.float64)
        total = n - self._own_units(rows, cols).astype(np.float64)
        if self._overlapped is not None:
            overlapped = cells_of(self._overlapped, rows, cols)
            row_total, col_total, total = (margin - overlapped for margin in (row_total, col_total, total))
        if self._fractional:
            # Rounded sums of shares need not fit n to the last digit.
            total = _fitting(total, row_total + col_total - joint, total - row_total - col_total + joint)
        independent = self.margins == "units" or not self._has_gaps
        if independent:
            expected = np.asarray(MEASURES["expected"].compute(joint, row_total, col_total, total))
        else:
            alpha, beta = self._effects
            expected = alpha[self._places[0][rows]] * beta[self._places[1][cols]]
        return Table(joint, row_total, col_total, total, expected, independent)

    @cached_property
    def length_factor(self) -> float:
        """The sum of all counts over that of all expected counts of independent tags, of the whole kinds.

        Above 1 where documents differ in length: long ones hold many tags together, which inflates every lift. Lists of
        rows and columns do not change it. Where totals are of pairs it is 1 by definition; NaN where nothing is
        expected, and of lists of fractional counts, windows, ``drop_same`` and ``overlapping="drop"`` whose units were
        not kept.
        """
        from comention.length_factor import length_factor

        return length_factor(self)

    @cached_property
    def _effects(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Give the row and column effects whose products are expected counts of pairs of different tags."""
        if self._symmetric:
            return effects_of_pairs(self._counted)
        return effects_with_gaps(self._counted, *self._identities(self._state.rows, self._state.cols))

    @property
    def _basis(self) -> dict[str, str]:
        """Say what expected, lift and interval rest on."""
        return BASIS | {"null": "independence" if self.margins == "units" else "pairs"}

    @property
    def _library(self) -> str:
        documents = self._counting.documents
        return "pandas" if documents is None else documents._library

    def pair(self, row: str, col: str) -> pd.Series:
        """Give all measures of one pair, by the counts' own totals and as if units were independent.

        What is expected here is that of independent tags. `Cooccurrence.pairs` is stricter: its lift and interval heed
        how many tags units hold, and how alike the units of a document are. The last two values say so.

        Parameters
        ----------
        row, col : str
            Tags by id, alpha-3 code or label.

        Returns
        -------
        pandas.Series
            row, col, row_label, col_label, unit, count, documents, row_total, col_total, n, lift_low, lift_high,
            every measure of `measures` that these counts allow, null, cluster. NaN where row and column are the same.

        Examples
        --------
        >>> import comention as cm
        >>> cm.cooccurrence("Iran and Iraq met.", rows="country").pair("Iran", "Iraq")["count"]
        1
        """
        places = self._find((row, col))
        same = not self._differ[places]
        at = [np.array([] if same else [place], dtype=np.int64) for place in places]
        columns = pair_columns(
            self, at[0], at[1], [name for name in measures_that_fit(self._options) if name in MEASURES], None
        )
        values: dict[str, Any] = {
            "row": self._rows.ids[places[0]],
            "col": self._cols.ids[places[1]],
            "row_label": self._rows.labels[places[0]],
            "col_label": self._cols.labels[places[1]],
            "unit": str(self.unit),
            "count": self._joint[places].item(),
            "documents": int(self._documents[places]),
            "row_total": self._margins[0][places[0]].item(),
            "col_total": self._margins[1][places[1]].item(),
            "n": self._margins[2].item() - self._own_units(*(np.array([place]) for place in places)).item(),
        }
        rest = {name: value for name, value in columns.items() if name not in (*values, *BASIS)}
        values |= {name: np.nan if same else float(value[0]) for name, value in rest.items()}
        import pandas as pd

        return pd.Series(values | self._basis, name=f"{values['row']} × {values['col']}", dtype=object)

    def _kept(self, what: str) -> _core.Incidence:
        """Give the units that were counted, or say why they are not there."""
        if self._incidence is None:
            raise ValueError(f"{what} needs the units, which keep='counts' dropped: count with keep='incidence'")
        return self._incidence


def _chosen(matrix: csr_array, rows: npt.NDArray[np.int64], cols: npt.NDArray[np.int64]) -> csr_array:
    """Give the cells of some rows and columns."""
    whole = all(
        np.array_equal(places, np.arange(size)) for places, size in zip((rows, cols), matrix.shape, strict=True)
    )
    return matrix if whole else matrix[rows][:, cols]


def _fitting(
    total: npt.NDArray[np.float64], least: npt.NDArray[np.float64], neither: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Give n its least where units with neither tag would be negative: rounded sums need not fit to the last digit."""
    return np.where(neither < 0, least * (1 + 1e-15), total)


def _totals(values: npt.NDArray[Any], axis: Axis, margins: str) -> pd.Series:
    import pandas as pd

    return pd.Series(values, index=pd.Index(axis.ids, name=axis.kind), name=margins)
