"""Three-way counts: pairs of tags within the units that hold a third."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from comention import _core
from comention._frames import make_frame
from comention._memory import check_free
from comention.axis import Axis
from comention.sides import Sides

if TYPE_CHECKING:
    from comention.cooccurrence import Cooccurrence
    from comention.counting import Counting
    from comention.state import State

_CELL_BYTES = 64
_TOTAL_BYTES = 32


class ThreeWay:
    """Counts of pairs within the units that hold each given tag. Made by `cooccurrence` with ``given=``.

    ``dyads["trade"]`` are the counts within the units that hold the tag ``trade``: its n is the number of these units,
    its totals are those of units that hold both a tag and this one. So its lift tells whether the pair goes together
    more than others do within these units. A given tag does not pair with itself.

    Examples
    --------
    >>> import comention as cm
    >>> text = "Iran and Iraq face sanctions. Iran and Iraq met."
    >>> dyads = cm.cooccurrence(text, rows="country", given="topic")
    >>> dyads["IR", "IQ", "sanctions"], dyads["sanctions"].n, dyads.total()["IR", "IQ"]
    (1, 1, 2)
    """

    def __init__(
        self, total: Cooccurrence, given: Axis, states: Sequence[State], incidence: _core.Incidence | None
    ) -> None:
        self._total = total
        self._given = given
        self._states = list(states)
        self._incidence = incidence

    @property
    def given(self) -> list[str]:
        """The given tags."""
        return list(self._given.ids)

    def __len__(self) -> int:
        return len(self._given)

    def __iter__(self) -> Iterator[str]:
        return iter(self._given.ids)

    def __getitem__(self, key: str | tuple[str, str, str]) -> Any:
        """Give the counts given a tag, or the number of units that hold three tags."""
        if isinstance(key, tuple):
            if len(key) != 3:
                raise KeyError(f"give row, column and given tag, as dyads['IR', 'IQ', 'trade']. Given {key!r}")
            return self[key[2]][key[0], key[1]]
        return self.at(self._given.find(key))

    def at(self, place: int) -> Cooccurrence:
        """Give the counts given a tag by its place in `given`.

        Parameters
        ----------
        place : int
            From 0 on.

        Returns
        -------
        Cooccurrence

        Examples
        --------
        >>> import comention as cm
        >>> cm.cooccurrence("Iran and Iraq face sanctions.", rows="country", given=["sanctions"]).at(0)["IR", "IQ"]
        1
        """
        return self._total._counting.made(self._states[place], self._incidence, self._given.numbers[place])

    def total(self) -> Cooccurrence:
        """Give the counts in all units, whatever else they hold.

        Returns
        -------
        Cooccurrence

        Examples
        --------
        >>> import comention as cm
        >>> cm.cooccurrence("Iran and Iraq met.", rows="country", given="topic").total()["IR", "IQ"]
        1
        """
        return self._total

    def cells(self, row: str, col: str, given: str) -> dict[str, Any]:
        """Count the units that hold each combination of three tags.

        Parameters
        ----------
        row, col, given : str
            Tags by id, alpha-3 code or label.

        Returns
        -------
        dict
            Eight numbers of units, which add up to n: ``"110"`` holds row and column, but not the given tag.

        Raises
        ------
        ValueError
            If two of the tags are the same.

        Examples
        --------
        >>> import comention as cm
        >>> text = "Iran and Iraq face sanctions. Iran and Iraq met. It rained."
        >>> cells = cm.cooccurrence(text, rows="country", given="topic").cells("IR", "IQ", "sanctions")
        >>> cells["111"], cells["110"], cells["000"]
        (1, 1, 1)
        """
        whole, part = self._total, self[given]
        i, j = whole._find((row, col))
        place = self._given.find(given)
        numbers = whole._rows.numbers[i], whole._cols.numbers[j], self._given.numbers[place]
        identity = whole._counting.sides.identity(whole._options.drop_same)
        if len({int(identity[number]) for number in numbers}) < 3:
            raise ValueError(f"three different tags make eight cells. Given {row!r}, {col!r} and {given!r}")
        ab, abt = whole._joint[i, j].item(), part._joint[i, j].item()
        (a, b, n), (at, bt, t) = (
            (counts._margins[0][i].item(), counts._margins[1][j].item(), counts.n) for counts in (whole, part)
        )
        return {
            "111": abt,
            "110": ab - abt,
            "101": at - abt,
            "100": a - ab - at + abt,
            "011": bt - abt,
            "010": b - ab - bt + abt,
            "001": t - at - bt + abt,
            "000": n - a - b - t + ab + at + bt - abt,
        }

    def _to_frame(self, library: str) -> Any:
        columns: dict[str, list[Any]] = {name: [] for name in ("row", "col", "given", "count", "documents")}
        for name in self._given.ids:
            counts = self[name]
            cells = counts._joint.tocoo()
            rows, cols = cells.coords
            columns["row"] += [counts._rows.ids[i] for i in rows.tolist()]
            columns["col"] += [counts._cols.ids[j] for j in cols.tolist()]
            columns["given"] += [name] * len(rows)
            columns["count"] += cells.data.tolist()
            columns["documents"] += np.asarray(counts._documents[rows, cols]).ravel().tolist() if len(rows) else []
        return make_frame(columns, library)

    def to_pandas(self) -> Any:
        """Give the counts as a long frame: row, col, given, count, documents; without zeros.

        Of one kind by itself each pair is there twice, as (a, b) and as (b, a).

        Examples
        --------
        >>> import comention as cm
        >>> dyads = cm.cooccurrence("Iran and Iraq face sanctions.", rows=["IR", "IQ"], given=["sanctions"])
        >>> dyads.to_pandas().values.tolist()
        [['IR', 'IQ', 'sanctions', 1, 1], ['IQ', 'IR', 'sanctions', 1, 1]]
        """
        return self._to_frame("pandas")

    @property
    def _counting(self) -> Counting:
        return self._total._counting

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the counts to a file that `load` reads. The texts stay outside.

        Parameters
        ----------
        path : str or path
            Where to write, by custom ending in ``.npz``.

        Examples
        --------
        >>> import comention as cm
        >>> cm.cooccurrence("Iran and Iraq met.", rows="country", given="topic").save("dyads.npz")  # doctest: +SKIP
        """
        from comention._storage import save

        save(self, path)

    def __repr__(self) -> str:
        kinds = f"{self._total._rows.kind} × {self._total._cols.kind} given {len(self):,} {self._given.kind}"
        return f"<ThreeWay: {kinds}, counted by {self._total.unit}>"


def check_memory(incidence: _core.Incidence, sides: Sides) -> None:
    """Refuse counts that would not fit in memory, by an upper bound of what they need."""
    assert sides.given is not None
    sizes = [len(side.shown) for side in sides.all]
    arrays = incidence.arrays()
    in_unit = [_of_side(arrays, side.shown) for side in sides.all]
    triples = int((in_unit[0].astype(np.float64) * in_unit[1] * in_unit[2]).sum())
    cells = min(triples, sizes[0] * sizes[1] * sizes[2])
    needed = cells * _CELL_BYTES + sizes[2] * (sizes[0] + sizes[1]) * _TOTAL_BYTES
    what = f"{sizes[0]:,} rows × {sizes[1]:,} columns × {sizes[2]:,} given tags"
    check_free(what, needed, "list fewer of them")


def _of_side(arrays: Any, axis: Axis) -> Any:
    """Count the tags of an axis in each unit."""
    numbers = np.array(axis.numbers, dtype=np.int64)
    on_axis = np.isin(arrays["tag"], numbers).astype(np.int64)
    sums = np.concatenate([[0], np.cumsum(on_axis)])
    return np.diff(sums[np.concatenate([[0], arrays["ends"]])])
