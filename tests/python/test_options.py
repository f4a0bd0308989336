"""Options of counting: what is refused, with which words, and that none is ignored."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import comention as cm

TABLE = {
    "text": ["Iran met Iraq on sanctions. Iran left.", "Peru, Chile and Iran met Iraq.", "Nothing."],
    "id": ["a", "b", "c"],
    "speaker": ["Iran", "PE", "Zed"],
    "missing": [1.0, float("nan"), 2.0],
    "negative": [1, -1, 2],
    "infinite": [1, float("inf"), 2],
    "words": [1, "x", 2],
    "audience": [1, 2, 5],
    "story": ["s", "s", None],
}
CORPUS = cm.Corpus(TABLE, text="text", id="id", meta=[name for name in TABLE if name not in ("text", "id")])


def count(**options):
    return cm.cooccurrence(CORPUS, **{"rows": "country", **options})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: cm.SlidingWindow(-3), "width must be a whole number from 1 on. Given -3"),
        (lambda: cm.SlidingWindow(0), "width must be a whole number from 1 on"),
        (lambda: cm.SlidingWindow(10**12), "width must be at most"),
        (lambda: cm.SlidingWindow(2.5), "whole number"),
        (lambda: cm.SlidingWindow(5, edge="padd"), "unknown edge 'padd'; did you mean 'pad'"),
        (lambda: cm.SlidingWindow(5, within="page"), "unknown within 'page'"),
        (lambda: cm.Proximity(0), "reach must be a whole number from 1 on"),
        (lambda: cm.Proximity(3, decay="exp"), "unknown decay 'exp'"),
        (lambda: cm.Proximity(3, decay=[1, 2]), "3 weights, one a distance"),
        (lambda: cm.Proximity(2, decay=[1, float("nan")]), "finite and not negative"),
        (lambda: cm.Proximity(2, decay=[1, -1]), "finite and not negative"),
        (lambda: cm.Proximity(2, by="word"), "unknown by 'word'"),
    ],
)
def test_units_that_cannot_be(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"unit": "sentense"}, "unknown unit 'sentense'; did you mean 'sentence'"),
        ({"unit": 5}, "unknown unit 5"),
        ({"unit": []}, "a list of units must not be empty"),
        ({"unit": ["sentence", "sentence"]}, "listed twice"),
        ({"count": "raw"}, "unknown count 'raw'"),
        ({"weight": "rows"}, "unknown weight 'rows'; did you mean 'row'"),
        ({"weight": "row"}, "weight='row' does not go with one kind by itself; known: 'pair', 'strength'"),
        ({"weight": "pair", "cols": "topic"}, "weight='pair' does not go with two kinds"),
        ({"count": "min", "overlapping": "drop"}, "count='min' and overlapping='drop' do not go together"),
        ({"count": "product", "weight": "pair"}, "do not go together"),
        ({"count": "product", "directed": True}, "do not go together"),
        ({"weight": "pair", "directed": True}, "do not go together"),
        ({"unit": cm.SlidingWindow(3), "count": "product"}, "unit=SlidingWindow and count='product'"),
        ({"unit": cm.SlidingWindow(3), "directed": True}, "unit=SlidingWindow and directed=True"),
        ({"unit": cm.SlidingWindow(3), "overlapping": "drop"}, "unit=SlidingWindow and overlapping='drop'"),
        ({"unit": cm.SlidingWindow(3), "max_tags": 4}, "unit=SlidingWindow and max_tags="),
        ({"unit": cm.Proximity(3), "weight": "pair"}, "unit=Proximity and weight='pair'"),
        ({"unit": cm.Proximity(3), "universe": "nonempty"}, "unit=Proximity and universe='nonempty'"),
        ({"given": "topic", "count": "product"}, "given= counts units that hold all three"),
        ({"given": "topic", "unit": cm.Proximity(3)}, "given= counts units that hold all three"),
        ({"given": "topic", "by": "year"}, "by= and given= do not go together"),
        ({"given": "nope"}, "unknown kind 'nope'"),
        ({"max_tags": 0}, "max_tags must be a whole number from 1 on"),
        ({"universe": "some"}, "unknown universe 'some'"),
        ({"overlapping": "no"}, "unknown overlapping 'no'"),
        ({"duplicates": "last"}, "unknown duplicates 'last'"),
        ({"keep": "all"}, "unknown keep 'all'"),
        ({"drop_same": True}, "of one kind no tag co-occurs with itself"),
        ({"rows": "speaker", "cols": "country", "directed": True}, "a meta column tags the whole document"),
        ({"rows": "speaker", "cols": "country", "unit": cm.Proximity(3)}, "a meta column tags the whole document"),
        ({"rows": [("country", "topic")], "cols": "topic"}, "leave cols= out"),
        ({"rows": [("country", "topik")]}, "unknown kind 'topik'; did you mean 'topic'"),
        ({"document_weights": "missing"}, "column 'missing', row 1: the weight is missing"),
        ({"document_weights": "negative"}, "column 'negative', row 1: a weight must lie between 0"),
        ({"document_weights": "infinite"}, "column 'infinite', row 1: a weight must lie between 0"),
        ({"document_weights": "audiense"}, "unknown column of weights 'audiense'; did you mean 'audience'"),
        ({"by": "speakers"}, "unknown period 'speakers'; did you mean 'speaker'"),
        ({"by": "words"}, "the column 'words' holds values of several types: numbers .row 0: 1. and text .row 1"),
        ({"rows": "words", "cols": "country"}, "the column 'words' holds values of several types"),
    ],
)
def test_options_that_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        count(**options)


def test_a_weight_must_be_a_number():
    with pytest.raises(TypeError, match="column 'words', row 1: a weight must be a number, not 'x'"):
        count(document_weights="words")
    with pytest.raises(TypeError, match="directed= is True or False"):
        count(directed=1)


def test_unknown_options_name_the_nearest():
    with pytest.raises(TypeError, match="unknown option 'wieght'; did you mean 'weight'"):
        count(wieght="pair")
    with pytest.raises(TypeError, match=r"quanteda's window=k is Proximity\(k\): give unit=Proximity\(5\)"):
        count(window=5)


@pytest.mark.parametrize(
    "dates",
    [
        [dt.date(2020, 1, 1), "2020-01-02"],
        [pd.Timestamp("2020-01-01", tz="UTC"), dt.datetime(2020, 1, 1)],
        ["2020", 2021],
    ],
)
def test_dates_of_several_types(dates):
    corpus = cm.Corpus({"text": ["a", "b"], "day": dates}, text="text", date="day")
    with pytest.raises(ValueError, match="the column of dates holds values of several types"):
        cm.cooccurrence(corpus, rows="country", by="month")


def test_missing_dates_are_of_no_type():
    corpus = cm.Corpus({"text": ["a", "b"], "day": [None, "2020-01-02"]}, text="text", date="day")
    trend = cm.cooccurrence(corpus, rows="country", by="month")
    assert (trend.periods, trend.undated) == (["2020-01"], 1)


def test_a_story_column_is_needed():
    with pytest.raises(ValueError, match="needs a meta column 'story'"):
        cm.cooccurrence(["Iran."], rows="country", duplicates="first")


def test_measures_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="npmi needs a table of units, and totals of these counts are sums over pairs"):
        count(count="product").measure("npmi")
    with pytest.raises(ValueError, match="g2_p takes units as independent, and windows overlap"):
        count(unit=cm.SlidingWindow(4)).pairs(measures=["g2_p"])
    with pytest.raises(ValueError, match="null='independence' does not fit totals of pairs"):
        count(weight="pair").pairs(null="independence")
    assert count(unit=cm.SlidingWindow(4)).pairs(min_joint=1)["lift_low"].isna().all()


def test_what_was_dropped_is_not_pretended():
    light = count(keep="counts")
    for ask in (lambda: light.evidence("IR", "IQ"), light.concentration, lambda: light.to_html("page.html")):
        with pytest.raises(ValueError, match="keep='incidence'"):
            ask()
    with pytest.raises(ValueError, match="the explorer shows plain binary counts"):
        count(count="product").to_html("page.html")


def test_a_cube_that_does_not_fit_is_refused_beforehand(monkeypatch):
    monkeypatch.setattr("comention._memory.free_memory", lambda: 1000)
    with pytest.raises(MemoryError, match=r"256 rows × 256 columns × 86 given tags would need up to .* GiB"):
        count(given="topic")


CHANGES = {
    "unit": "document",
    "count": "product",
    "weight": "pair",
    "directed": True,
    "overlapping": "drop",
    "duplicates": "first",
    "universe": "nonempty",
    "document_weights": "audience",
    "max_tags": 2,
}


@pytest.mark.parametrize("option", CHANGES)
def test_no_option_is_ignored(option):
    lexicon = cm.Lexicon.builtin().add(cm.Lexicon.from_dict({"gulf": ["Iran"]}, kind="country"))
    mentions = cm.tag(CORPUS, lexicon)
    plain, changed = (cm.cooccurrence(mentions, rows="country", **how) for how in ({}, {option: CHANGES[option]}))
    cells = [np.asarray(one.to_scipy().toarray(), dtype=float) for one in (plain, changed)]
    assert not np.array_equal(*cells) or plain.n != changed.n
    assert option in repr(changed) or option == "unit"


def test_units_that_only_overlap_are_none_of_the_pair():
    lexicon = cm.Lexicon.from_dict({"b": ["bb cc"]}, kind="x").add(cm.Lexicon.from_dict({"c": ["cc"]}, kind="y"))
    texts = ["Bb cc."] * 3 + ["Ff.", "Bb cc and cc.", "Cc."]
    counts = cm.cooccurrence(cm.tag(texts, lexicon), rows="x", cols="y", unit="document", overlapping="drop")
    pair = counts.pair("b", "c")
    # Of six documents three hold the pair only by overlapping mentions: 1 of 3 is left with both, n_b 1, n_c 2.
    assert (pair["count"], pair["expected"], pair["lift"]) == (1, 1 * 2 / 3, 1.5)
    assert (counts.n, int(counts.row_totals["b"])) == (6, 4)


def test_drop_same_leaves_out_self_mentions():
    counts = count(rows="speaker", cols="country", unit="document")
    others = count(rows="speaker", cols="country", unit="document", drop_same=True)
    assert (counts["Iran", "IR"], counts["PE", "PE"], counts["PE", "IR"]) == (1, 1, 1)
    assert (others["Iran", "IR"], others["PE", "PE"], others["PE", "IR"]) == (0, 0, 1)
    assert np.isnan(others.pair("PE", "PE")["lift"])
    assert np.isnan(others.measure("lift").to_pandas().loc["Iran", "IR"])
    assert others.row_totals.equals(counts.row_totals)


def test_max_tags_tells_what_it_left_out():
    counts = count(unit="document", max_tags=2)
    assert (counts["IR", "IQ"], counts.n) == (1, 2)
    assert counts.left_out == {"units": 1, "share_of_pairs": 12 / 14}
    assert count(unit="document").left_out == {"units": 0, "share_of_pairs": 0.0}


def test_copies_of_a_story():
    first, weighted = (count(unit="document", duplicates=how) for how in ("first", "weight"))
    assert (first["IR", "IQ"], first["PE", "CL"], first.n) == (1, 0, 2)
    assert (weighted["IR", "IQ"], weighted["PE", "CL"], weighted.n) == (1.0, 0.5, 2.0)


def test_shares_of_a_story_add_up_to_one():
    corpus = cm.Corpus({"text": ["Iran met Iraq."] * 7, "story": ["s"] * 7}, text="text", meta=["story"])
    assert cm.cooccurrence(corpus, rows="country", duplicates="weight")["IR", "IQ"] == 1.0


def test_a_list_of_tags_is_a_part_of_the_matrix():
    for options in ({}, {"weight": "pair"}, {"count": "product"}, {"universe": "nonempty"}, {"directed": True}):
        whole = count(unit="document", **options)
        part = count(unit="document", rows=["IR", "PE"], cols=["IQ", "CL", "IR"], **options)
        assert np.array_equal(part.to_pandas(), whole.to_pandas().loc[part.rows, part.cols])
        assert (part.n, part.margins) == (whole.n, whole.margins)
        assert part.row_totals.equals(whole.row_totals[part.rows])
        assert part.pair("IR", "IQ")["expected"] == whole.pair("IR", "IQ")["expected"]


def test_sentences_are_fewer_than_paragraphs_than_documents():
    rng = np.random.default_rng(3)
    words = ["Iran", "Iraq", "Oman", "rain", "fell"]
    texts = []
    for _ in range(50):
        cuts = rng.choice([" ", ". ", ".\n\n"], 20, p=[0.7, 0.2, 0.1])
        texts.append("".join(f"{rng.choice(words)}{cut}" for cut in cuts))
    found = cm.cooccurrence(texts, rows=["IR", "IQ", "OM"], unit=["document", "paragraph", "sentence"])
    cells = {unit: counts.to_scipy().toarray() for unit, counts in found.items()}
    documents = {unit: counts._documents.toarray() for unit, counts in found.items()}
    assert (documents["sentence"] <= documents["paragraph"]).all()
    assert (documents["paragraph"] <= cells["document"]).all()
    assert cells["sentence"].sum() > 0
    for unit, counts in found.items():
        assert np.array_equal(
            counts.to_scipy().toarray(), cm.cooccurrence(texts, rows=["IR", "IQ", "OM"], unit=unit).to_scipy().toarray()
        )


def test_expected_counts_of_pairs_have_the_margins():
    rng = np.random.default_rng(5)
    names = ["Iran", "Iraq", "Oman", "Peru", "Chile", "Mali"]
    texts = [" ".join(rng.choice(names, rng.integers(1, 5))) for _ in range(80)]
    tags = ["IR", "IQ", "OM", "PE", "CL", "ML"]
    for options in ({"weight": "strength"}, {"count": "product"}, {"directed": True}, {"unit": cm.Proximity(2)}):
        counts = cm.cooccurrence(texts, rows=tags, **{"unit": "document", **options})
        expected = counts.measure("expected").to_pandas()
        assert np.isnan(np.diag(expected)).all()
        assert np.allclose(expected.sum(axis=1), counts.row_totals, rtol=1e-8)
        assert np.allclose(expected.sum(axis=0), counts.col_totals, rtol=1e-8)
        lift = counts.measure("lift").to_pandas().loc["IR", "IQ"]
        assert np.isclose(lift, counts["IR", "IQ"] / expected.loc["IR", "IQ"])


def test_expected_counts_of_two_kinds_are_those_of_a_table():
    counts = count(cols="topic", weight="cell")
    pair = counts.pair("IR", "sanctions")
    assert pair["expected"] == pair["row_total"] * pair["col_total"] / pair["n"]
    assert pair["null"] == "pairs"


def test_counts_say_how_they_were_made():
    counts = count(weight="pair", universe="nonempty")
    assert counts.options["weight"] == "pair"
    assert "weight='pair'; universe='nonempty'" in repr(counts)
    assert counts.margins == "pairs"
    with pytest.raises(AttributeError):
        counts.margins = "units"


def test_directed_pairs_list_both_directions():
    counts = cm.cooccurrence(["Iran hit Iraq."] * 4 + ["Iraq hit Iran."], rows="country", directed=True)
    assert (counts["IR", "IQ"], counts["IQ", "IR"]) == (4, 1)
    pairs = counts.pairs(min_joint=1)
    assert sorted(pairs[["row", "col", "count"]].values.tolist()) == [["IQ", "IR", 1], ["IR", "IQ", 4]]


def test_tags_that_differ_in_case_are_told_apart():
    corpus = cm.Corpus({"t": ["Iran met Iraq."] * 3, "s": ["Smith", "smith", "smith"]}, text="t", meta=["s"])
    counts = cm.cooccurrence(corpus, rows="s", cols="country")
    assert (counts["Smith", "IR"], counts["smith", "IR"]) == (1, 2)
    assert counts.to_pandas()["IR"].to_dict() == {"Smith": 1, "smith": 2}
    assert counts["SMITH", "IR"] == 1, "else the first that is alike"


@pytest.mark.parametrize("count", ["product", "min"])
def test_lists_of_one_kind_expect_what_the_kind_does(count):
    """A, B, C: ten documents of all three, five of A and B; so row sums 25, 25, 20 of 35 pairs."""
    table = cm.labels({"c": ["A;B;C"] * 10 + ["A;B"] * 5 + ["C"] * 3, "t": ["x"] * 18}, c="c", t="t")
    whole = cm.cooccurrence(table, rows="c", unit="document", count=count).pair("A", "B")
    # Three pairs, three margins: quasi-independence fits them exactly.
    assert (whole["count"], whole["expected"], whole["lift"]) == (15, pytest.approx(15), pytest.approx(1))
    some = cm.cooccurrence(table, rows="c", cols=["A", "B"], unit="document", count=count).pair("A", "B")
    assert (some["count"], some["expected"], some["n"]) == (15, pytest.approx(15), whole["n"])


def test_a_weight_too_small_to_be_told_from_nothing_is_refused():
    corpus = cm.Corpus({"t": ["Iran met Iraq."], "w": [1e-11]}, text="t", meta=["w"])
    with pytest.raises(ValueError, match=r"is below 2\^-33"):
        cm.cooccurrence(corpus, rows="country", document_weights="w")


@pytest.mark.parametrize("texts", [[None, "Iran met Iraq."], ["Iran met Iraq.", None]])
@pytest.mark.parametrize("duplicates", ["first", "weight"])
def test_a_document_without_text_is_no_copy_of_a_story(texts, duplicates):
    corpus = cm.Corpus({"t": texts, "story": ["s", "s"]}, text="t", meta=["story"])
    assert cm.cooccurrence(corpus, rows="country", duplicates=duplicates)["IR", "IQ"] == 1


@pytest.mark.parametrize("name", ["document", "day"])
def test_concentration_has_columns_of_its_own(name):
    corpus = cm.Corpus({"t": ["Iran met Iraq."] * 3, name: ["x", "y", "z"]}, text="t", meta=[name])
    with pytest.raises(ValueError, match="the result has a column of that name; rename the meta column"):
        cm.cooccurrence(corpus, rows="country").concentration(by=name)


@pytest.mark.parametrize("tags", [[3, 5, 7], [3, 7, 6], [7, 9, 11], [3, 7, 9, 11]])
def test_rounded_shares_fit_their_totals(tags):
    """A topic is in every unit, so shares with it are as expected, though thirds and fifths do not add up exactly."""
    table = {"r": [";".join("abcdefghijk"[:size]) for size in tags], "t": ["X"] * len(tags)}
    counts = cm.cooccurrence(cm.labels(table, r="r", t="t"), rows="r", cols="t", unit="document", weight="cell")
    frame = counts.pairs(min_joint=0)
    assert len(frame) == max(tags)
    assert frame["lift"].to_numpy() == pytest.approx(1, rel=1e-9)


def test_expected_counts_of_mixed_lists_have_the_totals():
    """Rows A, B and C have 40, 40 and 33 with columns A, B, C and x, none with itself."""
    table = cm.labels({"c": ["A;B;C"] * 10 + ["A;B"] * 5 + ["C"] * 3, "t": ["x"] * 18}, c="c", t="t")
    counts = cm.cooccurrence(table, rows="c", cols=["A", "B", "C", "x"], unit="document", count="product")
    assert counts.row_totals.to_dict() == {"A": 40, "B": 40, "C": 33}
    assert counts.col_totals.to_dict() == {"A": 25, "B": 25, "C": 20, "x": 43}
    expected = {(row, col): counts.pair(row, col)["expected"] for row in "ABC" for col in "ABCx" if row != col}
    for tag, total in {"A": 40, "B": 40, "C": 33}.items():
        assert sum(value for (row, _), value in expected.items() if row == tag) == pytest.approx(total, rel=1e-9)
    for tag, total in {"A": 25, "B": 25, "C": 20, "x": 43}.items():
        assert sum(value for (_, col), value in expected.items() if col == tag) == pytest.approx(total, rel=1e-9)
