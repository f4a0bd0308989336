"""Every number opens: a count is the number of units behind it, and their mentions stand where they say."""

import numpy as np
import pytest

import comention as cm

UNITS = ["sentence", "paragraph", "document"]
KINDS = [("country", "topic"), ("country", None), ("topic", None)]


def check_every_cell(corpus, mentions, rows, cols, unit):
    counts = cm.cooccurrence(mentions, rows=rows, cols=cols, unit=unit)
    spans = {d: cm.text.unit_spans(corpus[d] or "", unit).tolist() for d in range(len(corpus))}
    surfaces = surfaces_of(mentions)
    found = counts.to_scipy().tocoo()
    assert found.nnz > 0
    for row, col, count in zip(*found.coords, found.data, strict=True):
        tags = counts.rows[row], counts.cols[col]
        evidence = counts.evidence(*tags)
        assert len(evidence) == count == counts[tags]
        units = set()
        for doc, position, *ends in zip(*(evidence._found[k].tolist() for k in PARTS), strict=True):
            begin, end = spans[doc][position]
            units.add((doc, position))
            for tag, start, stop in zip(tags, ends[::2], ends[1::2], strict=True):
                assert begin <= start < stop <= end
                assert corpus[doc][start:stop] == surfaces[doc, start, stop, tag]
        assert len(units) == count


PARTS = ["doc", "unit", "row_start", "row_end", "col_start", "col_end"]


def surfaces_of(mentions):
    frame = mentions.to_pandas()
    keys = zip(frame["doc"], frame["start"], frame["end"], frame["tag"], strict=True)
    return dict(zip(keys, frame["surface"], strict=True))


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(("rows", "cols"), KINDS)
def test_seed_article(seed_text, rows, cols, unit):
    corpus = cm.Corpus([seed_text])
    check_every_cell(corpus, cm.tag(corpus), rows, cols, unit)


@pytest.fixture(scope="module")
def tagged_speeches(speeches):
    corpus = cm.Corpus([speech["text"] for speech in speeches])
    return corpus, cm.tag(corpus)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(("rows", "cols"), KINDS)
def test_speeches(tagged_speeches, rows, cols, unit):
    check_every_cell(*tagged_speeches, rows, cols, unit)


def test_briefs_need_nothing_else():
    corpus = cm.datasets.briefs()
    check_every_cell(corpus, cm.tag(corpus), "country", "topic", "sentence")


def test_surface_of_every_mention(tagged_speeches):
    _, mentions = tagged_speeches
    frame = mentions.to_pandas()
    assert len(frame) > 10_000
    assert (frame["surface"].str.len() == frame["end"] - frame["start"]).all()
    assert (np.diff(frame["doc"]) >= 0).all()


def test_frame_of_a_sentence():
    corpus = cm.Corpus({"t": ["Peru. Then Iran met Iraq."], "id": ["x"], "day": ["2020"], "outlet": ["AP"]}, text="t",
                       id="id", date="day", meta=["outlet"])  # fmt: skip
    row = cm.cooccurrence(corpus, rows="country").evidence("IR", "IQ").to_pandas().iloc[0].to_dict()
    assert row == {
        "doc": 0, "id": "x", "date": "2020", "outlet": "AP", "unit": 1, "row_start": 11, "row_end": 15,
        "row_form": "Iran", "col_start": 20, "col_end": 24, "col_form": "Iraq", "count": 1,
        "text": "Then Iran met Iraq.", "text_start": 6,
    }  # fmt: skip


def test_document_evidence_shows_the_sentences_of_the_two_mentions():
    text = "Iran spoke. Nobody else did. Iraq left."
    frame = cm.cooccurrence(text, rows="country", unit="document").evidence("IR", "IQ").to_pandas()
    assert frame.loc[0, "text"] == "Iran spoke. … Iraq left."
    assert text[frame.loc[0, "col_start"] : frame.loc[0, "col_end"]] == "Iraq"


def test_limit_and_text():
    counts = cm.cooccurrence(["Iran met Iraq."] * 15, rows="country")
    assert len(counts.evidence("IR", "IQ", n=4)) == 4
    assert repr(counts.evidence("IR", "IQ", n=1)) == "1 of 15 sentences with Iran and Iraq\n[0] «Iran» met «Iraq»."
    assert repr(counts.evidence("IR", "IQ")).endswith("… and 5 more")
    assert len(counts.evidence("IR", "PE")) == 0


def test_html_shows_markup_as_text():
    counts = cm.cooccurrence("<script>alert(1)</script> Iran & Iraq.", rows="country")
    html = counts.evidence("IR", "IQ")._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert html.count("<mark") == 2
