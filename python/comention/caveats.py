"""Caveats: what makes counts and lifts doubtful, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from comention._caveats import warn_caller
from comention._checks import as_list, whole_number
from comention._frames import make_frame
from comention.association import MEASURES
from comention.concentration import concentration_of
from comention.pairs import cells_of, pairs_with

if TYPE_CHECKING:
    from comention.counts import Counts
    from comention.trend import Trend

Array = npt.NDArray[Any]

LONGEST = 1.2
FEWEST = 10


class Caveat(NamedTuple):
    """A kind of doubt: from which value on, and what to do. Values below the limit are meant where `below`."""

    limit: float
    below: bool
    advice: str

    def holds(self, values: Any) -> Any:
        """Tell which values give rise to it."""
        return values < self.limit if self.below else values > self.limit


CAVEATS = {
    "long units hold many tags": Caveat(
        LONGEST,
        False,
        "the length factor: under independence every lift is so many times too high; "
        "compare with null='unit_size', the default of pairs and significance",
    ),
    "many counts a document": Caveat(
        1.5,
        False,
        "how much a document adds to a pair it holds: mentions of one text are no cases of their own, so p, q and "
        "intervals of null='pairs' with cluster=None are too sure; keep cluster='document', or count units",
    ),
    "few documents": Caveat(
        FEWEST, True, "documents with units: too few to tell how they differ; read them, and trust no p"
    ),
    "few clusters": Caveat(FEWEST, True, "documents or other clusters with units: too few to tell how they differ"),
    "few tags": Caveat(
        FEWEST, True, "tags of a kind: with so few, units of fixed sizes leave chance little room; count the whole kind"
    ),
    "few documents hold the pair": Caveat(
        FEWEST, True, "documents with the pair: its p and interval rest on them; read the evidence"
    ),
    "little expected": Caveat(
        1, True, "expected count: any count makes a large lift; go by ic_low or the lower end of the interval"
    ),
    "one document": Caveat(0.5, False, "share of the count from one document: read it, and count without it"),
    "one day": Caveat(0.5, False, "share of the count from one day: an event, or copies of one story? see duplicates="),
    "one value": Caveat(
        0.5, False, "share of the count from one value of the column: count with by= of it, or strata="
    ),
    "one form": Caveat(
        0.25,
        False,
        "how much larger the share of one form is here than among all mentions of its tag: "
        "a phrase or a homonym? see kwic, and block or drop it",
    ),
    "shared words": Caveat(
        0.2, False, "share of the count whose two mentions share words: count with overlapping='drop'"
    ),
    "little text": Caveat(
        1 / 3, True, "units of the period over those of the median one: its counts are small for want of text; see n"
    ),
}


class Found(NamedTuple):
    """A caveat of a pair, or of all counts where it has no tags."""

    caveat: str
    row: str | None
    col: str | None
    what: str | None
    value: float


def caveats(counts: Counts, by: Any, top: int, min_joint: float, labels: str | None) -> Any:
    """List what makes counts doubtful; see `Cooccurrence.caveats`."""
    whole_number("top", top)
    found = [Found(name, None, None, None, value) for name, value in of_all(counts)]
    found += _of_pairs(counts, [str(name) for name in as_list([] if by is None else by)], top, min_joint, labels)
    columns: dict[str, Array] = {
        "caveat": np.array([one.caveat for one in found], dtype=object),
        "row": np.array([one.row for one in found], dtype=object),
        "col": np.array([one.col for one in found], dtype=object),
        "what": np.array([one.what for one in found], dtype=object),
        "value": np.array([one.value for one in found], dtype=np.float64),
        "limit": np.array([CAVEATS[one.caveat].limit for one in found], dtype=np.float64),
        "advice": np.array([CAVEATS[one.caveat].advice for one in found], dtype=object),
    }
    return make_frame(columns, counts._library)


def of_all(counts: Counts) -> list[tuple[str, float]]:
    """List the caveats of all counts with their values."""
    values = {
        "long units hold many tags": counts.length_factor,
        "many counts a document": counts_a_document(counts),
        "few documents": documents_with_units(counts),
        "few tags": fewest_tags(counts),
    }
    return [(name, value) for name, value in values.items() if CAVEATS[name].holds(value)]


def documents_with_units(counts: Counts) -> float:
    """Count the documents with a unit; NaN where totals alone were kept."""
    if counts._incidence is None:
        return np.nan
    return float(np.count_nonzero(counts._incidence.arrays()["document_units"]))


def counts_a_document(counts: Counts) -> float:
    """Tell how much a document adds to a pair that it holds, of mentions and distances; NaN of units."""
    if counts.margins == "units":
        return np.nan
    holding = counts._state.documents.sum()
    return float(counts._counted.sum() / holding) if holding else np.nan


def fewest_tags(counts: Counts) -> float:
    """Count the tags that units hold, of the kind that has fewer."""
    return float(min(np.count_nonzero(side.units) for side in counts._state.whole_units))


def _of_pairs(counts: Counts, by: list[str], top: int, min_joint: float, labels: str | None) -> list[Found]:
    """List the caveats of the pairs that are most surely associated."""
    rows, cols, expected = _first(counts, top, min_joint)
    names = [
        np.array(axis.names(labels), dtype=object)[places]
        for axis, places in ((counts._rows, rows), (counts._cols, cols))
    ]
    none = np.full(len(rows), None, dtype=object)
    values: dict[str, tuple[Array, Array]] = {
        "few documents hold the pair": (cells_of(counts._documents, rows, cols), none),
        "little expected": (expected, none),
    }
    if counts._incidence is not None and len(rows):
        values |= _concentrated(counts, rows, cols, by)
    out = []
    for name, (numbers, what) in values.items():
        kind = name.partition(":")[0]
        for at in np.flatnonzero(CAVEATS[kind].holds(numbers.astype(np.float64))).tolist():
            out.append(Found(kind, names[0][at], names[1][at], what[at], float(numbers[at])))
    return out


def _first(counts: Counts, top: int, min_joint: float) -> tuple[Array, Array, Array]:
    """Give the pairs that are most surely associated, units taken as independent, and what is expected of each."""
    from comention.nulls.judge import Judge

    rows, cols = pairs_with(counts, min_joint)
    expected = Judge(counts, None, None).expected(rows, cols)
    joint = cells_of(counts._joint, rows, cols).astype(np.float64)
    surely = MEASURES["ic_025"].of_expected
    assert surely is not None
    order = np.lexsort((-joint, -surely(joint, expected)))[:top]
    return rows[order], cols[order], expected[order]


def _concentrated(counts: Counts, rows: Array, cols: Array, by: list[str]) -> dict[str, tuple[Array, Array]]:
    """Give what adds most to each pair, with how much of it that is."""
    table = concentration_of(counts, rows, cols, by)
    values = {"one document": (table["document_share"], table["document"])}
    if "day" in table:
        values["one day"] = table["day_share"], table["day"]
    for name in by:
        values[f"one value:{name}"] = table[f"{name}_share"], table[name]
    values["shared words"] = table["overlapping_share"], np.full(len(rows), None, dtype=object)
    usual = _form_shares(counts)
    for side, axis, places in (("row", counts._rows, rows), ("col", counts._cols, cols)):
        forms = table[f"{side}_form"]
        usually = [usual.get((axis.numbers[at], form), 0.0) for at, form in zip(places.tolist(), forms, strict=True)]
        more = np.where(table[f"{side}_form_share"] > 0.5, table[f"{side}_form_share"] - np.array(usually), 0.0)
        values[f"one form:{side}"] = more, forms
    return values


def _form_shares(counts: Counts) -> dict[tuple[int, str], float]:
    """Give the share of each form in the mentions of its tag."""
    from comention.evidence import form_name

    arrays = counts._kept("caveats").arrays()
    tags = arrays["tag"].astype(np.int64)
    keys, each = np.unique(tags << 32 | arrays["form"].astype(np.int64), return_counts=True)
    of_tag = np.bincount(tags)
    pairs = zip((keys >> 32).tolist(), (keys & 0xFFFFFFFF).tolist(), each.tolist(), strict=True)
    return {(tag, form_name(counts._forms, form)): count / of_tag[tag] for tag, form, count in pairs}


def caveats_of_periods(trend: Trend) -> Any:
    """List the periods with little text; see `Trend.caveats`."""
    periods = trend.periods
    n = np.array([trend[period].n for period in periods], dtype=np.float64)
    middle = np.median(n[n > 0]) if (n > 0).any() else np.nan
    with np.errstate(invalid="ignore"):
        few = np.flatnonzero(CAVEATS["little text"].holds(n / middle))
    return make_frame(
        {
            "caveat": np.full(len(few), "little text", dtype=object),
            "period": np.array(periods, dtype=object)[few],
            "value": (n / middle)[few],
            "limit": np.full(len(few), CAVEATS["little text"].limit),
            "advice": np.full(len(few), CAVEATS["little text"].advice, dtype=object),
        },
        trend._library,
    )


def warn_of_tests(counts: Counts, null: str, cluster: str | None, clusters: int | None, what: str = "p and q") -> None:
    """Warn where tests or intervals rest on too little, or on a null that does not fit; not of counts of nothing."""
    told = [
        f"{name} ({value:.3g}: {CAVEATS[name].advice})" for name, value in of_tests(counts, null, cluster, clusters)
    ]
    if told and counts.n:
        warn_caller(f"{what} need care: {'; '.join(told)}. counts.caveats() looks at single pairs")


def of_tests(counts: Counts, null: str, cluster: str | None, clusters: int | None) -> list[tuple[str, float]]:
    """List the caveats of tests of one null and some clusters, with their values; None where these are no matter."""
    found = []
    if null == "independence":
        found.append(("long units hold many tags", counts.length_factor))
    if null == "pairs" and cluster is None and not counts._fractional:
        found.append(("many counts a document", counts_a_document(counts)))
    if null in ("unit_size", "fixed_degree"):
        found.append(("few tags", fewest_tags(counts)))
    if clusters is not None:
        found.append(("few clusters", float(clusters)))
    return [(name, value) for name, value in found if CAVEATS[name].holds(value)]


def warn_of_few_holders(q: Array, holding: Array, cluster: str) -> None:
    """Warn of pairs that are significant, but held by few clusters."""
    found = int(np.count_nonzero(np.nan_to_num(q, nan=1.0) < 0.05))
    few = int(np.count_nonzero((np.nan_to_num(q, nan=1.0) < 0.05) & (holding < FEWEST)))
    if few:
        what = f"{few:,} of the {found:,} pairs with q < .05 are held by fewer than {FEWEST} clusters ({cluster})"
        warn_caller(f"p and q need care: {what}; read their evidence")
