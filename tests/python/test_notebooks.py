"""Each notebook runs, and its executed copy is in step with its source."""

import nbformat
import notebooks
import pytest
from conftest import CORPORA

SPEECHES = "ungdc_1946_2024.jsonl.xz"
SOURCES = notebooks.sources()


def cells(notebook):
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def results(notebook):
    """Plain results and errors, without pictures and frames, and of real speeches only where these are."""
    told = [cell for cell in notebook.cells if (CORPORA / SPEECHES).exists() or "said" not in cell.source]
    return [[output.get("data", {}).get("text/plain", output.get("text")) for output in cell.get("outputs", [])]
            for cell in told]  # fmt: skip


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_notebook(source):
    kept = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
    assert cells(kept) == cells(notebooks.read(source)), "run `make notebooks`"
    assert kept.metadata.kernelspec.name == "python3"
    assert source.with_suffix(".ipynb").stat().st_size < 1_000_000, "outputs must stay small"
    fresh = notebooks.execute(source)
    assert results(fresh) == results(kept), "run `make notebooks`"


def test_there_are_notebooks():
    names = ["01_first_look", "02_counting", "03_is_it_chance", "04_change_over_time"]
    assert [path.stem for path in SOURCES] == names
