"""The tags along one side of a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from comention._checks import one_of, unknown

if TYPE_CHECKING:
    from comention.lexicon import Lexicon


@dataclass(frozen=True)
class Axis:
    """The tags along one side of a matrix."""

    kind: str
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    alpha3: tuple[str, ...]
    numbers: tuple[int, ...]
    """Number of each tag in the incidence."""

    def __len__(self) -> int:
        return len(self.ids)

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
        for names in (self.ids, self.alpha3, self.labels):
            for place, known in enumerate(names):
                if known and known.casefold() == str(name).casefold():
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
