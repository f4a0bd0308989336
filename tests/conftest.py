"""What tests share: tables of cases, and material that only some machines have."""

import json
import lzma
import os
import re
from collections.abc import Container
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import settings

# Time limits would make tests fail on a busy machine; the first example also compiles the lexicon.
settings.register_profile("untimed", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("untimed")

DATA = Path(__file__).parent / "data"
SHARED = Path(os.environ.get("COMENTION_SHARED", Path(__file__).resolve().parents[2] / "shared"))
CORPORA = Path(os.environ.get("COMENTION_CORPORA", SHARED / "corpora"))

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|[ntr\\])")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}


def unescape(text: str) -> str:
    r"""Read \n, \t, \r, \\ and \uXXXX in one pass."""
    return _ESCAPE.sub(lambda found: _LETTERS.get(found[1]) or chr(int(found[1][1:], 16)), text)


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a table of cases: a header line, tab-separated fields, comments behind #."""
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]
    header, *rows = [line.split("\t") for line in lines]
    return [dict(zip(header, row, strict=True)) for row in rows]


def shared_file(*parts: str) -> Path:
    """Give a file of the shared material, or skip the test that needs it."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs {'/'.join(parts)} of the project's shared material, which is not on this machine")
    return path


def corpus_file(name: str) -> Path:
    """Give a file of the corpora, or skip the test that needs it."""
    path = CORPORA / name
    if not path.exists():
        pytest.skip(f"needs the corpus {name.partition('.')[0]}, which is not on this machine")
    return path


def read_corpus(name: str, most: int | None = None, ids: Container[str] | None = None) -> list[dict]:
    """Read a corpus of JSON Lines, all, the first ones or those of some ids, or skip the test that needs it."""
    with lzma.open(corpus_file(f"{name}.jsonl.xz"), "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in islice(lines, most))
        return [row for row in rows if ids is None or row["id"] in ids]


@pytest.fixture(scope="session")
def seed_gold() -> dict:
    """The seed article's annotation: every mention and matrix, worked out by hand."""
    return json.loads(shared_file("gold", "seed_gold.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def seed_text(seed_gold: dict) -> str:
    return shared_file("gold", seed_gold["document"]).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def speeches() -> list[dict]:
    """200 speeches, spread over the years."""
    return read_corpus("ungdc_1946_2024", 200)
