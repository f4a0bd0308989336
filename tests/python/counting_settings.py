"""Every combination of options, for the package and for the slow counter, and how their numbers are compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import islice, product
from typing import Any

import numpy as np
import pytest
from counting_corpora import KINDS, LEXICON, Sample, random_sample
from counting_reference import Counts, Document, How, Near, Window

import comention as cm

# ── options ──────────────────────────────────────────────────────────────────────────────────────────────────────────

TEXT_UNITS = ("document", "paragraph", "sentence")
WINDOWS = tuple(product(("window",), ("valid", "pad"), TEXT_UNITS))
NEAR = tuple(product(("near",), ("token", "character"), TEXT_UNITS))
SIDES = (
    {"rows": "letter"},
    {"rows": "letter", "cols": "shape"},
    {"rows": ["c", "a"]},
    {"rows": ["b", "d", "a"], "cols": ["w", "x"]},
    {"rows": ["a", "w", "b"]},
    {"rows": "voice", "cols": "letter"},
    {"rows": "letter", "cols": "voice"},
)
ONE_MODE_WEIGHTS = (None, "pair", "strength")
TWO_MODE_WEIGHTS = (None, "row", "col", "cell")


@dataclass(frozen=True)
class Setting:
    """Options of the package, and what the slow counter calls them."""

    sides: dict[str, Any]
    unit: Any
    slow_unit: str | Window | Near
    options: dict[str, Any]

    def how(self, sample: Sample) -> How:
        rows, cols = (kind_of(self.sides.get(side), sample) for side in ("rows", "cols"))
        same = ("count", "weight", "directed", "overlapping", "universe", "max_tags")
        weights = sample.weights(self.options["duplicates"], self.options["document_weights"])
        return How(rows, cols, unit=self.slow_unit, documents=weights, **{name: self.options[name] for name in same})

    def documents(self, sample: Sample) -> list[Document]:
        return sample.labelled() if "voice" in self.sides.values() else sample.documents

    def arguments(self) -> dict[str, Any]:
        return {**self.sides, "unit": self.unit, **self.options}

    @property
    def error(self) -> float:
        """Parts of a story are whole steps of 2**-32, so they are near 1/s, not equal to it."""
        return 1e-7 if self.options["duplicates"] == "weight" else 1e-12


def kind_of(side: str | list[str] | None, sample: Sample) -> frozenset[str] | None:
    """Give all tags of the kind: a list of tags chooses only what is shown."""
    if side is None:
        return None
    if isinstance(side, str):
        return sample.kinds[side]
    return frozenset().union(*(tags for tags in KINDS.values() if tags & set(side)))


def random_unit(unit: Any, rng: np.random.Generator) -> tuple[Any, Any]:
    """Give a unit as the package and as the slow counter write it."""
    if isinstance(unit, str):
        return unit, unit
    name, how, within = unit
    if name == "window":
        size = int(rng.integers(1, 8))
        return cm.SlidingWindow(size, edge=how, within=within), Window(size, how, within)
    reach = int(rng.integers(1, 7))
    decay = ("uniform", "inverse", "linear", "own")[rng.integers(4)]
    weights = {
        "uniform": (1,) * reach,
        "inverse": tuple(Fraction(1, d) for d in range(1, reach + 1)),
        "linear": tuple(Fraction(reach - d + 1, reach) for d in range(1, reach + 1)),
        "own": tuple(Fraction(int(w), 8) for w in rng.integers(1, 30, reach)),
    }[decay]
    given = [float(w) for w in weights] if decay == "own" else decay
    return cm.Proximity(reach, decay=given, by=how, within=within), Near(weights, how, within)


def modes(two_mode: bool) -> list[dict[str, Any]]:
    """List every way of counting a unit, those that do not go together too."""
    weights = TWO_MODE_WEIGHTS if two_mode else ONE_MODE_WEIGHTS
    names = ("count", "weight", "directed", "overlapping")
    values = (("binary", "product", "min"), weights, (False, True), ("keep", "drop"))
    return [dict(zip(names, chosen, strict=True)) for chosen in product(*values)]


RESTRICTIONS = [
    dict(zip(("duplicates", "universe", "document_weights", "max_tags"), chosen, strict=True))
    for chosen in product(("all", "first", "weight"), ("all", "nonempty"), (None, "size"), (None, 2))
]


def goes_together(sides: dict[str, Any], unit: Any, options: dict[str, Any]) -> bool:
    """Tell which options can be given together."""
    near, window = ("near" in unit, "window" in unit) if isinstance(unit, tuple) else (False, False)
    plain = options["count"] == "binary" and options["weight"] is None
    if near and (not plain or options["max_tags"] or options["universe"] == "nonempty"):
        return False  # no units are counted
    if window and (not plain or options["max_tags"] or options["directed"] or options["overlapping"] == "drop"):
        return False
    if options["directed"] and not plain:
        return False
    if "voice" in sides.values() and (near or options["directed"]):
        return False  # a document's label has no place
    if options["count"] == "min" and options["overlapping"] == "drop":
        return False
    return options["count"] == "binary" or options["weight"] is None


@cache
def combinations_of(together: bool) -> list[tuple[dict[str, Any], Any, dict[str, Any]]]:
    """List all combinations of options, those that go together or the others."""
    return [
        (sides, unit, mode | restriction)
        for sides, unit in product(SIDES, (*TEXT_UNITS, *WINDOWS, *NEAR))
        for mode, restriction in product(modes("cols" in sides), RESTRICTIONS)
        if goes_together(sides, unit, mode | restriction) == together
    ]


def settings(together: bool, seed: int, most: int | None = None) -> list[Setting]:
    """Give the combinations in random order, all or the first, with units of random size."""
    rng = np.random.default_rng(seed)
    found = combinations_of(together)
    chosen = [found[place] for place in rng.permutation(len(found))[:most]]
    return [Setting(sides, *random_unit(unit, rng), options) for sides, unit, options in chosen]


# ── the same numbers ─────────────────────────────────────────────────────────────────────────────────────────────────


def joint_of(counts: cm.Cooccurrence, wanted: Counts) -> list[list[Fraction | int]]:
    return [[wanted.joint[row, col] for col in counts.cols] for row in counts.rows]


def assert_same(counts: cm.Cooccurrence, wanted: Counts, setting: Setting, sample: Sample) -> None:
    assert_equal(counts.to_scipy().toarray(), joint_of(counts, wanted), setting.error)
    assert_equal(counts.n, wanted.n, setting.error)
    for totals, tags, side in (
        (counts.row_totals, counts.rows, wanted.row_totals),
        (counts.col_totals, counts.cols, wanted.col_totals),
    ):
        assert totals.index.tolist() == tags
        assert_equal(totals.to_numpy(), [side[tag] for tag in tags], setting.error)
    assert counts.margins == setting.how(sample).margins
    shown = setting.sides["rows"]
    assert counts.rows == shown if isinstance(shown, list) else set(counts.rows) == sample.kinds[shown]


def assert_equal(found: Any, wanted: Any, error: float) -> None:
    """Compare numbers: whole ones exactly."""
    exact = np.array(wanted, dtype=object).ravel().tolist()
    given = np.asarray(found).ravel().tolist()
    assert len(given) == len(exact)
    for value, number in zip(given, exact, strict=True):
        if isinstance(number, int):
            assert value == number
        else:
            assert value == pytest.approx(float(number), rel=max(1e-12, error / 100), abs=error)


def assert_identical(one: cm.Cooccurrence, other: cm.Cooccurrence) -> None:
    """Compare to the bit."""
    assert (one.rows, one.cols, one.n, one.margins) == (other.rows, other.cols, other.n, other.margins)
    for a, b in (
        (one.to_scipy().toarray(), other.to_scipy().toarray()),
        (one.row_totals.to_numpy(), other.row_totals.to_numpy()),
        (one.col_totals.to_numpy(), other.col_totals.to_numpy()),
    ):
        assert a.dtype == b.dtype
        assert a.tobytes() == b.tobytes()


def check_sums(counts: cm.Cooccurrence, setting: Setting, rng: np.random.Generator) -> None:
    for a, b in product(counts.rows, counts.cols):
        if rng.random() < 0.1:
            shown = counts.evidence(a, b).to_pandas()["count"].sum()
            assert shown == pytest.approx(counts[a, b], rel=1e-12, abs=setting.error)


def package(sample: Sample, setting: Setting, rng: np.random.Generator, **more: Any) -> Any:
    """Count with the package, from mentions or from texts, with any number of threads."""
    source = (sample.mentions,) if rng.random() < 0.5 or more else (sample.corpus, LEXICON)
    return cm.cooccurrence(*source, **setting.arguments(), threads=int(rng.integers(1, 9)), progress=False, **more)


def drawn(settings: list[Setting], each: int, seed: int) -> Iterator[tuple[Sample, list[Setting], np.random.Generator]]:
    """Give each random corpus some settings, until all are used."""
    rng = np.random.default_rng(seed)
    left = iter(settings)
    number = 0
    while some := list(islice(left, each)):
        number += 1
        sample = random_sample(seed + number)
        while not sample.kinds["voice"]:
            number += 1
            sample = random_sample(seed + number)
        yield sample, some, rng
