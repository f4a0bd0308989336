import _thread
import signal
import threading

import numpy as np
import pandas as pd
import pytest
from conftest import DATA, read_table, unescape

import comention as cm

CASES = [case for path in sorted((DATA / "mentions").glob("*.tsv")) for case in read_table(path)]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_cases(case):
    """Each case lists `surface=TAG:type` of every mention of its kind, in order."""
    mentions = cm.tag(unescape(case["text"]), cm.Lexicon.builtin(profile=case["profile"] or "default"))
    frame = mentions.to_pandas()
    frame = frame[frame["kind"] == case["kind"]]
    got = [f"{m.surface}={m.tag}:{m.type}" for m in frame.itertuples()]
    assert got == ([unescape(part) for part in case["mentions"].split(" || ")] if case["mentions"] else [])


def test_columns():
    frame = cm.tag("🙂 Peru.\n\nThe U.S. and Côte d’Ivoire’s envoys met.").to_pandas()
    frame = frame[frame["kind"] == "country"]
    assert list(frame.columns) == [
        "doc", "paragraph", "sentence", "token", "start", "end", "kind", "tag", "form", "type", "surface",
    ]  # fmt: skip
    assert frame.drop(columns=["kind"]).values.tolist() == [
        [0, 0, 0, 0, 2, 6, "PE", "Peru", "name", "Peru"],
        [0, 1, 1, 2, 13, 17, "US", "U.S.", "abbreviation", "U.S."],
        [0, 1, 1, 4, 22, 35, "CI", "Côte d'Ivoire", "name", "Côte d’Ivoire"],
    ]


def test_show():
    shown = cm.tag(["Chad & <Mali>", None]).show(0)
    assert repr(shown) == "[Chad: TD] & <[Mali: ML]>"
    html = shown._repr_html_()
    assert "&lt;<mark" in html
    assert "country: TD" in html
    assert repr(cm.tag(["x", None]).show(1)) == "(no text)"
    with pytest.raises(IndexError, match="there is no document 2; they are numbered from 0 to 1"):
        cm.tag(["x", None]).show(2)


def test_kwic():
    corpus = cm.Corpus({"t": ["Then\nIran left. Iran won."], "id": ["a"]}, text="t", id="id")
    frame = cm.tag(corpus).kwic("Iran", width=6)
    assert frame.values.tolist() == [[0, "a", "Then ", "Iran", " left."], [0, "a", "left. ", "Iran", " won."]]
    with pytest.raises(KeyError, match="did you mean 'Iran'"):
        cm.tag(corpus).kwic("Irann")


@pytest.fixture
def dated():
    table = {
        "t": ["Iran.", "Iraq, Paris.", "Peru."],
        "day": ["2010-05-01", "2012", None],
        "outlet": ["AP", "AFP", "AP"],
    }
    return cm.tag(cm.Corpus(table, text="t", date="day", meta=["outlet"]))


def test_keep_and_drop(dated):
    def tags(mentions):
        return mentions.to_pandas()["tag"].tolist()

    assert tags(dated.keep(outlet="AP")) == ["IR", "PE"]
    assert tags(dated.keep(outlet=["AFP", "AP"], type=["name"])) == ["IR", "IQ", "PE"]
    assert tags(dated.keep(tag=["Iran", "FRA"])) == ["IR", "FR"]
    assert tags(dated.drop(type="capital")) == ["IR", "IQ", "PE"]
    assert tags(dated.keep(kind="topic")) == []
    assert tags(dated.keep(date=("2010", "2011"))) == ["IR"]
    assert tags(dated.keep(date=("2010-05", "2012"))) == ["IR", "IQ", "FR"]
    assert tags(dated.keep(form="Paris")) == ["FR"]
    assert len(dated) == 4, "the mentions filtered stay as they were"


def test_dates_of_any_precision():
    days = ["2012-06-30", "2012-07-01 15:00", pd.Timestamp("2012-07-02"), "2012-07"]
    mentions = cm.tag(cm.Corpus({"t": ["Iran."] * 4, "d": days}, text="t", date="d"))

    def kept(first, last):
        return mentions.keep(date=(first, last)).to_pandas()["doc"].tolist()

    assert kept("2012-06-30", "2012-07-01") == [0, 1, 3]
    assert kept(pd.Timestamp("2012-06-30"), pd.Timestamp("2012-07-01")) == [0, 1, 3]
    assert kept("2012-07-01 12:00", "2013") == [1, 2, 3]
    for bad in (("07/01/2012", "2013"), (None, "2012"), ("2012", "2011")):
        with pytest.raises(ValueError, match=r"ISO format|not before it"):
            kept(*bad)


def test_positions_can_be_subtracted():
    frame = cm.tag("Iran and Iraq met.").to_pandas()
    assert (frame["start"] - 10).tolist() == [-10, -1]
    evidence = cm.cooccurrence("Iran and Iraq.", rows="country").evidence("IR", "IQ").to_pandas()
    assert (evidence["row_start"] - evidence["col_start"]).tolist() == [-9]


def test_drop_rows(dated):
    frame = dated.to_pandas().query("tag == 'FR'")
    assert dated.drop(frame).to_pandas()["tag"].tolist() == ["IR", "IQ", "PE"]
    with pytest.raises(ValueError, match=r"no mention has doc, start, end = \(0, 1, 2\)"):
        dated.drop(pd.DataFrame({"doc": [0], "start": [1], "end": [2]}))
    with pytest.raises(KeyError, match="unknown column for rows to drop 'end'"):
        dated.drop(frame.drop(columns="end"))


def test_filtered_mentions_keep_their_units(dated):
    counts = cm.cooccurrence(dated.drop(kind="country"), rows="country", unit="document")
    assert counts.n == 3
    assert counts.row_totals.sum() == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: m.keep(typ="name"), "unknown condition 'typ'; did you mean 'type'"),
        (lambda m: m.keep(type="nam"), "unknown type 'nam'; did you mean 'name'"),
        (lambda m: m.keep(date="2010"), "date= takes the first and the last date"),
        (lambda m: m.keep(form="Irann"), "unknown form 'Irann'; did you mean 'Iran'"),
        (lambda m: m.keep(outlet="APP"), "unknown value of outlet 'APP'; did you mean 'AP'"),
        (lambda m: m.kwic("IR", width=-1), "width must be a whole number from 0 on"),
        (lambda m: m.show("1"), "document must be a whole number"),
        (lambda m: m.drop(), "give rows or conditions to drop"),
        (lambda m: m.keep(kind="topics"), "did you mean 'topic'"),
    ],
)
def test_bad_conditions(dated, call, message):
    with pytest.raises(ValueError, match=message):
        call(dated)


def test_dates_must_be_iso():
    mentions = cm.tag(cm.Corpus({"t": ["Iran."], "d": ["1 May 2010"]}, text="t", date="d"))
    with pytest.raises(ValueError, match="row 0: the date '1 May 2010' is not in ISO format"):
        mentions.keep(date=("2010", "2011"))
    with pytest.raises(ValueError, match="the corpus has no dates"):
        cm.tag("Iran.").keep(date=("2010", "2011"))


def test_summary(dated):
    frame = cm.tag("U.S. and US forces left Iraq. America.").summary().set_index("tag")
    assert frame.loc["US", ["mentions", "documents", "sentences", "top_form"]].tolist() == [3, 1, 2, "America"]
    assert frame.loc["US", "top_share"] == pytest.approx(1 / 3)


def test_incidence():
    mentions = cm.tag(["Iran. Iraq and Iran.", None, "Nothing."])
    by_sentence = mentions.incidence(unit="sentence", kind="country")
    frame = by_sentence.to_pandas()
    assert frame[["IQ", "IR"]].values.tolist() == [[0, 1], [1, 1], [0, 0]]
    assert frame.index.to_frame()[["doc", "unit"]].values.tolist() == [[0, 0], [0, 1], [2, 0]]
    counts = cm.cooccurrence(mentions, rows="country", unit="sentence")
    matrix = by_sentence.to_scipy()
    product = (matrix.T @ matrix).toarray()
    np.fill_diagonal(product, 0)
    assert (product == counts.to_pandas().to_numpy()).all()
    assert repr(by_sentence).startswith("<Incidence: 3 sentences × 256 country tags>")


def test_hostile_texts():
    texts = [
        "\0Chad\0Mali\0",
        "Chad" * 5000,
        "\u200bChad\u200b",
        "Ch\u00adad",
        "\u202eChad\u202c",
        "",
        " ",
        "\ud83d" * 0,
    ]
    frame = cm.tag(texts).to_pandas()
    assert frame[["doc", "tag"]].values.tolist() == [[0, "TD"], [0, "ML"], [2, "TD"], [3, "TD"], [4, "TD"]]
    assert all(texts[m.doc][m.start : m.end] == m.surface for m in frame.itertuples())


def test_a_document_of_100_megabytes():
    text = "The ministers of Chad met. Nothing else was said — at all. " * 1_700_000
    assert len(text.encode()) > 100_000_000
    counts = cm.cooccurrence(text, rows=["TD", "ML"], unit="sentence")
    assert counts.n == 3_400_000
    assert counts.row_totals["TD"] == 1_700_000


def test_progress_is_reported_and_its_errors_are_raised():
    seen = []
    cm.tag(["Chad."] * 500, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (8, 8)

    def fail(done, total):
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        cm.tag(["Chad."] * 500, progress=fail)


def test_interrupting_leaves_everything_usable():
    # A shell that starts the tests in the background lets them ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    corpus = cm.Corpus(["Chad met Mali on trade and security. " * 2000] * 3000)
    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        cm.tag(corpus, threads=1)
    timer.join()
    signal.signal(signal.SIGINT, before)
    assert len(cm.tag("Chad.")) == 1


def test_repr():
    assert repr(cm.tag(["Iran faces sanctions.", None])) == (
        "<Mentions: 2 in 2 documents, 1 without text; country 1, topic 1>"
    )
    assert "<caption" in cm.tag("Iran")._repr_html_()
