"""What every gate is made of: counts, measures with their thresholds, tallies of errors, and how they print."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

LONGEST = 40
MOST = 10
HEADER = ("gate", "measure", "value", "counts", "95 % interval", "threshold", "met")


@dataclass(frozen=True)
class Measure:
    """One row of the table of gates. Without a threshold it is a report; an aim is no gate."""

    gate: str
    what: str
    value: float
    counts: str
    threshold: float | None = None
    aim: float | None = None
    interval: tuple[float, float] | None = None

    @property
    def met(self) -> bool | None:
        """Tell whether the gate holds; None where there is none."""
        return None if self.threshold is None else self.value >= self.threshold

    def cells(self) -> list[str]:
        """Give the row as text."""
        limits = "" if self.interval is None else f"{self.interval[0]:.3f}–{self.interval[1]:.3f}"
        wanted = [
            f"{sign} {bound:g}" for sign, bound in (("≥", self.threshold), ("aim", self.aim)) if bound is not None
        ]
        met = {None: "", True: "yes", False: "no"}[self.met]
        return [self.gate, self.what, f"{self.value:.4f}", self.counts, limits, ", ".join(wanted), met]


@dataclass
class Sets:
    """Counts of sets of tags against gold sets: true positives, false positives, false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def add(self, gold: set[str], found: set[str]) -> None:
        """Count one document."""
        self.tp += len(gold & found)
        self.fp += len(found - gold)
        self.fn += len(gold - found)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.tp / max(2 * self.tp + self.fp + self.fn, 1)

    def measures(self, gate: str, **thresholds: float) -> list[Measure]:
        """Give precision, recall and F1."""
        values = {
            "precision": self.tp / max(self.tp + self.fp, 1),
            "recall": self.tp / max(self.tp + self.fn, 1),
            "F1": self.f1,
        }
        counts = f"tp {self.tp}, fp {self.fp}, fn {self.fn}"
        return [Measure(gate, name, value, counts, thresholds.get(name)) for name, value in values.items()]


def share(
    gate: str, what: str, hits: int, of: int, *, threshold: float | None = None, aim: float | None = None
) -> Measure:
    """Measure a share of independent cases, with Wilson's interval."""
    return Measure(gate, what, hits / max(of, 1), f"{hits} of {of}", threshold, aim, wilson(hits, of))


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Give the 95 % interval of a share after Wilson."""
    if of == 0:
        return 0.0, 1.0
    rate, squared = hits / of, z * z / of
    middle = (rate + squared / 2) / (1 + squared)
    half = z * math.sqrt(rate * (1 - rate) / of + squared / of / 4) / (1 + squared)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass
class Errors:
    """False positives and false negatives of a gate, by short names."""

    gate: str
    extra: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """Print the most frequent ones of each kind."""
        columns = [_most_frequent(counts) for counts in (self.extra, self.missed)]
        pairs = zip_longest(*columns, fillvalue=("", ""))
        heads = (f"false positives ({self.extra.total()})", "n", f"false negatives ({self.missed.total()})", "n")
        rows = [[*extra, *missed] for extra, missed in pairs]
        return [f"### Errors: {self.gate}", "", *(table(heads, rows) if rows else ["None."])]


def _most_frequent(counts: Counter[str]) -> list[tuple[str, str]]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(name, str(count)) for name, count in ranked[:MOST]]


@dataclass
class Section:
    """What one family of corpora gives: its gates, tables and errors, and how they were measured."""

    title: str
    how: str
    measures: list[Measure] = field(default_factory=list)
    tables: list[tuple[str, Sequence[str], list[list[str]]]] = field(default_factory=list)
    errors: list[Errors] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Print all but the gates, which have a table of their own."""
        out = [f"## {self.title}", "", " ".join(self.how.split())]
        for name, heads, rows in self.tables:
            out += ["", f"### {name}", "", *table(heads, rows)]
        for errors in self.errors:
            out += ["", *errors.lines()]
        return out


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Print a table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def named(code: str, surface: str = "") -> str:
    """Name an error by its code and, in one line and cut to a name's length, the surface."""
    short = " ".join(surface.split())
    return f"{code} {short[:LONGEST]}".strip()


def exact_by_class(gate: str, cases: Iterable[tuple[str, bool]]) -> tuple[str, Sequence[str], list[list[str]]]:
    """Tabulate how many sentences of each class are right."""
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for name, hit in cases:
        right[name] += hit
        of[name] += 1
    rows = [[name, f"{right[name]} of {of[name]}", f"{right[name] / of[name]:.3f}"] for name in sorted(of)]
    return f"{gate}, by class", ("class", "exact", "share"), rows
