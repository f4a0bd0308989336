"""Sentences of the classes of the rules, and the article annotated mention by mention."""

import json
from collections import Counter

import pytest
from conftest import DATA, read_table, shared_file, unescape

from evaluation.corpora import countries, labels, sets, surfaces, tag
from evaluation.scores import Errors, Measure, Section, Sets, exact_by_class, named, share

Case = tuple[str, set[str], str]


def score(gate: str, cases: list[Case], **bounds: float) -> Section:
    """Compare the exact sets of codes of sentences, each a document of its own."""
    mentions = tag([text for text, _, _ in cases], countries("cities"))
    written = surfaces(mentions.to_pandas())
    errors = Errors(gate)
    hits = []
    for doc, (found, (_, gold, name)) in enumerate(zip(sets(mentions), cases, strict=True)):
        hits.append((name, found == gold))
        errors.extra.update(named(code, written[doc, code]) for code in found - gold)
        errors.missed.update(f"{code} {labels()[code]} ({name})" for code in gold - found)
    row = share(gate, "exact sets", sum(hit for _, hit in hits), len(hits), **bounds)
    return Section(gate, "", [row], [exact_by_class(gate, hits)], [errors])


def codes(cell: str) -> set[str]:
    """Read codes parted by spaces; a dash is none."""
    return set(cell.split()) - {"-"}


def hard_cases() -> Section:
    """Sentences that come with the design, of thirty classes."""
    lines = shared_file("gold", "hardcases_dev.tsv").read_text(encoding="utf-8").splitlines()
    fields = [line.split("\t") for line in lines if line and not line.startswith("#")]
    section = score("hard cases", [(unescape(text), codes(cell), name) for text, cell, name in fields], threshold=0.97)
    section.title = "Hard cases"
    section.how = "Exact sets of country codes a sentence, profile `cities`. For a false negative the class is named."
    return section


def own_sentences() -> Section:
    """Our sentences of the same classes: those that rules were written with, and those held out."""
    tables = sorted((DATA / "tagging").glob("*.tsv"))
    if not tables:
        pytest.skip("needs the tables of tests/data/tagging")
    rows = [(path.stem, row) for path in tables for row in read_table(path)]
    section = Section("Own sentences", "As the hard cases. The sets called held were not read when rules were written.")
    for name, what in (("dev", "developed with"), ("held", "held out")):
        cases = [
            (unescape(row["text"]), codes(row["countries"]), stem) for stem, row in rows if row["set"].startswith(name)
        ]
        part = score(f"own sentences, {what}", cases, threshold=0.9, aim=0.95)
        section.measures += part.measures
        section.tables += part.tables
        section.errors += part.errors
    return section


def own_paragraphs() -> Section:
    """Our paragraphs in the manner of agencies and diplomats."""
    rows = read_table(DATA / "evaluation" / "paragraphs.tsv")
    section = Section("Own paragraphs", "Sets of country codes a paragraph, profile `cities`; the events are invented.")
    mentions = tag([unescape(row["text"]) for row in rows], countries("cities"))
    written = surfaces(mentions.to_pandas())
    total, errors, exact = Sets(), Errors("own paragraphs"), 0
    for doc, (row, found) in enumerate(zip(rows, sets(mentions), strict=True)):
        gold = codes(row["countries"])
        total.add(gold, found)
        exact += gold == found
        errors.extra.update(named(code, written[doc, code]) for code in found - gold)
        errors.missed.update(named(code, labels()[code]) for code in gold - found)
    section.measures = [*total.measures("own paragraphs"), share("own paragraphs", "exact sets", exact, len(rows))]
    section.errors = [errors]
    return section


def seed() -> Section:
    """The article whose every mention was annotated."""
    gold = json.loads(shared_file("gold", "seed_gold.json").read_text(encoding="utf-8"))
    text = shared_file("gold", gold["document"]).read_text(encoding="utf-8")
    section = Section("Seed article", "Every mention with its span and code, and no other. Recall and false positives.")
    for profile in ("default", "cities"):
        measures, errors = _seed_in(profile, text, gold)
        section.measures += measures
        section.errors.append(errors)
    return section


def _seed_in(profile: str, text: str, gold: dict) -> tuple[list[Measure], Errors]:
    gate = f"seed article, {profile}"
    wanted = [m for m in gold["mentions"] if profile == "cities" or m["profile"] == "default"]
    names = {(m["start"], m["end"], m["iso2"]): named(m["iso2"], m["surface"]) for m in wanted}
    frame = tag([text], countries(profile)).to_pandas()
    found = {
        (start, end, code): named(code, surface)
        for start, end, code, surface in frame[["start", "end", "tag", "surface"]].itertuples(index=False)
    }
    extra, missed = (Counter(a[key] for key in a.keys() - b.keys()) for a, b in ((found, names), (names, found)))
    right = len(found) - extra.total()
    rows = [
        share(gate, "mentions found", right, len(names), threshold=1.0),
        share(gate, "mentions right", right, len(found), threshold=1.0),
    ]
    return rows, Errors(gate, extra, missed)
