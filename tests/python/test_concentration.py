"""Concentration of counts, against a plain loop over their evidence."""

from collections import Counter

import numpy as np
import pytest

import comention as cm

NAMES = ["Iran", "Iranian", "Iraq", "Iraqi", "Oman", "rain"]


def corpus(rng, size=40):
    texts = [". ".join(" ".join(rng.choice(NAMES, 4)) for _ in range(rng.integers(1, 5))) for _ in range(size)]
    return cm.Corpus(
        {
            "text": texts,
            "id": [f"d{i}" for i in range(size)],
            "day": [f"2020-01-0{rng.integers(1, 9)}" for _ in range(size)],
            "outlet": [str(rng.choice(["AP", "AFP"])) if rng.random() < 0.8 else None for _ in range(size)],
        },
        text="text",
        id="id",
        date="day",
        meta=["outlet"],
    )


@pytest.mark.parametrize(
    "options",
    [{}, {"unit": "document", "count": "product"}, {"weight": "pair"}, {"unit": cm.SlidingWindow(3)}],
    ids=str,
)
def test_shares_are_those_of_the_evidence(options):
    counts = cm.cooccurrence(corpus(np.random.default_rng(2)), rows=["IR", "IQ", "OM"], **options)
    frame = counts.concentration(by="outlet", min_joint=0)
    assert len(frame) == 3
    for row in frame.to_dict("records"):
        evidence = counts.evidence(row["row"], row["col"]).to_pandas()
        assert np.isclose(evidence["count"].sum(), row["count"])
        columns = {"row_form": "row_form", "col_form": "col_form", "document": "id", "day": "date", "outlet": "outlet"}
        for name, source in columns.items():
            sums = Counter()
            for value, count in zip(evidence[source], evidence["count"], strict=True):
                sums[value] += count
            assert np.isclose(row[f"{name}_share"], max(sums.values()) / row["count"]), name
            assert np.isclose(sums[row[name]], max(sums.values()))
        assert row["overlapping_share"] == 0


def test_mentions_that_share_characters():
    lexicon = cm.Lexicon.builtin(kinds=["country"]).add(cm.Lexicon.from_dict({"war": ["Iran war"]}, kind="theme"))
    text = "The Iran war. The Iran war and Iraq. Iran. Iran saw the Iran war."
    frame = cm.cooccurrence(text, lexicon, rows=["IR"], cols=["war"]).concentration(min_joint=1)
    assert frame["overlapping_share"].tolist() == [2 / 3]


def test_of_nothing():
    frame = cm.cooccurrence("Nothing.", rows="country").concentration()
    assert len(frame) == 0
    assert "document_share" in frame
    with pytest.raises(ValueError, match="unknown column 'outlet'"):
        cm.cooccurrence("Iran met Iraq.", rows="country").concentration(by="outlet")


def test_meta_columns_have_no_form():
    table = {"text": ["Iran left."] * 2, "speaker": ["Peru", "Peru"]}
    counts = cm.cooccurrence(cm.Corpus(table, text="text", meta=["speaker"]), rows="speaker", cols=["IR"])
    assert counts.concentration(min_joint=1)["row_form"].tolist() == [""]
