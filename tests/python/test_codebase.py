"""The code base tests itself."""

import doctest
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
import stubs

import comention

ROOT = Path(__file__).resolve().parents[2]
STAGES = ["text", "lexicon", "mentions", "units", "incidence", "cooccurrence", "evidence"]
STAGES += ["association", "nulls", "clusters", "bootstrap", "curveball", "permutation"]
# Parts of a stage that have files of their own; all other headers serve every stage.
PARTS = {
    "text": ["tokens", "paragraphs", "sentences", "abbreviations", "punctuation", "words"],
    "lexicon": ["rules", "automaton", "read_lexicon", "tsv"],
    "mentions": [
        *["tagger", "search", "vocabulary", "passage", "guards", "persons", "datelines", "qualifiers", "readings"],
        *["listed", "parallel"],
    ],
    "incidence": ["windows"],
    "cooccurrence": ["sparse", "pairs", "cells", "matrices"],
    "association": ["contingency", "distributions"],
    "clusters": ["cluster_reader"],
    "bootstrap": ["draws"],
}
# The compiled lexicon carries the guards of its forms.
ALLOWED = {("automaton.cpp", "guards")}
MODULES = [m.name for m in pkgutil.walk_packages(comention.__path__, "comention.") if "_core" not in m.name]


def test_stubs_are_fresh():
    assert stubs.STUBS.read_text(encoding="utf-8") == stubs.fresh_stubs(), "run `make stubs`"


def test_import_is_light():
    heavy = {"pandas", "scipy", "narwhals", "yaml", "polars", "tqdm", "networkx"}
    code = f"import sys, comention; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_first_example_of_the_readme(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names: dict = {}
    exec(re.search(r"```python\n(.*?)```", readme, flags=re.DOTALL)[1], names)
    assert names["counts"]["Iran", "sanctions"] == 4, "as the README says"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counts.html", "heatmap.png"]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_every_public_name_has_an_example():
    for name in comention.__all__:
        thing = getattr(comention, name)
        if callable(thing):
            assert ">>>" in thing.__doc__, name
            methods = [m for name, m in inspect.getmembers(thing, callable) if not name.startswith("_")]
            ours = [m for m in methods if (getattr(m, "__module__", None) or "").startswith("comention")]
            assert [m.__name__ for m in ours if ">>>" not in (m.__doc__ or "")] == []


def stems(stage: str) -> list[str]:
    return [stage, *PARTS.get(stage, [])]


def included(path: Path) -> set[str]:
    return set(re.findall(r'#include "(?:comention/)?(\w+)\.hpp"', path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("stage", STAGES)
def test_stages_include_only_earlier_ones(stage):
    later = {stem for other in STAGES[STAGES.index(stage) + 1 :] for stem in stems(other)}
    for folder in ("cpp/include/comention", "cpp/src"):
        for path in (p for stem in stems(stage) for p in (ROOT / folder).glob(f"{stem}.?pp")):
            allowed = {stem for name, stem in ALLOWED if name == path.name}
            assert not included(path) & (later - allowed), path


def test_every_file_of_the_core_belongs_to_a_stage():
    known = {stem for stage in STAGES for stem in stems(stage)} | {"types", "span", "unicode", "flat_map"}
    assert {path.stem for path in (ROOT / "cpp").rglob("*.?pp")} == known


def test_the_core_knows_no_python():
    for path in (ROOT / "cpp").rglob("*.?pp"):
        assert "pybind11" not in path.read_text(encoding="utf-8"), path


def test_pybind11_enters_by_one_door():
    for path in (ROOT / "python" / "bindings").glob("*.cpp"):
        assert "<pybind11" not in path.read_text(encoding="utf-8"), path


def test_shared_material_is_named_in_two_places_only():
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if files.returncode != 0:
        pytest.skip("not a git checkout")
    allowed = {"tests/conftest.py", "Makefile", "tests/python/test_codebase.py"}
    for name in files.stdout.splitlines():
        path = ROOT / name
        if name not in allowed and path.is_file() and path.suffix not in {".png", ".npz"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            assert "../shared" not in text, name
            assert "COMENTION_SHARED" not in text, name
