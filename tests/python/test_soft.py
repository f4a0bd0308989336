"""Labels with values are counted by them: beside products of plain matrices."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import comention as cm

TOPICS = ["p_law", "p_trade", "p_war"]
DESKS = ["d_home", "d_world"]
# What a unit adds is rounded to 2^-32.
ROUNDED = 2**-32


def random_table(seed: int, size: int = 200, most: float = 1) -> pd.DataFrame:
    """Values of topics and desks, many of them 0 and some 1, with weights, days and ids of documents."""
    rng = np.random.default_rng(seed)
    names = [*TOPICS, *DESKS]
    values = rng.random((size, len(names))) * most * (rng.random((size, len(names))) < 0.6)
    values[rng.random(values.shape) < 0.1] = 1
    table = pd.DataFrame(values, columns=names)
    table["id"] = [f"{seed}-{row}" for row in range(size)]
    table["weight"] = rng.choice([0.5, 1, 1.25, 3], size)
    table["day"] = rng.choice(["2020-01-03", "2020-02-01", "2021-01-01"], size)
    table["place"] = rng.choice(["KZ;RU", "KZ", ""], size)
    return table


def soft(table: Any, **more: Any) -> cm.Mentions:
    return cm.labels(table, id="id", date="day", meta="weight", topic=TOPICS, desk=DESKS, place="place", **more)


def same(counts: cm.Cooccurrence, wanted: np.ndarray, units: int) -> None:
    got = counts.to_pandas().to_numpy()
    assert got.dtype == np.float64
    np.testing.assert_allclose(got, wanted, rtol=0, atol=units * ROUNDED)


def to_bit(counts: cm.Cooccurrence) -> list[Any]:
    return [
        counts.to_pandas().to_numpy(dtype=float).tolist(),
        counts.row_totals.astype(float).to_dict(),
        counts.col_totals.astype(float).to_dict(),
        float(counts.n),
    ]


def off_diagonal(matrix: np.ndarray) -> np.ndarray:
    return np.where(np.eye(len(matrix), dtype=bool), 0, matrix)


# ---- Against products of matrices


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("weights", [None, "weight"])
def test_counts_are_products_of_matrices(seed, weights):
    table = random_table(seed)
    mentions = soft(table)
    weight = np.ones(len(table)) if weights is None else table["weight"].to_numpy()
    x, y = table[TOPICS].to_numpy(), table[DESKS].to_numpy()
    counts = cm.cooccurrence(mentions, rows="topic", unit="document", document_weights=weights)
    same(counts, off_diagonal(x.T @ (weight[:, None] * x)), 600)
    np.testing.assert_allclose(counts.row_totals, weight @ x, rtol=0, atol=600 * ROUNDED)
    assert counts.n == weight.sum()
    assert counts.margins == "units"
    across = cm.cooccurrence(mentions, rows="topic", cols="desk", unit="document", document_weights=weights)
    same(across, x.T @ (weight[:, None] * y), 600)
    np.testing.assert_allclose(across.col_totals, weight @ y, rtol=0, atol=600 * ROUNDED)


def test_ordinary_labels_and_columns_have_the_value_one():
    table = random_table(3)
    x = table[TOPICS].to_numpy()
    places = np.stack([table["place"].str.contains(name) for name in ("KZ", "RU")], axis=1).astype(float)
    days = pd.get_dummies(table["day"]).to_numpy(dtype=float)
    same(cm.cooccurrence(soft(table), rows="topic", cols="place", unit="document"), x.T @ places, 200)
    mentions = cm.labels(table, meta="day", topic=TOPICS)
    same(cm.cooccurrence(mentions, rows="topic", cols="day", unit="document"), x.T @ days, 200)
    hard = cm.cooccurrence(soft(table), rows="place", unit="document")
    assert hard.to_pandas().to_numpy().dtype == np.int64, "nothing soft is counted"


@pytest.mark.parametrize("count", ["product", "min"])
@pytest.mark.parametrize("most", [1, 7])
def test_values_of_any_size(count, most):
    table = random_table(4, most=most)
    x = table[TOPICS].to_numpy()
    counts = cm.cooccurrence(soft(table), rows="topic", unit="document", count=count)
    each = np.einsum("da,db->dab", x, x) if count == "product" else np.minimum(x[:, :, None], x[:, None, :])
    wanted = off_diagonal(each.sum(axis=0))
    same(counts, wanted, 200)
    assert counts.margins == "pairs"
    np.testing.assert_allclose(counts.row_totals, wanted.sum(axis=1), rtol=1e-9)
    assert counts.n == pytest.approx(wanted.sum() / 2)


def test_measures_of_expected_numbers():
    table = random_table(5)
    counts = cm.cooccurrence(soft(table), rows="topic", cols="desk", unit="document")
    x, y = table[TOPICS].to_numpy(), table[DESKS].to_numpy()
    expected = np.outer(x.sum(axis=0), y.sum(axis=0)) / len(table)
    np.testing.assert_allclose(counts.measure("lift").values, (x.T @ y) / expected, rtol=1e-8)
    np.testing.assert_allclose(counts.pairs(min_joint=0)["expected"].sum(), expected.sum(), rtol=1e-8)
    assert counts.pair("p_war", "d_home")["n"] == 200
    assert "p_war" in counts._repr_html_()


def test_chance_is_not_judged_by_units_of_fixed_sizes():
    counts = cm.cooccurrence(soft(random_table(13)), rows="topic", unit="document")
    pairs = counts.pairs(min_joint=0)
    assert set(pairs["null"]) == {"independence"}
    assert pairs["p"].isna().all()
    with pytest.raises(ValueError, match="null='unit_size' is for binary counts of whole units without weights"):
        counts.pairs(null="unit_size")


@pytest.mark.parametrize("gap", [2.0**-33, 2.0**-32, 3e-10, 1e-9])
def test_values_near_one_leave_no_negative_cell(gap):
    """Products are rounded, so that the sums of a table need not fit to the last digit."""
    rng = np.random.default_rng(int(gap * 2**40))
    table = {"a": 1 - gap * rng.random(50), "b": 1 - gap * rng.random(50), "c": [1.0] * 50, "d": rng.random(50)}
    counts = cm.cooccurrence(cm.labels(table, t=list("abcd")), rows="t", unit="document")
    for name in ("lift", "g2", "log_odds", "npmi", "jaccard"):
        counts.measure(name)
    assert len(counts.pairs(min_joint=0)) == 6


def test_zero_is_no_label():
    mentions = cm.labels({"a": [0.5, 0, 0], "b": [0.5, 1, 0]}, t=["a", "b"])
    assert len(mentions) == 3
    counts = cm.cooccurrence(mentions, rows="t", unit="document", universe="nonempty")
    assert (counts.n, counts["a", "b"]) == (2, 0.25)
    few = cm.cooccurrence(mentions, rows="t", unit="document", max_tags=1)
    assert (few.n, few["a", "b"], few.left_out) == (2, 0, {"units": 1, "share_of_pairs": 1})


def test_columns_of_zeros_and_ones_are_ordinary_labels():
    table = {"a": [1, 0, True], "b": [1.0, np.float32(1), np.int64(0)]}
    mentions = cm.labels(table, t=["a", "b"])
    assert not mentions._core.has_values
    assert "value" not in mentions.to_pandas()
    counts = cm.cooccurrence(mentions, rows="t", unit="document")
    assert isinstance(counts["a", "b"], int)
    assert "value" not in counts._incidence.arrays()


# ---- Parts


@pytest.mark.parametrize("keep", ["incidence", "counts"])
@pytest.mark.parametrize("options", [{}, {"document_weights": "weight"}, {"count": "min"}], ids=str)
def test_parts_add_up_to_the_bit(keep, options):
    rng = np.random.default_rng(6)
    table = random_table(7)
    table.loc[:60, [*TOPICS, *DESKS]] = table.loc[:60, [*TOPICS, *DESKS]].round()
    how = {"rows": "topic", "cols": "desk", "unit": "document", **options}
    whole = cm.cooccurrence(soft(table), **how)
    for threads in (1, 2, 5):
        assert to_bit(cm.cooccurrence(soft(table), **how, threads=threads)) == to_bit(whole)
    for _ in range(6):
        shuffled = table.sample(frac=1, random_state=int(rng.integers(1 << 30)))
        assert to_bit(cm.cooccurrence(soft(shuffled), **how)) == to_bit(whole)
        cuts = [0, *sorted(rng.choice(np.arange(1, 200), 3, replace=False).tolist()), 200]
        parts = [table.iloc[a:b] for a, b in pairwise(cuts)]
        parts = [parts[place] for place in rng.permutation(len(parts))]
        merged = cm.merge([cm.cooccurrence(soft(part), **how, keep=keep) for part in parts])
        assert to_bit(merged) == to_bit(whole)


@pytest.mark.parametrize("keep", ["incidence", "counts"])
def test_parts_without_values_are_like_others(keep):
    """A part whose values happen to be 0 and 1 is of ordinary labels; its counts are integers."""
    tables = [{"i": ["x"], "a": [0.25], "b": [0.5]}, {"i": ["y"], "a": [1], "b": [1]}]
    parts = [
        cm.cooccurrence(cm.labels(table, id="i", t=["a", "b"]), rows="t", unit="document", keep=keep)
        for table in tables
    ]
    for order in (parts, parts[::-1]):
        merged = cm.merge(order)
        assert (merged["a", "b"], merged.n, merged.row_totals.tolist()) == (1.125, 2.0, [1.25, 1.5])
    if keep == "incidence":
        assert merged.evidence("a", "b").to_pandas()["count"].tolist() == [1, 0.125]


@pytest.mark.parametrize("keep", ["incidence", "counts"])
def test_slices(keep):
    table = random_table(8)
    table.loc[table["day"] == "2020-02-01", TOPICS] = 1
    trend = cm.cooccurrence(soft(table), rows="topic", unit="document", by="year", keep=keep)
    for year in ("2020", "2021"):
        x = table[TOPICS][table["day"].str.startswith(year)].to_numpy()
        same(trend[year], off_diagonal(x.T @ x), 200)
        assert trend[year].n == len(x)
    whole = cm.cooccurrence(soft(table), rows="topic", unit="document")
    assert to_bit(trend.total()) == to_bit(whole)
    months = cm.cooccurrence(soft(table), rows="topic", unit="document", by="month", keep=keep)
    assert isinstance(months["2020-02"]["p_war", "p_law"], float), "as the other slices"


@pytest.mark.parametrize("keep", ["incidence", "counts"])
@pytest.mark.parametrize("weights", [None, "weight"])
def test_saved_counts_come_back(tmp_path, keep, weights):
    counts = cm.cooccurrence(soft(random_table(9)), rows="topic", unit="document", keep=keep, document_weights=weights)
    counts.save(tmp_path / "c.npz")
    again = cm.load(tmp_path / "c.npz")
    assert to_bit(again) == to_bit(counts)
    if keep == "incidence":
        pd.testing.assert_frame_equal(
            again.evidence("p_war", "p_law").to_pandas(), counts.evidence("p_war", "p_law").to_pandas()
        )
        again.save(tmp_path / "d.npz")
        assert to_bit(cm.load(tmp_path / "d.npz")) == to_bit(counts)


def test_saved_slices_come_back(tmp_path):
    trend = cm.cooccurrence(soft(random_table(10)), rows="topic", unit="document", by="year")
    trend.save(tmp_path / "t.npz")
    assert to_bit(cm.load(tmp_path / "t.npz")["2021"]) == to_bit(trend["2021"])


# ---- Evidence


@pytest.mark.parametrize(
    "options", [{}, {"document_weights": "weight"}, {"count": "min"}, {"count": "product"}], ids=str
)
def test_evidence_adds_up(options):
    table = random_table(11)
    counts = cm.cooccurrence(soft(table), rows="topic", unit="document", **options)
    for row, col in [("p_war", "p_law"), ("p_trade", "p_war")]:
        evidence = counts.evidence(row, col)
        found = evidence.to_pandas()
        assert abs(found["count"].sum() - counts[row, col]) < 1e-9
        weight = table["weight"] if "document_weights" in options else 1
        adds = table[[row, col]].min(axis=1) if options.get("count") == "min" else table[row] * table[col]
        wanted = (weight * adds)[adds > 0]
        np.testing.assert_allclose(found["count"], wanted, atol=ROUNDED)
        assert found["doc"].tolist() == wanted.index.tolist()
        assert repr(evidence).startswith(f"{row} and {col}, counted by documents: ")
        assert "the first 2 rows" in repr(counts.evidence(row, col, n=2))
    first = counts.concentration().iloc[0]
    found = counts.evidence(first["row"], first["col"]).to_pandas()
    assert first["document_share"] == pytest.approx(found["count"].max() / found["count"].sum())


# ---- Mentions


def test_values_are_shown_and_stay():
    table = {"a": [0.5, 2], "b": [1, 0.25], "k": ["x", "y"]}
    mentions = cm.labels(table, t=["a", "b"], kind="k")
    frame = mentions.to_pandas()
    assert frame.loc[frame["kind"] == "t", ["doc", "tag", "value"]].values.tolist() == [
        [0, "a", 0.5],
        [0, "b", 1.0],
        [1, "a", 2.0],
        [1, "b", 0.25],
    ]
    assert frame.loc[frame["kind"] == "kind", "value"].tolist() == [1, 1]
    assert mentions.keep(tag="a").to_pandas()["value"].tolist() == [0.5, 2]
    assert "value" not in mentions.keep(kind="kind").to_pandas()
    assert mentions.incidence(kind="t").to_pandas().to_numpy().tolist() == [[0.5, 1], [2, 0.25]]
    assert mentions.incidence(kind="kind").to_scipy().dtype == np.int64
    assert mentions.summary().loc[0, "mentions"] == 2
    assert "6 labels of 2 documents" in mentions._repr_html_()


@pytest.mark.parametrize("make", [dict, pd.DataFrame, pl.DataFrame], ids=["dict", "pandas", "polars"])
def test_tables(make):
    mentions = cm.labels(make({"a": [0.5, 0.25], "b": [True, False]}), t=["a", "b"])
    assert mentions.to_pandas()["value"].tolist() == [0.5, 1, 0.25]


def test_groups_of_values_are_refused():
    mentions = cm.labels({"a": [0.5], "c": ["KZ"]}, t=["a"], country="c")
    with pytest.raises(ValueError, match="the t labels have values, of which a group has none"):
        mentions.group(t={"all": ["a"]})
    grouped = mentions.group(country={"all": ["KZ"]})
    assert cm.cooccurrence(grouped, rows="country", cols="t", unit="document")["all", "a"] == 0.5


TEXTS = {"url": ["x", "y", "z"], "text": ["Mali won. Chad met Mali. It rained.", "Chad. Mali and Chad.", "Peru."]}
VALUES = {"url": ["z", "x", "y"], "p_war": [0.5, 0.25, 0.75], "p_law": [0, 1, 0.125]}


def joined() -> cm.Mentions:
    mentions = cm.tag(cm.Corpus(TEXTS, text="text", id="url"))
    return mentions.join(cm.labels(VALUES, id="url", t=["p_war", "p_law"]))


def test_labels_joined_to_texts_have_their_value_in_each_unit():
    counts = cm.cooccurrence(joined(), rows="country", cols="t", unit="sentence")
    assert counts["ML", "p_war"] == 2 * 0.25 + 0.75
    assert counts["TD", "p_law"] == 1 + 2 * 0.125
    assert counts["PE", "p_law"] == 0
    assert counts.col_totals["p_war"] == 3 * 0.25 + 2 * 0.75 + 0.5
    assert counts.n == 6
    assert counts.evidence("ML", "p_war").to_pandas()[["doc", "unit", "count"]].values.tolist() == [
        [0, 0, 0.25],
        [0, 1, 0.25],
        [1, 1, 0.75],
    ]
    documents = cm.cooccurrence(joined(), rows="country", cols="t", unit="document", count="product")
    assert documents["TD", "p_war"] == 0.25 + 2 * 0.75
    least = cm.cooccurrence(joined(), rows="country", cols="t", unit="document", count="min")
    assert least["TD", "p_war"] == 0.25 + 0.75
    apart = cm.cooccurrence(joined(), rows="country", cols="t", unit="sentence", overlapping="drop")
    assert apart.to_pandas().equals(counts.to_pandas())
    windows = cm.cooccurrence(joined(), rows="country", cols="t", unit=cm.SlidingWindow(2, within="sentence"))
    assert windows["PE", "p_war"] == 0.5
    assert windows["TD", "p_war"] == 0.25 + 2 * 0.75
    alone = cm.cooccurrence(joined(), rows="country", unit="sentence")
    assert isinstance(alone["ML", "TD"], int)


def test_joined_parts_add_up():
    mentions = joined()
    whole = cm.cooccurrence(mentions, rows="country", cols="t", unit="sentence")
    parts = []
    for row in range(3):
        corpus = cm.Corpus({name: [cells[row]] for name, cells in TEXTS.items()}, text="text", id="url")
        place = VALUES["url"].index(TEXTS["url"][row])
        table = {name: [cells[place]] for name, cells in VALUES.items()}
        labels = cm.labels(table, id="url", t=["p_war", "p_law"])
        parts.append(cm.cooccurrence(cm.tag(corpus).join(labels), rows="country", cols="t", unit="sentence"))
    merged = cm.merge(parts)
    pd.testing.assert_frame_equal(merged.to_pandas(), whole.to_pandas())


# ---- What is refused


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (-0.5, r"the value of a label must lie between 0 and 2,147,483,648. Given -0.5"),
        (float("inf"), r"the value of a label must lie between 0 and 2,147,483,648. Given inf"),
        (1e300, r"the value of a label must lie between 0 and 2,147,483,648. Given 1e\+300"),
        (float("nan"), "the value is missing"),
        (np.float32("nan"), "the value is missing"),
        (None, "the value is missing"),
        ("0.5", r"a column that is a label holds 0 and 1, or values from 0 on. Given '0.5'"),
        ([0.5], r"a column that is a label holds 0 and 1, or values from 0 on. Given \[0.5\]"),
    ],
)
def test_bad_values_name_row_and_column(value, message):
    with pytest.raises(ValueError, match="row 1, column 'p_war': " + message):
        cm.labels({"p_war": [0.5, value]}, topic=["p_war"])


def test_two_columns_of_one_label_are_refused():
    table = {"Burma": [0.5], "Myanmar": [0.25]}
    with pytest.raises(ValueError, match="the columns 'Burma' and 'Myanmar' are both MM; a label has one value"):
        cm.labels(table, country=["Burma", "Myanmar"], codes="name")
    with pytest.raises(ValueError, match="column 'Kazahstan': unknown name of a country"):
        cm.labels({"Kazahstan": [0.5]}, country=["Kazahstan"], codes="name")


def test_binary_counts_of_values_above_one_are_refused():
    mentions = cm.labels({"a": [1, 0.5, 2.5], "b": [1, 1, 1], "c": [1, 1, 0.5]}, t=["a", "b", "c"])
    message = r"row 2, column 'a': count='binary' takes values from 0 to 1.*Given 2.5; count='product'.*count='min'"
    with pytest.raises(ValueError, match=message):
        cm.cooccurrence(mentions, rows="t", unit="document")
    assert cm.cooccurrence(mentions, rows=["b"], cols=["c"], unit="document")["b", "c"] == 2.5
    assert cm.cooccurrence(mentions, rows="t", unit="document", count="product")["a", "b"] == 4
    assert cm.cooccurrence(mentions, rows="t", unit="document", count="min")["a", "b"] == 2.5


def test_what_is_not_defined_is_refused_by_name():
    table = random_table(12, 20)
    mentions = soft(table)
    with pytest.raises(ValueError, match="the topic labels have values: weight= shares a unit among its tags"):
        cm.cooccurrence(mentions, rows="topic", unit="document", weight="pair")
    with pytest.raises(ValueError, match="the desk labels have values: given= counts units that hold a tag"):
        cm.cooccurrence(mentions, rows="place", given="desk", unit="document")
    with pytest.raises(ValueError, match="the explorer shows plain binary counts"):
        cm.cooccurrence(mentions, rows="topic", unit="document").to_html("x.html")
    with pytest.raises(ValueError, match="a label tags the whole document"):
        cm.cooccurrence(joined(), rows="country", cols="t", directed=True)
    with pytest.raises(ValueError, match="a label tags the whole document"):
        cm.cooccurrence(joined(), rows="country", cols="t", unit=cm.Proximity(3))
    assert cm.cooccurrence(mentions, rows="place", unit="document", weight="pair")["KZ", "RU"] > 0
