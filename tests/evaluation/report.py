"""The report: one table of all gates, then a section a family."""

import functools
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import DATA

from evaluation import actors, hand_labels, resolutions, reuters, sentences, topics, toponyms
from evaluation.scores import HEADER, Section, table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "evaluation.md"
NOTE = DATA / "evaluation" / "note.md"
HOW = """\
Written by `make evaluate`. Intervals are Wilson's, for independent cases. Rows without a threshold are reports; an aim
is no gate. Errors are counted by code and name, the ten most frequent of each kind."""
FAMILIES: dict[str, Callable[[], Section]] = {
    "hard_cases": sentences.hard_cases,
    "own_sentences": sentences.own_sentences,
    "own_paragraphs": sentences.own_paragraphs,
    "seed": sentences.seed,
    "hand_labels": hand_labels.hand_labels,
    "reuters": reuters.places,
    "geowebnews": toponyms.geowebnews,
    "geovirus": toponyms.geovirus,
    "plover": actors.plover,
    "re3d": actors.re3d,
    "security_council": resolutions.headings,
    "topics_of_resolutions": topics.resolutions,
    "topics_of_reuters": topics.stories,
}


@functools.cache
def measured(family: str) -> Section:
    """Measure a family once; skip, as a test does, where its corpus is not there."""
    return FAMILIES[family]()


def measure_all() -> tuple[list[Section], list[str]]:
    """Measure what can be measured here, and say what the rest needs."""
    sections, missing = [], []
    for family in FAMILIES:
        try:
            sections.append(measured(family))
        except pytest.skip.Exception as reason:
            missing.append(f"{family} {reason}")
    return sections, missing


def held(page: str) -> set[tuple[str, str]]:
    """Read from the page which gates are recorded as met: gate and measure."""
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.endswith("| yes |")]
    return {(row[0], row[1]) for row in rows}


def gates(sections: list[Section]) -> list[str]:
    """Print the one table of gates."""
    return table(HEADER, [measure.cells() for section in sections for measure in section.measures])


def page(sections: list[Section], missing: list[str]) -> str:
    """Print the whole report."""
    note = [NOTE.read_text(encoding="utf-8").strip(), ""] if NOTE.exists() else []
    lost = [f"Not measured: {'; '.join(missing)}.", ""] if missing else []
    parts = [["# Evaluation", "", HOW, ""], note, lost, gates(sections)]
    for section in sections:
        parts.append(["", *section.lines()])
    return "\n".join(line for part in parts for line in part) + "\n"
