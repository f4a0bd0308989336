"""Dictionaries of your own: from files to lexicons."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, Any, NamedTuple

from comention import _core
from comention._checks import as_list, one_of, whole_number
from comention.dictionaries.nested import json_events, nested_rows, yaml_events
from comention.dictionaries.rows import Row, fail, find_unprintable, one_spaced, wrong_key, wrong_text
from comention.dictionaries.tables import TAG_COLUMNS, liwc_rows, table_rows

MOST_BYTES = 64 * 2**20
LONGEST_PATTERN = 1000
# What may be read: a path, or an open file.
Source = str | os.PathLike[str] | IO[Any]
# A pattern that never compiled: kind, tag, pattern, and where it stood.
Skipped = tuple[str, str, str, str]
_ENDINGS = {".yml": "yaml", ".yaml": "yaml", ".json": "json", ".csv": "csv", ".tsv": "tsv", ".dic": "liwc"}
_BOMS = {b"\xff\xfe\x00\x00": "UTF-32", b"\x00\x00\xfe\xff": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
# Letters that stand for wildcards where the core cuts a pattern into words.
STAR, MARK = "\ua78f", "\ua7f7"
_READERS: dict[str, Callable[[str, str], Iterator[Row]]] = {
    "yaml": lambda text, name: nested_rows(yaml_events(text, name), name),
    "json": lambda text, name: nested_rows(json_events(text, name), name),
    "csv": lambda text, name: table_rows(text, name, ","),
    "tsv": lambda text, name: table_rows(text, name, "\t"),
    "liwc": liwc_rows,
}


class Entry(NamedTuple):
    """A pattern of a tag; no pattern for a tag without any, no tag for a block."""

    line: int
    tag: str
    pattern: str | None
    case: str
    more: Mapping[str, str]


def read_dictionary(
    source: Source,
    kind: str,
    format: str | None,
    levels: int | Sequence[int] | None,
    nested: str | None,
    case: str | None,
) -> tuple[_core.Lexicon, list[Skipped]]:
    """Read a dictionary; give it compiled, and the patterns that hold no word and so could not be."""
    name, content = _read_bytes(source)
    format = format_of(name, format)
    rows = list(_READERS[format](_decode(content, name), name))
    tags = _name_tags(rows, levels, name)
    entries = _as_entries(rows, tags, case or "any", name)
    kept, lost = _part_wordless(entries)
    if not any(entry.tag and entry.pattern for entry in kept):
        raise ValueError(f"{name}: the file holds no pattern with a word")
    _check_forms(kept, name)
    skipped = [(kind, entry.tag, entry.pattern or "", f"{name}, line {entry.line}") for entry in lost]
    return _make_core(kept, kind, _nesting(kept, nested, name), name), skipped


def format_of(name: str, format: str | None) -> str:
    """Give the format as named, else by the ending of the file."""
    if format is not None:
        return one_of("format", format, _READERS)
    ending = os.path.splitext(name)[1].lower()
    if ending not in _ENDINGS:
        listed = ", ".join(_ENDINGS)
        raise ValueError(f"{name}: the ending {ending!r} tells no format; name it by format=. Known endings: {listed}")
    return _ENDINGS[ending]


# From file to text.


def _read_bytes(source: Source) -> tuple[str, bytes]:
    if not isinstance(source, (str, os.PathLike)):
        if not hasattr(source, "read"):
            raise TypeError(f"a dictionary is read from a path or an open file. Given {type(source).__name__}")
        name = getattr(source, "name", None)
        return _at_most(source, name if isinstance(name, str) else "<file>")
    name = os.fspath(source)
    if os.path.isdir(name):
        raise ValueError(f"{name}: is a folder, not a file")
    with open(name, "rb") as file:
        if os.fstat(file.fileno()).st_size > MOST_BYTES:
            raise ValueError(_too_large(name))
        return _at_most(file, name)


def _at_most(file: IO[Any], name: str) -> tuple[str, bytes]:
    """Read no more than is allowed and one byte, however long the file."""
    content = bytearray()
    while chunk := file.read(MOST_BYTES + 1 - len(content)):
        content += chunk.encode("utf-8", "surrogatepass") if isinstance(chunk, str) else chunk
        if len(content) > MOST_BYTES:
            raise ValueError(_too_large(name))
    return name, bytes(content)


def _too_large(name: str) -> str:
    return f"{name}: a dictionary may hold {MOST_BYTES:,} bytes; this file is larger"


def _decode(content: bytes, name: str) -> str:
    for bom, encoding in _BOMS.items():
        if content.startswith(bom):
            raise ValueError(f"{name}, line 1: the file is {encoding}; save it as UTF-8")
    mark = len(content) - len(content.removeprefix(b"\xef\xbb\xbf"))
    try:
        text = content[mark:].decode("utf-8")
    except UnicodeDecodeError as error:
        at = mark + error.start
        fail(name, content.count(b"\n", 0, at) + 1, f"not valid UTF-8: first wrong byte at {at}; save it as UTF-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (wrong := find_unprintable(text)) is not None:
        fail(name, text.count("\n", 0, wrong) + 1, str(wrong_text(text[wrong])))
    if not text.strip():
        raise ValueError(f"{name}: the file is empty")
    return text


# From rows to a lexicon.


def _name_tags(rows: Sequence[Row], levels: int | Sequence[int] | None, name: str) -> list[str]:
    """Join the keys of the chosen levels by dots, as quanteda does; keys of one name are one tag."""
    depth = max((len(row.keys) for row in rows), default=0)
    chosen = _chosen_levels(levels, depth, name)
    path_of: dict[str, tuple[str, ...]] = {}
    tags = []
    for row in rows:
        path = tuple(key for level, key in enumerate(row.keys, 1) if level in chosen)
        tag = ".".join(path)
        if row.keys and not path:
            fail(name, row.line, f"the key {'.'.join(row.keys)!r} has none of the levels {sorted(chosen)}")
        if path_of.setdefault(tag, path) != path:
            fail(name, row.line, f"two keys would have the name {tag!r}: {list(path_of[tag])} and {list(path)}")
        tags.append(tag)
    return tags


def _chosen_levels(levels: int | Sequence[int] | None, depth: int, name: str) -> set[int]:
    if levels is None:
        return set(range(1, depth + 1))
    given = list(levels) if isinstance(levels, range) else as_list(levels)
    chosen = {whole_number("levels", level, 1) for level in given}
    if not chosen or max(chosen) > depth:
        raise ValueError(f"{name}: its keys have levels from 1 to {depth}. Given levels={levels!r}")
    return chosen


def _as_entries(rows: Sequence[Row], tags: Sequence[str], case: str, name: str) -> list[Entry]:
    entries = []
    for row, tag in zip(rows, tags, strict=True):
        pattern = None if row.pattern is None else one_spaced(row.pattern)
        if reason := _wrong_row(row.keys, pattern or ""):
            fail(name, row.line, reason)
        entries.append(Entry(row.line, tag, pattern, row.more.get("case") or case, row.more))
    return entries


def _wrong_row(keys: Sequence[str], pattern: str) -> str | None:
    for reason in filter(None, map(wrong_key, keys)):
        return reason
    if len(pattern) > LONGEST_PATTERN:
        return f"a pattern may have {LONGEST_PATTERN:,} characters. Found {len(pattern):,}"
    return wrong_text("".join(keys) + pattern)


def pattern_words(patterns: Sequence[str]) -> list[list[int]]:
    """Give the lengths of the words of each pattern, as the core cuts it; a wildcard is one letter."""
    texts = _core.Texts([pattern.replace("*", STAR).replace("?", MARK) for pattern in patterns])
    spans = (_core.token_spans(texts, number) for number in range(len(patterns)))
    return [(pairs[:, 1] - pairs[:, 0]).tolist() for pairs in spans]


def _part_wordless(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Part the patterns that hold a word from those that hold none. A tag stays, even without pattern."""
    words = pattern_words([entry.pattern or "" for entry in entries])
    lost = [entry for entry, some in zip(entries, words, strict=True) if not some and entry.pattern is not None]
    kept = [
        entry if some else entry._replace(pattern=None)
        for entry, some in zip(entries, words, strict=True)
        if some or entry.tag
    ]
    return kept, lost


def _nesting(entries: Sequence[Entry], nested: str | None, name: str) -> str:
    """Give the nesting that was asked for, or the one that fits: a block hides in all keys, so they are one layer."""
    block = next((entry for entry in entries if not entry.tag), None)
    if block is None:
        return nested or "key"
    if nested == "key":
        fail(name, block.line, 'a block hides in all keys, which nested="key" does not; use "dictionary", the default')
    return "dictionary"


def _make_core(entries: Sequence[Entry], kind: str, nested: str, name: str) -> _core.Lexicon:
    cases = {entry.case for entry in entries if entry.pattern is not None}
    if len(cases) == 1 and not any(set(entry.more) - {"case"} for entry in entries):
        by_tag: dict[str, list[str]] = {}
        for entry in entries:
            by_tag.setdefault(entry.tag, []).extend([] if entry.pattern is None else [entry.pattern])
        return _core.make_lexicon(list(by_tag.items()), kind, _core.Nesting[nested], _core.CaseRule[cases.pop()])
    return _core.read_lexicon(list(_tables(entries, kind, nested, name)))


def _check_forms(entries: Iterable[Entry], name: str) -> None:
    """Let the core judge each combination of case, type and flags once, and name its line."""
    seen = set()
    for entry in entries:
        properties = (entry.more.get("type") or "term", entry.case, entry.more.get("flags", ""))
        if properties in seen:
            continue
        seen.add(properties)
        tag = "" if properties[0] == "block" else "t"
        forms = _as_tsv([("type", "case", "flags", "tag", "form"), (*properties, tag, "x")])
        try:
            _core.read_lexicon([_core.KindTables("k", "k", "", "tag\tlabel\nt\tt\n", "", forms)])
        except ValueError as error:
            fail(name, entry.line, str(error).partition(": ")[2])


def _tables(entries: Sequence[Entry], kind: str, nested: str, name: str) -> Iterator[_core.KindTables]:
    """Give a table for each layer. Blocks are there only where all is one layer."""
    blocks = [entry for entry in entries if not entry.tag]
    by_layer: dict[str, dict[str, list[Entry]]] = {}
    for entry in entries:
        if entry.tag:
            layer = f"{kind}/{entry.tag}" if nested == "key" else kind
            by_layer.setdefault(layer, {}).setdefault(entry.tag, []).append(entry)
    columns = [column for column in TAG_COLUMNS[1:] if any(column in entry.more for entry in entries)]
    for layer, tags in by_layer.items():
        forms = [_form_fields(entry) for group in (*tags.values(), blocks) for entry in group if entry.pattern]
        tag_rows = [_tag_fields(tag, group, columns, name) for tag, group in tags.items()]
        tag_header = ("tag", "label", *(column.removeprefix("tag_") for column in columns))
        form_header = ("type", "case", "flags", "tag", "form", "note")
        yield _core.KindTables(
            kind, layer, name, _as_tsv([tag_header, *tag_rows]), name, _as_tsv([form_header, *forms])
        )


def _form_fields(entry: Entry) -> tuple[str, ...]:
    more = entry.more
    fields = (more.get("type", "term"), entry.case, more.get("flags", ""), entry.tag)
    return (*fields, entry.pattern or "", more.get("note", ""))


def _tag_fields(tag: str, entries: Iterable[Entry], columns: Sequence[str], name: str) -> tuple[str, ...]:
    """Give what a tag's rows say of the tag itself, which must not differ."""
    said: dict[str, str] = {}
    line = 0
    for entry in entries:
        line = line or entry.line
        for column in ("label", *columns):
            value = entry.more.get(column)
            if value and said.setdefault(column, value) != value:
                fail(name, entry.line, f"the {column} of {tag!r} is {value!r}, but was {said[column]!r} before")
    if tag.startswith("#"):
        fail(name, line, f"an id that begins with # can have no case or column of its own. Found {tag!r}")
    return (tag, said.get("label", tag), *(said.get(column, "") for column in columns))


def _as_tsv(rows: Iterable[Sequence[str]]) -> str:
    return "".join("\t".join(row) + "\n" for row in rows)
