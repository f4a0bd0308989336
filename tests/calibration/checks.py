"""Checks: how often tests are wrong and intervals right in worlds of known truth."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

import comention as cm
from calibration.worlds import Counter, Speeches, World, drawn, planted
from comention.change.compare import change_within, compare, judged
from comention.significance import adjusted, family

FISHER = {"null": "independence", "cluster": None}
TAGS = 40
LARGE = 5
"""Expected count from which on a test must not be too careful either, and an interval be right."""


@dataclass(frozen=True)
class Row:
    """A figure, with the bounds it must lie between if it has any."""

    world: str
    what: str
    value: float
    least: float | None = None
    most: float | None = None

    @property
    def met(self) -> bool | None:
        """Tell whether it lies between its bounds; None where there are none."""
        if self.least is None and self.most is None:
            return None
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    def cells(self) -> list[str]:
        """Give the row as text."""
        bounds = [f"{sign} {bound:g}" for sign, bound in (("≥", self.least), ("≤", self.most)) if bound is not None]
        met = {None: "", True: "yes", False: "no"}[self.met]
        return [self.world, self.what, f"{self.value:.4f}", " and ".join(bounds), met]


@dataclass
class Tally:
    """What one test said in each run."""

    small: list[float] = field(default_factory=list)
    """Share of p below .05."""
    small_of_large: list[float] = field(default_factory=list)
    """The same where the expected count is large."""
    false: list[int] = field(default_factory=list)
    """Pairs with q below .05."""

    def add(self, tests: pd.DataFrame) -> None:
        large = tests["expected"] >= LARGE
        self.small.append((tests["p"] < 0.05).mean())
        if large.any():
            self.small_of_large.append((tests["p"][large] < 0.05).mean())
        self.false.append(int((tests["q"] < 0.05).sum()))

    @property
    def any_false(self) -> float:
        """Share of the runs with a pair of q below .05."""
        return float(np.mean([count > 0 for count in self.false]))


def covered(pairs: pd.DataFrame) -> tuple[int, int]:
    """Count the intervals that hold a lift of 1, and all, of pairs expected often and in many documents."""
    sure = pairs[(pairs["expected"] >= LARGE) & (pairs["documents"] >= 30)]
    return int(((sure["lift_low"] <= 1) & (sure["lift_high"] >= 1)).sum()), len(sure)


def drawn_worlds(runs: int, seed: int, documents: int = 1000) -> list[Row]:
    """Test pairs that no more than chance brings together, in documents that do and do not dwell on tags."""
    counter = Counter(documents, TAGS, TAGS)
    rows = []
    for dwell, name in ((0.0, "drawn"), (0.8, "drawn, documents with likings")):
        rng = np.random.default_rng(seed)
        worlds = [drawn(rng, documents, TAGS, dwell) for _ in range(runs)]
        rows += _of_drawn(f"{name}, two kinds", map(counter.two_mode, worlds))
        rows += _of_drawn(f"{name}, one kind", (counter.one_mode(world, TAGS) for world in worlds))
    return rows


def fixed_margins(runs: int, seed: int, documents: int = 300) -> list[Row]:
    """Test the same by samples in which each tag keeps its number of units."""
    counter = Counter(documents, TAGS, TAGS)
    rng = np.random.default_rng(seed)
    tallies = {"two kinds": Tally(), "one kind": Tally()}
    for _ in range(runs):
        world = drawn(rng, documents, TAGS, 0.0)
        tallies["two kinds"].add(counter.two_mode(world).significance(null="fixed_degree"))
        tallies["one kind"].add(counter.one_mode(world, TAGS).significance(null="fixed_degree"))
    rows = []
    for kinds, tally in tallies.items():
        what = "fixed_degree, share of p < .05"
        rows.append(Row(f"drawn, {kinds}", what, float(np.mean(tally.small)), None, 0.06))
        large = float(np.mean(tally.small_of_large))
        rows.append(Row(f"drawn, {kinds}", f"{what} where 5 or more are expected", large, 0.01))
    return rows


def repeated_mentions(runs: int, seed: int, documents: int = 300) -> list[Row]:
    """Test products of mentions, of which a document holds many."""
    counter = Counter(documents, TAGS, TAGS)
    rows = []
    for dwell, name in ((0.0, "drawn"), (0.8, "drawn, documents with likings")):
        rng = np.random.default_rng(seed)
        fitting, rarer, naive, hits, of = Tally(), Tally(), Tally(), 0, 0
        for _ in range(runs):
            counts = counter.products(drawn(rng, documents, TAGS, dwell))
            fitting.add(counts.significance())
            rarer.add(counts.significance(alternative="less"))
            naive.add(counts.significance(cluster=None))
            some = covered(counts.pairs(min_joint=0))
            hits, of = hits + some[0], of + some[1]
        world = f"{name}, mentions times mentions by document"
        rows += [
            Row(world, "pairs, share of p < .05", float(np.mean(fitting.small)), None, 0.06),
            Row(world, "pairs, share of runs with a q < .05", fitting.any_false, None, 0.08),
            Row(world, "pairs, alternative='less', share of p < .05", float(np.mean(rarer.small)), None, 0.06),
            Row(world, "pairs with cluster=None, share of p < .05", float(np.mean(naive.small))),
            Row(world, "intervals of lift that hold 1", hits / max(of, 1), 0.92),
        ]
    return rows


def _of_drawn(name: str, counted: Iterable[cm.Cooccurrence]) -> list[Row]:
    fitting, naive, hits, of = Tally(), Tally(), 0, 0
    for counts in counted:
        fitting.add(counts.significance())
        naive.add(counts.significance(**FISHER))
        some = covered(counts.pairs(min_joint=0))
        hits, of = hits + some[0], of + some[1]
    return [
        Row(name, "unit_size, share of p < .05", float(np.mean(fitting.small)), None, 0.06),
        Row(name, "unit_size, share of p < .05 where 5 or more are expected", np.mean(fitting.small_of_large), 0.01),
        Row(name, "unit_size, share of runs with a q < .05", fitting.any_false, None, 0.08),
        Row(name, "Fisher, share of p < .05", float(np.mean(naive.small))),
        Row(name, "Fisher, pairs with q < .05 a run", float(np.mean(naive.false))),
        Row(name, "intervals of lift that hold 1", hits / max(of, 1), 0.92, 0.99),
    ]


def paired_speeches(speeches: Speeches, runs: int, seed: int) -> list[Row]:
    """Test countries of one speech against topics of another."""
    rng = np.random.default_rng(seed)
    name = f"{len(speeches.world.units):,} speeches paired at random"
    fitting, naive, hits, of = Tally(), Tally(), 0, 0
    for _ in range(runs):
        counts = speeches.count(speeches.paired_at_random(rng))
        fitting.add(counts.significance())
        naive.add(counts.significance(**FISHER))
        some = covered(counts.pairs(min_joint=0))
        hits, of = hits + some[0], of + some[1]
    return [
        Row(name, "unit_size, share of p < .05", float(np.mean(fitting.small)), None, 0.06),
        Row(name, "unit_size, share of runs with a q < .05", fitting.any_false, None, 0.08),
        Row(name, "unit_size, false pairs a run", float(np.mean(fitting.false))),
        Row(name, "Fisher, share of p < .05", float(np.mean(naive.small))),
        Row(name, "Fisher, share of runs with a q < .05", naive.any_false),
        Row(name, "Fisher, false pairs a run", float(np.mean(naive.false))),
        Row(name, "intervals of lift that hold 1", hits / max(of, 1), 0.92, 0.99),
    ]


def planted_lifts(speeches: Speeches, runs: int, seed: int, pairs: int = 20) -> list[Row]:
    """Look for pairs that were brought together among all that chance brought together."""
    rng = np.random.default_rng(seed)
    name = f"{len(speeches.world.units):,} speeches paired at random, {pairs} pairs planted"
    rows = []
    for lift in (2.5, 4.0):
        found: dict[str, list[int]] = {"unit_size": [], "Fisher": []}
        false: dict[str, list[int]] = {"unit_size": [], "Fisher": []}
        for _ in range(runs):
            world, chosen = _plant(rng, speeches, lift, pairs)
            counts = speeches.count(world)
            for test, options in (("unit_size", {}), ("Fisher", FISHER)):
                tests = counts.significance(**options)
                hits = tests[tests["q"] < 0.05]
                true = sum(pair in chosen for pair in zip(hits["row"], hits["col"], strict=True))
                found[test].append(true)
                false[test].append(len(hits) - true)
        for test, hits in found.items():
            rows.append(Row(name, f"lift {lift:g}: {test}, share of the planted pairs found", np.mean(hits) / pairs))
            every = np.add(hits, false[test])
            wrong = float(np.mean(np.divide(false[test], np.maximum(every, 1))))
            rows.append(Row(name, f"lift {lift:g}: {test}, share of what is found that is false", wrong))
    return rows


def _plant(rng: np.random.Generator, speeches: Speeches, lift: float, pairs: int) -> tuple[World, set[tuple[str, str]]]:
    """Plant pairs of different tags, each of which 5 to 50 are expected."""
    world = speeches.paired_at_random(rng)
    tests = speeches.count(world).significance()
    tests = tests[(tests["expected"] >= 5) & (tests["expected"] <= 50)]
    tests = tests.iloc[rng.permutation(len(tests))].drop_duplicates("row").drop_duplicates("col").head(pairs)
    sides = speeches.counts._counting.sides
    number = [dict(zip(side.shown.ids, side.shown.numbers, strict=True)) for side in (sides.rows, sides.cols)]
    for row, col, expected in zip(tests["row"], tests["col"], tests["expected"], strict=True):
        world = planted(rng, world, number[0][row], number[1][col], round(lift * expected))
    return world, set(zip(tests["row"], tests["col"], strict=True))


def halved_speeches(speeches: Speeches, runs: int, seed: int) -> list[Row]:
    """Compare halves of the speeches, which differ by chance alone."""
    rng = np.random.default_rng(seed)
    name = f"{len(speeches.world.units):,} speeches halved at random"
    tallies: dict[str, list[tuple[float, int]]] = {"document": [], "none": []}
    for _ in range(runs):
        before, after = speeches.halves(rng)
        for cluster, said in tallies.items():
            how = {"strata": None, "adjust": "bh", "min_joint": 0, "min_total": 5, "labels": None}
            frame = compare(before, after, cluster=None if cluster == "none" else cluster, **how)
            often = frame[frame["count_a"] + frame["count_b"] >= 20]
            said.append(((often["p"] < 0.05).mean(), int((frame["q"] < 0.05).sum())))
    rows = []
    for cluster, said in tallies.items():
        small, false = np.array(said).T
        bounds = (0.06, 0.08) if cluster == "document" else (None, None)
        test = "compare" if cluster == "document" else "compare, cluster=None"
        rows += [
            Row(name, f"{test}, share of p < .05 where the count is 20 or more", small.mean(), None, bounds[0]),
            Row(name, f"{test}, share of runs with a q < .05", (false > 0).mean(), None, bounds[1]),
            Row(name, f"{test}, false pairs a run", false.mean()),
        ]
    return rows


def small_strata(speeches: Speeches, runs: int, seed: int) -> list[Row]:
    """Compare a fifth of the speeches with the rest, within strata of a few speeches that tell nothing."""
    rng = np.random.default_rng(seed)
    counting, incidence = speeches.counts._counting, speeches.counts._incidence
    size = len(speeches.world.units)
    name = f"a fifth of {size:,} speeches and the rest"
    rows = []
    for strata in (5, 40):
        small, false = [], []
        for _ in range(runs):
            group = 2 * rng.integers(0, strata, size) + (rng.random(size) < 0.2)
            parts = [counting.count(part) for part in incidence.split(group, 2 * strata)]
            places = family(speeches.counts, 50)
            found = change_within(parts[::2], parts[1::2], *places, "document")
            p = judged(found)[2]
            small.append(float((p[~np.isnan(p)] < 0.05).mean()))
            false.append(bool((adjusted(p, "bh") < 0.05).any()))
        rows.append(Row(name, f"compare within {strata} strata, share of p < .05", float(np.mean(small)), None, 0.06))
        rows.append(
            Row(name, f"compare within {strata} strata, share of runs with a q < .05", np.mean(false), None, 0.08)
        )
    return rows


def bootstrap_intervals(speeches: Speeches, runs: int, seed: int) -> list[Row]:
    """See how often intervals of the bootstrap hold the mean of many corpora that are drawn alike."""
    rng = np.random.default_rng(seed)
    name = f"{len(speeches.world.units):,} speeches paired at random"
    frames: dict[str, list[pd.DataFrame]] = {"percentile": [], "bca": []}
    for _ in range(runs):
        boot = speeches.count(speeches.paired_at_random(rng)).bootstrap(500, min_joint=5, progress=False)
        for method, some in frames.items():
            some.append(boot.pairs(method=method))
    rows = []
    for method, some in frames.items():
        every = pd.concat(some)
        mean = every.groupby(["row", "col"])["estimate"].transform("mean")
        often = (every.groupby(["row", "col"])["count"].transform("size") == runs) & (
            every.groupby(["row", "col"])["clusters"].transform("min") >= 30
        )
        sure = every[often]
        held = ((sure["low"] <= mean[often]) & (sure["high"] >= mean[often])).mean()
        rows.append(Row(name, f"bootstrap of log_odds, {method}: intervals that hold the mean", held, 0.92, 0.99))
    return rows


def one_document(documents: int = 200) -> list[Row]:
    """Put all units of a pair into one document: it must not be significant across documents."""
    smallest = []
    for joint in (5, 20, 100):
        texts = ["a001. b001. " * 10] * documents + ["a001 and b001. " * joint]
        lexicon = cm.Lexicon.from_dict({"a": ["a001"]}, kind="country").add(
            cm.Lexicon.from_dict({"b": ["b001"]}, kind="topic")
        )
        counts = cm.cooccurrence(cm.tag(texts, lexicon, progress=False), rows="country", cols="topic", progress=False)
        smallest.append(float(counts.significance()["p"].min()))
    return [Row("a pair in one document only", "smallest p", min(smallest), 0.05)]
