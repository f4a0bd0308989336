"""Files of counts: `.npz` without pickle, with a format version and a checksum."""

from __future__ import annotations

import hashlib
import json
import os
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention.axis import Axis
from comention.cooccurrence import Cooccurrence
from comention.corpus import Corpus
from comention.counting import Counting
from comention.documents import Documents, is_missing
from comention.evidence import form_name
from comention.options import Options
from comention.periods import Periods
from comention.sides import Side, Sides
from comention.state import Exact, Layer, State, TagUnits
from comention.threeway import ThreeWay
from comention.trend import Trend
from comention.units import Proximity, SlidingWindow, UnitChoice, container

Arrays = dict[str, npt.NDArray[Any]]
Saved = Cooccurrence | Trend | ThreeWay

_FORMAT = "comention counts"
_VERSION = 3
_KINDS = {"cooccurrence": Cooccurrence, "trend": Trend, "threeway": ThreeWay}
_INCIDENCE = "incidence."
_STATE = "state."
# What reading a broken archive may raise.
_BROKEN = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    AttributeError,
    TypeError,
    RuntimeError,
    SyntaxError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)


def save(counts: Saved, path: str | os.PathLike[str]) -> None:
    """Write counts with what they carry: the units behind them, or totals alone."""
    counting, incidence = counts._counting, counts._incidence
    arrays: Arrays = {}
    forms: list[str] = []
    if incidence is not None:
        parts = incidence.arrays()
        used, parts["form"] = np.unique(parts["form"], return_inverse=True)
        parts["form"] = parts["form"].astype(np.uint32)
        forms = [form_name(counting.forms, form) for form in used.tolist()]
        arrays |= {_INCIDENCE + name: values for name, values in parts.items()}
    elif isinstance(counts, Cooccurrence):
        arrays |= _state_arrays(counts._state)
    else:
        raise ValueError("slices, and counts given a third tag, are saved with their units: keep='incidence'")
    if counting.weights is not None:
        arrays["weights"] = counting.weights
    fields = _counting_fields(counting) | {"forms": forms, "kept": incidence is not None}
    fields["kind"] = next(name for name, kind in _KINDS.items() if isinstance(counts, kind))
    if isinstance(counts, Trend):
        fields |= {"by": counts._by.by, "labels": counts._by.labels, "edges": counts._by.edges, "width": counts._width}
        arrays["period"] = counts._by.of_document
    if isinstance(counts, Cooccurrence):
        fields |= {"given_tag": counts._given, "counted": [_axis_fields(axis) for axis in counting.counted]}
        fields |= {"pairs": counts._state.pairs, "left_out_pairs": counts._state.left_out_pairs}
    _write(path, arrays, json.dumps(fields, ensure_ascii=False))


def load(path: str | os.PathLike[str], corpus: Corpus | None = None) -> Any:
    """Read counts that were saved.

    Parameters
    ----------
    path : str or path
        The file.
    corpus : Corpus, optional
        The corpus that was counted; evidence needs it.

    Returns
    -------
    Cooccurrence, Trend or ThreeWay
        As it was saved.

    Raises
    ------
    ValueError
        If the file is no such file, was cut or altered, or is of another version; or the corpus is another one.

    Examples
    --------
    >>> import comention as cm
    >>> counts = cm.load("counts.npz")  # doctest: +SKIP
    """
    name = os.fspath(path)
    arrays, fields = _read(name)
    if corpus is not None and not isinstance(corpus, Corpus):
        raise TypeError(f"corpus= takes the Corpus that was counted. Given {type(corpus).__name__}")
    if corpus is not None and f"{corpus._fingerprint:x}" != fields["fingerprint"]:
        raise ValueError(f"{name}: not the corpus that was counted: ids, texts or their order differ")
    counting = _counting(fields, arrays, corpus)
    if not fields["kept"]:
        return counting.made(_state(fields, arrays, counting), None, fields["given_tag"])
    parts = {key.removeprefix(_INCIDENCE): values for key, values in arrays.items() if key.startswith(_INCIDENCE)}
    options = counting.options
    incidence = _core.Incidence.from_arrays(container(options.unit), options.window, options.every_mention, parts)
    if fields["kind"] == "trend":
        periods = Periods(fields["by"], tuple(fields["labels"]), arrays["period"], tuple(fields["edges"]))
        trend = Trend(counting, incidence, periods)
        return trend if fields["width"] == 1 else trend.rolling(fields["width"])
    if fields["kind"] == "threeway":
        return counting.count_given(incidence)
    if fields["given_tag"] is not None:
        assert counting.sides.given is not None
        return counting.count_given(incidence).at(counting.sides.given.shown.numbers.index(fields["given_tag"]))
    return counting.count(incidence)


def _counting_fields(counting: Counting) -> dict[str, Any]:
    documents = counting.documents
    return {
        "options": {name: _unit_fields(value) if name == "unit" else value for name, value in counting.options.items()},
        "sides": [
            {"shown": _axis_fields(side.shown), "whole": _axis_fields(side.whole)} for side in counting.sides.all
        ],
        "origin": dict(counting.origin),
        "texts": counting.texts,
        "columns": counting.columns,
        "labelled": counting.labelled,
        "documents": None if documents is None else _document_fields(documents),
        "fingerprint": "" if documents is None else f"{documents._fingerprint:x}",
    }


def _counting(fields: Mapping[str, Any], arrays: Arrays, corpus: Corpus | None) -> Counting:
    sides = [Side(_axis(one["shown"]), _axis(one["whole"])) for one in fields["sides"]]
    documents = None
    if fields["documents"] is not None:
        documents = corpus or Documents(**fields["documents"])
        documents.__dict__["_fingerprint"] = int(fields["fingerprint"], 16)
    return Counting(
        sides=Sides(*sides),
        options=Options(**fields["options"] | {"unit": _unit(fields["options"]["unit"])}),
        documents=documents,
        corpus=corpus,
        forms=fields["forms"],
        origin=fields["origin"],
        weights=arrays.get("weights"),
        texts=fields["texts"],
        columns=tuple(fields["columns"]),
        labelled=tuple(fields["labelled"]),
        keep="incidence" if fields["kept"] else "counts",
    )


def _axis_fields(axis: Axis) -> dict[str, Any]:
    return {name: getattr(axis, name) for name in ("kind", "ids", "labels", "alpha3", "numbers", "open")}


def _axis(fields: Mapping[str, Any]) -> Axis:
    lists = {name: tuple(fields[name]) for name in ("ids", "labels", "alpha3", "numbers")}
    return Axis(kind=fields["kind"], open=fields["open"], **lists)


def _unit_fields(unit: UnitChoice) -> Any:
    if isinstance(unit, str):
        return unit
    return {"class": type(unit).__name__, **vars(unit)}


def _unit(fields: Any) -> UnitChoice:
    if isinstance(fields, str):
        return fields
    rest = {name: value for name, value in fields.items() if name != "class"}
    return SlidingWindow(**rest) if fields["class"] == "SlidingWindow" else Proximity(**rest)


def _document_fields(documents: Documents) -> dict[str, Any]:
    return {
        "size": len(documents),
        "ids": [_plain(value) for value in documents._ids] if documents._own_ids else None,
        "dates": None if documents._dates is None else [_plain(value) for value in documents._dates],
        "meta": {name: [_plain(value) for value in values] for name, values in documents._meta.items()},
        "library": documents._library,
        "names": documents._names,
    }


def _plain(value: Any) -> Any:
    """Give a cell as JSON has it; dates become text."""
    if is_missing(value):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    value = value.item() if hasattr(value, "item") else value
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def _state_arrays(state: State) -> Arrays:
    arrays: Arrays = {}

    def put(name: str, matrix: Any) -> None:
        for part in ("data", "indices", "indptr"):
            arrays[f"{_STATE}{name}.{part}"] = getattr(matrix, part)

    for bucket, layer in state.layers.items():
        put(f"layer.{bucket}.whole", layer.whole)
        if layer.fraction is not None:
            put(f"layer.{bucket}.fraction", layer.fraction)
    put("documents", state.documents)
    sizes = [[*size, units] for size, units in sorted(state.sizes.items())]
    arrays[f"{_STATE}sizes"] = np.array(sizes, dtype=np.int64).reshape(-1, 3)
    for side, units in zip(("rows", "cols"), state.whole_units, strict=True):
        arrays[f"{_STATE}units.{side}"] = units.units
    if state.overlapped is not None:
        put("overlapped.whole", state.overlapped.whole)
        if state.overlapped.fraction is not None:
            put("overlapped.fraction", state.overlapped.fraction)
    for name in ("row_totals", "col_totals", "n", "left_out"):
        exact = getattr(state, name)
        arrays[f"{_STATE}{name}.whole"] = exact.whole
        if exact.fraction is not None:
            arrays[f"{_STATE}{name}.fraction"] = exact.fraction
    return arrays


def _state(fields: Mapping[str, Any], arrays: Arrays, counting: Counting) -> State:
    from scipy.sparse import csr_array

    rows, cols = (_axis(axis) for axis in fields["counted"])

    def take(name: str) -> Any:
        if f"{_STATE}{name}.data" not in arrays:
            return None
        parts = tuple(arrays[f"{_STATE}{name}.{part}"] for part in ("data", "indices", "indptr"))
        return csr_array(parts, shape=(len(rows), len(cols)))

    def exact(name: str) -> Exact:
        return Exact(arrays[f"{_STATE}{name}.whole"], arrays.get(f"{_STATE}{name}.fraction"))

    buckets = sorted({int(name.split(".")[2]) for name in arrays if name.startswith(f"{_STATE}layer.")})
    layers = {b: Layer(take(f"layer.{b}.whole"), take(f"layer.{b}.fraction")) for b in buckets}
    overlapped = take("overlapped.whole")
    return State(
        rows,
        cols,
        layers,
        documents=take("documents"),
        row_totals=exact("row_totals"),
        col_totals=exact("col_totals"),
        n=exact("n"),
        left_out=exact("left_out"),
        left_out_pairs=fields["left_out_pairs"],
        pairs=fields["pairs"],
        sizes={(row, col): units for row, col, units in arrays[f"{_STATE}sizes"].tolist()},
        whole_units=(
            TagUnits(counting.whole[0], arrays[f"{_STATE}units.rows"]),
            TagUnits(counting.whole[1], arrays[f"{_STATE}units.cols"]),
        ),
        overlapped=None if overlapped is None else Layer(overlapped, take("overlapped.fraction")),
    )


def _checksum(arrays: Arrays, description: str) -> str:
    digest = hashlib.sha256(description.encode())
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].dtype} {arrays[name].shape}".encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()


def _write(path: str | os.PathLike[str], arrays: Arrays, description: str) -> None:
    header = {"format": _FORMAT, "version": _VERSION, "checksum": _checksum(arrays, description)}
    texts = {"header": json.dumps(header), "description": description}
    packed = {name: np.frombuffer(text.encode(), dtype=np.uint8) for name, text in texts.items()}
    with open(path, "wb") as file:
        np.savez_compressed(file, allow_pickle=False, **packed, **arrays)


def _read(name: str) -> tuple[Arrays, dict[str, Any]]:
    try:
        with open(name, "rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = {array: file[array] for array in file.files}
        header = json.loads(arrays.pop("header").tobytes())
        description = arrays.pop("description").tobytes().decode()
        form, version, checksum = (header.get(field) for field in ("format", "version", "checksum"))
    except FileNotFoundError:
        raise
    except _BROKEN as error:
        raise ValueError(f"{name}: not a file of counts, or cut or altered ({error})") from None
    if form != _FORMAT:
        raise ValueError(f"{name}: not a file of counts")
    if version != _VERSION:
        raise ValueError(f"{name}: format version {version}; this release reads version {_VERSION}")
    if checksum != _checksum(arrays, description):
        raise ValueError(f"{name}: the file was altered: its checksum does not fit")
    fields: dict[str, Any] = json.loads(description)
    return arrays, fields
