"""Backbones: the pairs of a network that stand out from what chance or their tags' other pairs make of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from comention._checks import one_of, whole_number
from comention._frames import make_frame
from comention.nulls.judge import Judge
from comention.pairs import cells_of, each_pair_once, tag_columns
from comention.significance import Tests, family

if TYPE_CHECKING:
    from comention.inference import Inference

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

LEVELS = {"significance": 0.05, "disparity": 0.05, "noise_corrected": 1.64}
_OF_TESTS = {"null": None, "cluster": "document", "adjust": "bh", "min_total": 5}


class _Judged(NamedTuple):
    """Pairs that a method judged: places, what it found out, whether it keeps them, and the order, best first."""

    rows: Places
    cols: Places
    columns: dict[str, npt.NDArray[Any]]
    keep: npt.NDArray[np.bool_]
    key: Floats


class Links(NamedTuple):
    """Weights of pairs, and of both their tags strength (sum of weights) and degree (number of pairs)."""

    weight: Floats
    row_strength: Floats
    col_strength: Floats
    row_degree: Floats
    col_degree: Floats
    total: float
    """Sum over all that is shown: of one kind by itself every pair twice."""


def backbone(counts: Inference, method: str, level: float | None, tests: dict[str, Any], labels: str | None) -> Any:
    """List the pairs that a method keeps; see `Cooccurrence.backbone`."""
    one_of("method", method, LEVELS)
    threshold = _checked_level(method, level)
    judged = (
        _significant(counts, threshold, **tests)
        if method == "significance"
        else _linked(counts, method, threshold, tests)
    )
    columns = {
        **tag_columns(counts, judged.rows, judged.cols, labels),
        "count": cells_of(counts._joint, judged.rows, judged.cols),
        **judged.columns,
        "method": np.full(len(judged.rows), method, dtype=object),
        "level": np.full(len(judged.rows), threshold),
    }
    order = np.lexsort((columns["col"].astype(str), columns["row"].astype(str), -columns["count"], judged.key))
    order = order[judged.keep[order]]
    return make_frame({name: values[order] for name, values in columns.items()}, counts._library)


def _checked_level(method: str, level: Any) -> float:
    if level is None:
        return LEVELS[method]
    most = math.inf if method == "noise_corrected" else 1.0
    number = isinstance(level, (int, float, np.number)) and not isinstance(level, bool)
    if not number or not 0 < level <= most or level == math.inf:
        rule = "above 0" if most > 1 else "above 0 and at most 1"
        raise ValueError(f"level of {method} must be a number {rule}. Given {level!r}")
    return float(level)


def _significant(counts: Inference, level: float, **tests: Any) -> _Judged:
    """Judge by q, as `Cooccurrence.significance` has it."""
    min_total = whole_number("min_total", tests["min_total"])
    rows, cols = family(counts, min_total)
    judge = Judge(counts, tests["null"], tests["cluster"])
    found = Tests(judge, rows, cols, alternative="greater", adjust=tests["adjust"], min_total=min_total)
    if len(rows) and np.isnan(found.p).all():
        why = "no p for windows that overlap, for shares, weights and values, and for two labels of whole documents"
        raise ValueError(f"significance has {why}: give method='disparity'")
    columns = {"expected": found.chance.expected, "p": found.p, "q": found.q, **found.columns(len(rows))}
    return _Judged(rows, cols, columns, found.q <= level, found.log_p)


def _linked(counts: Inference, method: str, level: float, tests: dict[str, Any]) -> _Judged:
    """Judge by weights of the pairs of both tags."""
    given = [f"{name}=" for name, value in tests.items() if value != _OF_TESTS[name]]
    if given:
        raise ValueError(f"{', '.join(given)} goes with method='significance', not with {method!r}")
    _check_network(counts, method)
    cells = counts._joint.tocoo()
    rows, cols = (places.astype(np.int64) for places in cells.coords)
    there = (cells.data > 0) & each_pair_once(counts, rows, cols)
    rows, cols = rows[there], cols[there]
    links = links_of(counts, rows, cols)
    if method == "disparity":
        columns, keep, key = _by_disparity(links, level)
    else:
        columns, keep, key = _by_noise(counts, links, level)
    return _Judged(rows, cols, columns | {"family": np.full(len(rows), len(rows))}, keep, key)


def _by_disparity(links: Links, level: float) -> tuple[dict[str, Any], npt.NDArray[np.bool_], Floats]:
    row_alpha, col_alpha = disparity(links)
    alpha = np.minimum(row_alpha, col_alpha)
    return {"alpha_row": row_alpha, "alpha_col": col_alpha, "alpha": alpha}, alpha < level, alpha


def _by_noise(counts: Inference, links: Links, level: float) -> tuple[dict[str, Any], npt.NDArray[np.bool_], Floats]:
    if counts._options.overlap or counts._fractional:
        why = "takes counts for independent draws; windows overlap, and shares, weights and values are no draws"
        raise ValueError(f"noise_corrected {why}: give method='disparity'")
    score, sdev = noise_corrected(links)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {"score": score, "sdev": sdev}, score > level * sdev, -score / sdev


def links_of(counts: Inference, rows: Places, cols: Places) -> Links:
    """Give weights of pairs, strengths and degrees of their tags, all of the network that is shown."""
    matrix = counts._joint
    strengths = [np.asarray(matrix.sum(axis=axis), dtype=np.float64).ravel() for axis in (1, 0)]
    degrees = [np.asarray((matrix > 0).sum(axis=axis), dtype=np.float64).ravel() for axis in (1, 0)]
    weight = cells_of(matrix, rows, cols).astype(np.float64)
    of_rows, of_cols = ([of[side][at] for of in (strengths, degrees)] for side, at in enumerate((rows, cols)))
    return Links(weight, of_rows[0], of_cols[0], of_rows[1], of_cols[1], float(matrix.sum()))


def _check_network(counts: Inference, method: str) -> None:
    """Refuse lists that share some tags: sums of their rows are those of neither one kind nor two."""
    rows, cols = set(counts._rows.numbers), set(counts._cols.numbers)
    if rows != cols and not rows.isdisjoint(cols):
        raise ValueError(f"{method} is of rows and columns that share all tags or none: count the same list, or others")


def disparity(links: Links) -> tuple[Floats, Floats]:
    """Give how likely so large a share of a tag's strength is, were that cut at random into its pairs, of both tags.

    Serrano, Boguñá and Vespignani (2009). Of a tag with one pair it is 1.
    """
    sides = ((links.row_strength, links.row_degree), (links.col_strength, links.col_degree))
    row, col = ((np.maximum(strength - links.weight, 0.0) / strength) ** (degree - 1) for strength, degree in sides)
    return row, col


def noise_corrected(links: Links) -> tuple[Floats, Floats]:
    """Give the symmetric lift of pairs, from -1 to 1, and its standard deviation.

    Coscia and Neffke (2017); the prior is fitted by its mean and variance. The deviation is NaN where a tag is in all
    pairs, so that the prior has no spread.
    """
    w, a, b, n = links.weight, links.row_strength, links.col_strength, links.total
    with np.errstate(divide="ignore", invalid="ignore"):
        kappa = n / (a * b)
        mean = (a / n) * (b / n)
        variance = mean * ((n - a) / n) * ((n - b) / n) / (n - 1)
        alpha = mean**2 * (1 - mean) / variance - mean
        beta = mean * (1 - mean) ** 2 / variance - (1 - mean)
        p = (alpha + w) / (alpha + beta + n)
        slope = kappa + w * (1 / (a * b) - n * (a + b) / (a * b) ** 2)
        sdev = np.sqrt(p * (1 - p) * n) * np.abs(2 * slope) / (kappa * w + 1) ** 2
        return (kappa * w - 1) / (kappa * w + 1), np.where(variance > 0, sdev, np.nan)
