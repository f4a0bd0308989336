"""Concentration: how much of a count comes from one form, one document, one day, one outlet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._checks import as_list, unknown
from comention._frames import make_frame
from comention.conditions import iso_date
from comention.documents import Documents, is_missing
from comention.evidence import amounts, form_name, signed
from comention.pairs import cells_of, pairs_with, places_of, tag_columns

if TYPE_CHECKING:
    from comention.counts import Counts

Array = npt.NDArray[Any]


def concentration(counts: Counts, min_joint: float, by: Any, labels: str | None) -> Any:
    """List how concentrated each count is; see `Cooccurrence.concentration`."""
    rows, cols = pairs_with(counts, min_joint)
    table: dict[str, Any] = {
        **tag_columns(counts, rows, cols, labels),
        "count": cells_of(counts._joint, rows, cols),
        **concentration_of(counts, rows, cols, [str(name) for name in as_list([] if by is None else by)]),
    }
    order = np.lexsort((table["col"].astype(str), table["row"].astype(str), -table["count"].astype(np.float64)))
    return make_frame({name: values[order] for name, values in table.items()}, counts._library)


def concentration_of(counts: Counts, rows: Array, cols: Array, by: Sequence[str]) -> dict[str, Array]:
    """Give what adds most to the count of each of some pairs, and its share."""
    incidence = counts._kept("concentration")
    documents = counts._counting.documents
    assert documents is not None
    for name in by:
        if name in ("document", "day"):
            raise ValueError(f"by={name!r}: the result has a column of that name; rename the meta column")
        if name not in documents._meta:
            raise ValueError(unknown("column", name, documents._meta))
    sides = ((counts._rows, rows), (counts._cols, cols))
    tags = [np.array(axis.numbers, dtype=np.uint32)[np.unique(places)] for axis, places in sides]
    found = _core.find_all_evidence(incidence, tags[0], tags[1], counts._given_tag, counts._counting.core)
    cell = _cells(counts, found, rows, cols)
    listed = cell >= 0
    found = signed({name: values[listed] for name, values in found.items()})
    cell, weight = cell[listed], amounts(found, counts._options, counts._counting.weights).astype(np.float64)
    table: dict[str, Any] = {}
    for side in ("row", "col"):
        names = [form_name(counts._forms, form) for form in found[f"{side}_form"].tolist()]
        table |= _commonest(f"{side}_form", names, cell, weight, len(rows))
    of_document = found["doc"].tolist()
    table |= _commonest("document", [documents._ids[d] for d in of_document], cell, weight, len(rows))
    if documents._dates is not None:
        days = _days(documents)
        table |= _commonest("day", [days[d] for d in of_document], cell, weight, len(rows))
    for name in by:
        values = [None if is_missing(value) else str(value) for value in documents._meta[name]]
        table |= _commonest(name, [values[d] for d in of_document], cell, weight, len(rows))
    overlap = (found["row_start"] < found["col_end"]) & (found["col_start"] < found["row_end"])
    with np.errstate(invalid="ignore"):
        table["overlapping_share"] = _sums(cell, weight * overlap, len(rows)) / _sums(cell, weight, len(rows))
    return table


def _cells(counts: Counts, found: dict[str, Array], rows: Array, cols: Array) -> Array:
    """Give the place of each row of evidence among the pairs, or -1."""
    row_numbers, col_numbers = (np.array(axis.numbers, dtype=np.int64) for axis in (counts._rows, counts._cols))
    size = counts._counting.sides.size
    keys = row_numbers[rows] * size + col_numbers[cols]
    return places_of(found["row_tag"].astype(np.int64) * size + found["col_tag"], keys)


def _sums(cell: Array, weight: Array, size: int) -> Array:
    return np.bincount(cell, weight, minlength=size)


def _commonest(name: str, values: Sequence[Any], cell: Array, weight: Array, size: int) -> dict[str, Array]:
    """Give the value that adds most to each pair, and its share of the count; of equals the first by its text."""
    known = sorted(set(values), key=lambda value: (value is None, str(value)))
    number = {value: place for place, value in enumerate(known)}
    keys, place = np.unique(
        cell * max(len(known), 1) + np.array([number[value] for value in values], dtype=np.int64), return_inverse=True
    )
    sums = np.bincount(place, weight, minlength=len(keys))
    owner, value = np.divmod(keys, max(len(known), 1))
    order = np.lexsort((value, -sums, owner))
    first = order[np.unique(owner[order], return_index=True)[1]]
    chosen = np.full(size, None, dtype=object)
    share = np.full(size, np.nan)
    chosen[owner[first]] = np.array([*known, None], dtype=object)[value[first]]
    share[owner[first]] = sums[first] / _sums(cell, weight, size)[owner[first]]
    return {name: chosen, f"{name}_share": share}


def _days(documents: Documents) -> list[str | None]:
    """Give the day of each document, or what its date tells of it."""
    dates = documents._dates or ()
    texts = (iso_date(date, f"row {row}: the date") for row, date in enumerate(dates))
    return [None if text is None else text[:10] for text in texts]
