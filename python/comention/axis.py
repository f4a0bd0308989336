"""The tags along one side of a matrix."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._checks import one_of, unknown
from comention.documents import check_one_type, is_missing, written

if TYPE_CHECKING:
    from comention.documents import Documents
    from comention.lexicon import Lexicon

DocumentTags = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Axis:
    """The tags along one side of a matrix."""

    kind: str
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    alpha3: tuple[str, ...]
    numbers: tuple[int, ...]
    """Number of each tag in the incidence."""
    open: bool = False
    """Whether the tags are those that the documents happen to have, so that other documents may have others."""

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def tags(self) -> npt.NDArray[np.uint32]:
        """The numbers as the core takes them."""
        return np.array(self.numbers, dtype=np.uint32)

    def places_in(self, other: Axis) -> npt.NDArray[np.int64]:
        """Give the place of each tag on an axis that holds all of them."""
        place = {number: i for i, number in enumerate(other.numbers)}
        return np.array([place[number] for number in self.numbers], dtype=np.int64)

    def names(self, labels: str | None) -> list[str]:
        """Give what to call the tags: ids (``"alpha2"``), ``"alpha3"`` codes where there are any, or ``"name"``."""
        if labels is None:
            return list(self.ids)
        one_of("labels", labels, ("alpha2", "alpha3", "name"))
        if labels == "name":
            return list(self.labels)
        if labels == "alpha3":
            return [code or tag for code, tag in zip(self.alpha3, self.ids, strict=True)]
        return list(self.ids)

    def find(self, name: str) -> int:
        """Give the place of a tag by id, alpha-3 code or label; raise KeyError with the nearest if it is unknown."""
        wanted = str(name)
        for fold in (str, str.casefold):
            for names in (self.ids, self.alpha3, self.labels):
                for place, known in enumerate(names):
                    if known and fold(known) == fold(wanted):
                        return place
        raise KeyError(unknown(self.kind, name, list(dict.fromkeys(self.ids + self.labels))))


def axis_of(lexicon: Lexicon, tags: Sequence[int]) -> Axis:
    """Make an axis of tags given by their numbers."""
    rows = lexicon._tag_rows
    chosen = [rows[tag] for tag in tags]
    kinds = list(dict.fromkeys(row[0] for row in chosen))
    return Axis(
        "+".join(kinds),
        tuple(row[1] for row in chosen),
        tuple(row[2] for row in chosen),
        tuple(dict(row[3]).get("alpha3", "") for row in chosen),
        tuple(tags),
    )


def axis_of_kinds(lexicon: Lexicon, kinds: Collection[str]) -> Axis:
    """Make an axis of all tags of some kinds that count."""
    rows = lexicon._tag_rows
    axis = axis_of(lexicon, [number for number, row in enumerate(rows) if row[4] and row[0] in kinds])
    return replace(axis, kind=axis.kind or "+".join(sorted(kinds)), open=lexicon._open_kinds.issuperset(kinds))


def meta_axis(documents: Documents, name: str, first: int) -> tuple[Axis, DocumentTags]:
    """Make an axis of the values of a meta column, numbered from `first` on, and give each document its value."""
    column = documents._meta[name]
    check_one_type(column, f"the column {name!r}")
    values = sorted({written(value) for value in column if not is_missing(value)})
    if not values:
        raise ValueError(f"the meta column {name!r} has no value")
    numbers = {value: first + place for place, value in enumerate(values)}
    tags = [_core.no_tag if is_missing(value) else numbers[written(value)] for value in column]
    axis = Axis(name, tuple(values), tuple(values), ("",) * len(values), tuple(numbers.values()), open=True)
    return axis, np.array(tags, dtype=np.uint32)


def no_document_tags(documents: int) -> DocumentTags:
    """Give the tags of documents that have none."""
    return np.empty((documents, 0), dtype=np.uint32)
