"""The built-in topics, sentence by sentence: ten about each topic, and a pair for each pattern that could go wrong."""

import pytest
from conftest import DATA, read_table

import comention as cm

LEXICON = cm.Lexicon.builtin(kinds=["topic"])
TABLES = {path.stem: read_table(path) for path in sorted((DATA / "topics").glob("*.tsv"))}
ROWS = [(name, row) for name, rows in TABLES.items() for row in rows]
ABOUT = [row["about"] for _, row in ROWS]
COVERED = [tag for tag in LEXICON.tags("topic")["tag"] if tag in {about.split(":")[0] for about in ABOUT}]


@pytest.mark.parametrize(
    ("text", "topics"),
    [pytest.param(row["text"], row["topics"], id=f"{name}-{i}") for i, (name, row) in enumerate(ROWS)],
)
def test_exactly_these_topics(text, topics):
    found = cm.tag(text, LEXICON).to_pandas()
    assert " ".join(sorted(set(found["tag"]))) == topics.replace("-", ""), found[["form", "surface"]].values.tolist()


def test_tables_are_well_formed():
    known = set(LEXICON.tags("topic")["tag"])
    texts = [row["text"] for _, row in ROWS]
    assert sorted(text for text in set(texts) if texts.count(text) > 1) == []
    for _, row in ROWS:
        topics = [] if row["topics"] == "-" else row["topics"].split(" ")
        assert topics == sorted(set(topics) & known), row
        topic, _, pattern = row["about"].partition(": ")
        assert topic in known, row
        assert not pattern or pattern.endswith((" must", " must not")), row
        if pattern:
            assert (topic in topics) == pattern.endswith(" must"), row


@pytest.mark.parametrize("topic", COVERED)
def test_ten_sentences_about_each_topic(topic):
    mine = [row for _, row in ROWS if row["about"] == topic]
    assert len(mine) >= 10
    assert sum(topic in row["topics"].split(" ") for row in mine) >= 6, "most are about it"
    assert sum(topic not in row["topics"].split(" ") for row in mine) >= 2, "some only look so"


@pytest.mark.parametrize("topic", COVERED)
def test_wildcards_and_acronyms_have_both_sentences(topic):
    forms = LEXICON.forms("topic").query("tag == @topic")
    risky = forms["form"].str.contains("[*?]") | (forms["case"] == "exact")
    wanted = {f"{topic}: {form} {kind}" for form in forms["form"][risky] for kind in ("must", "must not")}
    assert sorted(wanted - set(ABOUT)) == []


@pytest.mark.parametrize("topic", COVERED)
def test_pairs_are_of_patterns_that_exist(topic):
    forms = set(LEXICON.forms("topic").query("tag == @topic")["form"])
    pairs = [about.partition(": ")[2] for about in ABOUT if about.startswith(f"{topic}: ")]
    assert sorted({pair.removesuffix(" not").removesuffix(" must") for pair in pairs} - forms) == []
