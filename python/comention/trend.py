"""Counts by period: one co-occurrence a slice of time, or of a meta column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._checks import unknown, whole_number
from comention._frames import make_frame, to_columns
from comention.incidence import incidence_of
from comention.periods import CALENDAR, OUTSIDE, TOO_COARSE, UNDATED, Periods, find_periods

if TYPE_CHECKING:
    from comention.cooccurrence import Cooccurrence
    from comention.corpus import Corpus

_SERIES = ("count", "documents", "row_total", "col_total", "n", "expected", "lift", "lift_low", "lift_high")
# Counts an incidence: the same tags for every slice.
Counter = Callable[[_core.Incidence], "Cooccurrence"]


class Trend:
    """Counts of the same tags period by period. Made by `cooccurrence` with ``by=``.

    Each slice holds the documents of one period and is counted for itself, so slices add up exactly to their total.
    Periods of the calendar have no gap: those without a document are there, with zeros. A date counts as it is written,
    whatever its time zone. A document whose date is less precise than the period (``2021`` by month), or is missing,
    is in no slice; `undated`, `too_coarse` and `outside` tell how many.

    Examples
    --------
    >>> import comention as cm
    >>> days = ["2021-01-05", "2021-03-01", "2021-03-02"]
    >>> corpus = cm.Corpus({"text": ["Iran met Iraq."] * 3, "day": days}, text="text", date="day")
    >>> trend = cm.cooccurrence(corpus, rows="country", by="month")
    >>> trend.periods, trend["2021-03"]["IR", "IQ"]
    (['2021-01', '2021-02', '2021-03'], 2)
    """

    def __init__(
        self,
        incidence: _core.Incidence,
        units: npt.NDArray[np.int64],
        corpus: Corpus,
        periods: Periods,
        count: Counter,
        width: int = 1,
    ) -> None:
        self._incidence = incidence
        self._units = units
        self._corpus = corpus
        self._by = periods
        self._count = count
        self._width = width
        self._slices: dict[int, Cooccurrence] = {}

    @property
    def periods(self) -> list[str]:
        """Labels of the periods, in order. Of rolling periods the label is that of the last one."""
        return list(self._by.labels[self._width - 1 :])

    @property
    def undated(self) -> int:
        """Documents without a date, or without a value of the column."""
        return self._by.count(UNDATED)

    @property
    def too_coarse(self) -> int:
        """Documents whose date is less precise than the period."""
        return self._by.count(TOO_COARSE)

    @property
    def outside(self) -> int:
        """Documents before the first edge or from the last edge on."""
        return self._by.count(OUTSIDE)

    def __len__(self) -> int:
        return len(self.periods)

    def __iter__(self) -> Iterator[str]:
        return iter(self.periods)

    def __getitem__(self, period: str) -> Cooccurrence:
        """Give the counts of a period, with their own n, totals and evidence."""
        periods = self.periods
        if period not in periods:
            raise KeyError(unknown("period", period, periods))
        return self._slice(periods.index(period))

    def _slice(self, place: int) -> Cooccurrence:
        if place not in self._slices:
            self._slices[place] = self._count(self._part(place, place + self._width))
        return self._slices[place]

    @cached_property
    def _by_period(self) -> tuple[dict[str, npt.NDArray[Any]], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Give the arrays of the incidence, its units in order of their period, and these periods."""
        arrays = self._incidence.arrays()
        period = self._by.of_document[arrays["document"]]
        order = np.argsort(period, kind="stable")
        return arrays, order, period[order]

    def _part(self, begin: int, end: int) -> _core.Incidence:
        """Give the incidence of the documents of the periods from `begin` up to `end`."""
        arrays, order, period = self._by_period
        units = np.sort(order[slice(*np.searchsorted(period, [begin, end]))])
        stops = arrays["ends"][units]
        lengths = stops - np.where(units > 0, arrays["ends"][units - 1], 0)
        ends = np.cumsum(lengths, dtype=np.int64)
        cells = np.arange(ends[-1] if len(ends) else 0) + np.repeat(stops - ends, lengths)
        kept = {"document": arrays["document"][units], "position": arrays["position"][units], "ends": ends}
        kept |= {name: arrays[name][cells] for name in ("tag", "start", "end", "form")}
        inside = (self._by.of_document >= begin) & (self._by.of_document < end)
        size = int(self._units[inside].sum())
        return incidence_of(self._incidence.unit, size, kept)

    def total(self) -> Cooccurrence:
        """Count all periods together; documents in no period are left out.

        Returns
        -------
        Cooccurrence

        Examples
        --------
        >>> import comention as cm
        >>> table = {"text": ["Iran met Iraq."] * 2, "year": ["2020", "2022"]}
        >>> cm.cooccurrence(cm.Corpus(table, text="text", date="year"), rows="country", by="year").total()["IR", "IQ"]
        2
        """
        return self._count(self._part(0, len(self._by.labels)))

    def rolling(self, periods: int) -> Trend:
        """Count each period together with those before it.

        Parameters
        ----------
        periods : int
            How many periods are counted together; the first slice is the first that has so many.

        Returns
        -------
        Trend

        Raises
        ------
        ValueError
            If the slices are values of a column, which have no order, or fewer than asked for.

        Examples
        --------
        >>> import comention as cm
        >>> table = {"text": ["Iran met Iraq."] * 2, "year": ["2020", "2022"]}
        >>> trend = cm.cooccurrence(cm.Corpus(table, text="text", date="year"), rows="country", by="year").rolling(2)
        >>> trend.series("IR", "IQ")[["period", "count"]].values.tolist()
        [['2021', 1], ['2022', 1]]
        """
        if self._by.by not in (*CALENDAR, "edges"):
            raise ValueError(f"values of {self._by.by!r} have no order to roll over; count by a period of the calendar")
        whole_number("periods", periods, 1)
        if periods > len(self._by.labels):
            raise ValueError(f"there are {len(self._by.labels)} periods; rolling over {periods} leaves none")
        return Trend(self._incidence, self._units, self._corpus, self._by, self._count, periods)

    def by(self, period: Any) -> Trend:
        """Slice the same counts by another period, without reading the texts again.

        Parameters
        ----------
        period : str or list
            As ``by=`` of `cooccurrence`.

        Returns
        -------
        Trend

        Examples
        --------
        >>> import comention as cm
        >>> table = {"text": ["Iran met Iraq."] * 2, "day": ["2020-01-01", "2020-05-01"]}
        >>> trend = cm.cooccurrence(cm.Corpus(table, text="text", date="day"), rows="country", by="month")
        >>> len(trend), trend.by("year")["2020"]["IR", "IQ"]
        (5, 2)
        """
        return Trend(self._incidence, self._units, self._corpus, find_periods(self._corpus, period), self._count)

    def series(self, row: str, col: str) -> Any:
        """Follow one pair over the periods.

        Parameters
        ----------
        row, col : str
            Tags by id, alpha-3 code or label.

        Returns
        -------
        data frame
            In the library of the corpus, a row a period: period, count, documents (that hold the pair), row_total,
            col_total, n, expected, lift, lift_low and lift_high (95 % interval, units as independent).

        Examples
        --------
        >>> import comention as cm
        >>> table = {"text": ["Iran met Iraq.", "Peru."], "year": ["2020", "2021"]}
        >>> trend = cm.cooccurrence(cm.Corpus(table, text="text", date="year"), rows="country", by="year")
        >>> trend.series("IR", "IQ")["count"].tolist()
        [1, 0]
        """
        columns: dict[str, list[Any]] = {"period": self.periods, **{name: [] for name in _SERIES}}
        for place in range(len(self)):
            pair = self._slice(place).pair(row, col)
            for name in _SERIES:
                columns[name].append(pair[name])
        return make_frame(columns, self._corpus._library)

    def pairs(self, **options: Any) -> Any:
        """List the pairs of every period.

        Parameters
        ----------
        **options
            As for `Cooccurrence.pairs`.

        Returns
        -------
        data frame
            The rows of `Cooccurrence.pairs` of each slice, with the column period in front.

        Examples
        --------
        >>> import comention as cm
        >>> table = {"text": ["Iran met Iraq.", "Peru."], "year": ["2020", "2021"]}
        >>> trend = cm.cooccurrence(cm.Corpus(table, text="text", date="year"), rows="country", by="year")
        >>> trend.pairs(min_joint=1)[["period", "row", "col"]].values.tolist()
        [['2020', 'IQ', 'IR']]
        """
        columns: dict[str, list[Any]] = {}
        for place, period in enumerate(self.periods):
            table = to_columns(self._slice(place).pairs(**options))
            assert table is not None
            for name, values in {"period": [period] * len(table[0]["row"]), **table[0]}.items():
                columns.setdefault(name, []).extend(values)
        return make_frame(columns, self._corpus._library)

    def __repr__(self) -> str:
        span = f" from {self.periods[0]} to {self.periods[-1]}" if self.periods else ""
        rolling = f", each with the {self._width - 1} before it" if self._width > 1 else ""
        left = {"undated": self.undated, "too coarse": self.too_coarse, "outside": self.outside}
        rest = "".join(f"; {count:,} documents {what}" for what, count in left.items() if count)
        unit = self._incidence.unit.name
        return f"<Trend: {len(self):,} slices by {self._by.by}{span}{rolling}, counted by {unit}{rest}>"
