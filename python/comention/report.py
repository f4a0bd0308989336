"""The report: how counts were made and tested, as a methods section says it."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources
from typing import TYPE_CHECKING

from comention.association import MEASURES
from comention.significance import family
from comention.units import Proximity, SlidingWindow, plural

if TYPE_CHECKING:
    from comention.counts import Counts
    from comention.nulls.judge import Judge

_INTERVALS = "Brown, Cai and DasGupta (2003)"

_NULLS = {
    "unit_size": (
        "what chance would give if each {unit} kept the number of tags of each kind that it holds, and tags were drawn "
        "into it with weights that give each its total (conditional Bernoulli sampling; Chen, Dempster and Liu 1994)",
        ["Chen, Dempster and Liu (1994)"],
    ),
    "fixed_degree": (
        "the mean of {samples:,} random matrices in which each {unit} keeps its number of tags and each tag its number "
        "of {units} (curveball trades; Strona et al. 2014; seed {seed})",
        ["Strona et al. (2014)"],
    ),
    "independence": ("that of independent tags, row total times column total over n", ["Fisher (1935)"]),
    "centered": (
        "that of independent tags times the ratio of all observed to all expected counts ({length_factor:.3g})",
        [],
    ),
    "permutation": (
        "that of independent tags; p-values are of {samples:,} permutations of documents, of the count less its "
        "expected value over its error between documents (Janssen 1997; seed {seed})",
        ["Janssen (1997)"],
    ),
    "pairs": (
        "that of the totals of pairs, in one kind by itself under quasi-independence, since no tag pairs with itself "
        "(Goodman 1968)",
        ["Goodman (1968)"],
    ),
}
_ADJUST = {
    "bh": ("the false discovery rate after Benjamini and Hochberg (1995)", "Benjamini and Hochberg (1995)"),
    "by": ("the false discovery rate after Benjamini and Yekutieli (2001)", "Benjamini and Yekutieli (2001)"),
    "holm": ("the family-wise error rate after Holm (1979)", "Holm (1979)"),
    "bonferroni": ("the family-wise error rate after Bonferroni (1936)", "Bonferroni (1936)"),
}
_OPTIONS: dict[str, dict[str | bool, str]] = {
    "count": {"product": "each unit counts the product of the mentions of both", "min": "each unit counts the lesser "
              "number of mentions of the two"},
    "weight": {
        "row": "each row tag shares 1 among the unit's column tags",
        "col": "each column tag shares 1 among the unit's row tags",
        "cell": "each unit shares 1 among its cells",
        "pair": "each unit shares 1 among its pairs",
        "strength": "each tag of a unit shares 1 among its partners (Newman 2001)",
    },
    "directed": {True: "only where a mention of the row's tag begins before one of the column's"},
    "overlapping": {"drop": "mentions that share characters do not count as together"},
    "duplicates": {
        "first": "only the first document of each story counts",
        "weight": "documents of one story share the weight of one",
    },
    "universe": {"nonempty": "units without a tag of the counted kinds are left out of n"},
    "drop_same": {True: "pairs of a row and a column of the same name are left out"},
}  # fmt: skip


@dataclass(frozen=True)
class Report:
    """A methods paragraph with its references. Made by `Cooccurrence.report`.

    Examples
    --------
    >>> import comention as cm
    >>> report = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic").report()
    >>> report.references[0][:55]
    'Benjamini, Y. and Hochberg, Y. (1995). Controlling the '
    """

    text: str
    references: tuple[str, ...]

    def __str__(self) -> str:
        return "\n\n".join([self.text, *self.references])

    def __repr__(self) -> str:
        return str(self)

    def _repr_markdown_(self) -> str:
        return "\n".join([self.text, "", *(f"- {reference}" for reference in self.references)])


@cache
def references() -> dict[str, str]:
    """Read the full references, by author and year."""
    text = (resources.files("comention") / "data" / "references.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t", 1) for line in text.splitlines()[1:])


def report(judge: Judge, adjust: str, min_total: int, measures: Sequence[str]) -> Report:
    """Write the paragraph; see `Cooccurrence.report`."""
    counts = judge.counts
    parts = [_counted(counts), _found(counts), _expected(judge), *_tested(judge, adjust, min_total)]
    parts += [_measured(measures), _made()]
    known = references()
    sources = {source for source in _sources(judge, adjust, measures) if source in known}
    return Report(" ".join(part for part in parts if part), tuple(known[source] for source in sorted(sources)))


def _sources(judge: Judge, adjust: str, measures: Sequence[str]) -> Iterable[str]:
    yield from _NULLS[judge.null][1]
    yield from (MEASURES[name].source for name in measures)
    if _has_interval(judge):
        yield _INTERVALS
    if _has_p(judge):
        yield _ADJUST[adjust][1]
    if judge.counts._options.weight == "strength":
        yield "Newman (2001)"


def _unit(counts: Counts) -> tuple[str, str]:
    """Name the unit, one and several."""
    unit = counts.unit
    if isinstance(unit, SlidingWindow):
        what = f"stretch of {unit.width} tokens in a {unit.within}"
        return what, what.replace("stretch", "stretches", 1)
    if isinstance(unit, Proximity):
        return "pair of mentions", "pairs of mentions"
    return str(unit), plural(unit, 2)


def _counted(counts: Counts) -> str:
    units = _unit(counts)[1]
    row, col = counts._rows.kind, counts._cols.kind
    both = f"two {row} tags" if counts._counting.sides.one_mode else f"a {row} and a {col} tag"
    if isinstance(counts.unit, Proximity):
        near = counts.unit
        first = f"We counted the {units} of {both} that are at most {near.reach} {near.by}s apart in a {near.within}"
        first += f" (decay: {near.decay if isinstance(near.decay, str) else 'by distance'})."
    else:
        first = f"We counted in how many {units} {both} are both mentioned."
    texts = [_option(name, value) for name, value in counts._options.items() if name != "unit"]
    how = "; ".join(text for text in texts if text)
    return first + (f" {how[0].upper()}{how[1:]}." if how else "") + f" {_size(counts, units)}"


def _size(counts: Counts, units: str) -> str:
    documents = counts._counting.documents
    of = "" if documents is None else f"{len(documents):,} documents; "
    held = f"n = {counts.n:,} {units}" if counts.margins == "units" else f"the counts add up to {counts.n:,.6g} pairs"
    given = ""
    if counts._given is not None and counts._counting.sides.given is not None:
        axis = counts._counting.sides.given.shown
        given = f", of which all mention {axis.labels[axis.numbers.index(counts._given)]}"
    left = counts.left_out["units"]
    more = f"; {left:,} {units} with more than {counts._options.max_tags} tags of a kind were left out" if left else ""
    return f"There are {of}{held}{given}{more}."


def _option(name: str, value: object) -> str:
    if name == "document_weights" and value is not None:
        return f"documents are weighted by {value!r}"
    return _OPTIONS.get(name, {}).get(value, "") if isinstance(value, (str, bool)) else ""


def _found(counts: Counts) -> str:
    origin = counts._counting.origin
    lexicon, steps = str(origin["lexicon"])[:12], origin["mentions"]
    chosen = "" if steps == "all" else f", of which these count: {steps}"
    return f"Mentions were found with a lexicon of fingerprint {lexicon}{chosen}."


def _expected(judge: Judge) -> str:
    counts = judge.counts
    unit, units = _unit(counts)
    sampling = {"samples": 0, "seed": 0} if judge.sampling is None else vars(judge.sampling)
    words = _NULLS[judge.null][0].format(unit=unit, units=units, length_factor=counts.length_factor, **sampling)
    said = f"The expected count is {words}; lift is the count over it."
    if counts.margins == "units" and judge.null != "centered" and not counts._options.drop_same:
        said += f" All counts together are {counts.length_factor:.3g} times those of independent tags (length factor)."
    if counts._counting.own is not None and counts.margins == "units":
        said += (
            f" Where the tag of a pair stands for the value of a document itself, its {units} are no cases of the pair."
        )
    return said + (
        " Intervals of lift (95 %) are quantiles of a gamma distribution (Brown, Cai and DasGupta 2003)"
        + (f", widened {_widened(judge)}." if judge.cluster else ".")
        if _has_interval(judge)
        else ""
    )


def _clusters(judge: Judge) -> str:
    return f"how alike the {_unit(judge.counts)[1]} of one {judge.cluster} are"


def _widened(judge: Judge) -> str:
    return "by the count a document" if judge.null == "pairs" else f"for {_clusters(judge)}"


def _has_interval(judge: Judge) -> bool:
    return not judge.counts._options.overlap


def _has_p(judge: Judge) -> bool:
    from comention.nulls.judge import has_p

    return has_p(judge.counts, judge.null) and not judge.counts._fractional


def _tested(judge: Judge, adjust: str, min_total: int) -> list[str]:
    counts = judge.counts
    if not _has_p(judge):
        return ["No p-values are given."]
    units = _unit(counts)[1] if counts.margins == "units" else "pairs"
    size = len(family(counts, min_total)[0])
    tests = f"We tested one-sided whether each pair is found more often, for all {size:,} pairs of tags with at least "
    tests += f"{min_total} {units} each, those that never meet included, and controlled {_ADJUST[adjust][0]}."
    if judge.null == "pairs" and judge.cluster:
        by = "documents that hold the pair, of which its expected count over its count a document is expected"
        return [tests, f"The numbers tested are those of {by} (Poisson)."]
    if judge.null == "pairs":
        return [tests, "Counts are taken as Poisson."]
    if judge.cluster is None or judge.null == "permutation":
        return [tests]
    held = f"The variance of counts heeds {_clusters(judge)} (negative binomial tails where that is more), and no "
    return [tests, f"{held}{judge.cluster} counts more than the next heaviest one."]


def _measured(measures: Sequence[str]) -> str:
    sources = [MEASURES[name].source.replace(" (", " ").rstrip(")") for name in measures]
    named = [f"{name} ({source})" if source else name for name, source in zip(measures, sources, strict=True)]
    return f"Measures, by the totals of the counts: {', '.join(named)}." if named else ""


def _made() -> str:
    names = ("comention", "numpy", "scipy")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in names)
    return f"Computed with {versions} and Python {platform.python_version()}."
