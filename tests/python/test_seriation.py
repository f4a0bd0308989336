"""Orders by Fiedler vectors: hidden orders are found, parts stay apart, and equals stay as given."""

import networkx
import numpy as np
import pytest
from matrices import one_kind, two_kinds

import comention as cm
from comention.seriation import fiedler_order, fiedler_orders


def robinson(rng, size: int) -> np.ndarray:
    """Make weights that fall off from the diagonal: of points on a line by their distance."""
    points = np.cumsum(rng.uniform(0.2, 1, size))
    return np.exp(-np.abs(np.subtract.outer(points, points)) / 4)


def banded(size: int, width: int) -> np.ndarray:
    distance = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    return np.where(distance <= width, width + 1.0 - distance, 0.0)


def found(matrix: np.ndarray, hidden: np.ndarray) -> list[int]:
    """Shuffle, order, and give the hidden order that comes out, begun at its smaller end."""
    order = hidden[fiedler_order(matrix[np.ix_(hidden, hidden)])].tolist()
    return order if order[0] < order[-1] else order[::-1]


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("make", [robinson, lambda rng, size: banded(size, 1), lambda rng, size: banded(size, 4)])
@pytest.mark.parametrize("size", [3, 10, 60])
def test_hidden_orders_are_found(seed, make, size):
    rng = np.random.default_rng(seed)
    assert found(make(rng, size), rng.permutation(size)) == list(range(size))


@pytest.mark.parametrize("factor", [1e-300, 1.0, 1e300])
def test_the_scale_of_weights_does_not_matter(factor):
    rng = np.random.default_rng(1)
    matrix, hidden = robinson(rng, 12), rng.permutation(12)
    assert found(matrix * factor, hidden) == list(range(12))


@pytest.mark.parametrize("seed", range(5))
def test_the_order_is_that_of_the_second_eigenvector(seed):
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.uniform(size=(9, 9)), 1)
    links = upper + upper.T
    values, vectors = np.linalg.eig(np.diag(links.sum(1)) - links)
    second = np.argsort(vectors[:, np.argsort(values)[1]].real).tolist()
    assert fiedler_order(links) in (second, second[::-1])


@pytest.mark.parametrize("seed", range(5))
def test_fiedler_order_equals_networkx(seed):
    rng = np.random.default_rng(seed)
    links = robinson(rng, 20)
    np.fill_diagonal(links, 0)
    hidden = rng.permutation(20)
    graph = networkx.from_numpy_array(links[np.ix_(hidden, hidden)])
    theirs = [int(node) for node in networkx.spectral_ordering(graph, weight="weight", seed=1)]
    ours = fiedler_order(links[np.ix_(hidden, hidden)])
    assert ours in (theirs, theirs[::-1])


@pytest.mark.parametrize("seed", range(10))
def test_parts_that_nothing_links_are_apart_the_largest_first(seed):
    rng = np.random.default_rng(seed)
    sizes = [7, 4, 4, 2, 1, 1]
    ends = np.cumsum(sizes)
    matrix = np.zeros((19, 19))
    for end, size in zip(ends, sizes, strict=True):
        matrix[end - size : end, end - size : end] = robinson(rng, size)
    hidden = rng.permutation(19)
    order = hidden[fiedler_order(matrix[np.ix_(hidden, hidden)])]
    part = np.searchsorted(ends, order, side="right")
    seen = list(dict.fromkeys(part.tolist()))
    assert [sizes[number] for number in seen] == sizes
    assert (np.diff([seen.index(number) for number in part]) >= 0).all(), "each part in one piece"
    for number in range(3):
        inner = order[part == number]
        assert (np.abs(np.diff(inner)) == 1).all()
    first = {number: int(np.flatnonzero(np.isin(hidden, order[part == number]))[0]) for number in seen}
    assert first[seen[1]] < first[seen[2]], "of equal parts that with the first place"
    assert first[seen[4]] < first[seen[5]]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 8])
def test_equals_stay_as_given(size):
    assert fiedler_order(np.zeros((size, size))) == list(range(size))
    assert fiedler_order(np.ones((size, size))) == list(range(size)), "all linked alike"
    assert fiedler_order(np.eye(size)) == list(range(size)), "the diagonal plays no part"


def test_of_an_order_and_its_reverse_the_nearer_one():
    for width in (1, 3):
        assert fiedler_order(banded(9, width)) == list(range(9))
        assert fiedler_order(banded(9, width)[::-1, ::-1]) == list(range(9))


@pytest.mark.parametrize("size", [5, 6, 12])
def test_ambiguous_orders_do_not_depend_on_the_basis(size):
    """A ring and a star have eigenvalues twice: any vector of a space would do, and libraries differ in theirs."""
    ring = np.roll(np.eye(size), 1, axis=1)
    ring += ring.T
    star = np.zeros((size, size))
    star[0, 1:] = star[1:, 0] = 1
    for links in (ring, star):
        order = fiedler_order(links)
        assert sorted(order) == list(range(size))
        for tiny in (1e-15, -1e-15):
            noise = np.random.default_rng(1).uniform(size=(size, size)) * tiny
            assert fiedler_order(links * (1 + noise + noise.T)) == order
    arms = [place for place in fiedler_order(star) if place > 0]
    assert arms == list(range(1, size)), "equals stay as given"


def test_a_symmetric_path_with_its_middle_given_first():
    """The given order may say nothing of the vector's sign."""
    path = banded(5, 1)
    hidden = np.array([2, 0, 4, 3, 1])
    order = hidden[fiedler_order(path[np.ix_(hidden, hidden)])].tolist()
    assert order in (list(range(5)), list(range(5))[::-1])


@pytest.mark.parametrize("weak", [1e-16, 1e-11, 1e-7, 1e-4])
def test_parts_that_are_hardly_linked_keep_their_orders(weak):
    rng = np.random.default_rng(9)
    matrix = np.zeros((13, 13))
    matrix[:7, :7], matrix[7:, 7:] = robinson(rng, 7), robinson(rng, 6)
    matrix[6, 7] = matrix[7, 6] = weak
    hidden = rng.permutation(13)
    order = hidden[fiedler_order(matrix[np.ix_(hidden, hidden)])].tolist()
    parts = [[place for place in order if (place < 7) == first] for first in (True, False)]
    assert order in (parts[0] + parts[1], parts[1] + parts[0])
    for part in parts:
        assert part in (sorted(part), sorted(part)[::-1])


def test_values_that_are_no_weights():
    nan, inf = np.nan, np.inf
    links = np.array([[nan, 2, -3, nan], [2, nan, inf, -inf], [-3, inf, nan, 1], [nan, -inf, 1, nan]])
    clean = np.array([[0, 2, 0, 0], [2, 0, 2, 0], [0, 2, 0, 1], [0, 0, 1, 0]])
    assert fiedler_order(links) == fiedler_order(clean) == [0, 1, 2, 3]
    only = np.array([[0, 0, inf], [0, 0, 0], [inf, 0, 0]])
    assert fiedler_order(only) == [0, 2, 1]


@pytest.mark.parametrize("weights", [[[0, 1], [2, 0]], [[0, 1, 2]], [1, 2]])
def test_weights_must_be_a_symmetric_square(weights):
    with pytest.raises(ValueError, match="must be a symmetric square matrix"):
        fiedler_order(weights)


def staircase(rng, rows: int) -> np.ndarray:
    """Make rows of three ones that step to the right by none or one."""
    starts = np.cumsum(rng.integers(0, 2, rows))
    return (np.abs(np.arange(starts[0], starts[-1] + 3) - (starts + 1)[:, None]) <= 1).astype(float)


def ones_are_in_a_row(matrix: np.ndarray) -> bool:
    return all((np.diff(np.flatnonzero(line)) == 1).all() for line in (*matrix, *matrix.T))


@pytest.mark.parametrize("seed", range(20))
def test_rows_and_columns_are_brought_to_the_diagonal(seed):
    rng = np.random.default_rng(seed)
    matrix = staircase(rng, 14)
    shuffled = matrix[rng.permutation(14)][:, rng.permutation(matrix.shape[1])]
    rows, cols = fiedler_orders(shuffled)
    assert (sorted(rows), sorted(cols)) == (list(range(14)), list(range(matrix.shape[1])))
    assert ones_are_in_a_row(shuffled[rows][:, cols])


def test_blocks_come_in_one_order_on_both_sides():
    matrix = np.array([[0, 0, 3, 0, 2], [5, 0, 0, 4, 0], [0, 0, 1, 0, 6], [2, 0, 0, 1, 0], [1, 0, 0, 1, 0]])
    rows, cols = fiedler_orders(matrix)
    assert (set(rows[:3]), set(cols[:2])) == ({1, 3, 4}, {0, 3})
    assert (set(rows[3:]), set(cols[2:4]), cols[4]) == ({0, 2}, {2, 4}, 1)


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (1, 1), (3, 0), (1, 4)])
def test_little_to_order(shape):
    assert fiedler_orders(np.ones(shape)) == (list(range(shape[0])), list(range(shape[1])))


def drawn(chart) -> tuple[list[str], list[str]]:
    encoding = chart.to_dict()["encoding"]
    return encoding["y"]["sort"], encoding["x"]["sort"]


def test_the_heat_map_of_one_kind_has_one_order():
    rng = np.random.default_rng(2)
    hidden = rng.permutation(8)
    matrix = banded(8, 2).astype(int)
    np.fill_diagonal(matrix, 0)
    tags = [f"t{place}" for place in hidden]
    rows, cols = drawn(one_kind(matrix[np.ix_(hidden, hidden)], tags).heatmap("count", order="fiedler"))
    assert rows == cols
    assert rows in ([f"t{place}" for place in range(8)], [f"t{place}" for place in range(8)][::-1])


def test_the_heat_map_of_two_kinds_has_blocks_on_the_diagonal():
    matrix = np.kron(np.eye(2, dtype=int), [[4, 3], [2, 5]])[[0, 2, 1, 3]]
    rows, cols = drawn(two_kinds(matrix).heatmap(order="fiedler"))
    assert {frozenset(rows[:2]), frozenset(rows[2:])} == {frozenset({"r00", "r02"}), frozenset({"r01", "r03"})}
    first = {"r00": {"c00", "c01"}, "r02": {"c00", "c01"}}.get(rows[0], {"c02", "c03"})
    assert set(cols[:2]) == first


@pytest.mark.parametrize("text", ["Nothing.", "Iran.", "Iran and Iraq met."])
def test_little_to_draw(text, tmp_path):
    cm.cooccurrence(text, rows="country").heatmap(order="fiedler").save(tmp_path / "h.svg")


@pytest.mark.parametrize("how", [{}, {"directed": True}, {"unit": cm.SlidingWindow(20)}, {"unit": cm.Proximity(20)}])
def test_heat_maps_of_other_counts(how):
    counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", **how)
    rows, cols = drawn(counts.heatmap(order="fiedler", rows=12, cols=12))
    assert (len(rows), len(cols)) == (12, 12)
    assert len(drawn(counts.heatmap(order="fiedler", rows=12, cols=5))[1]) == 5
