"""The null of fixed degrees: against all matrices, against a slow sampler, and in the frames."""

import itertools
import json
import random

import numpy as np
import pandas as pd
import pytest
from conftest import shared_file

import comention as cm
from comention import _core
from comention.nulls.judge import Judge
from comention.significance import family

COUNTRIES = ["caa", "cbb", "ccc", "cdd", "cee", "cff"]
TOPICS = ["taa", "tbb", "tcc", "tdd"]
LEXICON = cm.Lexicon.from_dict({word: [word] for word in COUNTRIES}, kind="country").add(
    cm.Lexicon.from_dict({word: [word] for word in TOPICS}, kind="topic")
)
NONE = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint32)
NUMBERS = ["count", "expected", "p", "log10_p", "q"]


def lists(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.cumsum(matrix.sum(1)), np.nonzero(matrix)[1].astype(np.uint32)


def sampled(matrix, rows, cols, observed, samples, fixed=None, seed=1, threads=1):
    """Give mean, variance and the shares of samples with at least and at most the observed counts."""
    beside = (*NONE, 0) if fixed is None else (*lists(fixed), fixed.shape[1])
    at = np.asarray(rows, dtype=np.uint32), np.asarray(cols, dtype=np.uint32)
    observed = np.asarray(observed, dtype=np.int64)
    found = _core.sample_fixed_degree(
        *lists(matrix), matrix.shape[1], *beside, *at, observed, samples, seed, threads, None
    )
    return found.T / np.array([[1], [1], [samples], [samples]])


def same_margins(matrix: np.ndarray) -> list[np.ndarray]:
    """List all matrices with the same margins."""
    units = [sorted(set(itertools.permutations(row))) for row in matrix.tolist()]
    made = (np.array(rows) for rows in itertools.product(*units))
    return [one for one in made if (one.sum(0) == matrix.sum(0)).all()]


def swapped(matrix: np.ndarray, swaps: int, rng: random.Random) -> np.ndarray:
    """Swap two ones of two units and two tags where that keeps the margins, many times: slow, and no curveball."""
    out = matrix.copy()
    places = [tuple(place) for place in np.argwhere(out)]
    for _ in range(swaps):
        i, j = rng.randrange(len(places)), rng.randrange(len(places))
        (u, a), (v, b) = places[i], places[j]
        if out[u, b] or out[v, a]:
            continue
        out[u, a] = out[v, b] = 0
        out[u, b] = out[v, a] = 1
        places[i], places[j] = (u, b), (v, a)
    return out


def counts_of(countries: np.ndarray, topics: np.ndarray | None = None, **options):
    """Count a document a unit, with the tags of the rows of matrices."""
    words = [np.array(COUNTRIES)[: len(row)][row > 0].tolist() for row in countries]
    for place, row in enumerate(topics if topics is not None else []):
        words[place] += np.array(TOPICS)[: len(row)][row > 0].tolist()
    texts = [" ".join(["Something", *found]) + "." for found in words]
    options = {"rows": "country", "unit": "document", **options}
    return cm.cooccurrence(texts, LEXICON, **options)


def random_matrix(rng, units: int, tags: int) -> np.ndarray:
    return (rng.uniform(size=(units, tags)) < 0.6 / (1 + 0.3 * np.arange(tags))).astype(np.int64)


RNG = np.random.default_rng(5)
MANY = random_matrix(RNG, 120, len(COUNTRIES))
BESIDE = random_matrix(RNG, 120, len(TOPICS))


@pytest.fixture(scope="module")
def exact() -> dict:
    path = shared_file("gold", "oracle", "nulls_reference.json")
    return json.loads(path.read_text(encoding="utf-8"))["fdsm_exact"]


def test_moments_and_tails_are_those_of_all_164_matrices(exact):
    matrix, samples = np.array(exact["X_units_by_entities"]), 200_000
    every = same_margins(matrix)
    assert len(every) == exact["n_matrices"] == 164
    rows, cols = np.triu_indices(4, 1)
    found = sampled(matrix, rows, cols, np.array(exact["observed"])[rows, cols], samples)
    wanted = np.array([np.array(exact[name])[rows, cols] for name in ("mean", "var", "p_upper", "p_lower")])
    counts = np.array([(one.T @ one)[rows, cols] for one in every])
    assert counts.mean(0) == pytest.approx(wanted[0], abs=1e-12)
    assert counts.var(0) == pytest.approx(wanted[1], abs=1e-12)
    # The standard error of a share is at most ½/√samples; those of mean and variance are no larger here by far.
    assert np.abs(found - wanted).max() < 5 * 0.5 / np.sqrt(samples)


def test_frames_have_the_numbers_of_all_164_matrices(exact):
    matrix = np.array(exact["X_units_by_entities"])
    counts = counts_of(matrix)
    frame = counts.significance(null="fixed_degree", samples=50_000, min_total=0, alternative="less")
    for row in frame[frame["row"].isin(COUNTRIES[:4]) & frame["col"].isin(COUNTRIES[:4])].itertuples():
        at = COUNTRIES.index(row.row), COUNTRIES.index(row.col)
        assert row.count == exact["observed"][at[0]][at[1]]
        assert row.expected == pytest.approx(exact["mean"][at[0]][at[1]], abs=0.02)
        assert row.p == pytest.approx(exact["p_lower"][at[0]][at[1]], abs=0.02)


@pytest.mark.parametrize("seed", range(5))
def test_two_layers_agree_with_all_matrices(seed):
    rng = np.random.default_rng(seed)
    matrix, fixed = random_matrix(rng, 5, 4), random_matrix(rng, 5, 3)
    rows, cols = (places.ravel() for places in np.mgrid[:4, :3])
    observed = (matrix.T @ fixed)[rows, cols]
    counts = np.array([(one.T @ fixed)[rows, cols] for one in same_margins(matrix)])
    wanted = [counts.mean(0), counts.var(0), (counts >= observed).mean(0), (counts <= observed).mean(0)]
    found = sampled(matrix, rows, cols, observed, 50_000, fixed)
    assert np.abs(found - np.array(wanted)).max() < 0.02


def test_agrees_with_swaps_where_matrices_are_too_many():
    rng, rows, cols = random.Random(1), *np.triu_indices(len(COUNTRIES), 1)
    made, counts = MANY, []
    for _ in range(1500):
        made = swapped(made, 400, rng)
        counts.append((made.T @ made)[rows, cols])
    slow = np.array(counts)
    mean, variance, *_ = sampled(MANY, rows, cols, np.zeros(len(rows)), 4000)
    error = np.sqrt(slow.var(0) / len(slow) + variance / 4000)
    assert (np.abs(mean - slow.mean(0)) < 6 * error).all()
    assert variance == pytest.approx(slow.var(0), rel=0.2)


def test_p_counts_the_observed_matrix_as_one_more_sample():
    counts = counts_of(MANY)
    judge = Judge(counts, "fixed_degree", None, 99, 7)
    rows, cols = family(counts, 0)
    chance = judge.of(rows, cols)
    observed = np.array([counts[counts.rows[i], counts.cols[j]] for i, j in zip(rows, cols, strict=True)])
    mean, variance, above, below = sampled(MANY, rows, cols, observed, 99, seed=7)
    assert chance.expected == pytest.approx(mean)
    assert chance.variance == pytest.approx(variance)
    assert np.exp(chance.log_p("greater")) == pytest.approx((1 + 99 * above) / 100)
    assert np.exp(chance.log_p("less")) == pytest.approx((1 + 99 * below) / 100)
    two = np.minimum(1, 2 * np.minimum(1 + 99 * above, 1 + 99 * below) / 100)
    assert np.exp(chance.log_p("two-sided")) == pytest.approx(two)
    assert (chance.deff == 1).all()


def frame_of(counts, **options) -> pd.DataFrame:
    options = {"null": "fixed_degree", "samples": 999, "seed": 3, "min_total": 1, **options}
    frame = counts.significance(**options)
    flip = frame["row"] > frame["col"]
    frame.loc[flip, ["row", "col"]] = frame.loc[flip, ["col", "row"]].to_numpy()
    return frame.set_index(["row", "col"]).sort_index()


@pytest.mark.parametrize("cols", [None, "topic"])
def test_results_depend_on_neither_threads_nor_order_nor_parts(cols):
    whole = frame_of(counts_of(MANY, BESIDE, cols=cols))
    order = np.random.default_rng(1).permutation(len(MANY))
    pd.testing.assert_frame_equal(frame_of(counts_of(MANY[order], BESIDE[order], cols=cols)), whole)
    for threads in (1, 5):
        pd.testing.assert_frame_equal(frame_of(counts_of(MANY, BESIDE, cols=cols, threads=threads)), whole)
    parts = [counts_of(MANY[at], BESIDE[at], cols=cols) for at in (slice(70, None), slice(0, 70))]
    pd.testing.assert_frame_equal(frame_of(cm.merge(parts)), whole)
    assert not frame_of(counts_of(MANY, BESIDE, cols=cols), seed=4)["expected"].equals(whole["expected"])


def test_countries_are_shuffled_whether_they_are_rows_or_columns():
    across, down = (
        frame_of(counts_of(MANY, BESIDE, rows=rows, cols=cols))
        for rows, cols in (("country", "topic"), ("topic", "country"))
    )
    pd.testing.assert_frame_equal(across, down)
    rows, cols = (places.ravel() for places in np.mgrid[: len(COUNTRIES), : len(TOPICS)])
    mean, *_ = sampled(MANY, rows, cols, np.zeros(len(rows)), 999, BESIDE, seed=3)
    assert across["expected"].to_numpy() == pytest.approx(mean)


def test_lists_choose_what_is_shown_and_not_the_null():
    whole = frame_of(counts_of(MANY))
    chosen = frame_of(counts_of(MANY, rows=COUNTRIES[:2], cols=COUNTRIES[2:4]))
    assert len(chosen) == 4
    pd.testing.assert_frame_equal(chosen[NUMBERS[:4]], whole.loc[chosen.index, NUMBERS[:4]])


def test_kinds_that_share_tags_are_shuffled_as_one():
    mixed = frame_of(counts_of(MANY, BESIDE, rows=[*COUNTRIES, *TOPICS], cols="topic"))
    both = np.hstack([MANY, BESIDE])
    rows, cols = (places.ravel() for places in np.mgrid[: len(COUNTRIES), len(COUNTRIES) : both.shape[1]])
    mean, *_ = sampled(both, rows, cols, np.zeros(len(rows)), 999, seed=3)
    assert mixed.loc[COUNTRIES, "expected"].to_numpy() == pytest.approx(mean)


def test_units_with_too_many_tags_take_no_part():
    few = (MANY.sum(1) <= 3) & (BESIDE.sum(1) <= 3)
    assert 0 < few.sum() < len(few)
    for cols in (None, "topic"):
        limited = frame_of(counts_of(MANY, BESIDE, cols=cols, max_tags=3))
        kept = few if cols else MANY.sum(1) <= 3
        pd.testing.assert_frame_equal(limited, frame_of(counts_of(MANY[kept], BESIDE[kept], cols=cols)))


def test_given_a_tag_only_units_that_hold_it_take_part():
    dyads = counts_of(MANY, BESIDE, given="topic")
    within = BESIDE[:, 1] > 0
    pd.testing.assert_frame_equal(frame_of(dyads["tbb"])[NUMBERS], frame_of(counts_of(MANY[within]))[NUMBERS])


def test_frames_name_samples_and_seed():
    counts = counts_of(MANY)
    for ask in (counts.pairs, counts.significance):
        frame = ask(null="fixed_degree")
        assert frame[["null", "cluster", "samples", "seed"]].drop_duplicates().values.tolist() == [
            ["fixed_degree", "none", 1000, 1]
        ]
        assert "samples" not in ask()
    frame = counts.pairs(null="fixed_degree", min_joint=1)
    assert frame["lift"].to_numpy() == pytest.approx((frame["count"] / frame["expected"]).to_numpy())
    assert (frame["lift_low"] <= frame["lift"]).all()
    assert (frame["lift"] <= frame["lift_high"]).all()


def test_too_few_samples_for_any_q_are_told():
    counts = counts_of(MANY)
    with pytest.warns(cm.CaveatWarning, match=r"p cannot be less than 1/101, and 15 pairs .* Give samples=299"):
        counts.significance(null="fixed_degree", samples=100)
    counts.significance(null="fixed_degree", samples=299)


def test_no_warning_where_a_q_is_small_all_the_same():
    pairs = np.kron(np.eye(3, dtype=np.int64), np.ones((25, 2), dtype=np.int64))
    frame = counts_of(pairs).pairs(null="fixed_degree", samples=200)
    assert frame["q"].tolist() == pytest.approx([15 / 3 / 201] * 3)
    assert 15 / 201 > 0.05


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"unit": cm.SlidingWindow(4)}, "null='fixed_degree' is for binary counts of whole units"),
        ({"count": "product"}, "null='fixed_degree' does not fit totals of pairs: give 'pairs'"),
        ({"overlapping": "drop"}, "null='fixed_degree' is for binary counts of whole units"),
        ({"keep": "counts"}, r"null='fixed_degree' needs the units, which keep='counts' dropped.*keep='incidence'"),
    ],
)
def test_counts_that_do_not_fit(how, message):
    counts = counts_of(MANY, **how)
    for ask in (counts.pairs, counts.significance):
        with pytest.raises(ValueError, match=message):
            ask(null="fixed_degree")


def test_weights_of_documents_do_not_fit():
    table = {"text": ["Something caa cbb."] * 9, "story": ["s"] * 3 + list("abcdef")}
    corpus = cm.Corpus(table, text="text", meta=["story"])
    counts = cm.cooccurrence(corpus, LEXICON, rows="country", duplicates="weight")
    with pytest.raises(ValueError, match="null='fixed_degree' is for binary counts"):
        counts.pairs(null="fixed_degree")


def test_samples_and_seed_are_checked():
    counts = counts_of(MANY)
    for name in ("samples", "seed"):
        with pytest.raises(ValueError, match=f"{name}= is for nulls that are sampled, .*null='unit_size' is not"):
            counts.pairs(**{name: 5})
        for value in (-1, 2.5, "5", True, 2**63):
            with pytest.raises(ValueError, match=name):
                counts.pairs(null="fixed_degree", **{name: value})
    with pytest.raises(ValueError, match=r"samples must be a whole number from 1 on\. Given 0"):
        counts.pairs(null="fixed_degree", samples=0)


def test_nothing_to_sample():
    for texts in (["Something."], ["Something caa."], ["Something caa cbb."] * 5):
        counts = cm.cooccurrence(texts, LEXICON, rows="country", unit="document")
        frame = counts.significance(null="fixed_degree", min_total=0)
        assert (frame["p"] == 1).all()
        assert (frame["expected"] == frame["count"]).all()
        assert len(counts.pairs(null="fixed_degree")) == (len(texts) == 5)


def test_one_sample_has_no_variance():
    _, variance, above, below = sampled(MANY, [0], [1], [10], 1)
    assert variance.tolist() == [0]
    assert above + below >= 1


def test_slices_are_sampled_each_by_itself():
    table = {"text": ["Something caa cbb."] * 6 + ["Something caa. Something ccc."] * 6, "year": ["2020", "2021"] * 6}
    trend = cm.cooccurrence(cm.Corpus(table, text="text", date="year"), LEXICON, rows="country", by="year")
    frame = trend.pairs(null="fixed_degree", samples=100)
    assert frame[["period", "count", "samples"]].values.tolist() == [["2020", 3, 100], ["2021", 3, 100]]


def test_an_interrupt_stops_the_sampling():
    def interrupt(done, total):
        assert done <= total == 10**6
        raise KeyboardInterrupt

    rng = np.random.default_rng(1)
    matrix = random_matrix(rng, 3000, 30)
    rows, cols = (places.astype(np.uint32) for places in np.triu_indices(30, 1))
    with pytest.raises(KeyboardInterrupt):
        _core.sample_fixed_degree(
            *lists(matrix), 30, *NONE, 0, rows, cols, np.zeros(len(rows), dtype=np.int64), 10**6, 1, 2, interrupt
        )


def test_without_association_few_pairs_are_found():
    rng, low, tests = np.random.default_rng(4), 0, 0
    for _ in range(60):
        sizes = rng.integers(0, 4, size=60)
        weights = np.array([5, 3, 3, 2, 1, 1]) / 15
        matrix = np.zeros((60, 6), dtype=np.int64)
        for unit, size in enumerate(sizes):
            matrix[unit, rng.choice(6, size=size, replace=False, p=weights)] = 1
        rows, cols = np.triu_indices(6, 1)
        found = sampled(matrix, rows, cols, (matrix.T @ matrix)[rows, cols], 299)
        p = (1 + 299 * found[2]) / 300
        low, tests = low + (p < 0.05).sum(), tests + len(p)
    assert low / tests <= 0.06
