"""Mentions given as spans of the texts of a corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from comention import _core
from comention._checks import one_of, thread_count, unknown
from comention._frames import to_columns
from comention._progress import Progress, reporter
from comention.corpus import Corpus, as_corpus
from comention.documents import is_missing
from comention.lexicon import FORM_TYPES
from comention.listed import LABEL, Listing

if TYPE_CHECKING:
    from comention.mentions import Mentions

# Types of mentions that have a place.
_TYPES = [type_ for type_ in FORM_TYPES if type_ not in ("block", LABEL)]


def from_frame(spans: Any, source: Any, threads: int | None, progress: Progress) -> Mentions:
    """Place spans in a corpus; `Mentions.from_frame` tells how."""
    from comention.mentions import Mentions

    corpus = as_corpus(source)
    table = to_columns(spans)
    if table is None:
        raise TypeError(f"spans are read from a frame or a dict of columns, not from {type(spans).__name__}")
    columns = _needed(table[0])
    listing = Listing()
    first: dict[tuple[int, int, int, str, str], int] = {}
    for row, (place, entry) in enumerate(_rows(columns, corpus)):
        key = (*place, *entry[:2])
        if first.setdefault(key, row) != row:
            raise ValueError(f"row {row}: the same kind and tag stand at the same place as in row {first[key]}")
        listing.add(*place, entry)
    lexicon, arrays = listing.finish(sorted({entry[0] for entry in listing.numbers}))
    with reporter(progress, "placing") as report, corpus._naming_documents():
        core = _core.place_mentions(corpus._core, *arrays, thread_count(threads), report)
    return Mentions(core, corpus, lexicon, given=True)


def _needed(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    names = ["doc" if "doc" in columns else "id", "start", "end", "kind", "tag"]
    for name in names:
        if name not in columns:
            raise KeyError(unknown("column for spans", "doc or id" if name == "id" else name, columns))
    names += [name for name in ("form", "type") if name in columns]
    return {name: columns[name] for name in names}


def _rows(
    columns: Mapping[str, Sequence[Any]], corpus: Corpus
) -> Iterator[tuple[tuple[int, int, int], tuple[str, str, str, str]]]:
    """Give document, start and end, and what is named, row by row."""
    find = _by_number(corpus) if "doc" in columns else _by_id(corpus)
    for row, cells in enumerate(zip(*columns.values(), strict=True)):
        cell = dict(zip(columns, cells, strict=True))
        try:
            doc = find(cells[0])
            start, end, text = _place(cell, doc, corpus)
            yield (doc, start, end), _entry(cell, text[start:end])
        except ValueError as error:
            raise ValueError(f"row {row}: {error}") from None


def _place(cell: Mapping[str, Any], doc: int, corpus: Corpus) -> tuple[int, int, str]:
    """Give start and end of a span, and its text."""
    start, end = _number("start", cell["start"]), _number("end", cell["end"])
    text = corpus[doc]
    if text is None:
        raise ValueError(f"document {doc} has no text")
    if not 0 <= start < end <= len(text):
        raise ValueError(
            f"a span lies in its text, from 0 to {len(text)}, and ends behind its start. Given {start} to {end} in "
            f"document {doc}"
        )
    return start, end, text


def _entry(cell: Mapping[str, Any], surface: str) -> tuple[str, str, str, str]:
    """Give kind, tag, form and type of what a span names."""
    form = _word("form", cell["form"]) if "form" in cell else surface
    type_ = cell.get("type", "term")
    if type_ == LABEL:
        raise ValueError("a label of a whole document is no span; read labels with cm.labels and join them")
    return _word("kind", cell["kind"]), _word("tag", cell["tag"]), form, one_of("type", type_, _TYPES)


def _word(name: str, value: Any) -> str:
    if is_missing(value):
        raise ValueError(f"the {name} is missing" + "; if it was NA, Namibia, read it as text" * (name == "tag"))
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"the {name} must be a text. Given {value!r}")
    return value


def _number(name: str, value: Any) -> int:
    if is_missing(value):
        raise ValueError(f"the {name} is missing")
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise ValueError(f"{name} must be a whole number. Given {value!r}")
    return int(value.__index__())


def _by_number(corpus: Corpus) -> Callable[[Any], int]:
    def find(value: Any) -> int:
        doc = _number("doc", value)
        if not 0 <= doc < len(corpus):
            raise ValueError(f"there is no document {doc}; they are numbered from 0 to {len(corpus) - 1}")
        return doc

    return find


def _by_id(corpus: Corpus) -> Callable[[Any], int]:
    if not corpus._own_ids:
        raise ValueError("the corpus has no ids: name their column with Corpus(..., id=), or give doc, the number")
    places = {name: doc for doc, name in enumerate(corpus.ids)}

    def find(value: Any) -> int:
        if value not in places:
            raise ValueError(unknown("id", value, map(str, places)))
        return places[value]

    return find
