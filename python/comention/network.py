"""Networks: tags as nodes, pairs that occur as edges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention.association import MEASURES
from comention.pairs import cells_of, compute, each_pair_once

if TYPE_CHECKING:
    from comention.counts import Counts

Places = npt.NDArray[np.int64]


def import_networkx(what: str) -> Any:
    """Import networkx, or say what to install for it."""
    try:
        import networkx
    except ImportError:
        raise ImportError(f'{what} needs networkx: pip install "comention[network]"') from None
    return networkx


def to_networkx(counts: Counts, weight: str) -> Any:
    """Make a graph of counts; see `Cooccurrence.to_networkx`."""
    networkx = import_networkx("to_networkx")
    rows, cols, joint, weights = edges_of(counts, weight)
    graph = networkx.DiGraph() if counts._options.directed else networkx.Graph()
    names = _names(counts)
    for number, attributes in _nodes(counts):
        graph.add_node(names[number], **attributes)
    for row, col, count, value in zip(rows.tolist(), cols.tolist(), joint.tolist(), weights.tolist(), strict=True):
        ends = names[counts._rows.numbers[row]], names[counts._cols.numbers[col]]
        graph.add_edge(*ends, **{"count": count, weight: value, "weight": value})
    return graph


def edges_of(counts: Counts, weight: str) -> tuple[Places, Places, npt.NDArray[Any], npt.NDArray[Any]]:
    """List the pairs that occur, their counts and weights; of one kind by itself each pair once."""
    counts._check_measure(weight)
    if counts._symmetric and MEASURES[weight].direction == "directional":
        raise ValueError(f"{weight} differs by direction, and these pairs have none: give a symmetric weight")
    cells = counts._joint.tocoo()
    rows, cols = cells.coords
    keep = (cells.data > 0) & each_pair_once(counts, rows, cols)
    rows, cols = rows[keep].astype(np.int64), cols[keep].astype(np.int64)
    joint = cells_of(counts._joint, rows, cols)
    return rows, cols, joint, joint if weight == "count" else compute(weight, counts._table(rows, cols))


def _names(counts: Counts) -> dict[int, str]:
    """Call each tag by its id; by kind and id where a row and a column that differ have the same."""
    known: dict[int, str] = {}
    owners: dict[str, set[int]] = {}
    for axis in (counts._rows, counts._cols):
        for number, tag in zip(axis.numbers, axis.ids, strict=True):
            owners.setdefault(tag, set()).add(number)
    for axis in (counts._rows, counts._cols):
        for number, tag in zip(axis.numbers, axis.ids, strict=True):
            known[number] = tag if len(owners[tag]) == 1 else f"{axis.kind}:{tag}"
    return known


def _nodes(counts: Counts) -> Iterator[tuple[int, dict[str, Any]]]:
    """List tags that occur, with what is known of them; a tag of both sides once."""
    totals = _totals(counts)
    parted = not set(counts._rows.numbers).intersection(counts._cols.numbers)
    for side, axis in enumerate((counts._rows, counts._cols)):
        for number, label in zip(axis.numbers, axis.labels, strict=True):
            total = totals.pop(number, 0)
            if total > 0:
                yield (
                    number,
                    {"label": label, "kind": axis.kind, "total": total} | ({"bipartite": side} if parted else {}),
                )


def _totals(counts: Counts) -> dict[int, Any]:
    """Give the total of each tag; of directed counts of one kind by itself of both directions."""
    rows, cols, _ = counts._margins
    totals = dict(zip(counts._rows.numbers, rows.tolist(), strict=True))
    add = counts._options.directed
    for number, total in zip(counts._cols.numbers, cols.tolist(), strict=True):
        totals[number] = totals[number] + total if add and number in totals else total
    return totals
