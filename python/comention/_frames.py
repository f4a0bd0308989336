"""Frames in the library of the frame that went in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast


def make_frame(columns: Mapping[str, Any], library: str = "pandas") -> Any:
    """Build a frame of a library that narwhals knows from columns of one length."""
    if library == "pandas":
        import pandas as pd

        return pd.DataFrame(dict(columns))
    import narwhals as nw

    # An empty column of objects holds texts, which no library can tell.
    empty = [name for name, values in columns.items() if getattr(values, "dtype", "") == "object" and not len(values)]
    frame = nw.from_dict({**columns, **{name: [] for name in empty}}, backend=cast(Any, library))
    return frame.with_columns(nw.col(*empty).cast(nw.String)).to_native() if empty else frame.to_native()


def to_columns(data: Any) -> tuple[dict[str, list[Any]], str] | None:
    """Give the columns of a frame as lists and the name of its library; None if `data` is no frame."""
    if isinstance(data, Mapping):
        return _checked({str(name): _cells(name, values) for name, values in data.items()}), "pandas"
    import narwhals as nw

    try:
        frame = nw.from_native(data, eager_only=True)
    except TypeError:
        return None
    library = frame.implementation.name.lower()
    return {str(name): frame[:, place].to_list() for place, name in enumerate(frame.columns)}, library


def _cells(name: object, values: Any) -> list[Any]:
    if isinstance(values, (str, bytes)):
        raise TypeError(f"the column {name!r} must be a list, not one text")
    return list(values)


def _checked(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Raise unless all columns have one length."""
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"columns must have one length. Given {lengths}")
    return columns
