"""Counts given a tag have the tests of a corpus of the units that hold it, without it."""

import random

import numpy as np
import pandas as pd
import pytest
from test_nulls import COUNTRIES, TOPICS, made_up, sentence

import comention as cm

LEXICON = made_up()
JOINTS = {"sentence": " ", "paragraph": "\n\n"}
SIDES = [
    ({"rows": "country"}, "taa"),
    ({"rows": "country", "cols": "topic"}, "taa"),
    ({"rows": "country"}, "caa"),
    ({"rows": "topic"}, "caa"),
    ({"rows": ["cbb", "ccc", "cdd", "cee"], "cols": ["tbb", "tcc", "tdd"]}, "taa"),
]
OPTIONS = [
    {},
    {"cluster": "outlet"},
    {"cluster": None},
    {"null": "independence"},
    {"null": "independence", "cluster": None},
    {"null": "centered"},
]


def drawn(seed: int, documents: int = 50) -> list[list[list[str]]]:
    """Draw documents of units of words; those of a document are alike."""
    rng = random.Random(seed)
    found = []
    for _ in range(documents):
        own = [*rng.sample(COUNTRIES[1:], 4), *rng.sample(TOPICS[1:], 4)]
        found.append(
            [
                rng.sample(own, rng.randint(0, 5)) + [word for word in ("caa", "taa") if rng.random() < 0.5]
                for _ in range(rng.randint(0, 9))
            ]
        )
    return found


def made(documents: list[list[list[str]]], unit: str, **options):
    texts = [JOINTS.get(unit, " ").join(sentence(words) for words in units) or None for units in documents]
    table = {
        "text": texts,
        "id": [f"d{i}" for i in range(len(texts))],
        "outlet": [f"o{i % 11}" if i % 5 else None for i in range(len(texts))],
        "year": [f"{2020 + i % 2}" for i in range(len(texts))],
    }
    corpus = cm.Corpus(table, text="text", id="id", date="year", meta=["outlet"])
    return cm.cooccurrence(corpus, LEXICON, unit=unit, progress=False, **options)


def holding(documents, tag: str):
    """Keep the units that hold a tag, and take the tag away."""
    return [[[word for word in units if word != tag] for units in document if tag in units] for document in documents]


def as_one(documents):
    """Make one unit of each document; of none none."""
    return [[sorted({word for units in document for word in units})] if document else [] for document in documents]


def aligned(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_index(["row", "col"]).sort_index()


@pytest.mark.parametrize(("sides", "tag"), SIDES)
@pytest.mark.parametrize(
    ("unit", "options"), [*(("sentence", options) for options in OPTIONS), ("paragraph", {}), ("document", OPTIONS[1])]
)
def test_pairs_given_a_tag_are_those_of_its_units(unit, sides, tag, options):
    documents = drawn(len(unit) + len(tag) + len(sides))
    if unit == "document":
        documents = as_one(documents)
    given = made(documents, unit, **sides, given=[tag])[tag]
    alone = made(holding(documents, tag), unit, **sides)
    assert given.n == alone.n > 30
    for min_total in (1, 5):
        for ask in ("pairs", "significance"):
            got, wanted = (aligned(getattr(one, ask)(**options, min_total=min_total)) for one in (given, alone))
            assert len(got) > 5
            pd.testing.assert_frame_equal(got, wanted, rtol=1e-6, atol=1e-8)
    for alternative in ("less", "two-sided"):
        got, wanted = (aligned(one.significance(**options, alternative=alternative)) for one in (given, alone))
        pd.testing.assert_frame_equal(got, wanted, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("sides", "tag"), SIDES)
def test_replicates_given_a_tag_are_those_of_its_units(sides, tag):
    documents = drawn(8)
    given = made(documents, "sentence", **sides, given=[tag])[tag]
    alone = made(holding(documents, tag), "sentence", **sides)
    for cluster in ("document", "outlet"):
        got, wanted = (one.bootstrap(40, cluster=cluster, measure="ic") for one in (given, alone))
        pd.testing.assert_frame_equal(got.to_pandas().sort_index(), wanted.to_pandas().sort_index(), check_exact=True)
        pd.testing.assert_frame_equal(aligned(got.pairs(method="bca")), aligned(wanted.pairs(method="bca")), rtol=1e-9)


@pytest.mark.parametrize(("sides", "tag"), SIDES)
def test_a_given_tag_pairs_with_none(sides, tag):
    """Its units all hold it, so that a count of 0 would look as if it avoided all others."""
    documents = drawn(9)
    given = made(documents, "sentence", **sides, given=[tag])[tag]
    alone = made(holding(documents, tag), "sentence", **sides)
    frame = given.significance(alternative="less", min_total=0)
    assert tag not in {*frame["row"], *frame["col"]}
    assert given.length_factor == pytest.approx(alone.length_factor, rel=1e-12)
    for name in ("lift", "npmi", "log_odds", "phi"):
        values, wanted = (one.measure(name).to_pandas() for one in (given, alone))
        for axis in (0, 1):
            if tag in values.axes[axis]:
                assert values.loc(axis=axis)[tag].isna().all()
                values, wanted = (one.drop(tag, axis=axis) for one in (values, wanted))
        pd.testing.assert_frame_equal(values, wanted)
    if tag in given.rows:
        row = given.pair(tag, given.cols[-1])
        assert row["count"] == 0
        assert np.isnan(row["lift"])
        assert row["row_total"] == given.n


def test_slices_given_nothing_have_no_pairs():
    documents = [[["cbb", "ccc"]] * 3] * 4
    empty = made(documents, "sentence", rows="country", given=["taa"])["taa"]
    assert empty.n == 0
    assert len(empty.pairs(min_joint=0)) == 0
    assert empty.significance(min_total=0)["p"].tolist() == pytest.approx([1] * 28)
    with pytest.raises(ValueError, match="there are 0 clusters of units"):
        empty.bootstrap(10)
