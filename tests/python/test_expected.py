"""Expected counts by other nulls than independence, and within strata."""

import numpy as np
import pytest

import comention as cm

NULLS = ["unit_size", "centered", "fixed_degree"]


@pytest.fixture(scope="module")
def counts() -> cm.Cooccurrence:
    return cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic")


@pytest.mark.parametrize("null", NULLS)
@pytest.mark.filterwarnings("ignore::comention.CaveatWarning")
def test_a_measure_compares_with_what_pairs_compares_with(counts, null):
    lift = counts.measure("lift", expected=null).to_pandas()
    for row, col, wanted in counts.pairs(null=null, cluster=None)[["row", "col", "lift"]].itertuples(index=False):
        assert lift.loc[row, col] == pytest.approx(wanted, rel=1e-12)


def test_independence_is_the_default(counts):
    assert np.array_equal(
        counts.measure("pmi").values, counts.measure("pmi", expected="independence").values, equal_nan=True
    )


def test_expected_counts_of_strata_add_up():
    outlets = {
        "A": ["Iran met Iraq.", "Iran.", "Oman.", "Iraq met Oman."],
        "B": ["Iran met Oman."] * 3,
        None: ["Iraq."],
    }
    texts, names = zip(*((text, name) for name, some in outlets.items() for text in some), strict=True)
    corpus = cm.Corpus({"text": list(texts), "outlet": list(names)}, text="text", meta=["outlet"])
    counts = cm.cooccurrence(corpus, rows="country", unit="document")
    found = counts.measure("expected", strata="outlet").to_pandas()
    wanted = sum(
        cm.cooccurrence(some, rows="country", unit="document").measure("expected").to_pandas()
        for some in outlets.values()
    )
    assert found.loc["IR", "OM"] == pytest.approx(wanted.loc["IR", "OM"]) == pytest.approx(2 * 2 / 4 + 3)
    lift = counts.measure("lift", strata="outlet").to_pandas()
    assert lift.loc["IR", "OM"] == pytest.approx(3 / 4)
    assert np.isnan(lift.loc["IR", "IR"])


def test_refusals(counts):
    with pytest.raises(ValueError, match="unknown expected 'chance'"):
        counts.measure("lift", expected="chance")
    with pytest.raises(ValueError, match="g2 needs more than an expected count; measures that do not: expected, lift"):
        counts.measure("g2", expected="unit_size")
    with pytest.raises(ValueError, match="does not go with expected='unit_size'"):
        counts.measure("lift", expected="unit_size", strata="outlet")
    with pytest.raises(ValueError, match="unknown column of strata 'outlet'"):
        counts.measure("lift", strata="outlet")
    with pytest.raises(ValueError, match="does not fit totals of pairs"):
        cm.cooccurrence("Iran and Iraq.", rows="country", count="product").measure("lift", expected="unit_size")
    corpus = cm.Corpus({"text": ["Iran and Iraq."] * 2, "o": ["a", "b"]}, text="text", meta=["o"])
    with pytest.raises(ValueError, match="no sums over pairs"):
        cm.cooccurrence(corpus, rows="country", count="product").measure("lift", strata="o")
    with pytest.raises(ValueError, match="no units given a tag"):
        cm.cooccurrence(corpus, rows="country", given=["IR"])["IR"].measure("lift", strata="o")


def test_nothing_is_expected_in_strata_of_nothing():
    corpus = cm.Corpus({"text": [None, None, "Iran."], "o": ["A", "B", "C"]}, text="text", meta=["o"])
    nothing = cm.Corpus({"text": [None, None], "o": ["A", "B"]}, text="text", meta=["o"])
    for texts, expected in ((corpus, 0.0), (nothing, np.nan)):
        counts = cm.cooccurrence(texts, rows=["IR", "IQ"])
        for strata in (None, "o"):
            found = counts.measure("expected", strata=strata).to_pandas().loc["IR", "IQ"]
            assert found == pytest.approx(expected, nan_ok=True)
