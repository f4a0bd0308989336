import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import comention as cm

TABLE = {
    "body": ["Chad.", "Mali.", None],
    "url": ["a", "b", "c"],
    "day": ["2020-01-01", "2021", None],
    "outlet": list("xyx"),
}


@pytest.mark.parametrize(
    "make", [dict, pd.DataFrame, pl.DataFrame, pa.table], ids=["dict", "pandas", "polars", "arrow"]
)
def test_tables(make):
    corpus = cm.Corpus(make(TABLE), text="body", id="url", date="day", meta=["outlet"])
    assert [corpus[i] for i in range(3)] == ["Chad.", "Mali.", None]
    assert corpus.ids == ["a", "b", "c"]
    assert corpus.meta == {"outlet": ["x", "y", "x"]}
    assert corpus.missing == 1
    assert repr(corpus) == "<Corpus: 3 documents, 1 without text; id 'url'; date 'day'; meta 'outlet'>"


def test_frames_come_back_in_the_library_that_went_in():
    frame = pl.DataFrame(TABLE)
    mentions = cm.tag(cm.Corpus(frame, text="body"))
    counts = cm.cooccurrence(mentions, rows="country", unit="document")
    assert isinstance(mentions.summary(), pl.DataFrame)
    assert isinstance(mentions.kwic("TD"), pl.DataFrame)
    assert isinstance(counts.pairs(min_joint=0), pl.DataFrame)
    assert isinstance(mentions.to_pandas(), pd.DataFrame)


def test_one_text_and_lists():
    assert len(cm.Corpus("Chad.")) == 1
    assert cm.Corpus(["Chad.", "Mali."])[1] == "Mali."
    assert cm.Corpus([]).ids == []


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan, pd.NA, pd.NaT])
def test_missing_texts_are_counted_and_never_read(missing):
    corpus = cm.Corpus(["Nan and Mali.", missing])
    assert corpus.missing == 1
    assert "1 without text" in repr(corpus)
    counts = cm.cooccurrence(corpus, rows="country", unit="document")
    assert counts.n == 1


def test_missing_texts_of_a_pandas_column():
    corpus = cm.Corpus(pd.DataFrame({"t": ["Mali.", np.nan, None]}), text="t")
    assert (len(corpus), corpus.missing) == (3, 2)


def test_fields_are_joined_by_a_blank_line():
    corpus = cm.Corpus({"title": ["Talks on Mali", None], "body": ["in Chad began.", "Peru."]}, text=["title", "body"])
    assert corpus[0] == "Talks on Mali\n\nin Chad began."
    assert corpus[1] == "Peru."
    assert cm.cooccurrence(corpus, rows="country", unit="sentence").n == 3


def test_bytes_are_read_as_utf8():
    assert cm.Corpus(["Côte d'Ivoire".encode()])[0] == "Côte d'Ivoire"
    with pytest.raises(ValueError, match="row 1: the text is not valid UTF-8: first wrong byte at 2"):
        cm.Corpus(["ok", b"ab\xff"])


def test_lone_surrogates_name_document_and_position():
    with pytest.raises(ValueError, match=r"document 1 \(id 'b'\): the text has a lone surrogate at character 3"):
        cm.tag(cm.Corpus({"t": ["Chad", "abc\ud800"], "id": ["a", "b"]}, text="t", id="id"))


def test_missing_column_names_the_known():
    with pytest.raises(KeyError, match="unknown column for text= 'bodi'; did you mean 'body'"):
        cm.Corpus(TABLE, text="bodi")
    with pytest.raises(KeyError, match="unknown column for meta="):
        cm.Corpus(TABLE, text="body", meta=["x"])
    with pytest.raises(ValueError, match="text= must name the column"):
        cm.Corpus(TABLE)


def test_ids_must_be_there_and_differ():
    with pytest.raises(ValueError, match="row 2: the id 'a' is that of row 0 already"):
        cm.Corpus({"t": ["x"] * 3, "id": ["a", "b", "a"]}, text="t", id="id")
    with pytest.raises(ValueError, match="row 1: the id is missing"):
        cm.Corpus({"t": ["x"] * 2, "id": ["a", None]}, text="t", id="id")


def test_columns_are_refused_for_lists():
    with pytest.raises(ValueError, match="id= names a column of a table, but a list of texts was given"):
        cm.Corpus(["x"], id="url")


def test_what_is_no_text_names_its_row():
    with pytest.raises(TypeError, match="row 1: a text must be str, not int"):
        cm.Corpus(["a", 5])
    with pytest.raises(TypeError, match="a corpus is made of texts or a table, not of int"):
        cm.Corpus(5)


def test_files(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "two.txt").write_text("Mali.", encoding="utf-8")
    (tmp_path / "a" / "b" / "one.txt").write_bytes(b"\xef\xbb\xbfChad.")
    corpus = cm.Corpus.from_files(f"{tmp_path}/**/*.txt")
    assert corpus.ids == ["a/b/one.txt", "a/two.txt"]
    assert corpus[0] == "Chad."
    with pytest.raises(FileNotFoundError, match="no file matches"):
        cm.Corpus.from_files(f"{tmp_path}/*.csv")
    (tmp_path / "bad.txt").write_bytes(b"a\xff")
    with pytest.raises(ValueError, match=r"bad.txt: not valid UTF-8: first wrong byte at 1"):
        cm.Corpus.from_files(tmp_path / "bad.txt")


def test_files_and_tables_are_not_taken_for_texts():
    with pytest.raises(ValueError, match=r"'articles.csv' looks like a file"):
        cm.Corpus("articles.csv")
    with pytest.raises(ValueError, match=r"a table must say where its texts are: Corpus\(table, text=...\)"):
        cm.tag(pd.DataFrame(TABLE))


def test_names_of_results_are_refused_as_meta():
    with pytest.raises(ValueError, match="meta='doc' is the name of a column of results"):
        cm.Corpus({"t": ["x"], "doc": [1]}, text="t", meta="doc")


def test_empty_corpus_gives_empty_results():
    mentions = cm.tag(cm.Corpus([]))
    assert len(mentions) == 0
    assert mentions.to_pandas().empty
    assert mentions.summary().empty
    counts = cm.cooccurrence(mentions, rows="country", cols="topic")
    assert counts.n == 0
    assert counts.to_pandas().to_numpy().sum() == 0
    assert counts.pairs().empty
    assert np.isnan(counts.measure("lift").values).all()


def test_columns_must_have_one_length():
    with pytest.raises(ValueError, match="columns must have one length"):
        cm.Corpus({"t": ["Iran.", "Iraq."], "id": ["a"]}, text="t", id="id")
    with pytest.raises(TypeError, match="the column 't' must be a list, not one text"):
        cm.Corpus({"t": "Iran"}, text="t")


def test_names_of_columns_need_not_be_text():
    frame = pd.DataFrame({"t": ["Iran."], 0: ["x"]})
    assert cm.Corpus(frame, text="t", meta="0").meta == {"0": ["x"]}


def test_files_of_several_folders(tmp_path):
    for year in ("2010", "2011"):
        (tmp_path / year).mkdir()
        (tmp_path / year / "a.txt").write_text("Mali.", encoding="utf-8")
    corpus = cm.Corpus.from_files([tmp_path / "2010" / "a.txt", f"{tmp_path}/2011/*.txt"])
    assert corpus.ids == ["2010/a.txt", "2011/a.txt"]
    with pytest.raises(IsADirectoryError, match="is a folder; name its files"):
        cm.Corpus.from_files(tmp_path)
