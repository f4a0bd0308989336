"""Specification curves: each row equals the call it stands for, and nothing is left out in silence."""

import itertools
import json
import math
import random
import sys

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma

import comention as cm
from comention.specification import curve as curve_module
from comention.specification import multiverse
from comention.specification.choices import OPTIONS
from comention.specification.robustness import lifts_of, most_moving

COUNTRIES = ["caa", "cbb", "ccc", "cdd", "cee", "cff", "cgg"]
TOPICS = ["taa", "tbb", "tcc", "tdd", "tee"]
LEXICON = cm.Lexicon.from_dict({word: [word] for word in COUNTRIES}, kind="country")
LEXICON = LEXICON.add(cm.Lexicon.from_dict({word: [word] for word in TOPICS}, kind="topic"))
NUMBERS = {"count": "count", "documents": "documents", "expected": "expected", "lift": "lift"}
NUMBERS |= {"low": "lift_low", "high": "lift_high", "ic_low": "ic_low", "p": "p"}
BOTH = ["name", "term"]
IN_TEXT = {"rows": "country", "cols": ["country", "topic"]}


def made_up(seed: int, size: int = 30) -> cm.Mentions:
    """Write documents of a few sentences, with columns for all choices."""
    rng = random.Random(seed)
    words = [*COUNTRIES, *TOPICS]
    texts = [
        " ".join(
            " ".join(
                ["Something", *rng.choices(words, [1 / (i % 7 + 1) for i in range(len(words))], k=rng.randint(0, 5))]
            )
            + "."
            for _ in range(rng.randint(1, 4))
        )
        for _ in range(size)
    ]
    table = {
        "text": texts,
        "day": [f"20{10 + i % 3}-05-01" for i in range(size)],
        "outlet": [f"o{i % 4}" for i in range(size)],
        "speaker": [COUNTRIES[i % 5] for i in rng.sample(range(size), size)],
        "story": [f"s{rng.randrange(size // 2 + 1)}" for _ in range(size)],
        "mass": [rng.randint(0, 3) / 2 for _ in range(size)],
    }
    meta = ["outlet", "speaker", "story", "mass"]
    return cm.tag(cm.Corpus(table, text="text", date="day", meta=meta), LEXICON)


VALUES = {
    "unit": ["document", "sentence", "paragraph", cm.SlidingWindow(6), cm.Proximity(4), cm.Proximity(4, "inverse")],
    "count": ["binary", "product", "min"],
    "weight": [None, "cell", "row", "col", "pair", "strength"],
    "directed": [False, True],
    "overlapping": ["keep", "drop"],
    "universe": ["all", "nonempty"],
    "duplicates": ["all", "first", "weight"],
    "document_weights": [None, "mass"],
    "max_tags": [None, 2, 3],
    "drop_same": [False, True],
    "outlet": [None, ["o0", "o1"], "o2"],
    "date": [None, ("2010", "2011")],
    "form": [None, ["caa", "cbb", "taa", "tbb"]],
    "null": [None, "unit_size", "independence", "centered", "pairs"],
    "cluster": [None, "document", "outlet"],
}
KINDS = [("country", "topic"), ("country", None), ("speaker", "country"), ("topic", "outlet")]


def direct(mentions: cm.Mentions, spec: dict, kinds: tuple, row: str, col: str) -> dict:
    """Count and judge one pair as a user would, by public calls alone; the reason where they refuse."""
    options = {name: value for name, value in spec.items() if name in OPTIONS}
    tests = {name: spec[name] for name in ("null", "cluster") if name in spec}
    rest = {name: value for name, value in spec.items() if name not in (*OPTIONS, *tests) and value is not None}
    try:
        filtered = mentions.keep(**rest) if rest else mentions
        counts = cm.cooccurrence(filtered, rows=kinds[0], cols=kinds[1], **options)
        frame = counts.pairs(min_joint=1e-12, **tests)
        every = counts.significance(min_total=0, **tests)
    except ValueError as error:
        return {"refused": str(error)}
    found = {"n": counts.n, "count": counts[row, col]}
    for table, names in ((every, {"expected": "expected", "p": "p"}), (frame, NUMBERS)):
        hit = table[(table["row"] == row) & (table["col"] == col)]
        if hit.empty and kinds[1] is None and not spec.get("directed"):
            hit = table[(table["row"] == col) & (table["col"] == row)]
        if len(hit):
            assert len(hit) == 1
            found |= {name: hit[column].iloc[0] for name, column in names.items()}
            if not len(counts.significance(**tests)):
                # Where no pair of the kinds has enough units, `pairs` has no p at all.
                found["p"] = math.nan
            found |= {"null_used": hit["null"].iloc[0], "cluster_used": hit["cluster"].iloc[0]}
    return found


def check(mentions, grid, kinds, pair):
    """Compare all rows of a curve with direct calls."""
    row, col = pair
    rows, cols = kinds[0], kinds[1] or kinds[0]
    curve = cm.specification_curve(mentions, pair, grid=grid, rows=rows, cols=cols)
    frame = curve.to_pandas()
    specs = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    assert len(frame) == len(curve) == len(specs)
    for spec, (_, got) in zip(specs, frame.iterrows(), strict=True):
        want = direct(mentions, spec, kinds, row, col)
        if "refused" in want:
            assert got["refused"] == want["refused"], spec
            assert got[list(NUMBERS)].isna().all()
            continue
        if spec.get("drop_same") and row == col:
            assert got["refused"] == "row and column stand for the same"
            continue
        assert pd.isna(got["refused"]), (spec, got["refused"])
        for name, value in want.items():
            equal = got[name] == value if isinstance(value, str) else got[name] == pytest.approx(value, nan_ok=True)
            assert equal, (spec, name, got[name], value)
        if want["count"] == 0:
            check_zero(got)
    return frame


def check_zero(got):
    """A pair that never meets has lift 0, and an interval that begins there."""
    if not got["expected"] > 0:
        assert got[["lift", "low", "high", "ic_low"]].isna().all()
        return
    assert got["lift"] == 0
    if not math.isnan(got["low"]):
        assert got["low"] == 0
        least = gamma.ppf(0.975, 0.5) / got["expected"]
        assert got["high"] >= least * (1 - 1e-9) or got["cluster_used"] != "none"
        if got["cluster_used"] == "none" and got["null_used"] != "permutation":
            assert got["high"] == pytest.approx(least)


@pytest.mark.parametrize("seed", range(16))
def test_rows_equal_direct_calls(seed):
    rng = random.Random(seed)
    names = rng.sample(list(VALUES), rng.randint(1, 4))
    grid = {name: rng.sample(VALUES[name], rng.randint(1, min(3, len(VALUES[name])))) for name in names}
    kinds = rng.choice(KINDS)
    mentions = made_up(seed)
    first = COUNTRIES if kinds[0] in ("country", "speaker") else TOPICS
    second = {"topic": TOPICS, None: COUNTRIES, "country": COUNTRIES, "outlet": ["o0", "o1", "o2", "o3"]}[kinds[1]]
    row = rng.choice(first[:5])
    col = rng.choice([name for name in second if kinds[1] is not None or name != row])
    check(mentions, grid, kinds, (row, col))


BRIEFS = cm.tag(cm.datasets.briefs())
BRIEF_VALUES = {
    "unit": ["document", "sentence", cm.SlidingWindow(50), cm.Proximity(10)],
    "type": [None, BOTH, "name"],
    "weight": [None, "cell", "pair"],
    "overlapping": ["keep", "drop"],
    "section": [None, sorted(set(BRIEFS.corpus.meta["section"]))[:2]],
    "null": [None, "unit_size", "independence", "centered", "pairs"],
    "cluster": [None, "document", "day"],
}


@pytest.mark.parametrize("seed", range(6))
def test_rows_equal_direct_calls_on_the_briefs(seed):
    rng = random.Random(seed)
    names = ["unit", *rng.sample(list(BRIEF_VALUES)[1:], 2)]
    grid = {name: rng.sample(BRIEF_VALUES[name], min(2, len(BRIEF_VALUES[name]))) for name in names}
    kinds = [("country", "topic"), ("country", None)][seed % 2]
    pair = [("IR", "sanctions"), ("US", "CN"), ("FJ", "sanctions"), ("RU", "UA")][seed % 4]
    check(BRIEFS, grid, kinds, pair)


@pytest.mark.parametrize("kinds", [("country", "topic"), ("speaker", "country")])
def test_sampled_nulls_equal_direct_calls(kinds):
    grid = {"unit": ["sentence", "document"], "null": ["fixed_degree", "permutation"]}
    frame = check(made_up(3), grid, kinds, ("caa", "taa" if kinds[1] == "topic" else "cbb"))
    assert 0 < frame["refused"].isna().sum() < len(frame)


def test_the_curve_as_it_is_asked_for():
    grid = {
        "unit": ["document", "sentence", cm.SlidingWindow(50)],
        "type": [None, ["name"]],
        "weight": [None, "cell"],
        "null": ["unit_size", "independence"],
    }
    with pytest.warns(cm.CaveatWarning, match="the total of sanctions is 0"):
        curve = cm.specification_curve(BRIEFS, ("RU", "sanctions"), grid=grid)
    frame = curve.to_pandas()
    assert len(curve) == len(frame) == 24
    assert list(frame)[:6] == ["row", "col", "unit", "type", "weight", "null"]
    assert frame["unit"].unique().tolist() == ["document", "sentence", "window of 50 tokens"]
    assert frame["type"].tolist()[:8] == ["all"] * 4 + ["name"] * 4
    assert frame["weight"].tolist()[:4] == ["none", "none", "cell", "cell"]
    assert curve.choices == {name: list(dict.fromkeys(frame[name])) for name in grid}
    # Topics are terms, so that a filter of names leaves none, and says so.
    lost = frame[(frame["type"] == "name") & frame["refused"].isna()]
    assert len(lost)
    assert lost["lift"].isna().all()
    assert lost["caveats"].str.contains("the total of sanctions is 0").all()


# ── how it is done ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_texts_are_tagged_once_and_counted_once_a_way_of_counting(monkeypatch):
    calls = {"tag": 0, "count": 0, "keep": 0}

    def counted(name, call):
        def run(*args, **options):
            calls[name] += 1
            return call(*args, **options)

        return run

    grid = {"null": ["unit_size", "independence", None], "outlet": [None, "o1"], "unit": ["document", "sentence"]}
    grid |= {"cluster": [None, "document"]}
    corpus = made_up(1).corpus
    monkeypatch.setattr(curve_module, "tag", counted("tag", curve_module.tag))
    monkeypatch.setattr(multiverse, "cooccurrence", counted("count", multiverse.cooccurrence))
    progress = []
    pairs = [("caa", "taa"), ("cbb", "taa"), ("caa", "cbb")]
    curve = cm.specification_curve(
        corpus, pairs, grid=grid, lexicon=LEXICON, **IN_TEXT, progress=lambda *at: progress.append(at)
    )
    assert calls["tag"] == 1
    # Two filters, two units, two pairs of kinds.
    assert calls["count"] == 8
    assert progress[-8:] == [(done, 8) for done in range(1, 9)]
    assert len(curve) == 24
    assert len(curve.to_pandas()) == 72


def test_several_pairs_are_those_one_by_one():
    mentions = made_up(2)
    pairs = [("caa", "taa"), ("cdd", "cee"), ("cbb", "taa")]
    grid = {"unit": ["document", "sentence"], "weight": [None, "pair", "row"]}
    frame = cm.specification_curve(mentions, pairs, grid=grid, **IN_TEXT).to_pandas()
    ones = [cm.specification_curve(mentions, [pair], grid=grid, **IN_TEXT).to_pandas() for pair in pairs]
    pd.testing.assert_frame_equal(frame, pd.concat(ones, ignore_index=True), check_dtype=False)
    assert frame[["row", "col"]].drop_duplicates().values.tolist() == [list(pair) for pair in pairs]


def test_the_order_of_choices_and_threads_do_not_matter():
    mentions = made_up(4)
    grid = {"unit": ["sentence", "document"], "cluster": ["document", None], "outlet": [None, "o1"]}
    frames = [
        cm.specification_curve(mentions, ("caa", "taa"), grid=dict(order), rows="country", threads=threads)
        .to_pandas()
        .sort_values(list(grid), ignore_index=True)
        for order, threads in ((grid.items(), 1), (reversed(grid.items()), 2))
    ]
    pd.testing.assert_frame_equal(frames[0], frames[1][list(frames[0])])


def test_directed_pairs_have_two_ways():
    mentions = cm.tag(["caa met cbb."] * 3 + ["cbb met caa."], LEXICON)
    grid = {"directed": [False, True]}
    frame = cm.specification_curve(mentions, [("caa", "cbb"), ("cbb", "caa")], grid=grid).to_pandas()
    assert frame["count"].tolist() == [4, 3, 4, 1]
    assert frame["directed"].tolist() == ["False", "True"] * 2


# ── names of choices, pairs and tags ─────────────────────────────────────────────────────────────────────────────────


def test_names_of_tags():
    grid = {"unit": ["document"]}
    for pair in [("IR", "sanctions"), ("IRN", "Sanctions"), ("Iran", "sanctions"), ["iran", "SANCTIONS"]]:
        assert cm.specification_curve(BRIEFS, pair, grid=grid).pairs == [("IR", "sanctions")]
    assert cm.specification_curve(BRIEFS, ("Burma", "IR"), grid=grid).pairs == [("MM", "IR")]


def test_a_tag_of_several_kinds_needs_its_kind():
    grid = {"unit": ["document"]}
    with pytest.raises(
        ValueError, match="'sport' is a tag of several kinds: topic, section; name one, as cols='topic'"
    ):
        cm.specification_curve(BRIEFS, ("FR", "sport"), grid=grid)
    with pytest.raises(
        ValueError, match="'sport' is a tag of several kinds: topic, section; name one, as rows='topic'"
    ):
        cm.specification_curve(BRIEFS, ("sport", "FR"), grid=grid)
    topic, section = (
        cm.specification_curve(BRIEFS, ("FR", "sport"), grid=grid, cols=kind).to_pandas()["count"][0]
        for kind in ("topic", "section")
    )
    assert topic == cm.cooccurrence(BRIEFS, rows="country", cols="topic", unit="document")["FR", "sport"]
    assert section == cm.cooccurrence(BRIEFS, rows="country", cols="section", unit="document")["FR", "sport"]


def test_texts_of_values():
    grid = {
        "type": [None, "name", ["name", "term"], {"term", "name", "adjective"}],
        "date": [None, ("2010", "2011-06")],
        "max_tags": [None, 3],
        "unit": [cm.Proximity(2, [1, 0.5]), cm.Proximity(2, [1, 0.25])],
    }
    choices = cm.specification_curve(made_up(5), ("caa", "taa"), grid=grid, rows="country").choices
    assert choices["type"] == ["all", "name", "name, term", "adjective, name, term"]
    assert choices["date"] == ["all", "2010 to 2011-06"]
    assert choices["max_tags"] == ["none", "3"]
    # Two weights of distances have one name, so that they are written out.
    assert choices["unit"] == [repr(unit) for unit in grid["unit"]]


def test_choices_called_as_other_columns():
    mentions = made_up(6)
    frame = cm.specification_curve(mentions, ("caa", "tbb"), grid={"count": ["binary", "min"]}, rows="country").frame
    assert frame["count_choice"].tolist() == ["binary", "min"]
    assert frame["count"].dtype == np.int64
    table = {"text": ["caa taa.", "caa."], "lift": ["a", "b"]}
    mentions = cm.tag(cm.Corpus(table, text="text", meta=["lift"]), LEXICON)
    curve = cm.specification_curve(mentions, ("caa", "taa"), grid={"lift": [None, "a", "b"]})
    assert curve.frame["lift_choice"].tolist() == curve.choices["lift"] == ["all", "a", "b"]
    assert curve.frame["count"].tolist() == [1, 1, 0]


@pytest.mark.parametrize(
    ("grid", "error", "message"),
    [
        ({}, ValueError, "a choice or more"),
        (None, TypeError, "grid maps choices to lists"),
        ([("unit", ["document"])], TypeError, "grid maps choices to lists"),
        ({"unit": []}, ValueError, "'unit' has an empty list"),
        ({"unit": "document"}, TypeError, "'unit' takes a list of values"),
        ({"max_tags": 3}, TypeError, r"as \[3\]"),
        ({"unit": ["document", "document"]}, ValueError, "lists 'document' twice"),
        ({"units": ["document"]}, ValueError, "did you mean 'unit'"),
        ({"outlets": ["o1"]}, ValueError, "did you mean 'outlet'"),
        ({3: ["o1"]}, ValueError, "unknown choice 3"),
        ({"unit": ["sentense"]}, ValueError, "did you mean 'sentence'"),
        ({"weight": ["cells"]}, ValueError, "did you mean 'cell'"),
        ({"directed": ["yes"]}, TypeError, "directed= is True or False"),
        ({"max_tags": [0]}, ValueError, "max_tags must be a whole number from 1"),
        ({"document_weights": ["masses"]}, ValueError, "did you mean 'mass'"),
        ({"null": ["unit_sizes"]}, ValueError, "did you mean 'unit_size'"),
        ({"cluster": ["documents"]}, ValueError, "did you mean 'document'"),
        ({"type": ["names"]}, ValueError, "did you mean 'name'"),
        ({"outlet": ["o9"]}, ValueError, "unknown value of outlet 'o9'"),
        ({"date": ["2010"]}, ValueError, "first and the last date"),
    ],
)
def test_bad_grids(grid, error, message):
    with pytest.raises(error, match=message):
        cm.specification_curve(made_up(1, 5), ("caa", "taa"), grid=grid, rows="country")


@pytest.mark.parametrize(
    ("pairs", "options", "error", "message"),
    [
        ([], {}, ValueError, "a list of pairs must not be empty"),
        ("RU", {}, TypeError, "give a pair of tags"),
        (("RU",), {}, TypeError, "a pair is two tags"),
        (("RU", "US", "CN"), {}, TypeError, "a pair is two tags"),
        ([("RU", "US"), "CN"], {}, TypeError, "a pair is two tags"),
        (("RU", 3), {}, TypeError, "a pair is two tags"),
        (("RU", "Russia"), {}, ValueError, "two different tags"),
        ([("RU", "US"), ("Russia", "USA")], {}, ValueError, "'RU', 'US' is listed twice"),
        (("RU", "sanction"), {}, KeyError, "did you mean 'sanctions'"),
        (("RU", "sanctions"), {"cols": "country"}, KeyError, "unknown country 'sanctions'"),
        (("RU", "sanctions"), {"cols": "topics"}, ValueError, "did you mean 'topic'"),
        (("RU", "sanctions"), {"rows": []}, ValueError, "rows= must not be an empty list"),
        (("RU", "sanctions"), {"rows": [3]}, ValueError, "unknown kind of rows= 3"),
        (("RU", "sanctions"), {"lexicon": LEXICON}, ValueError, "mentions bring their own lexicon"),
    ],
)
def test_bad_pairs(pairs, options, error, message):
    with pytest.raises(error, match=message):
        cm.specification_curve(BRIEFS, pairs, grid={"unit": ["document"]}, **options)


def test_two_values_of_one_column_are_no_pair():
    with pytest.raises(ValueError, match="a document has one value of 'outlet'"):
        cm.specification_curve(made_up(1), ("o1", "o2"), grid={"unit": ["document"]})


def test_a_row_that_stands_for_its_column_is_refused():
    curve = cm.specification_curve(
        made_up(1), ("caa", "caa"), grid={"drop_same": [False, True]}, rows="speaker", cols="country"
    )
    assert curve.frame["refused"].fillna("").tolist() == ["", "row and column stand for the same"]
    assert np.isnan(curve.frame["count"][1])


# ── little to count ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("texts", [[], [""], [None], ["Nothing."], ["caa."], ["caa taa."]])
def test_little_text(texts):
    mentions = cm.tag(texts, LEXICON)
    grid = {"unit": ["document", "sentence", cm.SlidingWindow(3), cm.Proximity(3)], "weight": [None, "cell"]}
    curve = cm.specification_curve(mentions, ("caa", "taa"), grid=grid)
    frame = curve.to_pandas()
    assert (frame["count"].dropna() == ("caa taa." in texts)).all()
    assert frame["refused"].notna().sum() == 2
    assert len(curve.summary()) == 1
    assert repr(curve).startswith("<SpecificationCurve: 8 specifications of unit, weight\n  caa × taa: ")
    if "caa taa." not in texts:
        assert frame[["lift", "low", "high", "ic_low", "p"]].isna().all().all()
        assert "no lift; 6 without a lift; 2 refused" in repr(curve)
        assert math.isnan(curve.summary()["factor"][0])
    assert curve.figure().to_dict()["vconcat"]


def test_all_refused():
    grid = {"weight": ["pair", "strength"], "count": ["product"]}
    curve = cm.specification_curve(made_up(1), ("caa", "taa"), grid=grid, rows="country")
    assert curve.frame["refused"].str.contains("do not go together").all()
    assert "no lift; 2 refused" in repr(curve)
    summary = curve.summary().iloc[0]
    assert summary["refused"] == summary["specifications"] == 2
    assert pd.isna(summary["most"])
    assert summary[["lift_min", "above_1", "excludes_1", "p_below_05", "factor"]].isna().all()
    assert curve.by_choice()["factor"].isna().all()
    curve.figure()


def test_labels_have_no_sentences():
    labels = cm.labels(
        {"country": [["RU", "US"], ["RU"], ["US"]], "topic": [["oil"], ["oil"], []]}, country="country", topic="topic"
    )
    grid = {"unit": ["document", "sentence", cm.Proximity(5)], "directed": [False, True]}
    frame = cm.specification_curve(labels, ("RU", "oil"), grid=grid).to_pandas()
    assert frame["count"].dropna().tolist() == [2]
    assert frame["refused"][1:].str.contains("labels have no places").all()


def test_frames_are_of_the_library_of_the_corpus():
    frame = pl.DataFrame({"text": ["caa taa.", "caa.", "taa. cbb."]})
    mentions = cm.tag(cm.Corpus(frame, text="text"), LEXICON)
    for weights in ([None], [None, "pair"], ["pair"]):
        curve = cm.specification_curve(mentions, ("caa", "taa"), grid={"weight": weights})
        assert isinstance(curve.to_pandas(), pd.DataFrame)
        for found in (curve.frame, curve.summary(), curve.by_choice()):
            assert isinstance(found, pl.DataFrame)
        assert curve.frame["refused"].is_null().sum() == weights.count(None)
        assert curve.frame["lift"].dtype == pl.Float64


def test_results_cannot_be_changed():
    curve = cm.specification_curve(made_up(1), ("caa", "tbb"), grid={"unit": ["document"]}, rows="country")
    before = curve.to_pandas()
    changed = curve.to_pandas()
    changed["lift"] = 9.0
    curve.choices["unit"].append("page")
    pd.testing.assert_frame_equal(curve.to_pandas(), before)
    assert curve.choices == {"unit": ["document"]}


# ── what a curve says ────────────────────────────────────────────────────────────────────────────────────────────────


def slow_factor(lifts: np.ndarray, axis: int) -> float:
    """Compare each specification with those that differ in one choice alone."""
    ratios = []
    for at in itertools.product(*(range(size) for i, size in enumerate(lifts.shape) if i != axis)):
        line = [lifts[(*at[:axis], place, *at[axis:])] for place in range(lifts.shape[axis])]
        known = [lift for lift in line if not math.isnan(lift)]
        if len(known) > 1:
            same = min(known) == max(known)
            ratios.append(1.0 if same else math.inf if min(known) == 0 else max(known) / min(known))
    if not ratios:
        return math.nan
    ratios.sort()
    middle = ratios[(len(ratios) - 1) // 2], ratios[len(ratios) // 2]
    return math.sqrt(middle[0]) * math.sqrt(middle[1])


LIFT = st.one_of(st.floats(0.01, 100), st.sampled_from([0.0, math.inf, math.nan, 1.0]))


@settings(max_examples=150)
@given(st.data(), st.lists(st.integers(1, 3), min_size=1, max_size=3))
def test_factors_equal_a_slow_reference(data, shape):
    size = math.prod(shape)
    values = data.draw(st.lists(LIFT, min_size=size, max_size=size))
    rows = [{"lift": x, "low": math.nan, "high": math.nan, "p": math.nan, "refused": None} for x in values]
    lifts = lifts_of(rows, shape)
    want = [slow_factor(np.array(values).reshape(shape), axis) for axis in range(len(shape))]
    assert lifts.factors == pytest.approx(want, nan_ok=True)
    names = ["a", "b", "c"][: len(shape)]
    most, factor = most_moving(names, lifts.factors)
    known = [one for one in lifts.factors if not math.isnan(one)]
    assert (most is None) == (max(known, default=1.0) == 1)
    if most is not None:
        assert factor == max(known) == lifts.factors[names.index(most)]


def test_summary_is_that_of_the_frame():
    mentions = made_up(7, 60)
    pairs = [("caa", "taa"), ("cbb", "tcc"), ("cff", "tee")]
    grid = {
        "unit": ["document", "sentence", cm.SlidingWindow(6)],
        "weight": [None, "cell"],
        "null": [None, "unit_size", "independence"],
    }
    curve = cm.specification_curve(mentions, pairs, grid=grid, rows="country")
    summary, frame, choices = curve.summary(), curve.to_pandas(), curve.by_choice()
    assert list(zip(summary["row"], summary["col"], strict=True)) == curve.pairs
    for _, said in summary.iterrows():
        own = frame[(frame["row"] == said["row"]) & (frame["col"] == said["col"])]
        lifts, sure, tested = own["lift"].dropna(), own.dropna(subset=["low", "high"]), own["p"].dropna()
        assert said["specifications"] == 18
        assert said["refused"] == own["refused"].notna().sum()
        assert said["lift_min"] == lifts.min()
        assert said["lift_median"] == lifts.median()
        assert said["lift_max"] == lifts.max()
        assert said["above_1"] == pytest.approx((lifts > 1).mean())
        assert said["intervals"] == len(sure)
        assert said["excludes_1"] == pytest.approx(((sure["low"] > 1) | (sure["high"] < 1)).mean())
        assert said["tests"] == len(tested)
        assert said["p_below_05"] == pytest.approx((tested < 0.05).mean())
        mine = choices[(choices["row"] == said["row"]) & (choices["col"] == said["col"])]
        assert said["factor"] == mine["factor"].max()
        assert said["most"] == mine.loc[mine["factor"].idxmax(), "choice"]
        cube = own["lift"].to_numpy().reshape(3, 2, 3)
        for axis, (name, values) in enumerate(curve.choices.items()):
            for value in values:
                line = mine[(mine["choice"] == name) & (mine["value"] == value)].iloc[0]
                part = own[own[name] == value]
                assert line["specifications"] == len(part)
                assert line["refused"] == part["refused"].notna().sum()
                assert line["lift_median"] == pytest.approx(part["lift"].median(), nan_ok=True)
                assert line["factor"] == pytest.approx(slow_factor(cube, axis), nan_ok=True)


def test_reprs():
    grid = {"unit": ["document", "sentence"]}
    curve = cm.specification_curve(BRIEFS, ("IR", "sanctions"), grid=grid)
    document, sentence = curve.to_pandas()["lift"]
    assert repr(curve) == (
        f"<SpecificationCurve: 2 specifications of unit\n  IR × sanctions: lift {document:.3g} to {sentence:.3g}, "
        f"median {(document + sentence) / 2:.3g}; above 1 in 2 of 2; most by unit, {sentence / document:.3g} times>"
    )
    assert "<td>IR × sanctions</td>" in curve._repr_html_()
    pairs = list(itertools.combinations(COUNTRIES, 2))
    many = repr(cm.specification_curve(made_up(1), pairs, grid=grid, rows="country", cols="country"))
    assert many.endswith(f"\n  and {len(pairs) - 8} more pairs>")
    assert many.count("\n") == 9


def test_html_is_escaped():
    lexicon = cm.Lexicon.from_dict({"<b>": ["caa"], "x & y": ["taa"]}, kind="word")
    curve = cm.specification_curve(cm.tag(["caa taa."], lexicon), ("<b>", "x & y"), grid={"unit": ["document"]})
    assert "<td>&lt;b&gt; × x &amp; y</td>" in curve._repr_html_()


# ── the figure ───────────────────────────────────────────────────────────────────────────────────────────────────────


def panels(chart):
    """Give marks of intervals and lifts, and the dots below, with the title."""
    upper, lower = chart.to_dict()["vconcat"]
    _, intervals, _ = upper["layer"]
    return upper["title"], intervals["data"]["values"], lower["data"]["values"], lower["encoding"]["y"]["sort"]


def test_the_figure_has_a_mark_a_lift_and_a_dot_a_choice():
    grid = {
        "unit": ["document", "sentence", cm.SlidingWindow(50)],
        "type": [None, BOTH],
        "weight": [None, "cell"],
        "null": ["unit_size", "independence", None],
    }
    curve = cm.specification_curve(BRIEFS, ("Iran", "sanctions"), grid=grid)
    frame = curve.to_pandas()
    title, marks, dots, lines = panels(curve.figure())
    known = frame[frame["lift"].notna()]
    assert len(marks) == len(known)
    assert len(dots) == len(known) * len(grid)
    assert [mark["lift"] for mark in marks] == sorted(known["lift"])
    assert [mark["rank"] for mark in marks] == list(range(1, len(known) + 1))
    assert sum(mark["low_at"] is not None for mark in marks) == known["low"].notna().sum()
    assert lines == [f"{name}: {value}" for name, values in curve.choices.items() for value in values]
    assert title["text"] == "IR × sanctions"
    assert title["subtitle"] == f"36 specifications, {frame['refused'].notna().sum()} refused"
    for mark in marks:
        row = frame.loc[mark["specification"]]
        below = {dot["line"] for dot in dots if dot["rank"] == mark["rank"]}
        assert below == {f"{name}: {row[name]}" for name in grid}
        sure = "none" if pd.isna(row["low"]) else "excludes 1" if row["low"] > 1 or row["high"] < 1 else "includes 1"
        assert mark["interval"] == sure
    assert curve.figure(("IR", "sanctions")).to_dict() == curve.figure(("Iran", "sanctions")).to_dict()
    with pytest.raises(KeyError, match="IR × sanctions"):
        curve.figure(("RU", "sanctions"))


def test_lifts_off_the_scale_stand_at_its_edge():
    rows = [{"lift": x, "low": x / 2, "high": x * 2, "count": 1, "expected": 1.0, "p": 0.5} for x in (2.0, 0.0)]
    rows += [{"lift": math.inf, "low": 3.0, "high": math.inf, "count": 1, "expected": 0.0, "p": 0.5}]
    from comention.views.specification import _records

    zero, two, infinite = _records(rows)
    assert [zero["edge"], two["edge"], infinite["edge"]] == ["down", "no", "up"]
    assert 0 < zero["lift_at"] < 1
    assert zero["lift"] == 0
    assert infinite["lift"] == "inf"
    assert 4 < infinite["lift_at"] < math.inf
    json.dumps([zero, two, infinite], allow_nan=False)


def test_saves_pictures(tmp_path):
    mentions = made_up(8)
    grid = {"unit": ["document", "sentence", cm.SlidingWindow(6)], "null": [None, "unit_size"], "outlet": [None, "o2"]}
    curve = cm.specification_curve(mentions, [("caa", "taa"), ("cgg", "tee")], grid=grid, rows="country")
    for place, chart in enumerate((curve.figure(), curve.figure(("cgg", "tee")))):
        chart.save(tmp_path / f"{place}.png")
        chart.save(tmp_path / f"{place}.svg")
        assert (tmp_path / f"{place}.png").read_bytes().startswith(b"\x89PNG")
        picture = (tmp_path / f"{place}.svg").read_text(encoding="utf-8")
        assert "cgg × tee" in picture
        assert ("caa × taa" in picture) == (place == 0)
        assert "NaN" not in picture
    # What is drawn: a dot for each lift and choice.
    dots = panels(curve.figure(("cgg", "tee")))[2]
    assert picture.count('aria-roledescription="point"') == len(dots) * (1 + 1 / len(grid))


def test_without_altair(monkeypatch):
    curve = cm.specification_curve(made_up(1), ("caa", "taa"), grid={"unit": ["document"]}, rows="country")
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(ImportError, match=r'pip install "comention\[notebook\]"'):
        curve.figure()
