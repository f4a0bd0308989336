"""The ways of counting: which there are, which go together, and what each makes of a unit."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._checks import one_of, unknown, whole_number
from comention.units import Proximity, SlidingWindow, UnitChoice, as_unit, container
from comention.weights import DUPLICATES, Weights

COUNTS = ("binary", "product", "min")
ONE_MODE_WEIGHTS = ("pair", "strength")
TWO_MODE_WEIGHTS = ("row", "col", "cell")
WEIGHTS = (*TWO_MODE_WEIGHTS, *ONE_MODE_WEIGHTS)
OVERLAPPING = ("keep", "drop")
UNIVERSES = ("all", "nonempty")
KEEP = ("incidence", "counts")


@dataclass(frozen=True)
class Options:
    """How pairs are counted. Checked when made."""

    unit: UnitChoice = "sentence"
    count: str = "binary"
    weight: str | None = None
    directed: bool = False
    overlapping: str = "keep"
    duplicates: str = "all"
    universe: str = "all"
    document_weights: str | None = None
    max_tags: int | None = None
    drop_same: bool = False

    def __post_init__(self) -> None:
        as_unit(self.unit)
        one_of("count", self.count, COUNTS)
        if self.weight is not None:
            one_of("weight", self.weight, WEIGHTS)
        one_of("overlapping", self.overlapping, OVERLAPPING)
        one_of("duplicates", self.duplicates, DUPLICATES)
        one_of("universe", self.universe, UNIVERSES)
        for name in ("directed", "drop_same"):
            if not isinstance(getattr(self, name), bool):
                raise TypeError(f"{name}= is True or False. Given {getattr(self, name)!r}")
        if self.max_tags is not None:
            whole_number("max_tags", self.max_tags, 1)
        for one, other in self._conflicts():
            raise ValueError(f"{one} and {other} do not go together")

    def _conflicts(self) -> list[tuple[str, str]]:
        """List the options that were given and do not go together."""
        unit = "unit=" + type(self.unit).__name__
        plain = isinstance(self.unit, str)
        near = isinstance(self.unit, Proximity)
        pairs = {
            (unit, f"count={self.count!r}"): not plain and self.count != "binary",
            (unit, f"weight={self.weight!r}"): not plain and self.weight is not None,
            (unit, "max_tags="): not plain and self.max_tags is not None,
            (unit, "directed=True"): not plain and not near and self.directed,
            (unit, "overlapping='drop'"): not plain and not near and self.overlapping == "drop",
            (unit, "universe='nonempty'"): near and self.universe == "nonempty",
            (f"count={self.count!r}", f"weight={self.weight!r}"): self.count != "binary" and self.weight is not None,
            (f"count={self.count!r}", "directed=True"): self.count != "binary" and self.directed,
            (f"weight={self.weight!r}", "directed=True"): self.weight is not None and self.directed,
            ("count='min'", "overlapping='drop'"): self.count == "min" and self.overlapping == "drop",
        }
        return [pair for pair, given in pairs.items() if given]

    @property
    def margins(self) -> str:
        """Say what totals are: ``units`` that hold a tag, or sums over its ``pairs``."""
        plain = self.count == "binary" and self.weight is None and not self.directed
        return "units" if plain and not isinstance(self.unit, Proximity) else "pairs"

    @property
    def fractional(self) -> bool:
        """Tell whether counts may be no whole numbers."""
        decays = isinstance(self.unit, Proximity) and self.unit.decay != "uniform"
        weighted = self.document_weights is not None or self.duplicates == "weight"
        return self.weight is not None or decays or weighted

    @property
    def overlap(self) -> bool:
        """Tell whether units overlap, so that they are no independent observations."""
        return isinstance(self.unit, SlidingWindow)

    @property
    def every_mention(self) -> bool:
        """Tell whether counting needs more than the first mention of a tag in a unit."""
        return not isinstance(self.unit, str) or self.count != "binary" or self.directed or self.overlapping == "drop"

    @property
    def window(self) -> _core.SlidingWindow:
        """Give the core's sliding window."""
        if isinstance(self.unit, SlidingWindow):
            return _core.SlidingWindow(self.unit.width, _core.Edge[self.unit.edge])
        return _core.SlidingWindow()

    def incidence_options(
        self,
        wanted: npt.NDArray[np.uint8],
        document_tags: npt.NDArray[np.uint32],
        identity: npt.NDArray[np.uint32],
    ) -> _core.IncidenceOptions:
        """Give what the core needs to know to make the incidence."""
        nonempty = self.universe == "nonempty"
        return _core.IncidenceOptions(
            container(self.unit), self.window, self.every_mention, nonempty, wanted, document_tags, identity
        )

    def count_options(
        self, identity: npt.NDArray[np.uint32], sides: npt.NDArray[np.uint8], weights: Weights | None
    ) -> _core.CountOptions:
        """Give what the core needs to know to count."""
        near = self.unit if isinstance(self.unit, Proximity) else None
        share = "whole" if self.weight is None else "size" if self.weight in ONE_MODE_WEIGHTS else self.weight
        return _core.CountOptions(
            counting=_core.Counting[self.count],
            share=_core.Share[share],
            directed=self.directed,
            drop_overlapping=self.overlapping == "drop",
            reach=near.reach if near else 0,
            by=_core.DistanceBy[near.by if near else "token"],
            most_tags=self.max_tags or 0,
            identity=identity,
            sides=sides,
            document_weights=np.empty(0, dtype=np.uint64) if weights is None else weights,
        )

    def value_of(self, bucket: int) -> float:
        """Give what a pair adds by the size of its unit or the distance of its mentions."""
        if isinstance(self.unit, Proximity):
            return self.unit.weight(bucket)
        if self.weight is None:
            return 1.0
        if self.weight == "strength":
            return 1 / (bucket - 1)
        return 2 / (bucket * (bucket - 1)) if self.weight == "pair" else 1 / bucket

    def check_modes(self, one_mode: bool) -> None:
        """Refuse a weight that is not of counts of this kind: of one kind by itself, or of two kinds."""
        if self.weight in (TWO_MODE_WEIGHTS if one_mode else ONE_MODE_WEIGHTS):
            fitting = ONE_MODE_WEIGHTS if one_mode else TWO_MODE_WEIGHTS
            what = "one kind by itself" if one_mode else "two kinds"
            raise ValueError(f"weight={self.weight!r} does not go with {what}; known: {', '.join(map(repr, fitting))}")

    def items(self) -> list[tuple[str, Any]]:
        """List every option with its value."""
        return [(field.name, getattr(self, field.name)) for field in dataclasses.fields(self)]

    @property
    def changed(self) -> list[str]:
        """Name the options that are not as by default, apart from the unit."""
        defaults = dict(Options(self.unit).items())
        return [f"{name}={value!r}" for name, value in self.items() if value != defaults[name]]


def options_of(unit: Any, given: Mapping[str, Any]) -> Options:
    """Make options of what the user gave; refuse unknown names with the nearest."""
    known = [field.name for field in dataclasses.fields(Options)]
    for name in given:
        if name == "window":
            raise TypeError(f"quanteda's window=k is Proximity(k): give unit=Proximity({given[name]!r})")
        if name not in known:
            raise TypeError(unknown("option", name, known))
    return Options(as_unit(unit), **given)
