"""Pairs of tags as columns: which are listed, their numbers, and their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention._checks import unknown
from comention.association import MEASURES, lift_interval

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from comention.cooccurrence import Cooccurrence


# What expected, lift and interval rest on.
BASIS = {"null": "independence", "cluster": "none"}


def pairs_with(counts: Cooccurrence, min_joint: int) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Find the cells whose count is at least `min_joint`, each unordered pair of tags once."""
    cells = counts._joint.tocoo()
    rows, cols = cells.coords
    keep = (cells.data >= min_joint) & _each_pair_once(counts, rows, cols)
    return rows[keep], cols[keep]


def _each_pair_once(counts: Cooccurrence, rows: npt.NDArray[Any], cols: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Tell which cells to list where some tags are both rows and columns: of (a, b) and (b, a) the first."""
    place = {number: i for i, number in enumerate(counts._rows.numbers)}
    row_of_col = np.array([place.get(number, -1) for number in counts._cols.numbers], dtype=np.int64)
    in_cols = np.isin(np.array(counts._rows.numbers), np.array(counts._cols.numbers))
    mirrored = row_of_col[cols]
    twice = (mirrored >= 0) & in_cols[rows]
    return np.asarray(~twice | (rows < mirrored))


def pair_columns(
    counts: Cooccurrence,
    rows: npt.NDArray[Any],
    cols: npt.NDArray[Any],
    extra: Sequence[str],
    labels: str | None = None,
) -> dict[str, npt.NDArray[Any]]:
    """Give tags and numbers of some pairs, the columns of `Cooccurrence.pairs`."""
    table = counts._table(rows, cols)
    expected = MEASURES["expected"].compute(*table)
    low, high = lift_interval(table[0], expected)
    columns = {
        "row": np.array(counts._rows.names(labels), dtype=object)[rows],
        "col": np.array(counts._cols.names(labels), dtype=object)[cols],
        "count": table[0].astype(np.int64),
        "documents": cells_of(counts._documents, rows, cols),
        "expected": expected,
        "lift": MEASURES["lift"].compute(*table),
        "lift_low": low,
        "lift_high": high,
        "ic_low": MEASURES["ic_025"].compute(*table),
    }
    columns |= {name: MEASURES[name].compute(*table) for name in extra}
    return columns | {name: np.full(len(rows), value, dtype=object) for name, value in BASIS.items()}


def sorted_places(columns: dict[str, npt.NDArray[Any]], sort: str) -> npt.NDArray[Any]:
    """Give the places of pairs in the order of a column, numbers from the largest; ties by the tags."""
    if sort not in columns:
        raise ValueError(unknown("column to sort by", sort, columns))
    ascending = columns[sort].dtype == object
    key = columns[sort].astype(str) if ascending else -columns[sort].astype(np.float64)
    return np.lexsort((columns["col"].astype(str), columns["row"].astype(str), key))


def cells_of(matrix: csr_array, rows: npt.NDArray[Any], cols: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Give chosen cells; scipy cannot choose none."""
    if len(rows) == 0:
        return np.empty(0, dtype=np.int64)
    return np.asarray(matrix[rows, cols], dtype=np.int64).ravel()
