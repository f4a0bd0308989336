"""Correspondence analysis: a reference by another tool, chi-squared, and what holds of any table."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from conftest import shared_file
from matrices import one_kind, two_kinds
from scipy.stats import chi2_contingency

import comention as cm

DIMS = ["dim1", "dim2", "dim3"]


@pytest.fixture(scope="module")
def reference() -> dict[str, np.ndarray]:
    lines = shared_file("gold", "oracle", "ca_reference.txt").read_text(encoding="utf-8").split("\n")
    fields = [line.split(";") for line in lines if ";" in line]
    _, rows, cols, cells = fields[0]
    known = {name.split("(")[0]: np.array([float(x) for x in values.split(",")]) for name, values in fields[1:]}
    known["table"] = np.array([int(cell) for cell in cells.split(",")]).reshape(len(rows.split(",")), -1)
    assert known["table"].shape[1] == len(cols.split(","))
    return known


def coordinates(frame, names=DIMS) -> np.ndarray:
    return frame[[name for name in names if name in frame]].to_numpy()


def near(values, wanted) -> None:
    """The reference has twelve digits."""
    assert np.asarray(values) == pytest.approx(np.asarray(wanted), rel=1e-9, abs=1e-11)


def test_equals_the_reference(reference):
    found = two_kinds(reference["table"]).correspondence(dims=3)
    near(np.sqrt(found.inertia), reference["sv"])
    near(found.total_inertia, reference["inertia_total"][0])
    near(found.rows()["mass"], reference["rowmass"])
    near(found.cols()["mass"], reference["colmass"])
    near(found.rows()["inertia"], reference["row_inertia"])
    wanted = {name: reference[name].reshape(-1, 3) for name in reference if name.endswith(("_principal", "_standard"))}
    largest = np.argmax(np.abs(wanted["col_standard"]), axis=0)
    signs = np.sign(wanted["col_standard"][largest, range(3)])
    for side, frames in (("row", found.rows), ("col", found.cols)):
        for kind in ("principal", "standard"):
            near(coordinates(frames(kind)), wanted[f"{side}_{kind}"] * signs)


def test_supplementary_points_equal_the_reference(reference):
    found = two_kinds(reference["table"]).correspondence(dims=3)
    signs = np.sign(coordinates(found.rows())[0] / reference["row_principal"].reshape(-1, 3)[0])
    (row_name, row), (col_name, col) = ((n, v) for n, v in reference.items() if n.startswith("sup_"))
    counts = [[float(value) for value in name.split()[1].split(",")] for name in (row_name, col_name)]
    frame = found.supplementary(rows={"further": counts[0]}, cols={"other": counts[1]})
    assert frame[["side", "tag", "used"]].values.tolist() == [["row", "further", 1.0], ["col", "other", 1.0]]
    near(coordinates(frame), np.array([row, col]) * signs)


def test_inertia_is_chi_squared_by_the_sum(reference):
    table = reference["table"]
    found = two_kinds(table).correspondence()
    assert found.total_inertia * table.sum() == pytest.approx(reference["chi2"][0], rel=1e-11)
    assert found.explained.sum() == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_what_holds_of_any_table(seed):
    rng = np.random.default_rng(seed)
    table = rng.poisson(rng.uniform(0.5, 5), size=(rng.integers(2, 9), rng.integers(2, 9)))
    table[0, 0] += 1
    table[1, 1] += 1
    full = table[table.sum(1) > 0][:, table.sum(0) > 0]
    found = two_kinds(table).correspondence(dims=99)
    assert found.total_inertia == pytest.approx(chi2_contingency(full, correction=False).statistic / full.sum())
    assert found.dims == len(found.inertia) <= min(full.shape) - 1
    assert ((found.inertia > 0) & (found.inertia <= 1 + 1e-12)).all()
    assert found.inertia.is_monotonic_decreasing
    rows, cols = found.rows(), found.cols()
    names = [f"dim{place + 1}" for place in range(found.dims)]
    mass = [frame["mass"].to_numpy() for frame in (rows, cols)]
    f, g = coordinates(rows, names), coordinates(cols, names)
    x, y = coordinates(found.rows("standard"), names), coordinates(found.cols("standard"), names)
    # The table is rebuilt from all dimensions, points are means of the other side's, and masses are orthogonal.
    assert np.outer(*mass) * (1 + f @ y.T) == pytest.approx(full / full.sum(), abs=1e-12)
    assert full / full.sum(1, keepdims=True) @ y == pytest.approx(f, abs=1e-10)
    assert (full / full.sum(0)).T @ x == pytest.approx(g, abs=1e-10)
    for weights, points in zip(mass, (x, y), strict=True):
        assert weights @ points == pytest.approx(np.zeros(found.dims), abs=1e-10)
        assert (points.T * weights) @ points == pytest.approx(np.eye(found.dims), abs=1e-10)
    assert (np.take_along_axis(y, np.abs(y).argmax(0)[None], 0) > 0).all()
    for frame in (rows, cols):
        assert frame["mass"].sum() == pytest.approx(1)
        assert frame["inertia"].sum() == pytest.approx(found.total_inertia)
        assert frame[[f"contribution_{name}" for name in names]].sum().to_numpy() == pytest.approx(np.ones(len(names)))
        quality = frame["quality"].to_numpy()
        assert quality[~np.isnan(quality)] == pytest.approx(np.ones((~np.isnan(quality)).sum()))
        assert (np.isnan(quality) == (frame["inertia"] == 0)).all()


@pytest.mark.parametrize("seed", range(5))
def test_own_points_as_supplementary_ones_are_where_they_are(seed):
    counts = two_kinds(np.random.default_rng(seed).poisson(3, (6, 5)))
    found = counts.correspondence(dims=4)
    names = [*(f"dim{place}" for place in range(1, 5)), "quality"]
    frame = found.supplementary(rows=counts, cols=counts)
    shown = pd.concat([found.rows(), found.cols()])
    assert frame["tag"].tolist() == shown["tag"].tolist()
    assert frame[names].to_numpy() == pytest.approx(shown[names].to_numpy(), abs=1e-10)
    by_frame = found.supplementary(rows=counts.to_pandas(), cols=counts.to_pandas())
    pd.testing.assert_frame_equal(by_frame, frame)
    table = counts.to_pandas().reset_index().rename(columns={"row": "tag"})
    pd.testing.assert_frame_equal(found.supplementary(rows=pl.DataFrame(table), cols=table), frame)


def test_a_matrix_of_another_time_with_tags_of_its_own():
    found = two_kinds([[4, 1], [2, 5]], cols=["x", "y"]).correspondence()
    later = two_kinds([[3, 1, 4], [0, 0, 2]], cols=["x", "y", "new"])
    frame = found.supplementary(rows=later)
    alone = found.supplementary(rows={"r00": {"x": 3, "y": 1}})
    assert frame["used"].tolist() == [0.5, 0.0]
    assert frame["dim1"][0] == alone["dim1"][0]
    assert frame.loc[1, ["dim1", "cos2_dim1", "quality"]].isna().all()


def test_counts_with_dropped_tags_are_not_placed():
    found = two_kinds([[4, 1, 0], [2, 5, 0]]).correspondence()
    frame = found.supplementary(rows={"p": [4, 1, 5], "q": {"c02": 3}, "none": {}})
    assert frame["used"].tolist()[:2] == [0.5, 0.0]
    assert frame["dim1"][0] == pytest.approx(found.rows()["dim1"][0])
    assert frame["dim1"].isna().tolist() == [False, True, True]
    assert np.isnan(frame["used"][2])


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"rows": {"p": [1, 2, 3]}}, ValueError, "must be 2 numbers, one for each col, or a mapping"),
        ({"rows": {"p": [1, -2]}}, ValueError, "not negative. The point 'p' has -2.0"),
        ({"rows": {"p": [1, float("nan")]}}, ValueError, "finite and not negative. The point 'p' has nan"),
        ({"rows": {"p": {"c00": "many"}}}, ValueError, "counts must be numbers. 'p' holds"),
        ({"rows": {"p": {"c77": 1}}}, KeyError, "unknown col 'c77'"),
        ({"rows": {"p": {"c00": 1, "C00": 2}}}, ValueError, "'c00' is given twice"),
        ({"cols": {"p": {"c00": 1}}}, KeyError, "unknown row 'c00'"),
        ({"cols": 3}, TypeError, "supplementary points are the counts of another matrix.*Given int"),
        ({}, ValueError, "needs rows= or cols="),
    ],
)
def test_bad_supplementary_points(given, error, message):
    found = two_kinds([[4, 1], [2, 5]]).correspondence()
    with pytest.raises(error, match=message):
        found.supplementary(**given)


def test_a_matrix_that_shares_no_tag_is_refused():
    found = two_kinds([[4, 1], [2, 5]]).correspondence()
    with pytest.raises(ValueError, match="counted with col; these share no tag with it: <Cooccurrence"):
        found.supplementary(rows=two_kinds([[1, 2]], cols=["x", "y"]))


def test_empty_rows_and_columns_are_dropped_and_named():
    table = np.array([[3, 0, 1, 2], [0, 0, 0, 0], [1, 0, 5, 1], [2, 0, 1, 9]])
    found = two_kinds(table).correspondence()
    assert found.dropped == {"rows": ["r01"], "cols": ["c01"]}
    assert found.rows()["tag"].tolist() == ["r00", "r02", "r03"]
    without = two_kinds(table[[0, 2, 3]][:, [0, 2, 3]]).correspondence()
    assert coordinates(found.cols()) == pytest.approx(coordinates(without.cols()), abs=1e-12)
    assert repr(found).endswith("; 1 rows and 1 cols without a count>")


@pytest.mark.parametrize("table", [[[3, 4, 5]], [[3], [2]], [[7]]])
def test_one_row_or_column_has_no_dimension(table):
    found = two_kinds(table).correspondence()
    assert (found.dims, len(found.inertia), found.total_inertia) == (0, 0, 0.0)
    assert found.rows()["mass"].sum() == pytest.approx(1)
    assert "dim1" not in found.rows()
    assert found.rows()["quality"].isna().all()
    assert found.supplementary(rows=two_kinds(table))["quality"].isna().all()
    assert "inertia 0>" in repr(found)


@pytest.mark.parametrize("factor", [1, 17, 1000])
def test_proportional_rows_have_no_dimension(factor):
    table = np.outer([1, 2, 3], [2, 3, 5]) * factor
    found = analysed(table)
    assert found.total_inertia == 0
    assert found.dims == 0


def analysed(table: np.ndarray):
    """Analyse cells too large to be counted here, or no whole numbers."""
    from scipy.sparse import csr_array

    from comention.correspondence import correspondence

    counts = two_kinds(np.ones(table.shape, dtype=int))
    counts.__dict__["_joint"] = csr_array(table)
    return correspondence(counts, 2)


def test_two_equal_blocks_are_told_apart_by_the_first_dimension():
    found = two_kinds([[5, 3, 0, 0], [4, 6, 0, 0], [0, 0, 7, 1], [0, 0, 2, 8]]).correspondence()
    assert found.inertia.iloc[0] == pytest.approx(1)
    first = found.rows()["dim1"]
    assert np.sign(first[0]) == np.sign(first[1]) == -np.sign(first[2]) == -np.sign(first[3])


def test_huge_counts_and_shares_are_as_small_ones():
    table = np.random.default_rng(4).poisson(3, (5, 4))
    small = analysed(table)
    for factor in (10**15, 1e-9):
        large = analysed(table * factor)
        assert coordinates(large.rows()) == pytest.approx(coordinates(small.rows()), rel=1e-9)


def test_the_sign_of_equal_coordinates_is_that_of_the_first():
    """Two columns of equal mass are equally far out; rounding must not choose."""
    for table in ([[9, 4], [4, 9]], [[4, 9], [9, 4]], [[1, 7], [7, 1]]):
        assert two_kinds(table).correspondence().cols()["dim1"][0] > 0


def test_the_same_again():
    counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic", unit="sentence")
    pd.testing.assert_frame_equal(counts.correspondence().cols(), counts.correspondence().cols(), check_exact=True)
    names = counts.correspondence().rows(labels="name")["tag"].tolist()
    assert [counts._rows.find(name) for name in names] == [
        counts.rows.index(tag) for tag in counts.correspondence().rows()["tag"]
    ]


@pytest.mark.parametrize("how", [{"weight": "cell"}, {"count": "product"}, {"unit": cm.Proximity(8)}])
def test_other_counts(how):
    counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic", **how)
    table = counts.to_scipy().toarray()
    table = table[table.sum(1) > 0][:, table.sum(0) > 0]
    expected = np.outer(table.sum(1), table.sum(0)) / table.sum()
    wanted = ((table - expected) ** 2 / expected).sum() / table.sum()
    assert counts.correspondence().total_inertia == pytest.approx(wanted, rel=1e-9)


def test_windows_and_lists_of_one_kind():
    corpus = cm.datasets.briefs()
    assert cm.cooccurrence(corpus, rows="country", cols="topic", unit=cm.SlidingWindow(9)).correspondence().dims == 2
    lists = cm.cooccurrence(corpus, rows=["US", "CN", "RU", "DE"], cols=["IR", "KZ", "UA"], unit="document")
    assert set(lists.correspondence().cols()["tag"]) <= {"IR", "KZ", "UA"}


def test_one_kind_is_refused():
    with pytest.raises(ValueError, match=r"share no tag: a tag does not co-occur with itself.*Count two kinds"):
        one_kind([[0, 3], [3, 0]]).correspondence()


def test_nothing_to_analyse():
    with pytest.raises(ValueError, match="no pair occurs"):
        two_kinds([[0, 0], [0, 0]]).correspondence()


def test_bad_arguments():
    counts = two_kinds([[4, 1], [2, 5]])
    for dims in (0, 1.5, True):
        with pytest.raises(ValueError, match="dims must be a whole number from 1 on"):
            counts.correspondence(dims=dims)
    with pytest.raises(ValueError, match="unknown kind 'principle'; did you mean 'principal'"):
        counts.correspondence().rows("principle")


def test_frames_are_of_the_library_of_the_corpus():
    table = pl.DataFrame({"who": list("aabb"), "what": list("xxxy")})
    counts = cm.cooccurrence(cm.labels(table, who="who", what="what"), rows="who", cols="what", unit="document")
    found = counts.correspondence()
    for frame in (found.rows(), found.cols(), found.supplementary(rows={"p": [1, 1]})):
        assert isinstance(frame, pl.DataFrame)


def test_a_given_tag_is_dropped():
    """It pairs with none where it is given, as is known beforehand: that tells nothing of its profile."""
    texts = ["Iran and Iraq face sanctions and war.", "Peru faces sanctions.", "Chad faces war and sanctions."] * 3
    lexicon = cm.Lexicon.builtin(kinds=["country"]).add(
        cm.Lexicon.from_dict({word: [word] for word in ("sanctions", "war", "faces", "face")}, kind="word")
    )
    given = cm.cooccurrence(texts, lexicon, rows="country", cols="word", given="word")["sanctions"]
    found = given.correspondence()
    assert found.dropped["cols"] == ["sanctions"]
    alone = cm.cooccurrence(texts, lexicon, rows="country", cols=["war", "faces", "face"]).correspondence()
    assert found.total_inertia == pytest.approx(alone.total_inertia)
    with pytest.raises(ValueError, match="rows and columns that share no tag"):
        cm.cooccurrence(texts, lexicon, rows="country", given="word")["sanctions"].correspondence()
