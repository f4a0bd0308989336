"""Documents: their ids, dates and further columns."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import numbers
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np

from comention._checks import unknown

# Columns that frames of mentions and evidence have of their own.
_RESERVED = {
    "doc",
    "id",
    "date",
    "paragraph",
    "sentence",
    "token",
    "start",
    "end",
    "kind",
    "tag",
    "form",
    "type",
    "surface",
}
_RESERVED |= {"left", "right", "unit", "text", "text_start", "row", "col", "count", "distance"}
_RESERVED |= {f"{side}_{part}" for side in ("row", "col", "given") for part in ("start", "end", "form")}


def is_missing(value: object) -> bool:
    """Tell whether a cell holds no value: None, NaN, NaT or pandas.NA."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return True
    return type(value).__name__ in ("NAType", "NaTType", "NoneType")


def written(value: Any) -> str:
    """Write a value of a column as it is after saving, and beside missing ones, which make frames turn 1 into 1.0."""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    number = isinstance(value, numbers.Real) and not isinstance(value, bool) and float(value).is_integer()
    return str(int(value)) if number else str(value)


# Fingerprints of documents are digits of one number, so that those of parts make that of the whole.
_MODULUS = 2**256 - 189
_BASE = 0x9E3779B97F4A7C15F39CC0605CEDC835


class Documents:
    """Documents without their texts: ids, dates and further columns. Of labels that were there already.

    Examples
    --------
    >>> import comention as cm
    >>> cm.Corpus({"text": ["Chad."], "day": ["2020-01-02"]}, text="text", date="day").dates
    ['2020-01-02']
    """

    def __init__(
        self,
        size: int,
        ids: Sequence[Any] | None,
        dates: Sequence[Any] | None,
        meta: Mapping[str, Sequence[Any]],
        library: str,
        names: Mapping[str, str | None],
    ) -> None:
        self._size = size
        self._own_ids = ids is not None
        self._ids: Sequence[Any] = range(size) if ids is None else ids
        self._dates = dates
        self._meta = dict(meta)
        self._library = library
        self._names = dict(names)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, document: int) -> str | None:
        """Give the text of a document by its number: there is none."""
        self._ids[document]
        return None

    @property
    def ids(self) -> list[Any]:
        """Ids of the documents."""
        return list(self._ids)

    @property
    def dates(self) -> list[Any] | None:
        """Dates as given, or None if no column was named."""
        return None if self._dates is None else list(self._dates)

    @property
    def meta(self) -> dict[str, list[Any]]:
        """Further columns by name."""
        return {name: list(values) for name, values in self._meta.items()}

    def _columns_shown(self) -> list[str]:
        """Name the columns, for the repr."""
        parts = [f"{what} {name!r}" for what, name in self._names.items() if name is not None]
        return parts + (["meta " + ", ".join(map(repr, self._meta))] if self._meta else [])

    def __repr__(self) -> str:
        parts = [f"{len(self):,} document{'s' * (len(self) != 1)} without texts"]
        return f"<Documents: {'; '.join(parts + self._columns_shown())}>"

    @contextmanager
    def _naming_documents(self) -> Iterator[None]:
        """Add the id to errors of the core that name a document."""
        try:
            yield
        except ValueError as error:
            found = re.match(r"document (\d+)(: .*)", str(error), flags=re.DOTALL)
            if found is None or not self._own_ids:
                raise
            document = int(found[1])
            raise ValueError(f"document {document} (id {self._ids[document]!r}){found[2]}") from None

    @classmethod
    def _joined(cls, parts: Sequence[Documents]) -> Documents:
        """Put documents one behind the other; columns that not all have are left out."""
        joined = Documents(sum(map(len, parts)), *joined_columns(parts))
        total = 0
        for part in parts:
            total = (total * pow(_BASE, len(part), _MODULUS) + part._fingerprint) % _MODULUS
        joined.__dict__["_fingerprint"] = total
        return joined

    @cached_property
    def _fingerprint(self) -> int:
        """Tell these documents from others: a digest of ids and texts in their order; that of joined ones follows."""
        total = 0
        for document, name in enumerate(self._ids):
            total = (total * _BASE + _digest(name if self._own_ids else None, self[document])) % _MODULUS
        return total

    def _is_empty(self, document: int) -> bool:
        """Tell whether a document has no units; labels need no text."""
        return False

    def _document_columns(self, documents: Sequence[int]) -> dict[str, list[Any]]:
        """Give id, date and meta of documents, as columns."""
        columns = {"id": [self._ids[d] for d in documents]}
        if self._dates is not None:
            columns["date"] = [self._dates[d] for d in documents]
        for name, values in self._meta.items():
            columns[name] = [values[d] for d in documents]
        return columns


def _digest(name: Any, text: str | None) -> int:
    """Give a number for a document."""
    digest = hashlib.blake2b(f"{name!r}\n".encode(errors="replace"), digest_size=32)
    digest.update(b"-" if text is None else b"+" + text.encode(errors="surrogatepass"))
    return int.from_bytes(digest.digest(), "big")


def documents_of(
    columns: Mapping[str, list[Any]], id: str | None, date: str | None, meta: str | Sequence[str] | None
) -> tuple[list[Any] | None, list[Any] | None, dict[str, list[Any]]]:
    """Give the ids, dates and further columns of a table by the names of their columns."""
    names = [meta] if isinstance(meta, str) else list(meta or [])
    for name in names:
        if name in _RESERVED:
            raise ValueError(f"meta={name!r} is the name of a column of results; rename it in the table")
    kept = {name: column_of(columns, name, "meta") for name in names}
    dates = None if date is None else column_of(columns, date, "date")
    return None if id is None else _checked_ids(column_of(columns, id, "id")), dates, kept


def check_one_type(values: Sequence[Any], what: str) -> None:
    """Refuse a column that holds values of several types, such as text and numbers; the rows are named."""
    seen: dict[str, tuple[int, Any]] = {}
    for row, value in enumerate(values):
        if not is_missing(value):
            seen.setdefault(_type_of(value), (row, value))
    if len(seen) > 1:
        found = " and ".join(f"{name} (row {row}: {value!r})" for name, (row, value) in list(seen.items())[:2])
        raise ValueError(f"{what} holds values of several types: {found}")


def _type_of(value: object) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "true or false"
    if isinstance(value, numbers.Real):
        return "numbers"
    if isinstance(value, dt.datetime):
        return "times without a zone" if value.tzinfo is None else "times with a zone"
    return "dates" if isinstance(value, dt.date) else "text" if isinstance(value, str) else type(value).__name__


def column_of(columns: Mapping[str, list[Any]], name: str, role: str) -> list[Any]:
    """Give a column of a table; raise KeyError with the nearest if it is not there."""
    if name not in columns:
        raise KeyError(unknown(f"column for {role}=", name, columns))
    return columns[name]


def _checked_ids(ids: list[Any]) -> list[Any]:
    first: dict[Any, int] = {}
    for row, value in enumerate(ids):
        if is_missing(value):
            raise ValueError(f"row {row}: the id is missing")
        if value in first:
            raise ValueError(f"row {row}: the id {value!r} is that of row {first[value]} already; ids must differ")
        first[value] = row
    return ids


def joined_columns(parts: Sequence[Documents]) -> tuple[Any, Any, dict[str, list[Any]], str, dict[str, str | None]]:
    """Give the columns of documents one behind the other; ids must differ, or be no ids of their own."""
    own = {part._own_ids for part in parts if len(part)}
    if len(own) > 1:
        raise ValueError("some parts have ids of their own, others are numbered: name the column of ids for all")
    ids = [name for part in parts for name in part._ids]
    if own == {True}:
        _check_apart(parts)
    dated = all(part._dates is not None for part in parts)
    dates = _alike([day for part in parts for day in part._dates or ()]) if dated else None
    shared = [name for name in parts[0]._meta if all(name in part._meta for part in parts)]
    meta = {name: _alike([value for part in parts for value in part._meta[name]]) for name in shared}
    return ids if own == {True} else None, dates, meta, parts[0]._library, parts[0]._names


def _check_apart(parts: Sequence[Documents]) -> None:
    """Refuse parts that have a document in common."""
    owner: dict[Any, int] = {}
    for place, part in enumerate(parts):
        for name in part._ids:
            if owner.setdefault(name, place) != place:
                raise ValueError(
                    f"the id {name!r} is in two parts; parts that are merged must have no document in common"
                )


def _alike(values: list[Any]) -> list[Any]:
    """Write dates as text where some are text already, as those of counts that were saved."""
    if not any(isinstance(value, str) for value in values):
        return values
    return [value.isoformat() if hasattr(value, "isoformat") and not is_missing(value) else value for value in values]
