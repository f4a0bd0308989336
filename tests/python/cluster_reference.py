"""What clusters hold, unit by unit, to compare bootstrap and comparison of periods with."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np
from counting_corpora import KINDS, Sample, random_sample
from counting_reference import How, Unit, Window, counted_units

import comention as cm

SIDES = (
    {"rows": "letter"},
    {"rows": "letter", "cols": "shape"},
    {"rows": ["c", "a"]},
    {"rows": ["b", "d", "a"], "cols": ["w", "x"]},
    {"rows": ["a", "b", "c"], "cols": ["c", "b", "d"]},
    {"rows": "voice", "cols": "letter"},
    {"rows": "letter", "cols": "voice"},
)
UNITS = (
    ("document", "document"),
    ("paragraph", "paragraph"),
    ("sentence", "sentence"),
    (cm.SlidingWindow(3), Window(3)),
    (cm.SlidingWindow(5, edge="pad", within="paragraph"), Window(5, "pad", "paragraph")),
)
CLUSTERS = ("document", "story", "voice", "day")


@dataclass(frozen=True)
class Setting:
    """A way to count, for the package and for the slow counter."""

    sides: dict
    unit: tuple
    universe: str = "all"
    max_tags: int | None = None

    def given(self, kind: str) -> "Setting":
        """Count a third kind too."""
        return replace(self, sides={**self.sides, "given": kind})

    def arguments(self) -> dict:
        return {**self.sides, "unit": self.unit[0], "universe": self.universe, "max_tags": self.max_tags}

    def units(self, sample: Sample, given: frozenset[str] = frozenset()) -> list[Unit]:
        rows, cols = (kind_of(self.sides.get(side), sample) for side in ("rows", "cols"))
        how = How(rows, cols, given, self.unit[1], universe=self.universe, max_tags=self.max_tags)
        documents = sample.labelled() if "voice" in self.sides.values() else sample.documents
        return counted_units(documents, how)


def sample_of(seed: int, parts: int = 4) -> Sample:
    """Put some random corpora of one to four documents together."""
    tables = [random_sample(1000 * seed + part).table for part in range(parts)]
    return Sample({name: [value for table in tables for value in table[name]] for name in tables[0]})


def random_setting(rng: np.random.Generator) -> Setting:
    sides, unit = SIDES[rng.integers(len(SIDES))], UNITS[rng.integers(len(UNITS))]
    most = None if isinstance(unit[1], Window) else (None, None, 2, 3)[rng.integers(4)]
    return Setting(sides, unit, ("all", "nonempty")[rng.integers(2)], most)


def kind_of(side, sample: Sample) -> frozenset[str] | None:
    """Give all tags of the kind; a list of tags only chooses what is shown."""
    if side is None or isinstance(side, str):
        return None if side is None else sample.kinds[side]
    return frozenset().union(*(tags for tags in KINDS.values() if tags & set(side)))


def shown_pairs(counts: cm.Cooccurrence) -> list[tuple[str, str]]:
    """List the pairs of different tags that are shown, each once."""
    if counts.rows == counts.cols:
        return list(combinations(counts.rows, 2))
    pairs = [pair for pair in product(counts.rows, counts.cols) if pair[0] != pair[1]]
    return [pair for i, pair in enumerate(pairs) if pair[::-1] not in pairs[:i]]


def cluster_of(table: dict[str, list], cluster: str) -> list[tuple[str, str]]:
    """Give the cluster of each document; one without a value is its own."""
    if cluster == "document":
        return [("document", name) for name in table["id"]]
    values = zip(table["id"], table[cluster], strict=True)
    return [("document", name) if value is None else ("value", value) for name, value in values]


Cells = tuple[int, int, int, int]
"""Units that hold both tags, the first, the second, and all."""


def cells(units: Sequence[Unit], a: str, b: str) -> Cells:
    return (
        sum({a, b} <= unit.tags for unit in units),
        sum(a in unit.tags for unit in units),
        sum(b in unit.tags for unit in units),
        len(units),
    )


def cells_by(units: Sequence[Unit], a: str, b: str, cluster: Callable[[int], Hashable]) -> dict[Hashable, Cells]:
    """Sum up by cluster of documents; clusters without a unit are not there."""
    found: dict[Hashable, Counter] = {}
    for unit in units:
        tally = found.setdefault(cluster(unit.document), Counter())
        tally.update(o={a, b} <= unit.tags, r=a in unit.tags, c=b in unit.tags, n=1)
    return {name: (tally["o"], tally["r"], tally["c"], tally["n"]) for name, tally in found.items()}


def summed(parts: Sequence[Cells]) -> Cells:
    return tuple(map(sum, zip(*parts, strict=True))) if parts else (0, 0, 0, 0)
