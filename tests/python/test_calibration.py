"""Tests and intervals are right where the truth is known: a short run, and the committed figures of a long one."""

import numpy as np
import pytest
from calibration import checks
from calibration.report import PAGE
from calibration.worlds import Counter, Speeches, World, drawn, planted

pytestmark = pytest.mark.filterwarnings("ignore::comention.CaveatWarning")


@pytest.fixture(scope="module")
def speeches() -> Speeches:
    return Speeches.read(20)


def failing(rows: list[checks.Row]) -> list[list[str]]:
    """List the figures outside of their bounds; of few runs the share of runs tells nothing."""
    return [row.cells() for row in rows if row.met is False and "runs with a q" not in row.what]


def test_nothing_but_chance():
    assert failing(checks.drawn_worlds(3, seed=2)) == []


def test_fisher_would_be_wrong():
    rows = checks.drawn_worlds(1, seed=3)
    assert min(row.value for row in rows if row.what == "Fisher, share of p < .05") > 0.4


def test_speeches_paired_at_random(speeches):
    assert failing(checks.paired_speeches(speeches, 5, seed=2)) == []


def test_halves_of_speeches(speeches):
    assert failing(checks.halved_speeches(speeches, 5, seed=2)) == []


def test_planted_lifts_are_found(speeches):
    rows = {row.what: row.value for row in checks.planted_lifts(speeches, 2, seed=2, pairs=10)}
    assert rows["lift 4: unit_size, share of the planted pairs found"] > 0.5
    assert rows["lift 4: unit_size, share of what is found that is false"] < 0.3


def test_a_pair_in_one_document_is_no_finding():
    assert failing(checks.one_document()) == []


def test_the_committed_figures_hold():
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert len(lines) > 40
    assert [line for line in lines if line.endswith("| no |")] == []


def test_worlds_are_what_they_are_called(speeches):
    rng = np.random.default_rng(4)
    world = speeches.paired_at_random(rng)
    own = speeches.world
    assert world.units.tolist() == own.units.tolist()
    rows = set(speeches.counts._counting.sides.rows.whole.numbers)
    is_row = np.isin(own.tag, list(rows))
    mine = np.isin(world.tag, list(rows))
    assert np.array_equal(np.sort(world.tag[mine]), np.sort(own.tag[is_row])), "countries stay where they are"
    assert np.array_equal(world.unit[mine], own.unit[is_row])
    assert not np.array_equal(np.sort(world.unit[~mine]), np.sort(own.unit[~is_row]))


def test_planting_moves_and_adds_nothing():
    rng = np.random.default_rng(5)
    world = drawn(rng, 200, 12, 0.0)
    counter = Counter(200, 12, 12)
    before, after = (counter.two_mode(one) for one in (world, planted(rng, world, 0, 12, 50)))
    assert after[before.rows[0], before.cols[0]] == 50 > before[before.rows[0], before.cols[0]]
    assert after.col_totals.tolist() == before.col_totals.tolist()
    assert after.row_totals.tolist() == before.row_totals.tolist()


def test_a_world_is_counted_as_it_is():
    world = World(np.array([2, 0, 1]), np.array([0, 0, 2]), np.array([0, 3, 0]))
    counts = Counter(3, 2, 2).two_mode(world)
    assert (counts.n, counts.to_pandas().to_numpy().tolist()) == (3, [[0, 1], [0, 0]])
    assert counts.row_totals.tolist() == [2, 0]
