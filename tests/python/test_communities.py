"""Communities and graphs: planted groups are found, modularity is as defined, graphs hold the counts."""

import itertools
import math
import os
import subprocess
import sys

import networkx
import numpy as np
import polars as pl
import pytest
from matrices import one_kind, random_symmetric, two_kinds

import comention as cm


def modularity_of(matrix: np.ndarray, groups: np.ndarray, resolution: float = 1.0) -> float:
    """Sum up, within groups, weights less what the sums of rows and columns make expect (Newman 2006)."""
    total = matrix.sum()
    excess = matrix / total - resolution * np.outer(matrix.sum(1), matrix.sum(0)) / total**2
    return float(excess[np.equal.outer(groups, groups)].sum())


def groups_of(frame, tags) -> np.ndarray:
    found = dict(zip(frame["tag"], frame["community"], strict=True))
    return np.array([found.get(tag, -1 - place) for place, tag in enumerate(tags)])


def partings(size: int):
    """List all ways to part things into groups."""
    if size == 0:
        yield []
        return
    for groups in partings(size - 1):
        for group in range(max(groups, default=-1) + 2):
            yield [*groups, group]


def planted(rng, sizes, inside: int, across: int) -> np.ndarray:
    of = np.repeat(np.arange(len(sizes)), sizes)
    mean = np.where(np.equal.outer(of, of), inside, across)
    upper = np.triu(rng.poisson(mean), 1)
    return upper + upper.T


@pytest.mark.parametrize("seed", range(5))
def test_planted_groups_are_found(seed):
    rng = np.random.default_rng(seed)
    sizes = [6, 5, 3]
    hidden = rng.permutation(14)
    matrix = planted(rng, sizes, 12, 1)[np.ix_(hidden, hidden)]
    frame = one_kind(matrix).communities()
    wanted = 1 + np.repeat(np.arange(3), sizes)[hidden]
    assert groups_of(frame, [f"t{place:02}" for place in range(14)]).tolist() == wanted.tolist()
    assert frame["community"].is_monotonic_increasing


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("resolution", [0.5, 1.0, 2])
def test_modularity_is_as_defined_and_no_parting_is_much_better(seed, resolution):
    matrix = random_symmetric(np.random.default_rng(seed), 7)
    matrix[0, 1] = matrix[1, 0] = 3
    counts = one_kind(matrix)
    frame = counts.communities(resolution=resolution)
    there = matrix.sum(0) > 0
    groups = groups_of(frame, counts.rows)[there]
    inner = matrix[there][:, there]
    assert frame["modularity"].nunique() == 1
    assert frame["modularity"][0] == pytest.approx(modularity_of(inner, groups, resolution), rel=1e-12)
    best = max(modularity_of(inner, np.array(other), resolution) for other in partings(int(there.sum())))
    assert best - 0.05 <= frame["modularity"][0] <= best + 1e-12


@pytest.mark.parametrize("weight", ["npmi", "lift", "jaccard"])
def test_effects_link_where_they_are_above_0(weight):
    counts = one_kind(random_symmetric(np.random.default_rng(3), 9))
    values = counts.measure(weight).values
    links = np.where(values > 0, values, 0) * (counts.to_scipy().toarray() > 0)
    frame = counts.communities(weight=weight)
    groups = groups_of(frame, counts.rows)
    assert frame["modularity"][0] == pytest.approx(modularity_of(links, groups), rel=1e-9)
    assert set(frame["weight"]) == {weight}


def test_numbered_by_size_then_by_first_tag():
    blocks = [[5, 6], [0, 4], [1, 2, 3]]
    matrix = np.zeros((8, 8), dtype=int)
    for block in blocks:
        for i, j in itertools.permutations(block, 2):
            matrix[i, j] = 4
    frame = one_kind(matrix).communities()
    assert frame["tag"].tolist() == ["t01", "t02", "t03", "t00", "t04", "t05", "t06"]
    assert frame["community"].tolist() == [1, 1, 1, 2, 2, 3, 3]
    assert "t07" not in frame["tag"].tolist(), "no link, no community"


def test_resolution_makes_more_or_fewer():
    matrix = planted(np.random.default_rng(1), [4, 4, 4, 4], 9, 2)
    number = [one_kind(matrix).communities(resolution=r)["community"].max() for r in (0.1, 1, 5)]
    assert number[0] < number[1] < number[2]


CODE = """
import comention as cm
counts = cm.cooccurrence(cm.datasets.briefs(), rows="country")
print(counts.communities(seed=3).values.tolist())
"""


def test_the_same_seed_gives_the_same_groups_in_any_process():
    said = {
        subprocess.run(
            [sys.executable, "-c", CODE],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": n},
        ).stdout
        for n in ("1", "2", "77")
    }
    assert len(said) == 1


def test_directed_counts_are_a_directed_network():
    texts = ["Iran beat Iraq.", "Iraq beat Oman.", "Oman beat Iran.", "Chad beat Mali.", "Mali beat Chad."] * 2
    counts = cm.cooccurrence(texts, rows="country", directed=True)
    frame = counts.communities()
    assert frame.groupby("community")["tag"].apply(set).tolist() == [{"IR", "IQ", "OM"}, {"TD", "ML"}]
    matrix = counts.to_scipy().toarray().astype(float)
    assert frame["modularity"][0] == pytest.approx(modularity_of(matrix, groups_of(frame, counts.rows)))


@pytest.mark.parametrize("how", [{"unit": cm.SlidingWindow(15)}, {"unit": cm.Proximity(15, decay="inverse")}])
def test_other_counts(how):
    counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", **how)
    frame = counts.communities(labels="name")
    assert len(frame) == (counts.to_scipy().sum(axis=0) > 0).sum()
    assert "Kazakhstan" in set(frame["tag"])


@pytest.mark.parametrize("text", ["Nothing.", "Iran."])
def test_nothing_to_part(text):
    frame = cm.cooccurrence(text, rows="country").communities()
    assert list(frame.columns) == ["tag", "community", "modularity", "method", "weight", "resolution"]
    assert len(frame) == 0


def test_all_below_chance_is_no_link():
    counts = one_kind([[0, 1, 1], [1, 0, 1], [1, 1, 0]])
    assert len(counts.communities()) == 3
    assert len(counts.communities(weight="pmi_k2")) == 0
    even = one_kind((1 - np.eye(6, dtype=int)) * 7, count="product")
    assert len(even.communities(weight="pmi")) == 0, "as expected, but for rounding"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "luvain"}, "unknown method 'luvain'; did you mean 'louvain'"),
        ({"weight": "npim"}, "unknown measure 'npim'; did you mean 'npmi'"),
        ({"weight": "g2"}, "g2 tells how sure an association is, not how strong"),
        ({"weight": "pmi_se"}, "pmi_se tells how sure"),
        ({"weight": "mi"}, "mi is high for pairs that shun each other too"),
        ({"weight": "relative_risk"}, "relative_risk differs by direction"),
        ({"weight": "odds_ratio"}, "odds_ratio is infinite for some pairs"),
        ({"resolution": 0}, "resolution must be a number above 0. Given 0"),
        ({"resolution": math.nan}, "resolution must be a number above 0. Given nan"),
        ({"resolution": "1"}, "resolution must be a number above 0. Given '1'"),
        ({"seed": -1}, "seed must be a whole number from 0 on"),
    ],
)
def test_bad_arguments(options, message):
    texts = ["t00;t01"] * 5
    counts = cm.cooccurrence(cm.labels({"tag": [*texts, ""]}, tag="tag"), rows="tag", unit="document")
    with pytest.raises(ValueError, match=message):
        counts.communities(**options)


def test_two_kinds_and_lists_are_refused():
    lists = cm.cooccurrence("Iran and Iraq.", rows=["IR"], cols=["IQ"])
    for counts in (two_kinds([[4, 1], [2, 5]]), lists):
        with pytest.raises(ValueError, match="communities are of one kind by itself"):
            counts.communities()


def test_a_list_in_two_orders_is_one_kind():
    texts = ["Iran and Iraq."] * 2 + ["Chad and Mali."] * 2
    counts = cm.cooccurrence(texts, rows=["IR", "IQ", "TD"], cols=["TD", "IQ", "IR"], unit="document")
    assert counts.communities()[["tag", "community"]].values.tolist() == [["IQ", 1], ["IR", 1]]


def test_measures_of_tables_are_refused_by_pairs():
    with pytest.raises(ValueError, match="npmi needs a table of units"):
        one_kind([[0, 5], [5, 0]], count="product").communities(weight="npmi")


def test_without_networkx(monkeypatch):
    monkeypatch.setitem(sys.modules, "networkx", None)
    counts = one_kind([[0, 5], [5, 0]])
    for ask in (counts.communities, counts.to_networkx):
        with pytest.raises(ImportError, match=r'pip install "comention\[network\]"'):
            ask()


def test_frames_are_of_the_library_of_the_corpus():
    counts = cm.cooccurrence(cm.labels(pl.DataFrame({"t": ["a;b"] * 2}), t="t"), rows="t", unit="document")
    assert isinstance(counts.communities(), pl.DataFrame)


def test_a_graph_of_one_kind_holds_the_counts():
    counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", unit="document")
    graph = counts.to_networkx("npmi")
    tags = list(graph)
    assert tags == [tag for tag in counts.rows if counts.row_totals[tag] > 0]
    matrix = counts.to_pandas().loc[tags, tags].to_numpy()
    assert (networkx.to_numpy_array(graph, weight="count") == matrix).all()
    npmi = counts.measure("npmi").to_pandas()
    for a, b, edge in graph.edges(data=True):
        assert edge == {"count": counts[a, b], "npmi": npmi.loc[a, b], "weight": npmi.loc[a, b]}
        assert isinstance(edge["count"], int)
    for tag, node in graph.nodes(data=True):
        place = counts.rows.index(tag)
        assert node == {"label": counts._rows.labels[place], "kind": "country", "total": counts.row_totals[tag]}
    assert not graph.is_directed()


def test_a_graph_of_two_kinds_is_bipartite():
    matrix = np.array([[3, 0, 1], [0, 0, 2]])
    counts = two_kinds(matrix)
    graph = counts.to_networkx()
    rows = [node for node, side in graph.nodes(data="bipartite") if side == 0]
    assert rows == counts.rows
    back = networkx.bipartite.biadjacency_matrix(graph, rows, column_order=counts.cols, weight="weight")
    assert (back.toarray() == matrix).all()
    assert graph.nodes["c00"] == {"label": "c00", "kind": "col", "total": counts.col_totals["c00"], "bipartite": 1}


def test_a_row_and_a_column_of_one_name_are_two_nodes():
    graph = two_kinds([[4, 1], [2, 5]], rows=["x", "a"], cols=["x", "y"]).to_networkx()
    assert set(graph) == {"row:x", "a", "col:x", "y"}
    assert graph.edges["row:x", "col:x"]["count"] == 4


def test_a_graph_of_directed_counts():
    counts = cm.cooccurrence(["Iran beat Iraq.", "Iran beat Oman."], rows="country", directed=True)
    graph = counts.to_networkx()
    assert set(graph.edges) == {("IR", "IQ"), ("IR", "OM")}
    assert dict(graph.nodes(data="total")) == {"IR": 2, "IQ": 1, "OM": 1}
    assert counts.to_networkx("cond_b_given_a").edges["IR", "IQ"]["weight"] == 0.5


def test_a_graph_of_lists_of_one_kind():
    texts = ["Iran and Iraq.", "Iran and Oman.", "Iraq and Oman."]
    graph = cm.cooccurrence(texts, rows=["IR", "IQ"], cols=["IQ", "OM"], unit="document").to_networkx()
    assert {frozenset(edge) for edge in graph.edges} == {
        frozenset(p) for p in itertools.combinations(["IR", "IQ", "OM"], 2)
    }
    assert all(edge["count"] == 1 for _, _, edge in graph.edges(data=True))


def test_a_directional_measure_of_pairs_without_direction():
    with pytest.raises(ValueError, match="delta_p_b_given_a differs by direction"):
        one_kind([[0, 5], [5, 0]]).to_networkx("delta_p_b_given_a")
    assert two_kinds([[4, 1], [2, 5]]).to_networkx("delta_p_b_given_a").edges["r00", "c00"]["weight"] > 0


def test_an_empty_graph():
    assert len(cm.cooccurrence("Nothing.", rows="country").to_networkx()) == 0
