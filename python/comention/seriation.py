"""Seriation: an order of tags that puts those next to each other which go together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# All relative to the largest. Smaller weights are of rounding, and link nothing.
_NOTHING = 1e-9
# Eigenvalues that are nearer are one, and so are entries of a vector.
_EQUAL = 1e-12
# A projection that is smaller tells nothing.
_HIDDEN = 1e-8


def fiedler_order(weights: npt.ArrayLike) -> list[int]:
    """Order what is linked by weights, so that strong links are between near ones.

    The order is that of the Fiedler vector, the second eigenvector of the Laplacian of the links (Fiedler 1973). Where
    some order has weights fall off on both sides of the diagonal, this finds it (Atkins, Boman and Hendrickson 1998).
    What is not linked at all is ordered apart: the largest component first, of equal ones that with the first place.

    Parameters
    ----------
    weights : array_like, shape (n, n)
        Symmetric links. What is negative, NaN or below 1e-9 of the largest is no link, infinite ones are as the
        largest; the diagonal plays no part.

    Returns
    -------
    list of int
        The places 0 to n - 1 in order. Of an order and its reverse the one nearer to the given; equals stay as given.

    Raises
    ------
    ValueError
        Unless the weights are a symmetric square.

    Examples
    --------
    >>> fiedler_order([[0, 1, 9], [1, 0, 8], [9, 8, 0]])
    [0, 2, 1]
    """
    links = _links(weights)
    if links.ndim != 2 or links.shape[0] != links.shape[1] or not np.array_equal(links, links.T):
        raise ValueError(f"weights must be a symmetric square matrix. Given shape {links.shape}")
    np.fill_diagonal(links, 0.0)
    return [int(place) for part in _components(links) for place in part[_order(links[np.ix_(part, part)])]]


def fiedler_orders(values: npt.ArrayLike) -> tuple[list[int], list[int]]:
    """Order rows and columns together: both are what is linked, rows by values to columns.

    Parameters
    ----------
    values : array_like, shape (rows, cols)
        As for `fiedler_order`, but of any shape.

    Returns
    -------
    tuple of two lists of int
        The places of the rows and those of the columns in order.

    Examples
    --------
    >>> fiedler_orders([[0, 1, 1], [1, 0, 0], [1, 0, 1]])
    ([1, 2, 0], [0, 2, 1])
    """
    links = _links(values)
    rows, cols = links.shape
    both = np.zeros((rows + cols, rows + cols))
    both[:rows, rows:], both[rows:, :rows] = links, links.T
    order = fiedler_order(both)
    return [place for place in order if place < rows], [place - rows for place in order if place >= rows]


def _links(values: npt.ArrayLike) -> Floats:
    """Give weights of links from 0 to 1."""
    found = np.array(values, dtype=np.float64)
    found[~(found > 0)] = 0.0
    finite = np.where(np.isinf(found), 0.0, found)
    most = finite.max(initial=0.0)
    links = np.where(np.isinf(found), 1.0, finite / most if most > 0 else finite)
    return np.where(links > _NOTHING, links, 0.0)


def _components(links: Floats) -> list[npt.NDArray[np.intp]]:
    """List the places of each component, the largest first."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    number, of_place = connected_components(csr_array(links), directed=False)
    parts = [np.flatnonzero(of_place == part) for part in range(number)]
    return sorted(parts, key=lambda part: (-len(part), part[0]))


def _order(links: Floats) -> npt.NDArray[np.intp]:
    """Order the places of one component."""
    if len(links) < 3:
        return np.arange(len(links))
    values, vectors = np.linalg.eigh(np.diag(links.sum(axis=1)) - links)
    near = np.abs(values - values[1]) <= _EQUAL * values[-1]
    return _sorted(_nearest_to_given(vectors[:, near]))


def _nearest_to_given(space: Floats) -> Floats:
    """Choose a vector of an eigenspace, whatever its basis: the one that is most like the given order.

    That fixes its sign too. Where the given order says nothing, an early place comes early.
    """
    size = len(space)
    given = np.arange(size) - (size - 1) / 2
    projected = (space @ (space.T @ wanted) for wanted in (given / np.linalg.norm(given), *-np.eye(size)))
    # A space is never orthogonal to all places.
    vector = next(vector for vector in (v - v.mean() for v in projected) if np.linalg.norm(vector) > _HIDDEN)
    return np.asarray(vector / np.abs(vector).max())


def _sorted(vector: Floats) -> npt.NDArray[np.intp]:
    """Sort by a vector; places with equal entries stay as given."""
    order = np.argsort(vector, kind="stable")
    group = np.zeros(len(vector), dtype=np.int64)
    group[order[1:]] = np.cumsum(np.diff(vector[order]) > _EQUAL)
    return np.argsort(group, kind="stable")
