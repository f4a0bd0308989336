import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import comention as cm

CORPUS = {
    "url": ["a", "b", "c"],
    "text": ["Mali won. Chad lost.", "Peru. Nothing here.", None],
    "outlet": ["x", "y", "x"],
}
LABELS = {"url": ["b", "a"], "desk": ["Sports", "War; Sports"], "form": [["wire"], ["wire"]]}


def corpus() -> cm.Corpus:
    return cm.Corpus(CORPUS, text="text", id="url", meta="outlet")


def labels(**more) -> cm.Mentions:
    return cm.labels({**LABELS, **more}, id="url", desk="desk")


def test_labels_stand_beside_mentions():
    mentions = cm.tag(corpus()).join(labels())
    assert repr(mentions) == "<Mentions: 6 in 3 documents, 1 without text; country 3, desk 3 (missing in 1)>"
    frame = mentions.to_pandas()
    assert frame[["doc", "start", "kind", "tag", "type", "surface"]].values.tolist() == [
        [0, 0, "desk", "Sports", "label", ""],
        [0, 0, "desk", "War", "label", ""],
        [0, 0, "country", "ML", "name", "Mali"],
        [0, 10, "country", "TD", "name", "Chad"],
        [1, 0, "desk", "Sports", "label", ""],
        [1, 0, "country", "PE", "name", "Peru"],
    ]
    assert mentions.corpus.meta == {"outlet": ["x", "y", "x"]}
    assert mentions.summary().set_index("tag")["sentences"].to_dict() == {
        "Sports": 4,
        "War": 2,
        "ML": 1,
        "TD": 1,
        "PE": 1,
    }


def test_a_label_is_in_every_unit_of_its_document():
    mentions = cm.tag(corpus()).join(labels())
    sentences = cm.cooccurrence(mentions, rows="country", cols="desk", unit="sentence")
    assert (sentences.n, sentences.col_totals.to_dict()) == (4, {"Sports": 4, "War": 2})
    assert sentences["Mali", "War"] == 1
    assert sentences["PE", "War"] == 0
    evidence = sentences.evidence("Chad", "War").to_pandas()
    assert evidence[["id", "row_start", "row_end", "col_start", "col_end", "col_form", "text"]].values.tolist() == [
        ["a", 10, 14, 10, 10, "War", "Chad lost."]
    ]
    among = cm.cooccurrence(mentions, rows="desk", unit="document")
    assert (among["War", "Sports"], among.n) == (1, 2)
    windows = cm.cooccurrence(mentions, rows="country", cols="desk", unit=cm.SlidingWindow(1))
    assert (windows["ML", "War"], windows.col_totals["War"]) == (1, 4)


@pytest.mark.parametrize("options", [{"directed": True}, {"unit": cm.Proximity(5)}], ids=["directed", "proximity"])
def test_labels_have_no_place_to_count_by(options):
    mentions = cm.tag(corpus()).join(labels())
    with pytest.raises(ValueError, match="a label tags the whole document: it has no place for directed= or Proximity"):
        cm.cooccurrence(mentions, rows="country", cols="desk", **options)
    cm.cooccurrence(mentions, rows="country", **options)


def test_what_is_read_in_texts_stays_as_it_was():
    found = cm.tag(corpus())
    mentions = found.join(labels())
    assert repr(mentions.show(0)) == repr(found.show(0))
    assert mentions.kwic("ML").equals(found.kwic("ML"))
    assert mentions.rejected().equals(found.rejected())
    assert mentions.explain(2).surface == "Mali"
    assert mentions.sample(3, seed=2).equals(found.sample(3, seed=2))
    with pytest.raises(ValueError, match="mention 0 is a label of its document"):
        mentions.explain(0)
    with pytest.raises(ValueError, match="the desk 'War' is a label of whole documents and stands nowhere"):
        mentions.kwic("War")
    with pytest.raises(ValueError, match="the kind 'desk' labels whole documents"):
        mentions.sample(2, kind="desk")


def test_without_ids_documents_come_in_order():
    mentions = cm.tag(["Mali.", "Peru."]).join(cm.labels({"desk": ["x", None]}, desk="desk"))
    assert mentions.to_pandas()["tag"].tolist() == ["x", "ML", "PE"]
    assert "desk 1 (missing in 1)" in repr(mentions)
    with pytest.raises(
        ValueError, match=r"there must be as many labels as documents. Given 1 documents and labels of 2"
    ):
        cm.tag("Mali.").join(cm.labels({"desk": ["x", "y"]}, desk="desk"))
    with pytest.raises(ValueError, match=r"Given 3 documents with ids and labels of 3$"):
        cm.tag(corpus()).join(cm.labels({"desk": ["x", "y", "z"]}, desk="desk"))


def test_labels_of_other_documents_are_refused():
    with pytest.raises(
        ValueError, match=r"1 of 2 labelled documents are not among those of the text: 'z'. Theirs are as"
    ):
        cm.tag(corpus()).join(labels(url=["a", "z"]))
    with pytest.raises(ValueError, match="2 of 2 labelled documents"):
        cm.tag(corpus()).join(labels(url=[1, 2]))


def test_kinds_must_differ():
    both = cm.labels({"url": ["a"], "c": ["ML"]}, id="url", country="c")
    with pytest.raises(ValueError, match="the kind 'country' is in both"):
        cm.tag(corpus()).join(both)
    with pytest.raises(ValueError, match="the kind 'outlet' is a meta column"):
        cm.tag(corpus()).join(cm.labels({"url": ["a"], "o": ["x"]}, id="url", outlet="o"))
    with pytest.raises(TypeError, match=r"join takes labels, as cm.labels makes them"):
        cm.tag(corpus()).join(cm.tag(corpus()))


def test_a_kind_that_was_not_looked_for_can_be_given():
    topics = cm.labels({"url": ["a"], "t": ["sanctions; own"]}, id="url", topic="t")
    mentions = cm.tag(corpus(), cm.Lexicon.builtin(kinds=["country"])).join(topics)
    counts = cm.cooccurrence(mentions, rows="country", cols="topic", unit="sentence")
    assert counts["Chad", "Sanctions and embargoes"] == 1
    assert counts.col_totals.to_dict() == {"sanctions": 2, "own": 2}
    assert len(mentions.keep(tag="own")) == 1


def test_labels_can_be_joined_to_labels():
    other = cm.labels({"url": ["a", "b"], "beat": ["z", "z"]}, id="url", beat="beat")
    mentions = labels().join(other)
    assert repr(mentions) == "<Mentions: 5 labels of 2 documents; beat 2, desk 3>"
    assert cm.cooccurrence(mentions, rows="desk", cols="beat", unit="document")["Sports", "z"] == 2


def test_groups_of_labels_and_of_mentions():
    mentions = cm.tag(corpus()).join(labels()).group(desk={"all": ["War", "Sports"]}, country="continent")
    frame = mentions.to_pandas()
    assert frame.loc[frame["kind"] == "desk", "tag"].tolist() == ["all", "all"]
    assert cm.cooccurrence(mentions, rows="country", cols="desk", unit="sentence")["Africa", "all"] == 2


texts = st.lists(
    st.none() | st.sampled_from(["Mali. Chad.", "Peru won.", "...", "", "Nothing. Mali."]), min_size=1, max_size=8
)


@given(texts, st.data())
def test_counts_equal_a_plain_loop(strings, data):
    tags = data.draw(st.lists(st.sets(st.sampled_from("xyz")), min_size=len(strings), max_size=len(strings)))
    found = cm.tag(strings, cm.Lexicon.builtin(kinds=["country"]), threads=1)
    given_labels = cm.labels({"mark": [sorted(one) for one in tags]}, mark="mark")
    if not any(tags):
        return
    counts = cm.cooccurrence(found.join(given_labels), rows="country", cols="mark", unit="sentence")
    frame = found.to_pandas()
    sentences = frame[["doc", "sentence", "tag"]].drop_duplicates()
    pairs = [(tag, mark) for doc, tag in zip(sentences["doc"], sentences["tag"], strict=True) for mark in tags[doc]]
    expected = pd.Series(pairs, dtype=object).value_counts().to_dict()
    shown = counts.to_pandas().stack()
    assert shown[shown > 0].to_dict() == expected


def test_counts_of_joined_parts_add_up():
    def mentions(first: int, last: int) -> cm.Mentions:
        part = cm.Corpus({name: values[first:last] for name, values in CORPUS.items()}, text="text", id="url")
        table = {"url": ["a", "b"][first:last], "desk": [["War"], ["Sports"]][first:last]}
        return cm.tag(part).join(cm.labels(table, id="url", desk="desk"))

    whole, *parts = (cm.cooccurrence(mentions(*ends), rows="country", cols="desk") for ends in ((0, 3), (0, 1), (1, 3)))
    merged = cm.merge(parts)
    pd.testing.assert_frame_equal(merged.to_pandas(), whole.to_pandas())
    assert merged.evidence("PE", "Sports").to_pandas()["text"].tolist() == ["Peru."]
