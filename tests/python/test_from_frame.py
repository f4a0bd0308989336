import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import comention as cm

PLACE = ["doc", "paragraph", "sentence", "token", "start", "end", "kind", "tag", "surface"]
TEXTS = ["Élan. Côte d’Ivoire won;\n\nChad lost.", None, "Mali and Mali’s army."]
SPANS = {"doc": [2, 0, 0], "start": [0, 26, 6], "end": [4, 30, 19], "kind": ["country"] * 3, "tag": ["ML", "TD", "CI"]}


def with_changed(name, row, value) -> dict:
    return {**SPANS, name: [*SPANS[name][:row], value, *SPANS[name][row + 1 :]]}


def test_spans_are_placed():
    mentions = cm.Mentions.from_frame(SPANS, TEXTS)
    assert repr(mentions) == "<Mentions: 3 in 3 documents, 1 without text; country 3>"
    assert mentions.to_pandas()[PLACE].values.tolist() == [
        [0, 0, 1, 1, 6, 19, "country", "CI", "Côte d’Ivoire"],
        [0, 1, 2, 4, 26, 30, "country", "TD", "Chad"],
        [2, 0, 0, 0, 0, 4, "country", "ML", "Mali"],
    ]
    assert set(mentions.to_pandas()["type"]) == {"term"}
    assert mentions.to_pandas()["form"].tolist() == mentions.to_pandas()["surface"].tolist()
    assert mentions.lexicon.tags()[["tag", "label"]].values.tolist() == [
        ["CI", "Côte d'Ivoire"],
        ["ML", "Mali"],
        ["TD", "Chad"],
    ]
    assert "[Chad: TD]" in repr(mentions.show(0))
    assert len(mentions.kwic("MLI")) == 1


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame], ids=["pandas", "polars"])
def test_frames_with_forms_and_types(make):
    frame = make(
        {**SPANS, "form": ["Mali", "Tchad", "Ivory Coast"], "type": ["name", "noun", "name"], "coder": list("xyz")}
    )
    mentions = cm.Mentions.from_frame(frame, TEXTS)
    assert mentions.to_pandas()[["form", "type"]].values.tolist() == [
        ["Ivory Coast", "name"],
        ["Tchad", "noun"],
        ["Mali", "name"],
    ]
    assert len(mentions.keep(type="noun")) == 1


def test_documents_by_id():
    corpus = cm.Corpus({"url": ["a", "b"], "text": ["Mali.", "So Chad."]}, text="text", id="url")
    spans = {"id": ["b"], "start": [3], "end": [7], "kind": ["country"], "tag": ["TD"]}
    assert cm.Mentions.from_frame(spans, corpus).to_pandas()["doc"].tolist() == [1]
    with pytest.raises(ValueError, match=r"row 0: unknown id 'c'. Known: a, b"):
        cm.Mentions.from_frame({**spans, "id": ["c"]}, corpus)
    with pytest.raises(ValueError, match=r"row 0: the corpus has no ids|the corpus has no ids"):
        cm.Mentions.from_frame(spans, TEXTS)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("doc", 3, "there is no document 3; they are numbered from 0 to 2"),
        ("doc", -1, "there is no document -1"),
        ("doc", 1, "document 1 has no text"),
        ("start", 30, "a span lies in its text, from 0 to 36, and ends behind its start. Given 30 to 30 in document 0"),
        ("start", -1, "a span lies in its text, from 0 to 36, and ends behind its start. Given -1 to 30"),
        ("end", 37, "a span lies in its text, from 0 to 36, and ends behind its start. Given 26 to 37"),
        ("start", None, "the start is missing"),
        ("end", 29.5, "end must be a whole number. Given 29.5"),
        ("end", "29", "end must be a whole number. Given '29'"),
        ("kind", "", "the kind must be a text. Given ''"),
        ("tag", float("nan"), "the tag is missing; if it was NA, Namibia, read it as text"),
        ("tag", 7, "the tag must be a text. Given 7"),
    ],
)
def test_errors_name_the_row(name, value, message):
    with pytest.raises(ValueError, match=f"row 1: {message}"):
        cm.Mentions.from_frame(with_changed(name, 1, value), TEXTS)


def test_more_errors():
    with pytest.raises(ValueError, match="row 0: unknown type 'nme'; did you mean 'name'"):
        cm.Mentions.from_frame({**SPANS, "type": ["nme"] * 3}, TEXTS)
    with pytest.raises(ValueError, match="row 0: a label of a whole document is no span"):
        cm.Mentions.from_frame({**SPANS, "type": ["label"] * 3}, TEXTS)
    with pytest.raises(KeyError, match="unknown column for spans 'end'"):
        cm.Mentions.from_frame({name: SPANS[name] for name in SPANS if name != "end"}, TEXTS)
    with pytest.raises(KeyError, match="unknown column for spans 'doc or id'"):
        cm.Mentions.from_frame({name: SPANS[name] for name in SPANS if name != "doc"}, TEXTS)
    twice = {name: [*values, values[0]] for name, values in SPANS.items()}
    with pytest.raises(ValueError, match="row 3: the same kind and tag stand at the same place as in row 0"):
        cm.Mentions.from_frame(twice, TEXTS)
    with pytest.raises(TypeError, match="spans are read from a frame or a dict of columns, not from list"):
        cm.Mentions.from_frame([], TEXTS)


def test_given_mentions_cannot_be_explained():
    mentions = cm.Mentions.from_frame(SPANS, TEXTS)
    for call in (lambda: mentions.explain(0), mentions.rejected):
        with pytest.raises(ValueError, match="these mentions were given, not found by a lexicon"):
            call()


def test_no_spans_are_no_mentions():
    mentions = cm.Mentions.from_frame({name: [] for name in SPANS}, TEXTS)
    assert len(mentions) == 0
    assert len(mentions.corpus) == 3


def test_spans_without_a_word():
    spans = {"doc": [0], "start": [3], "end": [4], "kind": ["mark"], "tag": ["percent"]}
    mentions = cm.Mentions.from_frame(spans, "10 % off.")
    assert mentions.to_pandas()["surface"].tolist() == ["%"]
    windows = cm.cooccurrence(mentions, rows="mark", unit=cm.SlidingWindow(1))
    assert (windows.row_totals["percent"], windows.n) == (1, 2)


def test_spans_are_counted_and_coded_as_mentions_are():
    corpus = cm.datasets.briefs()
    found = cm.tag(corpus, cm.Lexicon.builtin(kinds=["country", "topic"]))
    placed = cm.Mentions.from_frame(found.to_pandas(), corpus)
    for unit in ("sentence", cm.SlidingWindow(10), cm.Proximity(8)):
        a, b = (cm.cooccurrence(m, rows="country", cols="topic", unit=unit) for m in (found, placed))
        assert a.n == b.n
        wide, narrow = a.to_pandas(), b.to_pandas()
        pd.testing.assert_frame_equal(wide.loc[narrow.index, narrow.columns], narrow, check_dtype=False)
        assert wide.to_numpy().sum() == narrow.to_numpy().sum()
    sheet = placed.sample(20)
    assert np.array_equal(sheet["start"], found.sample(20)["start"])


WORDS = [
    "Chad",
    "Zaïre",
    "the French army",
    "sanctions",
    "U.S.",
    "Paris, Texas",
    "ASTANA –",
    "“Mali’s”",
    "\n\n",
    ".",
    "🙂",
]


@given(st.lists(st.none() | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), max_size=5))
def test_mentions_come_back_as_they_were(texts):
    corpus = cm.Corpus(texts)
    found = cm.tag(corpus, cm.Lexicon.builtin("cities"), threads=1)
    frame = found.to_pandas()
    for more in ([], ["form", "type"]):
        names = [*PLACE, *more]
        again = cm.Mentions.from_frame(frame[["doc", "start", "end", "kind", "tag", *more]], corpus, threads=1)
        pd.testing.assert_frame_equal(again.to_pandas()[names], frame[names], check_dtype=False)
