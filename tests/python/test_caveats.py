"""Caveats say what is doubtful, and warnings come where tests rest on it."""

import warnings

import numpy as np
import pytest

import comention as cm
from comention.caveats import CAVEATS

pytestmark = pytest.mark.filterwarnings("error::comention.CaveatWarning")


def listed(counts: cm.Cooccurrence, **options) -> list[tuple]:
    frame = counts.caveats(**options)
    columns = (frame[name].tolist() for name in ("caveat", "row", "col", "what", "value"))
    return [tuple(None if cell != cell else cell for cell in row) for row in zip(*columns, strict=True)]


def of(counts: cm.Cooccurrence, caveat: str, **options) -> list[tuple]:
    return [row[1:] for row in listed(counts, **options) if row[0] == caveat]


def spread(texts: list[str], times: int = 12) -> cm.Corpus:
    """Repeat texts over documents of days of their own."""
    days = [f"2020-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    return cm.Corpus({"text": texts * times, "day": days[: len(texts) * times]}, text="text", date="day")


ENOUGH = "Peru, Chile, Chad, Mali, Togo, Fiji, Cuba and Laos are lands."
LANDS = ["Peru", "Chile", "Chad", "Mali", "Togo", "Fiji", "Cuba", "Laos", "Iran", "Iraq"]
SINGLE = [f"{name} is far." for name in LANDS]


def test_nothing_to_say():
    corpus = spread([*SINGLE, "Iran met Iraq.", "Iran met Peru.", "Iraq met Peru.", "It rained."])
    assert listed(cm.cooccurrence(corpus, rows="country", unit="document")) == []


def test_units_of_unequal_length():
    counts = cm.cooccurrence(spread([*SINGLE, ENOUGH, *["It rained."] * 9]), rows="country", unit="document")
    (found,) = of(counts, "long units hold many tags")
    assert found[:3] == (None, None, None)
    assert found[3] == pytest.approx(counts.length_factor)
    assert counts.length_factor > 1.2


def test_few_documents_and_few_tags():
    counts = cm.cooccurrence(["Iran met Iraq."] * 9 + [None], rows="country", unit="document")
    assert of(counts, "few documents") == [(None, None, None, 9.0)]
    assert of(counts, "few tags") == [(None, None, None, 2.0)]
    assert of(counts, "few documents hold the pair") == [("IQ", "IR", None, 9.0)]


def test_a_pair_of_one_document_and_one_day():
    texts = [*SINGLE * 2, "Iran met Iraq. Iran left Iraq. Iraq and Iran. Iran met Peru."]
    counts = cm.cooccurrence(spread(texts, 1), rows="country")
    assert of(counts, "one document") == [("IQ", "IR", 20, 1.0)]
    assert of(counts, "one day") == [("IQ", "IR", "2020-01-21", 1.0)]
    assert of(counts, "few documents hold the pair") == [("IQ", "IR", None, 1.0)]
    assert of(counts, "few documents hold the pair", labels="name")[0][:2] == ("Iraq", "Iran")


def test_a_pair_of_one_outlet():
    corpus = cm.Corpus({"text": ["Iran met Iraq."] * 12, "outlet": ["A"] * 9 + ["B"] * 3}, text="text", meta=["outlet"])
    counts = cm.cooccurrence(corpus, rows="country", unit="document")
    assert of(counts, "one value", by="outlet") == [("IQ", "IR", "A", 0.75)]
    assert of(counts, "one value") == []
    with pytest.raises(ValueError, match="unknown column 'outlt'"):
        counts.caveats(by="outlt")


def test_little_is_expected():
    texts = [*["It rained."] * 20, *[f"{name} is far." for name in ("Peru", "Chile", "Chad", "Mali") for _ in range(5)]]
    counts = cm.cooccurrence(spread([*texts * 3, *["Iran met Iraq."] * 4, "Iran met Peru."], 1), rows="country")
    expected = counts.measure("expected", expected="unit_size").to_pandas().loc["IQ", "IR"]
    assert expected < 1
    assert of(counts, "little expected") == [("IQ", "IR", None, pytest.approx(expected))]


def test_a_form_that_is_commoner_here_than_elsewhere():
    texts = ["Moscow met Iran."] * 4 + ["Russia is far."] * 6 + ["Russians came.", "Iran."]
    counts = cm.cooccurrence(spread(texts, 10), rows=["RU"], cols=["IR"], unit="document")
    assert of(counts, "one form") == [("RU", "IR", "Moscow", pytest.approx(1 - 4 / 11))]


def test_words_that_stand_for_both():
    lexicon = cm.Lexicon.builtin(kinds=["country"]).add(
        cm.Lexicon.from_dict({"war": ["Ukraine war", "war"]}, kind="theme")
    )
    counts = cm.cooccurrence(
        cm.tag(spread(["The Ukraine war goes on."] * 3 + ["Ukraine has war."]), lexicon), rows="country", cols="theme"
    )
    assert of(counts, "shared words") == [("UA", "war", None, 0.75)]


def test_only_the_first_pairs_are_looked_at():
    corpus = spread(["Iran met Iraq.", "Peru met Chile.", "Chad met Mali."], 3)
    counts = cm.cooccurrence(corpus, rows="country", unit="document")
    assert len(of(counts, "few documents hold the pair")) == 3
    assert len(of(counts, "few documents hold the pair", top=2)) == 2
    assert of(counts, "few documents hold the pair", top=0) == []
    assert of(counts, "few documents hold the pair", min_joint=4) == []


def test_totals_alone_tell_what_they_can():
    counts = cm.cooccurrence(["Iran met Iraq."] * 4, rows="country", unit="document", keep="counts")
    assert [row[0] for row in listed(counts)] == ["few tags", "few documents hold the pair"]


def test_every_caveat_says_what_to_do():
    counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic")
    frame = counts.caveats()
    assert set(frame["caveat"]) <= set(CAVEATS)
    for name, value, limit, advice in frame[["caveat", "value", "limit", "advice"]].itertuples(index=False):
        assert (limit, advice) == (CAVEATS[name].limit, CAVEATS[name].advice)
        assert value < limit if CAVEATS[name].below else value > limit


def test_periods_with_little_text():
    years = ["2020"] * 9 + ["2021"] * 9 + ["2022"] * 2 + ["2024"] * 10
    corpus = cm.Corpus({"text": ["Chad."] * 30, "year": years}, text="text", date="year")
    frame = cm.cooccurrence(corpus, rows="country", by="year").caveats()
    assert frame["period"].tolist() == ["2022", "2023"]
    assert frame["value"].tolist() == pytest.approx([2 / 9, 0])
    empty = cm.Corpus({"text": [None], "year": ["2020"]}, text="text", date="year")
    assert len(cm.cooccurrence(empty, rows="country", by="year").caveats()) == 0


def random_texts(documents: int, seed: int = 1) -> list[str]:
    rng = np.random.default_rng(seed)
    met = [[" and ".join(rng.choice(LANDS, 2, replace=False)) for _ in range(6)] for _ in range(documents)]
    return [" ".join(f"{two} met." for two in document) for document in met]


def test_no_warning_where_enough_is_known():
    counts = cm.cooccurrence(random_texts(30), rows="country")
    counts.pairs()
    counts.significance(alternative="two-sided")
    counts.bootstrap(50)


@pytest.mark.parametrize("call", ["pairs", "significance", "bootstrap"])
def test_few_clusters_are_warned_of(call):
    counts = cm.cooccurrence(random_texts(9), rows="country")
    with pytest.warns(cm.CaveatWarning, match=r"need care: few clusters \(9: documents"):
        getattr(counts, call)()


def test_few_tags_are_warned_of():
    counts = cm.cooccurrence(["Iran met Iraq.", "Iran met Peru."] * 20, rows="country")
    with pytest.warns(cm.CaveatWarning, match=r"need care: few tags \(3: tags of a kind"):
        counts.pairs()


def test_independence_is_warned_of_where_units_differ():
    texts = spread([*SINGLE, ENOUGH, *["It rained."] * 9])
    counts = cm.cooccurrence(texts, rows="country", unit="document")
    with pytest.warns(cm.CaveatWarning, match=r"long units hold many tags \(\d\.\d+: the length factor"):
        counts.significance(null="independence")
    counts.significance()
    counts.measure("lift")


@pytest.mark.parametrize("alternative", ["greater", "two-sided"])
def test_significance_warns_of_few_documents_too(alternative):
    texts = random_texts(40) + ["It rained."] * 100
    texts += ["Oman met Nepal. It rained. Oman left Nepal. Oman and Nepal again."] * 8
    counts = cm.cooccurrence(texts, rows="country")
    with pytest.warns(cm.CaveatWarning, match=r"1 of the 1 pairs with q < .05 are held by fewer than 10 clusters"):
        counts.significance(alternative=alternative)
    counts.significance(alternative="less")


def test_significant_pairs_of_few_documents_are_warned_of():
    texts = random_texts(40) + ["It rained."] * 100
    texts += ["Oman met Nepal. It rained. Oman left Nepal. Oman and Nepal again."] * 8
    counts = cm.cooccurrence(texts, rows="country")
    with pytest.warns(cm.CaveatWarning, match=r"\d of the \d+ pairs with q < .05 are held by fewer than 10 clusters"):
        pairs = counts.pairs()
    found = pairs[(pairs["row"] == "NP") & (pairs["col"] == "OM")].iloc[0]
    assert found["q"] < 0.05
    assert found["documents"] == 8


@pytest.mark.parametrize("call", ["pairs", "significance", "bootstrap", "backbone"])
def test_warnings_point_at_the_call(call):
    counts = cm.cooccurrence(random_texts(5), rows="country")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        getattr(counts, call)()
    assert {warning.filename for warning in caught} == {__file__}


def test_slices_of_nothing_are_not_warned_of():
    corpus = cm.Corpus({"text": random_texts(20), "year": ["2020"] * 20}, text="text", date="year")
    trend = cm.cooccurrence(corpus, rows="country", by=["2019", "2020", "2021"])
    assert set(trend.pairs(min_total=0, min_joint=0)["period"]) == {"2020 to 2021"}


@pytest.mark.parametrize("options", [{"count": "product", "unit": "document"}, {"unit": cm.Proximity(40)}])
def test_mentions_that_repeat_in_a_document_are_warned_of(options):
    """Countries and topics are drawn apart, but each document repeats its own: their pairs are found much too often."""
    rng = np.random.default_rng(1)
    words = [["caa", "cbb", "ccc", "cdd", "cee", "cff"], ["taa", "tbb", "tcc", "tdd", "tee"]]
    lexicon = cm.Lexicon.from_dict({word: [word] for word in words[0]}, kind="country")
    lexicon = lexicon.add(cm.Lexicon.from_dict({word: [word] for word in words[1]}, kind="topic"))
    texts = []
    for _ in range(100):
        own = [rng.dirichlet(np.full(len(kind), 0.5)) for kind in words]
        texts.append(
            " ".join(str(rng.choice(kind, p=p)) for _ in range(12) for kind, p in zip(words, own, strict=True))
        )
    counts = cm.cooccurrence(texts, lexicon, rows="country", cols="topic", **options)
    a_document = counts.to_scipy().sum() / counts._documents.sum()
    with pytest.warns(cm.CaveatWarning, match=rf"many counts a document \({a_document:.3g}: how much a document adds"):
        frame = counts.pairs(cluster=None)
    assert (frame["q"] < 0.05).sum() > 5
    by_document = counts.pairs()
    assert set(by_document["cluster"]) == {"document"}
    assert (by_document["p"] < 0.05).mean() < 0.1
    assert (by_document["q"] < 0.05).sum() == 0
    assert of(counts, "many counts a document") == [(None, None, None, pytest.approx(a_document))]
    few = cm.cooccurrence(["Iran met Iraq."] * 20, rows="country", count="product", unit="document")
    assert of(few, "many counts a document") == []
    few.pairs()
