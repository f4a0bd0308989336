"""Reports: what they say is how counts were made and tested."""

import re

import pytest

import comention as cm
from comention.association import MEASURES
from comention.nulls.judge import NULLS
from comention.report import references


@pytest.fixture(scope="module")
def mentions() -> cm.Mentions:
    return cm.tag(cm.datasets.briefs(), progress=False)


def test_every_source_has_a_reference():
    sources = {measure.source for measure in MEASURES.values()} - {"", "delta method"}
    assert sources - set(references()) == set()


def test_references_begin_as_they_are_cited():
    for source, reference in references().items():
        name, year = re.fullmatch(r"(.*?) \((\d{4})\)", source).groups()
        assert f"({year})." in reference
        last = re.split(r",| and | et al", name)[0]
        assert reference.startswith(last), source


def test_a_report_says_what_the_frame_says(mentions):
    counts = cm.cooccurrence(mentions, rows="country", cols="topic")
    for null in ("unit_size", "independence"):
        for cluster in ("document", None):
            for adjust in ("bh", "holm"):
                frame = counts.significance(null=null, cluster=cluster, adjust=adjust, min_total=7)
                text = counts.report(null=null, cluster=cluster, adjust=adjust, min_total=7).text
                assert f"all {frame['family'][0]:,} pairs of tags with at least 7 sentences each" in text
                assert ("no document counts more than" in text) == (cluster is not None)
                assert ("Holm (1979)" in text) == (adjust == "holm")
                assert ("conditional Bernoulli" in text) == (null == "unit_size")


def test_n_documents_length_factor_and_versions(mentions):
    counts = cm.cooccurrence(mentions, rows="country", cols="topic")
    text = counts.report(measures=["npmi", "jaccard"]).text
    assert f"{len(mentions.corpus)} documents; n = {counts.n:,} sentences" in text
    assert f"{counts.length_factor:.3g} times those of independent tags" in text
    assert f"comention {cm.__version__}" in text
    assert "npmi (Bouma 2009), jaccard (Jaccard 1912)" in text
    assert mentions.lexicon._fingerprint[:12] in text


def test_references_are_those_of_what_was_used(mentions):
    counts = cm.cooccurrence(mentions, rows="country", cols="topic")
    report = counts.report(measures="npmi", adjust="by")
    names = [reference.partition(",")[0] for reference in report.references]
    assert names == ["Benjamini", "Bouma", "Brown", "Chen"]
    assert "Yekutieli" in report.references[0]
    assert str(report).startswith(report.text)
    assert report._repr_markdown_().count("\n- ") == 4


@pytest.mark.parametrize("null", NULLS)
def test_every_null_is_described(null):
    table = {"text": ["Iran met Iraq. Oman.", "Iran met Oman."] * 6, "who": list("abcdef" * 2)}
    corpus = cm.Corpus(table, text="text", meta=["who"])
    how = {"rows": "country"}
    if null == "permutation":
        how = {"rows": "who", "cols": "country"}
    if null == "pairs":
        how["count"] = "product"
    options = {"samples": 70, "seed": 3} if null in ("fixed_degree", "permutation") else {}
    text = cm.cooccurrence(corpus, **how).report(null=null, **options).text
    assert ("seed 3" in text) == bool(options)
    assert ("70" in text) == bool(options)
    assert "{" not in text


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"unit": cm.SlidingWindow(30)}, "stretches of 30 tokens in a document"),
        ({"unit": cm.Proximity(10)}, "at most 10 tokens apart in a document"),
        ({"weight": "strength"}, "shares 1 among its partners (Newman 2001)"),
        ({"count": "min"}, "lesser number of mentions"),
        ({"directed": True}, "begins before one of the column's"),
        ({"overlapping": "drop"}, "share characters do not count"),
        ({"universe": "nonempty"}, "left out of n"),
        ({"max_tags": 2}, "with more than 2 tags of a kind were left out"),
    ],
)
def test_ways_of_counting_are_told(mentions, how, said):
    report = cm.cooccurrence(mentions, rows="country", **how).report()
    assert said in report.text
    if isinstance(how.get("unit"), cm.SlidingWindow) or how.get("weight"):
        assert "No p-values are given." in report.text


def test_filters_and_given_tags_are_told(mentions):
    kept = mentions.drop(type="dateline")
    assert "of which these count: drop(type='dateline')" in cm.cooccurrence(kept, rows="country").report().text
    dyads = cm.cooccurrence(mentions, rows="country", given=["sanctions"])
    assert "of which all mention Sanctions" in dyads["sanctions"].report().text


def test_refusals(mentions):
    counts = cm.cooccurrence(mentions, rows="country")
    with pytest.raises(ValueError, match="unknown measure"):
        counts.report(measures=["nmpi"])
    with pytest.raises(ValueError, match="unknown adjust"):
        counts.report(adjust="fdr")
    with pytest.raises(ValueError, match="unknown null"):
        counts.report(null="chance")


def test_pairs_of_mentions_are_said_to_be_judged_by_documents():
    counts = cm.cooccurrence(
        ["Iran met Iraq, Iran left."] * 6 + ["Peru."], rows="country", count="product", unit="document"
    )
    said = str(counts.report())
    assert "The numbers tested are those of documents that hold the pair" in said
    assert "negative binomial" not in said
    assert "widened by the count a document" in said
    assert "Counts are taken as Poisson." in str(counts.report(cluster=None))
