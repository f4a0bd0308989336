"""Weights of documents: from a column, or shared among the copies of a story."""

from __future__ import annotations

import math
import numbers
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from comention._checks import unknown
from comention.documents import is_missing, written

if TYPE_CHECKING:
    from comention.documents import Documents

# Weights are whole numbers of this part of 1, so that their sums are exact in any order.
SCALE = 2**32
_GREATEST = 2**31
DUPLICATES = ("all", "first", "weight")
STORY = "story"

Weights = npt.NDArray[np.uint64]


def weights_of_column(documents: Documents, name: str) -> Weights:
    """Give the weights in a meta column, in units of 2^-32."""
    if name not in documents._meta:
        raise ValueError(unknown("column of weights", name, documents._meta))
    return np.array([_weight(value, name, row) for row, value in enumerate(documents._meta[name])], dtype=np.uint64)


def _weight(value: object, name: str, row: int) -> int:
    if is_missing(value):
        raise ValueError(f"column {name!r}, row {row}: the weight is missing")
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"column {name!r}, row {row}: a weight must be a number, not {value!r}")
    number = float(value)
    if not math.isfinite(number) or not 0 <= number <= _GREATEST:
        raise ValueError(f"column {name!r}, row {row}: a weight must lie between 0 and {_GREATEST:,}. Given {value!r}")
    if number > 0 and round(number * SCALE) == 0:
        raise ValueError(
            f"column {name!r}, row {row}: the weight {value!r} is below 2^-33, the least that is told from 0"
        )
    return round(number * SCALE)


def stories(documents: Documents) -> list[str | None]:
    """Give the story of each document; None stands alone. A document without text is no copy."""
    if STORY not in documents._meta:
        raise ValueError(f"duplicates= needs a meta column {STORY!r} that copies of one story share")
    values = enumerate(documents._meta[STORY])
    return [None if is_missing(value) or documents._is_empty(row) else written(value) for row, value in values]


def first_of_stories(documents: Documents) -> npt.NDArray[np.bool_]:
    """Tell which documents are the first of their story."""
    seen: set[str] = set()
    first = []
    for story in stories(documents):
        first.append(story is None or story not in seen)
        if story is not None:
            seen.add(story)
    return np.array(first, dtype=bool)


def shares_of_stories(documents: Documents) -> Weights:
    """Give each document its share of its story; the shares of a story add up to exactly 1."""
    names = stories(documents)
    copies: dict[str, list[int]] = {}
    for document, story in enumerate(names):
        if story is not None:
            copies.setdefault(story, []).append(document)
    out = np.full(len(names), SCALE, dtype=np.uint64)
    for members in copies.values():
        share, rest = divmod(SCALE, len(members))
        for place, document in enumerate(members):
            out[document] = share + (place < rest)
    return out


def multiplied(a: Weights, b: Weights) -> Weights:
    """Multiply weights, rounded to 2^-32."""
    products = [(x * y + SCALE // 2) // SCALE for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    return np.array(products, dtype=np.uint64)
