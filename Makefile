# Everything runs in .venv, which is made on first use. `make help` lists the targets.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CPP := $(shell git ls-files 'cpp/*.hpp' 'cpp/*.cpp' 'tests/cpp/*.hpp' 'tests/cpp/*.cpp' 'python/bindings/*' 2>/dev/null)
# Material that only this project's own machines have; tests that need it skip without it.
export COMENTION_SHARED ?= $(abspath ../shared)
export COMENTION_CORPORA ?= $(COMENTION_SHARED)/corpora

.PHONY: help setup demo test test-cpp test-python lint format stubs notebooks pictures bench evaluate calibrate clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"

# The package is built anew when a source or a build file changed.
SOURCES := $(shell find cpp python CMakeLists.txt pyproject.toml -type f -not -path '*/__pycache__/*' 2>/dev/null)
$(VENV)/.installed: $(BIN)/python $(SOURCES) README.md LICENSE
	$(BIN)/pip install --quiet .
	@touch $@

$(VENV)/.notebook: $(VENV)/.installed
	$(BIN)/pip install --quiet "altair>=5.5" "anywidget>=0.9" "vl-convert-python>=1.7" --group notebook
	@touch $@

$(VENV)/.tested: $(BIN)/python pyproject.toml
	$(BIN)/pip install --quiet --group test "cmake>=3.25" ninja "cmeel-eigen>=3.4,<4"
	@touch $@

$(VENV)/.linted: $(BIN)/python pyproject.toml
	$(BIN)/pip install --quiet --group lint
	@touch $@

$(VENV)/.benched: $(BIN)/python pyproject.toml
	$(BIN)/pip install --quiet --group bench
	@touch $@

setup: $(VENV)/.installed $(VENV)/.tested $(VENV)/.linted ## install the package and all tools into .venv

demo: $(VENV)/.notebook ## the main job on the briefs, or: make demo CORPUS=file.csv TEXT=column
	@$(BIN)/python -m comention.demo --explorer build/demo/explorer.html $(if $(CORPUS),"$(CORPUS)" --text "$(TEXT)")
	@$(if $(CORPUS),:,$(BIN)/python tests/notebooks.py build/demo 2>/dev/null)

test: test-cpp test-python ## run all tests

# What tests need of the system: an installed one, else Debian's package where apt is at hand. Without GoogleTest CMake
# fetches its sources; without Chromium the tests in a browser skip.
debian = command -v apt-get >/dev/null && { apt-get update && apt-get install -y --no-install-recommends $(1); } >/dev/null 2>&1

test-cpp: $(VENV)/.tested ## run the C++ tests
	@test -e /usr/include/gtest/gtest.h || { $(call debian,libgtest-dev); } || true
	PATH="$(abspath $(BIN)):$$PATH" cmake --preset dev -G Ninja >/dev/null
	PATH="$(abspath $(BIN)):$$PATH" cmake --build --preset dev
	PATH="$(abspath $(BIN)):$$PATH" ctest --preset dev -j2 --output-junit ctest.xml > build/ctest.log \
	  || { cat build/ctest.log; exit 1; }
	@$(BIN)/python tests/slowest.py build/dev/ctest.xml
	@tail -4 build/ctest.log

test-python: $(VENV)/.installed $(VENV)/.tested ## run the Python tests
	@command -v chromium >/dev/null || { $(call debian,chromium fonts-liberation); } || true
	$(BIN)/python -m pytest

lint: $(VENV)/.installed $(VENV)/.linted ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(BIN)/clang-format --dry-run --Werror $(CPP)
	$(BIN)/mypy python/comention

format: $(VENV)/.linted ## format all sources
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@$(BIN)/clang-format -i $(CPP)

stubs: $(VENV)/.installed $(VENV)/.tested ## write the type stubs of the extension module
	$(BIN)/python tests/stubs.py

notebooks: $(VENV)/.notebook ## run the notebooks and write their .ipynb
	$(BIN)/python tests/notebooks.py

pictures: $(VENV)/.notebook ## draw the pictures of the README
	$(BIN)/python docs/pictures.py

bench: $(VENV)/.installed $(VENV)/.benched ## measure the whole job on the corpora, beside peers
	$(BIN)/python tests/bench/bench_whole_job.py
	$(BIN)/python tests/bench/bench_rules.py
	$(BIN)/python tests/bench/bench_counting.py
	$(BIN)/python tests/bench/bench_bootstrap.py

evaluate: $(VENV)/.installed $(VENV)/.tested ## measure all gates on the corpora and write docs/evaluation.md
	$(BIN)/python tests/evaluate.py

calibrate: $(VENV)/.installed $(VENV)/.tested ## try tests and intervals where the truth is known and write docs/calibration.md
	$(BIN)/python tests/calibrate.py

clean: ## remove what was built
	rm -rf build dist $(VENV)
