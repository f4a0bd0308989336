"""Labelled matrices."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention.axis import Axis

if TYPE_CHECKING:
    import pandas as pd


_MOST_SHOWN = 12


class Matrix:
    """Values of a measure by row tag and column tag.

    Examples
    --------
    >>> import comention as cm
    >>> counts = cm.cooccurrence("Iran and Iraq met.", rows=["IR", "IQ"])
    >>> counts.measure("jaccard").values
    array([[nan,  1.],
           [ 1., nan]])
    """

    def __init__(self, values: npt.NDArray[Any], rows: Axis, cols: Axis, name: str | None = None) -> None:
        self.values = values
        self.name = name
        self._rows = rows
        self._cols = cols

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self._rows), len(self._cols)

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> npt.NDArray[Any]:
        return np.array(self.values, dtype=dtype, copy=copy)

    def to_pandas(self, labels: str | None = None) -> pd.DataFrame:
        """Give the matrix as a frame.

        Parameters
        ----------
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        pandas.DataFrame

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence("Iran and Iraq met.", rows=["IR", "IQ"])
        >>> counts.measure("jaccard").to_pandas("name").loc["Iran", "Iraq"]
        np.float64(1.0)
        """
        import pandas as pd

        index = pd.Index(self._rows.names(labels), name=self._rows.kind)
        return pd.DataFrame(self.values, index=index, columns=pd.Index(self._cols.names(labels), name=self._cols.kind))

    def to_xarray(self) -> Any:
        """Give the matrix as an `xarray.DataArray` (extra ``xarray``).

        Examples
        --------
        >>> import comention as cm
        >>> cm.cooccurrence("Iran and Iraq met.", rows=["IR", "IQ"]).measure("count").to_xarray().dims
        ('country', 'country_2')
        """
        try:
            import xarray
        except ImportError:
            raise ImportError('to_xarray needs xarray: pip install "comention[xarray]"') from None
        dims = [self._rows.kind, self._cols.kind]
        if dims[0] == dims[1]:
            dims[1] += "_2"
        coords = {dims[0]: list(self._rows.ids), dims[1]: list(self._cols.ids)}
        return xarray.DataArray(self.values, dims=dims, coords=coords, name=self.name)

    def _fullest(self) -> pd.DataFrame:
        """Give the rows and columns with the most values above the least, which stands for pairs that never meet."""
        values = np.where(np.isfinite(self.values), self.values, np.nan)
        with_value = values > (np.nanmin(values) if np.isfinite(values).any() else 0)
        rows, cols = (np.sort(np.argsort(-with_value.sum(axis=axis), kind="stable")[:_MOST_SHOWN]) for axis in (1, 0))
        return self.to_pandas().iloc[rows, cols]

    def _title(self) -> str:
        rows, cols = self.shape
        whole = f"{self.name or 'values'} of {rows:,} {self._rows.kind} × {cols:,} {self._cols.kind}"
        return whole if max(self.shape) <= _MOST_SHOWN else f"{whole}; the fullest rows and columns"

    def __repr__(self) -> str:
        return f"{self._title()}\n{self._fullest().to_string()}"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self._title())}</p>{self._fullest().to_html()}"
