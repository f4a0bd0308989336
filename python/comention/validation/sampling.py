"""Coding sheets: stratified random samples of units, for people to code."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._checks import unknown, whole_number
from comention._frames import make_frame
from comention.documents import is_missing
from comention.text import unit_value
from comention.validation.codes import JOINT, NONE, Codes

if TYPE_CHECKING:
    from comention.mentions import Mentions

Integers = npt.NDArray[np.int64]

_ALL = "all"
_UNTAGGED = "untagged"
_POOLED = "rare tags"
# The columns of a sheet beside doc, id, date and meta.
_OWN = ("row", "unit", "start", "end", "text", "kinds", "found", "code", "stratum", "stratum_size", "inclusion")
# Of the rows one in four is untagged; a stratum of a tag takes four of the others on average, and two at least.
_UNTAGGED_SHARE = 4
_ROWS_A_STRATUM = 4
_LEAST = 2


@dataclass(frozen=True)
class Strata:
    """The stratum of each unit, and how many of its units the sheet takes."""

    names: list[str]
    of_unit: Integers
    drawn: Integers

    @property
    def sizes(self) -> Integers:
        """Units of each stratum."""
        return np.bincount(self.of_unit, minlength=len(self.names))


@dataclass(frozen=True)
class Population:
    """All units of a corpus, and which tags each of them holds."""

    mentions: Mentions
    unit: str
    codes: Codes
    starts: Integers
    """Number of the first unit of each document."""
    units: Integers
    tags: Integers
    """Units and tags that occur together, each pair once, in order."""

    def __len__(self) -> int:
        return int(self.starts[-1])

    def places(self, units: Integers) -> tuple[Integers, Integers]:
        """Give document and number in the document of units."""
        documents = np.searchsorted(self.starts, units, side="right") - 1
        return documents, units - self.starts[documents]

    def found(self, unit: int) -> str:
        """Give the codes of the tags of a unit."""
        low, high = np.searchsorted(self.units, [unit, unit + 1])
        return JOINT.join(self.codes.names[tag] for tag in self.tags[low:high].tolist()) or NONE


def population(mentions: Mentions, unit: str, codes: Codes) -> Population:
    """Find the tags of all units of a corpus, which are numbered through."""
    unit_value(unit)
    starts = np.concatenate([[0], np.cumsum(mentions._units_per_document(unit), dtype=np.int64)])
    columns = mentions._core.columns()
    tags = codes.of_form[columns["form"]]
    numbers = 0 if unit == "document" else columns[unit].astype(np.int64)
    units = starts[columns["doc"]] + numbers
    pairs = np.unique(np.stack([units, tags], axis=1)[tags >= 0], axis=0)
    return Population(mentions, unit, codes, starts, pairs[:, 0], pairs[:, 1])


def draw(mentions: Mentions, n: int, unit: str, strata: str | None, seed: int, kind: Any) -> Any:
    """Draw a coding sheet; `Mentions.sample` tells how."""
    whole_number("n", n, 1)
    whole_number("seed", seed)
    _check_names(mentions)
    everything = population(mentions, unit, Codes.of(mentions.lexicon, kind))
    if n > len(everything):
        raise ValueError(f"n must be at most the number of {unit}s, {len(everything)}. Given {n}")
    chosen_strata = _strata(everything, n, strata)
    raw = np.random.PCG64(seed).random_raw(len(everything) + n)
    chosen = _chosen(chosen_strata, raw[: len(everything)])
    mixed = chosen[np.argsort(raw[len(everything) :], kind="stable")]
    return make_frame(_columns(everything, chosen_strata, mixed), mentions.corpus._library)


def _check_names(mentions: Mentions) -> None:
    for name in mentions.corpus._meta:
        if name in _OWN:
            raise ValueError(f"the meta column {name!r} has the name of a column of coding sheets; rename it")


def _strata(everything: Population, n: int, strata: str | None) -> Strata:
    if strata is None:
        return Strata([_ALL], np.zeros(len(everything), dtype=np.int64), np.array([n]))
    if strata == "tag":
        return _by_tag(everything, n)
    meta = everything.mentions.corpus._meta
    if strata not in meta:
        raise ValueError(unknown("strata", strata, ["tag", *meta]))
    labels = np.array(["(missing)" if is_missing(value) else str(value) for value in meta[strata]], dtype=object)
    names, of_unit = np.unique(np.repeat(labels, np.diff(everything.starts)).astype(str), return_inverse=True)
    sizes = np.bincount(of_unit)
    return Strata([f"{strata} {name}" for name in names.tolist()], of_unit, allocate(np.sqrt(sizes), sizes, n))


def _by_tag(everything: Population, n: int) -> Strata:
    """Put each unit in the stratum of its rarest tag, untagged ones in one of their own."""
    tags, of_unit = _rarest_tags(everything)
    sizes = np.bincount(of_unit, minlength=len(tags) + 1)
    untagged = _untagged_rows(int(sizes[-1]), int(sizes[:-1].sum()), n)
    names, measure = [everything.codes.stratum(tag) for tag in tags], np.sqrt(sizes[:-1])
    kept = max(1, (n - untagged) // _ROWS_A_STRATUM)
    if len(names) > kept:
        names = [*names[len(names) - kept + 1 :], _POOLED]
        place = np.arange(len(tags) + 1) - (len(tags) - kept + 1)
        place[place < 0] = kept - 1
        place[-1] = kept
        of_unit = place[of_unit]
        measure = np.bincount(place[:-1], weights=measure)
        sizes = np.bincount(of_unit, minlength=kept + 1)
    drawn = allocate(measure, sizes[:-1], n - untagged)
    if not sizes[-1]:
        return Strata(names, of_unit, drawn)
    return Strata([*names, _UNTAGGED], of_unit, np.append(drawn, untagged))


def _rarest_tags(everything: Population) -> tuple[list[int], Integers]:
    """Give the tags that are the rarest of some unit, smallest strata first, and the place of each unit's among them.

    Untagged units have the place behind the last.
    """
    tags = everything.tags
    frequency = np.bincount(tags, minlength=1)
    order = np.lexsort((tags, frequency[tags], everything.units))
    units, first = np.unique(everything.units[order], return_index=True)
    rarest, of_tagged = np.unique(tags[order][first], return_inverse=True)
    by_size = np.argsort(np.bincount(of_tagged, minlength=len(rarest)), kind="stable")
    of_unit = np.full(len(everything), len(rarest), dtype=np.int64)
    of_unit[units] = np.argsort(by_size)[of_tagged]
    return rarest[by_size].tolist(), of_unit


def _untagged_rows(untagged: int, tagged: int, n: int) -> int:
    """Give a quarter of the rows to untagged units, more if the tagged ones do not suffice."""
    if untagged and tagged and n < 2:
        raise ValueError("n must be at least 2, one for tagged units and one for untagged ones")
    return max(min(untagged, -(-n // _UNTAGGED_SHARE)), n - tagged)


def allocate(measure: npt.NDArray[np.float64], sizes: Integers, n: int) -> Integers:
    """Share n rows among strata: two to each, or all it has, the others in proportion to a measure.

    One to each where two are too many. Rows go one by one to the stratum with the highest measure a row, so that the
    sum is exact and no stratum gets more than it has.
    """
    if n < len(sizes):
        raise ValueError(f"n must be at least the number of strata, {len(sizes)}. Given {n}")
    least = np.minimum(sizes, _LEAST)
    drawn = least if least.sum() <= n else np.minimum(sizes, 1)
    waiting = [(-measure[i] / drawn[i], i) for i in range(len(sizes)) if drawn[i] < sizes[i]]
    heapq.heapify(waiting)
    for _ in range(n - int(drawn.sum())):
        _, i = heapq.heappop(waiting)
        drawn[i] += 1
        if drawn[i] < sizes[i]:
            heapq.heappush(waiting, (-measure[i] / drawn[i], i))
    return drawn


def _chosen(strata: Strata, keys: npt.NDArray[np.uint64]) -> Integers:
    """Take the units with the smallest random keys of each stratum, in order of the corpus."""
    order = np.lexsort((keys, strata.of_unit))
    sizes = strata.sizes
    rank = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.sort(order[rank < strata.drawn[strata.of_unit[order]]])


def _columns(everything: Population, strata: Strata, units: Integers) -> dict[str, Any]:
    mentions = everything.mentions
    documents, numbers = everything.places(units)
    spans = unit_places(mentions, everything.unit, documents, numbers)
    of_row = strata.of_unit[units]
    texts = [mentions.corpus[doc] or "" for doc in documents.tolist()]
    return {
        "row": np.arange(len(units)),
        "doc": documents,
        **mentions.corpus._document_columns(documents.tolist()),
        "unit": numbers,
        "start": spans[:, 0],
        "end": spans[:, 1],
        "text": [text[start:end] for text, (start, end) in zip(texts, spans.tolist(), strict=True)],
        "kinds": [JOINT.join(everything.codes.kinds)] * len(units),
        "found": [everything.found(unit) for unit in units.tolist()],
        "code": [""] * len(units),
        "stratum": [strata.names[place] for place in of_row.tolist()],
        "stratum_size": strata.sizes[of_row],
        "inclusion": strata.drawn[of_row] / strata.sizes[of_row],
    }


def unit_places(mentions: Mentions, unit: str, documents: Sequence[int] | Integers, numbers: Any) -> Integers:
    """Give begin and end of units by document and number in the document; -1 where there is none."""
    corpus = mentions._texts("read")
    spans = {doc: _core.unit_spans(corpus._core, doc, unit_value(unit)) for doc in set(map(int, documents))}
    rows = [
        spans[int(doc)][int(number) : int(number) + 1].tolist() for doc, number in zip(documents, numbers, strict=True)
    ]
    return np.array([row[0] if row else (-1, -1) for row in rows], dtype=np.int64).reshape(-1, 2)
