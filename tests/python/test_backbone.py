"""Backbones: references of other tools, the formulas of the papers, and what cannot be judged."""

import itertools
import json

import numpy as np
import polars as pl
import pytest
from conftest import shared_file
from matrices import one_kind, random_symmetric, two_kinds
from scipy import integrate, stats

import comention as cm
from comention.backbone import LEVELS, disparity, links_of, noise_corrected


@pytest.fixture(scope="module")
def reference() -> dict:
    return json.loads(shared_file("gold", "oracle", "nulls_reference.json").read_text(encoding="utf-8"))


def as_matrix(frame, value: str, tags: list[str], both: bool = True) -> np.ndarray:
    out = np.full((len(tags), len(tags)), np.nan)
    for row, col, number in zip(frame["row"], frame["col"], frame[value], strict=True):
        i, j = tags.index(row), tags.index(col)
        out[i, j] = number
        if both:
            out[j, i] = number
    return out


def test_disparity_equals_the_reference(reference):
    of = reference["disparity"]
    counts = one_kind(np.array(of["A"], dtype=int))
    frame = counts.backbone("disparity", level=1)
    wanted = np.array(of["alpha_ij"], dtype=float)
    assert as_matrix(frame, "alpha", counts.rows) == pytest.approx(
        np.array(of["alpha_min"], dtype=float), rel=1e-9, nan_ok=True
    )
    upper = np.triu(np.ones(wanted.shape, dtype=bool), 1)
    by_row, by_col = (as_matrix(frame, name, counts.rows, False) for name in ("alpha_row", "alpha_col"))
    assert by_row[upper] == pytest.approx(wanted[upper], rel=1e-9, nan_ok=True)
    assert by_col[upper] == pytest.approx(wanted.T[upper], rel=1e-9, nan_ok=True)
    kept = as_matrix(counts.backbone("disparity"), "alpha", counts.rows)
    assert (~np.isnan(kept) == (np.array(of["alpha_min"], dtype=float) < 0.05)).all()


def links_of_all(matrix: np.ndarray, symmetric: bool):
    counts = one_kind(matrix) if symmetric else two_kinds(matrix)
    rows, cols = np.nonzero(np.triu(matrix) if symmetric else matrix)
    return links_of(counts, rows, cols), rows, cols


def test_noise_corrected_equals_the_reference(reference):
    of = reference["noise_corrected"]
    matrix = np.array(of["A"], dtype=int)
    links, rows, cols = links_of_all(matrix, True)
    assert links.total == of["total_weight"]
    score, sdev = noise_corrected(links)
    assert score == pytest.approx(np.array(of["score"])[rows, cols], rel=1e-9)
    assert sdev == pytest.approx(np.array(of["sdev"])[rows, cols], rel=1e-9)
    counts = one_kind(matrix)
    for level in (1.28, 1.64, 2.32, 30.0):
        frame = counts.backbone("noise_corrected", level=level)
        keep = np.array(of["score"]) > level * np.array(of["sdev"])
        found = ~np.isnan(as_matrix(frame, "score", counts.rows))
        assert (found == keep & (matrix > 0)).all()


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("symmetric", [True, False])
def test_disparity_is_the_integral_of_the_paper(seed, symmetric):
    """1 - (k - 1) times the integral from 0 to the share of (1 - x)^(k - 2)."""
    rng = np.random.default_rng(seed)
    matrix = random_symmetric(rng, 6) if symmetric else rng.poisson(1.5, (5, 7))
    links, rows, cols = links_of_all(matrix, symmetric)
    alphas = disparity(links)
    for alpha, at, axis in ((alphas[0], rows, 1), (alphas[1], cols, 0)):
        strength, degree = matrix.sum(axis=axis), (matrix > 0).sum(axis=axis)
        for pair, tag in enumerate(at):
            k, share = degree[tag], links.weight[pair] / strength[tag]
            wanted = 1 - (k - 1) * integrate.quad(lambda x, k=k: (1 - x) ** (k - 2), 0, share)[0] if k > 1 else 1.0
            assert alpha[pair] == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("symmetric", [True, False])
def test_noise_corrected_is_the_delta_method_with_a_fitted_prior(seed, symmetric):
    rng = np.random.default_rng(seed)
    matrix = random_symmetric(rng, 6) if symmetric else rng.poisson(2.5, (5, 7))
    links, *_ = links_of_all(matrix, symmetric)
    n = matrix.sum()
    assert links.total == n
    score, sdev = noise_corrected(links)
    for pair in range(len(score)):
        w, a, b = (float(values[pair]) for values in links[:3])
        lift = w / (a * b / n)
        assert score[pair] == pytest.approx((lift - 1) / (lift + 1), rel=1e-12)
        # The prior of a pair's probability: the mean and variance of a hypergeometric share.
        drawn = stats.hypergeom(int(n), int(a), int(b))
        mean, variance = drawn.mean() / n, drawn.var() / n**2
        alpha = mean * (mean * (1 - mean) / variance - 1)
        beta = (1 - mean) * (mean * (1 - mean) / variance - 1)
        prior = stats.beta(alpha, beta)
        assert (prior.mean(), prior.var()) == (pytest.approx(mean), pytest.approx(variance))
        posterior = stats.beta(alpha + w, beta + n - w)
        spread = stats.binom(int(n), posterior.mean()).std()

        def scaled(x, w=w, a=a, b=b):
            """One more unit adds to the pair, to both sums and to n."""
            value = (n + x) * (w + x) / ((a + x) * (b + x))
            return (value - 1) / (value + 1)

        step = 1e-5
        slope = (scaled(step) - scaled(-step)) / (2 * step)
        assert sdev[pair] == pytest.approx(spread * abs(slope), rel=1e-5, abs=1e-9)


def test_significance_keeps_what_significance_finds():
    counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic", unit="document")
    for options in ({}, {"null": "independence", "adjust": "holm"}, {"min_total": 8, "cluster": None}):
        tests = counts.significance(**options)
        for level in (0.05, 0.5):
            frame = counts.backbone(level=level, **options)
            kept = tests[tests["q"] <= level]
            names = ["row", "col", "count", "expected", "p", "q", "null", "cluster", "alternative", "family", "adjust"]
            assert sorted(frame[names].values.tolist()) == sorted(kept[names].values.tolist())
            assert set(frame["level"]) <= {level}
    assert len(counts.backbone(level=0.5)) > 0


@pytest.mark.parametrize("method", ["disparity", "noise_corrected"])
def test_a_list_is_a_network_of_its_own(method):
    corpus, tags = cm.datasets.briefs(), ["US", "CN", "RU", "IR", "KZ", "UA"]
    some = cm.cooccurrence(corpus, rows=tags, unit="document")
    other = cm.cooccurrence(corpus, rows=tags, cols=tags[::-1], unit="document")
    alone = one_kind(some.to_scipy().toarray(), tags)
    frames = [counts.backbone(method, level=0.5).drop(columns=["row", "col"]) for counts in (some, alone, other)]
    assert len(frames[0]) > 1
    for frame in frames[1:]:
        values = [np.sort(of.select_dtypes("number").to_numpy(), axis=1) for of in (frames[0], frame)]
        assert values[0] == pytest.approx(values[1], rel=1e-12)
    lists = cm.cooccurrence(corpus, rows=tags[:3], cols=tags[3:], unit="document")
    twice = two_kinds(lists.to_scipy().toarray())
    assert lists.backbone(method, level=0.9)["count"].tolist() == twice.backbone(method, level=0.9)["count"].tolist()
    with pytest.raises(ValueError, match=f"{method} is of rows and columns that share all tags or none"):
        cm.cooccurrence(corpus, rows=tags[:4], cols=tags[3:], unit="document").backbone(method)


@pytest.mark.parametrize("method", LEVELS)
def test_pairs_of_one_kind_are_listed_once_and_transposed_counts_say_the_same(method):
    matrix = random_symmetric(np.random.default_rng(5), 8)
    level = {"noise_corrected": 0.1}.get(method, 0.9)
    frame = one_kind(matrix).backbone(method, level=level)
    pairs = {frozenset(pair) for pair in zip(frame["row"], frame["col"], strict=True)}
    assert len(pairs) == len(frame) > 0
    table = np.random.default_rng(5).poisson(4, (6, 5))
    there, back = (two_kinds(m).backbone(method, level=level) for m in (table, table.T))
    swap = str.maketrans("rc", "cr")
    mirrored = {(col.translate(swap), row.translate(swap)) for row, col in zip(back["row"], back["col"], strict=True)}
    assert mirrored == set(zip(there["row"], there["col"], strict=True))


def test_a_stricter_level_keeps_a_part_in_the_same_order():
    counts = one_kind(random_symmetric(np.random.default_rng(6), 12))
    for method, levels in {
        "disparity": (0.8, 0.4, 0.1),
        "noise_corrected": (0.1, 1, 4),
        "significance": (1, 0.5, 0.1),
    }.items():
        frames = [counts.backbone(method, level=level)[["row", "col"]].values.tolist() for level in levels]
        for loose, strict in itertools.pairwise(frames):
            assert [pair for pair in loose if pair in strict] == strict
        assert len(frames[0]) > len(frames[-1])


def test_scaled_counts_have_the_same_disparity():
    matrix = random_symmetric(np.random.default_rng(7), 7)
    one, more = (one_kind(matrix * factor).backbone("disparity", level=1) for factor in (1, 5))
    assert one["alpha"].to_numpy() == pytest.approx(more["alpha"].to_numpy(), rel=1e-12)


def test_a_tag_with_one_pair_says_nothing_of_it():
    star = np.zeros((5, 5), dtype=int)
    star[0, 1:] = star[1:, 0] = [90, 3, 3, 3]
    frame = one_kind(star).backbone("disparity", level=1)
    assert frame["alpha_col"].tolist() == [1.0] * 4
    assert frame["alpha"][0] == pytest.approx((1 - 90 / 99) ** 3, rel=1e-12)
    pair = one_kind([[0, 50], [50, 0]])
    assert len(pair.backbone("disparity", level=1)) == 0, "1 is not below 1"


def test_two_kinds_expect_no_pair_of_one_kind():
    """Independent rows and columns have lift 1 and score 0; as a matrix of rows and columns together they had 2."""
    table = np.outer([2, 4, 6], [1, 2, 3])
    links, *_ = links_of_all(table, False)
    assert noise_corrected(links)[0] == pytest.approx(np.zeros(9), abs=1e-12)
    assert len(two_kinds(table).backbone("noise_corrected")) == 0


@pytest.mark.parametrize("table", [[[3, 4, 5]], [[3], [4]], [[7]], [[1]]])
def test_a_single_row_or_column(table):
    counts = two_kinds(table)
    links, *_ = links_of_all(np.array(table), False)
    score, sdev = noise_corrected(links)
    assert score == pytest.approx(np.zeros(len(score)), abs=1e-12)
    assert np.isnan(sdev).all()
    assert len(counts.backbone("noise_corrected")) == 0
    assert len(counts.backbone("disparity", level=0.3)) == 0
    assert len(counts.backbone()) == 0


@pytest.mark.parametrize("method", LEVELS)
def test_empty_counts(method):
    for counts in (cm.cooccurrence("Nothing.", rows="country"), two_kinds([[0, 0], [0, 0]])):
        frame = counts.backbone(method)
        assert len(frame) == 0
        assert {"row", "col", "count", "method", "level", "family"} <= set(frame.columns)


@pytest.mark.parametrize("method", ["disparity", "noise_corrected"])
@pytest.mark.parametrize(
    "how", [{"count": "product"}, {"unit": cm.Proximity(10)}, {"directed": True}, {"keep": "counts"}]
)
def test_other_counts(method, how):
    counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", **how)
    frame = counts.backbone(method)
    assert 0 < len(frame) < len(counts.pairs(min_joint=0.01, cluster=None))
    assert set(frame["method"]) == {method}
    if how.get("directed"):
        matrix = counts.to_pandas()
        row, col, alpha = frame.loc[0, ["row", "col", frame.columns[4]]]
        if method == "disparity":
            w, s, k = matrix.loc[row, col], matrix[col].sum(), (matrix[col] > 0).sum()
            assert alpha == pytest.approx((1 - w / s) ** (k - 1)), "of a column what comes in"


def test_shares_and_windows_have_a_disparity_alone():
    corpus = cm.datasets.briefs()
    for how in ({"unit": cm.SlidingWindow(20)}, {"weight": "pair"}, {"unit": cm.Proximity(9, decay="inverse")}):
        counts = cm.cooccurrence(corpus, rows="country", **how)
        assert len(counts.backbone("disparity", level=0.3)) > 0
        with pytest.raises(ValueError, match="noise_corrected takes counts for independent draws"):
            counts.backbone("noise_corrected")
        with pytest.raises(ValueError, match=r"significance has no p for windows.*give method='disparity'"):
            counts.backbone(min_total=1)


def test_labels_of_whole_documents_have_no_p_by_sentence():
    table = {"text": ["Iran. Peru."] * 9, "who": list("abcabcabc"), "where": list("xyzyzxzxy")}
    corpus = cm.Corpus(table, text="text", meta=["who", "where"])
    with pytest.raises(ValueError, match="labels of whole documents"):
        cm.cooccurrence(corpus, rows="who", cols="where").backbone(min_total=1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "disparty"}, "unknown method 'disparty'; did you mean 'disparity'"),
        ({"level": 0}, "level of significance must be a number above 0 and at most 1. Given 0"),
        ({"level": 1.64}, "at most 1. Given 1.64"),
        ({"level": True}, "Given True"),
        ({"method": "disparity", "level": float("nan")}, "level of disparity must be a number above 0"),
        ({"method": "noise_corrected", "level": -1}, "level of noise_corrected must be a number above 0. Given -1"),
        ({"method": "noise_corrected", "level": float("inf")}, "Given inf"),
        ({"method": "disparity", "null": "unit_size"}, "null= goes with method='significance', not with 'disparity'"),
        ({"method": "noise_corrected", "adjust": "by", "min_total": 9}, "adjust=, min_total= goes with"),
        ({"min_total": -1}, "min_total must be a whole number"),
        ({"null": "unitsize"}, "unknown null 'unitsize'"),
        ({"adjust": "bhh"}, "unknown adjust 'bhh'"),
        ({"cluster": "outlets"}, "unknown cluster 'outlets'"),
    ],
)
def test_bad_arguments(options, message):
    with pytest.raises(ValueError, match=message):
        one_kind([[0, 5, 2], [5, 0, 0], [2, 0, 0]]).backbone(**options)


def test_labels_and_library():
    counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", unit="document")
    by_id, by_name = (counts.backbone("disparity", labels=labels) for labels in (None, "name"))
    assert [counts._rows.find(name) for name in by_name["row"]] == [counts.rows.index(tag) for tag in by_id["row"]]
    labelled = cm.labels(pl.DataFrame({"t": ["a;b", "a;c", "a;b;d"] * 4}), t="t")
    frame = cm.cooccurrence(labelled, rows="t", unit="document").backbone("disparity", level=0.9)
    assert isinstance(frame, pl.DataFrame)
