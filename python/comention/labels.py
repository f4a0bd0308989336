"""Labels: tags that documents have already, without a place in their text."""

from __future__ import annotations

import warnings
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from comention import _core
from comention._caveats import CaveatWarning
from comention._checks import one_of
from comention._frames import to_columns
from comention.country_codes import CODES, tag_of_code
from comention.documents import Documents, column_of, documents_of, is_missing
from comention.listed import LABEL, Listing

if TYPE_CHECKING:
    from comention.mentions import Mentions

_NAMED = 5
_GREATEST = 2**31
# Gives the tag of a value as it is written.
_Convert = Callable[[str], str]
# The labels of a row with the value of each; None where they are missing.
_Values = dict[str, float] | None


def labels(
    data: Any,
    *,
    id: str | None = None,
    date: str | None = None,
    meta: str | Sequence[str] | None = None,
    codes: str | None = None,
    sep: str | None = ";",
    **kinds: str | Sequence[str],
) -> Mentions:
    """Take the labels that documents have already, as from an archive or a classifier, for mentions without text.

    A label tags its whole document, so labels are counted with ``unit="document"``. To count them beside what is found
    in texts, as in its sentences, join them: ``cm.tag(corpus).join(labels)``.

    Parameters
    ----------
    data : data frame or dict of columns
        A row a document.
    id, date : str, optional
        The columns of ids, which must be there and differ, and of dates.
    meta : str or list of str, optional
        Further columns to keep.
    codes : {"iso2", "iso3", "fips", "name"}, optional
        What the labels of the kind ``country`` are, to be made ISO alpha-2 codes (``XK`` Kosovo). FIPS 10-4 codes are
        those of GDELT; many mean another country in ISO (``CH`` is China). Without it labels stay as they are written.
    sep : str or None
        What parts the labels of a cell that is one text; None if nothing does.
    **kinds : str or list of str
        For each kind its column, whose cells hold lists of labels, or texts such as ``"KZ; RU"``. Or the names of
        several columns, each a label by its name, whose cells are 0 or 1, False or True; or the value of the label: a
        probability, a share, a frequency. No label is 0.

    Returns
    -------
    Mentions
        In order of the rows; within a document each label once. Tags are sorted. Where a cell is missing (None, NaN),
        the document has no label of that kind, yet counts; how many are so is shown.

    Raises
    ------
    KeyError
        If a column is not there; the known ones are listed.
    ValueError
        If a label is no country in `codes`, or a cell of a column that is a label is missing, no number, negative or
        infinite; row and column are named.

    Warns
    -----
    CaveatWarning
        If countries are missing where pandas may have read ``NA``, Namibia, as missing, or if some are ISO codes and
        others are not.

    Notes
    -----
    Labels with values are counted by them, never made 0 and 1. For values from 0 to 1 a count is the sum of x*y over
    documents, where x and y are the values of the two tags: the number of units to be expected if they are
    probabilities and both are independent within the document. Totals are sums of x, n is the number of units. Values
    above 1 need ``count="product"``, the same sum, or ``count="min"``, the sum of the lesser of x and y, whose totals
    are of pairs. What has no value counts 1, or as often as it is mentioned. What each unit adds is rounded once, to
    2^-32. Intervals take such a sum for a number of units that were counted; p is not given.

    Examples
    --------
    >>> import comention as cm
    >>> table = {"url": ["a", "b"], "countries": ["KZ; RU", "KZ"], "themes": [["drought"], ["drought", "trade"]]}
    >>> mentions = cm.labels(table, id="url", country="countries", theme="themes", codes="iso2")
    >>> mentions
    <Mentions: 6 labels of 2 documents; country 3, theme 3>
    >>> mentions.summary()[["tag", "label", "documents"]].values.tolist()
    [['KZ', 'Kazakhstan', 2], ['drought', 'drought', 2], ['RU', 'Russia', 1], ['trade', 'trade', 1]]
    >>> mentions = cm.labels({"desk": ["World", "World"], "p_war": [0.5, 0.25]}, desk="desk", topic=["p_war"])
    >>> cm.cooccurrence(mentions, rows="desk", cols="topic", unit="document")["World", "p_war"]
    0.75
    """
    from comention.mentions import Mentions

    table = to_columns(data)
    if table is None:
        raise TypeError(f"labels are read from a frame or a dict of columns, not from {type(data).__name__}")
    columns, library = table
    ids, dates, kept = documents_of(columns, id, date, meta)
    _check_options(kinds, codes, kept)
    size = len(next(iter(columns.values()), []))
    documents = Documents(size, ids, dates, kept, library, {"id": id, "date": date})
    listing = Listing()
    unlabelled = {}
    for kind, source in kinds.items():
        convert = _converter(codes if kind == "country" else None)
        cells = _cells(columns, kind, source, sep, convert)
        unlabelled[kind] = _add_kind(listing, kind, cells, convert)
        if kind == "country" and isinstance(source, str):
            _warn_of_countries(listing, columns[source], codes, library)
    lexicon, arrays = listing.finish(kinds)
    core = _core.list_mentions(size, *arrays, np.asarray(listing.values, dtype=np.float64))
    return Mentions(core, documents, lexicon, places="none", unlabelled=unlabelled)


def _check_options(kinds: Mapping[str, Any], codes: str | None, meta: Mapping[str, Any]) -> None:
    if not kinds:
        raise ValueError("name a kind and its column, as country='countries'")
    for kind in kinds:
        if kind in meta:
            raise ValueError(f"{kind!r} is a kind and a column of meta=; a column of meta is a kind already")
    if codes is None:
        return
    one_of("codes", codes, CODES)
    if "country" not in kinds:
        raise ValueError(f"codes= is for the kind country. Given {', '.join(kinds)}")


def _converter(codes: str | None) -> _Convert:
    return str if codes is None else lambda value: tag_of_code(codes, value)


# ---- The cells of columns: labels with their values for each row, or None


def _cells(
    columns: dict[str, list[Any]], kind: str, source: Any, sep: str | None, convert: _Convert
) -> Iterator[tuple[str, _Values]]:
    """Give the labels of each row and where they stand, for messages."""
    if isinstance(source, str):
        for row, cell in enumerate(column_of(columns, source, kind)):
            where = f"row {row}, column {source!r}"
            found = _listed(cell, where, sep)
            yield where, None if found is None else dict.fromkeys(found, 1.0)
        return
    names = list(dict.fromkeys(source))
    if not names:
        raise ValueError(f"{kind}= must name at least one column")
    wide = [_values(column_of(columns, name, kind), name) for name in names]
    if any(value not in (0, 1) for values in wide for value in values):
        _check_distinct(names, convert)
    for row, cells in enumerate(zip(*wide, strict=True)):
        yield f"row {row}", {name: value for name, value in zip(names, cells, strict=True) if value}


def _listed(cell: Any, where: str, sep: str | None) -> list[str] | None:
    """Give the labels of a cell: a text, a list or a number; None if it is missing."""
    if hasattr(cell, "tolist"):
        cell = cell.tolist()
    if isinstance(cell, (list, tuple, set, frozenset)):
        return [_label(one, where) for one in cell]
    if is_missing(cell):
        return None
    if isinstance(cell, str):
        parts = [cell] if sep is None else cell.split(sep)
        return [part.strip() for part in parts if part.strip()]
    return [_label(cell, where)]


def _label(value: Any, where: str) -> str:
    """Give one label as text."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    if is_missing(value):
        raise ValueError(f"{where}: a label of the list is missing; if it was NA, Namibia, read it as text")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise ValueError(f"{where}: a label is a text or a whole number. Given {value!r}")


def _values(cells: Sequence[Any], name: str) -> array[float]:
    """Give the values of a column that is a label."""
    return array("d", (_value(cell, row, name) for row, cell in enumerate(cells)))


def _value(cell: Any, row: int, name: str) -> float:
    """Give the value of a cell of a column that is a label; 0 is none."""
    if isinstance(cell, np.generic):
        cell = cell.item()
    where = f"row {row}, column {name!r}"
    if is_missing(cell):
        raise ValueError(f"{where}: the value is missing; 0 says that it is no label")
    if not isinstance(cell, (int, float)):
        raise ValueError(f"{where}: a column that is a label holds 0 and 1, or values from 0 on. Given {cell!r}")
    if not 0 <= cell <= _GREATEST:
        raise ValueError(f"{where}: the value of a label must lie between 0 and {_GREATEST:,}. Given {cell!r}")
    return float(cell)


def _check_distinct(names: Sequence[str], convert: _Convert) -> None:
    """Refuse two columns of values that are one label."""
    owner: dict[str, str] = {}
    for name in names:
        try:
            tag = convert(name)
        except ValueError as error:
            raise ValueError(f"column {name!r}: {error}") from None
        if owner.setdefault(tag, name) != name:
            raise ValueError(f"the columns {owner[tag]!r} and {name!r} are both {tag}; a label has one value")


# ---- Labels of one kind


def _add_kind(listing: Listing, kind: str, cells: Iterator[tuple[str, _Values]], convert: _Convert) -> int:
    """Add the labels of a kind, each once a document, and give the number of rows where they are missing."""
    missing = 0
    for doc, (where, found) in enumerate(cells):
        missing += found is None
        forms: dict[str, str] = {}
        values = found or {}
        for form in sorted(values):
            try:
                forms.setdefault(convert(form), form)
            except ValueError as error:
                raise ValueError(f"{where}: {error}") from None
        for tag, form in sorted(forms.items()):
            listing.add(doc, 0, 0, (kind, tag, form, LABEL), values[form])
    return missing


def _warn_of_countries(listing: Listing, column: Sequence[Any], codes: str | None, library: str) -> None:
    """Warn where Namibia may be missing, and of countries that are ISO codes in part only."""
    tags = {tag for kind, tag, *_ in listing.numbers if kind == "country"}
    lost = sum(cell is not None and is_missing(cell) for cell in column)
    if codes == "iso2" and library == "pandas" and lost and "NA" not in tags:
        warnings.warn(
            f"countries are missing in {lost:,} of {len(column):,} rows, and none is NA, Namibia, which pandas reads "
            "as missing: read the table with pandas.read_csv(..., keep_default_na=False)",
            CaveatWarning,
            stacklevel=3,
        )
    strange = sorted(tag for tag in tags if len(tag) == 2 and not _is_iso(tag))
    if codes is None and strange and any(map(_is_iso, tags)):
        warnings.warn(
            f"some countries are no ISO codes: {', '.join(strange[:_NAMED])}; if they are codes of another kind, the "
            "others may be too: name them by codes='fips'",
            CaveatWarning,
            stacklevel=3,
        )


def _is_iso(tag: str) -> bool:
    try:
        return tag_of_code("iso2", tag) == tag
    except ValueError:
        return False
