"""Counts by period."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import comention as cm
from comention.periods import day_span, find_periods

WORDS = ["Chad", "Mali", "Peru", "war", "sanctions", "."]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), min_size=1, max_size=12)
DAYS = st.dates(dt.date(2019, 12, 1), dt.date(2020, 3, 31)).map(dt.date.isoformat)


def corpus_of(days: list, texts: list | None = None, **meta: list) -> cm.Corpus:
    table = {"text": texts or ["Iran met Iraq."] * len(days), "day": days, **meta}
    return cm.Corpus(table, text="text", date="day", meta=list(meta))


def same(a: cm.Cooccurrence, b: cm.Cooccurrence) -> bool:
    equal = (a.to_scipy() != b.to_scipy()).nnz == 0 and a.n == b.n
    return equal and (a.row_totals == b.row_totals).all() and (a.col_totals == b.col_totals).all()


@pytest.mark.filterwarnings("ignore::comention.CaveatWarning")
@pytest.mark.parametrize("unit", ["document", "paragraph", "sentence"])
@pytest.mark.parametrize("by", ["day", "week", "month", "quarter", "year", "outlet", ["2019", "2020-01-15", "2021"]])
@settings(max_examples=12)
@given(data=st.data())
def test_a_slice_is_the_count_of_its_documents(by, unit, data):
    texts = data.draw(TEXTS)
    days = data.draw(st.lists(DAYS, min_size=len(texts), max_size=len(texts)))
    corpus = corpus_of(days, texts, outlet=[i % 3 for i in range(len(texts))])
    trend = cm.cooccurrence(corpus, rows="country", cols="topic", unit=unit, by=by)
    of_document = find_periods(corpus, by).of_document
    for place, period in enumerate(trend.periods):
        mine = [texts[i] for i in np.flatnonzero(of_document == place)]
        assert same(trend[period], cm.cooccurrence(mine, rows="country", cols="topic", unit=unit))


@pytest.mark.parametrize("by", ["week", "month", "year"])
def test_slices_add_up_to_the_total_and_to_the_whole(by):
    mentions = cm.tag(cm.datasets.briefs())
    trend = cm.cooccurrence(mentions, rows="country", cols="topic", unit="sentence", by=by)
    whole = cm.cooccurrence(mentions, rows="country", cols="topic", unit="sentence")
    assert same(trend.total(), whole)
    assert (sum(trend[period].to_scipy() for period in trend) != whole.to_scipy()).nnz == 0
    assert sum(trend[period].n for period in trend) == whole.n


def test_evidence_of_a_slice_lies_in_it():
    trend = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic", unit="sentence", by="year")
    for period in trend:
        counts = trend[period]
        cells = counts.to_scipy().tocoo()
        for row, col, count in list(zip(*cells.coords, cells.data, strict=True))[:20]:
            frame = counts.evidence(counts.rows[row], counts.cols[col]).to_pandas()
            assert len(frame) == count
            assert {str(date)[:4] for date in frame["date"]} == {period}


def test_periods_are_contiguous():
    trend = cm.cooccurrence(corpus_of(["2020-11-30", "2021-02-01"]), rows="country", by="month")
    assert trend.periods == ["2020-11", "2020-12", "2021-01", "2021-02"]
    assert [trend[period].n for period in trend] == [1, 0, 0, 1]


@pytest.mark.parametrize(
    ("day", "by", "label"),
    [
        ("2021-01-03", "week", "2020-W53"),
        ("2021-01-04", "week", "2021-W01"),
        ("2020-12-31", "quarter", "2020-Q4"),
        ("2024-02-29", "day", "2024-02-29"),
        ("2021-03-14T23:59:59+14:00", "day", "2021-03-14"),
        (dt.datetime(2021, 3, 14, 5), "month", "2021-03"),
        (pd.Timestamp("2021-03-14"), "year", "2021"),
        ("2021", "year", "2021"),
        ("9999-12-31", "month", "9999-12"),
    ],
)
def test_labels(day, by, label):
    assert cm.cooccurrence(corpus_of([day]), rows="country", by=by).periods == [label]


def test_what_is_in_no_slice_is_counted():
    corpus = corpus_of(["2020", "2020-05", None, "2020-05-07", "2021-01-01"])
    trend = cm.cooccurrence(corpus, rows="country", by="month")
    assert (trend.too_coarse, trend.undated, len(trend)) == (1, 1, 9)
    edges = trend.by(["2020-05", "2020-06"])
    assert (edges.too_coarse, edges.undated, edges.outside) == (1, 1, 1)
    assert edges["2020-05 to 2020-06"]["IR", "IQ"] == 2
    assert "1 document undated" in repr(trend)


def test_rolling_counts_periods_together():
    days = ["2020-01-05", "2020-02-05", "2020-02-06", "2020-04-01"]
    rolling = cm.cooccurrence(corpus_of(days), rows="country", by="month").rolling(2)
    assert rolling.series("IR", "IQ")[["period", "count", "n"]].values.tolist() == [
        ["2020-02", 3, 3],
        ["2020-03", 2, 2],
        ["2020-04", 1, 1],
    ]


def test_coarser_periods_need_no_text():
    trend = cm.cooccurrence(corpus_of(["2020-01-05", "2020-07-05"]), rows="country", by="day")
    assert trend.by("quarter").series("IR", "IQ")["count"].tolist() == [1, 0, 1]
    assert same(trend.by("year")["2020"], trend.total())


def test_series_and_pairs_are_those_of_the_slices():
    trend = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic", by="year")
    pairs = trend.pairs(min_joint=2)
    for period, rows in pairs.groupby("period"):
        assert rows.drop(columns="period").reset_index(drop=True).equals(trend[period].pairs(min_joint=2))
    first = pairs.iloc[0]
    series = trend.series(first["row"], first["col"]).set_index("period")
    assert series.loc[first["period"], "count"] == first["count"]
    assert series["n"].sum() == trend.total().n


def test_a_column_without_a_value_has_no_slices():
    trend = cm.cooccurrence(corpus_of(["2020"], outlet=[None]), rows="country", by="outlet")
    assert (len(trend), trend.undated, trend.total().n) == (0, 1, 0)


@pytest.mark.parametrize(
    ("days", "by", "message"),
    [
        (["2020-01-01"], "mnth", "unknown period 'mnth'; did you mean 'month'"),
        (["2020-13-01"], "month", r"row 0: the date '2020-13-01' is no day of the calendar"),
        (["May 2020"], "month", "row 0: the date 'May 2020' is not in ISO format"),
        (["2020-01-01"], ["2020"], "two or more rising dates"),
        (["2020-01-01"], ["2021", "2020"], "two or more rising dates"),
        (["0001-01-01", "9999-01-01"], "day", "more than 100,000 periods"),
    ],
)
def test_errors(days, by, message):
    with pytest.raises(ValueError, match=message):
        cm.cooccurrence(corpus_of(days), rows="country", by=by)


def test_more_errors():
    with pytest.raises(ValueError, match="the corpus has no dates"):
        cm.cooccurrence("Peru.", rows="country", by="year")
    with pytest.raises(TypeError, match="by= takes the name of a period"):
        cm.cooccurrence(corpus_of(["2020"]), rows="country", by=3)
    trend = cm.cooccurrence(corpus_of(["2020", "2021"], outlet=["a", "b"]), rows="country", by="year")
    with pytest.raises(KeyError, match=r"unknown period '2019'"):
        trend["2019"]
    with pytest.raises(ValueError, match="rolling over 3 leaves none"):
        trend.rolling(3)
    with pytest.raises(ValueError, match="have no order to roll over"):
        trend.by("outlet").rolling(2)


def test_day_spans():
    assert day_span("2020-02", "x") == (dt.date(2020, 2, 1), dt.date(2020, 2, 29))
    assert day_span("2020", "x") == (dt.date(2020, 1, 1), dt.date(2020, 12, 31))


def test_slices_without_their_units_have_the_periods_that_hold_nothing():
    corpus = corpus_of(["2011-05-01", "2013-05-01"])
    full, light = (cm.cooccurrence(corpus, rows="country", by="year", keep=keep) for keep in ("incidence", "counts"))
    assert full.periods == light.periods
    for period in full:
        assert same(full[period], light[period])
    assert same(full.total(), light.total())
    assert light.total()["IR", "IQ"] == 2


def test_slices_of_documents_without_a_date_are_empty():
    for keep in ("incidence", "counts"):
        trend = cm.cooccurrence(corpus_of([None, None]), rows="country", by="year", keep=keep)
        assert trend.periods == []
        assert trend.total().n == 0


def test_pairs_of_slices_without_a_pair_have_their_columns():
    trend = cm.cooccurrence(corpus_of(["2011-05-01"]), rows="country", by="year")
    some, none = trend.pairs(min_joint=1), trend.pairs(min_joint=5)
    assert (len(some), len(none)) == (1, 0)
    assert list(none) == list(some)


def pooled(trend: cm.Trend) -> float:
    """Add up count and expected count of Iran and Iraq, leaving out periods without a unit."""
    pairs = [trend[period].pair("IR", "IQ") for period in trend if trend[period].n]
    return sum(pair["count"] for pair in pairs) / sum(pair["expected"] for pair in pairs)


def uneven() -> cm.Trend:
    days = ["2020"] * 2 + ["2021"] * 30 + ["2023"] * 9
    texts = ["Iran met Iraq.", "Peru."] + ["Iran met Iraq.", "Iran.", "Iraq.", "Peru.", "Peru."] * 6
    return cm.cooccurrence(corpus_of(days, texts + ["Peru."] * 9), rows="country", by="year")


@pytest.mark.parametrize("kappa", [5.0, 0, 0.5, 1000])
def test_shrunk_lift_lies_between_that_of_the_period_and_that_of_all(kappa):
    trend = uneven()
    series = trend.series("IR", "IQ", kappa=kappa).set_index("period")
    overall = pooled(trend)
    for period in ("2020", "2021"):
        row = series.loc[period]
        assert row["lift_shrunk"] == pytest.approx((row["count"] + kappa * overall) / (row["expected"] + kappa))
        low, high = sorted((row["lift"], overall))
        assert low - 1e-12 <= row["lift_shrunk"] <= high + 1e-12
    for period in ("2022", "2023"):
        assert np.isnan(series.loc[period, "lift"]), "empty, or without either"
        assert series.loc[period, "lift_shrunk"] == pytest.approx(overall if kappa else np.nan, nan_ok=True)


def test_shrinkage_is_five_expected_counts_by_default():
    trend = uneven()
    assert trend.series("IR", "IQ").equals(trend.series("IR", "IQ", kappa=5))
    of_few, of_many = trend.series("IR", "IQ")[["lift", "lift_shrunk"]].to_numpy()[:2]
    assert abs(of_few[1] - of_few[0]) > abs(of_many[1] - of_many[0])


def test_rolling_periods_are_drawn_to_the_lift_of_single_ones():
    trend = uneven()
    rolling = trend.rolling(2).series("IR", "IQ")
    want = (rolling["count"] + 5 * pooled(trend)) / (rolling["expected"] + 5)
    assert rolling["lift_shrunk"].to_numpy() == pytest.approx(want.to_numpy(), nan_ok=True)


def test_shrunk_lift_of_pairs_that_are_nowhere_expected():
    trend = cm.cooccurrence(corpus_of(["2020", "2022"], ["Peru.", "Chad."]), rows="country", by="year")
    assert trend.series("IR", "IQ")["lift_shrunk"].isna().all()
    none = cm.cooccurrence(corpus_of([None]), rows="country", by="year").series("IR", "IQ")
    assert len(none) == 0
    assert "lift_shrunk" in none


@pytest.mark.parametrize("kappa", [-1, np.nan, np.inf, "5", True])
def test_kappa_out_of_its_range(kappa):
    with pytest.raises(ValueError, match="kappa must be a number from 0 on"):
        uneven().series("IR", "IQ", kappa=kappa)


def test_numbers_in_a_column_are_in_their_order():
    table = {
        "text": ["Iran met Iraq."] * 6,
        "session": [10, 2, 1, None, 2, 33],
        "part": ["b", "10", "9", "a", "-2", None],
    }
    corpus = cm.Corpus(table, text="text", meta=["session", "part"])
    assert cm.cooccurrence(corpus, rows="country", by="session").periods == ["1", "2", "10", "33"]
    assert cm.cooccurrence(corpus, rows="country", by="part").periods == ["-2", "9", "10", "a", "b"]
