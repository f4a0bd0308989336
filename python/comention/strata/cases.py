"""Which counts are of cases that tests of tables may take as independent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from comention.counting import Counting


def check_cases(counting: Counting, what: str, *, alike: bool = False) -> None:
    """Refuse counts that are no numbers of separate units.

    Those are counts whose totals are sums over pairs, windows, which overlap, and unless `alike` allows them, units
    that have their row or column from their document, of which all units are then alike.
    """
    options = counting.options
    if options.overlap:
        raise ValueError(
            f"{what} takes units as independent, and windows overlap: count by document, paragraph or sentence"
        )
    if options.margins == "pairs":
        raise ValueError(
            f"{what} needs a table of units, and totals of these counts are sums over pairs: "
            "count plain binary units (count='binary', no weight=, directed= or Proximity)"
        )
    shared = sorted(
        {kind for side in counting.sides.all[:2] for kind in side.whole.kind.split("+")}.intersection(counting.constant)
    )
    if shared and not alike and options.unit != "document":
        raise ValueError(
            f"{what} takes units as independent, and all units of a document have its {shared[0]}: "
            "count with unit='document'"
        )
