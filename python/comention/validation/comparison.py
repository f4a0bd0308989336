"""What was found beside what the coder gave: counts, rates and errors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention._checks import one_of
from comention.validation.intervals import share_interval
from comention.validation.sheet import CodedSheet, found_in, tag_of_mentions

if TYPE_CHECKING:
    from comention.mentions import Mentions

Bools = npt.NDArray[np.bool_]

RATES = ("precision", "recall", "f1")
ERRORS = ("false positive", "false negative")
_TABLES = ("tag", "kind", "form")


@dataclass(frozen=True)
class Outcome:
    """How often the machine was right and wrong in each unit, for a tag, a kind or a form."""

    tp: npt.NDArray[Any]
    fp: npt.NDArray[Any]
    fn: npt.NDArray[Any]
    found: Bools
    """Units in which something was found, so that a false positive can be there."""


class Comparison:
    """Mentions beside the codes of a sheet."""

    def __init__(self, mentions: Mentions, sheet: CodedSheet, level: float, cluster: str | None) -> None:
        self._mentions = mentions
        self._sheet = sheet
        self._level = level
        self._cluster = cluster

    def __len__(self) -> int:
        return len(self._sheet.rows)

    @cached_property
    def _tags(self) -> list[int]:
        """Tags that were found or coded, by their numbers."""
        found = {tag for _, tag in self._found_pairs}
        return sorted(found.union(*self._sheet.given))

    @cached_property
    def _hits(self) -> tuple[list[int], list[int], list[int]]:
        """Coded unit, tag and mention of each mention that is in a coded unit and of a kind that is judged."""
        sheet = self._sheet
        units, numbers = found_in(self._mentions, sheet.docs, sheet.starts, sheet.ends)
        tags = tag_of_mentions(self._mentions)[numbers]
        judged = np.isin(tags, list(sheet.codes.names))
        return units[judged].tolist(), tags[judged].tolist(), numbers[judged].tolist()

    @cached_property
    def _found_pairs(self) -> set[tuple[int, int]]:
        return set(zip(*self._hits[:2], strict=True))

    @cached_property
    def _matrices(self) -> tuple[Bools, Bools]:
        """Which tags were found and which were given: unit × tag."""
        found, given = (np.zeros((len(self), len(self._tags)), dtype=bool) for _ in range(2))
        column = {tag: i for i, tag in enumerate(self._tags)}
        for unit, tag in self._found_pairs:
            found[unit, column[tag]] = True
        for unit, tags in enumerate(self._sheet.given):
            given[unit, [column[tag] for tag in tags]] = True
        return found, given

    def _outcome_of(self, columns: list[int]) -> Outcome:
        found, given = (matrix[:, columns] for matrix in self._matrices)
        tp, fp, fn = (part.sum(axis=1) for part in (found & given, found & ~given, ~found & given))
        return Outcome(tp, fp, fn, np.asarray(found.any(axis=1)))

    def table(self, by: str) -> dict[str, list[Any]]:
        """Give the columns of a table of tags, kinds or forms, those with the most cases first."""
        rows = {"tag": self._tag_rows, "kind": self._kind_rows, "form": self._form_rows}[one_of("by", by, _TABLES)]()
        names = {"tag": ["kind", "tag", "label"], "kind": ["kind"], "form": ["kind", "tag", "form"]}[by]
        counts = ["tp", "fp"] if by == "form" else ["tp", "fp", "fn", "tn"]
        rates = [name + part for name in RATES[: 1 if by == "form" else 3] for part in ("", "_low", "_high")]
        rows.sort(key=lambda row: (-sum(row[len(names) :][: min(3, len(counts))]), row[: len(names)]))
        names += counts + rates
        return {name: [row[place] for row in rows] for place, name in enumerate(names)}

    def _tag_rows(self) -> list[tuple[Any, ...]]:
        known = self._mentions.lexicon._tag_rows
        return [(*known[tag][:3], *self._counts_and_rates([i])) for i, tag in enumerate(self._tags)]

    def _kind_rows(self) -> list[tuple[Any, ...]]:
        known = self._mentions.lexicon._tag_rows
        of_kind = {
            kind: [i for i, tag in enumerate(self._tags) if known[tag][0] == kind] for kind in self._sheet.codes.kinds
        }
        return [(kind, *self._counts_and_rates(columns, kind)) for kind, columns in of_kind.items()]

    def _counts_and_rates(self, columns: list[int], kind: str | None = None) -> tuple[Any, ...]:
        outcome = self._outcome_of(columns)
        tp, fp, fn = (int(part.sum()) for part in (outcome.tp, outcome.fp, outcome.fn))
        known = self._mentions.lexicon._tag_rows
        tags = 1 if kind is None else sum(known[tag][0] == kind for tag in self._sheet.codes.names)
        return tp, fp, fn, len(self) * tags - tp - fp - fn, *self._rates(outcome)

    def _rates(self, outcome: Outcome) -> list[float]:
        """Give precision, recall and F1, each with its limits.

        F1 is 2J / (1 + J), J the share of the true positives among all but the true negatives.
        """
        precision = self._share(outcome.tp, outcome.fp, outcome.found, outcome.found)
        everywhere = np.ones(len(self), dtype=bool)
        recall = self._share(outcome.tp, outcome.fn, outcome.found, everywhere)
        share = self._share(outcome.tp, outcome.fp + outcome.fn, outcome.found, everywhere)
        return [*precision, *recall, *(2 * value / (1 + value) for value in share)]

    def _share(self, hits: Any, misses: Any, hit_places: Bools, miss_places: Bools) -> tuple[float, float, float]:
        weights = self._sheet.weights
        heaviest = [float(weights[where if where.any() else slice(None)].max()) for where in (hit_places, miss_places)]
        return share_interval(hits, misses, weights, self._clusters, (heaviest[0], heaviest[1]), self._level)

    @cached_property
    def _clusters(self) -> npt.NDArray[np.int64]:
        if self._cluster is None:
            return np.arange(len(self))
        return np.unique(self._sheet.docs, return_inverse=True)[1]

    def _form_rows(self) -> list[tuple[Any, ...]]:
        forms = self._mentions.lexicon._form_columns["form"][self._mentions._core.columns()["form"]]
        known = self._mentions.lexicon._tag_rows
        units: dict[tuple[int, str], set[int]] = {}
        for unit, tag, mention in zip(*self._hits, strict=True):
            units.setdefault((tag, str(forms[mention])), set()).add(unit)
        return [(*known[tag][:2], form, *self._form_row(tag, where)) for (tag, form), where in units.items()]

    def _form_row(self, tag: int, where: set[int]) -> tuple[Any, ...]:
        found = np.isin(np.arange(len(self)), list(where))
        right = found & np.array([tag in given for given in self._sheet.given], dtype=bool)
        tp, fp = right.astype(int), (found & ~right).astype(int)
        return int(tp.sum()), int(fp.sum()), *self._share(tp, fp, found, found)

    def false_positives(self) -> list[tuple[Any, ...]]:
        """Give unit, error, start, end, kind, tag and form of each."""
        columns = self._mentions._columns()
        places = [columns[name].tolist() for name in ("start", "end", "kind", "tag", "form")]
        return [
            (unit, ERRORS[0], *(values[mention] for values in places))
            for unit, tag, mention in zip(*self._hits, strict=True)
            if tag not in self._sheet.given[unit]
        ]

    def false_negatives(self) -> list[tuple[Any, ...]]:
        """Give the same of each; start and end are those of the unit."""
        sheet, known = self._sheet, self._mentions.lexicon._tag_rows
        return [
            (unit, ERRORS[1], int(sheet.starts[unit]), int(sheet.ends[unit]), *known[tag][:2], "")
            for unit, given in enumerate(sheet.given)
            for tag in sorted(given)
            if (unit, tag) not in self._found_pairs
        ]
