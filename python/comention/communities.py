"""Communities: groups of tags that are found together more than with others."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from comention._checks import one_of, whole_number
from comention._frames import make_frame
from comention.association import MEASURES
from comention.network import edges_of, import_networkx

if TYPE_CHECKING:
    from comention.counts import Counts

METHODS = ("louvain",)
# Pairs as often as expected have an effect of rounding, which is no link.
_NOTHING = 1e-9
# Effects that tell how far from chance a pair is, but not to which side.
_UNSIGNED = ("mi",)


def communities(counts: Counts, method: str, weight: str, resolution: float, seed: int, labels: str | None) -> Any:
    """Find communities; see `Cooccurrence.communities`."""
    networkx = import_networkx("communities")
    one_of("method", method, METHODS)
    whole_number("seed", seed)
    _check_resolution(resolution)
    graph = _graph(networkx, counts, weight)
    found = networkx.community.louvain_communities(graph, weight="weight", resolution=resolution, seed=seed)
    ids = dict(zip(counts._rows.numbers, counts._rows.ids, strict=True))
    parts = sorted(
        (sorted(part, key=ids.__getitem__) for part in found if part), key=lambda part: (-len(part), ids[part[0]])
    )
    modularity = _modularity(networkx, graph, parts, resolution)
    names = dict(zip(counts._rows.numbers, counts._rows.names(labels), strict=True))
    members = [(names[tag], number) for number, part in enumerate(parts, 1) for tag in part]
    columns = {
        "tag": np.array([name for name, _ in members], dtype=object),
        "community": np.array([number for _, number in members], dtype=np.int64),
        "modularity": np.full(len(members), modularity),
        "method": np.full(len(members), method, dtype=object),
        "weight": np.full(len(members), weight, dtype=object),
        "resolution": np.full(len(members), float(resolution)),
    }
    return make_frame(columns, counts._library)


def _check_resolution(resolution: Any) -> None:
    number = isinstance(resolution, (int, float, np.number)) and not isinstance(resolution, bool)
    if not number or not 0 < resolution < math.inf:
        raise ValueError(f"resolution must be a number above 0. Given {resolution!r}")


def _graph(networkx: Any, counts: Counts, weight: str) -> Any:
    """Make a graph of the pairs with a positive weight; nodes are numbers, whose order in sets is always the same."""
    if sorted(counts._rows.numbers) != sorted(counts._cols.numbers):
        raise ValueError("communities are of one kind by itself: count with rows= alone")
    counts._check_measure(weight)
    _check_weight(weight)
    rows, cols, _, values = edges_of(counts, weight)
    if np.isinf(values[values > 0]).any():
        raise ValueError(f"{weight} is infinite for some pairs, and so is no weight: give 'count' or another effect")
    least = _NOTHING if "-" in MEASURES[weight].range else 0.0
    graph = networkx.DiGraph() if counts._options.directed else networkx.Graph()
    for row, col, value in zip(rows.tolist(), cols.tolist(), values.tolist(), strict=True):
        if value > least:
            graph.add_edge(counts._rows.numbers[row], counts._cols.numbers[col], weight=value)
    return graph


def _check_weight(weight: str) -> None:
    """Refuse measures that are no strength of an association."""
    if MEASURES[weight].role not in ("count", "effect"):
        raise ValueError(f"{weight} tells how sure an association is, not how strong: give 'count' or an effect")
    if weight in _UNSIGNED:
        raise ValueError(f"{weight} is high for pairs that shun each other too: give 'count' or another effect")


def _modularity(networkx: Any, graph: Any, parts: list[list[int]], resolution: float) -> float:
    if not parts:
        return math.nan
    return float(networkx.community.modularity(graph, parts, weight="weight", resolution=resolution))
