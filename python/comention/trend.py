"""Counts by period: one co-occurrence a slice of time, or of a meta column."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cached_property, reduce
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np

from comention import _core
from comention._checks import number_from, unknown, whole_number
from comention._frames import make_frame, to_columns
from comention.periods import CALENDAR, OUTSIDE, TOO_COARSE, UNDATED, Periods, find_periods

if TYPE_CHECKING:
    import os

    import pandas as pd

    from comention.cooccurrence import Cooccurrence
    from comention.counting import Counting

_SERIES = ("count", "documents", "row_total", "col_total", "n", "expected", "lift", "lift_low", "lift_high")


class Trend:
    """Counts of the same tags period by period. Made by `cooccurrence` with ``by=``.

    Each slice holds the documents of one period and is counted for itself, so slices add up exactly to their total.
    Periods of the calendar have no gap: those without a document are there, with zeros. A date counts as it is written,
    whatever its time zone. A document whose date is less precise than the period (``2021`` by month), is missing or
    lies outside of the edges, is in no slice; `undated`, `too_coarse` and `outside` tell how many. Slices between edges
    are called by them: ``2010 to 2022`` begins with 2010 and ends before 2022.

    Examples
    --------
    >>> import comention as cm
    >>> days = ["2021-01-05", "2021-03-01", "2021-03-02"]
    >>> corpus = cm.Corpus({"text": ["Iran met Iraq."] * 3, "day": days}, text="text", date="day")
    >>> trend = cm.cooccurrence(corpus, rows="country", by="month")
    >>> trend.periods, trend["2021-03"]["IR", "IQ"]
    (['2021-01', '2021-02', '2021-03'], 2)
    """

    def __init__(self, counting: Counting, incidence: _core.Incidence, periods: Periods, width: int = 1) -> None:
        self._counting = counting
        self._incidence: _core.Incidence | None = incidence
        self._by = periods
        self._width = width
        self._slices: dict[int, Cooccurrence] = {}
        if counting.keep == "counts":
            self._singles = [counting.count(part)._state for part in [*self._parts, self._none]]
            self._parts, self._incidence = [], None
            self._counting = counting.light()

    @cached_property
    def _parts(self) -> list[_core.Incidence]:
        """The units of each single period."""
        assert self._incidence is not None
        return self._incidence.split(self._by.of_document, len(self._by.labels))

    @property
    def _none(self) -> _core.Incidence:
        """The units of no period."""
        assert self._incidence is not None
        return self._incidence.split(np.full(len(self._by.of_document), -1), 1)[0]

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
        return self._slice(self._place(period))

    def _place(self, period: str) -> int:
        periods = self.periods
        if period not in periods:
            raise KeyError(unknown("period", period, periods))
        return periods.index(period)

    def _slice(self, place: int) -> Cooccurrence:
        if place not in self._slices:
            self._slices[place] = self._together(place, place + self._width)
        return self._slices[place]

    def _together(self, begin: int, end: int) -> Cooccurrence:
        """Count the documents of the periods from `begin` up to `end`."""
        if self._incidence is None:
            return self._counting.made(reduce(add, [*self._singles[begin:end], self._singles[-1]]), None)
        parts = self._parts[begin:end] or [self._none]
        return self._counting.count(parts[0] if len(parts) == 1 else _core.Incidence.join(parts))

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
        return self._together(0, len(self._by.labels))

    def rolling(self, periods: int) -> Trend:
        """Count each period together with those before it. Such slices overlap, so they do not add up to the total.

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
        rolling = copy.copy(self)
        rolling._width, rolling._slices = periods, {}
        return rolling

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
        documents = self._counting.documents
        if self._incidence is None or documents is None:
            raise ValueError("other slices need the units, which keep='counts' dropped: count with keep='incidence'")
        return Trend(self._counting, self._incidence, find_periods(documents, period))

    def __add__(self, other: Trend) -> Trend:
        """Add the counts of other documents, as `merge` does."""
        from comention.merging import merge

        if not isinstance(other, Trend):
            return NotImplemented
        merged: Trend = merge([self, other])
        return merged

    def __radd__(self, other: int) -> Trend:
        """Begin ``sum(parts)``, which adds to 0."""
        return self if isinstance(other, int) and other == 0 else NotImplemented

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the counts of all slices to a file that `load` reads. The texts stay outside.

        Parameters
        ----------
        path : str or path
            Where to write, by convention ending in ``.npz``.

        Examples
        --------
        >>> import comention as cm
        >>> table = {"text": ["Iran met Iraq."], "year": ["2020"]}
        >>> trend = cm.cooccurrence(cm.Corpus(table, text="text", date="year"), rows="country", by="year")
        >>> trend.save("trend.npz")  # doctest: +SKIP
        """
        from comention._storage import save

        save(self, path)

    def series(self, row: str, col: str, *, kappa: float = 5.0) -> Any:
        """Follow one pair over the periods.

        Parameters
        ----------
        row, col : str
            Tags by id, alpha-3 code or label.
        kappa : number
            From 0 on: of how many expected counts the pooled lift speaks in `lift_shrunk`.

        Returns
        -------
        data frame
            In the library of the corpus, a row a period: period, count, documents (that hold the pair), row_total,
            col_total, n, expected, lift, lift_low and lift_high (95 % interval, units as independent), and
            lift_shrunk = (count + kappa·λ)/(expected + kappa), where λ is the pooled lift Σcount/Σexpected of all
            single periods (the mean of a gamma prior, Clayton and Kaldor 1987). A period that tells little is near λ,
            so that one of few units does not stand out; an empty one, whose lift is NaN, is λ itself.

        Raises
        ------
        ValueError
            If kappa is no number from 0 on.

        Examples
        --------
        >>> import comention as cm
        >>> table = {"text": ["Iran met Iraq.", "Peru."], "year": ["2020", "2021"]}
        >>> trend = cm.cooccurrence(cm.Corpus(table, text="text", date="year"), rows="country", by="year")
        >>> trend.series("IR", "IQ")["count"].tolist()
        [1, 0]
        """
        from comention.change.shrinkage import pooled_lift, shrunk_lift

        weight = number_from("kappa", kappa)
        columns: dict[str, list[Any]] = {"period": self.periods, **{name: [] for name in _SERIES}}
        for place in range(len(self)):
            pair = self._slice(place).pair(row, col)
            for name in _SERIES:
                columns[name].append(pair[name])
        shrunk = shrunk_lift(columns["count"], columns["expected"], pooled_lift(self, row, col), weight)
        return make_frame({**columns, "lift_shrunk": shrunk}, self._library)

    def stratified(self, row: str, col: str) -> pd.Series:
        """Describe a pair with the slices as strata: within outlets or years, rather than in all thrown together.

        Two tags that each outlet, or each year, mentions independently go together over all if some mention both more
        often. The Mantel–Haenszel odds ratio compares like with like. **Units are taken as independent**: no clusters.

        Parameters
        ----------
        row, col : str
            Tags by id, alpha-3 code or label.

        Returns
        -------
        pandas.Series
            row, col, count, n; expected (of independent tags within each stratum, Σ R1·C1/n); or_mh, the
            Mantel–Haenszel odds ratio (1959), 0 or more, with its 95 % interval low and high (Robins, Breslow and
            Greenland 1986); cmh, the Cochran–Mantel–Haenszel statistic (1 df), its p and log10_p (which does not
            underflow); tarone and breslow_day, the statistics of homogeneity with and without the correction of Tarone
            (1985), p_homogeneity of the former (strata_used − 1 df): small where strata differ in their odds ratios;
            cmh_corrected (for continuity); g2_no_three_way and p_no_three_way, the same question by likelihood ratio;
            g2_conditional_independence and its p (strata_used df): whether strata are independent, each for itself;
            crude_odds_ratio, of all strata thrown together; strata and strata_used, those in which no total is 0,
            which alone tell of the association; null, by, cluster and alternative.

        Raises
        ------
        ValueError
            For fewer than two slices, rolling periods, sliding windows (both overlap), totals of pairs, rows or columns
            that all units of a document share, or two tags that are the same.
        KeyError
            For an unknown tag.

        Notes
        -----
        or_mh is infinite where in no stratum each tag is also found without the other, NaN where no stratum tells
        anything; there and at 0 the interval and p_homogeneity are NaN. p_homogeneity is NaN too where fewer than two
        strata tell anything. Where counts are no whole numbers (weights of documents, values of labels) the interval
        is rough, and all tests are NaN. Documents in no slice are left out.

        Examples
        --------
        >>> import comention as cm
        >>> texts = ["Iran met Iraq.", "Iran.", "Iraq.", "Peru."] * 3 + ["Peru."] * 20
        >>> table = {"text": texts, "outlet": ["a"] * 12 + ["b"] * 20}
        >>> corpus = cm.Corpus(table, text="text", meta=["outlet"])
        >>> pair = cm.cooccurrence(corpus, rows="country", by="outlet").stratified("IR", "IQ")
        >>> pair["or_mh"], round(pair["crude_odds_ratio"], 2), pair["strata_used"]
        (1.0, 7.67, 1)
        """
        from comention.strata.stratified import stratified

        return stratified(self, row, col)

    def stratified_pairs(
        self,
        *,
        min_joint: float = 3,
        min_total: int = 5,
        adjust: str = "bh",
        sort: str = "low",
        labels: str | None = None,
    ) -> Any:
        """List the pairs that occur together, with the slices as strata, the most surely associated first.

        **Units are taken as independent**: no clusters. See `stratified`, also for what is refused.

        Parameters
        ----------
        min_joint : number
            Smallest count over all slices to show. It does not change q: all testable pairs are tested.
        min_total : int
            Fewest units over all slices that both tags must have for a pair to be tested.
        adjust : {"bh", "by", "holm", "bonferroni"}
            How q corrects for many tests.
        sort : str
            Column to sort by, largest first, NaN last.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a pair (of one kind by itself each pair once): row, col, count,
            expected, or_mh, low, high, cmh, p (two-sided), log10_p, tarone, p_homogeneity, crude_odds_ratio and
            strata_used as in `stratified`, q, and null, by, cluster, alternative, family (number of tests) and adjust,
            which say what the numbers rest on.

        Raises
        ------
        ValueError
            As `stratified`, and for an unknown option.

        Examples
        --------
        >>> import comention as cm
        >>> texts = ["Iran met Iraq.", "Iran.", "Iraq.", "Peru.", "Iran met Iraq.", "Chad."]
        >>> corpus = cm.Corpus({"text": texts, "year": ["2020"] * 4 + ["2021"] * 2}, text="text", date="year")
        >>> frame = cm.cooccurrence(corpus, rows="country", by="year").stratified_pairs(min_joint=2)
        >>> frame[["row", "col", "count", "or_mh"]].values.tolist()
        [['IQ', 'IR', 2, 3.0]]
        """
        from comention.strata.stratified import stratified_pairs

        return stratified_pairs(self, min_joint=min_joint, min_total=min_total, adjust=adjust, sort=sort, labels=labels)

    def bursts(self, row: str, col: str | None = None, *, s: float = 2.0, gamma: float = 1.0, of: str = "n") -> Any:
        """Find the periods in which a pair, or a tag, bursts: is found much oftener than over all (Kleinberg 2003).

        Two states: a usual rate p0 = Σcount/Σn, and a burst rate s·p0. Going up costs γ·ln of the number of periods,
        down nothing; the cheapest course of states is taken. **Units are taken as independent**: where sentences of a
        few documents hold a pair many times, they are enough for a burst.

        Parameters
        ----------
        row : str
            Tag by id, alpha-3 code or label; where `col` is left out, of a row or a column.
        col : str, optional
            The other tag of the pair. Left out: the units that hold the one tag.
        s : number
            Above 1: how many times the usual rate a burst has.
        gamma : number
            From 0 on: how dear a burst is; more of it gives fewer bursts.
        of : {"n", "row", "col"}
            What the rate is of: all units, or those with the tag of the row or of the column. More talk of Russia makes
            Russia and sanctions burst together by ``"n"``; by ``"row"`` only sanctions in more of what is said of
            Russia does, which tells of a tie rather than of attention.

        Returns
        -------
        data frame
            In the library of the corpus, a row a period: period, count, n (as `of` says), rate (0 to 1, NaN if n is
            0), state (1 in a burst, else 0) and weight (by how much ln likelihood is higher with the burst rate; the
            sum over a burst is its strength).

        Raises
        ------
        ValueError
            If slices have no order or overlap, for sliding windows, totals of pairs, or an option out of its range.

        Examples
        --------
        >>> import comention as cm
        >>> table = {"text": ["Iran met Iraq."] * 9 + ["Peru."] * 40, "year": ["2020"] * 9 + ["2018", "2019"] * 20}
        >>> trend = cm.cooccurrence(cm.Corpus(table, text="text", date="year"), rows="country", by="year")
        >>> trend.bursts("IR", "IQ")[["period", "count", "n", "state"]].values.tolist()
        [['2018', 0, 20, 0], ['2019', 0, 20, 0], ['2020', 9, 9, 1]]
        """
        from comention.change.bursts import bursts

        return bursts(self, row, col, s=s, gamma=gamma, of=of)

    def changepoints(
        self, row: str, col: str | None = None, *, penalty: float | None = None, min_size: int = 1, of: str = "n"
    ) -> Any:
        """Part the periods where the rate of a pair, or of a tag, changes (optimal partitioning, Jackson et al. 2005).

        Of all ways to part the periods into segments with one rate each the one with the greatest binomial likelihood,
        less a penalty for each change. It is found exactly; time grows with the square of the periods, and 30,000
        take some twenty seconds. **Units are taken as independent**, as in `bursts`. A change found is no test:
        with the default penalty, of rates that never change about one series in five of 12 periods seems to, and one in
        ten of 60. A larger penalty finds fewer.

        Parameters
        ----------
        row, col, of
            As for `bursts`.
        penalty : number, optional
            From 0 on: by how much ln likelihood must rise for one more change; by default ln of the number of periods.
        min_size : int
            Fewest periods of a segment.

        Returns
        -------
        data frame
            In the library of the corpus, a row a segment: first and last period, periods (how many), count, n (as `of`
            says) and rate (0 to 1, NaN if n is 0).

        Raises
        ------
        ValueError
            If slices have no order or overlap, for sliding windows, totals of pairs, or an option out of its range.

        Examples
        --------
        >>> import comention as cm
        >>> table = {"text": ["Iran met Iraq."] * 9 + ["Peru."] * 40, "year": ["2020"] * 9 + ["2018", "2019"] * 20}
        >>> trend = cm.cooccurrence(cm.Corpus(table, text="text", date="year"), rows="country", by="year")
        >>> trend.changepoints("IR", "IQ")[["first", "last", "count", "n"]].values.tolist()
        [['2018', '2019', 0, 40], ['2020', '2020', 9, 9]]
        """
        from comention.change.changepoints import changepoints

        return changepoints(self, row, col, penalty=penalty, min_size=min_size, of=of)

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
        empty = to_columns(self._together(0, 0).pairs(**options))
        assert empty is not None
        columns: dict[str, list[Any]] = {"period": [], **{name: [] for name in empty[0]}}
        for place, period in enumerate(self.periods):
            table = to_columns(self._slice(place).pairs(**options))
            assert table is not None
            for name, values in {"period": [period] * len(table[0]["row"]), **table[0]}.items():
                columns.setdefault(name, []).extend(values)
        return make_frame(columns, self._library)

    def compare(
        self,
        before: str,
        after: str,
        *,
        cluster: str | None = "document",
        strata: str | None = None,
        adjust: str = "bh",
        min_joint: float = 3,
        min_total: int = 5,
        labels: str | None = None,
    ) -> Any:
        """Compare two periods: which pairs have come closer, which have drifted apart.

        How closely two tags go together is told by the log of their odds ratio with ½ in every cell, which heeds how
        often each is mentioned: a topic that is on everyone's lips is no closer to a country for that.

        Parameters
        ----------
        before, after : str
            Two of `periods`.
        cluster : str or None
            What units may hang together in: ``"document"``, a meta column as ``"story"`` or ``"outlet"``, or ``"day"``.
            The error is the greater of that between clusters and that of independent units. Where the periods hold
            other outlets, give the outlet, or `strata`. A cluster that reaches into
            both periods counts in each by itself. None takes units as independent.
        strata : str, optional
            A meta column, as the outlet: the odds ratios of each period are those within its values, pooled after
            Mantel and Haenszel (1959), by the values that tell of both periods. Without it a changed mix of outlets
            may look like a change of each. Where odds ratios differ much between the values, as `stratified` tells, a
            changed mix can still move what is pooled. Clusters must lie within one value.
        adjust : {"bh", "by", "holm", "bonferroni"}
            How q corrects for many tests.
        min_joint : number
            Smallest sum of the two counts to show; it does not change q.
        min_total : int
            Fewest units that both tags must have in each period for a pair to be tested.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a pair, the smallest p first: row, col, count_a, count_b (in `before`
            and `after`), n_a, n_b (units), change (of the log odds ratio, natural logarithms; above 0 for closer),
            low and high (95 % interval), p (two-sided), q, clusters (that hold the pair in either period), and cluster,
            strata, alternative, family (number of tests) and adjust, which say what the numbers rest on. p and the
            interval are by Student's t with clusters - 1 degrees of freedom, and NaN for fewer than three of them, and
            where all units of a period lie in one cluster.

        Raises
        ------
        KeyError
            For an unknown period.
        ValueError
            For periods that share documents; for counts other than plain binary ones of units; for an unknown cluster
            or column, or clusters that reach into several strata; for ``cluster=None`` of units that are no cases of
            their own (sliding windows; meta columns and labels by units smaller than the document); if clusters or
            strata are wanted of counts made with ``keep="counts"``.

        Notes
        -----
        Errors between clusters are those of the linearised estimate (Liang and Zeger 1986).

        Examples
        --------
        >>> import comention as cm
        >>> texts = ["Iran met Iraq.", "Iran met Oman.", "Iraq met Oman."] * 4 + ["Iran met Iraq."] * 6 + ["Oman."] * 6
        >>> corpus = cm.Corpus({"text": texts, "year": ["2020"] * 12 + ["2021"] * 12}, text="text", date="year")
        >>> trend = cm.cooccurrence(corpus, rows="country", by="year")
        >>> trend.compare("2020", "2021", min_total=4)[["row", "col", "count_a", "count_b"]].values.tolist()[0]
        ['IQ', 'IR', 4, 6]
        """
        from comention.change.compare import compare

        places = [self._place(period) for period in (before, after)]
        if abs(places[0] - places[1]) < self._width:
            raise ValueError(f"{before!r} and {after!r} share documents: compare periods that do not")
        return compare(
            self._slice(places[0]),
            self._slice(places[1]),
            cluster=cluster,
            strata=strata,
            adjust=adjust,
            min_joint=min_joint,
            min_total=min_total,
            labels=labels,
        )

    def caveats(self) -> Any:
        """List the periods with little text: less than a third of the units of the median period.

        Returns
        -------
        data frame
            In the library of the corpus, a row a period: caveat, period, value (its units over those of the median
            period with any), limit, advice.

        Examples
        --------
        >>> import comention as cm
        >>> table = {"text": ["Chad."] * 9, "year": ["2020"] * 4 + ["2021"] * 4 + ["2022"]}
        >>> trend = cm.cooccurrence(cm.Corpus(table, text="text", date="year"), rows="country", by="year")
        >>> trend.caveats()[["period", "value"]].values.tolist()
        [['2022', 0.25]]
        """
        from comention.caveats import caveats_of_periods

        return caveats_of_periods(self)

    @property
    def _library(self) -> str:
        return "pandas" if self._counting.documents is None else self._counting.documents._library

    def __repr__(self) -> str:
        span = f" from {self.periods[0]} to {self.periods[-1]}" if self.periods else ""
        rolling = f", each with the {self._width - 1} before it" if self._width > 1 else ""
        left = {"undated": self.undated, "too coarse": self.too_coarse, "outside": self.outside}
        rest = "".join(f"; {count:,} document{'s' * (count != 1)} {what}" for what, count in left.items() if count)
        unit = self._counting.options.unit
        slices = f"{len(self):,} slice{'s' * (len(self) != 1)}"
        return f"<Trend: {slices} by {self._by.by}{span}{rolling}, counted by {unit}{rest}>"
