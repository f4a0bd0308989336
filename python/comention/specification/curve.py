"""Specification curves: one association under all choices of counting and judging that could be made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention._checks import unknown
from comention._frames import make_frame
from comention._progress import Progress
from comention.mentions import Mentions, tag
from comention.specification.choices import check_grid, combinations, texts_of
from comention.specification.multiverse import NUMBERS, TOLD, Row, multiverse, warn_of_rows
from comention.specification.robustness import Lifts, lifts_of, most_moving, shares
from comention.specification.tag_pairs import TagPair, find_tag_pairs

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from comention.corpus import Corpus
    from comention.lexicon import Lexicon

Array = npt.NDArray[Any]

_SHOWN = 8


def specification_curve(
    source: Mentions | Corpus | str | Sequence[str | None],
    pairs: tuple[str, str] | Sequence[tuple[str, str]],
    *,
    grid: Mapping[str, Sequence[Any]],
    rows: str | Sequence[str] | None = None,
    cols: str | Sequence[str] | None = None,
    lexicon: Lexicon | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> SpecificationCurve:
    """Count and judge a pair in all ways that could be chosen: how much a result depends on choices.

    All combinations of the choices are made (Simonsohn, Simmons and Nelson 2020; a multiverse, Steegen et al. 2016).
    Texts are tagged once, mentions filtered once a choice of filters, and pairs counted once a choice of counting,
    however many nulls and clusters judge them.

    Parameters
    ----------
    source : Mentions, Corpus, str or list of str
        Mentions, or texts to tag.
    pairs : tuple of str, or list of these
        A pair of tags by id, alpha-3 code or name, ``("RU", "sanctions")``, or several. Values of meta columns do too.
    grid : dict of str to list
        Choices and the values that each may have.

        - How to count, as in `cooccurrence`: ``unit``, ``count``, ``weight``, ``directed``, ``overlapping``,
          ``universe``, ``duplicates``, ``document_weights``, ``max_tags``, ``drop_same``.
        - Which mentions count, as in `Mentions.keep`: ``type``, ``form``, ``flag``, ``kind``, ``tag``, ``date`` or a
          meta column that is not called as another choice. None keeps all. They filter mentions of all kinds: topics
          are of the type ``term``, so that names of countries beside all topics are ``type=["name", "term"]``.
        - How to judge, as in `Cooccurrence.pairs`: ``null`` (None for the default) and ``cluster``.

        What is not named is as by default.
    rows, cols : str or list of str, optional
        Kinds (or meta columns) to find the first and the second tags in; all by default. Needed where several kinds
        have such a tag.
    lexicon : Lexicon, optional
        What to look for in texts. Mentions bring their own.
    threads : int, optional
        Number of threads; all cores by default. The result is the same for any number.
    progress : bool or callable, optional
        A bar where one fits by default; False for none; or a function of the counts done and their number (of texts
        first of the blocks tagged).

    Returns
    -------
    SpecificationCurve

    Raises
    ------
    ValueError
        For an empty grid or list, an unknown choice or value (the known ones are listed), a value listed twice, a pair
        of one tag with itself, and a tag that several kinds have. Values that are known but do not go together are no
        error: their rows say why they were refused.
    KeyError
        For a tag that is unknown; the nearest is named.
    TypeError
        For a grid that is no dict, a choice that is no list, or what is no pair.

    Warns
    -----
    CaveatWarning
        If numbers of some specifications rest on little, or on nothing, where a filter left none of a tag; the column
        ``caveats`` tells which.

    Examples
    --------
    >>> import comention as cm
    >>> mentions = cm.tag(cm.datasets.briefs())
    >>> grid = {"unit": ["document", "sentence"], "null": ["unit_size", "pairs"]}
    >>> curve = cm.specification_curve(mentions, ("Iran", "sanctions"), grid=grid)
    >>> curve.to_pandas()[["unit", "null", "count"]].values.tolist()[:2]
    [['document', 'unit_size', 3.0], ['document', 'pairs', nan]]
    >>> curve.to_pandas()["refused"][1]
    "null='pairs' does not fit totals of units: give 'unit_size'"
    """
    if not isinstance(source, Mentions):
        source = tag(source, lexicon, threads=threads, progress=progress)
    elif lexicon is not None:
        raise ValueError("mentions bring their own lexicon; give lexicon= with a corpus only")
    checked = check_grid(grid, source)
    found = find_tag_pairs(source, pairs, rows, cols)
    made = multiverse(source, found, combinations(checked), threads, progress)
    texts = {name: texts_of(name, values) for name, values in checked.items()}
    warn_of_rows(made)
    return SpecificationCurve(found, texts, made, source.corpus._library)


class SpecificationCurve:
    """Numbers of pairs under all combinations of choices. Made by `specification_curve`.

    It shows how much a result depends on choices; it does not vote. Specifications are not samples, and many of them
    are no more right than one: leave out of the grid what you would not defend.

    Examples
    --------
    >>> import comention as cm
    >>> mentions = cm.tag(cm.datasets.briefs())
    >>> grid = {"unit": ["document", "sentence"], "type": [None, ["name", "term"]]}
    >>> cm.specification_curve(mentions, ("IR", "sanctions"), grid=grid)
    <SpecificationCurve: 4 specifications of unit, type
      IR × sanctions: lift 2.38 to 9.76, median 5.63; above 1 in 4 of 4; most by unit, 3.9 times>
    """

    def __init__(self, pairs: list[TagPair], choices: dict[str, list[str]], made: list[Row], library: str) -> None:
        self._pairs = pairs
        self._choices = choices
        self._made = made
        self._library = library

    def __len__(self) -> int:
        """Give the number of specifications."""
        return len(self._made) // len(self._pairs)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs, by the ids of their tags."""
        return [(pair.row, pair.col) for pair in self._pairs]

    @property
    def choices(self) -> dict[str, list[str]]:
        """The choices and their values, as they are called in the frame."""
        return {name: list(texts) for name, texts in self._choices.items()}

    @property
    def frame(self) -> Any:
        """The numbers as a frame in the library of the corpus; see `to_pandas`."""
        return make_frame(self._columns(), self._library)

    def to_pandas(self) -> pd.DataFrame:
        """Give the numbers as a frame.

        Returns
        -------
        pandas.DataFrame
            A row a pair and specification, pair by pair, specifications in order of the grid, the last choice changing
            first: row, col, a column of texts for each choice (with ``_choice`` behind its name if that is another
            column's, as ``count_choice``), count, documents (that hold the pair), n, expected, lift, low and high (its
            95 % interval), ic_low, p (one-sided: more than by chance), null_used and cluster_used (what these numbers
            follow), caveats (on what too little tests rest, see `Cooccurrence.caveats`; tags of which nothing is left),
            refused (why there is no such count or judgement; then all numbers are NaN, else this is missing). Numbers
            are those of `Cooccurrence.pairs` of the whole kinds, as described there, also of pairs that never meet;
            lift and interval are NaN where nothing is expected and nothing found.

        Examples
        --------
        >>> import comention as cm
        >>> curve = cm.specification_curve("Iran and Iraq met.", ("IR", "IQ"), grid={"unit": ["document"]})
        >>> curve.to_pandas()[["row", "col", "unit", "count", "n"]].values.tolist()
        [['IR', 'IQ', 'document', 1, 1]]
        """
        frame: pd.DataFrame = make_frame(self._columns())
        return frame

    def _columns(self) -> dict[str, Array]:
        every = range(len(self))
        columns = {
            "row": np.array([pair.row for pair in self._pairs for _ in every], dtype=object),
            "col": np.array([pair.col for pair in self._pairs for _ in every], dtype=object),
        }
        for name, texts in self._choice_texts().items():
            taken = name in (*columns, *NUMBERS, *TOLD)
            columns[f"{name}_choice" if taken else name] = np.tile(texts, len(self._pairs))
        columns |= {name: np.array([row[name] for row in self._made]) for name in NUMBERS}
        return columns | {name: np.array([row[name] for row in self._made], dtype=object) for name in TOLD}

    @property
    def _shape(self) -> list[int]:
        return [len(texts) for texts in self._choices.values()]

    def _choice_texts(self) -> dict[str, Array]:
        """Give the value of each choice in each specification."""
        places = np.unravel_index(np.arange(len(self)), self._shape)
        named = zip(self._choices.items(), places, strict=True)
        return {name: np.array(texts, dtype=object)[place] for (name, texts), place in named}

    def _lifts(self) -> Iterator[tuple[TagPair, Lifts]]:
        """Give the numbers of each pair, an axis a choice."""
        for place, pair in enumerate(self._pairs):
            yield pair, lifts_of(self._made[place * len(self) : (place + 1) * len(self)], self._shape)

    def summary(self) -> Any:
        """Tell for each pair how much its lift depends on choices, and on which.

        Returns
        -------
        data frame
            In the library of the corpus, a row a pair: row, col, specifications, refused (of these), lift_min,
            lift_median, lift_max, above_1 (share of lifts), intervals (specifications that have one), excludes_1
            (share of these that lie above or below 1), tests (specifications that have a p), p_below_05 (share of
            these), most (the choice that moves lift most) and factor (by how much, see `by_choice`). NaN where nothing
            is known, and no `most` where no choice moves it.

        Examples
        --------
        >>> import comention as cm
        >>> mentions = cm.tag(cm.datasets.briefs())
        >>> grid = {"unit": ["document", "sentence"], "null": ["unit_size", "pairs"]}
        >>> curve = cm.specification_curve(mentions, ("IR", "sanctions"), grid=grid)
        >>> curve.summary()[["specifications", "refused", "above_1", "most"]].values.tolist()
        [[4, 2, 1.0, 'unit']]
        """
        rows = []
        for pair, lifts in self._lifts():
            most, factor = most_moving(list(self._choices), lifts.factors)
            told = {"specifications": len(self), "refused": int(lifts.refused.sum()), **shares(lifts)}
            rows.append({"row": pair.row, "col": pair.col, **told, "most": most, "factor": factor})
        return make_frame({name: _column([row[name] for row in rows]) for name in rows[0]}, self._library)

    def by_choice(self) -> Any:
        """Tell for each choice how much it moves the lift of each pair.

        Returns
        -------
        data frame
            In the library of the corpus, a row a pair and value of a choice: row, col, choice, value, specifications
            (with this value), refused (of these), lift_min, lift_median, lift_max (of these), and factor, the same for
            all values of the choice: by how much lift changes where nothing else does. That is the largest over the
            smallest lift among specifications that differ in this choice alone, of which the (geometric) median is
            taken; NaN where no two lifts do. So a choice is not blamed for what goes with others that are refused.

        Examples
        --------
        >>> import comention as cm
        >>> mentions = cm.tag(cm.datasets.briefs())
        >>> curve = cm.specification_curve(mentions, ("IR", "sanctions"), grid={"unit": ["document", "sentence"]})
        >>> curve.by_choice()[["choice", "value", "specifications"]].values.tolist()
        [['unit', 'document', 1], ['unit', 'sentence', 1]]
        """
        rows = []
        for pair, lifts in self._lifts():
            for axis, (name, texts) in enumerate(self._choices.items()):
                for place, text in enumerate(texts):
                    part = lifts.part(axis, place)
                    told = {"specifications": part.lift.size, "refused": int(part.refused.sum()), **part.spread}
                    where = {"row": pair.row, "col": pair.col, "choice": name, "value": text}
                    rows.append({**where, **told, "factor": float(lifts.factors[axis])})
        return make_frame({name: _column([row[name] for row in rows]) for name in rows[0]}, self._library)

    def figure(self, pair: tuple[str, str] | None = None) -> alt.VConcatChart:
        """Draw the curve: lifts with their intervals above, the choices that made them below.

        Parameters
        ----------
        pair : tuple of str, optional
            One of the pairs, by ids or as it was given; by default all, one below the other.

        Returns
        -------
        altair.VConcatChart
            Lifts from the smallest on, on a log scale with a line at 1; dark where the interval excludes 1. Triangles
            at the edge are lifts of 0 and infinite ones, which have no place on it. What was refused, or has no lift,
            is not drawn but counted in the title. ``chart.save("curve.svg")`` and ``.png`` need no network.

        Raises
        ------
        KeyError
            For another pair.
        ImportError
            Without Altair, which is in the extra ``notebook``.

        Examples
        --------
        >>> import comention as cm
        >>> mentions = cm.tag(cm.datasets.briefs())
        >>> curve = cm.specification_curve(mentions, ("IR", "sanctions"), grid={"unit": ["document", "sentence"]})
        >>> curve.figure().save("curve.svg")
        """
        from comention.views.specification import figure

        wanted = range(len(self._pairs)) if pair is None else [self._place(pair)]
        chart: alt.VConcatChart = figure(self, list(wanted))
        return chart

    def _place(self, pair: tuple[str, str]) -> int:
        for place, known in enumerate(self._pairs):
            if pair in ((known.row, known.col), known.given):
                return place
        raise KeyError(unknown("pair", pair, [f"{row} × {col}" for row, col in self.pairs]))

    def _lines(self) -> list[tuple[str, str]]:
        """Say of each pair how much it depends on choices."""
        return [(f"{pair.row} × {pair.col}", _in_words(list(self._choices), lifts)) for pair, lifts in self._lifts()]

    def _title(self) -> str:
        return f"{len(self):,} specification{'s' * (len(self) != 1)} of {', '.join(self._choices)}"

    def __repr__(self) -> str:
        lines = [": ".join(line) for line in self._lines()]
        more = [f"and {len(lines) - _SHOWN:,} more pairs"] if len(lines) > _SHOWN else []
        return "\n  ".join([f"<SpecificationCurve: {self._title()}", *lines[:_SHOWN], *more]) + ">"

    def _repr_html_(self) -> str:
        from comention.views.specification import table

        return table(self)


def _in_words(choices: list[str], lifts: Lifts) -> str:
    """Say in a line how much a lift depends on choices."""
    refused = int(lifts.refused.sum())
    without = int((~lifts.known).sum()) - refused
    rest = f"; {without:,} without a lift" if without else ""
    rest += f"; {refused:,} refused" if refused else ""
    if not lifts.known.any():
        return f"no lift{rest}"
    told, (most, factor) = lifts.spread, most_moving(choices, lifts.factors)
    above = int((lifts.lift > 1).sum())
    line = f"lift {told['lift_min']:.3g} to {told['lift_max']:.3g}, median {told['lift_median']:.3g}"
    moved = "" if most is None else f"; most by {most}, {factor:.3g} times"
    return f"{line}; above 1 in {above:,} of {int(lifts.known.sum()):,}{moved}{rest}"


def _column(values: list[Any]) -> Array:
    """Make a column of numbers, or of texts."""
    return np.array(values, dtype=object if any(isinstance(value, (str, type(None))) for value in values) else None)
