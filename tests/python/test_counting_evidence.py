"""Every number opens: what its evidence adds is the number, and the mentions stand where it says."""

from collections import Counter
from itertools import product
from typing import Any

import pandas as pd
import pytest
from counting_corpora import Sample
from counting_reference import Near, Window, near_pairs
from counting_settings import Setting, drawn, package, settings

import comention as cm


@pytest.mark.parametrize("part", range(2))
def test_every_number_is_the_sum_of_its_evidence(part):
    for sample, some, rng in drawn(settings(True, seed=5, most=600)[part::2], 2, seed=80_000 + 5_000 * part):
        for setting in some:
            counts = package(sample, setting, rng)
            for a, b in product(counts.rows, counts.cols):
                if rng.random() < 0.4:
                    check_evidence(sample, setting, counts, a, b)


def check_evidence(sample: Sample, setting: Setting, counts: cm.Cooccurrence, a: str, b: str) -> None:
    if a == b:
        return
    frame = counts.evidence(a, b).to_pandas()
    assert frame["count"].sum() == pytest.approx(counts[a, b], rel=1e-12, abs=setting.error)
    assert (frame["count"] > 0).all()
    found = sample.mentions.to_pandas()
    mentions = set(zip(found["doc"], found["tag"], found["start"], found["end"], strict=True))
    labelled = [setting.sides.get(side) == "voice" for side in ("rows", "cols")]
    for row in frame.to_dict("records"):
        assert labelled[0] or (row["doc"], a, row["row_start"], row["row_end"]) in mentions
        assert labelled[1] or (row["doc"], b, row["col_start"], row["col_end"]) in mentions
        check_text(sample.table["body"][row["doc"]], row)
    if setting.options["overlapping"] == "drop" and not any(labelled):
        assert ((frame["row_end"] <= frame["col_start"]) | (frame["col_end"] <= frame["row_start"])).all()
    if setting.options["directed"]:
        assert (frame["row_start"] < frame["col_start"]).all()
    if isinstance(setting.slow_unit, Near):
        check_distances(sample, setting, frame, a, b)
    if isinstance(setting.slow_unit, Window) and not any(labelled):
        check_windows(sample, setting, frame)


def check_text(body: str, row: dict[str, Any]) -> None:
    """The text shown is that of the document, and holds both mentions."""
    first, *_ = row["text"].split(" … ")
    assert body[row["text_start"] :].startswith(first)
    for side in ("row", "col"):
        assert body[row[f"{side}_start"] : row[f"{side}_end"]] in row["text"]


def check_windows(sample: Sample, setting: Setting, frame: pd.DataFrame) -> None:
    """Some window holds both mentions that are shown."""
    first = {(doc, m.start): m.token for doc, document in enumerate(sample.documents) for m in document.mentions}
    for doc, row_start, col_start in frame[["doc", "row_start", "col_start"]].itertuples(index=False):
        apart = abs(first[doc, row_start] - first[doc, col_start])
        assert apart < setting.slow_unit.size


def check_distances(sample: Sample, setting: Setting, frame: pd.DataFrame, a: str, b: str) -> None:
    """Proximity has a row for every pair of mentions, with the distance."""
    how = setting.how(sample)
    wanted = []
    for doc, one, other, far in near_pairs(sample.documents, setting.slow_unit):
        for x, y in ((one, other), (other, one)):
            ordered = not how.directed or x.start < y.start
            clear = how.overlapping == "keep" or x.end <= y.start or y.end <= x.start
            if (x.tag, y.tag) == (a, b) and ordered and clear and how.weight_of(doc):
                wanted.append((doc, x.start, x.end, y.start, y.end, far))
    columns = ["doc", "row_start", "row_end", "col_start", "col_end", "distance"]
    assert Counter(frame[columns].itertuples(index=False, name=None)) == Counter(wanted)


def test_distances_count_from_the_last_token_of_the_first_mention():
    mentions = cm.tag("Troops left Paris, Texas, for Iran.")
    counts = cm.cooccurrence(mentions, rows="country", unit=cm.Proximity(2))
    assert counts["US", "IR"] == 1
    assert counts.evidence("US", "IR").to_pandas()["distance"].tolist() == [2]
    spans = {
        "doc": [0, 0],
        "start": [0, 17],
        "end": [4, 21],
        "kind": ["country", "country"],
        "tag": ["IR", "IQ"],
        "form": ["the Islamic Republic of Iran", "Iraq"],
    }
    listed = cm.Mentions.from_frame(spans, "Iran a b c d e f Iraq.")
    found = cm.cooccurrence(listed, rows="country", unit=cm.Proximity(10)).evidence("IR", "IQ").to_pandas()
    assert found["distance"].tolist() == [7], "tokens of the text count, not those of the form"
