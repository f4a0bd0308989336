"""Coded sheets as they come back: checked row by row and weighted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention._checks import as_list, one_of, unknown
from comention._frames import to_columns
from comention.documents import Documents, is_missing
from comention.text import UNITS
from comention.validation.codes import SEPARATOR, Codes, check_namibia, read_cells, rows_named
from comention.validation.sampling import unit_places

if TYPE_CHECKING:
    from comention.mentions import Mentions

Integers = npt.NDArray[np.int64]

_NUMBERS = ("row", "doc", "unit", "start", "end", "stratum_size")
_NEEDED = (*_NUMBERS, "kinds", "code", "stratum", "inclusion")


@dataclass(frozen=True)
class CodedSheet:
    """The coded rows of a sheet. Arrays and lists are of one length."""

    unit: str
    codes: Codes
    rows: Integers
    docs: Integers
    starts: Integers
    ends: Integers
    given: list[frozenset[int]]
    """Tags that the coder gave."""
    weights: npt.NDArray[np.float64]
    blank: list[int]
    """Rows that were not coded."""
    namibia: list[int]
    """Those of them in which Namibia is mentioned, whose code programs may take for a missing value."""
    library: str


@dataclass(frozen=True)
class Stratum:
    """A stratum of a sheet: its units in the corpus, how many were drawn, and where its rows are."""

    name: str
    size: int
    drawn: int
    places: Integers


def read_sheet(mentions: Mentions, coded: Any, kind: Any) -> CodedSheet:
    """Read a coded sheet; errors name what is wrong and where."""
    columns, library = _table(coded)
    numbers = {name: whole_numbers(columns, name) for name in _NUMBERS}
    rows = numbers["row"].tolist()
    _check_rows(rows, numbers)
    codes = _codes(mentions, columns["kinds"], kind)
    _check_documents(mentions.corpus, columns.get("id"), numbers["doc"], rows)
    strata = _strata(columns, numbers)
    _check_complete(strata, rows)
    unit = _unit_of(mentions, numbers, sum(stratum.size for stratum in strata))
    namibia = _namibia(mentions, numbers)
    check_namibia(columns["code"], namibia, rows, library)
    read = read_cells(codes, columns["code"], rows)
    _check_kinds(codes, columns["code"], read)
    is_coded = np.array([one is not None for one in read], dtype=bool)
    weights = _weights(strata, is_coded)
    kept = {name: values[is_coded] for name, values in numbers.items()}
    return CodedSheet(
        unit,
        codes,
        kept["row"],
        kept["doc"],
        kept["start"],
        kept["end"],
        [one for one in read if one is not None],
        weights[is_coded],
        numbers["row"][~is_coded].tolist(),
        numbers["row"][~is_coded & namibia].tolist(),
        library,
    )


def _table(coded: Any) -> tuple[dict[str, list[Any]], str]:
    table = to_columns(coded)
    if table is None:
        raise TypeError(f"a coded sheet is a frame or a dict of columns, not {type(coded).__name__}")
    columns, library = table
    for name in _NEEDED:
        if name not in columns:
            raise KeyError(unknown("column of the coded sheet", name, columns))
    if not columns["row"]:
        raise ValueError("the coded sheet has no rows")
    return columns, library


def whole_numbers(columns: dict[str, list[Any]], name: str) -> Integers:
    """Read whole numbers, also as floats and text, as they come back from files."""
    values = []
    for place, cell in enumerate(columns[name]):
        number = _number(cell)
        if not number.is_integer() or number < 0:
            where = f"line {place}" if name == "row" or "row" not in columns else f"row {columns['row'][place]}"
            raise ValueError(f"{where}: {name} must be a whole number from 0 on. Given {cell!r}")
        values.append(int(number))
    return np.array(values, dtype=np.int64)


def _number(cell: object) -> float:
    """Read a number; NaN if it is none."""
    try:
        return float("nan") if is_missing(cell) else float(str(cell))
    except ValueError:
        return float("nan")


def _check_rows(rows: list[int], numbers: dict[str, Integers]) -> None:
    first: dict[tuple[int, ...], int] = {}
    places = zip(*(numbers[name].tolist() for name in ("doc", "start", "end")), strict=True)
    for row, place in zip(rows, places, strict=True):
        if place in first:
            raise ValueError(
                f"row {row}: its unit is that of row {first[place]} already. Validate the sheet of one coder at a "
                "time; krippendorff_alpha compares coders"
            )
        first[place] = row
    twice = sorted({row for row in rows if rows.count(row) > 1}) if len(set(rows)) < len(rows) else []
    if twice:
        raise ValueError(f"{rows_named(twice)}: the number of a row is there twice; were two sheets joined?")


def _codes(mentions: Mentions, kinds: list[Any], kind: Any) -> Codes:
    """Make the codes of the kinds that the sheet is about, or of those of them that are asked for."""
    if len(set(map(str, kinds))) > 1:
        raise ValueError(f"the rows of a sheet are about the same kinds. Given {sorted(set(map(str, kinds)))}")
    of_sheet = [name.strip() for name in str(kinds[0]).split(SEPARATOR)]
    for name in of_sheet:
        one_of("kind in the sheet", name, mentions.lexicon.kinds)
    wanted = of_sheet if kind is None else [one_of("kind of the sheet", one, of_sheet) for one in as_list(kind)]
    return Codes.of(mentions.lexicon, wanted)


def _check_kinds(codes: Codes, cells: list[Any], read: list[frozenset[int] | None]) -> None:
    """Raise if codes were given, but none of the kinds that are judged: these would seem to be wrong throughout."""
    others = Codes.of(codes.lexicon, None)
    if not any(read) and any(others.read(cell) for cell in cells):
        raise ValueError(f"all codes of the sheet are of other kinds than {', '.join(codes.kinds)}; was this coded?")


def _check_documents(corpus: Documents, ids: list[Any] | None, docs: Integers, rows: list[int]) -> None:
    for place, (row, doc) in enumerate(zip(rows, docs.tolist(), strict=True)):
        if doc >= len(corpus):
            raise ValueError(f"row {row}: there is no document {doc}; the corpus has {len(corpus)}")
        if ids is not None and not _same_id(ids[place], corpus._ids[doc]):
            raise ValueError(
                f"row {row}: document {doc} is {corpus._ids[doc]!r} in this corpus and {ids[place]!r} in the sheet, "
                "which is of another corpus or order"
            )


def _same_id(given: object, known: object) -> bool:
    """Tell whether two ids are the same but for what files make of numbers."""
    return str(given) == str(known) or _number(given) == _number(known)


def _strata(columns: dict[str, list[Any]], numbers: dict[str, Integers]) -> list[Stratum]:
    names = np.array([str(name) for name in columns["stratum"]])
    shares = np.array([_number(cell) for cell in columns["inclusion"]])
    for row, share in zip(numbers["row"].tolist(), shares.tolist(), strict=True):
        if not 0 < share <= 1:
            raise ValueError(f"row {row}: inclusion must lie above 0 and be at most 1. Given {share}")
    return [_stratum(name, np.flatnonzero(names == name), numbers, shares) for name in np.unique(names).tolist()]


def _stratum(name: str, places: Integers, numbers: dict[str, Integers], shares: npt.NDArray[np.float64]) -> Stratum:
    size, share = int(numbers["stratum_size"][places[0]]), float(shares[places[0]])
    drawn = round(size * share)
    for place in places.tolist():
        if numbers["stratum_size"][place] != size or abs(shares[place] * size - drawn) > 1e-3:
            raise ValueError(
                f"row {numbers['row'][place]}: inclusion {shares[place]:.6g} and stratum_size "
                f"{numbers['stratum_size'][place]} are not those of the stratum {name!r}; a sheet keeps them as drawn"
            )
    return Stratum(name, size, drawn, places)


def _check_complete(strata: list[Stratum], rows: list[int]) -> None:
    """Raise if rows are lost or added, since the weights hold for the whole sheet only."""
    for stratum in strata:
        if len(stratum.places) > stratum.drawn:
            raise ValueError(
                f"the stratum {stratum.name!r} has {len(stratum.places)} rows and {stratum.drawn} were drawn; "
                "rows cannot be added by hand"
            )
    short = [stratum for stratum in strata if len(stratum.places) < stratum.drawn]
    if short:
        count = max(sum(stratum.drawn for stratum in strata), max(rows) + 1)
        lost = sorted(set(range(count)) - set(rows))
        raise ValueError(
            f"{rows_named(lost)} of the sheet {'is' if len(lost) == 1 else 'are'} missing (strata "
            f"{', '.join(repr(stratum.name) for stratum in short[:5])}), and without them the weights are wrong; put "
            "them back, with code left blank where nobody coded"
        )


def _unit_of(mentions: Mentions, numbers: dict[str, Integers], total: int) -> str:
    """Find the unit of which all places are one, and whose number in the corpus is that of the strata."""
    given = np.stack([numbers["start"], numbers["end"]], axis=1)
    places = {unit: unit_places(mentions, unit, numbers["doc"], numbers["unit"]) for unit in UNITS}
    fits = {unit: (spans == given).all(axis=1) for unit, spans in places.items()}
    fitting = [unit for unit in reversed(UNITS) if fits[unit].all()]
    counts = {unit: int(mentions._units_per_document(unit).sum()) for unit in fitting}
    for unit, count in counts.items():
        if count == total:
            return unit
    if fitting:
        raise ValueError(
            f"the strata of the sheet hold {total} units and the corpus has {counts[fitting[0]]} {fitting[0]}s; "
            "all rows of a stratum are missing, or the sheet is of another corpus"
        )
    best = max(UNITS, key=lambda unit: int(fits[unit].sum()))
    wrong = int(np.flatnonzero(~fits[best])[0])
    row, doc, number, start, end = (int(numbers[name][wrong]) for name in ("row", "doc", "unit", "start", "end"))
    raise ValueError(
        f"row {row}: no {best} {number} of document {doc} goes from {start} to {end}; is the sheet of another corpus?"
    )


def _namibia(mentions: Mentions, numbers: dict[str, Integers]) -> npt.NDArray[np.bool_]:
    """Tell in which rows Namibia is mentioned."""
    tags = mentions.lexicon._tag_rows
    namibia = [i for i, row in enumerate(tags) if row[1] == "NA"]
    rows, found = found_in(mentions, numbers["doc"], numbers["start"], numbers["end"])
    hit = np.isin(tag_of_mentions(mentions)[found], namibia)
    with_namibia = np.zeros(len(numbers["doc"]), dtype=bool)
    with_namibia[rows[hit]] = True
    return with_namibia


def tag_of_mentions(mentions: Mentions) -> Integers:
    """Give the number of the tag of each mention."""
    owners = np.array([-1 if row[0] is None else row[0] for row in mentions.lexicon._form_rows], dtype=np.int64)
    return np.asarray(owners[mentions._core.columns()["form"]])


def found_in(mentions: Mentions, docs: Integers, starts: Integers, ends: Integers) -> tuple[Integers, Integers]:
    """Give the mentions that lie in stretches of text, as pairs of the stretch's place and the mention's number."""
    columns = mentions._core.columns()
    keys = _keys(columns["doc"], columns["start"])
    order = np.argsort(keys, kind="stable")
    low = np.searchsorted(keys[order], _keys(docs, starts))
    counts = np.searchsorted(keys[order], _keys(docs, ends)) - low
    places = np.repeat(np.arange(len(docs)), counts)
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return places, order[np.repeat(low, counts) + within]


def _keys(docs: npt.NDArray[Any], positions: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    return (docs.astype(np.uint64) << np.uint64(32)) | positions.astype(np.uint64)


def _weights(strata: list[Stratum], is_coded: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Let the coded rows of each stratum stand for all its units."""
    weights = np.zeros(len(is_coded))
    empty = [stratum.name for stratum in strata if not is_coded[stratum.places].any()]
    if empty:
        raise ValueError(
            f"no row is coded in {len(empty)} of the strata ({', '.join(map(repr, empty[:5]))}); code at least one "
            "in each"
        )
    for stratum in strata:
        weights[stratum.places] = stratum.size / is_coded[stratum.places].sum()
    return weights
