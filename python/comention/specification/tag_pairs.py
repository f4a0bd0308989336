"""Pairs of tags by name, and of which kinds they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from comention._checks import as_list, one_of, unknown
from comention.axis import axis_of_kinds
from comention.documents import is_missing
from comention.sides import find_sides

if TYPE_CHECKING:
    from comention.mentions import Mentions

Kinds = str | Sequence[str]
Names = list[tuple[str, ...]]
"""Of each tag its id, and its code and label if it has some."""


class TagPair(NamedTuple):
    """Two tags by their ids, their kinds, and how they were named."""

    row: str
    col: str
    kinds: tuple[str, str]
    given: tuple[str, str]


def find_tag_pairs(mentions: Mentions, pairs: Any, rows: Kinds | None, cols: Kinds | None) -> list[TagPair]:
    """Find one pair of tags, or those of a list, in the kinds of the mentions and the columns of their documents."""
    known = _names_of_kinds(mentions)
    among = [
        known if kinds is None else _chosen(known, side, kinds) for side, kinds in (("rows", rows), ("cols", cols))
    ]
    found = [_find(mentions, among, pair) for pair in _listed(pairs)]
    for pair in found:
        if sum(pair[:3] == other[:3] for other in found) > 1:
            raise ValueError(f"the pair {pair.row!r}, {pair.col!r} is listed twice")
    for kinds in {pair.kinds for pair in found}:
        find_sides(mentions.lexicon, mentions.corpus, *kinds, None)
    return found


def _names_of_kinds(mentions: Mentions) -> dict[str, Names]:
    """List the tags of each kind, and the values of each column as if they were tags."""
    known: dict[str, Names] = {}
    for kind in mentions.lexicon.kinds:
        axis = axis_of_kinds(mentions.lexicon, [kind])
        known[kind] = list(zip(axis.ids, axis.alpha3, axis.labels, strict=True))
    for name, column in mentions.corpus._meta.items():
        known.setdefault(name, [(value,) for value in sorted({str(cell) for cell in column if not is_missing(cell)})])
    return known


def _chosen(known: dict[str, Names], side: str, kinds: Kinds) -> dict[str, Names]:
    names = [one_of(f"kind of {side}=", kind, known) for kind in as_list(kinds)]
    if not names:
        raise ValueError(f"{side}= must not be an empty list")
    return {kind: known[kind] for kind in names}


def _listed(pairs: Any) -> list[tuple[str, str]]:
    """Make a list of one pair or of several."""
    if not isinstance(pairs, (list, tuple)):
        raise TypeError(f"give a pair of tags, as ('RU', 'sanctions'), or a list of pairs. Given {pairs!r}")
    if not pairs:
        raise ValueError("a list of pairs must not be empty")
    several = pairs if all(isinstance(pair, (list, tuple)) for pair in pairs) else [pairs]
    for pair in several:
        if len(pair) != 2 or not all(isinstance(name, str) for name in pair):
            raise TypeError(f"a pair is two tags, as ('RU', 'sanctions'). Given {pair!r}")
    return [(row, col) for row, col in several]


def _find(mentions: Mentions, among: list[dict[str, Names]], pair: tuple[str, str]) -> TagPair:
    row, col = (
        _find_tag(mentions, known, name, side) for known, name, side in zip(among, pair, ("rows", "cols"), strict=True)
    )
    if row == col:
        raise ValueError(f"a pair is two different tags. Given {pair[0]!r} and {pair[1]!r}, both the {row[0]} {row[1]}")
    return TagPair(row[1], col[1], (row[0], col[0]), pair)


def _find_tag(mentions: Mentions, among: dict[str, Names], name: str, side: str) -> tuple[str, str]:
    """Find kind and id of a tag; refuse one that several kinds have."""
    for found in _tries(mentions, among, name):
        if len(found) > 1:
            kinds = ", ".join(found)
            raise ValueError(f"{name!r} is a tag of several kinds: {kinds}; name one, as {side}={next(iter(found))!r}")
        if found:
            return next(iter(found.items()))
    ids = dict.fromkeys(text for names in among.values() for tag in names for text in tag if text)
    raise KeyError(unknown(next(iter(among)) if len(among) == 1 else "tag", name, ids))


def _tries(mentions: Mentions, among: dict[str, Names], name: str) -> Iterator[dict[str, str]]:
    """Look in each kind for a name as it is, in other case, and among what else the lexicon calls its tags."""
    for fold in (str, str.casefold):
        yield {kind: tag for kind, names in among.items() if (tag := _first(names, fold(name), fold)) is not None}
    rows, found = mentions.lexicon._tag_rows, {}
    for kind in set(among).intersection(mentions.lexicon.kinds):
        number = mentions.lexicon._core.find(kind, name)
        if number is not None and rows[number][4]:
            found[kind] = rows[number][1]
    yield found


def _first(names: Names, wanted: str, fold: Any) -> str | None:
    """Give the id of the first tag of a name: ids before codes, codes before labels."""
    for place in range(3):
        for tag in names:
            if place < len(tag) and tag[place] and fold(tag[place]) == wanted:
                return tag[0]
    return None
