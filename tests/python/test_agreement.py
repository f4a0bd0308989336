"""Krippendorff's alpha, against published examples and another implementation."""

import contextlib
import time
import tracemalloc
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import comention as cm
from comention.validation import agreement as agreement_module
from comention.validation.agreement import DISTANCES, _alike_in_pairs, _holdings

_ = None
# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: A, B and C.
BINARY = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
NOMINAL = ["aabbdcccedda", "babbbccceddd"]
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]


@pytest.mark.parametrize(("data", "alpha"), [(BINARY, 0.095), (NOMINAL, 0.692), (FOUR, 0.743)])
@pytest.mark.parametrize("distance", ["nominal", "masi", "jaccard"])
def test_published_examples(data, alpha, distance):
    """With one code a unit all distances are nominal."""
    assert cm.krippendorff_alpha(*data, distance=distance).alpha == pytest.approx(alpha, abs=5e-4)


def test_a_binary_tag_by_itself():
    coders = [["x" if cell else "-" for cell in coder] for coder in BINARY]
    agreement = cm.krippendorff_alpha(*coders)
    assert agreement.alpha == pytest.approx(0.095, abs=5e-4)
    row = agreement.to_pandas().iloc[0]
    assert row[["tag", "given", "units", "agreed"]].tolist() == ["x", 6, 5, 1]
    assert row["alpha"] == pytest.approx(agreement.alpha)


@given(st.lists(st.lists(st.sampled_from([1, 2, 3, None]), min_size=8, max_size=8), min_size=2, max_size=4))
def test_as_another_implementation(data):
    krippendorff = pytest.importorskip("krippendorff")
    matrix = np.array(data, dtype=float)
    pairable = (~np.isnan(matrix)).sum(axis=0) > 1
    if not pairable.any():
        with pytest.raises(ValueError, match="no unit was coded by two coders"):
            cm.krippendorff_alpha(*data)
        return
    alpha = cm.krippendorff_alpha(*data, distance="nominal")
    values = matrix[:, pairable]
    if len(set(values[~np.isnan(values)])) == 1:
        assert np.isnan(alpha.alpha)
        return
    assert alpha.alpha == pytest.approx(krippendorff.alpha(matrix, level_of_measurement="nominal"))
    for row in alpha.to_pandas().itertuples():
        binary = np.where(np.isnan(matrix), np.nan, matrix == float(row.tag))
        if len(set(binary[:, pairable][~np.isnan(values)])) == 2:
            assert row.alpha == pytest.approx(krippendorff.alpha(binary, level_of_measurement="nominal"))


def plain_distance(one, other, distance):
    """Give the distance of two sets, as the definition says."""
    if one == other:
        return 0
    if distance == "nominal":
        return 1
    share = len(one & other) / len(one | other)
    if distance == "masi":
        share *= 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - share


def plain_alpha(units, distance):
    """Compute alpha as the definition says, pair by pair."""
    values = [value for unit in units for value in unit]
    observed = sum(
        plain_distance(one, other, distance) / (len(unit) - 1) for unit in units for one in unit for other in unit
    )
    expected = sum(plain_distance(one, other, distance) for one in values for other in values) / (len(values) - 1)
    return 1 - observed / expected if expected else np.nan


def test_distances_of_sets():
    sets = [frozenset(names) for names in ("", "a", "ab", "bc", "abc")]
    assert [1 - plain_distance(sets[2], one, "masi") for one in sets] == pytest.approx([0, 1 / 3, 1, 1 / 9, 4 / 9])
    holds, places = _holdings(sets), np.repeat(np.arange(5), 5)
    for distance in DISTANCES:
        alike = _alike_in_pairs(holds, places, np.tile(np.arange(5), 5), distance)
        expected = [1 - plain_distance(one, other, distance) for one in sets for other in sets]
        assert alike.tolist() == pytest.approx(expected)


SETS = st.frozensets(st.sampled_from("abcd"), max_size=3)


@pytest.mark.parametrize("distance", DISTANCES)
@given(units=st.lists(st.lists(SETS, min_size=2, max_size=4), min_size=1, max_size=8))
def test_as_computed_pair_by_pair(distance, units):
    coders = [[unit[i] if i < len(unit) else None for unit in units] for i in range(4)]
    blocks = mock.patch.multiple(agreement_module, _BLOCK_PAIRS=3, _BLOCK_CELLS=5)
    for size in (contextlib.nullcontext(), blocks):
        with size:
            alpha = cm.krippendorff_alpha(*coders, distance=distance).alpha
        assert alpha == pytest.approx(plain_alpha(units, distance), nan_ok=True)


@pytest.mark.parametrize("distance", DISTANCES)
def test_many_different_sets_take_seconds_and_little_memory(distance):
    draw = np.random.default_rng(0).integers(0, 400, (2, 20_000, 2))
    coders = [[frozenset(map(str, codes)) for codes in coder] for coder in draw.tolist()]
    tracemalloc.start()
    before = time.perf_counter()
    alpha = cm.krippendorff_alpha(*coders, distance=distance).alpha
    seconds, (_, most) = time.perf_counter() - before, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert alpha == pytest.approx(0, abs=0.01)
    assert seconds < 60
    assert most < 500e6


def test_alpha_of_sets_by_hand():
    """Three units, two coders: (a, ab), (a, a), (-, -)."""
    agreement = cm.krippendorff_alpha(["a", {"a"}, "-"], ["a;b", ["a"], frozenset()], distance="jaccard")
    observed = (2 * 0.5) / 6
    # Of the six values a is there three times, ab once, - twice.
    expected = 2 * (3 * 1 * 0.5 + 3 * 2 * 1 + 1 * 2 * 1) / (6 * 5)
    assert agreement.alpha == pytest.approx(1 - observed / expected)
    assert repr(agreement) == "<Agreement of 2 coders on 3 units: alpha 0.74, jaccard distance; 2 tags>"
    assert len(agreement) == 3


def sheets():
    mentions = cm.tag(["Iran met Iraq.", "It rained.", "Namibia won.", "Peru lost."])
    sheet = mentions.sample(4, kind="country", strata=None)
    first = sheet.assign(code=sheet["found"])
    second = sheet.assign(code=["Iran;IRQ" if "Iran" in text else "-" for text in sheet["text"]])
    return mentions, first, second.sort_values("text")


def test_sheets():
    mentions, first, second = sheets()
    agreement = cm.krippendorff_alpha(first, second, lexicon=mentions.lexicon, kind="country")
    frame = agreement.to_pandas().set_index("tag")
    assert frame["agreed"].to_dict() == {"IQ": 1, "IR": 1, "NA": 0, "PE": 0}
    assert frame["alpha"].tolist()[:2] == [1, 1]
    topics = cm.krippendorff_alpha(first, second, lexicon=mentions.lexicon, kind="topic")
    assert np.isnan(topics.alpha), "nothing was coded, so that nothing could differ"
    written = cm.krippendorff_alpha(first, second)
    assert written.alpha < agreement.alpha, "without a lexicon Iran and IR are two codes"
    partly = cm.krippendorff_alpha(first, second.assign(code=["", *second["code"][1:]]))
    assert len(partly) == 3


def test_errors():
    mentions, first, second = sheets()
    for call, error, message in (
        (lambda: cm.krippendorff_alpha(first), ValueError, "at least two coders. Given 1"),
        (lambda: cm.krippendorff_alpha(["a"], ["a", "b"]), ValueError, "one code a unit. Given 1, 2"),
        (lambda: cm.krippendorff_alpha(first, ["a"]), TypeError, "a sheet for each coder, or a sequence"),
        (lambda: cm.krippendorff_alpha(first, second, distance="mazi"), ValueError, "did you mean 'masi'"),
        (lambda: cm.krippendorff_alpha(first, second, kind="country"), ValueError, "give lexicon="),
        (lambda: cm.krippendorff_alpha(first, second.drop(columns="end")), KeyError, "coded sheet 'end'"),
        (lambda: cm.krippendorff_alpha(first, second.assign(code="")), ValueError, "no unit was coded by two"),
        (lambda: cm.krippendorff_alpha(pd.concat([first, second]), second), ValueError, "in the sheet twice"),
        (
            lambda: cm.krippendorff_alpha(["Irann"], ["IR"], lexicon=mentions.lexicon),
            ValueError,
            "row 0: unknown tag 'Irann'; did you mean 'Iran'",
        ),
        (
            lambda: cm.krippendorff_alpha(first.replace({"code": {"NA": np.nan}, "found": {"NA": np.nan}}), second),
            ValueError,
            r"missing where Namibia \(NA\) was found",
        ),
    ):
        with pytest.raises(error, match=message):
            call()
