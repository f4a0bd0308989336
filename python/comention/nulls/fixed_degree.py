"""The null of fixed degrees: every unit keeps its number of tags, and every tag its number of units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._progress import reporter
from comention.nulls.unit_tags import Layer, layer_of, unit_tags

if TYPE_CHECKING:
    from comention.counts import Counts
    from comention.nulls.sampling import Sampling

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

_SHUFFLED = "country"


def sample_degrees(counts: Counts, rows: Places, cols: Places, sampling: Sampling) -> Floats:
    """Give of each pair the mean and variance over samples, and how many have at least and at most its count.

    All matrices of units by tags with the same margins are equally likely; they are sampled by curveball trades (Strona
    et al. 2014), 10 a tag to begin with and 5 a tag before each sample. All tags of a kind take part, those that are
    not shown too. Of two kinds one is shuffled, countries if there are any, else the rows' kind, and the other stays;
    kinds that share tags are shuffled as one.
    """
    held = unit_tags(counts, "null='fixed_degree'")
    row_axis, col_axis = counts._counting.whole
    shared = bool(set(row_axis.numbers).intersection(col_axis.numbers))
    layers = [layer_of([row_axis, col_axis])] * 2 if shared else [layer_of([row_axis]), layer_of([col_axis])]
    observed = np.rint(counts._table(rows, cols).joint).astype(np.int64)
    pairs = [layers[0].of(counts._rows, rows), layers[1].of(counts._cols, cols)]
    if not shared and _SHUFFLED in col_axis.kind.split("+") and _SHUFFLED not in row_axis.kind.split("+"):
        layers.reverse()
        pairs.reverse()
    fixed = Layer(np.empty(0, dtype=np.int64), 0) if shared else layers[1]
    none = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint32)
    fixed_ends, fixed_tags = none if shared else held.lists(fixed)
    ends, tags = held.lists(layers[0])
    with reporter(None, "sampling") as report:
        return _core.sample_fixed_degree(
            ends, tags, layers[0].size, fixed_ends, fixed_tags, fixed.size, pairs[0], pairs[1], observed,
            sampling.samples, sampling.seed, counts._counting.threads, report,
        ).T  # fmt: skip
