import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import comention as cm

# Counted by hand. Documents 0 and 1 have two sentences each, document 2 one, document 3 none.
TOY = [
    "Iran and Iraq held peace talks. Iran left.",
    "Peru spoke of a war in Iraq. Sanctions on Iran and Iraq followed the war.",
    "Nothing happened.",
    None,
]
NAMES = ["IR", "IQ", "PE"]


@pytest.fixture
def toy():
    return cm.tag(TOY)


def test_toy_by_sentence(toy):
    counts = cm.cooccurrence(toy, rows=NAMES, unit="sentence")
    assert counts.to_pandas().to_numpy().tolist() == [[0, 2, 0], [2, 0, 1], [0, 1, 0]]
    assert counts.row_totals.to_dict() == {"IR": 3, "IQ": 3, "PE": 1}
    assert counts.n == 5


def test_toy_by_document(toy):
    counts = cm.cooccurrence(toy, rows=NAMES, unit="document")
    assert counts.to_pandas().to_numpy().tolist() == [[0, 2, 1], [2, 0, 1], [1, 1, 0]]
    assert counts.n == 3, "a document without text is no unit"


def test_toy_across_kinds(toy):
    topics = ["peace_process", "armed_conflict", "sanctions"]
    counts = cm.cooccurrence(toy, rows=NAMES, cols=topics, unit="sentence")
    assert counts.to_pandas().to_numpy().tolist() == [[1, 1, 1], [1, 2, 1], [0, 1, 0]]
    assert counts.col_totals.to_dict() == {"peace_process": 1, "armed_conflict": 2, "sanctions": 1}
    lift = counts.measure("lift").to_pandas()
    assert lift.loc["IQ", "armed_conflict"] == pytest.approx(2 / (3 * 2 / 5))
    pairs = counts.pairs(min_joint=2)
    assert pairs[["row", "col", "count", "documents"]].values.tolist() == [["IQ", "armed_conflict", 2, 1]]


def test_kinds_give_every_tag_zeros_included(toy):
    counts = cm.cooccurrence(toy, rows="country", cols="topic", unit="sentence")
    frame = counts.to_pandas()
    assert frame.shape == (len(toy.lexicon.tags("country")), 86)
    assert frame.dtypes.eq(np.int64).all()
    assert frame.to_numpy().sum() == counts.to_scipy().sum() == 8
    assert counts.to_pandas(labels="name").loc["Iraq", "Sanctions and embargoes"] == 1
    assert counts.to_pandas(labels="alpha3").loc["IRQ", "sanctions"] == 1


def test_tags_are_found_by_id_code_and_name(toy):
    counts = cm.cooccurrence(toy, rows="country", cols="topic", unit="sentence")
    assert counts["IQ", "armed_conflict"] == counts["IRQ", "armed_conflict"] == counts["iraq", "ARMED_CONFLICT"] == 2
    assert type(counts["IQ", "armed_conflict"]) is int


def test_same_from_corpus_and_from_mentions(toy):
    for unit in ("sentence", "paragraph", "document"):
        a = cm.cooccurrence(toy, rows="country", cols="topic", unit=unit)
        b = cm.cooccurrence(TOY, rows="country", cols="topic", unit=unit)
        pd.testing.assert_frame_equal(a.to_pandas(), b.to_pandas())
        assert (a.n, a.row_totals.to_dict()) == (b.n, b.row_totals.to_dict())


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_any_number_of_threads_gives_the_same(threads):
    corpus = cm.datasets.briefs()
    one = cm.tag(corpus, threads=1)
    other = cm.tag(corpus, threads=threads)
    pd.testing.assert_frame_equal(one.to_pandas(), other.to_pandas())
    for rows, cols in (("country", "topic"), ("country", None)):
        a = cm.cooccurrence(one, rows=rows, cols=cols, threads=1)
        b = cm.cooccurrence(corpus, rows=rows, cols=cols, threads=threads)
        pd.testing.assert_frame_equal(a.to_pandas(), b.to_pandas())
        pd.testing.assert_frame_equal(a.pairs(), b.pairs())


WORDS = ["Chad", "Mali", "Peru", "war", "wars", "trade", "the", "saw", "Côte d’Ivoire"]
SENTENCES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), max_size=5)


@pytest.mark.filterwarnings("ignore::comention.CaveatWarning")
@given(st.lists(SENTENCES.map(lambda sentences: " Then. ".join(sentences)), max_size=6))
def test_counts_equal_a_count_from_the_mention_table(texts):
    mentions = cm.tag(texts, threads=1)
    frame = mentions.to_pandas()
    for unit, columns in (("document", ["doc"]), ("sentence", ["doc", "sentence"])):
        counts = cm.cooccurrence(mentions, rows="country", unit=unit, threads=1)
        found = {}
        for _, group in frame[frame["kind"] == "country"].groupby(columns):
            for pair in itertools.combinations(sorted(group["tag"].unique()), 2):
                found[pair] = found.get(pair, 0) + 1
        cells = counts.to_scipy().tocoo()
        got = {(counts.rows[r], counts.cols[c]): v for r, c, v in zip(*cells.coords, cells.data, strict=True)}
        assert {pair: v for pair, v in got.items() if pair[0] < pair[1]} == found
        assert all(got[b, a] == v for (a, b), v in got.items())


def test_untagged_units_stay_in_n():
    def pmi(texts):
        return cm.cooccurrence(texts, rows="country", unit="document").measure("pmi").to_pandas().loc["TD", "ML"]

    assert pmi(["Chad and Mali.", "Chad.", "Mali."]) == pytest.approx(math.log2(3 / 4))
    assert pmi(["Chad and Mali.", "Chad.", "Mali.", "Nobody.", "Nobody."]) == pytest.approx(math.log2(5 / 4))


def test_diagonal(toy):
    counts = cm.cooccurrence(toy, rows="country", unit="sentence")
    assert np.diag(counts.to_pandas()).sum() == 0
    assert np.isnan(np.diag(counts.measure("lift").values)).all()
    assert np.isnan(counts.pair("IR", "IR")["lift"])
    shared = cm.cooccurrence(toy, rows=["IR", "IQ"], cols=["IQ", "PE"], unit="sentence")
    assert shared.to_pandas().to_numpy().tolist() == [[2, 0], [0, 1]]
    assert np.isnan(shared.measure("pmi").to_pandas().loc["IQ", "IQ"])


def test_pairs_of_one_kind_come_once(toy):
    counts = cm.cooccurrence(toy, rows="country", unit="sentence")
    pairs = counts.pairs(min_joint=1)
    assert sorted(map(tuple, pairs[["row", "col", "count"]].values.tolist())) == [("IQ", "PE", 1), ("IR", "IQ", 2)] or (
        {frozenset(p) for p in pairs[["row", "col"]].values.tolist()}
        == {frozenset(("IR", "IQ")), frozenset(("IQ", "PE"))}
    )
    assert len(pairs) == 2


def test_overlapping_lists_give_each_pair_once(toy):
    counts = cm.cooccurrence(toy, rows=["IR", "IQ"], cols=["IQ", "IR", "PE"], unit="sentence")
    assert sorted(counts.pairs(min_joint=1)["count"]) == [1, 2]


def test_pairs_columns_and_order():
    counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic", unit="sentence")
    pairs = counts.pairs(measures=["npmi"])
    assert list(pairs.columns) == [
        "row", "col", "count", "documents", "expected", "lift", "lift_low", "lift_high", "ic_low", "p", "q", "deff",
        "npmi", "null", "cluster", "alternative", "family", "adjust",
    ]  # fmt: skip
    assert pairs["ic_low"].is_monotonic_decreasing
    assert (pairs["count"] >= 3).all()
    assert (pairs["documents"] <= pairs["count"]).all()
    assert ((pairs["lift_low"] < pairs["lift"]) & (pairs["lift"] < pairs["lift_high"])).all()
    assert set(pairs["null"]) == {"unit_size"}
    assert set(pairs["cluster"]) == {"document"}
    assert set(pairs["alternative"]) == {"greater"}
    by_count = counts.pairs(sort="count")
    assert by_count["count"].is_monotonic_decreasing
    row = counts.pairs(null="independence", cluster=None).iloc[0]
    assert counts.pair(row["row"], row["col"])["lift_low"] == pytest.approx(row["lift_low"])
    assert counts.pair(row["row"], row["col"])["documents"] == row["documents"]


def test_interval_of_lift():
    """Quantiles of the gamma distribution, by another library's inverse."""
    from scipy.stats import gamma

    counts = cm.cooccurrence(["Iran and Iraq."] * 4 + ["Iran.", "Peru."], rows="country", unit="document")
    pair = counts.pair("IR", "IQ")
    assert pair["expected"] == pytest.approx(4 * 5 / 6)
    assert pair["lift_low"] == pytest.approx(gamma(4.5, scale=1 / (20 / 6)).ppf(0.025))
    assert pair["lift_high"] == pytest.approx(gamma(4.5, scale=1 / (20 / 6)).ppf(0.975))
    assert pair["ic_025"] == pytest.approx(math.log2(gamma(4.5, scale=1 / (20 / 6 + 0.5)).ppf(0.025)))
    assert counts.pair("IR", "PE")["lift_low"] == 0


def test_matrix_conversions(toy):
    matrix = cm.cooccurrence(toy, rows=NAMES, unit="sentence").measure("count")
    assert np.asarray(matrix).shape == matrix.shape == (3, 3)
    array = matrix.to_xarray()
    assert array.dims == ("country", "country_2")
    assert float(array.sel(country="IR", country_2="IQ")) == 2
    assert repr(matrix).splitlines()[0] == "count of 3 country × 3 country"
    assert "IQ" in repr(matrix)
    large = cm.cooccurrence(toy, rows="country", cols="topic", unit="sentence").measure("npmi")
    assert repr(large).splitlines()[0] == "npmi of 256 country × 86 topic; the fullest rows and columns"
    assert len(repr(large).splitlines()) == 3 + 12
    assert {"IR", "IQ", "PE"} <= set(large._fullest().index)
    assert "sanctions" in large._repr_html_()
    assert repr(cm.cooccurrence([], rows="country").measure("lift")).startswith("lift of 256 country × 256 country")


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda m: cm.cooccurrence(m, rows="countrie"), ValueError, "unknown kind 'countrie'; did you mean 'country'"),
        (lambda m: cm.cooccurrence(m, rows="country", unit="sentense"), ValueError, "did you mean 'sentence'"),
        (lambda m: cm.cooccurrence(m, rows=["IR", "Irak"]), KeyError, "unknown tag 'Irak'; did you mean 'Iraq'"),
        (lambda m: cm.cooccurrence(m, rows=[]), ValueError, "must not be empty"),
        (lambda m: cm.cooccurrence(m, rows=["IR", "Iran"]), ValueError, "listed twice"),
        (lambda m: cm.cooccurrence(m, m.lexicon, rows="country"), ValueError, "bring their own lexicon"),
        (lambda m: cm.cooccurrence(m, rows="country", threads=0), ValueError, "threads must be"),
        (lambda m: cm.cooccurrence(m, rows="country")["IR", "Irann"], KeyError, "did you mean 'Iran'"),
        (
            lambda m: cm.cooccurrence(m, rows="Iran"),
            ValueError,
            r"'Iran' is a tag, not a kind; .* as a list: \['Iran'\]",
        ),
        (
            lambda m: cm.cooccurrence(m, rows="country").evidence("IR", "IQ", n=-1),
            ValueError,
            "n must be a whole number",
        ),
        (lambda m: cm.cooccurrence(m, rows="country").pairs(min_joint=-1), ValueError, "min_joint must be"),
        (lambda m: cm.cooccurrence(m, rows=["IR", "peace"]), KeyError, "did you mean 'peace"),
        (lambda m: cm.cooccurrence(m, rows="country")["IR"], KeyError, "give a row tag and a column tag"),
        (lambda m: cm.cooccurrence(m, rows="country").measure("lifd"), ValueError, "did you mean 'lift'"),
        (lambda m: cm.cooccurrence(m, rows="country").measure("lift", expected="x"), ValueError, "unknown expected"),
        (lambda m: cm.cooccurrence(m, rows="country").pairs(null="unit"), ValueError, "did you mean 'unit_size'"),
        (
            lambda m: cm.cooccurrence(m, rows="country").pairs(cluster="documents"),
            ValueError,
            "did you mean 'document'",
        ),
        (lambda m: cm.cooccurrence(m, rows="country").pairs(sort="lifft"), ValueError, "did you mean 'lift'"),
        (lambda m: cm.cooccurrence(m, rows="country").to_pandas(labels="iso"), ValueError, "unknown labels"),
    ],
)
def test_bad_arguments_name_the_known(toy, call, error, message):
    with pytest.raises(error, match=message):
        call(toy)
    assert cm.cooccurrence(toy, rows="country")["IR", "IQ"] == 2, "the mentions stay usable"


def test_reprs(toy):
    counts = cm.cooccurrence(toy, rows=NAMES, unit="sentence")
    assert repr(counts) == "<Cooccurrence: 3 country × 3 country; 4 of 9 pairs found in 5 sentences>"
    assert "Iraq" in counts._repr_html_()


# ---- Meta columns as kinds


def speeches() -> cm.Corpus:
    briefs = cm.datasets.briefs()
    texts = [briefs[i] for i in range(len(briefs))]
    texts[3] = None
    speakers = [None if i % 11 == 0 else f"S{i % 7}" for i in range(len(texts))]
    table = {"text": texts, "speaker": speakers, "outlet": [i % 3 for i in range(len(texts))]}
    return cm.Corpus(table, text="text", meta=["speaker", "outlet"])


@pytest.mark.parametrize("unit", ["document", "paragraph", "sentence"])
def test_a_meta_column_tags_every_unit_of_its_document(unit):
    corpus = speeches()
    mentions = cm.tag(corpus)
    counts = cm.cooccurrence(mentions, rows="speaker", cols="country", unit=unit)
    frame = mentions.to_pandas()
    frame = frame[frame["kind"] == "country"].assign(document=0)
    frame["speaker"] = [corpus._meta["speaker"][doc] for doc in frame["doc"]]
    units = frame.dropna(subset="speaker").drop_duplicates(["doc", unit, "tag"])
    by_hand = units.groupby(["speaker", "tag"]).size()
    assert counts.to_scipy().sum() == by_hand.sum()
    for (speaker, tag), number in by_hand.items():
        assert counts[speaker, tag] == number
    per_document = mentions._units_per_document(unit)
    for speaker in counts.rows:
        of_speaker = [n for n, value in zip(per_document, corpus._meta["speaker"], strict=True) if value == speaker]
        assert counts.row_totals[speaker] == sum(of_speaker)
    assert counts.n == per_document.sum()


@pytest.mark.parametrize("threads", [1, 2])
def test_a_meta_column_in_one_pass_and_from_mentions(threads):
    corpus = speeches()
    one = cm.cooccurrence(corpus, rows="country", cols="speaker", unit="sentence", threads=threads)
    two = cm.cooccurrence(cm.tag(corpus), rows="country", cols="speaker", unit="sentence", threads=threads)
    assert (one.to_scipy() != two.to_scipy()).nnz == 0


def test_two_meta_columns():
    corpus = speeches()
    counts = cm.cooccurrence(corpus, rows="speaker", cols="outlet", unit="document")
    table = pd.DataFrame(corpus._meta)[[corpus[i] is not None for i in range(len(corpus))]]
    expected = pd.crosstab(table["speaker"], table["outlet"].astype(str))
    assert counts.to_pandas().to_numpy().tolist() == expected.to_numpy().tolist()


def test_evidence_of_a_meta_column(tmp_path):
    counts = cm.cooccurrence(speeches(), rows="speaker", cols="country", unit="sentence")
    cells = counts.to_scipy().tocoo()
    for row, col, count in zip(*cells.coords, cells.data, strict=True):
        frame = counts.evidence(counts.rows[row], counts.cols[col]).to_pandas()
        assert len(frame) == count
        assert set(frame["speaker"]) == {counts.rows[row]}
        assert set(frame["row_form"]) == {""}
    row, col = counts.rows[cells.coords[0][0]], counts.cols[cells.coords[1][0]]
    counts.save(tmp_path / "counts.npz")
    loaded = cm.load(tmp_path / "counts.npz", corpus=speeches())
    assert repr(loaded.evidence(row, col)) == repr(counts.evidence(row, col))
    assert "«»" not in repr(counts.evidence(row, col))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rows": "speaker"}, "a document has one value of 'speaker'; give cols="),
        ({"rows": "speakr", "cols": "country"}, "unknown kind 'speakr'; did you mean 'speaker'"),
        ({"rows": "country", "cols": "topic"}, "is a kind of tags and a meta column"),
        ({"rows": "country", "cols": "empty"}, "the meta column 'empty' has no value"),
    ],
)
def test_meta_columns_must_fit(options, message):
    table = {"text": ["Peru."], "speaker": ["x"], "topic": ["y"], "empty": [None]}
    corpus = cm.Corpus(table, text="text", meta=["speaker", "topic", "empty"])
    with pytest.raises(ValueError, match=message):
        cm.cooccurrence(corpus, **options)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"weight": "strength"},
        {"count": "product"},
        {"document_weights": "size"},
        {"unit": cm.Proximity(9, "inverse")},
    ],
    ids=str,
)
@pytest.mark.parametrize("power", [24, 31])
def test_counts_beyond_what_smaller_numbers_hold(options, power):
    """2^24 + 1 is no float32, 2^31 + 1 no 32-bit integer."""
    table = {"text": ["Iran, Iraq and Oman met. Iran left."], "size": [0.5]}
    corpus = cm.Corpus(table, text="text", meta=["size"])
    one = cm.cooccurrence(corpus, rows="country", keep="counts", **options)
    total = one
    for _ in range(power):
        total += total
    total += one
    times = 2**power + 1
    for bucket, layer in one._state.layers.items():
        assert (total._state.layers[bucket].whole != layer.whole * times).nnz == 0 or layer.fraction is not None
    for found, wanted in ((total["IR", "IQ"], one["IR", "IQ"]), (total.n, one.n)):
        assert found == wanted * times if isinstance(found, int) else found == pytest.approx(wanted * times, rel=1e-15)
    assert np.allclose(total.row_totals, times * one.row_totals, rtol=1e-15)
