"""Third tags: eight cells, their fit without interaction, and triples against statsmodels and counting by hand."""

import itertools
import json
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
from comention.strata.eight_cells import CELLS, EightCells
from comention.strata.tables import Strata, no_three_way, no_three_way_fit

EIGHT = arrays(np.int64, 8, elements=st.integers(0, 80))
FULL = arrays(np.int64, 8, elements=st.integers(1, 80))
# Of each cell whether it holds the first, the second and the third tag.
HOLDS = np.array([[digit == "1" for digit in cell] for cell in CELLS])


def as_strata(cells: np.ndarray) -> Strata:
    """Take the units with and without the third tag as two strata."""
    return Strata.of_tables(np.stack([cells[..., 0::2], cells[..., 1::2]], axis=-2))


# ── against reference values ─────────────────────────────────────────────────────────────────────────────────────────


def test_reference_values():
    path = shared_file("gold", "oracle", "threeway_time_reference.json")
    for case in json.loads(path.read_text(encoding="utf-8"))["three_way"]:
        n, a, b, t, ab, at, bt, abt = case.pop("N_na_nb_nt_nab_nat_nbt_nabt")
        eight = EightCells.of(ab=ab, at=at, bt=bt, abt=abt, a=a, b=b, t=t, n=n)
        assert eight.cells.tolist() == case.pop("cells_111_110_101_100_011_010_001_000")
        joint, row, col, units = eight.table(holds=True)
        got = {
            "lift3": eight.lift3,
            "si2_bits": eight.specific_correlation,
            "si1_bits": eight.specific_interaction,
            "lift_ab_given_t": joint * units / (row * col),
            "lift_t_given_ab": eight.lift_of_third(),
            "log_odds_ab_given_t": eight.log_odds[0],
            "log_odds_ab_given_not_t": eight.log_odds[1],
            "interaction": eight.interaction,
            "interaction_se": eight.interaction_se,
            "fit111_no3way": eight.fitted[0],
            "g2_no3way": eight.g2,
            "ratio111_over_fit": eight.cells[0] / eight.fitted[0],
        }
        assert set(got) == set(case)
        for name, value in got.items():
            assert float(value) == pytest.approx(float(case[name]), rel=1e-9, abs=1e-9), name


# ── against statsmodels ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(10))
def test_the_fit_is_that_of_a_poisson_regression(seed):
    api = pytest.importorskip("statsmodels.api")
    cells = np.random.default_rng(seed).integers(1, 300, 8).astype(float)
    a, b, t = HOLDS.T.astype(float)
    pairs = np.column_stack([np.ones(8), a, b, t, a * b, a * t, b * t])
    model = api.GLM(cells, pairs, family=api.families.Poisson()).fit(tol=1e-13, maxiter=200)
    eight = EightCells.checked(cells)
    assert eight.fitted == pytest.approx(model.fittedvalues, rel=1e-8)
    assert float(eight.g2) == pytest.approx(model.deviance, rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_the_interaction_is_that_of_regressions_with_half_a_unit_more(seed):
    api = pytest.importorskip("statsmodels.api")
    cells = np.random.default_rng(seed).integers(0, 50, 8).astype(float) + (seed % 2)
    eight = EightCells.checked(cells)
    # Each cell is two unequal rows: statsmodels takes a fit without any residual for an error.
    a, b, t = np.tile(HOLDS, (2, 1)).T.astype(float)
    full = np.column_stack([np.ones(16), a, b, t, a * b, a * t, b * t, a * b * t])
    halves = np.concatenate([0.4 * (cells + 0.5), 0.6 * (cells + 0.5)])
    model = api.GLM(halves, full, family=api.families.Poisson()).fit(tol=1e-13, maxiter=200)
    assert float(eight.interaction) == pytest.approx(model.params[-1], rel=1e-7)
    assert float(eight.interaction_se) == pytest.approx(model.bse[-1], rel=1e-6)
    # The same by a logistic regression of one tag on the others.
    with_a, without = cells[:4] + 0.5, cells[4:] + 0.5
    outcomes = np.concatenate([[0.4 * with_a, 0.6 * without], [0.6 * with_a, 0.4 * without]], axis=1).T
    b, t = np.tile(HOLDS[:4, 1:], (2, 1)).T.astype(float)
    logistic = np.column_stack([np.ones(8), b, t, b * t])
    model = api.GLM(outcomes, logistic, family=api.families.Binomial()).fit(tol=1e-13, maxiter=200)
    assert float(eight.interaction) == pytest.approx(model.params[-1], rel=1e-7)
    assert float(eight.interaction_se) == pytest.approx(model.bse[-1], rel=1e-6)
    low, high = eight.interaction_interval
    assert [float(low), float(high)] == pytest.approx(model.conf_int()[-1].tolist(), rel=1e-6)


@pytest.mark.parametrize("seed", range(10))
def test_log_odds_are_those_of_statsmodels(seed):
    contingency = pytest.importorskip("statsmodels.stats.contingency_tables")
    eight = EightCells.checked(np.random.default_rng(seed).integers(1, 90, 8))
    for place, holds in enumerate((True, False)):
        table = contingency.Table2x2(eight.cells[place::2].reshape(2, 2) + 0.5, shift_zeros=False)
        assert float(eight.log_odds[place]) == pytest.approx(table.log_oddsratio, rel=1e-12)
        assert float(eight.log_odds_se(holds)) == pytest.approx(table.log_oddsratio_se, rel=1e-12)


# ── properties ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(EIGHT)
def test_bisection_of_eight_cells_is_the_fit_of_two_strata(cells):
    eight, strata = EightCells.checked(cells), as_strata(cells)
    fit = no_three_way_fit(strata)
    want = np.stack([np.stack(fit.cells, axis=-1)[place] for place in (0, 1)], axis=-1).ravel()
    assert eight.fitted == pytest.approx(want, rel=1e-7, abs=1e-9)
    assert float(eight.g2) == pytest.approx(float(no_three_way(strata).statistic), rel=1e-6, abs=1e-8)


@given(EIGHT)
def test_the_fit_has_all_totals_of_two(cells):
    eight = EightCells.checked(cells)
    for pair in itertools.combinations("abt", 2):
        assert eight.total("".join(pair)) == pytest.approx(EightCells(eight.fitted).total("".join(pair)), abs=1e-10)
    assert (eight.fitted >= 0).all()
    if (eight.fitted > 1e-6).all():
        signs = np.where(HOLDS.sum(axis=1) % 2 == 1, 1, -1)
        assert float(signs @ np.log(eight.fitted)) == pytest.approx(0, abs=1e-6)


@given(EIGHT, st.permutations([0, 1, 2]))
def test_any_of_three_may_be_given(cells, order):
    places = [CELLS.index("".join(cell[i] for i in order)) for cell in CELLS]
    one, other = EightCells.checked(cells), EightCells.checked(cells[places])
    names = ["g2", "lift3", "specific_interaction"]
    # A total of 0 in one of the two tables need not be one of those with another tag given.
    if not np.isnan(one.interaction + other.interaction):
        names += ["interaction", "interaction_se"]
    for name in names:
        assert float(getattr(one, name)) == pytest.approx(float(getattr(other, name)), rel=1e-9, abs=1e-9, nan_ok=True)


@given(EIGHT)
def test_cells_come_back_from_their_totals(cells):
    eight = EightCells.checked(cells)
    again = EightCells.of(**{name: eight.total(name) for name in ("ab", "at", "bt", "abt", "a", "b", "t")}, n=eight.n)
    assert (again.cells == cells).all()


@given(arrays(np.int64, (5, 8), elements=st.integers(0, 20)))
def test_triples_are_worked_on_together_as_alone(cells):
    together = EightCells.checked(cells)
    for place, one in enumerate(EightCells.checked(each) for each in cells):
        for name in ("g2", "interaction", "interaction_se", "lift3", "specific_interaction"):
            got, want = float(getattr(together, name)[place]), float(getattr(one, name))
            assert got == pytest.approx(want, rel=1e-9, abs=1e-9, nan_ok=True)


@given(FULL)
def test_independent_thirds_have_no_interaction(cells):
    twice = np.empty(8)
    twice[0::2] = twice[1::2] = cells[:4]
    eight = EightCells.checked(twice)
    assert float(eight.interaction) == 0
    assert float(eight.g2) == pytest.approx(0, abs=1e-12)


# ── edges ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_total_has_no_interaction():
    eight = EightCells.checked([0, 5, 0, 5, 4, 5, 6, 50])
    assert math.isnan(eight.interaction)
    assert math.isnan(eight.interaction_se)
    assert float(eight.log_odds[1]) == pytest.approx(math.log(5.5 * 50.5 / (5.5 * 5.5)))
    nothing = EightCells.checked(np.zeros(8))
    assert np.isnan([nothing.interaction, nothing.lift3, nothing.specific_interaction]).all()
    assert nothing.g2 == 0


def test_huge_cells():
    cells = np.array([60, 90, 140, 510, 60, 390, 740, 8010])
    assert float(EightCells.checked(cells * 1e14).g2) == pytest.approx(float(EightCells.checked(cells).g2) * 1e14)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([1, 2, 3], r"the shape \(…, 8\). Given the shape \(3,\)"),
        ([1, 2, 3, -4, 5, 6, 7, 8], "finite numbers from 0 on. Given -4"),
        ([1, 2, 3, math.nan, 5, 6, 7, 8], "Given nan"),
    ],
)
def test_what_are_no_eight_cells(cells, message):
    with pytest.raises(ValueError, match=message):
        EightCells.checked(cells)


def test_totals_that_do_not_fit():
    with pytest.raises(ValueError, match="finite numbers from 0 on"):
        EightCells.of(ab=2, at=2, bt=2, abt=3, a=3, b=3, t=3, n=10)


# ── triples of counts ────────────────────────────────────────────────────────────────────────────────────────────────

WORDS = ["caa", "cbb", "ccc", "cdd"]
TOPICS = ["taa", "tbb"]
LEXICON = cm.Lexicon.from_dict({word: [word] for word in WORDS}, kind="letter").add(
    cm.Lexicon.from_dict({word: [word] for word in TOPICS}, kind="topic")
)
RNG = np.random.default_rng(5)


def text_of(rng: np.random.Generator) -> str:
    """Write a text in which caa and cbb go together only with taa."""
    words = [word for word in (*WORDS, *TOPICS) if rng.random() < 0.35]
    if "taa" in words and "caa" in words and "cbb" not in words and rng.random() < 0.7:
        words.append("cbb")
    return " ".join(["Something", *words])


TABLE = {
    "text": [text_of(RNG) for _ in range(400)],
    "desk": [f"d{i % 2}" for i in range(400)],
    "weight": [0.5 + i % 2 for i in range(400)],
}


def counted(table=TABLE, rows="letter", given="topic", **options):
    corpus = cm.Corpus(table, text="text", meta=["desk", "weight"])
    return cm.cooccurrence(corpus, LEXICON, rows=rows, given=given, unit="document", **options)


DYADS = counted()


def held(words) -> np.ndarray:
    """Count the eight cells by hand."""
    there = [[word in text.split() for word in words] for text in TABLE["text"]]
    return np.array([there.count([digit == "1" for digit in cell]) for cell in CELLS])


def test_conditional_tables_are_those_of_the_units():
    cells = held(("caa", "cbb", "taa"))
    frame = DYADS.conditional("caa", "cbb", "taa")
    assert frame["holds"].tolist() == [True, False]
    pair = cells[0] + cells[1]
    for place, row in enumerate(frame.to_dict("records")):
        both, row_only, col_only, neither = cells[place::2]
        n = both + row_only + col_only + neither
        assert (row["row"], row["col"], row["given"]) == ("caa", "cbb", "taa")
        assert (row["count"], row["n"]) == (both, n)
        assert (row["row_total"], row["col_total"]) == (both + row_only, both + col_only)
        assert row["lift"] == pytest.approx(both * n / ((both + row_only) * (both + col_only)))
        assert row["lift"] == pytest.approx(both / row["expected"])
        assert row["lift_t_given_ab"] == pytest.approx((both / pair) / (n / 400))
        log_odds, se = (
            cm.association(name, joint=both, row_total=both + row_only, col_total=both + col_only, n=n)
            for name in ("log_odds", "log_odds_se")
        )
        assert row["log_odds"] == pytest.approx(log_odds)
        assert row["high"] - row["log_odds"] == pytest.approx(1.959964 * se, rel=1e-6)
        assert row["log_odds"] - row["low"] == pytest.approx(1.959964 * se, rel=1e-6)
    assert frame["lift"][0] == pytest.approx(DYADS["taa"].pair("caa", "cbb")["lift"])


def test_an_interaction_is_that_of_its_cells():
    cells = held(("caa", "cbb", "taa"))
    found, eight = DYADS.interaction("caa", "cbb", "taa"), EightCells.checked(cells)
    assert (found["count"], found["count_without"]) == (cells[0], cells[1])
    assert found["interaction"] == pytest.approx(found["log_odds_given"] - found["log_odds_without"])
    assert found["z"] == pytest.approx(float(eight.interaction / eight.interaction_se))
    assert found["p"] == pytest.approx(2 * stats.norm.sf(abs(found["z"])))
    assert 10 ** found["log10_p"] == pytest.approx(found["p"])
    assert found["p_no_three_way"] == pytest.approx(stats.chi2.sf(found["g2_no_three_way"], 1))
    assert found["ratio"] == pytest.approx(cells[0] / found["expected"])
    assert found["p"] < 0.001, "as the texts were written"
    assert DYADS.interaction("cbb", "caa", "taa")["z"] == pytest.approx(found["z"])


def test_every_triple_is_listed_as_alone():
    frame = DYADS.interactions(min_joint=0)
    triples = set(zip(frame["row"], frame["col"], frame["given"], strict=True))
    assert triples == {(a, b, t) for a, b in itertools.combinations(WORDS, 2) for t in TOPICS}
    for row in frame.to_dict("records"):
        alone = DYADS.interaction(row["row"], row["col"], row["given"])
        assert set(alone.index) <= set(row)
        for name in alone.index:
            assert row[name] == (pytest.approx(alone[name], rel=1e-9) if isinstance(row[name], float) else alone[name])
    assert frame["low"].is_monotonic_decreasing
    assert frame["q"].to_numpy() == pytest.approx(adjusted(frame["p"].to_numpy(), "bh"))
    assert frame.loc[0, ["row", "col", "given"]].tolist() == ["caa", "cbb", "taa"]
    assert set(frame["family"]) == {len(frame)}


def test_a_triple_is_tested_if_each_two_of_its_tags_meet_often_enough():
    cells = {triple: held(triple) for triple in itertools.product(WORDS, WORDS, TOPICS)}
    least = {triple: min(one[0] + one[place] for place in (1, 2, 4)) for triple, one in cells.items()}
    middle = int(np.median([least[triple] for triple in cells if triple[0] < triple[1]]))
    wanted = {triple: least[triple] >= middle for triple in cells if triple[0] < triple[1]}
    frame = DYADS.interactions(min_joint=1, min_total=middle).set_index(["row", "col", "given"])
    assert frame["q"].notna().to_dict() == wanted
    assert 0 < sum(wanted.values()) < len(wanted)
    assert set(frame["family"]) == {sum(wanted.values())}
    q = adjusted(frame["p"].where(frame["q"].notna()).to_numpy(), "bh")
    assert frame["q"].to_numpy() == pytest.approx(q, nan_ok=True)


@pytest.mark.parametrize("adjust", ["bh", "holm"])
def test_q_does_not_depend_on_what_is_shown(adjust):
    every = DYADS.interactions(min_joint=0, adjust=adjust).set_index(["row", "col", "given"]).sort_index()
    some = DYADS.interactions(min_joint=every["count"].median(), adjust=adjust).set_index(["row", "col", "given"])
    assert 0 < len(some) < len(every)
    pd.testing.assert_frame_equal(some.sort_index(), every.loc[some.index].sort_index())


def test_triples_that_never_meet_are_tested():
    texts = ["caa cbb"] * 20 + ["caa taa"] * 20 + ["cbb taa"] * 20 + ["ccc"] * 20
    dyads = cm.cooccurrence(texts, LEXICON, rows="letter", given="topic", unit="document")
    assert len(dyads.interactions()) == 0
    frame = dyads.interactions(min_joint=0)
    assert frame[["row", "col", "given", "count"]].values.tolist() == [["caa", "cbb", "taa", 0]]
    assert frame["interaction"][0] < 0
    assert frame["p_no_three_way"][0] < 0.001


def test_of_one_kind_each_triple_is_there_once():
    dyads = counted(given="letter")
    frame = dyads.interactions(min_joint=0)
    found = [tuple(sorted(triple)) for triple in frame[["row", "col", "given"]].values.tolist()]
    assert sorted(found) == list(itertools.combinations(WORDS, 3))


def test_a_list_of_rows_and_its_kind():
    dyads = counted(rows=["caa"], cols="letter", given="topic")
    frame = dyads.interactions(min_joint=0)
    assert set(zip(frame["row"], frame["col"], strict=True)) == {("caa", other) for other in WORDS[1:]}


def test_a_meta_column_may_be_given():
    frame = counted(given="desk").interactions(min_joint=0)
    # The desk is there or the other is: so both say the same with opposite signs.
    signs = frame.pivot(index=["row", "col"], columns="given", values="interaction")
    assert signs["d0"].to_numpy() == pytest.approx(-signs["d1"].to_numpy())


def test_units_that_are_alike_within_a_document_are_refused():
    corpus = cm.Corpus(TABLE, text="text", meta=["desk"])
    dyads = cm.cooccurrence(corpus, LEXICON, rows="desk", cols="letter", given="topic")
    for ask in (dyads.interactions, lambda: dyads.interaction("d0", "caa", "taa")):
        with pytest.raises(ValueError, match="all units of a document have its desk: count with unit='document'"):
            ask()
    windows = cm.cooccurrence(corpus, LEXICON, rows="letter", given="topic", unit=cm.SlidingWindow(3))
    for ask in (windows.interactions, lambda: windows.conditional("caa", "cbb", "taa")):
        with pytest.raises(ValueError, match="windows overlap"):
            ask()


def test_weights_have_an_interaction_and_no_test():
    dyads = counted(document_weights="weight")
    found, frame = dyads.interaction("caa", "cbb", "taa"), dyads.interactions()
    assert found["low"] < found["interaction"] < found["high"]
    assert math.isnan(found["p"])
    assert frame[["z", "p", "q", "g2_no_three_way"]].isna().all(axis=None)
    assert set(frame["family"]) == {0}


def test_totals_alone_are_enough():
    pd.testing.assert_frame_equal(counted(keep="counts").interactions(), DYADS.interactions())


def test_frames_are_those_of_the_library_that_came_in():
    dyads = counted(pl.DataFrame(TABLE))
    for frame, same in [
        (dyads.interactions(), DYADS.interactions()),
        (dyads.conditional("caa", "cbb", "taa"), DYADS.conditional("caa", "cbb", "taa")),
    ]:
        assert isinstance(frame, pl.DataFrame)
        pd.testing.assert_frame_equal(frame.to_pandas(), same, check_dtype=False)


def test_nothing_to_list():
    some, none = DYADS.interactions(), DYADS.interactions(min_joint=10**6)
    assert (len(none), list(none)) == (0, list(some))
    empty = cm.cooccurrence(["", "Nothing."], LEXICON, rows="letter", given="topic")
    assert len(empty.interactions(min_joint=0)) == 0
    assert math.isnan(empty.interaction("caa", "cbb", "taa")["interaction"])
    assert empty.conditional("caa", "cbb", "taa")["count"].tolist() == [0, 0]


def test_errors():
    for ask in (DYADS.conditional, DYADS.interaction):
        with pytest.raises(ValueError, match="three different tags make eight cells"):
            ask("caa", "caa", "taa")
        with pytest.raises(KeyError, match="unknown topic"):
            ask("caa", "cbb", "nope")
    for options, message in [
        ({"min_joint": -1}, "min_joint must be a number from 0 on. Given -1"),
        ({"min_total": 0}, "min_total must be a whole number from 1 on. Given 0"),
        ({"adjust": "no"}, "unknown adjust 'no'"),
        ({"sort": "no"}, "unknown column to sort by 'no'"),
    ]:
        with pytest.raises(ValueError, match=message):
            DYADS.interactions(**options)
