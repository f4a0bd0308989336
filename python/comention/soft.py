"""Soft labels: those with a value, such as a probability or a share, and the counts that there are of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from comention.mentions import Mentions
    from comention.options import Options
    from comention.sides import Sides


def soft_kinds(mentions: Mentions) -> list[str]:
    """List the kinds that hold another value than 1."""
    if not mentions._core.has_values:
        return []
    columns = mentions._core.columns()
    kinds = mentions._lexicon._form_columns["kind"][columns["form"][columns["value"] != 1]]
    return sorted(set(kinds.tolist()))


def check_values(mentions: Mentions, sides: Sides, options: Options, given: bool) -> None:
    """Refuse counts of values that are not defined; name what is wrong with them."""
    soft = sorted(sides.kinds.intersection(soft_kinds(mentions)))
    if not soft:
        return
    what = f"the {soft[0]} labels have values"
    if options.weight is not None:
        raise ValueError(f"{what}: weight= shares a unit among its tags, and their parts are not defined")
    if given:
        raise ValueError(f"{what}: given= counts units that hold a tag, and these hold it in part")
    if options.count == "binary":
        _check_binary(mentions, sides)


def _check_binary(mentions: Mentions, sides: Sides) -> None:
    """Refuse values above 1, which are neither probabilities nor shares."""
    columns = mentions._core.columns()
    shown = [number for side in sides.all for number in side.shown.numbers]
    tags = np.array([-1 if row[0] is None else row[0] for row in mentions._lexicon._form_rows], dtype=np.int64)
    above = np.flatnonzero((columns["value"] > 1) & np.isin(tags[columns["form"]], shown))
    if not len(above):
        return
    first = above[0]
    form = mentions._lexicon._form_rows[columns["form"][first]][1]
    raise ValueError(
        f"row {columns['doc'][first]}, column {form!r}: count='binary' takes values from 0 to 1, as probabilities or "
        f"shares. Given {columns['value'][first]:g}; count='product' adds x*y for each unit, count='min' the lesser of "
        "x and y"
    )
