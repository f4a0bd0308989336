"""Dictionaries of your own: from lexicons to files."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from comention.dictionaries.rows import one_spaced, wrong_key, wrong_text
from comention.dictionaries.tables import FORM_COLUMNS, TAG_COLUMNS

# As the core lists them: kind, id, label, attributes, whether it counts; tag, text, type, case, layer, flags, note.
TagRow = tuple[str, str, str, list[tuple[str, str]], bool]
FormRow = tuple[int | None, str, str, str, str, str, str]
_PLAIN_FORM = ("term", "any", "", "", "")
_PLAIN = {"case": "any", "type": "term", "flags": "", "note": ""}


class Written(NamedTuple):
    """What a file says of a pattern: no pattern for a tag without any, no tag for a block."""

    tag: str
    pattern: str
    columns: Mapping[str, str]


def dictionary_text(tags: Sequence[TagRow], forms: Sequence[FormRow], kind: str, format: str) -> str:
    """Give the file of a kind's forms. Raise if the format cannot hold what they say."""
    written = _list_written(tags, forms, kind)
    for entry in written:
        _refuse_text(entry)
    if format in ("csv", "tsv"):
        return _table_text(written, "," if format == "csv" else "\t")
    _refuse_columns(written, format)
    return {"yaml": _yaml_text, "json": _json_text, "liwc": _liwc_text}[format](_by_tag(written))


def _refuse_text(entry: Written) -> None:
    reason = (wrong_key(entry.tag) if entry.tag else None) or wrong_text(entry.tag + entry.pattern)
    if reason:
        raise ValueError(f"{entry.pattern!r} of {entry.tag!r} cannot be written: {reason}")


def _list_written(tags: Sequence[TagRow], forms: Sequence[FormRow], kind: str) -> list[Written]:
    """List the forms by tag, then the blocks of their layers."""
    chosen = {number: tag for number, tag in enumerate(tags) if tag[4] and tag[0] == kind}
    by_tag: dict[int, list[FormRow]] = {number: [] for number in chosen}
    for form in forms:
        if form[0] in by_tag:
            by_tag[form[0]].append(form)
    out = []
    for number, tag in chosen.items():
        rows = by_tag[number] or [(number, "", *_PLAIN_FORM)]
        out += [Written(tag[1], one_spaced(form[1]), _form_columns(form) | _tag_columns(tag)) for form in rows]
    layers = {form[4] for rows in by_tag.values() for form in rows}
    blocks = {(*form[1:4], *form[5:]): form for form in forms if form[0] is None and form[4] in layers}
    return out + [Written("", one_spaced(form[1]), _form_columns(form)) for form in blocks.values()]


def _form_columns(form: FormRow) -> dict[str, str]:
    _, _, type_, case, _, flags, note = form
    values = {"case": case, "type": type_, "flags": flags, "note": note}
    return {column: value for column, value in values.items() if value != _PLAIN[column]}


def _tag_columns(tag: TagRow) -> dict[str, str]:
    _, name, label, attributes, _ = tag
    named = {"tag_note" if attribute == "note" else attribute: value for attribute, value in attributes}
    return ({} if label == name else {"label": label}) | named


def _table_text(written: Sequence[Written], delimiter: str) -> str:
    used = {column for entry in written for column in entry.columns}
    columns = [column for column in (*FORM_COLUMNS, *TAG_COLUMNS) if column in used]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(["id", "pattern", *columns])
    for entry in written:
        cells = {**_PLAIN, **entry.columns}
        writer.writerow([entry.tag, entry.pattern, *(cells.get(column, "") for column in columns)])
    return out.getvalue()


def _refuse_columns(written: Sequence[Written], format: str) -> None:
    for entry in written:
        said = {column: value for column, value in entry.columns.items() if value}
        if said:
            column, value = next(iter(said.items()))
            raise ValueError(
                f"{format} holds keys and patterns alone; the {column} {value!r} of {entry.pattern!r} would be lost. "
                "Write CSV or TSV"
            )


def _by_tag(written: Sequence[Written]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for entry in written:
        out.setdefault(entry.tag, []).extend([entry.pattern] if entry.pattern else [])
    return out


def _yaml_text(dictionary: dict[str, list[str]]) -> str:
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: Any = yaml.dump(dictionary, Dumper=dumper, allow_unicode=True, sort_keys=False, width=2**20)
    return str(text)


def _json_text(dictionary: dict[str, list[str]]) -> str:
    return json.dumps(dictionary, ensure_ascii=False, indent=2) + "\n"


def _liwc_text(dictionary: dict[str, list[str]]) -> str:
    """Write each word once, with the numbers of its categories."""
    categories: dict[str, list[int]] = {}
    for number, (key, patterns) in enumerate(dictionary.items(), 1):
        for pattern in dict.fromkeys(patterns):
            if re.search(r"[?()<>]|\*.", pattern):
                raise ValueError(f"liwc knows * at the end of a word only; {pattern!r} of {key!r} cannot be written")
            categories.setdefault(pattern, []).append(number)
    head = [f"{number}\t{key}" for number, key in enumerate(dictionary, 1)]
    words = ["\t".join([word, *map(str, numbers)]) for word, numbers in categories.items()]
    return "\n".join(["%", *head, "%", *words]) + "\n"
