"""Three-way counts: pairs of tags within the units that hold a third."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._frames import make_frame
from comention._memory import check_free
from comention.axis import Axis
from comention.sides import Sides

if TYPE_CHECKING:
    import pandas as pd

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
        a, b, n, at, bt, t = (total.item() for total in self._totals(np.array([i]), np.array([j]), place))
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

    def _totals(self, rows: npt.NDArray[Any], cols: npt.NDArray[Any], place: int) -> tuple[npt.NDArray[Any], ...]:
        """Give of some pairs the totals and n of all units, and of those with a given tag.

        Documents whose own value stands for another tag of the three are no cases (`drop_same`).
        """
        whole, part = self._total, self.at(place)
        (a, b, n), (at, bt, t) = (
            (counts._margins[0][rows], counts._margins[1][cols], counts._margins[2] - counts._own_units(rows, cols))
            for counts in (whole, part)
        )
        side = whole._counting.own
        if side is None:
            return a, b, n, at, bt, t
        given = self._given.numbers[place]
        identity = whole._counting.sides.identity(True)[given]
        values = np.array((whole._rows, whole._cols)[side].numbers)
        own = np.flatnonzero((whole._identities(whole._rows, whole._cols)[side] == identity) & (values != given))
        n = n - whole._margins[side][own].sum()
        if side == 0:
            return a, b - whole._joint[own].sum(axis=0)[cols], n, at, bt, t
        return a - whole._joint[:, own].sum(axis=1)[rows], b, n, at, bt, t

    def conditional(self, row: str, col: str, given: str) -> Any:
        """Compare a pair in the units that hold a third tag with the same pair in all others.

        **Units are taken as independent**: no clusters.

        Parameters
        ----------
        row, col, given : str
            Three different tags by id, alpha-3 code or label.

        Returns
        -------
        data frame
            In the library of the corpus, two rows, the units with the given tag (holds is True) and those without it:
            row, col, given, holds; count, row_total, col_total and n in these units; expected and lift (of
            independent tags there); log_odds (natural logarithm, ½ added to each cell, Haldane 1956) with its 95 %
            interval low and high; and lift_t_given_ab = n_abt·N/(n_ab·n_t), how many times oftener the given tag is
            there (or is not) in units of the pair than in all.

        Raises
        ------
        ValueError
            If two of the tags are the same, for sliding windows, or for rows or columns that all units of a document
            share.

        Examples
        --------
        >>> import comention as cm
        >>> text = "Iran and Iraq face sanctions. Iran and Iraq met. Peru faces sanctions. It rained."
        >>> dyads = cm.cooccurrence(text, rows="country", given="topic")
        >>> frame = dyads.conditional("IR", "IQ", "sanctions")
        >>> frame[["holds", "count", "n", "lift", "lift_t_given_ab"]].values.tolist()
        [[True, 1, 2, 2.0, 1.0], [False, 1, 2, 2.0, 1.0]]
        """
        from comention.strata.interactions import conditional

        return conditional(self, row, col, given)

    def interaction(self, row: str, col: str, given: str) -> pd.Series:
        """Tell by how much the association of a pair differs between the units with a third tag and those without.

        **Units are taken as independent**: no clusters.

        Parameters
        ----------
        row, col, given : str
            Three different tags by id, alpha-3 code or label. The interaction is the same whichever of them is given,
            where it is defined.

        Returns
        -------
        pandas.Series
            row, col, given; count (units with all three), count_without (the pair without the given tag); expected,
            the count of all three if the odds ratio of the pair were the same with the given tag and without (Bartlett
            1935), and ratio = count/expected; lift_t_given_ab as in `conditional`; log_odds_given and log_odds_without;
            interaction, the former less the latter, with se (√Σ 1/(cell + ½)), 95 % interval low and high, z, p
            (two-sided) and log10_p (which does not underflow); g2_no_three_way, the likelihood ratio of the fit behind
            `expected` (1 df), and p_no_three_way; lift3 = n_abt·N²/(n_a·n_b·n_t); specific_correlation, its log2, and
            specific_interaction, log2(n_ab·n_at·n_bt·N/(n_a·n_b·n_t·n_abt)) in bits (Van de Cruys 2011, SI2 and SI1);
            null, cluster and alternative.

        Raises
        ------
        ValueError
            As `conditional`.

        Notes
        -----
        Log odds and interaction are NaN where a total of either table is 0; which tables these are depends on the given
        tag. p, of z, keeps its level where few units
        hold all three; p_no_three_way is then somewhat too small. Where counts are no whole numbers (weights of
        documents) the interval is rough, and all tests are NaN.

        Examples
        --------
        >>> import comention as cm
        >>> text = "Iran and Iraq face sanctions. " * 9 + "Iran met. Iraq met. Peru faces sanctions. It rained. " * 9
        >>> dyads = cm.cooccurrence(text, rows="country", given="topic")
        >>> found = dyads.interaction("IR", "IQ", "sanctions")
        >>> round(found["interaction"], 2), round(found["z"], 2), found["p"] < 0.01
        (8.83, 3.46, True)
        """
        from comention.strata.interactions import interaction

        return interaction(self, row, col, given)

    def interactions(
        self,
        *,
        min_joint: float = 3,
        min_total: int = 5,
        adjust: str = "bh",
        sort: str = "low",
        labels: str | None = None,
    ) -> Any:
        """List the triples that occur together, those first whose pair is most surely tied by the given tag.

        **Units are taken as independent**: no clusters. See `interaction`.

        Parameters
        ----------
        min_joint : number
            Fewest units with all three tags to show; 0 also shows the testable triples that never meet. It does not
            change q.
        min_total : int
            From 1 on. A triple is tested if each two of its tags are together in so many units: what is conditioned on
            in the test of the three, so that choosing by it does not bias p.
        adjust : {"bh", "by", "holm", "bonferroni"}
            How q corrects for many tests.
        sort : str
            Column to sort by, largest first, NaN last.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a triple, each once: the columns of `interaction`, q (by p; NaN for
            triples that are not tested), and family (number of tests) and adjust.

        Raises
        ------
        ValueError
            For sliding windows, rows or columns that all units of a document share, or an unknown option.

        Examples
        --------
        >>> import comention as cm
        >>> text = "Iran and Iraq face sanctions. " * 9 + "Iran met. Iraq met. Peru faces sanctions. It rained. " * 9
        >>> frame = cm.cooccurrence(text, rows="country", given="topic").interactions()
        >>> frame[["row", "col", "given", "count", "family"]].values.tolist()
        [['IQ', 'IR', 'sanctions', 9, 1]]
        """
        from comention.strata.interactions import interactions

        return interactions(self, min_joint=min_joint, min_total=min_total, adjust=adjust, sort=sort, labels=labels)

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
            Where to write, by convention ending in ``.npz``.

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
