"""The explorer: a page that shows a matrix and opens every number of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from importlib import resources
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention.pairs import BASIS, pair_columns
from comention.text import unit_value

if TYPE_CHECKING:
    from comention.axis import Axis
    from comention.cooccurrence import Cooccurrence

_SCRIPTS = ("cells.js", "matrix.js", "detail.js", "main.js")
# What a cell may be coloured by: the value that stands for nothing remarkable, and whether the scale is logarithmic.
MEASURES = {
    "count": {"middle": 1, "log": True},
    "lift": {"middle": 1, "log": True},
    "npmi": {"middle": 0, "log": False},
    "pmi": {"middle": 0, "log": False},
    "ic": {"middle": 0, "log": False},
    "log_odds": {"middle": 0, "log": False},
    "g2": {"middle": 0, "log": False},
    "cosine": {"middle": 0, "log": False},
    "jaccard": {"middle": 0, "log": False},
}
# In a notebook each cell brings a few units, so that the notebook stays small.
_UNITS_A_CELL = 5
_FRAME_HEIGHT = 640


def explorer_page(
    counts: Cooccurrence, *, text: bool = True, measure: str = "npmi", units_a_cell: int | None = None
) -> str:
    """Build the page as one string that needs nothing else.

    Parameters
    ----------
    counts : Cooccurrence
        What to show.
    text : bool
        Whether the page holds the texts behind the counts.
    measure : str
        What cells are coloured by at first.
    units_a_cell : int, optional
        At least so many units are kept for each cell; all by default.

    Returns
    -------
    str
        HTML.
    """
    data = _page_data(counts, measure)
    if text and counts._corpus is not None and counts._incidence is not None:
        data["units"] = list(_units(counts, units_a_cell))
    title = f"{counts._rows.kind} × {counts._cols.kind} by {counts.unit}"
    fields = {
        "title": escape(title),
        "style": _read("explorer.css"),
        "data": _as_json(data),
        "script": "\n".join(_read(name) for name in _SCRIPTS),
    }
    page = _read("explorer.html")
    head, *parts = page.split("{{")
    return head + "".join(fields[name] + rest for name, _, rest in (part.partition("}}") for part in parts))


def explorer_frame(counts: Cooccurrence) -> str:
    """Build the page as a frame for a notebook."""
    page = explorer_page(counts, units_a_cell=_UNITS_A_CELL)
    style = f"width:100%;height:{_FRAME_HEIGHT}px;border:0"
    return f'<iframe sandbox="allow-scripts" style="{style}" srcdoc="{escape(page)}"></iframe>'


def _read(name: str) -> str:
    return (resources.files("comention.views") / "explorer" / name).read_text(encoding="utf-8").rstrip("\n")


def _as_json(value: object) -> str:
    """Write JSON that may stand in a page: no tag can begin in it."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


def _finite(values: npt.NDArray[Any]) -> list[Any]:
    """Give numbers for JSON, four significant digits behind the point; what is not finite becomes null."""
    if values.dtype.kind != "f":
        return list(values.tolist())
    return [round(value, 4) if np.isfinite(value) else None for value in values.tolist()]


def _page_data(counts: Cooccurrence, measure: str) -> dict[str, Any]:
    cells = counts._joint.tocoo()
    rows, cols = cells.coords
    columns = pair_columns(counts, rows, cols, [name for name in MEASURES if name not in ("count", "lift")])
    named = ("row", "col", *BASIS)
    numbers = {name: _finite(values) for name, values in columns.items() if name not in named}
    return {
        "rows": _axis_data(counts._rows, counts._margins[0]),
        "cols": _axis_data(counts._cols, counts._margins[1]),
        "cells": {"row": rows.tolist(), "col": cols.tolist(), **numbers},
        "measures": MEASURES,
        "measure": measure,
        "unit": counts.unit,
        "n": counts.n,
        **BASIS,
        "summary": repr(counts).strip("<>").removeprefix("Cooccurrence: "),
    }


def _axis_data(axis: Axis, totals: npt.NDArray[np.int64]) -> list[dict[str, Any]]:
    columns = zip(axis.ids, axis.labels, totals.tolist(), axis.numbers, strict=True)
    return [{"id": tag, "label": label, "total": total, "number": number} for tag, label, total, number in columns]


def _units(counts: Cooccurrence, units_a_cell: int | None) -> Iterator[dict[str, Any]]:
    """Give the units that hold a pair, each once: source, text, and the first mention of each tag in it."""
    assert counts._incidence is not None
    arrays = counts._incidence.arrays()
    rows, cols = set(counts._rows.numbers), set(counts._cols.numbers)
    kept: dict[tuple[int, int], int] = {}
    spans = _UnitSpans(counts)
    begin = 0
    for doc, position, end in zip(*(arrays[name].tolist() for name in ("document", "position", "ends")), strict=True):
        tags = list(zip(*(arrays[name][begin:end].tolist() for name in ("tag", "start", "end")), strict=True))
        begin = end
        pairs = [(a, b) for (a, *_), (b, *_) in product(tags, tags) if a != b and a in rows and b in cols]
        if not pairs or (units_a_cell is not None and all(kept.get(pair, 0) >= units_a_cell for pair in pairs)):
            continue
        for pair in pairs:
            kept[pair] = kept.get(pair, 0) + 1
        yield spans.describe(doc, position, tags)


class _UnitSpans:
    """Texts of units, with positions counted from their begin."""

    def __init__(self, counts: Cooccurrence) -> None:
        assert counts._corpus is not None
        self._corpus = counts._corpus
        self._unit = unit_value(counts.unit)
        self._document = -1
        self._spans: list[list[int]] = []

    def describe(self, document: int, position: int, tags: Sequence[tuple[int, int, int]]) -> dict[str, Any]:
        if document != self._document:
            self._document = document
            self._spans = self._cut(self._unit)
        begin, end = self._spans[position]
        source = [values[0] for values in self._corpus._document_columns([document]).values()]
        unit = {
            "source": [None if value is None else str(value) for value in source],
            "text": (self._corpus[document] or "")[begin:end],
            "tags": [[tag, start - begin, stop - begin] for tag, start, stop in tags],
        }
        if self._unit is _core.Unit.document:
            unit["cuts"] = self._cut(_core.Unit.sentence)
        return unit

    def _cut(self, unit: _core.Unit) -> list[list[int]]:
        spans: list[list[int]] = _core.unit_spans(self._corpus._core, self._document, unit).tolist()
        return spans
