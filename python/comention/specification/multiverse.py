"""The multiverse of an association: its counts and what they are judged by, under every specification."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention._caveats import CaveatWarning
from comention._progress import Progress, reporter
from comention.caveats import of_tests
from comention.counting import cooccurrence
from comention.nulls.judge import Judge, has_p
from comention.pairs import cells_of, compared
from comention.significance import family
from comention.specification.choices import Specification
from comention.specification.tag_pairs import TagPair

if TYPE_CHECKING:
    from comention.counts import Counts
    from comention.mentions import Mentions
    from comention.nulls.judge import Chance

Row = dict[str, Any]
Array = npt.NDArray[Any]

NUMBERS = ("count", "documents", "n", "expected", "lift", "low", "high", "ic_low", "p")
TOLD = ("null_used", "cluster_used", "caveats", "refused")
_MIN_TOTAL = 5
"""As by default in `Cooccurrence.pairs`, which has no p where no pair can be tested."""


def multiverse(
    mentions: Mentions, pairs: list[TagPair], every: list[Specification], threads: int | None, progress: Progress
) -> list[Row]:
    """Give the numbers of each pair under each specification, pair by pair."""
    table: dict[tuple[TagPair, tuple[int, ...]], Row] = {}
    kinds = list(dict.fromkeys(pair.kinds for pair in pairs))
    total, done = len({spec.counted_as for spec in every}) * len(kinds), 0
    with reporter(progress, "specifications") as report:
        for filtered, specs in _grouped(mentions, every):
            for one in kinds:
                of_kinds = [pair for pair in pairs if pair.kinds == one]
                for spec, rows in _counted(filtered, specs, one, of_kinds, threads):
                    at = tuple(spec.at.values())
                    table |= {(pair, at): row for pair, row in zip(of_kinds, rows, strict=True)}
                done += 1
                if report is not None:
                    report(done, total)
    return [table[pair, tuple(spec.at.values())] for pair in pairs for spec in every]


def _grouped(mentions: Mentions, every: list[Specification]) -> Iterator[tuple[Mentions, list[Specification]]]:
    """Give filtered mentions with the specifications of one count of them, until all are given."""
    in_order = sorted(every, key=lambda spec: (spec.filtered_as, spec.counted_as))
    for _, alike in groupby(in_order, key=lambda spec: spec.filtered_as):
        specs = list(alike)
        filtered = mentions.keep(**specs[0].filters) if specs[0].filters else mentions
        for _, same in groupby(specs, key=lambda spec: spec.counted_as):
            yield filtered, list(same)


def _counted(
    mentions: Mentions, specs: list[Specification], kinds: tuple[str, str], pairs: list[TagPair], threads: int | None
) -> Iterator[tuple[Specification, list[Row]]]:
    """Count once, and judge as each specification says."""
    rows, cols = kinds
    options = specs[0].options
    try:
        # Whole kinds, since sums over pairs, length factor and sizes of units are of these.
        counts = cooccurrence(
            mentions, rows=rows, cols=None if cols == rows else cols, threads=threads, progress=False, **options
        )
    except ValueError as error:
        yield from ((spec, [_refused(error)] * len(pairs)) for spec in specs)
        return
    for spec in specs:
        yield spec, _judged(counts, pairs, **spec.tests)


def _judged(counts: Counts, pairs: list[TagPair], null: str | None, cluster: str | None) -> list[Row]:
    """Judge the counts of some pairs as `Cooccurrence.pairs` does."""
    places = [counts._find((pair.row, pair.col)) for pair in pairs]
    rows, cols = (np.array(side, dtype=np.int64) for side in zip(*places, strict=True))
    row_means, col_means = counts._identities(counts._rows, counts._cols)
    differ = row_means[rows] != col_means[cols]
    try:
        found = iter(_numbers(counts, Judge(counts, null, cluster), rows[differ], cols[differ]))
    except ValueError as error:
        return [_refused(error)] * len(pairs)
    return [next(found) if other else _refused("row and column stand for the same") for other in differ.tolist()]


def _numbers(counts: Counts, judge: Judge, rows: Array, cols: Array) -> list[Row]:
    chance = judge.of(rows, cols)
    tested = has_p(counts, judge.null) and len(family(counts, _MIN_TOTAL)[0]) > 0
    columns = {
        "count": cells_of(counts._joint, rows, cols),
        "documents": cells_of(counts._documents, rows, cols),
        "n": np.full(len(rows), counts.n),
        **_lifts(counts, chance, rows, cols),
        "p": np.exp(chance.log_p("greater")) if tested else np.full(len(rows), np.nan),
    }
    told = {"null_used": judge.null, "cluster_used": judge.cluster or "none", "refused": None}
    doubts = [name for name, _ in of_tests(counts, judge.null, judge.cluster, judge.clusters)] if tested else []
    caveats = [doubts + _empty(counts, *pair) for pair in zip(rows.tolist(), cols.tolist(), strict=True)]
    lists = (values.tolist() for values in columns.values())
    return [
        {**dict(zip(columns, row, strict=True)), **told, "caveats": "; ".join(names) or None}
        for row, names in zip(zip(*lists, strict=True), caveats, strict=True)
    ]


def _lifts(counts: Counts, chance: Chance, rows: Array, cols: Array) -> dict[str, Array]:
    """Give expected counts, lifts and their intervals; none where nothing is expected and nothing found."""
    found = {name.removeprefix("lift_"): values for name, values in compared(counts, chance, rows, cols).items()}
    unknown = np.isnan(found["lift"])
    ends = {name: np.where(unknown, np.nan, found[name]) for name in ("low", "high", "ic_low")}
    return {"expected": found["expected"], "lift": found["lift"], **ends}


def _empty(counts: Counts, row: int, col: int) -> list[str]:
    """Name the tags of which nothing is left, as where a filter of mentions is meant for one kind only."""
    sides = ((counts._rows, row, counts._margins[0]), (counts._cols, col, counts._margins[1]))
    return [f"the total of {axis.ids[place]} is 0" for axis, place, totals in sides if totals[place] == 0]


def _refused(why: object) -> Row:
    return dict.fromkeys(NUMBERS, np.nan) | dict.fromkeys(TOLD) | {"refused": str(why)}


def warn_of_rows(made: list[Row]) -> None:
    """Warn of specifications whose numbers rest on little or nothing, all at once."""
    listed = [row["caveats"].split("; ") for row in made if row["caveats"]]
    if listed:
        times = Counter(name for names in listed for name in names)
        which = ", ".join(f"{name} ({count:,})" for name, count in times.items())
        what = f"{len(listed):,} of {len(made):,} rows of the curve need care: {which}"
        warnings.warn(f"{what}; their column caveats tells which", CaveatWarning, stacklevel=3)
