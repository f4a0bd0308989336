"""Choices of a specification curve: which there are, their values, and all combinations of these."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from comention._checks import one_of
from comention.clusters import check_cluster
from comention.nulls.judge import NULLS
from comention.options import Options
from comention.weights import weights_of_column

if TYPE_CHECKING:
    from comention.mentions import Mentions

Grid = dict[str, list[Any]]

OPTIONS = tuple(field.name for field in dataclasses.fields(Options))
TESTS = ("null", "cluster")
FILTERS = ("kind", "tag", "type", "form", "flag", "date")


class Specification(NamedTuple):
    """One value of each choice: what to keep of the mentions, how to count them, and how to judge the counts."""

    filters: dict[str, Any]
    options: dict[str, Any]
    tests: dict[str, Any]
    at: dict[str, int]
    """The place of each value in the grid."""

    @property
    def filtered_as(self) -> tuple[int, ...]:
        """Tell specifications of the same mentions."""
        return tuple(place for name, place in self.at.items() if name not in (*OPTIONS, *TESTS))

    @property
    def counted_as(self) -> tuple[int, ...]:
        """Tell specifications of the same counts."""
        return tuple(place for name, place in self.at.items() if name not in TESTS)


def check_grid(grid: object, mentions: Mentions) -> Grid:
    """Check the choices and each of their values by itself; what does not go together is told later."""
    if not isinstance(grid, Mapping):
        raise TypeError(f"grid maps choices to lists, as {{'unit': ['document', 'sentence']}}. Given {grid!r}")
    if not grid:
        raise ValueError("grid must name a choice or more, as {'unit': ['document', 'sentence']}. Given {}")
    known = dict.fromkeys([*OPTIONS, *TESTS, *FILTERS, *mentions.corpus._meta])
    return {one_of("choice", name, known): _checked_values(name, values, mentions) for name, values in grid.items()}


def _checked_values(name: str, values: object, mentions: Mentions) -> list[Any]:
    if not isinstance(values, (list, tuple)):
        raise TypeError(f"the choice {name!r} takes a list of values, as [{values!r}]. Given {values!r}")
    if not values:
        raise ValueError(f"the choice {name!r} has an empty list: give one value or more")
    listed = [value.tolist() if hasattr(value, "tolist") else value for value in values]
    for value in listed:
        if listed.count(value) > 1:
            raise ValueError(f"the choice {name!r} lists {value!r} twice")
        _check_value(name, value, mentions)
    return listed


def _check_value(name: str, value: Any, mentions: Mentions) -> None:
    """Refuse a value that is not known, whatever it is combined with."""
    if name in OPTIONS:
        Options(**{name: value})
    if value is None:
        return
    if name == "document_weights":
        weights_of_column(mentions.corpus, value)
    elif name == "null":
        one_of("null", value, NULLS)
    elif name == "cluster":
        check_cluster(mentions.corpus, value)
    elif name not in OPTIONS:
        mentions.keep(**{name: value})


def combinations(grid: Grid) -> list[Specification]:
    """List all combinations, the last choice changing first."""
    return [_specification(grid, places) for places in product(*(range(len(values)) for values in grid.values()))]


def _specification(grid: Grid, places: Sequence[int]) -> Specification:
    at = dict(zip(grid, places, strict=True))
    values = {name: grid[name][place] for name, place in at.items()}
    options = {name: value for name, value in values.items() if name in OPTIONS}
    tests = {"null": None, "cluster": "document"} | {name: values[name] for name in TESTS if name in values}
    rest = {name: value for name, value in values.items() if name not in (*OPTIONS, *TESTS) and value is not None}
    return Specification(rest, options, tests, at)


def texts_of(name: str, values: Sequence[Any]) -> list[str]:
    """Name the values of a choice, each by another text."""
    texts = [_text(name, value) for value in values]
    return texts if len(set(texts)) == len(texts) else [repr(value) for value in values]


def _text(name: str, value: Any) -> str:
    if value is None:
        return "default" if name == "null" else "none" if name in (*OPTIONS, *TESTS) else "all"
    if name == "date":
        return " to ".join(map(str, value))
    if isinstance(value, (set, frozenset)):
        value = sorted(value)
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
