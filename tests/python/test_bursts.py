"""Bursts: the cheapest course of two states, against reference values and all courses tried."""

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
from scipy.stats import binom

import comention as cm
from comention.change.bursts import find_bursts

SERIES = st.lists(st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=8)


def log_likelihoods(r, d, s) -> np.ndarray:
    """Give the log-likelihood of each count by the usual and by the burst rate."""
    p0 = sum(r) / sum(d)
    return np.stack([binom.logpmf(r, d, rate) for rate in (p0, min(s * p0, 0.9999))])


def cost_of(states, likelihoods, gamma) -> float:
    """Add up what a course of states costs."""
    ups = sum(before < state for before, state in itertools.pairwise([0, *states]))
    periods = len(states)
    return gamma * math.log(periods) * ups - float(likelihoods[list(states), np.arange(periods)].sum())


def test_reference_values():
    path = shared_file("gold", "oracle", "threeway_time_reference.json")
    reference = json.loads(path.read_text(encoding="utf-8"))["kleinberg"]
    for case in reference["results"]:
        found = find_bursts(reference["r"], reference["d"], case["s"], case["gamma"])
        assert found.state.tolist() == case["states"]
        assert found.cost == pytest.approx(case["cost"], rel=1e-10)
        assert found.weight == pytest.approx(np.array(case["weight_per_slice"]), rel=1e-10)
        assert found.weight[found.state == 1].sum() == pytest.approx(case["burst_weight"], rel=1e-10)


@given(SERIES, st.sampled_from([1.5, 2, 3, 10]), st.sampled_from([0, 0.3, 1, 2]))
def test_no_course_is_cheaper(series, s, gamma):
    r, d = [k for k, _ in series], [n for _, n in series]
    found = find_bursts(r, d, s, gamma)
    if not 0 < sum(r) < 0.9999 * sum(d):
        assert found.state.tolist() == [0] * len(r)
        assert (found.weight == 0).all()
        return
    likelihoods = log_likelihoods(r, d, s)
    every = [cost_of(states, likelihoods, gamma) for states in itertools.product((0, 1), repeat=len(r))]
    assert found.cost == pytest.approx(min(every), rel=1e-9, abs=1e-9)
    assert cost_of(found.state, likelihoods, gamma) == pytest.approx(min(every), rel=1e-9, abs=1e-9)


@given(SERIES.filter(lambda series: len(series) > 1), st.integers(1, 6))
def test_empty_periods_only_make_going_up_dearer(series, empty):
    r, d = [k for k, _ in series], [n for _, n in series]
    more = find_bursts(r + [0] * empty, d + [0] * empty)
    # Going up costs ln T of all periods.
    alone = find_bursts(r, d, gamma=math.log(len(r) + empty) / math.log(len(r)))
    assert more.cost == pytest.approx(alone.cost, rel=1e-9, abs=1e-9)
    assert more.weight[: len(r)] == pytest.approx(alone.weight)
    assert (more.weight[len(r) :] == 0).all()
    assert (more.state[len(r) :] == 0).all()


def test_dearer_bursts_are_fewer():
    rng = np.random.default_rng(1)
    d = rng.integers(20, 60, 200)
    r = rng.binomial(d, np.where(np.arange(200) % 40 < 5, 0.3, 0.08))
    found = [int(find_bursts(r, d, gamma=gamma).state.sum()) for gamma in (0, 0.5, 1, 2, 10)]
    assert found == sorted(found, reverse=True)
    assert found[0] > found[2] > found[-1] == 0


@pytest.mark.parametrize(
    ("r", "d"), [([], []), ([0], [0]), ([0, 0], [5, 7]), ([5, 7], [5, 7]), ([0, 0, 0], [0, 0, 0]), ([3], [9])]
)
def test_series_without_a_burst(r, d):
    found = find_bursts(r, d)
    assert found.state.tolist() == [0] * len(r)
    assert np.isfinite(found.weight).all()
    assert math.isfinite(found.cost)


def test_huge_counts():
    found = find_bursts([10**9, 10**11, 10**9], [10**12, 10**13, 10**12])
    assert found.state.tolist() == [0, 0, 0]
    found = find_bursts([10**9, 4 * 10**10, 10**9], [10**12] * 3)
    assert found.state.tolist() == [0, 1, 0]
    assert np.isfinite(found.weight).all()


@pytest.mark.parametrize(
    ("r", "d", "message"),
    [
        ([1, 2], [3], "two series of one length"),
        ([[1]], [[2]], "two series of one length"),
        ([1, 4], [3, 3], "between 0 and n. Given 4.0 of 3.0 in period 1"),
        ([-1], [3], "Given -1.0 of 3.0 in period 0"),
        ([1, math.nan], [3, 3], "Given nan of 3.0 in period 1"),
        ([1], [math.inf], "between 0 and n"),
    ],
)
def test_what_is_no_series(r, d, message):
    with pytest.raises(ValueError, match=message):
        find_bursts(r, d)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"s": 1}, "must be above 1. Given 1"),
        ({"s": -2}, "s must be a number from 0 on. Given -2"),
        ({"s": math.nan}, "s must be a number from 0 on. Given nan"),
        ({"s": "2"}, "s must be a number from 0 on. Given '2'"),
        ({"gamma": -1}, "gamma must be a number from 0 on. Given -1"),
        ({"gamma": True}, "gamma must be a number"),
    ],
)
def test_options_out_of_their_range(options, message):
    with pytest.raises(ValueError, match=message):
        find_bursts([1, 2], [3, 4], **options)


# ── slices ───────────────────────────────────────────────────────────────────────────────────────────────────────────

PAIRS = [1, 1, 2, 9, 10, 1, 0, 0, 2, 1]
ROWS = [4, 5, 4, 20, 25, 4, 0, 5, 4, 4]
UNITS = [30, 30, 28, 40, 40, 30, 0, 31, 30, 25]
TEXTS = [
    (text, f"{2000 + year}")
    for year, (pair, row, n) in enumerate(zip(PAIRS, ROWS, UNITS, strict=True))
    for text in ["Iran met Iraq."] * pair + ["Iran."] * (row - pair) + ["Peru."] * (n - row)
]
TABLE = {
    "text": [text for text, _ in TEXTS],
    "year": [year for _, year in TEXTS],
    "outlet": [f"o{i % 2}" for i in range(len(TEXTS))],
}


def counted(table=TABLE, by="year", **options):
    corpus = cm.Corpus(table, text="text", date="year", meta=["outlet"])
    return cm.cooccurrence(corpus, rows="country", by=by, unit="document", **options)


TREND = counted()


def test_bursts_of_a_pair():
    frame = TREND.bursts("IR", "IQ")
    found = find_bursts(PAIRS, UNITS)
    assert frame["period"].tolist() == [f"{2000 + i}" for i in range(10)]
    assert frame["count"].tolist() == PAIRS
    assert frame["n"].tolist() == UNITS
    assert frame["rate"].to_numpy() == pytest.approx(
        [np.nan if n == 0 else k / n for k, n in zip(PAIRS, UNITS, strict=True)], nan_ok=True
    )
    assert frame["state"].tolist() == found.state.tolist() == [0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    assert frame["weight"].to_numpy() == pytest.approx(found.weight)
    pd.testing.assert_frame_equal(TREND.bursts("IQ", "IR"), frame)


def test_more_talk_of_one_tag_is_no_closer_tie():
    of_all, of_row = TREND.bursts("IR", "IQ"), TREND.bursts("IR", "IQ", of="row")
    assert of_row["n"].tolist() == ROWS
    assert of_all["state"].sum() == 2
    assert of_row["state"].sum() == 0
    assert TREND.bursts("IR", "IQ", of="col")["n"].tolist() == PAIRS, "Iraq is never alone"


def test_bursts_of_one_tag():
    frame = TREND.bursts("IR")
    assert frame["count"].tolist() == ROWS
    assert frame["n"].tolist() == UNITS
    assert frame["state"].tolist() == find_bursts(ROWS, UNITS).state.tolist()
    topics = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic", by="year")
    name = topics.total().cols[0]
    assert topics.bursts(name)["count"].tolist() == [int(topics[period].col_totals[name]) for period in topics]
    with pytest.raises(ValueError, match="of='row' is for a pair"):
        TREND.bursts("IR", of="row")


def test_options_are_passed_on():
    frame = TREND.bursts("IR", "IQ", s=3, gamma=0.5)
    found = find_bursts(PAIRS, UNITS, 3, 0.5)
    assert frame["state"].tolist() == found.state.tolist()
    assert frame["weight"].to_numpy() == pytest.approx(found.weight)


def test_totals_alone_are_enough():
    pd.testing.assert_frame_equal(counted(keep="counts").bursts("IR", "IQ"), TREND.bursts("IR", "IQ"))


def test_periods_between_edges_have_an_order():
    frame = counted(by=["2000", "2003", "2005", "2010"]).bursts("IR", "IQ")
    assert frame["count"].tolist() == [4, 19, 4]
    assert frame["state"].tolist() == [0, 1, 0]


def test_weights():
    table = TABLE | {"outlet": [0.5] * len(TEXTS)}
    frame = counted(table, document_weights="outlet").bursts("IR", "IQ")
    assert frame["count"].tolist() == [k / 2 for k in PAIRS]
    assert frame["rate"].to_numpy() == pytest.approx(TREND.bursts("IR", "IQ")["rate"].to_numpy(), nan_ok=True)
    assert frame["weight"].to_numpy() == pytest.approx(TREND.bursts("IR", "IQ")["weight"].to_numpy() / 2)


def test_frames_are_those_of_the_library_that_came_in():
    frame = counted(pl.DataFrame(TABLE)).bursts("IR", "IQ")
    assert isinstance(frame, pl.DataFrame)
    pd.testing.assert_frame_equal(frame.to_pandas(), TREND.bursts("IR", "IQ"), check_dtype=False)


def test_no_periods():
    corpus = cm.Corpus({"text": ["Iran met Iraq."], "year": [None]}, text="text", date="year")
    trend = cm.cooccurrence(corpus, rows="country", by="year")
    frame = trend.bursts("IR", "IQ")
    assert (len(frame), list(frame)) == (0, list(TREND.bursts("IR", "IQ")))


@pytest.mark.parametrize("ask", ["bursts", "changepoints"])
def test_slices_that_are_no_series(ask):
    for trend, message in [
        (TREND.rolling(2), "rolling periods overlap"),
        (TREND.by("outlet"), "values of 'outlet' have no order for"),
        (counted(count="product"), "totals of these counts are sums over pairs"),
        (
            cm.cooccurrence(
                cm.Corpus(TABLE, text="text", date="year"), rows="country", by="year", unit=cm.SlidingWindow(2)
            ),
            "windows overlap",
        ),
    ]:
        with pytest.raises(ValueError, match=message):
            getattr(trend, ask)("IR", "IQ")
    with pytest.raises(ValueError, match="unknown of 'rows'; did you mean 'row'"):
        getattr(TREND, ask)("IR", "IQ", of="rows")
    with pytest.raises(ValueError, match="two different tags make a pair; of one tag leave col= out"):
        getattr(TREND, ask)("IR", "IR")
    with pytest.raises(KeyError, match="unknown country 'Nowhere'"):
        getattr(TREND, ask)("Nowhere")
