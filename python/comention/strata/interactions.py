"""Third tags: pairs within and without the units that hold one, and how much these differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention._checks import number_from, one_of, whole_number
from comention._frames import make_frame
from comention.association import MEASURES
from comention.pairs import cells_of, pairs_with, same_for_all, sorted_places
from comention.significance import ADJUST, adjusted
from comention.strata.cases import check_cases
from comention.strata.eight_cells import CELLS, EightCells
from comention.strata.tables import Z95
from comention.strata.tails import log_p_chi2, log_p_normal

if TYPE_CHECKING:
    import pandas as pd

    from comention.threeway import ThreeWay

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

_BASIS = {"null": "no_three_way_interaction", "cluster": "none", "alternative": "two-sided"}
_LOG_10 = float(np.log(10))


def _cells(dyads: ThreeWay, row: str, col: str, given: str) -> EightCells:
    """Give the eight cells of one triple."""
    check_cases(dyads._counting, "a comparison of tables")
    cells = dyads.cells(row, col, given)
    # Rounded sums of weights need not fit to the last digit.
    least = 0.0 if dyads.total()._fractional else -np.inf
    return EightCells.checked([max(float(cells[name]), least) for name in CELLS])


def _names(dyads: ThreeWay, row: str, col: str, given: str) -> dict[str, str]:
    """Give the ids of three tags."""
    i, j = dyads.total()._find((row, col))
    return {"row": dyads.total().rows[i], "col": dyads.total().cols[j], "given": dyads.given[dyads._given.find(given)]}


def conditional(dyads: ThreeWay, row: str, col: str, given: str) -> Any:
    """Compare a pair with and without a third tag; see `ThreeWay.conditional`."""
    eight, names = _cells(dyads, row, col, given), _names(dyads, row, col, given)
    sides = [_one_side(eight, holds) for holds in (True, False)]
    columns = {name: [value, value] for name, value in names.items()}
    columns |= {name: [side[name] for side in sides] for name in sides[0]}
    return make_frame(columns, dyads.total()._library)


def _one_side(eight: EightCells, holds: bool) -> dict[str, Any]:
    """Give the numbers of the units with or without the third tag."""
    table = [np.atleast_1d(number) for number in eight.table(holds)]
    log_odds, se = eight.log_odds[0 if holds else 1].item(), eight.log_odds_se(holds).item()
    numbers = {
        name: _number(values) for name, values in zip(("count", "row_total", "col_total", "n"), table, strict=True)
    }
    return {
        "holds": holds,
        **numbers,
        **{name: MEASURES[name].compute(*table).item() for name in ("expected", "lift")},
        "log_odds": log_odds,
        "low": log_odds - Z95 * se,
        "high": log_odds + Z95 * se,
        "lift_t_given_ab": eight.lift_of_third(holds).item(),
    }


def _number(values: Floats) -> float:
    """Give one number, whole if it is."""
    value: float = values.item()
    return int(value) if value.is_integer() else value


def interaction(dyads: ThreeWay, row: str, col: str, given: str) -> pd.Series:
    """Describe how a third tag changes a pair; see `ThreeWay.interaction`."""
    import pandas as pd

    eight, names = _cells(dyads, row, col, given), _names(dyads, row, col, given)
    columns = _columns(EightCells(eight.cells[None, :]), dyads.total()._fractional)
    values: dict[str, Any] = names | {name: value[0].item() for name, value in columns.items()}
    return pd.Series(values | _BASIS, name=f"{names['row']} × {names['col']} | {names['given']}", dtype=object)


def _columns(eight: EightCells, fractional: bool) -> dict[str, npt.NDArray[Any]]:
    """Give the numbers of some triples; of counts that are no whole numbers there is no test."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z, low_high = eight.interaction / eight.interaction_se, eight.interaction_interval
        expected = eight.fitted[..., 0]
        ratio = eight.cells[..., 0] / expected
    log_p = log_p_normal(z)
    tests = {
        "z": z,
        "p": np.exp(log_p),
        "log10_p": log_p / _LOG_10,
        "g2_no_three_way": eight.g2,
        "p_no_three_way": np.exp(log_p_chi2(eight.g2, 1)),
    }
    if fractional:
        tests = {name: np.full(z.shape, np.nan) for name in tests}
    counts = {"count": eight.cells[..., 0], "count_without": eight.cells[..., 1]}
    return {
        **({name: values.astype(np.int64) for name, values in counts.items()} if not fractional else counts),
        "expected": expected,
        "ratio": ratio,
        "lift_t_given_ab": eight.lift_of_third(),
        "log_odds_given": eight.log_odds[0],
        "log_odds_without": eight.log_odds[1],
        "interaction": eight.interaction,
        "se": eight.interaction_se,
        "low": low_high[0],
        "high": low_high[1],
        **tests,
        "lift3": eight.lift3,
        "specific_correlation": eight.specific_correlation,
        "specific_interaction": eight.specific_interaction,
    }


def interactions(
    dyads: ThreeWay, *, min_joint: float, min_total: int, adjust: str, sort: str, labels: str | None
) -> Any:
    """List triples; see `ThreeWay.interactions`."""
    check_cases(dyads._counting, "a comparison of tables")
    least = number_from("min_joint", min_joint)
    whole_number("min_total", min_total, 1)
    one_of("adjust", adjust, ADJUST)
    places, eight, tested = _listed(dyads, least, min_total)
    total = dyads.total()
    columns = {
        name: np.array(axis.names(labels), dtype=object)[at]
        for name, axis, at in zip(
            ("row", "col", "given"), (total._rows, total._cols, dyads._given), places, strict=True
        )
    }
    columns |= _columns(eight, total._fractional)
    tests = np.where(tested, columns["p"], np.nan)
    columns["q"] = adjusted(tests, adjust)
    basis = {**_BASIS, "family": int((~np.isnan(tests)).sum()), "adjust": adjust}
    columns |= same_for_all(basis, len(tests))
    columns = {name: values[columns["count"] >= least] for name, values in columns.items()}
    order = sorted_places(columns, sort)
    return make_frame({name: values[order] for name, values in columns.items()}, total._library)


def _listed(dyads: ThreeWay, min_joint: float, min_total: int) -> tuple[Places, EightCells, npt.NDArray[np.bool_]]:
    """List the triples that are tested or shown: the places of their tags, their cells, and which are tested."""
    parts = [_given(dyads, place, min_joint, min_total) for place in range(len(dyads))]
    places, totals = (np.concatenate(arrays, axis=-1) for arrays in zip(*parts, strict=True))
    once = _each_triple_once(dyads, places)
    places, totals = places[:, once], totals[:, once]
    if dyads.total()._fractional:
        totals = _fitting(totals)
    return places, EightCells.of(*totals), np.asarray(totals[:3].min(axis=0) >= min_total)


def _given(dyads: ThreeWay, place: int, min_joint: float, min_total: int) -> tuple[Places, Floats]:
    """Give the triples with one given tag: places, and the totals ab, at, bt, abt, a, b, t and n.

    A triple is there if all totals of two are large enough, or if it is to be shown though it is not tested.
    """
    whole, part = dyads.total(), dyads.at(place)
    rows, cols = pairs_with(whole, 0)
    a, b, n, at, bt, t = dyads._totals(rows, cols, place)
    ab, abt = (cells_of(counts._joint, rows, cols) for counts in (whole, part))
    testable = np.minimum.reduce([ab, at, bt]) >= min_total
    keep = (testable | ((abt >= min_joint) & (abt > 0))) & _three_tags(dyads, rows, cols, place)
    totals = np.stack([ab, at, bt, abt, a, b, t, n])[:, keep].astype(np.float64)
    return np.stack([rows[keep], cols[keep], np.full(int(keep.sum()), place)]), totals


def _identities(dyads: ThreeWay, rows: Places, cols: Places, given: Places) -> Places:
    """Tell what the tags of triples stand for."""
    whole = dyads.total()
    identity = whole._counting.sides.identity(whole._options.drop_same).astype(np.int64)
    axes = zip((whole._rows, whole._cols, dyads._given), (rows, cols, given), strict=True)
    return np.stack([identity[np.array(axis.numbers, dtype=np.int64)[at]] for axis, at in axes])


def _three_tags(dyads: ThreeWay, rows: Places, cols: Places, place: int) -> npt.NDArray[np.bool_]:
    """Tell which pairs and a given tag are three different tags."""
    a, b, t = _identities(dyads, rows, cols, np.full(len(rows), place))
    return np.asarray((a != b) & (a != t) & (b != t))


def _each_triple_once(dyads: ThreeWay, places: Places) -> Places:
    """Give where each triple of tags is first; it is the same with any of them given."""
    tags = np.sort(_identities(dyads, *places), axis=0)
    return np.sort(np.unique(tags, axis=1, return_index=True)[1])


def _fitting(totals: Floats) -> Floats:
    """Give n what units with none of the three tags need not be negative: rounded sums may miss it by a digit."""
    ab, at, bt, abt, a, b, t, n = totals
    return np.stack([ab, at, bt, abt, a, b, t, np.maximum(n, a + b + t - ab - at - bt + abt)])
