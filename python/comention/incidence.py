"""Incidence: which tags occur in which units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from comention import _core
from comention.axis import Axis

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

    from comention.documents import Documents


class Incidence:
    """The unit × tag matrix of a corpus. Made by `Mentions.incidence`.

    Examples
    --------
    >>> import comention as cm
    >>> incidence = cm.tag(["Iran and Iraq.", "Nothing here."]).incidence(unit="document", kind="country")
    >>> incidence.to_scipy().sum()
    np.int64(2)
    """

    def __init__(
        self, core: _core.Incidence, axis: Axis, corpus: Documents, per_document: np.ndarray[Any, Any]
    ) -> None:
        self._core = core
        self._axis = axis
        self._corpus = corpus
        self._starts = np.concatenate([[0], np.cumsum(per_document, dtype=np.int64)])

    @property
    def shape(self) -> tuple[int, int]:
        """Units, those without a tag too, and tags."""
        return int(self._starts[-1]), len(self._axis)

    def to_scipy(self) -> csr_array:
        """Give the matrix as a sparse array, a row a unit in order of the corpus.

        Of int64; of float64 where labels have values.

        Examples
        --------
        >>> import comention as cm
        >>> cm.tag("Iran. Peru.").incidence(unit="sentence", kind="country").to_scipy().shape[0]
        2
        """
        from scipy.sparse import csr_array

        parts = self._core.arrays()
        column = np.full(max(self._axis.numbers, default=-1) + 1, -1, dtype=np.int64)
        column[list(self._axis.numbers)] = np.arange(len(self._axis))
        rows = self._starts[parts["document"]] + parts["position"]
        counts = np.diff(parts["ends"], prepend=0)
        data = parts.get("value", np.ones(len(parts["tag"]), dtype=np.int64))
        matrix = csr_array((data, (np.repeat(rows, counts), column[parts["tag"]])), shape=self.shape)
        matrix.sum_duplicates()
        return matrix

    def to_pandas(self) -> pd.DataFrame:
        """Give the matrix as a frame: doc, unit, id, date and meta in the index, a column a tag.

        Examples
        --------
        >>> import comention as cm
        >>> cm.tag("Iran. Peru.").incidence(unit="sentence", kind="country").to_pandas()["PE"].tolist()
        [0, 1]
        """
        import pandas as pd

        documents = np.repeat(np.arange(len(self._starts) - 1), np.diff(self._starts))
        positions = np.arange(self.shape[0]) - self._starts[documents]
        index = {"doc": documents, "unit": positions, **self._corpus._document_columns(documents.tolist())}
        frame = pd.DataFrame(self.to_scipy().toarray(), columns=list(self._axis.ids))
        frame.index = pd.MultiIndex.from_frame(pd.DataFrame(index))
        return frame

    def __repr__(self) -> str:
        units, tags = self.shape
        return f"<Incidence: {units:,} {self._core.unit.name}{'s' * (units != 1)} × {tags:,} {self._axis.kind} tags>"
