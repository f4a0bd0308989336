"""The null of permuted documents: kinds that are constant within documents, as speakers."""

import itertools
import math
import random

import numpy as np
import pandas as pd
import pytest

import comention as cm
from comention.nulls.judge import Judge, default_null
from comention.significance import family

WORDS = ["caa", "cbb", "ccc", "cdd"]
LEXICON = cm.Lexicon.from_dict({word: [word] for word in WORDS}, kind="country")
BASIS = ["null", "cluster", "samples", "seed"]


def speech(rng: random.Random, length: int) -> str:
    """Write sentences, some without a word; a speech keeps to its own words."""
    shares = [rng.betavariate(0.7, 2) for _ in WORDS]
    chosen = [[word for word, share in zip(WORDS, shares, strict=True) if rng.random() < share] for _ in range(length)]
    return " ".join(" ".join(["Something", *words]) + "." for words in chosen)


def table_of(size: int, seed: int) -> dict[str, list]:
    rng = random.Random(seed)
    return {
        "text": [speech(rng, rng.randint(1, 7)) for _ in range(size)],
        "id": [f"d{i:03}" for i in range(size)],
        "speaker": [rng.choice(["ann", "bob", "cid", None]) for _ in range(size)],
        "outlet": [rng.choice("xy") for _ in range(size)],
        "story": [f"s{i // 2}" for i in range(size)],
    }


TABLE = table_of(40, 1)


def counts_of(table, **options):
    corpus = cm.Corpus(table, text="text", id="id", meta=["speaker", "outlet", "story"])
    return cm.cooccurrence(corpus, LEXICON, **{"rows": "speaker", "cols": "country", **options})


COUNTS = counts_of(TABLE)


def frame_of(counts, **options) -> pd.DataFrame:
    frame = counts.significance(**{"samples": 999, "min_total": 1, **options})
    flip = frame["row"] > frame["col"]
    frame.loc[flip, ["row", "col"]] = frame.loc[flip, ["col", "row"]].to_numpy()
    return frame.set_index(["row", "col"]).sort_index()


def of_outlet(outlet: str) -> dict[str, list]:
    kept = [i for i, name in enumerate(TABLE["outlet"]) if name == outlet]
    return {name: [values[i] for i in kept] for name, values in TABLE.items()}


def by_hand(table, speaker: str, word: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give of each document whether it is the speaker's, its sentences, and how many of them hold the word."""
    sentences = [[s for s in text.split(".") if s.strip()] for text in table["text"]]
    x = np.array([name == speaker for name in table["speaker"]], dtype=float)
    return x, np.array([len(s) for s in sentences]), np.array([sum(word in one for one in s) for s in sentences])


def t_of(x, n, y) -> tuple[float, float]:
    z = y - n * y.sum() / n.sum()
    error = math.sqrt((((x - (x * n).sum() / n.sum()) * z) ** 2).sum())
    return (x * z).sum(), (x * z).sum() / error if error > 0 else 0.0


def test_expected_counts_variances_and_tails_are_those_of_all_permutations():
    table = {name: values[:7] for name, values in table_of(7, 5).items()}
    counts = counts_of(table)
    judge = Judge(counts, None, "document", 40_000, 1)
    rows, cols = family(counts, 0)
    chance = judge.of(rows, cols)
    for place, (i, j) in enumerate(zip(rows, cols, strict=True)):
        x, n, y = by_hand(table, counts.rows[i], counts.cols[j])
        observed = t_of(x, n, y)[1]
        found = np.array([t_of(x[list(order)], n, y) for order in itertools.permutations(range(7))])
        assert counts[counts.rows[i], counts.cols[j]] == (x * y).sum()
        assert chance.expected[place] == pytest.approx((x * n).sum() * y.sum() / n.sum())
        assert found[:, 0].mean() == pytest.approx(0, abs=1e-9)
        assert chance.variance[place] == pytest.approx(found[:, 0].var(), abs=1e-9)
        assert np.exp(chance.log_upper[place]) == pytest.approx((found[:, 1] >= observed - 1e-9).mean(), abs=0.015)
        assert np.exp(chance.log_lower[place]) == pytest.approx((found[:, 1] <= observed + 1e-9).mean(), abs=0.015)


@pytest.mark.parametrize("seed", range(4))
def test_the_variance_has_its_closed_form(seed):
    table = table_of(30, seed)
    counts = counts_of(table)
    rows, cols = family(counts, 0)
    chance = Judge(counts, None, "document", 1, 1).of(rows, cols)
    for place, (i, j) in enumerate(zip(rows, cols, strict=True)):
        x, n, y = by_hand(table, counts.rows[i], counts.cols[j])
        z = y - n * y.sum() / n.sum()
        wanted = ((x - x.mean()) ** 2).sum() * (z**2).sum() / (len(x) - 1)
        assert chance.variance[place] == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_documents_of_one_length_are_compared_by_their_counts():
    rng = random.Random(2)
    table = table_of(60, 3) | {"text": [speech(rng, 4) for _ in range(60)]}
    counts = counts_of(table)
    rows, cols = family(counts, 0)
    chance = Judge(counts, None, "document", 1, 1).of(rows, cols)
    for place, (i, j) in enumerate(zip(rows, cols, strict=True)):
        x, _, y = by_hand(table, counts.rows[i], counts.cols[j])
        assert chance.expected[place] == pytest.approx(len(x) * x.mean() * y.mean())
        assert chance.variance[place] == pytest.approx(x.var() * y.var() * len(x) ** 2 / (len(x) - 1))


def test_it_is_the_default_for_meta_columns_by_units_smaller_than_documents():
    assert default_null(COUNTS) == "permutation"
    for unit in ("sentence", "paragraph"):
        frame = counts_of(TABLE, unit=unit).pairs(min_joint=1)
        assert frame[BASIS].drop_duplicates().values.tolist() == [["permutation", "document", 10_000, 1]]
        assert frame["p"].between(1 / 10_001, 1).all()
        assert frame["q"].notna().all()
    assert default_null(counts_of(TABLE, unit="document")) == "unit_size"


def test_labels_of_documents_are_permuted_with_their_texts():
    table = {"id": TABLE["id"], "themes": [f"{'war' if 'caa' in text else 'trade'};un" for text in TABLE["text"]]}
    corpus = cm.Corpus(TABLE, text="text", id="id")
    labels = cm.labels(table, id="id", themes="themes")
    counts = cm.cooccurrence(cm.tag(corpus, LEXICON).join(labels), rows="themes", cols="country")
    frame = frame_of(counts, samples=500)
    assert set(frame["null"]) == {"permutation"}
    assert frame.loc[("caa", "war"), "p"] == pytest.approx(1 / 501)
    assert frame.loc[("caa", "un"), "expected"] == pytest.approx(frame.loc[("caa", "un"), "count"])
    assert frame.loc[("caa", "un"), "p"] == 1


@pytest.mark.parametrize("options", [{}, {"unit": "paragraph"}, {"max_tags": 2}, {"universe": "nonempty"}])
def test_transposed_counts_have_the_same_numbers(options):
    across = counts_of(TABLE, **options)
    down = counts_of(TABLE, rows="country", cols="speaker", **options)
    pd.testing.assert_frame_equal(frame_of(across), frame_of(down))
    independent = across.significance(null="independence", min_total=1).set_index(["row", "col"]).sort_index()
    assert across.significance(min_total=1, samples=999).set_index(["row", "col"]).sort_index()[
        "expected"
    ].to_numpy() == pytest.approx(independent["expected"].to_numpy())


def test_results_depend_on_neither_threads_nor_order_nor_parts():
    whole = frame_of(COUNTS)
    for threads in (1, 5):
        pd.testing.assert_frame_equal(frame_of(counts_of(TABLE, threads=threads)), whole)
    order = random.Random(1).sample(range(40), 40)
    moved = {name: [values[i] for i in order] for name, values in TABLE.items()}
    pd.testing.assert_frame_equal(frame_of(counts_of(moved)), whole)
    parts = [counts_of({name: values[part] for name, values in TABLE.items()}) for part in (slice(25), slice(25, None))]
    pd.testing.assert_frame_equal(frame_of(cm.merge(parts)), whole)
    assert not frame_of(COUNTS, seed=2)["p"].equals(whole["p"])


def test_pairs_and_significance_say_the_same():
    names = ["count", "expected", "p", "q", "family", *BASIS]
    pairs, tests = (
        frame.set_index(["row", "col"]).sort_index()[names]
        for frame in (COUNTS.pairs(min_joint=0), COUNTS.significance())
    )
    pd.testing.assert_frame_equal(pairs.loc[tests.index], tests)


def test_intervals_are_as_wide_as_documents_are_unlike():
    narrow = {"text": ["Something caa. Something.", "Something. Something caa."] * 30, "speaker": ["ann", "bob"] * 30}
    wide = {"text": ["Something caa. Something caa.", "Something. Something."] * 30}
    wide["speaker"] = ["ann", "ann", "bob", "bob"] * 15
    width = []
    for table in (narrow, wide):
        corpus = cm.Corpus(table, text="text", meta=["speaker"])
        frame = cm.cooccurrence(corpus, LEXICON, rows="speaker", cols="country").pairs(samples=99)
        assert frame["lift"].tolist() == pytest.approx([1, 1])
        width.append((frame["lift_high"] - frame["lift_low"]).iloc[0])
    assert width[1] > 1.2 * width[0]


def test_a_pair_in_one_document_is_not_found():
    rng = random.Random(4)
    texts = [speech(rng, 5) for _ in range(60)] + ["Something cdd. " * 40]
    table = {"text": texts, "speaker": ["ann", "bob", "cid"] * 20 + ["dan"]}
    counts = cm.cooccurrence(cm.Corpus(table, text="text", meta=["speaker"]), LEXICON, rows="speaker", cols="country")
    frame = counts.significance(samples=999).set_index(["row", "col"])
    assert counts["dan", "cdd"] == 40
    assert frame.loc[("dan", "cdd"), "expected"] < 25
    assert frame.loc[("dan", "cdd"), "q"] > 0.05


def test_within_a_given_tag():
    dyads = counts_of(TABLE, given="country", cols=WORDS[:2])
    within = dyads["ccc"]
    frame = within.significance(samples=299, min_total=1)
    assert set(frame["null"]) == {"permutation"}
    assert frame["expected"].to_numpy() == pytest.approx(
        within.significance(null="independence", min_total=1).set_index(["row", "col"])
        .loc[list(zip(frame["row"], frame["col"], strict=True)), "expected"].to_numpy()
    )  # fmt: skip


def test_a_given_meta_value_leaves_kinds_that_vary_as_they_are():
    dyads = counts_of(TABLE, rows="country", cols="country", given="outlet")
    alone = {
        name: [v for v, o in zip(values, TABLE["outlet"], strict=True) if o == "x"] for name, values in TABLE.items()
    }
    names = ["count", "expected", "p", "q"]
    for options in ({"cluster": None}, {"null": "fixed_degree", "samples": 299}):
        within, wanted = (
            counts.significance(min_total=1, **options).set_index(["row", "col"]).sort_index()[names]
            for counts in (dyads["x"], counts_of(alone, rows="country", cols="country"))
        )
        pd.testing.assert_frame_equal(within, wanted)


def test_both_kinds_constant_have_no_p():
    counts = counts_of(TABLE, cols="outlet")
    frame = counts.significance()
    assert set(frame["null"]) == {"independence"}
    assert frame[["p", "q"]].isna().all(axis=None)
    with pytest.raises(ValueError, match=r"null='permutation' is for binary counts .* give 'independence'"):
        counts.significance(null="permutation")


@pytest.mark.parametrize(
    ("how", "null"),
    [
        ({"rows": "country"}, "unit_size"),
        ({"unit": "document"}, "unit_size"),
        ({"unit": cm.SlidingWindow(3)}, "independence"),
        ({"duplicates": "weight"}, "independence"),
        ({"count": "product"}, "pairs"),
    ],
)
def test_counts_that_do_not_fit(how, null):
    counts = counts_of(TABLE, **how)
    assert default_null(counts) == null
    with pytest.raises(ValueError, match=f"null='permutation' .*give '{null}'"):
        counts.pairs(null="permutation")


@pytest.mark.parametrize("null", ["unit_size", "fixed_degree"])
def test_units_are_not_permuted_for_kinds_constant_in_documents(null):
    with pytest.raises(ValueError, match=f"null='{null}' is for .* that vary within documents: give 'permutation'"):
        COUNTS.pairs(null=null)


def test_only_documents_are_permuted():
    for cluster in ("outlet", "story"):
        with pytest.raises(ValueError, match=f"permutes documents: give cluster='document'. Given '{cluster}'"):
            COUNTS.pairs(cluster=cluster)
    pd.testing.assert_frame_equal(COUNTS.pairs(cluster=None), COUNTS.pairs())


def test_totals_alone_cannot_be_permuted():
    counts = counts_of(TABLE, keep="counts")
    with pytest.raises(ValueError, match=r"null='permutation' needs the units, which keep='counts' dropped"):
        counts.pairs()
    assert counts.pairs(null="independence")["p"].isna().all()


def test_too_few_samples_for_any_q_are_told():
    with pytest.warns(cm.CaveatWarning, match=r"p cannot be less than 1/101, and 12 pairs .* Give samples=239"):
        COUNTS.significance(samples=100)


def test_slices_are_permuted_each_by_itself():
    trend = cm.cooccurrence(
        cm.Corpus(TABLE, text="text", id="id", meta=["speaker", "outlet"]),
        LEXICON, rows="speaker", cols="country", by="outlet",
    )  # fmt: skip
    frame = trend.pairs(samples=999, min_joint=1)
    alone = {
        name: [v for v, o in zip(values, TABLE["outlet"], strict=True) if o == "y"] for name, values in TABLE.items()
    }
    wanted = counts_of(alone).pairs(samples=999, min_joint=1)
    names = ["row", "col", "count", "expected", "p", "q"]
    found = frame.loc[frame["period"] == "y", names].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, wanted[names])


def drawn(rng, lengths_differ: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw speakers, lengths and units with each of six topics, to which documents keep by themselves."""
    speaker = rng.integers(0, 5, 60)
    length = np.maximum(1, np.exp(rng.normal(2.5, 0.5, 60) + (0.5 * (speaker - 2) if lengths_differ else 0))).astype(
        int
    )
    share = np.minimum(0.2 * rng.gamma(0.7, 1 / 0.7, (60, 6)), 0.9)
    return speaker, length, rng.binomial(length[:, None], share)


@pytest.mark.parametrize("lengths_differ", [False, True])
def test_without_association_few_pairs_are_found(lengths_differ):
    from comention import _core

    rng, low, tests = np.random.default_rng(8), 0, 0
    for _ in range(100):
        speaker, length, held = drawn(rng, lengths_differ)
        document, topic = np.nonzero(held)
        values, topics = (places.ravel().astype(np.uint32) for places in np.mgrid[:5, :6])
        found = _core.permute_documents(
            np.arange(1, 61), speaker.astype(np.uint32), 5, np.cumsum((held > 0).sum(1)), topic.astype(np.uint32), 6,
            held[document, topic], length, values, topics, 299, 1, 1, None,
        )  # fmt: skip
        p = (1 + found[:, 2]) / 300
        low, tests = low + (p < 0.05).sum(), tests + len(p)
    assert low / tests <= 0.06


def test_expected_counts_need_no_permutations(monkeypatch):
    rows, cols = family(COUNTS, 1)
    wanted = Judge(COUNTS, None, None, samples=1).of(rows, cols).expected
    calls = (lambda: COUNTS.measure("expected", expected="permutation"), COUNTS.empirical_bayes, COUNTS.caveats)
    monkeypatch.setattr("comention.nulls.permutation.permute_documents", None)
    assert Judge(COUNTS, None, None).expected(rows, cols) == pytest.approx(wanted, rel=1e-12)
    for call in calls:
        call()
