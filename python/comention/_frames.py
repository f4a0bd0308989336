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

    return nw.from_dict(dict(columns), backend=cast(Any, library)).to_native()


def to_columns(data: Any) -> tuple[dict[str, list[Any]], str] | None:
    """Give the columns of a frame as lists and the name of its library; None if `data` is no frame."""
    if isinstance(data, Mapping):
        return {str(name): list(values) for name, values in data.items()}, "pandas"
    import narwhals as nw

    try:
        frame = nw.from_native(data, eager_only=True)
    except TypeError:
        return None
    library = frame.implementation.name.lower()
    return {str(name): frame[name].to_list() for name in frame.columns}, library
