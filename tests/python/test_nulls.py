"""Null models: units of fixed sizes, their tails, clusters of units, and pairs without a diagonal."""

import itertools
import json
import math
import random
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from conftest import shared_file
from scipy.sparse import csr_array
from scipy.stats import binom, norm, poisson

import comention as cm
from comention import _core
from comention.expected import effects_of_pairs
from comention.nulls.judge import Judge

COUNTRIES = ["caa", "cbb", "ccc", "cdd", "cee", "cff", "cgg", "chh"]
TOPICS = ["taa", "tbb", "tcc", "tdd", "tee", "tff", "tgg"]


def made_up(countries=COUNTRIES, topics=TOPICS):
    lexicon = cm.Lexicon.from_dict({word: [word] for word in countries}, kind="country")
    return lexicon.add(cm.Lexicon.from_dict({word: [word] for word in topics}, kind="topic"))


def sentence(words) -> str:
    return " ".join(["Something", *words]) + "."


@pytest.fixture(scope="module")
def reference() -> dict:
    return json.loads(shared_file("gold", "oracle", "nulls_reference.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def clustered() -> dict:
    return json.loads(shared_file("gold", "oracle", "clustered_reference.json").read_text(encoding="utf-8"))


def model_of(matrix: np.ndarray) -> _core.SizeModel:
    """Fit the model of units by tags."""
    sizes, units = np.unique(matrix.sum(1), return_counts=True)
    there = sizes > 0
    return _core.SizeModel(matrix.sum(0), sizes[there].astype(np.uint32), units[there])


def judged(model: _core.SizeModel, rows, cols, joint):
    rows, cols = (np.asarray(places, dtype=np.uint32) for places in (rows, cols))
    joint = np.asarray(joint, dtype=np.float64)
    return _core.pair_nulls(model, rows, cols, joint, joint, 1, None).T


def judged_across(row_model, col_model, rows_matrix, cols_matrix, rows, cols, joint):
    row_size, col_size = rows_matrix.sum(1), cols_matrix.sum(1)
    both = (row_size > 0) & (col_size > 0)
    places = [
        np.searchsorted(model.sizes, size[both]) for model, size in ((row_model, row_size), (col_model, col_size))
    ]
    classes, units = np.unique(np.stack(places, axis=1), axis=0, return_counts=True)
    args = [np.asarray(values, dtype=np.uint32) for values in (classes[:, 0], classes[:, 1])]
    rows, cols = (np.asarray(places, dtype=np.uint32) for places in (rows, cols))
    joint = np.asarray(joint, dtype=np.float64)
    return _core.cross_pair_nulls(row_model, col_model, *args, units, rows, cols, joint, joint, 1, None).T


def test_units_of_fixed_sizes_equal_the_reference(reference):
    of = reference["unit_size"]
    matrix = np.array(of["X_units_by_entities"])
    model = model_of(matrix)
    assert model.sizes.tolist() == of["k_values"]
    assert model.weights / model.weights.sum() == pytest.approx(np.array(of["weights"]), rel=1e-9)
    assert model.inclusion == pytest.approx(np.array(of["incl_by_k"]), rel=1e-9)
    rows, cols = np.nonzero(~np.eye(6, dtype=bool))
    joint = (matrix.T @ matrix)[rows, cols]
    expected, variance, upper, lower = judged(model, rows, cols, joint)

    def listed(name):
        return np.array(of[name], dtype=np.float64)[rows, cols]

    assert joint.tolist() == listed("observed").tolist()
    assert expected == pytest.approx(listed("expected"), rel=1e-9)
    assert variance == pytest.approx(listed("variance"), rel=1e-9)
    assert np.exp(upper) == pytest.approx(listed("p_upper_exact"), rel=1e-6)
    assert np.exp(lower) == pytest.approx(listed("p_lower_exact"), rel=1e-6)


def test_two_kinds_in_units_of_fixed_sizes_equal_the_reference(reference):
    of = reference["unit_size"]["two_mode"]
    matrix = np.array(reference["unit_size"]["X_units_by_entities"])
    countries, topics = matrix[:, of["countries"]], matrix[:, of["topics"]]
    models = model_of(countries), model_of(topics)
    for model, weights in zip(models, (of["weights_c"], of["weights_t"]), strict=True):
        assert model.weights / model.weights.sum() == pytest.approx(np.array(weights), rel=1e-9)
    rows, cols = np.divmod(np.arange(9), 3)
    joint = (countries.T @ topics).ravel()
    assert joint.tolist() == np.ravel(of["observed"]).tolist()
    expected, _, upper, _ = judged_across(*models, countries, topics, rows, cols, joint)
    assert expected == pytest.approx(np.ravel(of["expected"]), rel=1e-9)
    assert np.exp(upper) == pytest.approx(np.ravel(of["p_upper_exact"]), rel=1e-6)


def drawn_by_hand(weights: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Give how likely each tag, and each two, are in a unit, from all sets of this size."""
    tags = len(weights)
    one, two, total = np.zeros(tags), np.zeros((tags, tags)), 0.0
    for chosen in itertools.combinations(range(tags), size):
        weight = weights[list(chosen)].prod()
        total += weight
        one[list(chosen)] += weight
        for a, b in itertools.permutations(chosen, 2):
            two[a, b] += weight
    return one / total, two / total


def exact_tails(p: list[float], x: int) -> tuple[float, float]:
    """Give P(X >= x) and P(X <= x) of a sum of coins by convolution."""
    pmf = np.array([1.0])
    for one in p:
        pmf = np.convolve(pmf, [1 - one, one])
    return math.fsum(pmf[x:]), math.fsum(pmf[: x + 1])


def random_matrix(rng: random.Random, tags: int, units: int) -> np.ndarray:
    matrix = np.zeros((units, tags), dtype=np.int64)
    for unit in range(units):
        matrix[unit, rng.sample(range(tags), rng.randint(1, tags - 2))] = 1
    return matrix


@pytest.mark.parametrize("seed", range(20))
def test_chances_are_those_of_all_sets_of_a_size(seed):
    rng = random.Random(seed)
    tags, units = rng.randint(4, 7), rng.randint(6, 30)
    matrix = random_matrix(rng, tags, units)
    totals = matrix.sum(0)
    if (totals == 0).any() or (totals == units).any():
        matrix = np.vstack([matrix, np.eye(tags, dtype=np.int64)])
        totals = matrix.sum(0)
    model = model_of(matrix)
    by_size = {int(size): drawn_by_hand(model.weights, int(size)) for size in model.sizes}
    for size, inclusion in zip(model.sizes.tolist(), model.inclusion, strict=True):
        assert inclusion == pytest.approx(by_size[size][0], rel=1e-9)
    sizes = matrix.sum(1).tolist()
    assert sum(by_size[size][0] for size in sizes) == pytest.approx(totals, rel=1e-8), "means are the totals"
    rows, cols = np.triu_indices(tags, 1)
    joint = (matrix.T @ matrix)[rows, cols]
    expected, variance, upper, lower = judged(model, rows, cols, joint)
    for at, (a, b) in enumerate(zip(rows, cols, strict=True)):
        p = [by_size[size][1][a, b] for size in sizes]
        assert expected[at] == pytest.approx(sum(p), rel=1e-9)
        assert variance[at] == pytest.approx(sum(one * (1 - one) for one in p), rel=1e-9)
        more, fewer = exact_tails(p, int(joint[at]))
        assert math.exp(upper[at]) == pytest.approx(more, rel=1e-9)
        assert math.exp(lower[at]) == pytest.approx(fewer, rel=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_chances_of_two_kinds_are_those_of_all_sets_of_a_size(seed):
    rng = random.Random(100 + seed)
    matrix = np.vstack([random_matrix(rng, 9, 25), np.eye(9, dtype=np.int64)])
    left, right = matrix[:, :5], matrix[:, 5:]
    models = model_of(left), model_of(right)
    rows, cols = np.divmod(np.arange(20), 4)
    joint = (left.T @ right).ravel()
    expected, variance, upper, lower = judged_across(*models, left, right, rows, cols, joint)
    chances = [
        {size: drawn_by_hand(model.weights, size)[0] if size else np.zeros(width) for size in range(width + 1)}
        for model, width in zip(models, (5, 4), strict=True)
    ]
    for at, (a, b) in enumerate(zip(rows, cols, strict=True)):
        p = [
            chances[0][r][a] * chances[1][c][b]
            for r, c in zip(left.sum(1).tolist(), right.sum(1).tolist(), strict=True)
        ]
        assert expected[at] == pytest.approx(sum(p), rel=1e-9)
        assert variance[at] == pytest.approx(sum(one * (1 - one) for one in p), rel=1e-9)
        more, fewer = exact_tails(p, int(joint[at]))
        assert math.exp(upper[at]) == pytest.approx(more, rel=1e-9)
        assert math.exp(lower[at]) == pytest.approx(fewer, rel=1e-9)


def test_a_tag_in_every_unit_is_always_drawn():
    matrix = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1], [1, 1, 1, 0]])
    model = model_of(matrix)
    assert model.inclusion[:, 0] == pytest.approx([1, 1], rel=1e-8)
    expected, variance, upper, lower = judged(model, [0, 0, 0], [1, 2, 3], [2, 2, 1])
    assert expected == pytest.approx([2, 2, 1], rel=1e-8), "it is with each as often as that occurs"
    assert (variance >= 0).all()
    assert np.exp(upper).max() <= 1
    assert np.exp(lower).max() <= 1


def log_tails(units, p, x):
    return _core.log_tails(np.array(units, dtype=np.int64), np.array(p, dtype=np.float64), float(x))


def close(got: float, wanted: float, variance: float) -> None:
    """Tails are exact where the variance is small; else near where p is at least .001, and within 1 % below."""
    tolerance = 1e-9 if variance < 10 else 0.01
    if variance >= 10 and got >= math.log(1e-3):
        tolerance = 0.15 if variance < 100 else 0.03
    assert abs(math.expm1(got - wanted)) <= tolerance, (got, wanted, variance)


@pytest.mark.parametrize(
    ("n", "p"),
    [
        (1, 0.3), (7, 0.5), (100, 0.005), (50, 0.02), (300, 0.98), (10**6, 1e-6), (10**6, 9e-6), (39, 0.5),
        (41, 0.5), (500, 0.5), (2000, 0.3), (300, 0.95), (10**5, 0.002), (10**6, 1e-5), (10**6, 0.01),
        (10**6, 0.999), (10**7, 0.2),
    ],
)  # fmt: skip
def test_tails_of_one_binomial(n, p):
    mean, variance = n * p, n * p * (1 - p)
    # Sums of a small variance take time with the square of x.
    most = n if variance >= 10 else min(n, 5000)
    around = {round(mean + z * math.sqrt(variance)) for z in (-30, -8, -4, -2, -0.5, 0, 0.5, 1, 2, 3, 4, 5, 8, 15, 40)}
    for x in sorted(around | {0, 1, most}):
        if 0 <= x <= most:
            upper, lower = log_tails([n], [p], x)
            wanted = 0.0 if x == 0 else binom.logsf(x - 1, n, p), binom.logcdf(x, n, p)
            # Near the end of the range of doubles scipy has few digits left.
            if wanted[0] > -650:
                close(upper, wanted[0], variance)
            if wanted[1] > -650:
                close(lower, wanted[1], variance)


@pytest.mark.parametrize(("n", "p"), [(45, 0.4), (300, 0.95), (500, 0.5), (10**5, 0.002)])
def test_the_middle_is_the_normal_distribution_corrected_for_skew(n, p):
    mean, variance, skew = n * p, n * p * (1 - p), n * p * (1 - p) * (1 - 2 * p)
    checked = 0
    for x in range(round(mean - 2.5 * math.sqrt(variance)), round(mean + 2.5 * math.sqrt(variance))):
        for got, y, sign in zip(log_tails([n], [p], x), (x - 0.5 - mean, mean - x - 0.5), (1, -1), strict=True):
            y /= math.sqrt(variance)
            wanted = norm.sf(y) - sign * skew * (1 - y * y) * norm.pdf(y) / (6 * variance**1.5)
            if 1e-3 < wanted < 1:
                assert math.exp(got) == pytest.approx(wanted, rel=1e-9)
                checked += 1
    assert checked > 20


def exact_pmf(units: list[int], p: list[Fraction]) -> list[Fraction]:
    pmf = [Fraction(1)]
    for n, one in zip(units, p, strict=True):
        binomial = [math.comb(n, k) * one**k * (1 - one) ** (n - k) for k in range(n + 1)]
        new = [Fraction(0)] * (len(pmf) + n)
        for i, a in enumerate(pmf):
            for j, b in enumerate(binomial):
                new[i + j] += a * b
        pmf = new
    return pmf


def log_of(value: Fraction) -> float:
    if value == 0:
        return -math.inf
    shift = value.numerator.bit_length() - value.denominator.bit_length()
    return math.log(value / Fraction(2) ** shift) + shift * math.log(2)


@pytest.mark.parametrize("variance", ["small", "large"])
@pytest.mark.parametrize("seed", range(6))
def test_tails_of_several_binomials(seed, variance):
    rng = random.Random(seed)
    units = [rng.randint(1, 12 if variance == "small" else 45) for _ in range(rng.randint(2, 5))]
    p = [Fraction(rng.randint(1, 255 if variance == "large" else 60), 256) for _ in units]
    spread = float(sum(n * one * (1 - one) for n, one in zip(units, p, strict=True)))
    pmf = exact_pmf(units, p)
    assert sum(pmf) == 1
    for x in range(len(pmf)):
        upper, lower = log_tails(units, [float(one) for one in p], x)
        close(upper, log_of(sum(pmf[x:])), spread)
        close(lower, log_of(sum(pmf[: x + 1])), spread)


def log_upper(n: int, p: float, x: int) -> float:
    """Give ln P(X >= x) of a binomial, x above the mean, by its first term and the falling ones after it."""
    first = math.lgamma(n + 1) - math.lgamma(x + 1) - math.lgamma(n - x + 1) + x * math.log(p)
    if x < n:
        first += (n - x) * math.log1p(-p)
    term, total = 1.0, 1.0
    for k in range(x, n):
        term *= (n - k) / (k + 1) * p / (1 - p)
        total += term
    return first + math.log(total)


@pytest.mark.parametrize(
    ("n", "p", "x"),
    [(4000, 0.05, 2000), (10**5, 0.001, 5000), (200, 0.001, 150), (8000, 0.3, 6000), (10**6, 0.0001, 4000)],
)
def test_far_tails_do_not_underflow(n, p, x):
    wanted = log_upper(n, p, x)
    assert wanted < -800
    assert log_tails([n], [p], x) == (pytest.approx(wanted, abs=0.01), pytest.approx(0, abs=1e-12))
    mirrored = log_tails([n], [1 - p], n - x)
    assert mirrored == (pytest.approx(0, abs=1e-12), pytest.approx(wanted, abs=0.01))


def test_a_tail_far_below_the_range_of_doubles():
    upper, _ = log_tails([2000], [0.05], 1110)
    wanted = log_upper(2000, 0.05, 1110)
    assert -2010 < wanted < -1990
    assert upper == pytest.approx(wanted, abs=0.01)


@pytest.mark.parametrize(
    ("n", "p"), [(20, 0.1), (500, 0.5), (1000, math.exp(-2)), (4000, 0.05), (10**5, 0.001), (10**4, 0.9999)]
)
def test_tails_at_the_end_are_those_of_one_outcome(n, p):
    """All units of all: ln p is n·ln p to within 1 %; a wrong one is infinite, or far from it."""
    assert log_tails([n], [p], n)[0] == pytest.approx(n * math.log(p), abs=0.01)
    assert log_tails([n], [1 - p], 0)[1] == pytest.approx(n * math.log(p), abs=0.01)


def test_tails_of_what_is_in_nearly_every_unit():
    n, p = 10**4, 0.9999
    for x in (9990, 9998, 9999):
        upper, lower = log_tails([n], [p], x)
        assert upper == pytest.approx(binom.logsf(x - 1, n, p), rel=1e-9, abs=1e-9)
        assert lower == pytest.approx(binom.logcdf(x, n, p), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("units", "p"), [([5], [0.5]), ([20, 3], [0.1, 0.9]), ([10**4, 100], [0.4, 0.1])])
def test_tails_beyond_what_can_be(units, p):
    n = sum(units)
    assert log_tails(units, p, 0)[0] == 0
    assert log_tails(units, p, n)[1] == 0
    assert log_tails(units, p, -1) == (0, -math.inf)
    assert log_tails(units, p, n + 1) == (-math.inf, 0)


def texts_of(units: list[dict]) -> list[str]:
    """Write documents whose sentences hold the tags of units."""
    documents: dict[int, list[str]] = {}
    for unit in units:
        words = [COUNTRIES[i] for i in unit["countries"]] + [TOPICS[i] for i in unit["topics"]]
        documents.setdefault(unit["doc"], []).append(sentence(words))
    return [" ".join(documents[number]) for number in sorted(documents)]


@pytest.mark.parametrize(("name", "cols"), [("two_mode", "topic"), ("one_mode", None)])
def test_clusters_equal_the_reference(clustered, name, cols):
    counts = cm.cooccurrence(cm.tag(texts_of(clustered["units"]), made_up()), rows="country", cols=cols)
    assert counts.n == len(clustered["units"])
    col_words = TOPICS if cols else COUNTRIES
    cases = clustered[name]
    rows = np.array([counts.rows.index(COUNTRIES[case["row"]]) for case in cases])
    places = np.array([counts.cols.index(col_words[case["col"]]) for case in cases])

    def listed(field):
        return np.array([case[field] for case in cases], dtype=np.float64)

    judge = Judge(counts, None, "document")
    assert judge.basis == {"null": "unit_size", "cluster": "document"}
    assert counts._table(rows, places).joint.tolist() == listed("count").tolist()
    chance = judge.of(rows, places)
    assert chance.expected == pytest.approx(listed("expected"), rel=1e-9)
    assert chance.variance == pytest.approx(listed("variance_clustered"), rel=1e-9)
    assert np.exp(chance.log_upper) == pytest.approx(listed("p"), rel=1e-6)
    assert judge._clusters.excess[0][rows] == pytest.approx(listed("excess_row"), rel=1e-9)
    assert judge._clusters.excess[1][places] == pytest.approx(listed("excess_col"), rel=1e-9)
    plain = judge._unclustered(rows, places, listed("capped"), listed("count"))
    assert plain.variance == pytest.approx(listed("variance"), rel=1e-9)
    assert np.exp(plain.log_upper) == pytest.approx(listed("p_units"), rel=1e-6)
    shown = counts.significance().set_index(["row", "col"])
    for case, p in zip(cases, listed("p"), strict=True):
        pair = COUNTRIES[case["row"]], col_words[case["col"]]
        pair = pair if pair in shown.index else pair[::-1]
        assert shown.loc[pair, "p"] == pytest.approx(p, rel=1e-6)
        assert shown.loc[pair, "expected"] == pytest.approx(case["expected"], rel=1e-9)


def test_pairs_without_a_diagonal_equal_the_reference(reference):
    of = reference["pair_expected"]
    matrix = np.array(of["A"])
    effects, others = effects_of_pairs(csr_array(matrix))
    assert effects.tolist() == others.tolist()
    expected = np.outer(effects, effects)
    off = ~np.eye(len(matrix), dtype=bool)
    assert expected[off] == pytest.approx(np.array(of["quasi_independence"])[off], rel=1e-9)
    assert np.where(off, expected, 0).sum(1) == pytest.approx(matrix.sum(1), rel=1e-9), "margins are met"


def test_pairs_with_one_tag_alone_are_as_expected():
    star = np.zeros((5, 5))
    star[0, 1:] = star[1:, 0] = [7, 3, 1, 2]
    effects, _ = effects_of_pairs(csr_array(star))
    expected = np.outer(effects, effects)
    assert expected[0, 1:] == pytest.approx([7, 3, 1, 2], rel=1e-6)
    assert np.abs(expected[1:, 1:]).max() < 1e-6


def test_pairs_of_mentions_are_judged_by_the_documents_that_hold_them():
    """As many cases as documents, of which the expected count over the count a document is expected."""
    rng = np.random.default_rng(4)
    words = [[f"c{c}{c}" for c in "abcd"], [f"t{c}{c}" for c in "abcd"]]
    lexicon = cm.Lexicon.from_dict({word: [word] for word in words[0]}, kind="country")
    lexicon = lexicon.add(cm.Lexicon.from_dict({word: [word] for word in words[1]}, kind="topic"))
    texts = [" ".join(rng.choice(words[0] + words[1], 9)) for _ in range(30)] + ["caa tdd"]
    counts = cm.cooccurrence(texts, lexicon, rows="country", cols="topic", unit="document", count="product")
    table = counts.to_pandas()
    expected = np.outer(table.sum(axis=1), table.sum()) / table.to_numpy().sum()
    held = [[sum(a in text and b in text for text in texts) for b in words[1]] for a in words[0]]
    overall = table.to_numpy().sum() / np.sum(held)
    tails = (("greater", lambda d, e, o: poisson.sf(d - 1, e * d / o)),
             ("less", lambda d, e, o: poisson.cdf(d, e / max(o / d, overall))))  # fmt: skip
    for alternative, tail in tails:
        frame = counts.significance(alternative=alternative, min_total=0)
        for row in frame.itertuples():
            holding = sum(row.row in text and row.col in text for text in texts)
            mean = expected[words[0].index(row.row), words[1].index(row.col)]
            assert row.expected == pytest.approx(mean)
            assert row.p == pytest.approx(tail(holding, mean, row.count))
    plain = counts.significance(cluster=None, min_total=0)
    assert set(plain["cluster"]) == {"none"}
    assert plain["p"].to_numpy() == pytest.approx(poisson.sf(plain["count"] - 1, plain["expected"]))


@pytest.mark.parametrize("alternative", ["greater", "less", "two-sided"])
def test_pairs_of_repeated_mentions_are_not_found_by_chance(alternative):
    rng = np.random.default_rng(6)
    words = [[f"c{c}{c}" for c in "abcdef"], [f"t{c}{c}" for c in "abcdef"]]
    lexicon = cm.Lexicon.from_dict({word: [word] for word in words[0]}, kind="country")
    lexicon = lexicon.add(cm.Lexicon.from_dict({word: [word] for word in words[1]}, kind="topic"))
    p = []
    for _ in range(25):
        texts = []
        for _ in range(60):
            held = [w for w in words[0] + words[1] if rng.random() < 0.3 for _ in range(rng.geometric(1 / 5))]
            texts.append(" ".join(rng.permutation(held)))
        counts = cm.cooccurrence(texts, lexicon, rows="country", cols="topic", unit="document", count="product")
        p += counts.significance(alternative=alternative, min_total=0)["p"].tolist()
    assert np.mean(np.array(p) < 0.05) < 0.06


def test_pairs_that_never_meet_go_by_the_others():
    texts = ["caa taa taa"] * 6 + ["cbb tbb tbb tbb"] * 6 + ["caa tcc"]
    lexicon = cm.Lexicon.from_dict({w: [w] for w in ("caa", "cbb")}, kind="country")
    lexicon = lexicon.add(cm.Lexicon.from_dict({w: [w] for w in ("taa", "tbb", "tcc")}, kind="topic"))
    counts = cm.cooccurrence(texts, lexicon, rows="country", cols="topic", unit="document", count="product")
    each = counts.to_pandas().to_numpy().sum() / 13
    frame = counts.significance(alternative="less", min_total=0).set_index(["row", "col"])
    assert frame.loc[("caa", "tbb"), "count"] == 0
    assert frame.loc[("caa", "tbb"), "p"] == pytest.approx(np.exp(-frame.loc[("caa", "tbb"), "expected"] / each))
    assert counts.significance(min_total=0).set_index(["row", "col"]).loc[("caa", "tbb"), "p"] == 1


def test_rows_without_a_pair_have_no_effect():
    matrix = np.array([[0, 0, 0, 0], [0, 0, 2, 1], [0, 2, 0, 3], [0, 1, 3, 0]])
    effects, _ = effects_of_pairs(csr_array(matrix))
    assert effects[0] == 0
    expected = np.outer(effects, effects)
    assert expected[1:, 1:][~np.eye(3, dtype=bool)] == pytest.approx([2, 1, 2, 3, 1, 3], rel=1e-9)


def test_length_factor_equals_the_reference(reference):
    of = reference["unit_size"]
    matrix, two = np.array(of["X_units_by_entities"]), of["two_mode"]
    words = COUNTRIES[:6]
    one = cm.labels({"c": [";".join(words[i] for i in np.flatnonzero(unit)) for unit in matrix]}, c="c")
    counts = cm.cooccurrence(one, rows="c", unit="document")
    assert counts.length_factor == pytest.approx(reference["length_factor"]["one_mode"], rel=1e-12)
    table = {
        name: [";".join(words[i] for i in places if unit[i]) for unit in matrix]
        for name, places in (("c", two["countries"]), ("t", two["topics"]))
    }
    counts = cm.cooccurrence(cm.labels(table, c="c", t="t"), rows="c", cols="t", unit="document")
    assert counts.length_factor == pytest.approx(reference["length_factor"]["two_mode"], rel=1e-12)


def test_without_association_few_pairs_are_found():
    """Documents of unequal length, and tags drawn into them without regard to one another."""
    names = [f"t{i:02}" for i in range(16)]
    weights = np.array([1 / (i + 2) for i in range(16)])
    by_size, by_independence = [], []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        sizes = rng.choice([1, 2, 3, 8, 10], p=[0.3, 0.3, 0.2, 0.1, 0.1], size=300)
        # The tags of a set by weights: the first of exponential waiting times.
        units = [np.argsort(rng.exponential(size=16) / weights)[:size] for size in sizes]
        table = {"c": [";".join(names[i] for i in unit) for unit in units]}
        counts = cm.cooccurrence(cm.labels(table, c="c"), rows="c", unit="document")
        by_size += counts.significance()["p"].tolist()
        by_independence += counts.significance(null="independence", cluster=None)["p"].tolist()
    assert len(by_size) == len(by_independence) == 30 * 120
    found = np.mean(np.array(by_size) < 0.05)
    assert 0.01 < found <= 0.06
    assert np.mean(np.array(by_independence) < 0.05) > 0.2, "long documents make associations"


def test_what_is_in_one_document_alone_is_never_significant():
    rng = random.Random(1)
    filler = COUNTRIES[2:]
    texts = [
        " ".join(
            sentence([rng.choice(filler), *rng.sample(TOPICS[1:], rng.randint(1, 3))]) for _ in range(rng.randint(2, 6))
        )
        for _ in range(60)
    ]
    texts.append(" ".join([sentence(["caa", "taa"])] * 12))
    counts = cm.cooccurrence(cm.tag(texts, made_up()), rows="country", cols="topic")
    clustered = counts.pairs().set_index(["row", "col"]).loc[("caa", "taa")]
    assert (clustered["count"], clustered["documents"], clustered["cluster"]) == (12, 1, "document")
    assert clustered["p"] == 1
    assert clustered["q"] == 1
    by_unit = counts.pairs(cluster=None).set_index(["row", "col"]).loc[("caa", "taa")]
    assert by_unit["cluster"] == "none"
    assert by_unit["p"] < 1e-6


@pytest.mark.parametrize("documents", [30, 300, 3000])
def test_tags_of_every_document_are_no_finding(documents):
    """As in a corpus that was chosen for two countries."""
    rng = random.Random(documents)
    drawn = [";".join(["US", "CN", *rng.sample(COUNTRIES, rng.randint(0, 5))]) for _ in range(documents)]
    frame = cm.cooccurrence(cm.labels({"c": drawn}, c="c"), rows="c", unit="document").significance()
    pair = frame.set_index(["row", "col"]).loc[("CN", "US")]
    assert pair["count"] == documents
    assert pair["expected"] == pytest.approx(documents, rel=1e-8)
    assert pair["p"] == pytest.approx(1, abs=1e-3)
    assert np.isfinite(frame["log10_p"]).all()


LISTS = [
    {"rows": ["caa"], "cols": ["cbb"]},
    {"rows": COUNTRIES[:3]},
    {"rows": ["caa", "cbb"], "cols": ["taa", "tbb"]},
    {"rows": "country", "cols": ["taa"]},
]


@pytest.mark.parametrize("keep", ["incidence", "counts"])
@pytest.mark.parametrize("lists", LISTS)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"universe": "nonempty"},
        {"max_tags": 3},
        {"given": "country"},
        {"given": "topic"},
        {"overlapping": "drop"},
        {"unit": cm.SlidingWindow(4)},
        {"document_weights": "mass"},
    ],
)
def test_lists_choose_what_is_shown_and_not_the_length_factor(lists, options, keep):
    rng = random.Random(5)
    texts = [sentence(rng.sample([*COUNTRIES, *TOPICS], rng.choice([1, 2, 3, 9]))) for _ in range(80)]
    corpus = cm.Corpus({"text": texts, "mass": [rng.random() for _ in texts]}, text="text", meta=["mass"])
    kinds = {"rows": "country", "cols": "topic" if lists.get("cols", ["caa"])[0][0] == "t" else None}
    listed, whole = (
        cm.cooccurrence(corpus, made_up(), **{"unit": "sentence", "keep": how} | options | sides)
        for sides, how in ((lists, keep), (kinds, "incidence"))
    )
    if "given" in options:
        listed, whole = (one[one.given[-1]] for one in (listed, whole))
    if keep == "counts" and set(options) & {"overlapping", "document_weights", "unit"}:
        assert np.isnan(listed.length_factor)
        return
    assert listed.length_factor == pytest.approx(whole.length_factor, rel=1e-9)
    if listed._fractional or listed._options.overlap:
        return
    got, wanted = (one.measure("expected", expected="centered").to_pandas() for one in (listed, whole))
    pd.testing.assert_frame_equal(got, wanted.loc[got.index, got.columns], rtol=1e-9)


@pytest.mark.parametrize("rows", ["country", ["caa", "cbb", "taa"]])
@pytest.mark.parametrize("null", ["unit_size", "independence", "centered"])
@pytest.mark.parametrize("cluster", ["document", None])
def test_lists_that_share_a_kind_show_a_part_of_one_matrix(rows, null, cluster):
    """Of a country and another a unit with one country holds none: rows and columns are no two independent sets."""
    rng = random.Random(6)
    texts = [
        " ".join(sentence([rng.choice(COUNTRIES), *rng.sample(TOPICS, 2)]) for _ in range(rng.randint(1, 4)))
        for _ in range(80)
    ]
    lists = {"rows": rows, "cols": ["caa", "cbb", "taa", "tbb"] if rows == "country" else "country"}
    mixed, whole = (cm.cooccurrence(texts, made_up(), **sides) for sides in (lists, {"rows": [*COUNTRIES, *TOPICS]}))
    got, wanted = (one.significance(null=null, cluster=cluster, min_total=1) for one in (mixed, whole))
    pairs = [frozenset(pair) for pair in zip(got["row"], got["col"], strict=True)]
    assert len(pairs) == len(set(pairs)) > 15
    wanted.index = [frozenset(pair) for pair in zip(wanted["row"], wanted["col"], strict=True)]
    for name in ("count", "expected", "p"):
        assert got[name].to_numpy() == pytest.approx(wanted.loc[pairs, name].to_numpy(), rel=1e-9)
