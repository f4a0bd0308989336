"""Empirical Bayes: the fitted distribution of lifts, and lifts drawn towards it."""

import csv
import json

import numpy as np
import pytest
from conftest import shared_file
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma, nbinom

import comention as cm
from comention.empirical_bayes import Gamma, fit, log_likelihood


def test_the_fit_equals_the_reference():
    wanted = json.loads(shared_file("gold", "oracle", "eb_fit_reference.json").read_text())
    rows = list(csv.DictReader(shared_file("gold", "oracle", "eb_fit_reference.csv").read_text().splitlines()))
    joint, expected = (np.array([float(row[name]) for row in rows]) for name in ("n", "e"))
    prior = fit(joint, expected)
    assert prior == pytest.approx(wanted["theta_single_gamma_a_b"], rel=1e-5)
    assert -log_likelihood(prior, joint, expected) == pytest.approx(wanted["neg_loglik_single"], rel=1e-12)


@given(
    st.floats(0.05, 20), st.floats(0.05, 20), st.lists(st.tuples(st.integers(0, 300), st.floats(0.01, 200)), min_size=1)
)
def test_the_likelihood_is_that_of_the_negative_binomial(shape, rate, pairs):
    joint, expected = (np.array(values, dtype=np.float64) for values in zip(*pairs, strict=True))
    wanted = nbinom.logpmf(joint, shape, rate / (rate + expected)).sum()
    assert log_likelihood(Gamma(shape, rate), joint, expected) == pytest.approx(wanted, rel=1e-8, abs=1e-8)


def test_no_neighbour_of_the_fit_is_likelier():
    rng = np.random.default_rng(1)
    expected = rng.lognormal(0, 1.5, 2000)
    joint = rng.poisson(expected * rng.gamma(2, 1 / 2.5, 2000)).astype(float)
    prior = fit(joint, expected)
    best = log_likelihood(prior, joint, expected)
    for a, b in ((1.01, 1), (0.99, 1), (1, 1.01), (1, 0.99), (1.01, 1.01), (0.99, 0.99)):
        assert log_likelihood(Gamma(prior.shape * a, prior.rate * b), joint, expected) < best
    assert prior.shape / prior.rate == pytest.approx(0.8, abs=0.05)


def test_lifts_are_those_of_the_posterior():
    mean, low, high = Gamma(1.5, 1.25).posterior(np.array([0.0, 4.0]), np.array([2.0, 1.0]))
    assert mean == pytest.approx([1.5 / 3.25, 5.5 / 2.25])
    for at, (shape, rate) in enumerate([(1.5, 3.25), (5.5, 2.25)]):
        assert (low[at], high[at]) == pytest.approx(gamma.ppf([0.025, 0.975], shape, scale=1 / rate))


@pytest.fixture(scope="module")
def counts() -> cm.Cooccurrence:
    return cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic")


def test_the_frame_follows_the_null_it_names(counts):
    for null in (None, "independence", "centered"):
        frame, pairs = counts.empirical_bayes(null=null), counts.pairs(null=null, cluster=None)
        both = frame.merge(pairs, on=["row", "col"], suffixes=("", "_of_pairs"))
        assert len(both) == len(frame) == len(pairs)
        assert both["expected"].to_numpy() == pytest.approx(both["expected_of_pairs"].to_numpy())
        assert (both["null"] == both["null_of_pairs"]).all()
        shape, rate = frame["prior_shape"][0], frame["prior_rate"][0]
        assert frame["lift_shrunk"].to_numpy() == pytest.approx(
            ((frame["count"] + shape) / (frame["expected"] + rate)).to_numpy()
        )
        assert (np.diff(frame["low"]) <= 0).all()


def test_what_is_shown_changes_no_fit(counts):
    all_of_them, some = counts.empirical_bayes(min_joint=0), counts.empirical_bayes(min_joint=4)
    assert (some["count"] >= 4).all()
    assert (all_of_them["count"] == 0).any()
    assert all_of_them["prior_shape"][0] == some["prior_shape"][0]


def test_refusals():
    texts = ["Iran and Iraq met.", "Iran and Oman met.", "Peru."]
    for options in ({"weight": "pair"}, {"unit": cm.SlidingWindow(3)}):
        with pytest.raises(ValueError, match="whole numbers of units that do not overlap"):
            cm.cooccurrence(texts, rows="country", **options).empirical_bayes()
    with pytest.raises(ValueError, match="two pairs or more"):
        cm.cooccurrence("Iran.", rows="country").empirical_bayes()
    assert len(cm.cooccurrence(texts * 3, rows="country", count="product").empirical_bayes()) == 2
