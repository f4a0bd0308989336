"""Clusters: what hangs together, such as the units of a document, and how numbers differ between them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._checks import one_of
from comention.documents import is_missing, written
from comention.periods import days_of

if TYPE_CHECKING:
    from comention.counts import Counts
    from comention.documents import Documents
    from comention.pairs import Table

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Inclusion = tuple[npt.NDArray[np.uint32], Floats]

FEWEST = 3
"""Clusters that must hold a pair before how they differ tells anything."""

NO_INCLUSION: Inclusion = np.empty(0, dtype=np.uint32), np.empty(0)


def check_plain(counts: Counts, what: str) -> None:
    """Refuse counts that are no numbers of units, of which clusters hold some and not others."""
    if counts.margins != "units" or counts._fractional or counts._state.overlapped is not None:
        raise ValueError(f"{what} is for plain binary counts of units: no shares, weights, distances or directions")


def known_clusters(documents: Documents) -> list[str]:
    """List what units can hang together in: documents, meta columns, and days where documents have dates."""
    day = ["day"] if documents._dates is not None else []
    return list(dict.fromkeys(["document", *documents._meta, *day]))


def check_cluster(documents: Documents, cluster: str) -> str:
    """Check the name of a cluster."""
    return one_of("cluster", cluster, known_clusters(documents))


def check_own(counts: Counts, cluster: str) -> None:
    """Refuse clusters of which some documents are cases of one pair and no cases of another."""
    if counts._counting.own is not None and cluster != "document":
        raise ValueError(f"drop_same leaves out documents pair by pair, clusters of them do not go with it. "
                         f"Give cluster='document'. Given {cluster!r}")  # fmt: skip


def cluster_names(documents: Documents, cluster: str) -> list[str]:
    """Name the cluster of each document; one without a value is a cluster of its own."""
    alone = [f"document {written(name)}" for name in documents._ids]
    if cluster == "document":
        return alone
    values: Sequence[Any] = documents._meta[cluster] if cluster in documents._meta else days_of(documents)
    return [own if is_missing(value) else f"value {written(value)}" for own, value in zip(alone, values, strict=True)]


def clusters_of(documents: Documents, cluster: str) -> npt.NDArray[np.uint32]:
    """Give a number to the cluster of each document."""
    if cluster == "document":
        return np.arange(len(documents), dtype=np.uint32)
    known: dict[str, int] = {}
    numbers = [known.setdefault(name, len(known)) for name in cluster_names(documents, cluster)]
    return np.array(numbers, dtype=np.uint32)


class Slopes(NamedTuple):
    """How much an estimate changes with the joint count, the totals and n of a pair."""

    joint: Floats
    row: Floats
    col: Floats
    n: Floats

    def total(self, table: Table) -> Floats:
        """Add up how far all units move it."""
        moves = zip(self, table.margins, strict=True)
        return np.asarray(sum(slope * margin for slope, margin in moves))


class ClusterSums:
    """Sums over clusters of what they hold of each tag and pair, and of their squares and products.

    `inclusion` says for each side how likely units of each size hold each tag; `any_size` that there is one size only.
    """

    def __init__(
        self,
        counts: Counts,
        cluster: str,
        inclusion: tuple[Inclusion, Inclusion] = (NO_INCLUSION, NO_INCLUSION),
        *,
        any_size: bool = False,
    ) -> None:
        incidence, documents = counts._kept("cluster="), counts._counting.documents
        assert documents is not None
        check_own(counts, cluster)
        (row_sizes, of_rows), (col_sizes, of_cols) = inclusion
        self._found: dict[str, Any] = _core.count_clusters(
            incidence, counts._rows.tags, counts._cols.tags, counts._given_tag, counts._counting.core,
            clusters_of(documents, cluster),
            row_sizes, _flat(of_rows), col_sizes, _flat(of_cols), any_size,
        )  # fmt: skip
        self._own_squares = counts._sums_of_own(self._found["row_r_r"], self._found["col_r_r"])

    @property
    def clusters(self) -> int:
        """How many clusters have a unit."""
        return int(self._found["clusters"])

    @property
    def excess(self) -> tuple[Floats, Floats]:
        """How much more each row's and each column's units vary between clusters than by chance."""
        return self._found["row_excess"], self._found["col_excess"]

    @cached_property
    def _keys(self) -> npt.NDArray[np.int64]:
        rows, cols = (self._found[side].astype(np.int64) for side in ("row", "col"))
        return np.asarray(rows << 32 | cols)

    def of_pairs(self, name: str, rows: Places, cols: Places) -> Floats:
        """Give a sum of some pairs; 0 where no cluster holds both tags."""
        from comention.pairs import places_of

        values = self._found[name]
        at = places_of(rows.astype(np.int64) << 32 | cols.astype(np.int64), self._keys)
        return np.where(at >= 0, values[at], 0).astype(np.float64) if len(values) else np.zeros(len(at))

    def squares(self, rows: Places, cols: Places, slopes: Slopes) -> Floats:
        """Give the sum of the squares of how far each cluster moves an estimate."""
        a, b, c, d = slopes
        found = self._found
        return np.asarray(
            a * a * self.of_pairs("oo", rows, cols)
            + b * b * found["row_r_r"][rows]
            + c * c * found["col_r_r"][cols]
            + d * d * (found["n_n"] - self._own_squares(rows, cols))
            + 2 * a * b * self.of_pairs("o_r", rows, cols)
            + 2 * a * c * self.of_pairs("o_c", rows, cols)
            + 2 * a * d * self.of_pairs("o_n", rows, cols)
            + 2 * b * c * self.of_pairs("r_c", rows, cols)
            + 2 * b * d * found["row_r_n"][rows]
            + 2 * c * d * found["col_r_n"][cols]
        )

    def variance(self, table: Table, rows: Places, cols: Places, slopes: Slopes) -> Floats:
        """Give the variance of an estimate from how far each cluster moves it; NaN if there is one cluster only."""
        clusters = self.clusters
        if clusters < 2:
            return np.full(len(rows), np.nan)
        squares, moved = self.squares(rows, cols, slopes), slopes.total(table)
        return np.asarray((squares - moved * moved / clusters) * clusters / (clusters - 1))


def _flat(values: Floats) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64).ravel()
