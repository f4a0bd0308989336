"""Conditions that mentions meet, and frames that name them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention._checks import as_list, one_of, unknown
from comention._frames import to_columns
from comention.documents import is_missing
from comention.lexicon import FORM_TYPES

if TYPE_CHECKING:
    from comention.mentions import Mentions

_ISO_DATE = re.compile(r"\d{4}(-\d\d(-\d\d([T ].*)?)?)?$")


def meeting(mentions: Mentions, conditions: dict[str, Any]) -> npt.NDArray[np.bool_]:
    """Tell which mentions meet all conditions."""
    columns = mentions._columns()
    hit = np.ones(len(mentions), dtype=bool)
    for name, value in conditions.items():
        if name in ("kind", "tag", "type", "form"):
            hit &= np.isin(columns[name].astype(str), _known_values(mentions, name, value))
        elif name == "flag":
            hit &= _flagged(mentions, value)
        elif name == "date":
            hit &= _dated(mentions, value)[columns["doc"]]
        elif name in mentions._corpus._meta:
            wanted = as_list(value)
            given = set(map(str, mentions._corpus._meta[name]))
            for one in wanted:
                if str(one) not in given:
                    raise ValueError(unknown(f"value of {name}", one, sorted(given)))
            of_document = np.array([cell in wanted for cell in mentions._corpus._meta[name]], dtype=bool)
            hit &= of_document[columns["doc"]]
        else:
            raise ValueError(
                unknown("condition", name, ["kind", "tag", "type", "form", "flag", "date", *mentions._corpus._meta])
            )
    return hit


def _known_values(mentions: Mentions, name: str, value: Any) -> list[str]:
    values = [str(one) for one in as_list(value)]
    if name == "type":
        return [one_of("type", one, [type_ for type_ in FORM_TYPES if type_ != "block"]) for one in values]
    if name == "kind":
        return [one_of("kind", one, mentions._lexicon._core.kinds) for one in values]
    if name == "tag":
        rows = mentions._lexicon._tag_rows
        ids = {row[1] for row in rows if row[4]}
        return [one if one in ids else rows[mentions._lexicon._find_any(one)][1] for one in values]
    known = set(mentions._lexicon._form_columns["form"])
    return [one if one in known else one_of("form", one, sorted(known)) for one in values]


def _flagged(mentions: Mentions, value: Any) -> npt.NDArray[np.bool_]:
    if mentions._grouped:
        raise ValueError("groups hide the flags of the forms; filter by flag before group()")
    flags = [row[5].split() for row in mentions._lexicon._form_rows]
    areas = {flag for of_form in flags for flag in of_form if flag.startswith("area:")}
    wanted = {one_of("flag", one, ["venue", "area", *sorted(areas)]) for one in as_list(value)}
    if "area" in wanted:
        wanted |= areas
    of_form = np.array([not wanted.isdisjoint(one) for one in flags], dtype=bool)
    return np.asarray(of_form[mentions._core.columns()["form"]], dtype=bool)


def _dated(mentions: Mentions, value: Any) -> npt.NDArray[np.bool_]:
    """Tell which documents lie between two dates."""
    if mentions._corpus._dates is None:
        raise ValueError("the corpus has no dates; name their column with Corpus(..., date=)")
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise ValueError(f"date= takes the first and the last date. Given {value!r}")
    first, last = (iso_date(one, "the bound") for one in value)
    if first is None or last is None or first[: len(last)] > last[: len(first)]:
        raise ValueError(f"date= takes a first date and a last that is not before it. Given {value!r}")
    days = [iso_date(day, f"row {row}: the date") for row, day in enumerate(mentions._corpus._dates)]
    inside = [
        day is not None and day[: len(first)] >= first[: len(day)] and day[: len(last)] <= last[: len(day)]
        for day in days
    ]
    return np.array(inside, dtype=bool)


def named(mentions: Mentions, rows: Any) -> npt.NDArray[np.bool_]:
    """Tell which mentions a frame names."""
    table = to_columns(rows)
    if table is None:
        raise TypeError(f"rows to drop must be a frame, not {type(rows).__name__}")
    given, _ = table
    for name in ("doc", "start", "end"):
        if name not in given:
            raise KeyError(unknown("column for rows to drop", name, given))
    names = [name for name in ("doc", "start", "end", "kind", "tag") if name in given]
    wanted = list(zip(*(given[name] for name in names), strict=True))
    columns = mentions._columns()
    places = list(zip(*(columns[name].tolist() for name in names), strict=True))
    lost = set(wanted) - set(places)
    if lost:
        raise ValueError(f"no mention has {', '.join(names)} = {min(lost)} ({len(lost)} such rows)")
    chosen = set(wanted)
    return np.array([place in chosen for place in places], dtype=bool)


def iso_date(value: Any, what: str) -> str | None:
    """Give a date as ISO text, as precise as it is; midnight is a day."""
    if is_missing(value):
        return None
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    if not _ISO_DATE.match(text):
        raise ValueError(f"{what} {value!r} is not in ISO format (2021, 2021-03 or 2021-03-14)")
    return text.replace(" ", "T").removesuffix("T00:00:00")
