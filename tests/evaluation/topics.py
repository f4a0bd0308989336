"""Topics against labels by librarians and by Reuters, beside a baseline that looks for a topic's label only."""

import csv
import re
from collections import defaultdict

from conftest import corpus_file

import comention as cm
from evaluation.corpora import read, sets, tag
from evaluation.reuters import tagged
from evaluation.scores import Measure, Section, Sets

HOW = """
Labels say what a document is about and stand on a crosswalk from their names to our topics; a topic is found where a
document mentions it once. So precision is low in long documents, and only the distance to the baseline tells
something: it looks for the words of the topic's label, whatever their case, each part of an enumeration for itself.
F1 is macro, over the topics that label a document here.
"""
_AND = re.compile(r",\s*|\s+and\s+|\s+or\s+")


def resolutions() -> Section:
    """Topics of resolutions of the Security Council and the General Assembly, against their subjects."""
    rows = read("unsc_en_2000_2013") + read("unga_en_s75_76")
    texts = [row["text"] for row in rows]
    crosswalk = _crosswalk("unbis_topic_crosswalk.csv", "unbis_subject")
    gold = [set().union(*(crosswalk.get(subject, set()) for subject in row["subjects"])) for row in rows]
    return _section("Topics of resolutions", texts, gold, sets(tag(texts, cm.Lexicon.builtin(kinds="topic")), "topic"))


def stories() -> Section:
    """Topics of Reuters, against those given by hand to the stories that have any."""
    rows, mentions = tagged()
    crosswalk = _crosswalk("reuters_topic_crosswalk.csv", "reuters_topic")
    chosen = [number for number, row in enumerate(rows) if row["topics"]]
    gold = [set().union(*(crosswalk.get(topic, set()) for topic in rows[number]["topics"])) for number in chosen]
    found = sets(mentions, "topic")
    texts = [mentions.corpus[number] or "" for number in chosen]
    return _section("Topics of Reuters", texts, gold, [found[number] for number in chosen])


def _crosswalk(name: str, column: str) -> dict[str, set[str]]:
    """Give our topics of each label; topics that the lexicon does not have are left out."""
    known = set(cm.Lexicon.builtin(kinds="topic").tags("topic")["tag"])
    topics = defaultdict(set)
    with corpus_file(name).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            topic = row["topic_id"].partition("(")[0]
            if topic in known:
                topics[row[column]].add(topic)
    return topics


def _baseline(topics: list[str]) -> cm.Lexicon:
    labels = cm.Lexicon.builtin(kinds="topic").tags("topic").set_index("tag")["label"]
    return cm.Lexicon.from_dict({topic: _AND.split(labels[topic]) for topic in topics}, kind="topic")


def _section(title: str, texts: list[str], gold: list[set[str]], found: list[set[str]]) -> Section:
    topics = sorted(set().union(*gold))
    plain = sets(tag(texts, _baseline(topics)), "topic")
    scores = {topic: (_of(topic, gold, found), _of(topic, gold, plain)) for topic in topics}
    rows = [
        [
            topic,
            f"{own.f1:.3f}",
            f"{own.tp} / {own.fp} / {own.fn}",
            f"{base.f1:.3f}",
            f"{base.tp} / {base.fp} / {base.fn}",
        ]
        for topic, (own, base) in scores.items()
    ]
    means = [sum(pair[side].f1 for pair in scores.values()) / len(scores) for side in (0, 1)]
    counts = f"{len(topics)} topics, {len(texts)} documents"
    measures = [
        Measure(title.lower().replace("reuters", "Reuters"), what, mean, counts)
        for what, mean in zip(("macro F1", "macro F1 of labels alone"), means, strict=True)
    ]
    heads = ("topic", "F1", "tp / fp / fn", "F1 of label", "tp / fp / fn")
    return Section(title, HOW, measures, [("By topic", heads, rows)])


def _of(topic: str, gold: list[set[str]], found: list[set[str]]) -> Sets:
    """Count one topic over all documents."""
    score = Sets()
    for wanted, got in zip(gold, found, strict=True):
        score.add(wanted & {topic}, got & {topic})
    return score
