"""Co-occurrence: in how many units two tags are found together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._caveats import warn_of_languages
from comention._checks import one_of, thread_count, whole_number
from comention._frames import make_frame
from comention._progress import Progress, reporter
from comention.association import MEASURES, find_measure, lift_interval
from comention.axis import Axis, DocumentTags, axis_of, meta_axis, no_document_tags
from comention.corpus import Corpus, as_corpus
from comention.evidence import Evidence
from comention.lexicon import Lexicon, as_lexicon
from comention.matrix import Matrix
from comention.mentions import Mentions, tag
from comention.pairs import BASIS, cells_of, pair_columns, pairs_with, sorted_places
from comention.periods import find_periods
from comention.text import unit_value
from comention.trend import Trend

if TYPE_CHECKING:
    import os

    import altair as alt
    import pandas as pd
    from scipy.sparse import csr_array

_EXPECTED = ("independence",)
_NULLS = ("independence",)


@overload
def cooccurrence(
    source: Mentions | Corpus | str | Sequence[str | None],
    lexicon: Lexicon | None = None,
    *,
    rows: str | Sequence[str],
    cols: str | Sequence[str] | None = None,
    unit: str = "sentence",
    by: None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Cooccurrence: ...


@overload
def cooccurrence(
    source: Mentions | Corpus | str | Sequence[str | None],
    lexicon: Lexicon | None = None,
    *,
    rows: str | Sequence[str],
    cols: str | Sequence[str] | None = None,
    unit: str = "sentence",
    by: str | Sequence[Any],
    threads: int | None = None,
    progress: Progress = None,
) -> Trend: ...


def cooccurrence(
    source: Mentions | Corpus | str | Sequence[str | None],
    lexicon: Lexicon | None = None,
    *,
    rows: str | Sequence[str],
    cols: str | Sequence[str] | None = None,
    unit: str = "sentence",
    by: str | Sequence[Any] | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Cooccurrence | Trend:
    """Count in how many units two tags are mentioned together.

    Parameters
    ----------
    source : Mentions, Corpus, str or list of str
        Mentions, or texts to tag on the way; then no table of mentions is kept.
    lexicon : Lexicon, optional
        What to look for in texts; ``Lexicon.builtin()`` by default. Mentions bring their own.
    rows, cols : str or list of str
        A kind (``"country"``, ``"topic"``, …), a list of tags, or a meta column of the corpus (``"speaker"``), whose
        value tags every unit of its document. Without `cols`, rows against rows.
    unit : {"sentence", "paragraph", "document"}
        The unit in which both must occur. n and totals are counted in it too.
    by : str or list, optional
        Slices: ``"day"``, ``"week"`` (ISO), ``"month"``, ``"quarter"`` or ``"year"`` of the documents' dates, a meta
        column, or rising edges as ``["2010", "2022-02-24", "2025"]`` (from each on, up to the next).
    threads : int, optional
        Number of threads; all cores by default. The result is the same for any number.
    progress : bool or callable, optional
        A bar where one fits by default; False for none; or a function of the blocks done and their number.

    Returns
    -------
    Cooccurrence
        With ``by=`` a Trend: the same counts slice by slice.

    Raises
    ------
    ValueError
        For an unknown kind or unit; the known ones are listed.
    KeyError
        For an unknown tag.

    Examples
    --------
    >>> import comention as cm
    >>> counts = cm.cooccurrence("Iran and Iraq met. Iran left.", rows="country", unit="sentence")
    >>> counts["IR", "IQ"], counts.n
    (1, 2)
    """
    if isinstance(source, Mentions):
        if lexicon is not None:
            raise ValueError("mentions bring their own lexicon; give lexicon= with a corpus only")
        corpus, lexicon = source.corpus, source.lexicon
        found: _core.Mentions | _core.Texts = source._core
    else:
        corpus = as_corpus(source)
        lexicon = as_lexicon(lexicon)
        found = corpus._core
    periods = None if by is None else find_periods(corpus, by)
    if periods is not None and not isinstance(source, Mentions):
        source = tag(corpus, lexicon, threads=threads, progress=progress)
        found = source._core
    axes, document_tags = _find_axes(lexicon, corpus, rows, cols)
    wanted = np.zeros(len(lexicon._tag_rows), dtype=np.uint8)
    wanted[[number for axis in axes for number in axis.numbers if number < len(wanted)]] = 1
    count = thread_count(threads)
    with reporter(progress, "counting") as report, corpus._naming_documents():
        how = (unit_value(unit), wanted, document_tags, count, report)
        incidence = _core.make_incidence(found, lexicon._core, *how)
    if isinstance(found, _core.Texts):
        warn_of_languages(incidence.foreign, len(corpus))
    forms = [row[1] for row in lexicon._form_rows]

    def count_part(part: _core.Incidence) -> Cooccurrence:
        return _count(part, *axes, forms, corpus, count)

    if periods is None:
        return count_part(incidence)
    assert isinstance(source, Mentions)
    return Trend(incidence, source._units_per_document(unit), corpus, periods, count_part)


def _find_axes(
    lexicon: Lexicon, corpus: Corpus, rows: str | Sequence[str], cols: str | Sequence[str] | None
) -> tuple[tuple[Axis, Axis], DocumentTags]:
    """Find the tags of rows and columns, and the tags that meta columns give to documents."""
    axes: list[Axis] = []
    columns: list[DocumentTags] = []
    first = len(lexicon._tag_rows)
    for wanted in (rows,) if cols is None or cols == rows else (rows, cols):
        if not isinstance(wanted, str) or wanted not in corpus._meta:
            axes.append(_find_axis(lexicon, wanted, list(corpus._meta)))
            continue
        if wanted in lexicon.kinds:
            raise ValueError(f"{wanted!r} is a kind of tags and a meta column; rename the column")
        axis, column = meta_axis(corpus, wanted, first)
        first += len(axis)
        axes.append(axis)
        columns.append(column)
    if len(axes) == 1 and columns:
        raise ValueError(f"a document has one value of {rows!r}; give cols= another kind")
    tags = np.stack(columns, axis=1) if columns else no_document_tags(len(corpus))
    return (axes[0], axes[-1]), tags


def _find_axis(lexicon: Lexicon, wanted: str | Sequence[str], meta: list[str]) -> Axis:
    """Find the tags of a kind, or those of a list."""
    rows = lexicon._tag_rows
    if isinstance(wanted, str):
        if wanted not in lexicon.kinds and any(lexicon._core.find(kind, wanted) is not None for kind in lexicon.kinds):
            raise ValueError(f"{wanted!r} is a tag, not a kind; give single tags as a list: [{wanted!r}]")
        one_of("kind", wanted, [*lexicon.kinds, *meta])
        return axis_of(lexicon, [i for i, row in enumerate(rows) if row[4] and row[0] == wanted])
    if isinstance(wanted, (set, frozenset, bytes)) or not isinstance(wanted, Iterable):
        raise TypeError(f"rows and cols take a kind or a list of tags. Given {wanted!r}")
    numbers = [lexicon._find_any(name) for name in wanted]
    if not numbers:
        raise ValueError("a list of tags must not be empty")
    for number in numbers:
        if numbers.count(number) > 1:
            raise ValueError(f"the tag {rows[number][1]!r} is listed twice")
    return axis_of(lexicon, numbers)


def _count(
    incidence: _core.Incidence,
    rows: Axis,
    cols: Axis,
    forms: Sequence[str],
    corpus: Corpus | None,
    threads: int,
    fingerprint: str | None = None,
) -> Cooccurrence:
    tags = [np.array(axis.numbers, dtype=np.uint32) for axis in (rows, cols)]
    core = _core.count_cooccurrence(incidence, tags[0], tags[1], threads, None)
    return Cooccurrence(core, incidence, rows, cols, forms, corpus, fingerprint)


class Cooccurrence:
    """Counts of row tags against column tags in units of one kind. Made by `cooccurrence`.

    A count is the number of units that hold both tags. A tag does not co-occur with itself: where rows and columns
    share a tag, its cell is 0 and every measure there NaN; how often it occurs is in the totals.

    Examples
    --------
    >>> import comention as cm
    >>> counts = cm.cooccurrence(["Chad and Mali.", "Chad."], rows="country", unit="document")
    >>> counts["Chad", "MLI"], int(counts.row_totals["TD"]), counts.n
    (1, 2, 2)
    """

    def __init__(
        self,
        core: _core.Cooccurrence,
        incidence: _core.Incidence,
        rows: Axis,
        cols: Axis,
        forms: Sequence[str],
        corpus: Corpus | None,
        fingerprint: str | None = None,
    ) -> None:
        self._core = core
        self._incidence = incidence
        self._rows = rows
        self._cols = cols
        self._forms = forms
        self._corpus = corpus
        self._fingerprint = fingerprint
        self._joint = _sparse(core.joint, rows, cols)
        self._documents = _sparse(core.documents, rows, cols)

    @property
    def _corpus_fingerprint(self) -> str:
        """Tell the corpus that was counted, which need not be at hand."""
        return self._fingerprint or ("" if self._corpus is None else self._corpus._fingerprint)

    @property
    def n(self) -> int:
        """Number of units, those without a mention too."""
        return int(self._core.n)

    @property
    def unit(self) -> str:
        """The unit in which everything is counted."""
        return str(self._incidence.unit.name)

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
        """Units that hold each row tag, labelled."""
        return _totals(self._core.row_totals, self._rows)

    @property
    def col_totals(self) -> pd.Series:
        """Units that hold each column tag, labelled."""
        return _totals(self._core.col_totals, self._cols)

    def __getitem__(self, pair: tuple[str, str]) -> int:
        """Give the count of a pair of tags by id, alpha-3 code or label."""
        row, col = self._find(pair)
        return int(self._joint[row, col])

    def _find(self, pair: tuple[str, str]) -> tuple[int, int]:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise KeyError(f"give a row tag and a column tag, as counts['KZ', 'terrorism']. Given {pair!r}")
        return self._rows.find(pair[0]), self._cols.find(pair[1])

    def to_scipy(self) -> csr_array:
        """Give the counts as a sparse array of int64, rows and columns in the order of `rows` and `cols`.

        Examples
        --------
        >>> import comention as cm
        >>> int(cm.cooccurrence("Iran and Iraq met.", rows=["IR", "IQ"]).to_scipy().sum())
        2
        """
        return self._joint.copy()

    def to_pandas(self, labels: str | None = None) -> pd.DataFrame:
        """Give the counts as a frame: every tag of the kinds, zeros included.

        Parameters
        ----------
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default. Tags without a code keep their id.

        Returns
        -------
        pandas.DataFrame of int64

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence("Iran and Iraq met.", rows=["IR", "IQ"])
        >>> counts.to_pandas(labels="name").loc["Iran", "Iraq"]
        np.int64(1)
        """
        return Matrix(self._joint.toarray(), self._rows, self._cols).to_pandas(labels)

    def measure(self, name: str, *, expected: str = "independence") -> Matrix:
        """Compute an association measure for every pair.

        Parameters
        ----------
        name : str
            A measure of `measures`.
        expected : {"independence"}
            What the joint count is compared with: r1*c1/n of independent tags.

        Returns
        -------
        Matrix
            Labelled float64 values; NaN where row and column are the same tag.

        Raises
        ------
        ValueError
            For an unknown measure; the known ones are listed.

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence(["Iran and Iraq.", "Peru."], rows="country", unit="document")
        >>> counts.measure("lift").to_pandas().loc["IR", "IQ"]
        np.float64(2.0)
        """
        find_measure(name)
        one_of("expected", expected, _EXPECTED)
        values = np.full((len(self._rows), len(self._cols)), np.nan)
        differ = np.not_equal.outer(np.array(self._rows.numbers), np.array(self._cols.numbers))
        values[differ] = self._measure(name, *np.nonzero(differ))
        return Matrix(values, self._rows, self._cols, name)

    def _table(self, rows: npt.NDArray[Any], cols: npt.NDArray[Any]) -> tuple[npt.NDArray[np.float64], ...]:
        """Give joint count, margins and n of some pairs."""
        joint = cells_of(self._joint, rows, cols).astype(np.float64)
        row_total = self._core.row_totals[rows].astype(np.float64)
        col_total = self._core.col_totals[cols].astype(np.float64)
        return joint, row_total, col_total, np.full(len(joint), self.n, dtype=np.float64)

    def _measure(self, name: str, rows: npt.NDArray[Any], cols: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        return np.asarray(find_measure(name).compute(*self._table(rows, cols)))

    def pairs(
        self,
        *,
        min_joint: int = 3,
        null: str | None = None,
        cluster: None = None,
        sort: str = "ic_low",
        measures: Sequence[str] = (),
        labels: str | None = None,
    ) -> Any:
        """List the pairs that occur together, the most surely associated first.

        The interval treats units as independent (``cluster`` none). Where units of one document repeat the same pair,
        it is too narrow.

        Parameters
        ----------
        min_joint : int
            Smallest count to show.
        null : {"independence"}, optional
            What counts are compared with: independent tags.
        cluster : None
            Clusters of the interval: none.
        sort : str
            Column to sort by, largest first. ``ic_low`` puts first what is high even at the lower end of its
            uncertainty, so that a count of 3 against .001 expected does not lead.
        measures : list of str
            Further measures to add as columns.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a pair (of one kind by itself each pair once): row, col, count,
            documents (that hold the pair), expected, lift, lift_low and lift_high (95 % interval of lift), ic_low
            (lower bound of the shrunk information component, bits), `measures`, and null and cluster, which say what
            expected, lift and interval rest on.

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence(["Iran and Iraq met."] * 3 + ["Peru."], rows="country", unit="document")
        >>> counts.pairs()[["row", "col", "count", "expected"]].values.tolist()
        [['IQ', 'IR', 3, 2.25]]
        """
        one_of("null", null or "independence", _NULLS)
        if cluster is not None:
            raise ValueError(f"cluster must be None: intervals by clusters are not there yet. Given {cluster!r}")
        extra = [measures] if isinstance(measures, str) else list(measures)
        for name in extra:
            find_measure(name)
        whole_number("min_joint", min_joint)
        columns = pair_columns(self, *pairs_with(self, min_joint), extra, labels)
        order = sorted_places(columns, sort)
        return make_frame({name: values[order] for name, values in columns.items()}, self._library)

    @property
    def _library(self) -> str:
        return "pandas" if self._corpus is None else self._corpus._library

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
            every measure of `measures`, null, cluster.

        Examples
        --------
        >>> import comention as cm
        >>> cm.cooccurrence("Iran and Iraq met.", rows="country").pair("Iran", "Iraq")["count"]
        1
        """
        places = self._find((row, col))
        same = self._rows.numbers[places[0]] == self._cols.numbers[places[1]]
        table = self._table(*(np.array([place]) for place in places))
        values: dict[str, Any] = {
            "row": self._rows.ids[places[0]],
            "col": self._cols.ids[places[1]],
            "row_label": self._rows.labels[places[0]],
            "col_label": self._cols.labels[places[1]],
            "unit": self.unit,
            "count": int(table[0][0]),
            "documents": int(self._documents[places[0], places[1]]),
            "row_total": int(table[1][0]),
            "col_total": int(table[2][0]),
            "n": self.n,
        }
        if same:
            values |= dict.fromkeys([*(name for name in MEASURES if name != "count"), "lift_low", "lift_high"], np.nan)
        else:
            values |= {name: float(m.compute(*table)[0]) for name, m in MEASURES.items() if name != "count"}
            low, high = lift_interval(table[0], MEASURES["expected"].compute(*table))
            values |= {"lift_low": float(low[0]), "lift_high": float(high[0])}
        import pandas as pd

        return pd.Series(values | BASIS, name=f"{values['row']} × {values['col']}", dtype=object)

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
            As many units as the count says, in order of the corpus, with the first mention of either tag marked.

        Raises
        ------
        ValueError
            If the counts were loaded without their corpus.

        Examples
        --------
        >>> import comention as cm
        >>> cm.cooccurrence("Iran and Iraq met.", rows="country").evidence("IR", "IQ")
        1 sentence with Iran and Iraq
        [0] «Iran» and «Iraq» met.
        """
        if self._corpus is None:
            raise ValueError("evidence needs the corpus: give it to load(path, corpus=)")
        i, j = self._find((row, col))
        limit = np.iinfo(np.int64).max if n is None else whole_number("n", n)
        found = _core.find_evidence(self._incidence, self._rows.numbers[i], self._cols.numbers[j], limit)
        labels = self._rows.labels[i], self._cols.labels[j]
        return Evidence(found, self._corpus, self.unit, labels, self._forms, int(self._joint[i, j]))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the counts, with the tags of every unit, to a file that `load` reads. The texts stay outside.

        Parameters
        ----------
        path : str or path
            Where to write, by custom ending in ``.npz``.

        Examples
        --------
        >>> import comention as cm
        >>> cm.cooccurrence("Iran and Iraq met.", rows="country").save("counts.npz")  # doctest: +SKIP
        """
        from comention._storage import save_counts

        save_counts(self, path)

    def __repr__(self) -> str:
        rows, cols = len(self._rows), len(self._cols)
        found = f"{self._joint.nnz:,} of {rows * cols:,} pairs found in {self.n:,} {self.unit}s"
        return f"<Cooccurrence: {rows:,} {self._rows.kind} × {cols:,} {self._cols.kind}; {found}>"

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
            For an unknown measure; or if texts are wanted but the counts were loaded without their corpus.

        Examples
        --------
        >>> import comention as cm
        >>> cm.cooccurrence("Iran and Iraq met.", rows="country").to_html("counts.html")
        """
        from pathlib import Path

        from comention.views.explorer import MEASURES as COLOURS
        from comention.views.explorer import explorer_page

        one_of("measure", measure, COLOURS)
        if text and self._corpus is None:
            raise ValueError("texts need the corpus: give it to load(path, corpus=), or write text=False")
        Path(path).write_text(explorer_page(self, text=text, measure=measure), encoding="utf-8")

    def heatmap(self, measure: str = "npmi", *, rows: int = 30, cols: int = 30, order: str = "blocks") -> alt.Chart:
        """Draw the rows and columns with the largest totals as a heat map (extra ``notebook``).

        Parameters
        ----------
        measure : str
            What colours a cell, a measure of `measures`. Pairs that do not occur are left blank.
        rows, cols : int
            How many rows and columns to draw.
        order : {"blocks", "total", "alphabet"}
            ``blocks`` puts rows with alike profiles side by side, and columns likewise (leaves of an average-linkage
            tree of cosine distances); else by total or alphabet.

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

        return heatmap(self, measure=measure, rows=rows, cols=cols, order=order)

    def _repr_html_(self) -> str:
        from comention.views.explorer import explorer_frame

        return explorer_frame(self)


def _sparse(parts: tuple[Any, Any, Any], rows: Axis, cols: Axis) -> csr_array:
    from scipy.sparse import csr_array

    return csr_array(parts, shape=(len(rows), len(cols)), dtype=np.int64)


def _totals(values: npt.NDArray[np.int64], axis: Axis) -> pd.Series:
    import pandas as pd

    return pd.Series(values, index=pd.Index(axis.ids, name=axis.kind), name="units")


def load(path: str | os.PathLike[str], corpus: Corpus | None = None) -> Cooccurrence:
    """Read counts that `Cooccurrence.save` wrote.

    Parameters
    ----------
    path : str or path
        The file.
    corpus : Corpus, optional
        The corpus that was counted; evidence needs it.

    Returns
    -------
    Cooccurrence

    Raises
    ------
    ValueError
        If the file is no such file, was cut or altered, or is of a later version; or the corpus is another one.

    Examples
    --------
    >>> import comention as cm
    >>> counts = cm.load("counts.npz")  # doctest: +SKIP
    """
    from comention._storage import load_counts

    incidence, rows, cols, forms, fingerprint = load_counts(path, corpus)
    return _count(incidence, rows, cols, forms, corpus, 0, fingerprint)
