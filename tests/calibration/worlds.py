"""Worlds in which it is known what goes together: drawn from a model, or made of speeches paired at random."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from conftest import read_corpus

import comention as cm
from comention import _core

ROWS, COLS = "country", "topic"


@dataclass(frozen=True)
class World:
    """Units of documents, numbered from the first document's first one on, and the tags that each holds."""

    units: np.ndarray
    """Units of each document."""
    unit: np.ndarray
    """Of each tag in a unit, rising."""
    tag: np.ndarray

    @cached_property
    def starts(self) -> np.ndarray:
        return np.concatenate([[0], np.cumsum(self.units)])

    def incidence(self) -> _core.Incidence:
        """Give the world as the core has it, as sentences of documents."""
        order = np.lexsort((self.tag, self.unit))
        unit, tag = self.unit[order], self.tag[order].astype(np.uint32)
        held, begins = np.unique(unit, return_index=True)
        document = np.searchsorted(self.starts, held, side="right") - 1
        zeros = np.zeros(len(tag), dtype=np.uint32)
        there = np.flatnonzero(self.units)
        arrays = {
            "documents": there.astype(np.uint32),
            "document_units": self.units[there].astype(np.int64),
            "document": document.astype(np.uint32),
            "position": (held - self.starts[document]).astype(np.uint32),
            "tokens": np.ones(len(held), dtype=np.uint32),
            "ends": np.append(begins[1:], len(tag)).astype(np.int64),
            "tag": tag,
            "start": zeros,
            "end": zeros + 1,
            "form": zeros,
            "first_token": zeros,
            "last_token": zeros,
        }
        return _core.Incidence.from_arrays(_core.Unit.sentence, _core.SlidingWindow(), False, arrays)


class Counter:
    """Counts worlds of so many documents and tags of two kinds, or of one by itself."""

    def __init__(self, documents: int, rows: int, cols: int) -> None:
        made_up = [cm.Lexicon.from_dict({f"{kind}{i:03}": [f"{kind}{i:03}"] for i in range(size)}, kind=kind)
                   for kind, size in ((ROWS, rows), (COLS, cols))]  # fmt: skip
        self._lexicon = made_up[0].add(made_up[1])
        mentions = cm.tag(["x"] * documents, self._lexicon, progress=False)
        self._names = [f"{kind}{i:03}" for kind, size in ((ROWS, rows), (COLS, cols)) for i in range(size)]
        self._two = cm.cooccurrence(mentions, rows=ROWS, cols=COLS, progress=False)
        self._one = cm.cooccurrence(mentions, rows=ROWS, progress=False)
        numbers = self._two._counting.sides
        assert (*numbers.rows.whole.numbers, *numbers.cols.whole.numbers) == tuple(range(rows + cols))

    def two_mode(self, world: World) -> cm.Cooccurrence:
        return self._two._counting.count(world.incidence())

    def products(self, world: World) -> cm.Cooccurrence:
        """Count mentions times mentions by document."""
        ends = np.searchsorted(world.unit, world.starts)
        texts = [" ".join(self._names[tag] for tag in world.tag[begin:end]) for begin, end in pairwise(ends)]
        options = {"rows": ROWS, "cols": COLS, "unit": "document", "count": "product", "progress": False}
        return cm.cooccurrence(texts, self._lexicon, **options)

    def one_mode(self, world: World, rows: int) -> cm.Cooccurrence:
        chosen = world.tag < rows
        return self._one._counting.count(replace(world, unit=world.unit[chosen], tag=world.tag[chosen]).incidence())


def drawn(rng: np.random.Generator, documents: int, tags: int, dwell: float) -> World:
    """Draw units that hold tags of two kinds by no more than how common they are and how many a unit holds.

    Lengths of documents and units are unequal, and long units hold many tags of both kinds. With `dwell` a document
    has likings of its own: the logs of the odds of its tags vary by so much. Given how many tags a unit holds, each
    set of them is as likely as the product of their odds.
    """
    units = np.ceil(rng.lognormal(2.3, 0.8, documents)).astype(np.int64)
    rich = np.log(np.repeat(rng.gamma(2, 0.5, documents), units) * rng.gamma(1, 1, units.sum()))
    parts = []
    for side in (0, 1):
        common = rng.normal(0, 1.3, tags)
        common -= np.log(np.exp(common).sum() / 1.2)
        liking = np.repeat(rng.normal(0, dwell, (documents, tags)), units, axis=0)
        odds = np.exp(rich[:, None] + common + liking)
        unit, tag = np.nonzero(rng.random(odds.shape) < odds / (1 + odds))
        parts.append((unit, tag + side * tags))
    unit, tag = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.argsort(unit, kind="stable")
    return World(units, unit[order], tag[order])


@dataclass(frozen=True)
class Speeches:
    """Sentences of speeches with their countries and topics."""

    world: World
    counts: cm.Cooccurrence

    @classmethod
    def read(cls, every: int) -> "Speeches":
        """Read one speech of so many, or skip where the corpus is not there."""
        texts = [row["text"] for row in read_corpus("ungdc_1946_2024")][::every]
        mentions = cm.tag(texts, progress=False)
        counts = cm.cooccurrence(mentions, rows=ROWS, cols=COLS, progress=False)
        assert counts._incidence is not None
        arrays = counts._incidence.arrays()
        units = np.asarray(mentions._units_per_document("sentence"), dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(units)])
        size = np.diff(arrays["ends"], prepend=0)
        unit = np.repeat(starts[arrays["document"]] + arrays["position"], size)
        return cls(World(units, unit, arrays["tag"].astype(np.int64)), counts)

    @cached_property
    def _is_row(self) -> np.ndarray:
        return np.isin(self.world.tag, np.array(self.counts._counting.sides.rows.whole.numbers))

    def count(self, world: World) -> cm.Cooccurrence:
        return self.counts._counting.count(world.incidence())

    def paired_at_random(self, rng: np.random.Generator) -> World:
        """Give the countries of each speech the topics of another, sentence by sentence from a random one on."""
        world = self.world
        there = np.flatnonzero(world.units)
        donor = np.arange(len(world.units))
        around = rng.permutation(there)
        donor[around] = np.roll(around, 1)
        offset = rng.integers(0, np.maximum(world.units[donor], 1))
        document = np.repeat(np.arange(len(world.units)), world.units)
        position = np.arange(len(document)) - world.starts[document]
        source = world.starts[donor[document]] + (position + offset[document]) % np.maximum(
            world.units[donor[document]], 1
        )
        unit, tag = world.unit[~self._is_row], world.tag[~self._is_row]
        ends = np.concatenate([[0], np.cumsum(np.bincount(unit, minlength=len(document)))])
        size = ends[source + 1] - ends[source]
        to = np.repeat(np.arange(len(document)), size)
        place = np.arange(len(to)) - np.repeat(np.cumsum(size) - size, size) + ends[source][to]
        units = np.concatenate([world.unit[self._is_row], to])
        return World(world.units, units, np.concatenate([world.tag[self._is_row], tag[place]]))

    def halves(self, rng: np.random.Generator) -> tuple[cm.Cooccurrence, cm.Cooccurrence]:
        """Part the speeches at random."""
        assert self.counts._incidence is not None
        parts = self.counts._incidence.split(rng.integers(0, 2, len(self.world.units)), 2)
        return self.counts._counting.count(parts[0]), self.counts._counting.count(parts[1])


def planted(rng: np.random.Generator, world: World, row: int, col: int, joint: int) -> World:
    """Move a column tag into random units that hold a row tag until so many hold both; its total stays."""
    with_row = np.unique(world.unit[world.tag == row])
    with_col = np.unique(world.unit[world.tag == col])
    both = np.intersect1d(with_row, with_col)
    free, alone = np.setdiff1d(with_row, with_col), np.setdiff1d(with_col, with_row)
    move = min(joint - len(both), len(free), len(alone))
    if move <= 0:
        return world
    gone = rng.choice(alone, move, replace=False)
    keep = ~((world.tag == col) & np.isin(world.unit, gone))
    unit = np.concatenate([world.unit[keep], rng.choice(free, move, replace=False)])
    return World(world.units, unit, np.concatenate([world.tag[keep], np.full(move, col)]))
