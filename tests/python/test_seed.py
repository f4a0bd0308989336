"""One article annotated by hand, mention by mention, with every matrix worked out."""

import pytest

import comention as cm

TYPES = {"demonym_adj": "adjective", "official_name": "official", "dateline_capital": "dateline"}
PROFILES = ["default", "cities"]


@pytest.fixture(scope="module", params=PROFILES)
def profile(request):
    return request.param


@pytest.fixture(scope="module")
def mentions(seed_text, profile):
    return cm.tag(seed_text, cm.Lexicon.builtin(profile=profile))


def cells(counts, *, symmetric):
    frame = counts.to_pandas()
    found = {}
    for row in frame.index:
        for col in frame.columns[frame.loc[row] > 0]:
            key = sorted([row, col]) if symmetric else [row, col]
            found["|".join(key)] = int(frame.loc[row, col])
    return found


def test_units(seed_text, seed_gold):
    assert cm.text.unit_spans(seed_text).tolist() == [[s["start"], s["end"]] for s in seed_gold["sentences"]]
    assert len(cm.text.unit_spans(seed_text, "paragraph")) == 16


def test_every_mention_and_no_other(mentions, seed_gold, profile, seed_text):
    wanted = [m for m in seed_gold["mentions"] if profile == "cities" or m["profile"] == "default"]
    frame = mentions.to_pandas().query("kind == 'country'")
    got = frame[["start", "end", "tag", "type", "surface"]].values.tolist()
    assert got == [[m["start"], m["end"], m["iso2"], TYPES.get(m["type"], m["type"]), m["surface"]] for m in wanted]
    assert len(got) == seed_gold["expected"][profile]["n_mentions"]
    assert (frame["sentence"] + 1).tolist() == [m["sentence"] for m in wanted]
    assert (frame["paragraph"] + 1).tolist() == [m["paragraph"] for m in wanted]
    assert all(seed_text[start:end] == surface for start, end, _, _, surface in got)


def test_topics_of_each_sentence(mentions, seed_gold):
    frame = mentions.to_pandas().query("kind == 'topic'")
    for sentence in seed_gold["sentences"]:
        found = set(frame[frame["sentence"] == sentence["n"] - 1]["tag"])
        assert sorted(found) == sentence["topics"], sentence["text"]


def test_topic_mentions(mentions, seed_gold, profile):
    frame = mentions.to_pandas().query("kind == 'topic'")
    assert frame["tag"].value_counts().to_dict() == seed_gold["expected"][profile]["topic_mention_counts"]


@pytest.mark.parametrize(
    ("name", "rows", "cols", "unit"),
    [
        ("sentence_country_country", "country", None, "sentence"),
        ("paragraph_country_country", "country", None, "paragraph"),
        ("sentence_country_topic", "country", "topic", "sentence"),
        ("paragraph_country_topic", "country", "topic", "paragraph"),
        ("sentence_topic_topic", "topic", None, "sentence"),
    ],
)
def test_matrices(mentions, seed_gold, profile, name, rows, cols, unit):
    counts = cm.cooccurrence(mentions, rows=rows, cols=cols, unit=unit)
    assert cells(counts, symmetric=cols is None) == seed_gold["expected"][profile][name]
    assert counts.n == {"sentence": 24, "paragraph": 16}[unit]


def test_document_matrices(mentions, seed_gold, profile):
    expected = seed_gold["expected"][profile]
    countries = cm.cooccurrence(mentions, rows="country", unit="document")
    names = expected["document_country_country_binary"]["countries"]
    pairs = {f"{a}|{b}": 1 for i, a in enumerate(names) for b in names[i + 1 :]}
    assert cells(countries, symmetric=True) == pairs
    topics = cm.cooccurrence(mentions, rows="country", cols="topic", unit="document")
    wanted = expected["document_country_topic_binary"]
    assert cells(topics, symmetric=False) == {f"{c}|{t}": 1 for c in wanted["countries"] for t in wanted["topics"]}
    assert topics.n == 1


def test_totals(mentions, seed_gold, profile):
    counts = cm.cooccurrence(mentions, rows="country", cols="topic", unit="sentence")
    expected = seed_gold["expected"][profile]
    assert counts.row_totals[counts.row_totals > 0].to_dict() == expected["sentence_frequency"]
    assert counts.col_totals[counts.col_totals > 0].to_dict() == expected["topic_sentence_frequency"]
