"""Coding sheets, and what they say of precision and recall."""

import io

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

import comention as cm
from comention.validation.intervals import share_interval
from comention.validation.sampling import allocate

WORDS = {"a": "alpha", "b": "beta", "c": "gamma"}
LEXICON = cm.Lexicon.from_dict({tag: [word] for tag, word in WORDS.items()}, kind="theme")
KEYS = np.array(list(WORDS))


def tag_matrix(found):
    """Tag texts that hold the given tags: found[document, sentence, tag]."""

    def sentence(row):
        words = " ".join(word for word, there in zip(WORDS.values(), row, strict=True) if there)
        return f"{words.capitalize() or 'Nothing'} here."

    return cm.tag([" ".join(map(sentence, document)) for document in found], LEXICON)


def code(sheet, truth):
    """Fill a sheet from truth[document, sentence, tag]."""
    rows = truth[sheet["doc"].to_numpy(), sheet["unit"].to_numpy()]
    return sheet.assign(code=[";".join(KEYS[row]) or "-" for row in rows])


@pytest.fixture(scope="module")
def crowd():
    """40 documents of 10 sentences; what was found and what is there."""
    rng = np.random.default_rng(5)
    found = rng.random((40, 10, 3)) < [0.3, 0.06, 0.01]
    truth = np.where(found, rng.random(found.shape) < 0.8, rng.random(found.shape) < 0.03)
    return tag_matrix(found), found, truth


# ── the sheet ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_columns_of_a_sheet():
    table = {
        "body": ["🙂 Peru. It rained. Chad faces sanctions.", None, "", "Namibia and Mali."],
        "url": list("wxyz"),
        "day": ["2001", "2002", "2003", "2004"],
        "outlet": ["AP", "AP", "AFP", "AFP"],
    }
    corpus = cm.Corpus(table, text="body", id="url", date="day", meta=["outlet"])
    sheet = cm.tag(corpus).sample(4)
    assert list(sheet.columns) == [
        "row", "doc", "id", "date", "outlet", "unit", "start", "end", "text", "kinds", "found", "code", "stratum",
        "stratum_size", "inclusion",
    ]  # fmt: skip
    assert sheet["row"].tolist() == [0, 1, 2, 3]
    for row in sheet.itertuples():
        assert corpus[row.doc][row.start : row.end] == row.text
        assert row.id == corpus.ids[row.doc]
    assert set(zip(sheet["text"], sheet["found"], strict=True)) == {
        ("🙂 Peru.", "PE"),
        ("It rained.", "-"),
        ("Chad faces sanctions.", "TD; sanctions"),
        ("Namibia and Mali.", "ML; NA"),
    }, "all units, and none where there is no text"
    assert set(sheet["code"]) == {""}
    assert set(sheet["kinds"]) == {"country; region; organisation; topic"}
    assert set(cm.tag(corpus).sample(4, kind="topic")["found"]) == {"-", "sanctions"}


@pytest.mark.parametrize("unit", ["sentence", "paragraph", "document"])
def test_a_sheet_of_all_units_is_the_corpus(unit):
    texts = ["Iran met Iraq. It rained.\n\nPeru won. *** Chad lost.\n\n---\n\nMali.", None, "", "Nothing.", "Fiji."]
    mentions = cm.tag(texts)
    incidence = mentions.incidence(unit=unit, kind="country").to_pandas()
    sheet = mentions.sample(len(incidence), unit=unit, kind="country").sort_values(["doc", "unit"])
    assert sheet[["doc", "unit"]].values.tolist() == incidence.index.to_frame()[["doc", "unit"]].values.tolist()
    found = ["; ".join(incidence.columns[row > 0]) or "-" for row in incidence.to_numpy()]
    assert sheet["found"].tolist() == found
    spans = [span for text in texts if text is not None for span in cm.text.unit_spans(text, unit).tolist()]
    assert sheet[["start", "end"]].values.tolist() == spans
    assert sheet["inclusion"].tolist() == [1] * len(sheet)


def test_inclusion_is_the_probability_to_be_drawn():
    found = np.random.default_rng(1).random((6, 8, 3)) < [0.4, 0.1, 0.02]
    mentions = tag_matrix(found)
    for strata in ("tag", None):
        drawn, inclusion, runs = np.zeros((6, 8)), np.full((6, 8), np.nan), 1500
        for seed in range(runs):
            sheet = mentions.sample(16, strata=strata, seed=seed)
            places = sheet["doc"].to_numpy(), sheet["unit"].to_numpy()
            drawn[places] += 1
            inclusion[places] = sheet["inclusion"]
        assert inclusion.sum() == pytest.approx(16)
        error = np.sqrt(inclusion * (1 - inclusion) / runs)
        assert (np.abs(drawn / runs - inclusion) <= 4.5 * error).all()


def test_a_unit_is_in_the_stratum_of_its_rarest_tag(crowd):
    mentions, found, _ = crowd
    sheet = mentions.sample(120, seed=3)
    frequency = found.sum(axis=(0, 1))
    for row in sheet.itertuples():
        tags = np.flatnonzero(found[row.doc, row.unit])
        rarest = "untagged" if not len(tags) else f"theme {KEYS[min(tags, key=lambda tag: frequency[tag])]}"
        assert row.stratum == rarest
    strata = sheet.groupby("stratum").agg(rows=("row", "size"), size=("stratum_size", "first"), p=("inclusion", "max"))
    assert strata["rows"].sum() == 120
    assert strata["size"].sum() == 400
    assert strata.loc["untagged", "rows"] == 30, "a quarter"
    assert (strata["p"] == strata["rows"] / strata["size"]).all()
    assert strata.loc["theme c", "p"] > strata.loc["theme b", "p"] > strata.loc["theme a", "p"]


def test_the_rarest_tags_share_a_stratum_where_there_are_many():
    tags = {f"t{i}": [f"word{i}x"] for i in range(20)}
    texts = [f"word{i}x here." for i in range(20) for _ in range(i + 1)] + ["Nothing."] * 40
    sheet = cm.tag(texts, cm.Lexicon.from_dict(tags, kind="theme")).sample(32)
    rows = sheet["stratum"].value_counts()
    assert sorted(rows.index) == ["rare tags", *sorted(f"theme t{i}" for i in range(15, 20)), "untagged"]
    assert rows["untagged"] == 8
    assert rows["rare tags"] > 10, "as many as their square roots add up to"
    assert sheet.groupby("stratum")["stratum_size"].first()["rare tags"] == sum(range(1, 16))


def test_strata_by_meta():
    table = {"t": ["Iran."] * 30 + ["Rain."] * 6, "outlet": ["AP"] * 20 + ["AFP"] * 15 + [None]}
    mentions = cm.tag(cm.Corpus(table, text="t", meta="outlet"))
    sheet = mentions.sample(9, strata="outlet")
    rows = sheet.groupby("stratum").agg(rows=("row", "size"), size=("stratum_size", "first"))
    assert rows["size"].to_dict() == {"outlet (missing)": 1, "outlet AFP": 15, "outlet AP": 20}
    assert rows["rows"].to_dict() == {"outlet (missing)": 1, "outlet AFP": 4, "outlet AP": 4}


@given(st.lists(st.integers(1, 60), min_size=1, max_size=12), st.data())
def test_rows_are_allocated_exactly(sizes, data):
    n = data.draw(st.integers(len(sizes), sum(sizes)))
    sizes = np.array(sizes)
    drawn = allocate(np.sqrt(sizes), sizes, n)
    assert drawn.sum() == n
    assert (drawn >= 1).all()
    assert (drawn <= sizes).all()
    if n >= np.minimum(sizes, 2).sum():
        assert (drawn >= np.minimum(sizes, 2)).all()


def test_the_seed_decides(crowd):
    mentions = crowd[0]
    first = mentions.sample(50, seed=1)
    assert first.equals(mentions.sample(50, seed=1))
    assert not first.equals(mentions.sample(50, seed=2))
    assert first["doc"].tolist() != sorted(first["doc"]), "rows are mixed"
    texts = list(mentions.corpus)
    for threads in (1, 2):
        assert first.equals(cm.tag(texts, LEXICON, threads=threads).sample(50, seed=1))


def test_a_sheet_is_in_the_library_of_the_corpus():
    corpus = cm.Corpus(pl.DataFrame({"t": ["Iran. Rain.", "Mali."]}), text="t")
    mentions = cm.tag(corpus)
    sheet = mentions.sample(3, kind="country")
    assert isinstance(sheet, pl.DataFrame)
    coded = sheet.with_columns(code=pl.lit("-"))
    validation = mentions.validate(coded)
    assert isinstance(validation.errors(), pl.DataFrame)
    assert isinstance(validation.to_pandas(), pd.DataFrame)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n": 401}, "n must be at most the number of sentences, 400. Given 401"),
        ({"n": 41, "unit": "document"}, "at most the number of documents, 40"),
        ({"n": 0}, "n must be a whole number from 1 on"),
        ({"n": 1}, "n must be at least 2, one for tagged units and one for untagged ones"),
        ({"n": 5, "unit": "sentense"}, "did you mean 'sentence'"),
        ({"n": 5, "strata": "tags"}, "unknown strata 'tags'; did you mean 'tag'"),
        ({"n": 5, "kind": "themes"}, "unknown kind 'themes'; did you mean 'theme'"),
        ({"n": 5, "seed": -1}, "seed must be a whole number from 0 on"),
    ],
)
def test_bad_samples(crowd, options, message):
    with pytest.raises(ValueError, match=message):
        crowd[0].sample(**options)


def test_names_that_cannot_be():
    with pytest.raises(ValueError, match="meta column 'code' has the name of a column of coding sheets"):
        cm.tag(cm.Corpus({"t": ["Iran."], "code": ["x"]}, text="t", meta="code")).sample(1, strata=None)
    with pytest.raises(ValueError, match="the tag 'a;b' cannot be a code"):
        cm.tag("alpha.", cm.Lexicon.from_dict({"a;b": ["alpha"]}, kind="theme")).sample(1, strata=None)
    table = {"t": ["Iran.", "Mali."], "outlet": ["AP", "AFP"]}
    with pytest.raises(ValueError, match="n must be at least the number of strata, 2"):
        cm.tag(cm.Corpus(table, text="t", meta="outlet")).sample(1, strata="outlet")


def test_only_tagged_or_only_untagged():
    assert set(cm.tag(["Iran."] * 5).sample(3, kind="country")["stratum"]) == {"country IR"}
    assert set(cm.tag(["Rain."] * 5).sample(3)["stratum"]) == {"untagged"}


# ── what it says ─────────────────────────────────────────────────────────────────────────────────────────────────────


def worked():
    """Two units with the tag, of which one is wrong, and eight without, two of them drawn: one lacks it."""
    mentions = cm.tag(["Alpha left.", "Alpha males bark.", *[f"Nothing {i}." for i in range(8)]], LEXICON)
    sheet = mentions.sample(4)
    untagged = sheet.index[sheet["found"] == "-"]
    sheet["code"] = ["a" if text == "Alpha left." else "-" for text in sheet["text"]]
    sheet.loc[untagged[0], "code"] = " a ;"
    return mentions, sheet


def test_worked_by_hand():
    mentions, sheet = worked()
    assert sorted(1 / sheet["inclusion"]) == [1, 1, 4, 4]
    validation = mentions.validate(sheet)
    row = validation.to_pandas().iloc[0]
    assert row[["kind", "tag", "label", "tp", "fp", "fn", "tn"]].tolist() == ["theme", "a", "a", 1, 1, 1, 1]
    assert row["precision"] == 1 / 2
    assert row["recall"] == 1 / (1 + 4)
    assert row["f1"] == pytest.approx(2 * 1 / (2 * 1 + 1 + 4))
    assert row["precision_low"] == pytest.approx(beta.ppf(0.025, 1, 2)), "Clopper and Pearson"
    assert row["precision_high"] == pytest.approx(beta.ppf(0.975, 2, 1))
    # One hit of weight 1, misses of 4 and, one more, 4: share 1/9; three cases at most.
    assert row["recall_low"] == pytest.approx(beta.ppf(0.025, 3 / 9, 3 * 8 / 9))
    # One miss of weight 4, hits of 1 and, one more, of a document as these are: (1 * 1 + 4 * 4) / 5 = 3.4.
    share = 4 / 8.4
    residual = np.array([4 - share * 4, -share * 1, -share * 3.4]) / 8.4
    effective = min(share * (1 - share) / (residual @ residual), 3)
    assert row["recall_high"] == pytest.approx(1 - beta.ppf(0.025, share * effective, (1 - share) * effective))
    kind = validation.to_pandas(by="kind").iloc[0]
    assert kind[["tp", "fp", "fn", "tn"]].tolist() == [1, 1, 1, 4 * 3 - 3]
    form = validation.to_pandas(by="form")
    assert list(form.columns) == [
        "kind", "tag", "form", "tp", "fp", "precision", "precision_low", "precision_high",
    ]  # fmt: skip
    assert form.iloc[0, :6].tolist() == ["theme", "a", "alpha", 1, 1, 0.5]
    assert len(validation) == 4
    with pytest.raises(ValueError, match="unknown by 'tags'; did you mean 'tag'"):
        validation.to_pandas(by="tags")


def test_repr():
    mentions, sheet = worked()
    assert repr(mentions.validate(sheet, level=0.9)) == (
        "<Validation: 4 sentences of 4 documents coded; 90 % intervals, clustered by document\n"
        "  theme: precision 0.500 [0.025, 0.975]  recall 0.200 [0.000, 0.940]  f1 0.286 [0.000, 0.926]"
        "  (tp 1, fp 1, fn 1)>"
    )
    html = mentions.validate(sheet, cluster=None)._repr_html_()
    assert "units taken as independent" in html
    assert "<td>a</td>" in html


def test_as_scikit_learn_where_weights_are_equal(crowd):
    metrics = pytest.importorskip("sklearn.metrics")
    mentions, found, truth = crowd
    sheet = code(mentions.sample(200, strata=None), truth)
    places = sheet["doc"].to_numpy(), sheet["unit"].to_numpy()
    validation = mentions.validate(sheet)
    for average, frame in (("micro", validation.to_pandas(by="kind")), (None, validation.to_pandas())):
        frame = frame.sort_values("tag") if average is None else frame
        expected = metrics.precision_recall_fscore_support(truth[places], found[places], average=average)
        for name, values in zip(("precision", "recall", "f1"), expected, strict=False):
            assert frame[name].to_numpy() == pytest.approx(values)
    one = validation.to_pandas().set_index("tag").loc["a"]
    matrix = metrics.confusion_matrix(truth[places][:, 0], found[places][:, 0])
    assert one[["tn", "fp", "fn", "tp"]].tolist() == matrix.ravel().tolist()


@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from([0.8, 0.95, 0.99]))
def test_equal_weights_give_the_interval_of_clopper_and_pearson(hits, misses, level):
    cases = np.arange(hits + misses)
    share, low, high = share_interval(cases < hits, cases >= hits, np.full(len(cases), 7.0), cases, (7.0, 7.0), level)
    if not len(cases):
        assert np.isnan([share, low, high]).all()
        return
    tail = (1 - level) / 2
    assert share == pytest.approx(hits / len(cases))
    assert low == pytest.approx(beta.ppf(tail, hits, misses + 1) if hits else 0)
    assert high == pytest.approx(beta.ppf(1 - tail, hits + 1, misses) if misses else 1)


def test_few_cases_and_heavy_units_leave_intervals_wide():
    ones, nothing = np.ones(20), np.zeros(20)
    places = np.arange(20)
    _, low, high = share_interval(ones, nothing, ones, places, (1.0, 1.0), 0.95)
    assert (low, high) == (pytest.approx(0.025 ** (1 / 20)), 1)
    _, low, _ = share_interval(ones, nothing, ones, places // 5, (1.0, 1.0), 0.95)
    assert low < 0.5, "four documents, though of five units each"
    _, low, _ = share_interval(ones, nothing, ones, places * 0, (1.0, 1.0), 0.95)
    assert low < 0.05, "one document says next to nothing"
    _, low, _ = share_interval(ones, nothing, ones, places, (1.0, 500.0), 0.95)
    assert low < 0.05, "one miss that was not drawn would outweigh all"
    _, low, high = share_interval(nothing, ones, ones, places, (1.0, 1.0), 0.95)
    assert low == 0
    assert 0 < high < 0.2


def test_undefined_is_nan():
    mentions = cm.tag(["Alpha.", "Nothing."], LEXICON)
    sheet = mentions.sample(2)
    sheet["code"] = ["-" if found == "a" else "b" for found in sheet["found"]]
    frame = mentions.validate(sheet).to_pandas().set_index("tag")
    assert frame.loc["a", ["precision", "f1"]].tolist() == [0, 0]
    assert frame.loc["a", ["recall", "recall_low", "recall_high"]].isna().all()
    assert frame.loc["b", "recall"] == 0
    assert frame.loc["b", ["precision", "precision_low", "precision_high"]].isna().all()
    sheet["code"] = "-"
    assert "recall undefined" in repr(mentions.validate(sheet))


def test_weighted_totals_are_unbiased(crowd):
    mentions, found, truth = crowd
    runs, right, missed = 400, [], []
    for seed in range(runs):
        sheet = mentions.sample(60, seed=seed)
        places = sheet["doc"].to_numpy(), sheet["unit"].to_numpy()
        weight = 1 / sheet["inclusion"].to_numpy()
        right.append(weight @ (found & truth)[places].sum(axis=1))
        missed.append(weight @ (~found & truth)[places].sum(axis=1))
    for totals, true in ((right, (found & truth).sum()), (missed, (~found & truth).sum())):
        assert abs(np.mean(totals) - true) < 4 * np.std(totals) / np.sqrt(runs)


def cover(draw_population, runs, n, **options):
    """Give the share of runs in which each interval of the kind holds the true rate."""
    inside = []
    for seed in range(runs):
        mentions, truth, rates = draw_population(seed)
        row = mentions.validate(code(mentions.sample(n, seed=seed), truth), **options).to_pandas(by="kind").iloc[0]
        inside.append([row[name + "_low"] <= rates[name] <= row[name + "_high"] for name in rates])
    return np.mean(inside, axis=0)


def test_intervals_cover_the_rates_of_the_corpus(crowd):
    mentions, found, truth = crowd
    tp, fp, fn = (part.sum() for part in (found & truth, found & ~truth, ~found & truth))
    rates = {"precision": tp / (tp + fp), "recall": tp / (tp + fn), "f1": 2 * tp / (2 * tp + fp + fn)}
    assert (cover(lambda seed: (mentions, truth, rates), 200, 100) >= 0.94).all()


def test_intervals_cover_where_errors_come_by_document():
    rates = {"precision": 0.9, "recall": 0.27 / (0.27 + 0.7 * 0.02)}

    def draw_population(seed):
        rng = np.random.default_rng(seed)
        found = np.zeros((25, 12, 3), dtype=bool)
        found[:, :, 0] = rng.random((25, 12)) < 0.3
        wrong, missed = (rng.beta(p * 2, (1 - p) * 2, (25, 1)) for p in (0.1, 0.02))
        truth = np.zeros_like(found)
        truth[:, :, 0] = np.where(found[:, :, 0], rng.random((25, 12)) >= wrong, rng.random((25, 12)) < missed)
        return tag_matrix(found), truth, rates

    assert (cover(draw_population, 150, 150) >= 0.94).all()
    independent = cover(draw_population, 150, 150, cluster=None)
    assert independent[0] < 0.92, "units are not independent here"


# ── sheets as they come back ─────────────────────────────────────────────────────────────────────────────────────────


def test_through_a_file():
    texts = ["Namibia won.", "Chad and Namibia lost.", "It rained.", "Peru drew.", "Snow fell."]
    mentions = cm.tag(texts)
    sheet = mentions.sample(5, kind="country", strata=None)
    sheet["code"] = sheet["found"].replace({"PE": "", "TD; NA": "Chad;NAM", "NA; TD": "Chad;NAM"})
    direct = mentions.validate(sheet)
    assert direct.blank == sheet["row"][sheet["text"] == "Peru drew."].tolist()
    assert f"1 left blank (row {direct.blank[0]})" in repr(direct)
    assert direct.to_pandas().set_index("tag")["tp"].to_dict() == {"NA": 2, "TD": 1}
    text = sheet[sheet.columns[::-1]].sort_values("text").assign(remark="x").to_csv(index=False)
    with pytest.raises(ValueError, match=r"missing where Namibia \(NA\) was found.*keep_default_na=False"):
        mentions.validate(pd.read_csv(io.StringIO(text)))
    back = [
        pd.read_csv(io.StringIO(text), keep_default_na=False),
        pd.read_csv(io.StringIO(text), keep_default_na=False, dtype=str),
        pl.read_csv(io.StringIO(text)),
        sheet.to_dict("list"),
    ]
    for frame in back:
        again = mentions.validate(frame)
        assert repr(again) == repr(direct)
        assert again.to_pandas().equals(direct.to_pandas())


def test_namibia_is_hinted_at_where_it_may_be_lost():
    mentions = cm.tag(["Namibia won.", "It rained."])
    sheet = mentions.sample(2, kind="country", strata=None)
    sheet["code"] = ["" if text == "Namibia won." else "-" for text in sheet["text"]]
    row = sheet["row"][sheet["code"] == ""].item()
    assert f"Namibia was found in row {row}: was its code NA read as missing?" in repr(mentions.validate(sheet))
    assert "Namibia" in repr(mentions.validate(pl.DataFrame(sheet.replace({"code": {"": None}}))))


def test_others_of_the_stratum_stand_for_blank_rows():
    mentions, sheet = worked()
    untagged = sheet.index[sheet["found"] == "-"]
    sheet.loc[untagged[1], "code"] = None
    row = mentions.validate(sheet).to_pandas().iloc[0]
    assert row["recall"] == pytest.approx(1 / (1 + 8)), "the coded one of the two stands for all eight"
    assert row[["tp", "fp", "fn", "tn"]].tolist() == [1, 1, 1, 0]
    sheet.loc[untagged, "code"] = ""
    with pytest.raises(ValueError, match=r"no row is coded in 1 of the strata \('untagged'\)"):
        mentions.validate(sheet)


def test_kinds_of_a_sheet():
    mentions = cm.tag(["Iran faces sanctions.", "It rained."])
    sheet = mentions.sample(2, kind=["country", "topic"])
    sheet["code"] = [";".join(["IRN", "Sanctions"]) if "Iran" in text else "-" for text in sheet["text"]]
    assert mentions.validate(sheet).to_pandas()["tp"].tolist() == [1, 1]
    assert mentions.validate(sheet, kind="topic").to_pandas()["tag"].tolist() == ["sanctions"]
    with pytest.raises(ValueError, match="unknown kind of the sheet 'region'"):
        mentions.validate(sheet, kind="region")
    countries = mentions.sample(2, kind="country")
    countries["code"] = ["IR" if "Iran" in text else "-" for text in countries["text"]]
    assert mentions.validate(countries).to_pandas()["tag"].tolist() == ["IR"], "topics are not judged"


def test_codes_of_other_kinds_alone_judge_nothing():
    mentions = cm.tag(["Iran faces sanctions.", "It rained."])
    sheet = mentions.sample(2, kind=["country", "topic"])
    sheet["code"] = ["IR" if "Iran" in text else "-" for text in sheet["text"]]
    with pytest.raises(ValueError, match="all codes of the sheet are of other kinds than topic; was this coded"):
        mentions.validate(sheet, kind="topic")
    assert mentions.validate(sheet).to_pandas()["fp"].tolist() == [0, 1], "both kinds were asked for"
    sheet["code"] = "-"
    assert mentions.validate(sheet, kind="topic").to_pandas()["fp"].tolist() == [1]


def test_tags_of_one_name_in_two_kinds():
    lexicon = cm.Lexicon.from_dict({"a": ["alpha"]}, kind="x").add(cm.Lexicon.from_dict({"a": ["beta"]}, kind="y"))
    mentions = cm.tag(["Alpha.", "Beta.", "Nothing."], lexicon)
    sheet = mentions.sample(3, strata=None)
    assert sorted(sheet["found"]) == ["-", "x:a", "y:a"]
    sheet["code"] = sheet["found"]
    assert mentions.validate(sheet).to_pandas()[["kind", "tp"]].values.tolist() == [["x", 1], ["y", 1]]
    sheet["code"] = "a"
    with pytest.raises(ValueError, match="row 0: tags of several kinds are called 'a'"):
        mentions.validate(sheet)


def test_a_sheet_serves_a_changed_lexicon():
    mentions, sheet = worked()
    blocked = cm.tag(mentions.corpus, LEXICON.block(["alpha males"], kind="theme"))
    row = blocked.validate(sheet).to_pandas().iloc[0]
    assert row[["tp", "fp", "fn", "tn"]].tolist() == [1, 0, 1, 2]


def drop_row(sheet):
    return sheet[sheet["row"] != 2]


def change(column, value, row=1):
    def changed(sheet):
        sheet = sheet.astype({column: object})
        sheet.loc[sheet["row"] == row, column] = value
        return sheet

    return changed


@pytest.mark.parametrize(
    ("spoil", "error", "message"),
    [
        (
            drop_row,
            ValueError,
            r"row 2 of the sheet is missing \(strata '.*'\), and without them the weights are wrong",
        ),
        (lambda s: s[s["stratum"] != "untagged"], ValueError, "all rows of a stratum are missing"),
        (lambda s: s[s["row"] < 0], ValueError, "the coded sheet has no rows"),
        (lambda s: pd.concat([s, s[s["row"] == 1]]), ValueError, "row 1: its unit is that of row 1 already.*one coder"),
        (change("row", 0), ValueError, "row 0: the number of a row is there twice"),
        (change("doc", 99), ValueError, "row 1: there is no document 99; the corpus has 40"),
        (change("doc", "x"), ValueError, "row 1: doc must be a whole number from 0 on. Given 'x'"),
        (change("row", 1.5), ValueError, "line 1: row must be a whole number from 0 on. Given 1.5"),
        (change("id", 77), ValueError, "row 1: document .* is .* in this corpus and 77 in the sheet"),
        (change("start", 1), ValueError, "row 1: no sentence .* of document .* goes from 1 to .*another corpus"),
        (change("unit", 50), ValueError, "row 1: no sentence 50 of document"),
        (change("inclusion", np.nan), ValueError, "row 1: inclusion must lie above 0 and be at most 1. Given nan"),
        (change("inclusion", 0), ValueError, "row 1: inclusion must lie above 0"),
        (change("inclusion", 1.01), ValueError, "row 1: inclusion must lie above 0 and be at most 1. Given 1.01"),
        (change("inclusion", 0.123), ValueError, "inclusion .* and stratum_size .* are not those of the stratum"),
        (change("stratum_size", 3), ValueError, "are not those of the stratum"),
        (change("kinds", "topic"), ValueError, "the rows of a sheet are about the same kinds"),
        (lambda s: s.assign(kinds="topic"), ValueError, "unknown kind in the sheet 'topic'"),
        (change("code", "a; alfa"), ValueError, "row 1: unknown tag 'alfa'"),
        (change("code", "a;-"), ValueError, "row 1: '-' means that no tag is there, yet others stand beside it"),
        (lambda s: s.drop(columns="inclusion"), KeyError, "unknown column of the coded sheet 'inclusion'"),
        (lambda s: "sheet.csv", TypeError, "a coded sheet is a frame or a dict of columns, not str"),
    ],
)
def test_spoiled_sheets(crowd, spoil, error, message):
    mentions, _, truth = crowd
    sheet = code(mentions.sample(60), truth)
    with pytest.raises(error, match=message):
        mentions.validate(spoil(sheet))


def test_rows_added_by_hand(crowd):
    mentions, _, truth = crowd
    sheet, more = (code(mentions.sample(60, strata=None, seed=seed), truth) for seed in (1, 2))
    known = set(zip(sheet["doc"], sheet["unit"], strict=True))
    new = [place not in known for place in zip(more["doc"], more["unit"], strict=True)]
    with pytest.raises(ValueError, match="has 61 rows and 60 were drawn; rows cannot be added by hand"):
        mentions.validate(pd.concat([sheet, more[new].head(1).assign(row=60)]))


def test_unknown_codes_name_the_nearest():
    mentions = cm.tag(["Iran.", "Rain."])
    sheet = mentions.sample(2, kind="country").assign(code="Irann")
    with pytest.raises(ValueError, match="row 0: unknown tag 'Irann'; did you mean 'Iran'"):
        mentions.validate(sheet)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"level": 95}, "level must lie between 0 and 1. Given 95"),
        ({"cluster": "outlet"}, "cluster must be 'document' or None. Given 'outlet'"),
    ],
)
def test_bad_options(options, message):
    mentions, sheet = worked()
    with pytest.raises(ValueError, match=message):
        mentions.validate(sheet, **options)


# ── from errors to better mentions ───────────────────────────────────────────────────────────────────────────────────


def test_errors_lead_to_drop_and_block():
    mentions, sheet = worked()
    validation = mentions.validate(sheet)
    errors = validation.errors()
    assert list(errors.columns) == ["error", "row", "doc", "id", "start", "end", "kind", "tag", "form", "text"]
    assert sorted(errors["error"]) == ["false negative", "false positive"]
    wrong = validation.errors("false positive")
    assert wrong.iloc[0, 2:].tolist() == [1, 1, 0, 5, "theme", "a", "alpha", "Alpha males bark."]
    missed = validation.errors("false negative").iloc[0]
    assert missed[["start", "end", "tag", "form"]].tolist() == [0, 10, "a", ""]
    assert missed["text"] == mentions.corpus[missed["doc"]]
    assert mentions.drop(wrong).validate(sheet).to_pandas()["fp"].tolist() == [0]
    with pytest.raises(ValueError, match="unknown error 'fp'"):
        validation.errors("fp")


def test_drop_leaves_other_kinds_at_the_same_place():
    both = LEXICON.add(cm.Lexicon.from_dict({"greek": ["alpha"]}, kind="letter"))
    mentions = cm.tag(["Alpha.", "Nothing."], both)
    sheet = mentions.sample(2, strata=None)
    sheet["code"] = ["greek" if text == "Alpha." else "-" for text in sheet["text"]]
    left = mentions.drop(mentions.validate(sheet).errors())
    assert left.to_pandas()["tag"].tolist() == ["greek"]
    assert len(mentions.drop(mentions.to_pandas()[["doc", "start", "end"]])) == 0
    with pytest.raises(ValueError, match="no mention has doc, start, end, tag = "):
        mentions.drop({"doc": [0], "start": [0], "end": [5], "tag": ["b"]})
