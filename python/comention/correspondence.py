"""Correspondence analysis: rows and columns of a table as points, near each other where their profiles are alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention._checks import one_of, whole_number
from comention._frames import make_frame
from comention.supplementary import Points, points_of

if TYPE_CHECKING:
    import pandas as pd

    from comention.axis import Axis
    from comention.counts import Counts

Floats = npt.NDArray[np.float64]

KINDS = ("principal", "standard")
# Of rounding: squared residuals below are none, and coordinates that differ by less are equal.
_NOTHING = 1e-28
_EQUAL = 1e-9


@dataclass(frozen=True)
class _Side:
    """The points of rows or of columns: which tags, their shares of all counts, inertias and standard coordinates."""

    axis: Axis
    places: npt.NDArray[np.intp]
    mass: Floats
    inertia: Floats
    standard: Floats

    @property
    def dropped(self) -> list[str]:
        """Tags without a count."""
        kept = set(self.places.tolist())
        return [tag for place, tag in enumerate(self.axis.ids) if place not in kept]


class Correspondence:
    """Rows and columns of counts as points in few dimensions. Made by `Cooccurrence.correspondence`.

    Rows are near each other where they are counted with the same columns in the same shares, and columns likewise. The
    middle is the profile of all; the further out, the more special a tag is. Distances between a row and a column mean
    nothing, directions do.

    Examples
    --------
    >>> import comention as cm
    >>> table = {"who": ["a"] * 6 + ["b"] * 4 + ["c"] * 5, "what": list("xxxxyyxyyyzzzzx")}
    >>> counts = cm.cooccurrence(cm.labels(table, who="who", what="what"), rows="who", cols="what", unit="document")
    >>> counts.correspondence()
    <Correspondence: 3 who × 3 what; inertia 0.9028: dim1 83.7 %, dim2 16.3 %>
    """

    def __init__(self, counts: Counts, dims: int) -> None:
        self._library = counts._library
        table = counts._joint.toarray().astype(np.float64)
        places = [np.flatnonzero(table.sum(axis=axis) > 0) for axis in (1, 0)]
        residuals, masses = _residuals(table[np.ix_(*places)])
        standard, self._values = _decomposed(residuals, masses)
        self._dims = min(dims, len(self._values))
        inertias = [_spread(np.sum(residuals**2, axis=axis), mass) for axis, mass in zip((1, 0), masses, strict=True)]
        self._sides = [
            _Side(*of_side)
            for of_side in zip((counts._rows, counts._cols), places, masses, inertias, standard, strict=True)
        ]

    @property
    def _names(self) -> list[str]:
        return [f"dim{number + 1}" for number in range(len(self._values))]

    @property
    def dims(self) -> int:
        """Number of dimensions in the frames: what was asked for, or all where the table has fewer."""
        return self._dims

    @property
    def total_inertia(self) -> float:
        """The spread of all points: chi-squared of the table by its sum."""
        return float(np.sum(self._values**2))

    @property
    def inertia(self) -> pd.Series:
        """The spread along each dimension, from 0 to 1, largest first: squared singular values of all dimensions."""
        import pandas as pd

        return pd.Series(self._values**2, index=self._names, name="inertia")

    @property
    def explained(self) -> pd.Series:
        """The share of each dimension in the total inertia, from 0 to 1."""
        return (self.inertia / self.total_inertia).rename("explained")

    @property
    def dropped(self) -> dict[str, list[str]]:
        """Tags without a count, which have no profile: of ``rows`` and of ``cols``."""
        return {name: side.dropped for name, side in zip(("rows", "cols"), self._sides, strict=True)}

    def rows(self, kind: str = "principal", *, labels: str | None = None) -> Any:
        """Give the points of the rows.

        Parameters
        ----------
        kind : {"principal", "standard"}
            ``principal``: distances are those of profiles (chi-squared). ``standard``: each dimension has a weighted
            mean of 0 and variance of 1; a row's principal coordinates are the means of the columns' standard ones,
            weighted by its profile.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a tag: tag; dim1, dim2 … (coordinates); mass (share of all counts);
            inertia (mass times squared distance from the middle); contribution_dim1 … (share of the tag in the inertia
            of a dimension, 0 to 1); cos2_dim1 … (share of the dimension in the squared distance of the tag, 0 to 1)
            and quality (the sum of these: how well the tag is shown). NaN of a tag in the very middle for the last two.

        Raises
        ------
        ValueError
            For an unknown kind.

        Examples
        --------
        >>> import comention as cm
        >>> table = {"who": list("aabb"), "what": list("xxxy")}
        >>> counts = cm.cooccurrence(cm.labels(table, who="who", what="what"), rows="who", cols="what", unit="document")
        >>> counts.correspondence().rows()[["tag", "dim1", "quality"]].round(3).values.tolist()
        [['a', -0.577, 1.0], ['b', 0.577, 1.0]]
        """
        return self._frame(0, kind, labels)

    def cols(self, kind: str = "principal", *, labels: str | None = None) -> Any:
        """Give the points of the columns.

        Parameters
        ----------
        kind, labels
            As for `rows`.

        Returns
        -------
        data frame
            As of `rows`.

        Examples
        --------
        >>> import comention as cm
        >>> table = {"who": list("aabb"), "what": list("xxxy")}
        >>> counts = cm.cooccurrence(cm.labels(table, who="who", what="what"), rows="who", cols="what", unit="document")
        >>> counts.correspondence().cols("standard")[["tag", "dim1", "mass"]].round(3).values.tolist()
        [['x', -0.577, 0.75], ['y', 1.732, 0.25]]
        """
        return self._frame(1, kind, labels)

    def _frame(self, number: int, kind: str, labels: str | None) -> Any:
        one_of("kind", kind, KINDS)
        side, dims, values = self._sides[number], self._dims, self._values[: self._dims]
        standard = side.standard[:, :dims]
        principal = standard * values
        columns = {
            "tag": np.array(side.axis.names(labels), dtype=object)[side.places],
            **self._columns("", principal if kind == "principal" else standard),
            "mass": side.mass,
            "inertia": side.inertia,
            **self._columns("contribution_", standard**2 * side.mass[:, None]),
            **self._qualities(principal**2, side.inertia / side.mass),
        }
        return make_frame(columns, self._library)

    def _qualities(self, squares: Floats, distance: Floats) -> dict[str, Floats]:
        """Tell how much of the squared distance of points each dimension shows, and all that are there."""
        cos2 = _shares(squares, distance)
        return {**self._columns("cos2_", cos2), "quality": _shares(squares.sum(axis=1, keepdims=True), distance)[:, 0]}

    def _columns(self, prefix: str, values: Floats) -> dict[str, Floats]:
        return {prefix + name: values[:, place] for place, name in enumerate(self._names[: self._dims])}

    def supplementary(self, rows: Any = None, cols: Any = None) -> Any:
        """Project further rows or columns, which had no part in the analysis, among its points.

        A point is where its profile puts it, whatever its sum: so the same countries of another period, or a group.

        Parameters
        ----------
        rows : Cooccurrence, data frame or mapping, optional
            Counts of the rows of another matrix; a frame with names of points in its index (or in a column ``tag``)
            and a column for each column tag; or a mapping of names to counts, which are a mapping of column tags to
            numbers or one number for each of all columns, in the order of ``counts.cols``. Tags that are not given
            count 0.
        cols : Cooccurrence, data frame or mapping, optional
            Likewise the columns of another matrix, a frame with row tags in its index (or in a column ``tag``) and a
            column for each point, or a mapping.

        Returns
        -------
        data frame
            In the library of the corpus, a row a point: side (``row`` or ``col``), tag, dim1, dim2 … (principal
            coordinates), cos2_dim1 …, quality (as of `rows`), and used (the share of its counts, 0 to 1, that are with
            tags of the analysis; the rest cannot be placed and is left out). NaN for points without any such count.

        Raises
        ------
        ValueError
            If neither is given; for counts that are negative or no numbers, a wrong number of them, a tag that is given
            twice, or a matrix that shares no tag.
        KeyError
            For an unknown tag in a frame or mapping, with the nearest.

        Examples
        --------
        >>> import comention as cm
        >>> table = {"who": list("aabb"), "what": list("xxxy")}
        >>> counts = cm.cooccurrence(cm.labels(table, who="who", what="what"), rows="who", cols="what", unit="document")
        >>> counts.correspondence().supplementary(rows={"a and b": {"x": 3, "y": 1}})["dim1"].round(6).tolist()
        [0.0]
        """
        if rows is None and cols is None:
            raise ValueError("supplementary needs rows= or cols=: give the counts of points to project")
        given = [(place, points) for place, points in enumerate((rows, cols)) if points is not None]
        parts = [
            self._projected(place, points_of(points, self._sides[1 - place].axis, place)) for place, points in given
        ]
        return make_frame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]}, self._library)

    def _projected(self, place: int, points: Points) -> dict[str, npt.NDArray[Any]]:
        """Place points of one side by the standard coordinates of the other."""
        other, dims = self._sides[1 - place], self._dims
        counts = points.counts[:, other.places]
        used = counts.sum(axis=1)
        profiles = _shares(counts, used)
        principal = profiles @ other.standard[:, :dims]
        distance = _spread(np.sum((profiles - other.mass) ** 2 / other.mass, axis=1), np.ones(len(profiles)))
        return {
            "side": np.full(len(counts), ("row", "col")[place], dtype=object),
            "tag": np.array(points.names, dtype=object),
            **self._columns("", principal),
            **self._qualities(principal**2, distance),
            "used": _shares(used[:, None], points.totals)[:, 0],
        }

    def __repr__(self) -> str:
        rows, cols = self._sides
        size = f"{len(rows.places):,} {rows.axis.kind} × {len(cols.places):,} {cols.axis.kind}"
        shown = [f"{name} {share:.1%}".replace("%", " %") for name, share in self.explained[: self._dims].items()]
        spread = f"inertia {self.total_inertia:.4g}" + (f": {', '.join(shown)}" if shown else "")
        dropped = [f"{len(tags):,} {name}" for name, tags in self.dropped.items() if tags]
        rest = f"; {' and '.join(dropped)} without a count" if dropped else ""
        return f"<Correspondence: {size}; {spread}{rest}>"


def correspondence(counts: Counts, dims: int) -> Correspondence:
    """Analyse counts of two kinds; see `Cooccurrence.correspondence`."""
    whole_number("dims", dims, 1)
    # What is given pairs with none: it has no count, and is dropped.
    if not np.not_equal.outer(*counts._identities(counts._rows, counts._cols)).all():
        why = "a tag does not co-occur with itself, which it would take for a pair that shuns each other"
        raise ValueError(f"correspondence needs rows and columns that share no tag: {why}. Count two kinds")
    if not counts._joint.sum() > 0:
        raise ValueError("correspondence needs counts: no pair occurs in these")
    return Correspondence(counts, dims)


def _residuals(table: Floats) -> tuple[Floats, list[Floats]]:
    """Give the residuals (p - r c) / √(r c) of a table, and the masses r and c.

    Formed by counts, so that they are 0 to the bit where rows are proportional.
    """
    total = table.sum()
    sums = [table.sum(axis=1), table.sum(axis=0)]
    roots = np.sqrt(sums[0])[:, None] * np.sqrt(sums[1])
    residuals = (table * total - np.outer(*sums)) / (total * roots)
    return residuals, [values / total for values in sums]


def _decomposed(residuals: Floats, masses: list[Floats]) -> tuple[list[Floats], Floats]:
    """Give standard coordinates of rows and columns, and singular values; dimensions without inertia are left out."""
    left, values, right = np.linalg.svd(residuals, full_matrices=False)
    there = values > max(residuals.shape) * np.finfo(np.float64).eps
    vectors = zip((left[:, there], right[there].T), masses, strict=True)
    rows, cols = (vector / np.sqrt(mass)[:, None] for vector, mass in vectors)
    signs = _signs(cols)
    return [rows * signs, cols * signs], values[there]


def _signs(coordinates: Floats) -> Floats:
    """Give the signs that make the largest coordinate of each dimension positive, of equal ones the first."""
    sizes = np.abs(coordinates)
    first = np.argmax(sizes >= sizes.max(axis=0) * (1 - _EQUAL), axis=0)
    return np.asarray(np.sign(coordinates[first, np.arange(coordinates.shape[1])]))


def _spread(squares: Floats, mass: Floats) -> Floats:
    """Give sums of squares, 0 where they are of rounding."""
    return np.where(squares > _NOTHING * mass, squares, 0.0)


def _shares(values: Floats, totals: Floats) -> Floats:
    """Divide rows by their totals; NaN where a total is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(totals[:, None] > 0, values / totals[:, None], np.nan)
