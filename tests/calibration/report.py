"""The report: one table of all figures, with seed and machine."""

import os
import platform
import time
from pathlib import Path

import numpy as np
import pytest
import scipy
from evaluation.scores import table

import comention as cm
from calibration import checks
from calibration.checks import Row
from calibration.worlds import Speeches

PAGE = Path(__file__).resolve().parents[2] / "docs" / "calibration.md"
HEADER = ("world", "figure", "value", "must be", "met")
SEED = 1
HOW = """\
Written by `make calibrate`. Tests and intervals are tried where the truth is known: in worlds drawn from a model, and
in speeches whose countries and topics were paired at random, sentence by sentence, so that nothing goes together but
what chance brings together. A test is right if p < .05 is rare and q < .05 rarer; it may be careful, but not useless.
Fisher is `significance(null="independence", cluster=None)`, the exact test of most packages."""


def measure_all(runs: int = 200) -> tuple[list[Row], list[str]]:
    """Measure what can be measured here, and say what the rest needs."""
    rows = [*checks.one_document(), *checks.drawn_worlds(runs, SEED), *checks.fixed_margins(max(runs // 4, 1), SEED)]
    rows += checks.repeated_mentions(max(runs // 4, 1), SEED)
    try:
        speeches = Speeches.read(7)
    except pytest.skip.Exception as reason:
        return rows, [str(reason)]
    rows += checks.paired_speeches(speeches, runs, SEED)
    rows += checks.planted_lifts(speeches, max(runs // 10, 1), SEED)
    rows += checks.bootstrap_intervals(speeches, max(runs // 4, 1), SEED)
    rows += checks.small_strata(speeches, max(runs // 4, 1), SEED)
    rows += checks.halved_speeches(Speeches.read(1), runs, SEED)
    return rows, []


def page(rows: list[Row], missing: list[str], runs: int, seconds: float) -> str:
    """Print the whole report."""
    machine = (
        f"{platform.machine()}, {os.cpu_count()} cores; Python {platform.python_version()}, numpy {np.__version__}"
    )
    how = f"lifts {runs // 10}; bootstrap, fixed_degree, strata and mentions {runs // 4}"
    made = f"{runs} runs a world ({how}), seed {SEED}; comention {cm.__version__}, "
    made += f"scipy {scipy.__version__}, {machine}; {seconds / 60:.0f} minutes, {time.strftime('%Y-%m-%d')}."
    lost = [f"Not measured: {'; '.join(missing)}.", ""] if missing else []
    return (
        "\n".join(["# Calibration", "", HOW, "", made, "", *lost, *table(HEADER, [row.cells() for row in rows])]) + "\n"
    )
