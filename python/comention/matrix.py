"""Labelled matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention.axis import Axis

if TYPE_CHECKING:
    import pandas as pd


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

    def __repr__(self) -> str:
        return repr(self.to_pandas())

    def _repr_html_(self) -> str:
        html: str = self.to_pandas()._repr_html_()  # type: ignore[operator]
        return html
