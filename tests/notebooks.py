"""Run the notebooks, whose sources are notebooks/*.py, and write the executed .ipynb beside them."""

import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"


def sources() -> list[Path]:
    """List the sources of the notebooks, in order."""
    return sorted(FOLDER.glob("[0-9]*.py"))


def read(source: Path) -> nbformat.NotebookNode:
    """Read a source as a notebook without outputs, the same each time."""
    notebook = jupytext.read(source)
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata = {}
    return notebook


def execute(source: Path) -> nbformat.NotebookNode:
    """Run a notebook; raise the first error of a cell."""
    notebook = read(source)
    NotebookClient(notebook, timeout=300, record_timing=False, resources={"metadata": {"path": FOLDER}}).execute()
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def main(folder: Path) -> None:
    """Write the executed notebooks into a folder."""
    for source in sources():
        target = folder / source.with_suffix(".ipynb").name
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(execute(source), target)
        print(f"The notebook {source.name} was run; its outputs are in {target}.")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
