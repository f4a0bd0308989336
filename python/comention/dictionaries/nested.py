"""Dictionaries as nested keys: YAML and JSON, read as one stream of events that know their line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

from comention.dictionaries.rows import Row, fail, shown

if TYPE_CHECKING:
    import yaml

MOST_LEVELS = 10
# Line, what it is, its text. What it is: { } [ ] text, or other for what is no string.
Event = tuple[int, str, str]
_JSON_TOKEN = re.compile(r'[{}\[\]]|"(?:[^"\\]|\\.)*"|[^\s,:{}\[\]"]+|\n')
_QUOTE = 'put a pattern that begins with *, & or ! in quotes, as "*ism"'


def nested_rows(events: Iterator[Event], name: str) -> Iterator[Row]:
    """Give the patterns of a mapping from keys to lists of patterns or to further keys."""
    line, what, text = next(events, (1, "other", "nothing"))
    if what != "{":
        fail(name, line, f"the file must be a mapping from keys to lists of patterns. Found {_said(what, text)}")
    yield from _read_keys(events, name, line, ())
    for line, what, text in events:
        fail(name, line, f"the file goes on behind its mapping. Found {_said(what, text)}")


def _read_keys(events: Iterator[Event], name: str, begin: int, path: tuple[str, ...]) -> Iterator[Row]:
    seen: dict[str, int] = {}
    for line, what, key in events:
        if what == "}":
            break
        if what != "text":
            fail(name, line, f"a key must be a name. Found {_said(what, key)}")
        if key in seen:
            fail(name, line, f"the key {shown(key)} is there twice, first in line {seen[key]}")
        seen[key] = line
        yield from _read_value(events, name, (*path, key))
    if path and not seen:
        yield Row(begin, path, None)


def _read_value(events: Iterator[Event], name: str, path: tuple[str, ...]) -> Iterator[Row]:
    line, what, text = next(events)
    if what == "[":
        yield from _read_patterns(events, name, line, path)
    elif what != "{":
        fail(name, line, f"the key {shown(path[-1])} needs a list of patterns. Found {_said(what, text)}")
    elif len(path) == MOST_LEVELS:
        fail(name, line, f"keys may lie {MOST_LEVELS} levels deep, not more")
    else:
        yield from _read_keys(events, name, line, path)


def _read_patterns(events: Iterator[Event], name: str, begin: int, path: tuple[str, ...]) -> Iterator[Row]:
    empty = True
    for line, what, pattern in events:
        if what == "]":
            break
        if what != "text":
            fail(name, line, f"the list of {shown(path[-1])} may hold patterns only. Found {_said(what, pattern)}")
        empty = False
        yield Row(line, path, pattern)
    if empty:
        yield Row(begin, path, None)


def _said(what: str, text: str) -> str:
    names = {"{": "a mapping", "[": "a list", "text": f"the string {shown(text)}"}
    return names.get(what, shown(text)[1:-1])


def yaml_events(text: str, name: str) -> Iterator[Event]:
    """Read YAML without its types: every scalar is the string that was written. Nothing is built or run."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    documents = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                fail(name, _line_of(event), "a second document begins; a dictionary is one")
            yield from _yaml_event(event, name)
    except yaml.MarkedYAMLError as error:
        _fail_yaml(error, name)


def _line_of(event: yaml.Event) -> int:
    mark = event.start_mark
    return 1 if mark is None else mark.line + 1


def _yaml_event(event: yaml.Event, name: str) -> Iterator[Event]:
    import yaml

    line = _line_of(event)
    if isinstance(event, yaml.NodeEvent):
        _refuse_references(event, name, line)
    if isinstance(event, yaml.ScalarEvent):
        yield line, "text", event.value
    for kind, what in (
        (yaml.MappingStartEvent, "{"),
        (yaml.MappingEndEvent, "}"),
        (yaml.SequenceStartEvent, "["),
        (yaml.SequenceEndEvent, "]"),
    ):
        if isinstance(event, kind):
            yield line, what, ""


def _refuse_references(event: yaml.NodeEvent, name: str, line: int) -> None:
    import yaml

    if isinstance(event, yaml.AliasEvent):
        fail(name, line, f"the alias *{event.anchor} is not allowed; {_QUOTE}")
    if event.anchor is not None:
        fail(name, line, f"the anchor &{event.anchor} is not allowed; {_QUOTE}")
    tag = getattr(event, "tag", None)
    if tag is not None:
        fail(name, line, f"the tag {tag.replace('tag:yaml.org,2002:', '!!')} is not allowed; {_QUOTE}")


def _fail_yaml(error: yaml.MarkedYAMLError, name: str) -> NoReturn:
    mark = error.problem_mark or error.context_mark
    reason = ", ".join(part for part in (error.context, error.problem) if part)
    hint = f"; {_QUOTE}" if re.search("alias|anchor|tag", reason) else ""
    if "cannot start" in reason:
        hint = "; indent by spaces, not tabs, and put what begins with @, % or ` in quotes"
    fail(name, mark.line + 1 if mark else 1, f"not valid YAML: {reason}{hint}")


def json_events(text: str, name: str) -> Iterator[Event]:
    """Read JSON; what is no string is told apart."""
    _check_json(text, name)
    line = 1
    for found in _JSON_TOKEN.finditer(text):
        token = found[0]
        if token == "\n":
            line += 1
        elif token.startswith('"'):
            yield line, "text", str(json.loads(token))
        else:
            yield line, token if token in "{}[]" else "other", token


def _check_json(text: str, name: str) -> None:
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        fail(name, error.lineno, f"not valid JSON: {error.msg}")
    except RecursionError:
        fail(name, 1, f"keys may lie {MOST_LEVELS} levels deep, not more")
