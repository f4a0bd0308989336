"""Co-occurrence: how often two tags are found together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from comention import _core
from comention._checks import one_of, whole_number
from comention.evidence import Evidence
from comention.inference import Inference
from comention.matrix import Matrix
from comention.pairs import measures_that_fit
from comention.structure import Structure
from comention.units import plural

if TYPE_CHECKING:
    import os

    import altair as alt


class Cooccurrence(Inference, Structure):
    """Counts of row tags against column tags in units of one kind. Made by `cooccurrence`.

    A count is the number of units that hold both tags, or what these units add up to. A tag does not co-occur with
    itself: where rows and columns share a tag, its cell is 0 and every measure there NaN; how often it occurs is in
    the totals.

    Examples
    --------
    >>> import comention as cm
    >>> counts = cm.cooccurrence(["Chad and Mali.", "Chad."], rows="country", unit="document")
    >>> counts["Chad", "MLI"], int(counts.row_totals["TD"]), counts.n
    (1, 2, 2)
    """

    def __add__(self, other: Cooccurrence) -> Cooccurrence:
        """Add the counts of other documents, as `merge` does."""
        from comention.merging import merge

        if not isinstance(other, Cooccurrence):
            return NotImplemented
        merged: Cooccurrence = merge([self, other])
        return merged

    def __radd__(self, other: int) -> Cooccurrence:
        """Begin ``sum(parts)``, which adds to 0."""
        return self if isinstance(other, int) and other == 0 else NotImplemented

    def evidence(self, row: str, col: str, *, n: int | None = None) -> Evidence:
        """Show the units behind a count.

        Parameters
        ----------
        row, col : str
            Tags by id, alpha-3 code or label.
        n : int, optional
            Show at most so many units; all by default.

        Returns
        -------
        Evidence
            In order of the corpus, a row for each unit that holds both tags, with the first mention of either marked
            (or the first two that fit, where directions or shared words decide); with Proximity for each two mentions
            within reach; with SlidingWindow for each stretch of windows that hold both. The column ``count`` of its
            frame says what a row adds: their sum is the count.

        Raises
        ------
        ValueError
            If the counts were loaded without their corpus, or made with ``keep="counts"``.

        Examples
        --------
        >>> import comention as cm
        >>> cm.cooccurrence("Iran and Iraq met.", rows="country").evidence("IR", "IQ")
        1 sentence with Iran and Iraq
        [0] «Iran» and «Iraq» met.
        """
        incidence = self._kept("evidence")
        documents = self._counting.corpus or self._counting.documents
        if self._counting.corpus is None and self._counting.texts:
            raise ValueError("evidence needs the corpus: give it to load(path, corpus=)")
        assert documents is not None
        i, j = self._find((row, col))
        limit = np.iinfo(np.int64).max if n is None else whole_number("n", n)
        pair = self._rows.numbers[i], self._cols.numbers[j]
        found = _core.find_evidence(incidence, *pair, self._given_tag, self._counting.core, limit)
        labels = [self._rows.labels[i], self._cols.labels[j]]
        if self._given is not None and self._counting.sides.given is not None:
            axis = self._counting.sides.given.shown
            labels.append(axis.labels[axis.numbers.index(self._given)])
        return Evidence(found, documents, self._counting, tuple(labels), self._joint[i, j].item())

    def concentration(self, *, min_joint: float = 3, by: Any = None, labels: str | None = None) -> Any:
        """Tell how much of each count comes from one form, one document, one day, one outlet.

        A pair that rests on one list article, one agency's wire, or one name that stands in a topic's own words, is no
        finding about the world. All evidence is read; of a large corpus ask for pairs with a large count.

        Parameters
        ----------
        min_joint : number
            Smallest count to list, as in `pairs`.
        by : str or list of str, optional
            Meta columns, such as the outlet.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a pair, the largest counts first: row, col, count; then what adds most
            to the count and its share (0 to 1) of it: row_form and row_form_share, col_form and col_form_share,
            document (its id) and document_share, day and day_share (if documents have dates), each column of `by` and
            its share; and overlapping_share, the part of the count whose two mentions share characters. A unit counts
            by its first mention of either tag.

        Raises
        ------
        ValueError
            For an unknown column, or if the units were not kept.

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence(["Iran met Iraq."] * 3 + ["Iraqis met Iran."], rows=["IR"], cols=["IQ"])
        >>> counts.concentration()[["col_form", "col_form_share", "document_share"]].values.tolist()
        [['Iraq', 0.75, 0.25]]
        """
        from comention.concentration import concentration

        return concentration(self, min_joint, by, labels)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the counts, with what they carry, to a file that `load` reads. The texts stay outside.

        With the units go ids, dates and meta columns of the documents, unless ``keep="counts"``.

        Parameters
        ----------
        path : str or path
            Where to write, by convention ending in ``.npz``.

        Examples
        --------
        >>> import comention as cm
        >>> cm.cooccurrence("Iran and Iraq met.", rows="country").save("counts.npz")  # doctest: +SKIP
        """
        from comention._storage import save

        save(self, path)

    def __repr__(self) -> str:
        rows, cols = len(self._rows), len(self._cols)
        units = self._state.n.value[0].item()
        found = f"{self._joint.nnz:,} of {rows * cols:,} pairs found in {_shown(units)} {plural(self.unit, units)}"
        if not isinstance(self.unit, str) and self.margins == "pairs":
            found = f"{self._joint.nnz:,} of {rows * cols:,} pairs found by {plural(self.unit, 2)}"
        how = "".join(f"; {option}" for option in self._options.changed)
        return f"<Cooccurrence: {rows:,} {self._rows.kind} × {cols:,} {self._cols.kind}; {found}{how}>"

    def to_html(self, path: str | os.PathLike[str], *, text: bool = True, measure: str = "npmi") -> None:
        """Write the explorer as one file: the matrix, and behind each cell its numbers and units.

        The file needs no network and works in any browser, from disk or from a mail.

        Parameters
        ----------
        path : str or path
            Where to write.
        text : bool
            Whether the file holds the texts of all units that hold a pair. False publishes counts only.
        measure : {"npmi", "count", "lift", "pmi", "ic", "log_odds", "g2", "cosine", "jaccard"}
            What cells are coloured by at first; the page offers all.

        Raises
        ------
        ValueError
            For an unknown measure; for other than plain counts by document, paragraph or sentence; or if texts are
            wanted but the counts were loaded without their corpus or made with ``keep="counts"``.

        Examples
        --------
        >>> import comention as cm
        >>> cm.cooccurrence("Iran and Iraq met.", rows="country").to_html("counts.html")
        """
        from pathlib import Path

        from comention.views.explorer import MEASURES as COLOURS
        from comention.views.explorer import explorer_page

        one_of("measure", measure, COLOURS)
        if not self._explorable:
            raise ValueError("the explorer shows plain binary counts of all units, by document, paragraph or sentence")
        if text:
            self._kept("a page with texts")
            if self._corpus is None:
                raise ValueError("texts need the corpus: give it to load(path, corpus=), or write text=False")
        Path(path).write_text(explorer_page(self, text=text, measure=measure), encoding="utf-8")

    @property
    def _explorable(self) -> bool:
        """Tell whether a count is a number of units that can be shown one by one."""
        options = self._options
        every_unit = options.overlapping == "keep" and options.max_tags is None and self._given is None
        every_unit = every_unit and not options.drop_same
        return isinstance(self.unit, str) and self.margins == "units" and not self._fractional and every_unit

    def heatmap(
        self, measure: str | None = None, *, rows: int = 30, cols: int = 30, order: str = "blocks"
    ) -> alt.Chart:
        """Draw the rows and columns with the largest totals as a heat map (extra ``notebook``).

        Parameters
        ----------
        measure : str, optional
            What colours a cell, a measure of `measures`; ``npmi`` by default, or ``lift`` where totals are of pairs.
            Pairs that do not occur are left blank.
        rows, cols : int
            How many rows and columns to draw.
        order : {"blocks", "fiedler", "total", "alphabet"}
            ``blocks`` puts rows with alike profiles side by side, and columns likewise (leaves of an average-linkage
            tree of cosine distances). ``fiedler`` puts what goes together near the diagonal: rows and columns by the
            Fiedler vector of the drawn values above 0, parts that nothing links apart, the largest first (Atkins,
            Boman and Hendrickson 1998). Else by total or alphabet.

        Returns
        -------
        altair.Chart
            ``chart.save("heatmap.png")`` and ``.svg`` need no network.

        Examples
        --------
        >>> import comention as cm
        >>> chart = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic").heatmap()
        >>> chart.save("heatmap.svg")
        """
        from comention.views.heatmap import heatmap

        if measure is None:
            measure = "npmi" if "npmi" in measures_that_fit(self._options) else "lift"
        self._check_measure(measure)
        return heatmap(self, measure=measure, rows=rows, cols=cols, order=order)

    def _repr_html_(self) -> str:
        from comention.views.explorer import explorer_frame

        if self._explorable and self._incidence is not None:
            return explorer_frame(self)
        return Matrix(self._joint.toarray(), self._rows, self._cols, "count")._repr_html_()


def _shown(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:,.1f}"
