"""Pairs of tags as columns: which are listed, their numbers, and their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from comention._checks import unknown
from comention.association import MEASURES, Floats, gamma_quantile, lift_interval

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from comention.counts import Counts
    from comention.nulls.judge import Chance
    from comention.options import Options
    from comention.significance import Tests


# What lift and interval rest on, but for what counts are compared with.
BASIS = {"null": "independence", "cluster": "none"}


def measures_that_fit(options: Options) -> list[str]:
    """List the measures that counts made so allow."""
    if options.margins == "pairs":
        return [name for name, measure in MEASURES.items() if measure.needs != "table"]
    # Tests and errors take units as independent, and windows overlap.
    return [name for name, measure in MEASURES.items() if not (options.overlap and measure.role in ("test", "error"))]


class Table(NamedTuple):
    """Joint counts, totals and n of some pairs, and what is expected of each."""

    joint: Floats
    row_total: Floats
    col_total: Floats
    n: Floats
    expected: Floats
    independent: bool
    """Whether the expected counts are row_total*col_total/n."""

    @property
    def margins(self) -> tuple[Floats, Floats, Floats, Floats]:
        """What measures of the table use."""
        return self.joint, self.row_total, self.col_total, self.n


def compute(name: str, table: Table) -> Floats:
    """Compute a measure for some pairs."""
    measure = MEASURES[name]
    if measure.of_expected is not None and not table.independent:
        return measure.of_expected(table.joint, table.expected)
    return np.asarray(measure.compute(*table.margins))


def pairs_with(counts: Counts, min_joint: float) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Find the cells whose count is at least `min_joint`, each unordered pair of tags once."""
    cells = counts._joint.tocoo()
    rows, cols = cells.coords
    keep = (cells.data >= min_joint) & each_pair_once(counts, rows, cols)
    return rows[keep], cols[keep]


def each_pair_once(counts: Counts, rows: npt.NDArray[Any], cols: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Tell which cells to list where some tags are both rows and columns: of (a, b) and (b, a) the first."""
    if counts._options.directed:
        return np.ones(len(rows), dtype=bool)
    place = {number: i for i, number in enumerate(counts._rows.numbers)}
    row_of_col = np.array([place.get(number, -1) for number in counts._cols.numbers], dtype=np.int64)
    in_cols = np.isin(np.array(counts._rows.numbers), np.array(counts._cols.numbers))
    mirrored = row_of_col[cols]
    twice = (mirrored >= 0) & in_cols[rows]
    return np.asarray(~twice | (rows < mirrored))


def tag_columns(
    counts: Counts, rows: npt.NDArray[Any], cols: npt.NDArray[Any], labels: str | None
) -> dict[str, npt.NDArray[Any]]:
    """Name the tags of some pairs, in columns row and col."""
    sides = (("row", counts._rows, rows), ("col", counts._cols, cols))
    return {name: np.array(axis.names(labels), dtype=object)[places] for name, axis, places in sides}


def same_for_all(values: Mapping[str, Any], size: int) -> dict[str, npt.NDArray[Any]]:
    """Give values that are the same for all pairs as columns: texts and whole numbers."""
    dtypes = {name: object if isinstance(value, str) else np.int64 for name, value in values.items()}
    return {name: np.full(size, value, dtype=dtypes[name]) for name, value in values.items()}


def pair_columns(
    counts: Counts,
    rows: npt.NDArray[Any],
    cols: npt.NDArray[Any],
    extra: Sequence[str],
    labels: str | None = None,
) -> dict[str, npt.NDArray[Any]]:
    """Give tags and numbers of some pairs, the columns of `Cooccurrence.pairs`."""
    table = counts._table(rows, cols)
    low, high = lift_interval(table.joint, table.expected)
    overlap = counts._options.overlap
    none = np.full(len(rows), np.nan)
    columns = {
        **tag_columns(counts, rows, cols, labels),
        "count": cells_of(counts._joint, rows, cols),
        "documents": cells_of(counts._documents, rows, cols),
        "expected": table.expected,
        "lift": compute("lift", table),
        "lift_low": none if overlap else low,
        "lift_high": none if overlap else high,
        "ic_low": none if overlap else compute("ic_025", table),
    }
    columns |= {name: compute(name, table) for name in extra}
    return columns | {name: np.full(len(rows), value, dtype=object) for name, value in counts._basis.items()}


def tested_columns(
    counts: Counts,
    tests: Tests,
    rows: npt.NDArray[Any],
    cols: npt.NDArray[Any],
    extra: Sequence[str],
    labels: Any,
) -> dict[str, npt.NDArray[Any]]:
    """Give the columns of `Cooccurrence.pairs`: all of one null with the same clusters."""
    columns = {
        **tag_columns(counts, rows, cols, labels),
        "count": cells_of(counts._joint, rows, cols),
        "documents": cells_of(counts._documents, rows, cols),
        **compared(counts, tests.chance, rows, cols),
        "p": tests.p,
        "q": tests.q,
        "deff": np.full(len(rows), np.nan) if counts._options.overlap else tests.chance.deff,
    }
    own = counts._table(rows, cols)
    columns |= {name: compute(name, own) for name in extra}
    return columns | tests.columns(len(rows))


def compared(
    counts: Counts, chance: Chance, rows: npt.NDArray[Any], cols: npt.NDArray[Any]
) -> dict[str, npt.NDArray[Any]]:
    """Compare the counts of some pairs with what chance makes of them; of windows, which overlap, no interval."""
    table = counts._table(rows, cols)._replace(expected=chance.expected, independent=False)
    low, high = lift_interval(table.joint, chance.expected, chance.deff)
    with np.errstate(divide="ignore", invalid="ignore"):
        ic_low = np.log2(
            gamma_quantile(0.025, (table.joint + 0.5) / chance.deff) * chance.deff / (chance.expected + 0.5)
        )
    ends = {"lift_low": low, "lift_high": high, "ic_low": ic_low}
    if counts._options.overlap:
        ends = {name: np.full(len(rows), np.nan) for name in ends}
    return {"expected": chance.expected, "lift": compute("lift", table), **ends}


def sorted_places(columns: dict[str, npt.NDArray[Any]], sort: str) -> npt.NDArray[Any]:
    """Give the places of pairs in the order of a column, numbers from the largest; ties by count and tags."""
    if sort not in columns:
        raise ValueError(unknown("column to sort by", sort, columns))
    ascending = columns[sort].dtype == object
    key = columns[sort].astype(str) if ascending else -columns[sort].astype(np.float64)
    count = -columns["count"].astype(np.float64)
    return np.lexsort((columns["col"].astype(str), columns["row"].astype(str), count, key))


def places_of(wanted: npt.NDArray[Any], keys: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Give the place of each wanted number among keys, which differ; -1 where it is none of them."""
    if len(keys) == 0:
        return np.full(len(wanted), -1, dtype=np.int64)
    order = np.argsort(keys)
    at = np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)
    return np.where(keys[order[at]] == wanted, order[at], -1)


def cells_of(matrix: csr_array, rows: npt.NDArray[Any], cols: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Give chosen cells; scipy cannot choose none."""
    if len(rows) == 0:
        return np.empty(0, dtype=matrix.dtype)
    return np.asarray(matrix[rows, cols], dtype=matrix.dtype).ravel()
