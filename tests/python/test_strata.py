"""Strata: one association in several tables, against R, statsmodels and slow references."""

import math

import numpy as np
import pandas as pd
import polars as pl
import pytest
from conftest import shared_file
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

import comention as cm
from comention.significance import adjusted
from comention.strata.tables import (
    Strata,
    breslow_day,
    cochran_mantel_haenszel,
    conditional_independence,
    mantel_haenszel,
    no_three_way,
    no_three_way_fit,
    with_odds_ratio,
)
from comention.strata.tails import log_p_chi2, log_p_normal

TABLES = arrays(np.int64, st.tuples(st.integers(2, 6), st.just(4)), elements=st.integers(0, 60))
FULL = arrays(np.int64, st.tuples(st.integers(2, 6), st.just(4)), elements=st.integers(1, 60))


def cells_of(strata: Strata) -> np.ndarray:
    return np.stack(strata.cells, axis=-1)


def everything(strata: Strata) -> np.ndarray:
    """Every number of some strata, pairs by numbers."""
    tests = (breslow_day(strata), breslow_day(strata, tarone=False), no_three_way(strata))
    values = [*mantel_haenszel(strata), cochran_mantel_haenszel(strata), cochran_mantel_haenszel(strata, True)]
    values += [number for test in (*tests, conditional_independence(strata)) for number in test]
    return np.stack([np.asarray(value, dtype=float) for value in values], axis=-1)


def proportional_fit(tables: np.ndarray) -> np.ndarray:
    """Fit tables without a three-way interaction by iterative proportional fitting, slowly."""
    cube = tables.reshape(-1, 2, 2).astype(float)
    fit = np.ones_like(cube)
    for _ in range(20_000):
        before = fit
        for axis in range(3):
            had = fit.sum(axis=axis, keepdims=True)
            factor = np.divide(cube.sum(axis=axis, keepdims=True), had, out=np.zeros_like(had), where=had > 0)
            fit = fit * factor
        if np.abs(fit - before).max() < 1e-13:
            break
    return fit.reshape(-1, 4)


def plain_g2(observed: np.ndarray, fitted: np.ndarray) -> float:
    there = observed > 0
    return 2 * float(np.sum(observed[there] * np.log(observed[there] / fitted[there])))


# ── against R ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def r_values() -> dict[str, dict[str, np.ndarray]]:
    """Values of R by data set and name."""
    lines = shared_file("gold", "oracle", "strata_r.txt").read_text(encoding="utf-8").splitlines()
    found = {}
    for line in lines:
        name, *fields = line.split(";")
        if fields and fields[0].startswith("K="):
            pairs = (field.split("=") for field in fields)
            found[name] = {key: np.array(values.split(","), dtype=float) for key, values in pairs}
    return found


@pytest.mark.parametrize("name", ["berkeley", "text3", "zeros"])
def test_values_of_r(r_values, name):
    want = r_values[name]
    strata = Strata.of_tables(want["cells"].reshape(-1, 4))
    common, plain, tarone = mantel_haenszel(strata), breslow_day(strata, tarone=False), breslow_day(strata)
    homogeneous, independent = no_three_way(strata), conditional_independence(strata)
    got = {
        **{"mh_or": common.estimate, "mh_lo": common.low, "mh_hi": common.high, "se_log": common.log_se},
        **{"cmh": cochran_mantel_haenszel(strata), "cmh_cc": cochran_mantel_haenszel(strata, correction=True)},
        **{"BD": plain.statistic, "BDp": np.exp(log_p_chi2(*plain))},
        **{"TA": tarone.statistic, "TAp": np.exp(log_p_chi2(*tarone))},
        **{"g2_no3way": homogeneous.statistic, "g2_condindep": independent.statistic},
    }
    for key, value in got.items():
        assert float(value) == pytest.approx(float(want[key][0]), rel=1e-11), key
    # R stops its proportional fitting early.
    fitted = cells_of(no_three_way_fit(strata)).ravel()
    assert fitted == pytest.approx(want["fit_no3way"], abs=1e-6)
    assert fitted == pytest.approx(proportional_fit(want["cells"]).ravel(), rel=1e-10)


def test_degrees_of_freedom_are_those_of_r_where_no_stratum_is_empty(r_values):
    for name, want in r_values.items():
        strata = Strata.of_tables(want["cells"].reshape(-1, 4))
        # A stratum with a total of 0 fits whatever the model says; loglin counts it all the same.
        empty = int(want["K"][0]) - int(strata.used)
        assert empty == (1 if name == "zeros" else 0)
        assert no_three_way(strata).df == want["df_no3way"][0] - empty
        assert conditional_independence(strata).df == want["df_ci"][0] - empty
        assert breslow_day(strata).df == strata.used - 1


# ── against statsmodels ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(12))
def test_values_of_statsmodels(seed):
    contingency = pytest.importorskip("statsmodels.stats.contingency_tables")
    rng = np.random.default_rng(seed)
    tables = rng.integers(1, [5, 60, 400][seed % 3], size=(rng.integers(2, 8), 4))
    theirs = contingency.StratifiedTable([table.reshape(2, 2).astype(float) for table in tables])
    strata = Strata.of_tables(tables)
    common = mantel_haenszel(strata)
    assert float(common.estimate) == pytest.approx(theirs.oddsratio_pooled, rel=1e-12)
    assert float(common.log_se) == pytest.approx(theirs.logodds_pooled_se, rel=1e-12)
    assert [float(common.low), float(common.high)] == pytest.approx(theirs.oddsratio_pooled_confint(), rel=1e-12)
    for correction in (False, True):
        test = theirs.test_null_odds(correction=correction)
        ours = cochran_mantel_haenszel(strata, correction)
        if correction and abs((strata.a - strata.expected).sum()) < 0.5:
            assert ours == 0
            continue
        assert float(ours) == pytest.approx(test.statistic, rel=1e-10)
        assert float(np.exp(log_p_chi2(ours, 1))) == pytest.approx(test.pvalue, rel=1e-10)
    for tarone in (False, True):
        test, ours = theirs.test_equal_odds(adjust=tarone), breslow_day(strata, tarone)
        assert float(ours.statistic) == pytest.approx(test.statistic, rel=1e-9, abs=1e-12)
        assert float(np.exp(log_p_chi2(*ours))) == pytest.approx(test.pvalue, rel=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_the_fit_without_interaction_is_that_of_a_poisson_regression(seed):
    api = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(seed)
    levels = int(rng.integers(2, 6))
    tables = rng.integers(1, 200, size=(levels, 4)).astype(float)
    level = np.repeat(np.arange(levels), 4)
    row, col = (np.tile(pattern, levels) for pattern in ([1, 1, 0, 0], [1, 0, 1, 0]))
    of_level = (level[:, None] == np.arange(levels)).astype(float)
    design = np.column_stack([of_level, of_level * row[:, None], of_level * col[:, None], row * col])
    model = api.GLM(tables.ravel(), design, family=api.families.Poisson()).fit(tol=1e-13, maxiter=200)
    strata = Strata.of_tables(tables)
    assert cells_of(no_three_way_fit(strata)).ravel() == pytest.approx(model.fittedvalues, rel=1e-8)
    found = no_three_way(strata)
    assert float(found.statistic) == pytest.approx(model.deviance, rel=1e-8, abs=1e-9)
    assert found.df == model.df_resid


# ── properties ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(FULL)
def test_the_fit_is_what_proportional_fitting_finds(tables):
    strata = Strata.of_tables(tables)
    fitted = proportional_fit(tables)
    assert cells_of(no_three_way_fit(strata)) == pytest.approx(fitted, rel=1e-7)
    assert float(no_three_way(strata).statistic) == pytest.approx(plain_g2(tables, fitted), rel=1e-6, abs=1e-8)


@given(TABLES)
def test_the_fit_has_the_totals_and_one_odds_ratio(tables):
    strata = Strata.of_tables(tables)
    fit = no_three_way_fit(strata)
    for ours, theirs in zip((*fit.row_totals, *fit.col_totals), (*strata.row_totals, *strata.col_totals), strict=True):
        assert ours == pytest.approx(theirs, rel=1e-10, abs=1e-10)
    assert fit.a.sum() == pytest.approx(strata.a.sum(), rel=1e-9)
    estimate = float(mantel_haenszel(strata).estimate)
    if 0 < estimate < math.inf and strata.used > 0:
        told = strata.informative
        a, b, c, d = (cell[told] for cell in fit.cells)
        log_odds = np.log(a) + np.log(d) - np.log(b) - np.log(c)
        assert log_odds == pytest.approx(log_odds[0], rel=1e-6, abs=1e-6)
    else:
        assert (cells_of(fit) == tables).all()
        assert no_three_way(strata).statistic == 0


@given(TABLES)
def test_conditional_independence_is_the_sum_of_the_tests_of_each_table(tables):
    want = 0.0
    for table in tables.reshape(-1, 2, 2):
        if table.sum(0).all() and table.sum(1).all():
            want += stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    assert float(conditional_independence(Strata.of_tables(tables)).statistic) == pytest.approx(want, abs=1e-9)


@given(TABLES, st.permutations(range(6)))
def test_the_order_of_strata_does_not_matter(tables, order):
    order = [place for place in order if place < len(tables)]
    one, other = (everything(Strata.of_tables(some)) for some in (tables, tables[order]))
    assert one == pytest.approx(other, rel=1e-8, abs=1e-8, nan_ok=True)


@given(TABLES)
def test_swapping_rows_and_columns_changes_nothing(tables):
    one, other = (everything(Strata.of_tables(some)) for some in (tables, tables[:, [0, 2, 1, 3]]))
    assert one == pytest.approx(other, rel=1e-8, abs=1e-8, nan_ok=True)


@given(FULL)
def test_units_without_the_row_instead_of_with_it_invert_the_odds_ratio(tables):
    one, other = (Strata.of_tables(some) for some in (tables, tables[:, [2, 3, 0, 1]]))
    assert float(mantel_haenszel(one).estimate) == pytest.approx(1 / float(mantel_haenszel(other).estimate), rel=1e-12)
    assert float(mantel_haenszel(one).log_se) == pytest.approx(float(mantel_haenszel(other).log_se), rel=1e-12)
    assert float(no_three_way(one).statistic) == pytest.approx(float(no_three_way(other).statistic), abs=1e-8)
    assert float(breslow_day(one).statistic) == pytest.approx(float(breslow_day(other).statistic), rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("extra", [[0, 0, 0, 0], [0, 0, 5, 95], [7, 3, 0, 0], [0, 0, 0, 9], [12, 0, 0, 0]])
@given(tables=FULL)
def test_a_stratum_with_a_total_of_zero_changes_nothing(extra, tables):
    one, more = (everything(Strata.of_tables(some)) for some in (tables, np.vstack([tables, extra])))
    assert one == pytest.approx(more, rel=1e-9, abs=1e-9)


@given(st.lists(TABLES, min_size=1, max_size=1), st.integers(0, 10**6))
def test_pairs_are_worked_on_together_as_alone(some, seed):
    rng = np.random.default_rng(seed)
    many = np.stack([rng.permuted(some[0], axis=0), some[0], rng.integers(0, 4, some[0].shape)])
    together = everything(Strata.of_tables(many))
    alone = np.stack([everything(Strata.of_tables(tables)) for tables in many])
    assert together == pytest.approx(alone, rel=1e-9, abs=1e-9, nan_ok=True)
    assert everything(Strata.of_tables(many[None, None])).shape == (1, 1, *together.shape)


@given(FULL, st.floats(1e-9, 1e9))
def test_tables_have_the_odds_ratio_that_was_asked_for(tables, psi):
    strata = Strata.of_tables(tables)
    made = with_odds_ratio(strata, np.array(psi))
    assert made.a * made.d / (made.b * made.c) == pytest.approx(np.full(len(tables), psi), rel=1e-9)
    assert made.row_totals[0] == pytest.approx(strata.row_totals[0], rel=1e-12)
    assert made.col_totals[0] == pytest.approx(strata.col_totals[0], rel=1e-12)


def test_copies_of_one_table_have_its_odds_ratio():
    strata = Strata.of_tables(np.tile([12, 30, 40, 500], (5, 1)))
    assert float(mantel_haenszel(strata).estimate) == pytest.approx(12 * 500 / (30 * 40), rel=1e-12)
    for test in (breslow_day(strata), no_three_way(strata)):
        assert float(test.statistic) == pytest.approx(0, abs=1e-12)
        assert test.df == 4


# ── edges ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_odds_ratio_at_its_ends():
    never_apart = Strata.of_tables([[5, 0, 3, 90], [4, 2, 0, 80]])
    assert mantel_haenszel(never_apart).estimate == math.inf
    never_together = Strata.of_tables([[0, 4, 3, 90], [0, 2, 6, 80]])
    assert mantel_haenszel(never_together).estimate == 0
    for strata in (never_apart, never_together):
        common = mantel_haenszel(strata)
        assert np.isnan([common.log_se, common.low, common.high]).all()
        assert np.isnan(breslow_day(strata).statistic)
        assert no_three_way(strata) == (0, 1)
        assert cochran_mantel_haenszel(strata) > 0


@pytest.mark.parametrize("table", [[0, 0, 5, 95], [0, 3, 0, 9], [0, 0, 0, 9], [4, 0, 0, 0]])
def test_strata_that_tell_nothing(table):
    strata = Strata.of_tables([table, table])
    assert np.isnan([*mantel_haenszel(strata)]).all()
    assert cochran_mantel_haenszel(strata) == 0
    assert log_p_chi2(0, 1) == 0
    assert np.isnan(breslow_day(strata).statistic)
    assert conditional_independence(strata) == (0, 0)
    assert np.isnan(log_p_chi2(*conditional_independence(strata)))


def test_strata_without_a_unit():
    strata = Strata.of_tables(np.zeros((3, 4)))
    assert np.isnan(cochran_mantel_haenszel(strata))
    assert np.isnan(mantel_haenszel(strata).estimate)


def test_one_stratum_that_tells_something_is_not_homogeneous():
    strata = Strata.of_tables([[5, 4, 3, 90], [0, 0, 6, 80]])
    assert np.isnan(breslow_day(strata).statistic)
    assert no_three_way(strata) == (pytest.approx(0, abs=1e-12), 0)
    assert np.isnan(log_p_chi2(*no_three_way(strata)))
    assert float(mantel_haenszel(strata).estimate) == pytest.approx(5 * 90 / (4 * 3))


def test_huge_counts():
    small = np.array([[12, 88, 40, 1860], [30, 170, 150, 4650], [5, 45, 90, 860]])
    one, large = Strata.of_tables(small), Strata.of_tables(small * 10.0**14)
    assert float(mantel_haenszel(large).estimate) == pytest.approx(float(mantel_haenszel(one).estimate), rel=1e-12)
    for test in (no_three_way, conditional_independence, breslow_day):
        assert float(test(large).statistic) == pytest.approx(float(test(one).statistic) * 1e14, rel=1e-9)
        assert np.isfinite(log_p_chi2(*test(large)))
    # Of huge tables n − 1 is n.
    assert float(cochran_mantel_haenszel(large)) == pytest.approx(float(cochran_mantel_haenszel(one)) * 1e14, rel=2e-3)


def test_extreme_odds_ratios_are_fitted():
    tables = np.array([[1, 10**8, 10**8, 1], [3, 10**9, 2 * 10**8, 1]])
    fit = no_three_way_fit(Strata.of_tables(tables))
    log_odds = np.log(fit.a) + np.log(fit.d) - np.log(fit.b) - np.log(fit.c)
    assert log_odds[0] == pytest.approx(log_odds[1], rel=1e-10)
    assert fit.a.sum() == pytest.approx(4, rel=1e-10)


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ([[1, 2, 3, 4]], "strata are two tables or more. Given 1"),
        ([[1, 2, 3], [1, 2, 3]], r"the shape \(…, strata, 4\). Given the shape \(2, 3\)"),
        ([1, 2, 3, 4], r"Given the shape \(4,\)"),
        ([[1, 2, 3, 4], [1, -2, 3, 4]], "finite numbers from 0 on. Given b = -2"),
        ([[1, 2, 3, 4], [1, 2, np.nan, 4]], "Given c = nan"),
        ([[1, 2, 3, 4], [np.inf, 2, 3, 4]], "Given a = inf"),
    ],
)
def test_what_are_no_tables(tables, message):
    with pytest.raises(ValueError, match=message):
        Strata.of_tables(tables)


# ── tails ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("df", [1, 2, 3, 10, 77, 500])
def test_tails_equal_scipy(df):
    x = np.concatenate([[0], np.geomspace(0.01, 1200, 60)])
    want = stats.chi2.sf(x, df)
    got = log_p_chi2(x, df)
    there = want > 1e-300
    assert np.exp(got[there]) == pytest.approx(want[there], rel=1e-11)
    assert (np.diff(got) <= 0).all()


def test_tails_where_they_underflow():
    x = np.array([1e3, 1e4, 1e6, 1e12])
    assert log_p_chi2(x, 2) == pytest.approx(-x / 2, rel=1e-13)
    assert log_p_chi2(x, 4) == pytest.approx(-x / 2 + np.log1p(x / 2), rel=1e-13)
    z = np.sqrt(x)
    assert log_p_chi2(x, 1) == pytest.approx(stats.norm.logsf(z) + np.log(2), rel=1e-12)
    assert log_p_normal(-z) == pytest.approx(log_p_chi2(x, 1), rel=1e-12)
    assert log_p_chi2(np.inf, 3) == -np.inf


def test_tails_of_nothing():
    assert np.isnan(log_p_chi2([1, np.nan, 3], [0, 1, -1])).all()
    assert np.isnan(log_p_normal(np.nan))
    assert log_p_normal(0) == 0


# ── slices as strata ─────────────────────────────────────────────────────────────────────────────────────────────────

WORDS = ["caa", "cbb", "ccc", "cdd", "cee"]
LEXICON = cm.Lexicon.from_dict({word: [word] for word in WORDS}, kind="letter").add(
    cm.Lexicon.from_dict({word: [word] for word in ("taa", "tbb", "tcc")}, kind="topic")
)
RNG = np.random.default_rng(11)
OUTLETS = RNG.integers(0, 3, 600)
# The third outlet writes longer, so that everything goes together over all.
TEXTS = [
    " ".join(["Something", *RNG.choice([*WORDS, "taa", "tbb"], size=1 + outlet * 2 + RNG.integers(2), replace=False)])
    for outlet in OUTLETS
]
TABLE = {
    "text": TEXTS,
    "day": [f"20{10 + i % 4}-05-01" for i in range(600)],
    "outlet": [f"o{outlet}" for outlet in OUTLETS],
    "weight": [1 + i % 3 for i in range(600)],
    "half": [0.5 + i % 2 for i in range(600)],
}


def corpus_of(table=TABLE) -> cm.Corpus:
    return cm.Corpus(table, text="text", date="day", meta=["outlet", "weight", "half"])


def counted(by="outlet", rows="letter", **options):
    return cm.cooccurrence(corpus_of(), LEXICON, rows=rows, by=by, unit="document", **options)


TREND = counted()


def tables_of(trend: cm.Trend, row: str, col: str) -> np.ndarray:
    """Make the tables by hand."""
    made = []
    for period in trend:
        counts = trend[period]
        both, r, c = counts[row, col], counts.row_totals[row], counts.col_totals[col]
        made.append([both, r - both, c - both, counts.n - r - c + both])
    return np.array(made)


@pytest.mark.parametrize("by", ["outlet", "year", ["2010", "2012", "2014"]])
def test_a_pair_by_strata_is_that_of_its_tables(by):
    contingency = pytest.importorskip("statsmodels.stats.contingency_tables")
    trend = counted(by)
    pair = trend.stratified("caa", "cbb")
    tables = tables_of(trend, "caa", "cbb")
    theirs = contingency.StratifiedTable([table.reshape(2, 2).astype(float) for table in tables])
    assert pair["or_mh"] == pytest.approx(theirs.oddsratio_pooled)
    assert (pair["low"], pair["high"]) == pytest.approx(theirs.oddsratio_pooled_confint())
    assert pair["cmh"] == pytest.approx(theirs.test_null_odds().statistic)
    assert pair["p"] == pytest.approx(theirs.test_null_odds().pvalue)
    assert pair["cmh_corrected"] == pytest.approx(theirs.test_null_odds(correction=True).statistic)
    assert 10 ** pair["log10_p"] == pytest.approx(pair["p"])
    assert pair["tarone"] == pytest.approx(theirs.test_equal_odds(adjust=True).statistic)
    assert pair["p_homogeneity"] == pytest.approx(theirs.test_equal_odds(adjust=True).pvalue)
    assert pair["breslow_day"] == pytest.approx(theirs.test_equal_odds().statistic)
    a, b, c, d = tables.sum(axis=0)
    assert pair["crude_odds_ratio"] == pytest.approx(a * d / (b * c))
    assert pair["crude_odds_ratio"] == pytest.approx(trend.total().pair("caa", "cbb")["odds_ratio"])
    assert (pair["count"], pair["n"], pair["strata"], pair["strata_used"]) == (a, 600, len(trend), len(trend))
    assert isinstance(pair["n"], int)
    fitted = proportional_fit(tables)
    assert pair["g2_no_three_way"] == pytest.approx(plain_g2(tables, fitted), abs=1e-9)
    assert pair["p_no_three_way"] == pytest.approx(stats.chi2.sf(pair["g2_no_three_way"], len(trend) - 1))
    assert pair["p_conditional_independence"] == pytest.approx(
        stats.chi2.sf(pair["g2_conditional_independence"], len(trend))
    )
    assert pair["expected"] == pytest.approx(sum((t[0] + t[1]) * (t[0] + t[2]) / t.sum() for t in tables))


def test_an_association_that_only_outlets_make_goes_away():
    pair = TREND.stratified("caa", "cbb")
    assert pair["crude_odds_ratio"] > 1.3 > pair["or_mh"]


def test_a_pair_and_its_mirror_are_the_same():
    one, other = TREND.stratified("caa", "cbb"), TREND.stratified("cbb", "caa")
    numbers = [name for name in one.index if name not in ("row", "col", "null", "by", "cluster", "alternative")]
    assert one[numbers].tolist() == pytest.approx(other[numbers].tolist(), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("cols", [None, "topic"])
def test_every_pair_is_listed_as_alone(cols):
    trend = counted(cols=cols)
    frame = trend.stratified_pairs(min_joint=1)
    assert len(frame) == 10, "of five letters, or of five and two topics"
    for row in frame.to_dict("records"):
        pair = trend.stratified(row["row"], row["col"])
        for name in set(row) & set(pair.index):
            assert row[name] == (pytest.approx(pair[name], rel=1e-9) if isinstance(row[name], float) else pair[name])
    assert frame["low"].is_monotonic_decreasing
    assert frame["q"].to_numpy() == pytest.approx(adjusted(frame["p"].to_numpy(), "bh"))
    basis = ["null", "by", "cluster", "alternative", "family", "adjust"]
    assert frame[basis].drop_duplicates().values.tolist() == [
        ["conditional_independence", "outlet", "none", "two-sided", 10, "bh"]
    ]


@pytest.mark.parametrize("adjust", ["by", "holm"])
def test_q_does_not_depend_on_what_is_shown(adjust):
    every = TREND.stratified_pairs(min_joint=0, adjust=adjust).set_index(["row", "col"])
    some = TREND.stratified_pairs(min_joint=every["count"].median(), adjust=adjust).set_index(["row", "col"])
    assert 0 < len(some) < len(every)
    pd.testing.assert_frame_equal(some.sort_index(), every.loc[some.index].sort_index())


def test_pairs_that_are_too_seldom_are_shown_and_not_tested():
    texts = ["Something caa cbb."] * 9 + ["Something caa."] * 9 + ["Something ccc caa."] * 3 + ["Nothing."] * 50
    table = {"text": texts, "outlet": [f"o{i % 2}" for i in range(len(texts))]}
    corpus = cm.Corpus(table, text="text", meta=["outlet"])
    frame = cm.cooccurrence(corpus, LEXICON, rows="letter", by="outlet").stratified_pairs()
    seldom = frame["col"] == "ccc"
    assert seldom.sum() == 1
    assert frame.loc[seldom, "q"].isna().all()
    assert frame.loc[~seldom, "q"].notna().all()
    assert set(frame["family"]) == {1}


def test_many_pairs_are_worked_on_in_blocks(monkeypatch):
    whole = TREND.stratified_pairs(min_joint=0)
    monkeypatch.setattr("comention.strata.stratified._BLOCK", 6)
    pd.testing.assert_frame_equal(TREND.stratified_pairs(min_joint=0), whole)


def test_nothing_to_list():
    some, none = TREND.stratified_pairs(min_joint=1), TREND.stratified_pairs(min_joint=10**6)
    assert len(none) == 0
    assert list(none) == list(some)
    empty = cm.cooccurrence(
        cm.Corpus({"text": ["", ""], "year": ["2020", "2021"]}, text="text", date="year"), rows="country", by="year"
    )
    assert len(empty.stratified_pairs()) == 0
    pair = empty.stratified("IR", "IQ")
    assert (pair["count"], pair["strata"], pair["strata_used"]) == (0, 2, 0)
    assert math.isnan(pair["or_mh"])


def test_totals_alone_are_enough():
    pd.testing.assert_frame_equal(counted(keep="counts").stratified_pairs(), TREND.stratified_pairs())


def test_frames_are_those_of_the_library_that_came_in():
    trend = cm.cooccurrence(corpus_of(pl.DataFrame(TABLE)), LEXICON, rows="letter", by="outlet", unit="document")
    frame = trend.stratified_pairs()
    assert isinstance(frame, pl.DataFrame)
    pd.testing.assert_frame_equal(frame.to_pandas(), TREND.stratified_pairs(), check_dtype=False)


def test_labels_of_tags():
    corpus = cm.Corpus({"text": ["Iran met Iraq."] * 6, "year": ["2020", "2021"] * 3}, text="text", date="year")
    frame = cm.cooccurrence(corpus, rows="country", by="year").stratified_pairs(labels="name")
    assert frame[["row", "col"]].values.tolist() == [["Iraq", "Iran"]]


def test_weights_have_an_odds_ratio_and_no_test():
    whole, half = (counted(document_weights=name) for name in ("weight", "half"))
    tests = ["cmh", "p", "log10_p", "tarone", "p_homogeneity"]
    for trend in (whole, half):
        pair, frame = trend.stratified("caa", "cbb"), trend.stratified_pairs(min_joint=1)
        strata = Strata.of_tables(tables_of(trend, "caa", "cbb"))
        assert pair["or_mh"] == pytest.approx(float(mantel_haenszel(strata).estimate))
        assert 0 < pair["low"] < pair["or_mh"] < pair["high"]
        assert np.isnan(pair[[*tests, "breslow_day", "g2_no_three_way"]].astype(float)).all()
        assert frame[[*tests, "q"]].isna().all(axis=None)
        assert set(frame["family"]) == {0}


def test_phrases_that_overlap_are_no_units():
    texts = ["Iraqi Kurdistan.", "Iran met Iraq.", "Peru."] * 4
    corpus = cm.Corpus({"text": texts, "year": ["2020", "2021"] * 6}, text="text", date="year")
    trend = cm.cooccurrence(corpus, rows="country", by="year", overlapping="drop")
    pair = trend.stratified("IR", "IQ")
    assert pair["count"] == trend.total()["IR", "IQ"]


@pytest.mark.parametrize(
    ("trend", "message"),
    [
        (lambda: counted(["2010", "2020"]), "strata are two slices or more. Given 1 by edges"),
        (lambda: counted("year").rolling(2), "rolling periods overlap, so that they are no strata"),
        (
            lambda: cm.cooccurrence(corpus_of(), LEXICON, rows="letter", by="year", unit=cm.SlidingWindow(3)),
            "takes units as independent, and windows overlap",
        ),
        (lambda: counted(count="product"), "needs a table of units, and totals of these counts are sums over pairs"),
        (lambda: counted(weight="pair"), "sums over pairs"),
        (
            lambda: cm.cooccurrence(corpus_of(), LEXICON, rows="outlet", cols="letter", by="year"),
            "all units of a document have its outlet: count with unit='document'",
        ),
    ],
)
def test_counts_that_are_no_strata(trend, message):
    made = trend()
    for ask in (made.stratified_pairs, lambda: made.stratified("caa", "cbb")):
        with pytest.raises(ValueError, match=message):
            ask()


def test_a_meta_column_by_document_is_a_row():
    trend = counted("year", rows="outlet", cols="letter")
    assert len(trend.stratified_pairs(min_joint=1)) == 15


def test_errors():
    with pytest.raises(ValueError, match="two different tags make a table"):
        TREND.stratified("caa", "caa")
    with pytest.raises(KeyError, match="unknown letter"):
        TREND.stratified("caa", "nope")
    for options, message in [
        ({"min_joint": -1}, "min_joint must be a number from 0 on. Given -1"),
        ({"min_joint": math.nan}, "min_joint must be a number from 0 on. Given nan"),
        ({"min_joint": "3"}, "min_joint must be a number from 0 on"),
        ({"min_total": 2.5}, "min_total must be a whole number"),
        ({"adjust": "bhh"}, "unknown adjust 'bhh'; did you mean 'bh'"),
        ({"sort": "lo"}, "unknown column to sort by 'lo'; did you mean 'low'"),
    ]:
        with pytest.raises(ValueError, match=message):
            TREND.stratified_pairs(**options)
