"""Co-occurrence: how often two tags are found together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._checks import one_of, whole_number
from comention._frames import make_frame
from comention.association import MEASURES, check_positive, find_measure, positive_pmi
from comention.axis import Axis
from comention.evidence import Evidence
from comention.expected import effects_of_pairs, effects_with_gaps
from comention.matrix import Matrix
from comention.pairs import (
    BASIS,
    Table,
    cells_of,
    check_min_joint,
    compute,
    measures_that_fit,
    pair_columns,
    pairs_with,
    sorted_places,
    tested_columns,
)
from comention.units import plural

if TYPE_CHECKING:
    import os

    import altair as alt
    import pandas as pd
    from scipy.sparse import csr_array

    from comention._progress import Progress
    from comention.bootstrap import Bootstrap
    from comention.corpus import Corpus
    from comention.correspondence import Correspondence
    from comention.counting import Counting
    from comention.report import Report
    from comention.state import State


class Cooccurrence:
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

    def __init__(
        self, state: State, counting: Counting, incidence: _core.Incidence | None, given: int | None = None
    ) -> None:
        self._state = state
        self._counting = counting
        self._incidence = incidence
        self._given = given
        self._rows = counting.sides.rows.shown
        self._cols = counting.sides.cols.shown
        self._options = counting.options
        self._forms = counting.forms

    @property
    def _corpus(self) -> Corpus | None:
        return self._counting.corpus

    @property
    def _given_tag(self) -> int:
        """The tag that units must hold to count, by its number."""
        return _core.no_tag if self._given is None else self._given

    @cached_property
    def _places(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Where the shown rows and columns stand among those counted."""
        return self._rows.places_in(self._state.rows), self._cols.places_in(self._state.cols)

    @property
    def _fractional(self) -> bool:
        return self._state.fractional(self._options)

    @cached_property
    def _counted(self) -> csr_array:
        """All cells that were counted; those shown are among them."""
        return self._state.joint(self._options)

    @cached_property
    def _joint(self) -> csr_array:
        return _chosen(self._counted, *self._places)

    @cached_property
    def _documents(self) -> csr_array:
        return _chosen(self._state.documents, *self._places)

    @cached_property
    def _overlapped(self) -> csr_array | None:
        """Units whose two mentions overlap, which are no units of a pair where such mentions do not count."""
        overlapped = self._state.overlapped
        return None if overlapped is None else _chosen(overlapped.value, *self._places)

    @cached_property
    def _margins(self) -> tuple[npt.NDArray[Any], npt.NDArray[Any], Any]:
        """Row totals, column totals and n: of units, or sums over pairs."""
        rows, cols = self._places
        if self.margins == "units":
            return self._state.row_totals.value[rows], self._state.col_totals.value[cols], self._state.n.value[0]
        row_sums, col_sums = (np.asarray(self._counted.sum(axis=axis)).ravel() for axis in (1, 0))
        total = self._counted.sum()
        if self._symmetric:
            total = total // 2 if np.issubdtype(self._counted.dtype, np.integer) else total / 2
        return row_sums[rows], col_sums[cols], total

    @property
    def _symmetric(self) -> bool:
        """Tell whether each pair is in the matrix of all tags twice."""
        return self._counting.sides.one_mode and not self._options.directed

    @cached_property
    def _has_gaps(self) -> bool:
        """Tell whether a row and a column of the whole kinds stand for the same, so that their cell is empty."""
        return bool(np.isin(*self._identities(*self._counting.whole)).any())

    def _identities(self, rows: Axis, cols: Axis) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
        """Tell what the tags of two axes stand for."""
        identity = self._counting.sides.identity(self._options.drop_same)
        return identity[np.array(rows.numbers, dtype=np.int64)], identity[np.array(cols.numbers, dtype=np.int64)]

    @property
    def margins(self) -> str:
        """What n and totals are.

        ``units``: units that hold a tag (of labels with values the sum of these), and all units; then every measure is
        defined, but for sliding windows those that take units as independent. ``pairs``: sums of the counts over all
        pairs of a tag, and over all pairs; so of counts of mentions, of shares, of distances and of directed counts.
        Measures that need a table of units with and without each tag are refused for these.
        """
        return self._options.margins

    @property
    def n(self) -> Any:
        """Number of units, those without a mention too unless ``universe="nonempty"``.

        With weights of documents the sum of the units' weights; with margins of pairs the sum over all pairs of the
        kinds, those that are not shown too.
        """
        return self._margins[2].item()

    @property
    def unit(self) -> Any:
        """The unit in which everything is counted."""
        return self._options.unit

    @property
    def options(self) -> dict[str, Any]:
        """How it was counted: every option by name."""
        return dict(self._options.items())

    @property
    def left_out(self) -> dict[str, Any]:
        """Tell what `max_tags` left out: ``units``, and ``share_of_pairs``, their part of all pairs of tags."""
        pairs = self._state.pairs
        share = self._state.left_out_pairs / pairs if pairs else 0.0
        return {"units": self._state.left_out.value[0].item(), "share_of_pairs": share}

    @property
    def rows(self) -> list[str]:
        """Tags of the rows."""
        return list(self._rows.ids)

    @property
    def cols(self) -> list[str]:
        """Tags of the columns."""
        return list(self._cols.ids)

    @property
    def row_totals(self) -> pd.Series:
        """Units that hold each row tag, labelled; with margins of pairs its sum over all tags of the columns' kind."""
        return _totals(self._margins[0], self._rows, self.margins)

    @property
    def col_totals(self) -> pd.Series:
        """Units that hold each column tag, labelled; with margins of pairs its sum over all tags of the rows' kind."""
        return _totals(self._margins[1], self._cols, self.margins)

    def __getitem__(self, pair: tuple[str, str]) -> Any:
        """Give the count of a pair of tags by id, alpha-3 code or label."""
        row, col = self._find(pair)
        return self._joint[row, col].item()

    def _find(self, pair: tuple[str, str]) -> tuple[int, int]:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise KeyError(f"give a row tag and a column tag, as counts['KZ', 'terrorism']. Given {pair!r}")
        return self._rows.find(pair[0]), self._cols.find(pair[1])

    def __add__(self, other: Cooccurrence) -> Cooccurrence:
        """Add the counts of other documents, as `merge` does."""
        from comention.merging import merge

        if not isinstance(other, Cooccurrence):
            return NotImplemented
        merged: Cooccurrence = merge([self, other])
        return merged

    def to_scipy(self) -> csr_array:
        """Give the counts as a sparse array, rows and columns in the order of `rows` and `cols`.

        Whole numbers are int64; counts with shares, weights or values of labels are float64.

        Examples
        --------
        >>> import comention as cm
        >>> int(cm.cooccurrence("Iran and Iraq met.", rows=["IR", "IQ"]).to_scipy().sum())
        2
        """
        return self._joint.copy()

    def to_pandas(self, labels: str | None = None) -> pd.DataFrame:
        """Give the counts as a frame: all rows and columns, zeros included.

        Parameters
        ----------
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default. Tags without a code keep their id.

        Returns
        -------
        pandas.DataFrame of int64, or of float64 for shares, weights and values

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence("Iran and Iraq met.", rows=["IR", "IQ"])
        >>> counts.to_pandas(labels="name").loc["Iran", "Iraq"]
        np.int64(1)
        """
        return Matrix(self._joint.toarray(), self._rows, self._cols).to_pandas(labels)

    def measure(
        self,
        name: str,
        *,
        expected: str = "independence",
        strata: str | None = None,
        positive: bool = False,
        shift: float | None = None,
    ) -> Matrix:
        """Compute an association measure for every pair.

        Parameters
        ----------
        name : str
            A measure of `measures`.
        expected : {"independence", "unit_size", "fixed_degree", "centered", "permutation", "pairs"}
            What the joint count is compared with. ``independence``: r1*c1/n; where totals are sums over pairs of one
            kind by itself, quasi-independence. Else what the null of that name expects, see `pairs`; so for measures
            that need no more than an expected count.
        strata : str, optional
            A meta column, as the outlet: r1*c1/n of each of its values, summed up (documents without one are one more).
            So a pair that is common only because one outlet writes much of both is not held for associated.
        positive : bool
            Of pmi: 0 instead of what is below 0 (positive PMI).
        shift : float, optional
            Of pmi: less log2 of this number, then positive (shifted positive PMI, Levy and Goldberg 2014).

        Returns
        -------
        Matrix
            Labelled float64 values; NaN where row and column are the same tag.

        Raises
        ------
        ValueError
            For an unknown measure, or one that these counts do not allow (see `margins`); those that fit are listed.

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence(["Iran and Iraq.", "Peru."], rows="country", unit="document")
        >>> counts.measure("lift").to_pandas().loc["IR", "IQ"]
        np.float64(2.0)
        """
        from comention.expected import expected_by

        self._check_measure(name)
        check_positive(name, positive, shift)
        values = np.full((len(self._rows), len(self._cols)), np.nan)
        differ = self._differ
        rows, cols = np.nonzero(differ)
        table = self._table(rows, cols)
        if expected != "independence" or strata is not None:
            by = expected_by(self, name, rows, cols, expected, strata)
            table = table._replace(expected=by, independent=False)
        values[differ] = compute(name, table)
        if positive or shift is not None:
            values = positive_pmi(values, shift)
        return Matrix(values, self._rows, self._cols, name)

    @property
    def _differ(self) -> npt.NDArray[np.bool_]:
        """Tell which cells are of two tags that stand for different things, neither of them for what is given."""
        rows, cols = self._identities(self._rows, self._cols)
        differ: npt.NDArray[np.bool_] = np.not_equal.outer(rows, cols)
        if self._given is None:
            return differ
        given = self._counting.sides.identity(self._options.drop_same)[self._given]
        differ &= np.logical_and.outer(rows != given, cols != given)
        return differ

    def _check_measure(self, name: str) -> None:
        """Refuse a measure that these counts do not allow."""
        find_measure(name)
        fitting = measures_that_fit(self._options)
        if name in fitting:
            return
        if self._options.overlap:
            why = "takes units as independent, and windows overlap"
        else:
            why = "needs a table of units, and totals of these counts are sums over pairs"
        raise ValueError(f"{name} {why}. Measures that fit: {', '.join(fitting)}")

    def _table(self, rows: npt.NDArray[Any], cols: npt.NDArray[Any]) -> Table:
        """Give joint count, margins, n and expected count of some pairs."""
        row_totals, col_totals, n = self._margins
        joint = cells_of(self._joint, rows, cols).astype(np.float64)
        row_total, col_total = row_totals[rows].astype(np.float64), col_totals[cols].astype(np.float64)
        total = np.full(len(joint), n, dtype=np.float64)
        if self._overlapped is not None:
            overlapped = cells_of(self._overlapped, rows, cols)
            row_total, col_total, total = (margin - overlapped for margin in (row_total, col_total, total))
        if self._fractional:
            # Rounded sums of shares need not fit n to the last digit.
            total = _fitting(total, row_total + col_total - joint, total - row_total - col_total + joint)
        independent = self.margins == "units" or not self._has_gaps
        if independent:
            expected = np.asarray(MEASURES["expected"].compute(joint, row_total, col_total, total))
        else:
            alpha, beta = self._effects
            expected = alpha[self._places[0][rows]] * beta[self._places[1][cols]]
        return Table(joint, row_total, col_total, total, expected, independent)

    @cached_property
    def length_factor(self) -> float:
        """The sum of all counts over that of all expected counts of independent tags, of the whole kinds.

        Above 1 where documents differ in length: long ones hold many tags together, which inflates every lift. Lists of
        rows and columns do not change it. Where totals are of pairs it is 1 by definition; NaN where nothing is
        expected, and of lists of fractional counts, windows, ``drop_same`` and ``overlapping="drop"`` whose units were
        not kept.
        """
        from comention.length_factor import length_factor

        return length_factor(self)

    @cached_property
    def _effects(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Give the row and column effects whose products are expected counts of pairs of different tags."""
        if self._symmetric:
            return effects_of_pairs(self._counted)
        return effects_with_gaps(self._counted, *self._identities(self._state.rows, self._state.cols))

    def pairs(
        self,
        *,
        min_joint: float = 3,
        null: str | None = None,
        cluster: str | None = "document",
        sort: str = "ic_low",
        measures: Sequence[str] = (),
        adjust: str = "bh",
        min_total: int = 5,
        labels: str | None = None,
        samples: int | None = None,
        seed: int | None = None,
    ) -> Any:
        """List the pairs that occur together, the most surely associated first.

        Expected counts, intervals, p and q all follow one null and the same clusters, which the last columns name.

        Parameters
        ----------
        min_joint : number
            Smallest count to show; shares and distances give smaller counts than units do. It does not change q: all
            testable pairs are tested, those that never meet too.
        null : {"unit_size", "fixed_degree", "independence", "centered", "permutation", "pairs"}, optional
            What counts are compared with. ``unit_size``, the default for binary counts: tags drawn into units that
            keep how many tags they hold, so that long documents make no association. ``fixed_degree``: the same by
            samples in which each tag keeps its number of units too (curveball trades, Strona et al. 2014); of two
            kinds countries are shuffled, or the rows' kind, and the other stays. ``independence``: independent tags,
            as most packages have it. ``centered``: the same times `length_factor`. ``permutation``, the default where
            one kind is constant within documents, as a meta column by sentence: its values dealt anew to the
            documents, by samples. ``pairs``, for totals of pairs: what these expect of each pair (of one kind
            quasi-independence, Goodman 1968, since no tag pairs with itself).
        cluster : str or None
            What units may hang together in: ``"document"``, or a meta column as ``"story"`` or ``"outlet"``. Units of
            one cluster repeat the same pair; so p and intervals widen, and no cluster counts more than the next
            heaviest one. None takes units as independent. Units that are no smaller than the cluster, and other nulls
            than ``unit_size`` and ``independence``, take none; the column ``cluster`` tells. What ``permutation``
            permutes are always documents.
        sort : str
            Column to sort by, largest first. ``ic_low`` puts first what is high even at the lower end of its
            uncertainty, so that a count of 3 against .001 expected does not lead.
        measures : list of str
            Further measures to add as columns, by the counts' own totals.
        adjust : {"bh", "by", "holm", "bonferroni"}
            How q corrects for many tests.
        min_total : int
            Fewest units that both tags must have for a pair to be tested.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.
        samples : int, optional
            How many samples ``fixed_degree`` (1,000 by default) and ``permutation`` (10,000) draw. Their p is
            (1 + those that are as far off)/(1 + samples), so that it is never less than 1/(1 + samples).
        seed : int, optional
            Seed of these samples, from 0 on; 1 by default. The same seed gives the same numbers, for any number of
            threads and order of documents.

        Returns
        -------
        data frame
            In the library of the corpus, a row a pair (of one kind by itself each pair once): row, col, count,
            documents (that hold the pair), expected, lift (count/expected), lift_low and lift_high (its 95 % interval),
            ic_low (log2 of the lower end with ½ added to the expected count, bits), p (one-sided: more than by chance),
            q (NaN for pairs that are not tested), `measures`, and null, cluster, alternative, family (number of tests)
            and adjust, which say what the numbers rest on; of nulls that are sampled also samples and seed.

        Raises
        ------
        ValueError
            For a null, cluster, samples or seed that these counts or this null do not take; for unknown names; and
            where the units that a null or cluster needs were dropped by ``keep="counts"``.

        Warns
        -----
        CaveatWarning
            If tests rest on little: fewer than ten clusters or tags, significant pairs in fewer than ten documents,
            independence where units differ much in length, pairs of mentions that repeat in a document, too few samples
            for any q of .05. It says what to do;
            `caveats` looks at single pairs.

        Notes
        -----
        Of sliding windows, which overlap, there is no interval and no p; of shares, weights and values, no whole
        numbers, no p. All units of one document have the same meta column or label, so that only documents can be
        permuted: the expected count is row_total*col_total/n, and what is compared is how far the count is from it, in
        units of its error between documents. So it does not matter that documents of one value are longer (see
        Janssen 1997), and a pair that lies in one document is never significant. If both kinds are constant, or one
        kind by itself is, there is no p: count these by document. The largest counts come first where there is no
        ic_low.

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence(["Iran and Iraq met."] * 3 + ["Peru."], rows="country", unit="document")
        >>> counts.pairs()[["row", "col", "count", "documents"]].values.tolist()
        [['IQ', 'IR', 3, 3]]
        """
        from comention.caveats import warn_of_few_holders
        from comention.nulls import Judge
        from comention.significance import Tests

        extra = [measures] if isinstance(measures, str) else list(measures)
        for name in extra:
            self._check_measure(name)
        check_min_joint(min_joint)
        whole_number("min_total", min_total)
        judge = Judge(self, null, cluster, samples, seed)
        rows, cols = pairs_with(self, float(min_joint))
        tests = Tests(judge, rows, cols, alternative="greater", adjust=adjust, min_total=min_total)
        columns = tested_columns(self, tests, rows, cols, extra, labels)
        if judge.cluster == "document":
            warn_of_few_holders(columns["q"], columns["documents"], judge.cluster)
        order = sorted_places(columns, sort)
        return make_frame({name: values[order] for name, values in columns.items()}, self._library)

    def significance(
        self,
        *,
        null: str | None = None,
        adjust: str = "bh",
        cluster: str | None = "document",
        alternative: str = "greater",
        min_total: int = 5,
        labels: str | None = None,
        samples: int | None = None,
        seed: int | None = None,
    ) -> Any:
        """Test every testable pair, those that never meet too.

        Parameters
        ----------
        null, adjust, cluster, min_total, labels, samples, seed
            As for `pairs`.
        alternative : {"greater", "less", "two-sided"}
            Whether pairs are to be found more or less often than by chance, or either (twice the smaller p).

        Returns
        -------
        data frame
            In the library of the corpus, a row a pair, the smallest p first: row, col, count, expected, p, log10_p
            (which does not underflow), q, null, cluster, alternative, family and adjust, of nulls that are sampled
            also samples and seed.

        Raises
        ------
        ValueError
            As `pairs`; it warns as `pairs` does too.

        Examples
        --------
        >>> import comention as cm
        >>> texts = ["Iran and Iraq met."] * 6 + ["Peru and Chile met."] * 6
        >>> tests = cm.cooccurrence(texts, rows="country", unit="document").significance(alternative="less")
        >>> tests[["row", "col", "count"]].values.tolist()[0], int(tests["family"][0])
        (['CL', 'IQ', 0], 6)
        """
        from comention.significance import significance

        return significance(
            self,
            null=null,
            adjust=adjust,
            cluster=cluster,
            alternative=alternative,
            min_total=min_total,
            labels=labels,
            samples=samples,
            seed=seed,
        )

    def bootstrap(
        self,
        replicates: int = 1000,
        *,
        cluster: str = "document",
        seed: int = 1,
        measure: str = "log_odds",
        min_joint: float = 3,
        progress: Progress = None,
    ) -> Bootstrap:
        """Draw the documents anew, many times: intervals of a measure, and how stable ranks are.

        Each replicate draws every cluster as often as a Poisson number of mean 1 says, with all its units (Efron 1979;
        Hanley and MacGibbon 2006). It asks nothing of how units hang together in a cluster, so it holds for sliding
        windows too. Numbers come from a hash of seed, cluster and replicate alone: they are the same for any number of
        threads and, where documents have ids of their own, any order of them.

        Parameters
        ----------
        replicates : int
            How many.
        cluster : str
            What is drawn: ``"document"``, a meta column as ``"story"`` or ``"outlet"``, or ``"day"``.
        seed : int
            Another one gives other replicates.
        measure : str
            A measure of effect of `measures`, by the counts' own totals. ``log_odds`` and ``ic`` behave well where
            counts are small.
        min_joint : number
            Smallest count of the pairs that are followed.
        progress : bool or callable, optional
            A bar where one fits by default; False for none; or a function of the blocks done and their number.

        Returns
        -------
        Bootstrap
            ``boot.pairs()`` lists intervals and ranks, ``boot["KZ", "terrorism"]`` gives the replicates of a pair.

        Raises
        ------
        ValueError
            For other than plain binary counts, a measure that is no effect, fewer than two clusters, no replicate, or
            counts made with ``keep="counts"``.
        MemoryError
            If pairs times replicates would not fit; raise `min_joint`.

        Examples
        --------
        >>> import comention as cm
        >>> texts = ["Iran met Iraq."] * 6 + ["Iran met Oman."] * 6 + ["Peru."] * 6
        >>> boot = cm.cooccurrence(texts, rows="country", unit="document").bootstrap(200)
        >>> boot["IR", "IQ"].shape
        (200,)
        """
        from comention.bootstrap import bootstrap

        return bootstrap(
            self, replicates, cluster=cluster, seed=seed, measure=measure, min_joint=min_joint, progress=progress
        )

    def empirical_bayes(self, *, null: str | None = None, min_joint: float = 3, labels: str | None = None) -> Any:
        """Shrink lifts towards what most pairs have, the more so the less is known of a pair.

        True lifts are taken as gamma-distributed over all pairs, those that never meet too, and counts as Poisson
        around lift times expected count; shape and rate of the distribution are fitted by maximum likelihood
        (DuMouchel 1999, with one component). The ranking by `low` is fairer to rare pairs than that by lift.

        Parameters
        ----------
        null : {"unit_size", "independence", "centered", "pairs", …}, optional
            What expected counts are, as in `pairs`.
        min_joint : number
            Smallest count to show; it does not change the fit.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a pair, the largest `low` first: row, col, count, expected, lift,
            lift_shrunk (the mean of the lift given the count), low and high (its 95 % interval), prior_shape and
            prior_rate (of the distribution of lifts) and null. Units are taken as independent.

        Raises
        ------
        ValueError
            For shares, weights, values and sliding windows, and for fewer than two pairs.

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic")
        >>> frame = counts.empirical_bayes()
        >>> bool((frame["lift_shrunk"] < frame["lift"])[frame["lift"] > 20].all())
        True
        """
        from comention.empirical_bayes import empirical_bayes

        return empirical_bayes(self, null, min_joint, labels)

    @property
    def _basis(self) -> dict[str, str]:
        """Say what expected, lift and interval rest on."""
        return BASIS | {"null": "independence" if self.margins == "units" else "pairs"}

    @property
    def _library(self) -> str:
        documents = self._counting.documents
        return "pandas" if documents is None else documents._library

    def pair(self, row: str, col: str) -> pd.Series:
        """Give everything known of one pair.

        Parameters
        ----------
        row, col : str
            Tags by id, alpha-3 code or label.

        Returns
        -------
        pandas.Series
            row, col, row_label, col_label, unit, count, documents, row_total, col_total, n, lift_low, lift_high,
            every measure of `measures` that these counts allow, null, cluster. NaN where row and column are the same.

        Examples
        --------
        >>> import comention as cm
        >>> cm.cooccurrence("Iran and Iraq met.", rows="country").pair("Iran", "Iraq")["count"]
        1
        """
        places = self._find((row, col))
        same = not self._differ[places]
        at = [np.array([] if same else [place], dtype=np.int64) for place in places]
        columns = pair_columns(
            self, at[0], at[1], [name for name in measures_that_fit(self._options) if name in MEASURES], None
        )
        values: dict[str, Any] = {
            "row": self._rows.ids[places[0]],
            "col": self._cols.ids[places[1]],
            "row_label": self._rows.labels[places[0]],
            "col_label": self._cols.labels[places[1]],
            "unit": str(self.unit),
            "count": self._joint[places].item(),
            "documents": int(self._documents[places]),
            "row_total": self._margins[0][places[0]].item(),
            "col_total": self._margins[1][places[1]].item(),
            "n": self.n,
        }
        rest = {name: value for name, value in columns.items() if name not in (*values, *BASIS)}
        values |= {name: np.nan if same else float(value[0]) for name, value in rest.items()}
        import pandas as pd

        return pd.Series(values | self._basis, name=f"{values['row']} × {values['col']}", dtype=object)

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

    def similar(
        self,
        tag: str,
        *,
        n: int | None = 10,
        measure: str = "cosine",
        side: str | None = None,
        labels: str | None = None,
    ) -> Any:
        """List the tags that are found with the same others as a tag is.

        Two tags may be much alike and never meet, as rivals of the same league do.

        Parameters
        ----------
        tag : str
            A row by id, alpha-3 code or label, compared with the other rows; or a column, compared with columns.
        n : int, optional
            How many to list; None lists all tags of the side.
        measure : {"cosine"}
            Cosine of the profiles of positive PMI, max(0, log2(count/expected)), expected as in `measure` (Bullinaria
            and Levy 2007). From 0, no tag above chance in common, to 1.
        side : {"rows", "cols"}, optional
            Where to look for the tag. Needed where a row and a column that differ have the same name, and where
            columns of directed counts are meant.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a tag, the most alike first: tag, similarity (0 to 1), shared (number of
            tags, of those shown on the other side, that are found with both). Similarity is NaN, last, where one of
            the two is with no tag above chance.

        Raises
        ------
        KeyError
            For an unknown tag, with the nearest.
        ValueError
            For an unknown measure or side, or a name of two tags.

        Notes
        -----
        A tag does not co-occur with itself. So of one kind by itself the columns of the two tags themselves are left
        out of both profiles: that Iran is with Iraq, and Iraq never with Iraq, makes them no less alike.

        Examples
        --------
        >>> import comention as cm
        >>> texts = ["Iran and Peru.", "Iraq and Peru.", "Chad and Mali.", "Oman."]
        >>> counts = cm.cooccurrence(texts, rows="country", unit="document")
        >>> counts.similar("Iran", n=1).values.tolist()
        [['IQ', 1.0, 1]]
        """
        from comention.similarity import similar

        return similar(self, tag, n, measure, side, labels)

    def correspondence(self, *, dims: int = 2) -> Correspondence:
        """Place rows and columns as points, near each other where their profiles are alike.

        Correspondence analysis: singular values of (p - r c) / √(r c), with p the shares of all counts that are shown
        and r, c the sums of their rows and columns (Greenacre 2017). Its total inertia is chi-squared by the sum.

        Parameters
        ----------
        dims : int
            How many dimensions the frames have; fewer where the table has fewer: one less than rows and columns with a
            count, or than there are different profiles.

        Returns
        -------
        Correspondence
            ``rows()`` and ``cols()`` are frames of points, `supplementary` projects others among them, ``inertia`` and
            ``explained`` say what each dimension tells, ``dropped`` which tags have no count. Of each dimension the
            largest standard coordinate of a column is positive.

        Raises
        ------
        ValueError
            If no pair occurs, or where a tag is a row and a column, as of one kind by itself (or with ``drop_same``):
            the cell of a tag with itself is empty by definition, and would be taken for a finding.

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic", unit="document")
        >>> points = counts.correspondence(dims=3)
        >>> list(points.cols().columns[:4]), bool(points.total_inertia > 0)
        (['tag', 'dim1', 'dim2', 'dim3'], True)
        """
        from comention.correspondence import correspondence

        return correspondence(self, dims)

    def communities(
        self,
        method: str = "louvain",
        *,
        weight: str = "count",
        resolution: float = 1.0,
        seed: int = 1,
        labels: str | None = None,
    ) -> Any:
        """Part the tags of one kind into groups that are found together (extra ``network``).

        Groups are chosen for their modularity: the weight within groups beyond what the tags' sums make expect
        (Newman and Girvan 2004), by the method of Louvain (Blondel et al. 2008). Directed counts are a directed
        network.

        Parameters
        ----------
        method : {"louvain"}
            How groups are found. It finds good ones, not surely the best.
        weight : str
            What links two tags: ``count``, or an effect of `measures`, of which values above 0 are links. Modularity
            itself corrects counts for frequent tags. With npmi or pmi it does so a second time, and a pair met once
            of two rare tags weighs as much as one met daily: groups are then more, and led by rare tags.
        resolution : float
            Above 1 for more and smaller groups, below for fewer and larger ones.
        seed : int
            Of the order in which tags are tried. The same seed gives the same groups.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a tag that has a link, by community: tag, community (1 is the largest;
            of equal ones that with the first tag by alphabet), modularity (of the whole parting, below 1; 0 is
            chance), method, weight, resolution. Tags without a link are in no community and not listed.

        Raises
        ------
        ValueError
            For counts of two kinds; for a measure that does not fit, that is a test or an error, that differs by
            direction, has no sign or is infinite; for other arguments out of range.
        ImportError
            Without networkx.

        Examples
        --------
        >>> import comention as cm
        >>> texts = ["Iran, Iraq and Oman.", "Chad and Mali."]
        >>> groups = cm.cooccurrence(texts, rows="country", unit="document").communities()
        >>> groups[["tag", "community"]].values.tolist()
        [['IQ', 1], ['IR', 1], ['OM', 1], ['ML', 2], ['TD', 2]]
        """
        from comention.communities import communities

        return communities(self, method, weight, resolution, seed, labels)

    def backbone(
        self,
        method: str = "significance",
        *,
        level: float | None = None,
        null: str | None = None,
        cluster: str | None = "document",
        adjust: str = "bh",
        min_total: int = 5,
        labels: str | None = None,
    ) -> Any:
        """List the pairs that stand out, as the edges of a network that can be read.

        Parameters
        ----------
        method : {"significance", "disparity", "noise_corrected"}
            ``significance``: pairs found more often than by chance, q of `significance` at most `level`.

            ``disparity``: pairs that are a large part of what one of their tags has, were that cut at random into as
            many parts: alpha = (1 - w/s)^(k - 1), with w the count, s the sum and k the number of the tag's pairs;
            the smaller of both tags is below `level` (Serrano, Boguñá and Vespignani 2009). It does not correct for
            many tests, and says nothing of a tag with one pair (1). It takes any counts.

            ``noise_corrected``: pairs whose lift, scaled to (κw - 1)/(κw + 1) with κ = n/(s_row s_col), is above 0 by
            more than `level` of its standard deviations, counts being draws with a prior (Coscia and Neffke 2017). It
            is lenient with rare tags: of pairs met once it may keep half.
        level : float, optional
            .05 by default, for ``noise_corrected`` 1.64, which is about .05 of one side.
        null, cluster, adjust, min_total
            As for `significance`, and for that method alone.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a pair that is kept, the clearest first: row, col, count; expected, p,
            q, null, cluster, alternative, family (number of tests) and adjust; or alpha_row, alpha_col, alpha (0 to 1)
            and family (number of pairs that occur); or score (-1 to 1), sdev and family; and method and level.

        Raises
        ------
        ValueError
            For an unknown method, a level out of range, an option of another method; for ``significance`` of counts
            that have no p; for ``noise_corrected`` of windows, which overlap, and of shares, weights and values, which
            are no draws; for lists of rows and columns that share some tags but not all.

        Notes
        -----
        The network of ``disparity`` and ``noise_corrected`` is what is shown: with a list of tags, sums and numbers of
        pairs are over the listed. Of two kinds, and of directed counts, a row's sum is over the columns and a column's
        over the rows, as of senders and receivers: no pair of two rows can occur, so none is expected. Of one kind by
        itself every pair is in n twice, once from either tag.

        Examples
        --------
        >>> import comention as cm
        >>> texts = ["Iran and Iraq met."] * 6 + ["Peru and Chile met."] * 6
        >>> counts = cm.cooccurrence(texts, rows="country", unit="document")
        >>> counts.backbone("noise_corrected")[["row", "col", "score"]].round(3).values.tolist()
        [['CL', 'PE', 0.6], ['IQ', 'IR', 0.6]]
        """
        from comention.backbone import backbone

        tests = {"null": null, "cluster": cluster, "adjust": adjust, "min_total": min_total}
        return backbone(self, method, level, tests, labels)

    def to_networkx(self, weight: str = "count") -> Any:
        """Give the pairs that occur as a graph of networkx (extra ``network``).

        Parameters
        ----------
        weight : str
            What edges weigh: ``count`` or a measure of `measures`, as it is: it may be negative or infinite.

        Returns
        -------
        networkx.Graph, or networkx.DiGraph of directed counts
            Nodes are the ids of tags that occur, with label, kind and total (as `row_totals` and `col_totals`; of
            directed counts of one kind both added). Where a row and a column that differ have the same id, both are
            called by kind and id, as ``"speaker:US"``. Where no tag is on both sides, bipartite is 0 for rows and 1 for
            columns. Edges have count, the measure by its name, and weight, which is the same and what networkx looks
            for.

        Raises
        ------
        ValueError
            For a measure that these counts do not allow, or that differs by direction where pairs have none.
        ImportError
            Without networkx.

        Examples
        --------
        >>> import comention as cm
        >>> graph = cm.cooccurrence("Iran and Iraq met.", rows="country").to_networkx("jaccard")
        >>> graph.edges["IQ", "IR"]
        {'count': 1, 'jaccard': 1.0, 'weight': 1.0}
        """
        from comention.network import to_networkx

        return to_networkx(self, weight)

    def report(
        self,
        *,
        null: str | None = None,
        cluster: str | None = "document",
        adjust: str = "bh",
        min_total: int = 5,
        measures: Sequence[str] = (),
        samples: int | None = None,
        seed: int | None = None,
    ) -> Report:
        """Write how these numbers were made, as a methods section says it.

        Parameters
        ----------
        null, cluster, adjust, min_total, measures, samples, seed
            As given to `pairs`.

        Returns
        -------
        Report
            ``report.text``: a paragraph with the way of counting, n, lexicon, null, clusters, correction, seed and
            versions; ``report.references``: the sources of the formulas used.

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic")
        >>> print(counts.report().text.partition(". ")[0])
        We counted in how many sentences a country and a topic tag are both mentioned
        """
        from comention.nulls import Judge
        from comention.report import report
        from comention.significance import ADJUST

        names = [measures] if isinstance(measures, str) else list(measures)
        for name in names:
            self._check_measure(name)
        whole_number("min_total", min_total)
        one_of("adjust", adjust, ADJUST)
        return report(Judge(self, null, cluster, samples, seed), adjust, min_total, names)

    def caveats(self, *, by: Any = None, top: int = 50, min_joint: float = 3, labels: str | None = None) -> Any:
        """List what makes these numbers doubtful, and what to do about it.

        Parameters
        ----------
        by : str or list of str, optional
            Meta columns, such as the outlet, of which one value should not make most of a count.
        top : int
            How many pairs to look at: those most surely associated, by ``ic_025`` with the expected counts of the
            default null.
        min_joint : number
            Smallest count to look at, as in `pairs`.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a caveat: caveat, row, col (missing where of all counts), what (the
            document, day, form or value meant), value, limit, advice (what the value is, and what to do). Of all
            counts: a length factor above 1.2; more than 1.5 counts a document for each of its pairs, where mentions or
            distances count; fewer than ten documents or tags. Of a pair: fewer than ten documents
            hold it; less than 1 expected; more than half of it from one document, day or value of `by`; a form that
            makes more than half of it, and at least a quarter more than it makes of its tag elsewhere; more than a
            fifth by mentions that share words. With ``keep="counts"`` only what totals tell.

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence(["Iran met Iraq. " * 4], rows="country")
        >>> counts.caveats()["caveat"].tolist()
        ['few documents', 'few tags', 'few documents hold the pair', 'one document']
        """
        from comention.caveats import caveats

        return caveats(self, by, top, min_joint, labels)

    def _kept(self, what: str) -> _core.Incidence:
        """Give the units that were counted, or say why they are not there."""
        if self._incidence is None:
            raise ValueError(f"{what} needs the units, which keep='counts' dropped: count with keep='incidence'")
        return self._incidence

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the counts, with what they carry, to a file that `load` reads. The texts stay outside.

        With the units go ids, dates and meta columns of the documents, unless ``keep="counts"``.

        Parameters
        ----------
        path : str or path
            Where to write, by custom ending in ``.npz``.

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


def _chosen(matrix: csr_array, rows: npt.NDArray[np.int64], cols: npt.NDArray[np.int64]) -> csr_array:
    """Give the cells of some rows and columns."""
    whole = all(
        np.array_equal(places, np.arange(size)) for places, size in zip((rows, cols), matrix.shape, strict=True)
    )
    return matrix if whole else matrix[rows][:, cols]


def _fitting(
    total: npt.NDArray[np.float64], least: npt.NDArray[np.float64], neither: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Give n its least where units with neither tag would be negative: rounded sums need not fit to the last digit."""
    return np.where(neither < 0, least * (1 + 1e-15), total)


def _totals(values: npt.NDArray[Any], axis: Axis, margins: str) -> pd.Series:
    import pandas as pd

    return pd.Series(values, index=pd.Index(axis.ids, name=axis.kind), name=margins)


def _shown(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:,.1f}"
