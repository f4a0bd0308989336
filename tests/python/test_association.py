import csv
import itertools
import math
from functools import partial

import numpy as np
import pytest
from conftest import shared_file
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import comention as cm

TABLES = st.tuples(*[st.integers(0, 10**6)] * 4)


def margins(o11, o12, o21, o22):
    return {"joint": o11, "row_total": o11 + o12, "col_total": o11 + o21, "n": o11 + o12 + o21 + o22}


def test_reference_values():
    """Every measure equals values computed with 60 digits."""
    with shared_file("gold", "measures_reference.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["measure"] in cm.measures().index]
    assert {row["measure"] for row in rows} == set(cm.measures().index)
    for row in rows:
        cells = [float(row[name]) for name in ("o11", "o12", "o21", "o22")]
        got, want = cm.association(row["measure"], **margins(*cells)), float(row["value"])
        case = (row["measure"], cells, got, want)
        if math.isnan(want) or math.isinf(want):
            assert got == want or (math.isnan(got) and math.isnan(want)), case
        else:
            exact = row["measure"].startswith(("fisher", "midp")) and sum(cells) > 1e6
            assert abs(got - want) <= 1e-12 + (1e-6 if exact else 1e-9) * abs(want), case


def test_positive_pmi_equals_reference_values():
    with shared_file("gold", "measures_reference.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["measure"] in ("ppmi", "sppmi_5")]
    assert len(rows) == 42
    for row in rows:
        cells = [float(row[name]) for name in ("o11", "o12", "o21", "o22")]
        how = {"positive": True} if row["measure"] == "ppmi" else {"shift": 5}
        got = cm.association("pmi", **margins(*cells), **how)
        assert got == pytest.approx(float(row["value"]), rel=1e-9, abs=1e-12, nan_ok=True), row


def test_positive_pmi_of_counts():
    counts = cm.cooccurrence(["Iran and Iraq.", "Iran and Iraq.", "Peru.", "Iran.", "Peru and Iran."], rows="country")
    pmi = counts.measure("pmi").values
    for how, less in (({"positive": True}, 0), ({"shift": 1.5}, math.log2(1.5)), ({"shift": 2, "positive": True}, 1)):
        wanted = np.where(np.isnan(pmi), np.nan, np.fmax(pmi - less, 0))
        assert np.array_equal(counts.measure("pmi", **how).values, wanted, equal_nan=True)
    for call in (
        counts.measure,
        lambda name, **how: cm.association(name, joint=1, row_total=2, col_total=2, n=5, **how),
    ):
        with pytest.raises(ValueError, match="are for pmi, not for lift"):
            call("lift", positive=True)
        with pytest.raises(ValueError, match="shift must be a number above 0"):
            call("pmi", shift=0)
        with pytest.raises(TypeError, match="positive= is True or False"):
            call("pmi", positive=1)


def test_known_table():
    known = {"lift": 3, "pmi": 1.584963, "npmi": 0.579095, "ic": 1.494765, "ic_025": 0.673041, "ic_975": 2.132484}
    known |= {"g2": 29.690397, "log_odds": 2.940329, "log_odds_se": 0.596454, "jaccard": 0.5}
    for name, value in known.items():
        assert cm.association(name, **margins(15, 10, 5, 70)) == pytest.approx(value, abs=5e-7), name


SWAPPED = {
    "cond_b_given_a": "cond_a_given_b",
    "delta_p_b_given_a": "delta_p_a_given_b",
}


@given(TABLES)
def test_transposing_a_table_changes_no_symmetric_measure(cells):
    a, b, c, d = cells
    registry = cm.measures()
    for name in registry.index[registry["direction"] == "symmetric"]:
        left, right = (cm.association(name, **margins(*t)) for t in ((a, b, c, d), (a, c, b, d)))
        # Near independence a logarithm of lift loses digits, which the joint count multiplies.
        assert left == pytest.approx(
            right, rel=1e-9, abs=1e-12 * max(1, a) if name != "pmi_se" else 1e-6, nan_ok=True
        ), name
    for name, other in SWAPPED.items():
        left, right = cm.association(name, **margins(a, b, c, d)), cm.association(other, **margins(a, c, b, d))
        assert left == pytest.approx(right, rel=1e-12, nan_ok=True), name


@given(st.tuples(*[st.integers(1, 10**6)] * 4))
def test_identities_of_the_table(cells):
    t = margins(*cells)
    v = {name: cm.association(name, **t) for name in cm.measures().index}
    order = ["min_sensitivity", "dice", "cosine", "kulczynski2", "overlap"]
    for low, high in itertools.pairwise(order):
        assert v[low] <= v[high] * (1 + 1e-12)
    assert v["jaccard"] == pytest.approx(v["dice"] / (2 - v["dice"]))
    assert v["phi"] ** 2 == pytest.approx(v["delta_p_b_given_a"] * v["delta_p_a_given_b"])
    assert v["chi2"] == pytest.approx(t["n"] * v["phi"] ** 2) == pytest.approx(v["z_adj"] ** 2)
    assert abs(v["g2"]) == pytest.approx(2 * t["n"] * math.log(2) * v["mi"])
    assert v["pmi_k2"] == pytest.approx(2 * math.log2(v["cosine"]))
    assert v["log_dice"] == pytest.approx(14 + math.log2(v["dice"]))
    assert v["fisher_greater"] + v["fisher_less"] >= 1 - 1e-9
    assert v["midp_greater"] + v["midp_less"] == pytest.approx(1, abs=1e-9)
    assert v["kulczynski2"] == pytest.approx((v["cond_b_given_a"] + v["cond_a_given_b"]) / 2)


@given(st.tuples(*[st.integers(0, 1000)] * 4), st.integers(1, 1000), st.integers(2, 50))
def test_what_other_units_and_scale_change(cells, more, factor):
    a, b, c, d = cells
    registry = cm.measures()
    for name in registry.index[registry["needs"] == "margins"]:
        if a + b + c + d > 0:
            left, right = (cm.association(name, **margins(a, b, c, x)) for x in (d, d + more))
            assert left == pytest.approx(right, rel=1e-12, nan_ok=True), name
    for name in ("lift", "phi", "odds_ratio", "yule_q", "npmi"):
        left, right = (cm.association(name, **margins(*(f * x for x in cells))) for f in (1, factor))
        assert left == pytest.approx(right, rel=1e-9, abs=1e-12, nan_ok=True), name
    for name in ("g2", "chi2"):
        left, right = (cm.association(name, **margins(*(f * x for x in cells))) for f in (1, factor))
        assert factor * left == pytest.approx(right, rel=1e-9, abs=1e-9, nan_ok=True), name


@given(st.tuples(*[st.integers(0, 400)] * 4))
def test_exact_tests_agree_with_scipy(cells):
    a, b, c, d = cells
    if 0 in (a + b, c + d, a + c, b + d):
        return
    t = margins(*cells)
    for side in ("greater", "less"):
        want = stats.fisher_exact([[a, b], [c, d]], alternative=side).pvalue
        assert cm.association(f"fisher_{side}", **t) == pytest.approx(want, rel=1e-6, abs=1e-300)
    want = stats.fisher_exact([[a, b], [c, d]]).pvalue
    assert cm.association("fisher_two", **t) == pytest.approx(want, rel=1e-5)
    x = stats.hypergeom(sum(cells), a + b, a + c)
    assert cm.association("midp_greater", **t) == pytest.approx(x.sf(a) + x.pmf(a) / 2, rel=1e-6, abs=1e-12)


@given(st.tuples(*[st.integers(1, 5000)] * 4))
def test_tables_agree_with_scipy_and_scikit_learn(cells):
    from sklearn.metrics import matthews_corrcoef, mutual_info_score

    a, b, c, d = cells
    t, table = margins(*cells), [[a, b], [c, d]]
    assert cm.association("chi2", **t) == pytest.approx(
        stats.chi2_contingency(table, correction=False).statistic, abs=1e-9
    )
    yates = stats.chi2_contingency(table, correction=True).statistic
    if abs(a * d - b * c) > t["n"] / 2:
        assert cm.association("chi2_yates", **t) == pytest.approx(yates, rel=1e-9)
    assert cm.association("mi", **t) == pytest.approx(
        mutual_info_score(None, None, contingency=table) / math.log(2), abs=1e-9
    )
    if t["n"] < 3000:
        left = np.repeat([1, 1, 0, 0], cells)
        right = np.repeat([1, 0, 1, 0], cells)
        assert cm.association("phi", **t) == pytest.approx(matthews_corrcoef(left, right), abs=1e-9)
    assert cm.association("relative_risk", **t) == pytest.approx(
        stats.contingency.relative_risk(a, a + b, c, c + d).relative_risk
    )


def test_probabilities_that_underflow_have_their_logarithm():
    t = margins(5000, 0, 0, 5000)
    assert cm.association("fisher_greater", **t) == 0
    # -log10 of 1/C(10000, 5000).
    want = (math.lgamma(10001) - 2 * math.lgamma(5001)) / math.log(10)
    assert cm.association("fisher_greater_neglog10p", **t) == pytest.approx(want, rel=1e-10)
    assert cm.association("g2_p", **t) == 0
    assert cm.association("g2_neglog10p", **t) > 3000
    t = margins(400, 0, 0, 400)
    assert 0 < cm.association("fisher_greater", **t) < 1e-230


def test_totals_of_a_trillion():
    n = 10**12
    t = {"joint": 10**6 + 5000, "row_total": 10**9, "col_total": 10**9, "n": n}
    assert cm.association("lift", **t) == pytest.approx(1.005, rel=1e-12)
    assert cm.association("z", **t) == pytest.approx(5, rel=1e-12)
    want = stats.norm.sf(5000 / math.sqrt(10**6 * (1 - 1e-3) ** 2))
    assert cm.association("fisher_greater", **t) == pytest.approx(want, rel=0.05)


def test_measures_of_a_joint_and_an_expected_count():
    from comention.association import MEASURES

    joint, row, col, n = (np.array(x, dtype=float) for x in ([0, 3, 12], [5, 8, 40], [7, 9, 30], [100, 90, 80]))
    expected = row * col / n
    for name, measure in MEASURES.items():
        if measure.needs == "expected":
            assert measure.of_expected is not None
            assert np.allclose(measure.of_expected(joint, expected), measure.compute(joint, row, col, n)), name
        else:
            assert measure.of_expected is None


@given(TABLES)
def test_identities(cells):
    t = margins(*cells)
    pmi, npmi, cosine, jaccard = (cm.association(m, **t) for m in ("pmi", "npmi", "cosine", "jaccard"))
    assert math.isnan(npmi) or -1 <= npmi <= 1 + 1e-12
    assert math.isnan(cosine) or 0 <= jaccard <= cosine + 1e-12 <= 1 + 2e-12
    lift = cm.association("lift", **t)
    assert math.isnan(pmi) or 2**pmi == pytest.approx(lift)


@given(st.tuples(*[st.integers(1, 5000)] * 4))
def test_g2_agrees_with_scipy(cells):
    a, b, c, d = cells
    result = stats.chi2_contingency([[a, b], [c, d]], correction=False, lambda_="log-likelihood")
    assert abs(cm.association("g2", **margins(*cells))) == pytest.approx(result.statistic, rel=1e-6, abs=1e-9)
    assert cm.association("g2_p", **margins(*cells)) == pytest.approx(result.pvalue, rel=1e-5, abs=1e-12)


def test_odds_agree_with_scipy():
    odds = stats.contingency.odds_ratio([[31, 21], [11, 141]], kind="sample").statistic
    assert cm.association("log_odds", **margins(30.5, 20.5, 10.5, 140.5)) == pytest.approx(math.log(odds))


def test_independent_tags_have_pmi_zero():
    # Four units: a in the first two, b in the second and third.
    counts = cm.cooccurrence(["Chad.", "Chad and Mali.", "Mali.", "Nobody."], rows="country", unit="document")
    assert counts.measure("pmi").to_pandas().loc["TD", "ML"] == 0


def test_arrays_broadcast():
    got = cm.association("lift", joint=[[1, 2], [3, 4]], row_total=[[10], [10]], col_total=[10, 20], n=100)
    assert got.tolist() == [[1, 1], [3, 2]]


def test_counts_need_no_margins():
    assert cm.association("count", joint=[1, 2]).tolist() == [1, 2]
    assert cm.association("jaccard", joint=1, row_total=2, col_total=3) == 0.25


def test_large_counts_are_exact():
    big = 2**31 + 1
    assert cm.association("count", joint=big) == big
    assert cm.association("lift", joint=big, row_total=big, col_total=big, n=big) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"measure": "npni", "joint": 1}, "unknown measure 'npni'; did you mean 'npmi'"),
        ({"measure": "lift", "joint": 1}, "lift needs row_total and col_total"),
        ({"measure": "lift", "joint": 1, "row_total": 1, "col_total": 1}, "lift needs n"),
        (
            {"measure": "lift", "joint": 5, "row_total": 2, "col_total": 9, "n": 20},
            "no cell of a table may be",
        ),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        cm.association(**arguments)


def test_the_registry_describes_each_measure():
    frame = cm.measures()
    assert list(frame.columns) == ["role", "needs", "range", "direction", "formula", "source"]
    assert set(frame["needs"]) <= {"count", "expected", "margins", "table"}
    assert frame["formula"].str.len().gt(0).all()
    assert not frame.isna().to_numpy().any()


def test_intervals_hold_the_estimate():
    joint = np.arange(1, 50)
    table = {"joint": joint, "row_total": 60, "col_total": 70, "n": 1000}
    low, mid, high = (cm.association(m, **table) for m in ("ic_025", "ic", "ic_975"))
    assert (low < mid).all()
    assert (mid < high).all()


def test_values_of_the_ucs_toolkit():
    """Evert's UCS toolkit: logarithms to base 10, signed statistics, tables of words in windows."""
    path = shared_file("gold", "oracle", "ucs-gold-100.ds")
    header, *rows = [
        line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    table = {
        name: np.array([float(row[at]) for row in rows]) for at, name in enumerate(header) if name not in ("l1", "l2")
    }
    f, f1, f2, n = (table[name] for name in ("f", "f1", "f2", "N"))
    ours = partial(cm.association, joint=f, row_total=f1, col_total=f2, n=n)
    sign, to_tens = np.sign(f - f1 * f2 / n), math.log10(2)
    with np.errstate(divide="ignore"):
        wanted = {
            "am.frequency": ours("count"),
            "am.Dice": ours("dice"),
            "am.Jaccard": ours("jaccard"),
            "am.MS": ours("min_sensitivity"),
            "am.gmean": ours("cosine"),
            "am.MI": ours("pmi") * to_tens,
            "am.local.MI": ours("local_pmi") * to_tens,
            "am.log.likelihood": ours("g2"),
            "am.simple.ll": ours("simple_g2"),
            "am.t.score": ours("t"),
            "am.z.score": ours("z"),
            "am.chi.squared": ours("chi2") * sign,
            "am.odds.ratio.disc": ours("log_odds") / math.log(10),
            "am.relative.risk": np.log10(
                cm.association("relative_risk", joint=f, row_total=f2, col_total=f1, n=n)
            ),
            "am.Fisher.pv": ours("fisher_greater_neglog10p"),
        }  # fmt: skip
    assert len(rows) > 90
    for name, values in wanted.items():
        # Infinite values are written as 10^7 there, and sums of logarithms lose digits near independence.
        finite = np.isfinite(values)
        assert finite.sum() > 80, name
        assert values[finite] == pytest.approx(table[name][finite], rel=1e-8), name


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_tags_that_are_always_or_never_together_have_phi_one(a, d):
    assert 1 - 1e-15 <= cm.association("phi", **margins(a, 0, 0, d)) <= 1
    assert -1 <= cm.association("phi", **margins(0, a, d, 0)) <= -1 + 1e-15
