"""p and q: adjusted as elsewhere, over all pairs that can be tested, and named in every frame."""

import itertools
import random

import numpy as np
import pandas as pd
import pytest
from conftest import shared_file
from scipy.stats import false_discovery_control, gamma

import comention as cm
from comention.significance import ADJUST, adjusted

WORDS = ["caa", "cbb", "ccc", "cdd", "cee", "cff", "cgg", "chh", "cii", "cjj", "ckk", "cll"]
LEXICON = cm.Lexicon.from_dict({word: [word] for word in WORDS}, kind="country")
BASIS = ["null", "cluster", "alternative", "family", "adjust"]


def sentences(rng: random.Random) -> str:
    """Write some sentences of one to four of the words, the first words oftener; ckk is there seldom, cll never."""
    weights = [1 / (i + 1) for i in range(10)]
    made = [rng.choices(WORDS[:10], weights, k=rng.randint(1, 4)) for _ in range(rng.randint(1, 5))]
    return " ".join(" ".join(["Something", *words]) + "." for words in made)


RNG = random.Random(3)
TEXTS = [sentences(RNG) for _ in range(80)] + ["Something ckk cjj. Something ckk cii."] * 2
TABLE = {
    "text": TEXTS,
    "id": [f"d{i:02}" for i in range(len(TEXTS))],
    "day": [f"20{10 + i % 3}-05-01" for i in range(len(TEXTS))],
    "outlet": [f"o{i % 7}" for i in range(len(TEXTS))],
}


def corpus_of(places) -> cm.Corpus:
    table = {name: [values[i] for i in places] for name, values in TABLE.items()}
    return cm.Corpus(table, text="text", id="id", date="day", meta=["outlet"])


CORPUS = corpus_of(range(len(TEXTS)))
COUNTS = cm.cooccurrence(CORPUS, LEXICON, rows="country")


def numbers(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    return frame.set_index(["row", "col"]).sort_index()[list(names)]


@pytest.fixture(scope="module")
def multitest() -> dict[str, np.ndarray]:
    lines = shared_file("gold", "oracle", "multitest_reference.txt").read_text(encoding="utf-8").split("\n")
    fields = (line.split(";") for line in lines if ";" in line)
    return {
        name.lower(): np.array([np.nan if value == "NA" else float(value) for value in values.split(",")])
        for name, values in fields
    }


@pytest.mark.parametrize("method", ADJUST)
def test_adjusted_equals_the_reference(multitest, method):
    assert np.isnan(multitest["p"]).sum() == 1
    assert adjusted(multitest["p"], method) == pytest.approx(multitest[method], rel=1e-10, nan_ok=True)


@pytest.mark.parametrize("method", ["bh", "by"])
@pytest.mark.parametrize("size", [1, 2, 7, 500])
def test_adjusted_equals_scipy(method, size):
    rng = np.random.default_rng(size)
    p = np.round(rng.uniform(size=size) ** 2, 2)
    assert adjusted(p, method) == pytest.approx(false_discovery_control(p, method=method), rel=1e-12)


@pytest.mark.parametrize("method", ADJUST)
def test_adjusted_equals_statsmodels(method):
    multipletests = pytest.importorskip("statsmodels.stats.multitest").multipletests
    name = {"bh": "fdr_bh", "by": "fdr_by"}.get(method, method)
    p = np.random.default_rng(1).uniform(size=200) ** 3
    assert adjusted(p, method) == pytest.approx(multipletests(p, method=name)[1], rel=1e-12)


@pytest.mark.parametrize("method", ADJUST)
def test_nothing_to_adjust(method):
    assert adjusted(np.array([]), method).tolist() == []
    assert np.isnan(adjusted(np.array([np.nan, np.nan]), method)).all()


def test_an_unknown_adjustment():
    with pytest.raises(ValueError, match="unknown adjust 'bhh'; did you mean 'bh'"):
        COUNTS.pairs(adjust="bhh")


def test_the_family_is_every_pair_of_tags_with_enough_units():
    totals = COUNTS.row_totals
    for min_total in (1, 5, 20):
        frame = COUNTS.significance(min_total=min_total)
        often = sorted(totals.index[totals >= min_total])
        assert {tuple(sorted(pair)) for pair in zip(frame["row"], frame["col"], strict=True)} == set(
            itertools.combinations(often, 2)
        )
        assert (frame["family"] == len(frame)).all()
        assert frame["q"].to_numpy() == pytest.approx(adjusted(frame["p"].to_numpy(), "bh"), rel=1e-12)
    assert totals["ckk"] == 4, "too seldom to be tested by default"
    assert totals["cll"] == 0
    assert (COUNTS.significance(min_total=1)["count"] == 0).any(), "some never meet"


def test_q_is_nan_for_pairs_that_are_not_tested():
    frame = COUNTS.pairs(min_joint=1)
    seldom = (frame["row"] == "ckk") | (frame["col"] == "ckk")
    assert seldom.sum() == 2
    assert frame.loc[seldom, "q"].isna().all()
    assert frame.loc[~seldom, "q"].notna().all()
    assert (frame.loc[seldom, "p"] <= 1).all()


@pytest.mark.parametrize("adjust", ADJUST)
def test_q_does_not_depend_on_what_is_shown(adjust):
    every = numbers(COUNTS.pairs(min_joint=0, adjust=adjust), "p", "q", "family")
    for min_joint in (1, 3, 8):
        some = numbers(COUNTS.pairs(min_joint=min_joint, adjust=adjust), "p", "q", "family")
        assert 0 < len(some) <= len(every)
        pd.testing.assert_frame_equal(some, every.loc[some.index])


@pytest.mark.parametrize("options", [{}, {"null": "independence"}, {"cluster": None}, {"cluster": "outlet"}])
def test_pairs_and_significance_say_the_same(options):
    pairs = numbers(COUNTS.pairs(min_joint=1, **options), "count", "expected", "p", "q", *BASIS)
    tested = numbers(COUNTS.significance(**options), "count", "expected", "p", "q", *BASIS)
    both = pairs.index.intersection(tested.index)
    assert len(both) > 20
    pd.testing.assert_frame_equal(pairs.loc[both], tested.loc[both], check_exact=False, rtol=1e-12)


def test_alternatives():
    more, less, either = (
        numbers(COUNTS.significance(alternative=name), "p", "log10_p") for name in ("greater", "less", "two-sided")
    )
    assert either["p"].to_numpy() == pytest.approx(np.minimum(1, 2 * np.minimum(more["p"], less["p"])), rel=1e-9)
    for frame in (more, less, either):
        assert frame["p"].between(0, 1).all()
        assert 10 ** frame["log10_p"].to_numpy() == pytest.approx(frame["p"].to_numpy(), rel=1e-9)
    with pytest.raises(ValueError, match="unknown alternative 'more'"):
        COUNTS.significance(alternative="more")


def test_pairs_that_never_meet_are_found_to_be_fewer():
    texts = ["Something caa cbb."] * 30 + ["Something ccc cdd."] * 30 + ["Something cee cff."] * 5
    counts = cm.cooccurrence(texts, LEXICON, rows="country", unit="document")
    less = numbers(counts.significance(alternative="less"), "count", "expected", "p", "q")
    assert less.loc[("caa", "ccc"), "count"] == 0
    assert less.loc[("caa", "ccc"), "expected"] > 5
    assert less.loc[("caa", "ccc"), "q"] < 0.01
    assert less.loc[("caa", "cbb"), "p"] == pytest.approx(1, abs=1e-6)
    more = numbers(counts.significance(), "p")
    assert more.loc[("caa", "ccc"), "p"] == 1


def test_frames_name_what_they_rest_on():
    size = len(COUNTS.significance())
    for frame in (COUNTS.pairs(), COUNTS.significance()):
        assert frame[BASIS].drop_duplicates().values.tolist() == [["unit_size", "document", "greater", size, "bh"]]
    frame = COUNTS.significance(null="independence", cluster="outlet", alternative="less", adjust="holm")
    assert frame[BASIS].drop_duplicates().values.tolist() == [["independence", "outlet", "less", size, "holm"]]
    frame = COUNTS.pairs(null="centered", adjust="by", min_total=0)
    assert frame[BASIS].drop_duplicates().values.tolist() == [["centered", "none", "greater", 66, "by"]]


def test_units_no_smaller_than_the_cluster_take_none():
    counts = cm.cooccurrence(CORPUS, LEXICON, rows="country", unit="document")
    default, none = counts.pairs(), counts.pairs(cluster=None)
    assert set(default["cluster"]) == {"none"}
    pd.testing.assert_frame_equal(default, none)
    assert set(counts.pairs(cluster="outlet")["cluster"]) == {"outlet"}


def test_an_unknown_cluster():
    with pytest.raises(ValueError, match="unknown cluster 'outlets'; did you mean 'outlet'"):
        COUNTS.pairs(cluster="outlets")


def test_windows_have_no_p():
    frame = cm.cooccurrence(CORPUS, LEXICON, rows="country", unit=cm.SlidingWindow(4)).pairs(min_joint=1)
    assert len(frame) > 0
    assert frame[["p", "q", "lift_low", "lift_high", "ic_low"]].isna().all(axis=None)
    assert frame["lift"].notna().all()
    assert set(frame["family"]) == {0}


@pytest.mark.parametrize("options", [{"weight": "pair"}, {"weight": "strength"}])
def test_shares_have_no_p(options):
    frame = cm.cooccurrence(CORPUS, LEXICON, rows="country", **options).pairs(min_joint=0.1)
    assert len(frame) > 0
    assert frame[["p", "q"]].isna().all(axis=None)
    assert frame["lift"].notna().all()


@pytest.mark.parametrize(
    ("how", "null", "message"),
    [
        ({}, "pairs", "null='pairs' does not fit totals of units: give 'unit_size'"),
        ({"count": "product"}, "unit_size", "null='unit_size' does not fit totals of pairs: give 'pairs'"),
        ({"count": "product"}, "independence", "does not fit totals of pairs: give 'pairs'"),
        ({"unit": cm.SlidingWindow(4)}, "unit_size", "is for binary counts of whole units without weights"),
        ({}, "unitsize", "unknown null 'unitsize'; did you mean 'unit_size'"),
    ],
)
def test_nulls_that_do_not_fit(how, null, message):
    counts = cm.cooccurrence(CORPUS, LEXICON, rows="country", **how)
    for ask in (counts.pairs, counts.significance):
        with pytest.raises(ValueError, match=message):
            ask(null=null)


def test_totals_alone_have_no_clusters():
    totals = cm.cooccurrence(CORPUS, LEXICON, rows="country", keep="counts")
    for ask in (totals.pairs, totals.significance):
        with pytest.raises(ValueError, match=r"keep='counts' dropped.*keep='incidence'.*cluster=None"):
            ask()
    pd.testing.assert_frame_equal(totals.pairs(cluster=None), COUNTS.pairs(cluster=None))
    pd.testing.assert_frame_equal(totals.significance(cluster=None), COUNTS.significance(cluster=None))


@pytest.mark.parametrize(
    ("how", "options"),
    [
        ({}, {}),
        ({}, {"null": "independence"}),
        ({}, {"null": "centered"}),
        ({}, {"cluster": None}),
        ({}, {"cluster": "outlet"}),
        ({"unit": "document"}, {}),
        ({"count": "product"}, {}),
        ({"unit": cm.Proximity(3)}, {}),
        ({"directed": True}, {}),
        ({"weight": "pair"}, {}),
    ],
)
def test_lift_is_count_by_expected_and_within_its_interval(how, options):
    frame = cm.cooccurrence(CORPUS, LEXICON, rows="country", **how).pairs(min_joint=0.1, **options)
    assert len(frame) > 10
    assert frame["lift"].to_numpy() == pytest.approx((frame["count"] / frame["expected"]).to_numpy(), rel=1e-12)
    assert (frame["lift_low"] <= frame["lift"]).all()
    assert (frame["lift"] <= frame["lift_high"]).all()
    assert frame["ic_low"].is_monotonic_decreasing


def test_clusters_widen_intervals_and_raise_p():
    clustered, alone = (
        numbers(COUNTS.pairs(min_joint=1, cluster=cluster), "p", "lift", "lift_low", "lift_high")
        for cluster in ("document", None)
    )
    assert (clustered["p"] >= alone["p"] * (1 - 1e-12)).all()
    assert (clustered["lift"] == alone["lift"]).all()
    width = [frame["lift_high"] - frame["lift_low"] for frame in (clustered, alone)]
    assert (width[0] >= width[1] * (1 - 1e-9)).all()


@pytest.mark.parametrize("options", [{}, {"cluster": "outlet"}, {"null": "independence"}])
def test_merged_parts_have_the_p_of_the_whole(options):
    size = len(TEXTS)
    parts = [corpus_of(range(0, 30)), corpus_of(range(30, 31)), corpus_of(range(31, size))]
    merged = cm.merge([cm.cooccurrence(part, LEXICON, rows="country") for part in parts])
    pd.testing.assert_frame_equal(merged.pairs(**options), COUNTS.pairs(**options))
    pd.testing.assert_frame_equal(merged.significance(**options), COUNTS.significance(**options))


def test_a_slice_has_the_p_of_its_documents():
    trend = cm.cooccurrence(CORPUS, LEXICON, rows="country", by="year")
    alone = cm.cooccurrence(corpus_of(range(1, len(TEXTS), 3)), LEXICON, rows="country")
    names = ["count", "expected", "p", "q", "family"]
    pd.testing.assert_frame_equal(
        numbers(trend["2011"].significance(), *names), numbers(alone.significance(), *names), rtol=1e-9
    )
    pd.testing.assert_frame_equal(trend.total().significance(), COUNTS.significance())
    shown = trend.pairs()
    of_slice = shown[shown["period"] == "2011"]
    pd.testing.assert_frame_equal(numbers(of_slice, *names), numbers(alone.pairs(), *names), rtol=1e-9)


@pytest.mark.parametrize("options", [{}, {"cluster": "outlet"}, {"cluster": None}, {"null": "independence"}])
def test_given_a_tag_the_p_is_that_of_the_units_that_hold_it(options):
    lexicon = LEXICON.add(cm.Lexicon.from_dict({"given": ["cbb", "cff"]}, kind="topic"))
    within = cm.cooccurrence(CORPUS, lexicon, rows="country", given="topic")["given"]
    alone = [" ".join(f"{s}." for s in text.split(".") if "cbb" in s or "cff" in s) for text in TEXTS]
    corpus = cm.Corpus({**TABLE, "text": alone}, text="text", id="id", date="day", meta=["outlet"])
    wanted = cm.cooccurrence(corpus, LEXICON, rows="country")
    assert within.n == wanted.n
    names = ["count", "expected", "p"]
    frame = numbers(within.significance(**options), *names)
    pd.testing.assert_frame_equal(frame, numbers(wanted.significance(**options), *names))


def test_lists_choose_what_is_tested_and_not_the_null():
    chosen = cm.cooccurrence(CORPUS, LEXICON, rows=WORDS[:3], cols=WORDS[3:6])
    frame = numbers(chosen.significance(), "expected", "p", "q")
    assert len(frame) == 9
    whole = numbers(COUNTS.significance(), "expected", "p")
    pd.testing.assert_frame_equal(frame[["expected", "p"]], whole.loc[frame.index], rtol=1e-9)
    assert adjusted(frame["p"].to_numpy(), "bh") == pytest.approx(frame["q"].to_numpy(), rel=1e-12)


@pytest.mark.parametrize("min_total", [-1, 2.5, "5"])
def test_min_total_must_be_a_whole_number(min_total):
    for ask in (COUNTS.pairs, COUNTS.significance):
        with pytest.raises((ValueError, TypeError), match="min_total"):
            ask(min_total=min_total)


def test_counts_capped_below_what_frequent_tags_must_have_tell_nothing():
    """Where one document holds most of two tags, its capped count is less than independent tags can have."""
    texts = ["Iran and Iraq met. " * 10] + ["Iran and Iraq met. Iran and Iraq met. Iran left. Iraq left."] * 3
    counts = cm.cooccurrence(texts, rows="country", unit="sentence")
    assert (counts["IR", "IQ"], counts.row_totals["IR"], counts.n) == (16, 19, 22)
    for alternative in ("greater", "two-sided"):
        frame = counts.significance(null="independence", alternative=alternative)
        assert frame["p"].tolist() == pytest.approx([1])


def test_the_design_effect_is_what_widens_intervals():
    counts = cm.cooccurrence(cm.datasets.briefs(), rows="country")
    alone, together = (counts.pairs(cluster=cluster).set_index(["row", "col"]) for cluster in (None, "document"))
    assert (alone["deff"] == 1).all()
    assert (together["deff"] >= 1).all()
    assert (together["deff"] > 1.5).any()
    for pair, row in together.iterrows():
        shape, rate = (row["count"] + 0.5) / row["deff"], row["expected"] / row["deff"]
        assert row["lift_high"] == pytest.approx(gamma.ppf(0.975, shape, scale=1 / rate))
        assert row["lift_high"] >= alone.loc[pair, "lift_high"] * (1 - 1e-12)
    windows = cm.cooccurrence(cm.datasets.briefs(), rows="country", unit=cm.SlidingWindow(20)).pairs()
    assert windows["deff"].isna().all()
