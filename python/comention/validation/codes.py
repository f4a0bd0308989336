"""Codes: what people write into the cells of a coding sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from comention._checks import as_list, one_of
from comention.documents import is_missing
from comention.lexicon import Lexicon

SEPARATOR = ";"
JOINT = "; "
NONE = "-"
"""The code of a unit that was read and holds no tag."""


@dataclass(frozen=True)
class Codes:
    """The codes of the tags of some kinds: their ids, behind kind and colon where kinds share an id."""

    lexicon: Lexicon
    kinds: tuple[str, ...]
    names: dict[int, str]
    """Code of each tag, by its number."""

    @classmethod
    def of(cls, lexicon: Lexicon, kind: Any) -> Codes:
        """Make the codes of a kind, of several, or of all for None."""
        kinds = lexicon.kinds if kind is None else [one_of("kind", one, lexicon.kinds) for one in as_list(kind)]
        rows = lexicon._tag_rows
        counted = [row[1] for row in rows if row[4]]
        shared = {tag for tag in counted if counted.count(tag) > 1} if len(set(counted)) < len(counted) else set()
        chosen = {i: row for i, row in enumerate(rows) if row[4] and row[0] in kinds}
        names = {i: f"{row[0]}:{row[1]}" if row[1] in shared else row[1] for i, row in chosen.items()}
        for name in names.values():
            if SEPARATOR in name or name.strip() in ("", NONE):
                raise ValueError(
                    f"the tag {name!r} cannot be a code: {SEPARATOR!r} parts codes and {NONE!r} means none"
                )
        return cls(lexicon, tuple(dict.fromkeys(map(str, kinds))), names)

    @property
    def of_form(self) -> npt.NDArray[np.int64]:
        """Tag of each form; -1 for those of other kinds and blocks."""
        owners = [row[0] for row in self.lexicon._form_rows]
        return np.array([-1 if tag not in self.names else tag for tag in owners], dtype=np.int64)

    def stratum(self, tag: int) -> str:
        """Name the stratum of a tag: by kind too, so that no program reads that of Namibia as a missing value."""
        kind, name = self.lexicon._tag_rows[tag][:2]
        return f"{kind} {name}"

    def read(self, cell: object) -> frozenset[int] | None:
        """Read a cell: None if it is blank, the empty set for "-".

        Tags are known by id, alpha-3 code or label. Those of kinds that are not asked for are left out.
        """
        written = split_codes(cell)
        return None if written is None else frozenset(map(self._find, written)) & self.names.keys()

    def _find(self, code: str) -> int:
        kind, colon, rest = code.partition(":")
        try:
            if colon and kind.strip() in self.lexicon.kinds:
                return self.lexicon._find(kind.strip(), rest.strip())
            return self.lexicon._find_any(code)
        except (KeyError, ValueError) as error:
            raise ValueError(error.args[0]) from None


def split_codes(cell: object) -> frozenset[str] | None:
    """Part the codes of a cell: None if it is blank, the empty set for "-"."""
    if is_missing(cell):
        return None
    if isinstance(cell, (set, frozenset, list, tuple)):
        return frozenset(str(one).strip() for one in cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    written = {part.strip() for part in str(cell).split(SEPARATOR)} - {""}
    if NONE in written and len(written) > 1:
        raise ValueError(f"{NONE!r} means that no tag is there, yet others stand beside it: {cell!r}")
    return frozenset(written - {NONE}) if written else None


def read_cells(codes: Codes | None, cells: Sequence[object], rows: Sequence[int]) -> list[frozenset[Any] | None]:
    """Read the cells of a sheet; errors name the row."""
    read = []
    for cell, row in zip(cells, rows, strict=True):
        try:
            read.append(split_codes(cell) if codes is None else codes.read(cell))
        except ValueError as error:
            raise ValueError(f"row {row}: {error}") from None
    return read


def check_namibia(cells: Sequence[object], namibia: Iterable[bool], rows: Sequence[int], library: str) -> None:
    """Raise if pandas may have read the code of Namibia as a missing value."""
    lost = [row for cell, is_found, row in zip(cells, namibia, rows, strict=True) if is_found and is_missing(cell)]
    if lost and library == "pandas":
        raise ValueError(
            f"{rows_named(lost)}: the code is missing where Namibia (NA) was found; pandas reads NA as missing. Read "
            "the sheet with pandas.read_csv(..., keep_default_na=False), which keeps blank codes as empty text"
        )


def rows_named(rows: Sequence[int], most: int = 10) -> str:
    """Name some rows."""
    shown = ", ".join(map(str, sorted(rows)[:most])) + (f", … ({len(rows)} in all)" if len(rows) > most else "")
    return f"row{'s' * (len(rows) != 1)} {shown}"
