"""Merging: the counts of parts added up to those of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention.axis import Axis
from comention.cooccurrence import Cooccurrence
from comention.corpus import Corpus
from comention.counting import Counting
from comention.documents import Documents
from comention.periods import find_periods
from comention.sides import Side, Sides
from comention.threeway import ThreeWay
from comention.trend import Trend
from comention.weights import STORY, stories


def merge(parts: Any, *more: Any) -> Any:
    """Add up the counts of parts: files, months, machines.

    The sum is to the bit what counting the whole at once gives, whatever the split and the order. Parts must have been
    counted alike: with the same options, lexicon and filters of mentions, by the same release of the package.

    Parameters
    ----------
    parts : list of Cooccurrence, of Trend or of ThreeWay
        The counts, or the first of them; then the others follow: ``merge(a, b)``. Where all carry their units, so does
        the sum; else it carries totals alone, and nobody can tell whether a document or a story is in two parts.

    Returns
    -------
    Cooccurrence, Trend or ThreeWay

    Raises
    ------
    ValueError
        If parts were counted in different ways; the difference is named. Where all carry their units: if an id is in
        two parts, or if parts that count ``duplicates="first"`` or ``"weight"`` share a story. If slices, or counts
        given a third tag, do not carry theirs.
    TypeError
        For counts of different classes.

    Examples
    --------
    >>> import comention as cm
    >>> a, b = (cm.cooccurrence(text, rows="country") for text in ("Iran met Iraq.", "Iraq met Iran. Peru won."))
    >>> both = cm.merge([a, b])
    >>> both["IR", "IQ"], both.n
    (2, 3)
    """
    parts = [parts, *more] if more or isinstance(parts, (Cooccurrence, Trend, ThreeWay)) else list(parts)
    if not parts:
        raise ValueError("there is nothing to merge")
    kind = type(parts[0])
    for part in parts:
        if kind not in (Cooccurrence, Trend, ThreeWay) or type(part) is not kind:
            raise TypeError(f"merge takes counts of one kind. Given {', '.join(type(one).__name__ for one in parts)}")
    if kind is Cooccurrence and any(part._given is not None for part in parts):
        raise ValueError("merge the counts of all units, not those within units that hold a given tag")
    if any(part._incidence is None for part in parts):
        return _merge_states(parts)
    countings = [part._counting for part in parts]
    _check_alike(countings)
    counting, incidence = _merge_units(countings, [part._incidence for part in parts])
    if kind is Cooccurrence:
        return counting.count(incidence)
    if kind is ThreeWay:
        return counting.count_given(incidence)
    assert counting.documents is not None
    _check_equal("by", [part._by.how for part in parts])
    merged = Trend(counting, incidence, find_periods(counting.documents, parts[0]._by.how))
    widths = {part._width for part in parts}
    _check_equal("rolling", sorted(widths))
    return merged if parts[0]._width == 1 else merged.rolling(parts[0]._width)


def _merge_states(parts: Sequence[Any]) -> Cooccurrence:
    """Add up totals alone."""
    if not all(isinstance(part, Cooccurrence) for part in parts):
        raise ValueError("slices, and counts given a tag, merge with their units only: count with keep='incidence'")
    countings = [part._counting for part in parts]
    _check_alike(countings)
    if countings[0].options.duplicates != "all":
        raise ValueError("totals alone do not tell whether parts share a story: count with keep='incidence'")
    sides = _merged_sides(countings)
    counting = replace(countings[0], sides=sides, keep="counts").light()
    rows, cols = counting.counted
    state = reduce(add, (part._state.moved(rows, cols, counting.whole) for part in parts))
    merged: Cooccurrence = counting.made(state, None)
    return merged


def _check_alike(countings: Sequence[Counting]) -> None:
    """Refuse unlike counts by the first difference."""
    for name, _ in countings[0].options.items():
        _check_equal(name, [getattr(counting.options, name) for counting in countings])
    for name in countings[0].origin:
        _check_equal(name, [counting.origin.get(name) for counting in countings])
    for side in ("rows", "cols", "given"):
        closed = [getattr(counting.sides, side) for counting in countings]
        if any(one is None or not one.shown.open for one in closed):
            _check_equal(side, [None if one is None else (one.shown.kind, one.shown.ids) for one in closed])
        else:
            _check_equal(side, [one.shown.kind for one in closed])


def _check_equal(name: str, values: Sequence[Any]) -> None:
    for value in values[1:]:
        if value != values[0]:
            if name in ("rows", "cols", "given"):
                raise ValueError(f"these counts differ in {name}: {_tags_shown(values[0])}, and {_tags_shown(value)}")
            hint = "; digests of tags and forms" if name == "lexicon" else ""
            raise ValueError(f"these counts differ in {name}: {values[0]!r}, and {value!r}{hint}")


def _tags_shown(side: Any) -> str:
    if side is None or isinstance(side, str):
        return repr(side)
    kind, ids = side
    return f"{len(ids):,} {kind} ({', '.join(ids[:5])}{', …' if len(ids) > 5 else ''})"


def _merged_axis(axes: Sequence[Axis], first: int) -> Axis:
    """Unite the tags that parts happen to have, numbered from `first` on."""
    if not axes[0].open:
        return axes[0]
    rows = {row[0]: row for axis in axes for row in zip(axis.ids, axis.labels, axis.alpha3, strict=True)}
    ids, labels, alpha3 = (tuple(rows[name][i] for name in sorted(rows)) for i in range(3))
    return Axis(axes[0].kind, ids, labels, alpha3, tuple(range(first, first + len(ids))), open=True)


def _renumbered(shown: Axis, whole: Axis) -> Axis:
    """Give the tags that are shown their numbers among all."""
    number = dict(zip(whole.ids, whole.numbers, strict=True))
    return replace(shown, numbers=tuple(number[name] for name in shown.ids))


def _merged_sides(countings: Sequence[Counting]) -> Sides:
    """Unite the tags of each side; a side that is there twice is united once."""
    first = 1 + max(
        (n for c in countings for side in c.sides.all for axis in (side.shown, side.whole) for n in axis.numbers),
        default=-1,
    )
    # A kind that is on two sides is united once.
    made: dict[tuple[str, tuple[int, ...]], Axis] = {}
    sides = []
    for place in range(len(countings[0].sides.all)):
        each = [counting.sides.all[place] for counting in countings]
        key = each[0].whole.kind, each[0].whole.numbers
        if key not in made:
            made[key] = _merged_axis([side.whole for side in each], first)
            first += len(made[key]) if made[key].open else 0
        whole, shown = made[key], each[0].shown
        if whole.open:
            shown = whole if shown.open else _renumbered(shown, whole)
        sides.append(Side(shown, whole))
    return Sides(*sides)


def _merge_units(countings: Sequence[Counting], incidences: Sequence[_core.Incidence]) -> tuple[Counting, Any]:
    """Put the units of parts one behind the other."""
    sides = _merged_sides(countings)
    forms, form_maps = _merged_forms([counting.forms for counting in countings])
    documents = [counting.documents for counting in countings if counting.documents is not None]
    moved, first = [], 0
    for counting, incidence, form_map in zip(countings, incidences, form_maps, strict=True):
        moved.append(incidence.renumber(first, _tag_map(counting.sides, sides), form_map))
        assert counting.documents is not None
        first += len(counting.documents)
    _check_stories(countings[0], documents)
    corpora = [counting.corpus for counting in countings if counting.corpus is not None]
    corpus = Corpus._joined(corpora) if len(corpora) == len(countings) else None
    weights = None
    if countings[0].weights is not None:
        weights = np.concatenate([counting.weights for counting in countings])
    whole = replace(
        countings[0],
        sides=sides,
        forms=forms,
        documents=corpus or Documents._joined(documents),
        corpus=corpus,
        weights=weights,
    )
    return whole, _core.Incidence.join(moved)


def _tag_map(old: Sides, new: Sides) -> npt.NDArray[np.uint32]:
    """Give the new number of each tag."""
    numbers = np.arange(old.size, dtype=np.uint32)
    for before, after in zip(old.all, new.all, strict=True):
        new_numbers: Sequence[int] = after.whole.numbers
        if after.whole.open:
            number = dict(zip(after.whole.ids, after.whole.numbers, strict=True))
            new_numbers = [number[name] for name in before.whole.ids]
        numbers[list(before.whole.numbers)] = new_numbers
    return numbers


def _merged_forms(lists: Sequence[Sequence[str]]) -> tuple[Sequence[str], list[npt.NDArray[np.uint32]]]:
    """Unite lists of forms, and give the new number of each form of each list."""
    if all(one is lists[0] for one in lists):
        return lists[0], [np.arange(len(lists[0]), dtype=np.uint32)] * len(lists)
    numbers: dict[str, int] = {}
    maps = [np.array([numbers.setdefault(form, len(numbers)) for form in one], dtype=np.uint32) for one in lists]
    return list(numbers), maps


def _check_stories(counting: Counting, documents: Sequence[Documents]) -> None:
    if counting.options.duplicates == "all":
        return
    seen: set[str] = set()
    for part in documents:
        here = {story for story in stories(part) if story is not None}
        if seen & here:
            how = f"duplicates={counting.options.duplicates!r}"
            raise ValueError(f"{how} needs the whole: parts share the {STORY} {min(seen & here)!r}")
        seen |= here
