"""Counting: from mentions or texts to counts, in every way there is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np

from comention import _core
from comention._caveats import warn_of_languages
from comention._checks import one_of, thread_count
from comention._progress import Progress, reporter
from comention.axis import Axis
from comention.cooccurrence import Cooccurrence
from comention.corpus import Corpus, as_corpus
from comention.documents import Documents
from comention.lexicon import Lexicon, as_lexicon
from comention.mentions import Mentions
from comention.options import KEEP, Options, options_of
from comention.periods import find_periods
from comention.sides import Sides, Wanted, find_sides, sides_by_units
from comention.soft import check_values
from comention.state import State
from comention.threeway import ThreeWay, check_memory
from comention.trend import Trend
from comention.units import Proximity, SlidingWindow
from comention.weights import Weights, first_of_stories, multiplied, shares_of_stories, weights_of_column

if TYPE_CHECKING:
    Source = Mentions | Corpus | str | Sequence[str | None]
    Unit = str | SlidingWindow | Proximity

T = TypeVar("T")


@dataclass(frozen=True)
class Counting:
    """What is counted and how: everything but the units themselves."""

    sides: Sides
    options: Options
    documents: Documents | None
    """The documents that are counted, if what is kept needs them."""
    corpus: Corpus | None
    """Their texts, if they are at hand."""
    forms: Sequence[str]
    origin: Mapping[str, str]
    """What decides on mentions, by name: lexicon, choices made among mentions, release."""
    weights: Weights | None = None
    columns: tuple[str, ...] = ()
    """Kinds that are meta columns, of which a document has one value."""
    labelled: tuple[str, ...] = ()
    """Kinds of labels, which all units of a document have."""
    texts: bool = True
    """Whether the documents have texts, at hand or not."""
    keep: str = "incidence"
    threads: int = 0

    @property
    def constant(self) -> tuple[str, ...]:
        """Kinds of which all units of a document have the same tags."""
        return (*self.columns, *self.labelled)

    @property
    def own(self) -> int | None:
        """Which side is a meta column of which documents' own mentions are left out."""
        return self.sides.own(self.options.drop_same, self.columns)

    @property
    def core(self) -> _core.CountOptions:
        """What the core needs to know."""
        identity = self.sides.identity(self.options.drop_same)
        return self.options.count_options(identity, self.sides.membership(), self.weights)

    def count(self, incidence: _core.Incidence) -> Cooccurrence:
        """Count pairs."""
        rows, cols = self.counted
        tags = rows.tags, cols.tags
        core = _core.count_cooccurrence(incidence, tags[0], tags[1], self.core, self.threads, None)
        state = State.of_core(core, rows, cols, self.whole)
        if self.options.overlapping == "drop" and self.options.margins == "units":
            kept = replace(self, options=replace(self.options, overlapping="keep")).core
            core = _core.count_cooccurrence(incidence, tags[0], tags[1], kept, self.threads, None)
            state = state.without_overlaps(State.of_core(core, rows, cols, self.whole))
        return self.made(state, incidence)

    def count_given(self, incidence: _core.Incidence) -> ThreeWay:
        """Count pairs given a third tag."""
        assert self.sides.given is not None
        given = self.sides.given.shown
        check_memory(incidence, self.sides)
        rows, cols = self.counted
        found = _core.count_given(incidence, rows.tags, cols.tags, given.tags, self.core, self.threads, None)
        states = [State.of_core(core, rows, cols, self.whole) for core in found]
        return ThreeWay(self.count(incidence), given, states, incidence if self.keep == "incidence" else None)

    @property
    def whole(self) -> tuple[Axis, Axis]:
        """All tags of the kinds of rows and columns."""
        return self.sides.rows.whole, self.sides.cols.whole

    @property
    def counted(self) -> tuple[Axis, Axis]:
        """The tags to count: those shown, or where totals are sums over pairs, all of their kinds."""
        if self.options.margins == "units":
            return self.sides.rows.shown, self.sides.cols.shown
        return self.whole

    def made(self, state: State, incidence: _core.Incidence | None, given: int | None = None) -> Cooccurrence:
        """Make counts of their state, and keep what is to be kept."""
        if self.keep == "counts":
            return Cooccurrence(state, self.light(), None, given)
        return Cooccurrence(state, self, incidence, given)

    def light(self) -> Counting:
        """Give the same without anything that grows with the documents."""
        return replace(self, documents=None, corpus=None, weights=None)


@overload
def cooccurrence(
    source: Source,
    lexicon: Lexicon | None = None,
    *,
    rows: Wanted,
    cols: Wanted | None = None,
    given: None = None,
    unit: Unit = "sentence",
    by: None = None,
    keep: str = "incidence",
    threads: int | None = None,
    progress: Progress = None,
    **options: Any,
) -> Cooccurrence: ...


@overload
def cooccurrence(
    source: Source,
    lexicon: Lexicon | None = None,
    *,
    rows: Wanted,
    cols: Wanted | None = None,
    given: None = None,
    unit: Unit = "sentence",
    by: str | Sequence[Any],
    keep: str = "incidence",
    threads: int | None = None,
    progress: Progress = None,
    **options: Any,
) -> Trend: ...


@overload
def cooccurrence(
    source: Source,
    lexicon: Lexicon | None = None,
    *,
    rows: Wanted,
    cols: Wanted | None = None,
    given: Wanted,
    unit: Unit = "sentence",
    keep: str = "incidence",
    threads: int | None = None,
    progress: Progress = None,
    **options: Any,
) -> ThreeWay: ...


@overload
def cooccurrence(
    source: Source,
    lexicon: Lexicon | None = None,
    *,
    rows: Wanted | Sequence[tuple[str, str]],
    cols: Wanted | None = None,
    given: Wanted | None = None,
    unit: Unit | Sequence[Unit] = "sentence",
    by: str | Sequence[Any] | None = None,
    keep: str = "incidence",
    threads: int | None = None,
    progress: Progress = None,
    **options: Any,
) -> Any: ...


def cooccurrence(
    source: Source,
    lexicon: Lexicon | None = None,
    *,
    rows: Wanted | Sequence[tuple[str, str]],
    cols: Wanted | None = None,
    given: Wanted | None = None,
    unit: Unit | Sequence[Unit] = "sentence",
    by: str | Sequence[Any] | None = None,
    count: str = "binary",
    weight: str | None = None,
    directed: bool = False,
    overlapping: str = "keep",
    universe: str = "all",
    duplicates: str = "all",
    document_weights: str | None = None,
    max_tags: int | None = None,
    drop_same: bool = False,
    keep: str = "incidence",
    threads: int | None = None,
    progress: Progress = None,
    **unknown: Any,
) -> Any:
    """Count how often two tags are mentioned together.

    Parameters
    ----------
    source : Mentions, Corpus, str or list of str
        Mentions, or texts to tag on the way; then no table of mentions is kept.
    lexicon : Lexicon, optional
        What to look for in texts; ``Lexicon.builtin()`` by default. Mentions bring their own.
    rows, cols : str or list of str
        A kind (``"country"``, ``"topic"``, …), a list of tags, or a meta column of the corpus (``"speaker"``), whose
        value tags every unit of its document. Without `cols`, rows against rows. A list of tags only chooses which
        cells are shown; n, sizes of units and sums over pairs are those of the whole kind. To count as if there were no
        other tags, filter: ``mentions.keep(tag=[...])``. Where lists of rows and columns share a kind but not all, the
        kinds of both are one: a unit's size is all its tags of them. Rows may also be a list of pairs of kinds,
        ``[("country", "country"), ("country", "topic")]``, all counted in one reading.
    given : str or list of str, optional
        A third kind, list of tags or meta column: for each of these tags, pairs are counted within the units that
        hold it.
    unit : {"sentence", "paragraph", "document"}, SlidingWindow, Proximity, or a list of them
        The unit in which both must occur. n and totals are counted in it too. `Proximity` has no units: each two
        mentions within reach count.
    by : str or list, optional
        Slices: ``"day"``, ``"week"`` (ISO), ``"month"``, ``"quarter"`` or ``"year"`` of the documents' dates, a meta
        column, or rising edges as ``["2010", "2022-02-24", "2025"]`` (from each on, up to the next, which is not in
        it).
    count : {"binary", "product", "min"}
        What a unit with m mentions of the one tag and k of the other adds: 1, m*k, or the lesser of m and k. A label
        with a value x has it in place of m; binary counts, for values up to 1, add x*y and have totals of x. See
        `labels`.
    weight : {"row", "col", "cell", "pair", "strength"}, optional
        Shares of 1 for binary counts, so that units that list many tags do not dominate. Of two kinds ``row``: each
        row tag shares 1 among the unit's column tags; ``col``: the reverse; ``cell``: the unit shares 1 among its
        cells. Of one kind with k tags in the unit ``pair``: the unit shares 1 among its pairs, 2/(k(k-1)) each;
        ``strength``: each tag shares 1 among its partners, 1/(k-1) (Newman 2001).
    directed : bool
        Only where some mention of the row's tag begins before one of the column's. In one unit both directions can
        hold, so that the two may add up to more than the units with both tags.
    overlapping : {"keep", "drop"}
        Whether mentions that share characters count as together, as the country and the topic in "Ukraine war". With
        ``drop``, units that hold a pair only by such mentions are no units of this pair: its measures leave them out of
        totals and n too.
    universe : {"all", "nonempty"}
        What n counts: all units, or those with a tag of the counted kinds. Filters of mentions leave no document out:
        after ``mentions.keep(outlet="AP")`` n still holds the units of all outlets.
    duplicates : {"all", "first", "weight"}
        Copies of a story: all count; only the first of each in the corpus; or each by its share. A meta column that
        must be called ``story`` tells them: copies have the same value, and a document without one stands alone.
    document_weights : str, optional
        A meta column of numbers from 0 on: how much each document counts, in joint counts, totals and n.
    max_tags : int, optional
        Leave out units with more tags of a counted kind, such as lists of members. They are in no total and not in n;
        `Cooccurrence.left_out` tells how many they are, and which share of all pairs they made.
    drop_same : bool
        Leave out pairs of a row and a column of the same id, code or name: speakers who name their own country. If one
        of the two is a meta column, its documents' mentions of what their own value stands for are no mentions: totals
        hold what documents say of others, and the units of a pair are those of documents that it is not the own of.
    keep : {"incidence", "counts"}
        What the counts carry: the tags of every unit that has any, or totals alone, whose size does not grow with the
        corpus. Then nothing opens: there is no evidence, no concentration and no other slicing.
    threads : int, optional
        Number of threads; all cores by default. The result is the same for any number.
    progress : bool or callable, optional
        A bar where one fits by default; False for none; or a function of the blocks done and their number.

    Returns
    -------
    Cooccurrence
        With ``by=`` a Trend, with ``given=`` a ThreeWay. For a list of units a dict by unit, for a list of pairs of
        kinds a dict by pair, for both a dict by unit of dicts by pair.

    Raises
    ------
    ValueError
        For an unknown kind, unit or value of an option; the known ones are listed. For options that do not go together,
        and for units, directions and distances of mentions that have no such place (labels, meta columns).
    TypeError
        For an unknown option; the nearest known one is named.
    KeyError
        For an unknown tag.
    MemoryError
        If counts given a third kind would not fit in memory; list fewer tags.

    Notes
    -----
    With ``count="product"`` or ``"min"``, ``weight=``, ``directed=True`` or `Proximity`, totals are sums over pairs,
    and only measures that need no 2 x 2 table of units are there: see `Cooccurrence.margins`. In all other cases totals
    are units (or their weights), and all measures are there; but for `SlidingWindow`, whose units overlap, those that
    take units as independent are not.

    Examples
    --------
    >>> import comention as cm
    >>> counts = cm.cooccurrence("Iran and Iraq met. Iran left.", rows="country", unit="sentence")
    >>> counts["IR", "IQ"], counts.n
    (1, 2)
    >>> text = "Iran, Iraq and Oman met. Iran and Iraq talked."
    >>> counts = cm.cooccurrence(text, rows="country", unit=["document", "sentence"])
    >>> {unit: found["IR", "IQ"] for unit, found in counts.items()}
    {'document': 1, 'sentence': 2}
    >>> round(cm.cooccurrence(text, rows="country", weight="pair")["IR", "IQ"], 4)
    1.3333
    """
    options = {
        "count": count,
        "weight": weight,
        "directed": directed,
        "overlapping": overlapping,
        "universe": universe,
        "duplicates": duplicates,
        "document_weights": document_weights,
        "max_tags": max_tags,
        "drop_same": drop_same,
        **unknown,
    }
    one_of("keep", keep, KEEP)
    if by is not None and given is not None:
        raise ValueError("by= and given= do not go together: make a corpus of the documents of a period, then given=")
    if isinstance(source, Mentions):
        if lexicon is not None:
            raise ValueError("mentions bring their own lexicon; give lexicon= with a corpus only")
        mentions: Mentions | None = source
        documents: Documents = source.corpus
        lexicon = source.lexicon
    else:
        mentions, documents, lexicon = None, as_corpus(source), as_lexicon(lexicon)
    units = _listed(unit)
    pairs = _pairs_of_kinds(rows, cols)
    periods = None if by is None else find_periods(documents, by)
    jobs: list[_Job] = []
    for one in units:
        chosen = options_of(one, options)
        _check_places(mentions, chosen)
        for row, col in pairs:
            sides, document_tags = find_sides(lexicon, documents, row, col, given)
            if chosen.margins == "units":
                sides = sides_by_units(lexicon, sides)
            jobs.append(_Job(chosen, sides, document_tags, lexicon, documents._meta))
            jobs[-1].check(given is not None, [] if mentions is None else mentions._label_kinds())
            if mentions is not None:
                check_values(mentions, sides, chosen, given is not None)
    weights = _weights(documents, jobs[0].options)
    incidences = _incidences(mentions, documents, lexicon, jobs, threads, progress)
    made = []
    for job, incidence in zip(jobs, incidences, strict=True):
        counting = Counting(
            sides=job.sides,
            options=job.options,
            documents=documents,
            corpus=documents if isinstance(documents, Corpus) else None,
            forms=lexicon._form_texts,
            origin=_origin(mentions, lexicon),
            weights=weights,
            columns=tuple(documents._meta),
            labelled=() if mentions is None else tuple(mentions._label_kinds()),
            texts=isinstance(documents, Corpus),
            keep=keep,
            threads=thread_count(threads),
        )
        made.append(_made(counting, incidence, periods, given is not None))
    return _arranged(made, units, pairs, unit, rows)


@dataclass(frozen=True)
class _Job:
    """One incidence to make."""

    options: Options
    sides: Sides
    document_tags: Any
    lexicon: Lexicon
    columns: Collection[str]

    def check(self, given: bool, labelled: Collection[str]) -> None:
        options = self.options
        options.check_modes(self.sides.one_mode)
        if given and (options.margins != "units" or options.overlapping == "drop"):
            others = "count=, weight=, directed=, overlapping= or Proximity"
            raise ValueError(f"given= counts units that hold all three; it does not go with {others}")
        placed = options.directed or isinstance(options.unit, Proximity)
        whole = "a meta column" if self.document_tags.shape[1] else "a label"
        if placed and (self.document_tags.shape[1] or self.sides.kinds.intersection(labelled)):
            raise ValueError(f"{whole} tags the whole document: it has no place for directed= or Proximity")
        self.sides.identity(options.drop_same)

    @property
    def core(self) -> _core.IncidenceOptions:
        wanted = self.sides.wanted(len(self.lexicon._tag_rows))
        identity = np.empty(0, dtype=np.uint32)
        if self.sides.own(self.options.drop_same, self.columns) is not None:
            identity = self.sides.identity(True)
        return self.options.incidence_options(wanted, self.document_tags, identity)


def _listed(unit: Any) -> list[Any]:
    if not isinstance(unit, (list, tuple)):
        return [unit]
    if not unit:
        raise ValueError("a list of units must not be empty")
    for one in unit:
        if list(unit).count(one) > 1:
            raise ValueError(f"the unit {one!r} is listed twice")
    return list(unit)


def _pairs_of_kinds(rows: Any, cols: Any) -> list[tuple[Any, Any]]:
    """Give rows and columns of each count that is wanted."""
    if not _is_list_of_pairs(rows):
        return [(rows, cols)]
    if cols is not None:
        raise ValueError("rows= is a list of pairs of kinds already; leave cols= out")
    return [tuple(pair) for pair in rows]


def _is_list_of_pairs(rows: Any) -> bool:
    if not isinstance(rows, (list, tuple)) or not rows:
        return False
    pairs = [isinstance(one, tuple) and len(one) == 2 and all(isinstance(kind, str) for kind in one) for one in rows]
    return all(pairs)


def _check_places(mentions: Mentions | None, options: Options) -> None:
    """Refuse units of mentions that have no such places."""
    places = "tokens" if mentions is None else mentions._places
    unit = options.unit
    if places == "tokens" or unit == "document":
        if places == "none" and (options.directed or options.overlapping == "drop"):
            raise ValueError("labels have no places in a text: directed= and overlapping= need some")
        return
    if isinstance(unit, Proximity) and unit.by == "character" and unit.within == "document" and places == "characters":
        return
    what = "labels have no places in a text" if places == "none" else "these mentions have offsets but no sentences"
    known = "'document'" + (" or Proximity(reach, by='character')" if places == "characters" else "")
    raise ValueError(f"{what}: count by unit={known}. Given {unit!r}")


def _weights(documents: Documents, options: Options) -> Weights | None:
    column, shares = options.document_weights, options.duplicates == "weight"
    if column is None:
        return shares_of_stories(documents) if shares else None
    weights = weights_of_column(documents, column)
    return multiplied(weights, shares_of_stories(documents)) if shares else weights


def _incidences(
    mentions: Mentions | None,
    documents: Documents,
    lexicon: Lexicon,
    jobs: Sequence[_Job],
    threads: int | None,
    progress: Progress,
) -> list[_core.Incidence]:
    """Make an incidence for each job, from mentions, or from texts in one reading."""
    count = thread_count(threads)
    with reporter(progress, "counting") as report, documents._naming_documents():
        if mentions is not None:
            made = [_core.make_incidence(mentions._core, lexicon._core, job.core, count, report) for job in jobs]
        else:
            assert isinstance(documents, Corpus)
            made = _core.make_incidences(documents._core, lexicon._core, [job.core for job in jobs], count, report)
    if mentions is None:
        warn_of_languages(made[0].foreign, len(documents))
    if jobs[0].options.duplicates == "first":
        part = np.where(first_of_stories(documents), 0, -1)
        made = [incidence.split(part, 1)[0] for incidence in made]
    return made


def _origin(mentions: Mentions | None, lexicon: Lexicon) -> dict[str, str]:
    """Name what decides on mentions, so that unlike counts are not merged."""
    import comention

    steps = () if mentions is None else mentions._steps
    return {"lexicon": lexicon._fingerprint, "mentions": " ".join(steps) or "all", "release": comention.__version__}


def _made(counting: Counting, incidence: _core.Incidence, periods: Any, given: bool) -> Any:
    if given:
        return counting.count_given(incidence)
    if periods is None:
        return counting.count(incidence)
    return Trend(counting, incidence, periods)


def _arranged(made: Sequence[T], units: Sequence[Any], pairs: Sequence[Any], unit: Any, rows: Any) -> Any:
    """Arrange results by unit and pair of kinds, as they were asked for."""
    by_pair = [made[i : i + len(pairs)] for i in range(0, len(made), len(pairs))]
    each = [dict(zip(pairs, found, strict=True)) if _is_list_of_pairs(rows) else found[0] for found in by_pair]
    return dict(zip(units, each, strict=True)) if isinstance(unit, (list, tuple)) else each[0]
