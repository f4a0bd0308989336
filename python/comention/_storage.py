"""Files of counts: `.npz` without pickle, with a format version and a checksum."""

from __future__ import annotations

import hashlib
import json
import os
import tokenize
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention.axis import Axis
from comention.evidence import form_name
from comention.incidence import ARRAYS, incidence_of
from comention.text import unit_value

if TYPE_CHECKING:
    from comention.cooccurrence import Cooccurrence
    from comention.corpus import Corpus

_FORMAT = "comention counts"
_VERSION = 1
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


def _checksum(arrays: Mapping[str, npt.NDArray[Any]], description: str) -> str:
    digest = hashlib.sha256(description.encode())
    for name in ARRAYS:
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()


def _axis_fields(axis: Axis) -> dict[str, Any]:
    fields = ("kind", "ids", "labels", "alpha3", "numbers")
    return {name: getattr(axis, name) for name in fields}


def save_counts(counts: Cooccurrence, path: str | os.PathLike[str]) -> None:
    """Write the incidence behind counts, with the names of its tags and forms."""
    arrays = counts._incidence.arrays()
    forms, arrays["form"] = np.unique(arrays["form"], return_inverse=True)
    arrays["form"] = arrays["form"].astype(np.uint32)
    description = json.dumps(
        {
            "unit": counts.unit,
            "units": counts.n,
            "rows": _axis_fields(counts._rows),
            "cols": _axis_fields(counts._cols),
            "forms": [form_name(counts._forms, form) for form in forms.tolist()],
            "corpus": counts._corpus_fingerprint,
        },
        ensure_ascii=False,
    )
    header = {"format": _FORMAT, "version": _VERSION, "checksum": _checksum(arrays, description)}
    texts = {"header": json.dumps(header), "description": description}
    packed = {name: np.frombuffer(text.encode(), dtype=np.uint8) for name, text in texts.items()}
    with open(path, "wb") as file:
        np.savez_compressed(file, allow_pickle=False, **packed, **arrays)


def load_counts(
    path: str | os.PathLike[str], corpus: Corpus | None
) -> tuple[_core.Incidence, Axis, Axis, Sequence[str], str]:
    """Read what `save_counts` wrote."""
    name = os.fspath(path)
    arrays, header, description = _read(name)
    if header.get("format") != _FORMAT:
        raise ValueError(f"{name}: not a file of counts")
    if header.get("version") != _VERSION:
        raise ValueError(f"{name}: format version {header.get('version')}; this release reads version {_VERSION}")
    if header.get("checksum") != _checksum(arrays, description):
        raise ValueError(f"{name}: the file was altered: its checksum does not fit")
    fields = json.loads(description)
    if corpus is not None and corpus._fingerprint != fields["corpus"]:
        raise ValueError(f"{name}: not the corpus that was counted: ids or lengths of its texts differ")
    incidence = incidence_of(unit_value(fields["unit"]), fields["units"], arrays)
    rows, cols = (_axis(fields[side]) for side in ("rows", "cols"))
    return incidence, rows, cols, fields["forms"], fields["corpus"]


def _read(name: str) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any], str]:
    try:
        with open(name, "rb") as opened, np.load(opened, allow_pickle=False) as file:
            content = {array: file[array] for array in file.files}
        header = json.loads(content.pop("header").tobytes())
        description = content.pop("description").tobytes().decode()
        return {array: content[array] for array in ARRAYS}, header, description
    except FileNotFoundError:
        raise
    except _BROKEN as error:
        raise ValueError(f"{name}: not a file of counts, or cut or altered ({error})") from None


def _axis(fields: Mapping[str, Any]) -> Axis:
    lists = (tuple(fields[name]) for name in ("ids", "labels", "alpha3", "numbers"))
    return Axis(fields["kind"], *lists)
