"""The heat map: the strongest part of a matrix as an Altair chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention._checks import one_of
from comention.association import find_measure
from comention.seriation import fiedler_order, fiedler_orders
from comention.views.explorer import MEASURES

if TYPE_CHECKING:
    import altair as alt

    from comention.cooccurrence import Cooccurrence

ORDERS = ("blocks", "fiedler", "total", "alphabet")


def heatmap(counts: Cooccurrence, *, measure: str, rows: int, cols: int, order: str) -> alt.Chart:
    """Draw the rows and columns with the largest totals; see `Cooccurrence.heatmap`."""
    try:
        import altair
    except ImportError:
        raise ImportError('heatmap needs Altair: pip install "comention[notebook]"') from None
    one_of("order", order, ORDERS)
    find_measure(measure)
    row_places = _largest(counts._margins[0], rows)
    col_places = _largest(counts._margins[1], cols)
    values = counts.measure(measure).values[np.ix_(row_places, col_places)]
    joint = counts._joint[row_places][:, col_places].toarray()
    row_labels = [counts._rows.labels[place] for place in row_places]
    col_labels = [counts._cols.labels[place] for place in col_places]
    records = [
        {"row": row_labels[i], "column": col_labels[j], "count": joint[i, j].item(), measure: float(values[i, j])}
        for i, j in zip(*np.nonzero(joint), strict=True)
    ]
    title = f"{counts._rows.kind} × {counts._cols.kind} by {counts.unit}"
    if order == "fiedler":
        same = [counts._rows.numbers[i] for i in row_places] == [counts._cols.numbers[j] for j in col_places]
        row_order, col_order = _along_diagonal(np.where(joint > 0, values, 0.0), same)
        sorted_labels = [row_labels[i] for i in row_order], [col_labels[j] for j in col_order]
    else:
        sorted_labels = _sorted(row_labels, values, order), _sorted(col_labels, values.T, order)
    chart: alt.Chart = _chart(altair, title, measure, records, *sorted_labels)
    return chart


def _largest(totals: npt.NDArray[np.int64], most: int) -> npt.NDArray[np.intp]:
    order = np.argsort(-totals, kind="stable")[:most]
    return order[totals[order] > 0]


def _sorted(labels: list[str], values: npt.NDArray[np.float64], order: str) -> list[str]:
    """Sort labels, which come by total: by alphabet, or so that rows with alike values are neighbours."""
    if order == "alphabet":
        return sorted(labels)
    if order == "blocks" and min(values.shape) > 2:
        return [labels[place] for place in _leaves(values)]
    return labels


def _along_diagonal(values: npt.NDArray[np.float64], same: bool) -> tuple[list[int], list[int]]:
    """Order rows and columns so that what goes together is near the diagonal; in one order where they are the same."""
    if not same:
        return fiedler_orders(values)
    order = fiedler_order(np.fmax(values, values.T))
    return order, order


def _leaves(values: npt.NDArray[np.float64]) -> list[int]:
    """Order rows by the leaves of an average-linkage tree of their cosine distances, leaves turned to fit."""
    from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
    from scipy.spatial.distance import pdist

    profiles = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0).clip(min=0.0)
    distances = np.nan_to_num(pdist(profiles, "cosine"), nan=1.0).clip(min=0.0)
    leaves: list[int] = leaves_list(optimal_leaf_ordering(linkage(distances, "average"), distances)).tolist()
    return leaves


def _chart(alt: Any, title: str, measure: str, records: list[dict[str, Any]], rows: list[str], cols: list[str]) -> Any:
    style = MEASURES.get(measure, {"middle": 0, "log": False})
    diverging = measure == "lift" or any(record[measure] < 0 for record in records)
    scale = alt.Scale(
        scheme="blueorange" if diverging else "blues",
        reverse=diverging,
        type="log" if style["log"] else "linear",
        **({"domainMid": style["middle"]} if diverging else {}),
    )
    tooltip = ["row:N", "column:N", "count:Q"]
    if measure != "count":
        tooltip.append(alt.Tooltip(f"{measure}:Q", format=".3f"))
    return (
        alt.Chart(alt.Data(values=records), title=title)
        .mark_rect()
        .encode(
            x=alt.X("column:N", sort=cols, title=None, axis=alt.Axis(labelAngle=-45, labelLimit=220)),
            y=alt.Y("row:N", sort=rows, title=None, axis=alt.Axis(labelLimit=180)),
            color=alt.Color(f"{measure}:Q", scale=scale),
            tooltip=tooltip,
        )
        .properties(width=alt.Step(20), height=alt.Step(18))
    )
