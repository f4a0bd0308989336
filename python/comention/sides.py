"""The sides of a count: the tags of its rows, its columns and of what is given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from comention._checks import one_of
from comention.axis import Axis, DocumentTags, axis_of, axis_of_kinds, meta_axis, no_document_tags

if TYPE_CHECKING:
    from comention.documents import Documents
    from comention.lexicon import Lexicon

Wanted = str | Sequence[str]


@dataclass(frozen=True)
class Side:
    """The tags of one side that are shown, and all of their kinds, which decide on sizes of units and totals."""

    shown: Axis
    whole: Axis


@dataclass(frozen=True)
class Sides:
    """Rows, columns, and the tags of what is given, if anything."""

    rows: Side
    cols: Side
    given: Side | None = None

    @property
    def all(self) -> tuple[Side, ...]:
        """The sides that there are."""
        return (self.rows, self.cols) if self.given is None else (self.rows, self.cols, self.given)

    @property
    def kinds(self) -> set[str]:
        """The kinds of all sides."""
        return {kind for side in self.all for kind in side.whole.kind.split("+")}

    @property
    def one_mode(self) -> bool:
        """Tell whether rows and columns are of the same kinds."""
        return self.rows.whole.numbers == self.cols.whole.numbers

    @property
    def size(self) -> int:
        """Give a number beyond those of all tags."""
        return 1 + max((number for side in self.all for number in side.whole.numbers), default=-1)

    def wanted(self, tags: int) -> npt.NDArray[np.uint8]:
        """Flag the tags of a lexicon that are counted."""
        flags = np.zeros(tags, dtype=np.uint8)
        flags[[n for side in self.all for n in side.whole.numbers if n < tags]] = 1
        return flags

    def membership(self) -> npt.NDArray[np.uint8]:
        """Tell of each tag whether it is of the rows' kinds (1), of the columns' (2), or of both (3)."""
        flags = np.zeros(self.size, dtype=np.uint8)
        flags[list(self.rows.whole.numbers)] |= 1
        flags[list(self.cols.whole.numbers)] |= 2
        return flags

    def own(self, drop_same: bool, columns: Collection[str]) -> int | None:
        """Tell which side is a meta column, 0 rows or 1 columns, if what its values stand for is left out.

        Then a document's mentions of what its own value stands for are no mentions at all.
        """
        is_column = [side.whole.kind in columns for side in (self.rows, self.cols)]
        return is_column.index(True) if drop_same and sum(is_column) == 1 else None

    def identity(self, drop_same: bool) -> npt.NDArray[np.uint32]:
        """Tell what each tag stands for; with `drop_same` a column tag of the same name for the same as the row's."""
        identity = np.arange(self.size, dtype=np.uint32)
        if not drop_same:
            return identity
        if self.one_mode:
            raise ValueError("drop_same= is for two kinds; of one kind no tag co-occurs with itself")
        rows: dict[str, list[int]] = {}
        for number, names in _names(self.rows.whole):
            for name in names:
                rows.setdefault(name, []).append(number)
        cols = _names(self.cols.whole)
        same = [(number, row) for number, names in cols for name in names for row in rows.get(name, ())]
        if not same and not (self.rows.whole.open or self.cols.whole.open):
            raise ValueError("drop_same=True changes nothing: no row has the id, alpha-3 code or label of a column")
        return _united(identity, same)


def _united(identity: npt.NDArray[np.uint32], same: Sequence[tuple[int, int]]) -> npt.NDArray[np.uint32]:
    """Give one identity to tags that stand for the same, as the speakers US and USA do for one country."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    if not same:
        return identity
    size = len(identity)
    edges = csr_array((np.ones(len(same)), tuple(zip(*same, strict=True))), shape=(size, size))
    _, group = connected_components(edges, directed=False)
    first = np.full(size, size, dtype=np.uint32)
    np.minimum.at(first, group, identity)
    return np.asarray(first[group])


def sides_by_units(lexicon: Lexicon, sides: Sides) -> Sides:
    """Where rows and columns share a kind but not all, take the kinds of both for those of either side.

    What a unit holds of the one is then no set apart from what it holds of the other, so that chance is that of one
    kind by itself: what is shown is a part of the matrix of all these kinds.
    """
    kinds = [set(side.whole.kind.split("+")) for side in (sides.rows, sides.cols)]
    if kinds[0] == kinds[1] or kinds[0].isdisjoint(kinds[1]):
        return sides
    whole = axis_of_kinds(lexicon, kinds[0] | kinds[1])
    return Sides(Side(sides.rows.shown, whole), Side(sides.cols.shown, whole), sides.given)


def _names(axis: Axis) -> list[tuple[int, set[str]]]:
    columns = zip(axis.numbers, axis.ids, axis.alpha3, axis.labels, strict=True)
    return [(number, {name.casefold() for name in names if name}) for number, *names in columns]


def find_sides(
    lexicon: Lexicon, documents: Documents, rows: Wanted, cols: Wanted | None, given: Wanted | None
) -> tuple[Sides, DocumentTags]:
    """Find the tags of each side, and those that meta columns give to documents."""
    columns: dict[str, tuple[Axis, DocumentTags]] = {}
    first = len(lexicon._tag_rows)

    def find(wanted: Wanted) -> Side:
        nonlocal first
        if not isinstance(wanted, str) or wanted not in documents._meta:
            return _find_side(lexicon, wanted, list(documents._meta))
        if wanted in lexicon.kinds:
            raise ValueError(f"{wanted!r} is a kind of tags and a meta column; rename the column")
        if wanted not in columns:
            columns[wanted] = meta_axis(documents, wanted, first)
            first += len(columns[wanted][0])
        return Side(columns[wanted][0], columns[wanted][0])

    row_side = find(rows)
    col_side = row_side if cols is None or cols == rows else find(cols)
    if col_side.shown == row_side.shown and isinstance(rows, str) and rows in columns:
        raise ValueError(f"a document has one value of {rows!r}; give cols= another kind")
    sides = Sides(row_side, col_side, None if given is None else find(given))
    tags = [column for _, column in columns.values()]
    return sides, np.stack(tags, axis=1) if tags else no_document_tags(len(documents))


def _find_side(lexicon: Lexicon, wanted: Wanted, meta: list[str]) -> Side:
    """Find the tags of a kind, or those of a list."""
    rows = lexicon._tag_rows
    if isinstance(wanted, str):
        kinds = [*lexicon.kinds, *sorted(lexicon._open_kinds.difference(lexicon.kinds))]
        if wanted not in kinds and any(lexicon._core.find(kind, wanted) is not None for kind in lexicon.kinds):
            raise ValueError(f"{wanted!r} is a tag, not a kind; give single tags as a list: [{wanted!r}]")
        one_of("kind", wanted, [*kinds, *meta])
        axis = axis_of_kinds(lexicon, [wanted])
        return Side(axis, axis)
    if isinstance(wanted, (set, frozenset, bytes)) or not isinstance(wanted, Iterable):
        raise TypeError(f"rows, cols and given take a kind or a list of tags. Given {wanted!r}")
    numbers = [lexicon._find_any(name) for name in wanted]
    if not numbers:
        raise ValueError("a list of tags must not be empty")
    for number in numbers:
        if numbers.count(number) > 1:
            raise ValueError(f"the tag {rows[number][1]!r} is listed twice")
    return Side(axis_of(lexicon, numbers), axis_of_kinds(lexicon, {rows[number][0] for number in numbers}))
