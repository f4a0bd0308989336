"""Dictionaries as tables, CSV and TSV, and in the format of LIWC."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from comention._checks import unknown
from comention.dictionaries.rows import Row, fail, shown

# Those of a tag are the same in all its rows; a tag's own note is the column tag_note.
FORM_COLUMNS = ("case", "type", "flags", "note")
TAG_COLUMNS = ("label", "group", "tier", "alpha3", "numeric", "continent", "region", "successors", "tag_note")
COLUMNS = ("id", "pattern", "weight", *FORM_COLUMNS, *TAG_COLUMNS)
_SPACE = " \t"


def table_rows(text: str, name: str, delimiter: str) -> Iterator[Row]:
    """Give the rows of a table with a header."""
    records = _records(text, name, delimiter)
    line, cells = next(records)
    header = [cell.strip() for cell in cells]
    _check_header(header, name, line)
    for line, cells in records:
        if len(cells) != len(header):
            fail(name, line, f"expected {len(header)} fields, found {len(cells)}")
        yield _table_row(dict(zip(header, cells, strict=True)), name, line)


def _records(text: str, name: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give the records of a table with the line where each begins; blank lines are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        fail(name, line, f"not a valid table: {error}")


def _check_header(header: Sequence[str], name: str, line: int) -> None:
    for column in ("id", "pattern"):
        if column not in header:
            found = shown(" | ".join(header))
            fail(name, line, f"the header lacks the column {column!r}. Its fields, parted by |: {found}")
    for column in header:
        if column not in COLUMNS:
            fail(name, line, unknown("column", column, COLUMNS))
        if header.count(column) > 1:
            fail(name, line, f"the column {column!r} is there twice")


def _table_row(cells: dict[str, str], name: str, line: int) -> Row:
    tag, pattern, weight = cells.pop("id"), cells.pop("pattern"), cells.pop("weight", "")
    block = cells.get("type") == "block"
    if block == bool(tag.strip()):
        fail(name, line, f"a block has no id. Found {tag!r}" if block else "the id is blank")
    if not re.fullmatch(r"\s*(1(\.0*)?)?\s*", weight):
        fail(name, line, f"the weight must be 1 or blank: mentions are counted, not weighted. Found {shown(weight)}")
    more = {column: cell for column, cell in cells.items() if cell or column in TAG_COLUMNS}
    for column, cell in more.items():
        if "\t" in cell or "\n" in cell:
            fail(name, line, f"the {column} holds a tab or a line break: {shown(cell)}")
    return Row(line, () if block else (tag,), pattern, more)


# LIWC: categories between two lines with %, then words with the numbers of their categories.


def liwc_rows(text: str, name: str) -> Iterator[Row]:
    """Give the words of a LIWC dictionary, once for each of their categories, and the categories before."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip(_SPACE)]
    marks = [place for place, (_, line) in enumerate(lines) if line.strip(_SPACE) == "%"]
    if len(marks) < 2 or marks[0] != 0:
        fail(name, lines[0][0], "a LIWC dictionary begins with its categories between two lines with %")
    categories = _liwc_categories(lines[1 : marks[1]], name)
    for keys, number in categories.values():
        yield Row(number, keys, None)
    for number, line in lines[marks[1] + 1 :]:
        word, *fields = (field.strip(_SPACE) for field in line.strip(_SPACE).split("\t"))
        yield from _liwc_word(word, [field for field in fields if field], categories, name, number)


def _liwc_categories(lines: Sequence[tuple[int, str]], name: str) -> dict[str, tuple[tuple[str, ...], int]]:
    """Give keys and line of each number; tabs before a number nest it, as in LIWC 2015."""
    found: dict[str, tuple[tuple[str, ...], int]] = {}
    path: list[str] = []
    for line, text in lines:
        parts = re.fullmatch(r"(\t*) *([0-9]+)[ \t]+([^ \t].*?)[ \t]*", text, re.DOTALL)
        if parts is None:
            fail(name, line, f"a category is a number, a tab and a name. Found {shown(text)}")
        if len(parts[1]) > len(path):
            fail(name, line, f"the category {parts[3]!r} is indented deeper than the one above it allows")
        path = [*path[: len(parts[1])], parts[3]]
        if parts[2] in found:
            fail(name, line, f"the category {parts[2]} is there twice, first in line {found[parts[2]][1]}")
        for keys, earlier in found.values():
            if keys == tuple(path):
                fail(name, line, f"the category {shown(parts[3])} is there twice, first in line {earlier}")
        found[parts[2]] = tuple(path), line
    return found


def _liwc_word(
    word: str, numbers: Sequence[str], categories: Mapping[str, tuple[tuple[str, ...], int]], name: str, line: int
) -> Iterator[Row]:
    conditional = re.search(r"\w.*\(.*\)|<of>", word) or any(re.search(r"[()<>/]", number) for number in numbers)
    if conditional:
        fail(name, line, f"conditions, as in (02 134)125/464 or kind (of), cannot be read. Found at {shown(word)}")
    if not numbers:
        fail(name, line, f"the word {shown(word)} has no category; a tab stands between them")
    for number in numbers:
        if number not in categories:
            fail(name, line, f"the category {shown(number)} of {shown(word)} is not defined above")
        yield Row(line, categories[number][0], word)
