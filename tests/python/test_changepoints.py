"""Change points: the best of all partitions, against reference values and all partitions tried."""

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
from comention.change.changepoints import find_changepoints

SERIES = st.lists(
    st.integers(0, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=9
)


def segment_cost(r, d) -> float:
    """Give minus the greatest log-likelihood, of scipy's binomial distribution less its coefficient."""
    count, n = sum(r), sum(d)
    return 0.0 if n == 0 else float(math.log(math.comb(n, count)) - binom.logpmf(count, n, count / n))


def partitions(periods: int, size: int):
    """List all ways to part periods into segments of a size or more, as the first periods of all but the first."""
    for chosen in itertools.product((False, True), repeat=periods - 1):
        places = [i + 1 for i in range(periods - 1) if chosen[i]]
        if all(b - a >= size for a, b in itertools.pairwise([0, *places, periods])):
            yield places


def cost_of(places, r, d, penalty) -> float:
    bounds = [0, *places, len(r)]
    return sum(segment_cost(r[a:b], d[a:b]) for a, b in itertools.pairwise(bounds)) + penalty * len(places)


def test_reference_values():
    path = shared_file("gold", "oracle", "threeway_time_reference.json")
    reference = json.loads(path.read_text(encoding="utf-8"))["changepoint_binomial"]
    for case in reference["results"]:
        found = find_changepoints(reference["r"], reference["d"], case["penalty"], case["min_size"])
        assert found.places == case["changepoints"]
        assert found.cost == pytest.approx(case["cost"], rel=1e-10)
    default = find_changepoints(reference["r"], reference["d"])
    assert default.cost == pytest.approx(reference["results"][0]["cost"], rel=1e-10), "ln 12"


@given(SERIES, st.sampled_from([0, 0.4, 1, 3, None]), st.integers(1, 4))
def test_no_partition_is_cheaper(series, penalty, size):
    r, d = [k for k, _ in series], [n for _, n in series]
    size = min(size, len(r))
    found = find_changepoints(r, d, penalty, size)
    each = math.log(len(r)) if penalty is None else penalty
    best = min(cost_of(places, r, d, each) for places in partitions(len(r), size))
    assert found.cost == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert cost_of(found.places, r, d, each) == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert found.places in list(partitions(len(r), size))


@given(SERIES)
def test_more_penalty_means_no_more_changes(series):
    r, d = [k for k, _ in series], [n for _, n in series]
    found = [len(find_changepoints(r, d, penalty).places) for penalty in (0.1, 1, 3, 10, 1000)]
    assert found == sorted(found, reverse=True)
    assert found[-1] == 0


@given(SERIES, st.integers(0, 3))
def test_a_series_backwards_costs_the_same(series, penalty):
    r, d = [k for k, _ in series], [n for _, n in series]
    one, other = find_changepoints(r, d, penalty), find_changepoints(r[::-1], d[::-1], penalty)
    assert one.cost == pytest.approx(other.cost, rel=1e-9, abs=1e-9)


def test_a_change_that_is_there_is_found():
    rng = np.random.default_rng(4)
    d = rng.integers(80, 120, 300)
    r = rng.binomial(d, np.repeat([0.05, 0.25, 0.05], 100))
    places = find_changepoints(r, d).places
    assert len(places) == 2
    assert np.abs(np.array(places) - [100, 200]).max() <= 2


@pytest.mark.parametrize(
    ("r", "d"), [([], []), ([0], [0]), ([2], [5]), ([0, 0, 0], [4, 4, 4]), ([4, 4], [4, 4]), ([0, 0], [0, 0])]
)
def test_series_without_a_change(r, d):
    assert find_changepoints(r, d) == ([], pytest.approx(segment_cost(r, d)))


def test_huge_counts():
    found = find_changepoints([10**9, 10**9, 3 * 10**9, 3 * 10**9], [10**12] * 4)
    assert found.places == [2]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"penalty": -1}, "penalty must be a number from 0 on. Given -1"),
        ({"penalty": math.nan}, "penalty must be a number from 0 on. Given nan"),
        ({"penalty": "bic"}, "penalty must be a number from 0 on. Given 'bic'"),
        ({"min_size": 0}, "min_size must be a whole number from 1 on. Given 0"),
        ({"min_size": 1.5}, "min_size must be a whole number"),
        ({"min_size": 4}, "min_size must be at most the number of periods, 3. Given 4"),
    ],
)
def test_options_out_of_their_range(options, message):
    with pytest.raises(ValueError, match=message):
        find_changepoints([1, 2, 3], [3, 4, 5], **options)


@pytest.mark.parametrize(("r", "d"), [([1, 2], [3]), ([4], [3]), ([math.nan], [3])])
def test_what_is_no_series(r, d):
    with pytest.raises(ValueError, match="Given"):
        find_changepoints(r, d)


# ── slices ───────────────────────────────────────────────────────────────────────────────────────────────────────────

PAIRS = [1, 2, 1, 12, 11, 0, 13, 1, 0, 2]
UNITS = [30, 30, 28, 40, 40, 0, 41, 31, 30, 25]
TEXTS = [
    (text, f"{2000 + year}")
    for year, (pair, n) in enumerate(zip(PAIRS, UNITS, strict=True))
    for text in ["Iran met Iraq."] * pair + ["Peru and Iran."] * (n - pair)
]
TABLE = {"text": [text for text, _ in TEXTS], "year": [year for _, year in TEXTS]}


def counted(table=TABLE, **options):
    corpus = cm.Corpus(table, text="text", date="year")
    return cm.cooccurrence(corpus, rows="country", by="year", unit="document", **options)


TREND = counted()


def test_segments_of_a_pair():
    frame = TREND.changepoints("IR", "IQ")
    assert frame.columns.tolist() == ["first", "last", "periods", "count", "n", "rate"]
    assert frame.drop(columns="rate").values.tolist() == [
        ["2000", "2002", 3, 4, 88],
        ["2003", "2006", 4, 36, 121],
        ["2007", "2009", 3, 3, 86],
    ]
    assert frame["rate"].to_numpy() == pytest.approx([4 / 88, 36 / 121, 3 / 86])


@pytest.mark.parametrize("options", [{"penalty": 0}, {"penalty": 0.2}, {"min_size": 4}, {"penalty": 1e6}])
def test_segments_are_contiguous_and_hold_everything(options):
    frame = TREND.changepoints("IR", "IQ", **options)
    places = [0, *find_changepoints(PAIRS, UNITS, **options).places, 10]
    assert frame["periods"].tolist() == np.diff(places).tolist()
    assert frame["first"].tolist() == [f"{2000 + i}" for i in places[:-1]]
    assert frame["last"].tolist() == [f"{1999 + i}" for i in places[1:]]
    assert (frame["count"].sum(), frame["n"].sum()) == (sum(PAIRS), sum(UNITS))


def test_segments_of_a_tag_and_of_shares_of_a_tag():
    whole = TREND.changepoints("IR")
    assert whole.drop(columns="rate").values.tolist() == [["2000", "2009", 10, sum(UNITS), sum(UNITS)]]
    of_row = TREND.changepoints("IR", "IQ", of="row")
    assert of_row["n"].tolist() == TREND.changepoints("IR", "IQ")["n"].tolist(), "Iran is everywhere"


def test_frames_are_those_of_the_library_that_came_in():
    frame = counted(pl.DataFrame(TABLE)).changepoints("IR", "IQ")
    assert isinstance(frame, pl.DataFrame)
    pd.testing.assert_frame_equal(frame.to_pandas(), TREND.changepoints("IR", "IQ"), check_dtype=False)


def test_no_periods_and_one():
    for years, size in (([None], 0), (["2020"], 1)):
        corpus = cm.Corpus({"text": ["Iran met Iraq."], "year": years}, text="text", date="year")
        frame = cm.cooccurrence(corpus, rows="country", by="year").changepoints("IR", "IQ")
        assert (len(frame), list(frame)) == (size, list(TREND.changepoints("IR", "IQ")))


@pytest.mark.parametrize(("periods", "least", "most"), [(12, 0.1, 0.3), (60, 0.04, 0.16)])
def test_constant_rates_seem_to_change_as_often_as_is_said(periods, least, most):
    rng = np.random.default_rng(3)
    n = rng.poisson(500, (200, periods))
    found = [len(find_changepoints(rng.binomial(units, 0.05), units).places) > 0 for units in n]
    assert least < np.mean(found) < most
    dear = [len(find_changepoints(rng.binomial(units, 0.05), units, penalty=8.0).places) > 0 for units in n]
    assert np.mean(dear) < 0.05
