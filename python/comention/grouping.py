"""Tags united into groups, mention by mention."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._caveats import CaveatWarning
from comention._checks import as_list, one_of, unknown
from comention.conditions import iso_date
from comention.periods import day_span
from comention.soft import soft_kinds

if TYPE_CHECKING:
    from comention.lexicon import Lexicon
    from comention.mentions import Mentions

_ALWAYS = ("", "9999")
# Columns of tags that tell of each tag alone.
_NO_GROUPS = {"note", "alpha3", "numeric", "successors"}
# Groups of each tag (by number), with the first day in the group and the first day out of it again.
_Members = dict[int, list[tuple[str, str, str]]]


def group(mentions: Mentions, groups: Mapping[str, Any], date: Any) -> tuple[_core.Mentions, Lexicon]:
    """Give each mention the groups of its tag."""
    from comention.lexicon import Lexicon

    lexicon = mentions._lexicon
    if not groups:
        raise ValueError("name a kind to group, as country='continent'")
    for kind in soft_kinds(mentions):
        if kind in groups:
            raise ValueError(f"the {kind} labels have values, of which a group has none: group them before labels()")
    members: _Members = {}
    targets: dict[str, str] = {}
    for kind, how in groups.items():
        one_of("kind", kind, lexicon.kinds)
        targets[kind] = "country" if isinstance(how, str) and how == "members" else kind
        members |= _members_of(lexicon, kind, how)
    if "country" in groups and "country" in (targets[kind] for kind in groups if kind != "country"):
        raise ValueError("members would stand beside groups of countries: group organisations first, then countries")
    days = _days(mentions, date, any(row[1:] != _ALWAYS for rows in members.values() for row in rows))
    tags, numbers = _new_tags(lexicon, groups, targets, members)
    forms, ends, chosen = _new_forms(mentions, set(groups), targets, members, numbers, days)
    core = mentions._core.replace(ends, chosen)
    return core, Lexicon(_core.lexicon_from_rows(tags, forms), "grouped", open_kinds=lexicon._open_kinds)


def _members_of(lexicon: Lexicon, kind: str, how: Any) -> _Members:
    numbers = {row[1]: number for number, row in enumerate(lexicon._tag_rows) if row[0] == kind and row[4]}
    if isinstance(how, Mapping):
        return _listed(lexicon, kind, how)
    if isinstance(how, str) and how == "members":
        return _expanded(lexicon, kind, numbers)
    names = [str(name) for name in as_list(how)]
    if not names:
        raise ValueError(f"no group is given for {kind}=")
    attributes = {name for number in numbers.values() for name, _ in lexicon._tag_rows[number][3]} - _NO_GROUPS
    if len(names) == 1 and names[0] in attributes:
        return _by_attribute(lexicon, numbers, names[0])
    return _by_membership(numbers, kind, names, attributes)


def _listed(lexicon: Lexicon, kind: str, groups: Mapping[str, Any]) -> _Members:
    members: _Members = {}
    if not groups:
        raise ValueError(f"no group is given for {kind}=")
    for name, tags in groups.items():
        if isinstance(tags, str):
            raise TypeError(f"the group {name!r} needs a list of tags, not one string")
        listed = list(tags)
        if not listed:
            raise ValueError(f"the group {name!r} has no tag")
        for tag in listed:
            members.setdefault(lexicon._find(kind, tag), []).append((str(name), *_ALWAYS))
    return members


def _by_attribute(lexicon: Lexicon, numbers: Mapping[str, int], name: str) -> _Members:
    values = {number: dict(lexicon._tag_rows[number][3]).get(name, "") for number in numbers.values()}
    return {number: [(value, *_ALWAYS)] for number, value in values.items() if value}


def _by_membership(numbers: Mapping[str, int], kind: str, names: list[str], attributes: set[str]) -> _Members:
    known = {row[0] for row in memberships()}
    if kind != "country":
        known = set()
    for name in names:
        if name not in known:
            raise ValueError(unknown("group", name, sorted(attributes) + sorted(known)))
    members: _Members = {}
    for organisation, country, since, until in memberships():
        if organisation in names and country in numbers:
            members.setdefault(numbers[country], []).append((organisation, since, until or "9999"))
    return members


def _expanded(lexicon: Lexicon, kind: str, numbers: Mapping[str, int]) -> _Members:
    if kind != "organisation":
        raise ValueError(f"only organisations have members in the package's tables, not the kind {kind!r}")
    counted = {row[1] for row in lexicon._tag_rows if row[0] == "country" and row[4]}
    members: _Members = {}
    for organisation, country, since, until in memberships():
        if organisation in numbers and country in counted:
            members.setdefault(numbers[organisation], []).append((country, since, until or "9999"))
    if not members:
        raise ValueError("no member is a country that counts; group organisations before countries")
    return members


@lru_cache(maxsize=1)
def memberships() -> tuple[tuple[str, str, str, str], ...]:
    """Give organisation, country, first day and first day after each membership."""
    text = (resources.files("comention") / "data" / "members.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple((row[0], row[1], row[2], row[3]) for row in rows[1:])


def _days(mentions: Mentions, date: Any, dated: bool) -> list[str | None]:
    """Give the day at which each document looks up memberships."""
    documents = len(mentions._corpus)
    each = isinstance(date, str) and date == "document"
    day = None if date is None or each else _day(date, "date=")
    if date is not None and not each and day is None:
        raise ValueError(f"date= is missing: give a day, as '2010-01-01', or 'document'. Given {date!r}")
    if not dated:
        return [""] * documents
    if date is None:
        raise ValueError("memberships change: give date= a day, as '2010-01-01', or 'document' for each document's own")
    return _days_of_documents(mentions) if each else [day] * documents


def _days_of_documents(mentions: Mentions) -> list[str | None]:
    dates = mentions._corpus._dates
    if dates is None:
        raise ValueError("the corpus has no dates; name their column with Corpus(..., date=), or give date= a day")
    days = [_day(day, f"row {row}: the date") for row, day in enumerate(dates)]
    undated = sum(day is None for day in days)
    if undated:
        message = f"{undated:,} of {len(days):,} documents have no date; their mentions are in no group"
        warnings.warn(message, CaveatWarning, stacklevel=5)
    return days


def _day(value: Any, what: str) -> str | None:
    """Give a day as ISO text, the first one of a year or month; None if it is missing."""
    text = iso_date(value, what)
    return None if text is None else day_span(text, what)[0].isoformat()


def _new_tags(
    lexicon: Lexicon, groups: Mapping[str, Any], targets: Mapping[str, str], members: _Members
) -> tuple[list[Any], dict[tuple[str, str], int]]:
    """Give the rows of the tags that stay and of the groups, and their numbers by kind and id."""
    rows = lexicon._tag_rows
    kept = [row for row in rows if row[4] and (row[0] not in groups)]
    numbers = {(row[0], row[1]): number for number, row in enumerate(kept)}
    labels = {(row[0], row[1]): row for row in rows}
    for tag, spans in members.items():
        kind = targets[rows[tag][0]]
        for name, *_ in spans:
            if (kind, name) in numbers:
                continue
            numbers[kind, name] = len(kept)
            known = labels.get((kind, name)) or labels.get(("organisation", name))
            kept.append((kind, name, known[2] if known else name, known[3] if known else [], True))
    return kept, numbers


def _new_forms(
    mentions: Mentions,
    grouped: set[str],
    targets: Mapping[str, str],
    members: _Members,
    numbers: Mapping[tuple[str, str], int],
    days: list[str | None],
) -> tuple[list[tuple[int, str, str, str]], npt.NDArray[np.int64], npt.NDArray[np.uint32]]:
    """Give the forms of the new lexicon, and those of each mention."""
    lexicon = mentions._lexicon
    columns = mentions._core.columns()
    forms: list[tuple[int, str, str, str]] = []
    places: dict[tuple[int, int], int] = {}

    def place(form: int, tag: int, kind: str) -> int:
        if (form, tag) not in places:
            places[form, tag] = len(forms)
            row = lexicon._form_rows[form]
            forms.append((tag, row[1], row[2], f"group/{kind}"))
        return places[form, tag]

    @cache
    def chosen(form: int, day: str | None) -> tuple[int, ...]:
        tag = lexicon._form_rows[form][0]
        if tag is None:
            return ()
        kind, name = lexicon._tag_rows[tag][:2]
        if kind not in grouped:
            return (place(form, numbers[kind, name], kind),)
        target = targets[kind]
        spans = [] if day is None else members.get(tag, [])
        names = dict.fromkeys(name for name, since, until in spans if is_member(day or "9998", since, until))
        return tuple(place(form, numbers[target, name], target) for name in names)

    pairs = zip(columns["form"].tolist(), columns["doc"].tolist(), strict=True)
    lists = [chosen(form, days[doc]) for form, doc in pairs]
    lists = _once_a_place(lists, columns, [form[0] for form in forms])
    ends = np.cumsum([len(one) for one in lists], dtype=np.int64)
    return forms, ends, np.array([form for one in lists for form in one], dtype=np.uint32)


def _once_a_place(
    lists: list[tuple[int, ...]], columns: Mapping[str, npt.NDArray[Any]], tags: list[int]
) -> list[tuple[int, ...]]:
    """Leave out a group that another mention of the same place is in, as those of one organisation's members are."""
    seen: set[tuple[int, ...]] = set()
    document = -1
    out = []
    places = zip(*(columns[name].tolist() for name in ("doc", "start", "end")), strict=True)
    for (doc, *place), forms in zip(places, lists, strict=True):
        if doc != document:
            document, seen = doc, set()
        new = {(*place, tags[form]): form for form in forms}
        out.append(tuple(form for key, form in new.items() if key not in seen))
        seen |= new.keys()
    return out


def is_member(day: str, since: str, until: str) -> bool:
    """Tell whether a day lies in a membership; of a year or month alone, its first day counts."""
    day = (day + "-01-01")[:10] if len(day) == 4 else (day + "-01")[:10]
    return since <= day < until
