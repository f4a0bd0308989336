"""The corpus: documents with their texts, ids, dates and further columns."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from comention import _core
from comention._frames import to_columns
from comention.documents import Documents, column_of, documents_of, is_missing, joined_columns

_FIELD_BREAK = "\n\n"
_FILE_ENDINGS = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".parquet", ".xlsx")
_WILDCARDS = "*?["


def _as_text(value: object, row: int) -> str | None:
    if isinstance(value, str):
        return value
    if is_missing(value):
        return None
    if isinstance(value, (bytes, bytearray)):
        try:
            return bytes(value).decode("utf-8")
        except UnicodeDecodeError as error:
            raise ValueError(f"row {row}: the text is not valid UTF-8: first wrong byte at {error.start}") from None
    raise TypeError(f"row {row}: a text must be str, not {type(value).__name__}")


def _join_fields(fields: Sequence[Sequence[object]]) -> list[str | None]:
    """Join the fields of each document by a blank line; missing ones are left out."""
    rows = []
    for row, cells in enumerate(zip(*fields, strict=True)):
        present = [text for text in (_as_text(cell, row) for cell in cells) if text is not None]
        rows.append(_FIELD_BREAK.join(present) if present else None)
    return rows


class Corpus(Documents):
    """Documents to read: their texts, ids, dates and further columns.

    Parameters
    ----------
    data : str, list of str, dict of columns or data frame
        One text, several, or a table (pandas, polars, pyarrow, …). A missing text (None, NaN) keeps its document
        number, has no units and is not counted in any n. Bytes are read as UTF-8.
    text : str or list of str, optional
        The column that holds the text; with several columns (`["title", "body"]`) the fields are joined by a blank
        line, and no sentence or paragraph crosses from one into the next. Needed for tables, refused for lists.
    id : str, optional
        The column of ids, which must be there and differ. Documents are numbered from 0 without it.
    date : str, optional
        The column of dates.
    meta : str or list of str, optional
        Further columns to keep.

    Raises
    ------
    KeyError
        If a column is not there; the known ones are listed.
    ValueError
        If an id is missing or there twice, or bytes are not UTF-8; the row is named.
    TypeError
        If a text is neither text nor missing; the row is named.

    Examples
    --------
    >>> import comention as cm
    >>> table = {"body": ["Mali and Chad signed.", None], "day": ["2013-01-11", "2013-01-12"]}
    >>> cm.Corpus(table, text="body", date="day")
    <Corpus: 2 documents, 1 without text; date 'day'>
    """

    def __init__(
        self,
        data: Any,
        *,
        text: str | Sequence[str] | None = None,
        id: str | None = None,
        date: str | None = None,
        meta: str | Sequence[str] | None = None,
    ) -> None:
        self._library = "pandas"
        if isinstance(data, str) and data.lower().endswith(_FILE_ENDINGS) and "\n" not in data:
            raise ValueError(
                f"{data!r} looks like a file: read texts with Corpus.from_files, tables with pandas or polars"
            )
        if isinstance(data, (str, bytes)):
            data = [data]
        columns = None if isinstance(data, (list, tuple)) else self._read_table(data)
        if columns is None:
            given = {"text": text, "id": id, "date": date, "meta": meta}
            for name, value in given.items():
                if value is not None:
                    raise ValueError(f"{name}= names a column of a table, but a list of texts was given")
            self._texts = [_as_text(value, row) for row, value in enumerate(data)]
            columns = {}
        else:
            if text is None:
                raise ValueError(f"text= must name the column with the text. Known: {', '.join(columns)}")
            fields = [text] if isinstance(text, str) else list(text)
            if not fields:
                raise ValueError("text= must name at least one column")
            self._texts = _join_fields([column_of(columns, name, "text") for name in fields])
        ids, dates, kept = documents_of(columns, id, date, meta)
        super().__init__(len(self._texts), ids, dates, kept, self._library, {"id": id, "date": date})
        self._core = _core.Texts(self._texts)

    def _is_empty(self, document: int) -> bool:
        return self._texts[document] is None

    @classmethod
    def _joined(cls, parts: Sequence[Documents]) -> Corpus:
        """Put corpora one behind the other; columns that not all have are left out."""
        corpus = cls([])
        corpus._texts = [part[document] for part in parts for document in range(len(part))]
        Documents.__init__(corpus, len(corpus._texts), *joined_columns(parts))
        corpus._core = _core.Texts(corpus._texts)
        return corpus

    def _read_table(self, data: Any) -> dict[str, list[Any]] | None:
        """Give the columns of a table, or None if `data` is a sequence of texts."""
        table = to_columns(data)
        if table is not None:
            columns, self._library = table
            return columns
        if not isinstance(data, Iterable):
            raise TypeError(f"a corpus is made of texts or a table, not of {type(data).__name__}")
        return None

    @classmethod
    def from_files(cls, pattern: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> Corpus:
        """Read a document from each file.

        Parameters
        ----------
        pattern : str, path or list of them
            A path, or a pattern such as ``"speeches/**/*.txt"``. Files are read in order of their paths.

        Returns
        -------
        Corpus
            Ids are the paths relative to the folder before the first wildcard; of several patterns, to the folder that
            holds all.

        Raises
        ------
        FileNotFoundError
            If no file matches.
        ValueError
            If a file is not UTF-8; file and byte are named.

        Examples
        --------
        >>> import comention as cm
        >>> corpus = cm.Corpus.from_files("speeches/*.txt")  # doctest: +SKIP
        """
        patterns = [pattern] if isinstance(pattern, (str, os.PathLike)) else list(pattern)
        names = [os.fspath(one) for one in patterns]
        if not names:
            raise FileNotFoundError("no pattern was given")
        files = [path for name in names for path in _matching_files(name)]
        base = os.path.commonpath([os.path.abspath(_fixed_folder(name)) for name in names])
        ids = [Path(os.path.relpath(path, base)).as_posix() for path in files]
        texts = [_read_file(path) for path in files]
        return cls({"id": ids, "text": texts}, text="text", id="id")

    def __getitem__(self, document: int) -> str | None:
        """Give the text of a document by its number."""
        return self._texts[document]

    @property
    def missing(self) -> int:
        """Number of documents without text."""
        return sum(text is None for text in self._texts)

    def __repr__(self) -> str:
        parts = [f"{len(self):,} document{'s' * (len(self) != 1)}"]
        if self.missing:
            parts[0] += f", {self.missing:,} without text"
        return f"<Corpus: {'; '.join(parts + self._columns_shown())}>"


def as_corpus(source: Any) -> Corpus:
    """Make a corpus of a text or a list of texts; a table must say which column holds the text."""
    if isinstance(source, Corpus):
        return source
    if isinstance(source, dict) or hasattr(source, "columns"):
        raise ValueError("a table must say where its texts are: Corpus(table, text=...)")
    return Corpus(source)


def _matching_files(pattern: str) -> list[str]:
    """List the files that a pattern names, in order of their paths."""
    if os.path.isdir(pattern):
        raise IsADirectoryError(f"{pattern!r} is a folder; name its files, as {os.path.join(pattern, '*.txt')!r}")
    if os.path.isfile(pattern):
        return [pattern]
    files = sorted(path for path in glob.glob(pattern, recursive=True) if os.path.isfile(path))
    if not files:
        raise FileNotFoundError(f"no file matches {pattern!r}")
    return files


def _fixed_folder(pattern: str) -> str:
    """Give the folder of a pattern before its first wildcard."""
    folder = os.path.dirname(pattern)
    while any(c in folder for c in _WILDCARDS):
        folder = os.path.dirname(folder)
    return folder or "."


def _read_file(path: str) -> str:
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: not valid UTF-8: first wrong byte at {error.start}") from None
