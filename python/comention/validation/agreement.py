"""Agreement of coders: Krippendorff's alpha, over all codes and tag by tag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention._checks import one_of, unknown
from comention._frames import make_frame, to_columns
from comention.documents import is_missing
from comention.lexicon import Lexicon
from comention.validation.codes import NONE, Codes, check_namibia, read_cells, split_codes
from comention.validation.sheet import whole_numbers

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
Values = list[frozenset[str]]

DISTANCES = ("masi", "jaccard", "nominal")
_PLACE = ("doc", "start", "end")
# How many pairs of sets are held in memory at a time.
_BLOCK_PAIRS = 1_000_000
_BLOCK_CELLS = 4_000_000


def krippendorff_alpha(
    *coders: Any, distance: str = "masi", lexicon: Lexicon | None = None, kind: str | Sequence[str] | None = None
) -> Agreement:
    """Measure how far coders agree, by Krippendorff's alpha.

    Alpha is 1 - Do / De: Do the mean distance between the codes of a unit, De that between all codes, whoever gave
    them and wherever (Krippendorff 2004, chapter 11). 1 is perfect agreement, 0 what chance gives. Krippendorff asks
    for .8, and .667 for tentative conclusions. Units that fewer than two coders coded are left out.

    A coding sheet holds more rare tags than the corpus, and alpha is of the sheet, not weighted.

    Parameters
    ----------
    *coders : data frame or sequence
        A coded sheet for each coder, as `Mentions.sample` makes them, whose rows are matched by doc, start and end; or
        for each a sequence of codes in the same order. A cell holds codes joined by ";" (or is a set of them), "-" for
        none, and is blank or missing where the coder did not code.
    distance : {"masi", "jaccard", "nominal"}
        How far two sets of codes are apart. ``jaccard``: 1 - shared codes / all codes of the two. ``masi``: the same
        with the share multiplied by 2/3 where one set holds the other and by 1/3 where they only overlap (Passonneau
        2006). ``nominal``: 0 if they are the same set, else 1; with one code a unit this is nominal alpha.
    lexicon : Lexicon, optional
        What codes mean, so that "KAZ" and "KZ" are one, and unknown codes an error. Codes are taken as written without.
    kind : str or list of str, optional
        With a lexicon: codes of these kinds only.

    Returns
    -------
    Agreement

    Raises
    ------
    ValueError
        If fewer than two coders are given, no unit was coded by two, or a code is unknown; the row is named.

    Examples
    --------
    >>> import comention as cm
    >>> cm.krippendorff_alpha(["IR", "IR; US", "-", "US"], ["IR", "US", "-", "US"])
    <Agreement of 2 coders on 4 units: alpha 0.78, masi distance; 2 tags>
    """
    one_of("distance", distance, DISTANCES)
    if len(coders) < 2:
        raise ValueError(f"agreement needs at least two coders. Given {len(coders)}")
    if kind is not None and lexicon is None:
        raise ValueError("kind= needs the lexicon that says of which kind a code is; give lexicon=")
    codes = None if lexicon is None else Codes.of(lexicon, kind)
    units: dict[Hashable, Values] = {}
    for cells in _by_unit(coders, codes):
        for place, value in cells.items():
            if value is not None:
                units.setdefault(place, []).append(value)
    pairable = [values for values in units.values() if len(values) > 1]
    if not pairable:
        raise ValueError("no unit was coded by two coders; are these sheets of the same sample?")
    return Agreement(pairable, len(coders), distance)


class Agreement:
    """Krippendorff's alpha of coders. Made by `krippendorff_alpha`.

    Examples
    --------
    >>> import comention as cm
    >>> agreement = cm.krippendorff_alpha(["IR", "-", "US"], ["IR", "-", "IR"], distance="nominal")
    >>> round(agreement.alpha, 3)
    0.545
    """

    def __init__(self, units: list[Values], coders: int, distance: str) -> None:
        self._units = units
        self._coders = coders
        self._distance = distance
        self._alpha = _alpha(units, distance)

    @property
    def alpha(self) -> float:
        """Alpha over the whole sets of codes; NaN if all are the same, since nothing could have differed."""
        return self._alpha

    def __len__(self) -> int:
        """Give the number of units that two coders or more coded."""
        return len(self._units)

    @property
    def _tags(self) -> list[str]:
        return sorted({tag for values in self._units for value in values for tag in value})

    def to_pandas(self) -> pd.DataFrame:
        """Give alpha tag by tag: nominal, of whether a tag was given or not.

        Returns
        -------
        pandas.DataFrame
            Columns tag, given (codes with the tag, over units and coders), units (in which some coder gave it), agreed
            (those of them in which all did) and alpha.

        Examples
        --------
        >>> import comention as cm
        >>> cm.krippendorff_alpha(["IR", "-", "US"], ["IR", "-", "IR"]).to_pandas()[["tag", "agreed"]].values.tolist()
        [['IR', 1], ['US', 0]]
        """
        coders = np.array([len(values) for values in self._units])
        rows = []
        for tag in self._tags:
            given = np.array([sum(tag in value for value in values) for values in self._units])
            counts = int(given.sum()), int((given > 0).sum()), int((given == coders).sum())
            rows.append((tag, *counts, binary_alpha(given, coders)))
        names = ("tag", "given", "units", "agreed", "alpha")
        frame: pd.DataFrame = make_frame({name: [row[i] for row in rows] for i, name in enumerate(names)}, "pandas")
        return frame

    def __repr__(self) -> str:
        return (
            f"<Agreement of {self._coders} coders on {len(self):,} unit{'s' * (len(self) != 1)}: "
            f"alpha {self.alpha:.2f}, {self._distance} distance; {len(self._tags):,} tag{'s' * (len(self._tags) != 1)}>"
        )


def _by_unit(coders: Sequence[Any], codes: Codes | None) -> list[dict[Hashable, frozenset[str] | None]]:
    """Give the codes of each coder by unit."""
    tables = [to_columns(coder) for coder in coders]
    if all(table is not None for table in tables):
        return [_sheet(*table, codes) for table in tables if table is not None]
    if any(table is not None for table in tables):
        raise TypeError("give a sheet for each coder, or a sequence of codes for each")
    lists = [list(coder) for coder in coders]
    if len({len(cells) for cells in lists}) > 1:
        raise ValueError(f"coders must have one code a unit. Given {', '.join(str(len(cells)) for cells in lists)}")
    return [dict(enumerate(_values(cells, range(len(cells)), codes))) for cells in lists]


def _sheet(columns: dict[str, list[Any]], library: str, codes: Codes | None) -> dict[Hashable, frozenset[str] | None]:
    for name in (*_PLACE, "code"):
        if name not in columns:
            raise KeyError(unknown("column of the coded sheet", name, columns))
    cells = columns["code"]
    rows = whole_numbers(columns, "row").tolist() if "row" in columns else list(range(len(cells)))
    # `found` is never blank, so that one that is missing was NA.
    found = columns.get("found", [NONE] * len(cells))
    check_namibia(cells, [is_missing(one) or "NA" in (split_codes(one) or ()) for one in found], rows, library)
    places: list[Hashable] = list(zip(*(whole_numbers(columns, name).tolist() for name in _PLACE), strict=True))
    for place, times in Counter(places).items():
        if times > 1:
            raise ValueError(f"row {rows[places.index(place)]}: its unit is in the sheet twice; give a sheet a coder")
    return dict(zip(places, _values(cells, rows, codes), strict=True))


def _values(cells: Sequence[object], rows: Sequence[int], codes: Codes | None) -> list[frozenset[str] | None]:
    read = read_cells(codes, cells, rows)
    if codes is None:
        return read
    return [None if value is None else frozenset(codes.names[tag] for tag in value) for value in read]


def _alpha(units: list[Values], distance: str) -> float:
    """Compute alpha: 1 - Do / De. Sets that share nothing are 1 apart, so that only the others are looked at."""
    number = {value: i for i, value in enumerate(dict.fromkeys(value for values in units for value in values))}
    places = [[number[value] for value in values] for values in units]
    holds = _holdings(list(number))
    total = np.bincount(np.concatenate(places)).astype(float)
    first, second, weight = _pairs(places)
    observed = 2 * float(weight.sum() - _alike_in_pairs(holds, first, second, distance) @ weight)
    expected = (float(total.sum()) ** 2 - _alike_in_all(holds, total, distance)) / (float(total.sum()) - 1)
    return 1 - observed / expected if expected > 0 else float("nan")


def _holdings(values: Values) -> Any:
    """Give the sparse matrix of sets and codes. The empty set holds a code of its own, so that it is like itself."""
    from scipy import sparse

    codes: dict[str | None, int] = {}
    held = [[codes.setdefault(code, len(codes)) for code in sorted(value) or (None,)] for value in values]
    ends = np.cumsum([0, *map(len, held)])
    ones = np.ones(int(ends[-1]))
    return sparse.csr_array((ones, np.concatenate(held), ends), shape=(len(values), len(codes)))


def _pairs(units: list[list[int]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """Give the pairs of different sets in a unit, by their places, and how much each counts."""
    parts = []
    for places in units:
        if len(set(places)) > 1:
            distinct, times = np.unique(places, return_counts=True)
            one, other = np.triu_indices(len(distinct), 1)
            parts.append((distinct[one], distinct[other], times[one] * times[other] / (len(places) - 1)))
    if not parts:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0)
    first, second, weight = (np.concatenate(part) for part in zip(*parts, strict=True))
    return first, second, weight


def _alike_in_pairs(holds: Any, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], distance: str) -> Floats:
    """Tell how alike the sets of each pair are."""
    size = np.asarray(holds.sum(axis=1))
    shared = np.zeros(len(first))
    for start in range(0, len(first), _BLOCK_PAIRS):
        block = slice(start, start + _BLOCK_PAIRS)
        shared[block] = holds[first[block]].multiply(holds[second[block]]).sum(axis=1)
    return _alike(shared, size[first], size[second], distance)


def _alike_in_all(holds: Any, total: Floats, distance: str) -> float:
    """Add up how alike the sets of all pairs are, block by block, so that memory does not grow with their square."""
    size = np.asarray(holds.sum(axis=1))
    codes_first = holds.T.tocsr()
    rows = max(1, _BLOCK_CELLS // len(size))
    added = 0.0
    for start in range(0, len(size), rows):
        shared = (holds[start : start + rows] @ codes_first).tocoo()
        row, col = shared.row + start, shared.col
        added += float(_alike(shared.data, size[row], size[col], distance) @ (total[row] * total[col]))
    return added


def _alike(shared: Floats, one: Floats, other: Floats, distance: str) -> Floats:
    """Tell how alike sets are, from 0 to 1, by their sizes and how many codes they share."""
    union = one + other - shared
    same = shared == union
    if distance == "nominal":
        return np.where(same, 1.0, 0.0)
    alike: Floats = shared / union
    if distance == "masi":
        alike *= np.where(same, 1, np.where(shared == np.minimum(one, other), 2 / 3, 1 / 3))
    return alike


def binary_alpha(given: npt.NDArray[np.int64], coders: npt.NDArray[np.int64]) -> float:
    """Compute nominal alpha of a code that is given or not, from how many coders of each unit gave it."""
    n, ones = int(coders.sum()), int(given.sum())
    expected = 2 * ones * (n - ones) / (n - 1)
    observed = float((2 * given * (coders - given) / (coders - 1)).sum())
    return 1 - observed / expected if expected > 0 else float("nan")
