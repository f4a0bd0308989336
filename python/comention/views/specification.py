"""The figure of a specification curve as an Altair chart, and its table for Jupyter."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from comention.views.tables import _cell, _table

if TYPE_CHECKING:
    import altair as alt

    from comention.specification.curve import SpecificationCurve

_SURE, _UNSURE, _UNKNOWN = "excludes 1", "includes 1", "none"
_COLOURS = {_SURE: "#1f5fa8", _UNSURE: "#9db7d5", _UNKNOWN: "#a8a8a8"}
_LABELS = 190
"""Width of the labels on the left, the same in both panels, so that they stand below each other."""
_HIGH, _STEP = 220, 14
_MOST_ROWS = 50

Record = dict[str, Any]


def figure(curve: SpecificationCurve, wanted: list[int]) -> alt.VConcatChart:
    """Draw the curves of some pairs; see `SpecificationCurve.figure`."""
    try:
        import altair
    except ImportError:
        raise ImportError('the figure needs Altair: pip install "comention[notebook]"') from None
    charts = [altair.vconcat(*_panels(altair, curve, place), spacing=8) for place in wanted]
    chart: alt.VConcatChart = charts[0] if len(charts) == 1 else altair.vconcat(*charts, spacing=40)
    return chart


def _panels(alt: Any, curve: SpecificationCurve, place: int) -> tuple[Any, Any]:
    size = len(curve)
    made = curve._made[place * size : (place + 1) * size]
    records = _records(made)
    x = alt.X(
        "rank:Q",
        scale=alt.Scale(domain=[0.5, max(len(records), 1) + 0.5], nice=False),
        axis=alt.Axis(labels=False, ticks=False, grid=False, title=None),
    )
    width = min(max(300, 9 * len(records)), 900)
    upper = _estimates(alt, records, x).properties(width=width, height=_HIGH, title=_title(alt, curve, place, made))
    return upper, _dots(alt, curve, records, x).properties(width=width, height=alt.Step(_STEP))


def _records(made: list[Record]) -> list[Record]:
    """Give what is drawn of each lift, from the smallest on. Numbers off the scale are drawn at its edges."""
    known = sorted((i for i, row in enumerate(made) if not math.isnan(row["lift"])), key=lambda i: made[i]["lift"])
    bottom, top = _edges(made)
    names = ("lift", "low", "high")
    return [
        {
            "specification": i,
            "rank": rank,
            "interval": _interval(made[i]),
            "edge": "down" if made[i]["lift"] < bottom else "up" if made[i]["lift"] > top else "no",
            **{f"{name}_at": _number(min(max(made[i][name], bottom), top)) for name in names},
            **{name: _number(made[i][name]) for name in (*names, "count", "expected", "p")},
        }
        for rank, i in enumerate(known, 1)
    ]


def _edges(made: list[Record]) -> tuple[float, float]:
    """Give the ends of the scale: all that is positive and finite lies between."""
    ends = (row[name] for row in made for name in ("lift", "low", "high"))
    between = [end for end in ends if 0 < end < math.inf] + [1.0]
    return min(between) / 1.3, max(between) * 1.3


def _interval(row: Record) -> str:
    if math.isnan(row["low"]) or math.isnan(row["high"]):
        return _UNKNOWN
    return _SURE if row["low"] > 1 or row["high"] < 1 else _UNSURE


def _number(value: float) -> float | str | None:
    """Give a number as JSON can have it."""
    if math.isnan(value):
        return None
    return value if math.isfinite(value) else str(value)


def _title(alt: Any, curve: SpecificationCurve, place: int, made: list[Record]) -> Any:
    row, col = curve.pairs[place]
    refused = sum(record["refused"] is not None for record in made)
    without = sum(math.isnan(record["lift"]) for record in made) - refused
    told = [f"{len(made):,} specification{'s' * (len(made) != 1)}"]
    told += [f"{refused:,} refused"] if refused else []
    told += [f"{without:,} without a lift"] if without else []
    return alt.TitleParams(f"{row} × {col}", subtitle=", ".join(told), anchor="start")


def _colour(alt: Any) -> Any:
    scale = alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values()))
    return alt.Color("interval:N", scale=scale, title="95 % interval")


def _estimates(alt: Any, records: list[Record], x: Any) -> Any:
    ends = [record[f"{name}_at"] for record in records for name in ("lift", "low", "high")]
    shown = [end for end in ends if end is not None] + [1.0]
    scale = alt.Scale(type="log", domain=[min(shown) / 1.05, max(shown) * 1.05], nice=False)
    axis = alt.Axis(minExtent=_LABELS, maxExtent=_LABELS, format="~g", tickCount=6, grid=False, titleX=-42)
    lift = alt.Y("lift_at:Q", scale=scale, title="lift", axis=axis)
    base = alt.Chart(alt.Data(values=records)).encode(x=x, color=_colour(alt))
    one = alt.Chart(alt.Data(values=[{"one": 1}])).mark_rule(strokeDash=[4, 3], color="#555555")
    shape = alt.Shape("edge:N", scale=alt.Scale(domain=["no", "down", "up"], range=_SHAPES), legend=None)
    tooltip = ["specification:Q", *(f"{name}:N" for name in ("lift", "low", "high", "count", "expected", "p"))]
    intervals = base.transform_filter("datum.low_at != null && datum.high_at != null").mark_rule()
    return alt.layer(
        one.encode(y=alt.Y("one:Q", scale=scale, title="lift", axis=axis)),
        intervals.encode(y=alt.Y("low_at:Q", scale=scale, title="lift", axis=axis), y2="high_at:Q"),
        base.mark_point(filled=True, size=36, opacity=1).encode(y=lift, shape=shape, tooltip=tooltip),
    )


_SHAPES = ["circle", "triangle-down", "triangle-up"]


def _dots(alt: Any, curve: SpecificationCurve, records: list[Record], x: Any) -> Any:
    """Mark the values that made each lift, a line a value."""
    lines = [f"{name}: {text}" for name, texts in curve.choices.items() for text in texts]
    marks = [
        {"rank": record["rank"], "interval": record["interval"], "line": f"{name}: {column[record['specification']]}"}
        for record in records
        for name, column in curve._choice_texts().items()
    ]
    axis = alt.Axis(
        minExtent=_LABELS, maxExtent=_LABELS, labelLimit=_LABELS - 10, grid=True, gridOpacity=0.5, ticks=False,
        domain=False, title=None,
    )  # fmt: skip
    y = alt.Y("line:N", sort=lines, scale=alt.Scale(domain=lines), axis=axis)
    data = alt.Chart(alt.Data(values=marks))
    return data.mark_point(filled=True, size=30, opacity=1, shape="square").encode(x=x, y=y, color=_colour(alt))


def table(curve: SpecificationCurve) -> str:
    """Show how much each pair depends on choices, a row a pair."""
    lines = curve._lines()
    more = f"; the first {_MOST_ROWS} of {len(lines):,} pairs" if len(lines) > _MOST_ROWS else ""
    rows = [[_cell(pair), _cell(told, style="text-align:left")] for pair, told in lines[:_MOST_ROWS]]
    return _table(curve._title() + more, ("pair", "how much it depends on choices"), rows)
