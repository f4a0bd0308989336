"""Parts of counts: the units of each value of a meta column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from comention._checks import unknown
from comention.periods import by_column

if TYPE_CHECKING:
    from comention.cooccurrence import Cooccurrence
    from comention.counts import Counts


def strata_of(counts: Counts, strata: str, *, missing: bool = False) -> list[Cooccurrence]:
    """Count the units of each value of a meta column apart; documents without one too if `missing`."""
    documents = counts._counting.documents
    incidence = counts._kept("strata=")
    assert documents is not None
    if strata not in documents._meta:
        raise ValueError(unknown("column of strata", strata, documents._meta))
    values = by_column(documents._meta[strata], strata)
    if len(values.labels) < 2:
        raise ValueError(f"strata={strata!r} has {len(values.labels)} value(s); strata need two or more")
    size = len(values.labels)
    part_of = np.where(values.of_document < 0, size, values.of_document) if missing else values.of_document
    return [counts._counting.count(part) for part in incidence.split(part_of, size + missing)]
