import csv
import math

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
            assert abs(got - want) <= 1e-12 + 1e-9 * abs(want), case


def test_known_table():
    known = {"lift": 3, "pmi": 1.584963, "npmi": 0.579095, "ic": 1.494765, "ic_025": 0.673041, "ic_975": 2.132484}
    known |= {"g2": 29.690397, "log_odds": 2.940329, "log_odds_se": 0.596454, "jaccard": 0.5}
    for name, value in known.items():
        assert cm.association(name, **margins(15, 10, 5, 70)) == pytest.approx(value, abs=5e-7), name


@given(TABLES)
def test_transposing_a_table_changes_no_symmetric_measure(cells):
    a, b, c, d = cells
    for name in cm.measures().index:
        left, right = (cm.association(name, **margins(*t)) for t in ((a, b, c, d), (a, c, b, d)))
        assert left == pytest.approx(right, rel=1e-9, abs=1e-12, nan_ok=True), name


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
    assert list(frame.columns) == ["needs", "range", "direction", "formula", "source"]
    assert set(frame["needs"]) <= {"count", "expected", "margins", "table"}
    assert frame["formula"].str.len().gt(0).all()
    assert not frame.isna().to_numpy().any()


def test_intervals_hold_the_estimate():
    joint = np.arange(1, 50)
    table = {"joint": joint, "row_total": 60, "col_total": 70, "n": 1000}
    low, mid, high = (cm.association(m, **table) for m in ("ic_025", "ic", "ic_975"))
    assert (low < mid).all()
    assert (mid < high).all()
