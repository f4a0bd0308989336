"""Random sentences of news and speeches whose country mentions were labelled by reading them."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import pytest
from conftest import DATA, read_corpus, read_table

from evaluation.corpora import Spans, countries, read, spans, tag
from evaluation.scores import Errors, Section, named, share, wilson

HOW = """
Whole documents are tagged, since what an ambiguous form means is decided by the document, and the mentions inside the
labelled sentences are scored: right if they overlap a label with the same code. Where readers may differ, a mention is
neither right nor wrong and its absence no miss. Profile `cities` against all labels; profile `default` against names,
capitals and institutions, where a mention on another labelled place counts for nothing. Sentences with and without a
country were drawn at different rates; the counts are not weighted by them.
"""
TYPES = {"cities": "ncti", "default": "nci"}


class Label(NamedTuple):
    """A labelled mention; doubtful if readers may differ."""

    start: int
    end: int
    code: str
    type: str
    doubtful: bool


@dataclass
class Score:
    """Counts of one corpus."""

    hits: int = 0
    labels: int = 0
    right: int = 0
    mentions: int = 0
    exact: int = 0
    sentences: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))


@dataclass
class Sentence:
    """A labelled sentence, and what was found in it."""

    corpus: str
    text: str
    labels: list[Label]
    found: Spans = field(default_factory=list)


def hand_labels() -> Section:
    """Mention by mention, with intervals."""
    path = DATA / "labels" / "countries.tsv"
    if not path.exists():
        pytest.skip("needs tests/data/labels/countries.tsv")
    rows = read_table(path)
    section = Section("Hand-labelled sentences", HOW)
    texts = {"wikinews": _news(), "speeches": _speeches({row["doc"] for row in rows if row["corpus"] == "speeches"})}
    for profile in TYPES:
        _add(section, profile, _sentences(rows, texts, profile))
    return section


def _news() -> dict[str, str]:
    return {row["url"]: row["text"] for row in read("wikinews_2019_2020")}


def _speeches(ids: set[str]) -> dict[str, str]:
    return {row["id"]: row["text"] for row in read_corpus("ungdc_1946_2024", ids=ids)}


def _sentences(rows: list[dict[str, str]], texts: dict[str, dict[str, str]], profile: str) -> list[Sentence]:
    """Tag the documents and keep what lies inside the labelled sentences."""
    documents = sorted({(row["corpus"], row["doc"]) for row in rows})
    tagged = spans(tag([texts[corpus][doc] for corpus, doc in documents], countries(profile)))
    found = dict(zip(documents, tagged, strict=True))
    sentences = []
    for row in rows:
        start, end = int(row["start"]), int(row["end"])
        inside = [one for one in found[row["corpus"], row["doc"]] if start <= one[0] and one[1] <= end]
        sentences.append(Sentence(row["corpus"], texts[row["corpus"]][row["doc"]], _labels(row["mentions"]), inside))
    return sentences


def _labels(cell: str) -> list[Label]:
    """Read labels as start-end=code:type, parted by spaces; a dash is none."""
    labels = []
    for one in cell.split() if cell != "-" else []:
        place, _, rest = one.partition("=")
        code, _, kind = rest.partition(":")
        start, end = map(int, place.split("-"))
        labels.append(Label(start, end, code.removesuffix("?"), kind, code.endswith("?")))
    return labels


def _overlapping(labels: list[Label], start: int, end: int) -> list[Label]:
    return [label for label in labels if start < label.end and end > label.start]


def score(sentence: Sentence, types: str, errors: Errors) -> Score:
    """Score a sentence: labels that were found, mentions that are right, and whether all are."""
    score = Score(sentences=1)
    for label in (one for one in sentence.labels if not one.doubtful and one.type in types):
        hit = any(
            start < label.end and end > label.start and code == label.code for start, end, code, _ in sentence.found
        )
        score.labels += 1
        score.hits += hit
        if not hit:
            errors.missed[named(label.code, sentence.text[label.start : label.end])] += 1
    for start, end, code, _ in sentence.found:
        there = _overlapping(sentence.labels, start, end)
        right = any(label.code == code and not label.doubtful and label.type in types for label in there)
        beside = any(label.doubtful or (label.code == code and label.type not in types) for label in there)
        score.right += right
        score.mentions += right or not beside
        if not right and not beside:
            errors.extra[named(code, sentence.text[start:end])] += 1
    score.exact = _exact(sentence, types)
    return score


def _exact(sentence: Sentence, types: str) -> bool:
    """Tell whether the set of codes is right; those that readers may leave out are free."""
    found = {code for _, _, code, _ in sentence.found}
    certain = {one.code for one in sentence.labels if not one.doubtful and one.type in types}
    free = {one.code for one in sentence.labels if one.doubtful or one.type not in types}
    return certain <= found <= certain | free


def _add(section: Section, profile: str, sentences: list[Sentence]) -> None:
    gate = f"hand labels, {profile}"
    errors = Errors(gate)
    scores: dict[str, Score] = defaultdict(Score)
    for sentence in sentences:
        scores[sentence.corpus] += score(sentence, TYPES[profile], errors)
    total = sum(scores.values(), Score())
    section.measures += [
        share(gate, "precision", total.right, total.mentions, threshold=0.98),
        share(gate, "recall", total.hits, total.labels, threshold=0.98),
        share(gate, "exact sets", total.exact, total.sentences),
    ]
    rows = [[corpus, *_cells(score)] for corpus, score in sorted(scores.items())]
    section.tables.append((f"{gate}, by corpus", ("corpus", "precision", "recall", "exact sets"), rows))
    section.errors.append(errors)


def _cells(score: Score) -> list[str]:
    pairs = ((score.right, score.mentions), (score.hits, score.labels), (score.exact, score.sentences))
    return [
        f"{hits} of {of}: {hits / max(of, 1):.3f} ({'{:.3f}–{:.3f}'.format(*wilson(hits, of))})" for hits, of in pairs
    ]
