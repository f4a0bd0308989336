"""The exact state of counts: whole numbers that add up in any order, from which every number is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention.axis import Axis
from comention.weights import SCALE

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from comention import _core
    from comention.options import Options


@dataclass(frozen=True)
class Exact:
    """Numbers without rounding: whole + fraction / 2^32. Without weights and values there is no fraction."""

    whole: npt.NDArray[np.int64]
    fraction: npt.NDArray[np.int64] | None

    @property
    def value(self) -> npt.NDArray[Any]:
        """The numbers: int64, or float64 where there are fractions."""
        return self.whole if self.fraction is None else self.whole + self.fraction / SCALE

    def __add__(self, other: Exact) -> Exact:
        fractions = [one.fraction for one in (self, other) if one.fraction is not None]
        if not fractions:
            return Exact(self.whole + other.whole, None)
        fraction = reduce(add, fractions)
        return Exact(self.whole + other.whole + fraction // SCALE, fraction % SCALE)

    def moved(self, places: npt.NDArray[np.int64], size: int) -> Exact:
        """Put the numbers at other places, zeros elsewhere."""
        parts = [None if part is None else np.zeros(size, dtype=np.int64) for part in (self.whole, self.fraction)]
        for new, old in zip(parts, (self.whole, self.fraction), strict=True):
            if new is not None and old is not None:
                new[places] = old
        whole, fraction = parts
        assert whole is not None
        return Exact(whole, fraction)


@dataclass(frozen=True)
class Layer:
    """What of the cells shares a bucket: the size of units or the distance of mentions."""

    whole: csr_array
    fraction: csr_array | None

    @property
    def value(self) -> csr_array:
        """The numbers of the layer."""
        return self.whole if self.fraction is None else self.whole + self.fraction * (1 / SCALE)

    def __sub__(self, other: Layer) -> Layer:
        if self.fraction is None or other.fraction is None:
            return Layer(self.whole - other.whole, None)
        fraction = (self.fraction - other.fraction).tocsr()
        borrow = fraction.copy()
        borrow.data = borrow.data // SCALE
        fraction.data = fraction.data % SCALE
        return Layer(self.whole - other.whole + borrow, fraction)

    def __add__(self, other: Layer) -> Layer:
        whole = self.whole + other.whole
        fractions = [one.fraction for one in (self, other) if one.fraction is not None]
        if not fractions:
            return Layer(whole, None)
        fraction = reduce(add, fractions).copy()
        carry = fraction.copy()
        carry.data = carry.data // SCALE
        fraction.data = fraction.data % SCALE
        return Layer(whole + carry, fraction)


@dataclass(frozen=True)
class TagUnits:
    """Units that hold each tag of an axis."""

    axis: Axis
    units: npt.NDArray[np.int64]

    @classmethod
    def of_core(cls, core: _core.Cooccurrence, axis: Axis) -> TagUnits:
        """Take what the core has counted."""
        return cls(axis, core.tag_units[np.array(axis.numbers, dtype=np.int64)])

    def __add__(self, other: TagUnits) -> TagUnits:
        return TagUnits(self.axis, self.units + other.units)

    def moved(self, axis: Axis) -> TagUnits:
        """Put the numbers on an axis that holds all of the tags, told by their ids."""
        units = np.zeros(len(axis), dtype=np.int64)
        units[_places(self.axis, axis)] = self.units
        return TagUnits(axis, units)


@dataclass(frozen=True)
class State:
    """Counts of row tags against column tags. Adding states of parts gives the state of the whole."""

    rows: Axis
    cols: Axis
    layers: dict[int, Layer]
    documents: csr_array
    row_totals: Exact
    col_totals: Exact
    n: Exact
    left_out: Exact
    left_out_pairs: int
    pairs: int
    sizes: dict[tuple[int, int], int]
    """Units by the number of row tags and of column tags of the whole kinds; those without any are not there."""
    whole_units: tuple[TagUnits, TagUnits]
    """Units with each tag of the whole kinds of rows and columns."""
    overlapped: Layer | None = None
    """Units that hold both tags of a pair, but only by mentions that share characters, if these do not count."""

    @classmethod
    def of_core(cls, core: _core.Cooccurrence, rows: Axis, cols: Axis, whole: tuple[Axis, Axis]) -> State:
        """Take what the core has counted."""
        layers = {
            bucket: Layer(_sparse(whole, rows, cols), None if fraction is None else _sparse(fraction, rows, cols))
            for bucket, whole, fraction in core.layers
        }
        return cls(
            rows,
            cols,
            layers,
            documents=_sparse(core.documents, rows, cols),
            row_totals=Exact(*core.row_totals),
            col_totals=Exact(*core.col_totals),
            n=Exact(*core.n),
            left_out=Exact(*core.left_out),
            left_out_pairs=core.left_out_pairs,
            pairs=core.pairs,
            sizes={(row, col): units for row, col, units in core.sizes.tolist()},
            whole_units=(TagUnits.of_core(core, whole[0]), TagUnits.of_core(core, whole[1])),
        )

    def fractional(self, options: Options) -> bool:
        """Tell whether counts may be no whole numbers: by options, or by values of labels."""
        return options.fractional or self.n.fraction is not None

    def joint(self, options: Options) -> csr_array:
        """Give the counts: int64, or float64 where options or values make parts of 1 of them."""
        from scipy.sparse import csr_array

        fractional = self.fractional(options)
        if not fractional and len(self.layers) == 1:
            return next(iter(self.layers.values())).whole
        dtype = np.float64 if fractional else np.int64
        parts = [self.layers[bucket].value * options.value_of(bucket) for bucket in sorted(self.layers)]
        if not fractional:
            parts = [layer.value for layer in self.layers.values()]
        total = reduce(lambda a, b: a + b, parts, csr_array((len(self.rows), len(self.cols)), dtype=dtype))
        total = total.tocsr().astype(dtype)
        total.eliminate_zeros()
        total.sort_indices()
        return total

    def __add__(self, other: State) -> State:
        layers = dict(self.layers)
        for bucket, layer in other.layers.items():
            layers[bucket] = layers[bucket] + layer if bucket in layers else layer
        return State(
            self.rows,
            self.cols,
            layers,
            self.documents + other.documents,
            self.row_totals + other.row_totals,
            self.col_totals + other.col_totals,
            self.n + other.n,
            self.left_out + other.left_out,
            self.left_out_pairs + other.left_out_pairs,
            self.pairs + other.pairs,
            {size: self.sizes.get(size, 0) + other.sizes.get(size, 0) for size in {*self.sizes, *other.sizes}},
            (self.whole_units[0] + other.whole_units[0], self.whole_units[1] + other.whole_units[1]),
            None if self.overlapped is None or other.overlapped is None else self.overlapped + other.overlapped,
        )

    def without_overlaps(self, kept: State) -> State:
        """Note what was dropped of counts that keep mentions that share characters."""
        none = Layer(self.documents * 0, None if self.n.fraction is None else self.documents * 0)
        return replace(self, overlapped=kept.layers.get(0, none) - self.layers.get(0, none))

    def moved(self, rows: Axis, cols: Axis, whole: tuple[Axis, Axis]) -> State:
        """Put the counts on axes that hold all of their tags, told by their ids."""
        at_rows, at_cols = (_places(old, new) for old, new in ((self.rows, rows), (self.cols, cols)))

        def move(matrix: csr_array) -> csr_array:
            from scipy.sparse import csr_array

            cells = matrix.tocoo()
            places = at_rows[cells.coords[0]], at_cols[cells.coords[1]]
            return csr_array((cells.data, places), shape=(len(rows), len(cols)), dtype=np.int64)

        def move_layer(layer: Layer) -> Layer:
            return Layer(move(layer.whole), None if layer.fraction is None else move(layer.fraction))

        layers = {bucket: move_layer(layer) for bucket, layer in self.layers.items()}
        return replace(
            self,
            rows=rows,
            cols=cols,
            layers=layers,
            documents=move(self.documents),
            overlapped=None if self.overlapped is None else move_layer(self.overlapped),
            row_totals=self.row_totals.moved(at_rows, len(rows)),
            col_totals=self.col_totals.moved(at_cols, len(cols)),
            whole_units=(self.whole_units[0].moved(whole[0]), self.whole_units[1].moved(whole[1])),
        )


def _places(old: Axis, new: Axis) -> npt.NDArray[np.int64]:
    if old.ids == new.ids:
        return np.arange(len(new), dtype=np.int64)
    place = {name: i for i, name in enumerate(new.ids)}
    return np.array([place[name] for name in old.ids], dtype=np.int64)


def _sparse(parts: Sequence[Any] | None, rows: Axis, cols: Axis) -> csr_array:
    from scipy.sparse import csr_array

    shape = len(rows), len(cols)
    return csr_array(shape, dtype=np.int64) if parts is None else csr_array(tuple(parts), shape=shape, dtype=np.int64)
