"""Files of GDELT's Global Knowledge Graph, whose articles have themes and places already."""

from __future__ import annotations

import datetime as dt
import glob
import gzip
import os
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from comention import _core
from comention._caveats import CaveatWarning
from comention._checks import as_list, one_of
from comention.country_codes import fips
from comention.documents import Documents
from comention.listed import Listing

if TYPE_CHECKING:
    from comention.mentions import Mentions

KINDS = ("country", "theme")
# Types of places in the codebook, what they are called here, and the type of form that they are.
PLACES = {"country": ("1",), "adm1": ("2", "5"), "city": ("3", "4")}
_FORM_TYPES = {"1": "name", "2": "subnational", "5": "subnational", "3": "city", "4": "city"}
# Columns of GKG 2.1, and the fields of a place in V2Locations.
_COLUMNS = 27
_ID, _DATE, _SOURCE, _URL, _THEMES, _LOCATIONS = 0, 1, 3, 4, 8, 10
_FIELDS = 9
_LARGEST = 2**32 - 1
_NAMED = 5


def read_gkg(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    places: str | Iterable[str] = ("country", "adm1", "city"),
    kinds: str | Iterable[str] = KINDS,
) -> Mentions:
    r"""Read the countries and themes that GDELT found in articles, from files of its Global Knowledge Graph 2.1.

    An article is a document, whose text is not there; so count with ``unit="document"``, or what stands close together
    with ``unit=Proximity(reach, by="character")``, by the character offsets that GDELT gives. An offset is approximate,
    as GDELT counts in the text as it cleaned it.

    Countries are those of the places found, cities and provinces too. GDELT writes FIPS 10-4 codes, of which many are
    those of another country in ISO (``CH`` is China, ``AU`` Austria, ``RS`` Russia): they are made ISO alpha-2 codes.

    Parameters
    ----------
    paths : str, path or list of them
        Files as GDELT gives them (``.gkg.csv``, also as ``.zip`` or ``.gz``), or patterns: ``"2023/*.gkg.csv.zip"``.
    places : list of str
        Which places count: ``"country"``, ``"adm1"`` (states and provinces), ``"city"`` (cities and landmarks).
    kinds : list of str
        ``"country"`` and ``"theme"``, or one of them.

    Returns
    -------
    Mentions
        Of type name, subnational or city, whose forms are the names of the places; themes are of type term. Ids are
        those of GDELT's records, dates the day of its crawl; further columns are ``source`` and ``url``.

    Raises
    ------
    FileNotFoundError
        If no file matches.
    ValueError
        If a file cannot be unpacked, or an id is there twice.

    Warns
    -----
    CaveatWarning
        If rows or places were left out, with their number: rows that have not 27 columns or whose bytes are no UTF-8
        (file, row and byte are named), places that are not as the codebook says, or whose code is no country, as that
        of the oceans.

    Examples
    --------
    >>> from pathlib import Path
    >>> import comention as cm
    >>> place, theme = "1#Germany#GM#GM##51#9#GM#40", "TRIAL,12"
    >>> row = ["0-1", "20230702153000", "1", "a.com", "https://a.com/1", "", "", "", theme, "", place] + [""] * 16
    >>> size = Path("20230702153000.gkg.csv").write_text("\t".join(row))
    >>> mentions = cm.read_gkg("*.gkg.csv")
    >>> mentions.to_pandas()[["start", "end", "kind", "tag"]].values.tolist()
    [[12, 13, 'theme', 'TRIAL'], [40, 47, 'country', 'DE']]
    """
    from comention.mentions import Mentions

    reader = _Reader(_types_of(places), [str(one_of("kind", kind, KINDS)) for kind in as_list(_listed(kinds))])
    for path in _files(paths):
        reader.read(path)
    reader.warn()
    lexicon, arrays = reader.listing.finish(reader.kinds)
    core = _core.list_mentions(len(reader.ids), *arrays)
    return Mentions(core, reader.documents(), lexicon, places="characters", given=True)


def _listed(values: str | Iterable[str]) -> list[str]:
    return [values] if isinstance(values, str) else list(values)


def _types_of(places: str | Iterable[str]) -> set[str]:
    """Give the codebook's types of places."""
    chosen = [one_of("places", place, PLACES) for place in _listed(places)]
    if not chosen:
        raise ValueError(f"places= names none. Known: {', '.join(PLACES)}")
    return {type_ for place in chosen for type_ in PLACES[place]}


def _files(paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> list[str]:
    """List files, those of a pattern in order of their paths."""
    out = []
    for path in [paths] if isinstance(paths, (str, os.PathLike)) else paths:
        name = os.fspath(path)
        found = [name] if os.path.isfile(name) else sorted(glob.glob(name, recursive=True))
        if not found:
            raise FileNotFoundError(f"no file matches {name!r}")
        out += found
    if not out:
        raise FileNotFoundError("no path was given")
    return out


def _open_all(path: str) -> Iterator[IO[bytes]]:
    """Open what a file holds: itself, unpacked, or the members of an archive."""
    if path.lower().endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                with archive.open(name) as member:
                    yield member
        return
    with gzip.open(path) if path.lower().endswith(".gz") else open(path, "rb") as file:
        yield file  # type: ignore[misc]


@contextmanager
def _naming(path: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError) as error:
        raise ValueError(f"{path}: cannot be unpacked ({error})") from None


@dataclass
class _Reader:
    """Reads one file after another."""

    types: set[str]
    kinds: list[str]
    listing: Listing = field(default_factory=Listing)
    ids: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    """Rows that were left out, and why."""
    malformed: list[str] = field(default_factory=list)
    """Places and themes that were left out."""
    strange: Counter[str] = field(default_factory=Counter)
    """Codes that are no country, and how many places have them."""
    first: dict[str, str] = field(default_factory=dict)
    """Where each id stands."""
    here: set[tuple[str, str, int]] = field(default_factory=set)
    """Kind, tag and offset of the mentions of the current document: what is listed twice is one mention."""

    def read(self, path: str) -> None:
        """Read a file."""
        with _naming(path):
            for file in _open_all(path):
                for row, line in enumerate(file):
                    where = f"{os.path.basename(path)}, row {row}"
                    try:
                        cells = _cells(line)
                    except ValueError as error:
                        self.dropped.append(f"{where}: {error}")
                    else:
                        self._add(cells, where)

    def _add(self, cells: dict[int, str], where: str) -> None:
        name = cells[_ID]
        if name in self.first:
            raise ValueError(f"{where}: the id {name!r} is that of {self.first[name]} already; ids must differ")
        self.first[name] = where
        self.here.clear()
        doc = len(self.ids)
        self.ids.append(name)
        self.dates.append(cells[_DATE])
        self.sources.append(cells[_SOURCE])
        self.urls.append(cells[_URL])
        if "country" in self.kinds:
            for place in filter(None, cells[_LOCATIONS].split(";")):
                self._add_place(doc, place, where)
        if "theme" in self.kinds:
            for theme in filter(None, cells[_THEMES].split(";")):
                self._add_theme(doc, theme, where)

    def _add_place(self, doc: int, place: str, where: str) -> None:
        parts = place.split("#")
        offset = _offset(parts[-1])
        if len(parts) != _FIELDS or parts[0] not in _FORM_TYPES or offset is None or not parts[1]:
            self.malformed.append(f"{where}: {place!r}")
        elif parts[0] in self.types:
            type_, form, code = parts[:3]
            tag, _ = fips().get(code, ("", ""))
            if not tag:
                self.strange[code] += 1
                return
            end = min(offset + len(form), _LARGEST)
            if self._is_new("country", tag, offset):
                self.listing.add(doc, offset, end, ("country", tag, form, _FORM_TYPES[type_]))

    def _is_new(self, kind: str, tag: str, offset: int) -> bool:
        key = kind, tag, offset
        new = key not in self.here
        self.here.add(key)
        return new

    def _add_theme(self, doc: int, theme: str, where: str) -> None:
        tag, _, number = theme.rpartition(",")
        offset = _offset(number)
        if not tag or offset is None:
            self.malformed.append(f"{where}: {theme!r}")
        elif self._is_new("theme", tag, offset):
            self.listing.add(doc, offset, offset + 1, ("theme", tag, tag, "term"))

    def documents(self) -> Documents:
        """Give the documents that were read."""
        meta = {"source": self.sources, "url": self.urls}
        return Documents(len(self.ids), self.ids, self.dates, meta, "pandas", {"id": "GKGRECORDID", "date": "DATE"})

    def warn(self) -> None:
        """Warn of what was left out."""
        parts = []
        if self.dropped:
            rows = len(self.dropped) + len(self.ids)
            parts.append(f"{len(self.dropped):,} of {rows:,} rows were left out ({_some(self.dropped)})")
        if self.malformed:
            parts.append(f"{len(self.malformed):,} places or themes are malformed ({_some(self.malformed)})")
        if self.strange:
            codes = [f"{code} {count:,}{_place_of(code)}" for code, count in sorted(self.strange.items())]
            parts.append(f"{sum(self.strange.values()):,} places have a code that is no country ({_some(codes)})")
        if parts:
            warnings.warn("; ".join(parts), CaveatWarning, stacklevel=3)


def _some(items: Sequence[str]) -> str:
    return "; ".join(items[:_NAMED]) + ("; …" if len(items) > _NAMED else "")


def _place_of(code: str) -> str:
    return f", {fips()[code][1]}" if code in fips() else ", unknown"


def _offset(text: str) -> int | None:
    """Read an offset; None if it is none."""
    return int(text) if text.isascii() and text.isdigit() and int(text) < _LARGEST else None


def _cells(line: bytes) -> dict[int, str]:
    """Give the cells that are needed; raise ValueError if the row is not as it should be."""
    cells = line.rstrip(b"\r\n").split(b"\t")
    if len(cells) != _COLUMNS:
        raise ValueError(f"{len(cells)} columns instead of {_COLUMNS}")
    out = {}
    for column in (_ID, _DATE, _SOURCE, _URL, _THEMES, _LOCATIONS):
        try:
            out[column] = cells[column].decode("utf-8")
        except UnicodeDecodeError as error:
            byte = sum(len(cell) + 1 for cell in cells[:column]) + error.start
            raise ValueError(f"no valid UTF-8: first wrong byte at {byte}") from None
    if not out[_ID]:
        raise ValueError("the id is missing")
    try:
        out[_DATE] = dt.datetime.strptime(out[_DATE], "%Y%m%d%H%M%S").date().isoformat()
    except ValueError:
        raise ValueError(f"{out[_DATE]!r} is no date as 20230702153000") from None
    return out
